"""Measures: exact figures that add up, and are printed on the side they lie on."""

import pickle
from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import example, given
from hypothesis import strategies as st

from agency_kpis.errors import KpiError
from agency_kpis.measures import Average, Count, Measure, Rate, decimal, exact, sample_needed

MANY = 10**12
"""More cases than any agency has: here rounding has long begun to matter."""

digits = st.integers(0, 6)
"""How many decimals a table may ask for."""


@st.composite
def rates(draw: st.DrawFn, least: int = 0) -> Rate:
    """Draw a rate, 0/0 included, shrinking towards it."""
    denominator = draw(st.integers(least, MANY))
    return Rate(draw(st.integers(0, denominator)), denominator)


counts = st.builds(Count, st.integers(0, MANY))
"""Counts, shrinking towards none."""


@st.composite
def averages(draw: st.DrawFn, least: int = 0) -> Average:
    """Draw an average of either sign, one of no answers included."""
    n = draw(st.integers(least, MANY))
    return Average(draw(st.integers(-MANY, MANY)) if n else 0, n)


KINDS: dict[str, st.SearchStrategy[Measure]] = {
    "rates": rates(),
    "counts": counts,
    "averages": averages(),
}
NO_CASES: dict[str, Measure] = {
    "rates": Rate(0, 0),
    "counts": Count(0),
    "averages": Average(0, 0),
}
of_each_kind = pytest.mark.parametrize("kind", KINDS)


@st.composite
def targets(draw: st.DrawFn, least: int = 0, most: int = 100) -> str:
    """Draw a decimal text with up to four decimals."""
    places = draw(st.integers(0, 4))
    scaled = draw(st.integers(least * 10**places, most * 10**places))
    return f"{Decimal(scaled).scaleb(-places):f}"


@st.composite
def rates_by_targets(draw: st.DrawFn) -> tuple[Rate, str]:
    """Draw a target in percent and a rate, more often than not the next one to it."""
    target = draw(targets())
    denominator = draw(st.integers(1, MANY))
    at = int(Fraction(target) * denominator / 100)
    near = st.integers(max(0, at - 1), min(denominator, at + 2))
    return Rate(draw(near | st.integers(0, denominator)), denominator), f"{target}%"


@st.composite
def averages_by_targets(draw: st.DrawFn) -> tuple[Average, str]:
    """Draw a target of either sign and an average, more often than not the next one to it."""
    target = draw(targets(-100, 100))
    n = draw(st.integers(1, MANY))
    at = int(Fraction(target) * n)
    return Average(draw(st.integers(at - 2, at + 2) | st.integers(-MANY, MANY)), n), target


def read(printed: str) -> Fraction:
    """Read a printed figure back as the number that a reader sees."""
    return Fraction(printed.removesuffix("%").replace(",", ""))


def decimals(printed: str) -> int:
    """Tell how many decimals were printed."""
    return len(printed.removesuffix("%").partition(".")[2])


def side(value: Fraction, mark: Fraction) -> str:
    """Say on which side of a mark a value lies."""
    return "below" if value < mark else "above" if value > mark else "at"


def rounded(numerator: int, denominator: int, places: int) -> str:
    """Round half-up with the decimal module, which cuts off what it cannot hold."""
    with localcontext(prec=60, rounding=ROUND_DOWN):
        quotient = Decimal(numerator) / Decimal(denominator)
        return f"{quotient.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"


# ---- merging ----------------------------------------------------------------------------


@of_each_kind
@given(data=st.data())
def test_merge_is_commutative(kind: str, data: st.DataObject) -> None:
    """Which of two branches is added to which does not matter."""
    one, other = data.draw(st.tuples(KINDS[kind], KINDS[kind]))
    assert one.merge(other) == other.merge(one)  # type: ignore[arg-type]


