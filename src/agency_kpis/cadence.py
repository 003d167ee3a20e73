"""Cadences: how many of the months, halves or people's turns were met.

A cadence asks which records count; its cases are the slots of the period, and
where it is per person, a slot for each member of a roster.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import Generic, TypeAlias, TypeVar

import attrs

from agency_kpis.answers import (
    NOT_ASKED,
    UNRECORDED,
    Answer,
    Breakdown,
    Evidence,
    Excluded,
    Fate,
    NotAsked,
    Source,
    Tally,
    heap_of,
    source_of,
)
from agency_kpis.checks import check_whole
from agency_kpis.domain.activities import Staff
from agency_kpis.errors import KpiError
from agency_kpis.frozen import FrozenMap
from agency_kpis.meanings import Meaning
from agency_kpis.measures import Rate
from agency_kpis.periods import Every, Period
from agency_kpis.questions import (
    RATE,
    Question,
    check_split,
    checked_question,
    default_options,
    with_records,
)
from agency_kpis.records import check_facet
from agency_kpis.trends import Trend

N = TypeVar("N")
Roster: TypeAlias = Iterable[Staff] | Iterable[Hashable]

NOT_DUE = Excluded("未到来")
PARTLY = Excluded("在籍が期間の一部")
UNKNOWN_ROLL = Excluded("在籍期間が不明")
OFF_ROSTER = "名簿外"
OFF_ROLL = "在籍期間外"
SLOT = "slot"


@attrs.frozen
class Slot(Generic[N]):
    """One turn of a cadence: a part of the period, of one member where it is per person.

    ``n`` counts the records that fell into it; ``records`` are those of evidence.
    """

    period: Period
    member: Hashable
    n: int
    records: tuple[N, ...] = ()

    @property
    def label(self) -> str:
        """The slot in words: its member, if any, and its part of the period."""
        return self.period.label if self.member is None else f"{self.member} {self.period.label}"

    def __str__(self) -> str:
        return self.label


@attrs.frozen(eq=False, repr=False, slots=False)
class Cadence(Question[N]):
    """A question of which records count, read as met slots over due slots.

    A slot is met when at least ``times`` records fell into it. One that has not ended
    by ``as_of`` and is not met yet is excluded as 未到来; a member on the roll for a
    part of it is excluded for that reason, unless it is met. Two cadence rates never
    merge: slots are not cases that add up across agencies.
    """

    every: Every = Every.MONTH
    times: int = 1
    per: str | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_whole("times", self.times, least=1)
        if not isinstance(self.when, str):
            raise KpiError(f"{self.name} places its records by one date, not by when={self.when!r}")

    def __call__(
        self,
        source: Source[N] | Iterable[N],
        period: Period,
        *,
        roster: Roster | None = None,
        as_of: date | None = None,
    ) -> Rate:
        """Measure met slots over due slots."""
        return RATE.measure(self.tally(source, period, roster=roster, as_of=as_of))

    def tally(
        self,
        source: Source[N] | Iterable[N],
        period: Period,
        *,
        roster: Roster | None = None,
        as_of: date | None = None,
    ) -> Tally:
        """Count what becomes of each slot, and the records that fell into none."""
        return self.turns(source_of(self.noun, source), period, roster, as_of).tally()

    def evidence(
        self,
        records: Iterable[N],
        period: Period,
        *,
        roster: Roster | None = None,
        as_of: date | None = None,
    ) -> Evidence[Slot[N]]:
        """Give the slots behind the tally, each with its records."""
        return self.turns(with_records(self, records), period, roster, as_of).evidence()

    def by(self, facet: str) -> "CadenceSplit[N]":
        """Split the cadence by its slots (``"slot"``) or by its member."""
        return CadenceSplit(self, facet)

    def over(
        self,
        source: Source[N] | Iterable[N],
        periods: Iterable[Period],
        *,
        roster: Roster | None = None,
        as_of: date | None = None,
    ) -> Trend[Rate]:
        """Measure each of some periods; the source is read once."""
        kept, people = source_of(self.noun, source), None if roster is None else tuple(roster)
        return Trend({each: self(kept, each, roster=people, as_of=as_of) for each in periods})

    def turns(
        self, source: Source[N], period: Period, roster: Roster | None, as_of: date | None
    ) -> "Turns[N]":
        """Find every slot and what becomes of it, and the records that fell into none."""
        until = source.known_until(as_of)
        members = self._members(roster, until)
        slots: list[tuple[Slot[N], Fate]] = []
        unplaced = self._unasked(source, period, as_of)
        for part in period.slots(self.every):
            found = self._found(source, part, as_of)
            due = [member for member in members if member.absence(part) is not NOT_ASKED]
            for member in due:
                slot = self._slot(part, member, found.pop(member.key, []), source.has_records)
                slots.append((slot, self._fate(slot, member, until)))
            for key, records in found.items():
                unplaced.setdefault(_why(key, members), []).extend(records)
        return Turns(tuple(slots), unplaced)

    def _members(self, roster: Roster | None, until: date | None) -> list["_Member"]:
        if self.per is None:
            if roster is not None:
                raise KpiError(f"{self.name} is not per person: leave roster out")
            return [_Member(None)]
        if roster is None:
            raise KpiError(f"{self.name} is per {self.per}: give roster=, the staff or their ids")
        if isinstance(roster, str):
            raise KpiError(f"roster={roster!r} is one text: write roster=({roster!r},)")
        members = [self._member(each, until) for each in roster if not _is_to_come(each, until)]
        if len({member.key for member in members}) < len(members):
            raise KpiError("roster names a member twice")
        return members

    def _member(self, each: Staff | Hashable, until: date | None) -> "_Member":
        if isinstance(each, Staff):
            staff = each if until is None else each.known_on(until)
            return _Member(staff.staff_id, staff)
        if each is None:
            raise KpiError("roster names None, who is nobody: leave it out")
        check_facet(self.noun, str(self.per), each)
        return _Member(each)

    def _found(
        self, source: Source[N], part: Period, as_of: date | None
    ) -> dict[Hashable, list[tuple[N, int]]]:
        """Give the records that count in a part of the period, by member."""
        found: dict[Hashable, list[tuple[N, int]]] = {}
        for subject, n, fate in self.fates(source, part, as_of, self.per):
            if fate is True:
                key = None if self.per is None else getattr(subject, self.per)
                found.setdefault(key, []).append((subject, n))
        return found

    def _unasked(
        self, source: Source[N], period: Period, as_of: date | None
    ) -> dict[str, list[tuple[N, int]]]:
        """Give the records of which nothing can be said in this period, by the reason."""
        found: dict[str, list[tuple[N, int]]] = {}
        for subject, n, fate in self.fates(source, period, as_of):
            _, reason = heap_of(fate)
            if reason:
                found.setdefault(reason, []).append((subject, n))
        return found

    def _slot(
        self, part: Period, member: "_Member", found: list[tuple[N, int]], has_records: bool
    ) -> Slot[N]:
        records = tuple(record for record, _ in found) if has_records else ()
        return Slot(part, member.key, sum(n for _, n in found), records)

    def _fate(self, slot: Slot[N], member: "_Member", until: date | None) -> Fate:
        if slot.n >= self.times:
            return True
        coming = until is not None and until < slot.period.last
        return member.absence(slot.period) or (NOT_DUE if coming else False)

    @property
    def meaning(self) -> Meaning:
        """What a figure of this cadence means: how often it is due is among its options."""
        return super().meaning.with_own(every=self.every, times=self.times, per=self.per)

    def _identity(self) -> tuple[object, ...]:
        return (*super()._identity(), self.every, self.times, self.per)


def _is_to_come(each: Staff | Hashable, until: date | None) -> bool:
    joined = each.joined_on if isinstance(each, Staff) else None
    return until is not None and joined is not None and joined > until


def _why(key: Hashable, members: list["_Member"]) -> str:
    """Say why a record that counts fell into no slot."""
    if key is None:
        return UNRECORDED
    return OFF_ROLL if key in {member.key for member in members} else OFF_ROSTER


@attrs.frozen
class _Member:
    """Who has slots: nobody in particular, a value of the roster, or a member of staff."""

    key: Hashable
    staff: Staff | None = None

    def absence(self, part: Period) -> NotAsked | Excluded | None:
        """Say why the member's slot is not to be judged, if it is not."""
        if self.staff is None:
            return None
        joined, left = self.staff.joined_on, self.staff.left_on
        if joined is not None and joined > part.last:
            return NOT_ASKED
        if left is not None and left <= part.first:
            return NOT_ASKED
        if joined is None:
            return UNKNOWN_ROLL
        whole = joined <= part.first and (left is None or left > part.last)
        return None if whole else PARTLY


