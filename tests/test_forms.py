"""Ready-made forms: what each item's values say of one another, pair by pair."""

import pytest

from agency_kpis.domain.coverage import ChangeKind, Intent, IntentForm, compare
from agency_kpis.domain.forms import (
    ACCIDENT_MEDICAL_FORM,
    AUTO_FORM,
    FIRE_FORM,
    rating_facts,
)
from agency_kpis.domain.scales import AgreedValue, Move, amount, ladder, rider
from agency_kpis.errors import KpiError

SAME, RAISED, LOWERED, MIXED, DIFFERENT, UNKNOWN = Move
MIRRORED = {RAISED: LOWERED, LOWERED: RAISED}
FORMS = (AUTO_FORM, FIRE_FORM, ACCIDENT_MEDICAL_FORM)


def worth(yen: int, low: int, high: int) -> AgreedValue:
    """Give a sum with its permitted band, all in 万円."""
    return AgreedValue(yen * 10_000, low=low * 10_000, high=high * 10_000)


# What the item hangs on, the item, its value before and after, and what that is.
AUTO_PAIRS: list[tuple[dict[str, object], str, object, object, Move]] = [
    ({}, "対人賠償", "無制限", 100_000_000, LOWERED),
    ({}, "対人賠償", 100_000_000, 50_000_000, LOWERED),
    ({}, "対人賠償", 30_000_000, 50_000_000, RAISED),
    ({}, "対人賠償", 30_000_000, "対象外", LOWERED),
    ({}, "対人賠償", "対象外", "なし", SAME),
    ({}, "対人賠償", 0, "なし", SAME),
    ({}, "対人賠償", "無制限", None, UNKNOWN),
    ({}, "対物賠償", "無制限", 50_000_000, LOWERED),
    ({}, "対物賠償", "なし", "無制限", RAISED),
    ({"対物賠償": "無制限"}, "対物免責", 0, 50_000, LOWERED),
    ({"対物賠償": "無制限"}, "対物免責", 100_000, 50_000, RAISED),
    ({"対物賠償": "無制限"}, "対物免責", "なし", 0, SAME),
    ({"対物賠償": "無制限"}, "対物超過", True, False, LOWERED),
    ({}, "人身傷害", 50_000_000, 30_000_000, LOWERED),
    ({}, "人身傷害", 50_000_000, "無制限", RAISED),
    ({}, "人身傷害", "なし", None, UNKNOWN),
    ({"人身傷害": 100_000_000}, "人身傷害の範囲", "車内外", "車内のみ", LOWERED),
    ({"人身傷害": 100_000_000}, "人身傷害の範囲", "車内のみ", "車内外", RAISED),
    ({}, "搭乗者傷害", ("部位症状別", 10_000_000), ("部位症状別", 5_000_000), LOWERED),
    ({}, "搭乗者傷害", ("部位症状別", 10_000_000), ("日数払", 5_000_000), DIFFERENT),
    ({}, "搭乗者傷害", ("日数払", 5_000_000), "なし", LOWERED),
    ({}, "搭乗者傷害", "なし", ("部位症状別", 5_000_000), RAISED),
    ({}, "搭乗者傷害", ("部位症状別", None), ("部位症状別", 5_000_000), UNKNOWN),
    ({}, "車両保険", "一般", "エコノミー", LOWERED),
    ({}, "車両保険", "エコノミー", "なし", LOWERED),
    ({}, "車両保険", "なし", "エコノミー", RAISED),
    ({}, "車両保険", "一般", None, UNKNOWN),
    ({"車両保険": "一般"}, "車両保険金額", worth(150, 130, 170), worth(135, 115, 155), SAME),
    ({"車両保険": "一般"}, "車両保険金額", worth(150, 130, 170), worth(100, 115, 155), LOWERED),
    ({"車両保険": "一般"}, "車両保険金額", worth(150, 130, 170), worth(160, 115, 155), RAISED),
    ({"車両保険": "一般"}, "車両免責", (0, 0), (0, 100_000), LOWERED),
    ({"車両保険": "一般"}, "車両免責", (50_000, 100_000), (100_000, 100_000), LOWERED),
    ({"車両保険": "一般"}, "車両免責", (150_000, 150_000), (100_000, 150_000), RAISED),
    ({"車両保険": "一般"}, "車両免責", (0, 100_000), (50_000, 50_000), MIXED),
    ({"車両保険": "一般"}, "車両免責", (50_000, None), (100_000, None), LOWERED),
    ({"車両保険": "一般"}, "車両免責", (50_000, None), (50_000, None), UNKNOWN),
    ({"車両保険": "一般"}, "新価", "あり", "なし", LOWERED),
    ({}, "年齢条件", 21, 26, LOWERED),
    ({}, "年齢条件", 35, 30, RAISED),
    ({}, "年齢条件", 0, 21, LOWERED),
    ({}, "年齢条件", 26, 27, LOWERED),
    ({}, "年齢条件", "なし", 0, SAME),
    ({}, "運転者の範囲", "限定なし", "家族", LOWERED),
    ({}, "運転者の範囲", "本人", "本人・配偶者", RAISED),
    ({}, "運転者の範囲", "本人・配偶者", "限定なし", RAISED),
    ({}, "弁護士費用", True, False, LOWERED),
    ({}, "弁護士費用", "あり", True, SAME),
    ({}, "個人賠償", False, True, RAISED),
    ({}, "ファミリーバイク", True, False, LOWERED),
    ({}, "ファミリーバイク", False, None, UNKNOWN),
    ({}, "代車", (7_000, 30), (5_000, 30), LOWERED),
    ({}, "代車", (7_000, 15), (5_000, 30), MIXED),
    ({}, "代車", (5_000, 30), "なし", LOWERED),
    ({}, "ロード", True, False, LOWERED),
    ({}, "身の回り品", "50万円", "30万円", LOWERED),
    ({}, "身の回り品", "なし", "10万円", RAISED),
    ({"車両保険": "一般"}, "車両盗難対象外", False, True, LOWERED),
    ({"車両保険": "一般"}, "車両盗難対象外", "あり", "なし", RAISED),
    ({}, "従業員等限定", "なし", "あり", LOWERED),
    ({}, "高齢運転者対象外", True, False, RAISED),
    ({}, "車両搬送時不適用", False, True, LOWERED),
    ({}, "自損対象外", False, True, LOWERED),
    ({}, "無保険車対象外", True, True, SAME),
    ({}, "使用目的", "通勤・通学", "日常・レジャー", DIFFERENT),
    ({}, "距離", "10000km以下", "5000km以下", DIFFERENT),
    ({}, "等級", 20, 17, DIFFERENT),
    ({}, "事故有係数", 0, 3, DIFFERENT),
    ({}, "免許色", "ゴールド", "ブルー", DIFFERENT),
    ({}, "払込方法", "年払", "月払", DIFFERENT),
    ({}, "証券不発行", "不発行", "発行", DIFFERENT),
    ({}, "割引", "ゴールド免許割引", "新車割引", DIFFERENT),
    ({}, "テレマティクス", "付帯", "付帯しない", DIFFERENT),
    ({}, "保険期間", "3年", "1年", DIFFERENT),
]
BOTH = frozenset({"建物", "家財"})
FIRE_PAIRS: list[tuple[dict[str, object], str, object, object, Move]] = [
    ({}, "保険の対象", BOTH, {"建物"}, LOWERED),
    ({}, "保険の対象", {"家財"}, BOTH, RAISED),
    ({}, "保険の対象", {"建物"}, {"家財"}, MIXED),
    ({"保険の対象": BOTH}, "建物", worth(2000, 1600, 2400), worth(1900, 1500, 2300), SAME),
    ({"保険の対象": BOTH}, "建物", worth(2000, 1600, 2400), worth(1000, 1500, 2300), LOWERED),
    ({"保険の対象": BOTH}, "家財", 10_000_000, 5_000_000, LOWERED),
    ({}, "火災", True, False, LOWERED),
    ({}, "風災", False, True, RAISED),
    ({"風災": True}, "風災自己負担額", 0, 200_000, LOWERED),
    ({"風災": True}, "風災自己負担額", 200_000, 50_000, RAISED),
    ({}, "水災", True, False, LOWERED),
    ({}, "水災", True, None, UNKNOWN),
    ({}, "水濡れ", True, False, LOWERED),
    ({}, "盗難", False, True, RAISED),
    ({}, "破損汚損", True, False, LOWERED),
    ({"破損汚損": True}, "破損汚損自己負担額", 10_000, 50_000, LOWERED),
    ({"破損汚損": True}, "破損汚損家財限度", 1_000_000, 500_000, LOWERED),
    ({"保険の対象": BOTH}, "地震建物", "50%", "30%", LOWERED),
    ({"保険の対象": BOTH}, "地震建物", "なし", "30%", RAISED),
    ({"保険の対象": BOTH}, "地震家財", "30%", "なし", LOWERED),
    ({}, "災害時諸費用", True, False, LOWERED),
    ({}, "地震火災費用", True, False, LOWERED),
    ({}, "水道管", False, True, RAISED),
    ({}, "仮住い", True, False, LOWERED),
    ({}, "錠前", True, True, SAME),
    ({}, "特別費用", True, False, LOWERED),
    ({}, "損害防止費用", False, True, RAISED),
    ({}, "個人賠償", "無制限", 100_000_000, LOWERED),
    ({}, "借家人賠償", 10_000_000, 20_000_000, RAISED),
    ({}, "建物管理賠償", 100_000_000, 0, LOWERED),
    ({}, "類焼", 100_000_000, 100_000_000, SAME),
    ({}, "保険期間", "5年", "1年", DIFFERENT),
    ({}, "地震保険期間", "5年", "1年", DIFFERENT),
    ({}, "払込方法", "一括払", "月払", DIFFERENT),
]
ALONE, COUPLE, FAMILY = {"本人"}, {"本人", "配偶者"}, {"本人", "配偶者", "親族"}
ACCIDENT_PAIRS: list[tuple[dict[str, object], str, object, object, Move]] = [
    ({}, "被保険者の型", FAMILY, COUPLE, LOWERED),
    ({}, "被保険者の型", ALONE, FAMILY, RAISED),
    ({}, "被保険者の型", COUPLE, {"本人", "親族"}, MIXED),
    ({}, "死亡後遺障害", 10_000_000, 5_000_000, LOWERED),
    ({}, "入院日額", 5_000, 10_000, RAISED),
    ({}, "入院日額", 5_000, "なし", LOWERED),
    ({}, "通院日額", 3_000, 2_000, LOWERED),
    ({}, "手術", True, False, LOWERED),
    ({"入院日額": 5_000}, "支払限度日数", 180, 120, LOWERED),
    ({"入院日額": 5_000}, "支払限度日数", 60, 120, RAISED),
    ({"入院日額": 5_000}, "免責日数", 0, 4, LOWERED),
    ({"入院日額": 5_000}, "免責日数", 7, 4, RAISED),
    ({}, "天災危険", True, False, LOWERED),
    ({}, "携行品", 300_000, 100_000, LOWERED),
    ({}, "個人賠償", 100_000_000, "無制限", RAISED),
]
PAIRS = [
    pytest.param(form, *pair, id=f"{form}: {pair[1]} {number}")
    for form, pairs in zip(FORMS, (AUTO_PAIRS, FIRE_PAIRS, ACCIDENT_PAIRS), strict=True)
    for number, pair in enumerate(pairs)
]


