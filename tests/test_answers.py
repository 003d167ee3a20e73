"""Answers: what a question may say, how answers are tallied, and which records are asked."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.answers import (
    NOT_ASKED,
    Answer,
    Breakdown,
    Evidence,
    Excluded,
    Fate,
    Outside,
    Records,
    Source,
    Tally,
    When,
    all_of,
    asked_if,
    has,
    heap_of,
    is_in,
    not_in,
    source_of,
    unless,
)
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Customer
from agency_kpis.domain.terms import Ending
from agency_kpis.errors import KpiError
from agency_kpis.frozen import FrozenMap
from agency_kpis.measures import Rate
from agency_kpis.periods import Period, fiscal_year

FY = fiscal_year(2021)
TRUTHS = (True, False, None)

reasons = st.sampled_from(["未記録", "フリート契約", "期間外", "日付なし"])
counts = st.integers(0, 50)
by_reason = st.dictionaries(reasons, counts)
tallies = st.builds(
    Tally,
    yes=counts,
    no=counts,
    excluded=by_reason,
    not_asked=counts,
    outside=by_reason,
    points=st.integers(-500, 500),
    unplaced=by_reason,
)
fates: st.SearchStrategy[Fate] = st.one_of(
    st.sampled_from([None, NOT_ASKED, True, False]),
    st.builds(Excluded, reasons),
    st.builds(Outside, reasons),
)
scores: st.SearchStrategy[Fate] = st.one_of(
    st.sampled_from([None, NOT_ASKED]), st.integers(-100, 100)
)
days = st.dates(date(2020, 10, 1), date(2022, 10, 31))
some_days = st.none() | days
starts = st.dates(date(2020, 1, 1), date(2022, 12, 1)).map(lambda day: day.replace(day=1))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Draw one to eighteen whole months."""
    months = draw(st.integers(1, 18))
    first = draw(starts)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return Period(first, date(year, month + 1, 1) - timedelta(days=1))


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """Draw a contract of any dates that may stand in one."""
    dates = [draw(some_days) for _ in range(4)]
    starts_on, expires_on = dates[:2]
    if starts_on and expires_on and expires_on < starts_on:
        starts_on, expires_on = expires_on, starts_on
    return Contract(
        contract_id="C-1",
        concluded_on=dates[2],
        starts_on=starts_on,
        expires_on=expires_on,
        ended_on=dates[3],
    )


# ---- what a question may say -------------------------------------------------------------


@given(st.lists(st.sampled_from(TRUTHS)))
def test_all_of_is_the_least_certain_of_its_facts(facts: list[bool | None]) -> None:
    """No settles it, else unknown leaves it open; of nothing, it holds."""
    order = [False, None, True]
    assert all_of(*facts) is order[min((order.index(fact) for fact in facts), default=2)]


@pytest.mark.parametrize("value", ["東海", "あいおい", None])
def test_among_and_not_among_are_opposites(value: str | None) -> None:
    """A facet that the record does not tell is neither."""
    among, beside = is_in(value, {"東海"}), not_in(value, {"東海"})
    assert (among, beside) == ((None, None) if value is None else (value == "東海", not among))


@pytest.mark.parametrize(
    ("riders", "attached"),
    [(None, None), (frozenset(), False), (frozenset({"ロード"}), False), ({"弁護士"}, True)],
)
def test_a_set_holds_a_value_or_not_or_nobody_knows(
    riders: Collection[str] | None, attached: bool | None
) -> None:
    """No riders at all is a no; riders not recorded are unknown."""
    assert has(riders, "弁護士") is attached


@pytest.mark.parametrize("answer", [*TRUTHS, Excluded("x"), NOT_ASKED])
def test_an_answer_counts_within_its_population_only(answer: Answer) -> None:
    """Outside it the record is not asked; where that is unknown, so is the answer."""
    asked = [asked_if(population, answer) for population in TRUTHS]
    assert asked == [answer, NOT_ASKED, None]


@pytest.mark.parametrize("answer", [*TRUTHS, Excluded("x"), NOT_ASKED])
def test_the_exempt_are_excluded_for_the_reason(answer: Answer) -> None:
    """Where it is unknown whether they are, so is the answer."""
    left = [unless(exempt, "フリート契約", answer) for exempt in TRUTHS]
    assert left == [Excluded("フリート契約"), answer, None]


def test_average_scores_pass_through_as_they_are() -> None:
    """A nought is an answer."""
    assert [asked_if(True, 0), unless(False, "x", -100)] == [0, -100]


@pytest.mark.parametrize("reason", ["", "　", None, 3])
def test_an_exclusion_says_why(reason: Any) -> None:  # noqa: ANN401 - it is wrong on purpose
    """A record is never left out for no reason."""
    with pytest.raises(KpiError, match=r"^reason="):
        Excluded(reason)


