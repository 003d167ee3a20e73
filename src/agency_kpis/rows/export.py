"""An export: what the caller says of rows before any is read, and the layout that follows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import partial
from typing import Any, Final, Generic, TypeVar, cast

from attrs import NOTHING, evolve, field, fields_dict, frozen

from agency_kpis.checks import check_text
from agency_kpis.errors import KpiError, nearest, shortened, shown
from agency_kpis.frozen import FrozenMap
from agency_kpis.records import shape_of
from agency_kpis.rows.cells import Kind, Reading, kind_of, misfit, refusal_of
from agency_kpis.rows.conventions import Conventions, Meanings
from agency_kpis.rows.headers import elsewhere, sure_headers, unsure_headers, why_unsure
from agency_kpis.rows.layout import Column, Key, Layout

N = TypeVar("N")
_PARTS: Final = ("year", "month", "day")
_MOST = 10


def several(name: str, values: object) -> tuple[Any, ...]:
    """Give several values as a tuple; one text where several belong is refused."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise KpiError(f"{name}={shown(values)} is not several: write {name}=({shown(values)},)")
    return tuple(values)


def mapping(name: str, values: object) -> FrozenMap[Any, Any]:
    """Give a mapping as one that cannot change, or refuse what is none by name."""
    if values is None:
        return FrozenMap()
    if not isinstance(values, Mapping):
        raise KpiError(f"{name}={shown(values)} is no mapping")
    return FrozenMap(values)


def _columns(given: object) -> FrozenMap[str, str]:
    return mapping("columns", given)


def _key(given: object) -> tuple[str, ...]:
    return several("key", given)


def _values(given: object) -> FrozenMap[str, Mapping[object, object]]:
    return mapping("values", given)


def _ignore(given: object) -> tuple[str | None, ...]:
    return several("ignore", given)


def _conventions(given: object) -> Conventions:
    if not isinstance(given, Conventions):
        raise KpiError(f"conventions={shown(given)} are none: write JAPANESE, or leave it out")
    return given