@pytest.mark.parametrize(("form", "above", "item", "before", "after", "move"), PAIRS)
def test_an_item_moves_as_the_domain_says(
    form: IntentForm, above: dict[str, object], item: str, before: object, after: object, move: Move
) -> None:
    """What the trade calls less cover is lowered, and looked at backwards, raised."""
    initial = form.intent({**above, item: before})
    final = form.intent({**above, item: after})
    assert compare(initial, final).moves[item] is move
    assert compare(final, initial).moves[item] is MIRRORED.get(move, move)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_every_item_has_a_pair_of_its_own(form: IntentForm) -> None:
    """No item is on a form without its reading being told above."""
    pairs = dict(zip(FORMS, (AUTO_PAIRS, FIRE_PAIRS, ACCIDENT_PAIRS), strict=True))
    assert {item for _, item, *_ in pairs[form]} == set(form.names)


# ---- whole intents -----------------------------------------------------------------------

USUAL = AUTO_FORM.without(*rating_facts(AUTO_FORM), form_id="usual").intent(
    対人賠償="無制限",
    対物賠償="無制限",
    対物免責=0,
    対物超過=True,
    人身傷害=100_000_000,
    人身傷害の範囲="車内外",
    搭乗者傷害="なし",
    車両保険="一般",
    車両保険金額=worth(150, 130, 170),
    車両免責=(0, 100_000),
    新価=False,
    年齢条件=26,
    運転者の範囲="家族",
    弁護士費用=True,
    個人賠償=True,
    ファミリーバイク=False,
    代車=(7_000, 30),
    ロード=True,
    身の回り品="30万円",
    車両盗難対象外=False,
    車両搬送時不適用=False,
    従業員等限定=False,
    高齢運転者対象外=False,
    自損対象外=False,
    無保険車対象外=False,
)
NO_OWN_DAMAGE = {
    "車両保険": "なし",
    **dict.fromkeys(("車両保険金額", "車両免責", "新価", "車両盗難対象外")),
}