@of_each_kind
@given(data=st.data())
def test_merge_is_associative(kind: str, data: st.DataObject) -> None:
    """How three branches are grouped does not matter."""
    a, b, c = data.draw(st.tuples(KINDS[kind], KINDS[kind], KINDS[kind]))
    assert a.merge(b).merge(c) == a.merge(b.merge(c))  # type: ignore[arg-type]


@of_each_kind
@given(data=st.data())
def test_merge_with_no_cases_changes_nothing(kind: str, data: st.DataObject) -> None:
    """A branch without cases is neutral."""
    measure = data.draw(KINDS[kind])
    assert measure.merge(NO_CASES[kind]) == measure  # type: ignore[arg-type]


@given(rates(least=1), rates(least=1))
def test_a_pooled_rate_lies_between_its_parts(one: Rate, other: Rate) -> None:
    """The whole is no lower than the lower part and no higher than the higher."""
    parts = [measure.value for measure in (one, other) if measure.value is not None]
    pooled = one.merge(other).value
    assert pooled is not None
    assert min(parts) <= pooled <= max(parts)


@given(averages(least=1), averages(least=1))
def test_a_pooled_average_lies_between_its_parts(one: Average, other: Average) -> None:
    """The whole is no lower than the lower part and no higher than the higher."""
    parts = [measure.value for measure in (one, other) if measure.value is not None]
    pooled = one.merge(other).value
    assert pooled is not None
    assert min(parts) <= pooled <= max(parts)


def test_the_whole_is_pooled_and_no_average_of_rates() -> None:
    """One of 1 and none of 9 are 10 %, not 50 %."""
    assert Rate(1, 1).merge(Rate(0, 9)).percent() == "10.0%"


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        (Rate(1, 2), Count(1), "Rate(numerator=1, denominator=2) does not merge with Count(n=1)"),
        (Count(1), 1, "Count(n=1) does not merge with 1"),
        (Average(1, 2), Rate(1, 2), "does not merge with Rate(numerator=1, denominator=2)"),
    ],
)
def test_measures_of_two_kinds_do_not_merge(one: Measure, other: object, message: str) -> None:
    """A rate takes in no count and no number."""
    with pytest.raises(KpiError) as refused:
        one.merge(other)  # type: ignore[arg-type]
    assert message in str(refused.value)
    assert str(refused.value).endswith(": only a measure of its own kind")


# ---- values -----------------------------------------------------------------------------


@given(rates(least=1))
def test_the_value_of_a_rate_is_exact(rate: Rate) -> None:
    """Its share of the cases is its numerator, whole."""
    assert rate.value is not None
    assert rate.value * rate.denominator == rate.numerator


@given(averages(least=1))
def test_the_value_of_an_average_is_exact(average: Average) -> None:
    """Its mean times its answers is its total, whole."""
    assert average.value is not None
    assert average.value * average.n == average.total


@given(counts)
def test_the_value_of_a_count_is_its_number(count: Count) -> None:
    """A count is exact by nature."""
    assert count.value == count.n


def test_no_cases_have_no_value() -> None:
    """0/0 is neither 0 nor 100 % nor NaN; none counted is 0."""
    assert Rate(0, 0).value is None
    assert Average(0, 0).value is None
    assert Count(0).value == 0


# ---- printing ---------------------------------------------------------------------------


@given(rates_by_targets(), digits)
@example((Rate(549_599, 1_000_000), "54.96%"), 1)
@example((Rate(549_401, 1_000_000), "54.94%"), 1)
@example((Rate(1, 100_000), "0%"), 0)
@example((Rate(99_999, 100_000), "100%"), 0)
def test_a_printed_rate_is_on_its_side_of_0_and_100_and_the_target(
    drawn: tuple[Rate, str], asked: int
) -> None:
    """Who reads the printed number decides as who knows the exact one."""
    rate, target = drawn
    printed, value = read(rate.percent(asked, target=target)), rate.value
    assert value is not None
    for mark in (Fraction(0), Fraction(100), read(target)):
        assert side(printed, mark) == side(100 * value, mark)


