"""Counts: rows that an engine has grouped, read by the checks of the noun, and written again."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from enum import Enum
from functools import partial
from operator import ne
from types import UnionType
from typing import Annotated, Any, Final, TypeAlias, Union, get_args, get_origin

from attrs import field, frozen

from agency_kpis.checks import check_day, check_whole
from agency_kpis.cube.counting import (
    ALWAYS,
    LATER,
    Axes,
    Key,
    Place,
    Rows,
    check_value,
    is_hashable,
)
from agency_kpis.errors import KpiError, nearest
from agency_kpis.records import shape_of

START: Final = "start"
END: Final = "end"

Reading: TypeAlias = Callable[[object], object]
_SIMPLE: Final = frozenset({str, bool, int, type(None)})


def read_counts(
    axes: Axes[Any], rows: Iterable[object], columns: Iterable[str] | None
) -> tuple[Rows, Rows]:
    """Add up rows of counts: the dates, or the starts and the ends.

    Rows are mappings, or have named fields, or are plain tuples of ``columns``.
    """
    if not isinstance(rows, Iterable):
        raise KpiError(f"rows={rows!r} are none: {_ROWS}")
    reader = _Reader(axes, None if columns is None else tuple(columns))
    counts: dict[str, dict[Key, dict[Place, int]]] = {START: {}, END: {}}
    for row in rows:
        for edge, key, place, n in reader.read(row):
            line = counts[edge].setdefault(key, {})
            line[place] = line.get(place, 0) + n
    return counts[START], counts[END]


@frozen
class _Reader:
    """Reads one row at a time."""

    axes: Axes[Any]
    columns: tuple[str, ...] | None
    readings: Mapping[str, Reading] = field(init=False)
    seen: dict[tuple[object, ...], Hashable] = field(init=False, factory=dict)

    @readings.default
    def _readings(self) -> Mapping[str, Reading]:
        hints = shape_of(self.axes.noun).facets
        return {name: _reading(hints[name]) for name in self.axes.facets}

    def read(self, row: object) -> Iterator[tuple[str, Key, Place, int]]:
        """Yield the edge, the cell, the place and the number of each count that a row tells."""
        named = _named(row, self.columns)
        self._check_columns(row, named)
        key = tuple(self._facet(name, named[name]) for name in self.axes.facets)
        n = check_whole(self._spelled("n"), _plain(named["n"]))
        for edge, place in self._places(named):
            yield edge, key, place, n

    def _check_columns(self, row: object, named: Mapping[str, object]) -> None:
        wanted = (*self.axes.facets, *self._months(named), "n")
        unknown = [name for name in named if name not in wanted]
        for name in wanted:
            if name not in named:
                raise KpiError(f"{row!r} has no column {name!r}: {nearest(name, unknown)}")
        if unknown:
            raise KpiError(f"{row!r} has a column {unknown[0]!r} too many: leave it out")

    def _months(self, named: Mapping[str, object]) -> tuple[str, ...]:
        """Name the columns that tell of dates."""
        second = "edge" if "edge" in named else "until"
        return ("month", second)[: len(self.axes.dates)]

    def _facet(self, name: str, value: object) -> Hashable:
        """Read a value of a facet, a simple one only once: rows repeat few of them many times."""
        if type(value) not in _SIMPLE:
            return self._read(name, value)
        known = (name, type(value), value)
        if known not in self.seen:
            self.seen[known] = self._read(name, value)
        return self.seen[known]

    def _read(self, name: str, value: object) -> Hashable:
        plain = _plain(value)
        read = None if plain is None else self.readings[name](plain)
        check_value(self.axes.noun, name, read)
        return read

    def _places(self, named: Mapping[str, object]) -> list[tuple[str, Place]]:
        match self._months(named):
            case ():
                return [(START, ALWAYS)]
            case ("month",):
                return [(START, self._month("month", named))]
            case ("month", "edge"):
                return self._of_edge(named["edge"], self._month("month", named))
            case _:
                return _of_pair(self._month("month", named), self._month("until", named))

    def _month(self, name: str, named: Mapping[str, object]) -> Place:
        month = _plain(named[name])
        if month is None:
            return None
        if month == LATER:
            if self.axes.as_of is None:
                raise KpiError(f"{self._spelled(name)}={month!r} is later than what: give as_of=")
            return self.axes.later
        first = check_day(self._spelled(name), _day(month))
        if first.day != 1:
            raise KpiError(f"{self._spelled(name)}={first} is not the first day of a month")
        return self.axes.place(first)

    def _of_edge(self, edge: object, place: Place) -> list[tuple[str, Place]]:
        if edge not in (START, END):
            raise KpiError(f"{self._spelled('edge')}={edge!r} is neither {START!r} nor {END!r}")
        return _ended(place) if edge == END else [(START, place)]

    def _spelled(self, column: str) -> str:
        """Call a cube's own column by the class that it counts."""
        return f"{self.axes.noun.__name__}.{column}"


