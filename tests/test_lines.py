"""Lines: what stands beside a figure, in either language, and beside the one before."""

from datetime import date
from fractions import Fraction
from functools import reduce
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.answers import Tally
from agency_kpis.book import Book
from agency_kpis.cadence import Cadence
from agency_kpis.changes import Change
from agency_kpis.domain.activities import Broadcast, SurveyRequest
from agency_kpis.goals import (
    AnyMeasure,
    Goal,
    Target,
    Verdict,
    adequate_sample,
    at_least,
    at_most,
    below,
)
from agency_kpis.measures import Average, Count, Rate
from agency_kpis.metrics import broadcast_cadence, survey_response_rate
from agency_kpis.periods import Period, fiscal_year
from agency_kpis.plan import Plan
from agency_kpis.questions import Metric, rate_of
from agency_kpis.report.lines import ReportLine, compared
from agency_kpis.reported import Reported

FY = fiscal_year(2021)
MONTHLY = broadcast_cadence.having(kind="らくっとmovie")


def line_of(
    measure: AnyMeasure, target: Target | None = None, *, unit: str | None = None
) -> ReportLine:
    """Report a measure in hand."""
    goal = Goal(measure, target, label="指標")
    goal = goal if unit is None else attrs.evolve(goal, unit=unit)
    return Plan("計画", [goal]).report(Book(), FY).line("指標")


def monthly(
    sent: int, as_of: date, target: Target, *, of: Cadence[Broadcast] = MONTHLY, split: bool = False
) -> ReportLine:
    """Report a broadcast a month for the first so many months."""
    months = FY.months()[:sent]
    sent_on = [
        Broadcast(broadcast_id=each.label, sent_on=each.first, kind="らくっとmovie")
        for each in months
    ]
    goal = Goal(of.by("slot") if split else of, target, label="毎月配信")
    return Plan("計画", [goal]).report(Book(broadcasts=sent_on, as_of=as_of), FY).line("毎月配信")


# ---- figures -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "ja", "en", "counts"),
    [
        (line_of(Count(437)), "437件", "437", ""),
        (line_of(Count(4164), unit="先"), "4,164先", "4,164先", ""),
        (line_of(Reported("4,024"), unit="名"), "4,024名", "4,024名", ""),
        (line_of(Reported("4,024名")), "4,024名", "4,024名", ""),
        (line_of(Reported("–"), unit="名"), "–", "–", ""),
        (line_of(Reported("49.8%", of=21112)), "49.8%", "49.8%", "n=21,112"),
        (line_of(Change(Count(139), Count(437))), "314.4%", "314.4%", "139→437"),
        (line_of(Average(0, 0), unit="点"), "–", "–", "0/0"),
        (line_of(Average(94, 10), unit="点"), "9.4点", "9.4点", "94/10"),
    ],
)
def test_a_figure_has_its_unit_once(line: ReportLine, ja: str, en: str, counts: str) -> None:
    """The user's unit stays; 件 is the library's own word for cases."""
    assert (line.figure, line.figure_in("en"), line.counts) == (ja, en, counts)


@pytest.mark.parametrize(
    ("line", "ja", "en"),
    [
        (line_of(Rate(1, 2), at_least("100%")), "あと1件", "1 more"),
        (line_of(Rate(1, 2), at_most("0%")), "あと1件", "1 fewer"),
        (line_of(Rate(1, 2), below("50%")), "あと1件", "1 fewer"),
        (line_of(Count(578), at_least(700), unit="社"), "あと122社", "122 more"),
        (line_of(Reported("578社"), at_least(700)), "あと122社", "122 more"),
        (line_of(Reported("49.8%", of=1000), at_least("55%")), "あと52件", "52 more"),
        (line_of(Rate(1, 2), at_least("50%")), "–", "–"),
    ],
)
def test_what_is_missing_is_said_in_both_languages(line: ReportLine, ja: str, en: str) -> None:
    """More where more is better, fewer where fewer is."""
    assert (line.missing_text, line.missing_in("en")) == (ja, en)


