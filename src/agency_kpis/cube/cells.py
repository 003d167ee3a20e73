"""Cells: instances of a noun that have its facets, and nothing else to read, asked for many."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from itertools import repeat
from operator import itemgetter, sub
from threading import local
from typing import Any, Generic, NoReturn, TypeAlias, TypeVar, cast

from attrs import frozen

from agency_kpis.answers import LATER as AFTER_AS_OF
from agency_kpis.answers import OUT_OF_PERIOD, Asking, Fate, Outside, dateless
from agency_kpis.cube.counting import LATER, Axes, Key, Place, Row, Rows
from agency_kpis.errors import NotAFacet
from agency_kpis.periods import Period
from agency_kpis.records import facets_of

N = TypeVar("N")
Alike: TypeAlias = dict[Any, list[int]]

_OUT, _LATER = map(Outside, (OUT_OF_PERIOD, AFTER_AS_OF))


@frozen
class _Failure:
    """What stands for an answer that a cell could not give; told where the cell is counted."""

    error: Exception


@frozen(eq=False, slots=False)
class Cells(Generic[N]):
    """The cells of a cube, asked one by one and counted together.

    A question sees no period. So it is asked once of each cell, and for another period the
    same answers are only counted again.
    """

    axes: Axes[N]
    dates: Rows
    ends: Rows

    @cached_property
    def each(self) -> tuple[N, ...]:
        """The cells, in the order of their rows."""
        return tuple(cells_of(self.axes.noun, self.axes.facets, self.dates))

    def placed(self, period: Period) -> Iterator[tuple[N, int, Outside | None]]:
        """Yield each cell, how many records it stands for, and why they are outside if they are."""
        for place, cell in enumerate(self.each):
            for counts, outside in self._shares(period):
                if counts[place]:
                    yield cell, counts[place], outside

    def asked(
        self, ask: Asking[N], period: Period, by: str | None
    ) -> Iterator[tuple[N, int, Fate]]:
        """Yield the answers, those of cells that are alike in them and in ``by`` together."""
        (inside, _), *outside = self._shares(period)
        for (_, answer), places in self._answers(ask, by).items():
            n = _total(inside, places)
            if n and isinstance(answer, _Failure):
                raise answer.error
            if n:
                yield self.each[places[0]], n, answer
        for places in self._groups(by).values():
            for counts, reason in outside:
                n = _total(counts, places)
                if n:
                    yield self.each[places[0]], n, reason

    # ---- answers, the same in every period ----

    @cached_property
    def _answered(self) -> dict[tuple[Asking[N], str | None], Alike]:
        return {}

    def _answers(self, ask: Asking[N], by: str | None) -> Alike:
        """Find the cells that are alike in the facet and in their answer."""
        alike = self._answered.get((ask, by))
        if alike is None:
            pairs = zip(self._values(by), _asked_of_all(ask, self.each), strict=True)
            alike = self._answered[ask, by] = _alike(pairs)
        return alike

    @cached_property
    def _grouped(self) -> dict[str | None, Alike]:
        return {}

    def _groups(self, by: str | None) -> Alike:
        """Find the cells that are alike in the facet."""
        alike = self._grouped.get(by)
        if alike is None:
            alike = self._grouped[by] = _alike(self._values(by))
        return alike

    def _values(self, by: str | None) -> list[Hashable]:
        """Give each cell's value of the facet; of one that is not kept, the cells refuse it."""
        if by in self.axes.facets:
            return list(map(itemgetter(self.axes.facets.index(by)), self.dates))
        return [None if by is None else getattr(cell, by) for cell in self.each]

    # ---- counts, of one period ----

    @cached_property
    def _kept(self) -> dict[Period, list[tuple[list[int], Outside | None]]]:
        return {}

    def _shares(self, period: Period) -> list[tuple[list[int], Outside | None]]:
        """Give the counts of each cell, inside and outside; the last period's are kept."""
        shares = self._kept.get(period)
        if shares is None:
            shares = self._counted(self._months_of(period))
            self._kept.clear()
            self._kept[period] = shares
        return shares

    def _counted(self, months: list[date]) -> list[tuple[list[int], Outside | None]]:
        inside = [_sum(row, months) - _sum(ended, months) for row, ended in self._rows]
        out = list(map(sub, self._dated, inside))
        outside = [(out, _OUT), *self._undated]
        return [(inside, None), *((counts, reason) for counts, reason in outside if any(counts))]

    @cached_property
    def _rows(self) -> list[tuple[Row, Row]]:
        return [(row, self.ends.get(key, {})) for key, row in self.dates.items()]

    @cached_property
    def _dated(self) -> list[int]:
        return [sum(row.values()) - row.get(None, 0) - row.get(LATER, 0) for row, _ in self._rows]

    @cached_property
    def _undated(self) -> list[tuple[list[int], Outside]]:
        """Give the counts that are in no period: those without a date, and those after as_of."""
        undated = [row.get(None, 0) for row, _ in self._rows]
        later = [row.get(LATER, 0) for row, _ in self._rows]
        return [(undated, dateless(self.axes.noun, self.axes.when)), (later, _LATER)]

    @cached_property
    def _months(self) -> list[date]:
        places: set[Place] = set().union(*self.dates.values(), *self.ends.values())
        return sorted(place for place in places if isinstance(place, date))

    def _months_of(self, period: Period) -> list[date]:
        """Give the months whose counts are inside: those of the period, or all until its end.

        What comes after ``as_of`` is in no month.
        """
        first = period.first if isinstance(self.axes.when, str) else date.min
        return [month for month in self._months if first <= month <= period.last]


