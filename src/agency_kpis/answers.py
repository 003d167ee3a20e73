"""Answers: what a question may say of a record, and how answers are tallied.

Every record becomes something: a yes, a no, excluded for a stated reason, not
asked, or outside for a stated reason. A tally counts them, evidence holds them,
and nothing vanishes.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import partial
from typing import Any, ClassVar, Final, Generic, TypeAlias, TypeVar

from attrs import field, frozen

from agency_kpis.checks import check_day, check_text, check_whole
from agency_kpis.errors import KpiError, NotAFacet, nearest
from agency_kpis.frozen import FrozenMap
from agency_kpis.periods import Period
from agency_kpis.records import Noun, key_of, shape_of
from agency_kpis.showing import HEAPS, Shown, header, heaps, listed, row
from agency_kpis.tables import Cell, Table
from agency_kpis.wording import Language, check_language, said

T = TypeVar("T")
R = TypeVar("R", covariant=True)

UNRECORDED: Final = "未記録"
OUT_OF_PERIOD: Final = "期間外"
UNDATED: Final = "日付なし"
NOT_HAPPENED: Final = "未発生"
LATER: Final = "基準日より後"
UNKNOWN_GROUP: Final = "不明"
WHOLE: Final = "全体"

When: TypeAlias = str | tuple[str, str] | None
"""The date that places a record; two, for in force; none, for a snapshot."""


class NotAsked(Enum):
    """The type of ``NOT_ASKED``."""

    NOT_ASKED = "対象外"

    __hash__ = object.__hash__  # an enum's own is slow, and tallies hash every answer


NOT_ASKED: Final = NotAsked.NOT_ASKED
"""The record is outside the question's population, such as another line of business."""


@frozen
class Excluded:
    """The record is of the population but not to be judged, for a reason that is printed.

    >>> Excluded("フリート契約").reason
    'フリート契約'
    """

    reason: str = field()

    def __attrs_post_init__(self) -> None:
        check_text("reason", self.reason)


@frozen(eq=False)
class Outside:
    """The record was not asked at all: its date lies elsewhere or is missing.

    Tallies hash it for every record, so it hashes as the object that it is; they add up by
    the reason.
    """

    reason: str


Answer: TypeAlias = bool | NotAsked | Excluded | None
"""What a question of yes and no may answer; ``None``: the record does not say."""

Score: TypeAlias = int | NotAsked | Excluded | None
"""What the question of an average may answer: a whole number in place of yes and no."""

A = TypeVar("A", Answer, Score)

Fate: TypeAlias = bool | int | NotAsked | Excluded | Outside | None


def all_of(*facts: bool | None) -> bool | None:
    """Tell whether every fact holds; a false one settles it, an unknown one leaves it open.

    >>> all_of(True, None), all_of(False, None)
    (None, False)
    """
    if False in facts:
        return False
    return None if None in facts else True


def is_in(value: T | None, choices: Collection[T]) -> bool | None:
    """Tell whether a facet is among the choices, unknown where the record does not say.

    >>> is_in("東海", ("あいおい",)), is_in(None, ("あいおい",))
    (False, None)
    """
    return None if value is None else value in choices


def not_in(value: T | None, choices: Collection[T]) -> bool | None:
    """Tell whether a facet is none of the choices, unknown where the record does not say.

    >>> not_in("自賠責", ("自賠責",)), not_in(None, ("自賠責",))
    (False, None)
    """
    return None if value is None else value not in choices


def has(values: Collection[T] | None, value: T) -> bool | None:
    """Tell whether a set-valued facet holds the value, unknown where the record does not say.

    >>> has(frozenset({"弁護士費用"}), "弁護士費用"), has(None, "弁護士費用")
    (True, None)
    """
    return None if values is None else value in values


def asked_if(population: bool | None, answer: A) -> A:
    """Give the answer within the population: not asked outside it, unknown where it is unknown.

    >>> asked_if(True, False), asked_if(False, True), asked_if(None, True)
    (False, <NotAsked.NOT_ASKED: '対象外'>, None)
    """
    if population is None:
        return None
    return answer if population else NOT_ASKED


def unless(exempt: bool | None, reason: str, answer: A) -> A:
    """Give the answer, but exclude the exempt for the reason, and leave the unknown unknown.

    >>> unless(True, "フリート契約", False), unless(False, "フリート契約", False)
    (Excluded(reason='フリート契約'), False)
    """
    if exempt is None:
        return None
    return Excluded(reason) if exempt else answer


def heap_of(fate: Fate) -> tuple[str, str]:
    """Name the heap on which a record lands, and the reason where there is one."""
    match fate:
        case None:
            return "excluded", UNRECORDED
        case Excluded(reason=reason):
            return "excluded", reason
        case Outside(reason=reason):
            return "outside", reason
        case NotAsked():
            return "not_asked", ""
        case False:
            return "no", ""
        case _:
            return "yes", ""


