"""Strategies draw what they promise; the laws are broken by metrics that break them."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from importlib import import_module
from itertools import count
from typing import Any, Self, TypeVar, cast

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import agency_kpis
from agency_kpis import (
    NOT_ASKED,
    AgreedValue,
    Answer,
    Average,
    Book,
    Breakdown,
    Broadcast,
    Cadence,
    ChangeKind,
    Contract,
    Count,
    Customer,
    Event,
    Facet,
    FrozenMap,
    Goal,
    Intent,
    IntentForm,
    IntentRecord,
    ItemMove,
    KpiError,
    Line,
    Metric,
    Noun,
    Outcome,
    Overlap,
    Period,
    Policyholder,
    Proposal,
    Rate,
    RenewalCase,
    RiskMap,
    Source,
    Split,
    Staff,
    StudyUnit,
    SurveyRequest,
    Tally,
    TrainingSession,
    amount,
    average_of,
    burden,
    cadence_of,
    components,
    fiscal_year,
    is_in,
    ladder,
    rate_of,
    record,
    rider,
    subset,
    unordered,
)
from agency_kpis import strategies as drawing
from agency_kpis.answers import UNDATED, Fate, Outside
from agency_kpis.cadence import Roster, Turns
from agency_kpis.domain.renewals import LATEST
from agency_kpis.domain.scales import NONE, Ladder, Scale
from agency_kpis.metrics import broadcast_cadence, self_study_cadence
from agency_kpis.metrics.evidence import ELDERLY
from agency_kpis.records import shape_of
from agency_kpis.strategies import check_metric, strategy_of

T = TypeVar("T")

# What ``reach`` finds is not made small, and a whole book is long when spelled out.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

FY = fiscal_year(2021)
A_DAY = timedelta(days=1)
SAME_EACH_TIME = settings(max_examples=500, database=None, deadline=None, derandomize=True)
NOUNS: dict[type[Noun], Callable[..., st.SearchStrategy[Any]]] = {
    Broadcast: drawing.broadcasts,
    Contract: drawing.contracts,
    Customer: drawing.customers,
    IntentRecord: drawing.intent_records,
    ItemMove: drawing.item_moves,
    Policyholder: drawing.policyholders,
    RenewalCase: drawing.renewal_cases,
    RiskMap: drawing.risk_maps,
    Staff: drawing.staff_members,
    StudyUnit: drawing.study_units,
    SurveyRequest: drawing.survey_requests,
    TrainingSession: drawing.training_sessions,
}
PLACED = [
    (Broadcast, "sent_on"),
    (Contract, "concluded_on"),
    (Contract, "expires_on"),
    (Customer, "since"),
    (IntentRecord, "confirmed_on"),
    (ItemMove, "expires_on"),
    (Policyholder, "since"),
    (RiskMap, "made_on"),
    (Staff, "joined_on"),
    (StudyUnit, "completed_on"),
    (SurveyRequest, "asked_on"),
    (TrainingSession, "held_on"),
]
VALUES = [
    AgreedValue,
    Average,
    Book,
    Count,
    Intent,
    IntentForm,
    Overlap,
    Period,
    Proposal,
    Rate,
    Tally,
]


def reach(strategy: st.SearchStrategy[T], *conditions: Callable[[T], object]) -> None:
    """Draw until each condition has been met, the same examples each time."""
    unmet = list(conditions)

    def strike_out(drawn: T) -> bool:
        unmet[:] = [condition for condition in unmet if not condition(drawn)]
        return not unmet

    search = settings(SAME_EACH_TIME, max_examples=2_000, phases=[Phase.generate])
    find(strategy, strike_out, settings=search)


def is_a(kind: type, value: object) -> bool:
    """Tell whether a value is of a class."""
    return isinstance(value, kind)


def contains(part: str, text: str) -> bool:
    """Tell whether a text has a part."""
    return part in text


def by_name(kind: type) -> str:
    """Name a case of a parametrized test by its class."""
    return kind.__name__


# ---- every noun and value --------------------------------------------------------------


@pytest.mark.parametrize("kind", [*NOUNS, *VALUES], ids=by_name)
def test_a_strategy_draws_its_own_type(kind: type) -> None:
    """What is drawn is of the type itself, and valid: it can be made again of its parts."""

    @given(strategy_of(kind))
    def drawn(value: object) -> None:
        assert type(value) is kind
        assert again(value) == value or kind is Book

    drawn()


def again(value: Any) -> object:  # noqa: ANN401
    """Make a value again of its parts, which checks them."""
    return attrs.evolve(value)


def test_every_public_noun_and_measure_has_a_strategy() -> None:
    """A noun that is new at the front door needs a strategy too."""
    public = [each for each in vars(agency_kpis).values() if isinstance(each, type)]
    nouns = [each for each in public if issubclass(each, Noun) and each is not Noun]
    assert set(nouns) == NOUNS.keys()
    assert all(strategy_of(each) is not NotImplemented for each in (Rate, Count, Average))


def test_what_has_no_strategy_is_left_to_hypothesis() -> None:
    """``NotImplemented`` tells hypothesis to find its own way."""
    assert strategy_of(Goal) is NotImplemented


def test_hypothesis_draws_public_values_by_their_type() -> None:
    """The entry point leads here."""
    reach(st.from_type(Contract), lambda contract: contract.line is Line.AUTO)


@pytest.mark.parametrize("noun", NOUNS, ids=by_name)
def test_every_facet_is_drawn_known_and_unknown(noun: type[Noun]) -> None:
    """Unknown is no rare accident, where a facet may be unknown."""
    always_known = {"answered", "comparison_recorded", "reason_recorded", "item", "move"}
    facets = shape_of(noun).facets.keys()
    known = [partial(is_known, name) for name in facets]
    unknown = [partial(is_unknown, name) for name in facets - always_known]
    reach(NOUNS[noun](within=FY), *known, *unknown)


def is_known(name: str, record: Noun) -> bool:
    """Tell whether the record says something of a facet."""
    return getattr(record, name) is not None


def is_unknown(name: str, record: Noun) -> bool:
    """Tell whether the record does not say."""
    return getattr(record, name) is None


@pytest.mark.parametrize(("noun", "dated"), PLACED, ids=str)
def test_within_reaches_the_period_its_edges_and_beyond(noun: type[Noun], dated: str) -> None:
    """A record is placed on the first day, on the last, outside, and by no date at all."""
    reach(
        NOUNS[noun](within=FY),
        lambda each: getattr(each, dated) == FY.first,
        lambda each: getattr(each, dated) == FY.last,
        lambda each: (getattr(each, dated) or FY.first) < FY.first,
        lambda each: (getattr(each, dated) or FY.last) > FY.last,
        lambda each: getattr(each, dated) is None,
    )


@pytest.mark.parametrize(("noun", "dated"), PLACED, ids=str)
def test_without_a_period_any_day_is_drawn(noun: type[Noun], dated: str) -> None:
    """The calendar is as long as Python's."""
    reach(NOUNS[noun](), lambda each: (getattr(each, dated) or date.min) > date(5000, 1, 1))


