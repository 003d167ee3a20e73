"""Cadences: what is to be done every month, every half, by everybody."""

import pickle
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.answers import NOT_ASKED, Answer, Excluded, Outside, Source, Tally, When
from agency_kpis.cadence import Cadence, CadenceSplit, cadence_of
from agency_kpis.domain.activities import Staff, StudyUnit, TrainingSession
from agency_kpis.errors import KpiError
from agency_kpis.measures import Rate
from agency_kpis.metrics import broadcast_cadence, group_training_cadence, self_study_cadence
from agency_kpis.periods import Every, Period, fiscal_year

FY = fiscal_year(2021)
FIRST_HALF, SECOND_HALF = FY.halves()
days = st.dates(date(2021, 1, 1), date(2022, 6, 30))
some_days = st.none() | days


@cadence_of(TrainingSession, when="held_on", every="month", label="月例研修")
def monthly_training(session: TrainingSession) -> Answer:
    """Every month has a training session."""
    return None if session.kind is None else ANSWERS.get(session.kind, True)


@cadence_of(TrainingSession, when="held_on", every="month", times=2)
def training_twice(session: TrainingSession) -> Answer:
    """Every month has two."""
    return session.kind == "研修"


ANSWERS: dict[str, Answer] = {
    "雑談": False,
    "他社主催": NOT_ASKED,
    "中止": Excluded("中止"),
}


def session(held_on: date | None, kind: str | None = "研修", name: str = "T") -> TrainingSession:
    """Make a session."""
    return TrainingSession(session_id=f"{name}-{held_on}", held_on=held_on, kind=kind)


def unit(completed_on: date | None, staff_id: str | None = "S-1") -> StudyUnit:
    """Make a unit of study."""
    return StudyUnit(
        unit_id=f"{staff_id} {completed_on}", completed_on=completed_on, staff_id=staff_id
    )


def staff(
    name: str = "S-1", joined: date | None = date(2018, 4, 1), left: date | None = None
) -> Staff:
    """Make a member of staff, of old where nothing else is said."""
    return Staff(staff_id=name, joined_on=joined, left_on=left)


def every_month(year: Period = FY) -> list[TrainingSession]:
    """Make a session a month."""
    return [session(month.first) for month in year.months()]


# ---- slots -------------------------------------------------------------------------------


def test_a_session_every_month_meets_the_cadence() -> None:
    """Twelve months are twelve cases."""
    assert monthly_training(every_month(), FY) == Rate(12, 12)


def test_twelve_sessions_in_eleven_months_are_a_miss() -> None:
    """Two in one month do not make up for none in another."""
    sessions = [*every_month()[:-1], session(date(2021, 4, 20))]
    assert len(sessions) == 12
    assert monthly_training(sessions, FY) == Rate(11, 12)


def test_a_slot_that_needs_two_is_not_met_by_one() -> None:
    """Two of them in the month, and more, are enough."""
    april, may, june = (month.first for month in FY.months()[:3])
    held = [april, may, may, june, june, june]
    assert training_twice([session(day) for day in held], FY.quarters()[0]) == Rate(2, 3)


@pytest.mark.parametrize(
    ("every", "slots"), [("month", 12), ("quarter", 4), ("half", 2), (Every.YEAR, 1)]
)
def test_a_year_has_its_slots(every: Every | str, slots: int) -> None:
    """Without any record, all of them are missed."""
    cadence = cadence_of(TrainingSession, when="held_on", every=every)(lambda session: True)
    assert cadence([], FY) == Rate(0, slots)


@given(st.lists(some_days))
def test_a_slot_is_met_where_a_record_fell(held: list[date | None]) -> None:
    """Both days of a month in, whatever its length."""
    sessions = [session(day, name=str(number)) for number, day in enumerate(held)]
    months = {(day.year, day.month) for day in held if day is not None and day in FY}
    assert monthly_training(sessions, FY) == Rate(len(months), 12)


@given(st.lists(some_days), some_days)
def test_every_record_is_in_a_slot_or_unplaced_for_a_reason(
    held: list[date | None], as_of: date | None
) -> None:
    """Nothing vanishes: what fell into no slot is told."""
    sessions = [session(day, name=str(number)) for number, day in enumerate(held)]
    evidence = monthly_training.evidence(sessions, FY, as_of=as_of)
    slots = [
        *evidence.yes,
        *evidence.no,
        *[slot for heap in evidence.excluded.values() for slot in heap],
    ]
    placed = [record for slot in slots for record in slot.records]
    left = [record for heap in evidence.unplaced.values() for record in heap]
    assert sorted(map(str, [*placed, *left])) == sorted(map(str, sessions))
    assert sum(slot.n for slot in slots) == len(placed)


