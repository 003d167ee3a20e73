"""Goals: what a figure is to reach, and the verdict, decided on the exact figure.

A metric knows no target. A target knows no period, and compares exact values only;
what is printed is written so that it cannot contradict the verdict.
"""

from collections.abc import Hashable, Iterable
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Any, TypeAlias

from attrs import field, frozen

from agency_kpis.answers import Tally
from agency_kpis.cadence import Cadence, CadenceSplit
from agency_kpis.checks import check_text, check_whole
from agency_kpis.domain.activities import Staff
from agency_kpis.errors import KpiError, nearest
from agency_kpis.measures import Average, Count, Measure, Rate, exact, sample_needed
from agency_kpis.questions import AVERAGE, COUNT, RATE, Metric, Reading, Split


class Verdict(StrEnum):
    """The verdict on a figure, the worst first: a section has the worst of its members'."""

    MISSED = "未達"
    UNDECIDED = "判定不能"
    NOT_DUE = "未到来"
    MET = "達成"
    NO_CASES = "対象なし"
    NO_TARGET = "目標なし"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Give the worst of some verdicts; of none, there was no target.

    >>> worst([Verdict.MET, Verdict.NO_CASES]).value
    '達成'
    """
    return min(verdicts, key=list(Verdict).index, default=Verdict.NO_TARGET)


@frozen
class Judgement:
    """A verdict, and how many cases are missing to meet the target (あと何件).

    ``missing`` is the fewest cases of the same denominator that would have to answer
    otherwise, 0 where the target is met, and ``None`` where that says nothing.
    """

    verdict: Verdict
    missing: int | None = None


class Relation(StrEnum):
    """On which side of the target a figure meets it."""

    AT_LEAST = "以上"
    AT_MOST = "以下"
    BELOW = "未満"


@frozen
class Limit:
    """A target that a figure is to reach, or to stay under.

    >>> at_least("55%").judge(Rate(757, 1500))
    Judgement(verdict=<Verdict.MISSED: '未達'>, missing=68)
    """

    relation: Relation
    figure: str
    amount: Fraction = field(init=False)
    is_percent: bool = field(init=False)

    def __attrs_post_init__(self) -> None:
        amount, is_percent = exact("target", self.figure)
        object.__setattr__(self, "amount", amount)
        object.__setattr__(self, "is_percent", is_percent)

    def text(self, unit: str) -> str:
        """Write the target with its unit and its side.

        >>> at_least("300").text("件"), below("5%").text("%")
        ('300件以上', '5%未満')
        """
        return f"{self.figure}{'' if self.is_percent else unit}{self.relation.value}"

    def word(self, verdict: Verdict) -> str:
        """Say the verdict."""
        return verdict.value

    def printed(self, measure: Measure, digits: int) -> str:
        """Write a figure so that it cannot contradict the target."""
        return measure.text(digits, target=self.figure)

    def remark(self, measure: Measure) -> str:
        """Say what a reader must know beside the target: nothing."""
        return ""

    def check(self, kind: type) -> None:
        """Refuse a kind of measure that has another unit than the target."""
        if self.is_percent and kind is not Rate:
            raise KpiError(
                f"target={self.figure!r} is a percentage, but a {kind.__name__} is none: "
                "write a plain number, such as 300"
            )
        if kind is Rate and not self.is_percent:
            raise KpiError(f"target={self.figure!r} is no percentage: write one, such as '55%'")

    def judge(self, measure: Measure) -> Judgement:
        """Decide on the exact figure."""
        self.check(type(measure))
        if measure.value is None:
            return Judgement(Verdict.NO_CASES)
        if self._holds(measure.value):
            return Judgement(Verdict.MET, 0)
        return Judgement(Verdict.MISSED, self._missing(measure))

    def _holds(self, value: Fraction) -> bool:
        if self.relation is Relation.AT_LEAST:
            return value >= self.amount
        return value < self.amount or (self.relation is Relation.AT_MOST and value == self.amount)

    def _missing(self, measure: Measure) -> int | None:
        match measure:
            case Rate(numerator, denominator):
                wanted = self._nearest_met(denominator)
                return abs(wanted - numerator) if 0 <= wanted <= denominator else None
            case Count(n):
                wanted = self._nearest_met(1)
                return abs(wanted - n) if wanted >= 0 else None
            case _:
                return None

    def _nearest_met(self, denominator: int) -> int:
        """Give the whole number next to the target that meets it."""
        at = self.amount * denominator
        return {
            Relation.AT_LEAST: ceil(at),
            Relation.AT_MOST: floor(at),
            Relation.BELOW: ceil(at) - 1,
        }[self.relation]


@frozen
class Sample:
    """A target of enough answers: as many as the population needs for the margin.

    It judges the yeses of a rate against ``sample_needed``, and says 必要数に達した or 不足;
    it never calls a figure significant.

    >>> adequate_sample().judge(Rate(189, 3000))
    Judgement(verdict=<Verdict.MISSED: '未達'>, missing=152)
    """

    margin: str
    confidence: str
    population: int | None

    def __attrs_post_init__(self) -> None:
        size = 0 if self.population is None else self.population
        sample_needed(size, margin=self.margin, confidence=self.confidence)

    def text(self, unit: str) -> str:
        """Write the margin and the confidence that the answers are to reach."""
        return f"誤差±{self.margin}・信頼度{self.confidence}の必要数"

    def word(self, verdict: Verdict) -> str:
        """Say the verdict of a sample, which is no achievement."""
        words = {Verdict.MET: "必要数に達した", Verdict.MISSED: "不足"}
        return words.get(verdict, verdict.value)

    def printed(self, measure: Measure, digits: int) -> str:
        """Write how many answered: a sample is judged by its number."""
        return f"{measure.numerator:,}件" if isinstance(measure, Rate) else measure.text(digits)

    def remark(self, measure: Measure) -> str:
        """Say how many answers are needed."""
        return f"必要数 {self.needed(measure):,}件" if isinstance(measure, Rate) else ""

    def check(self, kind: type) -> None:
        """Refuse what is no rate: only a rate tells answers from requests."""
        if kind is not Rate:
            raise KpiError(f"adequate_sample judges a rate of answers, not a {kind.__name__}")

    def needed(self, rate: Rate) -> int:
        """Give how many answers are needed, of the population or of the rate's own cases."""
        size = rate.denominator if self.population is None else self.population
        return sample_needed(size, margin=self.margin, confidence=self.confidence)

    def judge(self, measure: Measure) -> Judgement:
        """Decide whether the yeses are as many as are needed."""
        self.check(type(measure))
        if not isinstance(measure, Rate) or not measure.denominator:
            return Judgement(Verdict.NO_CASES)
        missing = self.needed(measure) - measure.numerator
        return Judgement(Verdict.MISSED, missing) if missing > 0 else Judgement(Verdict.MET, 0)


