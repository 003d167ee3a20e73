"""What does not fit together in a book: a rule each, told by id; no record is dropped for it.

What is seen by joining contracts (orphans, renewals that renew nothing, two renewals of one
contract) is told by the join, and ids that stand twice by ``duplicates``.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final, TypeAlias, TypeVar

from agency_kpis.domain.activities import Staff, StudyUnit
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Customer, Policyholder
from agency_kpis.domain.terms import Line
from agency_kpis.errors import Problem
from agency_kpis.records import key_of, shape_of

T = TypeVar("T")
Shelves: TypeAlias = Sequence[tuple[type, Sequence[Any]]]

# Dates of what has happened, beside the events; a term may well begin or end later.
_HAPPENED: Final = frozenset(
    {
        *("concluded_on", "initial_on", "confirmed_on"),
        *("held_on", "completed_on", "sent_on", "asked_on", "made_on"),
    }
)


_FIRST_DAYS_OFF: Final = ("left_on", "until")


def book_problems(shelves: Shelves, as_of: date | None) -> Iterator[Problem]:
    """Tell what the rules of this room find among the records of a book."""
    contracts = _of(shelves, Contract)
    yield from schedule_items(contracts)
    yield from overlapping_terms(contracts)
    if any(issubclass(noun, Customer) for noun, _ in shelves):
        yield from unknown_customers(_of(shelves, Policyholder), _of(shelves, Customer))
    yield from same_customers(_of(shelves, Customer))
    yield from study_before_joining(_of(shelves, StudyUnit), _of(shelves, Staff))
    if as_of is not None:
        for _, records in shelves:
            yield from after_as_of(records, as_of)


def schedule_items(contracts: Iterable[Contract]) -> Iterator[Problem]:
    """Tell contracts of one policy number, line and term: items (明細) of a fleet or a group.

    Of a fleet they may share an id too, where that is made of number and term; one that joins
    a fleet in mid-term has a term of its own.

    >>> term = {"policy_number": "F-1", "starts_on": date(2021, 4, 1)}
    >>> (problem,) = schedule_items([Contract(contract_id=name, **term) for name in ("a", "b")])
    >>> print(problem)
    schedule items: 2 contracts have policy number F-1 and one term from 2021-04-01: count one, \
