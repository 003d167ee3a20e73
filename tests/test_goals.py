"""Goals: a target, the verdict on the exact figure, and how many cases are missing."""

import operator
import pickle
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import chain

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.answers import Score, Tally
from agency_kpis.changes import Change
from agency_kpis.domain.activities import SurveyRequest
from agency_kpis.errors import KpiError
from agency_kpis.frozen import FrozenMap
from agency_kpis.goals import (
    Goal,
    Judgement,
    Limit,
    Section,
    Verdict,
    adequate_sample,
    asked_of,
    at_least,
    at_most,
    below,
    pooled,
    worst,
)
from agency_kpis.measures import Average, Count, Measure, Rate
from agency_kpis.metrics import (
    face_to_face_rate,
    group_training_cadence,
    self_study_cadence,
    survey_response_rate,
    survey_responses,
)
from agency_kpis.periods import fiscal_year
from agency_kpis.questions import average_of
from agency_kpis.reported import Reported

MANY = 10**9
LimitOf = Callable[[str | int], Limit]

MEETS: dict[LimitOf, Callable[[Fraction, Fraction], bool]] = {
    at_least: operator.ge,
    at_most: operator.le,
    below: operator.lt,
}
"""What it is to meet each limit, in Python's own words."""

FEWER_IS_BETTER = [at_most, below]

SEVERITY = [
    Verdict.MISSED,
    Verdict.UNDECIDED,
    Verdict.NOT_DUE,
    Verdict.MET,
    Verdict.NO_CASES,
    Verdict.NO_TARGET,
]
"""The order the design gives, the worst first."""

limits = st.sampled_from([*MEETS])
verdicts = st.sampled_from(Verdict)


@average_of(SurveyRequest, when="asked_on", label="NPS", unit="点")
def promoters(request: SurveyRequest) -> Score:
    """Give 100 for an answer and -100 for none."""
    return {True: 100, False: -100, None: None}[request.answered]


@st.composite
def figures(draw: st.DrawFn, least: int, most: int) -> str:
    """Draw a decimal text with up to four decimals."""
    places = draw(st.integers(0, 4))
    scaled = draw(st.integers(least * 10**places, most * 10**places))
    return f"{Decimal(scaled).scaleb(-places):f}"


@st.composite
def rates_by_targets(draw: st.DrawFn) -> tuple[Rate, str]:
    """Draw a target in percent, one out of reach too, and a rate that is often the next to it."""
    figure = draw(figures(-20, 120))
    denominator = draw(st.integers(1, 200) | st.integers(1, MANY))
    at = min(max(0, int(Decimal(figure) * denominator / 100)), denominator)
    near = st.integers(max(0, at - 1), min(denominator, at + 1))
    return Rate(draw(near | st.integers(0, denominator)), denominator), f"{figure}%"


@st.composite
def counts_by_targets(draw: st.DrawFn) -> tuple[Count, str]:
    """Draw a target, one below zero too, and a count that is often the next to it."""
    figure = draw(figures(-5, 500))
    at = max(0, int(Decimal(figure)))
    return Count(draw(st.integers(max(0, at - 1), at + 1) | st.integers(0, MANY))), figure


by_targets: st.SearchStrategy[tuple[Rate | Count, str]] = rates_by_targets() | counts_by_targets()
"""A rate or a count, and a target in its unit."""


def amount(target: str) -> Fraction:
    """Read a target as the decimal it says."""
    percent = target.endswith("%")
    return Fraction(Decimal(target.removesuffix("%"))) / (100 if percent else 1)


def answering(measure: Rate | Count, more: int) -> Rate | Count:
    """Give the measure of the same cases with so many more, or fewer, yeses."""
    if isinstance(measure, Rate):
        return Rate(measure.numerator + more, measure.denominator)
    return Count(measure.n + more)


def room(measure: Rate | Count, better: int) -> int:
    """Tell how many more cases could answer otherwise; of a count, more than were ever asked."""
    if better < 0:
        return measure.numerator if isinstance(measure, Rate) else measure.n
    return measure.denominator - measure.numerator if isinstance(measure, Rate) else MANY


# ---- the verdict ------------------------------------------------------------------------


@given(by_targets, limits)
def test_a_verdict_is_the_exact_comparison(drawn: tuple[Rate | Count, str], limit: LimitOf) -> None:
    """Met or missed is decided on the exact figure, and on nothing else."""
    measure, target = drawn
    assert measure.value is not None
    met = MEETS[limit](measure.value, amount(target))
    assert limit(target).judge(measure).verdict is (Verdict.MET if met else Verdict.MISSED)


@given(st.integers(-MANY, MANY), st.integers(1, MANY), figures(-100, 100), limits)
def test_the_verdict_on_an_average_is_the_exact_comparison(
    total: int, n: int, target: str, limit: LimitOf
) -> None:
    """An average is met or missed as exactly; what more answers would bring is not said."""
    met = MEETS[limit](Fraction(total, n), amount(target))
    expected = Judgement(Verdict.MET, 0) if met else Judgement(Verdict.MISSED, None)
    assert limit(target).judge(Average(total, n)) == expected


