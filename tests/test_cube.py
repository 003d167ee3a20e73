"""The laws of the cube: it tallies as its records do, and adds up as they do."""

import json
import pickle
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from enum import Enum, StrEnum
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import pytest
from attrs import field
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agency_kpis.answers import NOT_ASKED, NOT_HAPPENED, Answer, Excluded, Score, Tally, When
from agency_kpis.cadence import Cadence, cadence_of
from agency_kpis.cube import Cube
from agency_kpis.cube.counting import LATER
from agency_kpis.domain.activities import SurveyRequest, TrainingSession
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Policyholder
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.domain.renewals import RenewalCase, renewal_cases
from agency_kpis.domain.terms import Ending, Line
from agency_kpis.errors import KpiError, NotAFacet
from agency_kpis.measures import Rate
from agency_kpis.metrics import (
    attachment_rate,
    mobile_registered_rate,
    renewal_rate,
    self_study_cadence,
    survey_response_rate,
    survey_responses,
)
from agency_kpis.periods import Every, Period, fiscal_year
from agency_kpis.questions import Metric, average_of, count_of, rate_of
from agency_kpis.records import Event, Facet, Noun, facets_of, record

FY = fiscal_year(2021)
MONTHS = FY.previous().months() + FY.months()
APRIL, MAY = date(2021, 4, 1), date(2021, 5, 1)
PAIR = ("made_on", "ended_on")


class Size(StrEnum):
    SMALL = "小"
    LARGE = "大"


class Mood(Enum):
    GOOD = 1
    BAD = 2


@record
class Visit(Noun):
    """A noun with a facet of every kind, an event, and two derived facets."""

    visit_id: str
    made_on: date | None = None
    ended_on: date | None = None
    answered_on: Event[date | None] = None
    branch: Facet[str | None] = None
    size: Facet[Size | None] = None
    mood: Facet[Mood | None] = None
    score: Facet[int | None] = None
    urgent: Facet[bool | None] = None
    tags: Facet[frozenset[str] | None] = None
    steps: Facet[tuple[Size, ...] | None] = None
    due: Facet[date | None] = None
    answered: Facet[bool] = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "answered", self.answered_on is not None)

    @property
    def is_dated(self) -> Facet[bool]:
        """A facet that follows from an identity, and has no slot."""
        return self.made_on is not None

    @property
    def until(self) -> date | None:
        """No facet."""
        return self.ended_on


@record
class Followed(Visit):
    """A subclass with a facet and an event of its own."""

    closed_on: Event[date | None] = None
    region: Facet[str | None] = None


# ---- what is drawn -----------------------------------------------------------------------

