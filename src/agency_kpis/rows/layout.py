"""A layout: the fields that the columns of an export fill, and the record that a row makes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from enum import Enum
from typing import Any, Generic, TypeAlias, TypeVar

from attrs import evolve, field, frozen

from agency_kpis.errors import KpiError, OutOfOrder, Problem, shortened, shown
from agency_kpis.records import shape_of
from agency_kpis.rows.cells import (
    Fault,
    Kind,
    Read,
    Reading,
    blamed,
    misfit,
    refusal,
    refusal_of,
)

N = TypeVar("N")
Row = Mapping[str, object]


class Unsound(Exception):
    """A cell that must be read again, to tell what is wrong with it."""


class NoId(KpiError):
    """A row without an id; its ``args`` are the parts of the key that are unknown."""


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


Place: TypeAlias = Callable[[Column], tuple[int, object]]
"""Where a column says what a record is made of: the number of the row, and the cell."""


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
            raise NoId(*missing)
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
    way_out: str
    by_name: Mapping[str, Column] = field(init=False)
    lone: tuple[tuple[str, str, Memo], ...] = field(init=False)
    joined: tuple[Column, ...] = field(init=False)
    blank: Mapping[str, object] = field(init=False)

    @by_name.default
    def _by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @lone.default
    def _lone(self) -> tuple[tuple[str, str, Memo], ...]:
        lone = [column for column in self.columns if len(column.headers) == 1]
        return tuple((column.name, column.header, column.memo) for column in lone)

    @joined.default
    def _joined(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if len(column.headers) > 1)

    @blank.default
    def _blank(self) -> Mapping[str, object]:
        """Give the row that says nothing, whose cells stand in for those that a row lacks."""
        unsaid = {column.header: column.kind.unsaid for column in self.columns}
        return {header: unsaid.get(header) for header in self.headers}

    def record(self, row: Row) -> N:
        """Make the record of a row with nothing to tell, as most are; else refuse in any words."""
        if len(row) != len(self.headers):
            raise Unsound
        values = {}
        for name, header, memo in self.lone:
            cell = row[header]
            values[name] = memo[cell] if type(cell) is str else sound(memo.read(cell))
        for column in self.joined:
            values[column.name] = sound(column.read(column.cell(row)))
        return self.made(values)

    def made(self, values: dict[str, Any]) -> N:
        """Make a record of what its columns say."""
        if self.key is not None:
            values[self.key.field] = self.key.id_of(values)
        for name in self.apart:
            del values[name]
        return self.noun(**values)

    def explained(self, number: int, row: Row) -> tuple[N | None, list[Problem]]:
        """Make the record of a row that something is to be told of, or none; tell everything."""
        surplus = self.surplus(row)
        if surplus is not None:
            return None, [self.told(number, (), surplus)]
        readings = {column: self.checked(column, column.cell(row)) for column in self.columns}
        values = {column.name: each.value for column, each in readings.items() if each.is_sound}
        ids = self.ids(values)
        problems = [
            self.told(number, ids, fault, column, column.cell(row))
            for column, reading in readings.items()
            for fault in reading.faults
        ]
        if len(values) < len(self.columns):
            return None, problems
        try:
            return self.made(values), problems
        except ValueError as error:
            told = self.refused(number, ids, error, lambda column: (number, column.cell(row)))
            return None, [*problems, told]

    def surplus(self, row: Row) -> Fault | None:
        """Tell the cells beyond the header, which csv.DictReader lists under no name at all."""
        if len(row) == len(self.headers):
            return None
        cells = shown(row.get(None))  # type: ignore[call-overload]
        return Fault(
            "other columns",
            f"has more cells than columns: {cells}",
            f"見出しより多くの値があります（{cells}）",
        )

    def checked(self, column: Column, cell: object) -> Reading:
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
        fault = misfit(column.kind, reading.value, self.way_out)
        return Reading(None, (*reading.faults, fault))

    def ids(self, values: Mapping[str, object]) -> tuple[str, ...]:
        """Name the record as far as it is known: by its id, or by the parts that name it.

        A day or a word is part of many ids, and alone names none.
        """
        if self.key is None:
            return _written(values.get(name) for name in shape_of(self.noun).key)
        whole = self.id_of(values)
        parts = (values.get(part) for part in self.key.parts)
        return _written(part for part in parts if _names(part)) if whole is None else (whole,)

    @property
    def _id(self) -> str:
        return next(iter(shape_of(self.noun).fields))

    def id_columns(self) -> tuple[Column, ...]:
        """Give the columns that make the id."""
        names = (self._id,) if self.key is None else self.key.parts
        return tuple(self.by_name[name] for name in names)

    def id_of(self, values: Mapping[str, Any]) -> str | None:
        """Give the id, or none where it cannot be made of what is known."""
        if self.key is None:
            return values.get(self._id)
        with suppress(ValueError):  # a part is unknown, or a number of too many digits
            return self.key.id_of(values)
        return None

    def refused(
        self, number: int, ids: tuple[str, ...], error: ValueError, place: Place
    ) -> Problem:
        """Tell why sound values make no record: they lack an id, or contradict each other."""
        if isinstance(error, NoId):
            return self._without_id(ids, [self.by_name[part] for part in error.args], place)
        if isinstance(error, OutOfOrder):
            late, early = (self.by_name[name] for name in error.args[1:])
            return self._out_of_order(ids, late, early, place)
        name = blamed(error, self.by_name)
        fault = refusal(error, is_placed=name is not None)
        if name is None:
            return self.told(number, ids, fault)
        column = self.by_name[name]
        number, cell = place(column)
        return self.told(number, ids, fault, column, cell)

    def _without_id(self, ids: tuple[str, ...], columns: Sequence[Column], place: Place) -> Problem:
        """Tell the columns whose blanks leave a row without an id, as one."""
        places = [place(column) for column in columns]
        cells = tuple(cell for _, cell in places)
        fault = Fault(
            "no id",
            "is unknown, and the id is made of it",
            "値がないため、IDを作れません",
            column="・".join(column.header for column in columns),
            value=cells if len(cells) > 1 else cells[0],
        )
        return self.told(places[0][0], ids, fault, columns[0])

    def _out_of_order(
        self, ids: tuple[str, ...], late: Column, early: Column, place: Place
    ) -> Problem:
        number, cell = place(late)
        other = f"{early.header}={shown(place(early)[1])}"
        fault = Fault("out of order", f"is before {other}", f"{other} より前です")
        return self.told(number, ids, fault, late, cell)

    def told(
        self,
        number: int,
        ids: tuple[str, ...],
        fault: Fault,
        column: Column | None = None,
        cell: object = None,
    ) -> Problem:
        """Tell a fault of a row, and of the column and the cell where it is one's."""
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