@given(averages_by_targets(), digits)
@example((Average(93_599, 10_000), "9.36"), 1)
@example((Average(-93_599, 10_000), "-9.36"), 1)
@example((Average(-1, 100_000), "9.4"), 0)
def test_a_printed_average_is_on_its_side_of_0_and_the_target(
    drawn: tuple[Average, str], asked: int
) -> None:
    """Who reads the printed number decides as who knows the exact one, negative or not."""
    average, target = drawn
    printed, value = read(average.text(asked, target=target)), average.value
    assert value is not None
    for mark in (Fraction(0), read(target)):
        assert side(printed, mark) == side(value, mark)


@given(rates_by_targets(), digits)
def test_a_rate_is_printed_half_up(drawn: tuple[Rate, str], asked: int) -> None:
    """At the digits asked, or at those added to them, the number is the half-up one."""
    rate, target = drawn
    for printed in (rate.percent(asked), rate.percent(asked, target=target)):
        assert decimals(printed) >= asked
        assert printed == rounded(100 * rate.numerator, rate.denominator, decimals(printed)) + "%"


@given(averages_by_targets(), digits)
def test_an_average_is_printed_half_up(drawn: tuple[Average, str], asked: int) -> None:
    """Half-up is away from zero, on both sides of it."""
    average, target = drawn
    for printed in (average.text(asked), average.text(asked, target=target)):
        assert decimals(printed) >= asked
        assert printed == rounded(average.total, average.n, decimals(printed))


@given(rates_by_targets(), digits)
def test_no_digit_of_a_rate_is_added_without_need(drawn: tuple[Rate, str], asked: int) -> None:
    """With any digit less, the printed number would lie on a wrong side."""
    rate, target = drawn
    value = 100 * Fraction(rate.numerator, rate.denominator)
    marks = (Fraction(0), Fraction(100), read(target))
    for fewer in range(asked, decimals(rate.percent(asked, target=target))):
        shorter = read(rounded(100 * rate.numerator, rate.denominator, fewer))
        assert any(side(shorter, mark) != side(value, mark) for mark in marks)


@given(rates_by_targets(), digits)
def test_the_digits_added_are_few(drawn: tuple[Rate, str], asked: int) -> None:
    """Two rates of so many cases differ in a digit that their number of cases tells."""
    rate, target = drawn
    enough = len(str(rate.denominator)) + decimals(target)
    assert decimals(rate.percent(asked, target=target)) <= max(asked, enough)


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        (Rate(757, 1500).percent(), "50.5%"),
        (Rate(5496, 10000).percent(), "55.0%"),
        (Rate(5496, 10000).percent(target="55%"), "54.96%"),
        (Rate(55, 100).percent(target="55%"), "55.0%"),
        (Rate(5555, 10000).percent(target="55.55%"), "55.55%"),
        (Rate(54999999, 100000000).percent(0, target="55%"), "54.999999%"),
        (Rate(1999, 2000).percent(), "99.95%"),
        (Rate(1999, 2000).percent(0), "99.95%"),
        (Rate(1, 10000).percent(), "0.01%"),
        (Rate(2499, 2500).percent(target="100%"), "99.96%"),
        (Rate(0, 7).percent(), "0.0%"),
        (Rate(7, 7).percent(0), "100%"),
        (Rate(49, 400).percent(), "12.3%"),
        (Rate(0, 0).percent(), "–"),
        (Rate(0, 0).percent(target="55%"), "–"),
        (Rate(1, 3).text(2, target="55%"), "33.33%"),
        (Rate(1, 3).text(), "33.3%"),
        (Count(1234567).text(), "1,234,567"),
        (Count(437).text(0, target="300"), "437"),
        (Average(94, 10).text(), "9.4"),
        (Average(-100, 3).text(), "-33.3"),
        (Average(-1, 2).text(0), "-1"),
        (Average(-1, 1000).text(), "-0.001"),
        (Average(12345678, 10).text(), "1,234,567.8"),
        (Average(9399, 1000).text(target="9.4"), "9.399"),
        (Average(0, 0).text(), "–"),
        (str(Rate(1234, 5678)), "21.7% (1,234/5,678)"),
        (str(Rate(0, 0)), "– (0/0)"),
        (str(Count(1234)), "1,234"),
        (str(Average(-1234, 5)), "-246.8 (-1,234/5)"),
    ],
)
def test_figures_are_printed_as_a_table_has_them(printed: str, shown: str) -> None:
    """Half-up where Python has half-even (12.25), digits added at need, a dash for no cases."""
    assert printed == shown