# ---- tallies -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fate", "heap"),
    [
        (True, ("yes", "")),
        (False, ("no", "")),
        (None, ("excluded", "未記録")),
        (Excluded("フリート契約"), ("excluded", "フリート契約")),
        (NOT_ASKED, ("not_asked", "")),
        (Outside("期間外"), ("outside", "期間外")),
        (0, ("yes", "")),
        (1, ("yes", "")),
        (-100, ("yes", "")),
    ],
)
def test_every_fate_has_its_heap(fate: Fate, heap: tuple[str, str]) -> None:
    """Of an average a number is an answer, nought included."""
    assert heap_of(fate) == heap


@given(st.lists(fates))
def test_nothing_vanishes_in_a_tally(drawn: list[Fate]) -> None:
    """Total out is total in, whatever became of each record."""
    tally = Tally.of({fate: drawn.count(fate) for fate in drawn})
    assert tally.total == len(drawn)
    assert (tally.yes, tally.no) == (drawn.count(True), drawn.count(False))
    assert tally.not_asked == drawn.count(NOT_ASKED)
    assert tally.asked == len(drawn) - tally.not_asked - sum(tally.outside.values())


@given(st.lists(scores))
def test_points_are_the_sum_of_the_numbers(drawn: list[Fate]) -> None:
    """And the yeses are how many numbers there are."""
    numbers = [fate for fate in drawn if isinstance(fate, int)]
    tally = Tally.of({fate: drawn.count(fate) for fate in drawn})
    assert (tally.points, tally.yes, tally.no) == (sum(numbers), len(numbers), 0)


def test_unknown_and_a_reason_of_the_same_name_are_one_heap() -> None:
    """A question may say 未記録 itself."""
    assert Tally.of({None: 2, Excluded("未記録"): 3}).excluded == {"未記録": 5}


def test_a_reason_without_cases_is_none() -> None:
    """Reasons stand in one order, and only those that have cases."""
    tally = Tally(excluded={"b": 1, "a": 2, "c": 0})
    assert list(tally.excluded.items()) == [("a", 2), ("b", 1)]
    assert tally == Tally(excluded={"a": 2, "b": 1})


@pytest.mark.parametrize("name", ["yes", "no", "not_asked"])
@pytest.mark.parametrize("value", [-1, True, 1.0, None])
def test_a_tally_counts_in_whole_numbers(name: str, value: object) -> None:
    """Negative counts and flags are refused by name."""
    wrong: dict[str, Any] = {name: value}
    with pytest.raises(KpiError, match=rf"^{name}="):
        Tally(**wrong)


@pytest.mark.parametrize("name", ["excluded", "outside", "unplaced"])
def test_a_reason_counts_in_whole_numbers(name: str) -> None:
    """The reason is named."""
    wrong: dict[str, Any] = {name: {"期間外": -1}}
    with pytest.raises(KpiError, match=r"^期間外=-1 is less than 0$"):
        Tally(**wrong)


def test_points_may_be_negative() -> None:
    """NPS runs from −100."""
    assert Tally(yes=1, points=-100).points == -100


@given(tallies, tallies)
def test_merge_is_commutative(one: Tally, other: Tally) -> None:
    """Two branches add up in either order."""
    assert one.merge(other) == other.merge(one)


@given(tallies, tallies, tallies)
def test_merge_is_associative(one: Tally, other: Tally, third: Tally) -> None:
    """Three branches add up in any grouping."""
    assert one.merge(other).merge(third) == one.merge(other.merge(third))


@given(tallies)
def test_an_empty_tally_is_neutral(tally: Tally) -> None:
    """A branch without records changes nothing."""
    assert tally.merge(Tally()) == tally


@given(st.lists(fates), st.lists(fates))
def test_merging_tallies_is_tallying_both(one: list[Fate], other: list[Fate]) -> None:
    """What is counted in two parts is what is counted at once."""
    parts = [Tally.of({fate: drawn.count(fate) for fate in drawn}) for drawn in (one, other)]
    both = one + other
    assert parts[0].merge(parts[1]) == Tally.of({fate: both.count(fate) for fate in both})


# ---- evidence ----------------------------------------------------------------------------


@given(st.lists(fates))
def test_evidence_has_the_shape_of_the_tally(drawn: list[Fate]) -> None:
    """Where the tally has a number, evidence has as many records."""
    tally = Tally.of({fate: drawn.count(fate) for fate in drawn})
    evidence = Evidence.of(enumerate(drawn))
    for name in ("yes", "no", "not_asked"):
        assert len(getattr(evidence, name)) == getattr(tally, name)
    for name in ("excluded", "outside"):
        heaps = getattr(evidence, name)
        assert {reason: len(heap) for reason, heap in heaps.items()} == getattr(tally, name)


