"""Every metric of the catalogue: the laws, and an example of each thing its docstring says."""

from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import settings

from agency_kpis import (
    Broadcast,
    Business,
    Cadence,
    Care,
    Channel,
    Contract,
    Customer,
    Decision,
    Ending,
    HolderKind,
    Intent,
    IntentForm,
    IntentRecord,
    KpiError,
    Line,
    Method,
    Metric,
    Noun,
    Outcome,
    Policyholder,
    Rate,
    RenewalCase,
    RiskMap,
    Staff,
    StudyUnit,
    SurveyRequest,
    Tally,
    TrainingSession,
    fiscal_year,
    ladder,
    metrics,
    renewal_cases,
    rider,
    unordered,
)
from agency_kpis.metrics import (
    attachment_rate,
    broadcast_cadence,
    comparison_record_rate,
    cover_check_rate,
    cross_sell_rate,
    difference_review_rate,
    downgrade_review_rate,
    early_renewal_rate,
    elderly_care_rate,
    elderly_renewals,
    face_to_face_rate,
    group_training_cadence,
    insurer_switch_rate,
    intent_capture_rate,
    intent_comparison_rate,
    intent_downgrades,
    mobile_obtained_rate,
    mobile_registered_rate,
    paperless_rate,
    reason_record_rate,
    renewal_rate,
    risk_map_use_rate,
    risk_maps_made,
    self_study_cadence,
    service_registration_rate,
    survey_response_rate,
    survey_responses,
)
from agency_kpis.records import changed
from agency_kpis.strategies import check_metric
from agency_kpis.wording import LANGUAGES, named

Asked: TypeAlias = Metric[Any, Any] | Cadence[Any]

FY = fiscal_year(2021)
BEFORE, IN_YEAR, AFTER = date(2021, 3, 31), date(2021, 6, 1), date(2022, 4, 1)
MATURED = frozenset({Outcome.RENEWED, Outcome.NOT_RENEWED})
OPTIONS: dict[str, dict[str, Hashable]] = {
    "attachment_rate": {"rider": "テレマティクス", "line": Line.AUTO, "insurers": ("あいおい",)},
    "broadcast_cadence": {"kind": "らくっとmovie"},
    "early_renewal_rate": {"days": 28},
    "service_registration_rate": {"service": "マイページ", "insurers": ("あいおい",)},
}
CATALOGUE = [getattr(metrics, name).having(**OPTIONS.get(name, {})) for name in metrics.__all__]
VARIANTS = [
    face_to_face_rate.having(channels={Channel.WEB_MEETING}, lines={Line.AUTO}),
    attachment_rate.having(rider="地震保険", line=Line.FIRE).placed(
        ("starts_on", "in_force_until")
    ),
    cover_check_rate.having(tool="リスクマップ"),
    early_renewal_rate.having(days=7, outcomes=MATURED),
    elderly_care_rate.having(care={Care.FAMILY_PRESENT}),
    intent_capture_rate.having(outcomes=MATURED, initial_optional_for={Method.NON_LIFE}),
    reason_record_rate.having(decisions={Decision.COMPARED}),
    self_study_cadence.having(providers={"日本代協アカデミー"}),
]


# ---- the laws --------------------------------------------------------------------------


def test_what_must_be_given_is_given() -> None:
    """The laws are held against every metric, ready to be asked."""
    assert [metric.name for metric in CATALOGUE] == metrics.__all__
    assert OPTIONS.keys() < set(metrics.__all__)


