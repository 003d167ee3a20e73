"""Renewal cases: what became of each contract that expires, and what is known of it."""

import pickle
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.cube import Cube
from agency_kpis.domain.activities import RiskMap
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.coverage import ChangeKind, IntentForm
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.domain.renewals import RenewalCase, renewal_cases
from agency_kpis.domain.scales import ladder
from agency_kpis.domain.terms import Ending, Line, Method, Outcome
from agency_kpis.errors import KpiError, Problem
from agency_kpis.measures import Rate
from agency_kpis.metrics import early_renewal_rate, insurer_switch_rate, renewal_rate
from agency_kpis.periods import fiscal_year
from agency_kpis.records import facets_of

FY = fiscal_year(2021)
EXPIRY = date(2021, 6, 1)
LONG_AFTER = date(2022, 3, 31)
FORM = IntentForm("auto", items={"車両保険": ladder("なし", "エコノミー", "一般")})
FULL, ECONOMY = FORM.intent(車両保険="一般"), FORM.intent(車両保険="エコノミー")


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


def intent(**given: object) -> IntentRecord:
    """Make a record of both intents, about C-1."""
    make: Callable[..., IntentRecord] = IntentRecord
    both = {"initial": FULL, "final": FULL, "confirmed_on": date(2021, 5, 1)}
    return make(**{"record_id": "I-1", "expiring_id": "C-1", **both, **given})


def risk_map(made_on: date | None) -> RiskMap:
    """Make a map of the customer of C-1."""
    return RiskMap(map_id=f"M-{made_on}", customer_id="K-1", made_on=made_on)


def joined(
    contracts: Iterable[Contract],
    intents: Iterable[IntentRecord] | None = None,
    maps: Iterable[RiskMap] | None = None,
    as_of: date | None = LONG_AFTER,
) -> RenewalCase:
    """Join the records and give the case of C-1, which comes first."""
    return renewal_cases(contracts, intents, maps, as_of=as_of).records[0]


def problems(
    contracts: Iterable[Contract], intents: Iterable[IntentRecord] | None = None
) -> tuple[Problem, ...]:
    """Join the records and give what does not fit together."""
    return renewal_cases(contracts, intents).problems


# ---- books of any shape ------------------------------------------------------------------

NAMES = ["C-1", "C-2", "C-3"]
days = st.dates(date(2020, 10, 1), date(2021, 9, 30))
some_days = st.none() | days


def in_order(dates: tuple[date | None, date | None]) -> tuple[date | None, date | None]:
    """Put two days in order, where both are known."""
    first, last = dates
    return (last, first) if first and last and last < first else dates


terms = st.tuples(some_days, some_days).map(in_order)
contracts = st.builds(
    lambda term, **given: contract(starts_on=term[0], expires_on=term[1], **given),
    terms,
    contract_id=st.sampled_from(NAMES),
    customer_id=st.sampled_from([None, "K-1", "K-2"]),
    concluded_on=some_days,
    ended_on=some_days,
    ending=st.sampled_from([None, *Ending]),
    renews=st.lists(st.sampled_from([*NAMES, "C-9"]), max_size=2).map(tuple),
    insurer=st.sampled_from([None, "あいおい", "東海"]),
)
"""One of three contracts, dated and renewing others in any way there is."""

intents = st.builds(
    lambda dates, **given: intent(initial_on=dates[0], confirmed_on=dates[1], **given),
    terms,
    record_id=st.sampled_from(["I-1", "I-2", "I-3"]),
    contract_id=st.sampled_from([None, *NAMES]),
    expiring_id=st.sampled_from([None, *NAMES]),
    supersedes=st.sampled_from([None, "I-1", "I-2"]),
    initial=st.sampled_from([None, FULL]),
    final=st.sampled_from([None, FULL, ECONOMY]),
    reviewed_on=some_days,
    shared_on=some_days,
    method=st.sampled_from([None, *Method]),
)
"""A record about any of the contracts, complete or not, superseding another or not."""

maps = st.builds(
    RiskMap,
    map_id=st.sampled_from(["M-1", "M-2"]),
    customer_id=st.sampled_from(["K-1", "K-2"]),
    made_on=some_days,
)
many_contracts = st.lists(contracts, max_size=5)
many_intents = st.none() | st.lists(intents, max_size=4)
many_maps = st.none() | st.lists(maps, max_size=3)


