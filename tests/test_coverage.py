"""Scales, forms, intents and their comparison: the laws of the partial order, and its trade."""

import pickle
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.domain.coverage import ChangeKind, Intent, IntentChange, IntentForm, compare
from agency_kpis.domain.scales import (
    NONE,
    UNLIMITED,
    AgreedValue,
    Move,
    Scale,
    Within,
    agreed_value,
    amount,
    burden,
    components,
    ladder,
    rider,
    subset,
    unordered,
)
from agency_kpis.errors import KpiError

# ---- strategies: scales, what may be written on them, forms, and forms filled in ---------


class Kind(NamedTuple):
    """A scale, what may be written for it, and every way to write なし on it."""

    scale: Scale[Any]
    something: st.SearchStrategy[object]
    nothing: tuple[object, ...] = ()
    parts: tuple["Kind", ...] = ()
    members: tuple[str, ...] = ()
    ordered: bool = True
    by_band: bool = False
    none_on_top: bool = False


class Sheet(NamedTuple):
    """A form, and the kind of each of its items."""

    form: IntentForm
    kinds: dict[str, Kind]


_Parent = str | tuple[str, str] | None
_WORDS = st.sampled_from("甲乙丙丁") | st.text(min_size=1).filter(
    lambda word: word.strip() != "" and word != "なし"
)
_LEVELS = st.lists(_WORDS, min_size=1, max_size=4, unique=True)
_FIGURES = st.integers(min_value=1, max_value=3) | st.integers(min_value=1)


@st.composite
def ladders(draw: st.DrawFn, within: _Parent = None) -> Kind:
    """Draw ladders; on them なし may stand first, last or nowhere."""
    levels = draw(_LEVELS)
    place = draw(st.sampled_from(["first", "last", "none", "nowhere"]))
    written = {"first": ["なし", *levels], "last": [*levels, "なし"]}.get(place, levels)
    nothing = () if place == "nowhere" else ("なし",)
    scale = ladder(*written, none=place == "none", within=within)
    return Kind(scale, st.sampled_from(levels), nothing, none_on_top=place == "last")


@st.composite
def riders(draw: st.DrawFn, within: _Parent = None) -> Kind:
    """Draw riders, restricting or not."""
    restricting = draw(st.booleans())
    scale = rider(restricting=restricting, within=within)
    return Kind(scale, st.sampled_from([True, "あり"]), (False, "なし"), none_on_top=restricting)


@st.composite
def amounts(draw: st.DrawFn, within: _Parent = None) -> Kind:
    """Draw amounts, with なし or without."""
    none = draw(st.booleans())
    something = _FIGURES | st.sampled_from([UNLIMITED, "無制限"])
    nothing = (0, "なし", "対象外") if none else ()
    return Kind(amount(none=none, within=within), something, nothing)


@st.composite
def burdens(draw: st.DrawFn, within: _Parent = None) -> Kind:
    """Draw burdens, 0 and なし one value or two."""
    if draw(st.booleans()):
        return Kind(burden(none=True, within=within), _FIGURES | st.just(0), ("なし",))
    return Kind(burden(within=within), _FIGURES, (0, "なし"), none_on_top=True)


@st.composite
def subsets(draw: st.DrawFn, within: _Parent = None) -> Kind:
    """Draw sets, of declared members or of any."""
    members, none = draw(_LEVELS), draw(st.booleans())
    declared = members if draw(st.booleans()) else []
    nothing: tuple[object, ...] = (frozenset(), "なし") if none else ()
    return Kind(
        subset(*declared, none=none, within=within),
        st.frozensets(st.sampled_from(members), min_size=1),
        nothing,
        members=tuple(declared),
    )


@st.composite
def agreed_values(draw: st.DrawFn, within: _Parent = None) -> Kind:
    """Draw sums below, within and above their bands."""
    none = draw(st.booleans())
    something = st.builds(
        lambda yen, ends: AgreedValue(yen, low=min(ends), high=max(ends)),
        _FIGURES,
        st.tuples(_FIGURES, _FIGURES | st.just(0)),
    )
    nothing = ("なし",) if none else ()
    return Kind(agreed_value(none=none, within=within), something, nothing, by_band=True)


@st.composite
def unordereds(draw: st.DrawFn, within: _Parent = None) -> Kind:
    """Draw facts, of declared levels or of any."""
    levels, none = draw(_LEVELS), draw(st.booleans())
    if draw(st.booleans()):
        scale, something = unordered(*levels, none=none, within=within), st.sampled_from(levels)
        return Kind(scale, something, ("なし",) if none else (), ordered=False)
    scale = unordered(none=none, within=within)
    return Kind(scale, _WORDS | st.integers(), ("なし",) if none else (), ordered=False)


@st.composite
def several(draw: st.DrawFn, within: _Parent = None, *, ordered: bool = False) -> Kind:
    """Draw components of any scales, nested ones too."""
    parts = tuple(draw(st.lists(kinds(ordered=ordered), min_size=2, max_size=3)))
    none = draw(st.booleans())
    return Kind(
        components(*(part.scale for part in parts), none=none, within=within),
        st.nothing(),
        ("なし",) if none else (),
        parts,
        ordered=all(part.ordered for part in parts),
        by_band=any(part.by_band for part in parts),
    )


def kinds(within: _Parent = None, *, ordered: bool = False) -> st.SearchStrategy[Kind]:
    """Draw a scale of every kind; ``ordered`` leaves out those whose values merely differ."""
    plain = [ladders, riders, amounts, burdens, subsets, agreed_values]
    drawn = [one(within) for one in plain]
    if not ordered:
        drawn.append(unordereds(within))
    return st.one_of(*drawn, st.deferred(lambda: several(within, ordered=ordered)))


