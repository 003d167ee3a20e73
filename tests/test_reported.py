"""Printed figures: every value that rounds to one, and nothing more, is what it stands for."""

import pickle
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.changes import Change
from agency_kpis.errors import KpiError
from agency_kpis.measures import Average, Count, Rate
from agency_kpis.reported import COUNTED, Reported


def printed(value: Fraction, places: int) -> str:
    """Print a value half-up with the decimal module."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def lies_in(value: Fraction, figure: Reported) -> bool:
    """Tell whether a value lies between the ends of a figure."""
    assert figure.ends is not None
    low, high = figure.ends
    return low <= (value, 0) <= high


decimals = st.builds(
    lambda scaled, places: Fraction(scaled, 10**places), st.integers(-(10**6), 10**6), st.just(6)
)
"""Values of six decimals, which the decimal module holds exactly."""


@given(value=decimals, places=st.integers(0, 4))
def test_a_figure_stands_for_what_it_was_printed_from(value: Fraction, places: int) -> None:
    """Whatever was rounded half-up lies within the ends."""
    assert lies_in(value, Reported(printed(value, places)))
    assert lies_in(value / 100, Reported(f"{printed(value, places)}%"))


@given(value=decimals, other=decimals, places=st.integers(0, 4))
def test_a_figure_stands_for_nothing_else(value: Fraction, other: Fraction, places: int) -> None:
    """What lies within the ends is printed so."""
    figure = Reported(printed(value, places))
    near = value + other / 10 ** (places + 2)
    same = Decimal(printed(near, places)) == Decimal(printed(value, places))
    assert lies_in(near, figure) == same


@given(numerator=st.integers(0, 3000), more=st.integers(0, 3000), places=st.integers(0, 2))
def test_a_figure_with_its_base_stands_for_what_cases_can_make(
    numerator: int, more: int, places: int
) -> None:
    """The share itself lies within the ends, and both ends are shares that print so."""
    base = max(1, numerator + more)
    rate = Rate(numerator, base)
    text = printed(Fraction(100 * numerator, base), places) + "%"
    figure = Reported(text, of=base)
    assert figure.agrees(rate)
    assert figure.ends is not None
    for end, beside in figure.ends:
        assert (end * base).denominator == 1
        assert beside == 0
        assert printed(100 * end, places) + "%" == text
    assert lies_in(Fraction(numerator, base), figure)


@pytest.mark.parametrize("unit", COUNTED)
def test_a_number_of_cases_is_exact(unit: str) -> None:
    """437 of whatever is counted is 437, thousands set apart or not."""
    assert Reported(f"1,437{unit}").known == Count(1437)
    assert Reported(f"1437{unit}").ends == ((Fraction(1437), 0), (Fraction(1437), 0))


@pytest.mark.parametrize(
    ("text", "value", "unit", "digits"),
    [
        ("49.8%", Fraction(498, 1000), "%", 1),
        ("98.50%", Fraction(985, 1000), "%", 2),
        ("59.7ポイント", Fraction("59.7"), "ポイント", 1),
        ("▲3.2pt", Fraction("-3.2"), "pt", 1),
        ("−0.37pt", Fraction("-0.37"), "pt", 2),
        ("4,024", Fraction(4024), "", 0),
        ("9.4", Fraction("9.4"), "", 1),
        ("–", None, "", 0),
    ],
)
def test_a_figure_is_read_as_it_is_printed(
    text: str, value: Fraction | None, unit: str, digits: int
) -> None:
    """Value, unit and digits; and it is written as it was."""
    figure = Reported(text)
    assert (figure.value, figure.unit, figure.digits) == (value, unit, digits)
    assert figure.text() == figure.text(0, target="55%") == str(figure) == text
    assert figure.is_percent is (unit == "%")


@pytest.mark.parametrize(
    "text",
    ["300件以上", "約50%", "49.8 %", "1,43件", "5％", "", "n/a", "4 024", "-", "50%台", "１件"],
)
def test_a_figure_that_says_more_or_less_is_refused(text: str) -> None:
    """Nothing is guessed from words around a figure."""
    with pytest.raises(KpiError):
        Reported(text)


def test_the_plain_spelling_is_offered() -> None:
    """A full-width figure is not folded silently."""
    with pytest.raises(KpiError, match=r"write it as '49\.8%'"):
        Reported("４９．８％")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Reported("437件", of=500), "of=500 is the base of a percentage"),
        (lambda: Reported("49.8%", of=3), "no count prints so"),
        (lambda: Reported("49.8%", of=0), "of=0 is less than 1"),
        (lambda: Reported("49.8%").merge(Reported("50%")), "merges with nothing"),
        (lambda: bool(Reported("49.8%")), "neither true nor false"),
        (lambda: Reported("–", of=5), "of=5 is the base of a percentage"),
    ],
)
def test_what_a_printed_figure_cannot_do_is_refused(
    make: Callable[[], object], message: str
) -> None:
    """It says why."""
    with pytest.raises(KpiError, match=message):
        make()


@pytest.mark.parametrize(
    ("figure", "measure", "agrees"),
    [
        (Reported("49.8%"), Rate(498, 1000), True),
        (Reported("49.8%"), Rate(4985, 10000), False),
        (Reported("49.8%"), Rate(0, 0), False),
        (Reported("49.8%"), Count(0), False),
        (Reported("49.8%", of=500), Rate(249, 500), True),
        (Reported("49.8%", of=500), Rate(498, 1000), False),
        (Reported("437件"), Count(437), True),
        (Reported("437件"), Count(438), False),
        (Reported("9.4pt"), Average(94, 10), True),
        (Reported("▲3.2"), Average(-32, 10), True),
        (Reported("–"), Rate(0, 0), True),
        (Reported("–"), Rate(1, 2), False),
    ],
)
def test_a_published_page_is_checked_against_the_records(
    figure: Reported, measure: Rate | Count | Average, agrees: bool
) -> None:
    """A measure agrees when it would be printed so."""
    assert figure.agrees(measure) is agrees


@pytest.mark.parametrize(
    ("figure", "known"),
    [
        (Reported("49.8%", of=1000), Rate(498, 1000)),
        (Reported("100.0%", of=300), Rate(300, 300)),
        (Reported("50%", of=1000), None),
        (Reported("437件"), Count(437)),
        (Reported("▲60件"), None),
        (Reported("9.4"), None),
        (Reported("–"), None),
    ],
)
def test_a_figure_that_can_stand_for_one_measure_only_is_known(
    figure: Reported, known: Rate | Count | None
) -> None:
    """The digits and the base leave one count, or they do not."""
    assert figure.known == known


def test_nought_and_negative_figures_round_away_from_nought() -> None:
    """Half-up is half away from nought on either side."""
    assert Reported("0").ends == ((Fraction(-1, 2), 1), (Fraction(1, 2), -1))
    assert Reported("-1").ends == ((Fraction(-3, 2), 1), (Fraction(-1, 2), 0))
    assert Reported("1").ends == ((Fraction(1, 2), 0), (Fraction(3, 2), -1))
    assert Reported("–").ends is None


def test_a_printed_figure_is_a_value() -> None:
    """Equal figures are one; a pickle brings it back."""
    figure = Reported("49.8%", of=1000)
    assert {figure, Reported("49.8%", of=1000)} == {figure}
    assert pickle.loads(pickle.dumps(figure)) == figure


def test_a_figure_known_exactly_does_not_contradict_its_verdict() -> None:
    """67 % of 3 cases are 2, which are not 67 %; without its base it stays as printed."""
    known, printed = Reported("67%", of=3), Reported("67%")
    assert known.text(target="67%") == known.text(0, target="67%") == "66.7%"
    assert known.text() == known.text(target="50%") == printed.text(target="67%") == "67%"


def test_a_change_is_checked_against_the_records_too() -> None:
    """前年比 is a percentage of any size."""
    change = Change(Count(139), Count(436))
    assert Reported("313.7%").agrees(change)
    assert not Reported("314件").agrees(change)
