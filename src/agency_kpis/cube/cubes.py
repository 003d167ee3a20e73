"""The cube: records counted once by their facets and months, then asked cell by cell.

A question of facets answers alike all records that agree in them. So it is asked once of
each combination that occurs, a cell, and the answer stands for all records of the cell.
Cubes hold no identity, add up, and may be counted by any engine that groups.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import ClassVar, TypeVar

from attrs import field, fields, frozen

from agency_kpis.answers import Asking, Fate, Outside, Source, When, own_day
from agency_kpis.cube.cells import Cells
from agency_kpis.cube.counting import Axes, Key, Place, Row, Rows, counted
from agency_kpis.cube.counts import END, START, read_counts, spelled
from agency_kpis.errors import KpiError
from agency_kpis.frozen import FrozenMap
from agency_kpis.periods import Period

N = TypeVar("N")


@frozen(slots=False, repr=False)
class Cube(Source[N]):
    """Records counted by their facets and months; a metric takes it as it takes records.

    ``Cube.count`` makes it of records, ``Cube.from_counts`` of what an engine has grouped.
    Any period of whole months is read from it. Cubes of the same noun, ``when``, ``as_of``
    and facets add up and subtract.

    >>> from agency_kpis import SurveyRequest, fiscal_year
    >>> from agency_kpis.metrics import survey_response_rate
    >>> day = date(2021, 4, 20)
    >>> asked = [
    ...     SurveyRequest(request_id="Q-1", asked_on=day, answered_on=day),
    ...     SurveyRequest(request_id="Q-2", asked_on=day),
    ... ]
    >>> cube = Cube.count(SurveyRequest, asked, when="asked_on")
    >>> print(survey_response_rate(cube, fiscal_year(2021)))
    50.0% (1/2)
    >>> print(survey_response_rate(cube + cube, fiscal_year(2021)))
    50.0% (2/4)
    """

    has_records: ClassVar[bool] = False

    axes: Axes[N]
    _dates: Rows = field(hash=False)
    _ends: Rows = field(hash=False)

    @classmethod
    def count(
        cls,
        noun: type[N],
        records: Iterable[N],
        *,
        when: When,
        as_of: date | None = None,
        facets: Iterable[str] | None = None,
    ) -> "Cube[N]":
        """Count records in one pass, each as it stood on ``as_of``.

        ``facets`` keeps fewer of them, and so fewer cells; a question that reads another is
        refused. A record that ends before it starts ends as it starts.
        """
        if not isinstance(records, Iterable):
            raise KpiError(f"{records!r} holds no records: give an iterable of {noun.__name__}")
        if as_of is None and hasattr(noun, "__known_by__"):
            records = tuple(records)
            as_of = own_day(noun, records)
        axes = Axes.of(noun, when, as_of, facets)
        return cls(axes, *counted(axes, records))

    @classmethod
    def from_counts(
        cls,
        noun: type[N],
        rows: Iterable[object],
        *,
        when: When,
        as_of: date | None = None,
        facets: Iterable[str] | None = None,
        columns: Iterable[str] | None = None,
    ) -> "Cube[N]":
        """Make the cube of rows that any engine has grouped and counted.

        A row is a mapping, or has named fields, or is a plain tuple of ``columns``. It has a
        column for each facet, and

        - ``n``, how many records it counts;
        - ``month``, unless ``when`` is ``None``: the first of the month, ``None`` where the
          date is missing, ``LATER`` where it is after ``as_of``;
        - of a pair, ``until``, the month of the end, ``None`` where there is none; or
          instead ``edge``, ``"start"`` or ``"end"``, the two being counted apart.

        A month that opens after ``as_of`` is ``LATER`` whether it says so or not. NumPy
        values, pandas Timestamps, NaN, NaT and NA are taken for what they stand for, the
        exact value of an enum for its member; facets pass the checks of the noun.

        >>> from agency_kpis import TrainingSession
        >>> rows = [{"kind": "集合研修", "topic": None, "month": date(2021, 4, 1), "n": 2}]
        >>> Cube.from_counts(TrainingSession, rows, when="held_on").to_counts() == rows
        True
        """
        axes = Axes.of(noun, when, as_of, facets)
        return cls(axes, *_checked(axes, *read_counts(axes, rows, columns)))

    def to_counts(self) -> list[dict[str, object]]:
        """Give plain rows that ``from_counts`` takes back, to be written as JSON or CSV.

        Months are dates (``json.dumps(…, default=str)`` writes them so that they are read
        again), enums their values, sets sorted lists; a pair has rows of its starts and rows
        of its ends.
        """
        return [
            {**self._facets_of(key), **self._columns(edge, place), "n": row[place]}
            for edge, rows in ((START, self._dates), (END, self._ends))
            for key, row in rows.items()
            for place in sorted(row, key=str)
        ]

    def _facets_of(self, key: Key) -> dict[str, object]:
        return dict(zip(self.facets, map(spelled, key), strict=True))

    def _columns(self, edge: str, place: Place) -> dict[str, object]:
        columns = (("month", place), ("edge", edge))
        return dict(columns[: len(self.axes.dates)])

    @property
    def noun(self) -> type[N]:
        """The noun whose records are counted."""
        return self.axes.noun

    @property
    def when(self) -> When:
        """The date, or two, by which records are placed."""
        return self.axes.when

    @property
    def as_of(self) -> date | None:
        """The last day known, itself included."""
        return self.axes.as_of

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets that are kept."""
        return self.axes.facets

    def sizes(self) -> FrozenMap[str, int]:
        """Count the distinct values of each facet, to see which has too many, and the cells.

        >>> from agency_kpis import TrainingSession
        >>> Cube.count(TrainingSession, [], when="held_on").sizes()
        {'kind': 0, 'topic': 0, 'cells': 0}
        """
        values = {
            name: len({key[place] for key in self._dates}) for place, name in enumerate(self.facets)
        }
        return FrozenMap({**values, "cells": len(self._dates)})

    # ---- asking ----

    def known_until(self, as_of: date | None) -> date | None:
        """Give the cube's own last day; it cannot be asked as of another."""
        if as_of is not None and as_of != self.as_of:
            raise KpiError(
                f"as_of={as_of} is not the cube's own, {self.as_of}: leave it out, or count again"
            )
        return self.as_of

    def placed(
        self, when: When, period: Period, as_of: date | None
    ) -> Iterator[tuple[N, int, Outside | None]]:
        """Yield each cell, how many records it stands for, and why they are outside if they are."""
        self._check_placing(when, as_of)
        return self._cells.placed(period)

    def asked(
        self,
        ask: Asking[N],
        when: When,
        period: Period,
        as_of: date | None,
        by: str | None,
    ) -> Iterator[tuple[N, int, Fate]]:
        """Yield what becomes of the cells, those together that are alike in it and in ``by``."""
        self._check_placing(when, as_of)
        return self._cells.asked(ask, period, by)

    def _check_placing(self, when: When, as_of: date | None) -> None:
        self.known_until(as_of)
        if when != self.when:
            raise KpiError(
                f"the cube places {self.noun.__name__} by {self.when!r}, not by {when!r}: "
                f"count it with when={when!r}, or ask metric.placed({self.when!r})"
            )

    @cached_property
    def _cells(self) -> Cells[N]:
        return Cells(self.axes, self._dates, self._ends)

    @property
    def cells(self) -> tuple[N, ...]:
        """An instance of the noun for each combination of facets, with nothing else to read."""
        return self._cells.each

    # ---- adding up ----

    def __add__(self, other: "Cube[N]") -> "Cube[N]":
        """Count the records of both."""
        if not isinstance(other, Cube):
            return NotImplemented
        _check_alike(self.axes, other.axes)
        dates, ends = _merged(self._dates, other._dates, 1), _merged(self._ends, other._ends, 1)
        return Cube(self.axes, dates, ends)

    def __sub__(self, other: "Cube[N]") -> "Cube[N]":
        """Take away records that are counted here; what is not counted cannot be taken."""
        if not isinstance(other, Cube):
            return NotImplemented
        _check_alike(self.axes, other.axes)
        dates, ends = _merged(self._dates, other._dates, -1), _merged(self._ends, other._ends, -1)
        return Cube(self.axes, *_checked(self.axes, dates, ends))

    def __repr__(self) -> str:
        n = sum(sum(row.values()) for row in self._dates.values())
        known = "" if self.as_of is None else f" as of {self.as_of}"
        return (
            f"<Cube of {self.noun.__name__} by {self.when}{known}: "
            f"{n:,} records in {len(self._dates):,} cells>"
        )

    def __getstate__(self) -> dict[str, object]:
        """Leave behind what is made again when it is asked."""
        return {each.name: getattr(self, each.name) for each in fields(Cube)}