@given(by_targets, limits, st.integers(0, 6))
def test_the_printed_figure_cannot_contradict_the_verdict(
    drawn: tuple[Rate | Count, str], limit: LimitOf, digits: int
) -> None:
    """Who compares the printed figure with the printed target comes to the same verdict."""
    measure, target = drawn
    judged = limit(target)
    printed = amount(judged.printed(measure, digits).replace(",", ""))
    assert MEETS[limit](printed, amount(target)) is (judged.judge(measure).verdict is Verdict.MET)


@given(by_targets, st.integers(0, MANY))
def test_more_yeses_never_turn_met_into_missed(drawn: tuple[Rate | Count, str], more: int) -> None:
    """Who has reached a target stays there with every further yes."""
    measure, target = drawn
    goal, better = at_least(target), answering(measure, min(more, room(measure, 1)))
    if goal.judge(measure).verdict is Verdict.MET:
        assert goal.judge(better).verdict is Verdict.MET


@given(by_targets, st.sampled_from(FEWER_IS_BETTER), st.integers(0, MANY))
def test_fewer_yeses_never_turn_met_into_missed_under_an_upper_limit(
    drawn: tuple[Rate | Count, str], limit: LimitOf, fewer: int
) -> None:
    """Who has stayed under a limit stays there with every yes less."""
    measure, target = drawn
    goal, better = limit(target), answering(measure, -min(fewer, room(measure, -1)))
    if goal.judge(measure).verdict is Verdict.MET:
        assert goal.judge(better).verdict is Verdict.MET


@given(figures(-20, 120), limits)
def test_no_cases_are_never_met(figure: str, limit: LimitOf) -> None:
    """0/0 is neither met nor missed, whatever the target, 0 % and at most 100 % included."""
    assert limit(f"{figure}%").judge(Rate(0, 0)) == Judgement(Verdict.NO_CASES)
    assert limit(figure).judge(Average(0, 0)) == Judgement(Verdict.NO_CASES)
    assert adequate_sample().judge(Rate(0, 0)) == Judgement(Verdict.NO_CASES)


def test_a_count_of_none_has_a_verdict() -> None:
    """None counted is a figure: it misses 300 and stays below 1."""
    assert at_least(300).judge(Count(0)) == Judgement(Verdict.MISSED, 300)
    assert below(1).judge(Count(0)) == Judgement(Verdict.MET, 0)


# ---- figures known only as printed, and changes ----------------------------------------


@given(rates_by_targets(), limits, st.integers(0, 6))
def test_a_printed_figure_gets_no_verdict_that_its_counts_would_not(
    drawn: tuple[Rate, str], limit: LimitOf, digits: int
) -> None:
    """What someone else printed is judged as its counts would be, or not at all."""
    rate, target = drawn
    found = limit(target).judge(Reported(rate.percent(digits))).verdict
    assert found in (limit(target).judge(rate).verdict, Verdict.UNDECIDED)


@pytest.mark.parametrize(
    ("target", "figure", "expected"),
    [
        (at_least("55%"), Reported("49.8%"), Judgement(Verdict.MISSED)),
        (at_least("55%"), Reported("55.1%"), Judgement(Verdict.MET, 0)),
        (at_least("55%"), Reported("55.0%"), Judgement(Verdict.UNDECIDED)),
        (at_least("55%"), Reported("49.8%", of=1000), Judgement(Verdict.MISSED, 52)),
        (at_least(300), Reported("299件"), Judgement(Verdict.MISSED, 1)),
        (at_most("5%"), Reported("–"), Judgement(Verdict.UNDECIDED)),
        (at_least("100%"), Change(Count(139), Count(437)), Judgement(Verdict.MET, 0)),
        (at_least("100%"), Change(Count(437), Count(139)), Judgement(Verdict.MISSED)),
        (at_least("100%"), Change(Count(0), Count(3)), Judgement(Verdict.UNDECIDED)),
        (at_least("100%"), Change(Rate(0, 0), Rate(1, 2)), Judgement(Verdict.NO_CASES)),
    ],
)
def test_what_cannot_be_told_from_a_figure_is_undecided(
    target: Limit, figure: Reported | Change[Count], expected: Judgement
) -> None:
    """A range across the target, a figure not published, a ratio over nothing: no guess."""
    assert target.judge(figure) == expected


# ---- how many are missing ---------------------------------------------------------------


@given(by_targets, limits)
def test_the_shortfall_is_the_smallest_that_suffices(
    drawn: tuple[Rate | Count, str], limit: LimitOf
) -> None:
    """So many cases answering otherwise meet the target, and one less does not."""
    measure, target = drawn
    goal, better = limit(target), -1 if limit in FEWER_IS_BETTER else 1
    missing = goal.judge(measure).missing
    if missing is None:
        return
    assert goal.judge(answering(measure, better * missing)).verdict is Verdict.MET
    if missing:
        short = answering(measure, better * (missing - 1))
        assert goal.judge(short).verdict is Verdict.MISSED


@given(by_targets, limits)
def test_a_shortfall_that_says_nothing_is_none(
    drawn: tuple[Rate | Count, str], limit: LimitOf
) -> None:
    """There is no shortfall exactly where not even all of the cases could meet the target."""
    measure, target = drawn
    goal, better = limit(target), -1 if limit in FEWER_IS_BETTER else 1
    best = answering(measure, better * room(measure, better))
    out_of_reach = goal.judge(best).verdict is Verdict.MISSED
    assert (goal.judge(measure).missing is None) is out_of_reach