days = st.dates(MONTHS[0].first - timedelta(days=40), MONTHS[-1].last + timedelta(days=40))
some_days = st.none() | days
texts = st.none() | st.sampled_from(("本店", "支店"))
facets: dict[str, st.SearchStrategy[Any]] = {
    "branch": texts,
    "size": st.none() | st.sampled_from(Size),
    "mood": st.none() | st.sampled_from(Mood),
    "score": st.none() | st.integers(-1, 2),
    "urgent": st.none() | st.booleans(),
    "tags": st.none() | st.frozensets(st.sampled_from("ab")),
    "steps": st.none() | st.lists(st.sampled_from(Size), max_size=2).map(tuple),
    "due": st.none() | st.sampled_from((APRIL, MAY)),
}
dates = {"made_on": some_days, "ended_on": some_days, "answered_on": some_days}
visits = st.builds(Visit, visit_id=st.just("V"), **dates, **facets)
followed = st.builds(
    Followed, visit_id=st.just("F"), closed_on=some_days, region=texts, **dates, **facets
)
whens = st.sampled_from((None, "made_on", "answered_on", PAIR, ("made_on", "until")))
books = st.lists(visits | followed, max_size=12)
kept_facets = st.none() | st.sets(st.sampled_from(facets_of(Visit)))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Draw a run of months of two years."""
    pair = draw(st.tuples(st.sampled_from(MONTHS), st.sampled_from(MONTHS)))
    return Period(min(each.first for each in pair), max(each.last for each in pair))


def spread(visit: Visit) -> int:
    """Give a number that takes every facet into account."""
    values = (getattr(visit, name) for name in facets_of(Visit))
    return sum(place * (len(str(value)) + 1) for place, value in enumerate(values, start=1))


answers: st.SearchStrategy[Answer] = st.sampled_from(
    (True, False, None, NOT_ASKED, Excluded("甲"), Excluded("乙"))
)
scores: st.SearchStrategy[Score] = st.integers(-3, 3) | st.sampled_from(
    (None, NOT_ASKED, Excluded("甲"))
)


@st.composite
def metrics(draw: st.DrawFn, when: When) -> Metric[Visit, Any]:
    """Draw a metric that answers anything, each combination of facets as it likes."""
    made, drawn = draw(
        st.sampled_from(((rate_of, answers), (count_of, answers), (average_of, scores)))
    )
    said: list[Any] = draw(st.lists(drawn, min_size=1, max_size=5))

    def asks(visit: Visit) -> object:
        """Answer by the facets."""
        return said[spread(visit) % len(said)]

    metric: Metric[Visit, Any] = made(Visit, when=when)(asks)
    return metric


def counted(records: list[Any], when: When, as_of: date | None = None) -> Cube[Visit]:
    """Count visits by all their facets."""
    return Cube.count(Visit, records, when=when, as_of=as_of)


def visit(**fields: object) -> Visit:
    """Make a visit of which little is known."""
    return Visit(visit_id="V-1", **fields)  # type: ignore[arg-type]


# ---- a cube tallies as its records do ------------------------------------------------------


@given(st.data(), books, whens, some_days, periods())
def test_a_cube_tallies_as_its_records_do(
    data: st.DataObject, book: list[Visit], when: When, as_of: date | None, period: Period
) -> None:
    """Whatever is asked, of any months, as of any day: the same answers and reasons."""
    metric = data.draw(metrics(when))
    cube = counted(book, when, as_of)
    assert metric.tally(cube, period) == metric.tally(book, period, as_of=as_of)
    assert metric.tally(cube, period, as_of=as_of) == metric.tally(cube, period)


@given(st.data(), books, whens, some_days)
def test_a_cube_splits_as_its_records_do(
    data: st.DataObject, book: list[Visit], when: When, as_of: date | None
) -> None:
    """By each facet that is no set, the derived ones included."""
    metric = data.draw(metrics(when))
    split = metric.by(data.draw(st.sampled_from(("branch", "size", "urgent", "answered"))))
    expected = split.tally(book, FY, as_of=as_of)
    assert split.tally(counted(book, when, as_of), FY) == expected


@given(st.data(), books, whens)
def test_any_months_are_read_from_one_cube(
    data: st.DataObject, book: list[Visit], when: When
) -> None:
    """A generator is counted once, and every month read from the counts."""
    metric = data.draw(metrics(when))
    cube = Cube.count(Visit, (each for each in book), when=when)
    assert metric.over(cube, MONTHS) == metric.over(book, MONTHS)


@given(st.lists(followed, max_size=12), whens, some_days)
def test_a_cube_of_a_subclass_answers_its_parents_questions(
    book: list[Followed], when: When, as_of: date | None
) -> None:
    """And those that read the facet it adds, an event of its own being known by its day too."""

    @count_of(Visit, when=when)
    def urgent(each: Visit) -> Answer:
        """Count of urgent visits."""
        return each.urgent

    cube = Cube.count(Followed, book, when=when, as_of=as_of)
    by_region = urgent.of(Followed).by("region")
    assert urgent.tally(cube, FY) == urgent.tally(book, FY, as_of=as_of)
    assert by_region.tally(cube, FY) == by_region.tally(book, FY, as_of=as_of)


@given(st.data(), books, some_days, st.integers(1, 2), st.sampled_from((None, "branch")))
def test_a_cadence_of_a_cube_is_that_of_its_records(
    data: st.DataObject, book: list[Visit], as_of: date | None, times: int, per: str | None
) -> None:
    """By the month and by the half, of nobody in particular and of each of a roster."""
    every = data.draw(st.sampled_from((Every.MONTH, Every.HALF)))
    asked = cadence_of(Visit, when="made_on", every=every, times=times, per=per)
    cadence: Cadence[Visit] = asked(lambda each: each.urgent)
    roster = None if per is None else ("本店", "東京")
    cube = counted(book, "made_on", as_of)
    expected = cadence.tally(book, FY, roster=roster, as_of=as_of)
    assert cadence.tally(cube, FY, roster=roster) == expected


def contracts(**more: st.SearchStrategy[Any]) -> st.SearchStrategy[Contract]:
    """Draw contracts, some of which end, expire or renew another."""

    def made(starts_on: date | None, lasts: int | None, **fields: object) -> Contract:
        known = starts_on is not None and lasts is not None
        expires_on = starts_on + timedelta(days=lasts) if known else None  # type: ignore[operator, arg-type]
        return Contract(starts_on=starts_on, expires_on=expires_on, **fields)  # type: ignore[arg-type]

    return st.builds(
        made,
        contract_id=st.sampled_from(("C-1", "C-2", "C-3")),
        starts_on=some_days,
        lasts=st.none() | st.integers(0, 400),
        ended_on=some_days,
        ending=st.none() | st.sampled_from(Ending),
        insurer=st.none() | st.sampled_from(("東海", "あいおい")),
        line=st.none() | st.sampled_from((Line.AUTO, Line.FIRE)),
        riders=st.none() | st.frozensets(st.sampled_from(("甲特約", "乙特約"))),
        is_fleet=st.none() | st.booleans(),
        **more,
    )


@given(st.lists(contracts(), max_size=12), some_days, periods())
def test_contracts_in_force_are_those_of_the_records(
    book: list[Contract], as_of: date | None, period: Period
) -> None:
    """An end may be an expiry or come early, and a later one is not known."""
    when = ("starts_on", "in_force_until")
    rate = attachment_rate.having(rider="甲特約", line=Line.AUTO).placed(when)
    cube = Cube.count(Contract, book, when=when, as_of=as_of)
    assert rate.tally(cube, period) == rate.tally(book, period, as_of=as_of)


@given(st.lists(contracts(), max_size=12), some_days)
def test_why_a_contract_ended_is_known_once_it_has(
    book: list[Contract], as_of: date | None
) -> None:
    """What an event tells is unknown before it, in a cube as in a record."""

    @rate_of(Contract, when="starts_on")
    def cancelled(contract: Contract) -> Answer:
        """Share of contracts that were cancelled, of those that ended."""
        return None if contract.ending is None else contract.ending is Ending.CANCELLED

    cube = Cube.count(Contract, book, when="starts_on", as_of=as_of)
    assert cancelled.tally(cube, FY) == cancelled.tally(book, FY, as_of=as_of)


@given(st.lists(contracts(renews=st.sampled_from(((), ("C-1",)))), max_size=6), days)
def test_renewal_cases_are_joined_again_as_of_the_cubes_day(
    book: list[Contract], as_of: date
) -> None:
    """A noun that says itself how it stood on a day is asked for every record."""
    cases = renewal_cases(book)
    cube = Cube.count(RenewalCase, cases, when="expires_on", as_of=as_of)
    assert renewal_rate.tally(cube, FY) == renewal_rate.tally(cases, FY, as_of=as_of)


def test_a_case_renewed_later_is_not_renewed_in_the_cube() -> None:
    """Nor does a case joined without a day know of one."""
    old = Contract(contract_id="C-1", starts_on=APRIL, expires_on=MAY, line=Line.FIRE)
    new = Contract(
        contract_id="C-2", concluded_on=MAY, starts_on=MAY, renews=("C-1",), line=Line.FIRE
    )
    cases = renewal_cases([old, new])
    renewed = {
        as_of: renewal_rate(Cube.count(RenewalCase, cases, when="expires_on", as_of=as_of), FY)
        for as_of in (None, APRIL)
    }
    assert renewed == {None: Rate(1, 1), APRIL: Rate(0, 0)}


@given(st.lists(st.tuples(some_days, some_days, some_days), max_size=8), some_days)
def test_an_intent_dated_later_is_not_in_the_cube(
    book: list[tuple[date | None, date | None, date | None]], as_of: date | None
) -> None:
    """The dates that tell of an intent are looked at as events are."""

    @rate_of(IntentRecord, when=None)
    def differs(each: IntentRecord) -> Answer:
        """Share of intents that differ, of those that are on record."""
        return each.differs

    records = [
        IntentRecord(record_id="I", confirmed_on=confirmed, reviewed_on=reviewed, shared_on=shared)
        for confirmed, reviewed, shared in book
    ]
    cube = Cube.count(IntentRecord, records, when="confirmed_on", as_of=as_of)
    flow = differs.placed("confirmed_on")
    assert flow.tally(cube, FY) == flow.tally(records, FY, as_of=as_of)


@given(
    st.lists(
        st.tuples(days, st.none() | st.integers(0, 500), texts, st.none() | st.booleans()),
        max_size=12,
    ),
    some_days,
    periods(),
)
def test_policyholders_on_the_roll_are_those_of_the_records(
    book: list[tuple[date, int | None, str | None, bool | None]],
    as_of: date | None,
    period: Period,
) -> None:
    """Who leaves after as_of is still there."""
    records = [
        Policyholder(
            customer_id=str(number),
            since=since,
            until=None if stays is None else since + timedelta(days=stays),
            insurer=insurer,
            mobile_registered=registered,
        )
        for number, (since, stays, insurer, registered) in enumerate(book)
    ]
    cube = Cube.count(Policyholder, records, when=("since", "until"), as_of=as_of)
    split = mobile_registered_rate.by("insurer")
    assert split.tally(cube, period) == split.tally(records, period, as_of=as_of)


@given(st.lists(st.tuples(days, st.none() | st.integers(0, 60)), max_size=8), some_days)
def test_an_answer_after_as_of_is_none_yet(
    book: list[tuple[date, int | None]], as_of: date | None
) -> None:
    """A derived facet follows its event to any day."""
    records = [
        SurveyRequest(
            request_id=str(number),
            asked_on=asked,
            answered_on=None if after is None else asked + timedelta(days=after),
        )
        for number, (asked, after) in enumerate(book)
    ]
    cube = Cube.count(SurveyRequest, records, when="asked_on", as_of=as_of)
    expected = survey_response_rate.tally(records, FY, as_of=as_of)
    assert survey_response_rate.tally(cube, FY) == expected


@given(books, whens, some_days, periods())
def test_every_record_is_in_a_cell_and_in_one_place(
    book: list[Visit], when: When, as_of: date | None, period: Period
) -> None:
    """Cell by cell, all that came in is inside or outside for a reason."""
    cube = counted(book, when, as_of)
    found = list(cube.placed(when, period, as_of))
    assert sum(n for _, n, _ in found) == len(book)
    assert {repr(each) for each, _, _ in found} == {repr(each) for each in cube.cells}


def test_a_question_is_asked_once_of_each_cell_for_any_number_of_months() -> None:
    """Its answers are the same in all of them; another question of the same name is asked anew."""
    seen: list[Visit] = []

    def asking(answer: Answer) -> Metric[Visit, Any]:
        @count_of(Visit, when="made_on")
        def asked(each: Visit) -> Answer:
            """Count visits."""
            seen.append(each)
            return answer

        return asked

    cube = counted([visit(made_on=month.first) for month in MONTHS] * 2, "made_on")
    yes, no = asking(True), asking(False)
    assert [count.n for count in yes.over(cube, MONTHS).values()] == [2] * 24
    assert [count.n for count in no.over(cube, MONTHS).values()] == [0] * 24
    assert len(seen) == 2


# ---- cubes add up --------------------------------------------------------------------------


@given(books, books, whens, some_days)
def test_cubes_of_parts_add_up_to_the_cube_of_the_whole(
    one: list[Visit], other: list[Visit], when: When, as_of: date | None
) -> None:
    """Two files, two branches, two machines."""
    whole = counted([*one, *other], when, as_of)
    assert counted(one, when, as_of) + counted(other, when, as_of) == whole


@given(books, books, whens, some_days)
def test_what_was_added_can_be_taken_away(
    one: list[Visit], other: list[Visit], when: When, as_of: date | None
) -> None:
    """Nothing is left of it, not even a zero."""
    first, second = counted(one, when, as_of), counted(other, when, as_of)
    assert (first + second) - second == first


@given(books, whens, some_days, kept_facets)
def test_a_cube_is_what_its_counts_say(
    book: list[Visit], when: When, as_of: date | None, kept: set[str] | None
) -> None:
    """As they are, and through JSON, in which a set is a list and a day a text."""
    cube = Cube.count(Visit, book, when=when, as_of=as_of, facets=kept)
    rows = cube.to_counts()
    written = json.loads(json.dumps(rows, default=str))
    for read in (rows, written):
        assert Cube.from_counts(Visit, read, when=when, as_of=as_of, facets=kept) == cube


@given(books, books, whens, some_days)
def test_a_cube_equals_another_when_what_it_counts_does(
    one: list[Visit], other: list[Visit], when: When, as_of: date | None
) -> None:
    """Equal cubes hash alike, and any order of the records makes the same cube."""
    cube = counted(one, when, as_of)
    again = counted(one[::-1], when, as_of)
    assert cube == again
    assert hash(cube) == hash(again)
    assert (cube == counted([*one, *other], when, as_of)) is (not other)


@given(st.lists(contracts(), max_size=5))
def test_a_cube_goes_to_another_process_and_back(book: list[Contract]) -> None:
    """Also one that has been asked."""
    cube = Cube.count(Contract, book, when="starts_on")
    assert len(cube.cells) <= len(book)
    sent = pickle.loads(pickle.dumps(cube))
    assert sent == cube
    assert attachment(sent) == attachment(cube)


def attachment(cube: Cube[Contract]) -> Tally:
    """Ask for a rider, in any cube."""
    return attachment_rate.having(rider="甲特約", line=Line.AUTO).tally(cube, FY)


class Kept(RuleBasedStateMachine):
    """A cube that is kept up to date holds at every step what its records count to."""

    cube = counted([], PAIR, APRIL)
    held: tuple[list[Visit], ...] = ()

    @rule(book=books)
    def add(self, book: list[Visit]) -> None:
        self.cube += counted(book, PAIR, APRIL)
        self.held += (book,)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def take_away(self, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(self.held) - 1))
        self.cube -= counted(self.held[at], PAIR, APRIL)
        self.held = self.held[:at] + self.held[at + 1 :]

    @rule()
    def write_and_read(self) -> None:
        rows = self.cube.to_counts()
        self.cube = Cube.from_counts(Visit, rows, when=PAIR, as_of=APRIL)

    @rule(number=st.integers(1, 3))
    def refuse_what_is_not_there(self, number: int) -> None:
        strangers = [Visit(visit_id="X", branch="どこにもない", made_on=APRIL)] * number
        with pytest.raises(KpiError, match=f"n=-{number} is less than 0"):
            self.cube - counted(strangers, PAIR, APRIL)

    @invariant()
    def holds_its_records(self) -> None:
        assert self.cube == counted([each for book in self.held for each in book], PAIR, APRIL)


TestKept = Kept.TestCase
TestKept.settings = settings(stateful_step_count=10)


def test_an_end_whose_start_is_taken_away_cannot_stay() -> None:
    """In force in May: none that started, one that ended, is below zero."""
    march, long_ago = date(2021, 3, 1), date(2021, 1, 1)
    both = counted(
        [visit(made_on=long_ago, ended_on=APRIL), visit(made_on=MAY, ended_on=None)], PAIR
    )
    with pytest.raises(KpiError, match=r"month=2021-04-01: 1 ended that never started"):
        both - counted([visit(made_on=long_ago, ended_on=None)], PAIR)
    assert both - counted([visit(made_on=MAY, ended_on=None)], PAIR) == counted(
        [visit(made_on=date(2021, 1, 31), ended_on=date(2021, 4, 30))], PAIR
    )
    assert march < APRIL


@pytest.mark.parametrize(
    ("other", "axis"),
    [
        (Cube.count(Followed, [], when="made_on"), "noun"),
        (Cube.count(Visit, [], when=None), "when"),
        (Cube.count(Visit, [], when="made_on", as_of=APRIL), "as_of"),
        (Cube.count(Visit, [], when="made_on", facets=["branch"]), "facets"),
    ],
)
def test_cubes_of_different_axes_do_not_add_up(other: Cube[Any], axis: str) -> None:
    """The error names what differs."""
    cube = counted([], "made_on")
    with pytest.raises(KpiError, match=rf"^cubes of {axis}=.* do not add up$"):
        cube + other
    with pytest.raises(KpiError, match=rf"^cubes of {axis}=.* do not add up$"):
        cube - other


def test_a_cube_adds_to_cubes_only() -> None:
    """Records are to be counted first."""
    cube: Any = counted([], "made_on")
    with pytest.raises(TypeError):
        cube + visit()
    with pytest.raises(TypeError):
        cube - visit()
    assert (cube == []) is False


# ---- what a cube tells of itself -----------------------------------------------------------


def test_sizes_tell_which_facet_has_too_many_values() -> None:
    """And how many cells there are; fewer facets make fewer."""
    book = [visit(branch=str(number), urgent=True, made_on=APRIL) for number in range(9)]
    sizes = counted(book, "made_on").sizes()
    assert (sizes["branch"], sizes["urgent"], sizes["cells"]) == (9, 1, 9)
    fewer = Cube.count(Visit, book, when="made_on", facets=("urgent", "is_dated"))
    assert fewer.sizes() == {"urgent": 1, "is_dated": 1, "cells": 1}
    assert fewer.facets == ("urgent", "is_dated")


def test_a_cube_says_what_it_counts() -> None:
    """For people at a prompt."""
    book = [visit(made_on=APRIL), visit(made_on=MAY), visit()]
    assert repr(counted(book, "made_on")) == "<Cube of Visit by made_on: 3 records in 2 cells>"
    assert repr(counted(book[:1], PAIR, MAY)) == (
        "<Cube of Visit by ('made_on', 'ended_on') as of 2021-05-01: 1 records in 1 cells>"
    )


def test_starts_and_ends_stand_in_rows_of_their_own() -> None:
    """They are never netted; a later start is LATER, a missing one None, a later end no end."""
    book = [
        visit(made_on=APRIL, ended_on=date(2021, 4, 20)),
        visit(made_on=date(2021, 4, 9), ended_on=date(2021, 6, 2)),
        visit(made_on=date(2021, 5, 20), ended_on=date(2021, 5, 21)),
        visit(made_on=None, ended_on=APRIL),
    ]
    cube = Cube.count(Visit, book, when=PAIR, as_of=date(2021, 5, 10), facets=())
    assert cube.to_counts() == [
        {"month": APRIL, "edge": "start", "n": 2},
        {"month": None, "edge": "start", "n": 1},
        {"month": LATER, "edge": "start", "n": 1},
        {"month": APRIL, "edge": "end", "n": 1},
    ]


# ---- cells -----------------------------------------------------------------------------------


def cell(**fields: object) -> Visit:
    """Give the one cell of one visit."""
    (only,) = counted([visit(made_on=APRIL, **fields)], "made_on").cells
    return only


def test_a_cell_is_a_noun_with_its_facets() -> None:
    """Those of a slot, of a derived slot, and of a property."""
    one = cell(branch="本店", tags=frozenset("a"), answered_on=APRIL)
    assert isinstance(one, Visit)
    assert (one.branch, one.tags, one.answered, one.is_dated) == (
        *("本店", frozenset("a"), True, True),
    )
    assert repr(one).startswith("<cell of Visit: branch='本店', size=None, ")


@pytest.mark.parametrize("name", ["visit_id", "made_on", "answered_on", "unheard_of"])
def test_a_cell_has_nothing_else_to_read(name: str) -> None:
    """Nor is the refusal taken for a missing attribute."""
    refusal = f"^reads {name}, which is no facet of Visit$"
    for read in (getattr, hasattr, lambda each, name: getattr(each, name, None)):
        with pytest.raises(NotAFacet, match=refusal):
            read(cell(), name)


def test_a_property_of_identities_is_refused_by_what_it_reads() -> None:
    """It names the identity."""
    with pytest.raises(NotAFacet, match=r"^reads ended_on, which is no facet of Visit$"):
        _ = cell().until


def test_a_cell_is_compared_with_no_record() -> None:
    """Equality and hash are of whole records, whose identities a cell has not."""
    one = cell()
    known: set[object] = {visit()}
    comparisons: list[Callable[[], object]] = [
        lambda: one == visit(),
        lambda: visit() == one,
        lambda: one in known,
    ]
    for compare in comparisons:
        with pytest.raises(NotAFacet, match=r"^compares whole records"):
            compare()


def test_python_may_look_for_what_it_likes() -> None:
    """Names of Python's own are missing in the ordinary way."""
    assert not hasattr(cell(), "__array__")