def _names(part: object) -> bool:
    """Tell whether a part of a key names a record, as no day and no word does alone."""
    return isinstance(part, str | int) and not isinstance(part, Enum)


def _written(parts: Iterable[object]) -> tuple[str, ...]:
    known = [part for part in parts if part is not None]
    return tuple(str(each) if isinstance(each, str | date) else shown(each) for each in known)


def _place(fault: Fault, column: Column | None, cell: object) -> tuple[str | None, str | None]:
    """Give the column and the value as they are shown; those that the fault names come first."""
    if fault.column is not None:
        return shortened(fault.column), shown(fault.value)
    return (None, None) if column is None else (shortened(column.header), shown(cell))


@frozen
class Gaps(Generic[N]):
    """The cells that rows lack: they read as blank, and each column is told of once."""

    layout: Layout[N]
    numbers: dict[str, list[int]] = field(factory=dict)

    def filled(self, rows: Iterable[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
        """Give each row with a cell in every column."""
        for number, row in rows:
            whole = row.keys() == self.layout.headers
            yield number, row if whole else self._filled(number, row)

    def _filled(self, number: int, row: Row) -> Row:
        for header in self.layout.headers - row.keys():
            self.numbers.setdefault(header, []).append(number)
        return {**self.layout.blank, **row}

    def problems(self, others: Iterable[Column] = ()) -> list[Problem]:
        """Tell each column that rows lack, of the layout or beside it, where the first is."""
        return [
            self._told(column, header)
            for column in (*self.layout.columns, *others)
            for header in column.headers
            if header in self.numbers
        ]

    def _told(self, column: Column, header: str) -> Problem:
        first, *others = self.numbers[header]
        as_others = f", as {len(others)} other rows do" if others else ""
        english = f"lacks the column {shown(header)}{as_others}: it reads as blank"
        as_others = f"（ほかに{len(others)}行）" if others else ""
        japanese = f"{shown(header)} の列がありません{as_others}。空欄として読みました"
        fault = Fault("other columns", english, japanese, "warning")
        told = self.layout.told(first, (), fault)
        name = None if column.name in self.layout.apart else column.name
        return evolve(told, field=name, column=shortened(header), value=shown(None))