if they are items (明細) of it
    """
    for (*_, number, starts_on, _), alike in _grouped(contracts, _term).items():
        ids = tuple(dict.fromkeys(contract.contract_id for contract in alike))
        is_fleet = any(contract.is_fleet for contract in alike)
        if len(ids) > 1 or (is_fleet and len(alike) > 1):
            yield Problem(
                rule="schedule items",
                ids=ids,
                english=f"{len(alike)} contracts have policy number {number} and one term from "
                f"{starts_on}: count one, if they are items (明細) of it",
                japanese=f"証券番号 {number}、始期 {starts_on} の契約が{len(alike)}件あります"
                "（明細であれば1件と数えてください）",
            )


def overlapping_terms(contracts: Iterable[Contract]) -> Iterator[Problem]:
    """Tell contracts of one policy number of which one begins while another is in force.

    Lines under one number, such as 火災 and 地震, are looked at apart; of a fleet, what begins
    later has joined it, and is told as its item (明細).
    """
    terms = {term: alike[0] for term, alike in _grouped(contracts, _term).items()}
    for (*_, number), group in _grouped(terms.values(), _number).items():
        for earlier, later in _overlaps(group):
            is_item = earlier.is_fleet and later.is_fleet
            english, japanese = _ITEM if is_item else ("", "")
            yield Problem(
                rule="schedule items" if is_item else "overlapping terms",
                ids=(earlier.contract_id, later.contract_id),
                english=f"contract {later.contract_id} begins on {later.starts_on}, while "
                f"{earlier.contract_id} of the same policy number {number} is in force{english}",
                japanese=f"契約 {later.contract_id} の始期 {later.starts_on} に、同じ証券番号 "
                f"{number} の契約 {earlier.contract_id} がまだ有効です{japanese}",
            )


_ITEM: Final = (
    ": count one, if it is an item (明細) of the fleet",
    "（フリートの明細であれば1件と数えてください）",
)


def _overlaps(contracts: Iterable[Contract]) -> Iterator[tuple[Contract, Contract]]:
    """Pair each contract that begins too early with the one longest in force by then."""
    ever = [contract for contract in contracts if _starts(contract) < _ends(contract)]
    longest: Contract | None = None
    for contract in sorted(ever, key=lambda each: (_starts(each), each.contract_id)):
        if longest is not None and _starts(contract) < _ends(longest):
            yield longest, contract
        if longest is None or _ends(contract) > _ends(longest):
            longest = contract


def unknown_customers(
    policyholders: Iterable[Policyholder], customers: Iterable[Customer]
) -> Iterator[Problem]:
    """Tell policyholders who are none of the customers."""
    known = {customer.customer_id for customer in customers}
    for holder in policyholders:
        if holder.customer_id not in known:
            insurer = holder.insurer or "不明"
            yield Problem(
                rule="unknown customer",
                ids=(holder.customer_id,),
                english=f"policyholder {holder.customer_id} of {insurer} is no customer",
                japanese=f"{insurer} の契約者 {holder.customer_id} が顧客に見当たりません",
            )


def same_customers(customers: Iterable[Customer]) -> Iterator[Problem]:
    """Tell customers of one name and one birthday: perhaps one person, who would count twice."""
    for (_, born_on), alike in _grouped(customers, _person).items():
        ids = tuple(dict.fromkeys(customer.customer_id for customer in alike))
        if len(ids) > 1:
            yield Problem(
                rule="same customer",
                ids=ids,
                english=f"customers {', '.join(ids)} have one name and one birthday, {born_on}",
                japanese=f"顧客 {'、'.join(ids)} は氏名と生年月日（{born_on}）が同じです",
                level="warning",
            )


def study_before_joining(units: Iterable[StudyUnit], staff: Iterable[Staff]) -> Iterator[Problem]:
    """Tell units of study that a person completed before joining."""
    joined: dict[str, date | None] = {}
    for person in sorted(staff, key=_joined, reverse=True):  # who came back joined long before
        joined[person.staff_id] = person.joined_on
    for unit in units:
        day, joined_on = unit.completed_on, joined.get(unit.staff_id or "")
        if day is not None and joined_on is not None and day < joined_on:
            yield Problem(
                rule="study before joining",
                ids=(unit.unit_id, unit.staff_id or ""),
                english=f"unit {unit.unit_id} was completed on {day}, before {unit.staff_id} "
                f"joined on {joined_on}",
                japanese=f"受講 {unit.unit_id}（{day}）が {unit.staff_id} の入社日 {joined_on} "
                "より前です",
            )


def after_as_of(records: Iterable[object], as_of: date) -> Iterator[Problem]:
    """Tell records with a day of what has happened after the last day known.

    The figures take them as not yet happened.
    """
    for record in records:
        shape = shape_of(type(record))
        dated = {*shape.events, *(_HAPPENED & shape.fields.keys())}
        later = [name for name in sorted(dated) if _is_after(record, name, as_of)]
        if later:
            fields = ", ".join(f"{name}={getattr(record, name)}" for name in later)
            noun, key = type(record).__name__, key_of(record)
            yield Problem(
                rule="after as_of",
                ids=(key,),
                english=f"{noun} {key} has {fields}, after as_of={as_of}",
                japanese=f"{noun} {key} に基準日 {as_of} より後の日付があります（{fields}）",
                level="warning",
            )


def _of(shelves: Shelves, noun: type[T]) -> list[T]:
    return [record for kept, records in shelves if issubclass(kept, noun) for record in records]


def _grouped(records: Iterable[T], key: Callable[[T], object]) -> dict[Any, list[T]]:
    groups: dict[Any, list[T]] = {}
    for record in records:
        found = key(record)
        if found is not None:
            groups.setdefault(found, []).append(record)
    return groups


def _joined(person: Staff) -> date:
    return person.joined_on or date.min


def _number(contract: Contract) -> tuple[str | None, Line | None, str] | None:
    if contract.policy_number is None or contract.starts_on is None:
        return None
    return contract.insurer, contract.line, contract.policy_number


def _term(contract: Contract) -> tuple[object, ...] | None:
    number = _number(contract)
    return None if number is None else (*number, contract.starts_on, contract.expires_on)


def _starts(contract: Contract) -> date:
    return contract.starts_on or date.max


def _ends(contract: Contract) -> date:
    return contract.in_force_until or date.max


def _person(customer: Customer) -> tuple[str, date] | None:
    if customer.name is None or customer.born_on is None:
        return None
    return "".join(customer.name.split()), customer.born_on


def _is_after(record: object, name: str, as_of: date) -> bool:
    """Tell whether a day is not known by then; of a first day off the roll, the last on it is."""
    day: date | None = getattr(record, name)
    known_by = as_of + timedelta(days=1) if name in _FIRST_DAYS_OFF else as_of
    return day is not None and day > known_by
