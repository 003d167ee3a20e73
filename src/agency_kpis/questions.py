"""Questions asked of records, and the metrics that read their answers.

A question sees one record and no period; which records a period holds is decided
here, once, for all of them.
"""

import inspect
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from importlib import import_module
from itertools import chain
from typing import Any, Generic, Self, TypeVar, cast, get_origin

import attrs

from agency_kpis.answers import (
    Answer,
    Asking,
    Breakdown,
    Evidence,
    Excluded,
    Fate,
    NotAsked,
    Score,
    Source,
    Tally,
    When,
    check_when,
    source_of,
)
from agency_kpis.changes import Change
from agency_kpis.checks import check_text
from agency_kpis.errors import KpiError, nearest
from agency_kpis.frozen import FrozenMap
from agency_kpis.meanings import Meaning
from agency_kpis.measures import Average, Count, Measure, Rate
from agency_kpis.periods import Period
from agency_kpis.records import check_facet, facets_of, shape_of
from agency_kpis.trends import Trend

N = TypeVar("N")
M = TypeVar("M", bound=Measure)
Records = Source[N] | Iterable[N]


@attrs.frozen
class Reading(Generic[M]):
    """How a tally is read as a measure, and which answers make it up."""

    name: str
    answers: tuple[type, ...]
    measure: Callable[[Tally], M]
    unit: str


def _rate(tally: Tally) -> Rate:
    return Rate(tally.yes, tally.yes + tally.no)


def _count(tally: Tally) -> Count:
    return Count(tally.yes)


def _average(tally: Tally) -> Average:
    return Average(tally.points, tally.yes)


_BESIDES = (type(None), NotAsked, Excluded)
RATE = Reading("rate", (bool, *_BESIDES), _rate, "%")
COUNT = Reading("count", (bool, *_BESIDES), _count, "件")
AVERAGE = Reading("average", (int, *_BESIDES), _average, "")


@attrs.frozen(eq=False, repr=False, slots=False)
class Question(Generic[N]):
    """A question of a noun, the date that places it, and the options it is asked with.

    It has the name, the docstring and the module of the function it was made from.
    Questions are equal when noun, name, options and ``when`` are.
    """

    noun: type[N]
    asks: Callable[..., Fate]
    reading: Reading[Any]
    when: When
    label: str
    unit: str
    options: FrozenMap[str, Hashable]
    version: str = attrs.field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        shape_of(self.noun)
        check_when(self.noun, self.when)
        check_text("label", self.label)
        if self.version != "":
            check_text("version", self.version)
        for name in ("__module__", "__qualname__", "__doc__"):
            object.__setattr__(self, name, getattr(self.asks, name))
        object.__setattr__(self, "__wrapped__", self.asks)

    @property
    def name(self) -> str:
        """The name of the function that asks."""
        return self.asks.__name__

    @property
    def __name__(self) -> str:
        return self.name

    @cached_property
    def definition(self) -> str:
        """The question in words: the docstring of the function that asks, without its examples."""
        return (inspect.getdoc(self.asks) or "").partition("\n>>> ")[0].rstrip()

    @property
    def meaning(self) -> Meaning:
        """What a figure of this question means."""
        return Meaning(
            noun=self.noun.__name__,
            name=self.name,
            when=self.when,
            options=self.options,
            version=self.version,
            text=self.definition,
        )

    def having(self, **options: object) -> Self:
        """Ask with these options; the others stay as they are.

        An option that the question does not take is refused.
        """
        takes = _options(self.asks)
        for name, value in options.items():
            if name not in takes:
                raise KpiError(f"{self.name} takes no option {name!r}: {nearest(name, takes)}")
            _check_option(self.asks, name, value)
        return attrs.evolve(self, options=_frozen_options({**self.options, **options}))

    def placed(self, when: When) -> Self:
        """Ask the same question of records placed by another date."""
        return attrs.evolve(self, when=when)

    def of(self, noun: type[N]) -> Self:
        """Ask the same question of a subclass, whose further facets it can be split by."""
        if not issubclass(noun, self.noun):
            raise KpiError(f"{noun.__name__} is no subclass of {self.noun.__name__}")
        return attrs.evolve(self, noun=noun)

    def labelled(self, label: str) -> Self:
        """Call the same question by another label."""
        return attrs.evolve(self, label=label)

    def fates(
        self, source: Source[N], period: Period, as_of: date | None, by: str | None = None
    ) -> Iterator[tuple[N, int, Fate]]:
        """Yield what becomes of each record or cell, and how many records it stands for.

        Cells may be yielded together that are alike in the answer and in the facet ``by``.
        """
        return source.asked(self.asking(), self.when, _period(period), as_of, by)

    def asking(self) -> Asking[N]:
        """Give the question as it is asked of one record or cell, all its options being known."""
        missing = [name for name in _options(self.asks) if name not in self.options]
        if missing:
            spelled = ", ".join(f"{name}=…" for name in missing)
            raise KpiError(f"{self.name} needs options: write {self.name}.having({spelled})")
        return Asking(self.asks, self.options, self.reading.answers)

    def _identity(self) -> tuple[object, ...]:
        return (type(self), self.noun, self.name, self.options, self.when)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Question):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __repr__(self) -> str:
        options = ", ".join(f"{name}={value!r}" for name, value in self.options.items())
        return f"<{self.name}({options}) of {self.noun.__name__} by {self.when}>"

    def __reduce__(self) -> tuple[object, ...]:
        if "<locals>" in self.asks.__qualname__:
            raise KpiError(
                f"{self.name} is made inside a function: pickle finds only a module's own"
            )
        where = (self.__module__, self.asks.__qualname__)
        changes = {"options": self.options, "when": self.when, "noun": self.noun}
        return _recalled, (*where, {**changes, "label": self.label, "version": self.version})


