"""A plan: goals, and a book measured against them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
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
    NOT_DECIDING,
    RULES,
    AnyMeasure,
    Goal,
    Judgement,
    Limit,
    Question,
    Relation,
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
        if not isinstance(book, Book | Digest):
            raise KpiError(f"book={book!r} is neither a Book nor a Digest: write Book(contracts=…)")
        asked = Asked.of(self.goals, book)
        known = [each for each in self.sections if not _is_left_out(each, asked)]
        blocks = tuple(_block(section, asked, chosen) for section in known)
        report = Report(
            title=self.title, period=chosen, as_of=book.as_of, blocks=blocks, language=language
        )
        return report if then is None else _followed(report, then)

    def digest(self, book: Book, leave_out: Iterable[str] = ()) -> Digest:
        """Count all that the goals ask of a book, and keep the counts alone.

        Each goal whose question reads an identity is refused by name; ``leave_out`` has the
        labels of goals to go without.
        """
        if not isinstance(book, Book):
            raise KpiError(f"book={book!r} is no Book: write Book(contracts=…)")
        return digested(self.goals, book, leave_out)


def _is_left_out(section: Section, asked: Asked) -> bool:
    labels = {goal.label for goal in section.goals}
    return bool(labels) and labels <= asked.left_out


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
    line = _Measuring(goal, asked, chosen).line()
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


@frozen
class _Measuring:
    """A goal on the way to its line: what is asked, and in which period."""

    goal: Goal
    asked: Asked
    period: Period

    @property
    def comes_later(self) -> bool:
        """Whether the period opens after the last day known."""
        return self.asked.as_of is not None and self.period.first > self.asked.as_of

    @property
    def until(self) -> date | None:
        """The last day known, where the period is not over by then."""
        as_of = self.asked.as_of
        is_open = as_of is not None and self.period.first <= as_of < self.period.last
        return as_of if is_open else None

    def line(self) -> ReportLine:
        """Measure and judge."""
        goal, what = self.goal, self.goal.what
        if isinstance(what, FrozenMap):
            groups = {group: self._in_hand(group, each) for group, each in what.items()}
            return self._split(self._in_hand(goal.label, goal.read(Tally())), groups)
        if isinstance(what, Rate | Count | Average | Change | Reported):
            return self._in_hand(goal.label, what)
        if isinstance(what, Changed):
            return self._changed(what)
        tallied = self._tallied(what)
        if isinstance(tallied, Breakdown):
            return self._tallied_split(tallied)
        return self._of_tally(goal.label, tallied)

    def _in_hand(self, label: str, measure: AnyMeasure) -> ReportLine:
        """Judge a measure as it is; one without a value may be still to come."""
        judgement = self.goal.judge(measure)
        if measure.value is None:
            judgement = self._due(judgement, Tally())
        return self._judged(label, measure, judgement)

    def _changed(self, what: Changed[Any, Any]) -> ReportLine:
        def tallies(source: Source[Any] | Iterable[Any]) -> tuple[Tally, Tally]:
            return what.tallies(source, self.period, as_of=self.asked.as_of)

        before, after = self.asked.ask(what.metric, tallies)
        read = what.metric.reading.measure
        change = Change(read(before), read(after))
        judgement = self._due(self.goal.judge(change), after)
        is_of_events = isinstance(what.metric.when, str) and isinstance(change.after, Count)
        if self.until is not None and is_of_events:
            judgement = self._so_far(judgement)
        return evolve(self._judged(self.goal.label, change, judgement, after), until=self.until)

    def _so_far(self, judgement: Judgement) -> Judgement:
        """Keep the verdict on a count that the rest of the period cannot turn, as it only grows."""
        target = self.goal.target
        is_floor = isinstance(target, Limit) and target.relation is Relation.AT_LEAST
        open_yet = Verdict.MISSED if is_floor else Verdict.MET
        return Judgement(Verdict.NOT_DUE) if judgement.verdict is open_yet else judgement

    def _tallied(self, what: Question) -> Tally | Breakdown[Tally]:
        def tally(source: Source[Any] | Iterable[Any]) -> Tally | Breakdown[Tally]:
            if isinstance(what, Metric | Split):
                return what.tally(source, self.period, as_of=self.asked.as_of)
            roster = self._roster(what)
            return what.tally(source, self.period, roster=roster, as_of=self.asked.as_of)

        return self.asked.ask(asked_of(what), tally)

    def _roster(self, what: Cadence[Any] | CadenceSplit[Any]) -> Roster | None:
        if self.goal.roster is not None:
            return self.goal.roster
        cadence = what.cadence if isinstance(what, CadenceSplit) else what
        return None if cadence.per is None else self.asked.book.roster()

    def _tallied_split(self, tallied: Breakdown[Tally]) -> ReportLine:
        groups = {
            group: self._of_tally(group_label(group), tally)
            for group, tally in tallied.groups.items()
        }
        return self._split(self._of_tally(self.goal.label, tallied.overall), groups)

    def _split(self, overall: ReportLine, groups: Mapping[Any, ReportLine]) -> ReportLine:
        """Set the groups under the overall line, and judge it by the goal's rule."""
        goal = self.goal
        told = [evolve(self._told(group, line), key=group) for group, line in groups.items()]
        line = evolve(overall, groups=tuple(told))
        if goal.target is None:
            return line
        if goal.rule == "each":
            verdict = worst(each.verdict for group, each in groups.items() if goal.decides(group))
            line = evolve(line, verdict=verdict, missing=None)
        return evolve(line, rule=RULES[goal.rule])

    def _told(self, group: object, line: ReportLine) -> ReportLine:
        """Say of a group that it does not decide, where the others do."""
        decides = self.goal.rule != "each" or self.goal.decides(group)
        return line if decides or self.goal.target is None else evolve(line, rule=NOT_DECIDING)

    def _of_tally(self, label: str, tally: Tally) -> ReportLine:
        measure = self.goal.read(tally)
        return self._judged(label, measure, self._due(self.goal.judge(measure), tally), tally)

    def _due(self, judgement: Judgement, tally: Tally) -> Judgement:
        """Put off the verdict where the period, or every slot of it, is still to come."""
        only_to_come = not tally.yes + tally.no and NOT_DUE.reason in tally.excluded
        if self.goal.target is not None and (self.comes_later or only_to_come):
            return Judgement(Verdict.NOT_DUE)
        return judgement

    def _judged(
        self, label: str, measure: AnyMeasure, judgement: Judgement, tally: Tally | None = None
    ) -> ReportLine:
        goal = self.goal
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


