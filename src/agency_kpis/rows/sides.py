"""Where the two sides of an intent stand in an export: an item a column, or an item a row."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from attrs import evolve, field, frozen

from agency_kpis.checks import check_text
from agency_kpis.domain.coverage import Intent
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.errors import KpiError, nearest, shown
from agency_kpis.rows.cells import Fault, Kind, Reading
from agency_kpis.rows.export import Export, near, several
from agency_kpis.rows.items import INSURED, Items
from agency_kpis.rows.layout import Column, Layout, Row, other_columns

ITEM: Final = "{item}"
_STRAY: Final = "stray items"


@frozen
class Sides:
    """Which columns the two sides of an intent stand in, and the insured object of each."""

    items: Items
    initial: str
    final: str
    insured: tuple[str, str] | None

    def __attrs_post_init__(self) -> None:
        check_text("initial", self.initial)
        check_text("final", self.final)
        if self.insured is not None and len(several("insured", self.insured)) != 2:
            raise KpiError(
                f"insured={self.insured!r} is no pair: name the first and the last column"
            )

    def layout(self, export: Export[IntentRecord], headers: Sequence[Any]) -> Layout[IntentRecord]:
        """Lay out rows of which each is a record: items by their columns, the rest as fields."""
        sides = {
            "initial": self._named("initial", self.initial, headers),
            "final": self._named("final", self.final, headers),
        }
        claimed = {header for named in sides.values() for header in named}
        layout = export.layout([header for header in headers if header not in claimed])
        for column in layout.columns:
            if sides.get(column.name):
                raise KpiError(f"column {column.header!r} and items fill {column.name}: ignore= it")
        columns = [self._column(side, named) for side, named in sides.items() if named]
        return evolve(layout, headers=frozenset(headers), columns=(*layout.columns, *columns))

    def _named(self, side: str, template: str, headers: Iterable[Any]) -> dict[str, str]:
        """Give the headers of one side, each with its item."""
        if ITEM not in template:
            raise KpiError(f"{side}={template!r} has no {ITEM}: write 当初_{ITEM}, or give item=")
        folded = self.items.conventions.header
        spelled = {name: template.replace(ITEM, name) for name in self.items.form.items}
        if self.insured is not None:
            spelled[INSURED] = self.insured[side == "final"]
        names = {folded(header): name for name, header in spelled.items()}
        here = {header: folded(header) for header in headers if isinstance(header, str)}
        named = {header: names[each] for header, each in here.items() if each in names}
        for name, n in Counter(named.values()).items():
            if n > 1:
                raise KpiError(f"{n} columns are {spelled[name]!r}: widths are folded")
        if self.insured is not None and INSURED not in named.values():
            missing = spelled[INSURED]
            raise KpiError(f"column {missing!r} of insured= is missing{near(missing, here)}")
        return named

    def _column(self, side: str, named: Mapping[str, str]) -> Column:
        headers, names = tuple(named), tuple(named.values())
        read = partial(self.items.intent, headers, names)
        return Column.of(side, headers, Kind(Intent, optional=True), read)


@frozen
class Long:
    """Rows of which each is an item, put together to rows of which each is a record."""

    sides: Sides
    headers: tuple[str, ...]
    item: str
    base: tuple[str, ...] = field(init=False)

    @base.default
    def _base(self) -> tuple[str, ...]:
        values = (self.item, self.sides.initial, self.sides.final)
        for name in values:
            if name not in self.headers:
                raise KpiError(f"column {name!r} is missing{near(name, self.headers)}")
        return tuple(header for header in self.headers if header not in values)

    def layout(self, export: Export[IntentRecord]) -> Layout[IntentRecord]:
        """Lay out the rows put together; beside each stand the items that found no place."""
        wide = evolve(
            self.sides,
            initial=_cell_of(self.sides.initial, ITEM),
            final=_cell_of(self.sides.final, ITEM),
        )
        layout = wide.layout(export, [*self.base, *self._cells()])
        stray = Column.of(_STRAY, (self.item,), Kind(object), _told)
        return evolve(
            layout,
            headers=layout.headers | {self.item},
            columns=(*layout.columns, stray),
            apart=(*layout.apart, _STRAY),
        )

    def records(self, rows: Iterable[Row]) -> list[tuple[int, Row]]:
        """Put the rows of each record together, with the number of the first of them."""
        groups: dict[object, tuple[int, dict[Any, Any]]] = {}
        for number, row in enumerate(rows, 1):
            blank = {**dict.fromkeys(self._cells()), self.item: ()}
            blank |= {header: row.get(header) for header in self.base}
            _, wide = groups.setdefault(self._group(number, row), (number, blank))
            wide[self.item] += self._placed(wide, row)
        return list(groups.values())

    def _cells(self) -> list[str]:
        sides = (self.sides.initial, self.sides.final)
        return [_cell_of(side, name) for name in self.sides.items.form.items for side in sides]

    def _group(self, number: int, row: Row) -> object:
        """Tell rows of one record by the cells that are no item's; a strange row is its own."""
        key = self.sides.items.conventions.key
        try:
            cells = [key(row[header]) for header in self.base]
            group = tuple((type(cell), cell) for cell in cells)
            hash(group)
        except (KeyError, TypeError):
            return number
        return group

    def _placed(self, wide: dict[Any, Any], row: Row) -> tuple[Fault, ...]:
        """Put an item where it belongs, or tell why it has no place."""
        fault = self._stray(wide, row)
        if fault is not None:
            return (evolve(fault, column=self.item, value=row.get(self.item)),)
        name = self._name(row)
        for side in (self.sides.initial, self.sides.final):
            wide[_cell_of(side, name)] = row[side]
        return ()

    def _stray(self, wide: Mapping[Any, Any], row: Row) -> Fault | None:
        if row.keys() != set(self.headers):
            return other_columns(row, self.headers)
        form, name = self.sides.items.form, self._name(row)
        if name not in form.items:
            english = f"is no item of {form}: {nearest(name, form.items)}"
            return Fault("unknown item", english, "様式にない項目です")
        places = [_cell_of(side, name) for side in (self.sides.initial, self.sides.final)]
        if all(wide[place] is None for place in places):
            return None
        return Fault("item twice", "is told twice of one record", "同じ記録に二度あります")

    def _name(self, row: Row) -> str:
        name = self.sides.items.conventions.key(row[self.item])
        return name if type(name) is str else shown(name)


def _cell_of(column: str, name: str) -> str:
    """Name the cell of an item as a column: the value's column, with the item."""
    return f"{column}（{name}）"


def _told(faults: object) -> Reading:
    return Reading(None, faults if isinstance(faults, tuple) else ())
