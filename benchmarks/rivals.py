"""The same twelve rates by insurer, written by hand and with comprehensions.

Each gives the year's counts of yes and of asked. ``frames.py`` has those of pandas and Polars.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from data import INSURERS

from agency_kpis import (
    Book,
    Business,
    Channel,
    Contract,
    HolderKind,
    IntentRecord,
    Line,
    Method,
    Period,
    Policyholder,
)
from agency_kpis.domain.coverage import ChangeKind

FACE_TO_FACE = {Channel.FACE_TO_FACE, Channel.NAVI}
PROCEDURES = {Business.NEW, Business.RENEWAL}
Counts = dict[str, dict[str, tuple[int, int]]]


# ---- a loop ----------------------------------------------------------------------------------


def by_hand(contracts: Iterable[Contract], period: Period) -> tuple[int, int]:
    """Count one rate, as one writes it down."""
    yes = asked = 0
    for contract in contracts:
        day = contract.concluded_on
        if day is None or not period.first <= day <= period.last:
            continue
        if contract.business not in (Business.NEW, Business.RENEWAL):
            continue
        if contract.line is Line.COMPULSORY_AUTO or contract.channel is None:
            continue
        asked += 1
        yes += contract.channel in (Channel.FACE_TO_FACE, Channel.NAVI)
    return yes, asked


def by_hand_tuned(contracts: Iterable[Contract], period: Period) -> tuple[int, int]:
    """Count the same with every name looked up once, as nobody writes it the first time."""
    first, last, compulsory = period.first, period.last, Line.COMPULSORY_AUTO
    procedures, face_to_face = PROCEDURES, FACE_TO_FACE
    yes = asked = 0
    for contract in contracts:
        day, channel = contract.concluded_on, contract.channel
        if (
            day is not None
            and first <= day <= last
            and contract.business in procedures
            and contract.line is not compulsory
            and channel is not None
        ):
            asked += 1
            if channel in face_to_face:
                yes += 1
    return yes, asked


# ---- comprehensions --------------------------------------------------------------------------

Ask = Callable[[str], list[Any]]


def _rates(answers: dict[str, Ask], names: Iterable[str]) -> Counts:
    return {
        name: {
            insurer: (sum(found), len(found)) for insurer in INSURERS for found in [ask(insurer)]
        }
        for name, ask in answers.items()
        if name in names
    }


def by_comprehension(book: Book, period: Period, names: Iterable[str]) -> Counts:
    """Count by a comprehension for each metric and insurer."""
    answers = {
        **_of_contracts(book.contracts or (), period.first, period.last),
        **_of_policyholders(book.policyholders or (), period.last),
        **_of_intents(book.intent_records or (), period.first, period.last),
    }
    return _rates(answers, names)


def _of_contracts(contracts: tuple[Contract, ...], first: date, last: date) -> dict[str, Ask]:
    def procedures_by(channels: set[Channel]) -> Ask:
        return lambda insurer: [
            c.channel in channels
            for c in contracts
            if c.insurer == insurer
            and first <= c.concluded_on <= last
            and c.business in (Business.NEW, Business.RENEWAL)
            and c.line is not Line.COMPULSORY_AUTO
            and c.channel is not None
        ]

    def attached(rider: str) -> Ask:
        return lambda insurer: [
            rider in c.riders
            for c in contracts
            if c.insurer == insurer
            and first <= c.concluded_on <= last
            and c.line is Line.AUTO
            and not c.is_fleet
            and c.riders is not None
        ]

    def of_business(kind: Business) -> Ask:
        return lambda insurer: [
            c.business is kind
            for c in contracts
            if c.insurer == insurer and first <= c.concluded_on <= last
        ]

    def of_line(line: Line) -> Ask:
        return lambda insurer: [
            c.line is line
            for c in contracts
            if c.insurer == insurer and first <= c.concluded_on <= last
        ]

    def persons(line: Line) -> Ask:
        return lambda insurer: [
            c.holder_kind is HolderKind.PERSON
            for c in contracts
            if c.insurer == insurer and first <= c.concluded_on <= last and c.line is line
        ]

    return {
        "face to face": procedures_by(FACE_TO_FACE),
        "paperless": lambda insurer: [
            c.paperless
            for c in contracts
            if c.insurer == insurer
            and first <= c.concluded_on <= last
            and c.business in (Business.NEW, Business.RENEWAL)
            and c.line is not Line.COMPULSORY_AUTO
            and c.paperless is not None
        ],
        "telematics": attached("テレマティクス"),
        "renewals": of_business(Business.RENEWAL),
        "auto": of_line(Line.AUTO),
        "persons, fire": persons(Line.FIRE),
        "navi": procedures_by({Channel.NAVI}),
        "lawyer": attached("弁護士費用"),
        "new": of_business(Business.NEW),
        "fire": of_line(Line.FIRE),
        "persons, auto": persons(Line.AUTO),
        "fleet": lambda insurer: [
            c.is_fleet
            for c in contracts
            if c.insurer == insurer and first <= c.concluded_on <= last
        ],
    }


def _of_policyholders(holders: tuple[Policyholder, ...], last: date) -> dict[str, Ask]:
    def using(service: str) -> Ask:
        return lambda insurer: [
            service in h.services
            for h in holders
            if h.insurer == insurer
            and h.since <= last
            and (h.until is None or h.until > last)
            and h.services is not None
        ]

    return {
        "registered": lambda insurer: [
            h.mobile_registered
            for h in holders
            if h.insurer == insurer
            and h.since <= last
            and (h.until is None or h.until > last)
            and h.mobile_registered is not None
        ],
        "my page": using("マイページ"),
        "app": using("アプリ"),
    }


def _of_intents(intents: tuple[IntentRecord, ...], first: date, last: date) -> dict[str, Ask]:
    return {
        "captured": lambda insurer: [
            i.change is not None
            for i in intents
            if i.insurer == insurer and first <= i.confirmed_on <= last
        ],
        "downgrades": lambda insurer: [
            i.change in (ChangeKind.DOWNGRADE, ChangeKind.MIXED)
            for i in intents
            if i.insurer == insurer and first <= i.confirmed_on <= last and i.change is not None
        ],
        "differ": lambda insurer: [
            i.differs
            for i in intents
            if i.insurer == insurer
            and first <= i.confirmed_on <= last
            and i.method is Method.GRASPED
            and i.differs is not None
        ],
    }