def usual(**items: object) -> Intent:
    """Give the usual intent with other values for some items."""
    return USUAL.form.intent({**USUAL.values, **items})


@pytest.mark.parametrize(
    ("items", "kind", "sentences"),
    [
        ({}, ChangeKind.UNCHANGED, ()),
        (
            {"車両保険": "エコノミー"},
            ChangeKind.DOWNGRADE,
            ("車両保険: 一般 → エコノミー（ダウン）",),
        ),
        (NO_OWN_DAMAGE, ChangeKind.DOWNGRADE, ("車両保険: 一般 → なし（ダウン）",)),
        (
            {"車両保険": "エコノミー", "人身傷害": "無制限"},
            ChangeKind.MIXED,
            (
                "人身傷害: 100,000,000円 → 無制限（アップ）",
                "車両保険: 一般 → エコノミー（ダウン）",
            ),
        ),
        (
            {"車両免責": (50_000, 50_000)},
            ChangeKind.MIXED,
            ("車両免責: なし／100,000円 → 50,000円／50,000円（混在）",),
        ),
        ({"年齢条件": 30}, ChangeKind.DOWNGRADE, ("年齢条件: 26歳以上 → 30歳以上（ダウン）",)),
        ({"年齢条件": 0}, ChangeKind.UPGRADE, ("年齢条件: 26歳以上 → なし（アップ）",)),
        (
            {"車両盗難対象外": True},
            ChangeKind.DOWNGRADE,
            ("車両盗難対象外: なし → あり（ダウン）",),
        ),
        ({"車両保険金額": worth(120, 110, 140)}, ChangeKind.UNCHANGED, ()),
        (
            {"代車": (5_000, 30)},
            ChangeKind.DOWNGRADE,
            ("代車: 7,000円／30日 → 5,000円／30日（ダウン）",),
        ),
        ({"ロード": None}, ChangeKind.UNDETERMINED, ()),
        (
            {"ロード": None, "弁護士費用": False},
            ChangeKind.DOWNGRADE,
            ("弁護士費用: あり → なし（ダウン）",),
        ),
    ],
)
def test_an_intent_reads_as_a_whole(
    items: dict[str, object], kind: ChangeKind, sentences: tuple[str, ...]
) -> None:
    """One sentence an item that moved, and one word for all of them."""
    change = compare(USUAL, usual(**items))
    assert (change.kind, change.explain()) == (kind, sentences)


