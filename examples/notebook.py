"""A month's KPI meeting, as a notebook in percent format."""

# %% [markdown]
# # A month's KPI meeting
#
# A notebook in percent format: VS Code, Spyder and JupyterLab (with jupytext) open it as cells.
# In a notebook every value below shows itself; run as a script, the end prints the table.

# %%
from datetime import date

from agency_kpis import (
    Book,
    Broadcast,
    Goal,
    Plan,
    Section,
    SurveyRequest,
    at_least,
    fiscal_year,
)
from agency_kpis.metrics import broadcast_cadence, survey_response_rate

FY = fiscal_year(2024)
TODAY = date(2024, 9, 30)

# %% [markdown]
# ## The records
#
# Every month from April to August had its broadcast; September's was forgotten.

# %%
broadcasts = [
    Broadcast(broadcast_id=f"B-{month}", sent_on=month.first, kind="らくっとmovie")
    for month in FY.months()[:5]
]
requests = [
    SurveyRequest(
        request_id=f"Q-{month}-{number}",
        asked_on=month.first,
        answered_on=month.last if number < 2 + month.first.month % 3 else None,
        insurer=("あいおい", "東海")[number % 2],
    )
    for month in FY.months()[:6]
    for number in range(20)
]
book = Book(broadcasts=broadcasts, survey_requests=requests, as_of=TODAY)

# %%
book.problems()

# %% [markdown]
# ## One metric, from every side

# %%
survey_response_rate(requests, FY)

# %%
survey_response_rate.by("insurer")(requests, FY)

# %%
survey_response_rate.tally(requests, FY, as_of=TODAY)

# %%
survey_response_rate.over(requests, FY.months()[:6])

# %%
broadcast_cadence.having(kind="らくっとmovie").evidence(broadcasts, FY, as_of=TODAY)

# %% [markdown]
# ## The report, half-way through the year

# %%
monthly = broadcast_cadence.having(kind="らくっとmovie")
plan = Plan(
    "2024年度 KPI指標",
    [
        Section(
            "お客さまの声",
            [
                Goal(
                    survey_response_rate.by("insurer", groups=("あいおい", "東海")), at_least("15%")
                )
            ],
            principles=("①",),
        ),
        Section("毎月の情報提供", [Goal(monthly.by("slot"), at_least("100%"))], principles=("②",)),
    ],
    period=FY,
)
report = plan.report(book)
report  # noqa: B018 - a notebook shows the value of a cell's last line

# %%
report.figure()

# %%
print(report.to_text())
print(report.explain("毎月配信"))
