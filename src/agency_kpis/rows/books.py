"""A book of rows: every noun at once, and all that is wrong in one list."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

from attrs import frozen

from agency_kpis.book import SHELVES, Book
from agency_kpis.errors import KpiError, Problem, nearest
from agency_kpis.records import Loaded
from agency_kpis.rows.conventions import STRICT, Conventions
from agency_kpis.rows.export import mapping
from agency_kpis.rows.layout import Row
from agency_kpis.rows.reading import from_rows
from agency_kpis.telling import Told

Shelf: TypeAlias = Iterable[Row] | Loaded[Any]


@frozen
class LoadedBook(Told):
    """A book, and what was wrong with its rows and is wrong with its records."""

    book: Book
    problems: tuple[Problem, ...]


def book_from_rows(
    *,
    others: Mapping[type, Shelf] | None = None,
    conventions: Conventions = STRICT,
    as_of: date | None = None,
    grace: int = 30,
    **shelves: Shelf | None,
) -> LoadedBook:
    """Make a book of rows, by the names of its nouns, and tell all problems in one list.

    Rows whose columns need naming are loaded first, by ``from_rows`` or
    ``intents_from_rows``, and stand here as they came; a noun left out was never supplied.

    >>> from agency_kpis import JAPANESE, Contract
    >>> contracts = from_rows(Contract, [{"No.": "C-1"}], columns={"No.": "contract_id"})
    >>> customers = [{"顧客番号": "K-1", "生年月日": "昭和66年4月1日"}, {"顧客番号": ""}]
    >>> loaded = book_from_rows(contracts=contracts, customers=customers, conventions=JAPANESE)
    >>> [problem.rule for problem in loaded.problems]
    ['past its era', 'blank', 'other columns', 'undated contract']
    """
    for name in shelves:
        if name not in SHELVES:
            raise KpiError(f"a book has no {name}: {nearest(name, SHELVES)}")
    nouns = {SHELVES[name]: rows for name, rows in shelves.items() if rows is not None}
    own = mapping("others", others)
    for noun in nouns.keys() & own.keys():
        raise KpiError(f"others={{{noun.__name__}: …}} stands among the shelves already")
    loaded = _loaded({**nouns, **own}, conventions)
    told = [problem for each in loaded.values() for problem in each.problems]
    book = Book(
        others={noun: loaded[noun].records for noun in own},
        as_of=as_of,
        grace=grace,
        **{name: loaded[noun].records for name, noun in SHELVES.items() if noun in nouns},
    )
    return LoadedBook(book, (*told, *book.problems()))


def _loaded(shelves: Mapping[type, Shelf], conventions: Conventions) -> dict[type, Loaded[Any]]:
    """Load every shelf that is not loaded yet, or tell what is wrong with the calls of all."""
    loaded: dict[type, Loaded[Any]] = {}
    refused: list[str] = []
    for noun, rows in shelves.items():
        try:
            loaded[noun] = (
                rows if isinstance(rows, Loaded) else from_rows(noun, rows, conventions=conventions)
            )
        except KpiError as error:
            refused.append(str(error))
    if refused:
        raise KpiError("\n".join(refused))
    return loaded