# ---- the outcome -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "as_of", "outcome"),
    [
        ({}, None, Outcome.PENDING),
        ({}, date(2020, 7, 1), Outcome.PENDING),
        ({}, EXPIRY, Outcome.PENDING),
        ({}, EXPIRY + timedelta(days=30), Outcome.PENDING),
        ({}, EXPIRY + timedelta(days=31), Outcome.NOT_RENEWED),
        ({"expires_on": None}, LONG_AFTER, Outcome.PENDING),
        ({"expires_on": date.max}, LONG_AFTER, Outcome.PENDING),
        ({"ending": Ending.NOT_RENEWED}, None, Outcome.NOT_RENEWED),
        ({"ending": Ending.NOT_RENEWED}, EXPIRY, Outcome.NOT_RENEWED),
        ({"ending": Ending.CLOSED}, LONG_AFTER, Outcome.CLOSED),
        ({"ending": Ending.CANCELLED}, LONG_AFTER, Outcome.CANCELLED),
        ({"ending": Ending.TRANSFERRED}, LONG_AFTER, Outcome.TRANSFERRED),
        ({"ended_on": date(2021, 1, 1), "ending": Ending.CLOSED}, None, Outcome.CLOSED),
        ({"ended_on": date(2021, 1, 1)}, None, None),
        ({"ended_on": date(2021, 1, 1)}, LONG_AFTER, None),
        ({"ended_on": date(2021, 1, 2)}, date(2021, 1, 1), Outcome.PENDING),
        (
            {"ended_on": date(2021, 1, 2), "ending": Ending.CLOSED},
            date(2021, 1, 1),
            Outcome.PENDING,
        ),
    ],
)
def test_without_a_renewal_the_ending_and_the_day_decide(
    given: dict[str, Any], as_of: date | None, outcome: Outcome | None
) -> None:
    """A stated ending counts, one without a reason is unknown; else the days of grace decide."""
    assert joined([contract(**given)], as_of=as_of).outcome is outcome


@pytest.mark.parametrize("ending", [None, *Ending])
def test_a_renewal_counts_whatever_ending_was_stated(ending: Ending | None) -> None:
    """A contract cancelled and written anew is renewed."""
    old = contract(ending=ending, ended_on=None if ending is None else date(2021, 5, 20))
    assert joined([old, successor()]).outcome is Outcome.RENEWED


@pytest.mark.parametrize(
    ("as_of", "outcome"),
    [(date(2021, 4, 30), Outcome.PENDING), (date(2021, 5, 1), Outcome.RENEWED)],
)
def test_a_renewal_counts_from_the_day_it_is_concluded(as_of: date, outcome: Outcome) -> None:
    """Not from its inception, nor from the expiry it follows."""
    assert joined([contract(), successor()], as_of=as_of).outcome is outcome


@pytest.mark.parametrize(
    ("as_of", "outcome"),
    [(date(2021, 5, 31), Outcome.PENDING), (date(2021, 6, 1), Outcome.RENEWED)],
)
def test_a_renewal_without_a_conclusion_counts_from_its_inception(
    as_of: date, outcome: Outcome
) -> None:
    """It must have been concluded by then, whenever that was."""
    assert joined([contract(), successor(concluded_on=None)], as_of=as_of).outcome is outcome


def test_the_days_of_grace_are_the_agencys() -> None:
    """Without grace a contract falls away on the day after its expiry."""
    day_after = EXPIRY + timedelta(days=1)
    outcomes = [
        renewal_cases([contract()], as_of=day, grace=grace).records[0].outcome
        for day, grace in [(EXPIRY, 0), (day_after, 0), (day_after, 1)]
    ]
    assert outcomes == [Outcome.PENDING, Outcome.NOT_RENEWED, Outcome.PENDING]


@pytest.mark.parametrize("grace", [-1, True, 1.5])
def test_grace_is_a_number_of_days(grace: Any) -> None:  # noqa: ANN401 - it is wrong on purpose
    """A negative or a half day is refused by name."""
    with pytest.raises(KpiError, match=r"^grace="):
        renewal_cases([], grace=grace)