@rate_of(Visit, when="made_on")
def noted_rate(each: Visit) -> Answer:
    """Share of visits with an id, which is no facet."""
    return bool(each.visit_id)


def test_a_question_of_identities_is_told_which_it_read() -> None:
    """The error names metric, field and noun."""
    cube = counted([visit(made_on=APRIL)], "made_on")
    with pytest.raises(NotAFacet, match=r"^noted_rate reads visit_id, which is no facet of Visit$"):
        noted_rate(cube, FY)
    assert noted_rate(cube, FY.previous()).denominator == 0


def test_what_a_cell_refuses_stands_whatever_the_question_makes_of_it() -> None:
    """A question that catches every error would give one answer for all records of a cell."""

    @rate_of(Visit, when="made_on")
    def swallowing(each: Visit, *, answer: bool | None) -> Answer:
        """Answer whatever happens."""
        try:
            return int(each.visit_id) >= 0
        except ValueError:
            return answer

    @rate_of(Visit, when="made_on")
    def turning(each: Visit) -> Answer:
        """Raise another error in place of the refusal."""
        try:
            return each.visit_id == "1"
        except ValueError as error:
            raise RuntimeError from error

    cube = Cube.count(Visit, [visit(made_on=APRIL)], when="made_on")
    for question in (swallowing.having(answer=False), swallowing.having(answer=None), turning):
        with pytest.raises(NotAFacet, match=rf"^{question.name} reads visit_id, which is no facet"):
            question(cube, FY)
    assert Visit.__name__ in repr(cube.cells[0])


