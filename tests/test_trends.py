"""Trends: a measure period by period, drawn against a target in its own unit."""

import pytest

from agency_kpis.errors import KpiError
from agency_kpis.measures import Count, Measure, Rate
from agency_kpis.periods import fiscal_year
from agency_kpis.trends import Trend

MONTHS = fiscal_year(2021).months()
RATES: Trend[Measure] = Trend({MONTHS[0]: Rate(1, 2), MONTHS[1]: Rate(3, 5)})
COUNTS: Trend[Measure] = Trend({MONTHS[0]: Count(3)})


@pytest.mark.parametrize(("trend", "target"), [(RATES, "55%"), (COUNTS, 3), (Trend({}), 3)])
def test_a_target_is_drawn_across(trend: Trend[Measure], target: str | int) -> None:
    """As a dashed line; without one there is none."""
    assert trend.figure(target=target).count("stroke-dasharray") == 1
    assert trend.figure().count("stroke-dasharray") == 0


@pytest.mark.parametrize(
    ("trend", "target", "message"),
    [
        (RATES, 60, r"^target=60, but the measures are percentages: write one, such as '55%'$"),
        (COUNTS, "55%", r"^target='55%', but the measures are no percentages$"),
    ],
)
def test_a_target_in_another_unit_is_refused(
    trend: Trend[Measure], target: str | int, message: str
) -> None:
    """6,000 % would flatten the line."""
    with pytest.raises(KpiError, match=message):
        trend.figure(target=target)
