"""Showing: how values show themselves in a notebook, as a small table of their own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from agency_kpis.errors import shortened
from agency_kpis.tables import Cell, Table
from agency_kpis.wording import Language, check_language, said, several

HEAPS: Final = ("該当", "非該当", "除外", "対象外", "集計外", "枠外")
_FIRST: Final = 10
_LONG: Final = 400


class Shown:
    """What shows itself in a notebook: a row of cells under a header.

    The same row stands in a breakdown, a group each.
    """

    __slots__ = ()

    def _header(self) -> Sequence[str]:
        raise NotImplementedError

    def _cells(self, language: Language) -> Sequence[Cell]:
        raise NotImplementedError

    def table(self, *, language: Language = "ja") -> Table:
        """Set the value in a small table, as a notebook shows it."""
        check_language(language)
        return Table(header(self, language), [self._cells(language)], language=language)

    def _repr_html_(self) -> str:
        return self.table().to_html()


def header(shown: Shown, language: Language, first: Iterable[str] = ()) -> list[Cell]:
    """Give the header of a value's row; figures stand to the right."""
    words = (said(each, language) for each in shown._header())
    return [*map(Cell, first), *(Cell(each, align="right") for each in words)]


def row(label: str, shown: Shown, language: Language) -> list[Cell]:
    """Give a value's row under a label."""
    return [Cell(label, header=True), *shown._cells(language)]


def heaps(
    numbers: Sequence[int], apart: Sequence[Mapping[str, int]], language: Language
) -> list[Cell]:
    """Give the cells of a tally: what was excluded, outside and unplaced is folded by reason."""
    yes, no, not_asked = map(_number, numbers)
    excluded, outside, unplaced = (_reasons(each, language) for each in apart)
    return [yes, no, excluded, not_asked, outside, unplaced]


def listed(names: Iterator[str], n: int, language: Language) -> Cell:
    """Give the cell of a heap of records: how many, and the first of them folded."""
    first = [next(names) for _ in range(min(n, _FIRST))]
    more = ["…"] if n > _FIRST else []
    return Cell(f"{n:,}", details=shortened(several([*first, *more], language), _LONG))


def _number(n: int) -> Cell:
    return Cell(f"{n:,}")


def _reasons(reasons: Mapping[str, int], language: Language) -> Cell:
    details = "\n".join(f"{said(reason, language)} {n:,}" for reason, n in reasons.items())
    return Cell(f"{sum(reasons.values()):,}", details=details)