def _check_alike(one: Axes[N], other: Axes[N]) -> None:
    for axis in fields(Axes):
        mine, theirs = getattr(one, axis.name), getattr(other, axis.name)
        if mine != theirs:
            raise KpiError(f"cubes of {axis.name}={mine} and {axis.name}={theirs} do not add up")


def _merged(mine: Rows, theirs: Rows, sign: int) -> Rows:
    """Add the counts of theirs to mine, or take them away."""
    rows = {**mine}
    for key, row in theirs.items():
        line = {**rows.get(key, {})}
        for place, n in row.items():
            line[place] = line.get(place, 0) + sign * n
        rows[key] = line
    return rows


def _checked(axes: Axes[N], dates: Rows, ends: Rows) -> tuple[Rows, Rows]:
    """Refuse counts below zero, and more ends than starts; leave out the zeros."""
    for key, row in (*dates.items(), *ends.items()):
        for place, n in row.items():
            if n < 0:
                raise KpiError(f"{_told(axes, key)} month={place}: n={n} is less than 0")
    for key, row in ends.items():
        for month, n in _in_force(dates.get(key, {}), row):
            if n < 0:
                raise KpiError(f"{_told(axes, key)} month={month}: {-n} ended that never started")
    return _without_zeros(dates), _without_zeros(ends)


def _in_force(dates: Row, ends: Row) -> Iterator[tuple[date, int]]:
    """Yield each month and how many are in force at its end."""
    months = sorted(place for place in {*dates, *ends} if isinstance(place, date))
    changes = (dates.get(month, 0) - ends.get(month, 0) for month in months)
    return zip(months, accumulate(changes), strict=True)


def _told(axes: Axes[N], key: Key) -> str:
    facets = ", ".join(f"{name}={value!r}" for name, value in zip(axes.facets, key, strict=True))
    return f"{axes.noun.__name__}({facets})"


def _without_zeros(rows: Rows) -> Rows:
    lines = {key: {place: n for place, n in row.items() if n} for key, row in rows.items()}
    return {key: line for key, line in lines.items() if line}
