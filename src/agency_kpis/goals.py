"""Goals: what a figure is to reach, and the verdict, decided on the exact figure.

A metric knows no target. A target knows no period, and compares exact values only;
what is printed is written so that it cannot contradict the verdict.
"""

import re
from collections.abc import Hashable, Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from agency_kpis.answers import Tally
from agency_kpis.cadence import Cadence, CadenceSplit, Roster
from agency_kpis.changes import Change
from agency_kpis.checks import check_text, check_whole
from agency_kpis.errors import KpiError, nearest
from agency_kpis.frozen import FrozenMap
from agency_kpis.meanings import Meaning
from agency_kpis.measures import NO_FIGURE, Average, Count, Measure, Rate, exact, sample_needed
from agency_kpis.periods import Period
from agency_kpis.questions import AVERAGE, COUNT, RATE, Changed, Metric, Reading, Split
from agency_kpis.reported import COUNTED, End, Reported
from agency_kpis.wording import Language, cases, said

AnyMeasure: TypeAlias = Measure | Change[Any] | Reported
"""What a goal can judge: measured, compared with before, or computed by someone else."""


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

    def text(self, unit: str, *, language: Language = "ja") -> str:
        """Write the target with its unit and its side.

        >>> at_least("4900").text("名"), below("5%").text("%"), below("5%").text("", language="en")
        ('4,900名以上', '5%未満', 'below 5%')
        """
        whole, point, part = self.figure.partition(".")
        grouped = _THOUSANDS.sub(",", whole) + point + part
        figure = f"{grouped}{'' if self.is_percent else unit}"
        if language == "en":
            return f"{_SIDES[self.relation]} {figure}"
        return f"{figure}{self.relation.value}"

    def word(self, verdict: Verdict, *, language: Language = "ja") -> str:
        """Say the verdict."""
        return said(verdict.value, language)

    def printed(self, measure: AnyMeasure, digits: int, *, language: Language = "ja") -> str:
        """Write a figure so that it cannot contradict the target."""
        return measure.text(digits, target=self.figure)

    def remark(self, measure: AnyMeasure, *, language: Language = "ja") -> str:
        """Say what a reader must know beside the target: nothing."""
        return ""

    def check(self, measure: AnyMeasure) -> None:
        """Refuse a measure that has another unit than the target."""
        if isinstance(measure, Reported) and measure.value is None:
            return
        if self.is_percent and not measure.is_percent:
            raise KpiError(
                f"target={self.figure!r} is a percentage, which {_kind(measure)} is not: "
                "write a plain number, such as 300"
            )
        if measure.is_percent and not self.is_percent:
            raise KpiError(f"target={self.figure!r} is no percentage: write one, such as '55%'")

    def judge(self, measure: AnyMeasure) -> Judgement:
        """Decide on the exact figure; of a printed one, on every value that it may stand for."""
        self.check(measure)
        ends = _ends(measure)
        if not ends:
            return Judgement(Verdict.UNDECIDED if _is_open(measure) else Verdict.NO_CASES)
        held = {self._holds(end) for end in ends}
        if len(held) > 1:
            return Judgement(Verdict.UNDECIDED)
        return Judgement(Verdict.MET, 0) if held == {True} else self._missed(measure)

    def can_be_met(self, tally: Tally, open_cases: int) -> bool:
        """Tell whether a rate can still meet the target, however its open cases turn out.

        >>> at_least("100%").can_be_met(Tally(yes=5, no=1), 6)
        False
        """
        best = open_cases if self.relation is Relation.AT_LEAST else 0
        rate = Rate(tally.yes + best, tally.yes + tally.no + open_cases)
        return self.judge(rate).verdict is not Verdict.MISSED

    def _holds(self, value: End) -> bool:
        target = (self.amount, 0)
        if self.relation is Relation.AT_LEAST:
            return value >= target
        return value < target or (self.relation is Relation.AT_MOST and value == target)

    def _missed(self, measure: AnyMeasure) -> Judgement:
        known = measure.known if isinstance(measure, Reported) else measure
        return Judgement(Verdict.MISSED, self._missing(known))

    def _missing(self, measure: Measure | Change[Any] | None) -> int | None:
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


_SIDES: Final = {
    Relation.AT_LEAST: "at least",
    Relation.AT_MOST: "at most",
    Relation.BELOW: "below",
}
_THOUSANDS: Final = re.compile(r"(?<=[0-9])(?=(?:[0-9]{3})+%?$)")


def _ends(measure: AnyMeasure) -> tuple[End, ...]:
    """Give the ends of the values that a measure may stand for: of an exact one, itself."""
    if isinstance(measure, Reported):
        return measure.ends or ()
    return () if measure.value is None else ((measure.value, 0),)