@st.composite
def sheets(draw: st.DrawFn, *, ordered: bool = False, most: int = 4) -> Sheet:
    """Draw a form whose items hang on those before them, or on nothing."""
    made: dict[str, Kind] = {}
    for number in range(draw(st.integers(min_value=1, max_value=most))):
        parents: list[_Parent] = [None, *made]
        parents += [(name, member) for name, kind in made.items() for member in kind.members]
        within = draw(st.sampled_from(parents))
        made[f"項目{number}"] = draw(kinds(within, ordered=ordered))
    items = {name: kind.scale for name, kind in made.items()}
    return Sheet(IntentForm("様式", items=items), made)


@st.composite
def values(draw: st.DrawFn, kind: Kind, *, known: bool) -> object:
    """Draw what is written for one item: known in every part, or perhaps not."""
    ways = ["something"] + ["nothing"] * bool(kind.nothing) + ["unknown"] * (not known)
    way = draw(st.sampled_from(ways))
    if way == "nothing":
        return draw(st.sampled_from(kind.nothing))
    if way == "unknown":
        return None
    if kind.parts:
        return tuple(draw(values(part, known=known)) for part in kind.parts)
    return draw(kind.something)


def _is_asked(within: Within | None, written: Mapping[str, object], sheet: Sheet) -> bool:
    """Tell, from what is written alone, whether an item may be filled in."""
    if within is None:
        return True
    if within.parent not in written:
        return False
    value = written[within.parent]
    if any(value == way for way in sheet.kinds[within.parent].nothing):
        return False
    return value is None or within.member is None or within.member in value  # type: ignore[operator]  # a set


@st.composite
def written(draw: st.DrawFn, sheet: Sheet, *, known: bool = False) -> dict[str, object]:
    """Draw what is written on a form; items that are not asked are left out."""
    filled: dict[str, object] = {}
    for name, kind in sheet.kinds.items():
        if _is_asked(kind.scale.within, filled, sheet):
            filled[name] = draw(values(kind, known=known))
    return filled


@st.composite
def intents(
    draw: st.DrawFn, number: int, *, known: bool = False, ordered: bool = False, most: int = 4
) -> list[Intent]:
    """Draw several intents by one form."""
    sheet = draw(sheets(ordered=ordered, most=most))
    return [sheet.form.intent(draw(written(sheet, known=known))) for _ in range(number)]


@st.composite
def blurred(draw: st.DrawFn, value: object) -> object:
    """Draw what someone who knows less would write."""
    if draw(st.booleans()):
        return None
    if isinstance(value, tuple):
        return tuple(draw(blurred(part)) for part in value)
    return value


# ---- the laws of the partial order -------------------------------------------------------


@given(intents(1))
def test_comparing_with_itself_lowers_and_raises_nothing(drawn: list[Intent]) -> None:
    """An intent set against itself is the same in every item that is known."""
    change = compare(drawn[0], drawn[0])
    assert set(change.moves.values()) <= {Move.SAME, Move.UNKNOWN}
    assert change.kind in {ChangeKind.UNCHANGED, ChangeKind.UNDETERMINED}


_MIRRORED = {
    Move.SAME: Move.SAME,
    Move.RAISED: Move.LOWERED,
    Move.LOWERED: Move.RAISED,
    Move.MIXED: Move.MIXED,
    Move.DIFFERENT: Move.DIFFERENT,
    Move.UNKNOWN: Move.UNKNOWN,
}


@given(intents(2))
def test_swapping_mirrors_every_move(drawn: list[Intent]) -> None:
    """What was raised one way was lowered the other."""
    there, back = compare(drawn[0], drawn[1]).moves, compare(drawn[1], drawn[0]).moves
    assert {item: _MIRRORED[move] for item, move in there.items()} == back


@given(intents(3, known=True, ordered=True, most=3))
def test_not_lowered_is_transitive(drawn: list[Intent]) -> None:
    """Two steps that lower nothing make one that lowers nothing, if all is known and ordered."""
    first, second, third = drawn
    if not (compare(first, second).is_downgrade or compare(second, third).is_downgrade):
        assert not compare(first, third).is_downgrade


@given(st.data())
def test_unchanged_iff_all_known_and_equal(data: st.DataObject) -> None:
    """Agreed values aside, which are read by their band, unchanged means equal and known."""
    sheet = data.draw(sheets().filter(lambda each: not any(k.by_band for k in each.kinds.values())))
    initial, final = (sheet.form.intent(data.draw(written(sheet))) for _ in range(2))
    same = initial == final and not initial.unknown
    assert (compare(initial, final).kind is ChangeKind.UNCHANGED) is same


@given(intents(2))
def test_unchanged_iff_every_move_is_same(drawn: list[Intent]) -> None:
    """Unchanged means that no item moved and none is unknown."""
    change = compare(*drawn)
    assert (change.kind is ChangeKind.UNCHANGED) is (set(change.moves.values()) <= {Move.SAME})


@given(st.data())
def test_an_unordered_item_makes_no_up_or_down_but_from_none(data: st.DataObject) -> None:
    """Two values other than なし are the same or different, and なし is below them all."""
    kind = data.draw(unordereds())
    form = IntentForm("様式", items={"項目": kind.scale})
    one, other = (data.draw(values(kind, known=True)) for _ in range(2))
    move = compare(form.intent(項目=one), form.intent(項目=other)).moves["項目"]
    if one == other:
        assert move is Move.SAME
    elif "なし" in (one, other):
        assert move is (Move.RAISED if one == "なし" else Move.LOWERED)
    else:
        assert move is Move.DIFFERENT


