"""Lines: one goal as reported, in figures and in words, and the sections they stand in."""

from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Final

from attrs import evolve, field, frozen

from agency_kpis.answers import UNKNOWN_GROUP, Tally
from agency_kpis.cadence import NOT_DUE
from agency_kpis.changes import Change
from agency_kpis.frozen import FrozenMap
from agency_kpis.goals import RULES, AnyMeasure, Limit, Relation, Sample, Target, Verdict, worst
from agency_kpis.meanings import Meaning
from agency_kpis.measures import NO_FIGURE, Average, Count, Rate, half_up, in_digits
from agency_kpis.periods import Period
from agency_kpis.reported import Reported
from agency_kpis.wording import Language, cases, named, said, several


@frozen(kw_only=True)
class ReportLine:
    """One goal as reported, or one group of its split.

    ``left_out`` tells the cases that could not be judged, by reason: excluded,
    undated, in no slot. ``rule`` says how a split was judged. ``tally`` holds all that was
    counted within the period, and ``meaning`` the question; a figure in hand has neither.
    ``period`` is the goal's own where it is a part of the report's, ``before`` the line of
    the report that this one is compared with, ``next_target`` that of the coming plan, which
    alone has the line where it ``is_coming``. ``until`` is the last day known of a change whose
    period is not over. ``key`` is what a group is of: the value of a facet, or a slot's period.
    """

    label: str
    measure: AnyMeasure
    target: Target | None
    verdict: Verdict
    missing: int | None
    digits: int
    unit: str
    left_out: FrozenMap[str, int] = field(factory=FrozenMap)
    rule: str = ""
    groups: tuple["ReportLine", ...] = ()
    tally: Tally | None = None
    meaning: Meaning | None = None
    period: Period | None = None
    before: "ReportLine | None" = None
    next_target: Target | None = None
    next_unit: str = ""
    is_coming: bool = False
    until: date | None = None
    key: Hashable = None

    def label_in(self, language: Language) -> str:
        """Call the line by its label, which is the user's; only 不明 and slots are not."""
        if isinstance(self.key, Period):
            return self.key.label_in(language)
        return said(self.label, language) if self.label == UNKNOWN_GROUP else self.label

    @property
    def figure(self) -> str:
        """The printed figure, which cannot contradict the verdict."""
        return self.figure_in("ja")

    def figure_in(self, language: Language) -> str:
        """Print the figure, with its unit; none where nothing was to come in yet."""
        if self.verdict is Verdict.NOT_DUE and _latest(self.measure) == Count(0):
            return NO_FIGURE
        if self.target is None:
            text = self.measure.text(self.digits)
        else:
            text = self.target.printed(self.measure, self.digits, language=language)
        has_unit = isinstance(self.measure, Reported) and self.measure.unit
        if text == NO_FIGURE or self.measure.is_percent or has_unit:
            return text
        return text + _unit(self.unit, language)

    @property
    def value(self) -> Fraction | None:
        """The exact value; of a printed figure that of the one measure it can stand for."""
        return _known(self.measure).value

    @property
    def counts(self) -> str:
        """The counts behind the figure; a count is its own, and a printed figure has none."""
        match self.measure:
            case Rate(numerator, denominator):
                return f"{numerator:,}/{denominator:,}"
            case Average(total, n):
                return f"{total:,}/{n:,}"
            case Change(before, after):
                return f"{before.text(self.digits)}→{after.text(self.digits)}"
            case Reported(of=int(base)):
                return f"n={base:,}"
            case _:
                return ""

    @property
    def target_text(self) -> str:
        """The target in words, or a dash."""
        return self.target_in("ja")

    def target_in(self, language: Language) -> str:
        """Say the target, or a dash."""
        return _target_in(self.target, self.unit, language)

    def next_target_in(self, language: Language) -> str:
        """Say the target of the coming plan, or a dash."""
        return _target_in(self.next_target, self.next_unit, language)

    @property
    def word(self) -> str:
        """The verdict in words."""
        return self.word_in("ja")

    def word_in(self, language: Language) -> str:
        """Say the verdict."""
        if self.target is None:
            return said(self.verdict.value, language)
        return self.target.word(self.verdict, language=language)

    @property
    def missing_text(self) -> str:
        """How many cases are missing, or a dash."""
        return self.missing_in("ja")

    def missing_in(self, language: Language) -> str:
        """Say how many cases are missing, or a dash."""
        if not self.missing:
            return NO_FIGURE
        if language == "en":
            return f"{self.missing:,} {'more' if _is_floor(self.target) else 'fewer'}"
        known = self.measure.known if isinstance(self.measure, Reported) else self.measure
        return f"あと{self.missing:,}{self.unit if isinstance(known, Count) else '件'}"

    @property
    def can_be_met(self) -> bool | None:
        """Whether the target can still be met, however the slots to come turn out.

        ``None`` where no slot is to come, or none has been due yet.
        """
        if self.tally is None or not isinstance(self.target, Limit):
            return None
        to_come = self.tally.excluded.get(NOT_DUE.reason, 0)
        if not to_come or not self.tally.yes + self.tally.no:
            return None
        if self.rule == RULES["each"]:
            return all(group._is_not_lost for group in self.groups)
        return self.target.can_be_met(self.tally, to_come)

    @property
    def _is_not_lost(self) -> bool:
        outlook = self.can_be_met
        return self.verdict is not Verdict.MISSED if outlook is None else outlook

    @property
    def turned(self) -> bool:
        """Whether the verdict is another than before, where both are verdicts on a figure."""
        if self.before is None:
            return False
        were = {self.verdict, self.before.verdict}
        return len(were) > 1 and were <= _ON_A_FIGURE

    @property
    def redefined(self) -> tuple[str, ...]:
        """What of the definition is another than before: name, options, when, version."""
        if self.before is None:
            return ()
        if self.meaning is None or self.before.meaning is None:
            return () if self.meaning is self.before.meaning else ("source",)
        return self.meaning.changed_from(self.before.meaning)

    def difference_in(self, language: Language) -> str:
        """Write how much more it is than before; of printed figures, about how much."""
        if self.before is None:
            return NO_FIGURE
        before, after = _printed(self.before), _printed(self)
        if isinstance(before, _EXACT) and isinstance(after, _EXACT) and type(before) is type(after):
            return Change(before, after).difference_text(self.digits, minus=_MINUS[language])
        return _about(before, after, language)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know of the figure: how it was judged, and what was left out."""
        return self.remarks_in("ja")

    def remarks_in(self, language: Language) -> tuple[str, ...]:
        """Say what a reader must know of the figure."""
        return (*self.notes_in(language), *self.left_out_in(language))

    def left_out_in(self, language: Language) -> tuple[str, ...]:
        """Say what could not be judged, by reason."""
        return tuple(
            f"{said(reason, language)} {cases(n, language)}" for reason, n in self.left_out.items()
        )

    def notes_in(self, language: Language, *, tells_verdict: bool = True) -> tuple[str, ...]:
        """Say how the figure was judged, and what to know of the one before.

        Where the verdict is not to be told, neither how it turned nor whether it is lost is.
        """
        needed = "" if self.target is None else self.target.remark(self.measure, language=language)
        period = "" if self.period is None else self.period.label_in(language)
        outlook = said(_OUTLOOKS[self.can_be_met], language)
        told = (outlook, self._turn(language)) if tells_verdict else ("", "")
        notes = (said(self.rule, language), period, needed, told[0], self._so_far(language))
        return tuple(filter(None, (*notes, told[1], *self._compared(language))))

    def _so_far(self, language: Language) -> str:
        if self.until is None:
            return ""
        return f"{self.until}まで" if language == "ja" else f"until {self.until}"

    def _turn(self, language: Language) -> str:
        if self.before is None or not self.turned:
            return ""
        was, now = self.before.word_in(language), self.word_in(language)
        return f"{was}から{now}へ" if language == "ja" else f"{was} → {now}"

    def _compared(self, language: Language) -> Iterator[str]:
        if self.before is None:
            return
        if self.before.target not in (None, self.target):
            target = self.before.target_in(language)
            yield f"前回の目標 {target}" if language == "ja" else f"target before: {target}"
        if {self.rule, self.before.rule} == {*RULES.values()}:
            yield said("判定方法の変更", language)
        if self.redefined:
            what = several([named(name, language) for name in self.redefined], language)
            yield f"定義変更（{what}）" if language == "ja" else f"redefined ({what})"
        if self.gone:
            groups = several([group.label_in(language) for group in self.gone], language)
            yield f"前回のみ：{groups}" if language == "ja" else f"only before: {groups}"

    @property
    def gone(self) -> tuple["ReportLine", ...]:
        """The groups of the line before that have none beside them now."""
        if self.before is None:
            return ()
        now, were = _by_place(self.groups), _by_place(self.before.groups)
        return tuple(group for place, group in were.items() if place not in now)


_OUTLOOKS: Final = {True: "達成可能", False: "達成不能", None: ""}
_ON_A_FIGURE: Final = {Verdict.MET, Verdict.MISSED, Verdict.UNDECIDED}


def _unit(unit: str, language: Language) -> str:
    return "" if language == "en" and unit == "件" else unit


def _target_in(target: Target | None, unit: str, language: Language) -> str:
    return NO_FIGURE if target is None else target.text(_unit(unit, language), language=language)


def _is_floor(target: Target | None) -> bool:
    """Tell whether more is better: an upper limit asks for fewer."""
    return not isinstance(target, Limit) or target.relation is Relation.AT_LEAST


def _latest(measure: AnyMeasure) -> AnyMeasure:
    """Give the measure of the period itself, of a change what it has come to."""
    return measure.after if isinstance(measure, Change) else measure


def _known(measure: AnyMeasure) -> AnyMeasure:
    """Give the one measure that a printed figure can stand for, else what there is."""
    known = measure.known if isinstance(measure, Reported) else None
    return measure if known is None else known


def _printed(line: ReportLine) -> AnyMeasure:
    """Give the measure that is printed: of a sample its answers, of a figure what it must be."""
    if isinstance(line.target, Sample) and isinstance(line.measure, Rate):
        return Count(line.measure.numerator)
    return _known(line.measure)


def _about(before: AnyMeasure, after: AnyMeasure, language: Language) -> str:
    """Write the difference of figures of which one at least is known as printed only."""
    digits = [each.digits for each in (before, after) if isinstance(each, Reported)]
    if before.value is None or after.value is None or not digits:
        return NO_FIGURE
    if before.is_percent is not after.is_percent:
        return NO_FIGURE
    scale = 100 if after.is_percent else 1
    difference = half_up(scale * (after.value - before.value), min(digits))
    minus = _MINUS[language] if difference < 0 else ""
    points = "pt" if after.is_percent else ""
    return f"{_ABOUT[language]}{minus}{in_digits(abs(difference), min(digits))}{points}"


_EXACT: Final = (Rate, Count, Average)
_MINUS: Final[dict[Language, str]] = {"ja": "▲", "en": "−"}
_ABOUT: Final[dict[Language, str]] = {"ja": "約", "en": "about "}


def compared(line: ReportLine, before: ReportLine | None) -> ReportLine:
    """Set a line, and each of its groups, beside the one before."""
    if before is None:
        return line
    were, now = _by_place(before.groups), _by_place(line.groups)
    groups = tuple(compared(group, were.get(place)) for place, group in now.items())
    return evolve(line, before=before, groups=groups)


def _by_place(groups: Iterable[ReportLine]) -> dict[Hashable, ReportLine]:
    """Find groups by what they are of, but the slots of a period by their order in it."""
    return {
        place if isinstance(group.key, Period) else (group.key, group.label): group
        for place, group in enumerate(groups)
    }


@frozen(kw_only=True)
class Block:
    """A section as reported; its verdict is the worst of its lines'."""

    title: str
    lines: tuple[ReportLine, ...]
    principles: tuple[str, ...] = ()
    initiative: str = ""
    commentary: str = ""

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of the section's lines."""
        return worst(line.verdict for line in self.lines)

    @property
    def is_lone(self) -> bool:
        """Whether the section is one line that stands for itself."""
        return [line.label for line in self.lines] == [self.title]

    @property
    def heading(self) -> str:
        """The title, with the agency's policies that the section serves."""
        served = "・".join(self.principles)
        return f"{self.title}（{served}）" if served else self.title
