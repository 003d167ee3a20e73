"""Rows to intents: an item a column, or an item a row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from attrs import evolve, field, frozen

from agency_kpis.checks import check_text
from agency_kpis.domain.coverage import Intent, IntentForm
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.errors import KpiError, Problem, nearest, shown
from agency_kpis.records import Loaded
from agency_kpis.rows.cells import Fault, Kind, Read, Reading, blamed, refusal
from agency_kpis.rows.conventions import STRICT, Conventions
from agency_kpis.rows.export import Export, mapping
from agency_kpis.rows.items import INSURED, Items
from agency_kpis.rows.layout import Column, Gaps, Layout, Row
from agency_kpis.rows.reading import read, tabled, uncollected
from agency_kpis.rows.sides import FINAL, INITIAL, Sides, check_unfilled

Numbered = tuple[int, Row]


def intents_from_rows(  # noqa: PLR0913 -- what may differ between exports, each by its own name
    form: IntentForm,
    rows: Iterable[Row],
    *,
    initial: str = INITIAL,
    final: str = FINAL,
    item: str | None = None,
    insured: tuple[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    key: Sequence[str] = (),
    values: Mapping[str, Mapping[Any, object]] | None = None,
    ignore: Sequence[str | None] = (),
    conventions: Conventions = STRICT,
) -> Loaded[IntentRecord]:
    """Make an intent record of each row, its items read by the scales of the form.

    ``initial`` and ``final`` name the columns of the items. With ``item``, the column that
    names the item, a row is one item: ``initial`` and ``final`` name the columns of its
    values, and the rows of one id make one record. What else they say of it they may say
    once or in each row, but not differently; where a row is at fault, all of its record are
    rejected. ``insured`` names the columns of the insured object, at first and in the end.
    ``values`` says by field or by item what a cell means.

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
        taken, headers = tabled(rows, conventions)
        if not taken:
            return Loaded((), ())
        if item is None:
            return read(sides.layout(export, headers), enumerate(taken, 1))
        return Long.of(sides, export, headers, item).read(enumerate(taken, 1))


@frozen(eq=False)
class Said:
    """What one row says in one column: the row's number, the cell, and what it reads as."""

    number: int
    cell: object
    reading: Reading

    @property
    def tells(self) -> bool:
        """Whether anything is said, readable or not."""
        return bool(self.reading.faults) or self.reading.value is not None


@frozen(eq=False)
class Long:
    """Rows of which each is an item, and those of one id a record.

    ``layout`` reads what is no item's; the ``sides`` and ``insured`` are the columns of the
    values and of the insured objects, the first and the last.
    """

    items: Items
    layout: Layout[IntentRecord]
    item: str
    sides: tuple[Column, ...]
    insured: tuple[Column, ...]

    @classmethod
    def of(
        cls, sides: Sides, export: Export[IntentRecord], headers: Sequence[Any], item: str
    ) -> "Long":
        """Lay the columns out, or refuse them."""
        names = (check_text("item", item), sides.initial, sides.final)
        name, *values = (sides.found(headers, each) for each in names)
        if name in values:
            raise KpiError(f"item={item!r} is the column of a value, too: name three columns")
        insured = _columns("insured, ", _TEXT, sides.insured_in(headers), sides.items.insured)
        apart = {name, *values, *(column.header for column in insured)}
        layout = export.layout([header for header in headers if header not in apart])
        check_unfilled(layout, _SIDES)
        whole = evolve(
            layout,
            headers=frozenset(headers),
            columns=(*layout.columns, *insured),
            apart=(*layout.apart, *(column.name for column in insured)),
        )
        return cls(sides.items, whole, name, _columns("", _INTENT, values, Reading), insured)

    def read(self, rows: Iterable[Numbered]) -> Loaded[IntentRecord]:
        """Make a record of the rows of each id, and tell everything that is wrong with them."""
        gaps, ids = Gaps(self.layout), self.layout.id_columns()
        groups: dict[object, list[Numbered]] = {}
        for number, row in gaps.filled(rows):
            groups.setdefault(self._group(ids, number, row), []).append((number, row))
        made = [Group(self, tuple(group)).record() for group in groups.values()]
        records = tuple(record for record, _ in made if record is not None)
        problems = sorted(chain.from_iterable(told for _, told in made), key=_row)
        return Loaded(records, (*problems, *gaps.problems(self.sides)))

    def _group(self, columns: Iterable[Column], number: int, row: Row) -> object:
        """Give the id of a row's record as it is read; a row without one stands alone."""
        said = {column.name: self.said(number, row, column).reading for column in columns}
        values = {name: each.value for name, each in said.items() if each.is_sound}
        return self.layout.id_of(values) or number

    def said(self, number: int, row: Row, column: Column) -> Said:
        """Read a cell of the record."""
        cell = column.cell(row)
        return Said(number, cell, self.layout.checked(column, cell))

    def name(self, row: Row) -> str:
        """Read the name of the item."""
        name = self.items.conventions.key(row[self.item])
        return name if type(name) is str else shown(name)

    def pair(self, number: int, name: str, row: Row) -> tuple[Said, ...]:
        """Read the two values of an item."""
        cells = {column.header: row[column.header] for column in self.sides}
        return tuple(
            Said(number, cell, self.items.read(name, header, cell))
            for header, cell in cells.items()
        )


