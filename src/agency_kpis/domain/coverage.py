"""Coverage: the partial order of customers' intents.

A form lists items, each with its scale; an intent fills in a form, wholly or in part; the
comparison of two intents tells what was lowered, what was raised, and what cannot be told.
"""

from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum
from typing import Any, Final, NamedTuple, TypeAlias

from attrs import field, frozen

from agency_kpis.checks import check_text, check_whole
from agency_kpis.domain.scales import (
    LOWERED,
    MIXED,
    SAME,
    UNKNOWN,
    Move,
    Scale,
    Subset,
    Value,
    Within,
    check_scale,
    is_known,
    joined,
)
from agency_kpis.errors import KpiError, nearest
from agency_kpis.frozen import FrozenMap
from agency_kpis.records import derive


class ChangeKind(StrEnum):
    """What became of an intent as a whole."""

    DOWNGRADE = "ダウングレード"
    UPGRADE = "アップグレード"
    MIXED = "混在"
    DIFFERENT = "相違"
    UNCHANGED = "変更なし"
    UNDETERMINED = "判定不能"


_KINDS: Final = {
    Move.SAME: ChangeKind.UNCHANGED,
    Move.RAISED: ChangeKind.UPGRADE,
    Move.LOWERED: ChangeKind.DOWNGRADE,
    Move.MIXED: ChangeKind.MIXED,
    Move.DIFFERENT: ChangeKind.DIFFERENT,
    Move.UNKNOWN: ChangeKind.UNDETERMINED,
}
_DOWNGRADES: Final = (ChangeKind.DOWNGRADE, ChangeKind.MIXED)
_CERTAIN: Final = (*_DOWNGRADES, ChangeKind.UNDETERMINED)  # whatever else is unknown


class _Blank(Enum):
    """What stands in the cell of an item that is not asked."""

    NOT_ASKED = "not asked"


_NOT_ASKED: Final = _Blank.NOT_ASKED
_Cell: TypeAlias = Value | _Blank | None


def _frozen_items(items: Mapping[str, Scale[Any]]) -> FrozenMap[str, Scale[Any]]:
    if not isinstance(items, Mapping):
        raise KpiError(f"items={items!r} is no mapping of item names to scales")
    return FrozenMap(items)