# ---- days, names, measures, periods ----------------------------------------------------


def test_days_are_mostly_within_the_period() -> None:
    """The others are at its edges or about a year off."""
    drawn = Counter[date]()

    @SAME_EACH_TIME
    @given(drawing.days(within=FY))
    def draw(day: date) -> None:
        drawn[day] += 1

    draw()
    within = sum(n for day, n in drawn.items() if day in FY)
    assert within > drawn.total() / 2
    assert {FY.first, FY.last, FY.first - A_DAY, FY.last + A_DAY} <= drawn.keys()
    assert min(drawn) < FY.first - A_DAY
    assert max(drawn) > FY.last + A_DAY


@given(drawing.days(within=Period(date.min, date(1, 1, 31))))
def test_days_stay_in_the_calendar(day: date) -> None:
    """Beside the first month of all there is no day before."""
    assert day >= date.min


@given(drawing.names())
def test_names_say_something(name: str) -> None:
    """What is blank is no name."""
    assert name.strip()


def test_names_are_odd() -> None:
    """Japanese, markup, blanks, and a character beyond the basic plane."""
    conditions = [partial(contains, part) for part in ("契", "<", "\n", "\u3000", "𠮷")]
    reach(drawing.names(), *conditions)


def test_rates_reach_no_cases_none_and_all() -> None:
    """0/0, 0 % and 100 % are where rates go wrong."""
    reach(
        drawing.rates(),
        lambda rate: rate.denominator == 0,
        lambda rate: rate.denominator > rate.numerator == 0,
        lambda rate: rate.denominator == rate.numerator > 1,
        lambda rate: rate.denominator > rate.numerator > 1_000,
    )