def test_an_error_of_the_questions_own_is_passed_on() -> None:
    """Where a cell was read as it may be; an answer that is none is named."""

    @rate_of(Visit, when="made_on")
    def failing(each: Visit, *, answer: str) -> Answer:
        """Fail, or give no answer."""
        if not answer:
            raise RuntimeError(each.branch)
        return answer  # type: ignore[return-value]

    cube = Cube.count(Visit, [visit(made_on=APRIL, branch="本店")], when="made_on")
    with pytest.raises(RuntimeError, match=r"^本店$"):
        failing.having(answer="")(cube, FY)
    with pytest.raises(KpiError, match=r"^failing answered 'yes' of <cell of Visit: branch='本店'"):
        failing.having(answer="yes")(cube, FY)


def test_a_facet_not_kept_is_refused_too() -> None:
    """By a question and by a split."""

    @rate_of(Visit, when="made_on")
    def urgent_rate(each: Visit) -> Answer:
        """Share of urgent visits."""
        return each.urgent

    cube = Cube.count(Visit, [visit(made_on=APRIL)], when="made_on", facets=["branch"])
    only_urgent = Cube.count(Visit, [visit(made_on=APRIL)], when="made_on", facets=["urgent"])
    with pytest.raises(NotAFacet, match=r"^urgent_rate reads urgent, a facet of Visit that the"):
        urgent_rate(cube, FY)
    with pytest.raises(NotAFacet, match=r"^reads size, a facet of Visit that the cube does not"):
        urgent_rate.by("size").tally(only_urgent, FY)