# ---- the coming plan ---------------------------------------------------------------------


def _followed(report: Report, then: Plan) -> Report:
    """Set the coming targets beside the lines, and add the lines that only they have."""
    _check_coming(report, then)
    coming = {goal.label: goal for goal in then.goals}
    blocks = [evolve(block, lines=_with_targets(block, coming)) for block in report.blocks]
    known = {line.label for line in report.lines}
    for section in then.sections:
        lines = tuple(_coming(goal) for goal in section.goals if goal.label not in known)
        blocks = _added(blocks, section.title, lines) if lines else blocks
    label = "" if then.period is None else then.period.label
    return evolve(report, blocks=tuple(blocks), then=label)


def _check_coming(report: Report, then: Plan) -> None:
    if not isinstance(then, Plan):
        raise KpiError(f"then={then!r} is no Plan: give the plan of the coming period")
    if then.period is not None and then.period.first <= report.period.first:
        raise KpiError(f"then is for {then.period}, which does not come after {report.period}")


def _with_targets(block: Block, coming: Mapping[str, Goal]) -> tuple[ReportLine, ...]:
    return tuple(
        _aiming(line, coming[line.label]) if line.label in coming else line for line in block.lines
    )


def _added(blocks: list[Block], title: str, lines: tuple[ReportLine, ...]) -> list[Block]:
    """Add lines to the first block of the title, or a block of their own."""
    titles = [block.title for block in blocks]
    if title not in titles:
        return [*blocks, Block(title=title, lines=lines)]
    at = titles.index(title)
    return [
        *blocks[:at],
        evolve(blocks[at], lines=(*blocks[at].lines, *lines)),
        *blocks[at + 1 :],
    ]


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
        is_coming=True,
    )
    return _aiming(line, goal)


def _aiming(line: ReportLine, goal: Goal) -> ReportLine:
    return evolve(line, next_target=goal.target, next_unit=goal.unit)
