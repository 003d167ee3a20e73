"""Questions asked of records, and the metrics that read their answers.

A question sees one record and no period; which records a period holds is decided
here, once, for all of them.
"""

import inspect
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import partial, reduce
from importlib import import_module
from itertools import chain
from typing import Any, Generic, Self, TypeVar, cast, get_args, get_origin

import attrs

from agency_kpis.answers import (
    Answer,
    Breakdown,
    Evidence,
    Excluded,
    Fate,
    NotAsked,
    Score,
    Source,
    Tally,
    When,
    source_of,
)
from agency_kpis.checks import check_text
from agency_kpis.errors import KpiError, NotAFacet, nearest
from agency_kpis.frozen import FrozenMap
from agency_kpis.measures import Average, Count, Measure, Rate
from agency_kpis.periods import Period
from agency_kpis.records import check_facet, facets_of, shape_of

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

    def __attrs_post_init__(self) -> None:
        shape_of(self.noun)
        _check_when(self.noun, self.when)
        check_text("label", self.label)
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

    @property
    def definition(self) -> str:
        """The question in words: the docstring of the function that asks."""
        return inspect.getdoc(self.asks) or ""

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
        self, source: Source[N], period: Period, as_of: date | None
    ) -> Iterator[tuple[N, int, Fate]]:
        """Yield what becomes of each record or cell, and how many records it stands for."""
        ask = self._ready()
        for subject, n, outside in source.placed(self.when, _period(period), as_of):
            yield subject, n, self._answer(ask, subject) if outside is None else outside

    def _ready(self) -> Callable[[N], Fate]:
        missing = [name for name in _options(self.asks) if name not in self.options]
        if missing:
            spelled = ", ".join(f"{name}=…" for name in missing)
            raise KpiError(f"{self.name} needs options: write {self.name}.having({spelled})")
        return partial(self.asks, **self.options)

    def _answer(self, ask: Callable[[N], Fate], subject: N) -> Fate:
        try:
            answer = ask(subject)
        except NotAFacet as error:
            raise NotAFacet(f"{self.name} {error}") from None
        if type(answer) not in self.reading.answers:
            wanted = "a whole number" if int in self.reading.answers else "True, False"
            raise KpiError(
                f"{self.name} answered {answer!r} of {subject!r}: "
                f"it is {wanted}, None, Excluded(reason) or NOT_ASKED"
            )
        return answer

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
        where = (self.__module__, self.asks.__qualname__)
        changes = {"options": self.options, "when": self.when, "noun": self.noun}
        return _recalled, (*where, {**changes, "label": self.label})


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
    ) -> FrozenMap[Period, M]:
        """Measure each of some periods; the source is read once."""
        kept = source_of(self.noun, source)
        return FrozenMap({period: self(kept, period, as_of=as_of) for period in periods})

    def by(self, facet: str, groups: Iterable[Hashable] = ()) -> "Split[N, M]":
        """Split the measure by a facet; declared groups come first and always."""
        return Split(self, facet, groups)


@attrs.frozen
class Split(Generic[N, M]):
    """A metric by the groups of a facet; it is called as the metric is.

    Declared groups come first, at 0/0 too; then those with any record asked or
    excluded, sorted; the unknown group, ``None``, comes last.
    """

    metric: Metric[N, M]
    facet: str
    groups: tuple[Hashable, ...] = attrs.field(converter=tuple[Hashable, ...])

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
        counters: dict[Hashable, Counter[Fate]] = {}
        for subject, n, fate in self.metric.fates(
            source_of(self.metric.noun, source), period, as_of
        ):
            counters.setdefault(getattr(subject, self.facet), Counter())[fate] += n
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


def breakdown(
    facet: str, declared: tuple[Hashable, ...], tallies: Mapping[Hashable, Tally]
) -> Breakdown[Tally]:
    """Merge the groups' tallies to the overall one, and keep the groups to be shown."""
    overall = reduce(Tally.merge, tallies.values(), Tally())
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
    if get_origin(_bare(shape_of(noun).facets[facet])) is frozenset:
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


def _check_when(noun: type, when: When) -> None:
    names = (when,) if isinstance(when, str) else when or ()
    if isinstance(when, tuple) and len(when) != 2:
        raise KpiError(f"when={when!r} is no pair of dates: write ('starts_on', 'in_force_until')")
    for name in names:
        if not hasattr(noun, name):
            known = [name for name in dir(noun) if not name.startswith("_")]
            raise KpiError(f"{noun.__name__} has no {name!r} (when): {nearest(name, known)}")


def _options(asks: Callable[..., Fate]) -> dict[str, inspect.Parameter]:
    """Find the options of a question: its keyword-only arguments."""
    parameters = inspect.signature(asks).parameters.values()
    return {each.name: each for each in parameters if each.kind is each.KEYWORD_ONLY}


def default_options(asks: Callable[..., Fate]) -> FrozenMap[str, Hashable]:
    """Give the options that a question is asked with when none is named."""
    options = _options(asks).items()
    defaults = {name: each.default for name, each in options if each.default is not each.empty}
    return _frozen_options(defaults)


def _check_option(asks: Callable[..., Fate], name: str, value: object) -> None:
    """Refuse one text where several are meant: its letters would be taken for them."""
    hint = _options(asks)[name].annotation
    kinds = {get_origin(each) or each for each in (hint, *get_args(hint))}
    if isinstance(value, str) and kinds & {Collection, frozenset, tuple}:
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
    reading: Reading[M], noun: type[N], when: When, label: str | None, unit: str | None
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
        )

    return made


def rate_of(
    noun: type[N], *, when: When, label: str | None = None, unit: str | None = None
) -> Callable[[Callable[..., Answer]], Metric[N, Rate]]:
    """Make a question of yes and no a rate: yes over yes and no.

    ``when`` names the date that places a record, two for in force at the end of the
    period, or ``None`` for a snapshot. The question's keyword-only arguments are its
    options.

    >>> from agency_kpis import Contract, fiscal_year
    >>> @rate_of(Contract, when="concluded_on", label="ペーパーレス手続率")
    ... def paperless_rate(contract: Contract) -> Answer:
    ...     \"\"\"Share of procedures completed without paper.\"\"\"
    ...     return contract.paperless
    >>> print(paperless_rate([], fiscal_year(2021)))
    – (0/0)
    """
    return _metric_of(RATE, noun, when, label, unit)


def count_of(
    noun: type[N], *, when: When, label: str | None = None, unit: str | None = None
) -> Callable[[Callable[..., Answer]], Metric[N, Count]]:
    """Make a question of yes and no a count of the yeses."""
    return _metric_of(COUNT, noun, when, label, unit)


def average_of(
    noun: type[N], *, when: When, label: str | None = None, unit: str | None = None
) -> Callable[[Callable[..., Score]], Metric[N, Average]]:
    """Make a question of whole numbers their average."""
    return _metric_of(AVERAGE, noun, when, label, unit)
