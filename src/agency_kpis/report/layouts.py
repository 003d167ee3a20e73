"""Layouts: the lines of a report as a table, full or as agencies print it, and as a picture."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from agency_kpis.figures import Bar, Picture, bullet, overview
from agency_kpis.goals import AnyMeasure, Limit, Sample, Target, Verdict
from agency_kpis.measures import NO_FIGURE, Rate
from agency_kpis.report.lines import Block, ReportLine
from agency_kpis.tables import Cell, Table, Tone
from agency_kpis.wording import Language, cases, said, several

DISCLOSURE: Final = ("指標", "取り組み内容", "取り組み結果報告", "取り組み内容報告")
_TONES: Final[Mapping[Verdict, Tone]] = {
    Verdict.MET: "good",
    Verdict.MISSED: "bad",
    Verdict.UNDECIDED: "doubt",
}
_ICONS: Final[Mapping[Language, Mapping[Verdict, str]]] = {
    "ja": {Verdict.MET: "○", Verdict.MISSED: "×", Verdict.UNDECIDED: "？", Verdict.NOT_DUE: "…"},
    "en": {Verdict.MET: "✓", Verdict.MISSED: "✗", Verdict.UNDECIDED: "?", Verdict.NOT_DUE: "…"},
}


@frozen(kw_only=True)
class Look:
    """How a report is to look: in which words, with which marks and columns.

    A page shows more than plain text: icons and pictures, and folds what was left out.
    ``before`` and ``then`` head the columns of an earlier report and of the coming plan;
    ``None`` leaves them out.
    """

    language: Language
    marks: str
    is_page: bool
    before: str | None = None
    then: str | None = None

    def said(self, words: str) -> str:
        """Say the library's own words."""
        return said(words, self.language)

    def mark(self, verdict: Verdict, word: str) -> str:
        """Mark a verdict in a word, on a page with an icon before it; colour says no more."""
        if self.marks != "both" and verdict is not Verdict.MET:
            return ""
        icon = _ICONS[self.language].get(verdict, "") if self.is_page else ""
        return f"{icon} {word}".strip()


def full(blocks: Sequence[Block], look: Look, caption: str, notes: Iterable[str]) -> Table:
    """Set a line in a row, its groups under it, and the sections apart."""
    header = list(_header(look))
    rows = list(_rows(blocks, look, len(header)))
    return Table(header, rows, caption=caption, notes=notes, language=look.language)


def _header(look: Look) -> Iterator[Cell]:
    yield Cell(look.said("指標"))
    yield Cell(look.said("目標"))
    if look.before is not None:
        yield Cell(_headed("前回", look.before, look), align="right")
    yield Cell(look.said("実績"), align="right")
    if look.before is not None:
        yield Cell(look.said("増減"), align="right")
    yield Cell(look.said("判定"))
    yield Cell(look.said("あと"), align="right")
    yield Cell(look.said("備考"))
    if look.then is not None:
        yield Cell(_headed("次期目標", look.then, look))


def _headed(words: str, label: str, look: Look) -> str:
    return f"{look.said(words)}\n{label}" if label else look.said(words)


def _rows(blocks: Sequence[Block], look: Look, columns: int) -> Iterator[list[Cell]]:
    headed = not all(block.is_lone and not block.principles for block in blocks)
    for block in blocks:
        if headed:
            yield [Cell(_titled(block, look), header=True, span=columns)]
        for line in block.lines:
            yield list(_row(line, look, ""))
            for group in line.groups:
                yield list(_row(group, look, "　"))


def _titled(block: Block, look: Look) -> str:
    mark = look.mark(block.verdict, look.said(block.verdict.value))
    return f"{block.heading}　{mark}".rstrip("　")


def _row(line: ReportLine, look: Look, indent: str) -> Iterator[Cell]:
    language = look.language
    figure = line.figure_in(language)
    yield Cell(indent + line.label_in(language), header=True)
    yield Cell("" if indent else line.target_in(language))
    if look.before is not None:
        yield Cell(_before(line.before, look))
    yield Cell(_with_counts(figure, line), picture=_picture(line, look, figure))
    if look.before is not None:
        yield Cell(line.difference_in(language))
    word = look.mark(line.verdict, line.word_in(language))
    yield Cell(word, tone=_TONES.get(line.verdict, "quiet"))
    yield Cell(line.missing_in(language))
    yield _remarks(line, look)
    if look.then is not None:
        yield Cell("" if indent else line.next_target_in(language))


def _before(line: ReportLine | None, look: Look) -> str:
    return NO_FIGURE if line is None else _with_counts(line.figure_in(look.language), line)


def _with_counts(figure: str, line: ReportLine) -> str:
    return f"{figure} ({line.counts})" if line.counts else figure