@given(st.lists(fates))
def test_evidence_keeps_every_record_in_its_order(drawn: list[Fate]) -> None:
    """Each stands in one heap, as it came."""
    evidence = Evidence.of(enumerate(drawn))
    reasoned = [*evidence.excluded.values(), *evidence.outside.values()]
    heaps = [evidence.yes, evidence.no, evidence.not_asked, *reasoned]
    assert all(list(heap) == sorted(heap) for heap in heaps)
    assert sorted(number for heap in heaps for number in heap) == list(range(len(drawn)))


def test_evidence_holds_what_fell_into_no_slot() -> None:
    """As a cadence's tally counts it."""
    assert Evidence.of([], {"期間外": ("T-1",)}).unplaced == {"期間外": ("T-1",)}


# ---- breakdowns --------------------------------------------------------------------------


def test_a_breakdown_is_read_by_its_group() -> None:
    """The unknown group is ``None``."""
    breakdown = Breakdown("insurer", Rate(3, 4), FrozenMap({"東海": Rate(1, 2), None: Rate(2, 2)}))
    assert (breakdown["東海"], breakdown[None]) == (Rate(1, 2), Rate(2, 2))


@pytest.mark.parametrize(("groups", "known"), [({"東海": 1, None: 2}, "東海, None"), ({}, "none")])
def test_a_group_that_is_not_there_is_refused(groups: dict[object, int], known: str) -> None:
    """A typo is not answered with nought, nor with another group."""
    breakdown = Breakdown("insurer", 3, FrozenMap(groups))
    with pytest.raises(KpiError) as refusal:
        breakdown["東京"]
    assert str(refusal.value) == f"insurer has no group '東京' here: groups are {known}"


# ---- sources -----------------------------------------------------------------------------


def placed(contract: Contract, when: When, period: Period, as_of: date | None) -> str | None:
    """Place one contract and give the reason why it is outside, if it is."""
    ((_, n, outside),) = Records(Contract, [contract]).placed(when, period, as_of)
    assert n == 1
    return None if outside is None else outside.reason


def all_days(period: Period) -> set[date]:
    """Give every day of a period."""
    return {period.first + timedelta(n) for n in range((period.last - period.first).days + 1)}


@given(contracts(), periods(), some_days)
def test_one_date_places_a_record_on_its_day(
    contract: Contract, period: Period, as_of: date | None
) -> None:
    """In the period and known by then, or outside for one reason."""
    day = contract.concluded_on
    if day is None:
        expected: str | None = "日付なし"
    elif as_of is not None and as_of < day:
        expected = "基準日より後"
    else:
        expected = None if day in all_days(period) else "期間外"
    assert placed(contract, "concluded_on", period, as_of) == expected


@given(contracts(), periods(), some_days)
def test_two_dates_place_a_record_in_force(
    contract: Contract, period: Period, as_of: date | None
) -> None:
    """In force on the last day of the period that is known, an end not yet known left out."""
    known = contract if as_of is None else contract.known_on(as_of)
    last = period.last if as_of is None or as_of > period.last else as_of
    ends = {known.expires_on, known.ended_on} - {None}
    if known.starts_on is None:
        expected: str | None = "日付なし"
    elif as_of is not None and as_of < known.starts_on:
        expected = "基準日より後"
    else:
        in_force = known.starts_on <= last and not any(end <= last for end in ends if end)
        expected = None if in_force else "期間外"
    assert placed(contract, ("starts_on", "in_force_until"), period, as_of) == expected


@given(contracts(), periods(), some_days)
def test_a_snapshot_asks_every_record(
    contract: Contract, period: Period, as_of: date | None
) -> None:
    """No date places it, so none leaves it out."""
    assert placed(contract, None, period, as_of) is None


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        (date(2021, 3, 31), "期間外"),
        (date(2021, 4, 1), None),
        (date(2022, 3, 31), None),
        (date(2022, 4, 1), "期間外"),
        (None, "日付なし"),
    ],
)
def test_both_edges_of_a_period_are_in(day: date | None, outside: str | None) -> None:
    """The first day and the last, wholly: a day has no 23:59:59."""
    assert (
        placed(Contract(contract_id="C-1", concluded_on=day), "concluded_on", FY, None) == outside
    )


@pytest.mark.parametrize(
    ("as_of", "outside"),
    [
        (date(2021, 5, 1), None),
        (date(2021, 4, 30), "基準日より後"),
        (date(2020, 1, 1), "基準日より後"),
        (None, None),
    ],
)
def test_the_day_known_until_is_itself_known(as_of: date | None, outside: str | None) -> None:
    """What happened on it counts; what came later is told as such."""
    contract = Contract(contract_id="C-1", concluded_on=date(2021, 5, 1))
    assert placed(contract, "concluded_on", FY, as_of) == outside


YEAR = {"starts_on": date(2021, 3, 31), "expires_on": date(2022, 3, 31)}


