"""What does not fit together in a book: a rule each, told by id, and nothing is dropped."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis import strategies
from agency_kpis.book import Book
from agency_kpis.domain.activities import RiskMap, Staff, StudyUnit, SurveyRequest
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Customer, Policyholder
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.domain.terms import Line
from agency_kpis.errors import Problem
from agency_kpis.problems import overlapping_terms, schedule_items
from agency_kpis.records import Facet, Noun, record

DAY = date(2021, 4, 1)
YEAR = timedelta(days=365)


def contract(name: str, starts_on: date | None = DAY, **fields: object) -> Contract:
    """Make a contract of policy number P-1 that runs for a year."""
    term = {"starts_on": starts_on, "expires_on": starts_on and starts_on + YEAR}
    given_ones: dict[str, object] = {"policy_number": "P-1", "insurer": "東海", **term, **fields}
    return Contract(contract_id=name, **given_ones)  # type: ignore[arg-type]


def told(book: Book) -> list[tuple[str, tuple[str, ...]]]:
    """Give the rules broken and the ids, in the order told."""
    return [(problem.rule, problem.ids) for problem in book.problems()]


def ids(problems: Iterable[Problem]) -> list[tuple[str, ...]]:
    """Give the ids told."""
    return [problem.ids for problem in problems]


def test_contracts_of_one_number_and_one_term_are_schedule_items() -> None:
    """明細 of a fleet; a number that recurs each year is no such thing."""
    fleet = [
        contract("a", is_fleet=True),
        contract("b", is_fleet=True),
        contract("c", is_fleet=True),
    ]
    assert ids(schedule_items(fleet)) == [("a", "b", "c")]
    assert told(Book(contracts=fleet)) == [("schedule items", ("a", "b", "c"))]
    assert told(Book(contracts=[contract("a"), contract("b", DAY + YEAR)])) == []
    assert told(Book(contracts=[contract("a"), contract("b", insurer="あいおい")])) == []
    assert told(Book(contracts=[contract("a"), contract("b", policy_number=None)])) == []


def test_the_same_contract_twice_is_a_duplicate_and_no_schedule() -> None:
    """Its id tells it; of a fleet, whose items may share an id, both are told."""
    assert told(Book(contracts=[contract("a"), contract("a")])) == [("duplicate id", ("a",))]
    fleet = [contract("a", is_fleet=True)] * 3
    assert told(Book(contracts=fleet)) == [("duplicate id", ("a",)), ("schedule items", ("a",))]
    assert told(Book(contracts=fleet[:1])) == []


@pytest.mark.parametrize(
    ("later", "overlaps"),
    [
        ({"starts_on": DAY + YEAR}, False),
        ({"starts_on": DAY + YEAR - timedelta(days=1)}, True),
        ({"starts_on": DAY + YEAR - timedelta(days=1), "insurer": "あいおい"}, False),
        ({"starts_on": DAY + YEAR - timedelta(days=1), "policy_number": "P-2"}, False),
        ({"starts_on": DAY, "expires_on": None}, True),
        ({"starts_on": DAY + timedelta(days=9), "ended_on": DAY}, False),
        ({"starts_on": None}, False),
    ],
)
def test_terms_of_one_number_overlap_where_both_are_in_force(
    later: dict[str, object], overlaps: bool
) -> None:
    """Old expiry is new inception; a contract that never began overlaps none."""
    pair = [contract("a"), contract("b", **later)]  # type: ignore[arg-type]
    assert bool(ids(overlapping_terms(pair))) is overlaps
    assert ids(overlapping_terms(pair)) == ids(overlapping_terms(reversed(pair)))


def test_a_cancelled_term_makes_room_for_another() -> None:
    """A contract written anew under its old number does not overlap it."""
    ended = contract("a", ended_on=DAY + timedelta(days=30))
    assert ids(overlapping_terms([ended, contract("b", DAY + timedelta(days=30))])) == []


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), max_size=6))
def test_an_overlap_is_told_wherever_there_is_one(terms: list[tuple[int, int]]) -> None:
    """By every contract that begins while another is in force, and by no other."""
    made = [
        contract(
            str(n), DAY + timedelta(days=start), expires_on=DAY + timedelta(days=start + length)
        )
        for n, (start, length) in enumerate(dict.fromkeys(terms))
    ]
    begun = {
        later.contract_id
        for n, later in enumerate(sorted(made, key=lambda each: each.starts_on or DAY))
        for earlier in sorted(made, key=lambda each: each.starts_on or DAY)[:n]
        if (earlier.expires_on or DAY) > (later.starts_on or DAY)
    }
    assert {later for _, later in ids(overlapping_terms(made))} == begun


def test_policyholders_of_unknown_customers_are_told() -> None:
    """Where customers were supplied at all."""
    holders = [
        Policyholder(customer_id="K-1", insurer="東海"),
        Policyholder(customer_id="K-2", insurer="東海"),
        Policyholder(customer_id="K-3"),
    ]
    customers = [Customer(customer_id="K-1")]
    problems = Book(policyholders=holders, customers=customers).problems()
    assert [(each.rule, each.ids) for each in problems] == [
        ("unknown customer", ("K-2",)),
        ("unknown customer", ("K-3",)),
    ]
    assert problems[1].english == "policyholder K-3 of 不明 is no customer"
    assert told(Book(policyholders=holders)) == []
    assert len(told(Book(policyholders=holders, customers=[]))) == 3


def test_customers_of_one_name_and_one_birthday_are_a_warning() -> None:
    """They may be twins; blanks in a name mean nothing."""
    born = DAY - 40 * YEAR
    customers = [
        Customer(customer_id="K-1", name="山田 太郎", born_on=born),
        Customer(customer_id="K-2", name="山田\u3000太郎", born_on=born),
        Customer(customer_id="K-3", name="山田太郎", born_on=born + YEAR),
        Customer(customer_id="K-4", name="山田太郎"),
        Customer(customer_id="K-5", born_on=born),
        Customer(customer_id="K-6", born_on=born),
    ]
    (problem,) = Book(customers=customers).problems()
    assert (problem.rule, problem.ids, problem.level) == (
        "same customer",
        ("K-1", "K-2"),
        "warning",
    )
    same = [customers[0], customers[0]]
    assert told(Book(customers=same)) == [("duplicate id", ("K-1",))]


def test_study_before_joining_is_told() -> None:
    """A unit of a person who is on the roll, completed before the day of joining."""
    staff = [Staff(staff_id="S-1", joined_on=DAY), Staff(staff_id="S-2", joined_on=None)]
    units = [
        StudyUnit(unit_id="U-1", completed_on=DAY - timedelta(days=1), staff_id="S-1"),
        StudyUnit(unit_id="U-2", completed_on=DAY, staff_id="S-1"),
        StudyUnit(unit_id="U-3", completed_on=None, staff_id="S-1"),
        StudyUnit(unit_id="U-4", completed_on=DAY, staff_id="S-2"),
        StudyUnit(unit_id="U-5", completed_on=DAY, staff_id=None),
    ]
    assert told(Book(staff=staff, study_units=units)) == [("study before joining", ("U-1", "S-1"))]
    assert told(Book(study_units=units)) == []


def test_what_happened_after_the_last_day_known_is_a_warning() -> None:
    """Events and days of deeds; that a term begins or ends later is as it should be."""
    later = DAY + timedelta(days=1)
    book = Book(
        contracts=[
            contract("a", later),
            contract("b", DAY - YEAR, concluded_on=later, ended_on=later),
        ],
        survey_requests=[SurveyRequest(request_id="Q", asked_on=DAY, answered_on=later)],
        risk_maps=[RiskMap(map_id="M", made_on=DAY)],
        as_of=DAY,
    )
    problems = [each for each in book.problems() if each.rule == "after as_of"]
    assert ids(problems) == [("b",), ("Q",)]
    assert {each.level for each in problems} == {"warning"}
    assert problems[0].english == (
        "Contract b has concluded_on=2021-04-02, ended_on=2021-04-02, after as_of=2021-04-01"
    )
    without = Book(contracts=book.contracts, survey_requests=book.survey_requests)
    assert [each for each in without.problems() if each.rule == "after as_of"] == []


def test_the_joins_own_rules_are_told_beside_them() -> None:
    """Orphans, renewals of nothing or of a later contract, two renewals of one contract."""
    contracts = [
        contract("old"),
        contract("new", DAY + YEAR, renews=("old",)),
        contract("rival", DAY + YEAR, renews=("old",), policy_number="P-2"),
        contract("early", DAY - YEAR, renews=("new",)),
        contract("lost", policy_number="P-3", renews=("gone",)),
    ]
    intents = [IntentRecord(record_id="I-1", contract_id="nowhere")]
    rules = {rule for rule, _ in told(Book(contracts=contracts, intent_records=intents))}
    assert rules == {"two renewals", "renews nothing", "orphan renewal", "orphan intent"}


def test_records_of_a_subclass_are_told_with_their_parents() -> None:
    """Whatever shelf they stand on."""

    @record
    class Motor(Contract):
        pass

    motor = Motor(
        contract_id="m", policy_number="P-1", insurer="東海", starts_on=DAY, expires_on=DAY + YEAR
    )
    book = Book(contracts=[contract("a")], others={Motor: [motor]})
    assert told(book) == [("schedule items", ("a", "m"))]
    assert issubclass(Motor, Noun)


@given(strategies.books())
def test_any_book_tells_its_problems_in_two_languages(book: Book) -> None:
    """With ids and a rule; and no record is dropped."""
    before = [len(records) for records in book._shelves.values()]
    for problem in book.problems():
        assert problem.rule
        assert problem.english
        assert problem.japanese
        assert problem.ids
    assert [len(records) for records in book._shelves.values()] == before


def test_lines_under_one_number_are_told_apart() -> None:
    """Fire and the earthquake cover attached to it are one policy and no schedule."""
    fire, quake = contract("a", line=Line.FIRE), contract("b", line=Line.EARTHQUAKE)
    later = contract("c", DAY + YEAR / 2, line=Line.EARTHQUAKE)
    assert told(Book(contracts=[fire, quake])) == []
    assert told(Book(contracts=[fire, later])) == []
    assert told(Book(contracts=[quake, later])) == [("overlapping terms", ("b", "c"))]


def test_what_joins_a_fleet_later_is_an_item_of_it() -> None:
    """A vehicle of mid-term begins while the fleet is in force, and is no overlap."""
    fleet = [contract("a", is_fleet=True), contract("b", DAY + YEAR / 2, is_fleet=True)]
    (problem,) = Book(contracts=fleet).problems()
    assert (problem.rule, problem.ids) == ("schedule items", ("a", "b"))
    assert "明細" in problem.english
    assert "明細" in problem.japanese
    alone = [fleet[0], contract("b", DAY + YEAR / 2)]
    assert told(Book(contracts=alone)) == [("overlapping terms", ("a", "b"))]


def test_one_who_came_back_joined_the_first_time() -> None:
    """Study of the first time on the roll is not before joining, in whatever order they come."""
    times = [Staff(staff_id="S-1", joined_on=day) for day in (date(2019, 4, 1), date(2021, 10, 1))]
    unit = StudyUnit(unit_id="U-1", completed_on=date(2020, 5, 1), staff_id="S-1")
    for staff in (times, times[::-1]):
        assert told(Book(staff=staff, study_units=[unit])) == [("duplicate id", ("S-1",))]
    early = StudyUnit(unit_id="U-1", completed_on=date(2019, 3, 31), staff_id="S-1")
    assert ("study before joining", ("U-1", "S-1")) in told(Book(staff=times, study_units=[early]))


def test_the_last_day_on_the_roll_is_known_by_then() -> None:
    """``left_on`` and ``until`` are the first days off it."""
    as_of = date(2022, 3, 31)
    for days, rules in ((1, []), (2, [("after as_of", ("K-1",)), ("after as_of", ("S-1",))])):
        off = as_of + timedelta(days=days)
        book = Book(
            staff=[Staff(staff_id="S-1", joined_on=DAY, left_on=off)],
            customers=[Customer(customer_id="K-1", since=DAY, until=off)],
            as_of=as_of,
        )
        assert told(book) == rules


def test_a_life_contract_may_have_no_expiry() -> None:
    """終身: in force until it is ended. Other contracts without one are told."""
    life, fire = (contract("a", expires_on=None, line=line) for line in (Line.LIFE, Line.FIRE))
    assert told(Book(contracts=[life])) == []
    assert told(Book(contracts=[fire])) == [("undated contract", ("a",))]
    undated = contract("a", None, line=Line.LIFE)
    assert told(Book(contracts=[undated])) == [("undated contract", ("a",))]


def test_ids_are_those_of_a_noun_and_its_subclasses() -> None:
    """On one shelf or on two, the same id is told once."""

    @record
    class Ours(Contract):
        region: Facet[str | None] = None

    one, other = (
        Contract(contract_id="1", starts_on=DAY, expires_on=DAY),
        Ours(contract_id="1", starts_on=DAY, expires_on=DAY),
    )
    assert told(Book(contracts=[one, other])) == [("duplicate id", ("1",))]
    assert told(Book(contracts=[one], others={Ours: [other]})) == [("duplicate id", ("1",))]
    (problem,) = Book(contracts=[one, other]).problems()
    assert problem.english == "2 records of Contract have the id 1; each is counted"


def test_a_problem_stays_readable_whatever_its_ids_are() -> None:
    """A million characters are cut where it is printed; its ids are whole."""
    name = "9" * 1_000_000
    (problem, *_) = Book(contracts=[contract(name), contract(name)]).problems()
    assert problem.ids == (name,)
    assert len(str(problem)) < 500


def test_nouns_of_one_name_are_not_one_noun() -> None:
    """Two classes may be called alike, and their ids may be, too."""

    def made() -> type[Noun]:
        @record
        class Call(Noun):
            call_id: str

        return Call

    one, other = made(), made()
    calls = {noun: [noun(call_id="1")] for noun in (one, other)}  # type: ignore[call-arg]
    assert told(Book(others=calls)) == []