def test_one_contract_may_renew_several() -> None:
    """Two contracts that go on as one are both renewed."""
    both = [contract(), contract(contract_id="C-0"), successor(renews=("C-0", "C-1", "C-1"))]
    cases = renewal_cases(both).records
    assert [case.outcome for case in cases] == [
        Outcome.RENEWED,
        Outcome.RENEWED,
        Outcome.PENDING,
    ]
    assert cases[0].successors == (both[2],)


def renews(new: Contract, old: Contract, day: date) -> bool:
    """Tell by plain search whether one contract had renewed another by the end of a day."""
    concluded = new.concluded_on if new.concluded_on is not None else new.starts_on
    if old.contract_id not in new.renews or (concluded is not None and concluded > day):
        return False
    if new.starts_on is None or (old.starts_on is not None and new.starts_on <= old.starts_on):
        return False
    return not (new.ended_on is not None and new.ended_on <= day and new.ended_on <= new.starts_on)


def expected(old: Contract, book: Sequence[Contract], day: date, grace: int) -> str | None:
    """Say in words what became of a contract by the end of a day."""
    if any(renews(new, old, day) for new in book):
        return "更改"
    is_ended = old.ended_on is not None and old.ended_on <= day
    if old.ending is not None and (old.ended_on is None or is_ended):
        return str(old.ending)
    if is_ended:
        return None
    if old.expires_on is not None and old.expires_on + timedelta(days=grace) < day:
        return "更改落ち"
    return "手続中"


@given(many_contracts, st.none() | days, st.integers(0, 90))
def test_the_outcome_is_what_a_plain_search_finds(
    book: list[Contract], as_of: date | None, grace: int
) -> None:
    """Whatever the contracts say of each other, each case has the outcome that a search tells."""
    cases = renewal_cases(book, as_of=as_of, grace=grace)
    # Without a day everything has happened, and nothing is overdue.
    day, patience = (date(2050, 1, 1), 20_000) if as_of is None else (as_of, grace)
    assert [case.outcome for case in cases] == [expected(old, book, day, patience) for old in book]


# ---- the renewal -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "switched"),
    [
        ("あいおい", "東海", True),
        ("東海", "東海", False),
        (None, "東海", None),
        ("東海", None, None),
    ],
)
def test_a_change_of_insurer_inside_the_agency_is_told(
    old: str | None, new: str | None, switched: bool | None
) -> None:
    """Where either insurer is not on record, nobody can tell."""
    assert joined([contract(insurer=old), successor(insurer=new)]).switched is switched


def test_a_case_that_was_not_renewed_did_not_switch() -> None:
    """There is no second insurer to tell of, and no procedure to date."""
    case = joined([contract(insurer="東海")])
    assert (case.switched, case.days_before_expiry, case.renewal) == (None, None, None)


def test_a_switched_renewal_stays_with_the_expiring_contracts_insurer() -> None:
    """For the agency it is a renewal; the insurer split is by the insurer that it left."""
    cases = renewal_cases([contract(insurer="あいおい"), successor(insurer="東海")])
    by_insurer = renewal_rate.by("insurer", groups=("あいおい", "東海"))
    assert dict(by_insurer(cases, FY).groups) == {"あいおい": Rate(1, 1), "東海": Rate(0, 0)}
    assert insurer_switch_rate(cases, FY) == Rate(1, 1)


@pytest.mark.parametrize(
    ("before", "told"), [(-300, -31), (-31, -31), (0, 0), (28, 28), (62, 62), (63, 62), (400, 62)]
)
def test_the_days_before_expiry_are_few(before: int, told: int) -> None:
    """They are a facet, so the far ends are drawn in to −31 and 62."""
    concluded_on = EXPIRY - timedelta(days=before)
    assert joined([contract(), successor(concluded_on=concluded_on)]).days_before_expiry == told


@pytest.mark.parametrize("unknown", [{"expires_on": None}, {}])
def test_the_days_before_expiry_need_both_dates(unknown: dict[str, Any]) -> None:
    """A missing conclusion is not early, and a missing expiry is not late."""
    pair = [contract(**unknown), successor(**({} if unknown else {"concluded_on": None}))]
    assert joined(pair).days_before_expiry is None