# ---- mid-year ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "target", "verdict", "can_be_met", "remark"),
    [
        (6, at_least("100%"), Verdict.MET, True, "達成可能"),
        (5, at_least("100%"), Verdict.MISSED, False, "達成不能"),
        (4, at_least("80%"), Verdict.MISSED, True, "達成可能"),
        (3, at_least("80%"), Verdict.MISSED, False, "達成不能"),
        (5, at_most("50%"), Verdict.MISSED, True, "達成可能"),
    ],
)
def test_a_line_says_whether_the_target_can_still_be_met(
    sent: int, target: Target, verdict: Verdict, can_be_met: bool, remark: str
) -> None:
    """Six months are over and six to come: the best of them may be enough, or not."""
    line = monthly(sent, date(2021, 9, 30), target)
    assert (line.verdict, line.can_be_met) == (verdict, can_be_met)
    assert line.remarks == (remark, "未到来 6件")
    english = {"達成可能": "can still be met", "達成不能": "can no longer be met"}[remark]
    assert line.remarks_in("en") == (english, "not due 6")


def test_a_missed_month_is_missed_and_a_coming_one_is_not_due() -> None:
    """Month by month; with one month missed they cannot all be met any more."""
    line = monthly(5, date(2021, 9, 30), at_least("100%"), split=True)
    assert [group.word for group in line.groups] == ["達成"] * 5 + ["未達"] + ["未到来"] * 6
    assert (line.verdict, line.can_be_met) == (Verdict.MISSED, False)
    on_time = monthly(6, date(2021, 9, 30), at_least("100%"), split=True)
    assert (on_time.verdict, on_time.can_be_met) == (Verdict.NOT_DUE, True)


@pytest.mark.parametrize("as_of", [date(2021, 3, 31), FY.last])
def test_nothing_is_said_of_a_year_not_begun_or_over(as_of: date) -> None:
    """Nothing has been due yet, or nothing is to come."""
    assert monthly(0, as_of, at_least("100%")).can_be_met is None


def test_nothing_is_said_without_a_limit() -> None:
    """A figure in hand, and a line without a target."""
    assert line_of(Rate(1, 2), at_least("55%")).can_be_met is None
    assert line_of(Rate(1, 2)).can_be_met is None


def group_of(yes: int, no: int, to_come: int) -> ReportLine:
    """Make the line of one person, of whom some slots are to come."""
    line = line_of(Rate(yes, yes + no), at_least("100%"))
    excluded = {"未到来": to_come} if to_come else {}
    return attrs.evolve(line, tally=Tally(yes=yes, no=no, excluded=excluded))


@pytest.mark.parametrize(
    ("groups", "can_be_met"),
    [
        ([group_of(1, 0, 1), group_of(1, 0, 1)], True),
        ([group_of(1, 0, 1), group_of(0, 1, 1)], False),
        ([group_of(1, 0, 1), group_of(2, 0, 0)], True),
        ([group_of(1, 0, 1), group_of(1, 1, 0)], False),
        ([group_of(1, 1, 0)], None),
    ],
)
def test_a_split_can_be_met_when_each_of_its_groups_can(
    groups: list[ReportLine], can_be_met: bool | None
) -> None:
    """One that is lost loses the line."""
    whole = reduce(Tally.merge, (group.tally or Tally() for group in groups))
    line = attrs.evolve(groups[0], rule="各グループで判定", groups=tuple(groups), tally=whole)
    assert line.can_be_met is can_be_met


# ---- year on year ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "ja", "en"),
    [
        (Count(1240), Count(1180), "▲60", "−60"),
        (Rate(1, 2), Rate(3, 5), "10.0pt", "10.0pt"),
        (Rate(1, 2), Rate(0, 0), "–", "–"),
        (Average(94, 10), Average(90, 10), "▲0.4", "−0.4"),
        (Reported("90.7%"), Reported("84.7%"), "約▲6.0pt", "about −6.0pt"),
        (Reported("90.7%"), Rate(847, 1000), "約▲6.0pt", "about −6.0pt"),
        (Reported("9.4"), Reported("9.46"), "約0.1", "about 0.1"),
        (Reported("437件"), Count(500), "63", "63"),
        (Reported("49.8%", of=1000), Rate(1, 2), "0.2pt", "0.2pt"),
        (Reported("49.8%"), Reported("–"), "–", "–"),
        (Reported("49.8%"), Reported("437件"), "–", "–"),
        (Rate(1, 2), Count(5), "–", "–"),
        (Change(Count(1), Count(2)), Change(Count(2), Count(3)), "–", "–"),
    ],
)
def test_the_difference_is_as_exact_as_the_figures(
    before: AnyMeasure, after: AnyMeasure, ja: str, en: str
) -> None:
    """Of counts exact; of printed figures about so much; of unlike ones nothing."""
    line = compared(line_of(after), line_of(before))
    assert (line.difference_in("ja"), line.difference_in("en")) == (ja, en)