@given(intents(2, known=True))
def test_the_whole_is_read_from_the_items(drawn: list[Intent]) -> None:
    """Of known intents, lowered and raised is mixed, then down, up, different, unchanged."""
    change = compare(*drawn)
    moves = set(change.moves.values())
    down, up = moves & {Move.LOWERED, Move.MIXED}, moves & {Move.RAISED, Move.MIXED}
    expected = {
        (True, True): ChangeKind.MIXED,
        (True, False): ChangeKind.DOWNGRADE,
        (False, True): ChangeKind.UPGRADE,
    }
    rest = ChangeKind.DIFFERENT if Move.DIFFERENT in moves else ChangeKind.UNCHANGED
    assert change.kind is expected.get((bool(down), bool(up)), rest)


@given(intents(2))
def test_unknown_never_reads_as_the_same(drawn: list[Intent]) -> None:
    """With any item asked and unknown, nothing is decided but that something was lowered."""
    change = compare(*drawn)
    asked_and_unknown = set(change.moves) & {*drawn[0].unknown, *drawn[1].unknown}
    if asked_and_unknown:
        lowered = {ChangeKind.DOWNGRADE, ChangeKind.MIXED}
        assert change.kind in lowered | {ChangeKind.UNDETERMINED}
        assert all(change.moves[item] is not Move.SAME for item in asked_and_unknown)


@given(st.data())
def test_knowing_more_never_reverses_an_answer(data: st.DataObject) -> None:
    """What half-filled forms tell for certain is what the filled ones tell."""
    sheet = data.draw(sheets())
    full = [data.draw(written(sheet, known=True)) for _ in range(2)]
    part = [{item: data.draw(blurred(each)) for item, each in one.items()} for one in full]
    less, more = (compare(*(sheet.form.intent(one) for one in pair)) for pair in (part, full))
    assert more.is_downgrade or not less.is_downgrade
    assert less.differs in {None, more.differs}
    if less.kind is ChangeKind.DOWNGRADE:
        assert more.kind in {ChangeKind.DOWNGRADE, ChangeKind.MIXED}
    else:
        assert less.kind in {ChangeKind.UNDETERMINED, more.kind}


@given(intents(2))
def test_downgrade_iff_an_item_is_lowered(drawn: list[Intent]) -> None:
    """A downgrade is any item lowered or mixed, whatever became of the others."""
    change = compare(*drawn)
    down = {item for item, move in change.moves.items() if move in {Move.LOWERED, Move.MIXED}}
    assert set(change.lowered) == down
    assert change.is_downgrade is bool(down)


@given(intents(2))
def test_differs_is_three_valued(drawn: list[Intent]) -> None:
    """Different for certain, the same for certain, or unknown."""
    change = compare(*drawn)
    moves = set(change.moves.values())
    certain = bool(moves - {Move.SAME, Move.UNKNOWN})
    assert change.differs is (True if certain else None if Move.UNKNOWN in moves else False)


@given(st.data())
def test_equal_intents_compare_alike(data: st.DataObject) -> None:
    """Intents written alike are equal, hash alike, and compare as one does with itself."""
    sheet = data.draw(sheets())
    filled = data.draw(written(sheet))
    one, other = sheet.form.intent(filled), sheet.form.intent(filled)
    assert one == other
    assert hash(one) == hash(other)
    assert compare(one, other) == compare(one, one) == one.unmoved


@given(intents(2), st.sampled_from([(None, "車A"), ("車A", None), ("車A", "車A")]))
def test_an_insured_object_unknown_changes_nothing(
    drawn: list[Intent], insured: tuple[str | None, str | None]
) -> None:
    """Only two named objects that differ stand in the way of a comparison."""
    named = [
        each.form.intent(each.values, insured=name)
        for each, name in zip(drawn, insured, strict=True)
    ]
    assert compare(*named) == compare(*drawn)


@given(intents(2))
def test_an_item_has_a_move_iff_both_sides_ask_it(drawn: list[Intent]) -> None:
    """What one side does not ask has no move: its parent's tells."""
    both = [name for name in drawn[0].form.names if all(_asks(each, name) for each in drawn)]
    assert list(compare(*drawn).moves) == both


def _asks(intent: Intent, name: str) -> bool:
    return name in intent.unknown or name in intent.values


@given(intents(2))
def test_a_sentence_for_each_item_that_moved(drawn: list[Intent]) -> None:
    """The explanation names every item that moved and no other."""
    change = compare(*drawn)
    still = {Move.SAME, Move.UNKNOWN}
    moved = [item for item, move in change.moves.items() if move not in still]
    assert [sentence.split(":")[0] for sentence in change.explain()] == moved


@given(intents(2))
def test_pickles_as_it_is(drawn: list[Intent]) -> None:
    """Forms, intents and changes come back equal, hash and all."""
    kept = (drawn[0].form, *drawn, compare(*drawn))
    again = pickle.loads(pickle.dumps(kept))
    assert again == kept
    assert hash(again) == hash(kept)
    assert compare(again[1], again[2]) == kept[3] == compare(again[1], drawn[1])


# ---- the laws of each scale --------------------------------------------------------------


@given(st.data())
def test_reading_is_canonical(data: st.DataObject) -> None:
    """A canonical value is read as itself, and every way to write なし as one value."""
    kind = data.draw(kinds())
    value = kind.scale.read("項目", data.draw(values(kind, known=False)))
    assert kind.scale.read("項目", value) == value
    assert all(kind.scale.read("項目", way) is NONE for way in kind.nothing)


