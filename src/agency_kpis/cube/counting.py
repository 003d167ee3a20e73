"""Counting: records counted in one pass by their facets and the months of their dates."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from functools import partial
from keyword import iskeyword
from operator import ne
from textwrap import indent
from typing import Any, Final, Generic, TypeAlias, TypeVar, cast

from attrs import frozen

from agency_kpis.answers import When, check_when
from agency_kpis.checks import check_day
from agency_kpis.errors import KpiError, nearest
from agency_kpis.records import Noun, check_facet, facets_of, shape_of

N = TypeVar("N")

LATER: Final = "later"
"""What stands in place of a month for the days after ``as_of``."""

ALWAYS: Final = date.min
"""The one month of a snapshot, which places nothing by a date."""

RESERVED: Final = ("month", "until", "edge", "n", "cells")

Place: TypeAlias = date | str | None
"""Where days are counted: the first of their month, ``LATER``, or ``None`` where undated."""

Key: TypeAlias = tuple[Hashable, ...]
"""The values of the facets that make a cell, in the order of the facets."""

Row: TypeAlias = Mapping[Place, int]
Rows: TypeAlias = Mapping[Key, Row]


@frozen
class Axes(Generic[N]):
    """What records are counted by: the facets kept, and the date, or two, as known on a day."""

    noun: type[N]
    when: When
    as_of: date | None
    facets: tuple[str, ...]

    @classmethod
    def of(
        cls, noun: type[N], when: When, as_of: date | None, facets: Iterable[str] | None
    ) -> "Axes[N]":
        """Check what is counted by; facets left out are all of the noun's."""
        kept = _kept(noun, facets)
        check_when(noun, when)
        if as_of is not None:
            check_day("as_of", as_of)
        return cls(noun, when, as_of, kept)

    @property
    def dates(self) -> tuple[str, ...]:
        """The names of the dates: one, two, or none."""
        return (self.when,) if isinstance(self.when, str) else self.when or ()

    def place(self, day: date) -> Place:
        """Give the place of a day."""
        return LATER if self.as_of is not None and day > self.as_of else day.replace(day=1)


def _kept(noun: type, facets: Iterable[str] | None) -> tuple[str, ...]:
    """Give the facets to keep, in the noun's order."""
    known = facets_of(noun)
    if isinstance(facets, str):
        raise KpiError(f"facets={facets!r} is one text: write facets=({facets!r},)")
    kept = known if facets is None else tuple(facets)
    for name in kept:
        if name not in known:
            raise KpiError(f"{noun.__name__} has no facet {name!r}: {nearest(name, known)}")
        if name in RESERVED:
            raise KpiError(f"{noun.__name__}.{name} is the name of a cube's own column: rename it")
    return tuple(name for name in known if name in kept)


# ---- the loop ----------------------------------------------------------------------------

# What runs once a record is written out for the noun's own fields and compiled, because
# record.insurer takes a fifth of the time of getattr(record, "insurer"). The text is made of
# names that are identifiers and of nothing else; it reads like a loop written by hand.
_LOOP: Final = """\
def count(records, noun, known, check, cells, places, always, as_of):
    record = None
    try:
        for record in records:
            if {must_be_looked_at}:
                record = known(record)
{counted}
    except TypeError:
        check(record)
        raise
"""
_COUNTED: Final[Mapping[int, str]] = {
    0: """\
cells[{key}][always] += 1
""",
    1: """\
cells[{key}][places[record.{dates[0]}]] += 1
""",
    2: """\
starts, ends = cells[{key}]
start, end = record.{dates[0]}, record.{dates[1]}
starts[places[start]] += 1
if start is not None and end is not None:
    ends[places[end if start < end else start]] += 1
""",
}


def loop_of(axes: Axes[Any]) -> str:
    """Write the loop that counts records by these axes."""
    for name in (*axes.facets, *axes.dates):
        _check_identifier(axes.noun, name)
    key = "(" + "".join(f"record.{name}, " for name in axes.facets) + ")"
    counted = _COUNTED[len(axes.dates)].format(key=key, dates=axes.dates)
    return _LOOP.format(must_be_looked_at=_doubt(axes), counted=indent(counted, " " * 12).rstrip())