def test_averages_reach_no_answers_and_negative_ones() -> None:
    """An NPS may be −100, or of nobody."""
    reach(drawing.averages(), lambda average: average.n == 0, lambda average: average.total < 0)


@given(drawing.tallies())
def test_points_are_of_answers(tally: Tally) -> None:
    """A tally of no answers has no points, so that an average can be read from it."""
    assert tally.yes or not tally.points
    Average(tally.points, tally.yes)


def test_tallies_reach_points_reasons_and_what_was_not_placed() -> None:
    """Those of averages and of cadences are tallies too."""
    reach(
        drawing.tallies(),
        lambda tally: tally.points < 0,
        lambda tally: len(tally.excluded) > 1,
        lambda tally: tally.outside and tally.unplaced,
    )


@given(drawing.periods(min_months=2, max_months=3))
def test_periods_have_as_many_months_as_asked_for(period: Period) -> None:
    """Both bounds are in."""
    assert period.length in (2, 3)


def test_periods_reach_the_ends_of_the_calendar() -> None:
    """One month or thousands, from the year 1 to December 9999, with a label or without."""
    reach(
        drawing.periods(),
        lambda period: period.length == 1,
        lambda period: period.length > 1_000,
        lambda period: "年" not in period.label,
    )
    reach(
        drawing.periods(min_months=119_987),
        lambda period: period.first == date.min,
        lambda period: period.last == date.max,
        lambda period: period.last != date.max,
    )


@given(drawing.fiscal_years())
def test_fiscal_years_have_twelve_months(year: Period) -> None:
    """Whatever month they open in."""
    assert year.length == 12


def test_fiscal_years_open_in_any_month_and_have_any_name() -> None:
    """An agency may name its year by its close."""
    reach(
        drawing.fiscal_years(),
        lambda year: year.first.month == 10,
        lambda year: "年度" not in year.label,
    )


# ---- intents ---------------------------------------------------------------------------


def test_forms_reach_every_kind_of_hanging() -> None:
    """An item within another, and within a member of a set."""
    reach(
        drawing.forms(),
        lambda form: any(scale.within for scale in form.items.values()),
        lambda form: any(hangs_on_a_member(scale) for scale in form.items.values()),
    )


def hangs_on_a_member(scale: Scale[Any]) -> bool:
    """Tell whether an item is within a member of a set."""
    return scale.within is not None and scale.within.member is not None


def test_scales_are_of_every_kind() -> None:
    """A new kind of scale is drawn, or this fails; kinds of a test's own are not meant."""
    kinds = {*Scale.__subclasses__(), *Ladder.__subclasses__()}
    ours = [kind for kind in kinds if kind.__module__ == Scale.__module__]
    assert len(ours) >= 7
    reach(drawing.scales(), *(partial(is_a, kind) for kind in ours))


@given(st.data())
def test_intents_of_a_form_are_of_that_form(data: st.DataObject) -> None:
    """Two intents of one form can be compared."""
    form = data.draw(drawing.forms())
    assert data.draw(drawing.intents(form)).form is form


