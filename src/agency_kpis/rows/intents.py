"""Rows to intents: an item a column, or an item a row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agency_kpis.domain.coverage import IntentForm
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.records import Loaded
from agency_kpis.rows.conventions import STRICT, Conventions
from agency_kpis.rows.export import Export, mapping
from agency_kpis.rows.items import Items
from agency_kpis.rows.layout import Row
from agency_kpis.rows.reading import headers_of, mappings, read, uncollected
from agency_kpis.rows.sides import Long, Sides


def intents_from_rows(  # noqa: PLR0913 -- what may differ between exports, each by its own name
    form: IntentForm,
    rows: Iterable[Row],
    *,
    initial: str = "当初_{item}",
    final: str = "最終_{item}",
    item: str | None = None,
    insured: tuple[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    key: Sequence[str] = (),
    values: Mapping[str, Mapping[Any, object]] | None = None,
    ignore: Sequence[str] = (),
    conventions: Conventions = STRICT,
) -> Loaded[IntentRecord]:
    """Make an intent record of each row, its items read by the scales of the form.

    ``initial`` and ``final`` name the columns of the items. With ``item``, the column that
    names the item, a row is one item: ``initial`` and ``final`` name the columns of its
    values, and rows that are alike in all other columns make one record, told by the
    number of the first. ``insured`` names the columns of the insured object, at first and
    in the end. ``values`` says by field or by item what a cell means.

    A blank cell is unknown and なし is none; an intent with nothing but blanks is not on
    record. The rest is as in ``from_rows``.

    >>> from agency_kpis import JAPANESE, IntentForm, amount, ladder
    >>> form = IntentForm("auto", items={"対物賠償": amount(), "車両保険": ladder("なし", "一般")})
    >>> wide = {"意向記録ID": "I-1", "当初_対物賠償": "無制限", "最終_対物賠償": "５千万円"}
    >>> (record,) = intents_from_rows(form, [wide], conventions=JAPANESE)
    >>> record.final, str(record.change)
    (Intent(auto v1: 対物賠償=50,000,000円), 'ダウングレード')
    >>> long = {"意向記録ID": "I-1", "項目": "車両保険", "当初": "一般", "最終": "なし"}
    >>> names = {"item": "項目", "initial": "当初", "final": "最終"}
    >>> (record,) = intents_from_rows(form, [long], **names, conventions=JAPANESE)
    >>> record.initial
    Intent(auto v1: 車両保険=一般)
    """
    said = mapping("values", values)
    export = Export(
        noun=IntentRecord,
        columns=columns,
        key=key,
        values={name: each for name, each in said.items() if name not in form.items},
        ignore=ignore,
        conventions=conventions,
    )
    sides = Sides(Items.of(form, said, conventions), initial, final, insured)
    with uncollected():
        taken = mappings(rows)
        if not taken:
            return Loaded((), ())
        if item is None:
            return read(sides.layout(export, headers_of(taken)), enumerate(taken, 1))
        long = Long(sides, headers_of(taken), item)
        return read(long.layout(export), long.records(taken))