@pytest.mark.parametrize(
    ("kind", "unplaced"),
    [
        ("研修", {}),
        ("雑談", {}),
        ("他社主催", {}),
        ("中止", {"中止": 1}),
        (None, {"未記録": 1}),
    ],
)
def test_only_a_yes_counts(kind: str | None, unplaced: dict[str, int]) -> None:
    """A record unknown or excluded is told with the reason; a no and a not asked are no matter."""
    tally = monthly_training.tally([session(FY.first, kind)], FY.months()[0])
    met = kind == "研修"
    assert tally == Tally(yes=int(met), no=int(not met), unplaced=unplaced)


def test_an_undated_and_a_far_record_are_told_apart() -> None:
    """Each for its reason."""
    sessions = [session(None), session(date(2020, 1, 1)), session(date(2022, 3, 31))]
    tally = monthly_training.tally(sessions, FY, as_of=date(2022, 3, 30))
    assert tally.unplaced == {"日付なし": 1, "期間外": 1, "基準日より後": 1}


def test_a_total_of_a_cadence_is_its_slots() -> None:
    """Records are no cases of it."""
    assert monthly_training.tally([*every_month(), *every_month()], FY).total == 12


@pytest.mark.parametrize("months", [1, 5, 7, 11])
def test_a_period_that_is_no_whole_number_of_slots_is_refused(months: int) -> None:
    """A part of a half would be judged as a whole one."""
    cadence = cadence_of(TrainingSession, when="held_on", every="half")(lambda session: True)
    period = Period(FY.first, FY.months()[months - 1].last)
    with pytest.raises(KpiError, match="which is no whole number of slots of every='half'"):
        cadence([], period)


# ---- what is still to come -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "tally"),
    [
        (date(2021, 3, 31), Tally(excluded={"未到来": 12})),
        (date(2021, 4, 29), Tally(excluded={"未到来": 12})),
        (date(2021, 4, 30), Tally(no=1, excluded={"未到来": 11})),
        (date(2022, 3, 30), Tally(no=11, excluded={"未到来": 1})),
        (date(2022, 3, 31), Tally(no=12)),
        (None, Tally(no=12)),
    ],
)
def test_a_slot_that_has_not_ended_is_not_missed_yet(as_of: date | None, tally: Tally) -> None:
    """On its last day it has."""
    assert monthly_training.tally([], FY, as_of=as_of) == tally


def test_a_slot_met_early_is_met() -> None:
    """It need not have ended."""
    tally = monthly_training.tally(every_month(), FY, as_of=date(2021, 6, 1))
    assert tally == Tally(yes=3, excluded={"未到来": 9}, unplaced={"基準日より後": 9})


# ---- per person --------------------------------------------------------------------------


def test_everybody_has_a_slot_in_every_half() -> None:
    """People times halves."""
    roster = [staff("S-1"), staff("S-2")]
    units = [unit(date(2021, 5, 1), "S-1"), unit(date(2021, 6, 1), "S-1")]
    assert self_study_cadence(units, FY, roster=roster) == Rate(1, 4)


@pytest.mark.parametrize(
    ("member", "tally"),
    [
        (staff(joined=date(2021, 4, 1)), Tally(no=2)),
        (staff(joined=date(2021, 4, 2)), Tally(no=1, excluded={"在籍が期間の一部": 1})),
        (staff(joined=date(2021, 9, 30)), Tally(no=1, excluded={"在籍が期間の一部": 1})),
        (staff(joined=date(2021, 10, 1)), Tally(no=1)),
        (staff(joined=date(2022, 4, 1)), Tally()),
        (staff(left=date(2022, 4, 1)), Tally(no=2)),
        (staff(left=date(2022, 3, 31)), Tally(no=1, excluded={"在籍が期間の一部": 1})),
        (staff(left=date(2021, 10, 1)), Tally(no=1)),
        (staff(left=date(2021, 4, 2)), Tally(excluded={"在籍が期間の一部": 1})),
        (staff(left=date(2021, 4, 1)), Tally()),
        (staff(joined=None), Tally(excluded={"在籍期間が不明": 2})),
        (staff(joined=None, left=date(2021, 10, 1)), Tally(excluded={"在籍期間が不明": 1})),
    ],
)
def test_a_part_of_a_slot_on_the_roll_is_not_judged(member: Staff, tally: Tally) -> None:
    """Joiners and leavers are excluded with the reason; off the roll there is no slot at all."""
    assert self_study_cadence.tally([], FY, roster=[member]) == tally


