"""The report: its lines, how each is written, and the table in text, Markdown and HTML."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.book import Book
from agency_kpis.domain.activities import SurveyRequest
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
    worst,
)
from agency_kpis.measures import Average, Count, Measure, Rate
from agency_kpis.metrics import survey_response_rate
from agency_kpis.periods import fiscal_year
from agency_kpis.plan import Plan
from agency_kpis.report import Report
from agency_kpis.report.lines import ReportLine

FY = fiscal_year(2021)
WRITERS: list[Callable[..., str]] = [Report.to_text, Report.to_markdown, Report.to_html]


def request(number: int, insurer: str | None, *, answered: bool) -> SurveyRequest:
    """Make a request of the year's first day."""
    return SurveyRequest(
        request_id=f"Q-{number}",
        asked_on=FY.first,
        answered_on=FY.first if answered else None,
        insurer=insurer,
    )


REQUESTS = [
    *(request(number, "東海", answered=number < 3) for number in range(4)),
    *(request(number, "あいおい", answered=False) for number in range(4, 6)),
    SurveyRequest(request_id="Q-9", asked_on=None),
]
BY_INSURER = Goal(
    survey_response_rate.by("insurer", groups=("あいおい", "東海")), at_least("50%"), label="回収率"
)
PLAN = Plan(
    "2021年度 KPI指標",
    [
        Section(
            "お客様の声",
            [BY_INSURER, Goal(survey_response_rate, adequate_sample(), label="アンケート数")],
            principles=("①", "②"),
            initiative="声を今後に活かします。",
            commentary="会議で共有しました。",
        ),
        Section(
            "そのほか",
            [
                Goal(Count(437), at_least(300), label="リスクマップ"),
                Goal(Average(94, 10), label="満足度"),
                Goal(Rate(0, 0), at_least("5%"), label="新商品"),
            ],
        ),
    ],
)
REPORT = PLAN.report(Book(survey_requests=REQUESTS, as_of=FY.last), FY)


def line_of(measure: Measure, target: Target | None = None, digits: int = 1) -> ReportLine:
    """Report a measure in hand."""
    goal = Goal(measure, target, digits=digits, label="指標")
    return Plan("計画", [goal]).report(Book(), FY).line("指標")


# ---- a line ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "digits", "figure", "counts"),
    [
        (Rate(757, 1500), 1, "50.5%", "757/1,500"),
        (Rate(757, 1500), 0, "50%", "757/1,500"),
        (Rate(1999, 2000), 0, "99.95%", "1,999/2,000"),
        (Rate(0, 0), 1, "–", "0/0"),
        (Count(1437), 1, "1,437件", ""),
        (Average(94, 10), 1, "9.4", "94/10"),
        (Average(-100, 3), 0, "-33", "-100/3"),
        (Average(0, 0), 1, "–", "0/0"),
    ],
)
def test_a_figure_is_printed_with_the_counts_behind_it(
    measure: Measure, digits: int, figure: str, counts: str
) -> None:
    """A count is its own; without cases there is a dash, never a nought."""
    line = line_of(measure, digits=digits)
    assert (line.figure, line.counts) == (figure, counts)


@pytest.mark.parametrize(
    ("target", "figure", "word"),
    [
        (at_least("55%"), "54.96%", "未達"),
        (below("55%"), "54.96%", "達成"),
        (at_least("54.96%"), "54.96%", "達成"),
        (at_most("54.9%"), "55.0%", "未達"),
        (None, "55.0%", "目標なし"),
    ],
)
def test_a_printed_figure_cannot_contradict_its_verdict(
    target: Target | None, figure: str, word: str
) -> None:
    """Digits are added until the figure lies on its own side of the target."""
    line = line_of(Rate(5496, 10000), target)
    assert (line.figure, line.word) == (figure, word)