@pytest.mark.parametrize(
    ("target", "measure", "verdict", "missing"),
    [
        (at_least("55%"), Rate(757, 1500), Verdict.MISSED, 68),
        (at_least("55%"), Rate(5496, 10000), Verdict.MISSED, 4),
        (at_least("55%"), Rate(55, 100), Verdict.MET, 0),
        (at_least("100%"), Rate(2499, 2500), Verdict.MISSED, 1),
        (at_least("101%"), Rate(7, 7), Verdict.MISSED, None),
        (at_most("0%"), Rate(3, 100), Verdict.MISSED, 3),
        (at_most("5%"), Rate(1, 20), Verdict.MET, 0),
        (below("5%"), Rate(1, 20), Verdict.MISSED, 1),
        (below("0%"), Rate(0, 20), Verdict.MISSED, None),
        (at_least(300), Count(437), Verdict.MET, 0),
        (at_least("300"), Count(299), Verdict.MISSED, 1),
        (at_least("2.5"), Count(1), Verdict.MISSED, 2),
        (at_most(2), Count(5), Verdict.MISSED, 3),
        (below("2.5"), Count(5), Verdict.MISSED, 3),
        (below(0), Count(0), Verdict.MISSED, None),
        (at_least("9.4"), Average(94, 10), Verdict.MET, 0),
        (at_least("9.4"), Average(9399, 1000), Verdict.MISSED, None),
        (at_least(-10), Average(-101, 10), Verdict.MISSED, None),
    ],
)
def test_verdicts_and_shortfalls_of_a_table(
    target: Limit, measure: Measure, verdict: Verdict, missing: int | None
) -> None:
    """The target itself is in under 以上 and 以下, and out under 未満."""
    assert target.judge(measure) == Judgement(verdict, missing)


@given(
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 50),
    figures(0, 100).map("{}%".format),
    limits,
)
def test_a_goal_can_be_met_while_some_outcome_meets_it(
    yes: int, no: int, still_open: int, target: str, limit: LimitOf
) -> None:
    """It is out of reach only when no way for the open cases to turn out would meet it."""
    tally = Tally(yes=yes, no=no)
    ways = [
        limit(target).judge(Rate(yes + more, yes + no + still_open)).verdict
        for more in range(still_open + 1)
    ]
    can_be_met = any(verdict is not Verdict.MISSED for verdict in ways)
    assert limit(target).can_be_met(tally, still_open) is can_be_met


# ---- the worst of several ---------------------------------------------------------------


@given(st.lists(verdicts, min_size=1))
def test_the_worst_is_a_maximum_of_severity(found: list[Verdict]) -> None:
    """It is one of the members', and none of them is worse."""
    assert worst(found) in found
    assert SEVERITY.index(worst(found)) == min(map(SEVERITY.index, found))


@given(st.lists(verdicts).flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_members_does_not_matter(drawn: tuple[list[Verdict], list[Verdict]]) -> None:
    """A section may list its goals as it likes."""
    found, shuffled = drawn
    assert worst(found) is worst(shuffled)


@given(st.lists(st.lists(verdicts)))
def test_the_grouping_of_members_does_not_matter(groups: list[list[Verdict]]) -> None:
    """The worst of the sections is the worst of their goals; an empty section adds nothing."""
    assert worst(map(worst, groups)) is worst(chain.from_iterable(groups))


def test_of_no_members_there_was_no_target() -> None:
    """Nothing was asked of an empty section."""
    assert worst([]) is Verdict.NO_TARGET


def test_each_verdict_has_its_word() -> None:
    """The words of the published table, from the worst to none."""
    words = ["未達", "判定不能", "未到来", "達成", "対象なし", "目標なし"]
    assert [verdict.value for verdict in SEVERITY] == words
    assert [at_least("55%").word(verdict) for verdict in SEVERITY] == words


# ---- targets ----------------------------------------------------------------------------


@pytest.mark.parametrize("limit", MEETS)
@pytest.mark.parametrize("target", [0.55, 55.0, Fraction(11, 20), Decimal("0.55"), True, None])
def test_a_target_that_is_not_exact_is_refused(limit: LimitOf, target: object) -> None:
    """A float, a fraction or a bool is refused, with what to write instead."""
    with pytest.raises(KpiError) as refused:
        limit(target)  # type: ignore[arg-type]
    assert str(refused.value) == (
        f"target={target!r} is no exact decimal: "
        "write a text such as '55%' or '9.4', or a whole number"
    )


@pytest.mark.parametrize("limit", MEETS)
@pytest.mark.parametrize("target", ["", "55 %", "0,55", "55％", "at least 55%", "11/20"])
def test_a_target_that_is_no_plain_figure_is_refused(limit: LimitOf, target: str) -> None:
    """A text that could be misread is not read."""
    with pytest.raises(KpiError) as refused:
        limit(target)
    assert str(refused.value) == (
        f"target={target!r} is no plain figure: write it as '55%', '9.4' or '300'"
    )


@pytest.mark.parametrize(
    ("target", "measure", "message"),
    [
        (
            at_least("55%"),
            Count(437),
            "target='55%' is a percentage, which Count is not: write a plain number, such as 300",
        ),
        (
            at_most("5%"),
            Average(94, 10),
            "target='5%' is a percentage, which Average is not: write a plain number, such as 300",
        ),
        (
            at_least(55),
            Rate(1, 2),
            "target='55' is no percentage: write one, such as '55%'",
        ),
        (
            below("0.55"),
            Rate(0, 0),
            "target='0.55' is no percentage: write one, such as '55%'",
        ),
        (
            at_least("5%"),
            Reported("437件"),
            "target='5%' is a percentage, which '437件' is not: write a plain number, such as 300",
        ),
        (
            at_least(100),
            Change(Count(139), Count(437)),
            "target='100' is no percentage: write one, such as '55%'",
        ),
        (
            adequate_sample(),
            Reported("6.3%"),
            "adequate_sample judges a rate of answers, not '6.3%'",
        ),
        (
            adequate_sample(),
            Count(189),
            "adequate_sample judges a rate of answers, not Count",
        ),
        (
            adequate_sample(),
            Average(0, 0),
            "adequate_sample judges a rate of answers, not Average",
        ),
    ],
)
def test_a_target_of_another_unit_is_refused(target: Limit, measure: Measure, message: str) -> None:
    """A share is compared with a percentage, anything else with a number, at 0/0 too."""
    with pytest.raises(KpiError) as refused:
        target.judge(measure)
    assert str(refused.value) == message
    with pytest.raises(KpiError) as refused:
        Goal(measure, target, label="件数")
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("target", "unit", "text"),
    [
        (at_least("55%"), "%", "55%以上"),
        (at_most("0%"), "%", "0%以下"),
        (below("5%"), "%", "5%未満"),
        (at_least(300), "件", "300件以上"),
        (below("9.4"), "", "9.4未満"),
        (at_least(4900), "名", "4,900名以上"),
        (at_least("1234567.8901"), "円", "1,234,567.8901円以上"),
        (at_least(-100), "点", "-100点以上"),
        (at_least(-1000), "点", "-1,000点以上"),
        (at_most("1000%"), "%", "1,000%以下"),
    ],
)
def test_a_target_is_written_as_it_was_given(target: Limit, unit: str, text: str) -> None:
    """With its unit and its side, and no digit more or less."""
    assert target.text(unit) == text
    assert target.remark(Rate(1, 2)) == ""


