"""Which strategy draws which noun or value."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from hypothesis import strategies as st

from agency_kpis.answers import Tally
from agency_kpis.book import Book
from agency_kpis.domain.activities import (
    Broadcast,
    RiskMap,
    Staff,
    StudyUnit,
    SurveyRequest,
    TrainingSession,
)
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.coverage import Intent, IntentForm
from agency_kpis.domain.customers import Customer, Policyholder
from agency_kpis.domain.intents import IntentRecord, Overlap, Proposal
from agency_kpis.domain.moves import ItemMove
from agency_kpis.domain.renewals import RenewalCase
from agency_kpis.domain.scales import AgreedValue
from agency_kpis.measures import Average, Count, Rate
from agency_kpis.periods import Period
from agency_kpis.strategies import cover, joined, nouns, values

T = TypeVar("T")

NOUNS: Final[Mapping[type, Callable[..., st.SearchStrategy[Any]]]] = {
    Broadcast: nouns.broadcasts,
    Contract: nouns.contracts,
    Customer: nouns.customers,
    IntentRecord: nouns.intent_records,
    ItemMove: nouns.item_moves,
    Policyholder: nouns.policyholders,
    RenewalCase: joined.renewal_cases,
    RiskMap: nouns.risk_maps,
    Staff: nouns.staff_members,
    StudyUnit: nouns.study_units,
    SurveyRequest: nouns.survey_requests,
    TrainingSession: nouns.training_sessions,
}
_VALUES: Final[Mapping[type, Callable[[], st.SearchStrategy[Any]]]] = {
    AgreedValue: cover.agreed_values,
    Average: values.averages,
    Book: joined.books,
    Count: values.counts,
    Intent: cover.intents,
    IntentForm: cover.forms,
    Overlap: nouns.overlaps,
    Period: values.periods,
    Proposal: nouns.proposals,
    Rate: values.rates,
    Tally: values.tallies,
}


def strategy_of(kind: type[T]) -> st.SearchStrategy[T]:
    """Give the strategy of a public noun or value, or ``NotImplemented`` where it has none.

    ``st.from_type`` asks it: ``st.from_type(Contract)`` draws contracts.

    >>> strategy_of(str)
    NotImplemented
    """
    made = NOUNS.get(kind) or _VALUES.get(kind)
    return NotImplemented if made is None else made()