@pytest.mark.parametrize(
    ("given", "as_of", "outside"),
    [
        (YEAR, None, "期間外"),
        ({**YEAR, "expires_on": date(2022, 4, 1)}, None, None),
        ({**YEAR, "expires_on": None}, None, None),
        ({"starts_on": date(2022, 3, 31)}, None, None),
        ({"starts_on": date(2022, 4, 1)}, None, "期間外"),
        ({"starts_on": date(2022, 4, 1)}, date(2022, 4, 1), "期間外"),
        ({"expires_on": date(2023, 1, 1)}, None, "日付なし"),
        (YEAR, date(2022, 3, 30), None),
        (YEAR, date(2021, 3, 30), "基準日より後"),
        ({**YEAR, "ended_on": date(2021, 10, 1)}, None, "期間外"),
        ({**YEAR, "ended_on": date(2021, 10, 1)}, date(2021, 9, 30), None),
        ({**YEAR, "ended_on": date(2021, 10, 1)}, date(2021, 10, 1), "期間外"),
        ({"starts_on": date(2022, 1, 1), "ended_on": date(2021, 12, 1)}, None, "期間外"),
        ({"starts_on": date(2022, 1, 1), "ended_on": date(2022, 1, 1)}, None, "期間外"),
    ],
)
def test_in_force_is_the_state_at_the_end_of_what_is_known(
    given: dict[str, Any], as_of: date | None, outside: str | None
) -> None:
    """Inception is in force, expiry no longer; ended before it started, it never was."""
    contract = Contract(contract_id="C-1", **given)
    assert placed(contract, ("starts_on", "in_force_until"), FY, as_of) == outside


def test_a_record_is_asked_as_it_stood() -> None:
    """A question never sees what came after the day that is known."""
    contract = Contract(contract_id="C-1", ended_on=date(2021, 10, 1), ending=Ending.CANCELLED)
    ((known, _, _),) = Records(Contract, [contract]).placed(None, FY, date(2021, 9, 30))
    assert (known.ended_on, known.ending) == (None, None)


def test_the_day_known_until_is_a_day() -> None:
    """A datetime is refused by name, before any record is asked."""
    moment: Any = datetime(2021, 4, 1, 9, 30)  # noqa: DTZ001 - a moment of no place will do
    with pytest.raises(KpiError, match=r"^as_of=.* is a moment, not a day"):
        list(Records(Contract, []).placed("concluded_on", FY, moment))


def test_a_source_is_what_it_is() -> None:
    """A cube, or records made ready, are taken as they stand."""
    records = Records(Contract, ())
    assert source_of(Contract, records) is records


def test_a_source_of_another_noun_is_refused() -> None:
    """A question of contracts is not asked of customers."""
    customers: Any = Records(Customer, ())
    with pytest.raises(KpiError, match="a Records of Customer holds no Contract"):
        source_of(Contract, customers)


def test_a_generator_is_read_once() -> None:
    """Records that come but once are kept, and may be asked twice."""
    source = source_of(Contract, (each for each in [Contract(contract_id="C-1")]))
    assert [len(list(source.placed(None, FY, None))) for _ in range(2)] == [1, 1]


def test_a_collection_is_not_copied() -> None:
    """A hundred thousand records stay where they are."""
    records = [Contract(contract_id="C-1")]
    source = source_of(Contract, records)
    assert isinstance(source, Records)
    assert source.records is records
    assert (source.has_records, source.known_until(None), source.known_until(FY.last)) == (
        True,
        None,
        FY.last,
    )


@pytest.mark.parametrize("source", [None, 3, Contract(contract_id="C-1")])
def test_what_holds_no_records_is_refused(source: Any) -> None:  # noqa: ANN401 - wrong on purpose
    """One record is not an iterable of them."""
    with pytest.raises(KpiError, match="holds no records: give an iterable of Contract"):
        source_of(Contract, source)


@pytest.mark.parametrize("record", ["C-1", Customer(customer_id="K-1"), None])
def test_a_wrong_record_is_refused(record: Any) -> None:  # noqa: ANN401 - wrong on purpose
    """A customer among contracts is no contract."""
    with pytest.raises(KpiError, match="is no Contract, which is what is asked"):
        list(source_of(Contract, [record]).placed(None, FY, None))


def test_a_source_of_ones_own_is_asked_too() -> None:
    """Anything that yields subjects, how many each stands for, and where they lie."""

    class Twice(Source[Contract]):
        has_records = False
        noun = Contract

        def known_until(self, as_of: date | None) -> date | None:
            return as_of

        def placed(
            self, when: When, period: Period, as_of: date | None
        ) -> Iterator[tuple[Contract, int, Outside | None]]:
            yield Contract(contract_id="C-1"), 2, None

    source = Twice()
    assert source_of(Contract, source) is source
