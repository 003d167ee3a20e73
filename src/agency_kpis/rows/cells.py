"""What a cell reads as, what can be wrong with it, and what a field accepts."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from enum import Enum
from itertools import product
from types import NoneType
from typing import Annotated, Any, Final, TypeAlias, cast, get_args, get_origin

from attrs import evolve, fields, frozen

from agency_kpis.errors import KpiError, Level, nearest, shortened, shown


@frozen
class Fault:
    """A rule that a cell breaks, and how it does, said after the column and the value.

    ``column`` and ``value`` name the cell where it is one of several that are read as one.
    """

    rule: str
    english: str
    japanese: str
    level: Level = "error"
    column: str | None = None
    value: object = None


class Unreadable(KpiError):
    """A text that cannot be read; its ``args`` are the rule and how it is broken."""

    def __str__(self) -> str:
        return str(self.args[1])

    def fault(self) -> Fault:
        """Give the fault as it is told of a cell."""
        rule, english, japanese = self.args
        return Fault(rule, english, japanese)


@frozen
class Reading:
    """The value a cell reads as, and its faults; with an error among them it has no value."""

    value: object
    faults: tuple[Fault, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether there is a value, doubtful or not."""
        return all(fault.level == "warning" for fault in self.faults)


Read: TypeAlias = Callable[[object], Reading]


@frozen
class Kind:
    """What a field accepts: one ``base``, or a ``container`` of it, or also ``None``.

    ``unsaid`` is what it holds where a row does not say.
    """

    base: Any
    container: type | None = None
    optional: bool = False
    unsaid: object = None

    @property
    def is_word(self) -> bool:
        """Whether the base is a word with fixed members."""
        return isinstance(self.base, type) and issubclass(self.base, Enum)

    @property
    def is_plain(self) -> bool:
        """Whether a value is one text, whole number, day or word."""
        return self.container is None and (self.base in (str, int, date) or self.is_word)

    def takes(self, value: object) -> bool:
        """Tell whether a value is a whole cell's, and not one of several in it."""
        return value is None or self.container is None or isinstance(value, self.container)

    def says(self, value: object) -> bool:
        """Tell whether a value says more than a blank cell does."""
        return value is not None and value != self.unsaid


def kind_of(annotation: object) -> Kind:
    """Read what a field accepts from its annotation.

    >>> kind_of(frozenset[str] | None)
    Kind(base=<class 'str'>, container=<class 'frozenset'>, optional=True, unsaid=None)
    """
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return kind_of(parts[0])
    if NoneType in parts:
        (some,) = (part for part in parts if part is not NoneType)
        return evolve(kind_of(some), optional=True)
    if origin in (frozenset, tuple):
        return Kind(parts[0], origin)
    return Kind(origin or annotation)


def refusal_of(noun: type, name: str, value: object) -> ValueError | None:
    """Give the noun's own refusal of a field's value, or ``None`` where it takes it."""
    made: Any = getattr(fields(cast(Any, noun)), name)
    try:
        made.validator(None, made, value)
    except ValueError as error:
        return error
    return None


def misfit(kind: Kind, value: object, way_out: str) -> Fault:
    """Say why a value that a field refuses does not fit it; ``way_out`` is how it may be read.

    >>> misfit(Kind(int), 5.9, "map it with values=").english
    'is no whole number (an int)'
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return _UNKNOWN if kind.optional else _BLANK
    if kind.container is not None:
        return Fault(*_MANY[kind.container])
    if kind.is_word:
        return _no_word(kind.base, value, way_out)
    if isinstance(value, datetime) and kind.base is date:
        return Fault("no day", "is a moment, not a day", "日付でなく時刻まで含みます")
    rule, english, japanese = _ONE.get(kind.base, _OTHER)
    return Fault(rule, english.format(way_out=way_out), japanese)


def _no_word(words: type[Enum], value: object, way_out: str) -> Fault:
    known = [str(word.value) for word in words]
    member = next(
        (word.name for word in words if isinstance(value, str) and word.value == value), ""
    )
    if member:
        english = (
            f"is a text, and no {words.__name__}: write {words.__name__}.{member}, or {way_out}"
        )
    else:
        near = nearest(shown(value), known)
        english = f"is no {words.__name__}: write a member, or {way_out}; {near}"
    return Fault("unknown word", english, f"{words.__name__} にない値です（{'、'.join(known)}）")


_BLANK: Final = Fault("blank", "is blank, and the field needs a value", "値がありません")
_UNKNOWN: Final = Fault(
    "blank",
    "is blank: where it is unknown give None, or read blanks with conventions=JAPANESE",
    "空欄です（不明なら None を渡すか、conventions=JAPANESE で読みます）",
)
_ONE: Final[Mapping[object, tuple[str, str, str]]] = {
    str: (
        "no text",
        "is no text; give the column as text, with the zeros it begins with",
        "文字列ではありません（先頭の0ごと文字列で渡してください）",
    ),
    int: ("no whole number", "is no whole number (an int)", "整数ではありません"),
    bool: ("no yes or no", "is no True, False or None; {way_out}", "真偽値ではありません"),
    date: ("no day", "is no date; {way_out}", "日付ではありません"),
}
_MANY: Final[Mapping[type, tuple[str, str, str]]] = {
    frozenset: ("no set", "is no frozenset of values that fit", "値の集合ではありません"),
    tuple: ("no tuple", "is no tuple of values that fit", "値の並びではありません"),
}
_OTHER: Final = ("other kind", "is not of the kind that the field holds", "型が異なります")


# ---- refusals --------------------------------------------------------------------------


def blamed(error: ValueError, names: Collection[str]) -> str | None:
    """Give the field or item that a refusal begins with, as those of the library do.

    >>> blamed(KpiError("Broadcast.recipients=-5 is less than 0"), ["recipients"])
    'recipients'
    """
    message = str(error)
    heads = (message, _NOUN.sub("", message))
    for name, head in product(names, heads):
        if head.startswith((f"{name}=", f"{name}:")):
            return name
    return None


def refusal(error: ValueError, *, is_placed: bool) -> Fault:
    """Tell what was refused of sound values; after a column and its value where it is placed."""
    message = shortened(str(error), 200)
    known = [japanese for english, japanese in _JAPANESE.items() if english in message]
    english = f"is refused: {message}" if is_placed else message
    return Fault("refused", english, known[0] if known else "受け付けられない値です")


_NOUN: Final = re.compile(r"^\w+\.")
_JAPANESE: Final[Mapping[str, str]] = {
    "is less than 0": "0より小さい値です",
    "a review without a day": "検証日がないのに検証の記録があります",
    "is not asked": "もとになる項目がなしのため、値は持てません",
    "digits": "桁が多すぎます",
}
