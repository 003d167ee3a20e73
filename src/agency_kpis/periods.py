"""Periods of whole months: the fiscal year an agency reports on, and its parts.

The only room that knows dateutil. There is no clock here: which year it is, and
what is known by which day, is always said by the caller.
"""

import re
from datetime import date
from enum import StrEnum

from attrs import field, frozen
from dateutil.relativedelta import relativedelta

from agency_kpis.checks import check_day, check_text, check_whole
from agency_kpis.errors import KpiError
from agency_kpis.wording import Language

_FISCAL_YEAR = re.compile(r"([0-9]+)(年度.*)")


def _closing(first: date, months: int) -> date:
    """Give the last day of a run of months."""
    return first + relativedelta(months=months - 1, day=31)


class Every(StrEnum):
    """How often something is due: the length of a slot."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months a slot of this length has."""
        return {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}[self]


def _dates(period: "Period") -> str:
    first, last = (f"{day.year}年{day.month}月" for day in (period.first, period.last))
    return first if first == last else f"{first}〜{last}"


@frozen
class Period:
    """A run of whole months, both its days in.

    >>> winter = Period(date(2021, 12, 1), date(2022, 2, 28))
    >>> winter.label, date(2022, 2, 28) in winter, date(2022, 3, 1) in winter
    ('2021年12月〜2022年2月', True, False)

    A period that opens or closes within a month is refused.

    >>> Period(date(2021, 4, 2), date(2022, 3, 31))
    Traceback (most recent call last):
    agency_kpis.errors.KpiError: first=2021-04-02 is not the first day of a month
    """

    first: date = field()
    last: date = field()
    label: str = field()

    @label.default
    def _label(self) -> str:
        check_day("first", self.first)
        check_day("last", self.last)
        return _dates(self)

    def __attrs_post_init__(self) -> None:
        if check_day("first", self.first).day != 1:
            raise KpiError(f"first={self.first} is not the first day of a month")
        if check_day("last", self.last) != _closing(self.last, 1):
            raise KpiError(f"last={self.last} is not the last day of a month")
        if self.last < self.first:
            raise KpiError(f"last={self.last} is before first={self.first}")
        check_text("label", self.label)

    def label_in(self, language: Language) -> str:
        """Call the period by its label, in English by its months where the label is Japanese.

        >>> fiscal_year(2021).label_in("en"), fiscal_year(2021, label="FY2021").label_in("en")
        ('2021-04 to 2022-03', 'FY2021')
        """
        if language == "ja" or self.label.isascii():
            return self.label
        first, last = (f"{day:%Y-%m}" for day in (self.first, self.last))
        return first if first == last else f"{first} to {last}"

    def __contains__(self, day: object) -> bool:
        return self.first <= check_day("day", day) <= self.last

    def __str__(self) -> str:
        return self.label

    @property
    def length(self) -> int:
        """How many months the period has."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def months(self) -> tuple["Period", ...]:
        """Partition the period into its months.

        >>> [month.label for month in fiscal_year(2021).months()][:2]
        ['2021年4月', '2021年5月']
        """
        return self.slots(Every.MONTH)

    def quarters(self) -> tuple["Period", ...]:
        """Partition the period into quarters, or refuse where a part would be left over.

        >>> fiscal_year(2021).quarters()[3].label
        '2021年度第4四半期'
        """
        return self.slots(Every.QUARTER)

    def halves(self) -> tuple["Period", ...]:
        """Partition the period into half-years, or refuse where a part would be left over.

        >>> [half.label for half in fiscal_year(2021).halves()]
        ['2021年度上期', '2021年度下期']
        """
        return self.slots(Every.HALF)

    def slots(self, every: Every) -> tuple["Period", ...]:
        """Partition the period into slots of one length; they are counted from its first day.

        >>> len(fiscal_year(2021).slots(Every.QUARTER))
        4
        """
        if self.length % every.months:
            raise KpiError(
                f"{self.label} has {self.length} months, which is no whole number of slots "
                f"of every={every.value!r} ({every.months} months)"
            )
        count = self.length // every.months
        return tuple(self._slot(every, number) for number in range(count)) if count > 1 else (self,)

    def _slot(self, every: Every, number: int) -> "Period":
        first = self.first + relativedelta(months=number * every.months)
        last = _closing(first, every.months)
        if self.length != 12 or every is Every.MONTH:
            return Period(first, last)
        half = "上下"[number % 2]
        part = f"第{number + 1}四半期" if every is Every.QUARTER else f"{half}期"
        return Period(first, last, self.label + part)

    def previous(self) -> "Period":
        """Give the run of the same length just before, labelled by its dates.

        A fiscal year's is the fiscal year before.

        >>> fiscal_year(2021).previous().label
        '2020年度'
        >>> fiscal_year(2021).months()[0].previous().label
        '2021年3月'
        """
        return self._earlier(self.length)

    def year_before(self) -> "Period":
        """Give the same months of the year before.

        >>> fiscal_year(2021).months()[0].year_before().label
        '2020年4月'
        """
        return self._earlier(12)

    def _earlier(self, months: int) -> "Period":
        if self.first.year * 12 + self.first.month - months < 13:
            raise KpiError(
                f"{self.label} has no period {months} months before: dates open in year 1"
            )
        first = self.first - relativedelta(months=months)
        last = _closing(first, self.length)
        named = _FISCAL_YEAR.fullmatch(self.label)
        if months % 12 or not named:
            return Period(first, last)
        return Period(first, last, f"{int(named[1]) - months // 12}{named[2]}")


def fiscal_year(year: int, *, starts_in: int = 4, label: str | None = None) -> Period:
    """Give the twelve months that open in a month of the year: an agency's fiscal year.

    Agencies name the year by its opening (2021年度 opens in April 2021); one that
    names it by its close says so with ``label``.

    >>> print(fiscal_year(2021), fiscal_year(2021).first, fiscal_year(2021).last)
    2021年度 2021-04-01 2022-03-31
    >>> fiscal_year(2021, starts_in=10, label="2022年9月期").last
    datetime.date(2022, 9, 30)
    """
    if check_whole("starts_in", starts_in, least=1) > 12:
        raise KpiError(f"starts_in={starts_in} is no month: it is 1 to 12")
    if check_whole("year", year, least=1) > 9998:
        raise KpiError(f"year={year} is more than 9998")
    first = date(year, starts_in, 1)
    return Period(first, _closing(first, 12), f"{year}年度" if label is None else label)
