"""Whether the record of a sale is evidence: comparison, reason, care for the elderly, falls."""

from collections.abc import Collection
from typing import Final

from agency_kpis.answers import Answer, asked_if, is_in
from agency_kpis.domain.moves import ItemMove
from agency_kpis.domain.renewals import RenewalCase
from agency_kpis.domain.scales import Move
from agency_kpis.domain.terms import AgeBand, Care, Decision
from agency_kpis.metrics.populations import RENEWED, of_cases
from agency_kpis.questions import count_of, rate_of

COMPARED: Final = frozenset({Decision.COMPARED})
ELDERLY: Final = frozenset({AgeBand.FROM_70, AgeBand.FROM_75, AgeBand.FROM_80})
LOWERED: Final = frozenset({Move.LOWERED, Move.MIXED})


@rate_of(RenewalCase, when="expires_on", label="比較推奨の記録率")
def comparison_record_rate(case: RenewalCase) -> Answer:
    """Share of renewals decided by comparison whose comparison is on record.

    Population: cases renewed whose customer chose to compare (比較), 自賠責 left out; a
    decision that is not on record is 未記録. Numerator: two products or more presented are
    on the live intent record, and the reason for recommending one. Placed by ``expires_on``.

    Source: a published table of one agency (比較推奨 実施率・記録率, target 100 %).

    定義：更改した契約のうち、お客様が比較を選んだものについて、比較の記録がある割合。提示し
    た商品が2つ以上あり、推奨の理由が記録されているものを該当とします。自賠責は対象外、お客
    様の判断の記録がないものは未記録です。満期日で数えます。

    >>> comparison_record_rate.by("insurer").label
    '比較推奨の記録率'
    """
    compared = is_in(case.decision, COMPARED)
    return of_cases(case, RENEWED, asked_if(compared, case.comparison_recorded))


@rate_of(RenewalCase, when="expires_on", label="理由の記録率")
def reason_record_rate(
    case: RenewalCase, *, decisions: Collection[Decision] | None = None
) -> Answer:
    """Share of renewals on whose record the reason for the recommendation stands.

    Population: cases renewed, 自賠責 left out; of some ``decisions`` where given. Numerator:
    the live intent record tells the reason. A case without any intent record is a miss;
    where ``decisions`` are given, it is 未記録. Placed by ``expires_on``.

    Source: 代理店業務品質に関する評価指針 (推奨理由の記録).

    定義：更改した契約のうち、推奨の理由が意向記録にあるものの割合。自賠責は対象外で、お客様
    の判断（decisions）を限ることもできます。意向記録のないものは非該当です（判断を限るとき
    は未記録）。満期日で数えます。

    >>> reason_record_rate.having(decisions={Decision.COMPARED}).unit
    '%'
    """
    asked = True if decisions is None else is_in(case.decision, decisions)
    return of_cases(case, RENEWED, asked_if(asked, case.reason_recorded))


@count_of(RenewalCase, when="expires_on", label="高齢者の更改")
def elderly_renewals(case: RenewalCase, *, bands: Collection[AgeBand] = ELDERLY) -> Answer:
    """Count of renewals of elderly customers.

    Population: cases renewed of persons, 自賠責 left out; a person whose age is not known is
    未記録. Counted: those whose age at the inception of the renewal is in ``bands``, 70 and
    over unless others are given. Placed by ``expires_on``. Unit: 件.

    Source: 損保協会 高齢者に対する保険募集のガイドライン (目安は70歳以上).

    定義：個人の契約の更改のうち、更改後の始期日時点の年齢が年齢層（bands、特に定めなければ
    70歳以上）に入るものの件数。自賠責は対象外、年齢の分からないものは未記録です。満期日で数
    えます。

    >>> elderly_renewals.having(bands={AgeBand.FROM_80}).unit
    '件'
    """
    return of_cases(case, RENEWED, asked_if(_is_person(case), is_in(case.age_band, bands)))


@rate_of(RenewalCase, when="expires_on", label="高齢者対応の実施率")
def elderly_care_rate(
    case: RenewalCase,
    *,
    bands: Collection[AgeBand] = ELDERLY,
    care: Collection[Care] = (),
) -> Answer:
    """Share of elderly customers' renewals in which special care was taken.

    Population: the cases that ``elderly_renewals`` counts. Numerator: those on whose live
    intent record any care stands, or all of ``care`` where given; where the record does not
    say, the case is 未記録. Placed by ``expires_on``.

    Source: a published table of one agency (高齢者ルール遵守率, target 100 %; from 75 there).

    定義：「高齢者の更改」で数えた更改のうち、高齢者対応をした割合。年齢層（bands）の定めも
    同じです。対応（care）を定めればそのすべて、定めなければいずれかを行ったものを該当としま
    す。記録のないものは未記録です。満期日で数えます。

    >>> from_80 = elderly_care_rate.having(bands={AgeBand.FROM_80}, care={Care.FAMILY_PRESENT})
    >>> from_80.label
    '高齢者対応の実施率'
    """
    elderly = is_in(case.age_band, bands)
    return of_cases(case, RENEWED, asked_if(elderly, _was_taken(case.care, care)))


@count_of(ItemMove, when="expires_on", label="ダウンした項目")
def lowered_items(move: ItemMove, *, item: str | None = None) -> Answer:
    """Count of items whose final intent is below the initial one.

    Population: the items of cases renewed with both intents on record, 自賠責 left out; of
    one ``item`` where given. Counted: those certainly lowered, crossed pairs included.
    An item of which that is unknown is 未記録. Placed by ``expires_on`` of the expiring
    contract. Unit: 件, several a case; ``by("item")`` tells which fall most.

    Source: FY2021 KPI table, row 差分チェック（ダウングレード）: the items behind the cases.

    定義：最終意向が当初意向を下回った項目の件数。両方の意向がある更改の項目が対象で、自賠責
    は対象外、項目（item）を限ることもできます。下回ったか分からない項目は未記録です。満期日
    で数え、1契約に複数あり得ます。

    >>> lowered_items.by("item", groups=("車両保険",)).facet
    'item'
    """
    asked = True if item is None else is_in(move.item, (item,))
    known = None if move.move is Move.UNKNOWN else move.move
    return of_cases(move, RENEWED, asked_if(asked, is_in(known, LOWERED)))


def _is_person(case: RenewalCase) -> bool | None:
    return None if case.age_band is None else case.age_band is not AgeBand.COMPANY


def _was_taken(taken: Collection[Care] | None, wanted: Collection[Care]) -> bool | None:
    if taken is None:
        return None
    return bool(taken) if not wanted else set(wanted) <= set(taken)