def _remarks(line: ReportLine, look: Look) -> Cell:
    """Say what is to know of a figure; a page folds what was left out under its number."""
    notes, left_out = line.notes_in(look.language), line.left_out_in(look.language)
    if not look.is_page or not left_out:
        return Cell(several([*notes, *left_out], look.language))
    total = f"{look.said('除外')} {cases(sum(line.left_out.values()), look.language)}"
    return Cell(several([*notes, total], look.language), details="\n".join(left_out))


# ---- pictures ----------------------------------------------------------------------------


def _picture(line: ReportLine, look: Look, figure: str) -> str:
    bar = bar_of(line, look, figure) if look.is_page else None
    return "" if bar is None else bullet(bar)


def bar_of(line: ReportLine, look: Look, figure: str) -> Bar | None:
    """Give the bar of a line and its printed figure; without a value or a scale there is none."""
    value, target = _drawn(line.measure, line.target)
    if value is None or (target is None and not line.measure.is_percent):
        return None
    is_share = line.measure.is_percent and not isinstance(line.target, Sample)
    low, high = _scale([value, *([] if target is None else [target])], is_share=is_share)
    return Bar(
        label=line.label,
        said=_in_words(line, look, figure),
        value=value,
        target=target,
        low=low,
        high=high,
        tone=_TONES.get(line.verdict, "quiet"),
    )


def _drawn(measure: AnyMeasure, target: Target | None) -> tuple[Fraction | None, Fraction | None]:
    """Give what is compared: values, or of a sample how many answered."""
    match target, measure:
        case Sample(), Rate(answers, _):
            return Fraction(answers), Fraction(target.needed(measure))
        case Limit(), _:
            return measure.value, target.amount
        case _:
            return measure.value, None


def _scale(shown: Sequence[Fraction], *, is_share: bool) -> tuple[Fraction, Fraction]:
    """Give the ends of the scale: of a share 0 and 1, else a little beyond what is shown."""
    low, high = min(Fraction(0), *shown), max(Fraction(0), *shown)
    if is_share and low == 0 and high <= 1:
        return Fraction(0), Fraction(1)
    return low, (high + (high - low) / 10 if high > low else low + 1)


def _in_words(line: ReportLine, look: Look, figure: str) -> str:
    if line.target is None:
        return figure
    target = f"{look.said('目標')} {line.target_in(look.language)}"
    word = look.mark(line.verdict, line.word_in(look.language))
    return several([each for each in (figure, target, word) if each], look.language)


def glance(blocks: Sequence[Block], look: Look, title: str) -> Picture:
    """Draw a plan at a glance: a bar a line, or a group, under the sections' headings."""
    return overview(title, _glanced(blocks, look))


def _glanced(blocks: Sequence[Block], look: Look) -> Iterator[str | Bar]:
    for block in blocks:
        yield _titled(block, look)
        for line in block.lines:
            yield from _gauges(line, look)


def _gauges(line: ReportLine, look: Look) -> Iterator[Bar]:
    for each in line.groups or (line,):
        group = each.label_in(look.language)
        label = f"{line.label}　{group}" if line.groups else line.label
        figure = each.figure_in(look.language)
        plain = Bar(said=_in_words(each, look, figure), value=None)
        bar = bar_of(each, look, figure) or plain
        yield evolve(bar, label=label)


# ---- the seed's four columns -------------------------------------------------------------


def disclosure(blocks: Sequence[Block], look: Look, caption: str, notes: Iterable[str]) -> Table:
    """Set a section in a row, as agencies print it."""
    header = [look.said(each) for each in DISCLOSURE]
    rows = [_disclosed(block, look) for block in blocks]
    return Table(header, rows, caption=caption, notes=notes, language=look.language)


def _disclosed(block: Block, look: Look) -> list[str]:
    indicators = [text for line in block.lines for text in _indicator(block, line, look)]
    results = [text for line in block.lines for text in _result(block, line, look)]
    return [
        "\n".join([block.heading, *indicators]),
        block.initiative,
        "\n".join(results),
        block.commentary,
    ]


def _indicator(block: Block, line: ReportLine, look: Look) -> Iterator[str]:
    if not block.is_lone:
        yield line.label
    aimed = "目標値；" if look.language == "ja" else "Target: "
    if line.target is not None:
        yield f"{aimed}{line.target_in(look.language)}"
    if line.next_target is not None:
        yield f"{look.said('次期目標')}；{line.next_target_in(look.language)}"


def _result(block: Block, line: ReportLine, look: Look) -> Iterator[str]:
    """Write a result as the seed does: the mark, then the figure, or a figure a group."""
    word = "目標達成" if line.word == Verdict.MET.value else line.word
    shown = look.marks == "both" or line.verdict is Verdict.MET
    mark = said(word, look.language) if shown else ""
    label = "" if block.is_lone else line.label
    spoken = look.language
    figures = [f"{group.label_in(spoken)}　{group.figure_in(spoken)}" for group in line.groups]
    figure = "" if figures else line.figure_in(look.language)
    yield from filter(None, [label, f"{mark}　{figure}".strip("　")])
    yield from figures
