"""Four tables that agencies published, written as plans with the figures they printed.

Nobody has their records. Of what they printed, figures and counts, the verdicts they printed
follow, and so do their totals.
"""

from datetime import date
from typing import Any

import pytest

from agency_kpis.book import Book
from agency_kpis.goals import Goal, Limit, Section, Verdict, at_least
from agency_kpis.measures import Count, Rate
from agency_kpis.periods import Period, fiscal_year
from agency_kpis.plan import Plan
from agency_kpis.report import Report
from agency_kpis.report.lines import ReportLine
from agency_kpis.reported import Reported

NO_RECORDS = Book()

# ---- seven months, and the next targets beside the results ---------------------------------

SEVEN_MONTHS = Period(date(2023, 9, 1), date(2024, 3, 31))
NEXT_HALF = Period(date(2024, 4, 1), date(2024, 9, 30))

Row = tuple[str, str, str | int, str | int, str, str]
ROWS: list[Row] = [
    ("個人顧客数", "4,024", 4900, 4300, "名", "未達"),
    ("法人顧客数", "578", 700, 600, "社", "未達"),
    ("お客様の声 受付状況", "19", 50, 50, "件", "未達"),
    ("アンケートNPS", "59.7ポイント", 52, 60, "ポイント", "達成"),
    ("生命保険継続率", "98.50%", "96.60%", "97.00%", "%", "達成"),
    ("自動車保険 車両保険 付帯率", "59.30%", "60.00%", "60.00%", "%", "未達"),
    ("自動車保険 弁護士特約付帯率", "72.50%", "70.00%", "70.00%", "%", "達成"),
    ("地震保険 付帯率", "65.00%", "70.00%", "70.00%", "%", "未達"),
]


def goal_of(row: Row) -> Goal:
    """Write a row's figure, and this period's target of it, as a goal."""
    label, figure, target, _, unit, _ = row
    return Goal(Reported(figure), at_least(target), label=label, unit=unit, period=SEVEN_MONTHS)


def next_goal_of(row: Row) -> Goal:
    """Write the coming target of a row; its figure is not known yet."""
    label, _, _, target, unit, _ = row
    return Goal(Reported("–"), at_least(target), label=label, unit=unit, period=NEXT_HALF)


@pytest.fixture(scope="module")
def seven_months() -> Report:
    """Report the table with its column of next targets."""
    plan = Plan("実績報告", map(goal_of, ROWS), period=SEVEN_MONTHS)
    then = Plan("目標", map(next_goal_of, ROWS), period=NEXT_HALF)
    return plan.report(NO_RECORDS, then=then)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_every_printed_result_is_judged_by_the_target_of_its_own_period(
    seven_months: Report, row: Row
) -> None:
    """The seven months against the seven months' target, whatever the next one is."""
    label, figure, _, _, unit, word = row
    line = seven_months.line(label)
    assert line.word == word
    assert line.figure == (figure if figure.endswith(unit) else figure + unit)
    assert line.target_text.endswith("以上")
    assert line.next_target_in("ja").endswith("以上")


def test_the_next_targets_stand_beside_the_results(seven_months: Report) -> None:
    """As the agency prints them: this target, this result, the next target."""
    shown = [(row["target"], row["figure"], row["next_target"]) for row in seven_months.rows()]
    assert shown[:2] == [
        ("4,900名以上", "4,024名", "4,300名以上"),
        ("700社以上", "578社", "600社以上"),
    ]
    assert "次期目標" in seven_months.to_text()
    assert "2024年4月〜2024年9月" in seven_months.to_text()


def test_a_printed_number_of_cases_says_how_many_are_missing(seven_months: Report) -> None:
    """A count is exact, with its own unit; of a rate without its base nobody can say."""
    whole = Goal(Reported("19件"), at_least(50), label="お客様の声")
    line = Plan("声", [whole]).report(NO_RECORDS, SEVEN_MONTHS).line("お客様の声")
    assert line.missing_text == "あと31件"
    assert seven_months.line("地震保険 付帯率").missing_text == "–"


# ---- four policies, each met when all its KPIs are -----------------------------------------

POLICIES: dict[str, list[tuple[str, Any, Limit, str]]] = {
    "方針1": [
        ("早期更改率", Reported("52.3%"), at_least("85%"), "未達"),
        ("多種目販売率", Reported("13.9%"), at_least("15%"), "未達"),
    ],
    "方針2": [("お客さまの声の報告・共有", Reported("139件"), at_least(60), "達成")],
    "方針3": [("品質向上3研修の毎月開催", Rate(36, 36), at_least("100%"), "達成")],
    "方針4": [("つなぐ活動実績件数", Reported("81件"), at_least(60), "達成")],
}


@pytest.fixture(scope="module")
def policies() -> Report:
    """Report the four policies."""
    sections = [
        Section(title, [Goal(what, target, label=label) for label, what, target, _ in rows])
        for title, rows in POLICIES.items()
    ]
    return Plan("2024年度 KPI", sections).report(NO_RECORDS, fiscal_year(2024))


