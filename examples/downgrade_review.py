"""The downgrade review of a month, from records to the text of the minutes.

The renewals of May 2021 are compared item by item; what fell is listed with its reason and
with what is still to do. Every record is made here, in memory. Run it:
``python examples/downgrade_review.py``.
"""

from collections.abc import Iterator
from datetime import date

from agency_kpis import (
    AUTO_FORM,
    FIRE_FORM,
    AgreedValue,
    Before,
    Book,
    Care,
    Contract,
    Customer,
    Decision,
    Intent,
    IntentRecord,
    Line,
    Method,
    Overlap,
    Proposal,
    Role,
    downgrade_dossier,
    fiscal_year,
    rating_facts,
)
from agency_kpis.metrics import (
    comparison_record_rate,
    elderly_care_rate,
    intent_capture_rate,
    intent_downgrades,
    reason_record_rate,
)

MAY = fiscal_year(2021).months()[1]
AIOI, TOKIO = "あいおい", "東海"

# ---- the agency's own forms: it keeps no facts of rating among the intents -----------------

AUTO = AUTO_FORM.without(*rating_facts(AUTO_FORM), form_id="自社自動車")
FIRE = FIRE_FORM.without(*rating_facts(FIRE_FORM), form_id="自社火災")

USUAL_AUTO = {
    "対人賠償": "無制限",
    "対物賠償": "無制限",
    "対物免責": 0,
    "対物超過": True,
    "人身傷害": 50_000_000,
    "人身傷害の範囲": "車内外",
    "搭乗者傷害": "なし",
    "車両保険": "なし",
    "年齢条件": 35,
    "運転者の範囲": "家族",
    "弁護士費用": True,
    "個人賠償": True,
    "ファミリーバイク": False,
    "代車": "なし",
    "ロード": True,
    "身の回り品": "なし",
    "車両搬送時不適用": False,
    "従業員等限定": False,
    "高齢運転者対象外": False,
    "自損対象外": False,
    "無保険車対象外": False,
}
USUAL_FIRE = {
    "保険の対象": {"家財"},
    "家財": 10_000_000,
    "火災": True,
    "風災": True,
    "風災自己負担額": 0,
    "水災": True,
    "水濡れ": True,
    "盗難": True,
    "破損汚損": False,
    "地震家財": "50%",
    "災害時諸費用": True,
    "地震火災費用": True,
    "水道管": True,
    "仮住い": False,
    "錠前": True,
    "特別費用": False,
    "損害防止費用": True,
    "個人賠償": 100_000_000,
    "借家人賠償": 20_000_000,
    "建物管理賠償": 0,
    "類焼": 0,
}


OWN_DAMAGE = {"車両免責": (0, 100_000), "新価": False, "車両盗難対象外": False}


def auto(insured: str | None = None, **items: object) -> Intent:
    return AUTO.intent({**USUAL_AUTO, **items}, insured=insured)


def with_own_damage(kind: str, worth: AgreedValue) -> Intent:
    return AUTO.intent({**USUAL_AUTO, **OWN_DAMAGE, "車両保険": kind, "車両保険金額": worth})


def fire(**items: object) -> Intent:
    return FIRE.intent({**USUAL_FIRE, **items})


# ---- contracts, customers and what was wanted ----------------------------------------------

LINES = {"A": Line.AUTO, "F": Line.FIRE}
RENEWALS = (  # number, insurer, staff
    ("A-1", AIOI, "佐藤"),
    ("A-2", AIOI, "佐藤"),
    ("A-3", TOKIO, "鈴木"),
    ("A-4", TOKIO, "鈴木"),
    ("A-5", TOKIO, "佐藤"),
    ("F-1", AIOI, "鈴木"),
    ("F-2", TOKIO, "鈴木"),
    ("F-3", TOKIO, "佐藤"),
)


def contracts(number: str, insurer: str, staff_id: str) -> tuple[Contract, Contract]:
    """Make the contract that expires and the one that renews it."""
    expiry = date(2021, 5, 10 + int(number[-1]))
    old = Contract(
        contract_id=f"{number}-20",
        customer_id=f"K-{number}",
        starts_on=expiry.replace(year=2020),
        expires_on=expiry,
        insurer=insurer,
        line=LINES[number[0]],
        staff_id=staff_id,
    )
    new = Contract(
        contract_id=f"{number}-21",
        customer_id=f"K-{number}",
        renews=(old.contract_id,),
        concluded_on=date(2021, 4, 15),
        starts_on=expiry,
        expires_on=expiry.replace(year=2022),
        insurer=insurer,
        line=LINES[number[0]],
        staff_id=staff_id,
    )
    return old, new


# More cover than was wanted at first, and than the expiring contract has.
BETTER = IntentRecord(
    record_id="I-5",
    expiring_id="A-5-20",
    initial=auto(),
    expiring_cover=auto(対物超過=False),
    final=auto(人身傷害="無制限"),
    method=Method.GRASPED,
    decision=Decision.COMPARED,
)