@pytest.mark.parametrize("metric", [*CATALOGUE, *VARIANTS], ids=repr)
def test_the_catalogue_keeps_the_laws(metric: Asked) -> None:
    """A renewal case is drawn with all that it joins: half as many of them must do."""
    tries = settings().max_examples
    check_metric(metric, examples=tries // 2 if metric.noun is RenewalCase else tries)


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda metric: metric.name)
def test_a_metric_says_what_it_counts_and_where_it_comes_from(metric: Asked) -> None:
    """Its docstring defines who is asked, what places a record, and names the source."""
    words = " ".join(metric.definition.split())
    asked = "Cases: " if isinstance(metric, Cadence) else "Population: "
    by_date = "Placed by " if isinstance(metric.when, str) else "Counted on the roll at the end"
    assert asked in words
    assert by_date in words
    assert "Source: " in words
    assert metric.label != metric.name


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda metric: metric.name)
def test_a_metric_says_so_in_japanese_too(metric: Asked) -> None:
    """Both tell of the same options, and of the same date that places a record."""
    japanese, english = (metric.meaning.text_in(language) for language in LANGUAGES)
    by_date = named(metric.when, "ja") if isinstance(metric.when, str) else "期末に取引のある方"
    assert by_date in japanese
    assert japanese.endswith("。")
    assert "。" not in english
    for option in metric.options.keys() - {"every", "times", "per"}:
        assert option in japanese


# ---- what becomes of one record --------------------------------------------------------


def became(metric: Metric[Any, Any], record: Noun) -> str:
    """Say what becomes of one record in the fiscal year."""
    tally = metric.tally([record], FY)
    reasons = [*tally.excluded, *tally.outside]
    heaps = {"yes": tally.yes, "no": tally.no, "not asked": tally.not_asked}
    (told,) = [heap for heap, n in heaps.items() if n] + reasons
    return told


CONTRACT = Contract(
    contract_id="C-1",
    concluded_on=IN_YEAR,
    starts_on=IN_YEAR,
    expires_on=date(2022, 6, 1),
    insurer="あいおい",
    line=Line.AUTO,
    channel=Channel.NAVI,
    business=Business.NEW,
    riders=frozenset({"テレマティクス"}),
    is_fleet=False,
    paperless=True,
)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "yes"),
        ({"channel": Channel.FACE_TO_FACE, "line": Line.FIRE}, "yes"),
        ({"business": Business.RENEWAL, "channel": Channel.WEB_MEETING}, "no"),
        ({"channel": None}, "未記録"),
        ({"business": None}, "未記録"),
        ({"line": None}, "未記録"),
        ({"business": Business.TRANSFERRED_IN}, "not asked"),
        ({"business": Business.TRANSFERRED_IN, "channel": None}, "not asked"),
        ({"line": Line.COMPULSORY_AUTO}, "not asked"),
        ({"line": Line.COMPULSORY_AUTO, "business": None}, "not asked"),
        ({"concluded_on": BEFORE}, "期間外"),
        ({"concluded_on": AFTER}, "期間外"),
        ({"concluded_on": None}, "日付なし"),
    ],
)
def test_face_to_face_rate(changes: dict[str, Any], told: str) -> None:
    """New and renewal procedures of any line but 自賠責, by the day they were concluded."""
    assert became(face_to_face_rate, changed(CONTRACT, **changes)) == told


def test_face_to_face_is_a_set_of_channels() -> None:
    """対面ナビ率 is a choice of one; an agency may count meetings on the web."""
    web = changed(CONTRACT, channel=Channel.WEB_MEETING)
    with_web = face_to_face_rate.having(channels={Channel.NAVI, Channel.WEB_MEETING})
    only_navi = face_to_face_rate.having(channels={Channel.NAVI})
    assert became(with_web, web) == "yes"
    assert became(only_navi, changed(CONTRACT, channel=Channel.FACE_TO_FACE)) == "no"


