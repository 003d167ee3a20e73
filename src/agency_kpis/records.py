"""Records: frozen nouns whose fields are facets, events or identities.

A facet has few distinct values and may be counted by; an event is a date that may
never come; every other field is an identity. The annotation says which, and what
the field accepts: no field is coerced, none is guessed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from sys import intern
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Generic,
    Self,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs

from agency_kpis.checks import check_day, check_text, check_whole
from agency_kpis.errors import KpiError, OutOfOrder, Problem, nearest, shown
from agency_kpis.frozen import FrozenMap
from agency_kpis.telling import Told


class Mark(Enum):
    """What an annotation says of a field."""

    FACET = "facet"
    EVENT = "event"


T = TypeVar("T")
R = TypeVar("R", covariant=True)

NounT = TypeVar("NounT", bound="Noun")

Facet = Annotated[T, Mark.FACET]
"""A field of few distinct values, to count by; ``None`` means that the record does not say."""

Event = Annotated[T, Mark.EVENT]
"""A date of something that may never happen; ``None`` means that it has not."""

Check = Callable[[str, object], object]
Attribute: TypeAlias = "attrs.Attribute[Any]"


@attrs.frozen
class Shape:
    """What the library knows of a noun: its facets and their annotations and checks, its events.

    ``fields`` are those a record is made of, each with its annotation.
    ``told`` are the dates that ``known_on`` looks at, each with the fields it tells.
    """

    key: tuple[str, ...]
    fields: FrozenMap[str, Any]
    facets: FrozenMap[str, Any]
    events: tuple[str, ...]
    told: FrozenMap[str, tuple[str, ...]]
    checks: FrozenMap[str, Check]


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(attrs.field,))
def record(cls: type[T]) -> type[T]:
    """Make a noun of a class: frozen, slotted, keyword-only, its fields checked at birth.

    The first field is its id (or the fields that ``__key__`` names): nouns hash by the
    first field and compare by all.

    >>> @record
    ... class Visit(Noun):
    ...     visit_id: str
    ...     made_on: date | None
    ...     insurer: Facet[str | None] = None
    >>> visit = Visit(visit_id="V-1", made_on=date(2021, 4, 1))
    >>> facets_of(Visit)
    ('insurer',)
    >>> Visit(visit_id="V-1", made_on="2021-04-01")
    Traceback (most recent call last):
    agency_kpis.errors.KpiError: Visit.made_on='2021-04-01' is no date: write date(2021, 4, 1)
    """
    made: Any = attrs.frozen(kw_only=True, repr=False, field_transformer=_checked)(cls)
    made.__shape__ = _shape(made)
    given = {each.name: each.type for each in attrs.fields(made) if each.init}
    made.__init__.__annotations__ = {**given, "return": None}  # not the converter's
    if not issubclass(made, Noun) and not hasattr(cls, "__shape__"):
        for name in {"known_on", "__repr__"} - vars(cls).keys():
            setattr(made, name, getattr(Noun, name))
    return cast(type[T], made)


class Noun:
    """The base that tells a type checker what every record can do."""

    __slots__ = ()
    __since__: ClassVar[Mapping[str, str]] = FrozenMap()

    def known_on(self, day: date) -> Self:
        """Give the record as it stood on a day: what happened later has not happened yet.

        Facets without a date are taken as they stand; ``__since__`` names the date of
        those that have one, as ``{"ending": "ended_on"}``.
        """
        check_day("day", day)
        told = shape_of(type(self)).told.items()
        later = [name for dated, names in told if _is_after(self, dated, day) for name in names]
        return changed(self, **dict.fromkeys(later)) if later else self

    def __repr__(self) -> str:
        fields = attrs.fields(cast(Any, type(self)))
        given = [(each, getattr(self, each.name)) for each in fields if each.init]
        said = ", ".join(f"{each.name}={value!r}" for each, value in given if value != each.default)
        return f"{type(self).__name__}({said})"


def changed(noun: NounT, **changes: object) -> NounT:
    """Give the record with other values in some fields; what follows from them follows again."""
    return cast(NounT, attrs.evolve(cast(Any, noun), **changes))


def _is_after(noun: object, name: str, day: date) -> bool:
    happened: date | None = getattr(noun, name)
    return happened is not None and happened > day


def shape_of(noun: type) -> Shape:
    """Give what is known of a noun, or refuse a class that is none."""
    shape = getattr(noun, "__shape__", None)
    if not isinstance(shape, Shape):
        raise KpiError(f"{getattr(noun, '__name__', noun)!r} is no noun: decorate it with @record")
    return shape


def facets_of(noun: type) -> tuple[str, ...]:
    """Name the facets of a noun, the derived ones included."""
    return tuple(shape_of(noun).facets)


def check_facet(noun: type, name: str, value: object) -> None:
    """Refuse a value that the noun's own facet would refuse, and a name that is no facet."""
    shape = shape_of(noun)
    if name not in shape.facets:
        raise KpiError(
            f"{noun.__name__} has no facet {name!r}: {nearest(name, shape.facets)} "
            f"(facets: {', '.join(shape.facets)})"
        )
    shape.checks[name](f"{noun.__name__}.{name}", value)


