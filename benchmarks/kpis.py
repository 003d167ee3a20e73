"""Twelve KPIs of contracts, and twelve of a whole book: half of them, and six of other nouns."""

from typing import Any

from data import INSURERS

from agency_kpis import (
    Answer,
    Business,
    Channel,
    Contract,
    Goal,
    HolderKind,
    IntentRecord,
    Line,
    Method,
    Metric,
    Plan,
    asked_if,
    is_in,
    rate_of,
)
from agency_kpis.domain.coverage import ChangeKind
from agency_kpis.metrics import (
    attachment_rate,
    face_to_face_rate,
    mobile_registered_rate,
    paperless_rate,
    service_registration_rate,
)

DOWN = frozenset({ChangeKind.DOWNGRADE, ChangeKind.MIXED})


@rate_of(Contract, when="concluded_on")
def renewal_share(contract: Contract, *, kind: Business = Business.RENEWAL) -> Answer:
    """Share of contracts that came in this way."""
    return is_in(contract.business, (kind,))


@rate_of(Contract, when="concluded_on")
def line_share(contract: Contract, *, line: Line = Line.AUTO) -> Answer:
    """Share of contracts of a line."""
    return is_in(contract.line, (line,))


@rate_of(Contract, when="concluded_on")
def person_share(contract: Contract, *, line: Line = Line.FIRE) -> Answer:
    """Share of contracts of a line that persons hold."""
    held = is_in(contract.holder_kind, (HolderKind.PERSON,))
    return asked_if(is_in(contract.line, (line,)), held)


@rate_of(IntentRecord, when="confirmed_on")
def capture_rate(intent: IntentRecord, *, line: Line | None = None) -> Answer:
    """Share of intents whose change could be told."""
    return asked_if(line is None or is_in(intent.line, (line,)), intent.change is not None)


@rate_of(IntentRecord, when="confirmed_on")
def downgrade_share(intent: IntentRecord, *, line: Line | None = None) -> Answer:
    """Share of intents that were lowered."""
    return asked_if(line is None or is_in(intent.line, (line,)), is_in(intent.change, DOWN))


@rate_of(IntentRecord, when="confirmed_on")
def difference_share(intent: IntentRecord, *, method: Method = Method.GRASPED) -> Answer:
    """Share of intents grasped in a way that differ."""
    return asked_if(is_in(intent.method, (method,)), intent.differs)


@rate_of(Contract, when="concluded_on")
def fleet_share(contract: Contract) -> Answer:
    """Share of contracts of fleets."""
    return contract.is_fleet


attached = attachment_rate.placed("concluded_on")
registered = service_registration_rate.having(insurers=INSURERS)

SIX = [
    face_to_face_rate,
    paperless_rate,
    attached.having(rider="テレマティクス", line=Line.AUTO),
    renewal_share,
    line_share,
    person_share,
]
TWELVE = [
    *SIX,
    face_to_face_rate.having(channels={Channel.NAVI}),
    attached.having(rider="弁護士費用", line=Line.AUTO),
    renewal_share.having(kind=Business.NEW),
    line_share.having(line=Line.FIRE),
    person_share.having(line=Line.AUTO),
    fleet_share,
]
TWENTY_FOUR = [
    *TWELVE,
    face_to_face_rate.having(lines={Line.AUTO}),
    face_to_face_rate.having(lines={Line.FIRE}),
    face_to_face_rate.having(channels={Channel.PHONE, Channel.PHONE_NAVI}),
    paperless_rate.having(lines={Line.AUTO}),
    paperless_rate.having(lines={Line.FIRE}),
    attached.having(rider="テレマティクス", line=Line.FIRE),
    attached.having(rider="弁護士費用", line=Line.FIRE),
    renewal_share.having(kind=Business.TRANSFERRED_IN),
    line_share.having(line=Line.ACCIDENT),
    line_share.having(line=Line.COMPULSORY_AUTO),
    person_share.having(line=Line.ACCIDENT),
    person_share.having(line=Line.COMPULSORY_AUTO),
]
WHOLE = [
    *SIX,
    mobile_registered_rate,
    registered.having(service="マイページ"),
    registered.having(service="アプリ"),
    capture_rate,
    downgrade_share,
    difference_share,
]


def plan_of(metrics: list[Metric[Any, Any]]) -> Plan:
    """Make a plan of metrics, each by insurer."""
    return Plan(
        "Benchmark",
        [
            Goal(metric.by("insurer", groups=INSURERS), label=f"{number} {metric.label}")
            for number, metric in enumerate(metrics)
        ],
    )