@pytest.mark.parametrize("metric", [face_to_face_rate, paperless_rate], ids=lambda each: each.name)
def test_procedures_may_be_of_some_lines(metric: Metric[Contract, Rate]) -> None:
    """Lines that are named replace any but 自賠責; an unknown line is not recorded."""
    of_auto = metric.having(lines={Line.AUTO, Line.COMPULSORY_AUTO})
    assert became(of_auto, CONTRACT) == "yes"
    assert became(of_auto, changed(CONTRACT, line=Line.COMPULSORY_AUTO)) == "yes"
    assert became(of_auto, changed(CONTRACT, line=Line.FIRE)) == "not asked"
    assert became(of_auto, changed(CONTRACT, line=None)) == "未記録"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "yes"),
        ({"channel": Channel.PHONE}, "yes"),
        ({"paperless": False}, "no"),
        ({"paperless": None}, "未記録"),
        ({"line": Line.COMPULSORY_AUTO}, "not asked"),
        ({"business": Business.TRANSFERRED_IN}, "not asked"),
        ({"concluded_on": AFTER}, "期間外"),
    ],
)
def test_paperless_rate(changes: dict[str, Any], told: str) -> None:
    """A procedure by telephone may be paperless."""
    assert became(paperless_rate, changed(CONTRACT, **changes)) == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "yes"),
        ({"riders": frozenset()}, "no"),
        ({"riders": None}, "未記録"),
        ({"is_fleet": True}, "フリート契約"),
        ({"is_fleet": True, "riders": None}, "フリート契約"),
        ({"is_fleet": None}, "未記録"),
        ({"line": Line.FIRE}, "not asked"),
        ({"line": Line.FIRE, "is_fleet": True}, "not asked"),
        ({"line": None}, "未記録"),
        ({"insurer": "東海"}, "not asked"),
        ({"insurer": None}, "未記録"),
        ({"insurer": None, "line": Line.FIRE}, "not asked"),
        ({"concluded_on": BEFORE}, "yes"),
        ({"starts_on": BEFORE}, "期間外"),
        ({"starts_on": None}, "日付なし"),
    ],
)
def test_attachment_rate(changes: dict[str, Any], told: str) -> None:
    """Contracts of one line and insurer begun in the year; fleets are excluded."""
    telematics = attachment_rate.having(**OPTIONS["attachment_rate"])
    assert became(telematics, changed(CONTRACT, **changes)) == told


def test_attachment_may_be_of_any_insurer() -> None:
    """Without insurers, an unknown one does not matter."""
    telematics = attachment_rate.having(rider="テレマティクス", line=Line.AUTO)
    assert became(telematics, changed(CONTRACT, insurer=None)) == "yes"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"starts_on": BEFORE}, "yes"),
        ({"ended_on": date(2022, 4, 1)}, "yes"),
        ({"ended_on": date(2022, 3, 31)}, "期間外"),
        ({"starts_on": AFTER}, "期間外"),
    ],
)
def test_attachment_in_force_is_another_reading(changes: dict[str, Any], told: str) -> None:
    """Placed by both ends, contracts in force on the last day of the year are asked."""
    telematics = attachment_rate.having(rider="テレマティクス", line=Line.AUTO)
    in_force = telematics.placed(("starts_on", "in_force_until"))
    assert became(in_force, changed(CONTRACT, **changes)) == told


# ---- customers -------------------------------------------------------------------------

CUSTOMER = Customer(
    customer_id="K-1",
    since=date(2015, 4, 1),
    born_on=date(1948, 1, 1),
    mobile_obtained=True,
    lines=frozenset({Line.AUTO, Line.FIRE}),
)
POLICYHOLDER = Policyholder(
    customer_id="K-1",
    since=date(2015, 4, 1),
    insurer="あいおい",
    mobile_registered=True,
    services=frozenset({"マイページ"}),
)
MY_PAGE = service_registration_rate.having(**OPTIONS["service_registration_rate"])


@pytest.mark.parametrize(
    ("metric", "record"),
    [
        (mobile_obtained_rate, CUSTOMER),
        (cross_sell_rate, CUSTOMER),
        (mobile_registered_rate, POLICYHOLDER),
        (MY_PAGE, POLICYHOLDER),
    ],
    ids=str,
)
def test_customers_are_counted_on_the_roll_at_the_end(
    metric: Metric[Any, Any], record: Noun
) -> None:
    """The day before ``until`` is the last on the roll."""
    assert became(metric, record) == "yes"
    assert became(metric, changed(record, since=FY.last)) == "yes"
    assert became(metric, changed(record, since=AFTER)) == "期間外"
    assert became(metric, changed(record, until=AFTER)) == "yes"
    assert became(metric, changed(record, until=FY.last)) == "期間外"
    assert became(metric, changed(record, since=None)) == "日付なし"