Target: TypeAlias = Limit | Sample


def at_least(target: str | int) -> Limit:
    """Meet the target by reaching it: ``"55%"`` of a rate, ``300`` of a count.

    >>> at_least(0.55)
    Traceback (most recent call last):
    agency_kpis.errors.KpiError: target=0.55 is no exact decimal: write a text such as '55%' or \
'9.4', or a whole number
    """
    return _limit(Relation.AT_LEAST, target)


def at_most(target: str | int) -> Limit:
    """Meet the target by not exceeding it."""
    return _limit(Relation.AT_MOST, target)


def below(target: str | int) -> Limit:
    """Meet the target by staying under it."""
    return _limit(Relation.BELOW, target)


def _limit(relation: Relation, target: str | int) -> Limit:
    exact("target", target)
    return Limit(relation, str(target))


def adequate_sample(
    *, margin: str = "5%", confidence: str = "95%", population: int | None = None
) -> Sample:
    """Meet the target with enough answers for the population, or for all who were asked."""
    return Sample(margin, confidence, population)


Question: TypeAlias = Metric[Any, Any] | Split[Any, Any] | Cadence[Any] | CadenceSplit[Any]
_READINGS: dict[type, Reading[Any]] = {Rate: RATE, Count: COUNT, Average: AVERAGE}
_ASKED = (Metric, Split, Cadence, CadenceSplit)
RULES = {"each": "各グループで判定", "pooled": "全体で判定"}


