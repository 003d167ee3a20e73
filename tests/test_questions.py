"""Questions: how they are made, asked, optioned, compared, and split."""

import doctest
import inspect
import operator
import pickle
import pydoc
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from functools import reduce
from random import Random
from types import ModuleType
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agency_kpis.metrics
from agency_kpis.answers import (
    NOT_ASKED,
    Answer,
    Evidence,
    Excluded,
    Outside,
    Score,
    Source,
    Tally,
    When,
    is_in,
)
from agency_kpis.cadence import Cadence, cadence_of
from agency_kpis.changes import Change
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Customer, Policyholder
from agency_kpis.domain.renewals import RenewalCase, renewal_cases
from agency_kpis.domain.terms import Business, Channel, Line
from agency_kpis.errors import KpiError, NotAFacet
from agency_kpis.frozen import FrozenMap
from agency_kpis.measures import Average, Count, Measure, Rate
from agency_kpis.metrics import (
    attachment_rate,
    early_renewal_rate,
    face_to_face_rate,
    intent_capture_rate,
    mobile_obtained_rate,
    mobile_registered_rate,
    risk_maps_made,
    service_registration_rate,
)
from agency_kpis.periods import Period, fiscal_year
from agency_kpis.questions import Metric, Question, Split, average_of, count_of, rate_of
from agency_kpis.records import Facet, Noun, record

FY = fiscal_year(2021)
CATALOGUE: list[Question[Any]] = [
    getattr(agency_kpis.metrics, name) for name in agency_kpis.metrics.__all__
]


@record
class Survey(Noun):
    """A noun of this test's own, with facets of every kind that groups may have."""

    survey_id: str
    asked_on: date | None = None
    answered_on: date | None = None
    branch: Facet[str | None] = None
    is_person: Facet[bool | None] = None
    days: Facet[int | None] = None
    line: Facet[Line | None] = None
    topics: Facet[frozenset[str] | None] = None
    answer: Facet[Any] = None


@record
class OnlineSurvey(Survey):
    device: Facet[str | None] = None


@rate_of(Survey, when="asked_on", label="満足率")
def satisfied_rate(survey: Survey) -> Answer:
    """Share of surveys that answered what they answered."""
    return cast(Answer, survey.answer)


@count_of(Survey, when="asked_on", unit="通")
def satisfied_count(survey: Survey) -> Answer:
    """Count of surveys that answered yes.

    Placed by ``asked_on``.
    """
    return cast(Answer, survey.answer)


@average_of(Survey, when="asked_on", label="推奨度", unit="点")
def recommendation(survey: Survey) -> Score:
    """Mean of what surveys answered."""
    return cast(Score, survey.answer)


@rate_of(Survey, when="asked_on")
def postponed_rate(survey: Survey, *, branches: "Collection[str] | None", days: int = 3) -> Answer:
    """Share with annotations that are but texts."""
    return is_in(survey.branch, branches or ()) if days else None


def survey(answer: object = None, **given: object) -> Survey:
    """Make a survey of the year that answers what is given."""
    make: Callable[..., Survey] = Survey
    return make(**{"survey_id": "S-1", "asked_on": FY.first, "answer": answer, **given})


surveys = st.builds(
    survey,
    st.sampled_from([True, False, None, NOT_ASKED, Excluded("フリート契約")]),
    survey_id=st.sampled_from(["S-1", "S-2"]),
    asked_on=st.none() | st.dates(date(2021, 1, 1), date(2022, 6, 30)),
    branch=st.sampled_from([None, "本店", "支店", "分室"]),
    is_person=st.sampled_from([None, True, False]),
    days=st.none() | st.integers(-12, 12),
    line=st.sampled_from([None, *Line]),
)
"""Surveys of any facets, in the year, beside it, or undated."""

many_surveys = st.lists(surveys, max_size=8)
facets = st.sampled_from(["branch", "is_person", "days", "line"])


# ---- answers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "tally"),
    [
        (True, Tally(yes=1)),
        (False, Tally(no=1)),
        (None, Tally(excluded={"未記録": 1})),
        (Excluded("フリート契約"), Tally(excluded={"フリート契約": 1})),
        (NOT_ASKED, Tally(not_asked=1)),
    ],
)
def test_there_are_five_kinds_of_answer(answer: Answer, tally: Tally) -> None:
    """Yes, no, unknown, excluded for a reason, and not asked: each is counted apart."""
    assert satisfied_rate.tally([survey(answer)], FY) == tally
    assert satisfied_count.tally([survey(answer)], FY) == tally


