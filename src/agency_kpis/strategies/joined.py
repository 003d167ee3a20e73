"""Strategies for records that refer to one another: renewal cases and books."""

from collections.abc import Sequence
from typing import Any, Final, TypeVar

import attrs
from hypothesis import strategies as st

from agency_kpis.book import Book
from agency_kpis.domain import renewals
from agency_kpis.domain.activities import RiskMap
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Customer
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.domain.renewals import RenewalCase
from agency_kpis.periods import Period
from agency_kpis.records import Noun, changed
from agency_kpis.strategies.nouns import (
    broadcasts,
    contracts,
    customers,
    intent_records,
    policyholders,
    risk_maps,
    staff_members,
    study_units,
    survey_requests,
    training_sessions,
)
from agency_kpis.strategies.pieces import NATURALS, MaybeDay, event, few, in_order, mostly

T = TypeVar("T")
NounT = TypeVar("NounT", bound=Noun)
_GRACE: Final = mostly(st.just(30), NATURALS)


@attrs.frozen
class _Related:
    """Contracts, some renewing others, and what is on record about them, if anything is."""

    contracts: Sequence[Contract]
    intent_records: Sequence[IntentRecord] | None
    risk_maps: Sequence[RiskMap] | None
    customers: Sequence[Customer] | None


def renewal_cases(
    *, within: Period | None = None, as_of: st.SearchStrategy[MaybeDay] | None = None
) -> st.SearchStrategy[RenewalCase]:
    """Draw renewal cases: a contract joined with what follows and concerns it.

    With ``within`` they mostly expire in or near it. ``as_of`` draws the day they are
    joined, any or none. Examples shrink towards a contract that nothing follows.
    """
    contract = contracts(within=within)
    several = st.builds(lambda one, others: (one, *others), contract, few(contract))
    day = event(within) if as_of is None else as_of
    return st.builds(_first_case, _related(several, within), day, _GRACE)


def _first_case(related: _Related, as_of: MaybeDay, grace: int) -> RenewalCase:
    return renewals.renewal_cases(
        related.contracts,
        related.intent_records,
        related.risk_maps,
        customers=related.customers,
        as_of=as_of,
        grace=grace,
    ).records[0]


def books(*, within: Period | None = None) -> st.SearchStrategy[Book]:
    """Draw books whose records refer to one another, or to nothing that is there.

    Renewals, intents and risk maps, orphans and duplicate ids are among them, and nouns
    that were never supplied. Examples shrink towards a book of empty shelves.
    """
    several = st.lists(contracts(within=within)).map(tuple[Contract, ...])
    return st.builds(
        _book,
        _related(several, within),
        mostly(st.just(True), st.just(False)),
        as_of=event(within),
        grace=_GRACE,
        policyholders=_shelf(policyholders(within=within)),
        training_sessions=_shelf(training_sessions(within=within)),
        study_units=_shelf(study_units(within=within)),
        staff=_shelf(staff_members(within=within)),
        broadcasts=_shelf(broadcasts(within=within)),
        survey_requests=_shelf(survey_requests(within=within)),
    )


def _shelf(record: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...] | None]:
    return mostly(few(record), st.none())


def _book(related: _Related, has_contracts: bool, **others: Any) -> Book:  # noqa: ANN401
    shelves = attrs.asdict(related, recurse=False)
    return Book(**shelves if has_contracts else {**shelves, "contracts": None}, **others)


# ---- how they refer to one another -----------------------------------------------------


def _related(
    several: st.SearchStrategy[tuple[Contract, ...]], within: Period | None
) -> st.SearchStrategy[_Related]:
    return _referring(
        several,
        _shelf(intent_records(within=within)),
        _shelf(risk_maps(within=within)),
        _shelf(customers(within=within)),
    )


@st.composite
def _referring(
    draw: st.DrawFn,
    several: st.SearchStrategy[tuple[Contract, ...]],
    recorded: st.SearchStrategy[tuple[IntentRecord, ...] | None],
    mapped: st.SearchStrategy[tuple[RiskMap, ...] | None],
    known: st.SearchStrategy[tuple[Customer, ...] | None],
) -> _Related:
    kept: list[Contract] = []
    for contract in draw(several):
        renewing = [_renewing(old, contract) for old in kept]
        kept.append(draw(st.sampled_from([contract, *renewing * 3])))
    ids = [each.contract_id for each in kept]
    days = [each.concluded_on for each in kept[1:]]
    holders = [each.customer_id for each in kept if each.customer_id is not None]
    intents = _to_one_of(draw, draw(recorded), "expiring_id", ids)
    maps = _to_one_of(draw, draw(mapped), "made_on", days)
    return _Related(
        kept,
        _to_one_of(draw, intents, "contract_id", ids),
        _to_one_of(draw, maps, "customer_id", holders),
        _to_one_of(draw, draw(known), "customer_id", holders),
    )


def _renewing(expiring: Contract, contract: Contract) -> Contract:
    """Make a contract the renewal of another: it begins when the other expires."""
    begins = expiring.expires_on or contract.starts_on
    starts_on, expires_on = in_order((begins, contract.expires_on))
    return changed(
        contract,
        customer_id=expiring.customer_id,
        renews=(*contract.renews, expiring.contract_id),
        starts_on=starts_on,
        expires_on=expires_on,
    )


def _to_one_of(
    draw: st.DrawFn, records: Sequence[NounT] | None, name: str, values: Sequence[object]
) -> Sequence[NounT] | None:
    """Draw what a field of each record refers to: one of the values, or what it did."""
    if records is None:
        return None
    chosen = [draw(st.sampled_from([getattr(each, name), *values, *values])) for each in records]
    return [changed(each, **{name: to}) for each, to in zip(records, chosen, strict=True)]
