"""The book: all records of an agency, checked, joined once, and told where they do not fit."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from agency_kpis.book import SHELVES, Book
from agency_kpis.domain.activities import (
    Broadcast,
    RiskMap,
    Staff,
    StudyUnit,
    SurveyRequest,
    TrainingSession,
)
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Customer, Policyholder
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.domain.moves import ItemMove
from agency_kpis.domain.renewals import RenewalCase
from agency_kpis.domain.terms import Outcome
from agency_kpis.errors import KpiError
from agency_kpis.periods import fiscal_year
from agency_kpis.records import Facet, Noun, record

FY = fiscal_year(2021)
ONE: dict[str, Noun] = {
    "contracts": Contract(contract_id="X-1"),
    "customers": Customer(customer_id="X-1"),
    "policyholders": Policyholder(customer_id="X-1", insurer="東海"),
    "intent_records": IntentRecord(record_id="X-1", expiring_id="X-1"),
    "training_sessions": TrainingSession(session_id="X-1", held_on=FY.first),
    "study_units": StudyUnit(unit_id="X-1", completed_on=FY.first, staff_id="S-1"),
    "staff": Staff(staff_id="X-1", joined_on=FY.first),
    "broadcasts": Broadcast(broadcast_id="X-1", sent_on=FY.first),
    "survey_requests": SurveyRequest(request_id="X-1", asked_on=FY.first),
    "risk_maps": RiskMap(map_id="X-1", made_on=FY.first),
}


@record
class Voice(Noun):
    """A noun of the agency's own."""

    voice_id: str
    heard_on: date | None = None


@record
class CampaignContract(Contract):
    campaign: Facet[str | None] = None


def book(**given: object) -> Book:
    """Make a book of anything."""
    make: Callable[..., Book] = Book
    return make(**given)


# ---- shelves -----------------------------------------------------------------------------


def test_every_noun_has_its_shelf() -> None:
    """And each record stands on one of them."""
    assert {name: type(one) for name, one in ONE.items()} == dict(SHELVES)


@pytest.mark.parametrize("name", SHELVES)
def test_a_shelf_gives_back_what_was_put_on_it(name: str) -> None:
    """In its order; an iterable that can be read but once is kept."""
    kept = book(**{name: iter([ONE[name]])})
    for _ in range(2):
        assert kept.records_of(SHELVES[name]) == (ONE[name],)


@pytest.mark.parametrize("name", SHELVES)
def test_an_empty_shelf_is_known_to_be_empty(name: str) -> None:
    """None of them is not the same as not known."""
    assert book(**{name: []}).records_of(SHELVES[name]) == ()


@pytest.mark.parametrize("name", SHELVES)
def test_a_noun_never_supplied_is_an_error_with_the_way_out(name: str) -> None:
    """A forgotten list does not read as nought."""
    with pytest.raises(KpiError) as refusal:
        Book().records_of(SHELVES[name])
    noun = SHELVES[name].__name__
    assert str(refusal.value) == (
        f"the book has no {noun}: give Book({name}=…), which may be empty"
    )


@pytest.mark.parametrize("name", SHELVES)
def test_a_record_on_the_wrong_shelf_is_refused(name: str) -> None:
    """It is shown, with the noun it should have been."""
    wrong = Voice(voice_id="V-1")
    with pytest.raises(KpiError) as refusal:
        book(**{name: [ONE[name], wrong]})
    noun = SHELVES[name].__name__
    assert str(refusal.value) == f"{wrong!r} stands among the {noun} records but is none"


@pytest.mark.parametrize("grace", [-1, True, "30", None])
def test_grace_is_a_number_of_days(grace: object) -> None:
    """Refused at birth, not when the first report is made."""
    with pytest.raises(KpiError, match=r"^grace="):
        book(grace=grace)


def test_the_day_known_until_is_a_day() -> None:
    """A datetime is refused by name."""
    moment = datetime(2022, 3, 31, 17)  # noqa: DTZ001 - a moment of no place will do
    with pytest.raises(KpiError, match=r"^as_of=.* is a moment, not a day"):
        book(as_of=moment)


# ---- an agency's own nouns -----------------------------------------------------------------


def test_an_agencys_own_nouns_have_shelves_too() -> None:
    """By their class; a generator will do."""
    voices = [Voice(voice_id="V-1")]
    assert Book(others={Voice: iter(voices)}).records_of(Voice) == tuple(voices)


def test_an_own_noun_never_supplied_is_an_error_with_the_way_out() -> None:
    """It says where to put it."""
    with pytest.raises(
        KpiError,
        match=r"^the book has no Voice: give Book\(others=\{Voice: …\}\), which may be empty$",
    ):
        Book().records_of(Voice)


def test_what_is_no_noun_has_no_shelf() -> None:
    """A class must be decorated to be asked."""
    with pytest.raises(KpiError, match=r"^'date' is no noun: decorate it with @record$"):
        Book(others={date: []})


def test_a_wrong_record_among_an_agencys_own_is_refused() -> None:
    """As on any other shelf."""
    with pytest.raises(KpiError, match="stands among the Voice records but is none"):
        Book(others={Voice: [Contract(contract_id="C-1")]})


OURS = Contract(contract_id="C-1")
THEIRS = CampaignContract(contract_id="C-2", campaign="春")