class NumpyLikeBool:
    """True as a frame gives it: it is no ``bool``."""

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return "np.True_"


@pytest.mark.parametrize("answer", [1, 0, 1.0, "yes", "", NumpyLikeBool(), (), NotImplemented])
@pytest.mark.parametrize("metric", [satisfied_rate, satisfied_count])
def test_any_other_answer_is_refused(metric: Metric[Survey, Measure], answer: object) -> None:
    """The error names metric, record and value, and says what an answer is."""
    with pytest.raises(KpiError) as refusal:
        metric([survey(answer)], FY)
    assert str(refusal.value) == (
        f"{metric.name} answered {answer!r} of {survey(answer)!r}: "
        "it is True, False, None, Excluded(reason) or NOT_ASKED"
    )


@pytest.mark.parametrize("answer", [True, False, 1.0, "9", NumpyLikeBool()])
def test_an_average_takes_whole_numbers(answer: object) -> None:
    """A flag is no number here, and a fraction none either."""
    with pytest.raises(KpiError, match=r"recommendation answered .* it is a whole number, None,"):
        recommendation([survey(answer)], FY)


def test_an_average_reads_the_numbers_it_was_told() -> None:
    """What is unknown or excluded has no number, and counts as none."""
    answers = [100, 0, -100, 100, None, Excluded("無効回答"), NOT_ASKED]
    source = [survey(answer) for answer in answers]
    assert recommendation(source, FY) == Average(100, 4)
    assert recommendation.tally(source, FY) == Tally(
        yes=4, excluded={"未記録": 1, "無効回答": 1}, not_asked=1, points=100
    )


def test_without_cases_there_is_no_value() -> None:
    """0/0 is not nought."""
    assert satisfied_rate([], FY) == Rate(0, 0)
    assert recommendation([], FY) == Average(0, 0)
    assert satisfied_count([], FY) == Count(0)


def test_a_rate_leaves_the_excluded_out_of_its_denominator() -> None:
    """So that a member excluded is never a miss."""
    source = [survey(answer) for answer in (True, False, None, Excluded("フリート契約"))]
    assert satisfied_rate(source, FY) == Rate(1, 2)