def _is_open(measure: AnyMeasure) -> bool:
    """Tell whether there are cases, and yet nothing can be said of them."""
    return isinstance(measure, Reported) or (isinstance(measure, Change) and measure.is_open)


def _kind(measure: AnyMeasure) -> str:
    return repr(measure.printed) if isinstance(measure, Reported) else type(measure).__name__


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

    def text(self, unit: str, *, language: Language = "ja") -> str:
        """Write the margin and the confidence that the answers are to reach."""
        if language == "en":
            return f"enough answers for ±{self.margin} at {self.confidence}"
        return f"誤差±{self.margin}・信頼度{self.confidence}の必要数"

    def word(self, verdict: Verdict, *, language: Language = "ja") -> str:
        """Say the verdict of a sample, which is no achievement."""
        words = {Verdict.MET: "必要数に達した", Verdict.MISSED: "不足"}
        return said(words.get(verdict, verdict.value), language)

    def printed(self, measure: AnyMeasure, digits: int, *, language: Language = "ja") -> str:
        """Write how many answered: a sample is judged by its number."""
        if isinstance(measure, Rate):
            return cases(measure.numerator, language)
        return measure.text(digits)

    def remark(self, measure: AnyMeasure, *, language: Language = "ja") -> str:
        """Say how many answers are needed."""
        if not isinstance(measure, Rate):
            return ""
        needed = cases(self.needed(measure), language)
        return f"必要数 {needed}" if language == "ja" else f"{needed} needed"

    def check(self, measure: AnyMeasure) -> None:
        """Refuse what is no rate: only a rate tells answers from requests."""
        if not isinstance(measure, Rate):
            raise KpiError(f"adequate_sample judges a rate of answers, not {_kind(measure)}")

    def needed(self, rate: Rate) -> int:
        """Give how many answers are needed, of the population or of the rate's own cases."""
        size = rate.denominator if self.population is None else self.population
        return sample_needed(size, margin=self.margin, confidence=self.confidence)

    def judge(self, measure: AnyMeasure) -> Judgement:
        """Decide whether the yeses are as many as are needed."""
        self.check(measure)
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
Groups: TypeAlias = FrozenMap[str, AnyMeasure]
Measurable: TypeAlias = Question | Changed[Any, Any] | AnyMeasure | Groups
_READINGS: dict[type, Reading[Any]] = {Rate: RATE, Count: COUNT, Average: AVERAGE}
_ASKED = (Metric, Split, Cadence, CadenceSplit, Changed)
_IN_HAND = (Rate, Count, Average, Change, Reported)
RULES = {"each": "各グループで判定", "pooled": "全体で判定"}
NOT_DECIDING: Final = "判定に含めず"


def _measurable(what: Measurable | Mapping[str, AnyMeasure]) -> Measurable:
    if isinstance(what, Mapping):
        return FrozenMap({check_text("group", group): _in_hand(it) for group, it in what.items()})
    if not isinstance(what, (*_ASKED, *_IN_HAND)):
        raise KpiError(f"what={what!r} is nothing to measure: give a metric, a split or a measure")
    return what


def _in_hand(measure: AnyMeasure) -> AnyMeasure:
    if not isinstance(measure, _IN_HAND):
        raise KpiError(
            f"{measure!r} is no measure of a group: give a Rate, a Reported and the like"
        )
    return measure


def _with_unit(what: Measurable, unit: str) -> Measurable:
    """Give bare printed numbers the unit of their goal."""
    if isinstance(what, FrozenMap):
        return FrozenMap({group: _counted(each, unit) for group, each in what.items()})
    return _counted(what, unit) if isinstance(what, Reported) else what


def _counted(measure: AnyMeasure, unit: str) -> AnyMeasure:
    """Take a bare number for so many cases where the unit says so: 4,024 of 名 is exact."""
    match measure:
        case Reported(unit="", digits=0, value=Fraction()) if unit in COUNTED:
            return Reported(measure.printed + unit)
        case _:
            return measure


def _members(roster: Roster | None) -> tuple[Hashable, ...] | None:
    if isinstance(roster, str):
        raise KpiError(f"a goal takes several members: write roster=({roster!r},)")
    return None if roster is None else tuple(roster)


