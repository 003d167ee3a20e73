"""The plan: a book measured against goals, and what stands in each line of the report."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.answers import Answer, Excluded, Tally
from agency_kpis.book import SHELVES, Book
from agency_kpis.cadence import cadence_of
from agency_kpis.domain.activities import Staff, StudyUnit, SurveyRequest, TrainingSession
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Customer
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.domain.terms import Business, Channel, Line
from agency_kpis.errors import KpiError
from agency_kpis.goals import (
    Goal,
    Section,
    Target,
    Verdict,
    adequate_sample,
    at_least,
    at_most,
    below,
)
from agency_kpis.measures import Count, Rate
from agency_kpis.metrics import (
    attachment_rate,
    broadcast_cadence,
    cover_check_rate,
    cross_sell_rate,
    difference_review_rate,
    downgrade_review_rate,
    early_renewal_rate,
    face_to_face_rate,
    group_training_cadence,
    insurer_switch_rate,
    intent_capture_rate,
    intent_comparison_rate,
    intent_downgrades,
    mobile_obtained_rate,
    mobile_registered_rate,
    paperless_rate,
    renewal_rate,
    risk_map_use_rate,
    risk_maps_made,
    self_study_cadence,
    service_registration_rate,
    survey_response_rate,
    survey_responses,
)
from agency_kpis.periods import Period, fiscal_year
from agency_kpis.plan import Plan
from agency_kpis.questions import average_of, count_of, rate_of
from agency_kpis.records import Noun, shape_of
from agency_kpis.report.lines import ReportLine
from agency_kpis.reported import Reported
from agency_kpis.strategies import books

FY = fiscal_year(2021)
INSURERS = ("あいおい", "東海")


@rate_of(SurveyRequest, when="asked_on", label="本店の回答率")
def head_office_rate(request: SurveyRequest) -> Answer:
    """Share of answered requests of the head office; a branch to be opened is excluded."""
    if request.branch == "開設前":
        return Excluded("開設前")
    return None if request.branch is None else request.answered


@count_of(SurveyRequest, when="asked_on", label="依頼件数")
def requests_sent(request: SurveyRequest) -> Answer:
    """Count of requests."""
    return request.asked_on is not None


@average_of(SurveyRequest, when="asked_on", label="推奨度", unit="点")
def recommendation(request: SurveyRequest) -> int:
    """Ten points of who answered, none of who did not."""
    return 10 if request.answered else 0


@cadence_of(TrainingSession, when="held_on", every="month", label="月例研修")
def monthly_training(session: TrainingSession) -> Answer:
    """Every month has a session of a known kind."""
    return None if session.kind is None else True


def requests(
    answered: int,
    asked: int,
    insurer: str | None = "東海",
    **given: Any,  # noqa: ANN401
) -> list[SurveyRequest]:
    """Make requests of one insurer, the first of them answered."""
    return [
        SurveyRequest(
            request_id=f"{insurer}-{number}",
            insurer=insurer,
            answered_on=FY.first if number < answered else None,
            **{"asked_on": FY.first, "branch": "本店", **given},
        )
        for number in range(asked)
    ]


def line_of(goal: Goal, **shelves: Any) -> ReportLine:  # noqa: ANN401 - it makes any book
    """Report one goal on a book, and give its line."""
    (line,) = Plan("計画", [goal]).report(Book(**shelves), FY).lines
    return line


# ---- the plan ----------------------------------------------------------------------------


def test_a_goal_that_stands_alone_is_a_section_of_its_own() -> None:
    """Titled by its label; sections and goals keep their order."""
    section = Section("お客様の声", [Goal(survey_response_rate), Goal(requests_sent)])
    plan = Plan("計画", [Goal(monthly_training), section])
    assert [each.title for each in plan.sections] == ["月例研修", "お客様の声"]
    assert [goal.label for goal in plan.goals] == ["月例研修", "アンケート回収率", "依頼件数"]


def test_two_goals_of_one_label_are_refused() -> None:
    """A line is found by its label."""
    goals = [Goal(survey_response_rate), Goal(survey_response_rate, adequate_sample())]
    with pytest.raises(
        KpiError, match=r"^2 goals are labelled 'アンケート回収率': give one of them a label of"
    ):
        Plan("計画", [Section("お客様の声", goals)])


@pytest.mark.parametrize("title", ["", "　", None])
def test_a_plan_has_a_title(title: Any) -> None:  # noqa: ANN401 - it is wrong on purpose
    """It is printed above the table."""
    with pytest.raises(KpiError, match=r"^title="):
        Plan(title, [])


@pytest.mark.parametrize("part", ["対面募集比率", None, Rate(1, 2)])
def test_what_is_neither_goal_nor_section_is_refused(part: Any) -> None:  # noqa: ANN401
    """With the way out."""
    with pytest.raises(KpiError, match="is neither a goal nor a section: write Goal"):
        Plan("計画", [part])


def test_a_metric_without_a_goal_is_refused() -> None:
    """A metric knows no target; a goal says that there is none."""
    metric: Any = survey_response_rate
    with pytest.raises(KpiError, match=r"is neither a goal nor a section: write Goal"):
        Plan("計画", [metric])


def test_a_report_is_of_the_period_given_or_else_of_the_plans_own() -> None:
    """One of the two there must be: no year is guessed at."""
    plan = Plan("計画", [], period=FY)
    assert plan.report(Book()).period == FY
    assert plan.report(Book(), FY.previous()).period == FY.previous()
    with pytest.raises(KpiError, match=r"^period=None is no Period: write plan\.report\(book"):
        Plan("計画", []).report(Book())


@pytest.mark.parametrize("period", [2021, "2021年度"])
def test_a_period_is_a_period(period: Any) -> None:  # noqa: ANN401 - it is wrong on purpose
    """Of a plan of no goals, too."""
    with pytest.raises(KpiError, match=r"is no Period: write plan\.report\(book"):
        Plan("計画", []).report(Book(), period)


# ---- what is missing ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "shelf"),
    [
        (Goal(face_to_face_rate), "contracts"),
        (Goal(renewal_rate), "contracts"),
        (Goal(mobile_obtained_rate), "customers"),
        (Goal(survey_response_rate.by("insurer")), "survey_requests"),
        (Goal(monthly_training.by("slot")), "training_sessions"),
        (Goal(self_study_cadence, roster=["S-1"]), "study_units"),
    ],
)
def test_a_goal_whose_noun_was_never_supplied_is_an_error(goal: Goal, shelf: str) -> None:
    """A forgotten list is not 対象なし."""
    with pytest.raises(KpiError, match=rf"give Book\({shelf}=…\), which may be empty"):
        line_of(goal)


@pytest.mark.parametrize(
    ("goal", "shelf"),
    [
        (Goal(survey_response_rate, at_least("5%")), "survey_requests"),
        (Goal(face_to_face_rate, at_least("5%")), "contracts"),
        (Goal(renewal_rate, at_least("5%")), "contracts"),
        (Goal(survey_response_rate, adequate_sample()), "survey_requests"),
        (Goal(recommendation, at_least(5)), "survey_requests"),
    ],
)
def test_a_noun_known_to_be_empty_has_no_cases(goal: Goal, shelf: str) -> None:
    """0/0 is neither nought nor met."""
    line = line_of(goal, **{shelf: []})
    assert (line.verdict, line.missing) == (Verdict.NO_CASES, None)


def test_a_count_of_nothing_is_nought() -> None:
    """A count has no denominator to lack."""
    line = line_of(Goal(requests_sent, at_least(1)), survey_requests=[])
    assert (line.measure, line.verdict, line.missing) == (Count(0), Verdict.MISSED, 1)


# ---- verdicts ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "target", "verdict", "missing"),
    [
        (1, at_least("50%"), Verdict.MET, 0),
        (0, at_least("50%"), Verdict.MISSED, 1),
        (2, at_most("50%"), Verdict.MISSED, 1),
        (1, None, Verdict.NO_TARGET, None),
        (1, adequate_sample(), Verdict.MISSED, 1),
    ],
)
def test_a_line_has_its_goals_verdict(
    answered: int, target: Target | None, verdict: Verdict, missing: int | None
) -> None:
    """Decided on the exact figure, with how many cases are missing."""
    line = line_of(Goal(survey_response_rate, target), survey_requests=requests(answered, 2))
    assert (line.measure, line.verdict, line.missing) == (Rate(answered, 2), verdict, missing)


@pytest.mark.parametrize(
    ("goal", "shelves"),
    [
        (Goal(survey_response_rate, at_least("5%")), {"survey_requests": []}),
        (Goal(survey_response_rate, at_least("5%")), {"survey_requests": requests(1, 2)}),
        (Goal(requests_sent, at_least(5)), {"survey_requests": []}),
        (Goal(survey_response_rate, adequate_sample()), {"survey_requests": []}),
        (Goal(mobile_obtained_rate, at_least("5%")), {"customers": []}),
        (Goal(monthly_training, at_least("5%")), {"training_sessions": []}),
        (
            Goal(survey_response_rate.by("insurer", groups=INSURERS), at_least("5%")),
            {"survey_requests": []},
        ),
        (
            Goal(survey_response_rate.by("insurer"), at_least("5%"), rule="pooled"),
            {"survey_requests": []},
        ),
    ],
)
def test_a_period_that_opens_later_is_not_due(goal: Goal, shelves: dict[str, Any]) -> None:
    """The day before it opens; on its first day it is judged."""
    eve = line_of(goal, **shelves, as_of=FY.first - timedelta(days=1))
    assert (eve.verdict, eve.missing) == (Verdict.NOT_DUE, None)
    assert all(group.verdict is Verdict.NOT_DUE for group in eve.groups)
    if goal.label != "月例研修":
        assert line_of(goal, **shelves, as_of=FY.first).verdict is not Verdict.NOT_DUE


def test_without_a_target_nothing_is_due() -> None:
    """目標なし comes before 未到来."""
    goal = Goal(survey_response_rate)
    line = line_of(goal, survey_requests=[], as_of=FY.first - timedelta(days=1))
    assert line.verdict is Verdict.NO_TARGET


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [
        (FY.first, Verdict.NOT_DUE),
        (date(2021, 4, 29), Verdict.NOT_DUE),
        (date(2021, 4, 30), Verdict.MISSED),
        (None, Verdict.MISSED),
    ],
)
def test_a_cadence_of_nothing_but_slots_to_come_is_not_due(
    as_of: date | None, verdict: Verdict
) -> None:
    """From the first slot that has ended it is judged."""
    line = line_of(Goal(monthly_training, at_least("100%")), training_sessions=[], as_of=as_of)
    assert line.verdict is verdict


def test_a_cadence_met_so_far_is_met() -> None:
    """What is still to come is told, and not judged."""
    sessions = [
        TrainingSession(session_id=str(month), held_on=month.first, kind="研修")
        for month in FY.months()[:3]
    ]
    goal = Goal(monthly_training, at_least("100%"))
    line = line_of(goal, training_sessions=sessions, as_of=date(2021, 6, 30))
    assert (line.measure, line.verdict, dict(line.left_out)) == (
        Rate(3, 3),
        Verdict.MET,
        {"未到来": 9},
    )


def test_a_measure_in_hand_is_judged_as_it_is() -> None:
    """It needs no book and no period."""
    line = line_of(Goal(Rate(757, 1500), at_least("55%"), label="対面"), as_of=date(2020, 1, 1))
    assert (line.verdict, line.missing, line.label) == (Verdict.MISSED, 68, "対面")
    assert line_of(Goal(Count(3), label="件数")).verdict is Verdict.NO_TARGET


# ---- splits ------------------------------------------------------------------------------

SPLIT = survey_response_rate.by("insurer", groups=INSURERS)


@pytest.mark.parametrize(
    ("aioi", "tokio", "each", "pooled"),
    [
        ((1, 2), (1, 2), Verdict.MET, Verdict.MET),
        ((0, 2), (2, 2), Verdict.MISSED, Verdict.MET),
        ((1, 1), (0, 3), Verdict.MISSED, Verdict.MISSED),
        ((0, 0), (1, 2), Verdict.MET, Verdict.MET),
        ((0, 0), (0, 1), Verdict.MISSED, Verdict.MISSED),
        ((0, 0), (0, 0), Verdict.NO_CASES, Verdict.NO_CASES),
    ],
)
def test_a_split_is_judged_by_each_group_or_as_a_whole(
    aioi: tuple[int, int], tokio: tuple[int, int], each: Verdict, pooled: Verdict
) -> None:
    """The rule is printed beside the figure; a group without cases meets and misses nothing."""
    sent = [*requests(*aioi, "あいおい"), *requests(*tokio, "東海")]
    lines = [
        line_of(Goal(SPLIT, at_least("50%"), rule=rule), survey_requests=sent)
        for rule in ("each", "pooled")
    ]
    assert [line.verdict for line in lines] == [each, pooled]
    assert [line.remarks for line in lines] == [("各グループで判定",), ("全体で判定",)]
    assert [group.measure for group in lines[0].groups] == [Rate(*aioi), Rate(*tokio)]


def test_only_the_declared_groups_decide() -> None:
    """Others and the unknown are shown with a verdict of their own."""
    sent = [
        *requests(1, 1),
        *requests(0, 1, "損ジャ"),
        *requests(0, 1, None),
        *requests(1, 1, "あいおい"),
    ]
    line = line_of(Goal(SPLIT, at_least("50%")), survey_requests=sent)
    assert line.verdict is Verdict.MET
    assert [(group.label, group.verdict) for group in line.groups] == [
        ("あいおい", Verdict.MET),
        ("東海", Verdict.MET),
        ("損ジャ", Verdict.MISSED),
        ("不明", Verdict.MISSED),
    ]


def test_a_split_as_a_whole_says_how_many_are_missing_and_by_group_does_not() -> None:
    """あと何件 of the whole would not meet a target of each group; each group has its own."""
    sent = [*requests(0, 4, "あいおい"), *requests(1, 4)]
    each = line_of(Goal(SPLIT, at_least("50%")), survey_requests=sent)
    pooled = line_of(Goal(SPLIT, at_least("50%"), rule="pooled"), survey_requests=sent)
    assert (each.missing, [group.missing for group in each.groups]) == (None, [2, 1])
    assert pooled.missing == 3


def test_a_split_without_a_target_has_no_rule() -> None:
    """There is nothing to judge."""
    line = line_of(Goal(survey_response_rate.by("insurer")), survey_requests=requests(1, 2))
    assert (line.verdict, line.rule, len(line.groups)) == (Verdict.NO_TARGET, "", 1)


def test_a_cadence_by_its_slots_is_met_when_each_slot_is() -> None:
    """Those to come are not due, which is worse than met and better than missed."""
    goal = Goal(monthly_training.by("slot"), at_least("100%"))
    session = TrainingSession(session_id="T-1", held_on=FY.first, kind="研修")
    line = line_of(goal, training_sessions=[session], as_of=date(2021, 4, 30))
    assert line.verdict is Verdict.NOT_DUE
    assert [group.verdict for group in line.groups[:2]] == [Verdict.MET, Verdict.NOT_DUE]
    assert line.groups[0].label == "2021年4月"


# ---- rosters -----------------------------------------------------------------------------

STAFF = [Staff(staff_id="S-1", joined_on=date(2018, 4, 1))]
UNITS = [StudyUnit(unit_id="U-1", completed_on=FY.first, staff_id="S-1")]


@pytest.mark.parametrize(
    ("goal", "rate"),
    [
        (Goal(self_study_cadence), Rate(1, 2)),
        (Goal(self_study_cadence.by("staff_id")), Rate(1, 2)),
        (Goal(self_study_cadence, roster=["S-1", "S-2"]), Rate(1, 4)),
        (Goal(self_study_cadence, roster=[]), Rate(0, 0)),
    ],
)
def test_a_cadence_per_person_takes_the_goals_roster_or_the_staff(goal: Goal, rate: Rate) -> None:
    """The book's staff have slots where the goal names nobody."""
    assert line_of(goal, study_units=UNITS, staff=STAFF).measure == rate


