"""Records: what a noun is checked for, how it compares, what was known of it by a day."""

import copy
import pickle
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any

import attrs
import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.answers import Answer
from agency_kpis.book import Book
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Policyholder
from agency_kpis.domain.terms import Business, Channel, Line
from agency_kpis.errors import KpiError, NotAFacet, Problem
from agency_kpis.goals import Goal, at_least
from agency_kpis.measures import Rate
from agency_kpis.metrics import face_to_face_rate
from agency_kpis.periods import fiscal_year
from agency_kpis.plan import Plan
from agency_kpis.questions import rate_of
from agency_kpis.records import (
    Event,
    Facet,
    Loaded,
    Noun,
    changed,
    check_facet,
    check_order,
    derive,
    duplicates,
    facets_of,
    key_of,
    record,
    shape_of,
)

FY = fiscal_year(2021)
days = st.dates(date(2020, 1, 1), date(2023, 12, 31))


class Colour(StrEnum):
    RED = "赤"
    BLUE = "青"


class Rank(Enum):
    SECOND = 2
    FIRST = 1


@attrs.frozen
class Place:
    name: str


@record
class Visit(Noun):
    """A noun with a field of every kind."""

    visit_id: str
    made_on: date | None = None
    ended_on: Event[date | None] = None
    billed_on: Event[date | None] = None
    logged_at: datetime | None = None
    minutes: int = 0
    guests: tuple[str, ...] = ()
    place: Place | None = None
    note: Any = None
    insurer: Facet[str | None] = None
    colour: Facet[Colour | None] = None
    paid: Facet[bool | None] = None
    visits_before: Facet[int] = 0
    topics: Facet[frozenset[str] | None] = None
    long: Facet[bool] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        check_order(self, "made_on", "ended_on")
        derive(self, long=self.minutes > 60)

    @property
    def in_spring(self) -> Facet[bool | None]:
        """Whether the visit was made from March to May."""
        return None if self.made_on is None else 3 <= self.made_on.month <= 5

    @property
    def number_of_guests(self) -> int:
        """No facet: nothing marks it."""
        return len(self.guests)


@record
class CampaignContract(Contract):
    """An agency's contract that knows one thing more."""

    campaign: Facet[str | None] = None


@record
class Seminar:
    """An agency's own noun, made without the base."""

    seminar_id: str
    held_on: date | None
    rank: Facet[Rank | None] = None
    reviewed_on: Event[date | None] = None


@record
class Webinar(Seminar):
    platform: Facet[str | None] = None


@rate_of(Seminar, when="held_on", label="振り返り率")
def seminar_review_rate(seminar: Seminar) -> Answer:
    """Share of seminars that were reviewed."""
    return seminar.reviewed_on is not None


def visit(**given: object) -> Visit:
    """Make a visit of anything, whether a type checker would let it pass or not."""
    make: Callable[..., Visit] = Visit
    return make(**{"visit_id": "V-1", **given})


def procedure(number: int, **given: object) -> CampaignContract:
    """Make a procedure of the year, by the number of its contract."""
    make: Callable[..., CampaignContract] = CampaignContract
    fields = {
        "contract_id": f"C-{number}",
        "concluded_on": date(2021, 5, 1),
        "business": Business.NEW,
        "line": Line.FIRE,
        "channel": Channel.FACE_TO_FACE,
    }
    return make(**{**fields, **given})


NOUN: Any = Visit
NAMES = [field.name for field in attrs.fields(NOUN)]

visits = st.builds(
    visit,
    visit_id=st.sampled_from(["V-1", "V-2"]),
    minutes=st.integers(0, 120),
    ended_on=st.none() | days,
    billed_on=st.none() | days,
    paid=st.none() | st.booleans(),
)


# ---- what a field accepts --------------------------------------------------------------