@frozen(kw_only=True)
class Export(Generic[N]):
    """What the caller says of an export: checked at once, whether or not there are rows."""

    noun: type[N]
    columns: FrozenMap[str, str] = field(converter=_columns)
    key: tuple[str, ...] = field(converter=_key)
    values: FrozenMap[str, Mapping[object, object]] = field(converter=_values)
    ignore: tuple[str | None, ...] = field(converter=_ignore)
    conventions: Conventions = field(converter=_conventions)
    kinds: FrozenMap[str, Kind] = field(init=False)
    meanings: FrozenMap[str, Meanings] = field(init=False)
    targets: FrozenMap[str, str | None] = field(init=False)

    @kinds.default
    def _kinds(self) -> FrozenMap[str, Kind]:
        hints = shape_of(self.noun).fields
        return FrozenMap({name: _kind(self.noun, name, hint) for name, hint in hints.items()})

    @meanings.default
    def _meanings(self) -> FrozenMap[str, Meanings]:
        """Give what cells mean: what the caller says, then the words of a column of its own."""
        words, key = self.conventions.words(self.noun), self.conventions.key
        own = {name: Meanings.of_cells(name, each, key) for name, each in words.items()}
        said = {name: mapping(f"values[{name!r}]", each) for name, each in self.values.items()}
        meant = {name: self._meaning(name, each) for name, each in said.items()}
        over = {name: each.over(own.get(name, Meanings())) for name, each in meant.items()}
        return FrozenMap({**own, **over})

    @targets.default
    def _targets(self) -> FrozenMap[str, str | None]:
        """Give what each header fills: a field, a part of a day, a part of the key, or nothing."""
        header = self.conventions.header
        return FrozenMap(
            {
                **{header(part): part for part in _texts("key", self.key)},
                **self.conventions.sure(self.noun),
                **{name: name for name in self.kinds},
                **_folded("columns", self.columns.items(), header),
                **{self.named(_name_or_none("ignore", each)): None for each in self.ignore},
            }
        )

    def __attrs_post_init__(self) -> None:
        for spelled in self.key:
            self._check_part(spelled)
        for name, target in self.columns.items():
            self._check_target(name, target)
            if self.named(name) in map(self.named, self.ignore):
                raise KpiError(f"column {name!r} stands in columns= and in ignore=")

    def named(self, header: str | None) -> str:
        """Give a header as it is compared with others; one that is blank or none has no name."""
        folded = "" if header is None else self.conventions.header(header)
        return folded if folded.strip() else ""

    def is_ignored(self, header: object) -> bool:
        """Tell whether the caller leaves a column out."""
        return isinstance(header, str) and self.targets.get(self.named(header), header) is None

    def _check_part(self, spelled: str) -> None:
        part = self._part(spelled)
        if part in self.kinds and not self.kinds[part].is_plain:
            raise KpiError(f"key: {part} is no text, whole number, day or word to be joined")
        if self._name(part) != part:
            whole = self._name(part)
            raise KpiError(f"key: {shown(spelled)} is a part of {whole}: write {whole!r} instead")

    def _check_target(self, header: str, target: object) -> None:
        name, _, part = target.partition(".") if isinstance(target, str) else ("", "", "")
        if name not in self.kinds:
            raise KpiError(
                f"columns[{header!r}]: {self.noun.__name__} has no field {shown(target)}: "
                f"{nearest(shortened(name), self.kinds)}"
            )
        if part and (part not in _PARTS or self.kinds[name].base is not date):
            raise KpiError(
                f"columns[{header!r}]={target!r} is no part of a day: write .year, .month or .day"
            )

    def _meaning(self, name: str, said: Mapping[object, object]) -> Meanings:
        if name not in self.kinds:
            raise KpiError(
                f"values: {self.noun.__name__} has no field {shown(name)}: "
                f"{nearest(shown(name), self.kinds)}"
            )
        for cell, value in said.items():
            self._check_meaning(name, cell, value)
        return Meanings.of_cells(f"values[{name!r}]", said, self.conventions.key)

    def _check_meaning(self, name: str, cell: object, value: object) -> None:
        """Refuse a meaning that the field would refuse, as a whole and as one of its items."""
        container: Any = self.kinds[name].container
        refused = refusal_of(self.noun, name, value)
        if refused and (container is None or refusal_of(self.noun, name, container([value]))):
            raise KpiError(f"values[{name!r}][{shown(cell)}]: {shortened(str(refused), 200)}")

    def layout(self, headers: Sequence[Any], known: Sequence[str] = ()) -> Layout[N]:
        """Lay the headers out, or refuse them, telling all that is wrong with them at once.

        ``known`` are the headers of other columns, to be offered where one is near.
        """
        claims, faults = self._claims(headers, known)
        key = self._key()
        faults += [*self._lost(headers), *self._clashes(claims, key), *self._gaps(claims, key)]
        faults += self._unheard(claims)
        if faults:
            more = f"; and {len(faults) - _MOST} more" if len(faults) > _MOST else ""
            raise KpiError(f"{self.noun.__name__} rows: {'; '.join(faults[:_MOST])}{more}")
        columns = tuple(self._columns(claims))
        apart = tuple(column.name for column in columns if column.name not in self.kinds)
        way_out = self.conventions.way_out()
        return Layout(self.noun, frozenset(headers), columns, apart, key, way_out)

    def _claims(
        self, headers: Iterable[Any], known: Sequence[str]
    ) -> tuple[dict[str, list[str]], list[str]]:
        """Find what every header fills, and what is wrong with those that fill nothing known."""
        claims: dict[str, list[str]] = {}
        faults: list[str] = []
        for header in headers:
            if header is not None and not isinstance(header, str):
                faults.append(f"column {shown(header)} is no text")
                continue
            folded = self.named(header)
            if folded not in self.targets:
                faults.append(self._unknown(header, folded, known))
                continue
            target = self.targets[folded]
            if header is not None and target is not None:
                claims.setdefault(target, []).append(header)
        return claims, faults

    def _unknown(self, header: str | None, folded: str, known: Sequence[str]) -> str:
        """Say what an unknown column may be, and the way out."""
        column = f"column {shown(header)}"
        if not folded:
            return f"{column} has values and no name: name it, or leave it out with ignore=('',)"
        way_out = "name its field in columns=, or leave it out with ignore="
        fields, other = self._offers(folded), elsewhere(self.noun, folded)
        if fields:
            is_sure = folded in sure_headers(self.noun)
            way_out += "; conventions=JAPANESE knows it" if is_sure else ""
            return f"{column} {self._offer(folded, ' or '.join(fields))}: {way_out}"
        if other is not None:
            return f"{column} is {other}, and no field of {self.noun.__name__}: {way_out}"
        return f"{column} is unknown{near(folded, [*self.targets, *known])}: {way_out}"

    def _offers(self, folded: str) -> tuple[str, ...]:
        sure = sure_headers(self.noun)
        return (sure[folded],) if folded in sure else unsure_headers(self.noun).get(folded, ())

    def _offer(self, folded: str, fields: str) -> str:
        why = why_unsure(self.noun, folded)
        return f"may be {fields}" if why is None else f"is nearly {fields}, but {why}"

    def _key(self) -> Key | None:
        if not self.key:
            return None
        parts = tuple(self._part(part) for part in self.key)
        return Key(next(iter(self.kinds)), parts)

    def _part(self, part: str) -> str:
        """Give the field that a part of the key names, also by its header; else its column."""
        return part if part in self.kinds else self.targets[self.conventions.header(part)] or part

    def _unheard(self, claims: Iterable[str]) -> Iterator[str]:
        """Tell what is said of the cells of a day whose parts stand apart."""
        for name in dict.fromkeys(self._name(target) for target in claims if "." in target):
            if name in self.values:
                yield f"values[{name!r}] says what no cell holds: its parts stand apart"

    def _lost(self, headers: Sequence[Any]) -> Iterator[str]:
        """Tell the columns that the caller names and the rows have not."""
        here = {self.named(each) for each in headers if isinstance(each, str)}
        for name in self.columns:
            if self.conventions.header(name) not in here:
                yield f"column {name!r} of columns= is missing{near(name, headers)}"

    def _clashes(self, claims: Mapping[str, list[str]], key: Key | None) -> Iterator[str]:
        """Tell what is filled twice."""
        for target, headers in claims.items():
            name = self._name(target)
            rivals = [*headers, *(claims.get(name, ()) if name != target else ())]
            if len(rivals) > 1:
                both = " and ".join(map(shown, rivals))
                yield f"columns {both} are all {name}: leave all but one out with ignore="
            if key is not None and target == key.field:
                yield f"column {shown(headers[0])} and key= both make {target}: leave one out"

    def _gaps(self, claims: Mapping[str, list[str]], key: Key | None) -> Iterator[str]:
        """Tell what is needed and filled by nothing."""
        made = {self._name(target) for target in claims}
        headers = [header for each in claims.values() for header in each]
        for name in self.kinds:
            is_needed = _default(self.noun, name) is NOTHING
            if is_needed and name not in made and (key is None or name != key.field):
                or_key = ", or make it with key=" if name == next(iter(self.kinds)) else ""
                yield f"no column fills {name}{near(name, headers)}: name it in columns={or_key}"
        for part in () if key is None else key.parts:
            if part not in made:
                yield f"no column fills {shown(part)} of key={near(part, headers)}"
        for name in made:
            yield from self._missing_parts(name, claims)

    def _missing_parts(self, name: str, claims: Mapping[str, list[str]]) -> Iterator[str]:
        parts = {part for part in _PARTS if f"{name}.{part}" in claims}
        given = {"year"} if self.conventions.knows_year() else set()
        missing = [part for part in _PARTS if part not in parts | given]
        if parts and missing:
            yield (
                f"{name} has no {' and no '.join(missing)}: name a column "
                f"{name}.{missing[0]}, or give the year by conventions=JAPANESE.in_year(2021)"
            )

    def _name(self, target: str) -> str:
        """Give the field of a target, which may be a part of a day; else the part of the key."""
        name, _, part = target.rpartition(".")
        return name if name in self.kinds and part in _PARTS else target

    def _columns(self, claims: Mapping[str, list[str]]) -> Iterator[Column]:
        for name in dict.fromkeys(map(self._name, claims)):
            kind = self.kinds.get(name, Kind(str))
            parts = [claims[f"{name}.{part}"][0] for part in _PARTS if f"{name}.{part}" in claims]
            if parts:
                yield Column.of(name, tuple(parts), kind, self._join)
            elif name in self.kinds:
                meanings = self.meanings.get(name, Meanings())
                read = partial(self.conventions.read, kind, meanings)
                yield Column.of(name, (claims[name][0],), kind, read)
            else:
                yield Column.of(name, (claims[name][0],), kind, self._read_part)

    def _read_part(self, cell: object) -> Reading:
        """Read a part of the key that no field holds, and so none checks."""
        reading = self.conventions.read(Kind(str), Meanings(), cell)
        value = reading.value
        says = value.strip() if isinstance(value, str) else type(value) in (int, date)
        if value is None or says:
            return reading
        return Reading(None, (misfit(Kind(str), value, self.conventions.way_out()),))

    def _join(self, cells: object) -> Reading:
        return self.conventions.join(cells if isinstance(cells, tuple) else (cells,))