def _recalled(module: str, name: str, changes: Mapping[str, Any]) -> "Question[Any]":
    """Find a question again where it was defined, and ask it as it was asked."""
    return attrs.evolve(cast("Question[Any]", getattr(import_module(module), name)), **changes)


@attrs.frozen(eq=False, repr=False, slots=False)
class Metric(Question[N], Generic[N, M]):
    """A question read as a rate, a count or an average; calling it measures.

    A source is any iterable of the noun, read once, or a cube of it. ``as_of`` is the
    last day known, itself included.
    """

    reading: Reading[M]

    def __call__(self, source: Records[N], period: Period, *, as_of: date | None = None) -> M:
        """Measure the records of a period."""
        return self.reading.measure(self.tally(source, period, as_of=as_of))

    def tally(self, source: Records[N], period: Period, *, as_of: date | None = None) -> Tally:
        """Count what becomes of each record."""
        fates: Counter[Fate] = Counter()
        for _, n, fate in self.fates(source_of(self.noun, source), period, as_of):
            fates[fate] += n
        return Tally.of(fates)

    def evidence(
        self, records: Iterable[N], period: Period, *, as_of: date | None = None
    ) -> Evidence[N]:
        """Give the records behind the tally, each as it stood on ``as_of``."""
        source = with_records(self, records)
        return Evidence.of((record, fate) for record, _, fate in self.fates(source, period, as_of))

    def over(
        self, source: Records[N], periods: Iterable[Period], *, as_of: date | None = None
    ) -> Trend[M]:
        """Measure each of some periods; the source is read once."""
        kept = source_of(self.noun, source)
        return Trend({period: self(kept, period, as_of=as_of) for period in periods})

    def by(self, facet: str, groups: Iterable[Hashable] = ()) -> "Split[N, M]":
        """Split the measure by a facet; declared groups come first and always."""
        return Split(self, facet, groups)

    def changed(self, by: str = "year") -> "Changed[N, M]":
        """Measure each period beside the same months a year before, or the period just before.

        >>> from agency_kpis import fiscal_year
        >>> from agency_kpis.metrics import risk_maps_made
        >>> risk_maps_made.changed(by="year")([], fiscal_year(2021))
        Change(before=Count(n=0), after=Count(n=0))
        """
        return Changed(self, by)