KEPT = {
    "made_on": date(2021, 4, 1),
    "logged_at": datetime(2021, 4, 1, 9, 30),  # noqa: DTZ001 - a moment of no place will do
    "minutes": -5,
    "guests": ("K-1", "K-2"),
    "place": Place("本店"),
    "note": object(),
    "insurer": "東海",
    "colour": Colour.RED,
    "paid": False,
    "topics": frozenset({"地震"}),
}
REFUSED: list[tuple[str, object, str]] = [
    ("visit_id", None, "is no text"),
    ("visit_id", 7, "is no text"),
    ("visit_id", " ", "is blank"),
    ("insurer", "", "is blank"),
    ("made_on", "2021-04-01", "is no date: write date(2021, 4, 1)"),
    ("made_on", 20210401, "is no date: write date(2021, 4, 1)"),
    ("logged_at", date(2021, 4, 1), "is no datetime"),
    ("minutes", None, "is no whole number (an int)"),
    ("minutes", True, "is no whole number (an int)"),
    ("minutes", 5.0, "is no whole number (an int)"),
    ("minutes", "5", "is no whole number (an int)"),
    ("paid", 1, "is no True, False or None"),
    ("paid", "yes", "is no True, False or None"),
    ("colour", "赤", "is no Colour: write a member, RED (赤), BLUE (青)"),
    ("colour", Channel.PHONE, "is no Colour: write a member, RED (赤), BLUE (青)"),
    ("place", "本店", "is no Place"),
    ("topics", "地震", "is no frozenset: write frozenset({'…'})"),
    ("guests", ["K-1"], "is no tuple: write a tuple, ('…',)"),
    ("guests", frozenset({"K-1"}), "is no tuple: write a tuple, ('…',)"),
]


@pytest.mark.parametrize("name", KEPT)
def test_a_field_keeps_what_its_annotation_accepts(name: str) -> None:
    """Nothing is coerced: what goes in comes out."""
    kept = getattr(visit(**{name: KEPT[name]}), name)
    assert (kept, type(kept)) == (KEPT[name], type(KEPT[name]))


@pytest.mark.parametrize("name", [name for name in KEPT if name not in ("minutes", "guests")])
def test_an_optional_field_may_be_unknown(name: str) -> None:
    """``None`` is a value of every field that says so."""
    assert getattr(visit(**{name: None}), name) is None


@pytest.mark.parametrize(("name", "value", "complaint"), REFUSED)
def test_a_refusal_names_field_value_rule_and_way_out(
    name: str, value: object, complaint: str
) -> None:
    """What the annotation does not accept is refused at birth, never coerced."""
    with pytest.raises(KpiError) as refusal:
        visit(**{name: value})
    assert str(refusal.value) == f"Visit.{name}={value!r} {complaint}"


def test_a_moment_does_not_pass_as_a_day() -> None:
    """A datetime is a date to Python, and is refused by name."""
    with pytest.raises(KpiError, match=r"Visit\.made_on=.* is a moment, not a day: write .*date\("):
        visit(made_on=KEPT["logged_at"])


@pytest.mark.parametrize(("name", "value"), [("topics", {"地震"}), ("topics", frozenset({3}))])
def test_a_set_is_frozen_and_every_member_is_checked(name: str, value: object) -> None:
    """A set that can change is refused, and so is one text among numbers."""
    with pytest.raises(KpiError, match=r"Visit\.topics="):
        visit(**{name: value})


def test_every_member_of_a_tuple_is_checked() -> None:
    """A blank id among others is found."""
    with pytest.raises(KpiError, match=r"^Visit\.guests=' ' is blank$"):
        visit(guests=("K-1", " "))


def test_a_field_of_two_kinds_is_refused_where_it_is_annotated() -> None:
    """A field that takes a text or a number would be guessed at."""
    with pytest.raises(KpiError, match="accepts one kind of value or None"):

        @record
        class Mixed(Noun):
            mixed_id: str | int


def test_a_tuple_of_several_kinds_is_refused_where_it_is_annotated() -> None:
    """A tuple holds any number of one kind."""
    with pytest.raises(
        KpiError, match=r"holds several kinds of values: write tuple\[str, \.\.\.\]"
    ):

        @record
        class Paired(Noun):
            pair: tuple[str, int]


def test_none_outside_the_marking_is_refused() -> None:
    """``Facet[str] | None`` would be an identity without a word."""
    with pytest.raises(
        KpiError, match=r"None belongs inside the marking: write Facet\[str \| None\]"
    ):

        @record
        class Marked(Noun):
            marked_id: str
            insurer: Facet[str] | None = None