@frozen(cache_hash=True, repr=False)
class IntentForm:
    """A list of items, each with its scale, by which intents are filled in and compared.

    An item may be ``within`` another that stands before it. Where the parent is なし, or
    a set without the member named, the item is not asked; where the parent is unknown,
    so is the item.

    >>> from agency_kpis.domain.scales import amount, burden, components, ladder
    >>> auto = IntentForm(
    ...     "auto",
    ...     items={
    ...         "対人賠償": amount(),
    ...         "車両保険": ladder("なし", "エコノミー", "一般"),
    ...         "車両免責": components(burden(), burden(), within="車両保険"),
    ...     },
    ... )
    >>> auto.intent(対人賠償="無制限", 車両保険="なし")
    Intent(auto v1: 対人賠償=無制限, 車両保険=なし)
    >>> auto.intent(車両保険="なし", 車両免責=(0, 100_000))
    Traceback (most recent call last):
    agency_kpis.errors.KpiError: 車両免責=(0, 100000) is not asked: there is no 車両保険
    """

    form_id: str
    version: int = field(default=1, kw_only=True)
    items: FrozenMap[str, Scale[Any]] = field(kw_only=True, converter=_frozen_items, eq=False)
    pairs: tuple[tuple[str, Scale[Any]], ...] = field(init=False)
    names: tuple[str, ...] = field(init=False, eq=False)

    @pairs.default
    def _pairs(self) -> tuple[tuple[str, Scale[Any]], ...]:
        return tuple(self.items.items())

    @names.default
    def _names(self) -> tuple[str, ...]:
        return tuple(self.items)

    def __attrs_post_init__(self) -> None:
        check_text("form_id", self.form_id)
        check_whole("version", self.version, least=1)
        before: dict[str, Scale[Any]] = {}
        for name, scale in self.pairs:
            check_scale(check_text("item", name), scale)
            _check_parent(name, scale, before)
            before[name] = scale

    def __str__(self) -> str:
        return f"{self.form_id} v{self.version}"

    def __repr__(self) -> str:
        return f"IntentForm({self}: {', '.join(self.names)})"

    def intent(
        self,
        values: Mapping[str, object] | None = None,
        /,
        *,
        insured: str | None = None,
        **named: object,
    ) -> "Intent":
        """Fill in the form: what is left out, or ``None``, is unknown.

        Values are given by name, by a mapping, or both, a name coming before the mapping;
        ``insured`` names the insured object, such as the vehicle.

        >>> from agency_kpis.domain.scales import rider
        >>> IntentForm("auto", items={"弁護士費用": rider()}).intent(弁護士費=True)
        Traceback (most recent call last):
        agency_kpis.errors.KpiError: auto v1 has no item '弁護士費': did you mean '弁護士費用'?
        """
        given = {**(values or {}), **named}
        self._check_names(given)
        return Intent(self, tuple(map(given.get, self.names)), insured)

    def extended(
        self,
        items: Mapping[str, Scale[Any]] | None = None,
        /,
        *,
        form_id: str | None = None,
        version: int | None = None,
        **named: Scale[Any],
    ) -> "IntentForm":
        """Make a form of an agency's own with more items, or with other scales for some.

        It takes a ``form_id`` or a ``version`` of its own, for no two forms share both.

        >>> from agency_kpis.domain.scales import rider
        >>> auto = IntentForm("auto", items={"弁護士費用": rider()})
        >>> auto.extended(form_id="our auto", 個人賠償=rider())
        IntentForm(our auto v1: 弁護士費用, 個人賠償)
        """
        return self._own({**self.items, **(items or {}), **named}, form_id, version)

    def without(
        self, *names: str, form_id: str | None = None, version: int | None = None
    ) -> "IntentForm":
        """Make a form of an agency's own that lacks some items; a parent leaves last.

        >>> from agency_kpis.domain.scales import rider
        >>> auto = IntentForm("auto", items={"弁護士費用": rider(), "個人賠償": rider()})
        >>> auto.without("個人賠償", version=2)
        IntentForm(auto v2: 弁護士費用)
        """
        self._check_names(names)
        kept = {name: scale for name, scale in self.pairs if name not in names}
        return self._own(kept, form_id, version)

    def _own(
        self, items: Mapping[str, Scale[Any]], form_id: str | None, version: int | None
    ) -> "IntentForm":
        own_id = self.form_id if form_id is None else form_id
        own_version = self.version if version is None else version
        if (own_id, own_version) == (self.form_id, self.version):
            raise KpiError(
                f"{self} names the form it is made from: give another form_id or version"
            )
        return IntentForm(own_id, version=own_version, items=items)

    def _check_names(self, names: Iterable[object]) -> None:
        for name in names:
            if name not in self.names:
                raise KpiError(f"{self} has no item {name!r}: {nearest(name, self.names)}")


def _check_parent(name: str, scale: Scale[Any], before: Mapping[str, Scale[Any]]) -> None:
    """Refuse an item within none of those before it, so that items cannot go in circles."""
    within = scale.within
    if within is None:
        return
    parent = before.get(within.parent)
    if parent is None:
        way_out = nearest(within.parent, before)
        raise KpiError(f"{name}: within={within.parent!r} is no item before it: {way_out}")
    if within.member is None:
        return
    if not isinstance(parent, Subset):
        raise KpiError(f"{name}: within={within} names a member, but {within.parent} is no subset")
    parent.check_member(f"{name}: within", within.member)


