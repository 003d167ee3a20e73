"""Showing: every value shows itself in a notebook, and says no more than it knows."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.answers import Breakdown, Evidence, Tally
from agency_kpis.book import Book
from agency_kpis.changes import Change
from agency_kpis.domain.activities import SurveyRequest, TrainingSession
from agency_kpis.errors import KpiError, Problem
from agency_kpis.frozen import FrozenMap
from agency_kpis.measures import Average, Count, Rate
from agency_kpis.metrics import group_training_cadence, survey_response_rate
from agency_kpis.periods import fiscal_year
from agency_kpis.showing import Shown
from agency_kpis.telling import Problems
from agency_kpis.trends import Trend

FY = fiscal_year(2021)
REQUESTS = [
    SurveyRequest(
        request_id=f"Q-{number}",
        asked_on=FY.months()[number % 2].first if number else None,
        answered_on=FY.last if number % 3 else None,
        insurer="<東海>" if number % 2 else None,
    )
    for number in range(13)
]
BY_INSURER = survey_response_rate.by("insurer")


def words(page: str) -> list[str]:
    """Give the texts of a page's cells in their order."""
    table = re.sub(r"<(style|svg).*?</\1>", "", page, flags=re.DOTALL)
    cells = re.findall(r"<t[hd]\b.*?</t[hd]>", table, flags=re.DOTALL)
    return [re.sub(r"<[^>]*>", " ", cell).strip() for cell in cells]


@pytest.mark.parametrize(
    ("shown", "cells"),
    [
        (Rate(757, 1500), ["割合", "該当/全体", "50.5%", "757/1,500"]),
        (Rate(0, 0), ["割合", "該当/全体", "–", "0/0"]),
        (Count(437), ["件数", "437"]),
        (Average(94, 10), ["平均", "合計/回答数", "9.4", "94/10"]),
        (Change(Count(139), Count(437)), ["前", "後", "前年比", "139", "437", "314.4%"]),
        (
            Tally(yes=3, no=1, excluded={"未記録": 2}, not_asked=5, outside={"期間外": 7}),
            [
                *("該当", "非該当", "除外", "対象外", "集計外", "枠外"),
                *("3", "1", "2  未記録 2", "5", "7  期間外 7", "0"),
            ],
        ),
    ],
)
def test_a_value_shows_its_figure_and_the_counts_behind_it(shown: Shown, cells: list[str]) -> None:
    """One row; reasons are folded under their number."""
    assert [" ".join(cell.split()) for cell in words(shown._repr_html_())] == [
        " ".join(cell.split()) for cell in cells
    ]


@pytest.mark.parametrize(
    ("shown", "header"),
    [
        (Rate(757, 1500), ["Share", "yes/asked"]),
        (Count(437), ["Count"]),
        (Average(94, 10), ["Mean", "total/answers"]),
        (Change(Count(139), Count(437)), ["Before", "After", "After/before"]),
        (Tally(), ["yes", "no", "left out", "not asked", "outside", "in no slot"]),
        (Evidence[Any](), ["yes", "no", "left out", "not asked", "outside", "in no slot"]),
    ],
)
def test_a_value_shows_itself_in_english_too(shown: Shown, header: list[str]) -> None:
    """The same figures under other words."""
    japanese, english = shown.table(), shown.table(language="en")
    assert [cell.text for cell in english.header] == header
    assert english.rows == japanese.rows
    assert english._repr_html_() == english.to_html() != shown._repr_html_() == japanese.to_html()
    with pytest.raises(KpiError, match="language='fr' is none of these"):
        shown.table(language="fr")  # type: ignore[arg-type]


def test_reasons_and_the_unknown_group_are_told_in_english() -> None:
    """A user's own reasons and labels stay as they are."""
    tally = Tally(excluded={"未記録": 2, "当社の理由": 1}, outside={"日付なし": 3})
    details = [cell.details for cell in tally.table(language="en").rows[0]]
    assert details[2:5] == ["当社の理由 1\nnot recorded 2", "", "undated 3"]
    groups = BY_INSURER(REQUESTS, FY).table(language="en")
    assert [row[0].text for row in groups.rows] == ["<東海>", "unknown", "all"]
    evidence = survey_response_rate.evidence(REQUESTS, FY).table(language="en")
    assert evidence.rows[0][4].details == "undated Q-0"
    assert evidence.rows[0][0].details.startswith("Q-1, Q-2, Q-4")
    trend = survey_response_rate.over(REQUESTS, FY.months()).table(language="en")
    assert [cell.text for cell in trend.header] == ["Period", "Share", "yes/asked"]
    assert str(trend).splitlines()[1] == "| Period  | Share | yes/asked |"