def test_a_cadence_per_person_needs_somebody() -> None:
    """Staff never supplied is an error; a roster of the goal's own needs none."""
    with pytest.raises(KpiError, match=r"the book has no Staff: give Book\(staff=…\)"):
        line_of(Goal(self_study_cadence), study_units=UNITS)
    goal = Goal(self_study_cadence, roster=iter(["S-1"]))
    for _ in range(2):
        assert line_of(goal, study_units=UNITS).measure == Rate(1, 2)


# ---- what was left out ---------------------------------------------------------------------


def test_a_line_tells_what_could_not_be_judged() -> None:
    """Excluded for a reason, not recorded, undated; not what lies in another year or later."""
    sent = [
        *requests(1, 2),
        *requests(0, 3, branch=None),
        *requests(0, 2, branch="開設前"),
        *requests(0, 1, asked_on=None),
        *requests(0, 4, asked_on=date(2020, 1, 1)),
        *requests(0, 5, asked_on=FY.last),
    ]
    line = line_of(Goal(head_office_rate), survey_requests=sent, as_of=date(2022, 3, 30))
    assert line.measure == Rate(1, 2)
    assert dict(line.left_out) == {"未記録": 3, "開設前": 2, "日付なし": 1}


def test_a_cadence_tells_what_fell_into_no_slot() -> None:
    """Sessions of no known kind, and undated ones."""
    sessions = [
        TrainingSession(session_id="T-1", held_on=FY.first),
        TrainingSession(session_id="T-2", held_on=None, kind="研修"),
        TrainingSession(session_id="T-3", held_on=date(2019, 4, 1), kind="研修"),
    ]
    line = line_of(Goal(monthly_training), training_sessions=sessions)
    assert dict(line.left_out) == {"未記録": 1, "日付なし": 1}