def test_a_renewal_counts_in_the_year_of_the_expiry() -> None:
    """One finished in March for an expiry in April is of the year that opens in April."""
    old = contract(starts_on=date(2020, 4, 10), expires_on=date(2021, 4, 10))
    new = successor(concluded_on=date(2021, 3, 1), starts_on=date(2021, 4, 10))
    early = early_renewal_rate.having(days=28)
    rates = early.over(renewal_cases([old, new]), [FY.previous(), FY])
    assert list(rates.values()) == [Rate(0, 0), Rate(1, 1)]


def test_a_contract_of_many_years_has_no_case_in_between() -> None:
    """It expires in no year but its last."""
    old = contract(expires_on=date(2025, 6, 1))
    assert renewal_rate.tally(renewal_cases([old]), FY).asked == 0


# ---- what does not fit together ------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "english", "japanese"),
    [
        ({"starts_on": None}, "undated", "始期がありません"),
        ({"ended_on": EXPIRY}, "ended before inception", "始期前に終了しています"),
        (
            {"starts_on": date(2020, 6, 1)},
            "not later than the contract it renews",
            "始期が更改前の契約より後でありません",
        ),
    ],
)
def test_a_contract_that_cannot_renew_another_is_told(
    given: dict[str, Any], english: str, japanese: str
) -> None:
    """It renews nothing, and the old contract's outcome does not depend on it."""
    pair = [contract(), successor(**given)]
    assert joined(pair).outcome is Outcome.NOT_RENEWED
    (problem,) = [each for each in problems(pair) if each.rule == "renews nothing"]
    assert problem.ids == ("C-2", "C-1")
    assert problem.english == f"contract C-2 does not renew C-1: it is {english}"
    assert problem.japanese == f"契約 C-2 は C-1 の更改になりません（{japanese}）"


def test_a_renewal_of_an_undated_contract_counts() -> None:
    """Nothing says that it came before; that the old one is undated is told."""
    pair = [contract(starts_on=None), successor()]
    assert joined(pair).outcome is Outcome.RENEWED
    assert [(each.rule, each.ids) for each in problems(pair)] == [("undated contract", ("C-1",))]


@pytest.mark.parametrize("missing", ["starts_on", "expires_on"])
def test_a_contract_without_its_dates_is_told(missing: str) -> None:
    """It still makes a case."""
    (problem,) = problems([contract(**{missing: None})])
    assert (problem.rule, problem.ids) == ("undated contract", ("C-1",))
    assert problem.english == "contract C-1 has no inception or no expiry"
    assert problem.japanese == "契約 C-1 に始期または満期がありません"


def test_of_two_renewals_the_first_concluded_counts() -> None:
    """And both are told; one that renews nothing is none of them."""
    late = successor(contract_id="C-3", concluded_on=date(2021, 5, 2))
    void = successor(contract_id="C-4", ended_on=EXPIRY, concluded_on=date(2021, 4, 1))
    book = [contract(), late, successor(), void]
    renewal = joined(book).renewal
    assert renewal is not None
    assert renewal.contract_id == "C-2"
    (problem,) = [each for each in problems(book) if each.rule == "two renewals"]
    assert problem.ids == ("C-1", "C-3", "C-2")
    assert problem.english == ("contract C-1 has 2 renewals: the first concluded counts (C-3, C-2)")
    assert problem.japanese == "契約 C-1 に更改が複数あります（C-3、C-2）"


def test_of_renewals_concluded_together_the_order_of_ids_decides() -> None:
    """The order in which the records came does not matter."""
    book = [contract(), successor(contract_id="C-3"), successor()]
    first, second = joined(book).renewal, joined([book[0], book[2], book[1]]).renewal
    assert first == second == successor()