def _alike(values: Iterable[Any]) -> Alike:
    """Give the places at which each value stands."""
    places: Alike = defaultdict(list)
    for place, value in enumerate(values):
        places[value].append(place)
    return places


def _asked_of_all(ask: Asking[N], cells: Sequence[N]) -> Sequence[Fate | _Failure]:
    """Ask all cells at once, and one by one where something is wrong."""
    refused = _refusals_of(cells[0]) if cells else []
    refused.clear()
    with suppress(Exception):
        answers = ask.of_each(cells)
        if not refused:
            return answers
    return [_asked_of(ask, cell) for cell in cells]


def _asked_of(ask: Asking[N], cell: N) -> Fate | _Failure:
    try:
        return asked_of_cell(ask, cell)
    except Exception as error:
        return _Failure(error)


def asked_of_cell(ask: Asking[N], cell: N) -> Fate:
    """Ask one cell; that it refused to be read stands, whatever the question made of that."""
    refused = _refusals_of(cell)
    refused.clear()
    try:
        answer = ask(cell)
    except Exception:
        if not refused:
            raise
        answer = None
    if refused:
        raise NotAFacet(f"{ask.asks.__name__} {refused[0]}")
    return answer


def _refusals_of(cell: object) -> list[str]:
    """Give what the cells of a cube have refused: a question may catch what they raise."""
    cells: Any = type(cell)
    return cast(list[str], vars(cells.__refused__).setdefault("notes", []))


def _sum(row: Row, months: Iterable[date]) -> int:
    return sum(map(row.get, months, repeat(0))) if row else 0


def _total(counts: list[int], places: list[int]) -> int:
    return sum(map(counts.__getitem__, places))


# ---- what a cell is ----------------------------------------------------------------------


def cells_of(noun: type[N], facets: tuple[str, ...], keys: Iterable[Key]) -> list[N]:
    """Make a cell of each key: it is asked as a record is, and refuses what is no facet.

    The refusal is a ``NotAFacet``, which no ``getattr`` with a default and no ``hasattr``
    takes for an answer.
    """
    made = _cell_class(noun, facets)
    setters = [getattr(made, name).__set__ for name in facets]
    return [cast(N, _filled(object.__new__(made), setters, key)) for key in keys]


def _filled(cell: object, setters: Iterable[Callable[[object, object], None]], key: Key) -> object:
    for put, value in zip(setters, key, strict=True):
        put(cell, value)
    return cell


def _cell_class(noun: type[N], facets: tuple[str, ...]) -> type[N]:
    """Make the subclass whose instances have slots filled for these facets alone.

    An empty slot, like anything else that is missing, ends in ``__getattr__``.
    """

    def refuse(cell: object, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        is_facet = name in facets_of(noun)
        lacks = f"a facet of {noun.__name__} that the cube does not keep"
        why = lacks if is_facet else f"which is no facet of {noun.__name__}"
        raise _refusal(cell, f"reads {name}, {why}")

    def said(cell: object) -> str:
        values = ", ".join(f"{name}={getattr(cell, name)!r}" for name in facets)
        return f"<cell of {noun.__name__}: {values}>"

    return _class_of_facets(noun, facets, {"__getattr__": refuse, "__repr__": said})


def _refusal(cell: object, why: str) -> NotAFacet:
    """Note on the cells that one was read as it cannot be, and give the error to raise."""
    _refusals_of(cell).append(why)
    return NotAFacet(why)


def _class_of_facets(noun: type[N], facets: tuple[str, ...], body: dict[str, Any]) -> type[N]:
    """Make a subclass with a slot for each facet, those that the noun computes included."""

    def refuse_whole(cell: object, *_: object) -> NoReturn:
        why = f"compares whole records, but a cell of {noun.__name__} has facets only"
        raise _refusal(cell, why)

    computed = tuple(name for name in facets if isinstance(getattr(noun, name), property))
    whole = {"__slots__": computed, "__eq__": refuse_whole, "__hash__": refuse_whole}
    noted = {"__refused__": local()}  # each thread asks for itself
    return cast("type[N]", type(noun.__name__, (noun,), {**whole, **noted, **body}))


def facets_read(
    noun: type[N], records: Iterable[N], asks: Iterable[Callable[[N], object]]
) -> set[str]:
    """Name the facets that questions are seen to read of some records."""
    seen: set[str] = set()

    def note(_: object, name: str) -> object:
        if name not in facets_of(noun):
            raise NotAFacet(name)
        seen.add(name)
        return getattr(watched.__original__, name)

    watched: Any = _class_of_facets(noun, facets_of(noun), {"__getattr__": note})
    for watched.__original__ in records:
        for ask in asks:
            with suppress(Exception):  # what is wrong with a question is told where it is asked
                ask(object.__new__(watched))
    return seen