def test_a_dropped_parent_takes_its_items_along() -> None:
    """Own damage cover falls once, not once more for each of its details."""
    assert compare(USUAL, usual(**NO_OWN_DAMAGE)).lowered == ("車両保険",)
    assert "車両免責" not in compare(USUAL, usual(**NO_OWN_DAMAGE)).moves


def test_facts_of_rating_alone_are_no_fall() -> None:
    """Grade, mileage and payment change from year to year: that is 相違 at most."""
    facts = ("等級", "距離", "払込方法")
    form = IntentForm("facts", items={name: AUTO_FORM.items[name] for name in facts})
    change = compare(
        form.intent(等級=20, 距離="5000km以下", 払込方法="年払"),
        form.intent(等級=17, 距離="10000km以下", 払込方法="月払"),
    )
    assert change.kind is ChangeKind.DIFFERENT
    assert not change.is_downgrade


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_half_filled_form_keeps_unknown_apart_from_none(form: IntentForm) -> None:
    """Nothing filled in is all unknown, and compares as undetermined with itself."""
    blank = form.intent()
    assert blank.values == {}
    assert compare(blank, blank).kind is ChangeKind.UNDETERMINED
    assert blank != form.intent(個人賠償="なし")


# ---- forms of an agency's own ------------------------------------------------------------