def _groups(groups: Iterable[Hashable]) -> tuple[Hashable, ...]:
    if isinstance(groups, str):
        raise KpiError(f"groups={groups!r} is one text: write groups=({groups!r},)")
    return tuple(groups)


@attrs.frozen
class Split(Generic[N, M]):
    """A metric by the groups of a facet; it is called as the metric is.

    Declared groups come first, at 0/0 too; then those with any record asked or
    excluded, sorted; the unknown group, ``None``, comes last.
    """

    metric: Metric[N, M]
    facet: str
    groups: tuple[Hashable, ...] = attrs.field(converter=_groups)

    def __attrs_post_init__(self) -> None:
        check_split(self.metric.noun, self.facet, self.groups)

    @property
    def label(self) -> str:
        """The label of the metric that is split."""
        return self.metric.label

    def __call__(
        self, source: Records[N], period: Period, *, as_of: date | None = None
    ) -> Breakdown[M]:
        """Measure the records of a period, as a whole and by group."""
        tallies = self.tally(source, period, as_of=as_of)
        read = self.metric.reading.measure
        groups = {group: read(tally) for group, tally in tallies.groups.items()}
        return Breakdown(self.facet, read(tallies.overall), FrozenMap(groups))

    def tally(
        self, source: Records[N], period: Period, *, as_of: date | None = None
    ) -> Breakdown[Tally]:
        """Count what becomes of each record, as a whole and by group."""
        counters: defaultdict[Hashable, Counter[Fate]] = defaultdict(Counter)
        kept = source_of(self.metric.noun, source)
        for subject, n, fate in self.metric.fates(kept, period, as_of, self.facet):
            counters[getattr(subject, self.facet)][fate] += n
        return breakdown(self.facet, self.groups, {g: Tally.of(c) for g, c in counters.items()})

    def evidence(
        self, records: Iterable[N], period: Period, *, as_of: date | None = None
    ) -> Breakdown[Evidence[N]]:
        """Give the records behind each tally, as a whole and by group."""
        source = with_records(self.metric, records)
        heaps: dict[Hashable, list[tuple[N, Fate]]] = {}
        for record, _, fate in self.metric.fates(source, period, as_of):
            heaps.setdefault(getattr(record, self.facet), []).append((record, fate))
        tallies = {group: _tally_of(heap) for group, heap in heaps.items()}
        order = _shown(self.groups, tallies)
        groups = {group: Evidence.of(heaps.get(group, ())) for group in order}
        return Breakdown(self.facet, Evidence.of(chain(*heaps.values())), FrozenMap(groups))

    def over(
        self, source: Records[N], periods: Iterable[Period], *, as_of: date | None = None
    ) -> FrozenMap[Period, Breakdown[M]]:
        """Measure each of some periods by group; the source is read once."""
        kept = source_of(self.metric.noun, source)
        return FrozenMap({period: self(kept, period, as_of=as_of) for period in periods})


_EARLIER: dict[str, Callable[[Period], Period]] = {
    "year": Period.year_before,
    "previous": Period.previous,
}


def earlier(period: Period, by: str) -> Period:
    """Give the period that another is held against."""
    return _EARLIER[by](period)


@attrs.frozen
class Changed(Generic[N, M]):
    """A metric beside itself in an earlier period; it is called as the metric is.

    ``as_of`` is the same day for both. A period that is not over by then is held against
    the whole of the earlier one: ask of the months so far instead.
    """

    metric: Metric[N, M]
    by: str

    def __attrs_post_init__(self) -> None:
        if self.by not in _EARLIER:
            raise KpiError(f"by={self.by!r} is none: {nearest(self.by, _EARLIER)}")

    @property
    def label(self) -> str:
        """The label of the metric that is compared."""
        return self.metric.label

    def earlier(self, period: Period) -> Period:
        """Give the period that another is held against."""
        return earlier(_period(period), self.by)

    def __call__(
        self, source: Records[N], period: Period, *, as_of: date | None = None
    ) -> Change[M]:
        """Measure the records of both periods; the source is read once."""
        read = self.metric.reading.measure
        before, after = self.tallies(source, period, as_of=as_of)
        return Change(read(before), read(after))

    def tallies(
        self, source: Records[N], period: Period, *, as_of: date | None = None
    ) -> tuple[Tally, Tally]:
        """Count what becomes of each record in the earlier period, and in this one."""
        kept = source_of(self.metric.noun, source)
        before = self.metric.tally(kept, self.earlier(period), as_of=as_of)
        return before, self.metric.tally(kept, period, as_of=as_of)

    def over(
        self, source: Records[N], periods: Iterable[Period], *, as_of: date | None = None
    ) -> Trend[Change[M]]:
        """Measure each of some periods; the source is read once."""
        kept = source_of(self.metric.noun, source)
        return Trend({period: self(kept, period, as_of=as_of) for period in periods})


