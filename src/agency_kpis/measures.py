"""Measures: exact figures that add up, and how each is written down.

Whole numbers inside; a printed figure never contradicts the exact one.
"""

import re
from collections.abc import Iterable
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import NoReturn, Protocol

from attrs import field, frozen

from agency_kpis.checks import check_whole
from agency_kpis.errors import KpiError
from agency_kpis.figures import Bar, bullet
from agency_kpis.showing import Shown
from agency_kpis.tables import Cell
from agency_kpis.wording import Language

NO_FIGURE = "–"
_FIGURE = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(%?)")
# Two-sided normal quantiles as the sampling tables print them, exact decimals.
_Z = {"90%": Fraction("1.645"), "95%": Fraction("1.960"), "99%": Fraction("2.576")}


def exact(name: str, figure: object) -> tuple[Fraction, bool]:
    """Read a figure written as a whole number or a decimal text; tell whether it is a percentage.

    >>> exact("target", "55%"), exact("target", 300)
    ((Fraction(11, 20), True), (Fraction(300, 1), False))
    """
    if isinstance(figure, str):
        return _exact_text(name, figure)
    if isinstance(figure, int) and not isinstance(figure, bool):
        return Fraction(figure), False
    raise KpiError(
        f"{name}={figure!r} is no exact decimal: write a text such as '55%' or '9.4', "
        "or a whole number"
    )


def _exact_text(name: str, figure: str) -> tuple[Fraction, bool]:
    found = _FIGURE.fullmatch(figure)
    if not found:
        raise KpiError(f"{name}={figure!r} is no plain figure: write it as '55%', '9.4' or '300'")
    number, percent = found.groups()
    return (Fraction(number) / 100, True) if percent else (Fraction(number), False)


def half_up(value: Fraction, digits: int) -> Fraction:
    """Round half-up (四捨五入) at the digits, away from zero.

    >>> half_up(Fraction("12.25"), 1), half_up(Fraction("-0.5"), 0)
    (Fraction(123, 10), Fraction(-1, 1))
    """
    scaled = abs(value) * 10**digits
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(rounded if value >= 0 else -rounded, 10**digits)


def decimal(value: Fraction, digits: int, landmarks: Iterable[Fraction]) -> str:
    """Write a value half-up, with as many more digits as keep it on its side of every landmark.

    >>> decimal(Fraction("54.96"), 1, [Fraction(55)])
    '54.96'
    """
    check_whole("digits", digits)
    marks = tuple(landmarks)
    printed = half_up(value, digits)
    while any(_side(printed, mark) != _side(value, mark) for mark in marks):
        digits += 1
        printed = half_up(value, digits)
    return in_digits(printed, digits)


def _side(value: Fraction, landmark: Fraction) -> int:
    return (value > landmark) - (value < landmark)


def in_digits(printed: Fraction, digits: int) -> str:
    """Write a value that has been rounded to the digits."""
    whole, part = divmod(abs(int(printed * 10**digits)), 10**digits)
    sign = "-" if printed < 0 else ""
    return f"{sign}{whole:,}.{part:0{digits}d}" if digits else f"{sign}{whole:,}"


def landmark(target: str | None, *, percent: bool) -> list[Fraction]:
    """Give what a printed figure must stay on its side of for a target, if there is one."""
    if target is None:
        return []
    amount, is_percent = exact("target", target)
    if is_percent is not percent:
        kind = "a percentage" if percent else "no percentage"
        raise KpiError(f"target={target!r} is of another unit: the figure is {kind}")
    return [100 * amount if percent else amount]


def _ambiguous(measure: object) -> NoReturn:
    raise KpiError(
        f"{measure!r} is neither true nor false: compare its .value, or judge it against a target"
    )


def _same_kind(measure: object, other: object) -> None:
    if type(measure) is not type(other):
        raise KpiError(f"{measure!r} does not merge with {other!r}: only a measure of its own kind")


