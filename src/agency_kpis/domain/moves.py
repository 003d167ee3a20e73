"""The item move: what became of one item of one renewal case, between its two intents."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Self

from agency_kpis.checks import check_day
from agency_kpis.domain.renewals import RenewalCase
from agency_kpis.domain.scales import Move
from agency_kpis.domain.terms import Line, Method, Outcome
from agency_kpis.errors import KpiError
from agency_kpis.records import Facet, Noun, record


@record
class ItemMove(Noun):
    """What became of one item between the initial and the final intent of a renewal case.

    Made by ``item_moves``, one for every item that both intents ask, the unmoved included,
    so that falls can be counted and set against the rest. ``case_id`` is the expiring
    contract's. The moves are known as the case was, on the day ``as_of``.

    >>> ItemMove(case_id="C-1", item="車両保険", move=Move.LOWERED).expires_on is None
    True
    """

    __key__ = ("case_id", "item")
    __known_by__ = "as_of"

    case_id: str
    expires_on: date | None = None
    as_of: date | None = None
    item: Facet[str]
    move: Facet[Move]
    insurer: Facet[str | None] = None
    line: Facet[Line | None] = None
    branch: Facet[str | None] = None
    staff_id: Facet[str | None] = None
    method: Facet[Method | None] = None
    outcome: Facet[Outcome | None] = None

    def known_on(self, day: date) -> Self:
        """Give the move itself; only the day it was made as of is known."""
        if check_day("day", day) != self.as_of:
            raise KpiError(
                f"as_of={day} is not the moves' own, {self.as_of}: "
                f"make them of renewal_cases(…, as_of=…)"
            )
        return self


_OF_CASE = ("expires_on", "as_of", "insurer", "line", "branch", "staff_id", "method", "outcome")


def item_moves(cases: Iterable[RenewalCase]) -> tuple[ItemMove, ...]:
    """Take the renewal cases apart into the moves of their items.

    A case has none where an intent is missing or the two cannot be compared at all.

    >>> from agency_kpis import Contract, IntentRecord, renewal_cases
    >>> from agency_kpis.domain.forms import FIRE_FORM
    >>> lowered = IntentRecord(
    ...     record_id="I-1",
    ...     expiring_id="C-1",
    ...     initial=FIRE_FORM.intent(水災=True),
    ...     final=FIRE_FORM.intent(水災=False),
    ... )
    >>> moves = item_moves(renewal_cases([Contract(contract_id="C-1")], [lowered]))
    >>> [str(each.item) for each in moves if each.move is Move.LOWERED]
    ['水災']
    """
    return tuple(move for case in cases for move in _moves_of(case))


def _moves_of(case: RenewalCase) -> Iterator[ItemMove]:
    change = None if case.intent is None else case.intent.change_of_intent()
    if change is None:
        return
    facets = {name: getattr(case, name) for name in _OF_CASE}
    for item, move in change.moves.items():
        yield ItemMove(case_id=case.expiring.contract_id, item=item, move=move, **facets)
