"""Rows to records and back: every record that can be made, and everything that is wrong."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from agency_kpis.errors import KpiError, Problem, shown
from agency_kpis.records import Loaded, shape_of
from agency_kpis.rows.conventions import STRICT, Conventions
from agency_kpis.rows.export import Export
from agency_kpis.rows.layout import Gaps, Layout, Row, Unsound

N = TypeVar("N")


def from_rows(  # noqa: PLR0913 -- what may differ between exports, each by its own name
    noun: type[N],
    rows: Iterable[Row],
    *,
    columns: Mapping[str, str] | None = None,
    key: Sequence[str] = (),
    values: Mapping[str, Mapping[Any, object]] | None = None,
    ignore: Sequence[str | None] = (),
    conventions: Conventions = STRICT,
) -> Loaded[N]:
    """Make a record of each row, and tell everything that is wrong with the others.

    - ``columns`` names the field of each header that is not a field's own name; a day in
      parts fills ``expires_on.year``, ``.month`` and ``.day``.
    - ``key`` joins fields to the id where an export has none.
    - ``values`` says by field what a cell means: ``{"channel": {"来店": Channel.FACE_TO_FACE}}``.
    - ``ignore`` names the columns that no field holds, ``""`` those that have no name; others
      unknown are refused.
    - ``conventions``: without them every type must fit as it stands; ``JAPANESE`` reads texts.

    Every row is a record or is rejected with an error; a warning leaves it a record. A column
    that some rows lack reads as blank there, which is told once; one that has neither a name
    nor values is passed over. What is wrong with the call, its columns included, is refused
    with a ``KpiError``.

    >>> from agency_kpis import JAPANESE, Contract
    >>> rows = [
    ...     {"証券番号": "A-1", "満期日": "令和4年4月1日"},
    ...     {"証券番号": "A-2", "満期日": "４／３１"},
    ... ]
    >>> loaded = from_rows(
    ...     Contract, rows, key=("policy_number",), conventions=JAPANESE.in_year(2022)
    ... )
    >>> [(contract.contract_id, str(contract.expires_on)) for contract in loaded]
    [('A-1', '2022-04-01')]
    >>> print(loaded.problems[0])
    no such day: Contract row 2: 満期日='４／３１' is no day of the calendar
    """
    export = Export(
        noun=noun,
        columns=columns,
        key=key,
        values=values,
        ignore=ignore,
        conventions=conventions,
    )
    with uncollected():
        taken, headers = tabled(rows, conventions)
        if not taken:
            return Loaded((), ())
        return read(export.layout(headers), enumerate(taken, 1))


def to_rows(records: Iterable[object]) -> list[dict[str, object]]:
    """Give each record as a row of its fields, which ``from_rows`` reads as the same record.

    >>> from agency_kpis import TrainingSession
    >>> to_rows([TrainingSession(session_id="T-1", held_on=None, kind="集合研修")])
    [{'session_id': 'T-1', 'held_on': None, 'attendees': (), 'kind': '集合研修', 'topic': None}]
    """
    return [
        {name: getattr(record, name) for name in shape_of(type(record)).fields}
        for record in records
    ]


def tabled(rows: Iterable[object], conventions: Conventions) -> tuple[list[Row], tuple[Any, ...]]:
    """Take the rows once, and every header that one has; but not columns of nothing at all.

    Sheets and CSV files have such at their end: without a name, and blank in every row.
    """
    taken = _mappings(rows)
    headers = _headers_of(taken)
    named = tuple(each for each in headers if not _is_void(each, taken, conventions))
    if len(named) == len(headers):
        return taken, headers
    void = set(headers) - set(named)
    return [_without(void, row) for row in taken], named


def _without(void: set[Any], row: Row) -> Row:
    return {
        header: cell
        for header, cell in row.items()
        if header not in void or _is_surplus(header, cell)
    }


def _mappings(rows: Iterable[object]) -> list[Row]:
    """Take the rows once, or refuse what is no row."""
    if not isinstance(rows, Iterable):
        raise KpiError(f"rows={shown(rows)} are none: {_ROWS}")
    taken: list[Row] = []
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            raise KpiError(f"row {number}={shown(row)} is no mapping of columns to cells: {_ROWS}")
        taken.append(row)
    return taken


_ROWS = 'give csv.DictReader(…), df.to_dict("records") or df.iter_rows(named=True)'


def _headers_of(rows: Iterable[Row]) -> tuple[Any, ...]:
    """Give every header that a row has, in the order in which they come up."""
    headers: dict[Any, None] = {}
    for row in rows:
        if row.keys() != headers.keys():
            headers.update(dict.fromkeys(row))
    return tuple(headers)


def _is_surplus(header: object, cell: object) -> bool:
    """Tell the cells beyond the header, which csv.DictReader lists under no name at all."""
    return header is None and isinstance(cell, list)


def _has_name(header: object, conventions: Conventions) -> bool:
    if not isinstance(header, str):
        return header is not None
    return bool(conventions.header(header).strip())


def _is_void(header: Any, rows: Iterable[Row], conventions: Conventions) -> bool:  # noqa: ANN401
    """Tell a column without a name whose cells are all blank, or none of its own."""
    if _has_name(header, conventions):
        return False
    cells = (row.get(header) for row in rows)
    return all(conventions.is_blank(cell) or _is_surplus(header, cell) for cell in cells)


def read(layout: Layout[N], rows: Iterable[tuple[int, Row]]) -> Loaded[N]:
    """Make the records of rows, most in one go, and those that something is told of again."""
    records: list[N] = []
    problems: list[Problem] = []
    gaps = Gaps(layout)
    for number, row in gaps.filled(rows):
        try:
            records.append(layout.record(row))
        except (Unsound, ValueError):
            record, told = layout.explained(number, row)
            problems += told
            records += [] if record is None else [record]
    return Loaded(tuple(records), (*problems, *gaps.problems()))


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the cyclic garbage collector: it would walk all records made so far again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
