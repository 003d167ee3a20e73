"""Ready-made intent forms: 自動車, 火災, 傷害・医療, each item on the scale that fits it.

A form is a plain table to be read, copied and changed. Insurers' bands and tiers differ:
``extended`` gives an item another scale or adds one, ``without`` takes items out, and
both make a form of the agency's own, with an id or a version of its own. Sums are yen.

>>> ours = AUTO_FORM.extended(
...     form_id="自社自動車",
...     運転者の範囲=ladder("本人", "本人・配偶者", "限定なし"),
...     ファミリーバイク=ladder("なし", "自損傷害型", "人身傷害型"),
... )
>>> fleet = AUTO_FORM.without("年齢条件", "運転者の範囲", form_id="フリート")
>>> str(ours), str(fleet), "年齢条件" in fleet.names
('自社自動車 v1', 'フリート v1', False)
"""

from typing import Any, Final

from agency_kpis.domain.coverage import IntentForm
from agency_kpis.domain.scales import (
    Scale,
    Unordered,
    agreed_value,
    amount,
    burden,
    components,
    ladder,
    rider,
    subset,
    unordered,
)

_AUTO_COVER: Final[dict[str, Scale[Any]]] = {
    "対人賠償": amount(),
    "対物賠償": amount(),
    "対物免責": burden(within="対物賠償"),
    "対物超過": rider(within="対物賠償"),
    "人身傷害": amount(),
    "人身傷害の範囲": ladder("車内のみ", "車内外", within="人身傷害"),
    # How it pays, and how much: two ways of paying are not compared.
    "搭乗者傷害": components(unordered("部位症状別", "日数払"), amount(none=False), none=True),
    "車両保険": ladder("なし", "エコノミー", "一般"),
    "車両保険金額": agreed_value(within="車両保険"),
    # For the first accident and for the second: 5-10 is (50_000, 100_000).
    "車両免責": components(burden(), burden(), within="車両保険"),
    "新価": rider(within="車両保険"),
    # The youngest driver covered; なし is 全年齢.
    "年齢条件": burden(unit="歳以上"),
    "運転者の範囲": ladder("本人", "本人・配偶者", "家族", "限定なし"),
    "弁護士費用": rider(),
    "個人賠償": rider(),
    "ファミリーバイク": rider(),
    # Yen a day, and days.
    "代車": components(amount(none=False), amount(unit="日", none=False), none=True),
    "ロード": rider(),
    "身の回り品": ladder("なし", "10万円", "20万円", "30万円", "50万円"),
}
_AUTO_RESTRICTIONS: Final[dict[str, Scale[Any]]] = {
    "車両盗難対象外": rider(restricting=True, within="車両保険"),
    "車両搬送時不適用": rider(restricting=True),
    "従業員等限定": rider(restricting=True),
    "高齢運転者対象外": rider(restricting=True),
    "自損対象外": rider(restricting=True),
    "無保険車対象外": rider(restricting=True),
}
_AUTO_FACTS: Final[dict[str, Scale[Any]]] = {
    "使用目的": unordered("日常・レジャー", "通勤・通学", "業務"),
    "距離": unordered(),
    "等級": unordered(),
    "事故有係数": unordered(),
    "免許色": unordered("ゴールド", "ブルー", "グリーン"),
    "払込方法": unordered(),
    "証券不発行": unordered("発行", "不発行"),
    "割引": unordered(),
    "テレマティクス": unordered("付帯", "付帯しない"),
    "保険期間": unordered(),
}

AUTO_FORM: Final = IntentForm(
    "自動車", version=1, items={**_AUTO_COVER, **_AUTO_RESTRICTIONS, **_AUTO_FACTS}
)
"""The form of 自動車: covers, restrictions, and facts of rating and service."""


_FIRE_COVER: Final[dict[str, Scale[Any]]] = {
    "保険の対象": subset("建物", "家財", none=False),
    # The building follows its value; for the contents the customer names the sum.
    "建物": agreed_value(within=("保険の対象", "建物")),
    "家財": amount(none=False, within=("保険の対象", "家財")),
    "火災": rider(),
    "風災": rider(),
    "風災自己負担額": burden(within="風災"),
    "水災": rider(),
    "水濡れ": rider(),
    "盗難": rider(),
    "破損汚損": rider(),
    "破損汚損自己負担額": burden(within="破損汚損"),
    "破損汚損家財限度": amount(within="破損汚損"),
    "地震建物": ladder("なし", "30%", "50%", within=("保険の対象", "建物")),
    "地震家財": ladder("なし", "30%", "50%", within=("保険の対象", "家財")),
}
_FIRE_EXPENSES: Final[dict[str, Scale[Any]]] = {
    "災害時諸費用": rider(),
    "地震火災費用": rider(),
    "水道管": rider(),
    "仮住い": rider(),
    "錠前": rider(),
    "特別費用": rider(),
    "損害防止費用": rider(),
}
_FIRE_LIABILITY: Final[dict[str, Scale[Any]]] = {
    "個人賠償": amount(),
    "借家人賠償": amount(),
    "建物管理賠償": amount(),
    "類焼": amount(),
}
_FIRE_FACTS: Final[dict[str, Scale[Any]]] = {
    "保険期間": unordered(),
    # なし where there is no earthquake cover.
    "地震保険期間": unordered(none=True),
    "払込方法": unordered(),
}

FIRE_FORM: Final = IntentForm(
    "火災",
    version=1,
    items={**_FIRE_COVER, **_FIRE_EXPENSES, **_FIRE_LIABILITY, **_FIRE_FACTS},
)
"""The form of 火災, with earthquake cover for building and contents apart."""


ACCIDENT_MEDICAL_FORM: Final = IntentForm(
    "傷害・医療",
    version=1,
    items={
        # 本人型, 夫婦型 and 家族型 are the sets of one, two and three.
        "被保険者の型": subset("本人", "配偶者", "親族", none=False),
        "死亡後遺障害": amount(),
        "入院日額": amount(),
        "通院日額": amount(),
        "手術": rider(),
        "支払限度日数": amount(unit="日", none=False, within="入院日額"),
        "免責日数": burden(unit="日", within="入院日額"),
        "天災危険": rider(),
        "携行品": amount(),
        "個人賠償": amount(),
    },
)
"""The form of 傷害・医療."""


def rating_facts(form: IntentForm) -> tuple[str, ...]:
    """Name the items of a form that are never more or less cover, such as 払込方法.

    An item left out of an intent is unknown, and an unknown one leaves a comparison
    判定不能 unless something fell: take out what the agency does not put on record.

    >>> ours = AUTO_FORM.without(*rating_facts(AUTO_FORM), form_id="自社自動車")
    >>> "等級" in ours.names, "年齢条件" in ours.names
    (False, True)
    """
    return tuple(name for name, scale in form.items.items() if isinstance(scale, Unordered))