@given(st.data())
def test_a_scale_is_a_partial_order(data: st.DataObject) -> None:
    """Known values of an ordered scale are compared reflexively and transitively."""
    kind = data.draw(kinds(ordered=True))
    one, two, three = (kind.scale.read("項目", data.draw(values(kind, known=True))) for _ in "123")
    up = {Move.SAME, Move.RAISED}
    assert kind.scale.compare(one, one) is Move.SAME
    if kind.scale.compare(one, two) in up and kind.scale.compare(two, three) in up:
        assert kind.scale.compare(one, three) in up


@given(st.data())
def test_none_is_below_all_or_above_all(data: st.DataObject) -> None:
    """なし is the top of burdens and of what is restricted, and the bottom of all else."""
    kind = data.draw(kinds().filter(lambda each: bool(each.nothing)))
    value = kind.scale.read("項目", data.draw(values(kind, known=True)))
    away = Move.LOWERED if kind.none_on_top else Move.RAISED
    back = Move.RAISED if kind.none_on_top else Move.LOWERED
    assert kind.scale.compare(NONE, value) is (Move.SAME if value is NONE else away)
    assert kind.scale.compare(value, NONE) is (Move.SAME if value is NONE else back)


# ---- the trade's own items ---------------------------------------------------------------

SAME, UP, DOWN, MIXED, DIFFERENT = Move.SAME, Move.RAISED, Move.LOWERED, Move.MIXED, Move.DIFFERENT
OWN_DAMAGE = ladder("なし", "エコノミー", "一般")
DRIVERS = ladder("本人", "本人・配偶者", "家族", "限定なし")
INJURY = components(amount(), ladder("車内のみ", "車内外"), none=True)
PASSENGER = components(unordered("部位症状別払い", "日数払い"), amount(), none=True)
DEDUCTIBLES = components(burden(), burden())
NESTED = components(DEDUCTIBLES, PASSENGER)
COURTESY_CAR = components(amount(), amount(unit="日"), none=True)
PROPERTY = subset("建物", "家財")
PERSONS = subset("本人", "配偶者", "親族")


def agreed(yen: int, low: int, high: int) -> AgreedValue:
    """Write an agreed value in a line."""
    return AgreedValue(yen, low=low, high=high)


@pytest.mark.parametrize(
    ("scale", "initial", "final", "expected"),
    [
        # 対人・対物賠償
        (amount(), "無制限", 100_000_000, DOWN),
        (amount(), 30_000_000, 50_000_000, UP),
        (amount(), UNLIMITED, "無制限", SAME),
        (amount(), 30_000_000, "対象外", DOWN),
        (amount(), 0, "なし", SAME),
        (amount(none=False), 1, 2, UP),
        # 対物免責, 年齢条件, 免責日数
        (burden(), 50_000, 100_000, DOWN),
        (burden(), "なし", 50_000, DOWN),
        (burden(), 50_000, 0, UP),
        (burden(unit="歳"), 26, 0, UP),
        (burden(unit="歳"), 21, 26, DOWN),
        (burden(unit="日"), 7, 4, UP),
        (burden(none=True), 0, "なし", DOWN),
        (burden(none=True), "なし", 100_000, UP),
        (ladder("10万円", "5万円", "なし"), "なし", "5万円", DOWN),
        # 人身傷害 and its scope
        (INJURY, (100_000_000, "車内外"), (100_000_000, "車内のみ"), DOWN),
        (INJURY, (30_000_000, "車内外"), (50_000_000, "車内のみ"), MIXED),
        (INJURY, ("無制限", "車内のみ"), ("無制限", "車内外"), UP),
        (INJURY, (30_000_000, "車内のみ"), "なし", DOWN),
        # 搭乗者傷害: kinds of payment are not comparable, and なし is below both
        (PASSENGER, ("日数払い", 10_000_000), ("日数払い", 5_000_000), DOWN),
        (PASSENGER, ("日数払い", 10_000_000), ("部位症状別払い", 5_000_000), DIFFERENT),
        (PASSENGER, ("日数払い", 5_000_000), "なし", DOWN),
        (PASSENGER, "なし", ("部位症状別払い", 5_000_000), UP),
        (PASSENGER, "なし", "なし", SAME),
        # 車両保険
        (OWN_DAMAGE, "一般", "エコノミー", DOWN),
        (OWN_DAMAGE, "エコノミー", "なし", DOWN),
        (OWN_DAMAGE, "なし", "一般", UP),
        (ladder("エコノミー", "一般", none=True), "なし", "エコノミー", UP),
        # 車両保険金額, 建物: a fall within the band is none
        (agreed_value(), agreed(150, 130, 170), agreed(135, 115, 155), SAME),
        (agreed_value(), agreed(150, 130, 170), agreed(110, 115, 155), DOWN),
        (agreed_value(), agreed(110, 115, 155), agreed(160, 115, 155), UP),
        (agreed_value(), agreed(130, 130, 170), agreed(170, 130, 170), SAME),
        (agreed_value(none=True), agreed(110, 115, 155), "なし", DOWN),
        # 車両免責 1回目-2回目
        (DEDUCTIBLES, (0, 100_000), (50_000, 100_000), DOWN),
        (DEDUCTIBLES, (50_000, 100_000), (0, 0), UP),
        (DEDUCTIBLES, (50_000, 100_000), (0, 150_000), MIXED),
        (DEDUCTIBLES, ("なし", 100_000), (0, 100_000), SAME),
        # 運転者の範囲
        (DRIVERS, "限定なし", "家族", DOWN),
        (DRIVERS, "本人", "本人・配偶者", UP),
        # 特約
        (rider(), True, False, DOWN),
        (rider(), "なし", "あり", UP),
        (rider(none=True), "なし", "あり", UP),
        (rider(restricting=True), False, True, DOWN),
        (rider(restricting=True), "あり", "なし", UP),
        (COURTESY_CAR, (5_000, 30), (7_000, 30), UP),
        (COURTESY_CAR, (7_000, 15), (5_000, 30), MIXED),
        # rating facts
        (unordered(), "月払", "年払", DIFFERENT),
        (unordered(), 20, 19, DIFFERENT),
        (unordered("業務", "通勤", "日常"), "業務", "業務", SAME),
        (unordered("30日", none=True), "30日", "なし", DOWN),
        # 保険の対象
        (PROPERTY, {"建物", "家財"}, {"建物"}, DOWN),
        (PROPERTY, {"家財"}, {"建物", "家財"}, UP),
        (PROPERTY, {"建物"}, {"家財"}, MIXED),
        (PROPERTY, {"建物"}, set(), DOWN),
        (subset(), {"蔵"}, {"蔵", "門"}, UP),
        # 地震, 支払限度日数, 被保険者の型
        (ladder("なし", "30%", "50%"), "50%", "30%", DOWN),
        (amount(unit="日"), 60, 180, UP),
        (PERSONS, {"本人", "配偶者", "親族"}, {"本人", "配偶者"}, DOWN),
    ],
)
def test_items_of_the_trade(
    scale: Scale[Any], initial: object, final: object, expected: Move
) -> None:
    """Each item of an intent sheet moves as the trade reads it."""
    form = IntentForm("様式", items={"項目": scale})
    change = compare(form.intent(項目=initial), form.intent(項目=final))
    assert change.moves == {"項目": expected}