@attrs.frozen
class Turns(Generic[N]):
    """The slots of a period, each with what became of it, and the records left over."""

    slots: tuple[tuple[Slot[N], Fate], ...]
    unplaced: Mapping[str, list[tuple[N, int]]]

    def tally(self) -> Tally:
        """Count the slots by their fate."""
        unplaced = {reason: sum(n for _, n in found) for reason, found in self.unplaced.items()}
        return Tally.of(Counter(fate for _, fate in self.slots), unplaced)

    def evidence(self) -> Evidence[Slot[N]]:
        """Heap up the slots by their fate."""
        unplaced = {
            reason: tuple(record for record, _ in found) for reason, found in self.unplaced.items()
        }
        return Evidence.of(self.slots, unplaced)


@attrs.frozen
class CadenceSplit(Generic[N]):
    """A cadence by its slots or by its members: every one of them is shown."""

    cadence: Cadence[N]
    facet: str

    def __attrs_post_init__(self) -> None:
        known = [SLOT] if self.cadence.per is None else [SLOT, self.cadence.per]
        if self.facet not in known:
            raise KpiError(
                f"{self.cadence.name} splits by {' or '.join(known)}, not {self.facet!r}"
            )

    @property
    def label(self) -> str:
        """The label of the cadence that is split."""
        return self.cadence.label

    def __call__(
        self,
        source: Source[N] | Iterable[N],
        period: Period,
        *,
        roster: Roster | None = None,
        as_of: date | None = None,
    ) -> Breakdown[Rate]:
        """Measure met slots over due slots, as a whole and by group."""
        tallies = self.tally(source, period, roster=roster, as_of=as_of)
        groups = {group: RATE.measure(tally) for group, tally in tallies.groups.items()}
        return Breakdown(self.facet, RATE.measure(tallies.overall), FrozenMap(groups))

    def tally(
        self,
        source: Source[N] | Iterable[N],
        period: Period,
        *,
        roster: Roster | None = None,
        as_of: date | None = None,
    ) -> Breakdown[Tally]:
        """Count what becomes of each slot, as a whole and by group."""
        asked = self.cadence.turns(source_of(self.cadence.noun, source), period, roster, as_of)
        counters: dict[Hashable, Counter[Fate]] = {}
        for slot, fate in asked.slots:
            group = slot.period if self.facet == SLOT else slot.member
            counters.setdefault(group, Counter())[fate] += 1
        groups = {group: Tally.of(counter) for group, counter in counters.items()}
        return Breakdown(self.facet, asked.tally(), FrozenMap(groups))


