"""The evidence of a sale: what an intent record holds, its corrections, and who is elderly."""

import pickle
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.answers import NOT_ASKED
from agency_kpis.book import Book
from agency_kpis.cube import Cube
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.coverage import ChangeKind, Intent, IntentForm
from agency_kpis.domain.customers import Customer
from agency_kpis.domain.intents import IntentRecord, Overlap, Proposal
from agency_kpis.domain.moves import ItemMove, item_moves
from agency_kpis.domain.renewals import RenewalCase, renewal_cases
from agency_kpis.domain.scales import Move, burden, components, ladder, rider, unordered
from agency_kpis.domain.terms import (
    AgeBand,
    Before,
    Care,
    Decision,
    HolderKind,
    Line,
    Method,
    Outcome,
    Role,
)
from agency_kpis.errors import KpiError, Problem
from agency_kpis.measures import Count, Rate
from agency_kpis.metrics import (
    comparison_record_rate,
    elderly_care_rate,
    elderly_renewals,
    intent_capture_rate,
    intent_downgrades,
    lowered_items,
    reason_record_rate,
)
from agency_kpis.periods import fiscal_year
from agency_kpis.questions import Metric

FY = fiscal_year(2021)
EXPIRY = date(2021, 6, 1)
FORM = IntentForm(
    "auto",
    items={
        "車両保険": ladder("なし", "エコノミー", "一般"),
        "車両免責": components(burden(), burden(), within="車両保険"),
        "弁護士費用": rider(),
        "払込方法": unordered(),
    },
)
FULL = FORM.intent(車両保険="一般", 車両免責=(0, 100_000), 弁護士費用=True, 払込方法="月払")


def intent(**items: object) -> Intent:
    """Give the full intent with other values for some items."""
    return FORM.intent({**FULL.values, **items})


ECONOMY, NO_LAWYER = intent(車両保険="エコノミー"), intent(弁護士費用=False)


def contract(**given: object) -> Contract:
    """Make the contract that expires, C-1."""
    make: Callable[..., Contract] = Contract
    year = {"starts_on": date(2020, 6, 1), "expires_on": EXPIRY}
    return make(**{"contract_id": "C-1", **year, "customer_id": "K-1", "line": Line.AUTO, **given})


def successor(**given: object) -> Contract:
    """Make the contract that renews it, C-2."""
    make: Callable[..., Contract] = Contract
    dates = {"concluded_on": date(2021, 5, 1), "starts_on": EXPIRY, "expires_on": date(2022, 6, 1)}
    return make(**{"contract_id": "C-2", "renews": ("C-1",), **dates, **given})


def recorded(**given: object) -> IntentRecord:
    """Make a record about C-1."""
    make: Callable[..., IntentRecord] = IntentRecord
    return make(**{"record_id": "I-1", "expiring_id": "C-1", **given})


def case_of(*records: IntentRecord, customers: Iterable[Customer] | None = None) -> RenewalCase:
    """Join C-1, renewed by C-2, with some intent records."""
    return renewal_cases([contract(), successor()], records, customers=customers).records[0]


def proposal(**given: object) -> Proposal:
    """Make the proposal of one product."""
    make: Callable[..., Proposal] = Proposal
    return make(**{"insurer": "東海", "product": "TAP", "role": Role.RECOMMENDED, **given})


def told(records: Iterable[IntentRecord]) -> list[tuple[str, tuple[str, ...]]]:
    """Give the problems of some intent records, by rule and ids."""
    found = renewal_cases([contract(), successor()], records).problems
    return [(each.rule, each.ids) for each in found]


# ---- what a record holds -----------------------------------------------------------------


def test_a_full_record_is_a_value() -> None:
    """All the evidence of a sale stands on one record, which pickles and hashes."""
    record = recorded(
        initial=FULL,
        initial_on=date(2021, 4, 1),
        expiring_cover=FULL,
        recommended=FULL,
        final=ECONOMY,
        confirmed_on=date(2021, 5, 1),
        confirmed_with="配偶者",
        priorities=("保険料", "補償"),
        proposals=(proposal(premium=70_000), proposal(role=Role.DECIDED)),
        reason="保険料を抑える",
        overlaps=(Overlap(item="弁護士費用", elsewhere="火災 F-1", dropped=False),),
        note="電話で再確認",
        reviewed_on=date(2021, 6, 1),
        reviewed_by="S-9",
        finding="適切",
        shared_on=date(2021, 7, 1),
        method=Method.GRASPED,
        decision=Decision.COMPARED,
        care=frozenset({Care.FOLLOW_UP}),
    )
    assert pickle.loads(pickle.dumps(record)) == record
    assert len({record, record}) == 1