def test_orphans_are_told_by_both_ids() -> None:
    """A renewal of nothing known, an intent about nothing known, an intent about nothing."""
    found = problems(
        [successor(renews=("C-8", "C-1"), starts_on=EXPIRY)],
        [
            intent(record_id="I-1", expiring_id="C-9", contract_id="C-2"),
            intent(record_id="I-2", expiring_id=None),
        ],
    )
    assert [(each.rule, each.ids) for each in found] == [
        ("orphan renewal", ("C-2", "C-8")),
        ("orphan renewal", ("C-2", "C-1")),
        ("orphan intent", ("I-1", "C-9")),
        ("orphan intent", ("I-2",)),
    ]
    assert found[2].english == "I-1 refers to contract C-9, which is not among the contracts"
    assert found[2].japanese == "I-1 が参照する契約 C-9 が見当たりません"
    assert found[3].english == "I-2 refers to no contract at all"
    assert found[3].japanese == "I-2 はどの契約も参照していません"


def test_duplicate_ids_are_told_and_still_counted() -> None:
    """Two contracts of one id make two cases."""
    loaded = renewal_cases([contract(), contract()], [intent(), intent()])
    assert len(loaded) == 2
    told = [(each.rule, each.ids) for each in loaded.problems]
    assert told[:2] == [("duplicate id", ("C-1",)), ("duplicate id", ("I-1",))]


def test_a_book_that_fits_together_has_no_problems() -> None:
    """Nothing is told of nothing."""
    assert problems([contract(), successor()], [intent(contract_id="C-2")]) == ()


# ---- the intent --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("records", "captured", "without_initial"),
    [
        (None, None, None),
        ([], False, False),
        ([intent()], True, False),
        ([intent(initial=None)], False, True),
        ([intent(final=None)], False, False),
        ([intent(initial=None, final=None)], False, False),
    ],
)
def test_captured_means_that_both_intents_are_on_record(
    records: list[IntentRecord] | None, captured: bool | None, without_initial: bool | None
) -> None:
    """Not on record is no; that no records were supplied at all is unknown."""
    case = joined([contract(), successor()], records)
    assert (case.captured, case.without_initial) == (captured, without_initial)


def test_a_case_without_an_intent_tells_nothing_of_it() -> None:
    """No method, no change, no review: none of them is a no."""
    case = joined([contract(), successor()], [])
    told = (case.method, case.change, case.differs, case.reviewed, case.shared, case.intent)
    assert told == (None,) * 6


def test_a_case_tells_what_its_intent_tells() -> None:
    """Method, change, difference, review and minutes are the live record's."""
    record = intent(final=ECONOMY, method=Method.GRASPED, reviewed_on=date(2021, 6, 1))
    case = joined([contract(), successor()], [record])
    assert (case.intent, case.method, case.change, case.differs) == (
        record,
        Method.GRASPED,
        ChangeKind.DOWNGRADE,
        True,
    )
    assert (case.reviewed, case.shared) == (True, False)


@pytest.mark.parametrize(
    ("about", "counts"),
    [
        ({"expiring_id": "C-1"}, True),
        ({"expiring_id": None, "contract_id": "C-2"}, True),
        ({"expiring_id": "C-1", "contract_id": "C-2"}, True),
        ({"expiring_id": None, "contract_id": "C-1"}, False),
        ({"expiring_id": "C-2"}, False),
        ({"expiring_id": None, "contract_id": None}, False),
    ],
)
def test_an_intent_counts_by_the_contract_it_follows_or_led_to(
    about: dict[str, Any], counts: bool
) -> None:
    """The intent that led to the expiring contract itself is last year's."""
    assert joined([contract(), successor()], [intent(**about)]).captured is counts


def test_of_two_live_intents_the_latest_confirmed_counts() -> None:
    """An unconfirmed one comes last, and both are told."""
    draft = intent(record_id="I-3", confirmed_on=None, final=None)
    early = intent(record_id="I-2", confirmed_on=date(2021, 4, 1), final=ECONOMY)
    records = [draft, early, intent()]
    assert joined([contract(), successor()], records).intent == intent()
    (problem,) = problems([contract(), successor()], records)
    assert (problem.rule, problem.ids) == ("two live intents", ("C-1", "I-3", "I-2", "I-1"))
    assert problem.english.startswith("contract C-1 has 3 live intents: the latest confirmed")
    assert problem.japanese == "契約 C-1 に有効な意向記録が複数あります（I-3、I-2、I-1）"


