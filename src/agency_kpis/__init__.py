"""agency_kpis: an insurance agency's records, turned into the KPI table it publishes.

A metric is a question asked of a record; the answers are tallied, and a goal compares
the exact reading with a target. The catalogue of metrics is ``agency_kpis.metrics``.
"""

from agency_kpis.answers import (
    NOT_ASKED,
    Answer,
    Breakdown,
    Evidence,
    Excluded,
    Score,
    Source,
    Tally,
    all_of,
    asked_if,
    has,
    is_in,
    not_in,
    unless,
)
from agency_kpis.book import Book
from agency_kpis.cadence import Cadence, CadenceSplit, Slot, cadence_of
from agency_kpis.domain.activities import (
    Broadcast,
    RiskMap,
    Staff,
    StudyUnit,
    SurveyRequest,
    TrainingSession,
)
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.coverage import (
    ChangeKind,
    Intent,
    IntentChange,
    IntentForm,
    compare,
)
from agency_kpis.domain.customers import Customer, Policyholder
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.domain.renewals import RenewalCase, renewal_cases
from agency_kpis.domain.scales import (
    NONE,
    UNLIMITED,
    AgreedValue,
    Move,
    agreed_value,
    amount,
    burden,
    components,
    ladder,
    rider,
    subset,
    unordered,
)
from agency_kpis.domain.terms import (
    Business,
    Channel,
    Decision,
    Ending,
    HolderKind,
    Line,
    Method,
    Outcome,
)
from agency_kpis.errors import KpiError, NotAFacet, Problem
from agency_kpis.frozen import FrozenMap
from agency_kpis.goals import (
    Goal,
    Judgement,
    Section,
    Verdict,
    adequate_sample,
    at_least,
    at_most,
    below,
)
from agency_kpis.measures import Average, Count, Measure, Rate, sample_needed
from agency_kpis.periods import Every, Period, fiscal_year
from agency_kpis.plan import Plan
from agency_kpis.questions import Metric, Split, average_of, count_of, rate_of
from agency_kpis.records import Event, Facet, Loaded, Noun, record
from agency_kpis.report import Report

__all__ = [
    "AgreedValue",
    "Answer",
    "Average",
    "Book",
    "Breakdown",
    "Broadcast",
    "Business",
    "Cadence",
    "CadenceSplit",
    "ChangeKind",
    "Channel",
    "Contract",
    "Count",
    "Customer",
    "Decision",
    "Ending",
    "Event",
    "Every",
    "Evidence",
    "Excluded",
    "Facet",
    "FrozenMap",
    "Goal",
    "HolderKind",
    "Intent",
    "IntentChange",
    "IntentForm",
    "IntentRecord",
    "Judgement",
    "KpiError",
    "Line",
    "Loaded",
    "Measure",
    "Method",
    "Metric",
    "Move",
    "NONE",
    "NOT_ASKED",
    "NotAFacet",
    "Noun",
    "Outcome",
    "Period",
    "Plan",
    "Policyholder",
    "Problem",
    "Rate",
    "RenewalCase",
    "Report",
    "RiskMap",
    "Score",
    "Section",
    "Slot",
    "Source",
    "Split",
    "Staff",
    "StudyUnit",
    "SurveyRequest",
    "Tally",
    "TrainingSession",
    "UNLIMITED",
    "Verdict",
    "adequate_sample",
    "agreed_value",
    "all_of",
    "amount",
    "asked_if",
    "at_least",
    "at_most",
    "average_of",
    "below",
    "burden",
    "cadence_of",
    "compare",
    "components",
    "count_of",
    "fiscal_year",
    "has",
    "is_in",
    "ladder",
    "not_in",
    "rate_of",
    "record",
    "renewal_cases",
    "rider",
    "sample_needed",
    "subset",
    "unless",
    "unordered",
]