@pytest.mark.parametrize(
    "own", [attrs.field(validator=attrs.validators.min_len(3)), attrs.field(converter=str.strip)]
)
def test_a_check_that_would_be_lost_is_refused(own: str) -> None:
    """A field's own validator or converter would give way to the annotation's check."""
    with pytest.raises(KpiError, match=r"^Own\.own_id is checked as it is annotated: check more"):

        @record
        class Own(Noun):
            own_id: str = own

    with pytest.raises(
        KpiError, match=r"^Heir\.visit_id is checked as it is annotated: check more"
    ):

        @record
        class Heir(Visit):
            visit_id: str = own


def test_a_derived_slot_is_set_at_birth_and_follows_a_change() -> None:
    """A slot that follows from others cannot be given, nor fall behind."""
    assert [visit(minutes=90).long, changed(visit(minutes=90), minutes=9).long] == [True, False]
    with pytest.raises(TypeError, match="long"):
        visit(long=True)


# ---- what a record is --------------------------------------------------------------------


def test_a_record_takes_its_fields_by_name_only() -> None:
    """A value in the wrong place is no record."""
    make: Any = Visit
    with pytest.raises(TypeError, match="positional"):
        make("V-1")


@pytest.mark.parametrize("given", [{}, {"visit_id": "V-1", "insurrer": "東海"}])
def test_a_missing_and_an_unknown_field_are_refused(given: dict[str, Any]) -> None:
    """A typo never becomes a field, and an id is never made up."""
    make: Any = Visit
    with pytest.raises(TypeError, match=r"visit_id|insurrer"):
        make(**given)


@pytest.mark.parametrize("name", ["insurer", "long", "no_field_at_all"])
def test_a_record_is_frozen(name: str) -> None:
    """No field can be set after birth, and none be added."""
    with pytest.raises((FrozenInstanceError, AttributeError)):
        setattr(visit(), name, "東海")


@given(visits, visits)
def test_records_compare_by_all_their_fields(one: Visit, other: Visit) -> None:
    """Two records are equal exactly when every field is."""
    same = all(getattr(one, name) == getattr(other, name) for name in NAMES)
    assert (one == other) is same


@given(visits, visits)
def test_records_hash_by_their_id(one: Visit, other: Visit) -> None:
    """Two versions of one record share a hash, so that a set of a book is cheap."""
    if one.visit_id == other.visit_id:
        assert hash(one) == hash(other)
    assert len({one, other}) == (1 if one == other else 2)


@given(visits)
def test_a_record_survives_pickling_and_copying(one: Visit) -> None:
    """What is sent to another process comes back equal, derived slots included."""
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one


def test_a_record_shows_what_it_was_given() -> None:
    """What stands at its default goes without saying."""
    assert repr(visit(minutes=5, paid=False)) == "Visit(visit_id='V-1', minutes=5, paid=False)"


def test_equal_texts_are_kept_once() -> None:
    """A hundred thousand contracts of one insurer hold its name once."""
    one, other = (visit(insurer="".join(["東", "海"])) for _ in range(2))
    assert one.insurer is other.insurer


# ---- facets and events ---------------------------------------------------------------------


def test_the_marking_tells_facets_and_events_from_identities() -> None:
    """Derived slots and marked properties are facets; what nothing marks is an identity."""
    plain = ("insurer", "colour", "paid", "visits_before", "topics")
    assert facets_of(Visit) == (*plain, "long", "in_spring")
    assert shape_of(Visit).events == ("ended_on", "billed_on")


def test_a_subclass_adds_to_its_parents_facets() -> None:
    """A contract of the agency's own has every facet of ours, and its own besides."""
    assert set(facets_of(CampaignContract)) - set(facets_of(Contract)) == {"campaign"}
    assert set(facets_of(Contract)) < set(facets_of(CampaignContract))


def test_a_class_that_is_no_noun_says_how_to_make_it_one() -> None:
    """Only a decorated class has facets."""
    with pytest.raises(KpiError, match="'Place' is no noun: decorate it with @record"):
        facets_of(Place)


