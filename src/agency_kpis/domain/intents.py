"""The intent record: what the customer wanted, what was proposed and why, and who looked at it.

It is the evidence of 意向把握 (保険業法294条の2) and of 比較推奨販売. Nothing on it is ever
changed or deleted: a correction is a record of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, product
from typing import ClassVar

from attrs import field, frozen

from agency_kpis.checks import check_text, check_whole
from agency_kpis.domain.coverage import ChangeKind, Intent, IntentChange, compare
from agency_kpis.domain.terms import Before, Care, Channel, Decision, Line, Method, Role
from agency_kpis.errors import KpiError, Problem, nearest
from agency_kpis.records import Event, Facet, Noun, check_order, derive, record


@frozen(kw_only=True)
class Proposal:
    """A product presented to the customer, and what it was in the talk.

    One that was recommended and then decided on is presented in both roles. The premium
    is in yen.

    >>> Proposal(insurer="東海", product="自動車", role=Role.RECOMMENDED, premium=-1)
    Traceback (most recent call last):
    agency_kpis.errors.KpiError: Proposal.premium=-1 is less than 0
    """

    insurer: str
    product: str
    role: Role
    premium: int | None = None
    reason: str | None = None

    def __attrs_post_init__(self) -> None:
        check_text("Proposal.insurer", self.insurer)
        check_text("Proposal.product", self.product)
        if not isinstance(self.role, Role):
            raise KpiError(f"Proposal.role={self.role!r} is no Role: {nearest(self.role, Role)}")
        if self.premium is not None:
            check_whole("Proposal.premium", self.premium)
        if self.reason is not None:
            check_text("Proposal.reason", self.reason)


@frozen(kw_only=True)
class Overlap:
    """The same cover twice (重複): of which item, where else, whether it was dropped, and why.

    >>> print(
    ...     Overlap(item="個人賠償", elsewhere="火災 F-12", dropped=True, reason="家族型で足りる")
    ... )
    個人賠償: 火災 F-12と重複のため外した（家族型で足りる）
    """

    item: str
    elsewhere: str
    dropped: bool
    reason: str | None = None

    def __attrs_post_init__(self) -> None:
        check_text("Overlap.item", self.item)
        check_text("Overlap.elsewhere", self.elsewhere)
        if not isinstance(self.dropped, bool):
            raise KpiError(f"Overlap.dropped={self.dropped!r} is no True or False")
        if self.reason is not None:
            check_text("Overlap.reason", self.reason)

    def __str__(self) -> str:
        done = "と重複のため外した" if self.dropped else "と重複するが残した"
        why = "" if self.reason is None else f"（{self.reason}）"
        return f"{self.item}: {self.elsewhere}{done}{why}"


@record
class IntentRecord(Noun):
    """One intent on record (意向把握): the initial and the final one, either may be missing.

    ``contract_id`` is the contract it led to, ``expiring_id`` the one it follows.
    A correction is a new record that ``supersedes`` the old one; the old one stays.

    - Three befores, never mixed: ``initial`` is what the customer stated,
      ``expiring_cover`` what the expiring contract covers, ``recommended`` the plan that
      the agency recommended. ``change`` and ``differs`` tell of the stated one.
    - ``confirmed_with``: who confirmed the final intent; ``priorities``: what mattered most
      to them, the first first.
    - ``proposals``: the products presented; ``reason``: why one was recommended.
      ``comparison_recorded``: two products or more are on record, and a reason.
    - ``overlaps``: the same cover twice; ``None`` where nobody is known to have looked.
    - ``care``: what was done for an elderly customer; the empty set is nothing.
    - ``reviewed_on``, ``reviewed_by``, ``finding``: when the sale was verified, by whom, and
      what was found; ``shared_on``: the day of the minutes that told everyone.

    What has no date of its own is taken as it stands on any day.

    >>> record = IntentRecord(record_id="I-1", contract_id="C-2", method=Method.NON_LIFE)
    >>> record.change is None, record.change_from(Before.RECOMMENDED) is None
    (True, True)
    """

    __since__: ClassVar = {
        "initial": "initial_on",
        "final": "confirmed_on",
        "reviewed_by": "reviewed_on",
        "finding": "reviewed_on",
    }

    record_id: str
    contract_id: str | None = None
    expiring_id: str | None = None
    supersedes: str | None = None
    initial: Intent | None = None
    initial_on: date | None = None
    expiring_cover: Intent | None = None
    recommended: Intent | None = None
    final: Intent | None = None
    confirmed_on: date | None = None
    confirmed_with: str | None = None
    priorities: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    reason: str | None = None
    overlaps: tuple[Overlap, ...] | None = None
    note: str | None = None
    reviewed_on: Event[date | None] = None
    reviewed_by: str | None = None
    finding: str | None = None
    shared_on: Event[date | None] = None
    insurer: Facet[str | None] = None
    line: Facet[Line | None] = None
    staff_id: Facet[str | None] = None
    channel: Facet[Channel | None] = None
    method: Facet[Method | None] = None
    decision: Facet[Decision | None] = None
    care: Facet[frozenset[Care] | None] = None
    change: Facet[ChangeKind | None] = field(init=False)
    differs: Facet[bool | None] = field(init=False)
    comparison_recorded: Facet[bool] = field(init=False)
    reason_recorded: Facet[bool] = field(init=False)

    def __attrs_post_init__(self) -> None:
        check_order(self, "initial_on", "confirmed_on")
        self._check_review()
        self._check_overlaps()
        change = self.change_of_intent()
        kind, differs = (None, None) if change is None else (change.kind, change.differs)
        reasoned = self._has_reason()
        derive(
            self,
            change=kind,
            differs=differs,
            comparison_recorded=reasoned and len(self._products()) > 1,
            reason_recorded=reasoned,
        )

    def _check_review(self) -> None:
        for name in ("reviewed_by", "finding"):
            told = getattr(self, name)
            if told is not None and self.reviewed_on is None:
                raise KpiError(
                    f"IntentRecord.{name}={told!r} tells of a review without a day: "
                    "give reviewed_on"
                )

    def _check_overlaps(self) -> None:
        """Refuse an item that either form has not, so that it is refused on no earlier day."""
        forms = [each.form for each in (self.initial, self.final) if each is not None]
        for form, overlap in product(forms, self.overlaps or ()):
            if overlap.item not in form.names:
                raise KpiError(
                    f"IntentRecord.overlaps: {form} has no item {overlap.item!r}: "
                    f"{nearest(overlap.item, form.names)}"
                )

    def _has_reason(self) -> bool:
        recommended = [each.reason for each in self.proposals if each.role is Role.RECOMMENDED]
        return any(reason is not None for reason in (self.reason, *recommended))

    def _products(self) -> set[tuple[str, str]]:
        return {(each.insurer, each.product) for each in self.proposals}

    def change_of_intent(self) -> IntentChange | None:
        """Compare the stated initial intent with the final one, as ``change`` tells."""
        return self.change_from(Before.STATED)

    def change_from(self, before: Before) -> IntentChange | None:
        """Compare one of the three befores with the final intent; ``None`` where one is missing.

        >>> from agency_kpis.domain.forms import AUTO_FORM
        >>> record = IntentRecord(
        ...     record_id="I-1",
        ...     initial=AUTO_FORM.intent(車両保険="エコノミー"),
        ...     expiring_cover=AUTO_FORM.intent(車両保険="一般"),
        ...     final=AUTO_FORM.intent(車両保険="エコノミー"),
        ... )
        >>> [record.change_from(Before.STATED).lowered, record.change_from(Before.EXPIRING).lowered]
        [(), ('車両保険',)]
        """
        start = self._before(before)
        return None if start is None or self.final is None else compare(start, self.final)

    def _before(self, before: Before) -> Intent | None:
        if not isinstance(before, Before):
            raise KpiError(f"before={before!r} is no Before: write Before.STATED or another")
        befores = {
            Before.STATED: self.initial,
            Before.EXPIRING: self.expiring_cover,
            Before.RECOMMENDED: self.recommended,
        }
        return befores[before]

    def exists_on(self, day: date | None) -> bool:
        """Tell whether anything dated was on the record by then; an undated one always was."""
        dates = [each for each in (self.initial_on, self.confirmed_on) if each is not None]
        return day is None or not dates or min(dates) <= day


# ---- corrections -----------------------------------------------------------------------


def live(intents: Sequence[IntentRecord]) -> list[IntentRecord]:
    """Keep the intent records that no other one supersedes; in a circle, none does another."""
    circular = set(chain(*_circles(intents)))
    superseded = {each.supersedes for each in intents if each.record_id not in circular}
    return [each for each in intents if each.record_id not in superseded]


def _circles(intents: Iterable[IntentRecord]) -> list[tuple[str, ...]]:
    """Follow every correction back, once, and give the circles met on the way."""
    corrects = {each.record_id: each.supersedes for each in intents if each.supersedes}
    seen: set[str] = set()
    circles = []
    for name in corrects:
        path: list[str] = []
        here: str | None = name
        while here is not None and here not in seen:
            seen.add(here)
            path.append(here)
            here = corrects.get(here)
        if here in path:
            circles.append(tuple(path[path.index(here) :]))
    return circles


def supersession_problems(intents: Sequence[IntentRecord]) -> Iterator[Problem]:
    """Tell what is wrong with the corrections: of no record, in a circle, two of one record."""
    yield from _orphan_corrections(intents)
    yield from map(_circle, _circles(intents))
    yield from _forks(intents)


def _orphan_corrections(intents: Sequence[IntentRecord]) -> Iterator[Problem]:
    known = {each.record_id for each in intents}
    for each in intents:
        if each.supersedes is not None and each.supersedes not in known:
            yield Problem(
                rule="orphan correction",
                ids=(each.record_id, each.supersedes),
                english=f"{each.record_id} corrects {each.supersedes}, which is not on record",
                japanese=f"{each.record_id} が訂正する {each.supersedes} が見当たりません",
            )


def _circle(names: tuple[str, ...]) -> Problem:
    return Problem(
        rule="correction in a circle",
        ids=names,
        english=f"intent records correct each other in a circle; each counts: {', '.join(names)}",
        japanese=f"意向記録の訂正が循環しています（いずれも有効とします）：{'、'.join(names)}",
    )


def _forks(intents: Sequence[IntentRecord]) -> Iterator[Problem]:
    corrections: dict[str, dict[str, None]] = {}
    for each in intents:
        if each.supersedes is not None:
            corrections.setdefault(each.supersedes, {})[each.record_id] = None
    for name, ids in corrections.items():
        if len(ids) > 1:
            yield _fork(name, tuple(ids))


def _fork(name: str, corrections: tuple[str, ...]) -> Problem:
    return Problem(
        rule="two corrections",
        ids=(name, *corrections),
        english=f"{len(corrections)} intent records correct {name}: {', '.join(corrections)}",
        japanese=f"意向記録 {name} の訂正が複数あります：{'、'.join(corrections)}",
    )