def test_one_reason_is_told_once() -> None:
    """A slot and a record left out for reasons of one name stand together."""
    cadence = cadence_of(StudyUnit, when="completed_on", every="half", per="staff_id")(
        lambda unit: Excluded("在籍期間が不明")
    )
    line = line_of(
        Goal(cadence, label="研修"),
        study_units=UNITS,
        staff=[Staff(staff_id="S-1", joined_on=None)],
    )
    assert dict(line.left_out) == {"在籍期間が不明": 3}


# ---- the law of later books ----------------------------------------------------------------

CATALOGUE = Plan(
    "全指標",
    [
        Goal(face_to_face_rate.by("insurer", groups=INSURERS), at_least("55%")),
        Goal(paperless_rate, at_least("80%")),
        Goal(attachment_rate.having(rider="テレマティクス", line=Line.AUTO), at_least("30%")),
        Goal(
            attachment_rate.having(rider="弁護士費用", line=Line.AUTO).placed(
                ("starts_on", "in_force_until")
            ),
            label="保有",
        ),
        Goal(renewal_rate.by("insurer"), label="更改率"),
        Goal(early_renewal_rate.having(days=28)),
        Goal(insurer_switch_rate),
        Goal(intent_capture_rate, at_least("100%")),
        Goal(difference_review_rate, at_least("100%")),
        Goal(intent_comparison_rate, at_least("100%")),
        Goal(intent_downgrades),
        Goal(downgrade_review_rate, at_least("100%")),
        Goal(risk_map_use_rate),
        Goal(risk_maps_made, at_least(300)),
        Goal(cover_check_rate),
        Goal(mobile_obtained_rate, at_least("80%")),
        Goal(mobile_registered_rate.by("insurer")),
        Goal(cross_sell_rate),
        Goal(service_registration_rate.having(service="マイページ", insurers=("あいおい",))),
        Goal(survey_response_rate, at_least("5%")),
        Goal(survey_response_rate, adequate_sample(), label="アンケート数"),
        Goal(survey_responses),
        Goal(group_training_cadence, at_least("100%")),
        Goal(broadcast_cadence.having(kind="らくっとmovie"), at_least("100%")),
        Goal(self_study_cadence.by("staff_id"), at_least("100%")),
    ],
)
DATES = {
    "contracts": ("concluded_on", "starts_on", "expires_on"),
    "customers": ("since",),
    "policyholders": ("since",),
    "intent_records": ("initial_on", "confirmed_on"),
    "training_sessions": ("held_on",),
    "study_units": ("completed_on",),
    "staff": ("joined_on",),
    "broadcasts": ("sent_on",),
    "survey_requests": ("asked_on",),
    "risk_maps": ("made_on",),
}


