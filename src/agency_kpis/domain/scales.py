"""Scales: what more cover means, item by item.

A scale reads each value into its one canonical form, refusing what it does not know, and
tells how one canonical value moved to another. なし is ``NONE`` on every scale; a value of
``None`` is unknown, and so is its move.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection
from enum import Enum, StrEnum, auto
from typing import Any, Final, Generic, TypeAlias, TypeVar

from attrs import field, frozen

from agency_kpis.checks import check_text, check_whole
from agency_kpis.errors import KpiError, nearest

V = TypeVar("V")


class Move(StrEnum):
    """What became of one item between two intents."""

    SAME = "同じ"
    RAISED = "アップ"
    LOWERED = "ダウン"
    MIXED = "混在"
    DIFFERENT = "相違"
    UNKNOWN = "不明"


# Comparisons are many, and Python 3.11 finds a bare name far faster than a member.
SAME, RAISED, LOWERED, MIXED, DIFFERENT, UNKNOWN = Move


class Nothing(StrEnum):
    """The one value of having no cover, equal to its Japanese word."""

    NONE = "なし"


class Unlimited(StrEnum):
    """The one amount above all figures, equal to its Japanese word."""

    UNLIMITED = "無制限"


NONE: Final = Nothing.NONE
UNLIMITED: Final = Unlimited.UNLIMITED
_NOT_COVERED = "対象外"  # how insurers' amount columns write なし


@frozen
class AgreedValue:
    """A sum insured in yen, with the band that the insurer permits for it (協定保険価額).

    >>> print(AgreedValue(1_500_000, low=1_300_000, high=1_700_000))
    1,500,000円（範囲内）
    """

    yen: int
    low: int = field(kw_only=True)
    high: int = field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_whole("yen", self.yen, least=1)
        check_whole("low", self.low)
        check_whole("high", self.high)
        if self.low > self.high:
            raise KpiError(f"low={self.low} is more than high={self.high}")

    @property
    def side(self) -> int:
        """Where the sum stands: −1 below its band, 0 within, 1 above."""
        return (self.yen > self.high) - (self.yen < self.low)

    def __str__(self) -> str:
        standing = {-1: "下回る", 0: "範囲内", 1: "上回る"}[self.side]
        return f"{self.yen:,}円（{standing}）"


Value: TypeAlias = str | int | AgreedValue | frozenset[str] | tuple[Any, ...]
"""A canonical value; ``NONE`` and ``UNLIMITED`` are texts too."""


def is_known(value: object) -> bool:
    """Tell whether a value is known in every part."""
    if isinstance(value, tuple):
        return all(is_known(part) for part in value)
    return value is not None


@frozen
class Within:
    """The item that another hangs on; of a set of insured objects, the member it hangs on."""

    parent: str
    member: str | None = None

    def asks(self, value: object) -> bool:
        """Tell whether the item is asked where its parent has this value."""
        if value is NONE:
            return False
        return self.member is None or (isinstance(value, frozenset) and self.member in value)

    def __str__(self) -> str:
        return self.parent if self.member is None else f"{self.member} in {self.parent}"


Parent: TypeAlias = str | tuple[str, str] | Within | None
"""How ``within=`` is written: an item's name, or a pair of an item and its member."""


def _within(parent: Parent) -> Within | None:
    if parent is None or isinstance(parent, Within):
        return parent
    names: object = (parent,) if isinstance(parent, str) else parent
    if not isinstance(names, tuple) or len(names) not in (1, 2):
        raise KpiError(f"within={parent!r} is neither an item nor a pair (item, member)")
    return Within(*(check_text("within", name) for name in names))


class Place(Enum):
    """Where なし stands among the values of a scale."""

    BELOW = auto()
    ABOVE = auto()
    NOWHERE = auto()


BELOW, ABOVE, NOWHERE = Place


def _below(none: bool) -> Place:
    return BELOW if none else NOWHERE


