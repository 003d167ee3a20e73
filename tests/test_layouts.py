"""Layouts: what a published report looks like, as text, Markdown, a page and a picture.

The report of ``examples/publish.py`` is kept in ``golden/publish.*``; after a change that was
meant, ``UPDATE_GOLDEN=1 python -m pytest tests/test_layouts.py`` writes it anew.
"""

import os
import re
import runpy
from collections.abc import Callable
from fractions import Fraction
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.answers import Answer, Excluded
from agency_kpis.book import Book
from agency_kpis.changes import Change
from agency_kpis.domain.activities import RiskMap
from agency_kpis.errors import KpiError
from agency_kpis.goals import (
    AnyMeasure,
    Goal,
    Section,
    Target,
    adequate_sample,
    at_least,
    at_most,
)
from agency_kpis.measures import Average, Count, Rate
from agency_kpis.periods import fiscal_year
from agency_kpis.plan import Plan
from agency_kpis.questions import rate_of
from agency_kpis.report import Report
from agency_kpis.report.layouts import Look, bar_of, glance
from agency_kpis.report.lines import ReportLine
from agency_kpis.reported import Reported

EXAMPLE = Path(__file__).parents[1] / "examples" / "publish.py"
GOLDEN = Path(__file__).parent / "golden"
FY = fiscal_year(2021)
JAPANESE_PAGE = Look(language="ja", marks="both", is_page=True)


@pytest.fixture(scope="module")
def report() -> Report:
    """Give the example's report: compared with the last year, with the next year's targets."""
    made: Report = runpy.run_path(str(EXAMPLE))["REPORT"]
    return made


