"""The FY2021 table, end to end: every row of the published table, as it is printed.

The whole printed output is kept in ``golden/fy2021_report.txt``; after a change that was meant,
``UPDATE_GOLDEN=1 python -m pytest tests/test_example.py`` writes it anew.
"""

import os
import runpy
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from agency_kpis.book import Book
from agency_kpis.domain.coverage import ChangeKind
from agency_kpis.goals import Verdict
from agency_kpis.measures import Rate
from agency_kpis.metrics import intent_capture_rate, intent_comparison_rate
from agency_kpis.periods import fiscal_year
from agency_kpis.plan import Plan
from agency_kpis.records import changed
from agency_kpis.report import Report
from agency_kpis.report.lines import ReportLine

FY = fiscal_year(2021)
EXAMPLE = Path(__file__).parents[1] / "examples" / "fy2021_report.py"
GOLDEN = Path(__file__).parent / "golden" / "fy2021_report.txt"


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    """Give the names that the example defines."""
    return runpy.run_path(str(EXAMPLE))


@pytest.fixture(scope="module")
def book(example: dict[str, Any]) -> Book:
    """Give the example's book."""
    made: Book = example["synthetic_book"]()
    return made


@pytest.fixture(scope="module")
def plan(example: dict[str, Any]) -> Plan:
    """Give the example's plan."""
    made: Plan = example["PLAN"]
    return made


@pytest.fixture(scope="module")
def report(plan: Plan, book: Book) -> Report:
    """Give the example's report."""
    return plan.report(book)


def changed_in(book: Book, shelf: str, change: Callable[[list[Any]], list[Any]]) -> Book:
    """Give the book with one shelf changed."""
    shelves: dict[str, Any] = {shelf: change(list(getattr(book, shelf)))}
    return attrs.evolve(book, **shelves)


def line_of(plan: Plan, book: Book, label: str) -> ReportLine:
    """Report one goal of the plan on a book."""
    (goal,) = [each for each in plan.goals if each.label == label]
    return Plan(plan.title, [goal]).report(book, FY).line(label)


# ---- the printed table -------------------------------------------------------------------


