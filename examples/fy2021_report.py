"""The FY2021 table of one agency, end to end: a synthetic book in, the published table out.

Every record is made here, in memory; the counts are chosen so that the percentages come
out as the agency published them. Run it: ``python examples/fy2021_report.py``.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from agency_kpis import (
    UNLIMITED,
    Answer,
    Book,
    Broadcast,
    Business,
    ChangeKind,
    Channel,
    Contract,
    Customer,
    Goal,
    Intent,
    IntentForm,
    IntentRecord,
    Line,
    Method,
    Outcome,
    Plan,
    Policyholder,
    RenewalCase,
    RiskMap,
    Section,
    Staff,
    StudyUnit,
    SurveyRequest,
    TrainingSession,
    adequate_sample,
    all_of,
    amount,
    asked_if,
    at_least,
    at_most,
    count_of,
    fiscal_year,
    ladder,
    rider,
)
from agency_kpis.metrics import (
    attachment_rate,
    broadcast_cadence,
    cover_check_rate,
    difference_review_rate,
    downgrade_review_rate,
    face_to_face_rate,
    group_training_cadence,
    intent_capture_rate,
    intent_comparison_rate,
    intent_downgrades,
    mobile_obtained_rate,
    mobile_registered_rate,
    risk_map_use_rate,
    risk_maps_made,
    self_study_cadence,
    service_registration_rate,
    survey_response_rate,
)

FY = fiscal_year(2021)
AIOI, TOKIO = "あいおい", "東海"
INSURERS = (AIOI, TOKIO)
TELEMATICS = "テレマティクス"
RENEWALS = {AIOI: 1000, TOKIO: 1500}
FACE_TO_FACE = {AIOI: 498, TOKIO: 762}
FIRST_CUSTOMER = {AIOI: 0, TOKIO: 1000}

AUTO_FORM = IntentForm(
    "auto",
    version=1,
    items={
        "対人賠償": amount(),
        "車両保険": ladder("なし", "エコノミー", "一般"),
        "弁護士費用": rider(),
    },
)


# ---- contracts and their renewals ----------------------------------------------------


def renewals() -> Iterator[tuple[Contract, Contract]]:
    """Yield 2,500 expiring contracts, each with the contract that renews it."""
    for insurer, count in RENEWALS.items():
        for number in range(count):
            yield renewal(insurer, number)


def renewal(insurer: str, number: int) -> tuple[Contract, Contract]:
    expiry = FY.first + timedelta(days=30 + number % 335)
    line = Line.AUTO if number % 2 == 0 else Line.FIRE
    old = Contract(
        contract_id=f"{insurer}-{number:04}-20",
        customer_id=f"K-{FIRST_CUSTOMER[insurer] + number:04}",
        concluded_on=expiry - timedelta(days=390),
        starts_on=expiry.replace(year=expiry.year - 1),
        expires_on=expiry,
        insurer=insurer,
        line=line,
        business=Business.NEW,
        is_fleet=False,
    )
    new = Contract(
        contract_id=f"{insurer}-{number:04}-21",
        customer_id=old.customer_id,
        renews=(old.contract_id,),
        concluded_on=expiry - timedelta(days=28),
        starts_on=expiry,
        expires_on=expiry.replace(year=expiry.year + 1),
        insurer=insurer,
        line=line,
        channel=Channel.NAVI if number < FACE_TO_FACE[insurer] else Channel.PHONE,
        business=Business.RENEWAL,
        riders=frozenset({TELEMATICS} if line is Line.AUTO and number < 310 else ()),
        is_fleet=False,
    )
    return old, new


def other_contracts() -> Iterator[Contract]:
    """Yield what the table must not count: fleets, 自賠責, 移管受入, a channel not recorded."""
    for number in range(8):
        yield other("fleet", number, Line.AUTO, Business.RENEWAL)
        yield other("compulsory", number, Line.COMPULSORY_AUTO, Business.NEW)
        yield other("moved-in", number, Line.FIRE, Business.TRANSFERRED_IN)


def other(kind: str, number: int, line: Line, business: Business) -> Contract:
    return Contract(
        contract_id=f"{kind}-{number}",
        concluded_on=date(2021, 5, 1 + number),
        starts_on=date(2021, 6, 1),
        expires_on=date(2022, 6, 1),
        insurer=INSURERS[number % 2],
        line=line,
        business=business,
        is_fleet=kind == "fleet",
    )


# ---- intents -------------------------------------------------------------------------


def intent(own_damage: str, *, lawyer: bool = True) -> Intent:
    return AUTO_FORM.intent({"対人賠償": UNLIMITED, "車両保険": own_damage, "弁護士費用": lawyer})


def intents() -> Iterator[IntentRecord]:
    """Yield one record a renewal: 69 came out lower, 231 higher; each of them was reviewed."""
    for number, (old, new) in enumerate(renewals()):
        initial, final = change_of(number)
        changed = initial != final
        yield IntentRecord(
            record_id=f"I-{number:04}",
            expiring_id=old.contract_id,
            contract_id=new.contract_id,
            initial=initial,
            initial_on=old.expires_on - timedelta(days=60) if old.expires_on else None,
            final=final,
            confirmed_on=new.concluded_on,
            reviewed_on=date(2022, 3, 10) if changed else None,
            shared_on=date(2022, 3, 22) if changed else None,
            insurer=old.insurer,
            line=old.line,
            method=Method.GRASPED,
        )


def change_of(number: int) -> tuple[Intent, Intent]:
    if number < 69:
        return intent("一般"), intent("エコノミー")
    return intent("エコノミー" if number < 300 else "一般"), intent("一般")


# ---- customers -----------------------------------------------------------------------


def customers() -> Iterator[Customer]:
    """Yield 2,800 customers, of 2,324 of whom the agency holds the number."""
    for number in range(2800):
        yield Customer(
            customer_id=f"K-{number:04}",
            since=date(2015, 4, 1),
            mobile_obtained=number < 2324,
        )


def policyholders() -> Iterator[Policyholder]:
    """Yield each insurer's own view of the customers: 1,000 and 2,000 of them."""
    views = {AIOI: (1000, 542, "マイページ", 193), TOKIO: (2000, 1150, "モバイルエージェント", 154)}
    for insurer, (count, registered, service, users) in views.items():
        for number in range(count):
            yield Policyholder(
                customer_id=f"K-{number:04}",
                insurer=insurer,
                since=date(2015, 4, 1),
                mobile_registered=number < registered,
                services=frozenset({service} if number < users else ()),
            )