def test_an_error_of_the_question_is_its_own() -> None:
    """Nothing that goes wrong in a question is taken for an answer."""

    @rate_of(Survey, when=None)
    def broken_rate(survey: Survey) -> Answer:
        return bool(1 // (survey.days or 0))

    with pytest.raises(ZeroDivisionError):
        broken_rate([survey()], FY)


def test_an_identity_read_where_only_facets_are_kept_names_the_metric() -> None:
    """Of cells, which hold facets only."""

    @rate_of(Survey, when=None)
    def early_rate(survey: Survey) -> Answer:
        raise NotAFacet(f"reads answered_on, which is no facet of {type(survey).__name__}")

    with pytest.raises(NotAFacet, match=r"^early_rate reads answered_on, which is no facet of"):
        early_rate([survey()], FY)


# ---- measuring ---------------------------------------------------------------------------


@given(many_surveys)
def test_total_in_is_total_out(source: list[Survey]) -> None:
    """Every record becomes something."""
    assert satisfied_rate.tally(source, FY).total == len(source)


@given(many_surveys, st.randoms())
def test_the_order_of_records_does_not_matter(source: list[Survey], chance: Random) -> None:
    """Records shuffled are the same records."""
    shuffled = list(source)
    chance.shuffle(shuffled)
    assert satisfied_rate.tally(shuffled, FY) == satisfied_rate.tally(source, FY)


@given(many_surveys, many_surveys)
def test_records_outside_change_nothing(source: list[Survey], others: list[Survey]) -> None:
    """What lies in another year does not touch the measure."""
    outside = [each for each in others if each.asked_on is None or each.asked_on not in FY]
    assert satisfied_rate(source + outside, FY) == satisfied_rate(source, FY)


@given(many_surveys)
def test_the_months_of_a_year_add_up_to_it(source: list[Survey]) -> None:
    """A flow is counted once, in one month."""
    months = satisfied_rate.over(source, FY.months())
    assert tuple(months) == FY.months()
    assert reduce(Rate.merge, months.values()) == satisfied_rate(source, FY)


@given(many_surveys, st.none() | st.dates(date(2021, 1, 1), date(2022, 6, 30)))
def test_evidence_holds_as_many_records_as_the_tally_counts(
    source: list[Survey], as_of: date | None
) -> None:
    """The same shape, with records where the tally has numbers."""
    tally = satisfied_rate.tally(source, FY, as_of=as_of)
    evidence = satisfied_rate.evidence(source, FY, as_of=as_of)
    assert counted(evidence) == tally


def counted(evidence: Evidence[Any]) -> Tally:
    """Count what evidence holds."""
    return Tally(
        yes=len(evidence.yes),
        no=len(evidence.no),
        excluded={reason: len(heap) for reason, heap in evidence.excluded.items()},
        not_asked=len(evidence.not_asked),
        outside={reason: len(heap) for reason, heap in evidence.outside.items()},
    )


def test_evidence_gives_the_records_behind_each_answer() -> None:
    """The records excluded for a reason are found by it."""
    yes, unknown = survey(True), survey(None, survey_id="S-2")
    late = survey(True, asked_on=date(2022, 4, 1))
    evidence = satisfied_rate.evidence([yes, unknown, late], FY)
    assert evidence == Evidence(
        yes=(yes,),
        excluded=FrozenMap({"未記録": (unknown,)}),
        outside=FrozenMap({"期間外": (late,)}),
    )


def once(*records: Survey) -> Iterator[Survey]:
    """Give records that can be read but once."""
    yield from records


def test_a_generator_is_read_once() -> None:
    """However many periods, groups or readings are asked for."""
    split = satisfied_rate.by("branch")
    for ask in (satisfied_rate, satisfied_rate.tally, split, split.tally):
        assert ask(once(survey(True)), FY) == ask([survey(True)], FY)
    for over in (satisfied_rate.over, split.over):
        assert over(once(survey(True)), FY.months()) == over([survey(True)], FY.months())
    for evidence in (satisfied_rate.evidence, split.evidence):
        assert evidence(once(survey(True)), FY) == evidence([survey(True)], FY)


def test_a_record_of_another_noun_is_refused() -> None:
    """A metric of customers is not asked of surveys."""
    wrong: Any = [survey(True)]
    with pytest.raises(KpiError, match="is no Customer, which is what is asked"):
        mobile_obtained_rate(wrong, FY)


@pytest.mark.parametrize("period", [2021, "2021年度", (FY.first, FY.last), None])
def test_a_period_is_a_period(period: Any) -> None:  # noqa: ANN401 - it is wrong on purpose
    """No year is guessed at."""
    with pytest.raises(KpiError, match=r"is no Period: write fiscal_year\(2021\)"):
        satisfied_rate([], period)


def test_a_customer_of_two_insurers_is_one_customer() -> None:
    """取得率 counts customers; 登録率 counts what each insurer knows, and is split by insurer."""
    customer = Customer(customer_id="K-1", since=date(2015, 4, 1), mobile_obtained=True)
    views = [
        Policyholder(customer_id="K-1", since=date(2015, 4, 1), insurer=name, mobile_registered=yes)
        for name, yes in (("あいおい", True), ("東海", False))
    ]
    assert mobile_obtained_rate([customer], FY) == Rate(1, 1)
    split = mobile_registered_rate.by("insurer")(views, FY)
    assert dict(split.groups) == {"あいおい": Rate(1, 1), "東海": Rate(0, 1)}


class Counts(Source[Survey]):
    """A source of counts: one cell that stands for three surveys."""

    has_records = False
    noun = Survey

    def known_until(self, as_of: date | None) -> date | None:
        return as_of

    def placed(
        self, when: When, period: Period, as_of: date | None
    ) -> Iterator[tuple[Survey, int, Outside | None]]:
        yield survey(True, branch="本店"), 3, None


def test_a_cell_counts_for_as_many_records_as_it_stands_for() -> None:
    """Asked once, counted three times, in a split too."""
    assert satisfied_rate(Counts(), FY) == Rate(3, 3)
    assert satisfied_rate.by("branch")(Counts(), FY)["本店"] == Rate(3, 3)


def test_counts_hold_no_evidence() -> None:
    """The records behind them are elsewhere."""
    cells: Any = Counts()
    for ask in (satisfied_rate.evidence, satisfied_rate.by("branch").evidence):
        with pytest.raises(
            KpiError, match="satisfied_rate has no evidence in Counts, which holds counts: give"
        ):
            ask(cells, FY)


# ---- options -----------------------------------------------------------------------------


def test_an_option_makes_another_metric() -> None:
    """The one it was made from stays as it was."""
    early = early_renewal_rate.having(days=28)
    assert (early.options["days"], early.options["outcomes"]) == (
        28,
        early_renewal_rate.options["outcomes"],
    )
    assert "days" not in early_renewal_rate.options
    assert early.having(days=21) == early_renewal_rate.having(days=21)


def test_a_metric_whose_options_all_have_defaults_is_ready() -> None:
    """It measures as it stands."""
    assert face_to_face_rate([], FY) == Rate(0, 0)


@pytest.mark.parametrize(
    ("metric", "spelled"),
    [
        (early_renewal_rate, "days=…"),
        (attachment_rate, "rider=…, line=…"),
        (attachment_rate.having(rider="ロード"), "line=…"),
    ],
)
def test_a_missing_option_is_named(metric: Metric[Any, Rate], spelled: str) -> None:
    """A call with an option missing says what to write."""
    with pytest.raises(KpiError) as refusal:
        metric([], FY)
    assert str(refusal.value) == (
        f"{metric.name} needs options: write {metric.name}.having({spelled})"
    )


def test_an_unknown_option_is_offered_the_nearest() -> None:
    """A typo is not passed by."""
    with pytest.raises(
        KpiError,
        match=r"^face_to_face_rate takes no option 'chanels': did you mean 'channels'\?$",
    ):
        face_to_face_rate.having(chanels={Channel.NAVI})
    with pytest.raises(KpiError, match="satisfied_rate takes no option 'days': known are: none"):
        satisfied_rate.having(days=3)


@pytest.mark.parametrize(
    ("metric", "name"),
    [
        (service_registration_rate, "insurers"),
        (attachment_rate, "insurers"),
        (face_to_face_rate, "channels"),
        (postponed_rate, "branches"),
    ],
)
def test_one_text_is_refused_where_several_are_meant(metric: Metric[Any, Rate], name: str) -> None:
    """Its letters would be taken for them: い is in あいおい."""
    with pytest.raises(KpiError) as refusal:
        metric.having(**{name: "あいおい"})
    assert str(refusal.value) == (f"{metric.name} takes several {name}: write {name}=('あいおい',)")


def test_one_text_is_taken_where_one_is_meant() -> None:
    """A rider is one text."""
    assert attachment_rate.having(rider="ロード").options["rider"] == "ロード"


def test_an_option_that_can_change_is_kept_frozen() -> None:
    """A set and a list are kept as they are now; what comes to them later does not matter."""
    channels = {Channel.NAVI}
    metric = face_to_face_rate.having(channels=channels)
    channels.add(Channel.PHONE)
    assert metric.options["channels"] == frozenset({Channel.NAVI})
    assert postponed_rate.having(branches=["本店"]).options["branches"] == ("本店",)


def test_an_option_that_can_change_and_not_be_frozen_is_refused() -> None:
    """A metric is a value."""
    with pytest.raises(KpiError, match=r"^days=\{'a': 1\} cannot be an option: it can change$"):
        postponed_rate.having(days={"a": 1})


def test_a_default_is_frozen_too() -> None:
    """What a function would share between its calls, a metric does not."""

    @rate_of(Survey, when=None)
    def branch_rate(survey: Survey, *, branches: Collection[str] = ["本店"]) -> Answer:
        return is_in(survey.branch, branches)

    assert branch_rate.options["branches"] == ("本店",)
    assert branch_rate([survey(branch="本店")], FY) == Rate(1, 1)


# ---- placing, labelling, subclassing --------------------------------------------------------


def test_the_same_question_is_placed_by_another_date() -> None:
    """Of records begun in the year, and of those in force at its end."""
    old = Contract(
        contract_id="C-1",
        starts_on=date(2020, 4, 1),
        line=Line.AUTO,
        is_fleet=False,
        riders=frozenset({"ロード"}),
    )
    flow = attachment_rate.having(rider="ロード", line=Line.AUTO)
    stock = flow.placed(("starts_on", "in_force_until"))
    assert (flow([old], FY), stock([old], FY)) == (Rate(0, 0), Rate(1, 1))
    assert flow.placed(None)([old], FY) == Rate(1, 1)


@pytest.mark.parametrize(
    ("when", "complaint"),
    [
        ("asked", r"Survey has no 'asked' \(when\): did you mean 'asked_on'\?"),
        (("asked_on", "left_on"), r"Survey has no 'left_on' \(when\): "),
        (("asked_on",), r"when=\('asked_on',\) is no pair of dates"),
        (("asked_on", "answered_on", "asked_on"), r"is no pair of dates"),
    ],
)
def test_a_date_that_the_noun_has_not_is_refused(when: Any, complaint: str) -> None:  # noqa: ANN401
    """The nearest is offered, and what is in force has two dates."""
    with pytest.raises(KpiError, match=complaint):
        satisfied_rate.placed(when)


def test_a_metric_is_called_by_another_label() -> None:
    """And is the same metric."""
    labelled = satisfied_rate.labelled("満足度")
    assert (labelled.label, labelled) == ("満足度", satisfied_rate)
    with pytest.raises(KpiError, match=r"^label=' ' is blank$"):
        satisfied_rate.labelled(" ")


def test_a_metric_of_a_subclass_takes_only_the_subclass() -> None:
    """So that its facets are there to be read."""
    online = satisfied_rate.of(OnlineSurvey)
    assert online([OnlineSurvey(survey_id="S-1", asked_on=FY.first, answer=True)], FY) == Rate(1, 1)
    wrong: Any = [survey(True)]
    with pytest.raises(KpiError, match="is no OnlineSurvey, which is what is asked"):
        online(wrong, FY)


def test_a_metric_is_of_no_other_noun() -> None:
    """Only a subclass has every facet that the question may read."""
    wrong: Any = Customer
    with pytest.raises(KpiError, match=r"^Customer is no subclass of Survey$"):
        satisfied_rate.of(wrong)


def test_defaults_of_label_and_unit() -> None:
    """A metric is labelled by its function and has the unit of its kind, until another is given."""
    assert (satisfied_count.label, satisfied_count.unit) == ("satisfied_count", "通")
    assert (satisfied_rate.label, satisfied_rate.unit) == ("満足率", "%")
    assert (recommendation.unit, risk_maps_made.unit) == ("点", "件")


# ---- making a question ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "asks",
    [
        lambda: True,
        lambda one, other: True,
        lambda *surveys: True,
        lambda **options: True,
        lambda survey, *rest, days: True,
    ],
)
def test_a_question_takes_one_record_and_its_options_by_name(asks: Callable[..., Answer]) -> None:
    """Anything else is no question of one record."""
    with pytest.raises(KpiError, match=r"^<lambda> must take one record, and its options"):
        rate_of(Survey, when=None)(asks)