@frozen(kw_only=True)
class Scale(ABC, Generic[V]):
    """What the values of an item are, and which of two is more cover."""

    none: Place = NOWHERE
    within: Within | None = field(default=None, converter=_within)

    def read(self, name: str, value: object) -> V | Nothing | None:
        """Give the canonical form of an item's value, or refuse it by the item's name."""
        if value is None:
            return None
        if isinstance(value, str) and value == NONE:
            return self._nothing(name, value)
        return self._read(name, value)

    def compare(self, initial: V | Nothing | None, final: V | Nothing | None) -> Move:
        """Tell how one canonical value moved to another."""
        if initial is None or final is None:
            return UNKNOWN
        if initial is NONE or final is NONE:
            before, after = initial is not NONE, final is not NONE
            return step(before, after) if self.none is BELOW else step(after, before)
        return self._compare(initial, final)

    def show(self, value: V | Nothing | None) -> str:
        """Write a canonical value in Japanese."""
        if value is None:
            return UNKNOWN.value
        return NONE.value if value is NONE else self._show(value)

    def ordered(self) -> bool:
        """Tell that no two known values merely differ, neither of them more cover."""
        return True

    def _nothing(self, name: str, value: object) -> Nothing:
        if self.none is NOWHERE:
            raise KpiError(f"{name}={value!r} is なし, which its scale has only with none=True")
        return NONE

    # The hooks below see no None and no なし.

    @abstractmethod
    def _read(self, name: str, value: object) -> V | Nothing | None: ...

    @abstractmethod
    def _compare(self, initial: V, final: V) -> Move: ...

    def _show(self, value: V) -> str:
        return str(value)


def check_scale(name: str, value: object) -> Scale[Any]:
    """Give back a scale, or refuse it by name."""
    if not isinstance(value, Scale):
        raise KpiError(f"{name}={value!r} is no scale: write ladder(…), amount(…) or another")
    return value


def step(before: int, after: int) -> Move:
    """Read the move from one rank to another."""
    if before == after:
        return SAME
    return RAISED if after > before else LOWERED


def joined(moves: Collection[Move]) -> Move:
    """Read several moves as one: what certainly rose or fell comes before what is unknown."""
    if MIXED in moves or (RAISED in moves and LOWERED in moves):
        return MIXED
    for telling in (LOWERED, RAISED, UNKNOWN, DIFFERENT):
        if telling in moves:
            return telling
    return SAME


def _check_levels(what: str, levels: tuple[object, ...]) -> None:
    for level in levels:
        if check_text(what, level) == NONE:
            raise KpiError(f"{what}='なし' is no {what} among others: write none=True")
        if levels.count(level) > 1:
            raise KpiError(f"{what}={level!r} is given twice")


@frozen
class Ladder(Scale[str]):
    """Levels of which each is more cover than the one before it."""

    levels: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        _check_levels("level", self.levels)
        if not self.levels:
            raise KpiError("levels=() is no ladder: name a level beside なし")

    def _read(self, name: str, value: object) -> str | Nothing:
        if not isinstance(value, str) or value not in self.levels:
            known = self.levels if self.none is NOWHERE else (NONE, *self.levels)
            raise KpiError(f"{name}={value!r} is no level: {nearest(value, known)}")
        return self.levels[self.levels.index(value)]

    def _compare(self, initial: str, final: str) -> Move:
        return step(self.levels.index(initial), self.levels.index(final))


def ladder(*levels: str, none: bool = False, within: Parent = None) -> Scale[str]:
    """Order levels from the least cover to the most; なし may stand first or last.

    >>> own_damage = ladder("なし", "エコノミー", "一般")
    >>> own_damage.compare("一般", "エコノミー").value
    'ダウン'
    >>> own_damage.read("車両保険", "エコノミ")
    Traceback (most recent call last):
    agency_kpis.errors.KpiError: 車両保険='エコノミ' is no level: did you mean 'エコノミー'?
    """
    if levels[:1] == (NONE,):
        return Ladder(levels[1:], none=BELOW, within=within)
    if levels[-1:] == (NONE,) and not none:
        return Ladder(levels[:-1], none=ABOVE, within=within)
    return Ladder(levels, none=_below(none), within=within)


@frozen
class Rider(Ladder):
    """Having a rider or not; yes and no say it too."""

    levels: tuple[str, ...] = ("あり",)

    def _read(self, name: str, value: object) -> str | Nothing:
        if isinstance(value, bool):
            return self.levels[0] if value else NONE
        return super()._read(name, value)


def rider(*, restricting: bool = False, none: bool = False, within: Parent = None) -> Scale[str]:
    """Read having a rider (あり or ``True``) as more cover; having a restricting one, as less.

    Not having it is なし, with ``none=True`` or without; of a restricting rider that is
    the top, so that ``none=True`` is refused.

    >>> lawyer, no_theft = rider(), rider(restricting=True)
    >>> lawyer.compare("あり", NONE).value, no_theft.compare("あり", NONE).value
    ('ダウン', 'アップ')
    """
    if restricting and none:
        raise KpiError("none=True: なし of a restricting rider is its top; write within= instead")
    return Rider(none=ABOVE if restricting else BELOW, within=within)


