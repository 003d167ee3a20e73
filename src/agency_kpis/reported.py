"""Figures someone else computed: known only as they were printed."""

import re
from fractions import Fraction
from typing import Final, NoReturn, TypeAlias
from unicodedata import normalize

from attrs import field, frozen

from agency_kpis.checks import check_text, check_whole
from agency_kpis.errors import KpiError
from agency_kpis.measures import NO_FIGURE, Count, Rate, Valued, half_up

COUNTED: Final = ("件", "名", "人", "社", "先", "回", "項目", "台", "世帯")
_POINTS: Final = ("ポイント", "pt", "Pt", "P", "点")
_UNITS: Final = "|".join(("%", *COUNTED, *_POINTS))
_PRINTED: Final = re.compile(
    rf"([-−▲]?)([0-9]+|[0-9]{{1,3}}(?:,[0-9]{{3}})+)(?:\.([0-9]+))?({_UNITS})?"
)

End: TypeAlias = tuple[Fraction, int]
"""An end of a range: a value, and whether the range stops at it (0) or just beside it (±1)."""


@frozen
class Reported:
    """A figure as it was printed, without the counts behind it; ``–`` was not published.

    It stands for every value that rounds half-up to it: 49.8% for all from 49.75 % to
    just under 49.85 %. A number of cases (件, 名, 社 and the like) is exact. ``of`` is the
    base where it is printed too, and leaves only the shares that its cases can make.
    It cannot be merged: pooling needs the counts.

    >>> figure = Reported("49.8%")
    >>> figure.agrees(Rate(757, 1520)), figure.agrees(Rate(757, 1500))
    (True, False)
    >>> Reported("300件以上")
    Traceback (most recent call last):
    agency_kpis.errors.KpiError: printed='300件以上' is no plain figure: write it as '49.8%', \
'437件', '▲3.2pt', or '–' where it was not published
    """

    printed: str
    of: int | None = field(default=None, kw_only=True)
    unit: str = field(init=False)
    digits: int = field(init=False)
    value: Fraction | None = field(init=False)

    def __attrs_post_init__(self) -> None:
        unit, digits, value = _read(check_text("printed", self.printed))
        for name, read in (("unit", unit), ("digits", digits), ("value", value)):
            object.__setattr__(self, name, read)
        if self.of is not None:
            self._check_base(check_whole("of", self.of, least=1))

    @property
    def is_percent(self) -> bool:
        """Whether the figure is a percentage."""
        return self.unit == "%"

    @property
    def ends(self) -> tuple[End, End] | None:
        """The ends of the range the figure stands for, or ``None`` where it was not published."""
        if self.value is None:
            return None
        if self.of is not None:
            cases = self._cases(self.of)
            return (Fraction(cases[0], self.of), 0), (Fraction(cases[-1], self.of), 0)
        if self.unit in COUNTED and not self.digits:
            return (self.value, 0), (self.value, 0)
        return _rounding(self.value, self._half_step())

    @property
    def known(self) -> Rate | Count | None:
        """The one measure that the figure can stand for, where it is only one.

        >>> Reported("437件").known, Reported("49.8%", of=1000).known, Reported("49.8%").known
        (Count(n=437), Rate(numerator=498, denominator=1000), None)
        """
        if self.value is None or self.ends is None or self.ends[0] != self.ends[1]:
            return None
        if self.of is not None:
            return Rate(int(self.ends[0][0] * self.of), self.of)
        return Count(int(self.value)) if self.value >= 0 else None

    def agrees(self, measure: Valued) -> bool:
        """Tell whether a measure of the records, or a change, would be printed as this figure.

        >>> Reported("437件").agrees(Rate(437, 500))
        False
        """
        value = measure.value
        if value is None or self.value is None:
            return value is self.value
        if measure.is_percent is not self.is_percent:
            return False
        if isinstance(measure, Rate) and self.of not in (None, measure.denominator):
            return False
        return self._rounds_to_it(value)

    def merge(self, other: object) -> NoReturn:
        """Refuse: printed figures do not add up."""
        raise KpiError(f"{self.printed} is known only as printed: it merges with nothing")

    def text(self, digits: int = 1, *, target: str | None = None) -> str:
        """Write the figure as it was printed; one known exactly cannot contradict the target.

        >>> Reported("67%", of=3).text(target="67%"), Reported("67%").text(target="67%")
        ('66.7%', '67%')
        """
        if isinstance(self.known, Rate) and target is not None:
            return self.known.percent(self.digits, target=target)
        return self.printed

    def __bool__(self) -> NoReturn:
        raise KpiError(f"{self!r} is neither true nor false: judge it against a target")

    def __str__(self) -> str:
        return self.printed

    def _scale(self) -> int:
        return 100 if self.is_percent else 1

    def _half_step(self) -> Fraction:
        return Fraction(1, 2 * self._scale() * 10**self.digits)

    def _rounds_to_it(self, value: Fraction) -> bool:
        return half_up(self._scale() * value, self.digits) == self._scale() * (self.value or 0)

    def _check_base(self, base: int) -> None:
        if not self.is_percent:
            raise KpiError(f"of={base} is the base of a percentage, which {self.printed!r} is not")
        if not self._cases(base):
            raise KpiError(f"printed={self.printed!r} is no share of={base:,}: no count prints so")

    def _cases(self, base: int) -> range:
        """Give the counts of the base that print as the figure: they are neighbours."""
        at = round((self.value or 0) * base)
        near = round(self._half_step() * base) + 1
        found = [
            count
            for count in range(max(0, at - near), min(base, at + near) + 1)
            if self._rounds_to_it(Fraction(count, base))
        ]
        return range(found[0], found[-1] + 1) if found else range(0)


def _read(printed: str) -> tuple[str, int, Fraction | None]:
    if printed == NO_FIGURE:
        return "", 0, None
    found = _PRINTED.fullmatch(printed)
    if found is None:
        folded = normalize("NFKC", printed)
        spelled = f"'{folded}'" if _PRINTED.fullmatch(folded) else "'49.8%', '437件', '▲3.2pt'"
        raise KpiError(
            f"printed={printed!r} is no plain figure: write it as {spelled}, "
            "or '–' where it was not published"
        )
    sign, whole, part, unit = found.groups(default="")
    value = Fraction(whole.replace(",", "") + (f".{part}" if part else ""))
    return unit, len(part), (-value if sign else value) / (100 if unit == "%" else 1)


def _rounding(value: Fraction, half: Fraction) -> tuple[End, End]:
    """Give the values that round to one: half-up goes away from zero."""
    low, high = value - half, value + half
    if value > 0:
        return (low, 0), (high, -1)
    return ((low, 1), (high, 0)) if value < 0 else ((low, 1), (high, -1))
