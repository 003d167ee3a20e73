"""Trends: a measure period by period."""

from fractions import Fraction
from typing import Any, Generic, TypeVar

from agency_kpis.changes import Change
from agency_kpis.errors import KpiError
from agency_kpis.figures import Picture, trend
from agency_kpis.frozen import FrozenMap
from agency_kpis.measures import Measure, exact
from agency_kpis.periods import Period
from agency_kpis.showing import header, row
from agency_kpis.tables import Table
from agency_kpis.wording import Language, check_language, said

M = TypeVar("M", bound=Measure | Change[Any])


class Trend(FrozenMap[Period, M], Generic[M]):
    """A measure of each of some periods; it is a mapping of them, and a small picture.

    >>> from agency_kpis import Rate, fiscal_year
    >>> months = fiscal_year(2021).months()
    >>> rates = Trend({months[0]: Rate(1, 2), months[1]: Rate(3, 5)})
    >>> rates[months[1]], rates.figure(target="55%").count("<circle")
    (Rate(numerator=3, denominator=5), 2)
    """

    __slots__ = ()

    def figure(self, *, target: str | int | None = None) -> Picture:
        """Draw the values as a line, a target as a dashed one across, as SVG text."""
        words = [(f"{period} {measure}", measure.value) for period, measure in self.items()]
        aim = None if target is None else self._aim(target)
        return trend(words, said="、".join(each for each, _ in words) or "–", target=aim)

    def _aim(self, target: str | int) -> Fraction:
        """Read a target, or refuse one in another unit than the measures'."""
        amount, is_percent = exact("target", target)
        if any(measure.is_percent is not is_percent for measure in self.values()):
            are = "no percentages" if is_percent else "percentages: write one, such as '55%'"
            raise KpiError(f"target={target!r}, but the measures are {are}")
        return amount

    def table(self, *, language: Language = "ja") -> Table:
        """Set each period's figure in a row of a small table."""
        check_language(language)
        first = [said("期間", language)]
        rows = [
            row(period.label_in(language), measure, language) for period, measure in self.items()
        ]
        head = header(next(iter(self.values())), language, first) if self else first
        return Table(head, rows, language=language)

    def _repr_html_(self) -> str:
        return f"{self.figure()}\n{self.table().to_html()}"