def _measurable(what: Question | Measure) -> Question | Measure:
    if not isinstance(what, (*_ASKED, *_READINGS)):
        raise KpiError(f"what={what!r} is nothing to measure: give a metric, a split or a measure")
    return what


@frozen
class Goal:
    """What is measured, and what it is to reach.

    ``what`` is a metric, a cadence, a split of one, or a measure in hand. A split is met
    when each of its declared groups is (``rule="each"``), or when the overall figure is
    (``rule="pooled"``).

    >>> from agency_kpis.metrics import face_to_face_rate
    >>> Goal(face_to_face_rate, at_least("55%")).label
    '対面募集比率'
    """

    what: Question | Measure = field(converter=_measurable)
    target: Target | None = None
    digits: int = field(default=1, kw_only=True)
    rule: str = field(default="each", kw_only=True)
    label: str = field(kw_only=True)
    roster: tuple[Staff, ...] | tuple[Hashable, ...] | None = field(default=None, kw_only=True)

    @label.default
    def _label(self) -> str:
        if isinstance(self.what, Rate | Count | Average):
            raise KpiError(f"{self.what!r} has no label of its own: give Goal(…, label=…)")
        return self.what.label

    def __attrs_post_init__(self) -> None:
        check_text("label", self.label)
        check_whole("digits", self.digits)
        if self.rule not in RULES:
            raise KpiError(f"rule={self.rule!r} is none: {nearest(self.rule, RULES)}")
        if self.target is not None:
            self._check_target(self.target)

    def _check_target(self, target: Target) -> None:
        if not isinstance(target, Limit | Sample):
            raise KpiError(f"target={target!r} is no target: write at_least({target!r})")
        target.check(self.kind)
        if isinstance(self.what, Split) and self.rule == "each" and not self.what.groups:
            raise KpiError(
                f"{self.label} is to be met by each group, but none is declared: "
                "write .by(facet, groups=(…)), or rule='pooled'"
            )

    @property
    def kind(self) -> type:
        """The kind of measure that the goal is judged by."""
        in_hand = isinstance(self.what, Rate | Count | Average)
        return type(self.what) if in_hand else type(self.read(Tally()))

    @property
    def unit(self) -> str:
        """The unit that the figure is printed with."""
        if isinstance(self.what, Rate | Count | Average):
            return _READINGS[type(self.what)].unit
        return asked_of(self.what).unit

    def read(self, tally: Tally) -> Measure:
        """Read a tally as the goal's question does."""
        if isinstance(self.what, Rate | Count | Average):
            return self.what
        measure: Measure = asked_of(self.what).reading.measure(tally)
        return measure

    def judge(self, measure: Measure) -> Judgement:
        """Judge one figure by the target."""
        return Judgement(Verdict.NO_TARGET) if self.target is None else self.target.judge(measure)

    def decides(self, group: Hashable) -> bool:
        """Tell whether a group is among those that decide when each is to meet the target."""
        return not isinstance(self.what, Split) or group in self.what.groups


def asked_of(what: Question) -> Metric[Any, Any] | Cadence[Any]:
    """Give the question behind a split, or the question itself."""
    if isinstance(what, Split):
        return what.metric
    return what.cadence if isinstance(what, CadenceSplit) else what


def _goals(goals: Iterable[Goal]) -> tuple[Goal, ...]:
    return tuple(goals)


def _several(texts: str | Iterable[str]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


@frozen
class Section:
    """One block of the published table: goals that stand under one promise of the agency.

    ``principles`` are the numbers of the agency's own policies it serves (①, ②),
    ``initiative`` what it set out to do (取り組み内容), ``commentary`` what it reports of
    it (取り組み内容報告). Its verdict is the worst of its goals'.
    """

    title: str
    goals: tuple[Goal, ...] = field(converter=_goals)
    principles: tuple[str, ...] = field(default=(), kw_only=True, converter=_several)
    initiative: str = field(default="", kw_only=True)
    commentary: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_text("title", self.title)
        for goal in self.goals:
            if not isinstance(goal, Goal):
                raise KpiError(f"{goal!r} is no Goal of section {self.title!r}")