def breakdown(
    facet: str, declared: tuple[Hashable, ...], tallies: Mapping[Hashable, Tally]
) -> Breakdown[Tally]:
    """Merge the groups' tallies to the overall one, and keep the groups to be shown."""
    overall = Tally.pooled(tallies.values())
    groups = {group: tallies.get(group, Tally()) for group in _shown(declared, tallies)}
    return Breakdown(facet, overall, FrozenMap(groups))


def _shown(
    declared: tuple[Hashable, ...], tallies: Mapping[Hashable, Tally]
) -> tuple[Hashable, ...]:
    """Order the groups: the declared, then those with cases, sorted, the unknown one last."""
    found = [group for group, tally in tallies.items() if tally.asked and group not in declared]
    known: list[Any] = [group for group in found if group is not None]
    return (*declared, *sorted(known, key=_rank), *(group for group in found if group is None))


def _rank(group: Any) -> Any:
    """Order the members of an enumeration, which are in no order themselves, by their values."""
    return group.value if isinstance(group, Enum) else group


def _tally_of(heap: Iterable[tuple[object, Fate]]) -> Tally:
    return Tally.of(Counter(fate for _, fate in heap))


def check_split(noun: type, facet: str, groups: tuple[Hashable, ...]) -> None:
    """Refuse a facet that the noun has not, a set-valued one, and groups that are none of it."""
    if facet not in facets_of(noun):
        raise KpiError(
            f"{noun.__name__} has no facet {facet!r}: {nearest(facet, facets_of(noun))} "
            f"(facets: {', '.join(facets_of(noun))})"
        )
    kind = _bare(shape_of(noun).facets[facet])
    if frozenset in (kind, get_origin(kind)):
        raise KpiError(
            f"{noun.__name__}.{facet} holds a set, in which one record has many values: "
            "ask of one value with a question of your own, such as attachment_rate.having(rider=…)"
        )
    if len(set(groups)) < len(groups):
        raise KpiError(f"groups={groups!r} names a group twice")
    for group in groups:
        check_facet(noun, facet, group)


def _bare(hint: Any) -> Any:
    """Strip the marking and None from a facet's annotation."""
    inner = hint.__origin__
    kinds = [kind for kind in getattr(inner, "__args__", ()) if kind is not type(None)]
    return kinds[0] if len(kinds) == 1 and get_origin(inner) is not frozenset else inner


def with_records(question: Question[N], records: Iterable[N]) -> Source[N]:
    """Give the source of a question's records, or refuse counts, which hold none."""
    source = source_of(question.noun, records)
    if not source.has_records:
        raise KpiError(
            f"{question.name} has no evidence in {type(source).__name__}, which holds counts: "
            "give the records"
        )
    return source


def _period(period: Period) -> Period:
    if not isinstance(period, Period):
        raise KpiError(f"period={period!r} is no Period: write fiscal_year(2021)")
    return period


def _options(asks: Callable[..., Fate]) -> dict[str, inspect.Parameter]:
    """Find the options of a question: its keyword-only arguments."""
    parameters = inspect.signature(asks).parameters.values()
    return {each.name: each for each in parameters if each.kind is each.KEYWORD_ONLY}