def test_targets_and_verdicts_are_told_in_english_too() -> None:
    """The same target, the same verdict, in a reader's other language."""
    target, sample = at_least("300"), adequate_sample()
    assert target.text("件", language="en") == "at least 300件"
    assert at_most("0%").text("%", language="en") == "at most 0%"
    assert below("5%").text("%", language="en") == "below 5%"
    assert target.word(Verdict.MISSED, language="en") == "missed"
    assert sample.text("%", language="en") == "enough answers for ±5% at 95%"
    assert sample.word(Verdict.MISSED, language="en") == "too few"
    assert sample.printed(Rate(1189, 3000), 1, language="en") == "1,189"
    assert sample.remark(Rate(189, 3000), language="en") == "341 needed"


def test_targets_are_values() -> None:
    """Equal targets are one; a target cannot be moved; a pickle brings it back."""
    assert {at_least("300"), at_least(300)} == {at_least(300)}
    assert len({at_least("5%"), at_most("5%"), below("5%"), at_least("5.0%")}) == 4
    for target in (at_least("55%"), adequate_sample(population=9)):
        assert pickle.loads(pickle.dumps(target)) == target
    with pytest.raises(FrozenInstanceError):
        at_least("55%").figure = "50%"  # type: ignore[misc]


# ---- enough answers ---------------------------------------------------------------------


def test_a_sample_is_judged_by_its_number_of_answers() -> None:
    """189 of 3,000 asked are 152 short of the 341 that are needed."""
    target, answers = adequate_sample(), Rate(189, 3000)
    assert target.needed(answers) == 341
    assert target.judge(answers) == Judgement(Verdict.MISSED, 152)
    assert target.judge(Rate(340, 3000)) == Judgement(Verdict.MISSED, 1)
    assert target.judge(Rate(341, 3000)) == Judgement(Verdict.MET, 0)
    assert target.judge(Rate(3000, 3000)) == Judgement(Verdict.MET, 0)


def test_a_sample_may_stand_for_more_than_were_asked() -> None:
    """Of a stated population, the answers needed are its own, not of the requests."""
    target, answers = adequate_sample(population=100_000), Rate(341, 3000)
    assert target.needed(answers) == 383
    assert target.judge(answers) == Judgement(Verdict.MISSED, 42)
    assert adequate_sample(population=100).judge(Rate(80, 100)).verdict is Verdict.MET


def test_margin_and_confidence_change_what_is_needed() -> None:
    """A wider margin needs fewer answers, more confidence more."""
    answers = Rate(189, 3000)
    assert adequate_sample(margin="10%").needed(answers) == 94
    assert adequate_sample(confidence="99%").needed(answers) == 544


def test_a_sample_has_words_of_its_own() -> None:
    """Reached or short: enough answers are no achievement, and no figure is significant."""
    target = adequate_sample(margin="3%", confidence="99%")
    assert target.text("%") == "誤差±3%・信頼度99%の必要数"
    assert target.printed(Rate(1189, 3000), 1) == "1,189件"
    assert adequate_sample().remark(Rate(189, 3000)) == "必要数 341件"
    assert (target.printed(Count(9), 1), target.remark(Count(9))) == ("9", "")
    assert [target.word(verdict) for verdict in SEVERITY] == [
        *("不足", "判定不能", "未到来", "必要数に達した", "対象なし", "目標なし")
    ]