def test_a_question_is_asked_of_a_noun() -> None:
    """A class that is not decorated has no facets."""
    with pytest.raises(KpiError, match="'date' is no noun: decorate it with @record"):
        rate_of(date, when=None)(lambda day: True)


# ---- a metric is a value, and the function it was ----------------------------------------------


def test_metrics_are_equal_when_noun_name_options_and_when_are() -> None:
    """Made twice in the same way, they are one metric; the order of options does not matter."""
    one = attachment_rate.having(rider="ロード", line=Line.AUTO)
    other = attachment_rate.having(line=Line.AUTO).having(rider="ロード")
    assert one == other
    assert len({one, other, one.labelled("別名")}) == 1


@pytest.mark.parametrize(
    "other",
    [
        satisfied_rate.placed("answered_on"),
        satisfied_rate.of(OnlineSurvey),
        satisfied_count,
        postponed_rate.having(branches=("本店",)),
        postponed_rate,
        satisfied_rate.by("branch"),
        "satisfied_rate",
    ],
)
def test_metrics_differ_when_any_of_these_does(other: object) -> None:
    """And a metric equals nothing that is none."""
    assert satisfied_rate != other
    assert len({satisfied_rate, other}) == 2


def test_options_tell_metrics_apart() -> None:
    """早期更改率 by 28 days and by 21 are two."""
    assert early_renewal_rate.having(days=28) != early_renewal_rate.having(days=21)


