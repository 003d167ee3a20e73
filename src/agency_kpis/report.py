"""The report: every line with its figure, its verdict, and what stands behind it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from attrs import field, frozen

from agency_kpis.errors import KpiError, nearest
from agency_kpis.frozen import FrozenMap
from agency_kpis.goals import Target, Verdict, worst
from agency_kpis.measures import Average, Count, Measure, Rate
from agency_kpis.periods import Period
from agency_kpis.tables import Cell, Table, Tone

MARKS = ("both", "met-only")
LAYOUTS = ("full", "disclosure")
FULL = (
    Cell("指標"),
    Cell("目標"),
    Cell("実績", align="right"),
    Cell("判定"),
    Cell("あと", align="right"),
    Cell("備考"),
)
DISCLOSURE = ("指標", "取り組み内容", "取り組み結果報告", "取り組み内容報告")


@frozen(kw_only=True)
class ReportLine:
    """One goal as reported, or one group of its split.

    ``left_out`` tells the cases that could not be judged, by reason: excluded,
    undated, in no slot. ``rule`` says how a split was judged.
    """

    label: str
    measure: Measure
    target: Target | None
    verdict: Verdict
    missing: int | None
    digits: int
    unit: str
    left_out: FrozenMap[str, int] = field(factory=FrozenMap)
    rule: str = ""
    groups: tuple["ReportLine", ...] = ()

    @property
    def figure(self) -> str:
        """The printed figure, which cannot contradict the verdict."""
        if self.target is None:
            text = self.measure.text(self.digits)
        else:
            text = self.target.printed(self.measure, self.digits)
        return text if isinstance(self.measure, Rate) else f"{text}{self.unit}"

    @property
    def counts(self) -> str:
        """The counts behind the figure; a count is its own."""
        match self.measure:
            case Rate(numerator, denominator):
                return f"{numerator:,}/{denominator:,}"
            case Average(total, n):
                return f"{total:,}/{n:,}"
            case _:
                return ""

    @property
    def target_text(self) -> str:
        """The target in words, or a dash."""
        return "–" if self.target is None else self.target.text(self.unit)

    @property
    def word(self) -> str:
        """The verdict in words."""
        return self.verdict.value if self.target is None else self.target.word(self.verdict)

    @property
    def missing_text(self) -> str:
        """How many cases are missing, or a dash."""
        unit = self.unit if isinstance(self.measure, Count) else "件"
        return f"あと{self.missing:,}{unit}" if self.missing else "–"

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know of the figure: how it was judged, and what was left out."""
        left_out = [f"{reason} {n:,}件" for reason, n in self.left_out.items()]
        needed = "" if self.target is None else self.target.remark(self.measure)
        return tuple(remark for remark in (self.rule, needed, *left_out) if remark)


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


