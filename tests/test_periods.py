"""Periods: runs of whole months that partition, touch and refuse what is no day."""

import pickle
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.errors import KpiError
from agency_kpis.periods import Every, Period, fiscal_year

DAY = timedelta(days=1)
FIRST_MONTH, LAST_MONTH = 12, 12 * 9999 + 11
"""The months of the calendar, counted from January of a year 0."""

LENGTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}


def opening(month: int) -> date:
    """Give the first day of a counted month."""
    return date(month // 12, month % 12 + 1, 1)


def closing(month: int) -> date:
    """Give the last day of a counted month, as the calendar has it."""
    first = opening(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


@st.composite
def periods(draw: st.DrawFn, unit: int = 1, most: int = 60) -> Period:
    """Draw a run of months of any place in the calendar, shrinking towards year 1."""
    first = draw(st.integers(FIRST_MONTH, LAST_MONTH + 1 - unit))
    units = draw(st.integers(1, min(most // unit, (LAST_MONTH + 1 - first) // unit)))
    return Period(opening(first), closing(first + units * unit - 1))


@st.composite
def periods_with_days(draw: st.DrawFn, unit: int = 1) -> tuple[Period, date]:
    """Draw a period and one of its days."""
    period = draw(periods(unit))
    return period, draw(st.dates(period.first, period.last))


fiscal_years = st.builds(fiscal_year, st.integers(1, 9998), starts_in=st.integers(1, 12))
"""The fiscal years of the whole calendar, whenever they open."""


# ---- laws -------------------------------------------------------------------------------


@pytest.mark.parametrize("every", Every)
@given(data=st.data())
def test_slots_partition_the_period(every: Every, data: st.DataObject) -> None:
    """Slots of one length open and close with the period, and each touches the next."""
    period = data.draw(periods(LENGTHS[every]))
    slots = period.slots(every)
    assert (slots[0].first, slots[-1].last) == (period.first, period.last)
    assert all(next_.first - one.last == DAY for one, next_ in pairwise(slots))
    assert {slot.length for slot in slots} == {LENGTHS[every]}


@pytest.mark.parametrize("every", Every)
@given(data=st.data())
def test_every_day_is_in_exactly_one_slot(every: Every, data: st.DataObject) -> None:
    """No day falls between two months, quarters, halves or years, and none into both."""
    period, day = data.draw(periods_with_days(LENGTHS[every]))
    assert sum(day in slot for slot in period.slots(every)) == 1


@given(periods(6))
def test_months_quarters_and_halves_are_slots(period: Period) -> None:
    """The three that agencies speak of are the slots of these lengths."""
    assert period.months() == period.slots(Every.MONTH)
    assert period.quarters() == period.slots(Every.QUARTER)
    assert period.halves() == period.slots(Every.HALF)


@given(periods(), st.dates())
def test_a_day_is_in_the_period_from_its_first_to_its_last(period: Period, day: date) -> None:
    """Both ends are in; the day before and the day after are not."""
    assert (day in period) is (period.first <= day <= period.last)
    assert period.first in period
    assert period.last in period


@given(periods())
def test_the_previous_period_touches_and_is_as_long(period: Period) -> None:
    """The run just before ends the day before this one opens."""
    if (period.first.year - 1) * 12 + period.first.month - 1 < period.length:
        with pytest.raises(KpiError, match="dates open in year 1"):
            period.previous()
        return
    previous = period.previous()
    assert previous.last + DAY == period.first
    assert previous.length == period.length


@given(periods().filter(lambda period: period.first.year > 1))
def test_the_year_before_has_the_same_months(period: Period) -> None:
    """A year before, the same months open and close, leap years or not."""
    before = period.year_before()
    assert before.first == period.first.replace(year=period.first.year - 1)
    assert (before.length, before.last.month) == (period.length, period.last.month)


@given(fiscal_years)
def test_a_fiscal_year_is_twelve_months_from_its_first(year: Period) -> None:
    """Whenever it opens, it closes the day before the same day of the next year."""
    assert year.length == 12
    assert year.last + DAY == year.first.replace(year=year.first.year + 1)


@given(fiscal_years.filter(lambda year: year.first.year > 1))
def test_the_year_before_a_fiscal_year_is_the_one_before(year: Period) -> None:
    """For a fiscal year, previous and year before are one, and named as a fiscal year is."""
    before = fiscal_year(year.first.year - 1, starts_in=year.first.month)
    assert year.previous() == year.year_before() == before


@given(
    fiscal_years.filter(lambda year: year.first.year > 1),
    st.sampled_from([Every.QUARTER, Every.HALF, Every.YEAR]),
)
def test_a_part_of_a_fiscal_year_is_named_as_its_part_of_the_year_before(
    year: Period, every: Every
) -> None:
    """Every quarter and half, also one that opens in the next calendar year, keeps its name."""
    before = tuple(slot.year_before() for slot in year.slots(every))
    assert before == year.previous().slots(every)


# ---- labels -----------------------------------------------------------------------------


def test_the_parts_of_a_fiscal_year_are_named_in_its_name() -> None:
    """Quarters and halves bear the year's label, months their own."""
    year = fiscal_year(2021)
    assert str(year) == "2021年度"
    assert [half.label for half in year.halves()] == ["2021年度上期", "2021年度下期"]
    assert [quarter.label for quarter in year.quarters()] == [
        f"2021年度第{number}四半期" for number in (1, 2, 3, 4)
    ]
    assert [month.label for month in year.months()][8:10] == ["2021年12月", "2022年1月"]
    assert year.slots(Every.YEAR) == (year,)


def test_a_period_without_a_label_is_named_by_its_months() -> None:
    """One month by itself, several by the first and the last."""
    assert Period(date(2021, 4, 1), date(2021, 4, 30)).label == "2021年4月"
    assert Period(date(2021, 4, 1), date(2022, 3, 31)).label == "2021年4月〜2022年3月"


def test_slots_of_any_other_period_are_named_by_their_months() -> None:
    """Two years are no fiscal year, and half of six months is no quarter of one."""
    two_years = Period(date(2021, 4, 1), date(2023, 3, 31), "中期計画")
    assert two_years.slots(Every.YEAR)[1].label == "2022年4月〜2023年3月"
    half = fiscal_year(2021).halves()[1]
    assert [quarter.label for quarter in half.quarters()] == [
        "2021年10月〜2021年12月",
        "2022年1月〜2022年3月",
    ]


def test_an_agency_may_name_its_year_by_its_close() -> None:
    """The label given is the label borne, by the parts too; the next is not guessed from it."""
    year = fiscal_year(2021, starts_in=10, label="2022年9月期")
    assert year.halves()[0].label == "2022年9月期上期"
    assert year.previous().label == "2020年10月〜2021年9月"


def test_a_fiscal_year_named_by_its_close_is_shifted_by_its_own_name() -> None:
    """The year before 2022年度 is 2021年度, whichever year it opens in."""
    year = fiscal_year(2021, starts_in=10, label="2022年度")
    assert year.previous().label == "2021年度"
    assert year.quarters()[3].year_before().label == "2021年度第4四半期"


def test_a_part_of_a_year_is_preceded_by_months() -> None:
    """Before the first half came six months, which are no half of this fiscal year."""
    assert fiscal_year(2021).halves()[0].previous().label == "2020年10月〜2021年3月"


# ---- the edges --------------------------------------------------------------------------


@pytest.mark.parametrize("month", range(1, 13))
def test_a_fiscal_year_opens_in_the_month_that_is_said(month: int) -> None:
    """It opens on the first of any month, and says so in its dates."""
    year = fiscal_year(2021, starts_in=month)
    assert year.first == date(2021, month, 1)
    assert year.last == date(2022, month, 1) - DAY
    assert [each.first.month for each in year.months()] == [
        *range(month, 13),
        *range(1, month),
    ]


def test_a_fiscal_year_opens_in_april_where_nothing_is_said() -> None:
    """An agency's year is April to March, as the law has it for insurers."""
    assert (fiscal_year(2021).first, fiscal_year(2021).last) == (
        date(2021, 4, 1),
        date(2022, 3, 31),
    )


@pytest.mark.parametrize(("year", "last"), [(2023, date(2024, 2, 29)), (2022, date(2023, 2, 28))])
def test_february_ends_as_the_calendar_has_it(year: int, last: date) -> None:
    """A leap day belongs to its month and to its year."""
    february = fiscal_year(year).months()[10]
    assert february.last == last
    assert last in fiscal_year(year)


def test_the_first_year_has_nothing_before_it() -> None:
    """Year 1 is where dates open: its second month has one before, its first has none."""
    january, february = fiscal_year(1, starts_in=1).months()[:2]
    assert february.previous() == january
    with pytest.raises(KpiError) as refused:
        january.previous()
    assert str(refused.value) == "1年1月 has no period 1 months before: dates open in year 1"
    with pytest.raises(KpiError, match="12 months before"):
        fiscal_year(1).year_before()
    assert fiscal_year(2, starts_in=1).previous() == fiscal_year(1, starts_in=1)


def test_the_last_year_closes_the_calendar() -> None:
    """Year 9999 is where dates close: its months are there, and a fiscal year ends in it."""
    last = Period(date(9999, 1, 1), date(9999, 12, 31))
    assert last.months()[11].last == date.max
    assert fiscal_year(9998).last == date(9999, 3, 31)


# ---- refusals ---------------------------------------------------------------------------

MOMENT = datetime.combine(date(2022, 3, 31), time(23, 59, 59))


@pytest.mark.parametrize("moment", [MOMENT, datetime(2021, 4, 1, tzinfo=UTC)])
def test_a_moment_is_no_day_of_a_period(moment: datetime) -> None:
    """Whether 23:59:59 of the last day is in is not asked: a datetime is refused by name."""
    with pytest.raises(KpiError) as refused:
        assert moment in fiscal_year(2021)
    assert str(refused.value) == f"day={moment!r} is a moment, not a day: write day.date()"


@pytest.mark.parametrize("day", [None, "2021-04-01", 20210401])
def test_what_is_no_day_is_not_outside_but_refused(day: object) -> None:
    """An undated thing is in no period and out of none."""
    with pytest.raises(KpiError, match=r"^day=.* is no date"):
        assert day not in fiscal_year(2021)


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        (date(2021, 4, 2), date(2022, 3, 31), "first=2021-04-02 is not the first day of a month"),
        (date(2021, 4, 1), date(2022, 3, 30), "last=2022-03-30 is not the last day of a month"),
        (date(2021, 2, 1), date(2024, 2, 28), "last=2024-02-28 is not the last day of a month"),
        (date(2021, 4, 1), date(2021, 3, 31), "last=2021-03-31 is before first=2021-04-01"),
        (MOMENT, date(2022, 3, 31), f"first={MOMENT!r} is a moment, not a day: write first.date()"),
        (date(2021, 4, 1), MOMENT, f"last={MOMENT!r} is a moment, not a day: write last.date()"),
        ("2021-04-01", date(2022, 3, 31), "first='2021-04-01' is no date: write date(2021, 4, 1)"),
        (date(2021, 4, 1), None, "last=None is no date: write date(2021, 4, 1)"),
    ],
)
@pytest.mark.parametrize("label", [(), ("2021年度",)])
def test_a_period_of_anything_but_whole_months_is_refused(
    first: object, last: object, message: str, label: tuple[str, ...]
) -> None:
    """Its ends are days, the first and the last of a month, labelled or not."""
    with pytest.raises(KpiError) as refused:
        Period(first, last, *label)  # type: ignore[arg-type]
    assert str(refused.value) == message


@pytest.mark.parametrize("label", ["", " ", 2021])
def test_a_label_says_something(label: object) -> None:
    """A label that is given is borne, so a blank one is refused."""
    with pytest.raises(KpiError, match=r"^label="):
        fiscal_year(2021, label=label)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("period", "every", "message"),
    [
        (
            Period(date(2021, 4, 1), date(2021, 8, 31)),
            Every.QUARTER,
            "2021年4月〜2021年8月 has 5 months, "
            "which is no whole number of slots of every='quarter' (3 months)",
        ),
        (
            fiscal_year(2021).quarters()[0],
            Every.HALF,
            "2021年度第1四半期 has 3 months, "
            "which is no whole number of slots of every='half' (6 months)",
        ),
        (
            Period(date(2021, 4, 1), date(2022, 4, 30)),
            Every.YEAR,
            "2021年4月〜2022年4月 has 13 months, "
            "which is no whole number of slots of every='year' (12 months)",
        ),
    ],
)
def test_a_part_left_over_is_refused(period: Period, every: Every, message: str) -> None:
    """No slot is cut short, and none reaches beyond the period."""
    with pytest.raises(KpiError) as refused:
        period.slots(every)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("month", "message"),
    [
        (0, "starts_in=0 is less than 1"),
        (13, "starts_in=13 is no month: it is 1 to 12"),
        (True, "starts_in=True is no whole number (an int)"),
        ("4", "starts_in='4' is no whole number (an int)"),
        (4.0, "starts_in=4.0 is no whole number (an int)"),
    ],
)
def test_a_year_that_opens_in_no_month_is_refused(month: object, message: str) -> None:
    """No fiscal year starts in a wrong month silently."""
    with pytest.raises(KpiError) as refused:
        fiscal_year(2021, starts_in=month)  # type: ignore[arg-type]
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("year", "message"),
    [
        (0, "year=0 is less than 1"),
        (9999, "year=9999 is more than 9998"),
        (True, "year=True is no whole number (an int)"),
        ("2021", "year='2021' is no whole number (an int)"),
        (date(2021, 4, 1), "year=datetime.date(2021, 4, 1) is no whole number (an int)"),
    ],
)
def test_what_names_no_year_is_refused(year: object, message: str) -> None:
    """A year is a whole number of the calendar; none is inferred."""
    with pytest.raises(KpiError) as refused:
        fiscal_year(year)  # type: ignore[arg-type]
    assert str(refused.value) == message


