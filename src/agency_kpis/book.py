"""A book: all records of an agency, checked, and joined once; and its digest, counted."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from itertools import chain, pairwise
from typing import Any, Final

from attrs import evolve, field, frozen

from agency_kpis.answers import When
from agency_kpis.cadence import Roster
from agency_kpis.checks import check_day, check_whole
from agency_kpis.cube import Cube
from agency_kpis.domain.activities import (
    Broadcast,
    RiskMap,
    Staff,
    StudyUnit,
    SurveyRequest,
    TrainingSession,
)
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Customer, Policyholder
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.domain.moves import ItemMove, item_moves
from agency_kpis.domain.renewals import RenewalCase, renewal_cases
from agency_kpis.errors import KpiError, shown
from agency_kpis.frozen import FrozenMap
from agency_kpis.problems import book_problems
from agency_kpis.records import Loaded, duplicates, shape_of
from agency_kpis.telling import Problems

SHELVES: Final[FrozenMap[str, type]] = FrozenMap(
    {
        "contracts": Contract,
        "customers": Customer,
        "policyholders": Policyholder,
        "intent_records": IntentRecord,
        "training_sessions": TrainingSession,
        "study_units": StudyUnit,
        "staff": Staff,
        "broadcasts": Broadcast,
        "survey_requests": SurveyRequest,
        "risk_maps": RiskMap,
    }
)


def _kept(records: Iterable[Any] | None) -> tuple[Any, ...] | None:
    return None if records is None else tuple(records)


def _others(others: Mapping[type, Iterable[Any]]) -> FrozenMap[type, tuple[Any, ...]]:
    if not isinstance(others, Mapping):
        raise KpiError(f"others={shown(others)} is no mapping: write others={{Noun: records}}")
    return FrozenMap({noun: tuple(records) for noun, records in others.items()})


def _cubes(cubes: Iterable[Cube[Any]]) -> tuple[Cube[Any], ...]:
    return tuple(cubes)


def _labels(labels: Iterable[str]) -> frozenset[str]:
    return frozenset(labels)


@frozen(kw_only=True, slots=False, eq=False)
class Book:
    """All records of an agency as one day knows them.

    A noun never supplied (``None``) is not known, and a goal that needs it is an error;
    an empty one is known to be empty. ``others`` holds the agency's own nouns, by class; the
    records of a subclass are its parent's too.
    ``as_of`` is the last day known; ``grace`` days after expiry a contract without a
    renewal is 更改落ち.

    >>> book = Book(training_sessions=[], as_of=date(2022, 3, 31))
    >>> book.records_of(TrainingSession)
    ()
    >>> book.records_of(Staff)
    Traceback (most recent call last):
    agency_kpis.errors.KpiError: the book has no Staff: give Book(staff=…), which may be empty
    """

    contracts: tuple[Contract, ...] | None = field(default=None, converter=_kept)
    customers: tuple[Customer, ...] | None = field(default=None, converter=_kept)
    policyholders: tuple[Policyholder, ...] | None = field(default=None, converter=_kept)
    intent_records: tuple[IntentRecord, ...] | None = field(default=None, converter=_kept)
    training_sessions: tuple[TrainingSession, ...] | None = field(default=None, converter=_kept)
    study_units: tuple[StudyUnit, ...] | None = field(default=None, converter=_kept)
    staff: tuple[Staff, ...] | None = field(default=None, converter=_kept)
    broadcasts: tuple[Broadcast, ...] | None = field(default=None, converter=_kept)
    survey_requests: tuple[SurveyRequest, ...] | None = field(default=None, converter=_kept)
    risk_maps: tuple[RiskMap, ...] | None = field(default=None, converter=_kept)
    others: FrozenMap[type, tuple[Any, ...]] = field(factory=FrozenMap, converter=_others)
    as_of: date | None = None
    grace: int = 30

    def __attrs_post_init__(self) -> None:
        check_whole("grace", self.grace)
        if self.as_of is not None:
            check_day("as_of", self.as_of)
        for noun, records in self._shelves.items():
            _check_shelf(noun, records, self._classes[noun])

    @cached_property
    def _shelves(self) -> Mapping[type, tuple[Any, ...]]:
        own = {noun: getattr(self, name) for name, noun in SHELVES.items()}
        given = {noun: records for noun, records in own.items() if records is not None}
        others = {noun: (*given.get(noun, ()), *more) for noun, more in self.others.items()}
        return {**given, **others}

    @cached_property
    def _classes(self) -> Mapping[type, frozenset[type]]:
        return {noun: frozenset(map(type, records)) for noun, records in self._shelves.items()}

    def records_of(self, noun: type) -> tuple[Any, ...]:
        """Give the records of a noun, or refuse one that was never supplied."""
        if noun is RenewalCase:
            return self._renewals.records
        if noun is ItemMove:
            return self._item_moves
        found = self._found(noun)
        if found:
            return sum((self._shelves[kept] for kept in found), ())
        names = {noun: name for name, noun in SHELVES.items()}
        shelf = names.get(noun, f"others={{{noun.__name__}: …}}, …").removesuffix(", …")
        given = f"{shelf}=…" if noun in names else shelf
        raise KpiError(f"the book has no {noun.__name__}: give Book({given}), which may be empty")

    def classes_of(self, noun: type) -> frozenset[type]:
        """Name the classes that the records of a noun are of; of a joined noun it is its own."""
        classes = {each for kept in self._found(noun) for each in self._classes[kept]}
        return frozenset(classes or {noun})

    def _found(self, noun: type) -> list[type]:
        """Find the shelves of a noun and of its subclasses, or else those of its parents."""
        own = [kept for kept in self._shelves if issubclass(kept, noun)]
        return own or [kept for kept in self._shelves if issubclass(noun, kept)]

    def source_of(self, noun: type, when: When) -> tuple[Any, ...]:
        """Give what a question of the noun is asked of, however it places its records."""
        return self.records_of(noun)

    def roster(self) -> Roster:
        """Give the staff, each of whom has slots in a cadence per person."""
        return self.records_of(Staff)

    @cached_property
    def _renewals(self) -> Loaded[RenewalCase]:
        return renewal_cases(
            self.records_of(Contract),
            self.intent_records,
            self.risk_maps,
            customers=self.customers,
            as_of=self.as_of,
            grace=self.grace,
        )

    @cached_property
    def _item_moves(self) -> tuple[ItemMove, ...]:
        return item_moves(self._renewals)

    def problems(self) -> Problems:
        """Tell everything that does not fit together, by id; it is counted all the same."""
        joined = self._renewals.problems if self._found(Contract) else ()
        apart = duplicates(chain(*self._shelves.values()))
        across = book_problems([*self._shelves.items()], self.as_of)
        return Problems(dict.fromkeys((*joined, *apart, *across)))


@frozen(kw_only=True)
class Digest:
    """What a plan asks of a book, counted: its cubes, and no identity of a customer or contract.

    Made by ``plan.digest(book)``, or of cubes that were counted elsewhere: one for each noun
    and ``when`` that the plan asks about, all as of the same day. A plan reports from it as
    from the book. ``staff`` has the numbers and days of the people that a goal counts by, and
    ``left_out`` the labels of the goals it was made without. Digests of the same plan, day and
    ``grace`` add up, if no renewal has its halves in two of them.

    >>> from agency_kpis import Goal, Plan, fiscal_year
    >>> from agency_kpis.metrics import survey_response_rate
    >>> plan = Plan("アンケート", [Goal(survey_response_rate)])
    >>> book = Book(survey_requests=[SurveyRequest(request_id="Q-1", asked_on=date(2021, 5, 1))])
    >>> digest = plan.digest(book)
    >>> plan.report(digest + digest, fiscal_year(2021)).lines[0].counts
    '0/2'
    """

    cubes: tuple[Cube[Any], ...] = field(converter=_cubes)
    as_of: date | None = None
    grace: int = 30
    staff: tuple[Staff, ...] | None = field(default=None, converter=_kept)
    left_out: frozenset[str] = field(default=frozenset(), converter=_labels)

    def __attrs_post_init__(self) -> None:
        check_whole("grace", self.grace)
        for cube in self.cubes:
            if not isinstance(cube, Cube):
                raise KpiError(f"{cube!r} is no Cube: count one with Cube.count")
            if cube.as_of != self.as_of:
                raise KpiError(f"{cube!r} is not as of the digest's day: as_of={self.as_of}")
        if len(self._by_axes()) < len(self.cubes):
            raise KpiError("two cubes of a digest count the same noun by the same date: add them")

    def _by_axes(self) -> dict[tuple[type, When], Cube[Any]]:
        return {(cube.noun, cube.when): cube for cube in self.cubes}

    def source_of(self, noun: type, when: When) -> Cube[Any]:
        """Give the cube that a question of the noun is asked of."""
        found = [each for each in self.cubes if each.when == when and issubclass(each.noun, noun)]
        exact = [each for each in found if each.noun is noun]
        if len(exact or found) != 1:
            raise KpiError(
                f"the digest has no cube of {noun.__name__} by {when!r}: "
                "make it with a plan that asks for it"
            )
        return (exact or found)[0]

    def roster(self) -> Roster:
        """Give the staff, each of whom has slots in a cadence per person."""
        if self.staff is None:
            raise KpiError("the digest has no staff: give Digest(staff=…), or Goal(…, roster=…)")
        return self.staff

    def __add__(self, other: "Digest") -> "Digest":
        """Count what both count; the same person in both is one."""
        if not isinstance(other, Digest):
            return NotImplemented
        for name in ("as_of", "grace", "left_out"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine != theirs:
                raise KpiError(f"digests of {name}={mine} and {name}={theirs} do not add up")
        one, two = self._by_axes(), other._by_axes()
        if one.keys() != two.keys():
            raise KpiError("digests of different plans do not add up")
        cubes = [cube + two[axes] for axes, cube in one.items()]
        return evolve(self, cubes=cubes, staff=_together(self.staff, other.staff))


def _together(
    one: tuple[Staff, ...] | None, other: tuple[Staff, ...] | None
) -> tuple[Staff, ...] | None:
    """Give the staff of both, or refuse those of whom the two tell different things."""
    people = sorted({*(one or ()), *(other or ())}, key=_number)
    for before, person in pairwise(people):
        if before.staff_id == person.staff_id:
            raise KpiError(f"the digests differ about staff {person.staff_id}: {before}, {person}")
    return tuple(people) if one is not None or other is not None else None


def _number(staff: Staff) -> str:
    return staff.staff_id


def _check_shelf(noun: type, records: tuple[Any, ...], classes: Iterable[type]) -> None:
    shape_of(noun)
    strange = tuple(each for each in classes if not issubclass(each, noun))
    for each in records if strange else ():
        if isinstance(each, strange):
            raise KpiError(f"{each!r} stands among the {noun.__name__} records but is none")