@frozen
class Goal:
    """What is measured, and what it is to reach.

    ``what`` is a metric, a cadence, a split or a change of one, a measure in hand, or a
    mapping of groups to measures in hand. A split is met when each of its declared groups
    is (``rule="each"``), or when the overall figure is (``rule="pooled"``). ``period``
    is the part of the report's period that the goal is for, where it is not for all of it.

    >>> from agency_kpis.metrics import face_to_face_rate
    >>> Goal(face_to_face_rate, at_least("55%")).label
    '対面募集比率'
    """

    what: Measurable = field(converter=_measurable)
    target: Target | None = None
    digits: int = field(default=1, kw_only=True)
    rule: str = field(default="each", kw_only=True)
    label: str = field(kw_only=True)
    roster: tuple[Hashable, ...] | None = field(default=None, kw_only=True, converter=_members)
    unit: str = field(kw_only=True)
    period: Period | None = field(default=None, kw_only=True)

    @label.default
    def _label(self) -> str:
        if isinstance(self.what, (*_IN_HAND, FrozenMap)):
            raise KpiError(f"{self.what!r} has no label of its own: give Goal(…, label=…)")
        return self.what.label

    @unit.default
    def _unit(self) -> str:
        """Take the unit of what is measured; of groups, the first that any says."""
        if isinstance(self.what, FrozenMap):
            return next(filter(None, map(_unit_of, self.what.values())), "")
        return _unit_of(self.what)

    def __attrs_post_init__(self) -> None:
        check_text("label", self.label)
        if not isinstance(self.unit, str):
            raise KpiError(f"unit={self.unit!r} is no text")
        object.__setattr__(self, "what", _with_unit(self.what, self.unit))
        if self.period is not None and not isinstance(self.period, Period):
            raise KpiError(f"period={self.period!r} is no Period: write fiscal_year(2021)")
        check_whole("digits", self.digits)
        if self.rule not in RULES:
            raise KpiError(f"rule={self.rule!r} is none: {nearest(self.rule, RULES)}")
        if self.roster is not None and not isinstance(self.what, Cadence | CadenceSplit):
            raise KpiError(f"{self.label} is no cadence: leave roster out")
        if self.target is not None:
            self._check_target(self.target)

    def _check_target(self, target: Target) -> None:
        if not isinstance(target, Limit | Sample):
            raise KpiError(f"target={target!r} is no target: write at_least({target!r})")
        for measure in self._like():
            target.check(measure)
        if self.what == FrozenMap() and self.rule == "each":
            raise KpiError(f"{self.label} is to be met by each group, but there is none")
        if isinstance(self.what, Split) and self.rule == "each" and not self.what.groups:
            raise KpiError(
                f"{self.label} is to be met by each group, but none is declared: "
                "write .by(facet, groups=(…)), or rule='pooled'"
            )

    @property
    def kind(self) -> type:
        """The kind of measure that the goal is judged by."""
        return type(self.read(Tally()))

    def _like(self) -> tuple[AnyMeasure, ...]:
        """Give the measures in hand, or one such as will be measured."""
        if isinstance(self.what, FrozenMap):
            return tuple(self.what.values())
        return (self.read(Tally()),)

    def read(self, tally: Tally) -> AnyMeasure:
        """Read a tally as the goal's question does; what is in hand stays itself."""
        if isinstance(self.what, FrozenMap):
            return pooled(self.what.values())
        if isinstance(self.what, _IN_HAND):
            return self.what
        measure: Measure = asked_of(self.what).reading.measure(tally)
        return Change(measure, measure) if isinstance(self.what, Changed) else measure

    @property
    def meaning(self) -> Meaning | None:
        """What the figure means; a measure in hand does not say."""
        if isinstance(self.what, (*_IN_HAND, FrozenMap)):
            return None
        meaning = asked_of(self.what).meaning
        what = self.what
        return meaning.with_own(changed=what.by) if isinstance(what, Changed) else meaning

    def judge(self, measure: AnyMeasure) -> Judgement:
        """Judge one figure by the target."""
        return Judgement(Verdict.NO_TARGET) if self.target is None else self.target.judge(measure)

    def decides(self, group: Hashable) -> bool:
        """Tell whether a group is among those that decide when each is to meet the target."""
        return not isinstance(self.what, Split) or group in self.what.groups


def pooled(measures: Iterable[AnyMeasure]) -> AnyMeasure:
    """Pool the measures of groups; of printed figures, and of none, nothing is known.

    >>> pooled([Rate(1, 2), Rate(1, 4)]), pooled([Reported("50%"), Reported("25%")]).text()
    (Rate(numerator=2, denominator=6), '–')
    """
    every: list[Any] = list(measures)
    alike = len({type(each) for each in every}) == 1 and not isinstance(every[0], Reported)
    return reduce(lambda one, other: one.merge(other), every) if alike else Reported(NO_FIGURE)


def _unit_of(what: Question | Changed[Any, Any] | AnyMeasure) -> str:
    match what:
        case Rate() | Count() | Average():
            return _READINGS[type(what)].unit
        case Change() | Changed():
            return "%"
        case Reported():
            return what.unit
        case _:
            return asked_of(what).unit


def asked_of(what: Question | Changed[Any, Any]) -> Metric[Any, Any] | Cadence[Any]:
    """Give the question behind a split or a change, or the question itself."""
    if isinstance(what, Split | Changed):
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