def is_later(record: Noun, names: Sequence[str], day: date) -> bool:
    """Tell whether a record lies wholly after a day: all of its dates are known, and later."""
    dates = [getattr(record, name) for name in names]
    return all(each is not None and each > day for each in dates)


def complete(book: Book) -> Book:
    """Give a book every shelf, and each of its staff once."""
    shelves: dict[str, Any] = {name: getattr(book, name) or () for name in SHELVES}
    shelves["staff"] = tuple({each.staff_id: each for each in shelves["staff"]}.values())
    return attrs.evolve(book, **shelves)


def known_by(book: Book, day: date) -> Book:
    """Give the book as it stood: no record of a later date, no event that came later."""
    shelves: dict[str, Any] = {
        name: [each.known_on(day) for each in getattr(book, name) if not is_later(each, names, day)]
        for name, names in DATES.items()
    }
    return attrs.evolve(book, **shelves)


@given(books(within=FY), st.dates(date(2021, 6, 1), FY.last))
def test_a_later_book_gives_the_same_report_as_of_the_same_day(book: Book, day: date) -> None:
    """What was added since, records and events, changes nothing that was reported then."""
    later = attrs.evolve(complete(book), as_of=day)
    assert CATALOGUE.report(later, FY) == CATALOGUE.report(known_by(later, day), FY)