@given(st.integers(1, 5000), st.integers(0, 5000), st.integers(0, 5000))
def test_more_answers_never_make_a_sample_short(asked: int, one: int, other: int) -> None:
    """Of the same requests, who had enough answers has enough with more of them."""
    fewer, more = sorted((min(one, asked), min(other, asked)))
    target = adequate_sample()
    if target.judge(Rate(fewer, asked)).verdict is Verdict.MET:
        assert target.judge(Rate(more, asked)).verdict is Verdict.MET


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: adequate_sample(margin="0%"), r"^margin='0%' is no percentage between"),
        (lambda: adequate_sample(margin=0.05), r"^margin=0\.05 is no exact decimal"),  # type: ignore[arg-type]
        (lambda: adequate_sample(confidence="80%"), r"^confidence='80%' has no tabled quantile"),
        (lambda: adequate_sample(population=-1), r"^population=-1 is less than 0$"),
        (lambda: adequate_sample(population=False), r"^population=False is no whole number"),
    ],
)
def test_a_sample_of_nothing_that_can_be_asked_is_refused_at_birth(
    make: Callable[[], object], message: str
) -> None:
    """Whoever writes the target is told, not whoever reads the report."""
    with pytest.raises(KpiError, match=message):
        make()


# ---- goals ------------------------------------------------------------------------------

IN_HAND = {"あいおい": Rate(1, 2), "東海": Rate(1, 4)}
BY_INSURER = face_to_face_rate.by("insurer", groups=("あいおい", "東海"))


@pytest.mark.parametrize(
    ("goal", "label", "unit", "kind"),
    [
        (Goal(face_to_face_rate), "対面募集比率", "%", Rate),
        (Goal(BY_INSURER, at_least("55%")), "対面募集比率", "%", Rate),
        (Goal(survey_responses, at_least(300)), "アンケート回収件数", "件", Count),
        (Goal(promoters, at_least(10)), "NPS", "点", Average),
        (Goal(group_training_cadence, at_least("100%")), "集合研修", "%", Rate),
        (Goal(self_study_cadence.by("slot"), at_least("100%")), "自己研鑽", "%", Rate),
        (Goal(survey_response_rate, adequate_sample(), label="回収数"), "回収数", "%", Rate),
        (Goal(Rate(1, 2), at_least("5%"), label="他社"), "他社", "%", Rate),
        (Goal(Count(9), at_least(5), label="他社"), "他社", "件", Count),
        (Goal(Average(9, 1), at_least(5), label="他社"), "他社", "", Average),
        (Goal(Average(9, 1), label="他社", unit="点"), "他社", "点", Average),
        (Goal(Reported("437件"), at_least(300), label="他社"), "他社", "件", Reported),
        (Goal(Change(Count(1), Count(2)), label="前年比"), "前年比", "%", Change),
        (Goal(survey_responses.changed(), at_least("100%")), "アンケート回収件数", "%", Change),
        (Goal(IN_HAND, at_least("50%"), label="他社"), "他社", "%", Rate),
        (Goal({}, label="他社"), "他社", "", Reported),
    ],
)
def test_a_goal_has_the_label_and_the_unit_of_what_it_measures(
    goal: Goal, label: str, unit: str, kind: type
) -> None:
    """Metric, split, cadence or a measure in hand: its own label unless another is given."""
    assert (goal.label, goal.unit, goal.kind) == (label, unit, kind)


def test_a_goal_reads_a_tally_as_its_question_does() -> None:
    """A rate, a count and an average of the same answers; a measure in hand stays itself."""
    tally = Tally(yes=3, no=1, points=100, excluded={"未記録": 2})
    assert Goal(BY_INSURER, at_least("55%")).read(tally) == Rate(3, 4)
    assert Goal(survey_responses).read(tally) == Count(3)
    assert Goal(promoters).read(tally) == Average(100, 3)
    assert Goal(Rate(1, 2), label="他社").read(tally) == Rate(1, 2)
    assert Goal(IN_HAND, label="他社").read(tally) == Rate(2, 6)
    assert Goal(survey_responses.changed()).read(tally) == Change(Count(3), Count(3))


def test_groups_in_hand_are_pooled_where_they_are_of_one_kind() -> None:
    """Counts pool; printed figures, several kinds and none at all do not."""
    assert pooled([Count(1), Count(2)]) == Count(3)
    assert pooled([Reported("50%"), Reported("25%")]) == Reported("–")
    assert pooled([Rate(1, 2), Count(1)]) == Reported("–")
    assert pooled([]) == Reported("–")


def test_a_goal_tells_what_its_figure_means() -> None:
    """A question says what it asks, a change of what by what; a measure in hand does not say."""
    meaning = Goal(BY_INSURER, at_least("55%")).meaning
    assert meaning == face_to_face_rate.meaning
    changed = Goal(survey_responses.changed(by="year")).meaning
    assert changed is not None
    assert changed.options == {"changed": "year"}
    assert Goal(IN_HAND, label="他社").meaning is None
    assert Goal(Rate(1, 2), label="他社").meaning is None