def test_of_intents_confirmed_together_the_order_of_ids_decides() -> None:
    """The order in which the records came does not matter."""
    records = [intent(), intent(record_id="I-2", final=ECONOMY)]
    for order in (records, records[::-1]):
        assert joined([contract(), successor()], order).intent == records[1]


def test_a_superseded_intent_does_not_count() -> None:
    """Not even when it was confirmed later; that is no problem either."""
    correction = intent(record_id="I-2", supersedes="I-1", confirmed_on=date(2021, 4, 1))
    records = [intent(), correction]
    case = joined([contract(), successor()], records)
    assert (case.intent, case.live(), case.about()) == (correction, [correction], records)
    assert problems([contract(), successor()], records) == ()


def test_an_intent_counts_until_its_correction_is_on_record() -> None:
    """Looking back to the day before, the old record was the live one."""
    correction = intent(record_id="I-2", supersedes="I-1", confirmed_on=date(2021, 5, 9))
    case = joined([contract(), successor()], [intent(), correction])
    assert case.intent == correction
    assert case.known_on(date(2021, 5, 8)).intent == intent()


@given(many_contracts, many_intents)
def test_every_case_has_an_intent_or_none_once_intents_are_supplied(
    book: list[Contract], records: list[IntentRecord] | None
) -> None:
    """Captured and not captured make up all cases, and unknown is none of them."""
    told = {case.captured for case in renewal_cases(book, records)}
    assert told <= ({None} if records is None else {True, False})


# ---- the risk map ------------------------------------------------------------------------

OPENS = date(2021, 3, 3)


@pytest.mark.parametrize(
    ("made_on", "mapped"),
    [
        ([], False),
        ([OPENS - timedelta(days=1)], False),
        ([OPENS], True),
        ([date(2021, 5, 1)], True),
        ([date(2021, 5, 2)], False),
        ([None], None),
        ([None, OPENS], True),
        ([None, date(2021, 5, 2)], None),
    ],
)
def test_a_map_counts_from_ninety_days_before_expiry_to_the_renewal(
    made_on: list[date | None], mapped: bool | None
) -> None:
    """Both days in; a map without a date may or may not be one of them."""
    assert timedelta(days=90) == EXPIRY - OPENS
    pair = [contract(), successor()]
    assert joined(pair, maps=[risk_map(day) for day in made_on]).mapped is mapped


@pytest.mark.parametrize(("made_on", "mapped"), [(EXPIRY, True), (date(2021, 6, 2), False)])
def test_a_renewal_without_a_conclusion_closes_the_window_at_its_inception(
    made_on: date, mapped: bool
) -> None:
    """The day that is known of it counts."""
    pair = [contract(), successor(concluded_on=None)]
    assert joined(pair, maps=[risk_map(made_on)]).mapped is mapped


@pytest.mark.parametrize(
    "book",
    [
        [contract()],
        [contract(customer_id=None), successor()],
        [contract(expires_on=None), successor()],
    ],
)
def test_whether_a_map_was_used_may_be_unknown(book: list[Contract]) -> None:
    """Without a renewal, a customer or an expiry there is no window to look at."""
    assert joined(book, maps=[risk_map(OPENS)]).mapped is None


def test_without_maps_nobody_knows_whether_one_was_used() -> None:
    """Never supplied is not none made."""
    assert joined([contract(), successor()]).mapped is None


def test_another_customers_map_does_not_count() -> None:
    """Maps are found by the customer."""
    other = RiskMap(map_id="M-1", customer_id="K-2", made_on=OPENS)
    nobody = RiskMap(map_id="M-2", made_on=OPENS)
    assert joined([contract(), successor()], maps=[other, nobody]).mapped is False


# ---- as it stood on a day ------------------------------------------------------------------


@given(many_contracts, many_intents, many_maps, st.none() | days, days)
def test_a_case_known_earlier_is_the_case_joined_then(
    book: list[Contract],
    records: list[IntentRecord] | None,
    made: list[RiskMap] | None,
    as_of: date | None,
    day: date,
) -> None:
    """Looking back from any later day is joining the same records as of that day."""
    later = renewal_cases(book, records, made, as_of=None if as_of is None else max(as_of, day))
    then = renewal_cases(book, records, made, as_of=day)
    assert [case.known_on(day) for case in later] == list(then)