@frozen(eq=False)
class Group:
    """The rows of one record: what they say of it in each column, and of each item."""

    long: Long
    rows: tuple[Numbered, ...]
    said: Mapping[str, tuple[Said, ...]] = field(init=False)
    first: Mapping[str, Said] = field(init=False)
    ids: tuple[str, ...] = field(init=False)
    items: Mapping[str, tuple[tuple[Said, ...], ...]] = field(init=False)

    @said.default
    def _said(self) -> Mapping[str, tuple[Said, ...]]:
        return {
            column.name: tuple(self.long.said(number, row, column) for number, row in self.rows)
            for column in self.long.layout.columns
        }

    @first.default
    def _first(self) -> Mapping[str, Said]:
        """Give where each column is said first; where nobody says it, a blank."""
        first: dict[str, Said] = {}
        for column in self.long.layout.columns:
            sound = [each for each in self.said[column.name] if each.reading.is_sound]
            telling = [each for each in sound if column.kind.says(each.reading.value)]
            first.update((column.name, each) for each in (telling or sound)[:1])
        return first

    @ids.default
    def _ids(self) -> tuple[str, ...]:
        return self.long.layout.ids(self._values())

    @items.default
    def _items(self) -> Mapping[str, tuple[tuple[Said, ...], ...]]:
        """Give of each item the rows that tell of it; where none does, any."""
        items: dict[str, list[tuple[Said, ...]]] = {}
        for number, row in self.rows:
            name = self.long.name(row)
            if name in self.long.items.form.items:
                items.setdefault(name, []).append(self.long.pair(number, name, row))
        return {
            name: tuple([pair for pair in pairs if any(each.tells for each in pair)] or pairs[:1])
            for name, pairs in items.items()
        }

    def record(self) -> tuple[IntentRecord | None, list[Problem]]:
        """Make the record, or tell of every row why it makes none."""
        problems = [*self._faults(), *self._contradictions(), *self._strays(), *self._off_scale()]
        if all(problem.level == "warning" for problem in problems):
            made = self._made()
            if isinstance(made, IntentRecord):
                return made, problems
            problems += made
        return None, [*problems, *self._others(problems)]

    def _values(self) -> dict[str, Any]:
        return {name: said.reading.value for name, said in self.first.items()}

    def _told(self, said: Said, fault: Fault, column: Column) -> Problem:
        return self.long.layout.told(said.number, self.ids, fault, column, said.cell)

    def _faults(self) -> Iterator[Problem]:
        """Tell what is wrong with the cells of the record."""
        for column in self.long.layout.columns:
            for each in self.said[column.name]:
                for fault in each.reading.faults:
                    yield self._told(each, fault, column)

    def _contradictions(self) -> Iterator[Problem]:
        """Tell where a row says of the record what another does not; a blank says nothing."""
        for name, first in self.first.items():
            column = self.long.layout.by_name[name]
            for each in self.said[name]:
                value = each.reading.value if each.reading.is_sound else None
                if column.kind.says(value) and value != first.reading.value:
                    yield self._told(each, _contradiction(first), column)

    def _strays(self) -> Iterator[Problem]:
        """Tell the rows whose cells are beyond the header, and those whose item has no place."""
        layout = self.long.layout
        for number, row in self.rows:
            for fault in (layout.surplus(row), self._stray(number, row)):
                if fault is not None:
                    yield layout.told(number, self.ids, fault)

    def _stray(self, number: int, row: Row) -> Fault | None:
        form, name = self.long.items.form, self.long.name(row)
        if name not in form.items:
            english = f"is no item of {form}: {nearest(name, form.items)}"
            fault = Fault("unknown item", english, "様式にない項目です")
        elif number in [pair[0].number for pair in self.items[name][1:]]:
            fault = Fault("item twice", "is told twice of one record", "同じ記録に二度あります")
        else:
            return None
        return evolve(fault, column=self.long.item, value=row[self.long.item])

    def _off_scale(self) -> Iterator[Problem]:
        """Tell what is wrong with the values of the items."""
        for pair in chain.from_iterable(self.items.values()):
            for column, each in zip(self.long.sides, pair, strict=True):
                for fault in each.reading.faults:
                    yield self._told(each, fault, column)

    def _made(self) -> IntentRecord | list[Problem]:
        """Make the record of sound cells, or tell why they make none."""
        intents = {column.name: self._intent(n) for n, column in enumerate(self.long.sides)}
        refused = [each for each in intents.values() if isinstance(each, Problem)]
        if refused:
            return refused
        try:
            return self.long.layout.made({**self._values(), **intents})
        except ValueError as error:
            return [self.long.layout.refused(self.rows[0][0], self.ids, error, self._place)]

    def _place(self, column: Column) -> tuple[int, object]:
        said = self.first[column.name]
        return (said.number, said.cell)

    def _intent(self, side: int) -> Intent | Problem | None:
        """Make the intent of a side, or tell what its form refuses."""
        places = {name: pairs[0][side] for name, pairs in self.items.items()}
        values = {name: said.reading.value for name, said in places.items()}
        if self.long.insured:
            values[INSURED] = self.first[self.long.insured[side].name].reading.value
        try:
            return self.long.items.made(values)
        except ValueError as error:
            name = blamed(error, places)
            fault = refusal(error, is_placed=name is not None)
            if name is None:
                return self.long.layout.told(self.rows[0][0], self.ids, fault)
            return self._told(places[name], fault, self.long.sides[side])

    def _others(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Tell the rows that nothing is wrong with: they go with their record."""
        rejecting = sorted({_row(each) for each in problems if each.level == "error"})
        fault = Fault(
            "with its record",
            f"is of a record that row {rejecting[0]} rejects",
            f"{rejecting[0]}行目の誤りにより、記録ごと除外しました",
        )
        for number, _ in self.rows:
            if number not in rejecting:
                yield self.long.layout.told(number, self.ids, fault)


_SIDES: Final = ("initial", "final")
_TEXT: Final = Kind(str, optional=True)
_INTENT: Final = Kind(Intent, optional=True)


def _columns(of: str, kind: Kind, headers: Sequence[str], read: Read) -> tuple[Column, ...]:
    """Make the columns of the two sides, where there are any."""
    pairs = zip(_SIDES, headers, strict=False)
    return tuple(Column.of(f"{of}{side}", (header,), kind, read) for side, header in pairs)


def _contradiction(first: Said) -> Fault:
    return Fault(
        "contradiction",
        f"contradicts row {first.number} of the same record: {shown(first.cell)}",
        f"同じ記録の{first.number}行目（{shown(first.cell)}）と食い違います",
    )


def _row(problem: Problem) -> int:
    return problem.row or 0
