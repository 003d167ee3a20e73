"""Riders attached to contracts."""

from collections.abc import Collection

from agency_kpis.answers import Answer, all_of, asked_if, has, is_in, unless
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.terms import Line
from agency_kpis.questions import rate_of


@rate_of(Contract, when="starts_on", label="付帯率")
def attachment_rate(
    contract: Contract,
    *,
    rider: str,
    line: Line,
    insurers: Collection[str] | None = None,
) -> Answer:
    """Share of the contracts of a line that have a rider (付帯率・付保率).

    Population: contracts of ``line``, of ``insurers`` where given; fleet contracts are
    excluded for that reason. Numerator: those with ``rider``. Placed by ``starts_on``:
    contracts begun in the period, as the rating organisation defines 付帯率; in force
    at its end is ``.placed(("starts_on", "in_force_until"))``. The unit counted is the
    contract, not the vehicle (明細).

    Source: FY2021 KPI table, row テレマティクス自動車保険付保率 (target 30 %);
    料率算出機構 統計, 地震保険付帯率.

    定義：ある種目（line）の契約のうち、特約（rider）を付帯した契約の割合。フリート契約は除
    外し、保険会社（insurers）を限ることもできます。期間内に始期を迎えた契約を始期日で数えま
    す（料率算出機構の付帯率と同じ）。単位は契約で、車両（明細）ではありません。

    >>> telematics = attachment_rate.having(rider="テレマティクス", line=Line.AUTO)
    >>> telematics.options["rider"]
    'テレマティクス'
    """
    insurer = True if insurers is None else is_in(contract.insurer, insurers)
    population = all_of(is_in(contract.line, (line,)), insurer)
    attached = unless(contract.is_fleet, "フリート契約", has(contract.riders, rider))
    return asked_if(population, attached)