@pytest.mark.parametrize(
    ("kept", "contracts", "campaigns"),
    [
        (Book(contracts=[THEIRS]), (THEIRS,), (THEIRS,)),
        (Book(others={CampaignContract: [THEIRS]}), (THEIRS,), (THEIRS,)),
        (
            Book(contracts=[OURS], others={CampaignContract: [THEIRS]}),
            (OURS, THEIRS),
            (THEIRS,),
        ),
        (Book(contracts=[OURS], others={CampaignContract: []}), (OURS,), ()),
        (Book(contracts=[], others={CampaignContract: []}), (), ()),
    ],
)
def test_the_records_of_a_subclass_are_its_parents_too(
    kept: Book, contracts: tuple[Contract, ...], campaigns: tuple[Contract, ...]
) -> None:
    """A contract of the agency's own is a contract, whichever shelf it stands on."""
    assert kept.records_of(Contract) == contracts
    assert kept.records_of(CampaignContract) == campaigns


# ---- the join ----------------------------------------------------------------------------

PAIR = [
    Contract(contract_id="C-1", starts_on=date(2020, 6, 1), expires_on=date(2021, 6, 1)),
    CampaignContract(
        contract_id="C-2",
        renews=("C-1",),
        concluded_on=date(2021, 5, 1),
        starts_on=date(2021, 6, 1),
        expires_on=date(2022, 6, 1),
    ),
]


def test_a_shelf_named_twice_keeps_the_records_of_both() -> None:
    """No record disappears."""
    one, other = Contract(contract_id="C-1"), Contract(contract_id="C-2")
    assert Book(contracts=[one], others={Contract: [other]}).records_of(Contract) == (one, other)


def test_the_classes_of_a_nouns_records_are_known() -> None:
    """Of a joined noun there is one, and so of an empty shelf."""

    @record
    class Ours(Contract):
        region: Facet[str | None] = None

    mixed = [Contract(contract_id="C-1"), Ours(contract_id="C-2")]
    assert Book(contracts=mixed).classes_of(Contract) == {Contract, Ours}
    assert Book(contracts=mixed[1:]).classes_of(Contract) == {Ours}
    assert Book(contracts=[], others={Ours: []}).classes_of(Contract) == {Contract}
    assert Book(contracts=mixed).classes_of(RenewalCase) == {RenewalCase}


def test_renewals_are_joined_once_as_of_the_books_day() -> None:
    """With the book's own grace, and the same cases to every goal."""
    kept = Book(contracts=PAIR[:1], as_of=date(2021, 6, 2), grace=0)
    (case,) = kept.records_of(RenewalCase)
    assert (case.outcome, case.as_of, case.captured) == (Outcome.NOT_RENEWED, kept.as_of, None)
    assert kept.records_of(RenewalCase) is kept.records_of(RenewalCase)


def test_a_renewal_on_another_shelf_is_found() -> None:
    """The join takes the agency's own contracts as well."""
    kept = Book(contracts=PAIR[:1], others={CampaignContract: PAIR[1:]}, intent_records=[])
    outcomes = [(case.outcome, case.captured) for case in kept.records_of(RenewalCase)]
    assert outcomes == [(Outcome.RENEWED, False), (Outcome.PENDING, False)]


def test_renewals_need_contracts() -> None:
    """What is missing is said by its own name."""
    for joined in (RenewalCase, ItemMove):
        with pytest.raises(KpiError, match=r"the book has no Contract: give Book\(contracts=…\)"):
            Book(intent_records=[]).records_of(joined)


def test_moves_of_items_are_read_from_the_joined_cases() -> None:
    """Without an intent nothing moved."""
    assert Book(contracts=PAIR, intent_records=[]).records_of(ItemMove) == ()


def test_the_roster_is_the_staff() -> None:
    """Each of them has slots in a cadence per person."""
    staff = Staff(staff_id="S-1", joined_on=None)
    assert Book(staff=[staff]).roster() == (staff,)


# ---- problems ----------------------------------------------------------------------------


def rules(kept: Book) -> list[tuple[str, tuple[str, ...]]]:
    """Give rule and ids of every problem of a book."""
    return [(problem.rule, problem.ids) for problem in kept.problems()]


@pytest.mark.parametrize("name", SHELVES)
def test_a_duplicate_id_is_told_on_every_shelf(name: str) -> None:
    """Once, whether the records are joined or not."""
    key = "X-1 · 東海" if name == "policyholders" else "X-1"
    told = rules(book(**{name: [ONE[name], ONE[name]]}))
    assert [each for each in told if each[0] == "duplicate id"] == [("duplicate id", (key,))]


def test_a_duplicate_id_among_an_agencys_own_is_told_once() -> None:
    """A subclass of a contract is joined with the others, and still told but once."""
    assert rules(Book(others={Voice: [Voice(voice_id="V-1")] * 2})) == [("duplicate id", ("V-1",))]
    told = rules(Book(others={CampaignContract: [PAIR[1], PAIR[1]], Contract: PAIR[:1]}))
    assert told.count(("duplicate id", ("C-2",))) == 1


def test_what_does_not_join_is_told() -> None:
    """An intent about a contract that is not in the book, by both ids."""
    orphan = IntentRecord(record_id="I-1", expiring_id="C-9")
    assert rules(Book(contracts=PAIR, intent_records=[orphan])) == [
        ("orphan intent", ("I-1", "C-9"))
    ]


def test_what_does_not_join_is_told_of_an_agencys_own_contracts_too() -> None:
    """Where no others were supplied."""
    undated = CampaignContract(contract_id="C-1")
    assert rules(Book(others={CampaignContract: [undated]})) == [("undated contract", ("C-1",))]


def test_a_book_that_fits_together_has_no_problems() -> None:
    """Nor has an empty one."""
    assert Book(contracts=PAIR, intent_records=[]).problems() == Book().problems() == ()


def test_a_book_with_problems_is_counted_all_the_same() -> None:
    """Nothing is dropped for being told."""
    kept = Book(contracts=[*PAIR, PAIR[0]])
    assert len(kept.records_of(RenewalCase)) == 3