def _texts(name: str, values: Iterable[object]) -> list[str]:
    return [check_text(name, value) for value in values]


def _name_or_none(name: str, value: object) -> str | None:
    """Check the name of a column, which may be blank or none."""
    is_blank = value is None or (isinstance(value, str) and not value.strip())
    return None if is_blank else check_text(name, value)


def _folded(
    name: str, items: Iterable[tuple[str, str]], header: Callable[[str], str]
) -> dict[str, str]:
    folded: dict[str, str] = {}
    for spelled, target in items:
        if folded.setdefault(header(check_text(name, spelled)), target) != target:
            raise KpiError(f"{name}: {spelled!r} is one column with another: widths are folded")
    return folded


def _kind(noun: type, name: str, hint: object) -> Kind:
    """Give what a field accepts, and what it holds where a row does not say."""
    kind, default = kind_of(hint), _default(noun, name)
    return kind if kind.optional or default is NOTHING else evolve(kind, unsaid=default)


def _default(noun: type, name: str) -> object:
    default: object = fields_dict(cast(Any, noun))[name].default
    return default


def near(word: str, known: Iterable[object]) -> str:
    """Offer the nearest of the known words, if any is near."""
    texts = [each for each in known if isinstance(each, str)]
    close = get_close_matches(shortened(word), texts, n=1)
    return f": did you mean {shown(close[0])}?" if close else ""