@pytest.mark.parametrize(
    ("make", "given", "message"),
    [
        (proposal, {"insurer": " "}, "Proposal.insurer=' ' is blank"),
        (proposal, {"product": None}, "Proposal.product=None is no text"),
        (proposal, {"role": "推薦"}, "Proposal.role='推薦' is no Role"),
        (proposal, {"premium": 1.5}, "Proposal.premium=1.5 is no whole number"),
        (proposal, {"reason": ""}, "Proposal.reason='' is blank"),
        (Overlap, {"item": "", "elsewhere": "F-1", "dropped": True}, "Overlap.item='' is blank"),
        (Overlap, {"item": "x", "elsewhere": 1, "dropped": True}, "Overlap.elsewhere=1 is no text"),
        (Overlap, {"item": "x", "elsewhere": "F-1", "dropped": 1}, "Overlap.dropped=1 is no True"),
        (
            Overlap,
            {"item": "x", "elsewhere": "F-1", "dropped": True, "reason": ""},
            "Overlap.reason='' is blank",
        ),
        (recorded, {"proposals": ("TAP",)}, "IntentRecord.proposals='TAP' is no Proposal"),
        (recorded, {"care": {Care.FOLLOW_UP}}, "IntentRecord.care=.* is no frozenset"),
        (recorded, {"finding": "適切"}, "IntentRecord.finding='適切' tells of a review without a"),
        (recorded, {"reviewed_by": "S-9"}, "IntentRecord.reviewed_by='S-9' tells of a review"),
    ],
)
def test_what_contradicts_itself_is_no_evidence(
    make: Callable[..., object], given: dict[str, object], message: str
) -> None:
    """It is refused at birth, by field, value and rule."""
    with pytest.raises(KpiError, match=f"^{message}"):
        make(**given)


@pytest.mark.parametrize("known", ["initial", "final"])
def test_an_overlap_is_of_an_item_of_the_form(known: str) -> None:
    """Where a form is known, an item that it has not is refused with the nearest."""
    overlap = Overlap(item="弁護士費", elsewhere="火災 F-1", dropped=True)
    assert recorded(overlaps=(overlap,)).overlaps == (overlap,)
    with pytest.raises(KpiError, match="auto v1 has no item '弁護士費': did you mean '弁護士費用'"):
        recorded(overlaps=(overlap,), **{known: FULL})


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"dropped": True}, "個人賠償: 火災 F-1と重複のため外した"),
        ({"dropped": False}, "個人賠償: 火災 F-1と重複するが残した"),
        ({"dropped": True, "reason": "家族型"}, "個人賠償: 火災 F-1と重複のため外した（家族型）"),
    ],
)
def test_an_overlap_is_told_in_a_sentence(given: dict[str, Any], sentence: str) -> None:
    """Of which item, where else, what was done, and why."""
    assert str(Overlap(item="個人賠償", elsewhere="火災 F-1", **given)) == sentence


def test_nobody_having_looked_for_overlaps_is_not_finding_none() -> None:
    """Unknown is none of the answers."""
    assert recorded().overlaps is None
    assert recorded(overlaps=()).overlaps == ()


@given(st.dates(date(2021, 5, 1), date(2021, 8, 1)))
def test_a_review_is_not_known_before_its_day(day: date) -> None:
    """With the day go the reviewer and the finding; the minutes have a day of their own."""
    record = recorded(
        reviewed_on=date(2021, 6, 1), reviewed_by="S-9", finding="適切", shared_on=date(2021, 7, 1)
    ).known_on(day)
    known = day >= date(2021, 6, 1)
    assert (record.reviewed_by, record.finding) == (("S-9", "適切") if known else (None, None))
    assert (record.shared_on is None) is (day < date(2021, 7, 1))


# ---- three befores -----------------------------------------------------------------------

BEFORES = {
    Before.STATED: "initial",
    Before.EXPIRING: "expiring_cover",
    Before.RECOMMENDED: "recommended",
}


