"""The catalogue: every KPI of the published table, a question of one record each."""

from agency_kpis.metrics.attachment import attachment_rate
from agency_kpis.metrics.cadences import (
    broadcast_cadence,
    group_training_cadence,
    self_study_cadence,
)
from agency_kpis.metrics.channels import face_to_face_rate, paperless_rate
from agency_kpis.metrics.evidence import (
    comparison_record_rate,
    elderly_care_rate,
    elderly_renewals,
    lowered_items,
    reason_record_rate,
)
from agency_kpis.metrics.intent import (
    difference_review_rate,
    downgrade_review_rate,
    intent_capture_rate,
    intent_comparison_rate,
    intent_downgrades,
)
from agency_kpis.metrics.outreach import cover_check_rate, risk_map_use_rate, risk_maps_made
from agency_kpis.metrics.registration import (
    cross_sell_rate,
    mobile_obtained_rate,
    mobile_registered_rate,
    service_registration_rate,
)
from agency_kpis.metrics.renewal import early_renewal_rate, insurer_switch_rate, renewal_rate
from agency_kpis.metrics.responses import survey_response_rate, survey_responses

__all__ = [
    "attachment_rate",
    "broadcast_cadence",
    "comparison_record_rate",
    "cover_check_rate",
    "cross_sell_rate",
    "difference_review_rate",
    "downgrade_review_rate",
    "early_renewal_rate",
    "elderly_care_rate",
    "elderly_renewals",
    "face_to_face_rate",
    "group_training_cadence",
    "insurer_switch_rate",
    "intent_capture_rate",
    "intent_comparison_rate",
    "intent_downgrades",
    "lowered_items",
    "mobile_obtained_rate",
    "mobile_registered_rate",
    "paperless_rate",
    "reason_record_rate",
    "renewal_rate",
    "risk_map_use_rate",
    "risk_maps_made",
    "self_study_cadence",
    "service_registration_rate",
    "survey_response_rate",
    "survey_responses",
]
