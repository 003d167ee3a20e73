"""Explaining: every kind of line says in sentences what was asked, counted and judged."""

from datetime import date
from typing import Any

import pytest

from agency_kpis.answers import NOT_ASKED, Answer, Score
from agency_kpis.book import Book
from agency_kpis.cadence import cadence_of
from agency_kpis.domain.activities import RiskMap, Staff, SurveyRequest
from agency_kpis.domain.contracts import Contract
from agency_kpis.errors import KpiError
from agency_kpis.goals import Goal, at_least
from agency_kpis.measures import Count, Rate
from agency_kpis.metrics import (
    group_training_cadence,
    mobile_obtained_rate,
    self_study_cadence,
    survey_response_rate,
)
from agency_kpis.periods import fiscal_year
from agency_kpis.plan import Plan
from agency_kpis.questions import average_of, count_of, rate_of
from agency_kpis.reported import Reported
from agency_kpis.wording import LANGUAGES, Language

FY = fiscal_year(2021)


@rate_of(RiskMap, when="made_on", label="確認率", version="2")
def checked(risk_map: RiskMap, *, tools: tuple[str, ...] | None = None) -> Answer:
    """リスクマップのうち、重複や付保もれを``確認``した割合。

    >>> checked.name
    'checked'
    """  # noqa: D400 - a Japanese sentence ends in 。
    if tools is not None and risk_map.tool not in tools:
        return NOT_ASKED
    return risk_map.checked


@count_of(RiskMap, when=None, label="全件", unit="枚")
def every_map(risk_map: RiskMap) -> Answer:  # noqa: D103 - there are such metrics
    return risk_map is not None


@average_of(SurveyRequest, when="asked_on", label="NPS", unit="点")
def promoters(request: SurveyRequest) -> Score:
    """Give 100 for an answer."""
    return 100 if request.answered else -100


@count_of(Contract, when=("starts_on", "in_force_until"), label="保有件数")
def in_force(contract: Contract) -> Answer:
    """有効な契約の件数。"""  # noqa: D400 - a Japanese sentence ends in 。
    return contract is not None


MAPS = [
    RiskMap(map_id="M-1", made_on=FY.first, tool="あ", checked=True, insurer="東海"),
    RiskMap(map_id="M-2", made_on=FY.first, tool="あ", checked=False, insurer="東海"),
    RiskMap(map_id="M-3", made_on=FY.first, tool="あ", insurer="あいおい"),
    RiskMap(map_id="M-4", made_on=FY.first, tool="い"),
    RiskMap(map_id="M-5", made_on=FY.previous().first, tool="あ", checked=True),
]
PLAN = Plan(
    "計画",
    [
        Goal(checked.having(tools=("あ", "う")), at_least("60%")),
        Goal(checked.by("insurer", groups=("東海",)), at_least("60%"), label="会社別"),
        Goal(every_map),
        Goal(promoters, at_least(0)),
        Goal(in_force),
        Goal(Reported("49.8%"), at_least("55%"), label="他社の率"),
        Goal(Rate(1, 2), label="手元の率"),
        Goal(every_map.placed("made_on").changed(), at_least("100%"), label="前年比"),
    ],
)
BOOK = Book(
    risk_maps=MAPS,
    survey_requests=[SurveyRequest(request_id="Q-1", asked_on=FY.first)],
    contracts=[],
    as_of=date(2021, 9, 30),
)
REPORT = PLAN.report(BOOK, FY)


@pytest.mark.parametrize(
    ("label", "sentences"),
    [
        (
            "確認率",
            [
                "確認率",
                "定義：リスクマップのうち、重複や付保もれを確認した割合。",
                "条件：tools=あ・う、版=2",
                "対象：作成日が2021-04-01から2022-03-31までのリスクマップ"
                "（2021-09-30までに分かっているもの）。",
                "集計：判定できたもの2件、除外1件（未記録 1件）、対象外1件。",
                "結果：2件のうち1件が該当、50.0% (1/2)。",
                "目標：60%以上。判定は「未達」です。",
            ],
        ),
        (
            "全件",
            [
                "全件",
                "定義：every_map",
                "対象：すべてのリスクマップ（2021-09-30までに分かっているもの）。",
                "集計：判定できたもの5件、対象外0件。",
                "結果：5枚。",
                "目標：ありません。",
            ],
        ),
        (
            "保有件数",
            [
                "保有件数",
                "定義：有効な契約の件数。",
                "対象：2021-09-30に有効な（始期日から終了日まで）契約"
                "（2021-09-30までに分かっているもの）。",
                "集計：判定できたもの0件、対象外0件。",
                "結果：0件。",
                "目標：ありません。",
            ],
        ),
        (
            "他社の率",
            [
                "他社の率",
                "記録から集計した値ではなく、与えられた値です。",
                "結果：49.8%。",
                "目標：55%以上。判定は「未達」です。",
            ],
        ),
    ],
)
def test_a_line_is_explained_in_japanese(label: str, sentences: list[str]) -> None:
    """Definition, options, records, tally, result, target."""
    assert REPORT.explain(label).splitlines() == sentences


