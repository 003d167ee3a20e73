"""A plan: goals, and a book measured against them."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import evolve, field, frozen

from agency_kpis.answers import (
    LATER,
    NOT_HAPPENED,
    OUT_OF_PERIOD,
    Breakdown,
    Source,
    Tally,
    group_label,
)
from agency_kpis.asking import Asked, digested
from agency_kpis.book import Book, Digest
from agency_kpis.cadence import NOT_DUE, Cadence, CadenceSplit, Roster
from agency_kpis.changes import Change
from agency_kpis.checks import check_text
from agency_kpis.errors import KpiError
from agency_kpis.frozen import FrozenMap
from agency_kpis.goals import (
    RULES,
    AnyMeasure,
    Goal,
    Judgement,
    Question,
    Section,
    Verdict,
    asked_of,
    worst,
)
from agency_kpis.measures import NO_FIGURE, Average, Count, Rate
from agency_kpis.periods import Period
from agency_kpis.questions import Changed, Metric, Split
from agency_kpis.report import Block, Report, ReportLine
from agency_kpis.reported import Reported
from agency_kpis.wording import Language


def _sections(parts: Iterable[Goal | Section]) -> tuple[Section, ...]:
    return tuple(map(_section, parts))


def _section(part: Goal | Section) -> Section:
    """Take a goal that stands alone for a section of its own."""
    if isinstance(part, Section):
        return part
    if not isinstance(part, Goal):
        raise KpiError(f"{part!r} is neither a goal nor a section: write Goal(…)")
    return Section(part.label, (part,))


@frozen
class Plan:
    """The goals of a year, alone or in sections; the labels are unique.

    >>> from agency_kpis import Book, Goal, at_least, fiscal_year
    >>> from agency_kpis.metrics import face_to_face_rate
    >>> plan = Plan("2021年度 KPI指標", [Goal(face_to_face_rate, at_least("55%"))])
    >>> plan.report(Book(contracts=[]), fiscal_year(2021)).line("対面募集比率").word
    '対象なし'
    """

    title: str
    sections: tuple[Section, ...] = field(converter=_sections)
    period: Period | None = None

    def __attrs_post_init__(self) -> None:
        check_text("title", self.title)
        for label, n in Counter(goal.label for goal in self.goals).items():
            if n > 1:
                raise KpiError(
                    f"{n} goals are labelled {label!r}: give one of them a label of its own"
                )

    @property
    def goals(self) -> tuple[Goal, ...]:
        """Every goal, section by section."""
        return tuple(goal for section in self.sections for goal in section.goals)

    def report(
        self,
        book: Book | Digest,
        period: Period | None = None,
        *,
        then: "Plan | None" = None,
        language: Language = "ja",
    ) -> Report:
        """Measure a book against the goals, in the plan's own period where none is given.

        A digest gives the same report, without the goals that it was made without. The
        targets of the coming plan, ``then``, are printed beside the results and judge none
        of them; a goal that it alone has is a line without a figure.
        """
        chosen = self.period if period is None else period
        if not isinstance(chosen, Period):
            way_out = "write plan.report(book, fiscal_year(2021))"
            raise KpiError(f"period={chosen!r} is no Period: {way_out}")
        asked = Asked.of(self.goals, book)
        blocks = tuple(_block(section, asked, chosen) for section in self.sections)
        report = Report(
            title=self.title, period=chosen, as_of=book.as_of, blocks=blocks, language=language
        )
        return report if then is None else _followed(report, then)

    def digest(self, book: Book, leave_out: Iterable[str] = ()) -> Digest:
        """Count all that the goals ask of a book, and keep the counts alone.

        Each goal whose question reads an identity is refused by name; ``leave_out`` has the
        labels of goals to go without.
        """
        return digested(self.goals, book, leave_out)


def _block(section: Section, asked: Asked, period: Period) -> Block:
    goals = [goal for goal in section.goals if goal.label not in asked.left_out]
    return Block(
        title=section.title,
        lines=tuple(_line(goal, asked, period) for goal in goals),
        principles=section.principles,
        initiative=section.initiative,
        commentary=section.commentary,
    )


def _line(goal: Goal, asked: Asked, period: Period) -> ReportLine:
    chosen = _own_period(goal, period)
    line = _line_of(goal, asked, chosen)
    return line if chosen == period else evolve(line, period=chosen)


def _own_period(goal: Goal, period: Period) -> Period:
    """Give the period that the goal is for, which lies within the report's."""
    own = goal.period or period
    if own.first < period.first or own.last > period.last:
        raise KpiError(
            f"{goal.label} is for {own}, which is no part of {period}: "
            "a result is judged by the target of its own period"
        )
    return own