def test_a_later_book_is_told_apart_without_a_day() -> None:
    """The law would mean nothing if what comes later changed nothing at any day."""
    old = Contract(
        contract_id="C-1",
        starts_on=date(2020, 6, 1),
        expires_on=date(2021, 6, 1),
        line=Line.AUTO,
    )
    new = Contract(
        contract_id="C-2",
        renews=("C-1",),
        concluded_on=date(2021, 5, 20),
        starts_on=date(2021, 6, 1),
        expires_on=date(2022, 6, 1),
        line=Line.AUTO,
        business=Business.RENEWAL,
        channel=Channel.NAVI,
    )
    seen = IntentRecord(record_id="I-1", expiring_id="C-1", reviewed_on=date(2021, 9, 1))
    later = complete(Book(contracts=[old, new], intent_records=[seen]))
    then = known_by(later, date(2021, 5, 19))
    assert CATALOGUE.report(later, FY) != CATALOGUE.report(then, FY)


def test_every_event_of_a_noun_is_undone_in_an_earlier_book() -> None:
    """The law above looks at every event there is."""
    make: Callable[..., Any] = SurveyRequest
    one = make(request_id="Q-1", asked_on=FY.first, answered_on=FY.last)
    (then,) = known_by(complete(Book(survey_requests=[one])), FY.first).survey_requests or ()
    assert (then.answered, shape_of(SurveyRequest).events) == (False, ("answered_on",))