@frozen
class Amount(Scale[int | Unlimited]):
    """A whole number of which more is more cover."""

    unit: str = field(default="円", kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_text("unit", self.unit)

    def _read(self, name: str, value: object) -> int | Unlimited | Nothing:
        if not isinstance(value, str):
            return check_whole(name, value) or self._nothing(name, value)
        if value == UNLIMITED:
            return UNLIMITED
        if value == _NOT_COVERED:
            return self._nothing(name, value)
        raise KpiError(f"{name}={value!r} is no amount: write a whole number, 無制限 or なし")

    def _compare(self, initial: int | Unlimited, final: int | Unlimited) -> Move:
        if initial is UNLIMITED or final is UNLIMITED:
            return step(initial is UNLIMITED, final is UNLIMITED)
        return step(initial, final)

    def _show(self, value: int | Unlimited) -> str:
        return value.value if value is UNLIMITED else f"{value:,}{self.unit}"


def amount(*, unit: str = "円", none: bool = True, within: Parent = None) -> Scale[int | Unlimited]:
    """Read a larger whole number as more cover: なし is the bottom, 無制限 the top.

    0, なし and 対象外 are one value; ``none=False`` refuses it.

    >>> liability = amount()
    >>> liability.compare(liability.read("対人賠償", "無制限"), 100_000_000).value
    'ダウン'
    >>> liability.read("対人賠償", 0) is NONE
    True
    """
    return Amount(unit=unit, none=_below(none), within=within)


@frozen
class Burden(Scale[int]):
    """A whole number of which less is more cover."""

    unit: str = field(default="円", kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_text("unit", self.unit)

    def _read(self, name: str, value: object) -> int | Nothing:
        if isinstance(value, str):
            raise KpiError(f"{name}={value!r} is no burden: write a whole number or なし")
        burden = check_whole(name, value)
        return burden if burden or self.none is BELOW else NONE

    def _compare(self, initial: int, final: int) -> Move:
        return step(final, initial)

    def _show(self, value: int) -> str:
        return f"{value:,}{self.unit}"


def burden(*, unit: str = "円", none: bool = False, within: Parent = None) -> Scale[int]:
    """Read a smaller whole number as more cover, such as a deductible or a waiting period.

    0 and なし are one value, the top. With ``none=True`` they part: 0 is no burden, the
    top, and なし is no cover, the bottom.

    >>> deductible = burden()
    >>> deductible.compare(deductible.read("対物免責", 0), 50_000).value
    'ダウン'
    """
    return Burden(unit=unit, none=BELOW if none else ABOVE, within=within)


@frozen
class Subset(Scale[frozenset[str]]):
    """What is covered, compared by inclusion."""

    members: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        _check_levels("member", self.members)

    def _read(self, name: str, value: object) -> frozenset[str] | Nothing:
        if not isinstance(value, set | frozenset):
            raise KpiError(f"{name}={value!r} is no set: write {{'建物', '家財'}}")
        for member in value:
            self.check_member(name, member)
        return frozenset(value) or self._nothing(name, value)

    def check_member(self, name: str, member: object) -> None:
        """Refuse what can be no member; where none are declared, any text can."""
        if check_text(name, member) == NONE or (self.members and member not in self.members):
            raise KpiError(f"{name}: {member!r} is no member: {nearest(member, self.members)}")

    def _compare(self, initial: frozenset[str], final: frozenset[str]) -> Move:
        if initial == final:
            return SAME
        if initial < final:
            return RAISED
        return LOWERED if initial > final else MIXED

    def _show(self, value: frozenset[str]) -> str:
        return "・".join(sorted(value, key=(*self.members, *sorted(value)).index))


def subset(*members: str, none: bool = True, within: Parent = None) -> Scale[frozenset[str]]:
    """Compare sets by inclusion, such as the property insured; the empty set is なし.

    Without ``members`` any texts are. ``none=False`` refuses the empty set.

    >>> insured = subset("建物", "家財")
    >>> insured.compare(frozenset({"建物"}), frozenset({"建物", "家財"})).value
    'アップ'
    >>> insured.compare(frozenset({"建物"}), frozenset({"家財"})).value
    '混在'
    """
    return Subset(members, none=_below(none), within=within)


Parts: TypeAlias = tuple[Any, ...]


@frozen
class Components(Scale[Parts]):
    """Several scales side by side."""

    parts: tuple[Scale[Any], ...]

    def __attrs_post_init__(self) -> None:
        if len(self.parts) < 2:
            raise KpiError("parts: one part is no components: write two or more")
        for part in self.parts:
            if check_scale("parts", part).within is not None:
                raise KpiError(f"parts: a part within {part.within}: write within= on components")

    def ordered(self) -> bool:
        """Tell that every part is ordered."""
        return all(part.ordered() for part in self.parts)

    def _read(self, name: str, value: object) -> Parts | None:
        if not isinstance(value, tuple) or len(value) != len(self.parts):
            raise KpiError(f"{name}={value!r} is no tuple of {len(self.parts)} parts")
        each = zip(self.parts, value, strict=True)
        parts = tuple(scale.read(name, part) for scale, part in each)
        return parts if any(part is not None for part in parts) else None

    def _compare(self, initial: Parts, final: Parts) -> Move:
        pairs = zip(self.parts, initial, final, strict=True)
        moves = [part.compare(before, after) for part, before, after in pairs]
        if DIFFERENT in moves:
            return DIFFERENT
        for part, move in zip(self.parts, moves, strict=True):
            if move is UNKNOWN and not part.ordered():
                return UNKNOWN
        return joined(moves)

    def _show(self, value: Parts) -> str:
        each = zip(self.parts, value, strict=True)
        return "／".join(scale.show(part) for scale, part in each)


def components(*scales: Scale[Any], none: bool = False, within: Parent = None) -> Scale[Parts]:
    """Compare part by part: more cover is each part at least as good; crossed parts are mixed.

    A value is a tuple, of which a part may be ``None``, unknown: what is known of the
    others still tells. Parts that merely differ make the whole different.

    >>> deductibles = components(burden(), burden())
    >>> deductibles.compare((50_000, 100_000), (100_000, 50_000)).value
    '混在'
    """
    return Components(scales, none=_below(none), within=within)


@frozen
class Agreed(Scale[AgreedValue]):
    """A sum that follows its market value, compared by where it stands in its band."""

    def _read(self, name: str, value: object) -> AgreedValue:
        if not isinstance(value, AgreedValue):
            way_out = "write AgreedValue(1_500_000, low=1_300_000, high=1_700_000)"
            raise KpiError(f"{name}={value!r} is no agreed value: {way_out}")
        return value

    def _compare(self, initial: AgreedValue, final: AgreedValue) -> Move:
        return step(initial.side, final.side)


def agreed_value(*, none: bool = False, within: Parent = None) -> Scale[AgreedValue]:
    """Compare as 下回る < 範囲内 < 上回る: a fall within the permitted band is no downgrade.

    A value is an ``AgreedValue``, whose yen are kept: two sums within their bands compare
    as the same and are not equal.

    >>> old = AgreedValue(1_500_000, low=1_300_000, high=1_700_000)
    >>> new = AgreedValue(1_350_000, low=1_150_000, high=1_550_000)
    >>> agreed_value().compare(old, new).value, old == new
    ('同じ', False)
    """
    return Agreed(none=_below(none), within=within)


@frozen
class Unordered(Scale[str | int]):
    """Facts of which none is more cover than another."""

    levels: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        _check_levels("level", self.levels)

    def ordered(self) -> bool:
        """Tell that two values may merely differ."""
        return False

    def _read(self, name: str, value: object) -> str | int:
        whole = isinstance(value, int)
        level = check_whole(name, value, least=None) if whole else check_text(name, value)
        if self.levels and level not in self.levels:
            raise KpiError(f"{name}={value!r} is no level: {nearest(value, self.levels)}")
        return level

    def _compare(self, initial: str | int, final: str | int) -> Move:
        return SAME if initial == final else DIFFERENT


def unordered(*levels: str, none: bool = False, within: Parent = None) -> Scale[str | int]:
    """Read two values as the same or different, never as more or less; only なし is less.

    Without ``levels`` any text or whole number will do, such as 払込方法 or 等級.

    >>> payment = unordered("月払", "年払")
    >>> payment.compare("月払", "年払").value
    '相違'
    """
    return Unordered(levels, none=_below(none), within=within)
