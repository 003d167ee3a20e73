"""Whether contracts that expired were renewed, how early, and with whom."""

from collections.abc import Collection

from agency_kpis.answers import Answer
from agency_kpis.domain.renewals import EARLIEST, LATEST, RenewalCase
from agency_kpis.domain.terms import Outcome
from agency_kpis.errors import KpiError
from agency_kpis.metrics.populations import MATURED, RENEWED, of_cases
from agency_kpis.questions import rate_of


@rate_of(RenewalCase, when="expires_on", label="更改率")
def renewal_rate(case: RenewalCase) -> Answer:
    """Share of expired contracts that were renewed at the agency.

    Population: cases renewed or fallen away (更改落ち), 自賠責 left out; 対象消滅, 解約,
    移管 and 手続中 are excluded for that reason. Numerator: renewed, with another insurer
    too. Placed by ``expires_on``.

    Source: published tables of two agencies (更改率・継続率).

    定義：満期を迎えた契約のうち、代理店で更改した割合。更改と更改落ちが対象で、自賠責は対象
    外、対象消滅・解約・移管・手続中はその理由で除外します。ほかの保険会社への切替えも更改と
    します。満期日で数えます。

    >>> renewal_rate.label
    '更改率'
    """
    return of_cases(case, MATURED, case.outcome is Outcome.RENEWED)


@rate_of(RenewalCase, when="expires_on", label="早期更改率")
def early_renewal_rate(
    case: RenewalCase, *, days: int, outcomes: Collection[Outcome] = RENEWED
) -> Answer:
    """Share of renewals whose procedure was finished at least ``days`` before expiry.

    Population: cases renewed, or of ``outcomes`` (renewed and 更改落ち: of all matured).
    Numerator: concluded that early; a renewal without a day of conclusion is 未記録,
    and one that fell away was not early. Placed by ``expires_on``, so that a renewal
    finished before the year counts in the year of its expiry. ``days`` is at most 62,
    the earliest that a case tells.

    Source: published tables of nine agencies (早期更改率, 28日前, 3週間前).

    定義：更改した契約（結果を outcomes で定めれば、その結果のもの）のうち、満期日の一定の日
    数（days）前までに手続きを終えたものの割合。締結日のないものは未記録、更改落ちは非該当で
    す。年度の前に手続きを終えても満期日の年度で数えます。

    >>> early_renewal_rate.having(days=28).options["days"]
    28
    """
    if not EARLIEST < days <= LATEST:
        raise KpiError(
            f"days={days} is not between {EARLIEST + 1} and {LATEST}, which a case tells"
        )
    return of_cases(case, outcomes, _is_early(case, days))


def _is_early(case: RenewalCase, days: int) -> bool | None:
    if case.outcome is Outcome.NOT_RENEWED:
        return False
    return None if case.days_before_expiry is None else case.days_before_expiry >= days


@rate_of(RenewalCase, when="expires_on", label="自店内切替率")
def insurer_switch_rate(case: RenewalCase) -> Answer:
    """Share of renewals that moved to another insurer inside the agency.

    Population: cases renewed, 自賠責 left out. Numerator: the renewal is with another
    insurer. Placed by ``expires_on``. A switch is a renewal for the agency and a loss
    for the insurer: a split by insurer is by the expiring contract's.

    Source: the agency's own follow-up; no published table prints it.

    定義：更改した契約のうち、代理店の中でほかの保険会社へ切り替えたものの割合。自賠責は対象
    外です。満期日で数え、保険会社別は満期契約の保険会社によります。

    >>> insurer_switch_rate.name
    'insurer_switch_rate'
    """
    return of_cases(case, RENEWED, case.switched)
