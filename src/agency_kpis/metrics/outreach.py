"""Risk maps made for customers, and the renewals they were used in."""

from agency_kpis.answers import Answer, asked_if, is_in
from agency_kpis.domain.activities import RiskMap
from agency_kpis.domain.renewals import RenewalCase
from agency_kpis.metrics.populations import RENEWED, of_cases
from agency_kpis.questions import count_of, rate_of


@count_of(RiskMap, when="made_on", label="リスクマップ活用")
def risk_maps_made(risk_map: RiskMap, *, tool: str | None = None) -> Answer:
    """Count of risk maps made.

    Population: all maps, of one ``tool`` where given (リスクマップ, AIおすすめ一覧).
    Placed by ``made_on``. Unit: 件, one a map, whoever it was made for.

    Source: FY2021 KPI table, row リスクマップ活用率② (target 300件): named a rate,
    measured as a count; the rate its name promises is ``risk_map_use_rate``.

    定義：作成したリスクマップの件数。ツール（tool、リスクマップやAIおすすめ一覧）を限ること
    もできます。作成日で数え、どなたのためのものでも1枚を1件とします。

    >>> risk_maps_made.having(tool="リスクマップ").unit
    '件'
    """
    return _of_tool(risk_map, tool)


@rate_of(RiskMap, when="made_on", label="重複・付保もれの確認率")
def cover_check_rate(risk_map: RiskMap, *, tool: str | None = None) -> Answer:
    """Share of risk maps on which overlap and gaps in cover were checked.

    Population: the maps that ``risk_maps_made`` counts. Numerator: those marked as
    checked. Placed by ``made_on``.

    Source: FY2021 KPI table, row リスクマップ活用率②, 取り組み内容報告
    (「重複・付保もれがないかなど」).

    定義：作成したリスクマップのうち、補償の重複と付保もれを確認したものの割合。対象はリスク
    マップの件数と同じで、ツール（tool）を限ることもできます。作成日で数えます。

    >>> cover_check_rate.placed(None).when is None
    True
    """
    return asked_if(_of_tool(risk_map, tool), risk_map.checked)


def _of_tool(risk_map: RiskMap, tool: str | None) -> bool | None:
    return True if tool is None else is_in(risk_map.tool, (tool,))


@rate_of(RenewalCase, when="expires_on", label="リスクマップ活用率")
def risk_map_use_rate(case: RenewalCase) -> Answer:
    """Share of renewals in which the customer had a risk map.

    Population: cases renewed, 自賠責 left out. Numerator: the customer has a map made
    from 90 days before expiry to the renewal. Placed by ``expires_on``.

    Source: FY2021 KPI table, row リスクマップ活用率②: the rate its name promises.

    定義：更改した契約のうち、お客様にリスクマップを用いたものの割合。満期日の90日前から更改
    までに作成したものを該当とします。自賠責は対象外です。満期日で数えます。

    >>> risk_map_use_rate.noun.__name__
    'RenewalCase'
    """
    return of_cases(case, RENEWED, case.mapped)
