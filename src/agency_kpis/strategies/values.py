"""Strategies for measures, tallies and periods."""

from datetime import date, timedelta
from typing import Final

from hypothesis import strategies as st

from agency_kpis.answers import LATER, NOT_HAPPENED, OUT_OF_PERIOD, UNDATED, UNRECORDED, Tally
from agency_kpis.measures import Average, Count, Rate
from agency_kpis.periods import Period, fiscal_year
from agency_kpis.strategies.pieces import NAMES, NATURALS, mostly


def rates() -> st.SearchStrategy[Rate]:
    """Draw rates, of no cases too.

    Examples shrink towards 0/0.
    """
    return st.builds(lambda yes, no: Rate(yes, yes + no), NATURALS, NATURALS)


def counts() -> st.SearchStrategy[Count]:
    """Draw counts.

    Examples shrink towards 0.
    """
    return st.builds(Count, NATURALS)


def averages() -> st.SearchStrategy[Average]:
    """Draw averages, negative ones and those of no answers too.

    Examples shrink towards 0/1.
    """
    some = st.builds(Average, st.integers(), st.integers(min_value=1))
    return mostly(some, st.just(Average(0, 0)))


def tallies() -> st.SearchStrategy[Tally]:
    """Draw tallies of rates, counts, averages and cadences.

    Examples shrink towards the tally of nothing.
    """
    reasons = st.sampled_from((OUT_OF_PERIOD, UNDATED, NOT_HAPPENED, LATER))
    outside = st.dictionaries(reasons, NATURALS)
    answers = st.tuples(NATURALS, st.just(0))
    numbers = st.tuples(st.integers(min_value=1), st.integers())
    return st.builds(
        lambda answered, **others: Tally(yes=answered[0], points=answered[1], **others),
        answers | numbers,
        no=NATURALS,
        excluded=st.dictionaries(st.just(UNRECORDED) | NAMES, NATURALS),
        not_asked=NATURALS,
        outside=outside,
        unplaced=outside,
    )


_LAST_MONTH: Final = 12 * date.max.year + 11


@st.composite
def periods(draw: st.DrawFn, *, min_months: int = 1, max_months: int | None = None) -> Period:
    """Draw runs of whole months, anywhere in the calendar, labelled by their dates or not.

    Examples shrink towards January 2000.
    """
    latest = _LAST_MONTH - min_months + 1
    first = draw(st.dates(max_value=_opening(latest))).replace(day=1)
    opens = 12 * first.year + first.month - 1
    room = min(_LAST_MONTH - opens + 1, max_months or _LAST_MONTH)
    short = st.integers(min_months, min(min_months + 24, room))
    closes = opens + draw(mostly(short, st.integers(min_months, room))) - 1
    last = date.max if closes == _LAST_MONTH else _opening(closes + 1) - timedelta(days=1)
    label = draw(mostly(st.none(), NAMES))
    return Period(first, last) if label is None else Period(first, last, label)


def _opening(month: int) -> date:
    """Give the first day of a month, the months counted from the year 0."""
    return date(month // 12, month % 12 + 1, 1)


def fiscal_years() -> st.SearchStrategy[Period]:
    """Draw fiscal years, opening in any month and named as an agency likes.

    Examples shrink towards 1990年度, opening in January.
    """
    years = mostly(st.integers(1990, 2050), st.integers(1, date.max.year - 1))
    label = mostly(st.none(), NAMES)
    return st.builds(fiscal_year, years, starts_in=st.integers(1, 12), label=label)