@frozen
class Rate(Shown):
    """A share known by its counts; 0/0 has no value, for no cases is neither 0 % nor met.

    >>> rate = Rate(757, 1500)
    >>> print(rate, rate.value, rate.merge(Rate(1, 2)))
    50.5% (757/1,500) 757/1500 50.5% (758/1,502)
    >>> Rate(4, 3)
    Traceback (most recent call last):
    agency_kpis.errors.KpiError: numerator=4 is more than denominator=3
    """

    numerator: int = field()
    denominator: int = field()

    def __attrs_post_init__(self) -> None:
        check_whole("numerator", self.numerator)
        check_whole("denominator", self.denominator)
        if self.numerator > self.denominator:
            raise KpiError(
                f"numerator={self.numerator} is more than denominator={self.denominator}"
            )

    @property
    def is_percent(self) -> bool:
        """A share is a percentage."""
        return True

    @property
    def value(self) -> Fraction | None:
        """The exact share, or ``None`` where there are no cases."""
        return self._share()

    def _share(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    def merge(self, other: "Rate") -> "Rate":
        """Pool the cases of both rates."""
        _same_kind(self, other)
        return Rate(self.numerator + other.numerator, self.denominator + other.denominator)

    def percent(self, digits: int = 1, *, target: str | None = None) -> str:
        """Write the share half-up, so that it cannot contradict 0 %, 100 % or the target.

        >>> Rate(5496, 10000).percent(target="55%"), Rate(1999, 2000).percent()
        ('54.96%', '99.95%')
        """
        share = self._share()
        if share is None:
            return NO_FIGURE
        marks = [Fraction(0), Fraction(100), *landmark(target, percent=True)]
        return decimal(100 * share, digits, marks) + "%"

    def text(self, digits: int = 1, *, target: str | None = None) -> str:
        """Write the share as ``percent`` does: every measure has a text."""
        return self.percent(digits, target=target)

    def interval(self, confidence: str = "95%") -> tuple[float, float] | None:
        """Give the Wilson score interval of the share, as floats, or ``None`` without cases.

        The one place with floats: an interval describes, it never decides.

        >>> low, high = Rate(189, 3000).interval()
        >>> f"{low:.3f} {high:.3f}"
        '0.055 0.072'
        """
        z = -NormalDist().inv_cdf((1 - _confidence(confidence)) / 2)
        if not self.denominator:
            return None
        n, share = self.denominator, self.numerator / self.denominator
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        reach = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        # Rounding must not put the share itself outside.
        low, high = min(share, middle - reach), max(share, middle + reach)
        return max(0.0, low), min(1.0, high)

    def _header(self) -> tuple[str, str]:
        return "割合", "該当/全体"

    def _cells(self, language: Language) -> tuple[Cell, Cell]:
        bar = Bar(said=str(self), value=self.value)
        counts = Cell(f"{self.numerator:,}/{self.denominator:,}")
        return Cell(self.percent(), picture=bullet(bar)), counts

    def __bool__(self) -> NoReturn:
        _ambiguous(self)

    def __str__(self) -> str:
        return f"{self.percent()} ({self.numerator:,}/{self.denominator:,})"


def _confidence(confidence: str) -> float:
    level, percent = exact("confidence", confidence)
    if not percent or not 0 < float(level) < 1:
        raise KpiError(f"confidence={confidence!r} is no percentage between 0% and 100%")
    return float(level)


@frozen
class Count(Shown):
    """How many: a whole number that adds up.

    >>> print(Count(437), Count(400).merge(Count(37)).value)
    437 437
    """

    n: int = field()

    def __attrs_post_init__(self) -> None:
        check_whole("n", self.n)

    @property
    def is_percent(self) -> bool:
        """A number of cases is no percentage."""
        return False

    @property
    def value(self) -> Fraction | None:
        """The number as an exact value."""
        return Fraction(self.n)

    def merge(self, other: "Count") -> "Count":
        """Add the cases of both counts."""
        _same_kind(self, other)
        return Count(self.n + other.n)

    def text(self, digits: int = 1, *, target: str | None = None) -> str:
        """Write the number in full: a count has no digits to drop and no target to contradict."""
        return f"{self.n:,}"

    def _header(self) -> tuple[str]:
        return ("件数",)

    def _cells(self, language: Language) -> tuple[Cell]:
        return (Cell(self.text()),)

    def __bool__(self) -> NoReturn:
        _ambiguous(self)

    def __str__(self) -> str:
        return self.text()


@frozen
class Average(Shown):
    """A mean known by its total and its number of answers; without answers it has no value.

    NPS is the average of −100, 0 and +100 a respondent.

    >>> print(Average(94, 10), Average(-100, 3))
    9.4 (94/10) -33.3 (-100/3)
    """

    total: int = field()
    n: int = field()

    def __attrs_post_init__(self) -> None:
        check_whole("total", self.total, least=None)
        check_whole("n", self.n)
        if self.total and not self.n:
            raise KpiError(f"total={self.total} is of n=0 answers")

    @property
    def is_percent(self) -> bool:
        """A mean is no percentage, that of NPS included."""
        return False

    @property
    def value(self) -> Fraction | None:
        """The exact mean, or ``None`` where there are no answers."""
        return self._mean()

    def _mean(self) -> Fraction | None:
        return Fraction(self.total, self.n) if self.n else None

    def merge(self, other: "Average") -> "Average":
        """Pool the answers of both averages."""
        _same_kind(self, other)
        return Average(self.total + other.total, self.n + other.n)

    def text(self, digits: int = 1, *, target: str | None = None) -> str:
        """Write the mean half-up, so that it cannot contradict 0 or the target."""
        mean = self._mean()
        if mean is None:
            return NO_FIGURE
        return decimal(mean, digits, [Fraction(0), *landmark(target, percent=False)])

    def _header(self) -> tuple[str, str]:
        return "平均", "合計/回答数"

    def _cells(self, language: Language) -> tuple[Cell, Cell]:
        return Cell(self.text()), Cell(f"{self.total:,}/{self.n:,}")

    def __bool__(self) -> NoReturn:
        _ambiguous(self)

    def __str__(self) -> str:
        return f"{self.text()} ({self.total:,}/{self.n:,})"


Measure = Rate | Count | Average


class Valued(Protocol):
    """What has an exact value, or none: a measure, or a change of one."""

    @property
    def value(self) -> Fraction | None:
        """The exact value, or ``None`` where there is none."""

    @property
    def is_percent(self) -> bool:
        """Whether the value is written as a percentage."""


def sample_needed(population: int, *, margin: str = "5%", confidence: str = "95%") -> int:
    """Give the fewest answers that stand for a population, the finite correction made.

    The smallest n with z²·¼·(N−n) ≤ e²·n·(N−1), the shares taken at their worst, one half.

    >>> sample_needed(3000)
    341
    """
    size = check_whole("population", population)
    error, percent = exact("margin", margin)
    if not percent or not 0 < error < 1:
        raise KpiError(f"margin={margin!r} is no percentage between 0% and 100%")
    if confidence not in _Z:
        raise KpiError(f"confidence={confidence!r} has no tabled quantile: write {' or '.join(_Z)}")
    spread = _Z[confidence] ** 2 / 4
    # z²¼(N−n) ≤ e²n(N−1), solved for n; a population of one or none is asked whole.
    enough = Fraction(spread * size) / (spread + error**2 * (size - 1)) if size else Fraction(0)
    return -(-enough.numerator // enough.denominator)