# ---- figures in hand, changes, parts of the period, the coming plan -------------------------


def in_hand(goal: Goal, period: Period = FY) -> ReportLine:
    """Report one goal of a book without records."""
    (line,) = Plan("計画", [goal]).report(Book(), period).lines
    return line


def test_groups_in_hand_are_judged_each_by_itself() -> None:
    """Figures the insurers printed: no overall figure, and the worst of the verdicts."""
    goal = Goal(
        {"あいおい": Reported("49.8%"), "東海": Reported("55.8%")}, at_least("55%"), label="率"
    )
    line = in_hand(goal)
    assert [group.word for group in line.groups] == ["未達", "達成"]
    assert (line.figure, line.word, line.rule) == ("–", "未達", "各グループで判定")


def test_groups_in_hand_may_be_judged_as_a_whole() -> None:
    """Counts pool, and so does the verdict; printed figures do not, and say so."""
    counts = Goal({"a": Count(1), "b": Count(9)}, at_least(10), label="件数", rule="pooled")
    assert in_hand(counts).word == "達成"
    printed = Goal({"a": Reported("50%")}, at_least("40%"), label="率", rule="pooled")
    assert in_hand(printed).word == "判定不能"


def survey(*asked_on: date) -> Book:
    """Make a book of answered requests."""
    return Book(
        survey_requests=[
            SurveyRequest(request_id=f"Q-{number}", asked_on=day, answered_on=day)
            for number, day in enumerate(asked_on)
        ]
    )


def test_a_change_is_measured_over_both_periods_and_judged_by_its_ratio() -> None:
    """前年比100%以上: three answers after two are 150 %."""
    book = survey(date(2020, 5, 1), date(2020, 6, 1), *[date(2021, 5, 1)] * 3)
    goal = Goal(survey_responses.changed(by="year"), at_least("100%"))
    (line,) = Plan("計画", [goal]).report(book, FY).lines
    assert (line.figure, line.counts, line.word) == ("150.0%", "2→3", "達成")
    (month,) = Plan("計画", [goal]).report(book, FY.months()[1]).lines
    assert (month.figure, month.counts) == ("300.0%", "1→3")


def test_a_change_in_a_period_to_come_is_not_due() -> None:
    """And no ratio to nothing is decided."""
    goal = Goal(survey_responses.changed(by="previous"), at_least("100%"))
    book = attrs.evolve(survey(), as_of=date(2021, 3, 31))
    (line,) = Plan("計画", [goal]).report(book, FY).lines
    assert line.word == "未到来"
    (now,) = Plan("計画", [goal]).report(survey(), FY).lines
    assert now.word == "判定不能"


def test_a_goal_of_a_part_of_the_period_is_measured_there() -> None:
    """The first half's target judges the first half."""
    book = survey(date(2021, 5, 1), date(2021, 11, 1))
    half = Goal(survey_responses, at_least(1), period=FY.halves()[0])
    (line,) = Plan("計画", [half]).report(book, FY).lines
    assert (line.figure, line.period) == ("1件", FY.halves()[0])
    coming = Goal(survey_responses, at_least(1), period=FY.halves()[1])
    early = attrs.evolve(book, as_of=date(2021, 9, 30))
    assert Plan("計画", [coming]).report(early, FY).lines[0].word == "未到来"


@pytest.mark.parametrize("period", [FY.previous(), Period(date(2021, 3, 1), date(2021, 4, 30))])
def test_a_result_is_judged_only_by_the_target_of_its_own_period(period: Period) -> None:
    """A goal of another period, or of one that reaches out of the report's, is refused."""
    goal = Goal(Reported("49.8%"), at_least("55%"), label="率", period=period)
    with pytest.raises(KpiError, match=r"率 is for .* which is no part of 2021年度"):
        in_hand(goal)