@pytest.mark.parametrize(("obtained", "told"), [(True, "yes"), (False, "no"), (None, "未記録")])
def test_mobile_obtained_rate(obtained: bool | None, told: str) -> None:
    """The agency holds the number, or does not, or nobody says."""
    assert became(mobile_obtained_rate, changed(CUSTOMER, mobile_obtained=obtained)) == told


@pytest.mark.parametrize(("registered", "told"), [(True, "yes"), (False, "no"), (None, "未記録")])
def test_mobile_registered_rate(registered: bool | None, told: str) -> None:
    """The insurer's record holds the number: another figure than the agency's."""
    record = changed(POLICYHOLDER, mobile_registered=registered)
    assert became(mobile_registered_rate, record) == told


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ({Line.AUTO, Line.FIRE}, "yes"),
        ({Line.AUTO}, "no"),
        (set(), "no"),
        (None, "未記録"),
    ],
)
def test_cross_sell_rate(lines: set[Line] | None, told: str) -> None:
    """Two lines or more."""
    held = None if lines is None else frozenset(lines)
    assert became(cross_sell_rate, changed(CUSTOMER, lines=held)) == told


def test_cross_sell_may_ask_for_more_lines() -> None:
    """``least`` is the agency's."""
    assert became(cross_sell_rate.having(least=3), CUSTOMER) == "no"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "yes"),
        ({"services": frozenset({"モバイルエージェント"})}, "no"),
        ({"services": None}, "未記録"),
        ({"insurer": "東海"}, "not asked"),
        ({"insurer": "東海", "services": None}, "not asked"),
        ({"insurer": None}, "未記録"),
    ],
)
def test_service_registration_rate(changes: dict[str, Any], told: str) -> None:
    """Another insurer's customers cannot register, and are not asked."""
    assert became(MY_PAGE, changed(POLICYHOLDER, **changes)) == told


# ---- surveys and risk maps -------------------------------------------------------------


def test_survey_response_rate() -> None:
    """By the day of asking, whenever the answer came."""
    asked = SurveyRequest(request_id="Q-1", asked_on=FY.last)
    assert became(survey_response_rate, asked) == "no"
    assert became(survey_response_rate, changed(asked, answered_on=AFTER)) == "yes"
    assert became(survey_response_rate, changed(asked, asked_on=BEFORE)) == "期間外"


def test_survey_responses() -> None:
    """By the day of answer, whenever it was asked for; what never came is in no year."""
    asked = SurveyRequest(request_id="Q-1", asked_on=BEFORE)
    assert became(survey_responses, asked) == "未発生"
    assert became(survey_responses, changed(asked, answered_on=FY.first)) == "yes"
    assert became(survey_responses, changed(asked, answered_on=AFTER)) == "期間外"


MAP = RiskMap(map_id="M-1", made_on=IN_YEAR, customer_id="K-1", tool="リスクマップ", checked=True)


def test_risk_maps_made() -> None:
    """All, or those of one tool; a map of an unknown tool is not recorded."""
    of_tool = risk_maps_made.having(tool="リスクマップ")
    other, unknown = changed(MAP, tool="AIおすすめ一覧"), changed(MAP, tool=None)
    assert [became(risk_maps_made, each) for each in (MAP, other, unknown)] == ["yes"] * 3
    assert [became(of_tool, each) for each in (MAP, other, unknown)] == ["yes", "no", "未記録"]
    assert became(risk_maps_made, changed(MAP, made_on=AFTER)) == "期間外"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "yes"),
        ({"checked": False}, "no"),
        ({"checked": None}, "未記録"),
        ({"tool": "AIおすすめ一覧"}, "not asked"),
        ({"tool": None}, "未記録"),
        ({"made_on": BEFORE}, "期間外"),
    ],
)
def test_cover_check_rate(changes: dict[str, Any], told: str) -> None:
    """Of the maps that are counted, those on which overlap and gaps were checked."""
    checked = cover_check_rate.having(tool="リスクマップ")
    assert became(checked, changed(MAP, **changes)) == told