def test_intents_reach_every_state_of_an_item() -> None:
    """Unknown, なし, a value, and not asked because of its parent."""
    form = IntentForm(
        "auto",
        items={
            "車両保険": ladder("なし", "エコノミー", "一般"),
            "車両免責": components(burden(), amount(none=False), within="車両保険"),
            "対象": subset("建物", "家財", none=False),
            "弁護士費用": rider(),
            "払込方法": unordered(),
        },
    )
    reach(
        drawing.intents(form),
        lambda intent: not intent.values,
        lambda intent: intent.values.get("車両保険") == NONE,
        lambda intent: not {"車両保険", "車両免責"} & intent.values.keys(),
        lambda intent: "車両免責" in intent.values,
        lambda intent: len(intent.values) == 5,
        lambda intent: intent.insured,
    )


@given(drawing.overlaps(items=("個人賠償",)))
def test_overlaps_are_of_the_items_given(overlap: Overlap) -> None:
    """An overlap must be of an item of the form."""
    assert overlap.item == "個人賠償"


def test_intent_records_reach_every_change() -> None:
    """Up, down, both, neither, and what cannot be told."""
    reach(drawing.intent_records(), *(partial(is_changed, kind) for kind in ChangeKind))


def is_changed(kind: ChangeKind, record: IntentRecord) -> bool:
    """Tell whether the two intents differ so."""
    return record.change is kind


def test_intent_records_reach_what_must_agree() -> None:
    """A reviewer where there was a review; overlaps of the items of its own form."""
    reach(
        drawing.intent_records(),
        lambda each: each.finding is not None,
        lambda each: each.overlaps and each.initial,
        lambda each: each.overlaps == (),
        lambda each: each.comparison_recorded,
        lambda each: each.supersedes,
    )


# ---- records that refer to one another -------------------------------------------------


def test_renewal_cases_reach_what_is_asked_of_them() -> None:
    """Every outcome, an end of unknown kind too, and every answer of the catalogue."""
    reach(
        drawing.renewal_cases(within=FY),
        *(partial(came_to, outcome) for outcome in (None, *Outcome)),
        lambda case: case.outcome is Outcome.RENEWED and case.captured,
        lambda case: case.outcome is Outcome.RENEWED and case.as_of is not None,
        lambda case: case.without_initial,
        lambda case: case.reviewed and case.shared,
        lambda case: case.mapped,
        lambda case: case.switched,
        lambda case: case.days_before_expiry == LATEST,
        lambda case: case.age_band in ELDERLY,
        lambda case: len(case.successors) > 1,
    )


def came_to(outcome: Outcome | None, case: RenewalCase) -> bool:
    """Tell whether this became of the case."""
    return case.outcome is outcome


@given(drawing.renewal_cases(within=FY, as_of=st.just(FY.last)))
def test_renewal_cases_are_joined_as_of_the_day_asked_for(case: RenewalCase) -> None:
    """A day for all cases lets them be asked as of it."""
    assert case.as_of == FY.last


@given(drawing.item_moves(within=FY, as_of=st.just(FY.last)))
def test_item_moves_are_made_as_of_the_day_asked_for(move: ItemMove) -> None:
    """Moves can be asked as of their own day only."""
    assert move.known_on(FY.last) is move


def test_books_reach_every_problem_of_reference() -> None:
    """What does not fit together in life does not in a book either."""
    rules = [
        "duplicate id",
        "orphan intent",
        "orphan renewal",
        "renews nothing",
        "two live intents",
        "two renewals",
        "undated contract",
    ]
    reach(drawing.books(within=FY), *(partial(has_problem, rule) for rule in rules))


def has_problem(rule: str, book: Book) -> bool:
    """Tell whether a book has a problem of this kind."""
    return rule in {problem.rule for problem in book.problems()}