def test_every_printed_verdict_follows(policies: Report) -> None:
    """達成 and 未達, line by line."""
    printed = {label: word for rows in POLICIES.values() for label, _, _, word in rows}
    assert {line.label: line.word for line in policies.lines} == printed


def test_a_policy_is_met_when_all_its_kpis_are(policies: Report) -> None:
    """4方針のうち3方針で目標を達成."""
    verdicts = [block.verdict.value for block in policies.blocks]
    assert verdicts == ["未達", "達成", "達成", "達成"]
    met = sum(block.verdict is Verdict.MET for block in policies.blocks)
    summary = f"{len(policies.blocks)}方針のうち{met}方針で目標を達成"
    assert summary == "4方針のうち3方針で目標を達成"


# ---- voices by shop, two years, no targets --------------------------------------------------

SHOPS = ("御殿場店", "沼津店", "サントムーン店")
LA1 = "LA1 (苦情、お叱り、解約、満期日以降更新をしない)"
LA2 = "LA2 (要望、依頼、各種問い合わせ)"
VOICES = {
    2019: {LA1: (109, 109, 60, 278), LA2: (454, 565, 289, 1308)},
    2020: {LA1: (206, 171, 72, 449), LA2: (712, 904, 528, 2144)},
}


def voices(year: int) -> Report:
    """Report one year's voices by shop; its fiscal year opens in September."""
    goals = [
        Goal(dict(zip(SHOPS, map(Count, counts[:3]), strict=True)), label=label)
        for label, counts in VOICES[year].items()
    ]
    period = fiscal_year(year, starts_in=9)
    return Plan("お客様の声", goals).report(NO_RECORDS, period)


@pytest.mark.parametrize("year", VOICES)
def test_the_printed_totals_reconcile(year: int) -> None:
    """The shops add up to the 合計 that was printed."""
    for line in voices(year).lines:
        assert line.measure == Count(VOICES[year][line.label][3])


def test_the_years_stand_side_by_side() -> None:
    """Each shop against itself; without a target no verdict turns."""
    compared = voices(2020).compare(voices(2019))
    shown = [(row["group"], row["before"], row["difference"]) for row in compared.rows()[:4]]
    assert shown == [
        ("", "278件", "171"),
        ("御殿場店", "109件", "97"),
        ("沼津店", "109件", "62"),
        ("サントムーン店", "60件", "12"),
    ]
    assert compared.turned == ()
    assert {line.verdict for line in compared.lines} == {Verdict.NO_TARGET}


# ---- customers and renewal rates, a year cut short -------------------------------------------

TEN_MONTHS = Period(date(2021, 4, 1), date(2022, 1, 31))
CUSTOMERS = {
    2019: {"損害保険取引先数": (3812, 345, 4157), "生命保険取引先数": (4049, 188, 4237)},
    2020: {"損害保険取引先数": (3785, 362, 4147), "生命保険取引先数": (3992, 209, 4201)},
    2021: {"損害保険取引先数": (3763, 401, 4164), "生命保険取引先数": (3893, 201, 4094)},
}
RENEWED = {2019: ("90.2%", "92.5%"), 2020: ("90.7%", "97.1%"), 2021: ("84.7%", "97.7%")}


def holders(figures: Any) -> dict[str, Any]:  # noqa: ANN401 - counts or printed figures
    """Tell the figures of persons and of firms apart."""
    return dict(zip(("個人", "法人"), figures, strict=True))


def customers(year: int) -> Report:
    """Report one year; in the last, the non-life book was known for ten months."""
    cut = TEN_MONTHS if year == 2021 else None
    goals = [
        Goal(
            holders(map(Count, counts[:2])),
            label=label,
            unit="先",
            period=cut if label == "損害保険取引先数" else None,
        )
        for label, counts in CUSTOMERS[year].items()
    ]
    renewed = Goal(holders(map(Reported, RENEWED[year])), label="火災保険更改率", period=cut)
    return Plan("KPI", [*goals, renewed]).report(NO_RECORDS, fiscal_year(year))


@pytest.mark.parametrize("year", CUSTOMERS)
def test_customers_add_up_and_rates_without_counts_do_not(year: int) -> None:
    """Persons and firms make the 合計; their renewal rates have no printed whole."""
    report = customers(year)
    for label, counts in CUSTOMERS[year].items():
        assert report.line(label).figure == f"{counts[2]:,}先"
    line = report.line("火災保険更改率")
    assert line.figure == "–"
    assert tuple(group.figure for group in line.groups) == RENEWED[year]


def test_a_figure_of_a_part_of_the_year_says_so() -> None:
    """Ten months are no year, and a reader is told."""
    report = customers(2021)
    assert report.line("火災保険更改率").remarks == ("2021年4月〜2022年1月",)
    assert report.line("生命保険取引先数").remarks == ()


def test_printed_rates_are_compared_as_far_as_they_are_known() -> None:
    """About so many points: each is known to its digits only."""
    groups = customers(2021).compare(customers(2020)).line("火災保険更改率").groups
    assert [difference(group) for group in groups] == ["約▲6.0pt", "約0.6pt"]


def difference(line: ReportLine) -> str:
    """Give the difference as it is printed."""
    return line.difference_in("ja")