@given(many_contracts, many_intents, many_maps, days)
def test_a_case_known_on_a_day_knows_nothing_that_came_later(
    book: list[Contract],
    records: list[IntentRecord] | None,
    made: list[RiskMap] | None,
    day: date,
) -> None:
    """It reads as if only the records of that day had ever been written."""
    old = [
        each.known_on(day) for each in book if (each.concluded_on or each.starts_on or day) <= day
    ]
    known = (
        None if records is None else [each.known_on(day) for each in records if is_old(each, day)]
    )
    old_maps = None if made is None else [each for each in made if (each.made_on or day) <= day]
    then = renewal_cases(old, known, old_maps, as_of=day)
    now = renewal_cases(book, records, made, as_of=day)
    assert [reading(case) for case in then] == [
        reading(case)
        for case in now
        if (case.expiring.concluded_on or case.expiring.starts_on or day) <= day
    ]


def is_old(record: IntentRecord, day: date) -> bool:
    """Tell whether anything of a record was written by a day, or nothing of it is dated."""
    dates = [each for each in (record.initial_on, record.confirmed_on) if each is not None]
    return not dates or any(each <= day for each in dates)


def reading(case: RenewalCase) -> dict[str, object]:
    """Give all that a question can read of a case but what it was made of."""
    names = (*facets_of(RenewalCase), "expires_on", "renewal", "intent")
    return {name: getattr(case, name) for name in names}


def test_a_case_is_itself_on_its_own_day() -> None:
    """Nothing is joined without need."""
    case = joined([contract()])
    assert case.known_on(LONG_AFTER) is case


def test_a_case_knows_nothing_later_than_itself() -> None:
    """Records that came later are not in it, so that a later day is refused."""
    with pytest.raises(
        KpiError,
        match=r"^as_of=2022-04-01 is after the case's own, 2022-03-31: join it again$",
    ):
        joined([contract()]).known_on(date(2022, 4, 1))


@pytest.mark.parametrize("as_of", [None, LONG_AFTER])
def test_a_case_is_known_on_a_day_and_at_no_moment(as_of: date | None) -> None:
    """A datetime is refused, by a case with a day of its own and by one without."""
    moment: Any = datetime(2021, 4, 1, 9, 30)  # noqa: DTZ001 - a moment of no place will do
    with pytest.raises(KpiError, match="is a moment, not a day"):
        joined([contract()], as_of=as_of).known_on(moment)


def test_records_are_read_once() -> None:
    """Generators will do."""
    book = (each for each in [contract(), successor()])
    case = joined(book, iter([intent()]), iter([risk_map(OPENS)]))
    assert (case.outcome, case.captured, case.mapped) == (Outcome.RENEWED, True, True)


def test_a_case_survives_pickling() -> None:
    """What is sent to another process comes back equal."""
    case = joined([contract(), successor()], [intent()], [risk_map(OPENS)])
    assert pickle.loads(pickle.dumps(case)) == case


# ---- measuring cases by their own day ------------------------------------------------


def test_cases_are_measured_as_of_the_day_they_were_joined() -> None:
    """A case that expires after the day it is known by is not counted, though renewed already."""
    mid_year = date(2021, 9, 30)
    old = contract(expires_on=date(2022, 2, 1))
    new = successor(concluded_on=date(2021, 9, 1), starts_on=date(2022, 2, 1))
    cases = renewal_cases([old, new], as_of=mid_year)
    assert renewal_rate(cases, FY) == renewal_rate(cases, FY, as_of=mid_year) == Rate(0, 0)
    cube = Cube.count(RenewalCase, iter(cases), when="expires_on")
    assert cube.as_of == mid_year
    assert renewal_rate.tally(cube, FY) == renewal_rate.tally(cases, FY)


def test_cases_known_by_several_days_need_one() -> None:
    """Cases joined as of different days are not measured together without a day."""
    days = (date(2021, 9, 30), date(2021, 10, 31))
    cases = [case for day in days for case in renewal_cases([contract()], as_of=day)]
    with pytest.raises(KpiError, match="RenewalCase records are known by 2 days: give as_of="):
        renewal_rate(cases, FY)