@pytest.mark.parametrize(
    ("label", "sentences"),
    [
        (
            "確認率",
            [
                "Options: tools=あ・う, version=2",
                "Records: risk maps whose day of making lies in 2021-04-01 to 2022-03-31, "
                "as known on 2021-09-30.",
                "Counted: 2 answered, 1 left out (not recorded 1), 1 not asked.",
                "Result: 1 of 2 are such: 50.0% (1/2).",
                "Target: at least 60%. Verdict: missed.",
            ],
        ),
        (
            "NPS",
            [
                "NPS",
                "Definition: Give 100 for an answer.",
                "Result: -100.0点 (-100/1).",
                "Target: at least 0点. Verdict: missed.",
            ],
        ),
        ("全件", ["Records: risk maps, as known on 2021-09-30.", "Target: none."]),
        (
            "保有件数",
            [
                "Records: contracts in force on 2021-09-30 (inception to end), "
                "as known on 2021-09-30."
            ],
        ),
        (
            "手元の率",
            ["The figure was given; it was not counted from records.", "Result: 50.0% (1/2)."],
        ),
        ("会社別", ["Target: at least 60% (judged by each group). Verdict: missed."]),
    ],
)
def test_a_line_is_explained_in_english(label: str, sentences: list[str]) -> None:
    """The same, in words."""
    told = REPORT.explain(label, language="en").splitlines()
    assert [sentence for sentence in sentences if sentence not in told] == []


@rate_of(RiskMap, when="made_on", label="確認率")
def told_in_both(risk_map: RiskMap) -> Answer:
    """Share of risk maps on which the cover was checked, however
    it was done.

    定義：リスクマップのうち、補償を
    確認したものの割合。方法（``tool``）は
    問いません。11か月に12
    回でも
    1年とします。

    >>> told_in_both.unit
    '%'
    """  # noqa: D205 - a sentence may be long
    return risk_map.checked


def test_a_definition_is_told_in_the_language_asked_for() -> None:
    """A docstring may hold both; where a Japanese line ends, there is no blank."""
    report = Plan("計画", [Goal(told_in_both)]).report(BOOK, FY)
    japanese, english = report.explain("確認率"), report.explain("確認率", language="en")
    assert japanese.splitlines()[1] == (
        "定義：リスクマップのうち、補償を確認したものの割合。方法（tool）は問いません。"
        "11か月に12回でも1年とします。"
    )
    assert english.splitlines()[1] == (
        "Definition: Share of risk maps on which the cover was checked, however it was done."
    )
    texts = [report.definitions(language=each).rows[0][1].text for each in LANGUAGES]
    assert [text[:4] for text in texts] == ["リスクマ", "Shar"]


def test_the_unknown_group_is_called_so_in_every_language() -> None:
    """The labels of the others are the user's."""
    english = REPORT.explain("会社別", language="en").splitlines()
    assert english[-1].startswith("  unknown: ")
    groups = [row["group"] for row in REPORT.rows(language="en") if row["label"] == "会社別"]
    assert groups == ["", "東海", "あいおい", "unknown"]
    for text in (REPORT.to_html(language="en"), str(REPORT.figure(language="en"))):
        assert "unknown" in text
        assert "不明" not in text
    assert "unknown　– (0/0)" not in REPORT.to_text(layout="disclosure", language="ja")
    assert "unknown　–" in REPORT.to_text(layout="disclosure", language="en")


