"""Populations that several questions share."""

from collections.abc import Collection
from typing import Final

from agency_kpis.answers import NOT_ASKED, Answer, Excluded, asked_if, is_in, not_in
from agency_kpis.domain.moves import ItemMove
from agency_kpis.domain.renewals import RenewalCase
from agency_kpis.domain.terms import Line, Outcome

COMPULSORY: Final = frozenset({Line.COMPULSORY_AUTO})
RENEWED: Final = frozenset({Outcome.RENEWED})
MATURED: Final = frozenset({Outcome.RENEWED, Outcome.NOT_RENEWED})


def of_lines(line: Line | None, lines: Collection[Line] | None) -> bool | None:
    """Tell whether a line of business is asked about: of the lines, or any but 自賠責."""
    return not_in(line, COMPULSORY) if lines is None else is_in(line, lines)


def of_cases(case: RenewalCase | ItemMove, outcomes: Collection[Outcome], answer: Answer) -> Answer:
    """Ask of the cases, or of the items of cases, with these outcomes, 自賠責 left out.

    A case that neither was renewed nor fell away is excluded with its outcome as the
    reason: 対象消滅, 解約, 移管, 手続中.
    """
    return asked_if(not_in(case.line, COMPULSORY), _settled(case.outcome, outcomes, answer))


def _settled(outcome: Outcome | None, outcomes: Collection[Outcome], answer: Answer) -> Answer:
    if outcome is None:
        return None
    if outcome not in MATURED:
        return Excluded(outcome.value)
    return answer if outcome in outcomes else NOT_ASKED