@pytest.mark.parametrize(
    ("name", "value"), [("insurer", None), ("long", True), ("in_spring", None)]
)
def test_a_facet_accepts_from_elsewhere_what_the_noun_accepts(name: str, value: object) -> None:
    """Counts made by another engine pass the same checks, derived facets included."""
    check_facet(Visit, name, value)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("insurer", 3, "Visit.insurer=3 is no text"),
        ("long", None, "Visit.long=None is no True, False or None"),
        ("in_spring", 1, "Visit.in_spring=1 is no True, False or None"),
        ("minutes", 3, "Visit has no facet 'minutes': known are: insurer, colour"),
        ("insurrer", "東海", "Visit has no facet 'insurrer': did you mean 'insurer'?"),
    ],
)
def test_a_facet_refuses_from_elsewhere_what_the_noun_refuses(
    name: str, value: object, complaint: str
) -> None:
    """A wrong value is refused, and so is a name that is no facet, with the nearest one."""
    with pytest.raises(KpiError) as refusal:
        check_facet(Visit, name, value)
    assert str(refusal.value).startswith(complaint)


# ---- as it stood on a day ------------------------------------------------------------------


@given(visits, days)
def test_later_events_have_not_happened_yet(one: Visit, day: date) -> None:
    """An event stands on its own day and after; before it, there is none."""
    known = one.known_on(day)
    for name in ("ended_on", "billed_on"):
        happened = getattr(one, name)
        expected = happened if happened is None or happened <= day else None
        assert getattr(known, name) == expected


@given(visits, days)
def test_what_is_no_event_is_taken_as_it_stands(one: Visit, day: date) -> None:
    """A facet without a date is not undone."""
    known = one.known_on(day)
    assert changed(known, ended_on=one.ended_on, billed_on=one.billed_on) == one


@given(visits, days, days)
def test_the_earlier_of_two_days_decides(one: Visit, first: date, second: date) -> None:
    """Looking back twice is looking back to the earlier day, in either order."""
    assert one.known_on(first).known_on(second) == one.known_on(min(first, second))


def test_a_record_that_knows_of_no_later_event_is_itself() -> None:
    """Nothing is copied without need."""
    one = visit(ended_on=date(2021, 4, 1))
    assert one.known_on(date(2021, 4, 1)) is one


def test_a_record_is_known_on_a_day_and_at_no_moment() -> None:
    """A datetime is refused here too."""
    moment: Any = KEPT["logged_at"]
    with pytest.raises(KpiError, match=r"day=.* is a moment, not a day"):
        visit().known_on(moment)


def test_a_noun_without_the_base_is_known_on_a_day_too() -> None:
    """Decorating is enough."""
    seminar: Any = Seminar(seminar_id="S-1", held_on=date(2021, 5, 1), reviewed_on=date(2021, 6, 1))
    assert seminar.known_on(date(2021, 5, 31)).reviewed_on is None
    assert repr(seminar).startswith("Seminar(seminar_id='S-1', held_on=")


def test_a_noun_without_the_base_keeps_its_own_reading() -> None:
    """What an agency wrote itself is not replaced, in a subclass neither."""

    @record
    class Diary:
        diary_id: str

        def known_on(self, day: date) -> "Diary":
            return Diary(diary_id=f"{self.diary_id} until {day}")

        def __repr__(self) -> str:
            return "a diary"

    @record
    class SecretDiary(Diary):
        pass

    for noun in (Diary, SecretDiary):
        one = noun(diary_id="D-1")
        assert (one.known_on(date(2021, 4, 1)).diary_id, repr(one)) == (
            "D-1 until 2021-04-01",
            "a diary",
        )


# ---- small helpers -----------------------------------------------------------------------


@pytest.mark.parametrize("ended_on", [None, date(2021, 4, 1), date(2021, 4, 2)])
def test_days_in_order_are_accepted(ended_on: date | None) -> None:
    """The same day is in order, and so is a day that is not known."""
    assert visit(made_on=date(2021, 4, 1), ended_on=ended_on).ended_on == ended_on


def test_days_out_of_order_are_refused() -> None:
    """A visit that ends before it is made is no visit."""
    with pytest.raises(
        KpiError, match=r"^Visit\.ended_on=2021-03-31 is before made_on=2021-04-01$"
    ):
        visit(made_on=date(2021, 4, 1), ended_on=date(2021, 3, 31))


def test_the_key_is_the_first_field_or_what_the_noun_says() -> None:
    """A policyholder is one customer of one insurer."""
    assert key_of(visit()) == "V-1"
    assert key_of(Policyholder(customer_id="K-1", insurer="東海")) == "K-1 · 東海"


