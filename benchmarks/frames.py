"""The same twelve rates by insurer and month, with pandas and Polars.

A frame is made of the objects first, with the columns that the twelve read and no others. What is
in force is counted at the end of the year alone, which spares the frames eleven months.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from data import FY
from rivals import FACE_TO_FACE, PROCEDURES

from agency_kpis import Book, Business, Channel, Contract, HolderKind, Line, Method, Policyholder
from agency_kpis.domain.coverage import ChangeKind

Columns = dict[str, list[Any]]
Rates = dict[str, tuple[Any, Any]]
"""Of each rate, which rows are asked, and which of them say yes; ``None`` is neither."""

DOWN = (ChangeKind.DOWNGRADE, ChangeKind.MIXED)


# ---- columns ---------------------------------------------------------------------------------


def contract_columns(contracts: Iterable[Contract]) -> Columns:
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


def book_columns(book: Book) -> tuple[Columns, Columns, Columns]:
    """Take from a book what the twelve of three nouns read."""
    contracts = contract_columns(book.contracts or ())
    del contracts["lawyer"]
    holders, intents = book.policyholders or (), book.intent_records or ()
    return (
        contracts,
        {
            "insurer": [h.insurer for h in holders],
            "since": [h.since for h in holders],
            "until": [h.until for h in holders],
            "registered": [h.mobile_registered for h in holders],
            "my_page": [_uses(h, "マイページ") for h in holders],
            "app": [_uses(h, "アプリ") for h in holders],
        },
        {
            "insurer": [i.insurer for i in intents],
            "day": [i.confirmed_on for i in intents],
            "captured": [i.change is not None for i in intents],
            "down": [None if i.change is None else i.change in DOWN for i in intents],
            "grasped": [i.method is Method.GRASPED for i in intents],
            "differs": [i.differs for i in intents],
        },
    )


def _uses(holder: Policyholder, service: str) -> bool | None:
    return None if holder.services is None else service in holder.services


# ---- pandas ----------------------------------------------------------------------------------


def pandas_of(columns: Columns) -> pd.DataFrame:
    """Make a frame: texts as categories, yes and no as nullable, days as datetimes."""
    return pd.DataFrame({name: _pandas_column(values) for name, values in columns.items()})


def _pandas_column(values: list[Any]) -> Any:
    some = next((value for value in values if value is not None), None)
    if isinstance(some, date):
        return np.array(values, dtype="datetime64[D]")
    return pd.array(values, "boolean") if isinstance(some, bool) else pd.Categorical(values)


def _pandas_rates(rates: Rates, by: list[Any]) -> dict[str, pd.DataFrame]:
    return {
        name: yes[asked].groupby([each[asked] for each in by], observed=True).agg(["sum", "count"])
        for name, (asked, yes) in rates.items()
    }


def contracts_by_pandas(c: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Count rates of contracts by insurer and month: twelve, or the six of a book."""
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
    }
    if "lawyer" in c:
        rates |= {
            "navi": (asked & c.channel.notna(), c.channel == Channel.NAVI),
            "lawyer": (auto & ~c.is_fleet & c.lawyer.notna(), c.lawyer),
            "new": (every, c.business == Business.NEW),
            "fire": (every, fire),
            "persons, auto": (auto, persons),
            "fleet": (every, c.is_fleet),
        }
    return _pandas_rates(rates, [c.insurer, _month(c.day)])


def _holders_by_pandas(h: pd.DataFrame) -> dict[str, pd.DataFrame]:
    day = pd.Timestamp(FY.last)
    held = (h.since <= day) & (h.until.isna() | (h.until > day))
    names = ("registered", "my_page", "app")
    return _pandas_rates({name: (held & h[name].notna(), h[name]) for name in names}, [h.insurer])


def _intents_by_pandas(i: pd.DataFrame) -> dict[str, pd.DataFrame]:
    rates = {
        "captured": (pd.Series(True, i.index), i.captured),
        "downgrades": (i.down.notna(), i.down),
        "differ": (i.grasped & i.differs.notna(), i.differs),
    }
    return _pandas_rates(rates, [i.insurer, _month(i.day)])


def _month(days: pd.Series) -> pd.Series:
    return pd.Series(days.to_numpy().astype("datetime64[M]").astype("int32"), days.index)


def from_pandas(contracts: Iterable[Contract]) -> dict[str, pd.DataFrame]:
    """Count the twelve of contracts with pandas, from the objects."""
    return contracts_by_pandas(pandas_of(contract_columns(contracts)))


def book_from_pandas(book: Book) -> dict[str, pd.DataFrame]:
    """Count the twelve of three nouns with pandas, from the objects."""
    contracts, holders, intents = map(pandas_of, book_columns(book))
    return {
        **contracts_by_pandas(contracts),
        **_holders_by_pandas(holders),
        **_intents_by_pandas(intents),
    }


# ---- Polars ----------------------------------------------------------------------------------


def polars_of(columns: Columns) -> pl.DataFrame:
    """Make a frame: texts as they are, which is fastest for one pass, days as dates."""
    return pl.DataFrame({name: _polars_column(name, values) for name, values in columns.items()})


def _polars_column(name: str, values: list[Any]) -> pl.Series:
    some = next((value for value in values if value is not None), None)
    if isinstance(some, bool | date):
        return pl.Series(name, values)
    return pl.Series(name, values, pl.String)


def _polars_counts(rates: Rates) -> list[pl.Expr]:
    return [
        each
        for name, (asked, yes) in rates.items()
        for each in (
            (asked & yes).sum().alias(f"{name} yes"),
            (asked & yes.is_not_null()).sum().alias(f"{name} asked"),
        )
    ]


def contracts_by_polars(frame: pl.DataFrame) -> pl.DataFrame:
    """Count rates of contracts by insurer and month, in one pass: twelve, or the six of a book."""
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
    }
    if "lawyer" in frame.columns:
        rates |= {
            "navi": (asked, col("channel") == Channel.NAVI.value),
            "lawyer": (own, col("lawyer")),
            "new": (every, col("business") == Business.NEW.value),
            "fire": (every, fire),
            "persons, auto": (auto, persons),
            "fleet": (every, col("is_fleet")),
        }
    return frame.group_by("insurer", _polars_month()).agg(_polars_counts(rates))


def _holders_by_polars(frame: pl.DataFrame) -> pl.DataFrame:
    col = pl.col
    held = (col("since") <= FY.last) & (col("until").is_null() | (col("until") > FY.last))
    rates = {name: (held, col(name)) for name in ("registered", "my_page", "app")}
    return frame.group_by("insurer").agg(_polars_counts(rates))


def _intents_by_polars(frame: pl.DataFrame) -> pl.DataFrame:
    col, every = pl.col, pl.lit(True)
    rates = {
        "captured": (every, col("captured")),
        "downgrades": (every, col("down")),
        "differ": (col("grasped"), col("differs")),
    }
    return frame.group_by("insurer", _polars_month()).agg(_polars_counts(rates))


def _polars_month() -> pl.Expr:
    return pl.col("day").dt.truncate("1mo").alias("month")


def from_polars(contracts: Iterable[Contract]) -> pl.DataFrame:
    """Count the twelve of contracts with Polars, from the objects."""
    return contracts_by_polars(polars_of(contract_columns(contracts)))


def book_from_polars(book: Book) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Count the twelve of three nouns with Polars, from the objects."""
    contracts, holders, intents = map(polars_of, book_columns(book))
    return (
        contracts_by_polars(contracts),
        _holders_by_polars(holders),
        _intents_by_polars(intents),
    )