def check_order(noun: object, earlier: str, later: str) -> None:
    """Refuse a record whose later day comes before the earlier one."""
    first, last = getattr(noun, earlier), getattr(noun, later)
    if first is not None and last is not None and last < first:
        message = f"{type(noun).__name__}.{later}={last} is before {earlier}={first}"
        raise OutOfOrder(message, later, earlier)


def derive(noun: object, **slots: object) -> None:
    """Set the slots that follow from the others, at birth and never after."""
    for name, value in slots.items():
        object.__setattr__(noun, name, value)


def _hints(cls: type) -> dict[str, Any]:
    """Give every annotated field and property with its whole annotation."""
    hints = get_type_hints(cls, localns={cls.__name__: cls}, include_extras=True)
    for name in dir(cls):
        getter = getattr(getattr(cls, name, None), "fget", None)
        if getter is not None:
            hints[name] = get_type_hints(getter, include_extras=True).get("return")
    return hints


def _shape(cls: Any) -> Shape:
    hints = _hints(cls)
    facets = {name: hint for name, hint in hints.items() if _is_marked(hint, Mark.FACET)}
    events = tuple(name for name, hint in hints.items() if _is_marked(hint, Mark.EVENT))
    return Shape(
        key=getattr(cls, "__key__", (attrs.fields(cls)[0].name,)),
        fields=FrozenMap({each.name: hints[each.name] for each in attrs.fields(cls) if each.init}),
        facets=FrozenMap(facets),
        events=events,
        told=_told(events, getattr(cls, "__since__", {})),
        checks=FrozenMap({name: _check_of(hint) for name, hint in facets.items()}),
    )


def _told(events: Iterable[str], since: Mapping[str, str]) -> FrozenMap[str, tuple[str, ...]]:
    """Name the fields that each date tells: itself, and those known since."""
    told = {dated: [dated] for dated in (*events, *since.values())}
    for name, dated in since.items():
        told[dated].append(name)
    return FrozenMap({dated: tuple(names) for dated, names in told.items()})


def _is_marked(hint: object, mark: Mark) -> bool:
    return mark in getattr(hint, "__metadata__", ())


def _checked(cls: type, fields: "list[Attribute]") -> "list[Attribute]":
    """Give each field the check its annotation asks for; the first alone is hashed."""
    hints = _hints(cls)
    _check_unchecked(cls, fields)
    return [
        field.evolve(
            hash=not place,
            converter=_shared if _may_be_text(hints[field.name]) else None,
            validator=_validator(f"{cls.__name__}.{field.name}", hints[field.name]),
        )
        for place, field in enumerate(fields)
    ]


def _check_unchecked(cls: type, fields: "list[Attribute]") -> None:
    """Refuse a check of its own on a field, which would give way to the annotation's."""
    parents: tuple[Attribute, ...] = attrs.fields(cls) if hasattr(cls, "__shape__") else ()
    known = [each.validator for each in parents]
    for field in fields:
        if field.validator not in known and (field.converter or field.validator):
            raise KpiError(
                f"{cls.__name__}.{field.name} is checked as it is annotated: "
                "check more in __attrs_post_init__"
            )


def _may_be_text(hint: object) -> bool:
    return not {str, Any}.isdisjoint(_kinds_of(hint))


def _shared(value: object) -> object:
    """Keep one copy of equal texts: cheaper to hold, to hash and to compare."""
    return intern(value) if type(value) is str else value


def _validator(name: str, hint: object) -> "Callable[[object, Attribute, object], None]":
    """Check a value as annotated; most are of a class that needs no second look."""
    check, sure = _check_of(hint), _sure_of(hint)

    def validate(_: object, __: "Attribute", value: object) -> None:
        if type(value) not in sure:
            check(name, value)

    return validate


def _sure_of(hint: object) -> frozenset[type]:
    """Name the classes whose every instance the annotation accepts; a text may be blank."""
    return frozenset(kind for kind in _kinds_of(hint) if isinstance(kind, type) and kind is not str)