# ---- what the agency did ---------------------------------------------------------------


def training_sessions() -> Iterator[TrainingSession]:
    for number, month in enumerate(FY.months()):
        kind = "集合研修" if number % 2 else "全体会議"
        yield TrainingSession(session_id=f"T-{number}", held_on=month.first, kind=kind)


def broadcasts() -> Iterator[Broadcast]:
    for number, month in enumerate(FY.months()):
        sent_on = month.first + timedelta(days=14)
        yield Broadcast(broadcast_id=f"B-{number}", sent_on=sent_on, kind="らくっとmovie")


def staff() -> Iterator[Staff]:
    """Yield ten people all year, one who joined in July and one who left in January."""
    for number in range(10):
        yield Staff(staff_id=f"S-{number}", joined_on=date(2018, 4, 1))
    yield Staff(staff_id="S-joiner", joined_on=date(2021, 7, 1))
    yield Staff(staff_id="S-leaver", joined_on=date(2018, 4, 1), left_on=date(2022, 1, 31))


def study_units() -> Iterator[StudyUnit]:
    """Yield a unit a half for the ten, and one for the joiner's and the leaver's whole halves."""
    for half in FY.halves():
        for number in range(10):
            unit_id, staff_id = f"U-{half.label}-{number}", f"S-{number}"
            yield StudyUnit(unit_id=unit_id, completed_on=half.first, staff_id=staff_id)
    yield StudyUnit(unit_id="U-j", completed_on=date(2021, 11, 5), staff_id="S-joiner")
    yield StudyUnit(unit_id="U-l", completed_on=date(2021, 6, 5), staff_id="S-leaver")


def survey_requests() -> Iterator[SurveyRequest]:
    """Yield 3,000 customers asked, of whom 189 answered."""
    for number in range(3000):
        asked_on = FY.first + timedelta(days=number % 350)
        answered_on = asked_on + timedelta(days=10) if number < 189 else None
        yield SurveyRequest(request_id=f"Q-{number}", asked_on=asked_on, answered_on=answered_on)