@frozen(eq=False, repr=False)
class Intent:
    """A form filled in, wholly or in part; made by ``IntentForm.intent``.

    Two are equal where form, insured object and values are. ``row`` holds the values in
    the order of the form, ``cells`` what of them counts in a comparison: a value whose
    parent is unknown is kept, and counts as unknown. ``unmoved`` is the comparison of the
    intent with its equal, made once.

    >>> from agency_kpis.domain.scales import amount, rider
    >>> auto = IntentForm("auto", items={"対物賠償": amount(), "弁護士費用": rider()})
    >>> intent = auto.intent(対物賠償=0)
    >>> intent == auto.intent(対物賠償="なし"), intent.unknown
    (True, ('弁護士費用',))
    """

    form: IntentForm
    row: tuple[Any, ...]
    insured: str | None = None
    cells: tuple[_Cell, ...] = field(init=False)
    is_complete: bool = field(init=False)
    unmoved: "IntentChange" = field(init=False)

    def __attrs_post_init__(self) -> None:
        if self.insured is not None:
            check_text("insured", self.insured)
        row, cells = _filled(self.form, self.row)
        derive(self, row=row, cells=cells, is_complete=all(map(is_known, cells)))
        derive(self, unmoved=_unmoved(self))

    @property
    def values(self) -> FrozenMap[str, Value]:
        """The values given, by item."""
        pairs = zip(self.form.names, self.row, strict=True)
        return FrozenMap({name: value for name, value in pairs if value is not None})

    @property
    def unknown(self) -> tuple[str, ...]:
        """The items not known in every part; those that are not asked are none of them."""
        return tuple(name for name, _ in self.unmoved.moved)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Intent) and self._key() == other._key())

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        return (self.row, self.insured, self.form)

    def __repr__(self) -> str:
        each = zip(self.form.pairs, self.row, strict=True)
        words = [
            f"{name}={scale.show(value)}" for (name, scale), value in each if value is not None
        ]
        insured = "" if self.insured is None else f" of {self.insured!r}"
        return f"Intent({self.form}{insured}: {', '.join(words)})"


def _filled(form: IntentForm, given: Iterable[object]) -> tuple[tuple[Any, ...], tuple[_Cell, ...]]:
    """Read each value into its row, and into the cell that counts in a comparison."""
    row: dict[str, Value | None] = {}
    cells: dict[str, _Cell] = {}
    for (name, scale), value in zip(form.pairs, given, strict=True):
        row[name] = scale.read(name, value)
        cells[name] = _cell(row[name], scale.within, row, cells)
        if cells[name] is _NOT_ASKED and row[name] is not None:
            raise KpiError(f"{name}={value!r} is not asked: there is no {scale.within}")
    return tuple(row.values()), tuple(cells.values())


def _cell(
    value: Value | None,
    within: Within | None,
    row: Mapping[str, Value | None],
    cells: Mapping[str, _Cell],
) -> _Cell:
    if within is None:
        return value
    parent, cell = row[within.parent], cells[within.parent]
    if cell is _NOT_ASKED or (parent is not None and not within.asks(parent)):
        return _NOT_ASKED
    return None if cell is None else value


class IntentChange(NamedTuple):
    """What became of each item between two intents, and of the whole; made by ``compare``.

    ``moved`` holds the items that did not stay the same, or of which that is unknown;
    ``before`` and ``after`` what the two say, in the order of the form; ``reason`` tells
    why they could not be compared at all, and is ``None`` where they were.

    A named tuple, the cheapest of frozen values: books are compared by the hundred thousand.
    """

    form: IntentForm
    before: tuple[_Cell, ...]
    after: tuple[_Cell, ...]
    moved: tuple[tuple[str, Move], ...]
    kind: ChangeKind
    reason: str | None = None

    @property
    def moves(self) -> FrozenMap[str, Move]:
        """The move of each item; one that is not asked on either side has none."""
        cells = zip(self.form.names, self.before, self.after, strict=False)
        asked = [name for name, *sides in cells if _NOT_ASKED not in sides]
        return FrozenMap({**dict.fromkeys(asked, SAME), **dict(self.moved)})

    @property
    def lowered(self) -> tuple[str, ...]:
        """The items certainly lowered, the mixed ones included."""
        return tuple(name for name, move in self.moved if move in (LOWERED, MIXED))

    @property
    def is_downgrade(self) -> bool:
        """Whether any item was certainly lowered, whatever else was raised or is unknown."""
        return self.kind in _DOWNGRADES

    @property
    def differs(self) -> bool | None:
        """Whether any item certainly differs; ``None`` where that cannot be told."""
        if any(move is not UNKNOWN for _, move in self.moved):
            return True
        return None if self.kind is ChangeKind.UNDETERMINED else False

    def explain(self) -> tuple[str, ...]:
        """Say in a Japanese sentence for each item that moved how it moved."""
        moved = [(name, move) for name, move in self.moved if move is not UNKNOWN]
        return tuple(f"{name}: {self._words(name)}（{move}）" for name, move in moved)

    def _words(self, name: str) -> str:
        scale, place = self.form.items[name], self.form.names.index(name)
        return f"{scale.show(self.before[place])} → {scale.show(self.after[place])}"