def test_evidence_lists_the_first_of_its_records() -> None:
    """By their ids, ten of a heap, the reason before those that were left out."""
    page = survey_response_rate.evidence(REQUESTS, FY)._repr_html_()
    shown = [" ".join(cell.split()) for cell in words(page)][6:]
    assert shown[0].startswith("8 Q-1、Q-2、Q-4")
    assert shown[4] == "1 日付なし Q-0"
    many = Evidence(yes=tuple(REQUESTS))._repr_html_()
    assert "Q-9、…" in many
    assert "Q-10" not in many


def test_evidence_of_a_cadence_lists_its_slots() -> None:
    """A slot is called by its label; what fell into none is listed too."""
    sessions = [
        TrainingSession(session_id="T-1", held_on=date(2021, 4, 5), kind="集合研修"),
        TrainingSession(session_id="T-2", held_on=None, kind="集合研修"),
    ]
    page = group_training_cadence.evidence(sessions, FY)._repr_html_()
    assert "2021年4月" in page
    assert "日付なし T-2" in page


@pytest.mark.parametrize(
    "make",
    [
        lambda: BY_INSURER(REQUESTS, FY),
        lambda: BY_INSURER.tally(REQUESTS, FY),
        lambda: BY_INSURER.evidence(REQUESTS, FY),
    ],
)
def test_a_breakdown_shows_its_groups_and_then_the_whole(
    make: Callable[[], Breakdown[Shown]],
) -> None:
    """A row each, the unknown group by its name; no group opens a tag."""
    page = make()._repr_html_()
    assert re.findall(r'<th scope="row">(.*?)</th>', page) == ["&lt;東海&gt;", "不明", "全体"]
    assert page.count('scope="col"') in (3, 7)


def test_a_group_may_be_called_as_the_whole_is() -> None:
    """Nothing is lost of a group that has the whole's name."""
    parts: FrozenMap[object, Count] = FrozenMap({"全体": Count(1)})
    page = Breakdown("branch", Count(2), parts)._repr_html_()
    assert words(page) == ["branch", "件数", "全体", "1", "全体", "2"]


def test_a_trend_shows_its_picture_and_its_figures() -> None:
    """Of rates, of changes, and of a cadence."""
    trend = survey_response_rate.over(REQUESTS, FY.months())
    page = trend._repr_html_()
    assert page.startswith("<svg")
    assert page.count('<th scope="row">') == 12
    assert trend.figure(target="50%").count("stroke-dasharray") == 1
    assert trend == {month: survey_response_rate(REQUESTS, month) for month in FY.months()}
    changed = survey_response_rate.changed("previous").over(REQUESTS, FY.months())
    assert "前年比" in changed._repr_html_()
    assert isinstance(group_training_cadence.over([], FY.halves()), Trend)
    assert Trend({})._repr_html_().startswith("<svg")


def test_problems_show_their_table() -> None:
    """Those of a book, counted by rule; of a book in order, a table of none."""
    twice = [SurveyRequest(request_id="Q-1", asked_on=None)] * 2
    problems = Book(survey_requests=twice).problems()
    assert problems == tuple(problems)
    assert "duplicate id" in problems._repr_html_()
    assert all(isinstance(problem, Problem) for problem in problems.problems)
    assert Problems().raise_if_problems() == ()
    assert "<tbody>" in Book().problems()._repr_html_()


@given(yes=st.integers(0, 10**9), reasons=st.dictionaries(st.text(min_size=1), st.integers(0, 9)))
def test_no_reason_opens_a_tag(yes: int, reasons: dict[str, int]) -> None:
    """Whatever a reason holds, it is text."""
    named = {reason: n for reason, n in reasons.items() if reason.strip()}
    page = Tally(yes=yes, excluded=named)._repr_html_()
    table = re.sub(r"<(style|svg).*?</\1>", "", page, flags=re.DOTALL)
    tags = set(re.findall(r"</?([a-z0-9]+)", table))
    assert tags <= {
        *("div", "table", "thead", "tbody", "tr", "th", "td"),
        *("details", "summary", "br"),
    }


def test_what_shows_itself_says_how() -> None:
    """A value without a row of its own has nothing to show."""
    with pytest.raises(NotImplementedError):
        Shown()._header()
    with pytest.raises(NotImplementedError):
        Shown()._cells("ja")