@pytest.mark.parametrize("before", Before)
def test_each_before_is_compared_by_itself(before: Before) -> None:
    """Only the one asked for tells; the other two, full, change nothing."""
    others = {name: FULL for each, name in BEFORES.items() if each is not before}
    record = recorded(final=ECONOMY, **{**others, BEFORES[before]: NO_LAWYER})
    change = record.change_from(before)
    assert change is not None
    assert change.moves["弁護士費用"] is Move.RAISED
    assert recorded(final=ECONOMY, **others).change_from(before) is None
    assert recorded(initial=FULL, expiring_cover=FULL, recommended=FULL).change_from(before) is None


def test_the_change_of_a_record_is_from_the_stated_intent() -> None:
    """A fall from the expiring contract or the recommended plan is no 差分 of its own."""
    record = recorded(initial=ECONOMY, expiring_cover=FULL, recommended=FULL, final=ECONOMY)
    assert record.change is ChangeKind.UNCHANGED
    assert record.change_of_intent() == record.change_from(Before.STATED)


@pytest.mark.parametrize("before", ["initial", "当初意向", None])
def test_a_before_is_named_by_its_member(before: Any) -> None:  # noqa: ANN401
    """A text would be a guess."""
    with pytest.raises(KpiError, match=r"is no Before: write Before\.STATED"):
        recorded().change_from(before)


# ---- corrections -------------------------------------------------------------------------


def test_the_old_record_stays_readable() -> None:
    """It is about the case still, and does not count."""
    old, new = recorded(final=FULL), recorded(record_id="I-2", supersedes="I-1", final=ECONOMY)
    case = case_of(old, new)
    assert case.about() == [old, new]
    assert (case.live(), case.intent) == ([new], new)
    assert told([old, new]) == []


def test_a_correction_may_say_that_the_record_is_about_another_contract() -> None:
    """Then the case it was wrongly about has no intent any more."""
    wrong = recorded(initial=FULL, final=FULL)
    moved = recorded(record_id="I-2", expiring_id="C-9", supersedes="I-1", final=FULL)
    again = recorded(record_id="I-3", supersedes="I-2", initial=FULL, final=FULL)
    assert case_of(wrong).captured is True
    assert case_of(wrong, moved).captured is False
    assert case_of(wrong, moved, again).intent == again


def test_a_correction_of_no_record_is_told() -> None:
    """It counts, for somebody wrote it."""
    record = recorded(supersedes="I-0")
    assert case_of(record).intent == record
    assert told([record]) == [("orphan correction", ("I-1", "I-0"))]


@pytest.mark.parametrize("length", [1, 2, 3])
def test_corrections_in_a_circle_are_told_and_count(length: int) -> None:
    """None of them corrects another: each is live, and no record disappears."""
    names = [f"I-{number}" for number in range(length)]
    circle = [
        recorded(record_id=name, supersedes=names[number - 1]) for number, name in enumerate(names)
    ]
    tail = recorded(record_id="I-9", supersedes="I-0", confirmed_on=date(2021, 5, 1))
    problems = [each for each in told(circle) if each[0] == "correction in a circle"]
    assert [sorted(ids) for _, ids in problems] == [names]
    assert len(case_of(*circle).live()) == length
    assert case_of(*circle, tail).intent == tail


def test_two_corrections_of_one_record_are_told() -> None:
    """Both are live, and the latest confirmed counts."""
    first = recorded(record_id="I-2", supersedes="I-1", confirmed_on=date(2021, 5, 1))
    second = recorded(record_id="I-3", supersedes="I-1", confirmed_on=date(2021, 5, 2))
    assert case_of(recorded(), first, second).intent == second
    assert told([recorded(), first, second]) == [
        ("two corrections", ("I-1", "I-2", "I-3")),
        ("two live intents", ("C-1", "I-2", "I-3")),
    ]


names = st.sampled_from(["I-1", "I-2", "I-3", "I-4"])
chains = st.dictionaries(names, st.none() | names | st.just("I-0"))


@given(chains)
def test_some_record_is_always_live(supersedes: dict[str, str | None]) -> None:
    """However corrections refer to each other, a case with records has an intent."""
    records = [recorded(record_id=name, supersedes=old) for name, old in supersedes.items()]
    case = case_of(*records)
    assert bool(case.live()) is bool(records)
    assert {each.record_id for each in case.about()} == set(supersedes)