def compare(initial: Intent, final: Intent) -> IntentChange:
    """Compare two intents item by item; unknown never reads as the same.

    Something lowered and something raised is 混在; something lowered, ダウングレード,
    whatever is unknown; else anything unknown is 判定不能; else it is アップグレード,
    相違 or 変更なし. An item that one side does not ask has no move: its parent's tells.
    Intents by different forms, or of different insured objects where both are named, are
    判定不能 with that reason.

    >>> from agency_kpis.domain.scales import amount, ladder
    >>> own_damage = ladder("なし", "エコノミー", "一般")
    >>> auto = IntentForm("auto", items={"対人賠償": amount(), "車両保険": own_damage})
    >>> initial = auto.intent(対人賠償="無制限", 車両保険="一般")
    >>> change = compare(initial, auto.intent(対人賠償="無制限", 車両保険="エコノミー"))
    >>> print(change.kind, change.is_downgrade, change.differs, change.lowered)
    ダウングレード True True ('車両保険',)
    >>> change.explain()
    ('車両保険: 一般 → エコノミー（ダウン）',)
    >>> print(compare(initial, auto.intent(対人賠償="無制限")).kind)
    判定不能
    """
    form = initial.form
    same_subject = form is final.form and initial.insured == final.insured
    if same_subject and initial.cells == final.cells:
        return initial.unmoved
    reason = None if same_subject else _incomparable(initial, final)
    if reason is not None:
        return IntentChange(form, (), (), (), ChangeKind.UNDETERMINED, reason)
    moved = _moved(initial, final)
    kind = _kind(initial, final, moved)
    return IntentChange(form, initial.cells, final.cells, tuple(moved.items()), kind)


def _incomparable(initial: Intent, final: Intent) -> str | None:
    if initial.form is not final.form and initial.form != final.form:
        return f"意向の様式が異なる（{initial.form} → {final.form}）"
    if initial.insured is None or final.insured is None or initial.insured == final.insured:
        return None
    return f"保険の対象物が異なる（{initial.insured} → {final.insured}）"


def _moved(initial: Intent, final: Intent) -> dict[str, Move]:
    known, moved = initial.is_complete, {}
    # One cell an item, by birth: strict= would cost a tenth of the comparison.
    for item, before, after in zip(initial.form.pairs, initial.cells, final.cells):  # noqa: B905
        if (known and before == after) or before is _NOT_ASKED or after is _NOT_ASKED:
            continue
        name, scale = item
        move = scale.compare(before, after)
        if move is not SAME:
            moved[name] = move
    return moved


def _kind(initial: Intent, final: Intent, moved: Mapping[str, Move]) -> ChangeKind:
    kind = _KINDS[joined(moved.values())]
    if kind in _CERTAIN or (initial.is_complete and final.is_complete):
        return kind
    unknown = {*initial.unknown, *final.unknown}
    return kind if unknown.isdisjoint(moved) else ChangeKind.UNDETERMINED


def _unmoved(intent: Intent) -> IntentChange:
    """Compare an intent with its equal: what is unknown of one is unknown of both."""
    cells = intent.cells
    if intent.is_complete:
        return IntentChange(intent.form, cells, cells, (), ChangeKind.UNCHANGED)
    each = zip(intent.form.names, cells, strict=True)
    unknown = tuple((name, UNKNOWN) for name, cell in each if not is_known(cell))
    return IntentChange(intent.form, cells, cells, unknown, ChangeKind.UNDETERMINED)
