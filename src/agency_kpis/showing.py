"""Showing: how values show themselves in a notebook, as a small table of their own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from agency_kpis.errors import shortened
from agency_kpis.tables import Cell, Table

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

    def _cells(self) -> Sequence[Cell]:
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return Table(header(self), [self._cells()]).to_html()


def header(shown: Shown, first: Iterable[str] = ()) -> list[Cell]:
    """Give the header of a value's row; figures stand to the right."""
    return [*map(Cell, first), *(Cell(each, align="right") for each in shown._header())]


def row(label: str, shown: Shown) -> list[Cell]:
    """Give a value's row under a label."""
    return [Cell(label, header=True), *shown._cells()]


def heaps(yes: int, no: int, not_asked: int, apart: Sequence[Mapping[str, int]]) -> list[Cell]:
    """Give the cells of a tally: what was excluded, outside and unplaced is folded by reason."""
    excluded, outside, unplaced = map(_reasons, apart)
    return [*map(_number, (yes, no)), excluded, _number(not_asked), outside, unplaced]


def listed(names: Iterator[str], n: int) -> Cell:
    """Give the cell of a heap of records: how many, and the first of them folded."""
    first = [next(names) for _ in range(min(n, _FIRST))]
    more = ["…"] if n > _FIRST else []
    return Cell(f"{n:,}", details=shortened("、".join([*first, *more]), _LONG))


def _number(n: int) -> Cell:
    return Cell(f"{n:,}")


def _reasons(reasons: Mapping[str, int]) -> Cell:
    details = "\n".join(f"{reason} {n:,}" for reason, n in reasons.items())
    return Cell(f"{sum(reasons.values()):,}", details=details)
