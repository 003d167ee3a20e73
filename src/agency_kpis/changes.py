"""Changes: a measure beside itself in an earlier period."""

from fractions import Fraction
from typing import Any, Final, Generic, NoReturn, TypeVar

from attrs import field, frozen

from agency_kpis.errors import KpiError
from agency_kpis.measures import (
    NO_FIGURE,
    Average,
    Count,
    Measure,
    Rate,
    decimal,
    landmark,
)
from agency_kpis.showing import Shown
from agency_kpis.tables import Cell
from agency_kpis.wording import Language

M = TypeVar("M", bound=Measure)
_MEASURES: Final = (Rate, Count, Average)


@frozen
class Change(Shown, Generic[M]):
    """A measure before and after (前年比): their difference, and the one as a share of the other.

    ``value`` is the ratio, so a target of 前年比100%以上 is ``at_least("100%")``. Merging
    merges both sides.

    >>> change = Change(Count(139), Count(437))
    >>> print(change, change.difference_text())
    314.4% (139→437) 298
    >>> Change(Rate(5337, 10000), Rate(53, 100)).difference_text(2)
    '▲0.37pt'
    """

    before: M = field()
    after: M = field()

    def __attrs_post_init__(self) -> None:
        for name in ("before", "after"):
            if not isinstance(getattr(self, name), _MEASURES):
                raise KpiError(f"{name}={getattr(self, name)!r} is no rate, count or average")
        if type(self.before) is not type(self.after):
            raise KpiError(f"{self.before!r} and {self.after!r} are no measures of one kind")

    @property
    def is_percent(self) -> bool:
        """A ratio is a percentage, whatever it is of."""
        return True

    @property
    def difference(self) -> Fraction | None:
        """How much more it is after than before, or ``None`` where either has no value."""
        before, after = self.before.value, self.after.value
        return None if before is None or after is None else after - before

    @property
    def ratio(self) -> Fraction | None:
        """What share of before it is after, of any size.

        ``None`` where either has no value, and over zero or less: of no cases and of a
        negative average nothing is a share.
        """
        before, after = self.before.value, self.after.value
        return None if before is None or after is None or before <= 0 else after / before

    @property
    def value(self) -> Fraction | None:
        """The ratio: what a target is compared with."""
        return self.ratio

    @property
    def is_open(self) -> bool:
        """Whether both sides are known, and yet their ratio says nothing."""
        return self.ratio is None and self.difference is not None

    def merge(self, other: "Change[M]") -> "Change[M]":
        """Pool the cases of both sides."""
        if not isinstance(other, Change):
            raise KpiError(
                f"{self!r} does not merge with {other!r}: only a measure of its own kind"
            )
        before: Any = self.before
        after: Any = self.after
        return Change(before.merge(other.before), after.merge(other.after))

    def text(self, digits: int = 1, *, target: str | None = None) -> str:
        """Write the ratio half-up, so that it cannot contradict 0 %, 100 % or the target."""
        ratio = self.ratio
        if ratio is None:
            return NO_FIGURE
        marks = [Fraction(0), Fraction(100), *landmark(target, percent=True)]
        return decimal(100 * ratio, digits, marks) + "%"

    def difference_text(self, digits: int = 1, *, minus: str = "▲") -> str:
        """Write the difference, of rates in points; a printed 0 is exactly none.

        >>> Change(Count(1240), Count(1180)).difference_text()
        '▲60'
        """
        if self.difference is None:
            return NO_FIGURE
        return difference_text(self.difference, self.after, digits, minus=minus)

    def _header(self) -> tuple[str, str, str]:
        return "前", "後", "前年比"

    def _cells(self, language: Language) -> tuple[Cell, Cell, Cell]:
        return Cell(str(self.before)), Cell(str(self.after)), Cell(self.text())

    def __bool__(self) -> NoReturn:
        raise KpiError(f"{self!r} is neither true nor false: compare its .value")

    def __str__(self) -> str:
        return f"{self.text()} ({self.before.text()}→{self.after.text()})"


def difference_text(difference: Fraction, of: object, digits: int, *, minus: str) -> str:
    """Write a difference of two measures of a kind."""
    scale = 100 if isinstance(of, Rate) else 1
    places = 0 if isinstance(of, Count) else digits
    printed = decimal(scale * abs(difference), places, [Fraction(0)])
    return f"{minus if difference < 0 else ''}{printed}{'pt' if isinstance(of, Rate) else ''}"