def _kinds_of(hint: Any) -> tuple[Any, ...]:
    """Give what an annotation accepts, one kind or several."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _kinds_of(get_args(hint)[0])
    return get_args(hint) if origin in (Union, UnionType) else (hint,)


def _check_of(hint: Any) -> Check:
    """Find the check that an annotation asks for."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _check_of(get_args(hint)[0])
    if origin in (Union, UnionType):
        return _check_of_union(get_args(hint))
    if origin in _WAY_OUT:
        return _check_of_many(origin, _check_of(_item_of(hint)))
    if hint in _PLAIN:
        return _PLAIN[hint]
    return _check_of_class(origin or hint)


def _item_of(hint: Any) -> Any:
    item, *others = get_args(hint)
    if others not in ([], [Ellipsis]):
        raise KpiError(f"{hint} holds several kinds of values: write tuple[{item.__name__}, ...]")
    return item


def _check_of_union(kinds: tuple[Any, ...]) -> Check:
    if any(get_origin(kind) is Annotated for kind in kinds):
        raise KpiError("None belongs inside the marking: write Facet[str | None]")
    checks = [_check_of(kind) for kind in kinds if kind is not NoneType]
    if len(checks) != 1:
        raise KpiError(f"a field accepts one kind of value or None, not {kinds}")

    def check(name: str, value: object) -> object:
        return value if value is None else checks[0](name, value)

    return check


def _check_of_many(container: type, check_one: Check) -> Check:
    def check(name: str, value: object) -> object:
        if not isinstance(value, frozenset | tuple) or not isinstance(value, container):
            raise KpiError(
                f"{name}={shown(value, 200)} is no {container.__name__}: {_WAY_OUT[container]}"
            )
        for item in value:
            check_one(name, item)
        return value

    return check


def _check_of_class(kind: Any) -> Check:
    def check(name: str, value: object) -> object:
        if not isinstance(value, kind):
            raise KpiError(f"{name}={shown(value, 200)} is no {kind.__name__}{_members(kind)}")
        return value

    return check if isinstance(kind, type) else _anything


def _members(kind: type) -> str:
    names = ", ".join(f"{member.name} ({member.value})" for member in _enum_members(kind))
    return f": write a member, {names}" if names else ""


def _enum_members(kind: type) -> list[Enum]:
    return list(kind) if issubclass(kind, Enum) else []


def _check_bool(name: str, value: object) -> object:
    if not isinstance(value, bool):
        raise KpiError(f"{name}={shown(value, 200)} is no True, False or None")
    return value


def _check_number(name: str, value: object) -> object:
    return check_whole(name, value, least=None)


def _anything(_: str, value: object) -> object:
    return value


_PLAIN: dict[object, Check] = {
    str: check_text,
    int: _check_number,
    bool: _check_bool,
    date: check_day,
    Any: _anything,
}
_WAY_OUT: dict[object, str] = {
    frozenset: "write frozenset({'…'})",
    tuple: "write a tuple, ('…',)",
}


@attrs.frozen(repr=False)
class Loaded(Told, Generic[R]):
    """Records and what was wrong with what they were made of; stands wherever records stand.

    >>> len(Loaded(("a record",), ()))
    1
    """

    records: tuple[R, ...]
    problems: tuple[Problem, ...]

    def __repr__(self) -> str:
        return f"<Loaded: {len(self.records):,} records, {len(self.problems):,} problems>"

    @property
    def rejected(self) -> tuple[int, ...]:
        """The numbers, from 1, of the rows that made no record."""
        errors = (each.row for each in self.problems if each.level == "error")
        return tuple(dict.fromkeys(row for row in errors if row is not None))

    def __iter__(self) -> Iterator[R]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)


def key_of(record: object) -> str:
    """Give the id of a record: its first field, with the insurer of a policyholder beside it."""
    shape = shape_of(type(record))
    return " · ".join(str(getattr(record, name)) for name in shape.key)


def _root_of(noun: type) -> type:
    """Give the noun that a class is or was made a subclass of: they share their ids."""
    return [each for each in noun.__mro__ if "__shape__" in vars(each)][-1]


def duplicates(records: Iterable[object]) -> list[Problem]:
    """Tell every id that more than one record of a noun has, those of its subclasses included."""
    seen = Counter((_root_of(type(each)), key_of(each)) for each in records)
    return [
        Problem(
            rule="duplicate id",
            ids=(key,),
            english=f"{n} records of {noun.__name__} have the id {key}; each is counted",
            japanese=f"{noun.__name__} の ID {key} が{n}件あります（いずれも集計されます）",
        )
        for (noun, key), n in seen.items()
        if n > 1
    ]