@pytest.mark.parametrize(
    ("scale", "initial", "final", "expected", "kind"),
    [
        (DEDUCTIBLES, (0, None), (50_000, 100_000), DOWN, ChangeKind.DOWNGRADE),
        (DEDUCTIBLES, (50_000, None), (0, 100_000), UP, ChangeKind.UNDETERMINED),
        (DEDUCTIBLES, (0, None), (0, 0), Move.UNKNOWN, ChangeKind.UNDETERMINED),
        (DEDUCTIBLES, (0, None), (0, None), Move.UNKNOWN, ChangeKind.UNDETERMINED),
        (DEDUCTIBLES, (None, None), (0, 0), Move.UNKNOWN, ChangeKind.UNDETERMINED),
        (PASSENGER, (None, 2), ("日数払い", 1), Move.UNKNOWN, ChangeKind.UNDETERMINED),
        (PASSENGER, ("部位症状別払い", None), ("日数払い", 1), DIFFERENT, ChangeKind.UNDETERMINED),
        (PASSENGER, ("日数払い", None), "なし", DOWN, ChangeKind.DOWNGRADE),
        (NESTED, ((0, 0), None), ((5, 0), ("日数払い", 1)), Move.UNKNOWN, ChangeKind.UNDETERMINED),
        (
            NESTED,
            ((0, None), ("日数払い", 1)),
            ((5, 0), ("日数払い", 1)),
            DOWN,
            ChangeKind.DOWNGRADE,
        ),
    ],
)
def test_a_part_unknown_leaves_what_the_others_tell(
    scale: Scale[Any], initial: object, final: object, expected: Move, kind: ChangeKind
) -> None:
    """A part certainly lowered tells; one raised beside an unknown one decides nothing."""
    form = IntentForm("様式", items={"項目": scale})
    change = compare(form.intent(項目=initial), form.intent(項目=final))
    assert change.moves == {"項目": expected}
    assert change.kind is kind


# ---- intents compared --------------------------------------------------------------------

AUTO = IntentForm(
    "自動車",
    items={
        "対人賠償": amount(),
        "車両保険": OWN_DAMAGE,
        "車両保険金額": agreed_value(within="車両保険"),
        "車両免責": components(burden(), burden(), within="車両保険"),
        "払込方法": unordered("月払", "年払"),
    },
)
FIRE = IntentForm(
    "火災",
    items={
        "保険の対象": PROPERTY,
        "地震": ladder("なし", "30%", "50%", within=("保険の対象", "建物")),
        "地震の期間": unordered(within="地震"),
        "家財限度": amount(within=("保険の対象", "家財")),
    },
)
KNOWN: dict[str, object] = {
    "対人賠償": "無制限",
    "車両保険": "一般",
    "車両保険金額": agreed(1_500_000, 1_300_000, 1_700_000),
    "車両免責": (0, 100_000),
    "払込方法": "年払",
}


def change_of(**changed: object) -> IntentChange:
    """Compare the known intent with itself but for what changed."""
    return compare(AUTO.intent(KNOWN), AUTO.intent({**KNOWN, **changed}))


@pytest.mark.parametrize(
    ("changed", "kind", "differs"),
    [
        ({}, ChangeKind.UNCHANGED, False),
        ({"対人賠償": 1}, ChangeKind.DOWNGRADE, True),
        ({"対人賠償": 1, "払込方法": None}, ChangeKind.DOWNGRADE, True),
        ({"対人賠償": 1, "車両免責": (0, 0)}, ChangeKind.MIXED, True),
        ({"対人賠償": 1, "車両免責": (0, 0), "払込方法": None}, ChangeKind.MIXED, True),
        ({"車両免責": (50_000, 0)}, ChangeKind.MIXED, True),
        ({"車両免責": (0, 0)}, ChangeKind.UPGRADE, True),
        ({"車両免責": (0, 0), "払込方法": "月払"}, ChangeKind.UPGRADE, True),
        ({"車両免責": (0, 0), "払込方法": None}, ChangeKind.UNDETERMINED, True),
        ({"払込方法": "月払"}, ChangeKind.DIFFERENT, True),
        ({"払込方法": "月払", "対人賠償": None}, ChangeKind.UNDETERMINED, True),
        ({"対人賠償": None}, ChangeKind.UNDETERMINED, None),
        ({"車両保険": None}, ChangeKind.UNDETERMINED, None),
        (
            {"車両保険金額": agreed(1_350_000, 1_150_000, 1_550_000)},
            ChangeKind.UNCHANGED,
            False,
        ),
    ],
)
def test_the_kind_of_change(
    changed: dict[str, object], kind: ChangeKind, differs: bool | None
) -> None:
    """What was lowered tells whatever is unknown; else anything unknown decides nothing."""
    change = change_of(**changed)
    assert (change.kind, change.differs, change.reason) == (kind, differs, None)