MADE: list[Question[Any]] = [
    *CATALOGUE,
    early_renewal_rate.having(days=28),
    attachment_rate.having(rider="ロード", line=Line.AUTO).placed(("starts_on", "in_force_until")),
    satisfied_rate.of(OnlineSurvey).labelled("満足度"),
]


@pytest.mark.parametrize("metric", MADE, ids=lambda metric: metric.name)
def test_a_metric_pickles_by_its_name_and_options(metric: Question[Any]) -> None:
    """It comes back equal, labelled alike, and asks the same function."""
    again = pickle.loads(pickle.dumps(metric))
    assert (again, again.label, again.asks) == (metric, metric.label, metric.asks)


def test_a_metric_made_inside_a_function_is_no_pickle() -> None:
    """What could not be found again is refused when it is pickled, not when it is read."""

    @rate_of(Contract, when="concluded_on")
    def local_rate(contract: Contract) -> Answer:
        return contract.paperless

    with pytest.raises(KpiError, match="local_rate is made inside a function"):
        pickle.dumps(local_rate)


def test_a_split_pickles_with_its_metric() -> None:
    """It comes back equal."""
    split = face_to_face_rate.by("insurer", groups=("あいおい", "東海"))
    assert pickle.loads(pickle.dumps(split)) == split