FORMATS: dict[str, Callable[[Report], str]] = {
    "publish.txt": lambda report: report.to_text(),
    "publish.disclosure.txt": lambda report: report.to_text(layout="disclosure", width=120),
    "publish.en.txt": lambda report: report.to_text(language="en"),
    "publish.md": lambda report: report.to_markdown(),
    "publish.html": lambda report: report.to_html(standalone=True),
    "publish.en.html": lambda report: report.to_html(language="en"),
    "publish.svg": lambda report: report.figure(),
    "publish.explained.txt": lambda report: "\n\n".join(
        report.explain(line.label, language=language)
        for line in report.lines
        for language in ("ja", "en")
    ),
    "publish.definitions.txt": lambda report: report.definitions().to_text(width=100),
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_published_report_is_as_it_was(report: Report, name: str) -> None:
    """Each format, to the letter."""
    written = FORMATS[name](report) + "\n"
    if "UPDATE_GOLDEN" in os.environ:
        (GOLDEN / name).write_text(written, "utf-8")
    assert written == (GOLDEN / name).read_text("utf-8")


# ---- any text survives -------------------------------------------------------------------

texts = st.text(min_size=1, max_size=20).filter(str.strip)


def report_of(title: str, label: str, group: str, reason: str, prose: str) -> Report:
    """Report one line that holds the texts wherever a user's text may stand."""

    @rate_of(RiskMap, when="made_on", label=label)
    def checked(risk_map: RiskMap) -> Answer:
        """Share of risk maps that were checked."""
        return Excluded(reason) if risk_map.tool is None else risk_map.checked

    maps = [
        RiskMap(map_id="M-1", made_on=FY.first, insurer=group, tool="t", checked=True),
        RiskMap(map_id="M-2", made_on=FY.first, insurer=group),
    ]
    goal = Goal(checked.by("insurer", groups=(group,)), at_least("50%"))
    section = Section(title, [goal], principles=(prose,), initiative=prose, commentary=prose)
    other = Goal(Count(1), label=f"{label}*")
    return Plan(title, [section, other]).report(Book(risk_maps=maps), FY)


def letters(text: str) -> str:
    """Keep what no format may touch: letters, digits and kana."""
    return "".join(re.findall(r"[0-9A-Za-z\u3040-\u30ff\u4e00-\u9fff]", text))


@given(title=texts, label=texts, group=texts, reason=texts, prose=texts)
def test_any_text_survives_every_format(
    title: str, label: str, group: str, reason: str, prose: str
) -> None:
    """Labels, groups, reasons, commentary: they are all there, and open nothing."""
    report = report_of(title, label, group, reason, prose)
    for layout in ("full", "disclosure"):
        markdown = report.to_markdown(layout=layout).replace("<br>", "")
        page = bare(report.to_html(layout=layout))
        for written in (report.to_text(layout=layout), unescape(markdown), unescape(page)):
            for text in (title, label, group, prose, reason):
                assert said_in(text, written)
    ElementTree.fromstring(report.figure())
    assert said_in(reason, report.explain(report.lines[0].label))
    assert said_in(label, report.definitions().to_text())


def said_in(text: str, written: str) -> bool:
    """Tell whether each line of a text was written; in a grid others stand between them."""
    lines = re.split("\r\n|[\n\v\f\r\x85\u2028\u2029]", text)
    return all(letters(line) in letters(written) for line in lines)


def bare(page: str) -> str:
    """Strip the style, the pictures and the tags off a page."""
    plain = re.sub(r"<(style|svg).*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", "", plain)


@given(label=texts)
def test_a_page_holds_no_tag_but_its_own(label: str) -> None:
    """Whatever a label holds, the page has the tags that it has without."""
    tags = re.compile(r"</?[a-zA-Z!][^>]*>")
    page, plain = (
        report_of("計画", each, each, each, each).to_html(standalone=True) for each in (label, "x")
    )
    named = [re.sub(r"[\s=].*", "", tag, flags=re.DOTALL) for tag in tags.findall(page)]
    expected = {re.sub(r"[\s=].*", "", tag, flags=re.DOTALL) for tag in tags.findall(plain)}
    assert {tag.strip("<>/") for tag in named} - {tag.strip("<>/") for tag in expected} <= {"br"}


# ---- the page ----------------------------------------------------------------------------


def test_a_verdict_on_a_page_is_icon_and_word(report: Report) -> None:
    """Colour says no more than they do; plain text has the word."""
    page = report.to_html()
    assert '<span class="kpi-good">○ 達成</span>' in page
    assert '<span class="kpi-bad">× 未達</span>' in page
    assert "✗ missed" in report.to_html(language="en")
    assert "○" not in report.to_text()


def test_a_page_folds_what_was_left_out(report: Report) -> None:
    """The number is there at once, the reasons on a click; plain text tells them at once."""
    page = report.to_html()
    assert re.search(r"<summary>[^<]*除外 1件</summary><div>日付なし 1件</div>", page)
    assert "日付なし 1件" in report.to_text()
    assert "1 left out" not in page


def test_a_page_is_accessible_and_runs_nothing(report: Report) -> None:
    """Headers have their scope, the table a caption, a picture its words; no script."""
    page = report.to_html(standalone=True)
    heads = re.findall(r"<th\b[^>]*>", page)
    assert heads
    assert all('scope="' in head for head in heads)
    assert page.count("<caption>") == 1
    assert all('role="img" aria-label="' in svg for svg in re.findall("<svg[^>]*>", page))
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_a_line_that_only_the_coming_plan_has_is_a_line(report: Report) -> None:
    """Its target is printed, and no figure."""
    new = Plan("次", [Section("新しい方針", [Goal(Count(0), at_least(5), label="新指標")])])
    old = Plan("今", [Goal(Count(3), at_least(1), label="旧指標")])
    both = old.report(Book(), FY, then=new)
    (this, coming) = both.lines
    assert (this.next_target, coming.figure, coming.word) == (None, "–", "目標なし")
    assert "–" not in both.to_text(layout="disclosure")
    assert both.rows()[1]["next_target"] == "5件以上"
    assert "目標値" not in both.to_text(layout="disclosure").split("新指標")[1]
    assert report.then == "2024年度"


def test_lines_that_are_no_more_are_named() -> None:
    """A reader of the comparison is told what was dropped."""
    now, before = (
        Plan("計画", [Goal(Count(3), label=label)]).report(Book(), FY) for label in ("新", "旧")
    )
    compared = now.compare(before)
    assert "前回のみの指標：旧" in compared.to_text()
    assert "Only before: 旧" in compared.to_markdown(language="en")
    assert "前回のみ" not in now.compare(now).to_text()
    with pytest.raises(KpiError, match="is no Report"):
        now.compare(2021)  # type: ignore[arg-type]


def test_a_comparison_lists_what_turned_and_what_was_redefined(report: Report) -> None:
    """In the lines' order."""
    assert [line.label for line in report.turned] == [
        "早期更改率",
        "アンケート回収率",
        "リスクマップ前年比",
        "集合研修 月1回",
    ]
    assert report.redefined == ()


def test_a_report_speaks_its_language() -> None:
    """The plan's choice, or that of the call."""
    plan = Plan("KPI", [Goal(Count(3), at_least(5), label="件数")])
    english = plan.report(Book(), FY, language="en")
    assert "missed" in english.to_text()
    assert "missed" in english._repr_html_()
    assert "未達" in english.to_text(language="ja")
    assert english.caption == "KPI (2021-04-01 to 2022-03-31)"
    for make in (
        lambda: plan.report(Book(), FY, language="fr"),  # type: ignore[arg-type]
        lambda: english.to_text(language="fr"),  # type: ignore[arg-type]
    ):
        with pytest.raises(KpiError, match="language='fr' is none of these"):
            make()


# ---- the table agencies print -------------------------------------------------------------

GROUPS = {"あ": Rate(70, 100), "東": Rate(990, 1000)}


def result_of(goal: Goal, *, marks: str = "both", before: Goal | None = None) -> list[str]:
    """Report a goal, beside what it was before, and give what is printed of its result."""
    now, was = (
        None if each is None else Plan("計画", [each]).report(Book(as_of=FY.last), year)
        for each, year in ((goal, FY), (before, FY.previous()))
    )
    assert now is not None
    report = now if was is None else now.compare(was)
    printed = report.to_markdown(layout="disclosure", marks=marks)
    row = next(line for line in printed.splitlines() if line.startswith(f"| {goal.label}"))
    return row.split(" | ")[2].split("<br>")


def test_where_the_whole_is_judged_its_figure_is_printed() -> None:
    """Beside the mark, and the groups after it; where each group decides there is none."""
    pooled = Goal(GROUPS, at_least("80%"), label="登録率", rule="pooled")
    groups = ["あ　70.0%", "東　99.0%"]
    assert result_of(pooled) == ["目標達成　96.4%", *groups, "（全体で判定）"]
    assert result_of(Goal(GROUPS, label="登録率")) == ["目標なし　96.4%", *groups]
    assert result_of(Goal(GROUPS, label="登録率"), marks="met-only") == ["96.4%", *groups]
    each = attrs.evolve(pooled, rule="each")
    assert result_of(each) == ["未達", *groups, "（各グループで判定）"]


def test_where_the_whole_is_judged_its_bar_is_drawn() -> None:
    """Above those of its groups; of a whole of which nothing is known there is none."""
    pooled = Goal(GROUPS, at_least("80%"), label="登録率", rule="pooled")
    each = attrs.evolve(pooled, rule="each")
    printed = Goal({"あ": Reported("70%"), "東": Reported("99%")}, label="公表値")
    figures = [Plan("計画", [goal]).report(Book(), FY).figure() for goal in (pooled, each, printed)]
    assert [figure.count("<g ") for figure in figures] == [3, 2, 2]
    assert "登録率 96.4%、目標 80%以上、○ 達成; 登録率 あ 70.0%" in figures[0]


def sampled(n: int, answered: int, undated: int) -> Book:
    """Make a book of so many risk maps, some of them checked, and others undated."""
    maps = [RiskMap(map_id=f"M-{k}", made_on=FY.first, checked=k < answered) for k in range(n)]
    return Book(
        risk_maps=[*maps, *(RiskMap(map_id=f"U-{k}", made_on=None) for k in range(undated))],
        as_of=FY.last,
    )


@rate_of(RiskMap, when="made_on", label="確認率")
def checked_rate(risk_map: RiskMap) -> Answer:
    """Share of risk maps that were checked."""
    return risk_map.checked


def test_a_disclosed_figure_keeps_what_qualifies_it() -> None:
    """The rule, the goal's own period, what was left out, how many are needed, what changed."""
    half = FY.halves()[0]
    goals = [
        Goal(checked_rate, at_least("50%"), label="上期", period=half),
        Goal(checked_rate, adequate_sample(), label="数"),
    ]
    report = Plan("計画", goals).report(sampled(10, 6, 2), FY)
    text = report.to_markdown(layout="disclosure")
    assert "目標達成　60.0%<br>（2021年度上期、日付なし 2件）" in text
    assert "不足　6件<br>（必要数 10件、日付なし 2件）" in text
    for line in report.lines:
        assert all(remark in text for remark in line.remarks)
    english = report.to_markdown(layout="disclosure", language="en")
    assert "<br>(10 needed, undated 2)" in english


def test_a_disclosed_group_keeps_what_was_left_out_of_it() -> None:
    """After its own figure; what the line says of all its groups is not said again."""
    maps = [
        RiskMap(map_id=f"M-{n}", made_on=FY.first, insurer="東" if n % 3 else None, checked=known)
        for n, known in enumerate((True, None, True, True, None))
    ]
    split = checked_rate.by("insurer", groups=("東",))
    plan = Plan("計画", [Goal(split, at_least("50%"), label="確認率", period=FY.halves()[0])])
    for language, written in (
        ("ja", "東　100.0%（未記録 2件）<br>不明　100.0%（判定に含めず）<br>（各グループで判定、"),
        ("en", "東　100.0% (not recorded 2)<br>unknown　100.0% (does not decide)<br>(judged by"),
    ):
        report = plan.report(Book(risk_maps=maps), FY, language="ja" if language == "ja" else "en")
        assert written in report.to_markdown(layout="disclosure")


def test_a_disclosed_figure_stands_beside_the_one_before() -> None:
    """Each that is printed now, and a note says when it was; a new line has none."""
    rate = Goal(Rate(849, 1000), at_least("85%"), label="更改率")
    before = attrs.evolve(rate, what=Rate(846, 1000), target=at_least("80%"))
    assert result_of(rate, before=before) == [
        "未達　84.9%",
        "（達成から未達へ、前回の目標 80%以上）",
        "前回　84.6%",
    ]
    split, whole = Goal(GROUPS, at_least("80%"), label="登録率"), Goal(Rate(1, 2), label="登録率")
    assert result_of(split, before=split)[-1] == "前回　あ 70.0%、東 99.0%"
    pooled = attrs.evolve(split, rule="pooled")
    assert result_of(pooled, before=pooled)[-1] == "前回　96.4%、あ 70.0%、東 99.0%"
    assert result_of(split, before=whole)[-1] == "前回　50.0%"
    assert result_of(split, before=rate)[-1] == "（各グループで判定）"
    now, was = (Plan("計画", [rate]).report(Book(), year) for year in (FY, FY.previous()))
    assert now.compare(was).to_text(layout="disclosure").endswith("\n前回：2020年度")
    assert "Before: 2020-04 to 2021-03" in now.compare(was).to_text(
        layout="disclosure", language="en"
    )


def test_a_disclosed_row_is_named_by_its_first_cell(report: Report) -> None:
    """Each row, by what is printed of its section; its targets stand under the name."""
    page = report.to_html(layout="disclosure")
    assert page.count('<th scope="row">') == len(report.blocks)
    assert '<th scope="row">集合研修 月1回<div>目標値；100%以上<br>次期目標；100%以上</div>' in page


# ---- what is not marked ------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["full", "disclosure"])
def test_a_verdict_that_is_not_marked_is_told_by_nothing(report: Report, layout: str) -> None:
    """By no word, no icon, no colour of a cell or of a bar, and no remark on how it turned."""
    assert {line.verdict.value for line in report.lines} == {"達成", "未達"}
    shown = report.to_html(layout=layout, marks="met-only").split("</style>")[1]
    assert "達成" in shown
    assert not re.search("未達|×|？|kpi-bad|kpi-doubt|<span[^>]*></span>", shown)
    assert "前回の目標 80%以上" in shown


def test_a_verdict_that_is_not_marked_has_a_quiet_bar(report: Report) -> None:
    """In the plan at a glance as well."""
    unmarked = attrs.evolve(JAPANESE_PAGE, marks="met-only")
    figures = [glance(report.blocks, look, "計画") for look in (JAPANESE_PAGE, unmarked)]
    assert [("kpi-bad" in each, "未達" in each) for each in figures] == [(True,) * 2, (False,) * 2]
    assert all("kpi-good" in each for each in figures)


# ---- pictures ----------------------------------------------------------------------------


def line_of(measure: AnyMeasure, target: Target | None = None) -> ReportLine:
    """Report a measure in hand."""
    goal = Goal(measure, target, label="指標")
    return Plan("計画", [goal]).report(Book(), FY).line("指標")


@pytest.mark.parametrize(
    ("line", "scale"),
    [
        (line_of(Rate(1, 2)), (0, 1)),
        (line_of(Rate(1, 2), at_least("55%")), (0, 1)),
        (line_of(Rate(1, 2), at_least("120%")), (0, Fraction(132, 100))),
        (line_of(Reported("49.8%"), at_least("55%")), (0, 1)),
        (line_of(Change(Count(1), Count(2)), at_least("100%")), (0, Fraction(22, 10))),
        (line_of(Count(437), at_least(300)), (0, Fraction(4807, 10))),
        (line_of(Count(0), at_most(0)), (0, 1)),
        (line_of(Average(-20, 1), at_least(10)), (-20, 13)),
        (line_of(Rate(189, 3000), adequate_sample()), (0, Fraction(3751, 10))),
    ],
)
def test_a_bar_has_a_scale_that_holds_value_and_target(
    line: ReportLine, scale: tuple[Fraction, Fraction]
) -> None:
    """A share from none to all; else from nought to a little beyond."""
    bar = bar_of(line, JAPANESE_PAGE, line.figure)
    assert bar is not None
    assert (bar.low, bar.high) == scale


@pytest.mark.parametrize("measure", [Rate(0, 0), Count(5), Average(9, 1), Reported("–")])
def test_a_figure_without_a_value_or_a_scale_has_no_bar(measure: AnyMeasure) -> None:
    """Nothing can be drawn, so nothing is."""
    line = line_of(measure)
    assert bar_of(line, JAPANESE_PAGE, line.figure) is None
    plan = Plan("計画", [Goal(measure, label="指標")])
    assert "<rect" not in plan.report(Book(), FY).to_html()
    assert "指標" in plan.report(Book(), FY).figure()


def test_a_bar_says_figure_target_and_verdict() -> None:
    """For those who do not see it."""
    line = line_of(Rate(1, 2), at_least("55%"))
    bar = bar_of(line, JAPANESE_PAGE, line.figure)
    assert bar is not None
    assert bar.said == "50.0%、目標 55%以上、× 未達"
    unmarked = attrs.evolve(JAPANESE_PAGE, marks="met-only")
    bar = bar_of(line, unmarked, line.figure)
    assert bar is not None
    assert bar.said == "50.0%、目標 55%以上"


def test_the_plan_at_a_glance_has_a_bar_a_line_or_group(report: Report) -> None:
    """Under the headings of the sections; a group stands with its line's label."""
    figure: Any = report.figure()
    assert "アンケート回収率 あいおい</text>" in figure
    assert "リスクのご説明 ○ 達成</text>" in figure
    assert "アンケート回収率 あいおい 6.9%、目標 7%以上、× 未達; " in figure
    assert figure.count("<g ") == 6
