"""What an agency publishes in July: this year beside the last, and the targets of the next.

Every record is made here, in memory. Run it: ``python examples/publish.py``. To keep the
page, write ``Path("kpi.html").write_text(REPORT.to_html(standalone=True), "utf-8")``.
"""

from collections.abc import Iterator
from datetime import timedelta

from agency_kpis import (
    Book,
    Goal,
    Period,
    Plan,
    Reported,
    RiskMap,
    Section,
    SurveyRequest,
    TrainingSession,
    at_least,
    fiscal_year,
)
from agency_kpis.metrics import group_training_cadence, risk_maps_made, survey_response_rate

LAST, THIS, NEXT = (fiscal_year(year) for year in (2022, 2023, 2024))
AIOI, TOKIO = "あいおい", "東海"


def requests(year: Period, insurer: str, asked: int, answered: int) -> Iterator[SurveyRequest]:
    """Yield so many requests of a year, the first of them answered."""
    for number in range(asked):
        asked_on = year.first + timedelta(days=number % 300)
        yield SurveyRequest(
            request_id=f"Q-{year}-{insurer}-{number}",
            insurer=insurer,
            asked_on=asked_on,
            answered_on=asked_on + timedelta(days=7) if number < answered else None,
        )


def maps(year: Period, made: int) -> Iterator[RiskMap]:
    """Yield so many risk maps of a year."""
    for number in range(made):
        made_on = year.first + timedelta(days=number % 300)
        yield RiskMap(map_id=f"M-{year}-{number}", made_on=made_on)


def sessions(year: Period, months: int) -> Iterator[TrainingSession]:
    """Yield a session a month for the first so many months."""
    for month in year.months()[:months]:
        yield TrainingSession(session_id=f"T-{month}", held_on=month.first, kind="集合研修")


BOOK = Book(
    survey_requests=[
        *requests(LAST, AIOI, 400, 34),
        *requests(LAST, TOKIO, 600, 41),
        *requests(THIS, AIOI, 420, 29),
        *requests(THIS, TOKIO, 650, 57),
        SurveyRequest(request_id="Q-undated", asked_on=None),
    ],
    risk_maps=[*maps(LAST, 139), *maps(THIS, 437)],
    training_sessions=[*sessions(LAST, 12), *sessions(THIS, 11)],
    as_of=THIS.last,
)


def plan(year: Period, early_renewals: str, targets: tuple[str, str, int]) -> Plan:
    """Write the goals of a year; the insurers tell the share of early renewals as printed."""
    early, answers, mapped = targets
    return Plan(
        f"{year} KPI指標",
        [
            Section(
                "お客さまへの早めのご案内",
                [Goal(Reported(early_renewals), at_least(early), label="早期更改率")],
                principles=("①",),
                initiative="満期の2か月前からご案内し、ゆとりをもってご検討いただきます。",
                commentary="ご案内の開始が遅れた月があり、翌年度は担当者ごとに確認します。",
            ),
            Section(
                "お客さまの声",
                [
                    Goal(
                        survey_response_rate.by("insurer", groups=(AIOI, TOKIO)),
                        at_least(answers),
                        label="アンケート回収率",
                    )
                ],
                principles=("②", "③"),
                initiative="ご継続のときにアンケートへのご協力をお願いします。",
                commentary="いただいた声は全体会議で共有しました。",
            ),
            Section(
                "リスクのご説明",
                [
                    Goal(risk_maps_made, at_least(mapped), label="リスクマップ作成件数"),
                    Goal(
                        risk_maps_made.changed(by="year"),
                        at_least("100%"),
                        label="リスクマップ前年比",
                    ),
                ],
            ),
            Goal(group_training_cadence, at_least("100%"), digits=0, label="集合研修 月1回"),
        ],
        period=year,
    )


PLANS = {
    LAST: plan(LAST, "84.6%", ("80%", "5%", 100)),
    THIS: plan(THIS, "84.9%", ("85%", "7%", 300)),
    NEXT: plan(NEXT, "–", ("90%", "8%", 450)),
}
REPORT = PLANS[THIS].report(BOOK, then=PLANS[NEXT]).compare(PLANS[LAST].report(BOOK))


def main() -> None:
    print(REPORT.to_text())
    print()
    print(REPORT.to_text(layout="disclosure", marks="met-only", width=120))
    print()
    print(REPORT.explain("アンケート回収率"))
    print()
    print(REPORT.to_markdown(language="en"))


if __name__ == "__main__":
    main()