def test_dropping_a_parent_is_one_move() -> None:
    """Where the cover goes, what is within it is asked no more and has no move."""
    bare = {"対人賠償": "無制限", "車両保険": "なし", "払込方法": "年払"}
    change = compare(AUTO.intent(KNOWN), AUTO.intent(bare))
    assert change.moves == {"対人賠償": SAME, "車両保険": DOWN, "払込方法": SAME}
    assert change.lowered == ("車両保険",)


def test_within_a_member_is_asked_only_with_it() -> None:
    """Earthquake cover of the building is asked where the building is insured."""
    initial = FIRE.intent(保険の対象={"建物", "家財"}, 地震="50%", 地震の期間=5, 家財限度=100)
    final = FIRE.intent(保険の対象={"家財"}, 家財限度=100)
    assert compare(initial, final).moves == {"保険の対象": DOWN, "家財限度": SAME}
    assert not final.unknown


def test_a_value_within_an_unknown_parent_is_kept_and_unknown() -> None:
    """It may be written down, and decides nothing until the parent is known."""
    initial, final = (AUTO.intent(車両免責=each) for each in ((0, 0), (50_000, 50_000)))
    assert initial.values == {"車両免責": (NONE, NONE)}
    assert initial != final
    assert compare(initial, final).moves["車両免責"] is Move.UNKNOWN


def test_within_none_nothing_is_asked_even_if_its_own_parent_is_unknown() -> None:
    """地震 is なし, so its period is not asked, whether the building is insured or not."""
    intent = FIRE.intent(地震="なし")
    assert intent.unknown == ("保険の対象", "地震", "家財限度")


def test_explains_in_japanese() -> None:
    """A sentence for each item that moved, in the order of the form."""
    change = change_of(
        対人賠償=100_000_000,
        車両保険="エコノミー",
        車両保険金額=agreed(1_200_000, 1_300_000, 1_700_000),
        車両免責=(50_000, None),
        払込方法="月払",
    )
    assert change.explain() == (
        "対人賠償: 無制限 → 100,000,000円（ダウン）",
        "車両保険: 一般 → エコノミー（ダウン）",
        "車両保険金額: 1,500,000円（範囲内） → 1,200,000円（下回る）（ダウン）",
        "車両免責: なし／100,000円 → 50,000円／不明（ダウン）",
        "払込方法: 年払 → 月払（相違）",
    )
    both = FIRE.intent(保険の対象={"家財", "建物"}, 地震="50%", 地震の期間=5, 家財限度=100)
    assert compare(FIRE.intent(保険の対象={"建物"}), both).explain() == (
        "保険の対象: 建物 → 建物・家財（アップ）",
    )


def test_other_forms_are_undetermined_with_the_reason() -> None:
    """Intents by different forms are not compared item by item."""
    change = compare(AUTO.intent(KNOWN), AUTO.extended(version=2, ロード=rider()).intent())
    assert change.reason == "意向の様式が異なる（自動車 v1 → 自動車 v2）"
    assert (change.kind, change.differs) == (ChangeKind.UNDETERMINED, None)
    assert change.moves == {}
    assert change.lowered == change.explain() == ()
    assert not change.is_downgrade


def test_other_insured_objects_are_undetermined_with_the_reason() -> None:
    """Cover that moved to another vehicle is not comparable, the same or not."""
    for final in (KNOWN, {**KNOWN, "対人賠償": 1}):
        change = compare(AUTO.intent(KNOWN, insured="車A"), AUTO.intent(final, insured="車B"))
        assert change.reason == "保険の対象物が異なる（車A → 車B）"
        assert change.kind is ChangeKind.UNDETERMINED


def test_equal_forms_compare_as_one() -> None:
    """A form built twice is one form."""
    twin = IntentForm("自動車", items=AUTO.items)
    assert (twin, hash(twin)) == (AUTO, hash(AUTO))
    assert compare(AUTO.intent(KNOWN), twin.intent(KNOWN)).kind is ChangeKind.UNCHANGED


# ---- intents and forms as values ---------------------------------------------------------


def test_every_spelling_of_none_is_one_value() -> None:
    """Intents are canonical: however they are written, they are equal where they mean the same."""
    form = IntentForm("様式", items={"一": amount(), "二": subset("建物"), "三": rider()})
    one = form.intent(一=0, 二=set(), 三=False)
    other = form.intent({"一": "対象外", "二": "なし"}, 三="なし")
    assert (one, hash(one)) == (other, hash(other))
    assert one != form.intent(一=1, 二=set(), 三=False)
    assert one != form.intent(one.values, insured="車A")
    assert one != "様式"


def test_left_out_and_none_are_unknown() -> None:
    """Half-filled forms are valid, and unknown is kept apart from なし."""
    intent = AUTO.intent(対人賠償=None, 車両保険="なし")
    assert intent == AUTO.intent(車両保険="なし")
    assert intent.values == {"車両保険": "なし"}
    assert intent.unknown == ("対人賠償", "払込方法")
    assert not intent.is_complete
    assert AUTO.intent(KNOWN).is_complete


