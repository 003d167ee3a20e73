"""A layout: the fields that the columns of an export fill, and the record that a row makes."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from agency_kpis.errors import OutOfOrder, Problem, shortened, shown
from agency_kpis.records import shape_of
from agency_kpis.rows.cells import Fault, Kind, Read, Reading, Unreadable, misfit, refusal_of

N = TypeVar("N")
Row = Mapping[str, object]


class Unsound(Exception):
    """A cell that must be read again, to tell what is wrong with it."""


class Memo(dict[str, object]):
    """What the sound texts of a column read as: most columns have few different ones."""

    def __init__(self, read: Read) -> None:
        """Read nothing yet."""
        super().__init__()
        self.read = read

    def __missing__(self, text: str) -> object:
        value = self[text] = sound(self.read(text))
        return value


def sound(reading: Reading) -> object:
    """Give a value that nothing is to be told of."""
    if reading.faults:
        raise Unsound
    return reading.value


@frozen(eq=False)
class Column:
    """A column of the export, or several that are read as one, and the name of what it fills."""

    name: str
    headers: tuple[str, ...]
    kind: Kind
    read: Read
    memo: Memo
    told: dict[str, Reading] = field(factory=dict)

    @classmethod
    def of(cls, name: str, headers: tuple[str, ...], kind: Kind, read: Read) -> "Column":
        """Make a column that has read nothing yet."""
        return cls(name, headers, kind, read, Memo(read))

    @property
    def header(self) -> str:
        """The column as the user spells it."""
        return "・".join(self.headers)

    def cell(self, row: Row) -> object:
        """Give the cell as it stood, or the cells of several columns."""
        cells = tuple(row[header] for header in self.headers)
        return cells if len(cells) > 1 else cells[0]


@frozen
class Key:
    """The fields, and the columns that fill none, which joined make the id.

    Parts are parted by a slash, and a slash of their own is escaped, so that two different
    keys never make one id.
    """

    field: str
    parts: tuple[str, ...]

    def id_of(self, values: Mapping[str, object]) -> str:
        """Join an id of its parts, or refuse where one is unknown."""
        missing = [part for part in self.parts if values.get(part) is None]
        if missing:
            parts = "、".join(missing)
            raise Unreadable(
                "no id", f"has no id: {parts} unknown", f"IDになる値がありません（{parts}）"
            )
        return "/".join(_escaped(values[part]) for part in self.parts)


def _escaped(part: object) -> str:
    return str(part).replace("\\", r"\\").replace("/", r"\/")


@frozen(eq=False)
class Layout(Generic[N]):
    """How a row of certain headers makes a record of a noun.

    The columns ``apart`` are read and fill no field.
    """

    noun: type[N]
    headers: frozenset[str]
    columns: tuple[Column, ...]
    apart: tuple[str, ...]
    key: Key | None
    lone: tuple[tuple[str, str, Memo], ...] = field(init=False)
    joined: tuple[Column, ...] = field(init=False)

    @lone.default
    def _lone(self) -> tuple[tuple[str, str, Memo], ...]:
        lone = [column for column in self.columns if len(column.headers) == 1]
        return tuple((column.name, column.header, column.memo) for column in lone)

    @joined.default
    def _joined(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if len(column.headers) > 1)

    def record(self, row: Row) -> N:
        """Make the record of a row with nothing to tell, as most are; else refuse in any words."""
        if row.keys() != self.headers:
            raise Unsound
        values = {}
        for name, header, memo in self.lone:
            cell = row[header]
            values[name] = memo[cell] if type(cell) is str else sound(memo.read(cell))
        for column in self.joined:
            values[column.name] = sound(column.read(column.cell(row)))
        return self._made(values)

    def _made(self, values: dict[str, Any]) -> N:
        if self.key is not None:
            values[self.key.field] = self.key.id_of(values)
        for name in self.apart:
            del values[name]
        return self.noun(**values)

    def explained(self, number: int, row: Row) -> tuple[N | None, list[Problem]]:
        """Make the record of a row that something is to be told of, or none; tell everything."""
        if row.keys() != self.headers:
            return None, [self._told(number, (), other_columns(row, self.headers))]
        readings = {column: self._checked(column, column.cell(row)) for column in self.columns}
        values = {column.name: each.value for column, each in readings.items() if each.is_sound}
        ids = self._ids(values)
        problems = [
            self._told(number, ids, fault, column, column.cell(row))
            for column, reading in readings.items()
            for fault in reading.faults
        ]
        if len(values) < len(self.columns):
            return None, problems
        try:
            return self._made(values), problems
        except ValueError as error:
            return None, [*problems, self._refused(number, ids, row, error)]

    def _checked(self, column: Column, cell: object) -> Reading:
        """Read a cell and hold its value to the noun's own check; of equal texts, once."""
        if type(cell) is not str:
            return self._held(column, cell)
        if cell not in column.told:
            column.told[cell] = self._held(column, cell)
        return column.told[cell]

    def _held(self, column: Column, cell: object) -> Reading:
        reading = column.read(cell)
        if column.name in self.apart or not reading.is_sound:
            return reading
        if refusal_of(self.noun, column.name, reading.value) is None:
            return reading
        return Reading(None, (*reading.faults, misfit(column.kind, reading.value)))

    def _ids(self, values: Mapping[str, object]) -> tuple[str, ...]:
        """Name the record as far as it is known: by its id, or by the known parts of its key."""
        names = shape_of(self.noun).key if self.key is None else self.key.parts
        known = [values[name] for name in names if values.get(name) is not None]
        if self.key is not None and len(known) == len(names):
            with suppress(ValueError):  # a number of too many digits
                return (self.key.id_of(values),)
        return tuple(str(each) if isinstance(each, str | date) else shown(each) for each in known)

    def _refused(self, number: int, ids: tuple[str, ...], row: Row, error: ValueError) -> Problem:
        """Tell why sound values make no record: they lack an id, or contradict each other."""
        if isinstance(error, Unreadable):
            return self._told(number, ids, error.fault())
        if not isinstance(error, OutOfOrder):
            message = shortened(str(error), 200)
            return self._told(
                number, ids, Fault("refused", message, f"受け付けられません（{message}）")
            )
        _, later, earlier = error.args
        by_name = {column.name: column for column in self.columns}
        late, early = by_name[later], by_name[earlier]
        other = f"{early.header}={shown(early.cell(row))}"
        fault = Fault("out of order", f"is before {other}", f"{other} より前です")
        return self._told(number, ids, fault, late, late.cell(row))

    def _told(
        self,
        number: int,
        ids: tuple[str, ...],
        fault: Fault,
        column: Column | None = None,
        cell: object = None,
    ) -> Problem:
        noun = self.noun.__name__
        header, value = _place(fault, column, cell)
        where = "" if header is None else f"{header}={value} "
        return Problem(
            rule=fault.rule,
            ids=ids,
            english=f"{noun} row {number}: {where}{fault.english}",
            japanese=f"{noun} の{number}行目 {where}{fault.japanese}",
            level=fault.level,
            noun=noun,
            row=number,
            field=None if column is None or column.name in self.apart else column.name,
            column=header,
            value=value,
        )


def _place(fault: Fault, column: Column | None, cell: object) -> tuple[str | None, str | None]:
    """Give the column and the value as they are shown; those that the fault names come first."""
    if fault.column is not None:
        return fault.column, shown(fault.value)
    return (None, None) if column is None else (shortened(column.header), shown(cell))


def other_columns(row: Row, headers: Collection[object]) -> Fault:
    """Tell how the columns of a row differ from those of the others."""
    if None in row:  # where csv.DictReader puts what is beyond the header
        return Fault("other columns", "has more cells than columns", "見出しより多くの値があります")
    missing = shortened(", ".join(sorted(map(shown, set(headers) - row.keys()))), 200)
    return Fault("other columns", f"lacks the columns {missing}", f"列がありません（{missing}）")