def test_a_goal_may_be_for_a_part_of_the_period() -> None:
    """The period of a goal is its own; without one it is the report's."""
    half = fiscal_year(2021).halves()[0]
    assert Goal(face_to_face_rate, period=half).period == half
    assert Goal(face_to_face_rate).period is None


def test_a_goal_without_a_target_judges_nothing() -> None:
    """No target, no verdict, whatever the figure, and any split is fine."""
    assert Goal(survey_responses).judge(Count(69)) == Judgement(Verdict.NO_TARGET)
    assert Goal(face_to_face_rate.by("insurer")).judge(Rate(0, 0)).verdict is Verdict.NO_TARGET


def test_a_goal_judges_by_its_target() -> None:
    """The verdict is the target's."""
    assert Goal(face_to_face_rate, at_least("55%")).judge(Rate(757, 1500)) == Judgement(
        Verdict.MISSED, 68
    )


def test_declared_groups_alone_decide() -> None:
    """A group that only turned up is shown and decides nothing; of a cadence, every one does."""
    goal = Goal(BY_INSURER, at_least("55%"))
    assert [goal.decides(group) for group in ("あいおい", "東海", "損保ジャパン", None)] == [
        *(True, True, False, False)
    ]
    assert Goal(self_study_cadence.by("staff_id"), at_least("100%")).decides("S-1")
    assert Goal(IN_HAND, at_least("50%"), label="他社").decides("東海")


def test_the_question_behind_a_split_is_found() -> None:
    """A split asks what its metric or cadence asks."""
    assert asked_of(BY_INSURER) is face_to_face_rate
    assert asked_of(self_study_cadence.by("slot")) is self_study_cadence
    assert asked_of(survey_responses.changed()) is survey_responses
    assert asked_of(face_to_face_rate) is face_to_face_rate


def test_a_pooled_goal_needs_no_groups() -> None:
    """Where the overall figure decides, groups are only shown."""
    goal = Goal(face_to_face_rate.by("insurer"), at_least("55%"), rule="pooled")
    assert goal.rule == "pooled"


def test_a_goal_keeps_its_roster() -> None:
    """Members given once, by a generator, are there for every report."""
    names: Iterator[str] = (f"S-{number}" for number in (1, 2))
    assert Goal(self_study_cadence, roster=names).roster == ("S-1", "S-2")
    assert Goal(self_study_cadence).roster is None


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Goal(face_to_face_rate, "55%"),  # type: ignore[arg-type]
            "target='55%' is no target: write at_least('55%')",
        ),
        (
            lambda: Goal(survey_responses, 300),  # type: ignore[arg-type]
            "target=300 is no target: write at_least(300)",
        ),
        (
            lambda: Goal(survey_responses, at_least("5%")),
            "target='5%' is a percentage, which Count is not: write a plain number, such as 300",
        ),
        (
            lambda: Goal(BY_INSURER, at_least(55)),
            "target='55' is no percentage: write one, such as '55%'",
        ),
        (
            lambda: Goal(survey_responses, adequate_sample()),
            "adequate_sample judges a rate of answers, not Count",
        ),
        (
            lambda: Goal(face_to_face_rate.by("insurer"), at_least("55%")),
            "対面募集比率 is to be met by each group, but none is declared: "
            "write .by(facet, groups=(…)), or rule='pooled'",
        ),
        (
            lambda: Goal(face_to_face_rate, at_least("55%"), rule="pool"),
            "rule='pool' is none: did you mean 'pooled'?",
        ),
        (
            lambda: Goal(face_to_face_rate, rule="all"),
            "rule='all' is none: known are: each, pooled",
        ),
        (lambda: Goal(face_to_face_rate, digits=-1), "digits=-1 is less than 0"),
        (lambda: Goal(face_to_face_rate, digits=True), "digits=True is no whole number (an int)"),
        (lambda: Goal(face_to_face_rate, label=" "), "label=' ' is blank"),
        (
            lambda: Goal(Rate(1, 2), at_least("5%")),
            "Rate(numerator=1, denominator=2) has no label of its own: give Goal(…, label=…)",
        ),
        (
            lambda: Goal("対面募集比率", at_least("55%"), label="対面"),  # type: ignore[arg-type]
            "what='対面募集比率' is nothing to measure: give a metric, a split or a measure",
        ),
        (
            lambda: Goal(0.55, label="対面"),  # type: ignore[arg-type]
            "what=0.55 is nothing to measure: give a metric, a split or a measure",
        ),
        (
            lambda: Goal({"東海": 0.55}, label="対面"),  # type: ignore[dict-item]
            "0.55 is no measure of a group: give a Rate, a Reported and the like",
        ),
        (lambda: Goal({" ": Rate(1, 2)}, label="対面"), "group=' ' is blank"),
        (
            lambda: Goal(IN_HAND, at_least(50), label="対面"),
            "target='50' is no percentage: write one, such as '55%'",
        ),
        (
            lambda: Goal({}, at_least("55%"), label="対面"),
            "対面 is to be met by each group, but there is none",
        ),
        (
            lambda: Goal(IN_HAND, at_least("55%")),
            f"{FrozenMap(IN_HAND)!r} has no label of its own: give Goal(…, label=…)",
        ),
        (
            lambda: Goal(face_to_face_rate, unit=5),  # type: ignore[arg-type]
            "unit=5 is no text",
        ),
        (
            lambda: Goal(face_to_face_rate, period=2021),  # type: ignore[arg-type]
            "period=2021 is no Period: write fiscal_year(2021)",
        ),
        (
            lambda: Goal(face_to_face_rate, roster=("S-1",)),
            "対面募集比率 is no cadence: leave roster out",
        ),
        (
            lambda: Goal(self_study_cadence, roster="S-1"),
            "a goal takes several members: write roster=('S-1',)",
        ),
    ],
)
def test_a_goal_that_cannot_be_judged_is_refused_at_birth(
    make: Callable[[], Goal], message: str
) -> None:
    """The field, its value and the way out, before any record is read."""
    with pytest.raises(KpiError) as refused:
        make()
    assert str(refused.value) == message