def test_the_coming_targets_stand_beside_the_results() -> None:
    """They judge nothing; a goal in one plan only is a line all the same, in its section."""
    now = Plan("今", [Section("声", [Goal(Count(5), at_least(3), label="件数")])])
    coming = [Goal(Count(0), at_least(9), label="件数"), Goal(Count(0), below(2), label="苦情")]
    new = Goal(Rate(0, 0), at_least("5%"), label="新")
    then = Plan("次", [Section("声", coming), new], period=fiscal_year(2022))
    report = now.report(Book(), FY, then=then)
    assert [(line.label, line.word, line.next_target_in("ja")) for line in report.lines] == [
        ("件数", "達成", "9件以上"),
        ("苦情", "目標なし", "2件未満"),
        ("新", "目標なし", "5%以上"),
    ]
    assert [block.title for block in report.blocks] == ["声", "新"]
    assert report.then == "2022年度"
    assert now.report(Book(), FY, then=Plan("次", [])).then == ""
    assert now.report(Book(), FY).then is None


def test_a_plan_of_a_year_to_come_prints_its_targets() -> None:
    """A period that opens after the last day known is 未到来."""
    plan = Plan("次", [Goal(survey_response_rate, at_least("7%"))])
    book = attrs.evolve(survey(), as_of=FY.last)
    (line,) = plan.report(book, fiscal_year(2022)).lines
    assert (line.word, line.target_text) == ("未到来", "7%以上")


def test_a_line_keeps_what_was_counted_and_what_it_means() -> None:
    """What lies in other periods is nobody's concern here."""
    book = survey(date(2021, 5, 1), date(2020, 5, 1))
    (line,) = Plan("計画", [Goal(survey_response_rate)]).report(book, FY).lines
    assert line.tally == Tally(yes=1)
    assert line.meaning == survey_response_rate.meaning
    assert in_hand(Goal(Count(1), label="件数")).tally is None


@pytest.mark.parametrize("what", [Reported("–"), Rate(0, 0), {"東海": Reported("–")}])
def test_a_figure_still_to_come_is_not_due(what: Any) -> None:  # noqa: ANN401 - any in hand
    """One without a value, of a period that opens after the last day known; others are judged."""
    goal = Goal(what, at_least("90%"), label="率")
    early, late = (
        Plan("次", [goal]).report(Book(as_of=day), FY).lines[0]
        for day in (date(2021, 3, 31), date(2021, 4, 1))
    )
    assert (early.word, early.verdict) == ("未到来", Verdict.NOT_DUE)
    assert late.verdict is not Verdict.NOT_DUE


def test_nothing_is_printed_of_a_count_to_come() -> None:
    """0件 would read as a result."""
    goal = Goal(survey_responses, at_least(1))
    book = attrs.evolve(survey(), as_of=date(2021, 3, 31))
    (line,) = Plan("次", [goal]).report(book, FY).lines
    assert (line.figure, line.word) == ("–", "未到来")


@pytest.mark.parametrize(
    ("target", "until", "word"),
    [
        (at_least("100%"), 2, "未到来"),
        (at_least("50%"), 2, "達成"),
        (at_most("100%"), 2, "未到来"),
        (below("50%"), 2, "未達"),
        (at_least("100%"), 12, "未達"),
        (None, 2, "目標なし"),
    ],
)
def test_a_count_so_far_is_judged_where_the_rest_cannot_turn_it(
    target: Target | None, until: int, word: str
) -> None:
    """Half a year is not held against a whole one without a word."""
    last = [date(2020, month, 1) for month in (5, 6, 11, 12)]
    book = survey(*last, date(2021, 5, 1), date(2021, 6, 1))
    until_day = FY.quarters()[0].last if until == 2 else FY.last
    goal = Goal(survey_responses.changed(by="year"), target)
    (line,) = Plan("計画", [goal]).report(attrs.evolve(book, as_of=until_day), FY).lines
    assert (line.counts, line.word) == ("4→2", word)
    assert ("2021-06-30まで" in line.remarks) is (until == 2)
    assert ("until 2021-06-30" in line.remarks_in("en")) is (until == 2)


def test_a_rate_so_far_is_judged_as_it_stands() -> None:
    """A share of half a year is a share."""
    book = survey(date(2020, 5, 1), date(2021, 5, 1))
    goal = Goal(survey_response_rate.changed(by="year"), at_least("100%"))
    early = attrs.evolve(book, as_of=date(2021, 6, 30))
    assert Plan("計画", [goal]).report(early, FY).lines[0].word == "達成"