def test_a_derived_facet_not_kept_is_refused_by_what_it_follows_from() -> None:
    """What would be computed from identities cannot be."""
    (only,) = Cube.count(Visit, [visit()], when="made_on", facets=["branch"]).cells
    with pytest.raises(NotAFacet, match=r"^reads made_on, which is no facet of Visit$"):
        _ = only.is_dated


# ---- what is refused -------------------------------------------------------------------------


def asked(*, when: str = "made_on", as_of: date | None = None) -> Callable[[], object]:
    """Ask a cube of visits, made in April as known in May."""
    cube = counted([visit(made_on=APRIL)], "made_on", MAY)
    return lambda: noted_rate.placed(when).tally(cube, FY, as_of=as_of)


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (asked(as_of=APRIL), "^as_of=2021-04-01 is not the cube's own, 2021-05-01: leave it out"),
        (asked(when="answered_on"), "by 'made_on', not by 'answered_on': count it with when=.*ans"),
        (lambda: survey_response_rate(counted([], "made_on"), FY), "^a Cube of Visit holds no Sur"),  # type: ignore[arg-type]
        (
            lambda: noted_rate.of(Followed)(counted([], "made_on"), FY),
            "^a Cube of Visit holds no F",
        ),
        (lambda: noted_rate.evidence(counted([], "made_on"), FY), "has no evidence in Cube"),  # type: ignore[arg-type]
        (lambda: counted([], "maid_on"), "^Visit has no 'maid_on' .when.: did you mean 'made_on'"),
        (lambda: counted([], ("made_on", "a", "b")), "is no pair of dates"),  # type: ignore[arg-type]
        (lambda: counted([], "made_on", datetime.combine(APRIL, time())), "^as_of=.* is a moment"),
        (lambda: Cube.count(Visit, [], when=None, facets=["brunch"]), "did you mean 'branch'"),
        (lambda: Cube.count(Visit, [], when=None, facets="branch"), "write facets=.'branch',."),
        (lambda: Cube.count(Visit, 3, when=None), "^3 holds no records"),  # type: ignore[arg-type]
        (lambda: Cube.count(Visit, counted([], None), when=None), "holds no records"),  # type: ignore[arg-type]
        (lambda: Cube.count(int, [], when=None), "is no noun"),
        (lambda: counted(["V-1"], None), "^'V-1' is no Visit, which is what is counted$"),
        (lambda: Cube.count(Followed, [visit()], when=None), "is no Followed"),
    ],
)
def test_what_cannot_be_counted_or_asked_is_refused(
    refused: Callable[[], object], message: str
) -> None:
    """By name, with the way out."""
    with pytest.raises(KpiError, match=message):
        refused()