def test_the_whole_table_is_printed_as_it_was(
    example: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every character of both layouts."""
    example["main"]()
    printed = capsys.readouterr().out
    if "UPDATE_GOLDEN" in os.environ:
        GOLDEN.write_text(printed, "utf-8")
    assert printed == GOLDEN.read_text("utf-8")


def test_the_printed_table_lines_up() -> None:
    """Every line of a grid is equally wide, a Japanese character counting for two."""
    grids = GOLDEN.read_text("utf-8").split("\n\n")
    for grid in grids:
        _, *lines = grid.rstrip("\n").splitlines()
        assert len({sum(map(columns, line)) for line in lines}) == 1


def columns(char: str) -> int:
    """Give how many columns a character takes in a Japanese font."""
    return 2 if char != "–" and unicodedata.east_asian_width(char) in "WFA" else 1


# ---- every row of the published table --------------------------------------------------------

ROWS: list[tuple[str, str, str, str, str, str]] = [
    ("顧客意向の全件把握", "100%以上", "100%", "2,500/2,500", "達成", "–"),
    ("相違の検証", "100%以上", "100%", "300/300", "達成", "–"),
    ("集合研修（全体会議）月1回", "100%以上", "100%", "12/12", "達成", "–"),
    ("らくっとmovie毎月配信", "100%以上", "100%", "12/12", "達成", "–"),
    ("自己研鑽 半年1単元以上", "100%以上", "100%", "22/22", "達成", "–"),
    ("テレマティクス自動車保険付帯率", "30%以上", "31%", "155/500", "達成", "–"),
    ("マイページ登録率", "10%以上", "19.3%", "193/1,000", "達成", "–"),
    ("モバエ登録率", "7%以上", "7.7%", "154/2,000", "達成", "–"),
    ("携帯電話番号取得率", "80%以上", "83.0%", "2,324/2,800", "達成", "–"),
    ("アンケート回収率", "5%以上", "6.3%", "189/3,000", "達成", "–"),
    ("アンケート数", "誤差±5%・信頼度95%の必要数", "189件", "189/3,000", "不足", "あと152件"),
    ("差分チェック", "100%以上", "100%", "2,500/2,500", "達成", "–"),
    ("判定不能", "0件以下", "0件", "", "達成", "–"),
    ("ダウングレード抽出", "–", "69件", "", "目標なし", "–"),
    ("ダウングレードの検証・共有", "100%以上", "100%", "69/69", "達成", "–"),
    ("リスクマップ活用", "300件以上", "437件", "", "達成", "–"),
    ("リスクマップ活用率", "–", "17.5%", "437/2,500", "目標なし", "–"),
    ("重複・付保もれの確認率", "–", "100.0%", "437/437", "目標なし", "–"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_shows_the_published_figure(
    report: Report, row: tuple[str, str, str, str, str, str]
) -> None:
    """Target, figure, the counts behind it, verdict, and how many are missing."""
    label, *shown = row
    line = report.line(label)
    assert [line.target_text, line.figure, line.counts, line.word, line.missing_text] == shown


SPLITS: list[tuple[str, list[tuple[str, ...]]]] = [
    (
        "対面募集比率",
        [
            ("あいおい", "49.8%", "498/1,000", "未達", "あと52件", "未記録 4件"),
            ("東海", "50.8%", "762/1,500", "未達", "あと63件", "未記録 4件"),
        ],
    ),
    (
        "携帯電話番号登録率",
        [
            ("あいおい", "54.2%", "542/1,000", "未達", "あと258件"),
            ("東海", "57.5%", "1,150/2,000", "未達", "あと450件"),
        ],
    ),
]


@pytest.mark.parametrize(("label", "groups"), SPLITS)
def test_a_row_by_insurer_shows_both_figures(
    report: Report, label: str, groups: list[tuple[str, ...]]
) -> None:
    """Each is judged and has its own あと何件; the line is 未達 by the rule of each."""
    line = report.line(label)
    assert [
        (each.label, each.figure, each.counts, each.word, each.missing_text, *each.remarks)
        for each in line.groups
    ] == groups
    assert (line.word, line.rule) == ("未達", "各グループで判定")


@pytest.mark.parametrize(
    ("label", "remark"),
    [
        ("対面募集比率", "未記録 8件"),
        ("自己研鑽 半年1単元以上", "在籍が期間の一部 2件"),
        ("テレマティクス自動車保険付帯率", "フリート契約 4件"),
        ("アンケート数", "必要数 341件"),
    ],
)
def test_what_was_left_out_is_told_with_its_reason(report: Report, label: str, remark: str) -> None:
    """Not recorded, on the roll in part, fleet; and how many answers are needed."""
    assert remark in report.line(label).remarks


def test_no_row_is_missing_and_no_other_is_there(report: Report) -> None:
    """The rows above are all there are, with the in-force reading beside telematics."""
    known = {label for label, *_ in [*ROWS, *SPLITS]} | {"同（年度末保有契約）"}
    assert {line.label for line in report.lines} == known
    assert report.line("同（年度末保有契約）").counts == "155/500"


def test_the_missed_rows_are_the_published_ones(report: Report) -> None:
    """対面 and 携帯電話番号; the seed does not judge the number of answers."""
    assert [line.label for line in report.unmet] == [
        "対面募集比率",
        "携帯電話番号登録率",
        "アンケート数",
    ]


# ---- the seven blocks ---------------------------------------------------------------------


def test_the_table_has_the_published_blocks(report: Report) -> None:
    """Seven of them, with the agency's own policies that each serves."""
    assert [(block.heading, block.verdict.value) for block in report.blocks] == [
        ("対面募集比率", "未達"),
        ("顧客意向（当初・最終）の全件把握と見える化（①・②）", "達成"),
        (
            "お客さまの貴重な時間を尊重しつつ、より丁寧な募集スタイルの確立（③・④）",
            "達成",
        ),
        ("テレマティクス・マイページ・モバエ・携帯電話番号", "未達"),
        ("ご契約に関するアンケートの回収率", "未達"),
        ("顧客意向（当初・最終）の差分チェック（①・②）", "達成"),
        ("リスクマップ活用率（②）", "達成"),
    ]


def test_every_block_says_what_was_meant_and_what_was_done(report: Report) -> None:
    """取り組み内容 and 取り組み内容報告 are printed in the layout to publish."""
    disclosed = report.to_markdown(layout="disclosure")
    for block in report.blocks:
        for text in (block.initiative, block.commentary):
            assert all(part in disclosed for part in text.splitlines() or [""])
            assert text


@pytest.mark.parametrize("write", [Report.to_text, Report.to_markdown, Report.to_html])
def test_only_what_was_met_is_marked_as_the_seed_has_it(
    report: Report, write: Callable[..., str]
) -> None:
    """Or both are, which is the default."""
    for layout in ("full", "disclosure"):
        both = write(report, layout=layout)
        seed = write(report, layout=layout, marks="met-only")
        assert ("未達" in both.replace("未達成", ""), "達成" in both) == (True, True)
        assert ("未達" in seed.replace("未達成", ""), "達成" in seed) == (False, True)
        assert ("不足" in both, "不足" in seed) == (True, False)


# ---- what a change in the records changes ---------------------------------------------------


def test_one_record_missing_of_2500_is_no_100_percent(plan: Plan, book: Book) -> None:
    """99.96 % prints as itself, and is a miss."""
    kept = changed_in(book, "intent_records", lambda all_: all_[:-1])
    line = line_of(plan, kept, "顧客意向の全件把握")
    assert (line.figure, line.word, line.missing) == ("99.96%", "未達", 1)


def test_a_missing_record_is_found_in_the_evidence(book: Book) -> None:
    """The case that was not captured is the last one."""
    kept = changed_in(book, "intent_records", lambda all_: all_[:-1])
    cases = kept.records_of(intent_capture_rate.noun)
    (missed,) = intent_capture_rate.evidence(cases, FY, as_of=FY.last).no
    assert missed.expiring.contract_id == "東海-1499-20"


def undecided(example: dict[str, Any]) -> Callable[[list[Any]], list[Any]]:
    """Make the first intent one of which an item is not known."""
    form = example["AUTO_FORM"]
    return lambda records: [
        changed(records[0], final=form.intent(車両保険="一般", 弁護士費用=True)),
        *records[1:],
    ]


def test_one_undetermined_comparison_is_a_miss_and_is_listed(
    example: dict[str, Any], plan: Plan, book: Book
) -> None:
    """判定不能 is neither the same nor a downgrade."""
    kept = changed_in(book, "intent_records", undecided(example))
    line = line_of(plan, kept, "差分チェック")
    assert (line.figure, line.word, line.missing) == ("99.96%", "未達", 1)
    assert line_of(plan, kept, "判定不能").figure == "1件"
    cases = kept.records_of(intent_comparison_rate.noun)
    (missed,) = intent_comparison_rate.evidence(cases, FY, as_of=FY.last).no
    assert (missed.change, missed.expiring.contract_id) == (
        ChangeKind.UNDETERMINED,
        "あいおい-0000-20",
    )
    assert "判定不能 1件" in line_of(plan, kept, "ダウングレード抽出").remarks


def test_a_month_without_a_session_is_a_miss(plan: Plan, book: Book) -> None:
    """However many sessions there were."""
    twice = [changed(each) for each in book.training_sessions or ()]
    twice[0] = changed(twice[0], held_on=date(2021, 5, 9))
    kept = changed_in(book, "training_sessions", lambda _: twice)
    line = line_of(plan, kept, "集合研修（全体会議）月1回")
    assert (line.measure, line.word, line.missing) == (Rate(11, 12), "未達", 1)


def test_a_downgrade_that_was_not_shared_is_a_miss(plan: Plan, book: Book) -> None:
    """Reviewed is not enough: the minutes must have told everyone."""
    kept = changed_in(
        book, "intent_records", lambda all_: [changed(all_[0], shared_on=None), *all_[1:]]
    )
    line = line_of(plan, kept, "ダウングレードの検証・共有")
    assert (line.measure, line.word) == (Rate(68, 69), "未達")


def test_before_the_year_opens_nothing_is_due(plan: Plan, book: Book) -> None:
    """Every line with a target is 未到来, and no figure is a miss."""
    report = plan.report(attrs.evolve(book, as_of=date(2021, 3, 31)))
    verdicts = {line.verdict for line in report.lines}
    assert verdicts == {Verdict.NOT_DUE, Verdict.NO_TARGET}


def test_the_example_has_no_problems(book: Book) -> None:
    """Everything in it fits together."""
    assert book.problems() == ()