def _ends(name: str, supersedes: dict[str, str | None]) -> bool:
    """Tell whether the corrections that start here come to an end."""
    here: str | None = name
    for _ in supersedes:
        here = supersedes.get(here or "")
    return here is None or here not in supersedes


@given(chains)
def test_a_circle_is_told_wherever_one_is_entered(supersedes: dict[str, str | None]) -> None:
    """Corrections that never end are told, and those that do are not."""
    records = [recorded(record_id=name, supersedes=old) for name, old in supersedes.items()]
    circles = [ids for rule, ids in told(records) if rule == "correction in a circle"]
    endless = {name for name in supersedes if not _ends(name, supersedes)}
    assert bool(circles) is bool(endless)
    assert {name for ids in circles for name in ids} <= endless


@given(chains)
def test_the_order_of_records_decides_no_correction(supersedes: dict[str, str | None]) -> None:
    """The same records are live, whichever came first."""
    records = [recorded(record_id=name, supersedes=old) for name, old in supersedes.items()]
    assert set(case_of(*records).live()) == set(case_of(*records[::-1]).live())


def test_a_long_chain_of_corrections_is_followed_once() -> None:
    """It takes no deep call and no square of its length."""
    chain = [
        recorded(record_id=f"I-{n}", supersedes=f"I-{n - 1}" if n else None) for n in range(400)
    ]
    assert case_of(*chain).live() == chain[-1:]


# ---- age ---------------------------------------------------------------------------------


def born(day: date | None, kind: HolderKind | None = None) -> Customer:
    """Make the customer of C-1."""
    return Customer(customer_id="K-1", born_on=day, holder_kind=kind)


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (date(1951, 6, 2), AgeBand.UNDER_70),
        (date(1951, 6, 1), AgeBand.FROM_70),
        (date(1946, 6, 2), AgeBand.FROM_70),
        (date(1946, 6, 1), AgeBand.FROM_75),
        (date(1941, 6, 2), AgeBand.FROM_75),
        (date(1941, 6, 1), AgeBand.FROM_80),
        (date(2021, 6, 2), None),
        (None, None),
    ],
)
def test_age_is_told_at_inception(born_on: date | None, band: AgeBand | None) -> None:
    """The birthday counts from its own day on; no birthday before inception is unknown."""
    assert case_of(customers=[born(born_on)]).age_band is band


@given(st.dates(date(1920, 1, 1), date(2021, 1, 1)), st.dates(date(2021, 1, 1), date(2030, 1, 1)))
def test_nobody_grows_younger(born_on: date, day: date) -> None:
    """From one day to the next the age stays, or is one more."""
    customer = born(born_on)
    age, next_day = customer.age_on(day), customer.age_on(day + timedelta(days=1))
    assert age is not None
    assert next_day in (age, age + 1)


def test_who_was_born_on_a_leap_day_ages_every_year() -> None:
    """In common years on the first of March."""
    leapling = born(date(1952, 2, 29))
    assert leapling.age_on(date(2022, 2, 28)) == 69
    assert leapling.age_on(date(2022, 3, 1)) == 70


@pytest.mark.parametrize(
    ("of_contract", "of_customer", "band"),
    [
        (HolderKind.COMPANY, None, AgeBand.COMPANY),
        (None, HolderKind.COMPANY, AgeBand.COMPANY),
        (HolderKind.PERSON, HolderKind.COMPANY, AgeBand.FROM_80),
        (None, None, AgeBand.FROM_80),
    ],
)
def test_a_firm_has_no_age(
    of_contract: HolderKind | None, of_customer: HolderKind | None, band: AgeBand
) -> None:
    """The contract says who holds it before the customer does."""
    customer = born(date(1930, 1, 1), of_customer)
    book = [contract(holder_kind=of_contract), successor()]
    assert renewal_cases(book, customers=[customer]).records[0].age_band is band


def test_without_customers_only_firms_have_a_band() -> None:
    """What was not supplied is not known."""
    assert case_of().age_band is None
    firm = renewal_cases([contract(holder_kind=HolderKind.COMPANY)]).records[0]
    assert firm.age_band is AgeBand.COMPANY


def test_a_contract_not_renewed_tells_the_age_at_its_expiry() -> None:
    """There the renewal would have begun; without any date it is unknown."""
    customer = born(date(1951, 6, 1))
    for expires_on, band in ((EXPIRY, AgeBand.FROM_70), (None, None)):
        book = [contract(expires_on=expires_on)]
        assert renewal_cases(book, customers=[customer]).records[0].age_band is band