def _line_of(goal: Goal, asked: Asked, period: Period) -> ReportLine:
    what = goal.what
    if isinstance(what, FrozenMap):
        return _split_line(goal, _in_hand(goal, goal.label, goal.read(Tally())), _of_groups(goal))
    if isinstance(what, Rate | Count | Average | Change | Reported):
        return _in_hand(goal, goal.label, what)
    comes_later = asked.as_of is not None and period.first > asked.as_of
    if isinstance(what, Changed):
        return _changed_line(goal, what, asked, period)
    tallied = _tallied(goal, what, asked, period)
    if isinstance(tallied, Breakdown):
        return _tallied_split(goal, tallied, comes_later=comes_later)
    return _tally_line(goal, goal.label, tallied, comes_later=comes_later)


def _in_hand(goal: Goal, label: str, measure: AnyMeasure) -> ReportLine:
    return _judged(goal, label, measure, goal.judge(measure))


def _of_groups(goal: Goal) -> dict[Hashable, ReportLine]:
    groups = goal.what if isinstance(goal.what, FrozenMap) else FrozenMap()
    return {label: _in_hand(goal, label, measure) for label, measure in groups.items()}


def _changed_line(goal: Goal, what: Changed[Any, Any], asked: Asked, period: Period) -> ReportLine:
    def tallies(source: Source[Any] | Iterable[Any]) -> tuple[Tally, Tally]:
        return what.tallies(source, period, as_of=asked.as_of)

    before, after = asked.ask(what.metric, tallies)
    read = what.metric.reading.measure
    change = Change(read(before), read(after))
    comes_later = asked.as_of is not None and period.first > asked.as_of
    judgement = _due(goal, after, goal.judge(change), comes_later=comes_later)
    return _judged(goal, goal.label, change, judgement, after)


def _tallied(goal: Goal, what: Question, asked: Asked, period: Period) -> Tally | Breakdown[Tally]:
    def tally(source: Source[Any] | Iterable[Any]) -> Tally | Breakdown[Tally]:
        if isinstance(what, Metric | Split):
            return what.tally(source, period, as_of=asked.as_of)
        return what.tally(source, period, roster=_roster(goal, what, asked), as_of=asked.as_of)

    return asked.ask(asked_of(what), tally)


def _roster(goal: Goal, what: Cadence[Any] | CadenceSplit[Any], asked: Asked) -> Roster | None:
    if goal.roster is not None:
        return goal.roster
    cadence = what.cadence if isinstance(what, CadenceSplit) else what
    return None if cadence.per is None else asked.book.roster()


def _tallied_split(goal: Goal, tallied: Breakdown[Tally], *, comes_later: bool) -> ReportLine:
    groups = {
        group: _tally_line(goal, group_label(group), tally, comes_later=comes_later)
        for group, tally in tallied.groups.items()
    }
    overall = _tally_line(goal, goal.label, tallied.overall, comes_later=comes_later)
    return _split_line(goal, overall, groups)