def test_a_goal_is_a_value() -> None:
    """Equal goals are one; a goal cannot be changed; a pickle brings it back."""
    goal = Goal(BY_INSURER, at_least("55%"))
    assert {goal, Goal(BY_INSURER, at_least("55%"))} == {goal}
    assert goal != Goal(BY_INSURER, at_least("50%"))
    assert pickle.loads(pickle.dumps(goal)) == goal
    with pytest.raises(FrozenInstanceError):
        goal.target = None  # type: ignore[misc]


# ---- sections ---------------------------------------------------------------------------


def test_a_section_keeps_its_goals_and_the_policies_it_serves() -> None:
    """Goals and principles are kept in their order; one principle may stand alone."""
    goals = [Goal(face_to_face_rate), Goal(survey_responses)]
    section = Section("お客様本位", iter(goals), principles=["①", "②"], initiative="推進します")
    assert section.goals == tuple(goals)
    assert (section.principles, section.initiative, section.commentary) == (
        ("①", "②"),
        "推進します",
        "",
    )
    assert Section("お客様本位", goals, principles="③④").principles == ("③④",)
    assert Section("お客様本位", ()).principles == ()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Section(" ", ()), "title=' ' is blank"),
        (
            lambda: Section("お客様本位", [Count(1)]),  # type: ignore[list-item]
            "Count(n=1) is no Goal of section 'お客様本位'",
        ),
    ],
)
def test_a_section_of_anything_but_goals_is_refused(
    make: Callable[[], Section], message: str
) -> None:
    """It has a title, and goals."""
    with pytest.raises(KpiError) as refused:
        make()
    assert str(refused.value) == message


# ---- printed figures, changes and groups in hand --------------------------------------------


@given(
    scaled=st.integers(-2000, 20000),
    places=st.integers(0, 2),
    target=figures(-20, 120),
    limit=limits,
    inside=st.integers(0, 1000),
)
def test_a_printed_figure_is_judged_as_every_value_it_may_stand_for(
    scaled: int, places: int, target: str, limit: LimitOf, inside: int
) -> None:
    """Decided: every value within the digits has that verdict; else two have not the same."""
    figure = Reported(f"{Decimal(scaled).scaleb(-places):f}%")
    verdict = limit(f"{target}%").judge(figure).verdict
    assert figure.ends is not None
    (low, _), (high, _) = figure.ends
    value = low + (high - low) * Fraction(2 * inside + 1, 2002)
    if verdict is not Verdict.UNDECIDED:
        assert MEETS[limit](value, amount(f"{target}%")) == (verdict is Verdict.MET)
    else:
        assert low <= amount(f"{target}%") <= high


@pytest.mark.parametrize(
    ("figure", "target", "verdict", "missing"),
    [
        (Reported("49.8%"), at_least("55%"), Verdict.MISSED, None),
        (Reported("55.0%"), at_least("55%"), Verdict.UNDECIDED, None),
        (Reported("55.1%"), at_least("55%"), Verdict.MET, 0),
        (Reported("54.95%"), at_least("54.945%"), Verdict.MET, 0),
        (Reported("5.0%"), at_most("5.05%"), Verdict.MET, 0),
        (Reported("5.0%"), below("4.95%"), Verdict.MISSED, None),
        (Reported("100%"), at_least("100%"), Verdict.UNDECIDED, None),
        (Reported("100%", of=300), at_least("100%"), Verdict.UNDECIDED, None),
        (Reported("100.0%", of=300), at_least("100%"), Verdict.MET, 0),
        (Reported("49.8%", of=1000), at_least("55%"), Verdict.MISSED, 52),
        (Reported("437件"), at_least(300), Verdict.MET, 0),
        (Reported("437"), at_least(500), Verdict.MISSED, None),
        (Reported("19件"), at_least(50), Verdict.MISSED, 31),
        (Reported("–"), at_least("55%"), Verdict.UNDECIDED, None),
        (Reported("–"), at_least(55), Verdict.UNDECIDED, None),
        (Change(Count(139), Count(437)), at_least("100%"), Verdict.MET, 0),
        (Change(Count(437), Count(139)), at_least("100%"), Verdict.MISSED, None),
        (Change(Count(0), Count(5)), at_least("100%"), Verdict.UNDECIDED, None),
        (Change(Rate(0, 0), Rate(1, 2)), at_least("100%"), Verdict.NO_CASES, None),
    ],
)
def test_verdicts_on_figures_in_hand(
    figure: Reported | Change[Count], target: Limit, verdict: Verdict, missing: int | None
) -> None:
    """What can be decided is, and nothing else."""
    assert target.judge(figure) == Judgement(verdict, missing)
    assert Goal(figure, target, label="他社").judge(figure).verdict is verdict