def test_a_metric_shows_what_it_asks() -> None:
    """Name, options, noun and date."""
    early = early_renewal_rate.having(days=28, outcomes=())
    assert repr(early) == "<early_renewal_rate(outcomes=(), days=28) of RenewalCase by expires_on>"


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda metric: metric.name)
def test_help_shows_a_metric_as_the_function_it_was(metric: Question[Any]) -> None:
    """Its docstring is its definition, and its signature has its options."""
    plain = pydoc.plain(pydoc.render_doc(metric))
    first, *_ = metric.definition.splitlines()
    assert first in plain
    assert metric.__doc__ == metric.asks.__doc__
    assert (metric.__name__, metric.__module__) == (metric.asks.__name__, metric.asks.__module__)
    asked: Any = metric
    assert inspect.signature(asked) == inspect.signature(metric.asks)


def test_a_definition_is_the_docstring_without_its_indent() -> None:
    """As ``inspect.getdoc`` gives it; a question without one has none."""
    assert satisfied_count.definition == (
        "Count of surveys that answered yes.\n\nPlaced by ``asked_on``."
    )
    assert rate_of(Survey, when=None)(lambda survey: True).definition == ""


def test_doctest_finds_the_examples_of_a_metric() -> None:
    """In its own module, and only there."""
    module = cast(ModuleType, inspect.getmodule(face_to_face_rate.asks))
    found = {test.name for test in doctest.DocTestFinder().find(module) if test.examples}
    assert f"{module.__name__}.face_to_face_rate" in found


# ---- splits ------------------------------------------------------------------------------


def groups_of(split: Split[Survey, Rate], source: Sequence[Survey]) -> dict[object, Rate]:
    """Measure the groups of a split."""
    return dict(split(source, FY).groups)


def test_declared_groups_come_first_and_always() -> None:
    """At 0/0 too; then those found, sorted; the unknown last."""
    source = [survey(True), survey(True, branch="b"), survey(False, branch="a")]
    split = satisfied_rate.by("branch", groups=("z", "b"))
    assert list(groups_of(split, source).items()) == [
        ("z", Rate(0, 0)),
        ("b", Rate(1, 1)),
        ("a", Rate(0, 1)),
        (None, Rate(1, 1)),
    ]


def test_the_unknown_group_may_be_declared() -> None:
    """Then it stands where it was put."""
    split = satisfied_rate.by("branch", groups=(None, "z"))
    assert list(groups_of(split, [survey(True, branch="a")])) == [None, "z", "a"]


def test_a_group_without_cases_is_shown_only_where_it_was_declared() -> None:
    """Records not asked, or outside the period, make no line of a report."""
    source = [
        survey(NOT_ASKED, branch="a"),
        survey(True, branch="b", asked_on=None),
        survey(None, branch="c"),
    ]
    assert groups_of(satisfied_rate.by("branch"), source) == {"c": Rate(0, 0)}


@pytest.mark.parametrize(
    ("facet", "values"),
    [
        ("days", [-12, -1, 0, 3, 20]),
        ("is_person", [False, True]),
        ("line", sorted(Line)),
    ],
)
def test_groups_found_are_sorted_by_their_values(facet: str, values: list[object]) -> None:
    """Numbers as numbers, members by their words."""
    source = [survey(True, **{facet: value}) for value in [*values[1:], values[0]]]
    assert list(groups_of(satisfied_rate.by(facet), source)) == values


@given(many_surveys, facets)
def test_groups_merge_to_the_overall_figure(source: list[Survey], facet: str) -> None:
    """The total is the pooled one, never an average of the groups' rates."""
    split = satisfied_rate.by(facet)
    measured, tallied = split(source, FY), split.tally(source, FY)
    assert reduce(Rate.merge, measured.groups.values(), Rate(0, 0)) == measured.overall
    assert measured.overall == satisfied_rate(source, FY)
    assert tallied.overall == satisfied_rate.tally(source, FY)