def _split_line(goal: Goal, overall: ReportLine, groups: Mapping[Any, ReportLine]) -> ReportLine:
    """Set the groups under the overall line, and judge it by the goal's rule."""
    line = evolve(overall, groups=tuple(groups.values()))
    if goal.target is None:
        return line
    if goal.rule == "each":
        verdict = worst(each.verdict for group, each in groups.items() if goal.decides(group))
        line = evolve(line, verdict=verdict, missing=None)
    return evolve(line, rule=RULES[goal.rule])


def _tally_line(goal: Goal, label: str, tally: Tally, *, comes_later: bool) -> ReportLine:
    measure = goal.read(tally)
    judgement = _due(goal, tally, goal.judge(measure), comes_later=comes_later)
    return _judged(goal, label, measure, judgement, tally)


def _due(goal: Goal, tally: Tally, judgement: Judgement, *, comes_later: bool) -> Judgement:
    """Put off the verdict where the period, or every slot of it, is still to come."""
    only_to_come = not tally.yes + tally.no and NOT_DUE.reason in tally.excluded
    if goal.target is not None and (comes_later or only_to_come):
        return Judgement(Verdict.NOT_DUE)
    return judgement


_ELSEWHERE: Final = (OUT_OF_PERIOD, LATER, NOT_HAPPENED)


def _settled(tally: Tally) -> Tally:
    """Leave out what lies elsewhere or has not happened: a later book has more of it."""
    outside, unplaced = (
        {reason: n for reason, n in reasons.items() if reason not in _ELSEWHERE}
        for reasons in (tally.outside, tally.unplaced)
    )
    return evolve(tally, outside=outside, unplaced=unplaced)


def _left_out(tally: Tally) -> FrozenMap[str, int]:
    """Tell what could not be judged, by reason."""
    apart: Counter[str] = Counter()
    for reasons in (tally.excluded, tally.outside, tally.unplaced):
        apart.update(reasons)
    return FrozenMap(apart)


def _judged(
    goal: Goal,
    label: str,
    measure: AnyMeasure,
    judgement: Judgement,
    tally: Tally | None = None,
) -> ReportLine:
    settled = None if tally is None else _settled(tally)
    return ReportLine(
        label=label,
        measure=measure,
        target=goal.target,
        verdict=judgement.verdict,
        missing=judgement.missing,
        digits=goal.digits,
        unit=goal.unit,
        left_out=FrozenMap() if settled is None else _left_out(settled),
        tally=settled,
        meaning=goal.meaning,
    )


# ---- the coming plan ---------------------------------------------------------------------


def _followed(report: Report, then: Plan) -> Report:
    """Set the coming targets beside the lines, and add the lines that only they have."""
    coming = {goal.label: goal for goal in then.goals}
    lines = {line.label for line in report.lines}
    added = {section.title: _added(section, lines) for section in then.sections}
    blocks = [
        evolve(block, lines=(*_with_targets(block, coming), *added.pop(block.title, ())))
        for block in report.blocks
    ]
    more = [Block(title=title, lines=lines) for title, lines in added.items() if lines]
    label = "" if then.period is None else then.period.label
    return evolve(report, blocks=(*blocks, *more), then=label)


def _with_targets(block: Block, coming: Mapping[str, Goal]) -> Iterator[ReportLine]:
    for line in block.lines:
        goal = coming.get(line.label)
        yield line if goal is None else _aiming(line, goal)


def _added(section: Section, known: Collection[str]) -> tuple[ReportLine, ...]:
    return tuple(_coming(goal) for goal in section.goals if goal.label not in known)


def _coming(goal: Goal) -> ReportLine:
    """Give the line of a goal that is not of this period: it has a coming target alone."""
    line = ReportLine(
        label=goal.label,
        measure=Reported(NO_FIGURE),
        target=None,
        verdict=Verdict.NO_TARGET,
        missing=None,
        digits=goal.digits,
        unit=goal.unit,
    )
    return _aiming(line, goal)


def _aiming(line: ReportLine, goal: Goal) -> ReportLine:
    return evolve(line, next_target=goal.target, next_unit=goal.unit)