@pytest.mark.parametrize(
    ("customer_id", "customers", "orphan"),
    [
        ("K-1", [born(None)], False),
        ("K-2", [born(None)], True),
        ("K-2", [], True),
        ("K-2", None, False),
        (None, [], False),
    ],
)
def test_a_contract_of_nobody_known_is_told(
    customer_id: str | None, customers: list[Customer] | None, orphan: bool
) -> None:
    """Where customers are supplied, each contract's is among them."""
    book = [contract(customer_id=customer_id)]
    problems = renewal_cases(book, customers=customers).problems
    expected = Problem(
        rule="orphan contract",
        ids=("C-1", "K-2"),
        english="C-1 refers to customer K-2, who is not among the customers",
        japanese="C-1 が参照する顧客 K-2 が見当たりません",
    )
    assert problems == ((expected,) if orphan else ())


def test_a_book_joins_its_customers() -> None:
    """The age is known to the book's own cases."""
    book = Book(contracts=[contract(), successor()], customers=[born(date(1930, 1, 1))])
    assert book.records_of(RenewalCase)[0].age_band is AgeBand.FROM_80


# ---- metrics of the evidence -------------------------------------------------------------


def ask(metric: Any, case: RenewalCase | ItemMove) -> object:  # noqa: ANN401 - any metric
    """Ask a metric's question of one record."""
    return metric.asks(case, **metric.options)


TWO = (proposal(role=Role.PRIOR), proposal(product="TNP"))


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"proposals": TWO, "reason": "意向に合う"}, True),
        ({"proposals": (TWO[0], proposal(product="TNP", reason="意向に合う"))}, True),
        ({"proposals": (proposal(role=Role.PRIOR, reason="x"), proposal(product="TNP"))}, False),
        ({"proposals": TWO}, False),
        ({"proposals": (TWO[0], proposal(role=Role.DECIDED)), "reason": "x"}, False),
        ({"proposals": (), "reason": "意向に合う"}, False),
        ({"proposals": TWO, "reason": "x", "decision": None}, None),
        ({"proposals": TWO, "reason": "x", "decision": Decision.RENEWED_UNCHANGED}, NOT_ASKED),
    ],
)
def test_a_comparison_is_on_record_with_its_products_and_its_reason(
    given: dict[str, object], answer: object
) -> None:
    """Two products or more and why one was recommended, where the customer compared."""
    record = recorded(**{"decision": Decision.COMPARED, **given})
    assert ask(comparison_record_rate, case_of(record)) is answer


@pytest.mark.parametrize(
    ("records", "answer", "of_compared"),
    [
        ([recorded(reason="意向に合う", decision=Decision.COMPARED)], True, True),
        ([recorded(decision=Decision.COMPARED)], False, False),
        ([recorded(reason="x", decision=Decision.COMPARISON_WAIVED)], True, NOT_ASKED),
        ([recorded(reason="x")], True, None),
        ([], False, None),
    ],
)
def test_a_reason_is_on_record_or_missing(
    records: list[IntentRecord], answer: object, of_compared: object
) -> None:
    """No record has no reason; of which decision it was is then unknown."""
    case = case_of(*records)
    assert ask(reason_record_rate, case) is answer
    assert ask(reason_record_rate.having(decisions={Decision.COMPARED}), case) is of_compared


def test_without_intent_records_no_reason_is_missing() -> None:
    """What was not supplied is unknown."""
    case = renewal_cases([contract(), successor()]).records[0]
    assert ask(reason_record_rate, case) is None
    assert ask(comparison_record_rate, case) is None


OLD, YOUNG = date(1940, 1, 1), date(1990, 1, 1)


@pytest.mark.parametrize(
    ("customer", "care", "counted", "taken"),
    [
        (born(OLD), frozenset({Care.FOLLOW_UP}), True, True),
        (born(OLD), frozenset(), True, False),
        (born(OLD), None, True, None),
        (born(YOUNG), frozenset({Care.FOLLOW_UP}), False, NOT_ASKED),
        (born(None), frozenset({Care.FOLLOW_UP}), None, None),
        (born(OLD, HolderKind.COMPANY), frozenset(), NOT_ASKED, NOT_ASKED),
    ],
)
def test_care_is_asked_of_the_elderly(
    customer: Customer, care: frozenset[Care] | None, counted: object, taken: object
) -> None:
    """Not of the young, not of firms; age unknown or care unknown is 未記録."""
    case = case_of(recorded(care=care), customers=[customer])
    assert ask(elderly_renewals, case) is counted
    assert ask(elderly_care_rate, case) is taken


