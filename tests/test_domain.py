"""The agency's nouns: contracts, customers, activities, and the intents on record."""

import pickle
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agency_kpis.domain.activities import (
    Broadcast,
    RiskMap,
    Staff,
    StudyUnit,
    SurveyRequest,
    TrainingSession,
)
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.coverage import ChangeKind, Intent, IntentForm
from agency_kpis.domain.customers import Customer, Policyholder
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.domain.renewals import RenewalCase
from agency_kpis.domain.scales import UNLIMITED, amount, ladder, rider, unordered
from agency_kpis.domain.terms import (
    Business,
    Channel,
    Decision,
    Ending,
    HolderKind,
    Line,
    Method,
    Outcome,
)
from agency_kpis.errors import KpiError
from agency_kpis.records import duplicates, facets_of, shape_of

SPRING = date(2021, 4, 1)
days = st.dates(date(2020, 1, 1), date(2023, 12, 31))
some_days = st.none() | days

FORM = IntentForm(
    "auto",
    items={
        "対人賠償": amount(),
        "車両保険": ladder("なし", "エコノミー", "一般"),
        "弁護士費用": rider(),
        "払込方法": unordered(),
    },
)

UNDATED: dict[type, dict[str, object]] = {
    Contract: {"contract_id": "X-1"},
    Customer: {"customer_id": "X-1"},
    Policyholder: {"customer_id": "X-1"},
    IntentRecord: {"record_id": "X-1"},
    TrainingSession: {"session_id": "X-1", "held_on": None},
    StudyUnit: {"unit_id": "X-1", "completed_on": None, "staff_id": None},
    Staff: {"staff_id": "X-1", "joined_on": None},
    Broadcast: {"broadcast_id": "X-1", "sent_on": None},
    SurveyRequest: {"request_id": "X-1", "asked_on": None},
    RiskMap: {"map_id": "X-1", "made_on": None},
}
FACETS: dict[type, str] = {
    Contract: "insurer line product channel business riders ending holder_kind is_fleet paperless "
    "branch staff_id",
    Customer: "holder_kind mobile_obtained lines",
    Policyholder: "insurer holder_kind mobile_registered services",
    IntentRecord: "insurer line staff_id channel method decision care change differs "
    "comparison_recorded reason_recorded",
    TrainingSession: "kind topic",
    StudyUnit: "staff_id course provider",
    Staff: "branch is_solicitor",
    Broadcast: "title kind",
    SurveyRequest: "insurer branch answered",
    RiskMap: "insurer tool checked found",
    RenewalCase: "insurer line branch staff_id holder_kind is_fleet age_band outcome switched "
    "days_before_expiry method decision care captured without_initial change differs reviewed "
    "shared comparison_recorded reason_recorded mapped",
}
EVENTS: dict[type, tuple[str, ...]] = {
    Contract: ("ended_on",),
    Customer: ("until",),
    Policyholder: ("until",),
    IntentRecord: ("reviewed_on", "shared_on"),
    Staff: ("left_on",),
    SurveyRequest: ("answered_on",),
}


def made(noun: type, **given: object) -> Any:  # noqa: ANN401 - it makes any noun
    """Make a noun of nothing but its id and what is given."""
    make: Callable[..., object] = noun
    return make(**{**UNDATED[noun], **given})


def intent(own_damage: str | None = "一般", **values: object) -> Intent:
    """Fill in the form in full, with the own damage cover and what else is given."""
    return FORM.intent(
        {"対人賠償": UNLIMITED, "弁護士費用": True, "払込方法": "月払"} | values,
        車両保険=own_damage,
    )


# ---- every noun --------------------------------------------------------------------------


@pytest.mark.parametrize("noun", UNDATED)
def test_a_noun_needs_no_more_than_its_id(noun: type) -> None:
    """What the agency does not know is left out, and the record still stands."""
    record = made(noun)
    assert pickle.loads(pickle.dumps(record)) == record


@pytest.mark.parametrize("noun", UNDATED)
@pytest.mark.parametrize("blank", ["", "　", None, 1])
def test_an_id_is_a_text_that_says_something(noun: type, blank: object) -> None:
    """A blank id, full-width blanks included, is refused by name."""
    key = next(iter(UNDATED[noun]))
    with pytest.raises(KpiError, match=rf"^{noun.__name__}\.{key}="):
        made(noun, **{key: blank})


@pytest.mark.parametrize("noun", FACETS)
def test_a_noun_has_the_facets_it_is_known_by(noun: type) -> None:
    """Facets have few values: no id but the staff's, no name, date or sum is one."""
    assert facets_of(noun) == tuple(FACETS[noun].split())


@pytest.mark.parametrize("noun", FACETS)
def test_only_what_may_never_happen_is_an_event(noun: type) -> None:
    """Of any other date ``None`` means that nobody wrote it down."""
    assert shape_of(noun).events == EVENTS.get(noun, ())


