"""Asking: what the goals of a plan are asked of, a book's records or cubes of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any, Final, TypeAlias, TypeVar

from attrs import frozen

from agency_kpis.answers import Source, When
from agency_kpis.book import Book, Digest
from agency_kpis.cadence import Cadence, CadenceSplit
from agency_kpis.cube import Cube
from agency_kpis.cube.cells import asked_of_cell, facets_read
from agency_kpis.domain.activities import Staff
from agency_kpis.errors import KpiError, NotAFacet, nearest
from agency_kpis.goals import Goal, asked_of
from agency_kpis.questions import Changed, Metric, Question, Split
from agency_kpis.records import facets_of

R = TypeVar("R")
Axes: TypeAlias = tuple[type, When]

# A report counts a cube where that pays: where its goals would ask so many times of records, and
# not so often of cells, of which each costs as much to make as so many questions of it. The facets
# to count by are those seen to be read of some records.
MANY: Final = 10_000
MADE: Final = 3
SEEN: Final = 30

PERSONAL: Final = "staff_id"


@frozen
class Asked:
    """What a report asks: cubes counted for it where that pays, else its book or digest."""

    book: Book | Digest
    cubes: Mapping[Axes, Cube[Any]]

    @classmethod
    def of(cls, goals: Iterable[Goal], book: Book | Digest) -> "Asked":
        """Count a cube for each noun and date that goals ask about, where it pays."""
        if isinstance(book, Digest):
            return cls(book, {})
        cubes = {axes: _paying(book, axes, asking) for axes, asking in _by_axes(goals).items()}
        return cls(book, {axes: cube for axes, cube in cubes.items() if cube is not None})

    @property
    def as_of(self) -> date | None:
        """The last day known."""
        return self.book.as_of

    @property
    def left_out(self) -> frozenset[str]:
        """The labels of the goals of which nothing is known."""
        return self.book.left_out if isinstance(self.book, Digest) else frozenset()

    def ask(self, question: Question[Any], tally: Callable[[Source[Any] | Iterable[Any]], R]) -> R:
        """Tally what a question is asked of; what goes wrong with a cube, of the records."""
        cube = self.cubes.get((question.noun, question.when))
        if cube is not None:
            with suppress(Exception):
                return tally(cube)
        return tally(self.book.source_of(question.noun, question.when))


def _questions(goal: Goal) -> list[Question[Any]]:
    """Give the question of a goal, and none of a measure in hand."""
    if isinstance(goal.what, Metric | Split | Cadence | CadenceSplit | Changed):
        return [asked_of(goal.what)]
    return []


def _by_axes(goals: Iterable[Goal]) -> dict[Axes, list[Goal]]:
    """Gather the goals that ask about the same noun by the same date."""
    asking: defaultdict[Axes, list[Goal]] = defaultdict(list)
    for goal in goals:
        for question in _questions(goal):
            asking[question.noun, question.when].append(goal)
    return asking


def _paying(book: Book, axes: Axes, goals: list[Goal]) -> Cube[Any] | None:
    """Count the cube that goals share, by the facets they read, if it pays."""
    noun, when = axes
    records = book.records_of(noun)
    if len(records) * len(goals) < MANY:
        return None
    kind, *others = book.classes_of(noun)
    if others:
        return None
    with suppress(KpiError):
        facets = _read(kind, records, goals)
        cube = Cube.count(kind, records, when=when, as_of=book.as_of, facets=facets)
        asked_of_cells = len(cube.cells) * (MADE + len(goals))
        return cube if asked_of_cells <= len(records) * len(goals) else None
    return None


def _read(noun: type, records: tuple[Any, ...], goals: list[Goal]) -> set[str]:
    """Name the facets that goals read of some of the records, and those they count by."""
    some = records[:: max(1, len(records) // SEEN)]
    asks = [question.asking() for goal in goals for question in _questions(goal)]
    return facets_read(noun, some, asks) | _counted_by(goals)


def _counted_by(goals: Iterable[Goal]) -> set[str]:
    """Name the facets that goals are split by, or have slots for."""
    split = {goal.what.facet for goal in goals if isinstance(goal.what, Split)}
    asked = [question for goal in goals for question in _questions(goal)]
    slots = {each.per for each in asked if isinstance(each, Cadence) and each.per is not None}
    return split | slots


# ---- digests -----------------------------------------------------------------------------


def digested(goals: Iterable[Goal], book: Book, leave_out: Iterable[str]) -> Digest:
    """Count the cubes that goals ask about, but those left out."""
    left_out = _labels(goals, leave_out)
    asking = [goal for goal in goals if goal.label not in left_out]
    cubes = {axes: _cube(book, axes, each) for axes, each in _by_axes(asking).items()}
    _refuse_identities(asking, cubes)
    return Digest(
        cubes=cubes.values(),
        as_of=book.as_of,
        grace=book.grace,
        staff=_people(book) if any(map(_needs_staff, asking)) else None,
        left_out=left_out,
    )


def _labels(goals: Iterable[Goal], leave_out: Iterable[str]) -> frozenset[str]:
    if isinstance(leave_out, str):
        raise KpiError(f"leave_out={leave_out!r} is one text: write leave_out=({leave_out!r},)")
    labels, left_out = [goal.label for goal in goals], frozenset(leave_out)
    for label in left_out:
        if label not in labels:
            raise KpiError(f"no goal is labelled {label!r}: {nearest(label, labels)}")
    return left_out


def _cube(book: Book, axes: Axes, goals: list[Goal]) -> Cube[Any]:
    """Count by all facets but the staff's numbers, unless a goal counts by them."""
    noun, when = axes
    unneeded = {PERSONAL} - _counted_by(goals)
    facets = [name for name in facets_of(noun) if name not in unneeded]
    return Cube.count(noun, book.records_of(noun), when=when, as_of=book.as_of, facets=facets)


def _refuse_identities(goals: Iterable[Goal], cubes: Mapping[Axes, Cube[Any]]) -> None:
    """Refuse all goals at once whose questions read more than the cubes hold."""
    refused = {}
    for goal in goals:
        for question in _questions(goal):
            cells, ask = cubes[question.noun, question.when].cells, question.asking()
            try:
                for cell in cells:
                    asked_of_cell(ask, cell)
            except NotAFacet as error:
                refused[goal.label] = error
    if refused:
        told = "; ".join(f"{label}: {error}" for label, error in refused.items())
        raise KpiError(f"a digest holds facets only: {told}: write leave_out={tuple(refused)}")


def _needs_staff(goal: Goal) -> bool:
    per = [each.per for each in _questions(goal) if isinstance(each, Cadence)]
    return goal.roster is None and any(per)


def _people(book: Book) -> list[Staff]:
    """Keep of the staff what a cadence asks: the numbers, and the days on the roll."""
    staff = book.records_of(Staff)
    known = [each if book.as_of is None else each.known_on(book.as_of) for each in staff]
    people = [
        Staff(staff_id=each.staff_id, joined_on=each.joined_on, left_on=each.left_on)
        for each in known
    ]
    return sorted(people, key=lambda each: each.staff_id)
