"""Hypothesis strategies for every noun and measure, and the laws that any metric keeps.

A strategy draws the whole domain of its type, unknown facets and odd texts included, and
draws ids from small pools, so that records refer to one another. ``check_metric`` ships
the laws of questions for metrics of your own.
"""

from importlib.util import find_spec

if find_spec("hypothesis") is None:
    raise ModuleNotFoundError(
        "agency_kpis.strategies needs hypothesis: pip install 'agency_kpis[hypothesis]'",
        name="hypothesis",
    )

from agency_kpis.strategies.cover import agreed_values, forms, intents, scales
from agency_kpis.strategies.joined import books, renewal_cases
from agency_kpis.strategies.kinds import strategy_of
from agency_kpis.strategies.laws import check_metric
from agency_kpis.strategies.nouns import (
    broadcasts,
    contracts,
    customers,
    intent_records,
    item_moves,
    overlaps,
    policyholders,
    proposals,
    risk_maps,
    staff_members,
    study_units,
    survey_requests,
    training_sessions,
)
from agency_kpis.strategies.pieces import days, names
from agency_kpis.strategies.values import (
    averages,
    counts,
    fiscal_years,
    periods,
    rates,
    tallies,
)

__all__ = [
    "agreed_values",
    "averages",
    "books",
    "broadcasts",
    "check_metric",
    "contracts",
    "counts",
    "customers",
    "days",
    "fiscal_years",
    "forms",
    "intent_records",
    "intents",
    "item_moves",
    "names",
    "overlaps",
    "periods",
    "policyholders",
    "proposals",
    "rates",
    "renewal_cases",
    "risk_maps",
    "scales",
    "staff_members",
    "strategy_of",
    "study_units",
    "survey_requests",
    "tallies",
    "training_sessions",
]