def test_groups_are_explained_one_by_one() -> None:
    """Declared or not, each with its verdict, what is missing and what was left out."""
    told = REPORT.explain("会社別").splitlines()
    assert told[-3:] == [
        "　東海：2件のうち1件が該当、50.0% (1/2)、未達、あと1件。",
        "　あいおい：– (0/0)、対象なし、判定に含めず、未記録 1件。",
        "　不明：– (0/0)、対象なし、判定に含めず、未記録 1件。",
    ]
    plain = Plan("計画", [Goal({"東海": Reported("49.8%")}, label="率")]).report(Book(), FY)
    assert plain.explain("率").splitlines()[-1] == "　東海：49.8%。"


def test_a_change_is_explained_by_both_of_its_sides() -> None:
    """The ratio with what it is of, and no count of cases that it is not of."""
    told = REPORT.explain("前年比").splitlines()
    assert "結果：400.0% (1→4)。" in told
    assert "比較：前年の同じ期間（2020-04-01から2021-03-31まで）と比べます。" in told
    assert "補足：2021-09-30まで。" in told


def test_without_a_day_nothing_is_said_of_one() -> None:
    """A report of all that is known."""
    report = PLAN.report(Book(risk_maps=MAPS, survey_requests=[], contracts=[]), FY)
    assert "対象：すべてのリスクマップ。" in report.explain("全件")
    assert "Records: risk maps." in report.explain("全件", language="en")
    assert "2022-03-31に有効な" in report.explain("保有件数")


def test_a_part_of_the_period_is_what_is_explained() -> None:
    """The days of the goal's own period."""
    goal = Goal(checked, period=FY.halves()[1])
    told = Plan("計画", [goal]).report(Book(risk_maps=MAPS), FY).explain("確認率")
    assert "2021-10-01から2022-03-31まで" in told


def test_an_unknown_label_is_refused() -> None:
    """With the nearest."""
    with pytest.raises(KpiError, match="did you mean '確認率'"):
        REPORT.explain("確認")


def test_the_definitions_are_the_appendix() -> None:
    """A row a line that was counted from records; its words, date and options."""
    table = REPORT.definitions()
    assert [row[0].text for row in table.rows] == [
        *("確認率", "会社別", "全件", "NPS", "保有件数", "前年比")
    ]
    assert [cell.text for cell in table.rows[0]] == [
        "確認率",
        "リスクマップのうち、重複や付保もれを確認した割合。",
        "リスクマップ（作成日）",
        "tools=あ・う\n版=2",
    ]
    assert table.rows[2][2].text == "リスクマップ"
    assert table.rows[4][2].text == "契約（始期日〜終了日）"
    assert table.caption == "計画　指標の定義"
    assert REPORT.definitions(language="en").caption == "計画　Definitions"


def test_options_that_are_sets_are_spelled_in_order() -> None:
    """A set has no order, and a page must not change from day to day."""
    several = checked.having(tools=frozenset({"い", "あ"}))
    report = Plan("計画", [Goal(several)]).report(BOOK, FY)
    assert "条件：tools=あ・い、版=2" in report.explain("確認率")


def test_the_librarys_own_options_are_told_in_words() -> None:
    """How often something is due, for whom; and an option that says nothing is left out."""

    def explained(goal: Goal, language: Language, **shelves: Any) -> list[str]:  # noqa: ANN401
        report = Plan("計画", [goal]).report(Book(**shelves), FY)
        return report.explain(goal.label, language=language).splitlines()

    monthly = Goal(group_training_cadence)
    japanese, english = (explained(monthly, each, training_sessions=[]) for each in LANGUAGES)
    assert "条件：kinds=集合研修・全体会議" in japanese
    assert "頻度：毎月1回以上。" in japanese
    assert "Due every month, at least once." in english
    study = Goal(self_study_cadence, roster=["S-1"])
    assert "頻度：担当者ごとに、半年ごとに1回以上。" in explained(study, "ja", study_units=[])
    assert "Due every half, at least once, for each member of staff." in explained(
        study, "en", study_units=[]
    )
    twice = cadence_of(RiskMap, when="made_on", every="year", times=2, label="年2回")
    goal = Goal(twice(lambda risk_map: True))
    assert "Due every year, at least 2 times." in explained(goal, "en", risk_maps=[])
    empty = Goal(checked.having(tools=()))
    assert "条件：版=2" in explained(empty, "ja", risk_maps=[])