def test_the_month_is_said_by_name() -> None:
    """Nobody reads fiscal_year(2021, 10) as a day or a month by its place."""
    with pytest.raises(TypeError):
        fiscal_year(2021, 10)  # type: ignore[call-arg]


# ---- a period is a value ----------------------------------------------------------------


def test_periods_compare_by_days_and_label() -> None:
    """Equal periods are one key; another label is another line of a table."""
    year, named = fiscal_year(2021), fiscal_year(2021, label="第5期")
    assert {year, fiscal_year(2021)} == {year}
    assert year != named
    assert year != fiscal_year(2021, starts_in=5, label="2021年度")


def test_a_period_shows_its_days_and_label() -> None:
    """Its repr builds it again."""
    april = fiscal_year(2021).months()[0]
    shown = repr(april)
    assert shown == (
        "Period(first=datetime.date(2021, 4, 1), last=datetime.date(2021, 4, 30), "
        "label='2021年4月')"
    )


@given(periods())
def test_a_period_survives_a_pickle(period: Period) -> None:
    """Periods travel between processes."""
    assert pickle.loads(pickle.dumps(period)) == period


def test_a_period_cannot_be_changed() -> None:
    """A period that was reported on stays what it was."""
    with pytest.raises(FrozenInstanceError):
        fiscal_year(2021).last = date(2022, 4, 30)  # type: ignore[misc]


def test_a_slot_length_has_so_many_months() -> None:
    """Month, quarter, half and year, by name, are 1, 3, 6 and 12 months."""
    lengths = {every.value: every.months for every in Every}
    assert lengths == {"month": 1, "quarter": 3, "half": 6, "year": 12}