_NO_REASONS: Final[FrozenMap[str, int]] = FrozenMap()


def _counts(reasons: Mapping[str, int]) -> FrozenMap[str, int]:
    """Keep the reasons that have cases, in one order."""
    if not reasons:
        return _NO_REASONS
    checked = {reason: check_whole(reason, reasons[reason]) for reason in sorted(reasons)}
    return FrozenMap({reason: n for reason, n in checked.items() if n})


def _added(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for reason, n in part.items():
            total[reason] = total.get(reason, 0) + n
    return total


@frozen(kw_only=True)
class Tally(Shown):
    """How many records became what.

    Of an average, ``yes`` counts the numbers and ``points`` is their sum. Of a cadence
    the cases are slots, and ``unplaced`` tells the records that fell into none.

    >>> tally = Tally(yes=3, no=1, excluded={"未記録": 2}, not_asked=5)
    >>> tally.total, tally.merge(tally).excluded
    (11, {'未記録': 4})
    """

    yes: int = 0
    no: int = 0
    excluded: Mapping[str, int] = field(factory=dict, converter=_counts)
    not_asked: int = 0
    outside: Mapping[str, int] = field(factory=dict, converter=_counts)
    points: int = 0
    unplaced: Mapping[str, int] = field(factory=dict, converter=_counts)

    def __attrs_post_init__(self) -> None:
        for name in ("yes", "no", "not_asked"):
            check_whole(name, getattr(self, name))
        check_whole("points", self.points, least=None)

    @classmethod
    def of(cls, fates: Mapping[Fate, int], unplaced: Mapping[str, int] | None = None) -> "Tally":
        """Fold the number of records of each fate."""
        heaps: dict[str, dict[str, int]] = {}
        for fate, n in fates.items():
            kind, reason = heap_of(fate)
            reasons = heaps.setdefault(kind, {})
            reasons[reason] = reasons.get(reason, 0) + n
        return cls(
            yes=sum(heaps.get("yes", {}).values()),
            no=sum(heaps.get("no", {}).values()),
            excluded=heaps.get("excluded", {}),
            not_asked=sum(heaps.get("not_asked", {}).values()),
            outside=heaps.get("outside", {}),
            points=sum(fate * n for fate, n in fates.items() if type(fate) is int),
            unplaced=unplaced or {},
        )

    @property
    def asked(self) -> int:
        """How many were asked or excluded: the cases that a line of a report rests on."""
        return self.yes + self.no + sum(self.excluded.values())

    @property
    def total(self) -> int:
        """How many cases came in."""
        return self.asked + self.not_asked + sum(self.outside.values())

    def merge(self, other: "Tally") -> "Tally":
        """Add the cases of both tallies."""
        return Tally.pooled((self, other))

    @classmethod
    def pooled(cls, tallies: Iterable["Tally"]) -> "Tally":
        """Add the cases of any number of tallies."""
        every = tuple(tallies)
        return cls(
            yes=sum(each.yes for each in every),
            no=sum(each.no for each in every),
            excluded=_added(each.excluded for each in every),
            not_asked=sum(each.not_asked for each in every),
            outside=_added(each.outside for each in every),
            points=sum(each.points for each in every),
            unplaced=_added(each.unplaced for each in every),
        )

    def _header(self) -> tuple[str, ...]:
        return HEAPS

    def _cells(self, language: Language) -> list[Cell]:
        apart = (self.excluded, self.outside, self.unplaced)
        return heaps((self.yes, self.no, self.not_asked), apart, language)


@frozen(kw_only=True)
class Evidence(Shown, Generic[R]):
    """The records behind a tally: the same shape, with records where it has numbers."""

    yes: tuple[R, ...] = ()
    no: tuple[R, ...] = ()
    excluded: FrozenMap[str, tuple[R, ...]] = field(factory=FrozenMap)
    not_asked: tuple[R, ...] = ()
    outside: FrozenMap[str, tuple[R, ...]] = field(factory=FrozenMap)
    unplaced: FrozenMap[str, tuple[object, ...]] = field(factory=FrozenMap)

    @classmethod
    def of(
        cls,
        fates: Iterable[tuple[R, Fate]],
        unplaced: Mapping[str, tuple[object, ...]] | None = None,
    ) -> "Evidence[R]":
        """Heap up the records by their fate, each heap in the order they came."""
        heaps: dict[tuple[str, str], list[R]] = {}
        for subject, fate in fates:
            heaps.setdefault(heap_of(fate), []).append(subject)
        return cls(
            yes=tuple(heaps.get(("yes", ""), ())),
            no=tuple(heaps.get(("no", ""), ())),
            excluded=_by_reason(heaps, "excluded"),
            not_asked=tuple(heaps.get(("not_asked", ""), ())),
            outside=_by_reason(heaps, "outside"),
            unplaced=FrozenMap(unplaced or {}),
        )

    def _header(self) -> tuple[str, ...]:
        return HEAPS

    def _cells(self, language: Language) -> list[Cell]:
        together = ({"": self.yes}, {"": self.no}, self.excluded, {"": self.not_asked})
        return [_heap(each, language) for each in (*together, self.outside, self.unplaced)]


def _heap(heap: Mapping[str, tuple[object, ...]], language: Language) -> Cell:
    """List a heap's records by their ids, each after its reason."""
    names = (
        f"{said(reason, language)} {_called(record)}".strip()
        for reason, records in heap.items()
        for record in records
    )
    return listed(names, sum(map(len, heap.values())), language)


def _called(record: object) -> str:
    return key_of(record) if isinstance(record, Noun) else str(record)


def _by_reason(
    heaps: Mapping[tuple[str, str], list[R]], kind: str
) -> FrozenMap[str, tuple[R, ...]]:
    reasons = sorted(reason for heap, reason in heaps if heap == kind)
    return FrozenMap({reason: tuple(heaps[kind, reason]) for reason in reasons})


@frozen
class Breakdown(Generic[R]):
    """A reading as a whole and by group; declared groups are there at 0/0 too.

    >>> from agency_kpis import Rate
    >>> Breakdown("insurer", Rate(1, 2), FrozenMap({"東海": Rate(1, 2)}))["東海"]
    Rate(numerator=1, denominator=2)
    """

    facet: str
    overall: R
    groups: FrozenMap[object, R]

    def __getitem__(self, group: object) -> R:
        if group not in self.groups:
            known = ", ".join(map(str, self.groups)) or "none"
            raise KpiError(f"{self.facet} has no group {group!r} here: groups are {known}")
        return self.groups[group]

    def table(self, *, language: Language = "ja") -> Table:
        """Set the groups in a small table and the whole below them, as a notebook shows it."""
        check_language(language)
        groups = [(group_label(group, language), part) for group, part in self.groups.items()]
        parts: list[tuple[str, Any]] = [*groups, (said(WHOLE, language), self.overall)]
        rows = [row(label, part, language) for label, part in parts]
        return Table(header(parts[-1][1], language, [self.facet]), rows, language=language)

    def _repr_html_(self) -> str:
        return self.table().to_html()


def group_label(group: object, language: Language = "ja") -> str:
    """Name a group, the unknown one too."""
    if isinstance(group, Period):
        return group.label_in(language)
    return said(UNKNOWN_GROUP, language) if group is None else str(group)


@frozen
class Asking(Generic[T]):
    """A question as it is asked of one record or cell; equal to what asks the same."""

    asks: Callable[..., Fate]
    options: FrozenMap[str, Hashable]
    answers: tuple[type, ...]
    _ask: Callable[[T], Fate] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_ask", partial(self.asks, **self.options))

    def __call__(self, subject: T) -> Fate:
        """Ask, and refuse what is no answer."""
        try:
            answer = self._ask(subject)
        except NotAFacet as error:
            raise NotAFacet(f"{self.asks.__name__} {error}") from None
        if type(answer) not in self.answers:
            wanted = "a whole number" if int in self.answers else "True, False"
            raise KpiError(
                f"{self.asks.__name__} answered {answer!r} of {subject!r}: "
                f"it is {wanted}, None, Excluded(reason) or NOT_ASKED"
            )
        return answer

    def of_each(self, subjects: Collection[T]) -> list[Fate]:
        """Ask each, and look at all the answers at once; what is none is refused as of one."""
        answers = list(map(self._ask, subjects))
        return answers if {*map(type, answers)} <= {*self.answers} else list(map(self, subjects))


class Source(ABC, Generic[R]):
    """What yields records, or cells that stand for many, to be asked."""

    has_records: ClassVar[bool]

    @property
    @abstractmethod
    def noun(self) -> type[R]:
        """The noun of the records, or of those that the cells stand for."""

    @abstractmethod
    def known_until(self, as_of: date | None) -> date | None:
        """Give the last day known: the one asked for, or the source's own."""

    @abstractmethod
    def placed(
        self, when: When, period: Period, as_of: date | None
    ) -> Iterator[tuple[R, int, Outside | None]]:
        """Yield each record or cell, how many it stands for, and why it is outside if it is."""

    def asked(
        self,
        ask: Asking[R],
        when: When,
        period: Period,
        as_of: date | None,
        by: str | None,
    ) -> Iterator[tuple[R, int, Fate]]:
        """Yield what becomes of each record or cell, and how many it stands for.

        What is alike in the answer and in the facet ``by`` may be yielded as one.
        """
        for subject, n, outside in self.placed(when, period, as_of):
            yield subject, n, ask(subject) if outside is None else outside


@frozen
class Records(Source[T]):
    """Records as a source: each is asked as it stood on ``as_of``."""

    has_records: ClassVar[bool] = True
    noun: type[T]
    records: Collection[T]

    def known_until(self, as_of: date | None) -> date | None:
        """Give the day asked for, or the one that the records themselves are known by."""
        return own_day(self.noun, self.records) if as_of is None else as_of

    def placed(
        self, when: When, period: Period, as_of: date | None
    ) -> Iterator[tuple[T, int, Outside | None]]:
        """Yield each record as it stood on the day, and why it is outside if it is."""
        as_of = self.known_until(as_of)
        outside = _placer(self.noun, when, period, as_of)
        for record in self.records:
            if not isinstance(record, self.noun):
                raise KpiError(f"{record!r} is no {self.noun.__name__}, which is what is asked")
            known = record if as_of is None else record.known_on(as_of)  # type: ignore[attr-defined]
            yield known, 1, outside(known)


def own_day(noun: type, records: Collection[object]) -> date | None:
    """Give the day that joined records are known by; other records know of none.

    A case joined as of a day is asked as of that day: of a later one it knows nothing.
    """
    name = getattr(noun, "__known_by__", None)
    days: set[date | None] = {getattr(each, name) for each in records} if name else set()
    if len(days) > 1:
        raise KpiError(f"the {noun.__name__} records are known by {len(days)} days: give as_of=")
    return next(iter(days), None)


def check_when(noun: type, when: When) -> None:
    """Refuse dates that the noun has not, and what is no pair of them."""
    names = (when,) if isinstance(when, str) else when or ()
    if isinstance(when, tuple) and len(when) != 2:
        raise KpiError(f"when={when!r} is no pair of dates: write ('starts_on', 'in_force_until')")
    for name in names:
        if not hasattr(noun, name):
            known = [name for name in dir(noun) if not name.startswith("_")]
            raise KpiError(f"{noun.__name__} has no {name!r} (when): {nearest(name, known)}")


def source_of(noun: type[T], source: "Source[T] | Iterable[T]") -> Source[T]:
    """Give what can be asked: a source as it is, any iterable of records read once."""
    if isinstance(source, Source):
        if not issubclass(source.noun, noun):
            kind = type(source).__name__
            raise KpiError(f"a {kind} of {source.noun.__name__} holds no {noun.__name__}: make one")
        return source
    if not isinstance(source, Iterable):
        raise KpiError(f"{source!r} holds no records: give an iterable of {noun.__name__}")
    return Records(noun, source if isinstance(source, Collection) else tuple(source))


def dateless(noun: type, when: When) -> Outside:
    """Say why a record without its placing date is outside: an event may not have happened yet."""
    name = when[0] if isinstance(when, tuple) else when
    return Outside(NOT_HAPPENED if name in shape_of(noun).events else UNDATED)


def _placer(
    noun: type, when: When, period: Period, as_of: date | None
) -> Callable[[object], Outside | None]:
    if as_of is not None:
        check_day("as_of", as_of)
    if when is None:
        return lambda record: None
    if isinstance(when, str):
        return _flow(when, period, as_of, dateless(noun, when))
    return _stock(when, period, as_of, dateless(noun, when))


_LATER, _OUT_OF_PERIOD = map(Outside, (LATER, OUT_OF_PERIOD))


def _flow(
    when: str, period: Period, as_of: date | None, no_date: Outside
) -> Callable[[object], Outside | None]:
    """Place a record by the one date: within the period, and known by then."""

    def outside(record: object) -> Outside | None:
        day: date | None = getattr(record, when)
        if day is None:
            return no_date
        if as_of is not None and day > as_of:
            return _LATER
        return None if period.first <= day <= period.last else _OUT_OF_PERIOD

    return outside


def _stock(
    when: tuple[str, str], period: Period, as_of: date | None, no_date: Outside
) -> Callable[[object], Outside | None]:
    """Place a record by two dates: in force at the end of the period, or of what is known."""
    starts, ends = when
    on = period.last if as_of is None else min(period.last, as_of)

    def outside(record: object) -> Outside | None:
        start: date | None = getattr(record, starts)
        end: date | None = getattr(record, ends)
        if start is None:
            return no_date
        if as_of is not None and start > as_of:
            return _LATER
        return None if start <= on and (end is None or on < end) else _OUT_OF_PERIOD

    return outside