@given(
    st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.integers(0, 1000),
    st.integers(0, 3),
)
def test_what_is_printed_and_what_was_decided_agree(
    counts: tuple[int, int], permille: int, digits: int
) -> None:
    """Read back, the printed figure gives the verdict beside it."""
    target = f"{permille // 10}.{permille % 10}%"
    line = line_of(Rate(*counts), at_least(target), digits)
    if line.verdict is Verdict.NO_CASES:
        assert (line.figure, counts) == ("–", (0, 0))
    else:
        printed = Fraction(line.figure.removesuffix("%"))
        assert (printed >= Fraction(permille, 10)) is (line.verdict is Verdict.MET)


@pytest.mark.parametrize(
    ("measure", "target", "text", "word", "missing"),
    [
        (Rate(189, 3000), at_least("5%"), "5%以上", "達成", "–"),
        (Rate(1, 3000), at_least("5%"), "5%以上", "未達", "あと149件"),
        (Count(299), at_least(300), "300件以上", "未達", "あと1件"),
        (Count(5), at_most(0), "0件以下", "未達", "あと5件"),
        (Average(94, 10), at_least("9.5"), "9.5以上", "未達", "–"),
        (Rate(0, 0), at_least("5%"), "5%以上", "対象なし", "–"),
        (Rate(1, 2), None, "–", "目標なし", "–"),
        (Rate(189, 3000), adequate_sample(), "誤差±5%・信頼度95%の必要数", "不足", "あと152件"),
        (
            Rate(341, 3000),
            adequate_sample(),
            "誤差±5%・信頼度95%の必要数",
            "必要数に達した",
            "–",
        ),
    ],
)
def test_a_line_says_target_verdict_and_what_is_missing(
    measure: Measure, target: Target | None, text: str, word: str, missing: str
) -> None:
    """In words; what would say nothing is a dash."""
    line = line_of(measure, target)
    assert (line.target_text, line.word, line.missing_text) == (text, word, missing)


def test_remarks_tell_the_rule_and_what_was_left_out() -> None:
    """And how many answers a sample needs."""
    assert REPORT.line("回収率").remarks == ("各グループで判定", "日付なし 1件")
    assert REPORT.line("アンケート数").remarks == ("必要数 6件", "日付なし 1件")


# ---- the report --------------------------------------------------------------------------


def test_lines_stand_in_the_order_of_the_plan() -> None:
    """Section by section."""
    labels = ["回収率", "アンケート数", "リスクマップ", "満足度", "新商品"]
    assert [line.label for line in REPORT.lines] == labels


def test_the_unmet_are_those_that_missed() -> None:
    """Neither 対象なし nor 目標なし is a miss."""
    assert [line.label for line in REPORT.unmet] == ["回収率", "アンケート数"]


def test_a_line_is_found_by_its_label() -> None:
    """A typo is offered the nearest, never another line."""
    assert REPORT.line("満足度").measure == Average(94, 10)
    with pytest.raises(KpiError, match=r"^no line is labelled '回収律': did you mean '回収率'\?$"):
        REPORT.line("回収律")


def test_a_section_has_the_worst_verdict_of_its_lines() -> None:
    """An indicator not met is not made up for by another."""
    assert [block.verdict for block in REPORT.blocks] == [Verdict.MISSED, Verdict.MET]
    for block in REPORT.blocks:
        assert block.verdict is worst(line.verdict for line in block.lines)


def test_a_heading_names_the_policies_served() -> None:
    """In brackets, as the agency numbers them."""
    headings = [block.heading for block in REPORT.blocks]
    assert headings == ["お客様の声（①・②）", "そのほか"]


@pytest.mark.parametrize(
    ("as_of", "caption"),
    [
        (None, "2021年度 KPI指標（2021-04-01〜2022-03-31）"),
        (date(2021, 9, 30), "2021年度 KPI指標（2021-04-01〜2022-03-31、2021-09-30現在）"),
    ],
)
def test_a_caption_names_period_and_day(as_of: date | None, caption: str) -> None:
    """No reader has to guess what 2021年度 is."""
    report = PLAN.report(Book(survey_requests=[], as_of=as_of), FY)
    assert report.caption == caption
    assert caption in report.to_text().splitlines()[0]