def default_options(asks: Callable[..., Fate]) -> FrozenMap[str, Hashable]:
    """Give the options that a question is asked with when none is named."""
    options = _options(asks).items()
    defaults = {name: each.default for name, each in options if each.default is not each.empty}
    return _frozen_options(defaults)


# Read as text, for in a module that puts off its annotations that is all they are.
_SEVERAL = re.compile(r"\b(Collection|Container|Iterable|Sequence|frozenset|list|set|tuple)\b")


def _check_option(asks: Callable[..., Fate], name: str, value: object) -> None:
    """Refuse one text where several are meant: its letters would be taken for them."""
    hint = inspect.formatannotation(_options(asks)[name].annotation)
    if isinstance(value, str) and _SEVERAL.search(hint):
        raise KpiError(f"{asks.__name__} takes several {name}: write {name}=({value!r},)")


def _frozen_options(options: Mapping[str, object]) -> FrozenMap[str, Hashable]:
    return FrozenMap({name: _hashable(name, value) for name, value in options.items()})


def _hashable(name: str, value: object) -> Hashable:
    if isinstance(value, set):
        return frozenset(value)
    if isinstance(value, list):
        return tuple(value)
    if not isinstance(value, Hashable):
        raise KpiError(f"{name}={value!r} cannot be an option: it can change")
    return value


def checked_question(asks: Callable[..., Fate]) -> Callable[..., Fate]:
    """Refuse a function that does not take one record, and its options by name."""
    parameters = inspect.signature(asks).parameters.values()
    asked = [each for each in parameters if each.kind is not each.KEYWORD_ONLY]
    if len(asked) != 1 or asked[0].kind in (asked[0].VAR_POSITIONAL, asked[0].VAR_KEYWORD):
        raise KpiError(
            f"{asks.__name__} must take one record, and its options after a *: "
            f"write def {asks.__name__}(record, *, days)"
        )
    return asks


def _metric_of(
    reading: Reading[M],
    noun: type[N],
    when: When,
    label: str | None,
    unit: str | None,
    version: str,
) -> Callable[[Callable[..., Any]], Metric[N, M]]:
    def made(asks: Callable[..., Any]) -> Metric[N, M]:
        return Metric(
            noun=noun,
            asks=checked_question(asks),
            reading=reading,
            when=when,
            label=asks.__name__ if label is None else label,
            unit=reading.unit if unit is None else unit,
            options=default_options(asks),
            version=version,
        )

    return made


def rate_of(
    noun: type[N],
    *,
    when: When,
    label: str | None = None,
    unit: str | None = None,
    version: str = "",
) -> Callable[[Callable[..., Answer]], Metric[N, Rate]]:
    """Make a question of yes and no a rate: yes over yes and no.

    ``when`` names the date that places a record, two for in force at the end of the
    period, or ``None`` for a snapshot. The question's keyword-only arguments are its
    options. Where its meaning changes and its name does not, give it a ``version``:
    comparing two years' reports then says so.

    >>> from agency_kpis import Contract, fiscal_year
    >>> @rate_of(Contract, when="concluded_on", label="ペーパーレス手続率")
    ... def paperless_rate(contract: Contract) -> Answer:
    ...     \"\"\"Share of procedures completed without paper.\"\"\"
    ...     return contract.paperless
    >>> print(paperless_rate([], fiscal_year(2021)))
    – (0/0)
    """
    return _metric_of(RATE, noun, when, label, unit, version)


def count_of(
    noun: type[N],
    *,
    when: When,
    label: str | None = None,
    unit: str | None = None,
    version: str = "",
) -> Callable[[Callable[..., Answer]], Metric[N, Count]]:
    """Make a question of yes and no a count of the yeses."""
    return _metric_of(COUNT, noun, when, label, unit, version)


def average_of(
    noun: type[N],
    *,
    when: When,
    label: str | None = None,
    unit: str | None = None,
    version: str = "",
) -> Callable[[Callable[..., Score]], Metric[N, Average]]:
    """Make a question of whole numbers their average."""
    return _metric_of(AVERAGE, noun, when, label, unit, version)
