"""Counting: records counted in one pass by their facets and the months of their dates."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from functools import partial
from keyword import iskeyword
from operator import ne
from textwrap import indent
from typing import Any, Final, Generic, TypeAlias, TypeVar, cast

from attrs import field, frozen

from agency_kpis.answers import When, check_when
from agency_kpis.checks import check_day
from agency_kpis.errors import KpiError, nearest, shown
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

    @property
    def later(self) -> Place:
        """The place of days after ``as_of``; an event of such a day has not happened yet."""
        is_event = {*self.dates[:1]} & {*shape_of(self.noun).events}
        return None if is_event else LATER

    def place(self, day: date) -> Place:
        """Give the place of a day."""
        return self.later if self.as_of is not None and day > self.as_of else day.replace(day=1)


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
def count(records, noun, known, check, dates, ends, places, first, as_of):
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
_ONE: Final = """\
try:
    {rows}[{key}][places[{day}]] += 1
except LookupError:
    first({rows}, {key}, {day})
"""
_PAIR: Final = """\
key = {key}
start, end = record.{start}, record.{end}
{started}\
if start is not None and end is not None:
    end = end if start < end else start
{ended}\
"""


def loop_of(axes: Axes[Any]) -> str:
    """Write the loop that counts records by these axes."""
    for name in (*axes.facets, *axes.dates):
        _check_identifier(axes.noun, name)
    counted = indent(_counting(axes), " " * 12).rstrip()
    return _LOOP.format(must_be_looked_at=_doubt(axes), counted=counted)


def _counting(axes: Axes[Any]) -> str:
    """Write what is done with one record."""
    key = "(" + "".join(f"record.{name}, " for name in axes.facets) + ")"
    match axes.dates:
        case (start, end):
            started = _ONE.format(rows="dates", key="key", day="start")
            ended = indent(_ONE.format(rows="ends", key="key", day="end"), " " * 4)
            return _PAIR.format(key=key, start=start, end=end, started=started, ended=ended)
        case (day,):
            return _ONE.format(rows="dates", key=key, day=f"record.{day}")
        case _:
            return _ONE.format(rows="dates", key=key, day=None)


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
    places, named = _Places(axes), dict[str, Any]()
    dates, ends = dict[Key, list[int]](), dict[Key, list[int]]()
    exec(loop_of(axes), named)
    known, check = partial(_known, axes), partial(_check_record, axes)
    count = partial(named["count"], records, axes.noun, known, check)
    count(dates, ends, places.of_days, places.first, axes.as_of)
    _check_values(axes, dates)
    come = {key: _come(places.row(row)) for key, row in ends.items()}
    rows = {key: places.row(row) for key, row in dates.items()}
    return rows, {key: row for key, row in come.items() if row}


def _come(ends: Row) -> Row:
    return {place: n for place, n in ends.items() if isinstance(place, date)}


def _known(axes: Axes[N], record: object) -> N:
    """Refuse a stranger, and give another record as it stood on ``as_of``."""
    if not isinstance(record, axes.noun):
        raise KpiError(f"{record!r} is no {axes.noun.__name__}, which is what is counted")
    noun: Any = record
    return cast(N, noun if axes.as_of is None else noun.known_on(axes.as_of))


@frozen
class _Places:
    """The places of a row, numbered as their days come; each day is placed once."""

    axes: Axes[Any]
    of_days: dict[object, int] = field(factory=dict)
    numbers: dict[Place, int] = field(factory=dict)

    def first(self, rows: dict[Key, list[int]], key: Key, day: object) -> None:
        """Count the first record of a cell, of a day, or of a place beyond the row."""
        if day not in self.of_days:
            self.of_days[day] = self.numbers.setdefault(self._place(day), len(self.numbers))
        row, place = rows.setdefault(key, []), self.of_days[day]
        row.extend([0] * (place + 1 - len(row)))
        row[place] += 1

    def _place(self, day: object) -> Place:
        if not self.axes.dates:
            return ALWAYS
        name = f"{self.axes.noun.__name__}.{'/'.join(self.axes.dates)}"
        return None if day is None else self.axes.place(check_day(name, day))

    def row(self, counts: list[int]) -> Row:
        """Give the counts by their places."""
        return {place: n for place, n in zip(self.numbers, counts, strict=False) if n}


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
        raise KpiError(
            f"{noun.__name__}.{name}={shown(value, 200)} cannot be counted by: it can change"
        )
    if ne(value, value):
        raise KpiError(
            f"{noun.__name__}.{name}={shown(value, 200)} equals nothing: write None if unknown"
        )
    check_facet(noun, name, value)


def is_hashable(value: object) -> bool:
    """Tell whether a value can be counted by."""
    try:
        hash(value)
    except TypeError:
        return False
    return True
