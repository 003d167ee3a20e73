"""How procedures were done: face to face, without paper."""

from collections.abc import Collection
from typing import Final

from agency_kpis.answers import Answer, all_of, asked_if, is_in
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.terms import Business, Channel, Line
from agency_kpis.metrics.populations import of_lines
from agency_kpis.questions import rate_of

FACE_TO_FACE: Final = frozenset({Channel.FACE_TO_FACE, Channel.NAVI})
PROCEDURES: Final = frozenset({Business.NEW, Business.RENEWAL})


def _is_procedure(contract: Contract, lines: Collection[Line] | None) -> bool | None:
    return all_of(is_in(contract.business, PROCEDURES), of_lines(contract.line, lines))


@rate_of(Contract, when="concluded_on", label="対面募集比率")
def face_to_face_rate(
    contract: Contract,
    *,
    channels: Collection[Channel] = FACE_TO_FACE,
    lines: Collection[Line] | None = None,
) -> Answer:
    """Share of procedures done face to face.

    Population: new and renewal procedures of any line but 自賠責, or of ``lines``;
    移管受入 is no procedure. Numerator: those by one of ``channels``, a set, for
    agencies and insurers count differently (対面ナビ率 is ``channels={Channel.NAVI}``).
    Placed by ``concluded_on``, the day the customer's procedure was finished.

    Source: FY2021 KPI table, row 対面募集比率 (target 55 %).

    定義：新規と更改の手続きのうち、対面の募集形態（channels）によるものの割合。自賠責と移管
    受入は対象外で、種目（lines）を限ることもできます。対面ナビだけを数えれば対面ナビ率です。
    お客様の手続きが終わった締結日で数えます。

    >>> from datetime import date
    >>> from agency_kpis import Contract, fiscal_year
    >>> contract = Contract(
    ...     contract_id="C-1",
    ...     concluded_on=date(2021, 5, 1),
    ...     business=Business.NEW,
    ...     line=Line.FIRE,
    ...     channel=Channel.WEB_MEETING,
    ... )
    >>> print(face_to_face_rate([contract], fiscal_year(2021)))
    0.0% (0/1)
    >>> web_too = face_to_face_rate.having(channels={*FACE_TO_FACE, Channel.WEB_MEETING})
    >>> print(web_too([contract], fiscal_year(2021)))
    100.0% (1/1)
    """
    return asked_if(_is_procedure(contract, lines), is_in(contract.channel, channels))


@rate_of(Contract, when="concluded_on", label="ペーパーレス手続率")
def paperless_rate(contract: Contract, *, lines: Collection[Line] | None = None) -> Answer:
    """Share of procedures completed without paper.

    Population: as of ``face_to_face_rate``; a procedure by telephone may be paperless,
    so the two shares are independent. Numerator: those marked paperless. Placed by
    ``concluded_on``.

    Source: published tables of five agencies (ペーパーレス手続率, 新モデル手続き率).

    定義：新規と更改の手続きのうち、ペーパーレスで完了したものの割合。対象は対面募集比率と同
    じで、種目（lines）を限ることもできます。電話でもペーパーレスはあり得るので、対面募集比
    率とは独立しています。締結日で数えます。

    >>> paperless_rate.having(lines={Line.AUTO}).options["lines"]
    frozenset({<Line.AUTO: '自動車'>})
    """
    return asked_if(_is_procedure(contract, lines), contract.paperless)
