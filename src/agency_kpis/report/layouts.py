"""Layouts: the lines of a report as a table, full or as agencies print it, and as a picture."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from agency_kpis.figures import Bar, Heading, Picture, bullet, overview
from agency_kpis.goals import RULES, Limit, Sample, Verdict
from agency_kpis.measures import NO_FIGURE, Rate
from agency_kpis.report.lines import Block, ReportLine
from agency_kpis.tables import Cell, Table, Tone
from agency_kpis.wording import Language, cases, said, several

_AIMS: Final[Mapping[Language, tuple[str, str]]] = {
    "ja": ("目標値；", "次期目標；"),
    "en": ("Target: ", "Next target: "),
}
DISCLOSURE: Final = ("指標", "取り組み内容", "取り組み結果報告", "取り組み内容報告")
_TONES: Final[Mapping[Verdict, Tone]] = {
    Verdict.MET: "good",
    Verdict.MISSED: "bad",
    Verdict.UNDECIDED: "doubt",
}
_ASIDES: Final[Mapping[Language, str]] = {"ja": "（{}）", "en": " ({})"}
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

    def is_marked(self, verdict: Verdict) -> bool:
        """Tell whether a verdict is marked: each is, or only what was met."""
        return self.marks == "both" or verdict is Verdict.MET

    def mark(self, verdict: Verdict, word: str) -> str:
        """Mark a verdict in a word, on a page with an icon before it; colour says no more."""
        if not self.is_marked(verdict):
            return ""
        icon = _ICONS[self.language].get(verdict, "") if self.is_page else ""
        return f"{icon} {word}".strip()

    def tone(self, verdict: Verdict) -> Tone:
        """Give the colour of a verdict; one that is not marked has none to tell it by."""
        return _TONES.get(verdict, "quiet") if self.is_marked(verdict) else "quiet"

    def notes(self, line: ReportLine) -> tuple[str, ...]:
        """Say how a figure was judged; where the verdict is not marked, nothing that tells it."""
        return line.notes_in(self.language, tells_verdict=self.is_marked(line.verdict))

    def several(self, words: Iterable[str]) -> str:
        """Write words one after another."""
        return several([*words], self.language)

    def aside(self, words: Sequence[str]) -> str:
        """Write words in parentheses, or nothing where there are none."""
        return _ASIDES[self.language].format(self.several(words)) if words else ""


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
    return f"{block.heading}　{_mark(block, look)}".rstrip("　")


def _mark(block: Block, look: Look) -> str:
    return look.mark(block.verdict, look.said(block.verdict.value))


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
    yield Cell(word, tone=look.tone(line.verdict) if word else None)
    yield Cell(line.missing_in(language))
    yield _remarks(line, look)
    if look.then is not None:
        yield Cell("" if indent else line.next_target_in(language))


def _before(line: ReportLine | None, look: Look) -> str:
    return NO_FIGURE if line is None else _with_counts(line.figure_in(look.language), line)


def _with_counts(figure: str, line: ReportLine) -> str:
    return f"{figure} ({counts})" if (counts := line.counts) else figure


def _remarks(line: ReportLine, look: Look) -> Cell:
    """Say what is to know of a figure; a page folds what was left out under its number."""
    notes, left_out = look.notes(line), line.left_out_in(look.language)
    if not look.is_page or not left_out:
        return Cell(look.several([*notes, *left_out]))
    total = f"{look.said('除外')} {cases(sum(line.left_out.values()), look.language)}"
    return Cell(look.several([*notes, total]), details="\n".join(left_out))


def _tells_whole(line: ReportLine) -> bool:
    """Tell whether the figure of the whole says something: it need not where each group decides."""
    if not line.groups:
        return True
    return line.rule != RULES["each"] and line.figure != NO_FIGURE


# ---- pictures ----------------------------------------------------------------------------


def _picture(line: ReportLine, look: Look, figure: str) -> str:
    bar = bar_of(line, look, figure) if look.is_page else None
    return "" if bar is None else bullet(bar)


def bar_of(line: ReportLine, look: Look, figure: str) -> Bar | None:
    """Give the bar of a line and its printed figure; without a value or a scale there is none."""
    value, target = _drawn(line)
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
        tone=look.tone(line.verdict),
    )


def _drawn(line: ReportLine) -> tuple[Fraction | None, Fraction | None]:
    """Give what is compared: values, or of a sample how many answered."""
    match line.target, line.measure:
        case Sample() as target, Rate(answers, _) as rate:
            return Fraction(answers), Fraction(target.needed(rate))
        case Limit(amount=amount), _:
            return line.value, amount
        case _:
            return line.value, None


def _scale(shown: Sequence[Fraction], *, is_share: bool) -> tuple[Fraction, Fraction]:
    """Give the ends of the scale: of a share 0 and 1, else a little beyond what is shown."""
    if is_share and all(0 <= each.numerator <= each.denominator for each in shown):
        return _NONE, _ALL
    low, high = min(_NONE, *shown), max(_NONE, *shown)
    return low, (high + (high - low) / 10 if high > low else low + 1)


_NONE: Final = Fraction(0)
_ALL: Final = Fraction(1)


def _in_words(line: ReportLine, look: Look, figure: str) -> str:
    if line.target is None:
        return figure
    target = f"{look.said('目標')} {line.target_in(look.language)}"
    word = look.mark(line.verdict, line.word_in(look.language))
    return look.several(filter(None, (figure, target, word)))


def glance(blocks: Sequence[Block], look: Look, title: str) -> Picture:
    """Draw a plan at a glance: a bar a line, or a group, under the sections' headings."""
    return overview(title, _glanced(blocks, look))