@given(many_surveys, facets, st.none() | st.dates(date(2021, 1, 1), date(2022, 6, 30)))
def test_a_group_is_the_metric_of_its_records(
    source: list[Survey], facet: str, as_of: date | None
) -> None:
    """Each is measured as if there were no others."""
    split = satisfied_rate.by(facet)
    for group, tally in split.tally(source, FY, as_of=as_of).groups.items():
        own = [each for each in source if getattr(each, facet) == group]
        assert tally == satisfied_rate.tally(own, FY, as_of=as_of)


@given(many_surveys, facets)
def test_a_splits_evidence_has_the_shape_of_its_tally(source: list[Survey], facet: str) -> None:
    """Group by group, and as a whole."""
    split = satisfied_rate.by(facet)
    tally, evidence = split.tally(source, FY), split.evidence(source, FY)
    assert counted(evidence.overall) == tally.overall
    assert {group: counted(each) for group, each in evidence.groups.items()} == tally.groups


@given(many_surveys, facets)
def test_a_split_is_measured_over_periods(source: list[Survey], facet: str) -> None:
    """Each period as it is measured alone."""
    split = satisfied_rate.by(facet)
    over = split.over(source, FY.halves())
    assert dict(over) == {half: split(source, half) for half in FY.halves()}


def test_the_total_is_no_average_of_rates() -> None:
    """49.8 % and 50.8 % do not make 50.3 %."""
    source = [survey(True, branch="a"), *[survey(False, branch="b")] * 3]
    assert satisfied_rate.by("branch")(source, FY).overall == Rate(1, 4)


def test_a_split_knows_its_label_and_takes_other_groups_as_they_come() -> None:
    """It is printed by the label of the metric."""
    assert satisfied_rate.by("branch").label == "満足率"
    assert satisfied_rate.by("branch", groups=iter(["a"])).groups == ("a",)


@pytest.mark.parametrize("facet", ["brnach", "asked_on", "survey_id", "no"])
def test_what_is_no_facet_is_refused_with_the_facets(facet: str) -> None:
    """A date or an id has too many values to split by; a typo is offered the nearest."""
    with pytest.raises(KpiError) as refusal:
        satisfied_rate.by(facet)
    assert str(refusal.value).startswith(f"Survey has no facet {facet!r}: ")
    assert str(refusal.value).endswith("(facets: branch, is_person, days, line, topics, answer)")


@record
class Bag(Noun):
    bag_id: str
    plain: Facet[frozenset]  # type: ignore[type-arg]  # written without what it holds
    held: Facet[frozenset[str]] = frozenset()


full_rate = rate_of(Bag, when=None)(lambda bag: True)


@pytest.mark.parametrize(
    ("metric", "facet"),
    [
        (satisfied_rate, "topics"),
        (face_to_face_rate, "riders"),
        (full_rate, "held"),
        (full_rate, "plain"),
    ],
)
def test_a_set_valued_facet_is_refused_with_the_way_out(
    metric: Metric[Any, Rate], facet: str
) -> None:
    """One record would stand in many groups, and the groups would not add up."""
    with pytest.raises(
        KpiError, match=rf"\.{facet} holds a set, .* ask of one value with a question of your own"
    ):
        metric.by(facet)


def test_a_group_named_twice_is_refused() -> None:
    """Or the total would count it twice."""
    with pytest.raises(KpiError, match=r"^groups=\('a', 'b', 'a'\) names a group twice$"):
        satisfied_rate.by("branch", groups=("a", "b", "a"))


@pytest.mark.parametrize(
    ("facet", "groups"), [("line", ("自動車",)), ("branch", (" ",)), ("days", (True,))]
)
def test_a_group_that_no_record_can_have_is_refused(facet: str, groups: tuple[object, ...]) -> None:
    """A typo among the declared groups would stand at 0/0 for ever."""
    with pytest.raises(KpiError, match=rf"^Survey\.{facet}="):
        satisfied_rate.by(facet, groups=cast(Any, groups))


def test_a_text_is_no_list_of_groups() -> None:
    """Its letters would be taken for groups."""
    with pytest.raises(KpiError, match=r"^groups='本店' is one text: write groups=\('本店',\)$"):
        satisfied_rate.by("branch", groups="本店")


def test_a_population_facet_that_is_unknown_leaves_the_answer_unknown() -> None:
    """Whether the record belongs is not known, so neither is what it says."""
    unknown = Contract(
        contract_id="C-1",
        concluded_on=FY.first,
        business=Business.NEW,
        line=None,
        channel=Channel.NAVI,
    )
    assert face_to_face_rate.tally([unknown], FY) == Tally(excluded={"未記録": 1})