def beside_whole_percents(most: int) -> Iterator[tuple[int, int, int]]:
    """Give every target in whole percents, and the rates on and beside it, up to so many cases."""
    for denominator in range(1, most + 1):
        for target in range(101):
            at = target * denominator // 100
            for numerator in range(at, min(denominator, at + 1) + 1):
                yield numerator, denominator, target


def test_no_verdict_is_read_from_a_number_rounded_first() -> None:
    """Of every rate beside a whole-percent target, what is printed says met when it is met."""
    for numerator, denominator, target in beside_whole_percents(most=200):
        printed = Rate(numerator, denominator).percent(0, target=f"{target}%")
        met = numerator * 100 >= target * denominator
        assert (read(printed) >= target) is met, (numerator, denominator, target)


def test_numbers_rounded_first_would_say_otherwise() -> None:
    """Without the target, the same numbers contradict thousands of verdicts: the law has teeth."""
    wrong = [
        (numerator, denominator, target)
        for numerator, denominator, target in beside_whole_percents(most=200)
        if (read(rounded(100 * numerator, denominator, 0)) >= target)
        is not (numerator * 100 >= target * denominator)
    ]
    assert len(wrong) > 1000


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (
            lambda: Rate(1, 2).percent(target="9.4"),
            "target='9.4' is of another unit: the figure is a percentage",
        ),
        (
            lambda: Average(1, 2).text(target="55%"),
            "target='55%' is of another unit: the figure is no percentage",
        ),
        (
            lambda: Rate(1, 2).percent(target="fifty"),
            "target='fifty' is no plain figure: write it as '55%', '9.4' or '300'",
        ),
        (lambda: Rate(1, 2).percent(-1), "digits=-1 is less than 0"),
        (lambda: Average(1, 2).text(True), "digits=True is no whole number (an int)"),
    ],
)
def test_a_figure_is_not_printed_by_what_it_cannot_be(
    write: Callable[[], str], message: str
) -> None:
    """A target of another unit and digits that are none are refused."""
    with pytest.raises(KpiError) as refused:
        write()
    assert str(refused.value) == message


def test_a_number_is_written_beside_its_landmarks() -> None:
    """Of several landmarks, each is kept to its side, and an iterator of them is read once."""
    landmarks = iter([Fraction(55), Fraction("54.96")])
    assert decimal(Fraction("54.9605"), 1, landmarks) == "54.961"


# ---- figures as they are written --------------------------------------------------------


@given(targets(-1000, 1000), st.booleans())
def test_a_written_figure_is_read_exactly(figure: str, percent: bool) -> None:
    """A decimal text is the decimal it says; a percentage is a hundredth of it."""
    amount, is_percent = exact("target", figure + "%" * percent)
    assert is_percent is percent
    assert amount == Fraction(Decimal(figure)) / (100 if percent else 1)


@given(st.integers())
def test_a_whole_number_is_read_as_it_is(figure: int) -> None:
    """A number of cases is no percentage."""
    assert exact("target", figure) == (Fraction(figure), False)


@pytest.mark.parametrize("figure", [0.55, 55.0, Fraction(11, 20), Decimal("0.55"), True, None])
def test_a_figure_that_is_not_written_is_refused(figure: object) -> None:
    """A float means some binary number nearby; the way to write the decimal is told."""
    with pytest.raises(KpiError) as refused:
        exact("target", figure)
    assert str(refused.value) == (
        f"target={figure!r} is no exact decimal: "
        "write a text such as '55%' or '9.4', or a whole number"
    )


