"""Checks: a text, a whole number, a day; each refused by field, value and rule."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.checks import check_day, check_text, check_whole
from agency_kpis.errors import KpiError


@given(st.text().filter(lambda text: text.strip() != ""))
def test_a_text_that_says_something_is_given_back(text: str) -> None:
    """A text comes back as it was, its blanks at the ends included."""
    assert check_text("label", text) is text


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u3000"])
def test_a_blank_text_is_refused(blank: str) -> None:
    """An id of blanks, the full-width one included, names nobody."""
    with pytest.raises(KpiError) as refused:
        check_text("contract_id", blank)
    assert str(refused.value) == f"contract_id={blank!r} is blank"


@pytest.mark.parametrize("other", [None, 7, b"C-1", ["C-1"]])
def test_what_is_no_text_is_refused(other: object) -> None:
    """No value is turned into a text: not None, not a number, not bytes."""
    with pytest.raises(KpiError) as refused:
        check_text("contract_id", other)
    assert str(refused.value) == f"contract_id={other!r} is no text"


@given(st.integers(min_value=0))
def test_a_whole_number_is_given_back(number: int) -> None:
    """Any number of cases comes back as it was; none is too large."""
    assert check_whole("n", number) is number


@given(st.integers(), st.integers())
def test_a_whole_number_is_at_least_the_least(number: int, least: int) -> None:
    """The least is in; anything less is refused and named."""
    if number >= least:
        assert check_whole("times", number, least=least) == number
        return
    with pytest.raises(KpiError) as refused:
        check_whole("times", number, least=least)
    assert str(refused.value) == f"times={number} is less than {least}"


def test_a_number_of_cases_is_not_negative() -> None:
    """Without a word about the least, it is 0."""
    with pytest.raises(KpiError, match=r"^n=-1 is less than 0$"):
        check_whole("n", -1)


@given(st.integers())
def test_without_a_least_any_whole_number_passes(number: int) -> None:
    """The total of an average may be negative."""
    assert check_whole("total", number, least=None) == number


@pytest.mark.parametrize(
    "other", [True, False, 1.0, Decimal(1), Fraction(1), "1", None, float("nan"), 1 + 0j]
)
def test_what_is_no_whole_number_is_refused(other: object) -> None:
    """True is not 1, and no float, however round, is a number of cases."""
    with pytest.raises(KpiError) as refused:
        check_whole("n", other)
    assert str(refused.value) == f"n={other!r} is no whole number (an int)"


@given(st.dates())
def test_a_day_is_given_back(day: date) -> None:
    """Any date of the calendar comes back as it was."""
    assert check_day("as_of", day) is day


@pytest.mark.parametrize(
    "moment",
    [datetime.combine(date(2022, 3, 31), time(23, 59, 59)), datetime(2022, 3, 31, tzinfo=UTC)],
)
def test_a_moment_is_no_day(moment: datetime) -> None:
    """A datetime passes for a date everywhere in Python; here it is refused, with the way out."""
    with pytest.raises(KpiError) as refused:
        check_day("as_of", moment)
    assert str(refused.value) == f"as_of={moment!r} is a moment, not a day: write as_of.date()"


@pytest.mark.parametrize("other", ["2021-04-01", 20210401, None])
def test_what_is_no_date_is_refused(other: object) -> None:
    """No text and no number is read as a date, and the way to write one is told."""
    with pytest.raises(KpiError) as refused:
        check_day("as_of", other)
    assert str(refused.value) == f"as_of={other!r} is no date: write date(2021, 4, 1)"