# ---- cadences --------------------------------------------------------------------------


def monthly(day: int = 5) -> Iterable[date]:
    """Give a day of each month of the year."""
    return [month.first + timedelta(days=day) for month in FY.months()]


def test_group_training_cadence() -> None:
    """A session of either kind a month; twelve in eleven months are a miss."""
    sessions = [
        TrainingSession(session_id=str(day), held_on=day, kind="集合研修") for day in monthly()
    ]
    assert group_training_cadence(sessions, FY) == Rate(12, 12)
    assert group_training_cadence([*sessions[1:], sessions[1]], FY) == Rate(11, 12)
    meeting = [changed(each, kind="全体会議") for each in sessions]
    lesson = [changed(each, kind="個別指導") for each in sessions]
    assert group_training_cadence(meeting, FY) == Rate(12, 12)
    assert group_training_cadence(lesson, FY) == Rate(0, 12)
    assert group_training_cadence.having(kinds=("個別指導",))(lesson, FY) == Rate(12, 12)


def test_broadcast_cadence() -> None:
    """A broadcast of the one kind a month; of an unknown kind none counts, and that is told."""
    movies = broadcast_cadence.having(kind="らくっとmovie")
    sent = [
        Broadcast(broadcast_id=str(day), sent_on=day, kind="らくっとmovie") for day in monthly()
    ]
    unknown = changed(sent[0], kind=None)
    assert movies(sent, FY) == Rate(12, 12)
    assert movies([unknown, *sent[1:]], FY) == Rate(11, 12)
    assert movies.tally([unknown], FY).unplaced == {"未記録": 1}


def test_self_study_cadence() -> None:
    """A unit a person and half; a joiner is excluded for the half that was joined in."""
    old = Staff(staff_id="S-1", joined_on=date(2010, 4, 1))
    new = Staff(staff_id="S-2", joined_on=date(2021, 6, 1))
    unit = StudyUnit(
        unit_id="U-1", completed_on=IN_YEAR, staff_id="S-1", provider="日本代協アカデミー"
    )
    tally = self_study_cadence.tally([unit], FY, roster=[old, new])
    assert tally == Tally(yes=1, no=2, excluded={"在籍が期間の一部": 1})
    elsewhere = self_study_cadence.having(providers={"社内"})
    assert elsewhere([unit], FY, roster=[old]) == Rate(0, 2)


# ---- renewals --------------------------------------------------------------------------

FORM = IntentForm(
    "auto",
    items={
        "車両保険": ladder("なし", "エコノミー", "一般"),
        "弁護士費用": rider(),
        "払込方法": unordered("月払", "年払"),
    },
)
FULL = FORM.intent(車両保険="一般", 弁護士費用=True, 払込方法="月払")


def intent(**items: object) -> Intent:
    """Give the full intent with other values for some items."""
    return FORM.intent({**FULL.values, **items})


OLD = Contract(
    contract_id="C-1",
    customer_id="K-1",
    starts_on=date(2020, 6, 1),
    expires_on=IN_YEAR,
    insurer="あいおい",
    line=Line.AUTO,
    holder_kind=HolderKind.PERSON,
)
NEW = Contract(
    contract_id="C-2",
    renews=("C-1",),
    concluded_on=IN_YEAR - timedelta(days=28),
    starts_on=IN_YEAR,
    insurer="あいおい",
)
ON_RECORD = IntentRecord(
    record_id="I-1",
    expiring_id="C-1",
    initial=FULL,
    final=FULL,
    reviewed_on=IN_YEAR,
    shared_on=IN_YEAR,
    method=Method.GRASPED,
    decision=Decision.COMPARED,
    care=frozenset({Care.FAMILY_PRESENT}),
    reason="補償の範囲が広い",
)