@pytest.mark.parametrize(
    "figure",
    [
        *("", "%", "55 %", " 55%", "55%\n", "55%%", "+55%", "--5", ".5", "5.", "1e2", "1,000"),
        *("11/20", "nan", "inf", "300件", "５５%", "55％", "٥٥%"),
    ],
)
def test_a_figure_that_is_not_plain_is_refused(figure: str) -> None:
    """No blank, no sign of plus, no exponent, no thousands, no other digits than 0 to 9."""
    with pytest.raises(KpiError) as refused:
        exact("margin", figure)
    assert str(refused.value) == (
        f"margin={figure!r} is no plain figure: write it as '55%', '9.4' or '300'"
    )


# ---- intervals --------------------------------------------------------------------------

confidences = targets(0, 100).filter(lambda text: 0 < float(text) < 100).map("{}%".format)


@given(rates(least=1), confidences)
def test_an_interval_holds_the_share_and_lies_within_0_and_1(rate: Rate, confidence: str) -> None:
    """No interval leaves out its own share, or reaches beyond what a share can be."""
    interval = rate.interval(confidence)
    assert interval is not None
    low, high = interval
    assert 0 <= low <= rate.numerator / rate.denominator <= high <= 1


@given(rates(least=1), st.integers(2, 100))
def test_an_interval_is_narrower_with_more_cases(rate: Rate, times: int) -> None:
    """The same share of more cases is known better."""
    fewer = rate.interval()
    more = Rate(rate.numerator * times, rate.denominator * times).interval()
    assert fewer is not None
    assert more is not None
    assert more[1] - more[0] < fewer[1] - fewer[0]


@given(rates(least=1))
def test_an_interval_is_wider_with_more_confidence(rate: Rate) -> None:
    """Who wants to be surer says less."""
    ends = [rate.interval(confidence) for confidence in ("99%", "95%", "90%")]
    widths = [high - low for low, high in filter(None, ends)]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == 3


@pytest.mark.parametrize(
    ("rate", "low", "high"),
    [
        (Rate(81, 263), "0.2553", "0.3662"),
        (Rate(15, 148), "0.0624", "0.1605"),
        (Rate(0, 20), "0.0000", "0.1611"),
        (Rate(1, 29), "0.0061", "0.1718"),
    ],
)
def test_intervals_are_wilsons(rate: Rate, low: str, high: str) -> None:
    """Table I of Newcombe, Statistics in Medicine 17 (1998), 857-872, method 3."""
    assert [f"{end:.4f}" for end in rate.interval() or ()] == [low, high]


def test_no_cases_have_no_interval() -> None:
    """Nothing is known of a share of none."""
    assert Rate(0, 0).interval() is None


@pytest.mark.parametrize("confidence", ["0%", "100%", "-95%", "95", "99.99999999999999999%"])
def test_a_confidence_is_a_percentage_between_0_and_100(confidence: str) -> None:
    """Nothing is certain, and 95 is no percentage, with cases or without."""
    for rate in (Rate(1, 2), Rate(0, 0)):
        with pytest.raises(KpiError) as refused:
            rate.interval(confidence)
        assert str(refused.value) == (
            f"confidence={confidence!r} is no percentage between 0% and 100%"
        )


# ---- samples ----------------------------------------------------------------------------

QUANTILES = {"90%": Fraction(1645, 1000), "95%": Fraction(1960, 1000), "99%": Fraction(2576, 1000)}
margins = targets(0, 100).filter(lambda text: 0 < float(text) < 100).map("{}%".format)


def suffices(n: int, population: int, margin: Fraction, z: Fraction) -> bool:
    """Tell whether n answers are enough, from the inequality itself."""
    return z**2 * (population - n) / 4 <= margin**2 * n * (population - 1)