def test_a_line_without_one_before_has_no_difference() -> None:
    """It is new."""
    line = line_of(Count(1))
    assert compared(line, None) == line
    assert (line.difference_in("ja"), line.turned, line.redefined) == ("–", False, ())


@given(
    before=st.sampled_from([Rate(1, 10), Rate(9, 10), Rate(0, 0)]),
    after=st.sampled_from([Rate(1, 10), Rate(9, 10), Rate(0, 0)]),
)
def test_a_line_says_when_its_verdict_turned(before: Rate, after: Rate) -> None:
    """Met to missed or missed to met; of no cases there was no verdict that could turn."""
    target = at_least("50%")
    line = compared(line_of(after, target), line_of(before, target))
    judged = before.denominator and after.denominator
    assert line.turned == bool(judged and before != after)
    if line.turned:
        was, now = ("達成", "未達") if before == Rate(9, 10) else ("未達", "達成")
        assert line.remarks == (f"{was}から{now}へ",)


def test_a_line_says_when_its_target_was_another() -> None:
    """A verdict may turn because the target did."""
    line = compared(line_of(Rate(1, 2), at_least("50%")), line_of(Rate(1, 2), at_least("60%")))
    assert line.remarks == ("未達から達成へ", "前回の目標 60%以上")
    assert line.remarks_in("en") == ("missed → met", "target before: at least 60%")
    new = compared(line_of(Rate(1, 2), at_least("50%")), line_of(Rate(1, 2)))
    assert new.remarks == ()


def rate_in_version(version: str) -> Metric[SurveyRequest, Rate]:
    """Make the same metric in a version of its author."""

    @rate_of(SurveyRequest, when="asked_on", label="回収率", version=version)
    def responses(request: SurveyRequest, *, insurers: tuple[str, ...] = ()) -> bool | None:
        """Share of those asked who answered."""
        return request.answered or request.insurer in insurers

    return responses


@pytest.mark.parametrize(
    ("now", "before", "redefined", "remark"),
    [
        (rate_in_version("1"), rate_in_version("1"), (), ()),
        (rate_in_version("2"), rate_in_version("1"), ("version",), ("定義変更（版）",)),
        (
            rate_in_version("1").having(insurers=("東海",)),
            rate_in_version("1"),
            ("options",),
            ("定義変更（条件）",),
        ),
        (
            rate_in_version("1").placed("answered_on"),
            rate_in_version("1"),
            ("when",),
            ("定義変更（基準となる日付）",),
        ),
        (
            survey_response_rate,
            rate_in_version("1"),
            ("name", "options", "version"),
            ("定義変更（指標の名前、条件、版）",),
        ),
    ],
)
def test_a_line_warns_when_its_definition_changed(
    now: Metric[SurveyRequest, Rate],
    before: Metric[SurveyRequest, Rate],
    redefined: tuple[str, ...],
    remark: tuple[str, ...],
) -> None:
    """Name, options, date, or what the author calls a version."""
    book = Book(survey_requests=[])
    this, last = (
        Plan("計画", [Goal(each, label="回収率")]).report(book, FY) for each in (now, before)
    )
    line = this.compare(last).line("回収率")
    assert (line.redefined, line.remarks) == (redefined, remark)
    if redefined:
        assert line.remarks_in("en")[0].startswith("redefined (")


def test_groups_are_compared_with_their_own() -> None:
    """By their labels; one that is new has none before."""
    this, last = (
        Plan("計画", [Goal(groups, label="件数")]).report(Book(), FY).line("件数")
        for groups in ({"東海": Count(5), "新": Count(1)}, {"東海": Count(3)})
    )
    assert [group.difference_in("ja") for group in compared(this, last).groups] == ["2", "–"]


def test_a_part_of_the_period_is_named() -> None:
    """A reader is told that the figure is not of the whole."""
    half = FY.halves()[0]
    goal = Goal(Count(5), label="件数", period=half)
    assert Plan("計画", [goal]).report(Book(), FY).line("件数").remarks == ("2021年度上期",)
    assert isinstance(half, Period)


def groups_of(groups: dict[str, Count], **more: Any) -> ReportLine:  # noqa: ANN401
    """Report measures of groups."""
    return Plan("計画", [Goal(groups, label="件数", **more)]).report(Book(), FY).line("件数")