def test_a_name_comes_before_the_mapping() -> None:
    """A value given by name replaces the mapping's, so that an intent is easily varied."""
    assert AUTO.intent(KNOWN, 払込方法="月払") == AUTO.intent({**KNOWN, "払込方法": "月払"})


def test_extended_is_a_form_of_its_own() -> None:
    """An agency adds items, or puts other scales in their place, under its own id or version."""
    own = AUTO.extended({"対人賠償": amount(none=False)}, form_id="自社", ロード=rider())
    assert (own.form_id, own.version) == ("自社", 1)
    assert list(own.items) == [*AUTO.items, "ロード"]
    assert own.items["対人賠償"] == amount(none=False)
    assert own != AUTO
    assert AUTO.extended(version=3).version == 3


def test_without_leaves_items_out() -> None:
    """What an agency does not ask is left out, children before their parents."""
    own = AUTO.without("車両保険金額", "車両免責", "車両保険", version=2)
    assert list(own.items) == ["対人賠償", "払込方法"]


def test_order_is_part_of_a_form() -> None:
    """A form is a list: the same items in another order are another form."""
    items: dict[str, Scale[Any]] = {"一": amount(), "二": rider()}
    turned = dict(reversed(items.items()))
    assert IntentForm("様式", items=items) != IntentForm("様式", items=turned)


def test_none_and_unlimited_are_singletons_and_words() -> None:
    """They are one object each, through pickle too, and equal their words."""
    assert pickle.loads(pickle.dumps((NONE, UNLIMITED))) == ("なし", "無制限")
    assert pickle.loads(pickle.dumps(NONE)) is NONE
    assert pickle.loads(pickle.dumps(UNLIMITED)) is UNLIMITED


def test_representations_name_form_and_values() -> None:
    """A form shows its items, an intent what is known of it."""
    assert repr(FIRE) == "IntentForm(火災 v1: 保険の対象, 地震, 地震の期間, 家財限度)"
    assert str(FIRE) == "火災 v1"
    intent = FIRE.intent(保険の対象={"建物"}, 地震="30%", insured="本宅")
    assert repr(intent) == "Intent(火災 v1 of '本宅': 保険の対象=建物, 地震=30%)"
    assert repr(AUTO.intent(車両免責=(0, 5))) == "Intent(自動車 v1: 車両免責=なし／5円)"


# ---- what bad input gets -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("scale", "value", "message"),
    [
        (OWN_DAMAGE, "エコノミ", "項目='エコノミ' is no level: did you mean 'エコノミー'?"),
        (OWN_DAMAGE, 1, "項目=1 is no level: known are: なし, エコノミー, 一般"),
        (ladder("甲"), "なし", "項目='なし' is なし, which its scale has only with none=True"),
        (ladder("甲"), "乙", "項目='乙' is no level: known are: 甲"),
        (rider(), "有り", "項目='有り' is no level: known are: なし, あり"),
        (rider(), 1, "項目=1 is no level: known are: なし, あり"),
        (amount(), -1, "項目=-1 is less than 0"),
        (amount(), True, "項目=True is no whole number (an int)"),
        (amount(), 1.5, "項目=1.5 is no whole number (an int)"),
        (
            amount(),
            "1億円",
            "項目='1億円' is no amount: write a whole number, 無制限 or なし",
        ),
        (
            amount(none=False),
            0,
            "項目=0 is なし, which its scale has only with none=True",
        ),
        (burden(), (50_000, 100_000), "項目=(50000, 100000) is no whole number (an int)"),
        (burden(), -1, "項目=-1 is less than 0"),
        (burden(), "無制限", "項目='無制限' is no burden: write a whole number or なし"),
        (DEDUCTIBLES, 50_000, "項目=50000 is no tuple of 2 parts"),
        (DEDUCTIBLES, (0, 0, 0), "項目=(0, 0, 0) is no tuple of 2 parts"),
        (DEDUCTIBLES, (0, -5), "項目=-5 is less than 0"),
        (PROPERTY, "建物", "項目='建物' is no set: write {'建物', '家財'}"),
        (PROPERTY, {"建て物"}, "項目: '建て物' is no member: did you mean '建物'?"),
        (PROPERTY, {1}, "項目=1 is no text"),
        (subset(), {"なし"}, "項目: 'なし' is no member: known are: none"),
        (
            subset("建物", none=False),
            set(),
            "項目=set() is なし, which its scale has only with none=True",
        ),
        (
            agreed_value(),
            1_500_000,
            "項目=1500000 is no agreed value: "
            "write AgreedValue(1_500_000, low=1_300_000, high=1_700_000)",
        ),
        (unordered("月払", "年払"), "一時払", "項目='一時払' is no level: known are: 月払, 年払"),
        (unordered(), True, "項目=True is no whole number (an int)"),
        (unordered(), 1.5, "項目=1.5 is no text"),
        (unordered(), " ", "項目=' ' is blank"),
    ],
)
def test_a_value_off_the_scale_is_refused(scale: Scale[Any], value: object, message: str) -> None:
    """The error names item, value, rule and the way out."""
    form = IntentForm("様式", items={"項目": scale})
    with pytest.raises(KpiError) as refused:
        form.intent(項目=value)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"対人賠賞": 1}, "自動車 v1 has no item '対人賠賞': did you mean '対人賠償'?"),
        (
            {"車両保険": "なし", "車両免責": (0, 0)},
            "車両免責=(0, 0) is not asked: there is no 車両保険",
        ),
    ],
)
def test_an_item_that_is_not_asked_is_refused(values: dict[str, object], message: str) -> None:
    """An unknown item, or one whose parent is なし, takes no value."""
    with pytest.raises(KpiError) as refused:
        AUTO.intent(values)
    assert str(refused.value) == message