def test_rows_are_plain_one_a_line_and_one_a_group() -> None:
    """For a frame or a spreadsheet: texts, exact values, whole numbers."""
    rows = REPORT.rows()
    assert [(row["label"], row["group"]) for row in rows[:4]] == [
        ("回収率", ""),
        ("回収率", "あいおい"),
        ("回収率", "東海"),
        ("アンケート数", ""),
    ]
    assert len(rows) == len(REPORT.lines) + 2
    shown = {
        "section": "お客様の声",
        "target": "50%以上",
        "figure": "75.0%",
        "counts": "3/4",
        "value": Fraction(3, 4),
        "verdict": "達成",
        "missing": 0,
        "remarks": "",
    }
    assert {name: rows[2][name] for name in shown} == shown
    assert rows[-1]["value"] is None


# ---- the table ---------------------------------------------------------------------------


def width(line: str) -> int:
    """Give how wide a line is in a Japanese fixed-pitch font."""
    return sum(
        2 if char != "–" and unicodedata.east_asian_width(char) in "WFA" else 1 for char in line
    )


@pytest.mark.parametrize("layout", ["full", "disclosure"])
@pytest.mark.parametrize("marks", ["both", "met-only"])
def test_a_text_lines_up(layout: str, marks: str) -> None:
    """Every line of the grid is equally wide, and no wider than asked."""
    _, *grid = REPORT.to_text(layout=layout, marks=marks).splitlines()
    assert len({width(line) for line in grid}) == 1
    narrow = REPORT.to_text(layout=layout, marks=marks, width=80)
    assert max(map(width, narrow.splitlines())) <= 80


def test_the_full_layout_has_its_columns() -> None:
    """指標, 目標, 実績, 判定, あと, 備考; groups stand under their line."""
    head, _, *lines = REPORT.to_markdown().split("\n\n")[1].splitlines()
    assert cells(head) == ["指標", "目標", "実績", "判定", "あと", "備考"]
    assert [cells(line) for line in lines[:4]] == [
        ["**お客様の声（①・②）　未達**", "", "", "", "", ""],
        ["回収率", "50%以上", "50.0% (3/6)", "未達", "–", "各グループで判定、日付なし 1件"],
        ["　あいおい", "", "0.0% (0/2)", "未達", "あと1件", ""],
        ["　東海", "", "75.0% (3/4)", "達成", "–", ""],
    ]


def cells(line: str) -> list[str]:
    """Give the cells of a Markdown row; a full-width blank belongs to its cell."""
    return re.split(r" ?\| ?", line)[1:-1]


def test_the_layout_to_publish_has_the_seeds_columns() -> None:
    """A section a row: its indicators with targets, what was meant, the results, what was done."""
    head, _, first, _ = REPORT.to_markdown(layout="disclosure").split("\n\n")[1].splitlines()
    assert cells(head) == ["指標", "取り組み内容", "取り組み結果報告", "取り組み内容報告"]
    indicators, initiative, results, commentary = cells(first)
    assert indicators.split("<br>")[:3] == ["お客様の声（①・②）", "回収率", "目標値；50%以上"]
    assert (initiative, commentary) == ("声を今後に活かします。", "会議で共有しました。")
    assert results.split("<br>") == [
        "回収率",
        "未達",
        "あいおい　0.0%",
        "東海　75.0%",
        "（各グループで判定、日付なし 1件）",
        "アンケート数",
        "不足　3件",
        "（必要数 6件、日付なし 1件）",
    ]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("layout", ["full", "disclosure"])
def test_met_only_marks_nothing_else(write: Callable[..., str], layout: str) -> None:
    """The figures stay; what was not met carries no mark, as the seed prints it."""
    both, met = (write(REPORT, layout=layout, marks=marks) for marks in ("both", "met-only"))
    for word in ("未達", "不足", "対象なし", "目標なし"):
        assert (word in both, word in met) == (True, False)
    assert "達成" in met
    assert "437件" in met


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"layout": "ful"}, r"^layout='ful' is none: did you mean 'full'\?$"),
        ({"marks": "x"}, r"^marks='x' is none: known are: both, met-only$"),
    ],
)
def test_an_unknown_layout_or_mark_is_refused(
    write: Callable[..., str], given: dict[str, Any], complaint: str
) -> None:
    """With the nearest, or all of them."""
    with pytest.raises(KpiError, match=complaint):
        write(REPORT, **given)