def _of_pair(start: Place, end: Place) -> list[tuple[str, Place]]:
    if not isinstance(start, date) or not isinstance(end, date):
        return [(START, start)]
    return [(START, start), *_ended(max(start, end))]


def _ended(place: Place) -> list[tuple[str, Place]]:
    """Count an end that has come; one that is unknown or after ``as_of`` has not."""
    return [(END, place)] if isinstance(place, date) else []


# ---- rows and values of other libraries --------------------------------------------------------


def _named(row: object, columns: tuple[str, ...] | None) -> Mapping[str, object]:
    """Give the values of a row by name, whatever kind of row it is."""
    each: Any = row
    if isinstance(row, Mapping):
        return row
    if isinstance(row, str) or not hasattr(row, "__len__"):
        raise KpiError(f"{row!r} is no row of counts: {_ROWS}")
    if hasattr(row, "keys"):
        return dict(zip(each.keys(), each, strict=True))
    names = _names(row) or columns
    if names is None:
        raise KpiError(f"{row!r} has no names: give columns=(…), the names of its values")
    if len(names) != len(each):
        raise KpiError(f"{row!r} has {len(each)} values for the columns {', '.join(names)}")
    return dict(zip(names, each, strict=True))


def _names(row: object) -> Collection[str] | None:
    """Find the names that a named tuple, a row of Spark or a record of NumPy has."""
    dtype = getattr(row, "dtype", None)
    named = ((row, "_fields"), (row, "__fields__"), (dtype, "names"))
    return next(filter(None, (getattr(each, name, None) for each, name in named)), None)


_ROWS: Final = "give dicts, tuples with columns=, or rows with named fields"


def _plain(value: object) -> object:
    """Give what a value of another library stands for: NaN, NaT and NA stand for ``None``."""
    each: Any = value
    if getattr(getattr(each, "dtype", None), "kind", "") == "M":
        each = each.astype("datetime64[us]")
    if hasattr(each, "tolist"):
        each = each.tolist()
    return None if _is_missing(each) else each


def _is_missing(value: object) -> bool:
    """Tell NaN and NaT, which differ from themselves, and NA, which will not say."""
    differs: object = ne(value, value)
    return differs is True or (differs is not False and differs is value)


def _reading(hint: object) -> Reading:
    """Find how a facet's value is read that is written otherwise than the noun holds it."""
    origin, kinds = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _reading(kinds[0])
    if origin in (Union, UnionType):
        return _reading(next(kind for kind in kinds if kind is not type(None)))
    if origin in (frozenset, tuple):
        return partial(_several, origin, _reading(kinds[0]))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return partial(_member, hint)
    return _day if hint is date else _as_it_is


def _as_it_is(value: object) -> object:
    return value


def _several(container: type, read: Reading, values: object) -> object:
    if not isinstance(values, list | tuple | set | frozenset):
        return values
    items = [read(value) for value in values]
    return container(items) if all(map(is_hashable, items)) else values


def _member(kind: type[Enum], value: object) -> object:
    """Give the member that has exactly this value."""
    exact = [each for each in kind if type(each.value) is type(value) and each.value == value]
    return exact[0] if exact else value


def _day(value: object) -> object:
    """Give the day that a midnight stands for, or a text written as a date prints."""
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date()
    if not isinstance(value, str):
        return value
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return day if day.isoformat() == value else value


def spelled(value: object) -> object:
    """Give a facet's value as JSON can write it: an enum's value, a set as a sorted list."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(map(spelled, value), key=str)
    return list(map(spelled, value)) if isinstance(value, tuple) else value