@frozen(kw_only=True)
class Report:
    """A plan measured: the table an agency publishes.

    ``lines`` are all its lines in order; ``unmet`` those that missed their target.
    """

    title: str
    period: Period
    as_of: date | None
    blocks: tuple[Block, ...]

    @property
    def lines(self) -> tuple[ReportLine, ...]:
        """Every line, section by section."""
        return tuple(line for block in self.blocks for line in block.lines)

    @property
    def unmet(self) -> tuple[ReportLine, ...]:
        """The lines that missed their target."""
        return tuple(line for line in self.lines if line.verdict is Verdict.MISSED)

    def line(self, label: str) -> ReportLine:
        """Find a line by its label."""
        for line in self.lines:
            if line.label == label:
                return line
        raise KpiError(
            f"no line is labelled {label!r}: {nearest(label, (line.label for line in self.lines))}"
        )

    def rows(self) -> list[dict[str, object]]:
        """Give plain rows, one a line and one a group, for a frame or a spreadsheet."""
        return [
            row
            for block in self.blocks
            for line in block.lines
            for row in (
                _row(block, line, ""),
                *(_row(block, line, g.label, g) for g in line.groups),
            )
        ]

    def to_text(
        self, *, layout: str = "full", marks: str = "both", width: int | None = None
    ) -> str:
        """Print the table in plain text, its columns lined up by East Asian width.

        ``width`` wraps the cells so that no line is wider.
        """
        return self._table(layout, marks).to_text(width=width)

    def to_markdown(self, *, layout: str = "full", marks: str = "both") -> str:
        """Write the table in Markdown."""
        return self._table(layout, marks).to_markdown()

    def to_html(
        self, *, layout: str = "full", marks: str = "both", standalone: bool = False
    ) -> str:
        """Write the table in HTML, or a whole page of it."""
        return self._table(layout, marks).to_html(standalone=standalone)

    def _repr_html_(self) -> str:
        return self.to_html()

    def __str__(self) -> str:
        return self.to_text()

    @property
    def caption(self) -> str:
        """The title, with the period and the day it is known by."""
        known = "" if self.as_of is None else f"、{self.as_of}現在"
        return f"{self.title}（{self.period.first}〜{self.period.last}{known}）"

    def _table(self, layout: str, marks: str) -> Table:
        _check_word("layout", layout, LAYOUTS)
        _check_word("marks", marks, MARKS)
        if layout == "disclosure":
            rows = [_disclosed(block, marks) for block in self.blocks]
            return Table(DISCLOSURE, rows, caption=self.caption)
        return Table(FULL, list(self._full_rows(marks)), caption=self.caption)

    def _full_rows(self, marks: str) -> Iterator[list[Cell]]:
        headed = not all(block.is_lone for block in self.blocks)
        for block in self.blocks:
            if headed:
                yield [Cell(_titled(block, marks), header=True, span=len(FULL))]
            for line in block.lines:
                yield _full(line, marks, "")
                yield from (_full(group, marks, "　") for group in line.groups)


_TONES: Final[Mapping[Verdict, Tone]] = {
    Verdict.MET: "good",
    Verdict.MISSED: "bad",
    Verdict.UNDECIDED: "doubt",
}


def _check_word(name: str, word: str, known: Iterable[str]) -> None:
    if word not in known:
        raise KpiError(f"{name}={word!r} is none: {nearest(word, known)}")


def _titled(block: Block, marks: str) -> str:
    return f"{block.heading}　{_mark(block.verdict, block.verdict.value, marks)}".rstrip("　")


def _mark(verdict: Verdict, word: str, marks: str) -> str:
    return word if marks == "both" or verdict is Verdict.MET else ""


def _full(line: ReportLine, marks: str, indent: str) -> list[Cell]:
    return [
        Cell(indent + line.label, header=True),
        Cell("" if indent else line.target_text),
        Cell(f"{line.figure} ({line.counts})" if line.counts else line.figure),
        Cell(_mark(line.verdict, line.word, marks), tone=_TONES.get(line.verdict, "quiet")),
        Cell(line.missing_text),
        Cell("、".join(line.remarks)),
    ]


def _disclosed(block: Block, marks: str) -> list[str]:
    indicators = [text for line in block.lines for text in _indicator(block, line)]
    results = [text for line in block.lines for text in _result(block, line, marks)]
    return [
        "\n".join([block.heading, *indicators]),
        block.initiative,
        "\n".join(results),
        block.commentary,
    ]


def _indicator(block: Block, line: ReportLine) -> Iterator[str]:
    if not block.is_lone:
        yield line.label
    if line.target is not None:
        yield f"目標値；{line.target_text}"


def _result(block: Block, line: ReportLine, marks: str) -> Iterator[str]:
    """Write a result as the seed does: the mark, then the figure, or a figure a group."""
    mark = _mark(line.verdict, _ACHIEVED.get(line.word, line.word), marks)
    label = "" if block.is_lone else line.label
    figures = [f"{group.label}　{group.figure}" for group in line.groups]
    yield from filter(None, [label, f"{mark}　{'' if figures else line.figure}".strip("　")])
    yield from figures


_ACHIEVED = {Verdict.MET.value: "目標達成"}


def _row(
    block: Block, line: ReportLine, group: str, part: ReportLine | None = None
) -> dict[str, object]:
    shown = line if part is None else part
    return {
        "section": block.title,
        "label": line.label,
        "group": group,
        "target": shown.target_text,
        "figure": shown.figure,
        "counts": shown.counts,
        "value": shown.measure.value,
        "verdict": shown.word,
        "missing": shown.missing,
        "remarks": "、".join(shown.remarks),
    }