def test_books_reach_renewals_and_what_was_never_supplied() -> None:
    """A renewed contract with its intents on record, a book without contracts, empty shelves."""
    reach(
        drawing.books(within=FY),
        lambda book: book.contracts and any(map(is_captured, book.records_of(RenewalCase))),
        lambda book: book.contracts is None,
        lambda book: book.contracts == (),
        lambda book: book.survey_requests and book.staff == (),
    )


def is_captured(case: RenewalCase) -> bool | None:
    """Tell whether a renewed case has both intents."""
    return case.outcome is Outcome.RENEWED and case.captured


# ---- check_metric ----------------------------------------------------------------------


@record
class Voice(Noun):
    voice_id: str
    received_on: date | None
    answered_in: int | None = None
    is_complaint: Facet[bool | None] = None
    stars: Facet[int | None] = None

    @property
    def is_late(self) -> Facet[bool | None]:
        """A derived facet that may be unknown."""
        return None if self.answered_in is None else self.answered_in > 7


@rate_of(Voice, when="received_on")
def complaint_share(voice: Voice) -> Answer:
    """Share of voices that are complaints."""
    return voice.is_complaint


VOICES = st.builds(
    Voice,
    voice_id=drawing.names(),
    received_on=st.none() | drawing.days(within=FY),
    answered_in=st.none() | st.integers(0, 30),
    is_complaint=st.sampled_from([None, False, True]),
    stars=st.sampled_from([None, 1, 5]),
)


class FirstDecides(Metric[Voice, Rate]):
    """What the first record in the period answers, all do."""

    def fates(
        self, source: Source[Voice], period: Period, as_of: date | None, by: str | None = None
    ) -> Iterator[tuple[Voice, int, Fate]]:
        first: list[Fate] = []
        for subject, n, fate in super().fates(source, period, as_of, by):
            if not isinstance(fate, Outside):
                first.append(fate)
            yield subject, n, fate if isinstance(fate, Outside) else first[0]


class LosesUndated(Metric[Voice, Rate]):
    """A record without a date disappears."""

    def fates(
        self, source: Source[Voice], period: Period, as_of: date | None, by: str | None = None
    ) -> Iterator[tuple[Voice, int, Fate]]:
        for subject, n, fate in super().fates(source, period, as_of, by):
            if not isinstance(fate, Outside) or fate.reason != UNDATED:
                yield subject, n, fate


class AsksOutside(Metric[Voice, Rate]):
    """Records of other years are asked too."""

    def fates(
        self, source: Source[Voice], period: Period, as_of: date | None, by: str | None = None
    ) -> Iterator[tuple[Voice, int, Fate]]:
        for subject, n, _ in super().fates(source, period, as_of, by):
            yield subject, n, self.asks(subject, **self.options)


class AsksLater(Metric[Voice, Rate]):
    """What came after ``as_of`` is asked as if it were known."""

    def fates(
        self, source: Source[Voice], period: Period, as_of: date | None, by: str | None = None
    ) -> Iterator[tuple[Voice, int, Fate]]:
        return super().fates(source, period, None, by)


@attrs.frozen
class WithoutUnknown(Split[Voice, Rate]):
    """The unknown group is not shown, and so is missing from the whole."""

    def tally(
        self,
        source: Source[Voice] | Iterable[Voice],
        period: Period,
        *,
        as_of: date | None = None,
    ) -> Breakdown[Tally]:
        whole = super().tally(source, period, as_of=as_of)
        shown = {group: each for group, each in whole.groups.items() if group is not None}
        return attrs.evolve(whole, groups=FrozenMap(shown))


class LosesUnknown(Metric[Voice, Rate]):
    """A split forgets the unknown group."""

    def by(self, facet: str, groups: Iterable[Any] = ()) -> Split[Voice, Rate]:
        return WithoutUnknown(self, facet, groups)


