"""The same twelve rates by insurer, written by hand, with comprehensions, pandas and Polars.

Each gives the year's counts of yes and of asked; a frame is made of the objects first, with the
columns that the twelve read and no others, texts as categories and days as months.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
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


# ---- columns ---------------------------------------------------------------------------------


def contract_columns(contracts: Iterable[Contract]) -> dict[str, list[Any]]:
    """Take from contracts what the twelve read."""
    contracts = list(contracts)
    return {
        "insurer": [c.insurer for c in contracts],
        "day": [c.concluded_on for c in contracts],
        "line": [c.line for c in contracts],
        "channel": [c.channel for c in contracts],
        "business": [c.business for c in contracts],
        "holder_kind": [c.holder_kind for c in contracts],
        "is_fleet": [c.is_fleet for c in contracts],
        "paperless": [c.paperless for c in contracts],
        "telematics": [
            None if c.riders is None else "テレマティクス" in c.riders for c in contracts
        ],
        "lawyer": [None if c.riders is None else "弁護士費用" in c.riders for c in contracts],
    }


# ---- pandas ----------------------------------------------------------------------------------


def frame_of(columns: dict[str, list[Any]]) -> pd.DataFrame:
    """Make a frame: texts as categories, yes and no as nullable, days as datetimes."""
    return pd.DataFrame({name: _pandas_column(values) for name, values in columns.items()})


def _pandas_column(values: list[Any]) -> Any:
    some = next((value for value in values if value is not None), None)
    if isinstance(some, date):
        return np.array(values, dtype="datetime64[D]")
    return pd.array(values, "boolean") if isinstance(some, bool) else pd.Categorical(values)


def _pandas_rates(rates: dict[str, tuple[Any, Any]], by: list[Any]) -> dict[str, pd.DataFrame]:
    return {
        name: yes[asked].groupby([each[asked] for each in by], observed=True).agg(["sum", "count"])
        for name, (asked, yes) in rates.items()
    }


def contracts_by_pandas(c: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Count the twelve by insurer and month."""
    asked = c.business.isin(PROCEDURES) & (c.line != Line.COMPULSORY_AUTO)
    auto, fire = c.line == Line.AUTO, c.line == Line.FIRE
    every, persons = pd.Series(True, c.index), c.holder_kind == HolderKind.PERSON
    rates = {
        "face to face": (asked & c.channel.notna(), c.channel.isin(FACE_TO_FACE)),
        "paperless": (asked & c.paperless.notna(), c.paperless),
        "telematics": (auto & ~c.is_fleet & c.telematics.notna(), c.telematics),
        "renewals": (every, c.business == Business.RENEWAL),
        "auto": (every, auto),
        "persons, fire": (fire, persons),
        "navi": (asked & c.channel.notna(), c.channel == Channel.NAVI),
        "lawyer": (auto & ~c.is_fleet & c.lawyer.notna(), c.lawyer),
        "new": (every, c.business == Business.NEW),
        "fire": (every, fire),
        "persons, auto": (auto, persons),
        "fleet": (every, c.is_fleet),
    }
    return _pandas_rates(rates, [c.insurer, _month(c.day)])


def _month(days: pd.Series) -> pd.Series:
    return pd.Series(days.to_numpy().astype("datetime64[M]").astype("int32"), days.index)


def from_pandas(contracts: Iterable[Contract]) -> dict[str, pd.DataFrame]:
    """Count the twelve with pandas, from the objects."""
    return contracts_by_pandas(frame_of(contract_columns(contracts)))


# ---- Polars ----------------------------------------------------------------------------------


def polars_of(columns: dict[str, list[Any]]) -> pl.DataFrame:
    """Make a frame: texts as they are, which is fastest for one pass, days as dates."""
    return pl.DataFrame({name: _polars_column(name, values) for name, values in columns.items()})


def _polars_column(name: str, values: list[Any]) -> pl.Series:
    some = next((value for value in values if value is not None), None)
    if isinstance(some, bool | date):
        return pl.Series(name, values)
    return pl.Series(name, values, pl.String)


def contracts_by_polars(frame: pl.DataFrame) -> pl.DataFrame:
    """Count the twelve by insurer and month, in one pass."""
    col = pl.col
    asked = col("business").is_in([each.value for each in PROCEDURES]) & (
        col("line") != Line.COMPULSORY_AUTO.value
    )
    auto, fire = col("line") == Line.AUTO.value, col("line") == Line.FIRE.value
    own, persons = auto & ~col("is_fleet"), col("holder_kind") == HolderKind.PERSON.value
    every = pl.lit(True)
    rates = {
        "face to face": (asked, col("channel").is_in([each.value for each in FACE_TO_FACE])),
        "paperless": (asked, col("paperless")),
        "telematics": (own, col("telematics")),
        "renewals": (every, col("business") == Business.RENEWAL.value),
        "auto": (every, auto),
        "persons, fire": (fire, persons),
        "navi": (asked, col("channel") == Channel.NAVI.value),
        "lawyer": (own, col("lawyer")),
        "new": (every, col("business") == Business.NEW.value),
        "fire": (every, fire),
        "persons, auto": (auto, persons),
        "fleet": (every, col("is_fleet")),
    }
    counts = [
        each
        for name, (asked, yes) in rates.items()
        for each in (
            (asked & yes).sum().alias(f"{name} yes"),
            (asked & yes.is_not_null()).sum().alias(f"{name} asked"),
        )
    ]
    return frame.group_by(col("insurer"), col("day").dt.truncate("1mo").alias("month")).agg(counts)


def from_polars(contracts: Iterable[Contract]) -> pl.DataFrame:
    """Count the twelve with Polars, from the objects."""
    return contracts_by_polars(polars_of(contract_columns(contracts)))
