"""A book: all records of an agency, checked, and joined once."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

from attrs import field, frozen

from agency_kpis.cadence import Roster
from agency_kpis.checks import check_day, check_whole
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
from agency_kpis.domain.renewals import RenewalCase, renewal_cases
from agency_kpis.errors import KpiError, Problem
from agency_kpis.frozen import FrozenMap
from agency_kpis.records import Loaded, duplicates, shape_of

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
    return FrozenMap({noun: tuple(records) for noun, records in others.items()})


@frozen(kw_only=True, slots=False, eq=False)
class Book:
    """All records of an agency as one day knows them.

    A noun never supplied (``None``) is not known, and a goal that needs it is an error;
    an empty one is known to be empty. ``others`` holds the agency's own nouns, by class.
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
        for noun, records in self._shelves():
            _check_shelf(noun, records)

    def _shelves(self) -> list[tuple[type, tuple[Any, ...]]]:
        own = [(noun, getattr(self, name)) for name, noun in SHELVES.items()]
        return [(noun, records) for noun, records in own if records is not None] + [
            *self.others.items()
        ]

    def records_of(self, noun: type) -> tuple[Any, ...]:
        """Give the records of a noun, or refuse one that was never supplied."""
        if noun is RenewalCase:
            return self._renewals.records
        for kept, records in self._shelves():
            if issubclass(kept, noun) or issubclass(noun, kept):
                return records
        names = {noun: name for name, noun in SHELVES.items()}
        shelf = names.get(noun, f"others={{{noun.__name__}: …}}, …").removesuffix(", …")
        given = f"{shelf}=…" if noun in names else shelf
        raise KpiError(f"the book has no {noun.__name__}: give Book({given}), which may be empty")

    def source_of(self, noun: type) -> tuple[Any, ...]:
        """Give what a question of the noun is asked of."""
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
            as_of=self.as_of,
            grace=self.grace,
        )

    def problems(self) -> tuple[Problem, ...]:
        """Tell everything that does not fit together, by id; it is counted all the same."""
        joined = () if self.contracts is None else self._renewals.problems
        in_join = (Contract, IntentRecord)
        apart = [records for noun, records in self._shelves() if noun not in in_join]
        return (*joined, *(problem for records in apart for problem in duplicates(records)))


def _check_shelf(noun: type, records: tuple[Any, ...]) -> None:
    shape_of(noun)
    for each in records:
        if not isinstance(each, noun):
            raise KpiError(f"{each!r} stands among the {noun.__name__} records but is none")