def test_a_group_that_is_no_more_is_named() -> None:
    """It does not vanish from the comparison."""
    line = compared(groups_of({"東海": Count(5)}), groups_of({"東海": Count(3), "旧": Count(1)}))
    assert [group.label for group in line.gone] == ["旧"]
    assert line.remarks == ("前回のみ：旧",)
    assert line.remarks_in("en") == ("only before: 旧",)
    assert line.groups[0].gone == line_of(Count(1)).gone == ()


def test_a_changed_rule_is_told() -> None:
    """A verdict may turn because it was decided otherwise."""
    groups = {"東海": Count(5), "新": Count(1)}
    each, whole = (groups_of(groups, target=at_least(3), rule=rule) for rule in ("each", "pooled"))
    assert "判定方法の変更" in compared(each, whole).remarks
    assert "judged otherwise" in compared(whole, each).remarks_in("en")
    assert "判定方法の変更" not in compared(each, each).remarks


def test_a_figure_counted_now_and_printed_before_is_told() -> None:
    """The two may not mean the same."""
    book = Book(survey_requests=[])
    counted = Plan("計画", [Goal(survey_response_rate, label="指標")]).report(book, FY).line("指標")
    assert compared(counted, line_of(Reported("5%"))).redefined == ("source",)
    assert compared(line_of(Rate(1, 2)), line_of(Reported("5%"))).redefined == ()


def test_slots_are_compared_by_their_order() -> None:
    """April with April, whatever the year."""
    this, last = (
        Plan("計画", [Goal(MONTHLY.by("slot"), label="毎月配信")])
        .report(Book(broadcasts=sent), period)
        .line("毎月配信")
        for sent, period in (
            ([], FY),
            (
                [Broadcast(broadcast_id="B", sent_on=date(2020, 5, 1), kind="らくっとmovie")],
                FY.previous(),
            ),
        )
    )
    line = compared(this, last)
    assert line.gone == ()
    assert [group.difference_in("ja") for group in line.groups[:3]] == [
        "0.0pt",
        "▲100.0pt",
        "0.0pt",
    ]


def test_a_slot_is_called_by_its_months() -> None:
    """In English too, where the library has named it."""
    line = monthly(1, FY.last, at_least("100%"), split=True)
    assert [group.label_in("ja") for group in line.groups[:2]] == ["2021年4月", "2021年5月"]
    assert [group.label_in("en") for group in line.groups[:2]] == ["2021-04", "2021-05"]
    half = Plan("計画", [Goal(Count(5), label="件数", period=FY.halves()[0])]).report(Book(), FY)
    assert half.line("件数").remarks_in("en") == ("2021-04 to 2021-09",)


def test_a_sample_is_compared_by_its_answers() -> None:
    """What is printed of it is their number, and not the share they make."""
    target = adequate_sample()
    now, before = line_of(Rate(246, 369), target), line_of(Rate(189, 3000), target)
    assert compared(now, before).difference_in("ja") == "57"
    assert compared(now, line_of(Rate(189, 3000))).difference_in("ja") == "–"


def test_a_group_called_unknown_and_the_unknown_group_are_two() -> None:
    """Exports do write 不明; comparing loses neither."""
    insurers = ("不明", "東海", None)
    requests = [
        SurveyRequest(request_id=f"Q-{n}", asked_on=FY.first, insurer=insurer)
        for n, insurer in enumerate(insurers)
    ]
    goal = Goal(survey_response_rate.by("insurer"), label="回収率")
    line = Plan("計画", [goal]).report(Book(survey_requests=requests), FY).line("回収率")
    labels = [group.label for group in line.groups]
    assert labels == ["不明", "東海", "不明"]
    assert [group.label for group in compared(line, line).groups] == labels


def test_the_value_of_a_printed_figure_is_the_one_it_must_be() -> None:
    """It cannot lie on the target while its verdict does not."""
    known = line_of(Reported("67%", of=3), at_least("67%"))
    assert (known.value, known.word) == (Fraction(2, 3), "未達")
    assert line_of(Reported("67%")).value == Fraction(67, 100)
    assert line_of(Rate(0, 0)).value is None


def test_where_a_verdict_is_not_told_nothing_else_tells_it() -> None:
    """Neither how it turned, nor that the year is lost."""
    lost = monthly(1, date(2021, 6, 30), at_least("100%"))
    assert lost.notes_in("ja") == ("達成不能",)
    assert lost.notes_in("ja", tells_verdict=False) == ()
    turned = compared(line_of(Rate(1, 2), at_least("55%")), line_of(Rate(2, 3), at_least("55%")))
    assert turned.notes_in("ja") == ("達成から未達へ",)
    assert turned.notes_in("ja", tells_verdict=False) == ()