@given(st.integers(1, MANY), margins, st.sampled_from([*QUANTILES]))
def test_the_sample_needed_is_the_smallest_that_suffices(
    population: int, margin: str, confidence: str
) -> None:
    """So many answers are enough, and one less is not."""
    n = sample_needed(population, margin=margin, confidence=confidence)
    terms = (population, read(margin) / 100, QUANTILES[confidence])
    assert suffices(n, *terms)
    assert not suffices(n - 1, *terms)


@given(st.integers(0, MANY), st.integers(0, MANY), margins, st.sampled_from([*QUANTILES]))
def test_a_larger_population_needs_no_smaller_sample(
    one: int, other: int, margin: str, confidence: str
) -> None:
    """The sample grows with the population, and is never more than all of it."""
    fewer, more = sorted((one, other))
    needed = [sample_needed(n, margin=margin, confidence=confidence) for n in (fewer, more)]
    assert needed == sorted(needed)
    assert needed[0] <= fewer


@pytest.mark.parametrize(
    ("population", "needed"),
    [(0, 0), (1, 1), (2, 2), (100, 80), (1000, 278), (3000, 341), (10_000, 370), (10**9, 385)],
)
def test_samples_are_as_the_tables_have_them(population: int, needed: int) -> None:
    """At 5 % and 95 %: 341 of 3,000 and never more than 385."""
    assert sample_needed(population) == needed


@pytest.mark.parametrize(("confidence", "needed"), [("90%", 271), ("95%", 385), ("99%", 664)])
def test_more_confidence_needs_more_answers(confidence: str, needed: int) -> None:
    """By the quantiles as they are tabled, 1.645, 1.960 and 2.576."""
    assert sample_needed(10**9, confidence=confidence) == needed


@pytest.mark.parametrize(
    ("population", "wanted", "message"),
    [
        (-1, {}, "population=-1 is less than 0"),
        (True, {}, "population=True is no whole number (an int)"),
        (3000.0, {}, "population=3000.0 is no whole number (an int)"),
        (3000, {"margin": "0%"}, "margin='0%' is no percentage between 0% and 100%"),
        (3000, {"margin": "100%"}, "margin='100%' is no percentage between 0% and 100%"),
        (3000, {"margin": "5"}, "margin='5' is no percentage between 0% and 100%"),
        (
            3000,
            {"margin": 0.05},
            "margin=0.05 is no exact decimal: "
            "write a text such as '55%' or '9.4', or a whole number",
        ),
        (
            3000,
            {"confidence": "94%"},
            "confidence='94%' has no tabled quantile: write 90% or 95% or 99%",
        ),
    ],
)
def test_a_sample_of_nothing_that_can_be_asked_is_refused(
    population: int, wanted: dict[str, str], message: str
) -> None:
    """The population is a number, the margin a percentage, the confidence a tabled one."""
    with pytest.raises(KpiError) as refused:
        sample_needed(population, **wanted)
    assert str(refused.value) == message


# ---- refusals ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Rate(4, 3), "numerator=4 is more than denominator=3"),
        (lambda: Rate(1, 0), "numerator=1 is more than denominator=0"),
        (lambda: Rate(-1, 3), "numerator=-1 is less than 0"),
        (lambda: Rate(-4, -3), "numerator=-4 is less than 0"),
        (lambda: Rate(0, -3), "denominator=-3 is less than 0"),
        (lambda: Rate(True, 3), "numerator=True is no whole number (an int)"),
        (lambda: Rate(1, True), "denominator=True is no whole number (an int)"),
        (lambda: Rate(1.0, 3), "numerator=1.0 is no whole number (an int)"),  # type: ignore[arg-type]
        (lambda: Rate(1, "3"), "denominator='3' is no whole number (an int)"),  # type: ignore[arg-type]
        (lambda: Count(-1), "n=-1 is less than 0"),
        (lambda: Count(True), "n=True is no whole number (an int)"),
        (lambda: Count(437.0), "n=437.0 is no whole number (an int)"),  # type: ignore[arg-type]
        (lambda: Average(94, -1), "n=-1 is less than 0"),
        (lambda: Average(94, True), "n=True is no whole number (an int)"),
        (lambda: Average(9.4, 1), "total=9.4 is no whole number (an int)"),  # type: ignore[arg-type]
        (lambda: Average(True, 1), "total=True is no whole number (an int)"),
        (lambda: Average(94, 0), "total=94 is of n=0 answers"),
        (lambda: Average(-94, 0), "total=-94 is of n=0 answers"),
    ],
)
def test_what_cannot_be_is_refused_at_birth(make: Callable[[], Measure], message: str) -> None:
    """The field, its value and the rule: more met than cases, negative, a bool, a float."""
    with pytest.raises(KpiError) as refused:
        make()
    assert str(refused.value) == message