def _glanced(blocks: Sequence[Block], look: Look) -> Iterator[Heading | Bar]:
    for block in blocks:
        yield Heading(block.heading, _mark(block, look))
        for line in block.lines:
            yield from _gauges(line, look)


def _gauges(line: ReportLine, look: Look) -> Iterator[Bar]:
    if _tells_whole(line):
        yield evolve(_gauge(line, look), label=line.label)
    for group in line.groups:
        yield evolve(_gauge(group, look), label=line.label, group=group.label_in(look.language))


def _gauge(line: ReportLine, look: Look) -> Bar:
    figure = line.figure_in(look.language)
    return bar_of(line, look, figure) or Bar(said=_in_words(line, look, figure), value=None)


# ---- the seed's four columns -------------------------------------------------------------


def disclosure(blocks: Sequence[Block], look: Look, caption: str, notes: Iterable[str]) -> Table:
    """Set a section in a row, as agencies print it."""
    header = [look.said(each) for each in DISCLOSURE]
    rows = [_disclosed(block, look) for block in blocks]
    told = [*_of_before(look), *notes]
    return Table(header, rows, caption=caption, notes=told, language=look.language)


def _of_before(look: Look) -> Iterator[str]:
    """Say what was before: there is no column to head."""
    if look.before is not None:
        colon = "：" if look.language == "ja" else ": "
        yield f"{look.said('前回')}{colon}{look.before}"


def _disclosed(block: Block, look: Look) -> list[Cell]:
    indicators = [text for line in block.lines for text in _indicator(block, line, look)]
    reported = [line for line in block.lines if not line.is_coming]
    results = [text for line in reported for text in _result(block, line, look)]
    return [
        Cell(block.heading, details="\n".join(indicators), folds=False, header=True),
        Cell(block.initiative),
        Cell("\n".join(results)),
        Cell(block.commentary),
    ]


def _indicator(block: Block, line: ReportLine, look: Look) -> Iterator[str]:
    if not block.is_lone:
        yield line.label
    aimed, coming = _AIMS[look.language]
    if line.target is not None:
        yield f"{aimed}{line.target_in(look.language)}"
    if line.next_target is not None:
        yield f"{coming}{line.next_target_in(look.language)}"


def _result(block: Block, line: ReportLine, look: Look) -> Iterator[str]:
    """Write a result as the seed does: the mark, then the figure, or a figure a group.

    What must be known of it follows in parentheses, and then what it was before.
    """
    if not block.is_lone:
        yield line.label
    notes = look.notes(line)
    yield from filter(None, [_marked(line, look)])
    for group in line.groups:
        figure = f"{group.label_in(look.language)}　{group.figure_in(look.language)}"
        yield figure + look.aside(_own_remarks(group, notes, look))
    yield from filter(None, [look.aside([*notes, *line.left_out_in(look.language)]).strip()])
    if line.before is not None:
        yield f"{look.said('前回')}　{look.several(_figures_before(line, line.before, look))}"


def _marked(line: ReportLine, look: Look) -> str:
    """Write the mark, and beside it the figure that it is of."""
    word = "目標達成" if line.word == Verdict.MET.value else line.word
    mark = look.said(word) if look.is_marked(line.verdict) else ""
    figure = line.figure_in(look.language) if _tells_whole(line) else ""
    return f"{mark}　{figure}".strip("　")


def _own_remarks(group: ReportLine, notes: Sequence[str], look: Look) -> list[str]:
    """Say of a group what was left out, and what the line does not say of all its groups."""
    own = evolve(group, before=None).notes_in(look.language)
    return [*(note for note in own if note not in notes), *group.left_out_in(look.language)]


def _figures_before(line: ReportLine, before: ReportLine, look: Look) -> Iterator[str]:
    """Write what was before of the figures that are printed now."""
    were = [group.before for group in line.groups if group.before is not None]
    if _tells_whole(line) or not were:
        yield before.figure_in(look.language)
    for group in were:
        yield f"{group.label_in(look.language)} {group.figure_in(look.language)}"