def case(
    *contracts: Contract, record: IntentRecord | None = ON_RECORD, as_of: date | None = None
) -> RenewalCase:
    """Join the first contract with the others, an intent record, a map and the customer."""
    joined = renewal_cases(
        contracts,
        [] if record is None else [record],
        [changed(MAP, made_on=IN_YEAR - timedelta(days=90))],
        customers=[CUSTOMER],
        as_of=as_of,
    )
    return joined.records[0]


def with_final(**items: object) -> RenewalCase:
    """Join a renewed case whose final intent has other values."""
    return case(OLD, NEW, record=changed(ON_RECORD, final=intent(**items)))


OF_RENEWALS = [metric for metric in CATALOGUE if metric.noun is RenewalCase]
OF_RENEWED = [metric for metric in OF_RENEWALS if metric.name != "renewal_rate"]


@pytest.mark.parametrize("metric", OF_RENEWALS, ids=lambda metric: metric.name)
def test_renewals_are_asked_by_outcome_line_and_expiry(metric: Metric[RenewalCase, Any]) -> None:
    """An ending is an exclusion with its name; 自賠責 is not asked; expiry places the case."""
    for ending in (Ending.CLOSED, Ending.CANCELLED, Ending.TRANSFERRED):
        assert became(metric, case(changed(OLD, ending=ending))) == ending.value
    assert became(metric, case(OLD)) == "手続中"
    assert became(metric, case(changed(OLD, ended_on=IN_YEAR))) == "未記録"
    assert became(metric, case(changed(OLD, line=Line.COMPULSORY_AUTO), NEW)) == "not asked"
    assert became(metric, case(changed(OLD, line=None), NEW)) == "未記録"
    assert became(metric, case(changed(OLD, expires_on=AFTER), NEW)) == "期間外"
    assert became(metric, case(changed(OLD, expires_on=None), NEW)) == "日付なし"


@pytest.mark.parametrize("metric", OF_RENEWED, ids=lambda metric: metric.name)
def test_a_case_that_fell_away_is_not_asked(metric: Metric[RenewalCase, Any]) -> None:
    """What was not renewed is asked about by ``renewal_rate``."""
    fallen = case(changed(OLD, ending=Ending.NOT_RENEWED))
    assert became(metric, fallen) == "not asked"
    assert became(renewal_rate, fallen) == "no"


def test_renewal_rate() -> None:
    """Renewed, with another insurer too; fallen away once the days of grace are over."""
    assert became(renewal_rate, case(OLD, NEW)) == "yes"
    assert became(renewal_rate, case(OLD, changed(NEW, insurer="東海"))) == "yes"
    assert became(renewal_rate, case(OLD, as_of=IN_YEAR + timedelta(days=30))) == "手続中"
    assert became(renewal_rate, case(OLD, as_of=IN_YEAR + timedelta(days=31))) == "no"


@pytest.mark.parametrize(("days", "told"), [(27, "yes"), (28, "yes"), (29, "no"), (62, "no")])
def test_early_renewal_rate(days: int, told: str) -> None:
    """Concluded 28 days before expiry."""
    assert became(early_renewal_rate.having(days=days), case(OLD, NEW)) == told


def test_early_renewal_without_a_day_of_conclusion_is_not_recorded() -> None:
    """It is neither early nor late."""
    early = early_renewal_rate.having(days=28)
    assert became(early, case(OLD, changed(NEW, concluded_on=None))) == "未記録"


def test_early_renewals_may_be_of_all_that_matured() -> None:
    """A contract that fell away was not renewed early."""
    early = early_renewal_rate.having(days=28, outcomes=MATURED)
    assert became(early, case(changed(OLD, ending=Ending.NOT_RENEWED))) == "no"
    assert became(early, case(OLD, NEW)) == "yes"