@pytest.mark.parametrize(
    ("law", "broken"),
    [
        ("order of records does not matter", FirstDecides),
        ("total in is total out", LosesUndated),
        ("groups merge to overall", LosesUnknown),
        ("records outside the period change nothing", AsksOutside),
        ("what came after as_of changes nothing", AsksLater),
    ],
)
def test_an_engine_that_breaks_a_law_is_caught(law: str, broken: type[Metric[Voice, Rate]]) -> None:
    """The error names the law, the metric and the records."""
    metric = broken(**attrs.asdict(complaint_share, recurse=False))
    with pytest.raises(
        AssertionError, match=rf"^<complaint_share.*> breaks a law: {law}: .* of \("
    ):
        check_metric(metric, records=VOICES)


@rate_of(Contract, when="concluded_on")
def hasty_rate(contract: Contract) -> Answer:
    """Read unknown as no."""
    return contract.paperless is True


@rate_of(Voice, when="received_on")
def hasty_population_rate(voice: Voice) -> Answer:
    """Leave out a voice of which nobody said whether it is a complaint."""
    return True if voice.is_complaint else NOT_ASKED


@average_of(Voice, when="received_on")
def hasty_average(voice: Voice) -> int:
    """Count no stars where none are known."""
    return voice.stars or 0


@cadence_of(Voice, when="received_on", every="month")
def hasty_cadence(voice: Voice) -> Answer:
    """Count no voice of which nobody said whether it is a complaint."""
    return voice.is_complaint is True


@rate_of(Voice, when="received_on")
def late_share(voice: Voice) -> Answer:
    """Read a derived facet that is unknown as no."""
    return voice.is_late is True


@pytest.mark.parametrize(
    ("hasty", "facet"),
    [
        (hasty_population_rate, "is_complaint"),
        (hasty_average, "stars"),
        (hasty_cadence, "is_complaint"),
        (late_share, "is_late"),
    ],
    ids=str,
)
def test_a_question_that_reads_unknown_as_no_is_caught(
    hasty: Metric[Any, Any] | Cadence[Any], facet: str
) -> None:
    """Of a population, of an average, of a cadence, and by a facet that only cells can lack."""
    law = "knowing more never reverses an answer"
    with pytest.raises(AssertionError, match=rf"breaks a law: {law}: .* with {facet} unknown"):
        check_metric(hasty, records=VOICES)


def test_a_question_that_remembers_is_caught() -> None:
    """Global state makes two askings of the same records differ."""
    turns = count()

    @rate_of(Voice, when="received_on")
    def moody_rate(_: Voice) -> Answer:
        return next(turns) % 2 == 0

    with pytest.raises(AssertionError, match=r"^<moody_rate.* breaks a law"):
        check_metric(moody_rate, records=VOICES)


def test_a_question_that_knows_cells_from_records_is_caught() -> None:
    """A cube must answer as its records do."""

    @rate_of(Voice, when="received_on")
    def suspicious_rate(voice: Voice) -> Answer:
        return type(voice) is Voice

    with pytest.raises(AssertionError, match="a cube answers as its records do"):
        check_metric(suspicious_rate, records=VOICES)


def test_a_question_that_reads_an_identity_passes() -> None:
    """It cannot be asked of a cube, and is held to the other laws."""

    @rate_of(Voice, when="received_on")
    def prompt_share(voice: Voice) -> Answer:
        return None if voice.answered_in is None else voice.answered_in < 2

    check_metric(prompt_share, records=VOICES)


def test_a_snapshot_passes() -> None:
    """A metric without a date has no record outside."""
    check_metric(complaint_share.placed(None), records=VOICES)


def test_a_cadence_that_loses_records_is_caught() -> None:
    """What fell into no slot must stand among the unplaced."""

    class Careless(Cadence[Broadcast]):
        def turns(
            self,
            source: Source[Broadcast],
            period: Period,
            roster: Roster | None,
            as_of: date | None,
        ) -> Turns[Broadcast]:
            return Turns(super().turns(source, period, roster, as_of).slots, {})

    careless = Careless(**attrs.asdict(MOVIES, recurse=False))
    with pytest.raises(AssertionError, match="total in is total out"):
        check_metric(careless)