def test_no_goal_of_the_coming_plan_is_lost() -> None:
    """Sections of one title are told in one block; the first takes the lines that are new."""
    now = Plan("今", [Section("声", [Goal(Count(5), label="件数")]), Section("声", [])])
    goals = [Goal(Count(1), at_least(n), label=str(n)) for n in (2, 3, 4)]
    then = Plan(
        "次", [Section("声", goals[:1]), Section("節", goals[1:2]), Section("節", goals[2:])]
    )
    report = now.report(Book(), FY, then=then)
    assert [line.label for line in report.lines] == ["件数", "2", "3", "4"]
    assert [block.title for block in report.blocks] == ["声", "声", "節"]


@pytest.mark.parametrize(
    ("then", "message"),
    [
        ("次", r"^then='次' is no Plan: give the plan of the coming period$"),
        (Plan("次", [], period=FY), r"^then is for 2021年度, which does not come after 2021年度$"),
    ],
)
def test_the_coming_plan_is_a_plan_that_comes(then: Any, message: str) -> None:  # noqa: ANN401
    """A year's own targets judge its results; they do not stand beside them."""
    with pytest.raises(KpiError, match=message):
        Plan("今", []).report(Book(), FY, then=then)


def test_a_group_that_does_not_decide_says_so() -> None:
    """A line may be met while a group that nobody declared missed."""
    requests = [
        SurveyRequest(
            request_id="Q-1", asked_on=FY.first, answered_on=FY.first, insurer="あいおい"
        ),
        SurveyRequest(request_id="Q-2", asked_on=FY.first, insurer="東海"),
    ]
    goal = Goal(survey_response_rate.by("insurer", groups=("あいおい",)), at_least("50%"))
    lines = {
        rule: Plan("計画", [attrs.evolve(goal, rule=rule)])
        .report(Book(survey_requests=requests), FY)
        .lines[0]
        for rule in ("each", "pooled")
    }
    assert lines["each"].word == "達成"
    assert [group.remarks for group in lines["each"].groups] == [(), ("判定に含めず",)]
    assert [group.remarks for group in lines["pooled"].groups] == [(), ()]
    assert [group.key for group in lines["each"].groups] == ["あいおい", "東海"]


def test_a_stock_may_fall_again_and_is_judged_as_it_stands() -> None:
    """What is in force half-way through the year says nothing of its end."""

    @count_of(Customer, when=("since", "until"), label="顧客数")
    def customers(customer: Customer) -> Answer:
        """Count customers."""
        return customer is not None

    held = [Customer(customer_id="K-1", since=date(2019, 4, 1))]
    book = Book(customers=held, as_of=date(2021, 9, 30))
    plan = Plan("計画", [Goal(customers.changed(), at_least("110%"))])
    (line,) = plan.report(book, FY).lines
    assert (line.counts, line.word, line.remarks) == ("1→1", "未達", ("2021-09-30まで",))


def test_a_rate_so_far_keeps_its_verdict_though_it_is_missed() -> None:
    """Only what adds up is waited for."""
    answered, unanswered = date(2020, 5, 1), date(2021, 5, 1)
    requests = [
        SurveyRequest(request_id="Q-1", asked_on=answered, answered_on=answered),
        SurveyRequest(request_id="Q-2", asked_on=unanswered),
    ]
    goal = Goal(survey_response_rate.changed(by="year"), at_least("100%"))
    book = Book(survey_requests=requests, as_of=date(2021, 6, 30))
    assert Plan("計画", [goal]).report(book, FY).lines[0].word == "未達"


def test_nothing_is_printed_of_a_change_to_come() -> None:
    """Neither a ratio of nothing, nor a day until which it goes."""
    book = attrs.evolve(survey(date(2020, 5, 1)), as_of=date(2021, 3, 31))
    goal = Goal(survey_responses.changed(by="year"), at_least("100%"))
    (line,) = Plan("次", [goal]).report(book, FY).lines
    assert (line.figure, line.word, line.remarks) == ("–", "未到来", ())


def test_a_split_without_a_target_has_nobody_who_decides() -> None:
    """No group is told that it does not."""
    requests = [SurveyRequest(request_id="Q-1", asked_on=FY.first, insurer="東海")]
    goal = Goal(survey_response_rate.by("insurer"))
    (line,) = Plan("計画", [goal]).report(Book(survey_requests=requests), FY).lines
    assert [group.remarks for group in line.groups] == [()]