def test_the_facts_of_rating_can_be_taken_out() -> None:
    """What is left can be more or less cover, and is a form of its own."""
    facts = rating_facts(AUTO_FORM)
    ours = AUTO_FORM.without(*facts, form_id="自社自動車")
    assert (len(facts), rating_facts(ours)) == (10, ())
    assert rating_facts(FIRE_FORM) == ("保険期間", "地震保険期間", "払込方法")
    assert rating_facts(ACCIDENT_MEDICAL_FORM) == ()


def test_an_insurer_without_a_band_takes_another_ladder() -> None:
    """Where 家族 is not offered, it is no level."""
    ours = AUTO_FORM.extended(運転者の範囲=ladder("本人", "本人・配偶者", "限定なし"), version=2)
    assert ours.names == AUTO_FORM.names
    with pytest.raises(KpiError, match="運転者の範囲='家族' is no level"):
        ours.intent(運転者の範囲="家族")


def test_a_rider_can_be_told_by_its_limit() -> None:
    """A form of the agency's own may say more than あり and なし, and may ask for more."""
    ours = AUTO_FORM.extended(form_id="自社自動車", 個人賠償=amount(), ペット=rider())
    lowered = compare(ours.intent(個人賠償="無制限"), ours.intent(個人賠償=100_000_000))
    assert lowered.lowered == ("個人賠償",)
    assert ours.names == (*AUTO_FORM.names, "ペット")


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_form_of_ones_own_is_not_compared_with_the_ready_made(form: IntentForm) -> None:
    """Another version may ask other things: that is 判定不能, with that reason."""
    change = compare(form.intent(), form.without("個人賠償", version=2).intent())
    assert change.kind is ChangeKind.UNDETERMINED
    assert change.reason == f"意向の様式が異なる（{form} → {form.form_id} v2）"


# ---- what is refused ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "items", "message"),
    [
        (
            AUTO_FORM,
            {"車輌保険": "一般"},
            "自動車 v1 has no item '車輌保険': did you mean '車両保険",
        ),
        (AUTO_FORM, {"車両保険": "エコノミ"}, "車両保険='エコノミ' is no level: .*'エコノミー'"),
        (AUTO_FORM, {"対人賠償": "1億"}, "対人賠償='1億' is no amount: write a whole number"),
        (AUTO_FORM, {"対人賠償": -1}, "対人賠償=-1 is less than 0"),
        (AUTO_FORM, {"対人賠償": True}, "対人賠償=True is no whole number"),
        (AUTO_FORM, {"対物免責": (0, 50_000)}, r"対物免責=\(0, 50000\) is no whole number"),
        (AUTO_FORM, {"車両免責": 50_000}, "車両免責=50000 is no tuple of 2 parts"),
        (AUTO_FORM, {"車両免責": (0, -1)}, r"車両免責.*=-1 is less than 0"),
        (AUTO_FORM, {"年齢条件": "21歳"}, "年齢条件='21歳' is no burden"),
        (AUTO_FORM, {"弁護士費用": 1}, "弁護士費用=1 is no level"),
        (AUTO_FORM, {"車両保険金額": 1_500_000}, "車両保険金額=1500000 is no agreed value"),
        (AUTO_FORM, {"搭乗者傷害": ("症状別", 1)}, "搭乗者傷害.*='症状別' is no level"),
        (AUTO_FORM, {"車両保険": "なし", "新価": True}, "新価=True is not asked"),
        (FIRE_FORM, {"保険の対象": {"家屋"}}, "保険の対象: '家屋' is no member"),
        (FIRE_FORM, {"保険の対象": {"建物"}, "家財": 1}, "家財=1 is not asked"),
        (FIRE_FORM, {"地震建物": "40%"}, "地震建物='40%' is no level"),
        (ACCIDENT_MEDICAL_FORM, {"被保険者の型": set()}, "被保険者の型="),
        (ACCIDENT_MEDICAL_FORM, {"被保険者の型": "家族"}, "被保険者の型='家族' is no set"),
    ],
)
def test_what_no_form_knows_is_refused_at_birth(
    form: IntentForm, items: dict[str, object], message: str
) -> None:
    """By item, with the value, the rule and the way out."""
    with pytest.raises(KpiError, match=f"^{message}"):
        form.intent(items)
