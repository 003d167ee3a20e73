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

    >>> insurer_switch_rate.name
    'insurer_switch_rate'
    """
    return of_cases(case, RENEWED, case.switched)