@pytest.mark.parametrize(
    "member", [staff(joined=date(2021, 7, 1)), staff(joined=None), staff(left=date(2021, 9, 1))]
)
def test_a_part_of_a_slot_that_is_met_counts(member: Staff) -> None:
    """Who did it in less time did it."""
    tally = self_study_cadence.tally([unit(date(2021, 8, 1))], FIRST_HALF, roster=[member])
    assert tally == Tally(yes=1)


def test_a_slot_to_come_of_a_part_on_the_roll_is_excluded_for_the_part() -> None:
    """However much time is left, it will not be judged."""
    joiner = staff(joined=date(2021, 7, 1))
    tally = self_study_cadence.tally([], FIRST_HALF, roster=[joiner], as_of=date(2021, 8, 1))
    assert tally == Tally(excluded={"在籍が期間の一部": 1})


def test_records_of_nobody_on_the_roster_are_told() -> None:
    """Of whom it is unknown, who is not on the roster, and who was off the roll then."""
    units = [
        unit(FY.first, None),
        unit(FY.first, "S-9"),
        unit(FY.first, "S-2"),
        unit(FY.first, "S-1"),
    ]
    roster = [staff("S-1"), staff("S-2", joined=date(2021, 10, 1))]
    tally = self_study_cadence.tally(units, FY, roster=roster)
    assert tally.unplaced == {"未記録": 1, "名簿外": 1, "在籍期間外": 1}
    evidence = self_study_cadence.evidence(units, FY, roster=roster)
    assert evidence.unplaced == {
        "未記録": (units[0],),
        "名簿外": (units[1],),
        "在籍期間外": (units[2],),
    }


def test_a_member_who_joins_later_is_not_known_yet() -> None:
    """By the day that is known, nobody has a slot who had not joined."""
    roster = [staff("S-1"), staff("S-2", joined=date(2021, 10, 2))]
    before = self_study_cadence.tally([], FY, roster=roster, as_of=date(2021, 10, 1))
    after = self_study_cadence.tally([], FY, roster=roster, as_of=date(2021, 10, 2))
    assert before == Tally(no=1, excluded={"未到来": 1})
    assert after == Tally(no=1, excluded={"未到来": 1, "在籍が期間の一部": 1})


def test_a_member_who_leaves_later_is_still_there() -> None:
    """The leaving has not happened by the day that is known."""
    leaver = staff(left=date(2021, 12, 1))
    told = [
        self_study_cadence.tally([], SECOND_HALF, roster=[leaver], as_of=as_of).excluded
        for as_of in (date(2021, 11, 30), date(2021, 12, 1))
    ]
    assert told == [{"未到来": 1}, {"在籍が期間の一部": 1}]


def test_a_roster_may_be_the_values_of_any_facet() -> None:
    """A branch, too, is expected in every slot; it is always on its roll."""
    by_topic = cadence_of(TrainingSession, when="held_on", every="half", per="topic")(
        lambda session: True
    )
    sessions = [TrainingSession(session_id="T-1", held_on=FY.first, topic="約款")]
    assert by_topic(sessions, FY, roster=("約款", "事故対応")) == Rate(1, 4)


@pytest.mark.parametrize(
    ("roster", "complaint"),
    [
        (None, r"^self_study_cadence is per staff_id: give roster=, the staff or their ids$"),
        ("S-1", r"^roster='S-1' is one text: write roster=\('S-1',\)$"),
        (["S-1", None], r"^roster names None, who is nobody: leave it out$"),
        (["S-1", "S-1"], "^roster names a member twice$"),
        ([staff("S-1"), "S-1"], "^roster names a member twice$"),
        ([3], r"^StudyUnit\.staff_id=3 is no text$"),
    ],
)
def test_a_roster_names_everybody_once(roster: Any, complaint: str) -> None:  # noqa: ANN401
    """Nobody is made up, left out in silence, or counted twice."""
    with pytest.raises(KpiError, match=complaint):
        self_study_cadence([], FY, roster=roster)