@record
class Odd(Noun):
    """A noun whose derived facets may be anything."""

    odd_id: str
    value: Any = None

    @property
    def mark(self) -> Facet[str | None]:
        """Whatever it was made with."""
        return cast("str | None", self.value)

    @property
    def anything(self) -> Facet[Any]:
        """The same, unchecked."""
        return self.value

    @property
    def day(self) -> date | None:
        """The same, as a date."""
        return cast("date | None", self.value)


def odd(value: object, when: When = None, facets: tuple[str, ...] = ("anything",)) -> Cube[Odd]:
    """Count one of them."""
    return Cube.count(Odd, [Odd(odd_id="O-1", value=value)], when=when, facets=facets)


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (lambda: odd(["a"]), r"^Odd.anything=\['a'\] cannot be counted by: it can change$"),
        (lambda: odd((["a"],)), r"^Odd.anything=\(\['a'\],\) cannot be counted by"),
        (lambda: odd(float("nan")), "^Odd.anything=nan equals nothing: write None if unknown$"),
        (lambda: odd(3, facets=("mark",)), "^Odd.mark=3 is no text$"),
        (lambda: odd(" ", facets=("mark",)), "^Odd.mark=' ' is blank$"),
        (lambda: odd("2021-04-01", "day"), "^Odd.day='2021-04-01' is no date"),
        (lambda: odd(datetime.combine(APRIL, time()), "day"), "^Odd.day=.* is a moment, not a day"),
        (lambda: odd("x", ("day", "day"), ()), "^Odd.day/day='x' is no date"),
    ],
)
def test_a_value_that_cannot_be_counted_by_is_named(
    refused: Callable[[], object], message: str
) -> None:
    """Class, field and value."""
    with pytest.raises(KpiError, match=message):
        refused()


def test_an_error_of_the_records_own_is_passed_on() -> None:
    """A noun that fails by itself is not blamed on its facets, nor is a broken generator."""

    @record
    class Failing(Noun):
        failing_id: str

        @property
        def mark(self) -> Facet[str | None]:
            """Fail."""
            raise TypeError("my own")

    with pytest.raises(TypeError, match="my own"):
        Cube.count(Failing, [Failing(failing_id="F-1")], when=None)
    for before in ([], [visit()]):
        with pytest.raises(TypeError, match="my own"):
            Cube.count(Visit, broken(before), when=None)


def broken(before: list[Visit]) -> Iterator[Visit]:
    """Fail as a reader of records may."""
    yield from before
    raise TypeError("my own")


def test_names_are_checked_before_they_are_compiled() -> None:
    """Nothing but identifiers comes into the loop's text, and a cube's own columns stay its own."""

    def named(name: str) -> type:
        def get(_: object) -> Facet[str | None]:
            return None

        body = {"__annotations__": {"some_id": str}, name: property(get)}
        return record(type("Named", (Noun,), body))

    for name in ("a b", "class", "x: y"):
        with pytest.raises(KpiError, match=rf"^Named cannot be counted by '{name}'"):
            Cube.count(named(name), [], when=None)
        with pytest.raises(KpiError, match=rf"^Named cannot be counted by '{name}'"):
            Cube.count(named(name), [], when=name, facets=())
    with pytest.raises(KpiError, match=r"^Named.month is the name of a cube's own column"):
        Cube.count(named("month"), [], when=None)


# ---- counts of any engine ----------------------------------------------------------------------

BLANK: dict[str, object] = {
    **dict.fromkeys(facets_of(Visit)),
    "answered": False,
    "is_dated": True,
    "month": APRIL,
    "n": 2,
}
TWO = counted([visit(made_on=APRIL), visit(made_on=date(2021, 4, 30))], "made_on")


def read(row: object, when: When = "made_on", columns: Iterable[str] | None = None) -> Cube[Visit]:
    """Make the cube of one row."""
    return Cube.from_counts(Visit, [row], when=when, columns=columns)


class Row(tuple[object, ...]):
    """A row as Spark gives it."""

    __fields__ = tuple(BLANK)


class Record(tuple[object, ...]):
    """A row as a record array of NumPy gives it."""

    dtype = SimpleNamespace(names=tuple(BLANK))


Named = NamedTuple("Named", [(name, Any) for name in BLANK])  # type: ignore[misc]


def sqlite_row() -> object:
    """Ask a database for a row of counts."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    columns = ", ".join(f"? AS {name}" for name in ("kind", "topic", "month", "n"))
    return connection.execute(f"SELECT {columns}", ("集合研修", None, "2021-04-01", 2)).fetchone()


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (BLANK, None),
        (Named(*BLANK.values()), None),
        (Row(BLANK.values()), None),
        (Record(BLANK.values()), None),
        (tuple(BLANK.values()), BLANK),
        (list(BLANK.values()), iter(BLANK)),
    ],
)
def test_a_row_may_be_of_any_kind_that_has_names(
    row: object, columns: Iterable[str] | None
) -> None:
    """A mapping, a named tuple, a record, a Spark row, or a plain one with its columns named."""
    assert read(row, columns=columns) == TWO


def test_a_row_of_sqlite_is_read_as_it_comes() -> None:
    """Its days are texts."""
    cube = Cube.from_counts(TrainingSession, [sqlite_row()], when="held_on")
    assert cube.to_counts() == [{"kind": "集合研修", "topic": None, "month": APRIL, "n": 2}]


class Scalar:
    """A value as NumPy gives it."""

    dtype = SimpleNamespace(kind="O")

    def __init__(self, value: object) -> None:
        """Wrap the value."""
        self.value = value

    def tolist(self) -> object:
        return self.value


class Moment(Scalar):
    """A datetime64, of which only microseconds become datetimes."""

    dtype = SimpleNamespace(kind="M")

    def astype(self, unit: str) -> Scalar:
        assert unit == "datetime64[us]"
        return Scalar(self.value)

    def tolist(self) -> object:
        return 1617235200000000000


class NA:
    """The one value that will not say whether it equals itself."""

    def __ne__(self, other: object) -> "NA":  # type: ignore[override]
        return self

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")


@pytest.mark.parametrize(
    "change",
    [
        {"n": Scalar(2)},
        {"month": datetime.combine(APRIL, time())},
        {"month": Moment(datetime.combine(APRIL, time()))},
        {"month": "2021-04-01"},
        {"branch": float("nan")},
        {"branch": Scalar(float("nan"))},
        {"branch": NA()},
        {"answered": Scalar(False)},
    ],
)
def test_values_of_other_libraries_stand_for_plain_ones(change: dict[str, object]) -> None:
    """NumPy's own, moments at midnight, and every way of saying that nothing is known."""
    assert read({**BLANK, **change}) == TWO


