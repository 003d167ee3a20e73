"""Whether customers' intents are on record, compared, and looked at where they fell."""

from collections.abc import Collection
from typing import Final

from agency_kpis.answers import Answer, Excluded, all_of, asked_if, is_in, unless
from agency_kpis.domain.coverage import ChangeKind
from agency_kpis.domain.renewals import RenewalCase
from agency_kpis.domain.terms import Method, Outcome
from agency_kpis.metrics.populations import RENEWED, of_cases
from agency_kpis.questions import count_of, rate_of

DOWNGRADED: Final = frozenset({ChangeKind.DOWNGRADE, ChangeKind.MIXED})
UNDETERMINED: Final = Excluded("判定不能")


@rate_of(RenewalCase, when="expires_on", label="顧客意向の全件把握")
def intent_capture_rate(
    case: RenewalCase,
    *,
    outcomes: Collection[Outcome] = RENEWED,
    initial_optional_for: Collection[Method] = (),
) -> Answer:
    """Share of renewal cases with both the initial and the final intent on record.

    Population: cases renewed (or of ``outcomes``), 自賠責 left out; 対象消滅, 解約, 移管
    and 手続中 are excluded for that reason. Numerator: both intents on the live intent
    record. A case without an initial intent is a miss; by a method of
    ``initial_optional_for``, such as 損保型, it is excluded instead. Placed by
    ``expires_on`` of the expiring contract.

    Source: FY2021 KPI table, row 顧客意向（当初・最終）の全件把握 (target 100 %).

    定義：更改した契約（結果を outcomes で定めれば、その結果のもの）のうち、当初意向と最終意
    向の両方を記録したものの割合。自賠責は対象外、対象消滅・解約・移管・手続中はその理由で除
    外します。当初意向のないものは非該当ですが、当初意向を要しない方式（initial_optional_for、
    損保型など）を定めれば、その方式では除外します。満期日で数えます。

    >>> intent_capture_rate.having(initial_optional_for={Method.NON_LIFE}).label
    '顧客意向の全件把握'
    """
    optional = all_of(case.without_initial, is_in(case.method, initial_optional_for))
    exempt = optional if initial_optional_for else False
    return of_cases(case, outcomes, unless(exempt, "当初意向を要しない", case.captured))


@rate_of(RenewalCase, when="expires_on", label="相違の検証")
def difference_review_rate(case: RenewalCase) -> Answer:
    """Share of renewed cases whose intents differ that were reviewed.

    Population: renewed cases with both intents on record that differ in any item, up,
    down or otherwise. Numerator: those with a day of review. Placed by ``expires_on``.

    Source: FY2021 KPI table, row 顧客意向の全件把握と見える化, 取り組み内容報告
    (「相違点があった場合は…検証いたしました」).

    定義：当初意向と最終意向のいずれかの項目に相違がある更改のうち、検証したものの割合。上下
    その他の別を問いません。自賠責は対象外です。満期日で数えます。

    >>> difference_review_rate.when
    'expires_on'
    """
    return of_cases(case, RENEWED, asked_if(all_of(case.captured, case.differs), case.reviewed))


@rate_of(RenewalCase, when="expires_on", label="差分チェック")
def intent_comparison_rate(case: RenewalCase) -> Answer:
    """Share of captured renewals whose change of intent could be decided.

    Population: renewed cases with both intents on record. Numerator: those whose
    comparison is not 判定不能; one that is, is a miss and is listed in the evidence.
    Placed by ``expires_on``.

    Source: FY2021 KPI table, row 差分チェック (「機械的に抽出」).

    定義：両方の意向がある更改のうち、意向の差を判定できたものの割合。判定不能は非該当とし、
    根拠の一覧に残します。自賠責は対象外です。満期日で数えます。

    >>> intent_comparison_rate.unit
    '%'
    """
    decided = None if case.change is None else case.change is not ChangeKind.UNDETERMINED
    return of_cases(case, RENEWED, asked_if(case.captured, decided))


@count_of(RenewalCase, when="expires_on", label="ダウングレード抽出")
def intent_downgrades(case: RenewalCase) -> Answer:
    """Count of renewals whose final intent is below the initial one in any item.

    Population: renewed cases with both intents on record; one whose comparison is
    判定不能 is excluded for that reason. Counted: any item certainly lowered, those
    with another item raised included. Placed by ``expires_on``. Unit: 件.

    Source: FY2021 KPI table, row 差分チェック（ダウングレード） (年間69件).

    定義：最終意向が当初意向をいずれかの項目で下回った更改の件数。ほかに上回った項目があって
    も数えます。判定不能は除外します。自賠責は対象外です。満期日で数えます。

    >>> intent_downgrades.unit
    '件'
    """
    return of_cases(case, RENEWED, asked_if(case.captured, _is_downgrade(case)))


@rate_of(RenewalCase, when="expires_on", label="ダウングレードの検証・共有")
def downgrade_review_rate(case: RenewalCase) -> Answer:
    """Share of downgrades that were reviewed and shared in the minutes.

    Population: the cases that ``intent_downgrades`` counts. Numerator: those with a
    day of review and a day of the minutes. Placed by ``expires_on``.

    Source: FY2021 KPI table, row 差分チェック（ダウングレード）
    (募集実態検証・議事録への掲載, target 100 %).

    定義：「ダウングレード抽出」で数えた更改のうち、検証し、かつ議事録に掲載して共有したもの
    の割合。満期日で数えます。

    >>> downgrade_review_rate.placed("expires_on") == downgrade_review_rate
    True
    """
    downgraded = _is_downgrade(case)
    if isinstance(downgraded, Excluded):
        return of_cases(case, RENEWED, asked_if(case.captured, downgraded))
    shared = all_of(case.reviewed, case.shared)
    return of_cases(case, RENEWED, asked_if(all_of(case.captured, downgraded), shared))


def _is_downgrade(case: RenewalCase) -> bool | Excluded | None:
    if case.change is ChangeKind.UNDETERMINED:
        return UNDETERMINED
    return is_in(case.change, DOWNGRADED)