def test_an_item_of_a_member_not_insured_is_refused() -> None:
    """Earthquake cover of a building that is not insured is a slip, and told."""
    with pytest.raises(KpiError, match=r"地震='30%' is not asked: there is no 建物 in 保険の対象"):
        FIRE.intent(保険の対象={"家財"}, 地震="30%")
    with pytest.raises(KpiError, match=r"地震の期間=5 is not asked: there is no 地震"):
        FIRE.intent(保険の対象={"家財"}, 地震の期間=5)


def test_an_insured_object_has_a_name() -> None:
    """A blank name names nothing."""
    with pytest.raises(KpiError, match="insured=' ' is blank"):
        AUTO.intent(insured=" ")


@pytest.mark.parametrize(
    ("form_id", "version", "items", "message"),
    [
        ("", 1, {}, "form_id='' is blank"),
        ("様式", 0, {}, "version=0 is less than 1"),
        ("様式", 1, [], "items=[] is no mapping of item names to scales"),
        ("様式", 1, {"": amount()}, "item='' is blank"),
        ("様式", 1, {"一": amount}, "is no scale: write ladder(…), amount(…) or another"),
        (
            "様式",
            1,
            {"車両保険": rider(), "免責": burden(within="車輌保険")},
            "免責: within='車輌保険' is no item before it: did you mean '車両保険'?",
        ),
        (
            "様式",
            1,
            {"一": rider(within="二"), "二": rider(within="一")},
            "一: within='二' is no item before it: known are: none",
        ),
        (
            "様式",
            1,
            {"一": rider(within="一")},
            "一: within='一' is no item before it: known are: none",
        ),
        (
            "様式",
            1,
            {"一": rider(), "二": rider(within=("一", "建物"))},
            "二: within=建物 in 一 names a member, but 一 is no subset",
        ),
        (
            "様式",
            1,
            {"一": PROPERTY, "二": rider(within=("一", "建て物"))},
            "二: within: '建て物' is no member: did you mean '建物'?",
        ),
    ],
)
def test_a_form_that_cannot_be_asked_is_refused(
    form_id: str, version: int, items: dict[str, Scale[object]], message: str
) -> None:
    """Ids, items and their parents are checked at birth; items cannot go in circles."""
    with pytest.raises(KpiError) as refused:
        IntentForm(form_id, version=version, items=items)
    assert str(refused.value).endswith(message)


def test_a_form_of_ones_own_has_a_name_of_its_own() -> None:
    """No two forms share id and version."""
    message = "自動車 v1 names the form it is made from: give another form_id or version"
    with pytest.raises(KpiError, match=message):
        AUTO.extended(ロード=rider())
    with pytest.raises(KpiError, match=message):
        AUTO.without("払込方法", form_id="自動車", version=1)
    with pytest.raises(KpiError, match="has no item '払込方': did you mean '払込方法'"):
        AUTO.without("払込方", version=2)
    with pytest.raises(KpiError, match="車両保険金額: within='車両保険' is no item before it"):
        AUTO.without("車両保険", version=2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ladder(), "levels=() is no ladder: name a level beside なし"),
        (lambda: ladder("なし"), "levels=() is no ladder: name a level beside なし"),
        (lambda: ladder("甲", "甲"), "level='甲' is given twice"),
        (lambda: ladder("甲", ""), "level='' is blank"),
        (
            lambda: ladder("甲", "なし", "乙"),
            "level='なし' is no level among others: write none=True",
        ),
        (
            lambda: ladder("甲", "なし", none=True),
            "level='なし' is no level among others: write none=True",
        ),
        (
            lambda: rider(restricting=True, none=True),
            "none=True: なし of a restricting rider is its top; write within= instead",
        ),
        (
            lambda: subset("建物", "なし"),
            "member='なし' is no member among others: write none=True",
        ),
        (lambda: unordered("甲", "甲"), "level='甲' is given twice"),
        (lambda: amount(unit=""), "unit='' is blank"),
        (lambda: burden(unit=""), "unit='' is blank"),
        (
            lambda: components(amount()),
            "parts: one part is no components: write two or more",
        ),
        (
            lambda: components(amount(), burden(within="一")),
            "parts: a part within 一: write within= on components",
        ),
        (
            lambda: components(1, 2),  # type: ignore[arg-type]  # what is refused
            "parts=1 is no scale: write ladder(…), amount(…) or another",
        ),
        (lambda: amount(within=""), "within='' is blank"),
        (
            lambda: amount(within=("一", "二", "三")),  # type: ignore[arg-type]  # what is refused
            "within=('一', '二', '三') is neither an item nor a pair (item, member)",
        ),
        (lambda: AgreedValue(0, low=0, high=1), "yen=0 is less than 1"),
        (lambda: AgreedValue(1, low=-1, high=1), "low=-1 is less than 0"),
        (lambda: AgreedValue(1, low=2, high=1), "low=2 is more than high=1"),
        (lambda: AgreedValue(1, low=0, high=True), "high=True is no whole number (an int)"),
    ],
)
def test_a_scale_that_orders_nothing_is_refused(make: Callable[[], object], message: str) -> None:
    """Scales are checked at birth too."""
    with pytest.raises(KpiError) as refused:
        make()
    assert str(refused.value) == message


def test_one_scale_one_value() -> None:
    """A scale spelled two ways is one scale; scales are values."""
    assert ladder("なし", "甲") == ladder("甲", none=True) == ladder("なし", "甲", none=True)
    assert rider() == rider(none=True) != rider(restricting=True)
    assert amount() == amount(none=True) != amount(none=False)
    assert hash(amount(within="一")) == hash(amount(within="一")) != hash(amount())