@pytest.mark.parametrize("month", [None, float("nan"), NA(), Moment(None)])
def test_a_month_that_is_missing_is_undated(month: object) -> None:
    """NaT and its kin are no error: the records are told as undated."""
    assert read({**BLANK, "month": month}).to_counts()[0]["month"] is None


@pytest.mark.parametrize(
    ("facet", "value", "expected"),
    [
        ("size", "大", Size.LARGE),
        ("size", Size.LARGE, Size.LARGE),
        ("mood", 2, Mood.BAD),
        ("mood", Mood.BAD, Mood.BAD),
        ("tags", ["b", "a"], frozenset("ab")),
        ("tags", {"a"}, frozenset("a")),
        ("tags", Scalar(["a"]), frozenset("a")),
        ("steps", ["大", "小"], (Size.LARGE, Size.SMALL)),
        ("due", datetime.combine(MAY, time()), MAY),
        ("due", "2021-05-01", MAY),
        ("score", Scalar(-1), -1),
        ("urgent", True, True),
    ],
)
def test_a_facet_is_read_as_the_noun_holds_it(facet: str, value: object, expected: object) -> None:
    """An enum by its exact value, a set from a list, a day from its midnight."""
    (only,) = read({**BLANK, facet: value}).cells
    assert getattr(only, facet) == expected
    assert type(getattr(only, facet)) is type(expected)


PAIRED = {**BLANK, "until": None}
EDGED = {**BLANK, "edge": "start"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([PAIRED], [("start", APRIL)]),
        ([{**PAIRED, "until": MAY}], [("start", APRIL), ("end", MAY)]),
        ([{**PAIRED, "until": date(2021, 1, 1)}], [("start", APRIL), ("end", APRIL)]),
        ([{**PAIRED, "until": LATER}], [("start", APRIL)]),
        ([{**PAIRED, "until": date(2021, 7, 1)}], [("start", APRIL)]),
        ([{**PAIRED, "month": None, "until": MAY}], [("start", None)]),
        ([{**PAIRED, "month": LATER, "until": LATER}], [("start", LATER)]),
        ([{**PAIRED, "month": date(2021, 7, 1)}], [("start", LATER)]),
        ([EDGED, {**EDGED, "edge": "end", "month": MAY}], [("start", APRIL), ("end", MAY)]),
        ([EDGED, {**EDGED, "edge": "end", "month": LATER}], [("start", APRIL)]),
        ([EDGED, {**EDGED, "edge": "end", "month": None}], [("start", APRIL)]),
    ],
)
def test_a_pair_is_read_in_one_row_or_by_its_edges(
    rows: list[dict[str, object]], expected: list[tuple[str, object]]
) -> None:
    """An end before its start is at the start; an end that is later, or unknown, is no end."""
    cube = Cube.from_counts(Visit, rows, when=PAIR, as_of=date(2021, 6, 15))
    assert [(row["edge"], row["month"]) for row in cube.to_counts()] == expected


@given(books, some_days)
def test_counts_grouped_by_hand_make_the_same_cube(book: list[Visit], as_of: date | None) -> None:
    """What an engine's GROUP BY gives, of both months in one row."""

    def month(day: date | None) -> object:
        return LATER if day and as_of and day > as_of else day and day.replace(day=1)

    known = [each if as_of is None else each.known_on(as_of) for each in book]
    groups = Counter(
        (
            *(getattr(each, name) for name in facets_of(Visit)),
            month(each.made_on),
            month(each.ended_on),
        )
        for each in known
    )
    rows = [(*group, n) for group, n in groups.items()]
    columns = (*facets_of(Visit), "month", "until", "n")
    cube = Cube.from_counts(Visit, rows, when=PAIR, as_of=as_of, columns=columns)
    assert cube == counted(book, PAIR, as_of)


@pytest.mark.parametrize("later", [date(2021, 6, 1), LATER])
def test_an_event_counted_after_as_of_has_not_happened(later: object) -> None:
    """As of a record: it is told as 未発生, not as later than what is known."""
    days = (APRIL, date(2021, 6, 9), None)
    requests = [SurveyRequest(request_id="Q", asked_on=APRIL, answered_on=day) for day in days]
    axes: dict[str, Any] = {"when": "answered_on", "as_of": date(2021, 5, 31)}
    rows = [
        {"insurer": None, "branch": None, "answered": month == APRIL, "month": month, "n": 1}
        for month in (APRIL, later, None)
    ]
    cube = Cube.from_counts(SurveyRequest, rows, **axes)
    assert cube == Cube.count(SurveyRequest, requests, **axes)
    assert survey_responses.tally(cube, FY).outside == {NOT_HAPPENED: 2}


def test_rows_of_the_same_cell_and_month_add_up_and_zeros_vanish() -> None:
    """An engine may count in parts."""
    rows = [{**BLANK, "n": n} for n in (1, 0, 1)]
    assert Cube.from_counts(Visit, rows, when="made_on") == TWO
    assert read({**BLANK, "n": 0}) == counted([], "made_on")


def test_a_snapshot_has_no_months() -> None:
    """Its rows are facets and a number."""
    row = {name: value for name, value in BLANK.items() if name != "month"}
    assert read(row, None).to_counts() == [row]
    with pytest.raises(KpiError, match=r"has a column 'month' too many: leave it out$"):
        read(BLANK, None)


