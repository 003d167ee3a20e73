"""Rows in, problems out: mappings in memory become records, and every fault is told at once."""

from agency_kpis.rows.books import LoadedBook, book_from_rows
from agency_kpis.rows.conventions import STRICT, Conventions
from agency_kpis.rows.intents import intents_from_rows
from agency_kpis.rows.japanese import JAPANESE
from agency_kpis.rows.reading import from_rows, to_rows

__all__ = [
    "JAPANESE",
    "STRICT",
    "Conventions",
    "LoadedBook",
    "book_from_rows",
    "from_rows",
    "intents_from_rows",
    "to_rows",
]