def test_the_appendix_tells_them_too() -> None:
    """Beside the question's own."""
    goals = [
        Goal(group_training_cadence),
        Goal(every_map.placed("made_on").changed(), label="前年比"),
    ]
    report = Plan("計画", goals).report(Book(training_sessions=[], risk_maps=[]), FY)
    cadence, change = (row[3].text for row in report.definitions().rows)
    assert cadence == "kinds=集合研修・全体会議\n頻度：毎月1回以上。"
    assert change == "比較：前年の同じ期間"
    english = report.definitions(language="en").rows
    assert [row[2].text for row in english] == [
        "training sessions (day)",
        "risk maps (day of making)",
    ]


def test_customers_are_not_in_force() -> None:
    """They are on the roll."""
    report = Plan("計画", [Goal(mobile_obtained_rate)]).report(Book(customers=[]), FY)
    assert (
        "対象：2022-03-31に取引のある（取引開始日から取引終了日の翌日まで）顧客。"
        in report.explain("携帯電話番号取得率")
    )
    english = report.explain("携帯電話番号取得率", language="en")
    assert "customers current on 2022-03-31 (first day on the roll to first day off it)" in english


def test_where_a_definition_comes_from_is_not_told_with_it() -> None:
    """A published appendix tells the agency's targets, and nobody else's."""
    report = Plan("計画", [Goal(survey_response_rate)]).report(Book(survey_requests=[]), FY)
    for text in (
        report.explain("アンケート回収率", language="en"),
        str(report.definitions(language="en")),
    ):
        assert "Source" not in text
        assert "adequate_sample" in text


def test_a_line_of_the_coming_plan_tells_its_target_alone() -> None:
    """Nothing was measured, and nothing was given."""
    then = Plan(
        "次", [Goal(Count(0), at_least(3), label="新"), Goal(Count(0), at_least(9), label="今")]
    )
    report = Plan("計画", [Goal(Count(5), label="今")]).report(Book(), FY, then=then)
    assert report.explain("新").splitlines() == [
        "新",
        "この期間の指標ではありません。",
        "次期目標：3件以上。",
    ]
    assert report.explain("新", language="en").splitlines()[1:] == [
        "It is no indicator of this period.",
        "Next target: at least 3.",
    ]
    assert report.explain("今").splitlines()[-1] == "次期目標：9件以上。"


def test_what_stands_beside_a_figure_is_told() -> None:
    """Whether the year is lost, and what to know of the year before."""
    plan = Plan("計画", [Goal(group_training_cadence, at_least("100%"))])
    early = Book(training_sessions=[], as_of=date(2021, 6, 30))
    report = plan.report(early, FY)
    assert "補足：達成不能。" in report.explain("集合研修")
    assert "Note: can no longer be met." in report.explain("集合研修", language="en")


def test_no_label_forges_a_sentence() -> None:
    """A line is one line, whatever a group is called."""
    forged = "A\n目標：99%以上。判定は「達成」です\u202e"
    plan = Plan("計画", [Goal({forged: Count(1)}, label="件\n数")])
    told = plan.report(Book(), FY).explain("件\n数").splitlines()
    assert told[0] == "件 数"
    assert told[-1] == "　A 目標：99%以上。判定は「達成」です\ufffd：1件。"


@rate_of(RiskMap, when="made_on", label="確認率")
def only_in_japanese(risk_map: RiskMap) -> Answer:
    """定義：リスクマップのうち、補償を確認した割合。"""  # noqa: D400 - a Japanese sentence ends in 。
    return risk_map.checked


def test_a_definition_in_one_language_is_told_in_either() -> None:
    """Its head is not told twice."""
    report = Plan("計画", [Goal(only_in_japanese)]).report(BOOK, FY)
    told = "リスクマップのうち、補償を確認した割合。"
    assert report.explain("確認率").splitlines()[1] == f"定義：{told}"
    assert report.explain("確認率", language="en").splitlines()[1] == f"Definition: {told}"


def test_people_on_the_roll_do_no_business() -> None:
    """A pair of dates that nobody has words for is told by its names."""

    @count_of(Staff, when=("joined_on", "left_on"), label="社員数")
    def people(person: Staff) -> Answer:
        """Count people."""
        return person is not None

    report = Plan("計画", [Goal(people)]).report(Book(staff=[]), FY)
    assert "対象：入社日から退職日の翌日までの間に2022-03-31がある社員。" in report.explain(
        "社員数"
    )