def without(name: str, **more: object) -> dict[str, object]:
    """Leave a column out of the blank row."""
    return {key: value for key, value in {**BLANK, **more}.items() if key != name}


@pytest.mark.parametrize(
    ("row", "when", "message"),
    [
        (without("branch", brunch="本店"), "made_on", "no column 'branch': did you mean 'brunch'"),
        (without("n"), "made_on", "has no column 'n': known are: none$"),
        (BLANK, PAIR, "has no column 'until'"),
        ({**BLANK, "more": 1}, "made_on", "has a column 'more' too many"),
        (tuple(BLANK.values()), "made_on", r"has no names: give columns=\(…\)"),
        (3, "made_on", "^3 is no row of counts: give dicts, tuples with columns="),
        ({**BLANK, "n": -1}, "made_on", "^Visit.n=-1 is less than 0$"),
        ({**BLANK, "n": True}, "made_on", "^Visit.n=True is no whole number"),
        ({**BLANK, "n": 2.0}, "made_on", "^Visit.n=2.0 is no whole number"),
        ({**BLANK, "n": float("nan")}, "made_on", "^Visit.n=None is no whole number"),
        (
            {**BLANK, "month": date(2021, 4, 2)},
            "made_on",
            "^Visit.month=2021-04-02 is not the first",
        ),
        (
            {**BLANK, "month": datetime.combine(APRIL, time(9))},
            "made_on",
            "^Visit.month=.* is a moment",
        ),
        ({**BLANK, "month": "2021-04"}, "made_on", "^Visit.month='2021-04' is no date"),
        ({**BLANK, "month": "20210401"}, "made_on", "^Visit.month='20210401' is no date"),
        (
            {**BLANK, "month": LATER},
            "made_on",
            "^Visit.month='later' is later than what: give as_of=$",
        ),
        ({**EDGED, "edge": "begin"}, PAIR, "^Visit.edge='begin' is neither 'start' nor 'end'$"),
        ({**EDGED, "edge": "end"}, PAIR, r"Visit\(.*month=2021-04-01: 2 ended that never started$"),
        ({**BLANK, "branch": 3}, "made_on", "^Visit.branch=3 is no text$"),
        ({**BLANK, "branch": ""}, "made_on", "^Visit.branch='' is blank$"),
        ({**BLANK, "size": "中"}, "made_on", "^Visit.size='中' is no Size: write a member"),
        ({**BLANK, "mood": "1"}, "made_on", "^Visit.mood='1' is no Mood"),
        ({**BLANK, "mood": True}, "made_on", "^Visit.mood=True is no Mood"),
        ({**BLANK, "urgent": 1}, "made_on", "^Visit.urgent=1 is no True"),
        ({**BLANK, "score": 2.0}, "made_on", "^Visit.score=2.0 is no whole number"),
        ({**BLANK, "score": True}, "made_on", "^Visit.score=True is no whole number"),
        ({**BLANK, "tags": "a"}, "made_on", "^Visit.tags='a' is no frozenset"),
        ({**BLANK, "tags": [["a"]]}, "made_on", "^Visit.tags=.* cannot be counted by"),
        ({**BLANK, "steps": ["中"]}, "made_on", "^Visit.steps='中' is no Size"),
        ({**BLANK, "due": "someday"}, "made_on", "^Visit.due='someday' is no date"),
        ({**BLANK, "answered": None}, "made_on", "^Visit.answered=None is no True"),
    ],
)
def test_counts_pass_the_checks_of_the_noun(row: object, when: When, message: str) -> None:
    """Or are refused by class, field and value."""
    with pytest.raises(KpiError, match=message):
        read(row, when)


def test_a_plain_row_has_a_value_for_each_column() -> None:
    """No more and no less."""
    with pytest.raises(KpiError, match=r"^.'a', 3. has 2 values for the columns branch, month, n$"):
        read(("a", 3), columns=("branch", "month", "n"))


def test_self_study_is_read_from_counts() -> None:
    """A cadence per person needs no records: the engine's counts will do."""
    rows = [
        {"staff_id": name, "course": None, "provider": None, "month": month, "n": 1}
        for name, month in (("S-1", APRIL), ("S-1", date(2021, 10, 1)), ("S-2", MAY))
    ]
    cube = Cube.from_counts(self_study_cadence.noun, rows, when="completed_on")
    rate = self_study_cadence(cube, FY, roster=("S-1", "S-2"))
    assert (rate.numerator, rate.denominator) == (3, 4)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (None, "^rows=None are none: give dicts, tuples with columns=, or rows with named fields$"),
        ("branch", "^'b' is no row of counts: give dicts"),
        ([5], "^5 is no row of counts"),
    ],
)
def test_what_holds_no_counts_is_refused(rows: Any, message: str) -> None:  # noqa: ANN401
    """A frame read as it is gives the names of its columns."""
    with pytest.raises(KpiError, match=message):
        Cube.from_counts(Visit, rows, when="made_on", columns=("branch",))


@rate_of(Visit, when="made_on")
def urgent_in_turn(each: Visit, *, turn: int) -> Answer:
    """Share of urgent visits."""
    return each.urgent if turn >= 0 else None


@rate_of(Visit, when="made_on")
def identity_in_turn(each: Visit, *, turn: int) -> Answer:
    """Read an identity, and catch what comes of it."""
    try:
        return each.visit_id == str(turn)
    except ValueError:
        return False


@pytest.fixture
def restless() -> Iterator[None]:
    """Let threads take turns as often as can be."""
    every = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(every)


@pytest.mark.usefixtures("restless")
def test_threads_ask_one_cube_without_a_word_to_one_another() -> None:
    """What a cell refuses one of them is nothing to the other."""
    visits = [visit(made_on=APRIL, branch=str(n), urgent=True) for n in range(300)]
    cube = Cube.count(Visit, visits, when="made_on")

    def asked(turn: int) -> bool:
        if turn % 2:
            return urgent_in_turn.having(turn=turn)(cube, FY) == Rate(300, 300)
        with pytest.raises(NotAFacet, match=r"^identity_in_turn reads visit_id"):
            identity_in_turn.having(turn=turn)(cube, FY)
        return True

    with ThreadPoolExecutor(3) as pool:
        assert all(pool.map(asked, range(60)))
