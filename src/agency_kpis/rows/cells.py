"""What a cell reads as, what can be wrong with it, and what a field accepts."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import Annotated, Any, Final, TypeAlias, cast, get_args, get_origin

from attrs import evolve, fields, frozen

from agency_kpis.errors import KpiError, Level, nearest, shown


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


def misfit(kind: Kind, value: object) -> Fault:
    """Say why a value that a field refuses does not fit it.

    >>> misfit(Kind(int), 5.9).english
    'is no whole number (an int)'
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return Fault("blank", "is blank, and the field needs a value", "値がありません")
    if kind.container is not None:
        return Fault(*_MANY[kind.container])
    if kind.is_word:
        words = [str(word.value) for word in kind.base]
        return Fault(
            "unknown word",
            f"is no {kind.base.__name__}: write a member, or map it with values=; "
            + nearest(shown(value), words),
            f"{kind.base.__name__} にない値です（{'、'.join(words)}）",
        )
    if isinstance(value, datetime) and kind.base is date:
        return Fault("no day", "is a moment, not a day", "日付でなく時刻まで含みます")
    return Fault(*_ONE.get(kind.base, _OTHER))


_READ: Final = "read texts with conventions=JAPANESE, or map them with values="
_ONE: Final[Mapping[object, tuple[str, str, str]]] = {
    str: (
        "no text",
        "is no text; give the column as text, with the zeros it begins with",
        "文字列ではありません（先頭の0ごと文字列で渡してください）",
    ),
    int: ("no whole number", "is no whole number (an int)", "整数ではありません"),
    bool: ("no yes or no", f"is no True, False or None; {_READ}", "真偽値ではありません"),
    date: ("no day", f"is no date; {_READ}", "日付ではありません"),
}
_MANY: Final[Mapping[type, tuple[str, str, str]]] = {
    frozenset: ("no set", "is no frozenset of values that fit", "値の集合ではありません"),
    tuple: ("no tuple", "is no tuple of values that fit", "値の並びではありません"),
}
_OTHER: Final = ("other kind", "is not of the kind that the field holds", "型が異なります")
