"""The laws of questions, held against any metric or cadence."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from functools import reduce
from types import NoneType, UnionType
from typing import Any, Final, TypeAlias, Union, get_args, get_origin

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agency_kpis.answers import NOT_ASKED, Breakdown, Excluded, Fate, Tally, When, source_of
from agency_kpis.cadence import SLOT, Cadence, Roster
from agency_kpis.cube import Cube
from agency_kpis.cube.cells import cells_of
from agency_kpis.domain.moves import ItemMove
from agency_kpis.domain.renewals import RenewalCase
from agency_kpis.errors import KpiError, NotAFacet
from agency_kpis.periods import Period, fiscal_year
from agency_kpis.questions import Metric
from agency_kpis.records import Noun, changed, facets_of, shape_of
from agency_kpis.strategies.joined import renewal_cases
from agency_kpis.strategies.kinds import NOUNS
from agency_kpis.strategies.nouns import item_moves
from agency_kpis.strategies.pieces import days, few

_Metric: TypeAlias = Metric[Any, Any] | Cadence[Any]
_Sources: TypeAlias = Cube[Any] | Iterable[Any]


def check_metric(
    metric: _Metric,
    *,
    records: st.SearchStrategy[Any] | None = None,
    within: Period | None = None,
    roster: Roster | None = None,
    examples: int = 100,
) -> None:
    """Hold a metric or a cadence to the laws of questions, or raise ``AssertionError``.

    The error names the law, the metric and the records. ``records`` draws one record
    of an agency's own noun; ``within`` is the period asked about, the fiscal year 2021
    unless another is given. A cadence per person takes the ``roster`` given, else
    whomever the records name. The same metric is always tried with the same examples.

    - order of records does not matter
    - total in is total out
    - groups merge to overall
    - records outside the period change nothing
    - what came after as_of changes nothing
    - knowing more never reverses an answer
    - a cube answers as its records do

    >>> from agency_kpis import Answer, Contract, rate_of
    >>> @rate_of(Contract, when="concluded_on")
    ... def paperless_rate(contract: Contract) -> Answer:
    ...     return contract.paperless is True
    >>> check_metric(paperless_rate)
    Traceback (most recent call last):
    AssertionError: <paperless_rate() of Contract by concluded_on> breaks a law: knowing more ...
    """
    period = fiscal_year(2021) if within is None else within
    record = _records_of(metric.noun, period) if records is None else records
    people = None if roster is None else tuple(roster)
    try:
        _hold(_trials(metric, record, period, people), examples)
    except _Broken as broken:
        raise AssertionError(str(broken)) from None


class _Broken(AssertionError):
    """A law that a metric broke, told without the machinery that found it."""


def _records_of(noun: type, period: Period) -> st.SearchStrategy[Any]:
    """Give the strategy of records that can be asked as of any day, or all of one."""
    if noun is RenewalCase:
        return renewal_cases(within=period, as_of=st.none())
    if noun is ItemMove:
        return item_moves(within=period, as_of=st.just(period.last))
    if noun not in NOUNS:
        raise KpiError(f"{noun.__name__} has no strategy here: give records=, a strategy of it")
    return NOUNS[noun](within=period)


def _hold(trials: "st.SearchStrategy[_Trial]", examples: int) -> None:
    """Try every law on as many examples, the same whatever hypothesis' profile is.

    Once a law is broken it alone is tried, on ever smaller records.
    """
    laws = dict(_LAWS)

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(trials)
    def holds(trial: _Trial) -> None:
        for law, breaches in [*laws.items()]:
            for breach in breaches(trial):
                laws.clear()
                laws[law] = breaches
                raise _Broken(f"{trial.metric!r} breaks a law: {law}: {breach}")

    holds()


# ---- trials ----------------------------------------------------------------------------


@attrs.frozen(repr=False)
class _Trial:
    """A metric, and the records, in two orders, the period and the day on which it is tried."""

    metric: _Metric
    records: tuple[Any, ...]
    reordered: tuple[Any, ...]
    period: Period
    day: date
    roster: tuple[Any, ...] | None

    def ask(self, record: object) -> Fate:
        """Ask of a record, or of a cell, which does not say what an identity would."""
        try:
            return self.metric.asks(record, **self.metric.options)
        except NotAFacet:
            return None

    def tally(self, source: _Sources, as_of: date | None = None) -> Tally:
        if isinstance(self.metric, Metric):
            return self.metric.tally(source, self.period, as_of=as_of)
        return self.metric.tally(source, self.period, roster=self.roster, as_of=as_of)

    def split(self, facet: str) -> Breakdown[Tally]:
        if isinstance(self.metric, Metric):
            return self.metric.by(facet).tally(self.records, self.period)
        return self.metric.by(facet).tally(self.records, self.period, roster=self.roster)

    def total(self) -> int:
        """Count the records that came out; those of a cadence stand in slots, or in none."""
        if isinstance(self.metric, Metric):
            return self.tally(self.records).total
        source = source_of(self.metric.noun, self.records)
        turns = self.metric.turns(source, self.period, self.roster, None)
        placed = sum(slot.n for slot, _ in turns.slots)
        fates = [fate for _, _, fate in self.metric.fates(source, self.period, None)]
        silent = sum(fate is False or fate is NOT_ASKED for fate in fates)
        return placed + silent + sum(map(len, turns.unplaced.values()))


@st.composite
def _trials(
    draw: st.DrawFn,
    metric: _Metric,
    record: st.SearchStrategy[Any],
    period: Period,
    roster: tuple[Any, ...] | None,
) -> _Trial:
    records = draw(few(record)) + draw(few(record))
    reordered = draw(st.permutations(records))
    if isinstance(metric, Cadence) and metric.per is not None and roster is None:
        roster = _named(metric.per, records)
    day = _latest_of(records, draw(days(within=period)))
    return _Trial(metric, records, tuple(reordered), period, day, roster)


def _named(facet: str, records: Iterable[object]) -> tuple[Hashable, ...]:
    named = dict.fromkeys(getattr(each, facet) for each in records)
    return tuple(member for member in named if member is not None)


def _latest_of(records: Iterable[object], day: date) -> date:
    """Give the day, or the last that all records know, where they were joined as of one."""
    return min((own for each in records if (own := getattr(each, "as_of", None))), default=day)


# ---- the laws --------------------------------------------------------------------------


def _order(trial: _Trial) -> Iterator[str]:
    one, other = trial.tally(trial.records), trial.tally(trial.reordered)
    if one != other:
        yield f"{one} of {trial.records}, {other} of {trial.reordered}"


def _total(trial: _Trial) -> Iterator[str]:
    came_out = trial.total()
    if came_out != len(trial.records):
        yield f"{came_out} came out of {trial.records}"


def _groups(trial: _Trial) -> Iterator[str]:
    whole = trial.tally(trial.records)
    for facet in _split_by(trial.metric):
        parts = trial.split(facet)
        merged = reduce(Tally.merge, parts.groups.values(), Tally())
        if parts.overall != whole or _asked(merged) != _asked(whole):
            yield f"{merged} by {facet}, {whole} as a whole of {trial.records}"


def _split_by(metric: _Metric) -> list[str]:
    if isinstance(metric, Cadence):
        return [SLOT] if metric.per is None else [SLOT, metric.per]
    return [name for name in facets_of(metric.noun) if frozenset not in _kinds(metric.noun, name)]


def _outside(trial: _Trial) -> Iterator[str]:
    inside = [each for each in trial.records if _is_in(trial.metric.when, each, trial.period)]
    one, other = trial.tally(inside), trial.tally(trial.records)
    if _placed(one) != _placed(other):
        yield f"{one} of {inside}, {other} with those outside of {trial.records}"


def _is_in(when: When, record: object, period: Period) -> bool:
    if when is None:
        return True
    if isinstance(when, str):
        day: date | None = getattr(record, when)
        return day is not None and period.first <= day <= period.last
    start, end = (getattr(record, name) for name in when)
    return start is not None and start <= period.last and (end is None or end > period.last)


def _later(trial: _Trial) -> Iterator[str]:
    day = trial.day
    by_then = [each for each in trial.records if not _is_after(trial.metric.when, each, day)]
    known = [each.known_on(day) for each in by_then]
    one, other = trial.tally(known, as_of=day), trial.tally(trial.records, as_of=day)
    if _placed(one) != _placed(other):
        yield f"{one} as of {day}, {other} with what came after of {trial.records}"
    for each in known:
        for name in shape_of(type(each)).events:
            if _is_after(name, each, day):
                yield f"known_on({day}) tells {name} of {each}"


def _is_after(when: When, record: object, day: date) -> bool:
    if when is None:
        return False
    placed: date | None = getattr(record, when if isinstance(when, str) else when[0])
    return placed is not None and placed > day


def _knowing(trial: _Trial) -> Iterator[str]:
    for record in trial.records:
        for facet, less, more in _less_known(trial.metric.noun, record):
            unknown, known = trial.ask(less), trial.ask(more)
            if _is_settled(unknown) and known != unknown:
                yield f"{unknown} with {facet} unknown, {known} of {record}"


def _cells(trial: _Trial) -> Iterator[str]:
    metric, day = trial.metric, trial.day
    cube = Cube.count(metric.noun, trial.records, when=metric.when, as_of=day)
    try:
        counted = trial.tally(cube, as_of=day)
    except NotAFacet:  # it reads an identity, and is asked of the records only
        return
    tally = trial.tally(trial.records, as_of=day)
    if counted != tally:
        yield f"{counted} of the cube, {tally} as of {day} of {trial.records}"


_LAWS: Final[Mapping[str, Callable[[_Trial], Iterator[str]]]] = {
    "order of records does not matter": _order,
    "total in is total out": _total,
    "groups merge to overall": _groups,
    "records outside the period change nothing": _outside,
    "what came after as_of changes nothing": _later,
    "knowing more never reverses an answer": _knowing,
    "a cube answers as its records do": _cells,
}


# ---- what the laws look at -------------------------------------------------------------


def _asked(tally: Tally) -> Tally:
    """Leave out the records that were not asked: a group of only those is not shown."""
    return attrs.evolve(_placed(tally), not_asked=0)


def _placed(tally: Tally) -> Tally:
    """Leave out the records that are outside."""
    return attrs.evolve(tally, outside={}, unplaced={})


def _is_settled(answer: Fate) -> bool:
    return answer is not None and not isinstance(answer, Excluded)


def _less_known(noun: type[Any], record: Noun) -> Iterator[tuple[str, object, object]]:
    """Yield the record without each of its facets, and with it; a derived one by cells."""
    values = {name: getattr(record, name) for name in facets_of(noun)}
    known = [name for name, value in values.items() if value is not None]
    lacking = [name for name in known if NoneType in _kinds(noun, name)]
    derived = [name for name in lacking if name not in shape_of(noun).fields]
    for name in lacking:
        if name not in derived:
            yield name, changed(record, **{name: None}), record
    keys = [tuple({**values, name: None}.values()) for name in derived]
    whole, *cells = cells_of(noun, tuple(values), [tuple(values.values()), *keys])
    for name, cell in zip(derived, cells, strict=True):
        yield name, cell, whole


def _kinds(noun: type, facet: str) -> set[object]:
    """Name the kinds of value that a facet takes, ``NoneType`` where it may be unknown."""
    hint = shape_of(noun).facets[facet].__origin__
    kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return {get_origin(kind) or kind for kind in kinds}