@pytest.mark.parametrize(
    "term", [Line, Channel, Business, Ending, HolderKind, Method, Decision, Outcome, ChangeKind]
)
def test_a_term_prints_as_its_japanese_name(term: type[StrEnum]) -> None:
    """A word with fixed members is a text, and no two members share it."""
    names = [f"{member}" for member in term]
    assert len(set(names)) == len(names)
    assert not any(name.isascii() for name in names)


def test_every_way_a_contract_can_end_is_an_outcome() -> None:
    """A stated ending is carried into the renewal case as it is."""
    assert {ending.value for ending in Ending} < {outcome.value for outcome in Outcome}


# ---- contracts ---------------------------------------------------------------------------


@given(days, some_days, some_days)
def test_a_contract_is_in_force_until_its_first_end(
    starts_on: date, expires_on: date | None, ended_on: date | None
) -> None:
    """The earlier of expiry and end counts; the last day is the day before."""
    assume(expires_on is None or expires_on >= starts_on)
    contract = made(Contract, starts_on=starts_on, expires_on=expires_on, ended_on=ended_on)
    for offset in (-1, 0, 1):
        for edge in (starts_on, expires_on, ended_on):
            day = (edge or starts_on) + timedelta(days=offset)
            gone = [end for end in (expires_on, ended_on) if end is not None and end <= day]
            until = contract.in_force_until
            assert (starts_on <= day and (until is None or day < until)) is (
                starts_on <= day and not gone
            )


@given(some_days, days)
def test_a_contract_that_ends_before_it_starts_was_never_in_force(
    expires_on: date | None, ended_on: date
) -> None:
    """Its end is moved to its inception: no day lies between, and no end before a start."""
    starts_on = ended_on + timedelta(days=40)
    assume(expires_on is None or expires_on >= starts_on)
    contract = made(Contract, starts_on=starts_on, expires_on=expires_on, ended_on=ended_on)
    assert contract.in_force_until == starts_on


def test_a_contract_without_an_end_is_still_in_force() -> None:
    """No end known is no end."""
    assert made(Contract, starts_on=SPRING).in_force_until is None


def test_a_contract_without_an_inception_keeps_its_end() -> None:
    """Undated, it is placed nowhere; its end is not made up either."""
    assert made(Contract, ended_on=SPRING).in_force_until == SPRING


def test_a_contract_does_not_expire_before_it_starts() -> None:
    """The error shows both days."""
    with pytest.raises(
        KpiError, match=r"^Contract\.expires_on=2021-03-31 is before starts_on=2021-04-01$"
    ):
        made(Contract, starts_on=SPRING, expires_on=date(2021, 3, 31))


@given(st.none() | st.sampled_from(Ending), days, days)
def test_before_its_end_the_reason_of_the_end_was_not_known(
    ending: Ending | None, ended_on: date, day: date
) -> None:
    """The date and its reason come together."""
    known = made(Contract, ended_on=ended_on, ending=ending).known_on(day)
    expected = (ended_on, ending) if ended_on <= day else (None, None)
    assert (known.ended_on, known.ending) == expected


@given(days)
def test_a_reason_without_a_date_is_taken_as_it_stands(day: date) -> None:
    """更改落ち is often stated without a day."""
    assert made(Contract, ending=Ending.NOT_RENEWED).known_on(day).ending is Ending.NOT_RENEWED


def test_a_policy_number_that_recurs_is_no_duplicate() -> None:
    """The same number comes back every year; the contract's own id does not."""
    terms = [made(Contract, contract_id=name, policy_number="P-1") for name in ("C-1", "C-2")]
    assert duplicates(terms) == []


# ---- people ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("noun", "earlier", "later"),
    [
        (Customer, "since", "until"),
        (Policyholder, "since", "until"),
        (Staff, "joined_on", "left_on"),
        (SurveyRequest, "asked_on", "answered_on"),
        (IntentRecord, "initial_on", "confirmed_on"),
    ],
)
def test_nothing_ends_before_it_begins(noun: type, earlier: str, later: str) -> None:
    """The same day is in order, the day before is refused with both days."""
    assert made(noun, **{earlier: SPRING, later: SPRING})
    with pytest.raises(
        KpiError,
        match=rf"^{noun.__name__}\.{later}=2021-03-31 is before {earlier}=2021-04-01$",
    ):
        made(noun, **{earlier: SPRING, later: date(2021, 3, 31)})


@pytest.mark.parametrize(
    ("noun", "event"), [(Customer, "until"), (Policyholder, "until"), (Staff, "left_on")]
)
def test_who_leaves_later_is_still_there(noun: type, event: str) -> None:
    """A leaving after the day has not happened by then; on the day it has."""
    record = made(noun, **{event: SPRING})
    assert getattr(record.known_on(date(2021, 3, 31)), event) is None
    assert getattr(record.known_on(SPRING), event) == SPRING


# ---- activities --------------------------------------------------------------------------


