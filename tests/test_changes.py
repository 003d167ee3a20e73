"""Changes: the difference and the ratio of a measure before and after."""

import pickle
from collections.abc import Callable
from fractions import Fraction
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.changes import Change
from agency_kpis.errors import KpiError
from agency_kpis.measures import Average, Count, Measure, Rate

MANY = 10**6


@st.composite
def rates(draw: st.DrawFn) -> Rate:
    """Draw a rate, 0/0 included."""
    denominator = draw(st.integers(0, MANY))
    return Rate(draw(st.integers(0, denominator)), denominator)


counts = st.builds(Count, st.integers(0, MANY))
averages = st.builds(Average, st.integers(-MANY, MANY), st.integers(1, MANY))
pairs: st.SearchStrategy[tuple[Measure, Measure]] = (
    st.tuples(rates(), rates()) | st.tuples(counts, counts) | st.tuples(averages, averages)
)
changes: st.SearchStrategy[Change[Measure]] = pairs.map(lambda pair: Change(*pair))


@given(change=changes)
def test_the_difference_leads_from_before_to_after(change: Change[Measure]) -> None:
    """Exactly, and it is unknown where either side is."""
    before, after = change.before.value, change.after.value
    if before is None or after is None:
        assert change.difference is None
    else:
        assert change.difference is not None
        assert before + change.difference == after


@given(change=changes)
def test_the_ratio_times_before_is_after(change: Change[Measure]) -> None:
    """Exactly, and over nought and less it says nothing."""
    before, after = change.before.value, change.after.value
    assert change.value == change.ratio
    if change.ratio is None:
        assert before is None or after is None or before <= 0
    else:
        assert before is not None
        assert change.ratio * before == after


@given(change=changes)
def test_an_open_change_has_both_sides_and_no_ratio(change: Change[Measure]) -> None:
    """Over nought there is something to see, and no ratio of it."""
    known = None not in (change.before.value, change.after.value)
    assert change.is_open == (known and change.ratio is None)


@given(one=st.tuples(rates(), rates()), other=st.tuples(rates(), rates()))
def test_merging_merges_both_sides(one: tuple[Rate, Rate], other: tuple[Rate, Rate]) -> None:
    """Two branches' changes are the change of both branches."""
    merged = Change(*one).merge(Change(*other))
    assert merged == Change(one[0].merge(other[0]), one[1].merge(other[1]))


@given(change=changes)
def test_a_printed_difference_of_nought_is_none(change: Change[Measure]) -> None:
    """A change too small for the digits is not printed as none."""
    if change.difference is not None:
        printed = change.difference_text().removesuffix("pt").replace(",", "").replace("▲", "-")
        assert (Fraction(printed) == 0) == (change.difference == 0)
        assert (Fraction(printed) < 0) == (change.difference < 0)


@pytest.mark.parametrize(
    ("change", "text", "difference"),
    [
        (Change(Count(1240), Count(1180)), "95.2%", "▲60"),
        (Change(Count(0), Count(5)), "–", "5"),
        (Change(Rate(5337, 10000), Rate(53, 100)), "99.3%", "▲0.4pt"),
        (Change(Rate(1, 2), Rate(0, 0)), "–", "–"),
        (Change(Average(94, 10), Average(90, 10)), "95.7%", "▲0.4"),
        (Change(Average(-20, 1), Average(-40, 1)), "–", "▲20.0"),
        (Change(Count(1000), Count(3139)), "313.9%", "2,139"),
        (Change(Count(10000), Count(9999)), "99.99%", "▲1"),
    ],
)
def test_a_change_is_written_as_agencies_write_it(
    change: Change[Measure], text: str, difference: str
) -> None:
    """前年比 in percent, of any size; points of a rate, cases of a count, ▲ for fewer."""
    assert (change.text(), change.difference_text()) == (text, difference)


def test_a_ratio_cannot_contradict_its_target() -> None:
    """Digits are added until it does not."""
    assert Change(Count(10000), Count(10996)).text(0, target="110%") == "109.96%"


def test_a_change_says_both_sides() -> None:
    """A reader sees what became of what."""
    change = Change(Rate(1, 2), Rate(3, 5))
    assert str(change) == "120.0% (50.0%→60.0%)"
    assert "50.0% (1/2)" in change._repr_html_()


def test_english_has_a_minus() -> None:
    """▲ is a rise to those who do not know it."""
    assert Change(Count(2), Count(1)).difference_text(minus="−") == "−1"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Change(Count(1), Rate(1, 2)), "are no measures of one kind"),
        (lambda: Change(*cast(Any, (1, Count(2)))), "before=1 is no rate, count or average"),
        (lambda: Change(*cast(Any, (Count(2), None))), "after=None is no rate, count or average"),
        (lambda: Change(Count(1), Count(2)).merge(cast(Any, Count(1))), "does not merge with"),
        (lambda: bool(Change(Count(1), Count(2))), "neither true nor false"),
    ],
)
def test_what_is_no_change_is_refused(make: Callable[[], object], message: str) -> None:
    """Named, with what is wrong."""
    with pytest.raises(KpiError, match=message):
        make()


def test_a_change_is_a_value() -> None:
    """Equal changes are one; a pickle brings it back."""
    change = Change(Count(1), Count(2))
    assert {change, Change(Count(1), Count(2))} == {change}
    assert pickle.loads(pickle.dumps(change)) == change
    assert change.is_percent