def _check_identifier(noun: type, name: str) -> None:
    if not name.isidentifier() or iskeyword(name):
        raise KpiError(f"{noun.__name__} cannot be counted by {name!r}, which is no identifier")


def _doubt(axes: Axes[Any]) -> str:
    """Say which records may not be counted as they are: strangers, and those of later events."""
    if axes.as_of is None:
        return "type(record) is not noun"
    if getattr(axes.noun, "known_on", None) is not Noun.known_on:
        return "True"
    dated = [f"record.{name}" for name in shape_of(axes.noun).told]
    later = [f"{day} is not None and {day} > as_of" for day in dated]
    return " or ".join(["type(record) is not noun", *later])


def counted(axes: Axes[N], records: Iterable[N]) -> tuple[Rows, Rows]:
    """Count records by their dates, or by their starts and ends, and check what was counted by.

    An end that lies before its start counts as the start, and one after ``as_of`` has not come.
    """
    row: Callable[[], dict[Place, int]] = partial(defaultdict, int)
    is_pair = len(axes.dates) == 2
    cells: dict[Key, Any] = defaultdict((lambda: (row(), row())) if is_pair else row)
    named: dict[str, Any] = {}
    exec(loop_of(axes), named)
    check = partial(_check_record, axes)
    known = partial(_known, axes)
    named["count"](records, axes.noun, known, check, cells, _Places(axes), ALWAYS, axes.as_of)
    _check_values(axes, cells)
    if not is_pair:
        return {**cells}, {}
    ends = {key: _come(ended) for key, (_, ended) in cells.items()}
    return {key: starts for key, (starts, _) in cells.items()}, {k: e for k, e in ends.items() if e}


def _come(ends: Row) -> Row:
    return {place: n for place, n in ends.items() if place != LATER}


def _known(axes: Axes[N], record: object) -> N:
    """Refuse a stranger, and give another record as it stood on ``as_of``."""
    if not isinstance(record, axes.noun):
        raise KpiError(f"{record!r} is no {axes.noun.__name__}, which is what is counted")
    noun: Any = record
    return cast(N, noun if axes.as_of is None else noun.known_on(axes.as_of))


class _Places(dict[Any, Place]):
    """The place of each day, worked out once a day; days of a month share its first."""

    def __init__(self, axes: Axes[Any]) -> None:
        super().__init__()
        self.axes = axes
        self.name = f"{axes.noun.__name__}.{'/'.join(axes.dates)}"

    def __missing__(self, day: object) -> Place:
        place = None if day is None else self.axes.place(check_day(self.name, day))
        self[day] = shared = place if place in (None, LATER, day) else self[place]
        return shared


# ---- the values that are counted by --------------------------------------------------------


def _check_record(axes: Axes[Any], record: object) -> None:
    """Say what is wrong with the record that broke the loop, if one of its facets is."""
    if isinstance(record, axes.noun):
        for name in axes.facets:
            check_value(axes.noun, name, getattr(record, name))


def _check_values(axes: Axes[Any], keys: Iterable[Key]) -> None:
    for place, name in enumerate(axes.facets):
        for value in {key[place] for key in keys}:
            check_value(axes.noun, name, value)


def check_value(noun: type, name: str, value: object) -> None:
    """Refuse a value that the noun's facet would refuse, or that does not equal itself."""
    if not is_hashable(value):
        raise KpiError(f"{noun.__name__}.{name}={value!r} cannot be counted by: it can change")
    if ne(value, value):
        raise KpiError(f"{noun.__name__}.{name}={value!r} equals nothing: write None if unknown")
    check_facet(noun, name, value)


def is_hashable(value: object) -> bool:
    """Tell whether a value can be counted by."""
    try:
        hash(value)
    except TypeError:
        return False
    return True
