"""A plan: goals, and a book measured against them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from attrs import evolve, field, frozen

from agency_kpis.answers import LATER, OUT_OF_PERIOD, UNDATED, Breakdown, Tally
from agency_kpis.book import Book
from agency_kpis.cadence import NOT_DUE, Cadence, CadenceSplit, Roster
from agency_kpis.checks import check_text
from agency_kpis.errors import KpiError
from agency_kpis.frozen import FrozenMap
from agency_kpis.goals import RULES, Goal, Judgement, Question, Section, Verdict, asked_of, worst
from agency_kpis.measures import Average, Count, Measure, Rate
from agency_kpis.periods import Period
from agency_kpis.questions import Metric, Split
from agency_kpis.report import Block, ReportLine, Report

UNKNOWN_GROUP = "不明"


def _sections(parts: Iterable[Goal | Section]) -> tuple[Section, ...]:
    """Take a goal that stands alone for a section of its own."""
    return tuple(p if isinstance(p, Section) else Section(p.label, (p,)) for p in parts)


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

    def report(self, book: Book, period: Period | None = None) -> Report:
        """Measure a book against the goals, in the plan's own period where none is given."""
        chosen = self.period if period is None else period
        if chosen is None:
            raise KpiError("no period is given: write plan.report(book, fiscal_year(2021))")
        blocks = tuple(_block(section, book, chosen) for section in self.sections)
        return Report(title=self.title, period=chosen, as_of=book.as_of, blocks=blocks)


def _block(section: Section, book: Book, period: Period) -> Block:
    return Block(
        title=section.title,
        lines=tuple(_line(goal, book, period) for goal in section.goals),
        principles=section.principles,
        initiative=section.initiative,
        commentary=section.commentary,
    )


def _line(goal: Goal, book: Book, period: Period) -> ReportLine:
    if isinstance(goal.what, Rate | Count | Average):
        return _judged(goal, goal.label, goal.what, goal.judge(goal.what))
    tallied = _tallied(goal, goal.what, book, period)
    comes_later = book.as_of is not None and period.first > book.as_of
    if isinstance(tallied, Breakdown):
        return _split_line(goal, tallied, comes_later=comes_later)
    return _tally_line(goal, goal.label, tallied, comes_later=comes_later)


def _tallied(goal: Goal, what: Question, book: Book, period: Period) -> Tally | Breakdown[Tally]:
    source = book.source_of(asked_of(what).noun)
    if isinstance(what, Metric | Split):
        return what.tally(source, period, as_of=book.as_of)
    return what.tally(source, period, roster=_roster(goal, what, book), as_of=book.as_of)


def _roster(goal: Goal, what: Cadence[Any] | CadenceSplit[Any], book: Book) -> Roster | None:
    if goal.roster is not None:
        return goal.roster
    cadence = what.cadence if isinstance(what, CadenceSplit) else what
    return None if cadence.per is None else book.roster()


def _split_line(goal: Goal, tallied: Breakdown[Tally], *, comes_later: bool) -> ReportLine:
    groups = {
        group: _tally_line(goal, _group_label(group), tally, comes_later=comes_later)
        for group, tally in tallied.groups.items()
    }
    overall = _tally_line(goal, goal.label, tallied.overall, comes_later=comes_later)
    line = evolve(overall, groups=tuple(groups.values()))
    if goal.target is None:
        return line
    if goal.rule == "each":
        verdict = worst(each.verdict for group, each in groups.items() if goal.decides(group))
        line = evolve(line, verdict=verdict, missing=None)
    return evolve(line, rule=RULES[goal.rule])


def _group_label(group: object) -> str:
    return UNKNOWN_GROUP if group is None else str(group)


def _tally_line(goal: Goal, label: str, tally: Tally, *, comes_later: bool) -> ReportLine:
    measure = goal.read(tally)
    judgement = _due(goal, tally, goal.judge(measure), comes_later=comes_later)
    return _judged(goal, label, measure, judgement, _left_out(tally))


def _due(goal: Goal, tally: Tally, judgement: Judgement, *, comes_later: bool) -> Judgement:
    """Put off the verdict where the period, or every slot of it, is still to come."""
    only_to_come = not tally.yes + tally.no and NOT_DUE.reason in tally.excluded
    if goal.target is not None and (comes_later or only_to_come):
        return Judgement(Verdict.NOT_DUE)
    return judgement


def _left_out(tally: Tally) -> FrozenMap[str, int]:
    """Tell what could not be judged; what lies in another period or in the future is no matter."""
    apart = {**tally.excluded}
    for reasons in (tally.outside, tally.unplaced):
        for reason, n in reasons.items():
            if reason not in (OUT_OF_PERIOD, LATER):
                apart[reason] = apart.get(reason, 0) + n
    return FrozenMap(apart)


def _judged(
    goal: Goal,
    label: str,
    measure: Measure,
    judgement: Judgement,
    left_out: FrozenMap[str, int] | None = None,
) -> ReportLine:
    return ReportLine(
        label=label,
        measure=measure,
        target=goal.target,
        verdict=judgement.verdict,
        missing=judgement.missing,
        digits=goal.digits,
        unit=goal.unit,
        left_out=left_out or FrozenMap(),
    )