@pytest.mark.parametrize("n", [2, 3])
def test_a_duplicate_id_is_told_once_with_how_often_it_stands(n: int) -> None:
    """Three records of one id are one problem; ids are a noun's own."""
    records = [*[visit()] * (n - 1), visit(minutes=5), Seminar(seminar_id="V-1", held_on=None)]
    (problem,) = duplicates(records)
    assert (problem.rule, problem.ids) == ("duplicate id", ("V-1",))
    assert problem.english == f"{n} records of Visit have the id V-1; each is counted"
    assert problem.japanese == f"Visit の ID V-1 が{n}件あります（いずれも集計されます）"


def test_one_customer_of_two_insurers_is_no_duplicate() -> None:
    """The insurer stands beside the customer's id."""
    views = [Policyholder(customer_id="K-1", insurer=name) for name in ("東海", "あいおい", None)]
    assert duplicates(views) == []


def test_loaded_records_stand_where_records_stand() -> None:
    """They are iterated and counted as the records are."""
    loaded = Loaded((visit(), visit(visit_id="V-2")), ())
    assert (list(loaded), len(loaded)) == (list(loaded.records), 2)


# ---- an agency's own nouns -----------------------------------------------------------------


def test_a_metric_of_ours_takes_a_subclass() -> None:
    """Every metric of the parent is asked of the agency's own contracts as they are."""
    contracts = [procedure(1), procedure(2, channel=Channel.PHONE)]
    assert face_to_face_rate(contracts, FY) == Rate(1, 2)


def test_a_metric_of_a_subclass_splits_by_the_subclass_own_facet() -> None:
    """``of`` names the subclass, whose further facets then split the metric."""
    contracts = [procedure(1, campaign="春"), procedure(2, channel=Channel.PHONE), procedure(3)]
    by_campaign = face_to_face_rate.of(CampaignContract).by("campaign", groups=("春", "秋"))
    assert dict(by_campaign(contracts, FY).groups) == {
        "春": Rate(1, 1),
        "秋": Rate(0, 0),
        None: Rate(1, 2),
    }


def test_a_noun_of_an_agencys_own_is_measured_split_and_reported() -> None:
    """A metric of it is as capable as a built-in, and so is a goal."""
    seminars = [
        Seminar(
            seminar_id="S-1",
            held_on=date(2021, 5, 1),
            rank=Rank.FIRST,
            reviewed_on=date(2021, 5, 9),
        ),
        Seminar(seminar_id="S-2", held_on=date(2021, 6, 1), rank=Rank.SECOND),
        Webinar(seminar_id="S-3", held_on=date(2021, 6, 2), rank=Rank.FIRST, platform="Z"),
    ]
    assert seminar_review_rate(seminars, FY) == Rate(1, 3)
    split = seminar_review_rate.by("rank")(seminars, FY)
    assert list(split.groups.items()) == [(Rank.FIRST, Rate(1, 2)), (Rank.SECOND, Rate(0, 1))]
    plan = Plan("研修", [Goal(seminar_review_rate, at_least("100%"))])
    line = plan.report(Book(others={Seminar: seminars}, as_of=FY.last), FY).line("振り返り率")
    assert (line.figure, line.word) == ("33.3%", "未達")


def test_an_error_of_a_missing_facet_is_a_kpi_error_and_no_attribute_error() -> None:
    """No ``getattr`` with a default may hide it."""
    assert issubclass(NotAFacet, KpiError)
    assert not issubclass(NotAFacet, AttributeError)


def test_loaded_records_are_shown_by_their_numbers() -> None:
    """Ten thousand problems are not printed by accident."""
    problem = Problem(rule="r", ids=("1",), english="e", japanese="j")
    assert repr(Loaded((1,) * 1_234, (problem,))) == "<Loaded: 1,234 records, 1 problems>"


def test_a_value_that_cannot_be_written_is_refused_all_the_same() -> None:
    """By its kind; and a long one is cut."""

    class Silent:
        def __repr__(self) -> str:
            raise RuntimeError

    silent: Any = Silent()
    with pytest.raises(KpiError, match=r"^Visit\.visit_id=<Silent> is no text$"):
        visit(visit_id=silent)
    long: Any = [0] * 1_000
    with pytest.raises(KpiError) as refused:
        visit(visit_id=long)
    assert len(str(refused.value)) < 300