def test_a_cadence_that_is_not_per_person_takes_no_roster() -> None:
    """It would make no difference, which somebody might not know."""
    with pytest.raises(KpiError, match=r"^monthly_training is not per person: leave roster out$"):
        monthly_training([], FY, roster=["S-1"])


def test_an_empty_roster_has_no_slots() -> None:
    """Nobody to judge is 0/0, not met."""
    assert self_study_cadence([], FY, roster=[]) == Rate(0, 0)


@given(st.lists(st.tuples(days, st.sampled_from(["S-1", "S-2"]))), some_days)
def test_per_person_is_everybodys_own_cadence(
    done: list[tuple[date, str]], as_of: date | None
) -> None:
    """The slots of two people are those of the one and of the other."""
    units = [unit(day, who) for day, who in done]
    roster = [staff("S-1", joined=date(2021, 2, 1)), staff("S-2", left=date(2022, 2, 1))]
    both = self_study_cadence.tally(units, FY, roster=roster, as_of=as_of)
    alone = [
        self_study_cadence.tally(
            [each for each in units if each.staff_id == member.staff_id],
            FY,
            roster=[member],
            as_of=as_of,
        )
        for member in roster
    ]
    assert alone[0].merge(alone[1]) == both


# ---- splits, evidence, periods ---------------------------------------------------------------


def test_a_cadence_splits_by_its_slots() -> None:
    """Which month was missed."""
    sessions = [each for each in every_month() if each.held_on != date(2021, 8, 1)]
    split = monthly_training.by("slot")
    measured = split(sessions, FY)
    assert measured.overall == monthly_training(sessions, FY)
    missed = [month for month, rate in measured.groups.items() if rate == Rate(0, 1)]
    assert (tuple(measured.groups), missed) == (FY.months(), [FY.months()[4]])
    assert split.label == "月例研修"


def test_a_cadence_splits_by_its_member() -> None:
    """Who missed a half; everybody is shown."""
    roster = [staff("S-2"), staff("S-1")]
    split = self_study_cadence.by("staff_id")
    tallied = split.tally([unit(FY.first, "S-1")], FY, roster=roster)
    assert dict(tallied.groups) == {"S-2": Tally(no=2), "S-1": Tally(yes=1, no=1)}
    assert tallied.overall == Tally(yes=1, no=3)
    assert split([], FY, roster=roster)["S-2"] == Rate(0, 2)


@pytest.mark.parametrize(
    ("cadence", "facet", "known"),
    [
        (monthly_training, "kind", "slot"),
        (monthly_training, "staff_id", "slot"),
        (self_study_cadence, "provider", "slot or staff_id"),
    ],
)
def test_a_cadence_splits_by_nothing_else(cadence: Cadence[Any], facet: str, known: str) -> None:
    """Records of a provider are not slots of a provider."""
    with pytest.raises(KpiError) as refusal:
        cadence.by(facet)
    assert str(refusal.value) == f"{cadence.name} splits by {known}, not {facet!r}"


def test_evidence_lists_the_slots_with_their_records() -> None:
    """What was done in each, and by whom."""
    sessions = [session(FY.first), session(FY.first + timedelta(days=3))]
    evidence = monthly_training.evidence(sessions, FY.quarters()[0])
    (met,) = evidence.yes
    assert (met.records, met.n, str(met)) == (tuple(sessions), 2, "2021年4月")
    assert [slot.label for slot in evidence.no] == ["2021年5月", "2021年6月"]
    slot, _ = self_study_cadence.evidence([], FY, roster=["S-1"]).no
    assert (slot.label, slot.member) == ("S-1 2021年度上期", "S-1")


def test_a_cadence_is_measured_over_periods() -> None:
    """Records and roster are read once."""
    units = (each for each in [unit(FY.first)])
    roster = (each for each in [staff()])
    over = self_study_cadence.over(units, FY.halves(), roster=roster)
    assert dict(over) == {FIRST_HALF: Rate(1, 1), SECOND_HALF: Rate(0, 1)}
    months = monthly_training.over(iter(every_month()), FY.quarters(), as_of=date(2021, 9, 30))
    assert list(months.values()) == [Rate(3, 3), Rate(3, 3), Rate(0, 0), Rate(0, 0)]