def test_an_agency_sets_its_own_age_and_care() -> None:
    """From 80 with the family present: follow-up alone will not do."""
    strict = elderly_care_rate.having(bands={AgeBand.FROM_80}, care={Care.FAMILY_PRESENT})
    present = frozenset({Care.FAMILY_PRESENT, Care.FOLLOW_UP})
    for care, taken in ((present, True), (frozenset({Care.FOLLOW_UP}), False)):
        assert ask(strict, case_of(recorded(care=care), customers=[born(OLD)])) is taken
    assert ask(strict, case_of(recorded(care=present), customers=[born(date(1950, 1, 1))])) is (
        NOT_ASKED
    )


def test_intents_captured_are_split_by_method() -> None:
    """A missing initial intent by 損保型 is counted apart, and as a miss only where asked so."""
    cases = [
        case_of(recorded(initial=FULL, final=FULL, method=Method.GRASPED)),
        case_of(recorded(final=FULL, method=Method.NON_LIFE)),
        case_of(recorded(final=FULL, method=Method.GRASPED)),
    ]
    split = intent_capture_rate.by("method")(cases, FY)
    assert (split[Method.GRASPED], split[Method.NON_LIFE]) == (Rate(1, 2), Rate(0, 1))
    lenient = intent_capture_rate.having(initial_optional_for={Method.NON_LIFE})
    assert lenient(cases, FY) == Rate(1, 2)
    assert lenient.tally(cases, FY).excluded == {"当初意向を要しない": 1}


# ---- item moves --------------------------------------------------------------------------


def case_of_change(initial: Intent | None, final: Intent | None) -> RenewalCase:
    """Join a renewal with its two intents."""
    return case_of(recorded(initial=initial, final=final, method=Method.GRASPED))


def test_a_case_is_taken_apart_into_its_items() -> None:
    """One move an item, the unmoved and the unknown included, with the facets of the case."""
    final = FORM.intent(車両保険="エコノミー", 車両免責=(50_000, 50_000), 払込方法="年払")
    moves = item_moves([case_of_change(FULL, final)])
    assert {each.item: each.move for each in moves} == {
        "車両保険": Move.LOWERED,
        "車両免責": Move.MIXED,
        "弁護士費用": Move.UNKNOWN,
        "払込方法": Move.DIFFERENT,
    }
    (own_damage, *_) = moves
    assert own_damage == ItemMove(
        case_id="C-1",
        expires_on=EXPIRY,
        item="車両保険",
        move=Move.LOWERED,
        line=Line.AUTO,
        method=Method.GRASPED,
        outcome=Outcome.RENEWED,
    )


@pytest.mark.parametrize(
    "case",
    [
        case_of(),
        case_of_change(None, FULL),
        case_of_change(FULL, None),
        case_of_change(FULL, IntentForm("other", items={"弁護士費用": rider()}).intent()),
    ],
)
def test_what_cannot_be_compared_has_no_moves(case: RenewalCase) -> None:
    """No record, one intent, two forms."""
    assert item_moves([case]) == ()


@pytest.mark.parametrize(
    ("move", "answer"),
    [
        (Move.LOWERED, True),
        (Move.MIXED, True),
        (Move.SAME, False),
        (Move.RAISED, False),
        (Move.DIFFERENT, False),
        (Move.UNKNOWN, None),
    ],
)
def test_an_item_is_lowered_or_not_or_unknown(move: Move, answer: object) -> None:
    """A crossed pair is less in one part, and counts; unknown is 未記録."""
    given = {"line": Line.AUTO, "outcome": Outcome.RENEWED}
    item = ItemMove(case_id="C-1", item="車両保険", move=move, **given)  # type: ignore[arg-type]
    assert ask(lowered_items, item) is answer
    assert ask(lowered_items.having(item="車両保険"), item) is answer
    assert ask(lowered_items.having(item="弁護士費用"), item) is NOT_ASKED


levels = st.sampled_from(["なし", "エコノミー", "一般", None])
riders = st.booleans() | st.none()
pairs = st.tuples(levels, riders, levels, riders)