@pytest.mark.parametrize("days", [-31, 63])
def test_early_renewal_refuses_days_that_no_case_tells(days: int) -> None:
    """A case knows the days from 30 after expiry to 62 before."""
    with pytest.raises(KpiError, match=f"^days={days} is not between -30 and 62"):
        became(early_renewal_rate.having(days=days), case(OLD, NEW))


def test_insurer_switch_rate() -> None:
    """Another insurer inside the agency; an unknown one is not recorded."""
    assert became(insurer_switch_rate, case(OLD, NEW)) == "no"
    assert became(insurer_switch_rate, case(OLD, changed(NEW, insurer="東海"))) == "yes"
    assert became(insurer_switch_rate, case(OLD, changed(NEW, insurer=None))) == "未記録"


# ---- intents ---------------------------------------------------------------------------

NO_INITIAL = changed(ON_RECORD, initial=None, method=Method.NON_LIFE)


def test_intent_capture_rate() -> None:
    """Both intents on record; a missing one is a miss, and so is a case without a record."""
    assert became(intent_capture_rate, case(OLD, NEW)) == "yes"
    assert became(intent_capture_rate, case(OLD, NEW, record=NO_INITIAL)) == "no"
    assert (
        became(intent_capture_rate, case(OLD, NEW, record=changed(ON_RECORD, final=None))) == "no"
    )
    assert became(intent_capture_rate, case(OLD, NEW, record=None)) == "no"


def test_intents_never_supplied_are_not_recorded() -> None:
    """Nobody knows whether they were captured."""
    (old, _) = renewal_cases([OLD, NEW])
    assert became(intent_capture_rate, old) == "未記録"


def test_intent_capture_may_not_need_an_initial_one() -> None:
    """By 損保型 a case without it is excluded; by another method it stays a miss."""
    optional = intent_capture_rate.having(initial_optional_for={Method.NON_LIFE})
    assert became(optional, case(OLD, NEW, record=NO_INITIAL)) == "当初意向を要しない"
    grasped = changed(NO_INITIAL, method=Method.GRASPED)
    assert became(optional, case(OLD, NEW, record=grasped)) == "no"
    assert became(optional, case(OLD, NEW, record=changed(NO_INITIAL, method=None))) == "未記録"
    non_life = changed(ON_RECORD, method=Method.NON_LIFE)
    assert became(optional, case(OLD, NEW, record=non_life)) == "yes"


def test_intent_capture_may_be_of_all_that_matured() -> None:
    """A contract that fell away had an intent too."""
    matured = intent_capture_rate.having(outcomes=MATURED)
    assert became(matured, case(changed(OLD, ending=Ending.NOT_RENEWED))) == "yes"


def test_difference_review_rate() -> None:
    """Of those that differ in any way, the reviewed ones; unknown items leave it open."""
    assert became(difference_review_rate, case(OLD, NEW)) == "not asked"
    assert became(difference_review_rate, with_final(払込方法="年払")) == "yes"
    assert became(difference_review_rate, with_final(車両保険="エコノミー")) == "yes"
    assert became(difference_review_rate, with_final(車両保険=None)) == "未記録"
    unseen = changed(ON_RECORD, final=intent(払込方法="年払"), reviewed_on=None)
    assert became(difference_review_rate, case(OLD, NEW, record=unseen)) == "no"
    assert became(difference_review_rate, case(OLD, NEW, record=NO_INITIAL)) == "not asked"