def test_generators_are_read_once() -> None:
    """For all the slots of a period."""
    units, roster = iter([unit(FY.first), unit(date(2021, 10, 1))]), iter([staff()])
    assert self_study_cadence(units, FY, roster=roster) == Rate(2, 2)


class Counts(Source[TrainingSession]):
    """A source of counts: one cell that stands for three sessions in April."""

    has_records = False
    noun = TrainingSession

    def known_until(self, as_of: date | None) -> date | None:
        return date(2021, 5, 1)

    def placed(
        self, when: When, period: Period, as_of: date | None
    ) -> Iterator[tuple[TrainingSession, int, Outside | None]]:
        yield session(None), 3, None if FY.first in period else Outside("期間外")


def test_a_cadence_is_asked_of_counts_too() -> None:
    """A cell fills a slot with as many as it stands for, by the day that its source knows."""
    tally = training_twice.tally(Counts(), FY)
    assert tally == Tally(yes=1, excluded={"未到来": 11})
    (slot,) = training_twice.turns(Counts(), FY.months()[0], None, None).slots
    assert (slot[0].n, slot[0].records) == (3, ())


def test_counts_hold_no_slots_records() -> None:
    """Evidence is asked of records."""
    cells: Any = Counts()
    with pytest.raises(KpiError, match="monthly_training has no evidence in Counts"):
        monthly_training.evidence(cells, FY)


# ---- making one --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"every": "week"}, r"^every='week' is no slot: it is month, quarter, half, year$"),
        ({"every": None}, "^every=None is no slot"),
        ({"times": 0}, r"^times=0 is less than 1$"),
        ({"times": True}, "^times=True is no whole number"),
        ({"when": None}, r"places its records by one date, not by when=None$"),
        ({"when": ("held_on", "held_on")}, "places its records by one date, not by when="),
        ({"when": "hold_on"}, r"has no 'hold_on' \(when\): did you mean 'held_on'\?"),
        ({"per": "attendees"}, "^TrainingSession has no facet 'attendees'"),
        ({"label": ""}, "^label='' is blank$"),
    ],
)
def test_a_cadence_that_cannot_be_is_refused(given: dict[str, Any], complaint: str) -> None:
    """By the name of what is wrong with it."""
    with pytest.raises(KpiError, match=complaint):
        cadence_of(TrainingSession, **{"when": "held_on", "every": "month", **given})(
            lambda session: True
        )


def test_a_cadence_takes_one_record() -> None:
    """As every question does."""
    with pytest.raises(KpiError, match="must take one record, and its options after a"):
        cadence_of(TrainingSession, when="held_on", every="month")(lambda: True)


def test_a_cadence_with_an_option_missing_names_it() -> None:
    """Without any record, too."""
    with pytest.raises(KpiError, match=r"write broadcast_cadence\.having\(kind=…\)$"):
        broadcast_cadence([], FY)


def test_a_cadence_is_labelled_by_its_function() -> None:
    """Unless another label is given; its unit is a rate's."""
    assert (training_twice.label, monthly_training.label, training_twice.unit) == (
        "training_twice",
        "月例研修",
        "%",
    )


MADE: list[Cadence[Any]] = [
    monthly_training,
    training_twice,
    group_training_cadence.having(kinds=("全体会議",)),
    self_study_cadence.labelled("研修"),
]


@pytest.mark.parametrize("cadence", MADE, ids=lambda cadence: cadence.name)
def test_a_cadence_pickles_and_keeps_its_slots(cadence: Cadence[Any]) -> None:
    """It comes back equal, with how often and per whom."""
    again = pickle.loads(pickle.dumps(cadence))
    assert (again, again.label, again.every) == (cadence, cadence.label, cadence.every)
    split = CadenceSplit(cadence, "slot")
    assert pickle.loads(pickle.dumps(split)) == split


def test_cadences_of_one_question_differ_by_their_slots() -> None:
    """Once a month and twice a month are two."""
    made = [
        cadence_of(TrainingSession, when="held_on", every=every, times=times)(ask)
        for every, times in (("month", 1), ("month", 2), ("half", 1))
    ]
    assert len(set(made)) == 3


def ask(session: TrainingSession) -> Answer:
    """Ask whether a session counts."""
    return session.kind is not None