@pytest.mark.parametrize(
    ("figure", "target", "message"),
    [
        (Reported("437件"), at_least("55%"), "which '437件' is not"),
        (Reported("49.8%"), at_least(55), "target='55' is no percentage"),
        (Reported("49.8%"), adequate_sample(), "judges a rate of answers, not '49.8%'"),
        (Change(Count(1), Count(2)), at_least(1), "target='1' is no percentage"),
        (Change(Count(1), Count(2)), adequate_sample(), "a rate of answers, not Change"),
    ],
)
def test_a_target_of_another_unit_than_a_figure_in_hand_is_refused(
    figure: Reported | Change[Count], target: Limit, message: str
) -> None:
    """Percent with percent, a number with a number."""
    with pytest.raises(KpiError, match=message):
        Goal(figure, target, label="他社")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Goal({"a": 5}, label="件数"),  # type: ignore[dict-item]
            "5 is no measure of a group",
        ),
        (lambda: Goal({" ": Count(1)}, label="件数"), "group=' ' is blank"),
        (lambda: Goal({"a": Count(1)}), "has no label of its own"),
        (lambda: Goal({}, at_least(1), label="件数"), "by each group, but there is none"),
        (
            lambda: Goal({"a": Count(1), "b": Reported("1%")}, at_least(1), label="件数"),
            "target='1' is no percentage",
        ),
        (
            lambda: Goal(Count(1), label="件数", unit=1),  # type: ignore[arg-type]
            "unit=1 is no text",
        ),
        (
            lambda: Goal(Count(1), label="件数", period=2021),  # type: ignore[arg-type]
            "period=2021 is no Period",
        ),
    ],
)
def test_groups_that_cannot_be_judged_are_refused(make: Callable[[], Goal], message: str) -> None:
    """At birth, by name."""
    with pytest.raises(KpiError, match=message):
        make()


@given(yes=st.integers(0, 20), no=st.integers(0, 20), open_cases=st.integers(1, 20), limit=limits)
def test_a_target_can_be_met_exactly_when_some_outcome_meets_it(
    yes: int, no: int, open_cases: int, limit: LimitOf
) -> None:
    """Of all the ways in which the open slots may turn out, one is enough."""
    target = limit("55%")
    outcomes = [Rate(yes + more, yes + no + open_cases) for more in range(open_cases + 1)]
    possible = any(target.judge(rate).verdict is Verdict.MET for rate in outcomes)
    assert target.can_be_met(Tally(yes=yes, no=no), open_cases) == possible


@pytest.mark.parametrize(
    ("target", "unit", "ja", "en"),
    [
        (at_least(4900), "名", "4,900名以上", "at least 4,900名"),
        (at_least("1234567.5"), "", "1,234,567.5以上", "at least 1,234,567.5"),
        (at_most("-1000"), "", "-1,000以下", "at most -1,000"),
        (below("1000%"), "%", "1,000%未満", "below 1,000%"),
        (
            adequate_sample(),
            "%",
            "誤差±5%・信頼度95%の必要数",
            "enough answers for ±5% at 95%",
        ),
    ],
)
def test_a_target_is_said_in_both_languages(target: Limit, unit: str, ja: str, en: str) -> None:
    """Thousands are set apart; the unit is the user's."""
    assert (target.text(unit), target.text(unit, language="en")) == (ja, en)


def test_verdicts_have_english_words() -> None:
    """One each; a sample has its own."""
    words = [at_least("55%").word(verdict, language="en") for verdict in SEVERITY]
    assert words == ["missed", "undecided", "not due", "met", "no cases", "no target"]
    sample = adequate_sample()
    assert sample.word(Verdict.MET, language="en") == "enough"
    assert sample.remark(Rate(189, 3000), language="en") == "341 needed"
    assert sample.printed(Rate(189, 3000), 1, language="en") == "189"
    assert (sample.printed(Count(5), 1), sample.remark(Count(5))) == ("5", "")


@pytest.mark.parametrize(("unit", "verdict"), [("名", Verdict.MET), ("", Verdict.UNDECIDED)])
def test_a_bare_printed_number_is_exact_where_its_unit_counts(unit: str, verdict: Verdict) -> None:
    """4,024 名 are so many; a mere 4,024 may be rounded."""
    goal = Goal(Reported("4,024"), at_least(4024), unit=unit, label="顧客数")
    measure = goal.read(Tally())
    assert goal.judge(measure).verdict is verdict
    assert measure.text() == f"4,024{unit}"
    groups = Goal({"個人": Reported("4,024")}, at_least(4024), unit=unit, label="顧客数").what
    assert groups == {"個人": measure}
    rounded = Goal(Reported("9.4"), at_least(9), unit="名", label="平均").what
    assert rounded == Reported("9.4")


def test_the_unit_of_groups_is_the_first_that_any_says() -> None:
    """A figure not published has none."""
    goal = Goal({"あ": Reported("–"), "東": Reported("437件")}, at_least(300), label="件数")
    assert goal.unit == "件"