def cadence_of(  # noqa: PLR0913 - each says one thing of the slots
    noun: type[N],
    *,
    when: str,
    every: Every | str,
    times: int = 1,
    per: str | None = None,
    label: str | None = None,
    version: str = "",
) -> Callable[[Callable[..., Answer]], Cadence[N]]:
    """Make a question of which records count a cadence: so many of them in every slot.

    ``per`` names the facet that has a slot for each member of the roster.

    >>> from agency_kpis import TrainingSession, fiscal_year
    >>> @cadence_of(TrainingSession, when="held_on", every="month", label="月例研修")
    ... def monthly_training(session: TrainingSession) -> Answer:
    ...     \"\"\"Every month has a training session of any kind.\"\"\"
    ...     return True
    >>> print(monthly_training([], fiscal_year(2021)))
    0.0% (0/12)
    """
    turn = _every(every)
    if per is not None:
        check_split(noun, per, ())

    def made(asks: Callable[..., Answer]) -> Cadence[N]:
        return Cadence(
            noun=noun,
            asks=checked_question(asks),
            reading=RATE,
            when=when,
            label=asks.__name__ if label is None else label,
            unit=RATE.unit,
            options=default_options(asks),
            version=version,
            every=turn,
            times=times,
            per=per,
        )

    return made


def _every(every: Every | str) -> Every:
    if every not in [*Every]:
        raise KpiError(f"every={every!r} is no slot: it is {', '.join(Every)}")
    return Every(every)
