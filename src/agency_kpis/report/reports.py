"""The report: every line with its figure, its verdict, and what stands behind it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from attrs import evolve, frozen

from agency_kpis.errors import KpiError, nearest
from agency_kpis.figures import Picture
from agency_kpis.goals import Limit, Verdict
from agency_kpis.periods import Period
from agency_kpis.report.explaining import Known, defined, explained
from agency_kpis.report.layouts import Look, disclosure, full, glance
from agency_kpis.report.lines import Block, ReportLine, compared
from agency_kpis.tables import Table
from agency_kpis.wording import Language, check_language, several

MARKS: Final = ("both", "met-only")
LAYOUTS: Final = ("full", "disclosure")


@frozen(kw_only=True)
class Report:
    """A plan measured: the table an agency publishes.

    ``lines`` are all its lines in order; ``unmet`` those that missed their target. It
    speaks the ``language`` unless another is asked for; labels stay the user's.
    ``then`` names the period of the coming plan whose targets it prints, and ``previous``
    is the report it is compared with.
    """

    title: str
    period: Period
    as_of: date | None
    blocks: tuple[Block, ...]
    then: str | None = None
    previous: "Report | None" = None
    language: Language = "ja"

    def __attrs_post_init__(self) -> None:
        check_language(self.language)

    @property
    def lines(self) -> tuple[ReportLine, ...]:
        """Every line, section by section."""
        return tuple(line for block in self.blocks for line in block.lines)

    @property
    def unmet(self) -> tuple[ReportLine, ...]:
        """The lines that missed their target."""
        return tuple(line for line in self.lines if line.verdict is Verdict.MISSED)

    @property
    def turned(self) -> tuple[ReportLine, ...]:
        """The lines whose verdict is another than in the report compared with."""
        return tuple(line for line in self.lines if line.turned)

    @property
    def redefined(self) -> tuple[ReportLine, ...]:
        """The lines whose definition is another than in the report compared with."""
        return tuple(line for line in self.lines if line.redefined)

    def line(self, label: str) -> ReportLine:
        """Find a line by its label."""
        for line in self.lines:
            if line.label == label:
                return line
        raise KpiError(
            f"no line is labelled {label!r}: {nearest(label, (line.label for line in self.lines))}"
        )

    def compare(self, previous: "Report") -> "Report":
        """Set each line beside the line of an earlier report that has its label.

        The columns of the earlier figure and of the difference are added; the remarks say
        where a verdict turned, where the target was another, and where a definition
        changed, so that the two figures do not mean the same.
        """
        if not isinstance(previous, Report):
            raise KpiError(f"previous={previous!r} is no Report: write report.compare(last_year)")
        if previous.period.first > self.period.first:
            raise KpiError(f"previous is for {previous.period}, which comes after {self.period}")
        were = {line.label: line for line in previous.lines if not line.is_coming}
        blocks = tuple(
            evolve(block, lines=tuple(compared(line, were.get(line.label)) for line in block.lines))
            for block in self.blocks
        )
        return evolve(self, previous=previous, blocks=blocks)

    def explain(self, label: str, *, language: Language | None = None) -> str:
        """Tell of a line what was asked and counted, its target and its rule, in sentences."""
        known = Known(self.period, self.as_of)
        return explained(self.line(label), known, self._language(language))

    def definitions(self, *, language: Language | None = None) -> Table:
        """Give the appendix: what each line that was counted from records means."""
        spoken = self._language(language)
        title = "指標の定義" if spoken == "ja" else "Definitions"
        return defined(self.lines, spoken, f"{self.title}　{title}")

    def figure(self, *, marks: str = "both", language: Language | None = None) -> Picture:
        """Draw the whole plan at a glance, as SVG text."""
        look = self._look(language, marks, is_page=True)
        return glance(self.blocks, look, self._caption(look.language))

    def rows(self, *, language: Language | None = None) -> list[dict[str, object]]:
        """Give plain rows, one a line and one a group, for a frame or a spreadsheet."""
        spoken = self._language(language)
        return [
            _row(block, line, part, spoken)
            for block in self.blocks
            for line in block.lines
            for part in (line, *line.groups)
        ]

    def to_text(
        self,
        *,
        layout: str = "full",
        marks: str = "both",
        width: int | None = None,
        language: Language | None = None,
    ) -> str:
        """Print the table in plain text, its columns lined up by East Asian width.

        ``width`` wraps the cells so that no line is wider.
        """
        look = self._look(language, marks, is_page=False)
        return self._table(layout, look).to_text(width=width)

    def to_markdown(
        self, *, layout: str = "full", marks: str = "both", language: Language | None = None
    ) -> str:
        """Write the table in Markdown."""
        return self._table(layout, self._look(language, marks, is_page=False)).to_markdown()

    def to_html(
        self,
        *,
        layout: str = "full",
        marks: str = "both",
        standalone: bool = False,
        language: Language | None = None,
    ) -> str:
        """Write the table in HTML, or a whole page of it."""
        look = self._look(language, marks, is_page=True)
        return self._table(layout, look).to_html(standalone=standalone)

    def _repr_html_(self) -> str:
        return self.to_html()

    def __str__(self) -> str:
        return self.to_text()

    @property
    def caption(self) -> str:
        """The title, with the period and the day it is known by."""
        return self._caption(self.language)

    def _caption(self, language: Language) -> str:
        first, last = self.period.first, self.period.last
        if language == "en":
            known = "" if self.as_of is None else f", as of {self.as_of}"
            return f"{self.title} ({first} to {last}{known})"
        known = "" if self.as_of is None else f"、{self.as_of}現在"
        return f"{self.title}（{first}〜{last}{known}）"

    def _language(self, language: Language | None) -> Language:
        return self.language if language is None else check_language(language)

    def _look(self, language: Language | None, marks: str, *, is_page: bool) -> Look:
        _check_word("marks", marks, MARKS)
        return Look(
            language=self._language(language),
            marks=marks,
            is_page=is_page,
            before=self._before_label(self._language(language)),
            then=self.then,
        )

    def _before_label(self, language: Language) -> str | None:
        """Head the figures before by their period, or by their day where the period is the same."""
        if self.previous is None:
            return None
        day = self.previous.as_of
        if self.previous.period != self.period or day is None:
            return self.previous.period.label_in(language)
        return f"{day}現在" if language == "ja" else f"as of {day}"

    def _table(self, layout: str, look: Look) -> Table:
        _check_word("layout", layout, LAYOUTS)
        laid = disclosure if layout == "disclosure" else full
        return laid(self.blocks, look, self._caption(look.language), self._notes(look.language))

    def _notes(self, language: Language) -> Iterator[str]:
        """Say which lines of the report compared with are no more."""
        if self.previous is not None:
            now = {line.label for line in self.lines}
            were = [line.label for line in self.previous.lines if not line.is_coming]
            gone = [label for label in were if label not in now]
            if gone:
                where = "前回のみの指標：" if language == "ja" else "Only before: "
                yield where + several(gone, language)


def _check_word(name: str, word: str, known: Iterable[str]) -> None:
    if word not in known:
        raise KpiError(f"{name}={word!r} is none: {nearest(word, known)}")


def _row(block: Block, line: ReportLine, part: ReportLine, language: Language) -> dict[str, object]:
    return {
        "section": block.title,
        "label": line.label,
        "group": "" if part is line else part.label_in(language),
        "target": part.target_in(language),
        "figure": part.figure_in(language),
        "counts": part.counts,
        "value": part.value,
        "target_value": part.target.amount if isinstance(part.target, Limit) else None,
        "verdict": part.word_in(language),
        "missing": part.missing,
        "remarks": several([*part.remarks_in(language)], language),
        "before": "–" if part.before is None else part.before.figure_in(language),
        "before_value": None if part.before is None else part.before.value,
        "difference": part.difference_in(language),
        "next_target": part.next_target_in(language),
    }