@given(st.lists(pairs))
def test_cases_with_a_lowered_item_are_the_downgrades(
    drawn: list[tuple[str | None, bool | None, str | None, bool | None]],
) -> None:
    """Counted by item or by case, the same cases fell."""
    form = FORM.without("車両免責", "払込方法", version=2)
    cases = [
        renewal_cases(
            [contract(contract_id=f"C-{n}"), successor(contract_id=f"N-{n}", renews=(f"C-{n}",))],
            [
                recorded(
                    expiring_id=f"C-{n}",
                    initial=form.intent(車両保険=first, 弁護士費用=lawyer),
                    final=form.intent(車両保険=last, 弁護士費用=still),
                )
            ],
        ).records[0]
        for n, (first, lawyer, last, still) in enumerate(drawn)
    ]
    fallen = {case.expiring.contract_id for case in intent_downgrades.evidence(cases, FY).yes}
    assert {move.case_id for move in lowered_items.evidence(item_moves(cases), FY).yes} == fallen


def test_a_book_counts_the_items_that_fell() -> None:
    """As a noun of the book they are split by item, insurer, line, staff, branch and method."""
    book = Book(
        contracts=[contract(insurer="東海"), successor()],
        intent_records=[
            recorded(initial=FULL, final=intent(車両保険="エコノミー", 弁護士費用=False))
        ],
    )
    moves = book.records_of(ItemMove)
    by_item = lowered_items.by("item")(moves, FY)
    assert by_item.overall == Count(2)
    assert (by_item["車両保険"], by_item["払込方法"]) == (Count(1), Count(0))
    assert lowered_items.by("insurer")(moves, FY)["東海"] == Count(2)


def test_moves_are_known_as_of_their_own_day() -> None:
    """An item alone cannot look back: the cases are joined again."""
    loaded = renewal_cases(
        [contract(), successor()], [recorded(initial=FULL, final=ECONOMY)], as_of=FY.last
    )
    moves = item_moves(loaded)
    assert lowered_items(moves, FY, as_of=FY.last) == Count(1)
    with pytest.raises(KpiError, match="as_of=2021-07-01 is not the moves' own, 2022-03-31: make"):
        lowered_items(moves, FY, as_of=date(2021, 7, 1))


FACETS = {
    "insurer": "東海",
    "line": Line.AUTO,
    "staff_id": "S-1",
    "branch": "本店",
    "method": Method.GRASPED,
}


@pytest.mark.parametrize("facet", FACETS)
def test_falls_are_split_by_whose_they_are(facet: str) -> None:
    """By insurer, line, staff, branch and method: the cases, and their items."""
    facets = {name: value for name, value in FACETS.items() if name != "method"}
    cases = renewal_cases(
        [contract(**facets), successor()],
        [recorded(initial=FULL, final=ECONOMY, method=Method.GRASPED)],
    )
    assert intent_downgrades.by(facet)(cases, FY)[FACETS[facet]] == Count(1)
    assert lowered_items.by(facet)(item_moves(cases), FY)[FACETS[facet]] == Count(1)


@pytest.mark.parametrize("final", [ECONOMY, FULL, intent(弁護士費用=None), intent(払込方法="年払")])
def test_items_are_counted_in_a_cube_as_in_records(final: Intent) -> None:
    """A cube of the moves answers as the moves do, by item too."""
    moves = item_moves([case_of_change(FULL, final), case_of()])
    cube = Cube.count(ItemMove, moves, when="expires_on")
    assert lowered_items.tally(cube, FY) == lowered_items.tally(moves, FY)
    assert lowered_items.by("item")(cube, FY) == lowered_items.by("item")(moves, FY)


EVIDENCE = (comparison_record_rate, reason_record_rate, elderly_renewals, elderly_care_rate)


@pytest.mark.parametrize("metric", EVIDENCE, ids=lambda metric: metric.name)
def test_evidence_is_counted_in_a_cube_as_in_records(metric: Metric[RenewalCase, Any]) -> None:
    """Every question of the evidence reads facets and no identity."""
    record = recorded(
        initial=FULL, final=ECONOMY, decision=Decision.COMPARED, proposals=TWO, reason="意向に合う"
    )
    cases = [case_of(record, customers=[born(OLD)]), case_of(customers=[born(YOUNG)])]
    cube = Cube.count(RenewalCase, cases, when="expires_on")
    assert metric.tally(cube, FY) == metric.tally(cases, FY)
