"""The renewal case: a contract that reaches its expiry, and what became of it.

It is the one join of the library: contracts, their successors, the intents on
record, the risk maps and the customers, put together once and asked like any other record.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Self, TypeVar

from attrs import field, frozen

from agency_kpis.checks import check_day, check_whole
from agency_kpis.domain.activities import RiskMap
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.coverage import ChangeKind
from agency_kpis.domain.customers import Customer
from agency_kpis.domain.intents import IntentRecord, live, supersession_problems
from agency_kpis.domain.terms import AgeBand, Care, Decision, HolderKind, Line, Method, Outcome
from agency_kpis.errors import KpiError, Problem
from agency_kpis.records import Facet, Loaded, Noun, changed, derive, duplicates, record

T = TypeVar("T")
NounT = TypeVar("NounT", bound=Noun)

EARLIEST, LATEST = -31, 62
MAP_WINDOW: Final = timedelta(days=90)


@record
class RenewalCase(Noun):
    """A contract that expires (更改案件), with what is known of its renewal by ``as_of``.

    Made by ``renewal_cases``, never by hand. ``renewal`` is the contract that follows
    it, ``intent`` the live intent record of which the latest confirmed counts. The
    facets are the expiring contract's; ``switched`` tells that the agency renewed it
    with another insurer.

    - ``outcome``: 手続中 until ``grace`` days after expiry, unless an ending is stated.
    - ``days_before_expiry`` of the procedure: −31 (or later) to 62 (or earlier).
    - ``captured``: both intents are on record; ``without_initial``: only the final one.
    - ``mapped``: the customer has a risk map made from 90 days before expiry to the renewal.
    - ``age_band``: the customer's age at the inception of the renewal; firms are 法人.

    Every facet but ``outcome`` may be ``None``: what was not supplied is not known.
    """

    __known_by__ = "as_of"

    expiring: Contract
    successors: tuple[Contract, ...] = ()
    intents: tuple[IntentRecord, ...] | None = None
    risk_maps: tuple[RiskMap, ...] | None = None
    customer: Customer | None = None
    as_of: date | None = None
    grace: int = 30
    renewal: Contract | None = field(init=False)
    intent: IntentRecord | None = field(init=False)
    expires_on: date | None = field(init=False)
    insurer: Facet[str | None] = field(init=False)
    line: Facet[Line | None] = field(init=False)
    branch: Facet[str | None] = field(init=False)
    staff_id: Facet[str | None] = field(init=False)
    holder_kind: Facet[HolderKind | None] = field(init=False)
    is_fleet: Facet[bool | None] = field(init=False)
    age_band: Facet[AgeBand | None] = field(init=False)
    outcome: Facet[Outcome | None] = field(init=False)
    switched: Facet[bool | None] = field(init=False)
    days_before_expiry: Facet[int | None] = field(init=False)
    method: Facet[Method | None] = field(init=False)
    decision: Facet[Decision | None] = field(init=False)
    care: Facet[frozenset[Care] | None] = field(init=False)
    captured: Facet[bool | None] = field(init=False)
    without_initial: Facet[bool | None] = field(init=False)
    change: Facet[ChangeKind | None] = field(init=False)
    differs: Facet[bool | None] = field(init=False)
    reviewed: Facet[bool | None] = field(init=False)
    shared: Facet[bool | None] = field(init=False)
    comparison_recorded: Facet[bool | None] = field(init=False)
    reason_recorded: Facet[bool | None] = field(init=False)
    mapped: Facet[bool | None] = field(init=False)

    def __attrs_post_init__(self) -> None:
        expiring = _as_known(self.expiring, self.as_of)
        renewal = _renewal(expiring, self.successors, self.as_of)
        derive(self, renewal=renewal)
        derive(
            self,
            expires_on=expiring.expires_on,
            outcome=_outcome(expiring, renewal, self.as_of, self.grace),
            **{name: getattr(expiring, name) for name in _OF_EXPIRING},
            **_renewed(expiring, renewal),
            age_band=_age_band(expiring, renewal, self.customer),
            **_captured(_latest(self.live()), supplied=self.intents is not None),
            mapped=_mapped(expiring, renewal, self.risk_maps),
        )

    def known_on(self, day: date) -> Self:
        """Join the case again as of an earlier day; what came after its own is not in it."""
        if self.as_of is not None and check_day("day", day) > self.as_of:
            raise KpiError(f"as_of={day} is after the case's own, {self.as_of}: join it again")
        return self if self.as_of == day else changed(self, as_of=day)

    def about(self) -> list[IntentRecord]:
        """Give the intent records, as known, that are about this contract or its renewal."""
        return [each for each in self._known_intents() if self._is_about(each)]

    def live(self) -> list[IntentRecord]:
        """Give those of them that no known correction supersedes."""
        return [each for each in live(self._known_intents()) if self._is_about(each)]

    def _known_intents(self) -> list[IntentRecord]:
        known = [each for each in self.intents or () if each.exists_on(self.as_of)]
        return [_as_known(each, self.as_of) for each in known]

    def _is_about(self, intent: IntentRecord) -> bool:
        renewal_id = None if self.renewal is None else self.renewal.contract_id
        return intent.expiring_id == self.expiring.contract_id or (
            renewal_id is not None and intent.contract_id == renewal_id
        )


_OF_EXPIRING = ("insurer", "line", "branch", "staff_id", "holder_kind", "is_fleet")


def renews_nothing(expiring: Contract, successor: Contract) -> str:
    """Say why a contract that names another as renewed does not renew it; blank where it does."""
    if successor.starts_on is None:
        return "undated"
    if successor.ended_on is not None and successor.ended_on <= successor.starts_on:
        return "ended before inception"
    if expiring.starts_on is not None and successor.starts_on <= expiring.starts_on:
        return "not later than the contract it renews"
    return ""


def _as_known(noun: NounT, as_of: date | None) -> NounT:
    return noun if as_of is None else noun.known_on(as_of)


def _renewal(
    expiring: Contract, successors: Iterable[Contract], as_of: date | None
) -> Contract | None:
    known = [_as_known(each, as_of) for each in successors if _is_known(each, as_of)]
    true = [each for each in known if not renews_nothing(expiring, each)]
    return min(true, key=lambda each: (_dated(each) or date.max, each.contract_id), default=None)


def _dated(contract: Contract) -> date | None:
    return contract.concluded_on or contract.starts_on


def _is_known(contract: Contract, as_of: date | None) -> bool:
    dated = _dated(contract)
    return as_of is None or dated is None or dated <= as_of


def _outcome(
    expiring: Contract, renewal: Contract | None, as_of: date | None, grace: int
) -> Outcome | None:
    if renewal is not None:
        return Outcome.RENEWED
    if expiring.ending is not None:
        return Outcome(expiring.ending.value)
    if expiring.ended_on is not None:
        return None
    if as_of is None or expiring.expires_on is None:
        return Outcome.PENDING
    overdue = (as_of - expiring.expires_on).days > grace
    return Outcome.NOT_RENEWED if overdue else Outcome.PENDING


def _renewed(expiring: Contract, renewal: Contract | None) -> dict[str, object]:
    if renewal is None:
        return {"switched": None, "days_before_expiry": None}
    insurers = (expiring.insurer, renewal.insurer)
    return {
        "switched": None if None in insurers else insurers[0] != insurers[1],
        "days_before_expiry": _days_before(expiring.expires_on, renewal.concluded_on),
    }


def _days_before(expires_on: date | None, concluded_on: date | None) -> int | None:
    if expires_on is None or concluded_on is None:
        return None
    return max(EARLIEST, min(LATEST, (expires_on - concluded_on).days))


def _age_band(
    expiring: Contract, renewal: Contract | None, customer: Customer | None
) -> AgeBand | None:
    inception = expiring.expires_on if renewal is None else renewal.starts_on
    stated = None if customer is None else customer.holder_kind
    if (expiring.holder_kind or stated) is HolderKind.COMPANY:
        return AgeBand.COMPANY
    age = None if customer is None or inception is None else customer.age_on(inception)
    return None if age is None else AgeBand.of(age)


def _captured(intent: IntentRecord | None, *, supplied: bool) -> dict[str, object]:
    if intent is None:
        missing = False if supplied else None
        return {
            **dict.fromkeys(("intent", *_OF_INTENT, "reviewed", "shared", "comparison_recorded")),
            **dict.fromkeys(("captured", "without_initial", "reason_recorded"), missing),
        }
    return {
        "intent": intent,
        **{name: getattr(intent, name) for name in _OF_INTENT},
        "captured": intent.initial is not None and intent.final is not None,
        "without_initial": intent.initial is None and intent.final is not None,
        "reviewed": intent.reviewed_on is not None,
        "shared": intent.shared_on is not None,
        "comparison_recorded": intent.comparison_recorded,
        "reason_recorded": intent.reason_recorded,
    }


_OF_INTENT = ("method", "decision", "care", "change", "differs")


def _latest(intents: Sequence[IntentRecord]) -> IntentRecord | None:
    """Of several live records, the latest confirmed counts; an unconfirmed one comes last."""
    return max(intents, key=_confirmed, default=None)


def _confirmed(intent: IntentRecord) -> tuple[date, str]:
    return intent.confirmed_on or date.min, intent.record_id


def _mapped(
    expiring: Contract, renewal: Contract | None, maps: Sequence[RiskMap] | None
) -> bool | None:
    """Look for a map until the renewal, which was known by then: a later one never counts."""
    until = None if renewal is None else _dated(renewal)
    if maps is None or until is None or not (expiring.customer_id and expiring.expires_on):
        return None
    expires_on = expiring.expires_on
    made = [each.made_on for each in maps]
    if any(day is not None and day <= until and expires_on - day <= MAP_WINDOW for day in made):
        return True
    return None if None in made else False


def renewal_cases(
    contracts: Iterable[Contract],
    intent_records: Iterable[IntentRecord] | None = None,
    risk_maps: Iterable[RiskMap] | None = None,
    *,
    customers: Iterable[Customer] | None = None,
    as_of: date | None = None,
    grace: int = 30,
) -> Loaded[RenewalCase]:
    """Join every contract with its renewal, its intents, its customer and their risk maps.

    Every contract makes a case; what a case's facets cannot be read from, because it
    was not supplied (``None``), is unknown. What does not fit together is told as
    problems and still counted: orphans, duplicate ids, two renewals of one contract,
    renewals that renew nothing, undated contracts, two live intents, corrections of no
    record, in a circle, or two of one record.

    >>> from agency_kpis import Contract
    >>> old = Contract(contract_id="C-1", starts_on=date(2020, 6, 1), expires_on=date(2021, 6, 1))
    >>> new = Contract(
    ...     contract_id="C-2",
    ...     renews=("C-1",),
    ...     concluded_on=date(2021, 5, 1),
    ...     starts_on=date(2021, 6, 1),
    ...     expires_on=date(2022, 6, 1),
    ... )
    >>> [str(case.outcome) for case in renewal_cases([old, new])]
    ['更改', '手続中']
    """
    check_whole("grace", grace)
    book = _Joined.of(contracts, intent_records, risk_maps, customers)
    cases = tuple(book.case(each, as_of, grace) for each in book.contracts)
    return Loaded(cases, tuple(book.problems(cases)))


@frozen
class _Joined:
    """The records of the join, found by the ids they refer by."""

    contracts: tuple[Contract, ...]
    intents: tuple[IntentRecord, ...] | None
    maps: tuple[RiskMap, ...] | None
    by_id: Mapping[str, Contract]
    successors: Mapping[str, list[Contract]]
    intents_of: Mapping[str, list[IntentRecord]]
    corrections: Mapping[str, list[IntentRecord]]
    maps_of: Mapping[str, list[RiskMap]]
    customers: Mapping[str, Customer] | None

    @classmethod
    def of(
        cls,
        contracts: Iterable[Contract],
        intents: Iterable[IntentRecord] | None,
        maps: Iterable[RiskMap] | None,
        customers: Iterable[Customer] | None,
    ) -> Self:
        kept = tuple(contracts)
        recorded = None if intents is None else tuple(intents)
        made = None if maps is None else tuple(maps)
        return cls(
            kept,
            recorded,
            made,
            {each.contract_id: each for each in kept},
            _grouped((old, each) for each in kept for old in dict.fromkeys(each.renews)),
            _grouped((name, each) for each in recorded or () for name in _about(each)),
            _grouped((each.supersedes, each) for each in recorded or () if each.supersedes),
            _grouped((each.customer_id, each) for each in made or () if each.customer_id),
            None if customers is None else {each.customer_id: each for each in customers},
        )

    def case(self, expiring: Contract, as_of: date | None, grace: int) -> RenewalCase:
        successors = self.successors.get(expiring.contract_id, [])
        ids = [expiring.contract_id, *(each.contract_id for each in successors)]
        intents = self._corrected(each for name in ids for each in self.intents_of.get(name, ()))
        maps = self.maps_of.get(expiring.customer_id or "", ())
        return RenewalCase(
            expiring=expiring,
            successors=tuple(successors),
            intents=None if self.intents is None else intents,
            risk_maps=None if self.maps is None else tuple(maps),
            customer=(self.customers or {}).get(expiring.customer_id or ""),
            as_of=as_of,
            grace=grace,
        )

    def _corrected(self, intents: Iterable[IntentRecord]) -> tuple[IntentRecord, ...]:
        """Give the intent records with all their corrections, whatever those are about."""
        found = list(dict.fromkeys(intents))
        for each in found:  # which grows while it is read
            found += [new for new in self.corrections.get(each.record_id, ()) if new not in found]
        return tuple(found)

    def problems(self, cases: Iterable[RenewalCase]) -> Iterator[Problem]:
        yield from duplicates(self.contracts)
        yield from duplicates(self.intents or ())
        yield from supersession_problems(self.intents or ())
        yield from self._orphans()
        for case in cases:
            yield from _problems_of(case)

    def _orphans(self) -> Iterator[Problem]:
        for contract in self.contracts:
            for name in contract.renews:
                if name not in self.by_id:
                    yield _orphan("orphan renewal", contract.contract_id, name)
            yield from self._orphan_of_customer(contract)
        for intent in self.intents or ():
            for name in _about(intent) or ("",):
                if name not in self.by_id:
                    yield _orphan("orphan intent", intent.record_id, name)

    def _orphan_of_customer(self, contract: Contract) -> Iterator[Problem]:
        customer_id = contract.customer_id
        if self.customers is None or customer_id is None or customer_id in self.customers:
            return
        name = contract.contract_id
        yield Problem(
            rule="orphan contract",
            ids=(name, customer_id),
            english=f"{name} refers to customer {customer_id}, who is not among the customers",
            japanese=f"{name} が参照する顧客 {customer_id} が見当たりません",
        )


def _about(intent: IntentRecord) -> tuple[str, ...]:
    """Name the contracts that an intent record is about."""
    return tuple(name for name in (intent.expiring_id, intent.contract_id) if name is not None)


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def _orphan(rule: str, name: str, missing: str) -> Problem:
    if not missing:
        return Problem(
            rule=rule,
            ids=(name,),
            english=f"{name} refers to no contract at all",
            japanese=f"{name} はどの契約も参照していません",
        )
    return Problem(
        rule=rule,
        ids=(name, missing),
        english=f"{name} refers to contract {missing}, which is not among the contracts",
        japanese=f"{name} が参照する契約 {missing} が見当たりません",
    )


def _problems_of(case: RenewalCase) -> Iterator[Problem]:
    expiring, name = case.expiring, case.expiring.contract_id
    if expiring.starts_on is None or (expiring.expires_on is None and not _is_for_life(expiring)):
        yield Problem(
            rule="undated contract",
            ids=(name,),
            english=f"contract {name} has no inception or no expiry",
            japanese=f"契約 {name} に始期または満期がありません",
        )
    reasons = {each.contract_id: renews_nothing(expiring, each) for each in case.successors}
    for successor, reason in reasons.items():
        if reason:
            yield Problem(
                rule="renews nothing",
                ids=(successor, name),
                english=f"contract {successor} does not renew {name}: it is {reason}",
                japanese=f"契約 {successor} は {name} の更改になりません（{_JAPANESE[reason]}）",
            )
    yield from _several("two renewals", name, [s for s, reason in reasons.items() if not reason])
    if len(case.intents or ()) > 1:
        intents = [each.record_id for each in case.live()]
        yield from _several("two live intents", name, intents)


def _is_for_life(contract: Contract) -> bool:
    """Tell a contract that may well have no expiry (終身)."""
    return contract.line is Line.LIFE


_JAPANESE: Final = {
    "undated": "始期がありません",
    "ended before inception": "始期前に終了しています",
    "not later than the contract it renews": "始期が更改前の契約より後でありません",
}
_COUNTED: Final = {
    "two renewals": ("renewals: the first concluded counts", "更改が複数あります"),
    "two live intents": (
        "live intents: the latest confirmed counts",
        "有効な意向記録が複数あります",
    ),
}


def _several(rule: str, name: str, ids: Sequence[str]) -> Iterator[Problem]:
    if len(ids) > 1:
        english, japanese = _COUNTED[rule]
        yield Problem(
            rule=rule,
            ids=(name, *ids),
            english=f"contract {name} has {len(ids)} {english} ({', '.join(ids)})",
            japanese=f"契約 {name} に{japanese}（{'、'.join(ids)}）",
        )