def risk_maps() -> Iterator[RiskMap]:
    """Yield 437 risk maps, each made a month before a renewal."""
    for number, (old, _) in zip(range(437), renewals(), strict=False):
        made_on = old.expires_on - timedelta(days=30) if old.expires_on else None
        yield RiskMap(
            map_id=f"M-{number}",
            made_on=made_on,
            customer_id=old.customer_id,
            tool="リスクマップ",
            checked=True,
        )


def synthetic_book() -> Book:
    """Make the whole book of the year, as known on its last day."""
    pairs = [contract for pair in renewals() for contract in pair]
    return Book(
        contracts=[*pairs, *other_contracts()],
        customers=customers(),
        policyholders=policyholders(),
        intent_records=intents(),
        training_sessions=training_sessions(),
        study_units=study_units(),
        staff=staff(),
        broadcasts=broadcasts(),
        survey_requests=survey_requests(),
        risk_maps=risk_maps(),
        as_of=FY.last,
    )


# ---- the plan: the seven blocks of the published table -----------------------------------

telematics_rate = attachment_rate.having(rider=TELEMATICS, line=Line.AUTO, insurers=(AIOI,))
telematics_in_force = telematics_rate.placed(("starts_on", "in_force_until"))
my_page_rate = service_registration_rate.having(service="マイページ", insurers=(AIOI,))
mobile_agent_rate = service_registration_rate.having(
    service="モバイルエージェント", insurers=(TOKIO,)
)


@count_of(RenewalCase, when="expires_on", label="判定不能")
def undecided_changes(case: RenewalCase) -> Answer:
    """Count of captured renewals whose two intents could not be compared."""
    captured = all_of(case.outcome is Outcome.RENEWED, case.captured)
    return asked_if(captured, case.change is ChangeKind.UNDETERMINED)