@given(some_days, days)
def test_a_request_is_answered_once_there_is_a_day_of_answer(
    answered_on: date | None, day: date
) -> None:
    """The flag is never stored beside its date, so that it follows it to any day."""
    request = made(SurveyRequest, answered_on=answered_on)
    assert request.answered is (answered_on is not None)
    assert request.known_on(day).answered is (answered_on is not None and answered_on <= day)


@pytest.mark.parametrize("recipients", [None, 0, 1200])
def test_a_broadcast_may_count_its_recipients(recipients: int | None) -> None:
    """None of them and not known are two things."""
    assert made(Broadcast, recipients=recipients).recipients == recipients


@pytest.mark.parametrize(
    ("recipients", "rule"),
    [(-1, "is less than 0"), (True, "is no whole number"), (1.0, "is no whole number")],
)
def test_recipients_are_a_number_of_people(recipients: object, rule: str) -> None:
    """Neither negative nor a flag nor a fraction."""
    with pytest.raises(KpiError, match=rf"^Broadcast\.recipients={recipients!r} {rule}"):
        made(Broadcast, recipients=recipients)


# ---- intents on record -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("initial", "final", "kind", "differs"),
    [
        (intent("一般"), intent("一般"), ChangeKind.UNCHANGED, False),
        (intent("一般"), intent("エコノミー"), ChangeKind.DOWNGRADE, True),
        (intent("なし"), intent("エコノミー"), ChangeKind.UPGRADE, True),
        (intent("一般"), intent("なし", 対人賠償=None), ChangeKind.DOWNGRADE, True),
        (intent(弁護士費用=False), intent("なし"), ChangeKind.MIXED, True),
        (intent(), intent(払込方法="年払"), ChangeKind.DIFFERENT, True),
        (intent("一般"), intent(None), ChangeKind.UNDETERMINED, None),
        (intent("一般"), None, None, None),
        (None, intent("一般"), None, None),
        (None, None, None, None),
    ],
)
def test_the_change_follows_from_the_two_intents(
    initial: Intent | None, final: Intent | None, kind: ChangeKind | None, differs: bool | None
) -> None:
    """Where one intent is missing there is no change to tell: that is not 変更なし."""
    record = made(IntentRecord, initial=initial, final=final)
    assert (record.change, record.differs) == (kind, differs)
    assert (record.change_of_intent() is None) is (kind is None)


def test_a_change_is_not_given_beside_its_intents() -> None:
    """A stored 差分 could fall behind what was compared."""
    with pytest.raises(TypeError, match="change"):
        made(IntentRecord, change=ChangeKind.UPGRADE)


DATED = {
    "initial": intent("一般"),
    "initial_on": date(2021, 4, 1),
    "final": intent("なし"),
    "confirmed_on": date(2021, 5, 1),
    "reviewed_on": date(2021, 6, 1),
    "shared_on": date(2021, 7, 1),
}


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(2021, 3, 31), set()),
        (date(2021, 4, 1), {"initial", "initial_on"}),
        (date(2021, 5, 1), {"initial", "initial_on", "final", "confirmed_on"}),
        (date(2021, 6, 30), set(DATED) - {"shared_on"}),
        (date(2021, 7, 1), set(DATED)),
    ],
)
def test_an_intent_comes_on_record_day_by_day(day: date, known: set[str]) -> None:
    """First the initial intent, then the final one, the review, and the minutes."""
    record = made(IntentRecord, **DATED).known_on(day)
    assert {name for name in DATED if getattr(record, name) is not None} == known
    assert record.change is (ChangeKind.DOWNGRADE if "final" in known else None)


@given(some_days, some_days, days, days)
def test_the_earlier_of_two_days_decides_what_was_on_record(
    initial_on: date | None, confirmed_on: date | None, first: date, second: date
) -> None:
    """Looking back twice is looking back to the earlier day."""
    assume(initial_on is None or confirmed_on is None or initial_on <= confirmed_on)
    fields = {**DATED, "initial_on": initial_on, "confirmed_on": confirmed_on}
    record = made(IntentRecord, **fields)
    assert record.known_on(first).known_on(second) == record.known_on(min(first, second))


@given(days)
def test_an_intent_without_a_date_is_taken_as_it_stands(day: date) -> None:
    """Nobody wrote down when: that is no reason to lose it."""
    record = made(IntentRecord, initial=intent(), final=intent())
    assert record.known_on(day) == record


@pytest.mark.parametrize(
    ("dates", "exists"),
    [
        ({}, True),
        ({"initial_on": SPRING}, True),
        ({"initial_on": date(2021, 3, 1), "confirmed_on": date(2021, 5, 1)}, True),
        ({"confirmed_on": date(2021, 4, 2)}, False),
        ({"initial_on": date(2021, 4, 2), "confirmed_on": date(2021, 5, 1)}, False),
    ],
)
def test_a_record_exists_from_its_first_date_on(dates: dict[str, date], exists: bool) -> None:
    """One that is undated always did; without a day to look back to, every record does."""
    record = made(IntentRecord, **dates)
    assert record.exists_on(SPRING) is exists
    assert record.exists_on(None)
