"""The contract: what a customer concluded, from when to when, and how."""

from datetime import date
from typing import ClassVar

from agency_kpis.domain.terms import Business, Channel, Ending, HolderKind, Line
from agency_kpis.records import Event, Facet, Noun, check_order, record


@record
class Contract(Noun):
    """An insurance contract (保険契約) of one term; its renewal is another contract.

    ``policy_number`` may recur each year, so ``contract_id`` is the agency's own;
    ``renews`` names the contracts that this one follows. ``concluded_on`` is the day
    the customer's procedure was finished, not the insurer's booking day.

    >>> contract = Contract(
    ...     contract_id="C-1",
    ...     insurer="東海",
    ...     line=Line.AUTO,
    ...     starts_on=date(2021, 4, 1),
    ...     expires_on=date(2022, 4, 1),
    ...     ended_on=date(2021, 10, 15),
    ... )
    >>> contract.in_force_until, contract.known_on(date(2021, 9, 30)).in_force_until
    (datetime.date(2021, 10, 15), datetime.date(2022, 4, 1))
    """

    __since__: ClassVar = {"ending": "ended_on"}

    contract_id: str
    policy_number: str | None = None
    customer_id: str | None = None
    concluded_on: date | None = None
    starts_on: date | None = None
    expires_on: date | None = None
    ended_on: Event[date | None] = None
    renews: tuple[str, ...] = ()
    insurer: Facet[str | None] = None
    line: Facet[Line | None] = None
    product: Facet[str | None] = None
    channel: Facet[Channel | None] = None
    business: Facet[Business | None] = None
    riders: Facet[frozenset[str] | None] = None
    ending: Facet[Ending | None] = None
    holder_kind: Facet[HolderKind | None] = None
    is_fleet: Facet[bool | None] = None
    paperless: Facet[bool | None] = None
    branch: Facet[str | None] = None
    staff_id: Facet[str | None] = None

    def __attrs_post_init__(self) -> None:
        check_order(self, "starts_on", "expires_on")

    @property
    def in_force_until(self) -> date | None:
        """The first day no longer in force: the earlier of expiry and end, never before inception.

        ``None`` where no end is known: the contract is still in force.
        """
        ends = [day for day in (self.expires_on, self.ended_on) if day is not None]
        if not ends:
            return None
        return min(ends) if self.starts_on is None else max(min(ends), self.starts_on)