PLAN = Plan(
    "2021年度 KPI指標",
    [
        Section(
            "対面募集比率",
            [Goal(face_to_face_rate.by("insurer", groups=INSURERS), at_least("55%"))],
            initiative=(
                "お客様に分かりやすくご説明を行い、また、しっかりとご意向を確認するために、"
                "ＰＣ、タブレット、スマホなどを活用した契約手続きを推進します。"
            ),
            commentary=(
                "コロナ禍で、対面率55％は未達成となりありましたが、対面できたお客様には、"
                "タブレット・スマホなどを活用し、意向確認を行いました。非対面募集の際には、"
                "手続き後お客様控えや資料を送付し、ご意向に相違がないか再確認を行いました。"
            ),
        ),
        Section(
            "顧客意向（当初・最終）の全件把握と見える化",
            [
                Goal(intent_capture_rate, at_least("100%"), digits=0),
                Goal(difference_review_rate, at_least("100%"), digits=0),
            ],
            principles=("①", "②"),
            initiative=(
                "お客様のリスクに対して合理的なアドバイスができるよう、ご契約一覧、"
                "リスクマップを活用しご提案を行います。また、当初意向と最終意向の相違点を"
                "分析することで、最適なアドバイスとなっていることを検証します。"
            ),
            commentary=(
                "自社満期管理システムにて、更改案件の意向確認を100％実施いたしました。"
                "その際、当初意向・最終意向に相違点があった場合は、最適なアドバイスに"
                "なっているか検証いたしました。"
            ),
        ),
        Section(
            "お客さまの貴重な時間を尊重しつつ、より丁寧な募集スタイルの確立",
            [
                Goal(
                    group_training_cadence,
                    at_least("100%"),
                    digits=0,
                    label="集合研修（全体会議）月1回",
                ),
                Goal(
                    broadcast_cadence.having(kind="らくっとmovie"),
                    at_least("100%"),
                    digits=0,
                    label="らくっとmovie毎月配信",
                ),
                Goal(
                    self_study_cadence, at_least("100%"), digits=0, label="自己研鑽 半年1単元以上"
                ),
            ],
            principles=("③", "④"),
            initiative=(
                "保険商品だけではなく、災害・感染リスク・医療等の知識・最新情報の習得に努めます。"
            ),
            commentary=(
                "コロナ関連・サイバーリスクなどに関する研修を全体会議にて研修いたしました。\n"
                "携帯番号登録済みのお客様に、事故軽減啓蒙プロモーションの一環として、"
                "テレマティクス関連の動画を配信いたしました。\n"
                "日本代協アカデミーから配信される、コンプライアンス研修・中小企業マーケット"
                "開拓ポイント講座など各社員がセレクトして、配信される講座を受講いたしました。"
            ),
        ),
        Section(
            "テレマティクス・マイページ・モバエ・携帯電話番号",
            [
                Goal(
                    telematics_rate,
                    at_least("30%"),
                    digits=0,
                    label="テレマティクス自動車保険付帯率",
                ),
                Goal(telematics_in_force, label="同（年度末保有契約）"),
                Goal(my_page_rate, at_least("10%"), label="マイページ登録率"),
                Goal(mobile_agent_rate, at_least("7%"), label="モバエ登録率"),
                Goal(mobile_obtained_rate, at_least("80%")),
                Goal(mobile_registered_rate.by("insurer", groups=INSURERS), at_least("80%")),
            ],
            initiative=(
                "事故状況を的確に把握し、様々なサービスが提供できる保険会社のテレマティクス"
                "自動車保険をご案内いたします。\n"
                "事故進捗等お客様にいつでもご確認いただけるよう、マイページ登録とモバエ登録を"
                "おすすめします。\n"
                "大規模災害時にお客様が避難場所に避難している時や、交通事故で入院中時に"
                "ショートメールで連絡いたします。"
            ),
            commentary=(
                "テレマティクスのチラシ・動画等を活用し、お客様に必要性を理解していただき、"
                "推進いたしました。\n"
                "事故進捗や契約内容を、ご自身で確認していただけることをご説明し、モバイル手続き後、"
                "マイページの登録をしていただいたり、アプリのダウロードをしていただきました。\n"
                "災害時の利便性などしっかりと説明して、携帯電話番号の登録推進をいたしました。"
                "取得率は目標の80％は超えていたものの、登録率は80％に至りませんでした。"
            ),
        ),
        Section(
            "ご契約に関するアンケートの回収率",
            [
                Goal(survey_response_rate, at_least("5%")),
                Goal(survey_response_rate, adequate_sample(), label="アンケート数"),
            ],
            initiative=(
                "数理的に有意性のあるアンケート数の確保を大前提とし、お客様からいただいた声を、"
                "今後の業務運営に活かします。"
            ),
            commentary=(
                "継続時お客様に募集品質等のアンケートのお声かけをして行っていただき、"
                "アンケートの結果は全体会議で共有いたしました。"
            ),
        ),
        Section(
            "顧客意向（当初・最終）の差分チェック",
            [
                Goal(intent_comparison_rate, at_least("100%"), digits=0),
                Goal(undecided_changes, at_most(0)),
                Goal(intent_downgrades),
                Goal(downgrade_review_rate, at_least("100%"), digits=0),
            ],
            principles=("①", "②"),
            initiative=(
                "左記における差分チェック（当初意向より最終意向がダウングレードした契約を"
                "機械的に抽出）し募集実態検証・議事録への掲載により、全社で共有します。"
            ),
            commentary=(
                "自社満期管理システムにて、ダウングレードした69件については募集実態を検証し、"
                "会議で共有いたしました。"
            ),
        ),
        Section(
            "リスクマップ活用率",
            [
                Goal(risk_maps_made.having(tool="リスクマップ"), at_least(300)),
                Goal(risk_map_use_rate),
                Goal(cover_check_rate),
            ],
            principles=("②",),
            initiative=(
                "リスクマップやＡＩおすすめ一覧を活用し、お客様のリスクをわかりやすく説明します。\n"
                "お客様のご加入ニーズが顕在化していない商品については、お客様のご意向を"
                "うかがいながらご提案をさせていただきます。"
            ),
            commentary=(
                "継続時ﾘｽｸﾏｯﾌﾟを作成し、お客様のリスクを詳しく説明いたしました。"
                "又重複・付保もれがないかなど、お客様のご意向をうかがいながら、"
                "ﾘｽｸﾏｯﾌﾟを用いて、総合提案をいたしました。"
            ),
        ),
    ],
    period=FY,
)


def main() -> None:
    report = PLAN.report(synthetic_book())
    print(report.to_text())
    print()
    print(report.to_text(layout="disclosure", marks="met-only", width=150))


if __name__ == "__main__":
    main()