@pytest.mark.parametrize("measure", [Rate(1, 2), Rate(0, 0), Count(0), Average(0, 1)])
def test_a_measure_is_neither_true_nor_false(measure: Measure) -> None:
    """Whether 0/0, 0 % or 0 is a yes is not guessed; the way out is told."""
    with pytest.raises(KpiError) as refused:
        bool(measure)
    assert str(refused.value) == (
        f"{measure!r} is neither true nor false: compare its .value, or judge it against a target"
    )


@pytest.mark.parametrize("measure", [Rate(1, 2), Count(1), Average(1, 2)])
def test_measures_have_no_sum_and_no_order(measure: Measure) -> None:
    """Adding two shares is no share, and 2/4 against 1/2 is no question of evidence."""
    with pytest.raises(TypeError):
        measure + measure  # type: ignore[operator]
    with pytest.raises(TypeError):
        sorted([measure, measure])


# ---- in a notebook ----------------------------------------------------------------------


def test_only_a_share_is_a_percentage() -> None:
    """NPS is written without a percent sign, and so is a number of cases."""
    assert [each.is_percent for each in (Rate(1, 2), Count(1), Average(1, 2))] == [
        *(True, False, False)
    ]


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (Rate(757, 1500), ["割合", "該当/全体", "50.5%", "757/1,500"]),
        (Rate(0, 0), ["割合", "該当/全体", "–", "0/0"]),
        (Count(1234), ["件数", "1,234"]),
        (Average(-1234, 5), ["平均", "合計/回答数", "-246.8", "-1,234/5"]),
    ],
)
def test_a_measure_shows_itself_as_a_table(measure: Measure, words: list[str]) -> None:
    """What stands on a screen is what is printed, with the counts behind it."""
    html = measure._repr_html_()
    assert [word for word in words if word not in html] == []


# ---- measures are values ----------------------------------------------------------------


def test_measures_compare_by_their_evidence() -> None:
    """2/4 and 1/2 are the same share, and not the same evidence; a count is no average."""
    assert Rate(2, 4) != Rate(1, 2)
    assert Rate(2, 4).value == Rate(1, 2).value
    assert {Rate(1, 2), Rate(1, 2)} == {Rate(1, 2)}
    one, other = Rate(1, 2), Average(1, 2)
    assert len({one, other}) == 2


@of_each_kind
@given(data=st.data())
def test_a_measure_survives_repr_and_pickle(kind: str, data: st.DataObject) -> None:
    """Its repr builds it again, and so does another process."""
    measure = data.draw(KINDS[kind])
    named = {"Rate": Rate, "Count": Count, "Average": Average}
    assert eval(repr(measure), named) == measure
    again = pickle.loads(pickle.dumps(measure))
    assert again == measure
    assert hash(again) == hash(measure)


@pytest.mark.parametrize(
    ("measure", "name"), [(Rate(1, 2), "numerator"), (Count(1), "n"), (Average(1, 2), "total")]
)
def test_a_measure_cannot_be_changed(measure: Measure, name: str) -> None:
    """Neither a field nor anything else of it."""
    for each in (name, "value", "another"):
        with pytest.raises((FrozenInstanceError, AttributeError)):
            setattr(measure, each, 0)