INTENTS = (
    # Own damage cover for less, on purpose; verified and told in the minutes.
    IntentRecord(
        record_id="I-1",
        expiring_id="A-1-20",
        # The car has lost value: a lower sum within its band is no fall.
        initial=with_own_damage("一般", AgreedValue(1_500_000, low=1_300_000, high=1_700_000)),
        final=with_own_damage("エコノミー", AgreedValue(1_350_000, low=1_150_000, high=1_550_000)),
        initial_on=date(2021, 3, 20),
        confirmed_on=date(2021, 4, 15),
        confirmed_with="契約者本人",
        method=Method.GRASPED,
        decision=Decision.COMPARED,
        priorities=("保険料", "相手への補償"),
        proposals=(
            Proposal(insurer=AIOI, product="タフ", role=Role.PRIOR, premium=98_000),
            Proposal(insurer=TOKIO, product="TAP", role=Role.SAME_CONDITIONS, premium=101_000),
            Proposal(insurer=AIOI, product="タフ", role=Role.DECIDED, premium=71_000),
        ),
        reason="保険料を抑えたいとの意向に沿い、車両保険の型を見直した",
        reviewed_on=date(2021, 6, 3),
        reviewed_by="管理者",
        finding="説明・意向確認とも適切",
        shared_on=date(2021, 6, 7),
    ),
    # A corrected record: the first one had the two intents the wrong way round.
    IntentRecord(
        record_id="I-2",
        expiring_id="A-2-20",
        initial=auto(弁護士費用=False),
        final=auto(弁護士費用=True),
        method=Method.GRASPED,
    ),
    IntentRecord(
        record_id="I-2a",
        expiring_id="A-2-20",
        supersedes="I-2",
        initial=auto(弁護士費用=True),
        final=auto(弁護士費用=False),
        confirmed_on=date(2021, 4, 15),
        method=Method.GRASPED,
        decision=Decision.RENEWED_UNCHANGED,
        care=frozenset({Care.FAMILY_PRESENT, Care.FOLLOW_UP}),
    ),
    # Another car: no comparison can be made.
    IntentRecord(
        record_id="I-3",
        expiring_id="A-3-20",
        initial=auto("品川 300 あ 12-34"),
        final=auto("品川 301 い 56-78"),
        method=Method.INFERRED,
        decision=Decision.COMPARISON_WAIVED,
    ),
    # By 損保型: there is no initial intent, which is not the same as a missing one.
    IntentRecord(record_id="I-4", expiring_id="A-4-20", final=auto(), method=Method.NON_LIFE),
    BETTER,
    # The liability cover is kept elsewhere: a fall on purpose, told with its reason.
    IntentRecord(
        record_id="I-6",
        expiring_id="F-1-20",
        initial=fire(),
        final=fire(個人賠償=0),
        overlaps=(
            Overlap(
                item="個人賠償", elsewhere="自動車 A-1-21", dropped=True, reason="家族全員が対象"
            ),
        ),
        method=Method.GRASPED,
        decision=Decision.RENEWED_UNCHANGED,
        reviewed_on=date(2021, 6, 3),
        reviewed_by="管理者",
    ),
    # Flood cover fell; whether the contents' sum did is not on record.
    IntentRecord(
        record_id="I-7",
        expiring_id="F-2-20",
        initial=fire(),
        final=fire(水災=False, 家財=None),
        method=Method.GRASPED,
        note="高台のため不要との申し出",
    ),
    # F-3 has no record at all.
)


def book() -> Book:
    """Put the records together, as known on the day of the meeting."""
    pairs = [contracts(*renewal) for renewal in RENEWALS]
    born = {"A-2": date(1948, 2, 1)}
    customers = [
        Customer(customer_id=f"K-{number}", born_on=born.get(number, date(1970, 1, 1)))
        for number, *_ in RENEWALS
    ]
    return Book(
        contracts=[contract for pair in pairs for contract in pair],
        customers=customers,
        intent_records=INTENTS,
        as_of=date(2021, 6, 7),
    )


def figures(records: Book) -> Iterator[str]:
    """Yield what is counted beside the dossier, by insurer, staff, method and age."""
    for split in (
        intent_downgrades.by("insurer"),
        intent_downgrades.by("staff_id"),
        intent_capture_rate.by("method"),
        comparison_record_rate.by("insurer"),
        reason_record_rate.by("staff_id"),
        elderly_care_rate.by("age_band"),
    ):
        found = split(records.records_of(split.metric.noun), MAY, as_of=records.as_of)
        groups = [f"{'不明' if name is None else name} {m}" for name, m in found.groups.items()]
        yield f"{split.label}: {'、'.join(groups)}"


def main() -> None:
    records = book()
    dossier = downgrade_dossier(records, MAY)
    print(dossier.to_text(width=120))
    print()
    print("\n".join(figures(records)))
    moves = BETTER.change_from(Before.EXPIRING)
    print(f"{BETTER.record_id} を満期契約と比べると: {'、'.join(moves.explain() if moves else ())}")


if __name__ == "__main__":
    main()