def test_a_plan_of_lone_goals_has_no_headings() -> None:
    """A section that is one line needs none above it."""
    text = Plan("計画", [Goal(Count(3), label="件数")]).report(Book(), FY).to_markdown()
    assert text.count("件数") == 1


def test_a_notebook_and_a_print_show_the_table() -> None:
    """As HTML, and as text."""
    assert REPORT._repr_html_() == REPORT.to_html()
    assert str(REPORT) == REPORT.to_text()


def test_html_is_a_part_or_a_whole_page() -> None:
    """A page stands alone, titled by its caption."""
    assert not REPORT.to_html().startswith("<!DOCTYPE html>")
    page = REPORT.to_html(standalone=True)
    assert page.startswith("<!DOCTYPE html>")
    assert f"<title>{REPORT.caption}</title>" in page


def tags(report: Report) -> list[str]:
    """Give the tags of a report's page."""
    return re.findall(r"<[/!]?\w+", report.to_html(standalone=True))


@given(st.text(st.sampled_from("<>&\"'/;sbA1 ")).filter(str.strip))
def test_no_label_opens_a_tag(label: str) -> None:
    """Whatever an agency calls its indicators, they are text."""
    named, plain = (
        Plan("計画", [Goal(Rate(1, 2), at_least("5%"), label=each)]).report(Book(), FY)
        for each in (label, "指標")
    )
    assert tags(named) == tags(plain)


def test_only_an_earlier_report_is_the_one_before() -> None:
    """Years in the wrong order would turn every arrow."""
    plan = Plan("計画", [Goal(Count(5), label="件数")])
    this, last = (plan.report(Book(), period) for period in (FY, FY.previous()))
    with pytest.raises(KpiError, match=r"^previous is for 2021年度, which comes after 2020年度$"):
        last.compare(this)
    assert this.compare(last).compare(this).previous == this


def test_the_figures_before_are_headed_by_their_period_or_their_day() -> None:
    """Two months of one year are told apart."""
    plan = Plan("計画", [Goal(Count(5), label="件数")])
    june, december = (plan.report(Book(as_of=date(2021, month, 30)), FY) for month in (6, 12))
    assert "2021-06-30現在" in december.compare(june).to_text().splitlines()[3]
    assert "as of 2021-06-30" in december.compare(june).to_text(language="en")
    whole = plan.report(Book(), FY)
    assert "2021年度" in december.compare(whole).to_text().splitlines()[3]


def test_rows_have_the_values_behind_the_words() -> None:
    """Exact ones, to be drawn."""
    plan = Plan("計画", [Goal(Rate(1, 2), at_least("55%"), label="率"), Goal(Count(1), label="件")])
    last = Plan("計画", [Goal(Rate(1, 4), label="率")]).report(Book(), FY.previous())
    rate, count = plan.report(Book(), FY).compare(last).rows()
    assert (rate["value"], rate["target_value"], rate["before_value"]) == (
        Fraction(1, 2),
        Fraction(55, 100),
        Fraction(1, 4),
    )
    assert (count["value"], count["target_value"], count["before_value"]) == (1, None, None)


def test_a_line_that_was_only_to_come_is_none_of_the_year_before() -> None:
    """A new goal is not redefined, and a dropped plan is no lost line."""
    this, new = Plan("今", [Goal(Count(5), label="件数")]), Goal(Count(0), at_least(3), label="新")
    last = this.report(Book(), FY.previous(), then=Plan("次", [new, Goal(Count(0), label="旧")]))
    now = Plan("今", [Goal(Count(5), label="件数"), new]).report(Book(), FY).compare(last)
    assert (now.line("新").before, now.line("新").remarks) == (None, ())
    assert "前回のみ" not in now.to_text()
