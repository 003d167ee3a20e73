"""What strategies are made of: texts, days, common values and rare ones."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import combinations
from typing import Any, Final, TypeAlias, TypeVar

import attrs
from hypothesis import strategies as st

from agency_kpis.periods import Period
from agency_kpis.records import Noun, changed

T = TypeVar("T")
NounT = TypeVar("NounT", bound=Noun)
MaybeDay: TypeAlias = date | None

_VISIBLE = "aZ7あ契ー（<&\"'𠮷é"
_BLANK = " 　\t\n"
_AROUND: Final = st.text(_VISIBLE + _BLANK)
_PADDED: Final = st.tuples(_AROUND, st.sampled_from(_VISIBLE), _AROUND).map("".join)


def mostly(common: st.SearchStrategy[T], *rare: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """Draw the common four times as often as the rare."""
    return _weighted([common] * 4 * len(rare) + [*rare])


def few(each: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """Draw any number, mostly none, one or two."""
    none, one, two = st.just(()), st.tuples(each), st.tuples(each, each)
    many = st.lists(each).map(tuple[T, ...])
    return _weighted([none] * 4 + [one] * 8 + [two] * 3 + [many])


def _weighted(strategies: Sequence[st.SearchStrategy[T]]) -> st.SearchStrategy[T]:
    """Draw from one of the strategies; its repr does not spell them out, which takes pages."""
    places = st.integers(0, len(strategies) - 1)
    return places.flatmap(lambda place: strategies[place])


NATURALS: Final = mostly(st.integers(min_value=0), st.just(0))

# ---- texts and days --------------------------------------------------------------------

NAMES: Final = mostly(st.text(_VISIBLE, min_size=1, max_size=2), _PADDED)


def names() -> st.SearchStrategy[str]:
    """Draw texts that say something, in Japanese, with markup and blanks too.

    Examples shrink towards ``"a"``.
    """
    return NAMES


def days(*, within: Period | None = None) -> st.SearchStrategy[date]:
    """Draw days; with ``within`` mostly in that period, else at its edges or a year off.

    Examples shrink towards the first day of the period, or of the year 2000.
    """
    return st.dates() if within is None else _near(within, unknown=0)


def dated(within: Period | None) -> st.SearchStrategy[MaybeDay]:
    """Draw the day of what has one, unless nobody wrote it down."""
    return mostly(st.dates(), st.none()) if within is None else _near(within, unknown=1)


def event(within: Period | None) -> st.SearchStrategy[MaybeDay]:
    """Draw the day of what may never happen."""
    return st.none() | days(within=within)


def _near(period: Period, *, unknown: int) -> st.SearchStrategy[Any]:
    """Draw a day by its place: of six parts four lie within, one at the edges, one near."""
    length = (period.last - period.first).days + 1
    return st.integers(0, (6 + unknown) * length - 1).map(partial(_placed, period, length))


def _placed(period: Period, length: int, place: int) -> MaybeDay:
    part, offset = divmod(place, length)
    if part < 4:
        return _moved(period.first, offset)
    if part == 4:
        return _moved((period.first, period.last)[offset % 2], (0, 0, -1, 1)[offset % 4])
    return _moved(period.first, offset * (length + 732) // length - 366) if part == 5 else None


def _moved(day: date, by: int) -> date:
    """Give the day so many days later, as far as the calendar goes."""
    ordinal = min(max(day.toordinal() + by, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(ordinal)


# ---- fields ----------------------------------------------------------------------------


@attrs.frozen
class Pool:
    """The common values of a field, and any that it may have."""

    common: tuple[Any, ...]
    any: st.SearchStrategy[Any]


def own_id(letter: str) -> Pool:
    """Pool ids, few enough for records to meet."""
    return Pool(tuple(f"{letter}-{number}" for number in range(1, 9)), NAMES)


def other_id(letter: str) -> Pool:
    """Pool the ids that records refer by."""
    return word(*own_id(letter).common)


def word(*common: str) -> Pool:
    """Pool texts, unknown among them."""
    return Pool((None, *common), NAMES)


def rarely(strategy: st.SearchStrategy[Any], usual: object = None) -> Pool:
    """Pool what is the same in most records."""
    return Pool((usual,), strategy)


def words(*common: str) -> Pool:
    """Pool sets of texts, unknown among them."""
    return Pool((None, *_subsets(common)), st.frozensets(NAMES))


def subsets_of(values: Iterable[T]) -> st.SearchStrategy[frozenset[T] | None]:
    """Draw sets of some of the values, or unknown."""
    return st.sampled_from((None, *_subsets(tuple(values))))


def _subsets(values: tuple[T, ...]) -> list[frozenset[T]]:
    sizes = range(len(values) + 1)
    return [frozenset(some) for size in sizes for some in combinations(values, size)]


def one_of(values: Iterable[T]) -> st.SearchStrategy[T | None]:
    """Draw one of the values, or unknown."""
    return st.sampled_from((None, *(each for value in values for each in (value, value))))


def drawn(
    noun: type[NounT],
    ordered: Mapping[str, st.SearchStrategy[MaybeDay]],
    **fields: st.SearchStrategy[Any] | Pool,
) -> st.SearchStrategy[NounT]:
    """Draw a noun, of common values mostly; its ordered days come in their order."""
    pools = {name: each for name, each in fields.items() if isinstance(each, Pool)}
    plain = {name: each for name, each in fields.items() if not isinstance(each, Pool)}
    usual = {name: pool.common[0] for name, pool in pools.items() if len(pool.common) == 1}
    several = {name: pool for name, pool in pools.items() if name not in usual}
    common = {name: st.sampled_from(pool.common) for name, pool in several.items()}
    odd = few(st.sampled_from([*pools])).flatmap(
        lambda names: st.fixed_dictionaries({name: pools[name].any for name in names})
    )

    def made(dates: tuple[MaybeDay, ...], values: Mapping[str, Any]) -> NounT:
        return noun(**dict(zip(ordered, dates, strict=True)), **usual, **values)

    dates = st.tuples(*ordered.values()).map(in_order)
    mine = st.builds(made, dates, st.fixed_dictionaries({**plain, **common}))
    return mostly(mine, st.builds(lambda each, others: changed(each, **others), mine, odd))


def in_order(dates: tuple[MaybeDay, ...]) -> tuple[MaybeDay, ...]:
    """Put days in their order, where all are known."""
    known = [day for day in dates if day is not None]
    return tuple(sorted(known)) if len(known) == len(dates) else dates
