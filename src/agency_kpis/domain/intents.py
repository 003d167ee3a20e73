"""The intent record: what the customer wanted at first, what in the end, and who looked at it."""

from datetime import date
from typing import Self

from attrs import field

from agency_kpis.domain.coverage import ChangeKind, Intent, IntentChange, compare
from agency_kpis.domain.terms import Decision, Line, Method
from agency_kpis.records import Event, Facet, Noun, changed, check_order, derive, record


@record
class IntentRecord(Noun):
    """One intent on record (意向把握): the initial and the final one, either may be missing.

    ``contract_id`` is the contract it led to, ``expiring_id`` the one it follows.
    A correction is a new record that ``supersedes`` the old one; the old one stays.
    ``reviewed_on`` tells when the sale was verified, ``shared_on`` the day of the
    minutes that told everyone. ``change`` and ``differs`` follow from the two intents.

    >>> record = IntentRecord(record_id="I-1", contract_id="C-2", method=Method.NON_LIFE)
    >>> record.change is None, record.change_of_intent() is None
    (True, True)
    """

    record_id: str
    contract_id: str | None = None
    expiring_id: str | None = None
    supersedes: str | None = None
    initial: Intent | None = None
    initial_on: date | None = None
    final: Intent | None = None
    confirmed_on: date | None = None
    reviewed_on: Event[date | None] = None
    shared_on: Event[date | None] = None
    insurer: Facet[str | None] = None
    line: Facet[Line | None] = None
    staff_id: Facet[str | None] = None
    method: Facet[Method | None] = None
    decision: Facet[Decision | None] = None
    change: Facet[ChangeKind | None] = field(init=False)
    differs: Facet[bool | None] = field(init=False)

    def __attrs_post_init__(self) -> None:
        check_order(self, "initial_on", "confirmed_on")
        change = self.change_of_intent()
        kind, differs = (None, None) if change is None else (change.kind, change.differs)
        derive(self, change=kind, differs=differs)

    def change_of_intent(self) -> IntentChange | None:
        """Compare the two intents, or give ``None`` where one is not on record."""
        if self.initial is None or self.final is None:
            return None
        return compare(self.initial, self.final)

    def known_on(self, day: date) -> Self:
        """Give the record as it stood on a day: an intent dated later was not on it yet."""
        known = super().known_on(day)
        if _is_later(known.confirmed_on, day):
            known = changed(known, final=None, confirmed_on=None)
        if _is_later(known.initial_on, day):
            known = changed(known, initial=None, initial_on=None)
        return known

    def exists_on(self, day: date | None) -> bool:
        """Tell whether anything dated was on the record by then; an undated one always was."""
        dates = [each for each in (self.initial_on, self.confirmed_on) if each is not None]
        return day is None or not dates or min(dates) <= day


def _is_later(dated: date | None, day: date) -> bool:
    return dated is not None and dated > day
