"""agency_kpis: an insurance agency's records, turned into the KPI table it publishes.

A metric is a question asked of a record; the answers are tallied, record by record or
once per cell of a cube; a goal compares the exact reading with a target.

    rows ──▶ records ──▶ (cube) ──▶ tally ──▶ measure ──▶ verdict ──▶ report
                    ◀───── evidence: back to the records ─────┘

The house, from the ground up; a room imports only rooms before it:

    ground      errors checks frozen wording · tables figures showing
                periods measures changes reported trends telling
    nouns       records · domain
    questions   answers meanings · cube · questions cadence metrics
    judgement   goals problems book report asking plan dossier
    doors       rows · strategies

The catalogue of metrics is ``agency_kpis.metrics``; strategies for property tests are
``agency_kpis.strategies``.
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
from agency_kpis.book import Book, Digest
from agency_kpis.cadence import Cadence, CadenceSplit, Slot, cadence_of
from agency_kpis.changes import Change
from agency_kpis.cube import LATER, Cube
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
from agency_kpis.domain.forms import (
    ACCIDENT_MEDICAL_FORM,
    AUTO_FORM,
    FIRE_FORM,
    rating_facts,
)
from agency_kpis.domain.intents import IntentRecord, Overlap, Proposal
from agency_kpis.domain.moves import ItemMove, item_moves
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
    AgeBand,
    Before,
    Business,
    Care,
    Channel,
    Decision,
    Ending,
    HolderKind,
    Line,
    Method,
    Outcome,
    Role,
)
from agency_kpis.dossier import Dossier, DossierCase, downgrade_dossier
from agency_kpis.errors import KpiError, NotAFacet, Problem
from agency_kpis.figures import Picture
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
from agency_kpis.meanings import Meaning
from agency_kpis.measures import Average, Count, Measure, Rate, sample_needed
from agency_kpis.periods import Every, Period, fiscal_year
from agency_kpis.plan import Plan
from agency_kpis.questions import Changed, Metric, Split, average_of, count_of, rate_of
from agency_kpis.records import Event, Facet, Loaded, Noun, record
from agency_kpis.report import Block, Report, ReportLine
from agency_kpis.reported import Reported
from agency_kpis.rows import (
    JAPANESE,
    STRICT,
    Conventions,
    LoadedBook,
    book_from_rows,
    from_rows,
    intents_from_rows,
    to_rows,
)
from agency_kpis.telling import Problems
from agency_kpis.trends import Trend

__all__ = [
    "ACCIDENT_MEDICAL_FORM",
    "AUTO_FORM",
    "FIRE_FORM",
    "JAPANESE",
    "LATER",
    "NONE",
    "NOT_ASKED",
    "STRICT",
    "UNLIMITED",
    "AgeBand",
    "AgreedValue",
    "Answer",
    "Average",
    "Before",
    "Block",
    "Book",
    "Breakdown",
    "Broadcast",
    "Business",
    "Cadence",
    "CadenceSplit",
    "Care",
    "Change",
    "ChangeKind",
    "Changed",
    "Channel",
    "Contract",
    "Conventions",
    "Count",
    "Cube",
    "Customer",
    "Decision",
    "Digest",
    "Dossier",
    "DossierCase",
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
    "ItemMove",
    "Judgement",
    "KpiError",
    "Line",
    "Loaded",
    "LoadedBook",
    "Meaning",
    "Measure",
    "Method",
    "Metric",
    "Move",
    "NotAFacet",
    "Noun",
    "Outcome",
    "Overlap",
    "Period",
    "Picture",
    "Plan",
    "Policyholder",
    "Problem",
    "Problems",
    "Proposal",
    "Rate",
    "RenewalCase",
    "Report",
    "ReportLine",
    "Reported",
    "RiskMap",
    "Role",
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
    "Trend",
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
    "book_from_rows",
    "burden",
    "cadence_of",
    "compare",
    "components",
    "count_of",
    "downgrade_dossier",
    "fiscal_year",
    "from_rows",
    "has",
    "intents_from_rows",
    "is_in",
    "item_moves",
    "ladder",
    "not_in",
    "rate_of",
    "rating_facts",
    "record",
    "renewal_cases",
    "rider",
    "sample_needed",
    "subset",
    "to_rows",
    "unless",
    "unordered",
]