def test_a_metric_takes_loaded_records_as_they_are() -> None:
    """What was joined or loaded stands wherever records stand."""
    cases = renewal_cases([Contract(contract_id="C-1", expires_on=FY.first)], as_of=FY.last)
    assert intent_capture_rate.tally(cases, FY).total == 1
    assert isinstance(cases.records[0], RenewalCase)


def test_a_metric_and_a_cadence_of_one_name_are_two() -> None:
    """They are read differently."""
    made: Any = Cadence(
        **{
            name: getattr(satisfied_rate, name)
            for name in ("noun", "asks", "reading", "when", "label", "unit", "options")
        }
    )
    assert operator.ne(made, satisfied_rate)


# ---- changes and meanings ----------------------------------------------------------------


@given(source=many_surveys, by=st.sampled_from(["year", "previous"]))
def test_a_change_is_the_metric_before_and_after(source: list[Survey], by: str) -> None:
    """Of the same months a year before, or of the period just before; read once."""
    changed = satisfied_rate.changed(by=by)
    for period in (FY, FY.months()[2], FY.halves()[0]):
        before = period.year_before() if by == "year" else period.previous()
        assert changed.earlier(period) == before
        measured = changed(iter(source), period)
        assert measured == Change(satisfied_rate(source, before), satisfied_rate(source, period))
        tallies = changed.tallies(source, period)
        assert tallies == (
            satisfied_rate.tally(source, before),
            satisfied_rate.tally(source, period),
        )


def test_a_change_is_measured_over_periods_as_of_a_day() -> None:
    """As the metric is, and it has its label."""
    changed = satisfied_rate.changed("previous")
    source = [survey(True, asked_on=month.first) for month in FY.months()]
    over = changed.over(iter(source), FY.months(), as_of=FY.months()[0].last)
    assert changed.label == "満足率"
    assert over[FY.months()[0]] == Change(Rate(0, 0), Rate(1, 1))
    assert over[FY.months()[1]] == Change(Rate(1, 1), Rate(0, 0))


@pytest.mark.parametrize("by", ["month", "", "Year"])
def test_a_change_by_anything_else_is_refused(by: str) -> None:
    """By year, or by the period before."""
    with pytest.raises(KpiError, match="by="):
        satisfied_rate.changed(by=by)
    with pytest.raises(KpiError, match="is no Period"):
        satisfied_rate.changed()([], 2021)  # type: ignore[arg-type]


def test_a_meaning_tells_what_makes_two_years_comparable() -> None:
    """Noun, name, options, date and version; a new wording or label is no new meaning."""
    asked = early_renewal_rate.having(days=28)
    assert asked.labelled("早期").meaning == asked.meaning
    assert asked.having(days=21).meaning.changed_from(asked.meaning) == ("options",)
    assert satisfied_rate.placed(None).meaning.changed_from(satisfied_rate.meaning) == ("when",)
    assert satisfied_count.meaning.changed_from(satisfied_rate.meaning) == ("name",)
    assert satisfied_rate.of(OnlineSurvey).meaning.changed_from(satisfied_rate.meaning) == ("noun",)
    assert satisfied_count.meaning.text == satisfied_count.definition


def test_a_version_is_the_authors_word_for_a_new_meaning() -> None:
    """It is kept by pickles, says nothing of equality, and is no blank."""
    asks: Any = satisfied_rate.asks
    made = rate_of(Survey, when="asked_on", version="2")(asks)
    assert made == satisfied_rate
    assert made.meaning.changed_from(satisfied_rate.meaning) == ("version",)
    assert pickle.loads(pickle.dumps(made)).version == "2"
    for maker in (count_of, average_of):
        assert maker(Survey, when="asked_on", version="3")(asks).version == "3"
    with pytest.raises(KpiError, match="version=' ' is blank"):
        rate_of(Survey, when="asked_on", version=" ")(asks)


def test_how_often_a_cadence_is_due_is_part_of_its_meaning() -> None:
    """Twice a month is not once a month."""
    once = agency_kpis.metrics.group_training_cadence
    asks: Any = once.asks
    twice = cadence_of(once.noun, when="held_on", every="month", times=2, version="2")(asks)
    assert twice.meaning.changed_from(once.meaning) == ("options", "version")
    assert once.meaning.options["every"] == "month"