def test_intent_comparison_rate() -> None:
    """判定不能 is a miss; what was not captured is not asked."""
    assert became(intent_comparison_rate, case(OLD, NEW)) == "yes"
    assert became(intent_comparison_rate, with_final(車両保険="エコノミー")) == "yes"
    assert became(intent_comparison_rate, with_final(車両保険=None)) == "no"
    assert became(intent_comparison_rate, case(OLD, NEW, record=NO_INITIAL)) == "not asked"


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ({}, "no"),
        ({"払込方法": "年払"}, "no"),
        ({"車両保険": "エコノミー"}, "yes"),
        ({"車両保険": "エコノミー", "弁護士費用": None}, "yes"),
        ({"車両保険": None}, "判定不能"),
    ],
)
def test_intent_downgrades(items: dict[str, object], told: str) -> None:
    """Any item certainly lowered, whatever else is unknown."""
    assert became(intent_downgrades, with_final(**items)) == told


def test_a_downgrade_with_something_raised_is_one_too() -> None:
    """混在 counts: one item fell."""
    start = intent(弁護士費用=False)
    mixed = changed(ON_RECORD, initial=start, final=intent(車両保険="なし"))
    raised = changed(ON_RECORD, initial=start, final=FULL)
    assert became(intent_downgrades, case(OLD, NEW, record=mixed)) == "yes"
    assert became(intent_downgrades, case(OLD, NEW, record=raised)) == "no"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "yes"),
        ({"reviewed_on": None}, "no"),
        ({"shared_on": None}, "no"),
        ({"final": FULL}, "not asked"),
        ({"final": intent(車両保険=None)}, "判定不能"),
        ({"initial": None}, "not asked"),
    ],
)
def test_downgrade_review_rate(changes: dict[str, Any], told: str) -> None:
    """Of the downgrades, those both reviewed and shared in the minutes."""
    fell = changed(ON_RECORD, final=intent(車両保険="エコノミー"))
    assert became(downgrade_review_rate, case(OLD, NEW, record=changed(fell, **changes))) == told


def test_risk_map_use_rate() -> None:
    """A map of the customer from 90 days before expiry to the renewal."""
    assert became(risk_map_use_rate, case(OLD, NEW)) == "yes"
    assert became(risk_map_use_rate, case(changed(OLD, customer_id="K-2"), NEW)) == "no"
    assert became(risk_map_use_rate, case(changed(OLD, customer_id=None), NEW)) == "未記録"


@pytest.mark.parametrize(
    ("metric", "changes"),
    [
        (comparison_record_rate, {"decision": Decision.COMPARISON_WAIVED}),
        (reason_record_rate.having(decisions={Decision.COMPARISON_WAIVED}), {}),
        (elderly_care_rate.having(bands=()), {}),
    ],
    ids=repr,
)
def test_evidence_is_asked_of_its_population_only(
    metric: Metric[RenewalCase, Any], changes: dict[str, Any]
) -> None:
    """Another decision, another age."""
    assert became(metric, case(OLD, NEW, record=changed(ON_RECORD, **changes))) == "not asked"


@pytest.mark.parametrize(
    ("metric", "told"),
    [
        (comparison_record_rate, "no"),
        (reason_record_rate, "yes"),
        (elderly_renewals, "yes"),
        (elderly_care_rate, "yes"),
        (elderly_care_rate.having(care={Care.FOLLOW_UP}), "no"),
    ],
    ids=repr,
)
def test_evidence_of_a_sale(metric: Metric[RenewalCase, Any], told: str) -> None:
    """A customer of 73 compared without a second product on record; the family was there."""
    assert became(metric, case(OLD, NEW)) == told


@pytest.mark.parametrize(("option", "value"), [("kinds", "集合研修"), ("unknown", 1)])
def test_an_option_is_checked(option: str, value: object) -> None:
    """One text where several are meant, and a name that is no option."""
    with pytest.raises(KpiError, match=option):
        group_training_cadence.having(**{option: value})


@pytest.mark.parametrize(
    "metric",
    [getattr(metrics, name) for name in OPTIONS],
    ids=lambda metric: metric.name,
)
def test_an_option_that_is_missing_is_named(metric: Asked) -> None:
    """A metric that needs options says which."""
    ask: Callable[..., object] = metric
    with pytest.raises(KpiError, match=f"^{metric.name} needs options: write {metric.name}.having"):
        ask([], FY)