MOVIES = broadcast_cadence.having(kind="らくっとmovie")


@pytest.mark.parametrize("roster", [None, ["S-1"], [Staff(staff_id="S-1", joined_on=FY.last)]])
def test_a_cadence_per_person_takes_a_roster_or_whomever_records_name(
    roster: list[Any] | None,
) -> None:
    """Ids, staff, or none given."""
    check_metric(self_study_cadence, roster=roster, examples=20)


# ---- nouns of an agency's own ----------------------------------------------------------


def test_a_noun_without_a_strategy_is_refused() -> None:
    """The error says the way out."""
    with pytest.raises(KpiError, match=r"^Voice has no strategy here: give records=, a strategy"):
        check_metric(complaint_share)


@record
class Forgetful(Noun):
    """A noun that tells what has not happened yet."""

    request_id: str
    asked_on: date | None
    answered_on: Event[date | None] = None

    def known_on(self, day: date) -> Self:
        return self


def test_a_noun_that_tells_the_future_is_caught() -> None:
    """Its events after ``as_of`` are still there."""

    @rate_of(Forgetful, when="asked_on")
    def answered_rate(request: Forgetful) -> Answer:
        return request.answered_on is not None

    days = st.none() | drawing.days(within=FY)
    requests = st.builds(Forgetful, request_id=drawing.names(), asked_on=days, answered_on=days)
    with pytest.raises(AssertionError, match=r"known_on\(.*\) tells answered_on"):
        check_metric(answered_rate, records=requests)


# ---- how it is told --------------------------------------------------------------------


def test_the_same_metric_is_always_tried_alike() -> None:
    """A test that fails fails again, with the same words."""
    with pytest.raises(AssertionError) as once:
        check_metric(late_share, records=VOICES)
    with pytest.raises(AssertionError) as again:
        check_metric(late_share, records=VOICES)
    assert str(once.value) == str(again.value)


def test_a_breach_is_told_by_the_smallest_record() -> None:
    """What does not matter is left out, and so is the machinery."""
    with pytest.raises(AssertionError) as told:
        check_metric(hasty_rate)
    beginning, record = str(told.value).split(" of Contract(")
    assert beginning == (
        "<hasty_rate() of Contract by concluded_on> breaks a law: "
        "knowing more never reverses an answer: False with paperless unknown, True"
    )
    assert record.startswith("contract_id='C-1'")
    assert record.endswith("paperless=True)")
    assert record.count("=") == len(("contract_id", "starts_on", "expires_on", "concluded_on", 0))
    assert told.value.__suppress_context__


def test_another_error_is_told_as_it_is() -> None:
    """A question that is wrong by itself breaks no law; it breaks."""

    @rate_of(Contract, when="concluded_on")
    def chatty_rate(_: Contract) -> Answer:
        return cast(Answer, "yes")

    with pytest.raises(KpiError, match="chatty_rate answered 'yes'"):
        check_metric(chatty_rate)


def test_within_is_the_period_asked_about() -> None:
    """A metric that fails in one year only is tried in that year."""

    @rate_of(SurveyRequest, when="asked_on")
    def reformed_rate(request: SurveyRequest) -> Answer:
        hasty = request.asked_on is not None and request.asked_on.year < 2030
        return request.branch == "本店" if hasty else is_in(request.branch, ("本店",))

    check_metric(reformed_rate, within=fiscal_year(2040))
    with pytest.raises(AssertionError, match="knowing more"):
        check_metric(reformed_rate)


def test_without_hypothesis_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes with an extra, and the error says with which."""
    for name in [each for each in sys.modules if each.startswith("agency_kpis.strategies")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'agency_kpis\[hypothesis\]'"):
        import_module("agency_kpis.strategies")
