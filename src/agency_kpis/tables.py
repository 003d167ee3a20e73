"""Text, Markdown and HTML of a table of cells; it knows nothing of what the cells mean.

Whatever text a cell holds, it stays text: it opens no tag, starts no markup, adds no
column or row and never breaks the grid. Line breaks of every kind are kept as breaks, a
tab becomes a space; other controls, lone surrogates and marks that would turn the
direction of the rest of a line are shown as U+FFFD, the replacement character.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from itertools import pairwise, repeat, zip_longest
from typing import Literal, get_args

from attrs import field, frozen

from agency_kpis.checks import check_text, check_whole
from agency_kpis.errors import KpiError, nearest

Align = Literal["left", "center", "right"]
Tone = Literal["good", "bad", "doubt", "quiet"]
_ALIGNS, _TONES = get_args(Align), get_args(Tone)

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BREAK = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


@frozen
class Cell:
    """One cell: a text, and how it is set.

    ``align`` left out is that of the column, which is its header cell's. ``tone`` colours
    the text in HTML; the text must say as much, for colour alone tells nothing. A
    ``header`` cell names its row; one that fills its row alone heads a section.
    ``details`` are folded under the text in HTML, unless ``folds`` is off, and stand
    below it elsewhere.
    ``picture`` is SVG markup for HTML only, put there as it is: never make it of text
    that came from outside. It may use the table's colours, such as ``var(--kpi-good)``.

    >>> Cell("50.5%", align="right", details="未記録 3件").details
    '未記録 3件'
    >>> Cell("達成", tone="god")
    Traceback (most recent call last):
    agency_kpis.errors.KpiError: tone='god' is unknown: did you mean 'good'?
    """

    text: str
    align: Align | None = field(default=None, kw_only=True)
    tone: Tone | None = field(default=None, kw_only=True)
    header: bool = field(default=False, kw_only=True)
    span: int = field(default=1, kw_only=True)
    details: str = field(default="", kw_only=True)
    folds: bool = field(default=True, kw_only=True)
    picture: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        _check_string("text", self.text)
        if self.align is not None:
            _check_word("align", self.align, _ALIGNS)
        if self.tone is not None:
            _check_word("tone", self.tone, _TONES)
        check_whole("span", self.span, least=1)
        if self.details != "":
            _check_details(self.details, self.text)
        if self.picture != "":
            _check_picture(self.picture)


def _check_string(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise KpiError(f"{name}={value!r} is no text")


def _check_word(name: str, word: object, known: Sequence[str]) -> None:
    if word not in known:
        raise KpiError(f"{name}={word!r} is unknown: {nearest(word, known)}")


def _check_details(details: str, text: str) -> None:
    _check_string("details", details)
    if not text.strip():
        raise KpiError(f"details={details!r} fold under no text: give the cell a text")


def _check_picture(picture: str) -> None:
    _check_string("picture", picture)
    if not (picture.startswith("<svg") and picture.endswith("</svg>")):
        raise KpiError(f"picture={picture!r} is no SVG: it runs from <svg to </svg>")


def _check_several(name: str, values: Iterable[str | Cell]) -> None:
    if isinstance(values, str):
        raise KpiError(f"{name}={values!r} is one text where several belong: write [{values!r}]")


def _row(cells: Iterable[str | Cell]) -> tuple[Cell, ...]:
    _check_several("row", cells)
    return tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)


def _rows(rows: Iterable[Iterable[str | Cell]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(_row(row) for row in rows)


def _notes(notes: Iterable[str]) -> tuple[str, ...]:
    _check_several("notes", notes)
    return tuple(check_text("note", note) for note in notes)


@frozen
class Table:
    """A header and rows of cells; a plain text is a cell as it stands.

    Every row fills the columns of the header, spans counted. ``notes`` stand below.

    >>> header = ["指標", Cell("目標", align="right")]
    >>> print(Table(header, [["対面募集比率", "55%"]], caption="2021年度").to_text())
    2021年度
    +--------------+------+
    | 指標         | 目標 |
    +==============+======+
    | 対面募集比率 |  55% |
    +--------------+------+
    >>> Table(header, [["対面募集比率"]])
    Traceback (most recent call last):
    agency_kpis.errors.KpiError: row 1 ('対面募集比率') fills 1 of 2 columns
    """

    header: tuple[Cell, ...] = field(converter=_row)
    rows: tuple[tuple[Cell, ...], ...] = field(converter=_rows)
    caption: str = field(default="", kw_only=True)
    notes: tuple[str, ...] = field(default=(), converter=_notes, kw_only=True)
    language: str = field(default="ja", kw_only=True)

    def __attrs_post_init__(self) -> None:
        _check_header(self.header)
        for number, row in enumerate(self.rows, 1):
            _check_row(number, row, len(self.header))
        if self.caption != "":
            check_text("caption", self.caption)
        if not _LANGUAGE.fullmatch(check_text("language", self.language)):
            raise KpiError(f"language={self.language!r} is no language tag: write 'ja' or 'en'")

    def to_text(self, *, width: int | None = None, ambiguous: int | None = None) -> str:
        """Write the table as a grid for a fixed-pitch font, every line of it equally wide.

        With a ``width`` the grid is at most so many columns wide: longer texts are wrapped,
        and no line then opens with a mark such as 、 or ）. A row of several lines is
        ruled off from its neighbours.

        Characters of ambiguous width (①, ○, ※, →) are two columns wide in an East Asian
        table and one in others, as Unicode advises (UAX #11) and Japanese fonts draw them;
        ``ambiguous=1`` is for terminals that draw them narrow.

        >>> print(Table(["指標", "備考"], [["①", "対面できた、お客様。"]]).to_text(width=19))
        +------+----------+
        | 指標 | 備考     |
        +======+==========+
        | ①   | 対面でき |
        |      | た、お客 |
        |      | 様。     |
        +------+----------+
        """
        ruler = _Ruler(self._ambiguous() if ambiguous is None else ambiguous)
        grid = _Grid(ruler, self.header, _widths(self, ruler, width))
        caption = [self.caption] if self.caption else []
        above, below = (_prose(texts, ruler, width) for texts in (caption, self.notes))
        return "\n".join([*above, *grid.head(), *grid.body(self.rows), *below])

    def _ambiguous(self) -> int:
        return 2 if self.language.lower().startswith(("ja", "ko", "zh")) else 1

    def to_markdown(self) -> str:
        r"""Write the table as GitHub's Markdown: the caption in bold, the table, the notes.

        Line breaks are ``<br>``; a cell over several columns is followed by empty ones.

        >>> print(Table(["指標", "結果"], [["対面", "あいおい\n東海 | 2社"]]).to_markdown())
        | 指標 | 結果 |
        | :--- | :--- |
        | 対面 | あいおい<br>東海 \| 2社 |
        """
        caption = [_bold(_markdown(_lines(self.caption)))] if self.caption else []
        rows = [self.header, *self.rows]
        head, *body = (f"| {' | '.join(_markdown_cells(row))} |" for row in rows)
        rule = f"| {' | '.join(_MARKDOWN_RULES[_align(cell, cell)] for cell in self.header)} |"
        notes = [_markdown_paragraph(note) for note in self.notes]
        return "\n\n".join([*caption, "\n".join([head, rule, *body]), *notes])

    def to_html(self, *, standalone: bool = False) -> str:
        r"""Write the table as HTML, to be set in a page, or as a page that stands alone.

        It has no scripts and fetches nothing. In light or dark it follows the page it is
        in, or the theme of JupyterLab. A page that stands alone follows the reader's system,
        is titled by its caption, prints on A4 in landscape, and in a narrow window sets
        each cell under the last, after the name of its column.

        >>> "<td>R&amp;D<br>&lt;b&gt;</td>" in Table(["x"], [["R&D\n<b>"]]).to_html()
        True
        """
        if not standalone:
            return _html_part(self, [""] * len(self.header), _IN_A_PART.format(style=_STYLE))
        if not self.caption:
            raise KpiError("caption='' titles no page: give the table a caption")
        return _PAGE.format(
            language=self.language,
            title=escape(" ".join(_lines(self.caption))),
            style=_STYLE + _ALONE,
            body=_html_part(self, [_label(cell) for cell in self.header]),
        )

    def _repr_html_(self) -> str:
        return self.to_html()

    def __str__(self) -> str:
        return self.to_text()


def _check_header(header: Sequence[Cell]) -> None:
    if not header:
        raise KpiError("header=() has no column: name at least one")
    for cell in header:
        if cell.span > 1:
            raise KpiError(f"header cell {cell.text!r} spans {cell.span}: it names one column")


def _check_row(number: int, row: Sequence[Cell], columns: int) -> None:
    filled = sum(cell.span for cell in row)
    if filled != columns:
        named = ", ".join(repr(cell.text) for cell in row)
        raise KpiError(f"row {number} ({named}) fills {filled} of {columns} columns")


def _heads_section(row: Sequence[Cell]) -> bool:
    """Tell whether a row is one header cell over several columns."""
    return len(row) == 1 and row[0].header and row[0].span > 1


def _align(cell: Cell, column: Cell) -> Align:
    """Give a cell's own alignment, else its column's; a wider cell stands in no one column."""
    return cell.align or (column.align if cell.span == 1 else None) or "left"


def _placed(row: Iterable[Cell]) -> Iterator[tuple[int, Cell]]:
    """Give each cell with the number of its first column."""
    column = 0
    for cell in row:
        yield column, cell
        column += cell.span


def _lines(*texts: str) -> list[str]:
    """Part texts at their breaks and make what could not be seen in them visible."""
    if len(texts) == 1 and texts[0].isprintable():
        return [texts[0]]
    parts = [part for text in texts for part in _BREAK.split(text)]
    return [_UNSEEN.sub("\ufffd", part.replace("\t", " ")) for part in parts]


def one_line(text: str) -> str:
    r"""Give a text in one line, with what could not be seen in it made visible.

    >>> one_line("対面\n募集")
    '対面 募集'
    """
    return " ".join(_lines(text))


def _cell_lines(cell: Cell) -> list[str]:
    return _lines(cell.text, cell.details) if cell.details else _lines(cell.text)


# ---- text -----------------------------------------------------------------------------

# Kinsoku: what closes, ends or lengthens a word stays with it; what opens one goes with it.
_OPENING = "（［｛「『【〔〈《“‘"
_CLOSING = (
    "、。，．・：；！？）］｝」』】〕〉》”’％‰℃ー々ゝゞヽヾ゛゜\u3099\u309a…‥"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
WORD = re.compile(rf"\s*[{_OPENING}]*(?:[!-~\u00a1-\u036f]+|\S)[{_CLOSING}]*")
_EN_DASH = "–"


@frozen
class _Ruler:
    """Measures text in columns of a fixed-pitch font, pads and cuts it."""

    ambiguous: int = field()

    def __attrs_post_init__(self) -> None:
        if self.ambiguous not in (1, 2):
            raise KpiError(f"ambiguous={self.ambiguous!r} is neither 1 nor 2 columns")

    def width(self, line: str) -> int:
        if line.isascii():
            return len(line)
        return sum(map(_columns, line, repeat(self.ambiguous)))

    def pad(self, line: str, room: int, align: Align) -> str:
        gap = room - self.width(line)
        left = {"left": 0, "center": gap // 2, "right": gap}[align]
        return " " * left + line + " " * (gap - left)

    def wrap(self, line: str, room: int) -> list[str]:
        """Cut a line into parts that fit, between words where it can be."""
        if self.width(line) <= room:
            return [line]
        parts = [""]
        for piece in self._pieces(line, room):
            if self.width(parts[-1] + piece) <= room:
                parts[-1] += piece
            else:
                parts.append(piece.lstrip())
        return [part for part in parts if part] or [""]

    def _pieces(self, line: str, room: int) -> Iterator[str]:
        """Give the words of a line, and the characters of those that do not fit."""
        for word in WORD.findall(line):
            yield from [word] if self.width(word.lstrip()) <= room else word


@cache
def _columns(char: str, ambiguous: int) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    kind = unicodedata.east_asian_width(char)
    # Ambiguous by Unicode, the en dash is narrow in the Japanese fonts.
    if kind == "A" and char != _EN_DASH:
        return ambiguous
    return 2 if kind in {"W", "F"} else 1


@frozen
class _Grid:
    """Rows set in columns of known widths, between rules."""

    ruler: _Ruler
    columns: Sequence[Cell]
    widths: Sequence[int]

    def head(self) -> list[str]:
        return [self._rule("-"), *self._row(self.columns), self._rule("=")]

    def body(self, rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
        blocks = [self._row(row) for row in rows]
        apart = [
            len(block) > 1 or _heads_section(row) for row, block in zip(rows, blocks, strict=True)
        ]
        for block, ruled in zip(blocks, map(any, pairwise([*apart, True])), strict=True):
            yield from block
            if ruled:
                yield self._rule("-")

    def _rule(self, stroke: str) -> str:
        return "+".join(["", *(stroke * (width + 2) for width in self.widths), ""])

    def _row(self, row: Sequence[Cell]) -> list[str]:
        placed = list(_placed(row))
        blocks = [self._wrapped(column, cell) for column, cell in placed]
        return [self._line(placed, parts) for parts in zip_longest(*blocks, fillvalue="")]

    def _wrapped(self, column: int, cell: Cell) -> list[str]:
        room = _room(self.widths, column, cell)
        return [part for line in _cell_lines(cell) for part in self.ruler.wrap(line, room)]

    def _line(self, placed: Iterable[tuple[int, Cell]], parts: Iterable[str]) -> str:
        padded = [
            self._padded(column, cell, part)
            for (column, cell), part in zip(placed, parts, strict=True)
        ]
        return f"| {' | '.join(padded)} |"

    def _padded(self, column: int, cell: Cell, part: str) -> str:
        align = _align(cell, self.columns[column])
        return self.ruler.pad(part, _room(self.widths, column, cell), align)


def _room(widths: Sequence[int], column: int, cell: Cell) -> int:
    """Give the width a cell has: its columns and the bars between them."""
    if cell.span == 1:
        return widths[column]
    return sum(widths[column : column + cell.span]) + 3 * (cell.span - 1)


def _widths(table: Table, ruler: _Ruler, width: int | None) -> list[int]:
    """Give each column's width, so that the grid is at most ``width`` wide."""
    wanted = _wanted(table, ruler)
    if width is None:
        return wanted
    columns = len(wanted)
    # A column takes three for its frame and two for its text: room for one wide character.
    least = 5 * columns + 1
    if check_whole("width", width) < least:
        raise KpiError(f"width={width} is too narrow for {columns} columns: write {least} or more")
    return _shared(wanted, width - 3 * columns - 1)


def _wanted(table: Table, ruler: _Ruler) -> list[int]:
    """Give the widths that hold every line whole; a wider cell stretches its last column."""
    placed = [each for row in (table.header, *table.rows) for each in _placed(row)]
    widths = [0] * len(table.header)
    for column, cell in sorted(placed, key=lambda each: each[1].span):
        wanted = max(ruler.width(line) for line in _cell_lines(cell))
        missing = wanted - _room(widths, column, cell)
        widths[column + cell.span - 1] += max(missing, 0)
    return widths


def _shared(wanted: Sequence[int], room: int) -> list[int]:
    """Share out the room: what wants less than an even share keeps it, the others get even ones."""
    given = list(wanted)
    modest_first = sorted(range(len(wanted)), key=lambda column: wanted[column])
    for settled, column in enumerate(modest_first):
        given[column] = min(wanted[column], room // (len(wanted) - settled))
        room -= given[column]
    return given


def _prose(texts: Iterable[str], ruler: _Ruler, width: int | None) -> list[str]:
    """Give texts that stand outside the grid, wrapped where a width is asked."""
    lines = _lines(*texts)
    return lines if width is None else [part for line in lines for part in ruler.wrap(line, width)]


# ---- Markdown -------------------------------------------------------------------------

_MARKDOWN_RULES: dict[Align, str] = {"left": ":---", "center": ":---:", "right": "---:"}
# An underscore within a word and an ampersand that names no entity are plain already.
_MARKUP = re.compile(r"[\\`*\[\]|~$]|(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
# GitHub links a bare address and shows what is escaped in it with its backslash: no link then.
_LINK_WITH_ESCAPES = re.compile(r"(?::(?=//)|(?<=www)\.)(?=\S*(?:\\|&\w+;))", re.IGNORECASE)
_BLOCK_START = re.compile(r"^(\d*)([#>+.)-])")


def _markdown(lines: Iterable[str]) -> str:
    """Write lines so that Markdown reads them as they are, within one of its own."""
    return "<br>".join(_markdown_line(line) for line in lines)


def _markdown_line(line: str) -> str:
    plain = _ENTITY.sub("&amp;", line).replace("<", "&lt;")
    return _LINK_WITH_ESCAPES.sub(r"\\\g<0>", _MARKUP.sub(r"\\\g<0>", plain))


def _bold(text: str) -> str:
    # Markers beside a space mark nothing.
    return f"**{text.strip()}**" if text.strip() else ""


def _markdown_cells(row: Sequence[Cell]) -> Iterator[str]:
    """Give the texts of a row, a section's in bold, with an empty one for each column more."""
    for cell in row:
        text = _markdown(_cell_lines(cell))
        yield _bold(text) if _heads_section(row) else text
        yield from [""] * (cell.span - 1)


def _markdown_paragraph(text: str) -> str:
    """Write a text that opens no list, heading, quotation or code."""
    return _BLOCK_START.sub(r"\1\\\2", _markdown(_lines(text)).strip())


# ---- HTML -----------------------------------------------------------------------------


def _html(text: str) -> str:
    return "<br>".join(map(escape, _lines(text)))


def _label(column: Cell) -> str:
    """Give the attribute by which a cell tells its column where the header is not beside it."""
    return f' data-label="{escape(one_line(column.text))}"'


def _html_part(table: Table, labels: Sequence[str], style: str = "") -> str:
    caption = f"<caption>{_html(table.caption)}</caption>\n" if table.caption else ""
    head = "".join(_html_cell(cell, _align(cell, cell), ' scope="col"') for cell in table.header)
    body = "\n".join(_html_group(table, group, labels) for group in _groups(table.rows))
    notes = "".join(f'<p class="kpi-note">{_html(note)}</p>\n' for note in table.notes)
    return (
        f'<div class="kpi-table {_NO_FORMULAS}" lang="{table.language}"{_region(table)}>\n{style}'
        f'<table class="kpi-grid">\n{caption}<thead>\n<tr>{head}</tr>\n</thead>\n'
        f"{body}\n</table>\n{notes}</div>"
    )


def _region(table: Table) -> str:
    """Name what may be scrolled sideways, and let the keyboard reach it."""
    if not table.caption:
        return ""
    return f' role="region" aria-label="{escape(one_line(table.caption))}" tabindex="0"'


def _groups(rows: Iterable[Sequence[Cell]]) -> list[list[Sequence[Cell]]]:
    """Part the rows before each that heads a section."""
    groups: list[list[Sequence[Cell]]] = [[]]
    for row in rows:
        if _heads_section(row) and groups[-1]:
            groups.append([])
        groups[-1].append(row)
    return groups


def _html_group(table: Table, rows: Iterable[Sequence[Cell]], labels: Sequence[str]) -> str:
    lines = "".join(f"<tr>{_html_row(table, row, labels)}</tr>\n" for row in rows)
    return f"<tbody>\n{lines}</tbody>"


def _html_row(table: Table, row: Sequence[Cell], labels: Sequence[str]) -> str:
    scope = ' scope="rowgroup"' if _heads_section(row) else ' scope="row"'
    return "".join(
        _html_cell(
            cell,
            _align(cell, table.header[column]),
            scope if cell.header else "",
            labels[column] if cell.span == 1 else "",
        )
        for column, cell in _placed(row)
    )


def _html_cell(cell: Cell, align: Align, scope: str, label: str = "") -> str:
    """Write a cell: one that heads others says so, another may tell its column."""
    tag, attributes = ("th", scope) if scope else ("td", label)
    if cell.span > 1:
        attributes += f' colspan="{cell.span}"'
    if styles := _styles(cell, align):
        attributes += f' class="{styles}"'
    return f"<{tag}{attributes}>{_html_content(cell)}</{tag}>"


def _styles(cell: Cell, align: Align) -> str:
    is_long = len(cell.text) > _SHORT and max(map(len, _lines(cell.text))) > _SHORT
    if align == "left":
        return "kpi-long" if is_long else ""
    return f"kpi-long kpi-{align}" if is_long else f"kpi-{align}"


def _html_content(cell: Cell) -> str:
    text = _html(cell.text)
    if cell.tone:
        text = f'<span class="kpi-{cell.tone}">{text}</span>'
    if cell.details:
        details = f"<div>{_html(cell.details)}</div>"
        folded = f"<details><summary>{text}</summary>{details}</details>"
        text = folded if cell.folds else text + details
    return text + cell.picture


# A line of so many characters is kept whole; what is longer is prose.
_SHORT = 20
# A dollar sign is money: notebooks are told to look for no formulas in the table.
_NO_FORMULAS = "tex2jax_ignore mathjax_ignore"
_STYLE = """
.kpi-table {
  --kpi-ink: light-dark(#1d2329, #e4e7ea); --kpi-quiet: light-dark(#5c6670, #a3adb7);
  --kpi-paper: light-dark(#ffffff, #15191d); --kpi-band: light-dark(#f1f4f6, #20262c);
  --kpi-line: light-dark(#d9dfe4, #353d45);
  --kpi-good: light-dark(#0b6646, #6fd3a5); --kpi-good-band: light-dark(#e0f3ea, #12352a);
  --kpi-bad: light-dark(#a3242b, #ff9f9a); --kpi-bad-band: light-dark(#fbe7e6, #45201f);
  --kpi-doubt: light-dark(#7a5200, #eabf62); --kpi-doubt-band: light-dark(#faf0d7, #3b2f12);
  overflow-x: auto; color: var(--kpi-ink); font-size: 14px; line-height: 1.65;
  font-family: "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "BIZ UDPGothic",
    "Yu Gothic UI", Meiryo, system-ui, sans-serif;
  font-variant-numeric: tabular-nums; line-break: strict; overflow-wrap: anywhere;
}
[data-jp-theme-light="true"] .kpi-table { color-scheme: light; }
[data-jp-theme-light="false"] .kpi-table { color-scheme: dark; }
.kpi-table .kpi-grid {
  border-collapse: collapse; table-layout: auto; margin: 0 0 0.75em; font-size: inherit;
  color: inherit; border-top: 2px solid var(--kpi-ink); border-bottom: 2px solid var(--kpi-ink);
}
.kpi-table .kpi-grid caption {
  caption-side: top; padding: 0 0 0.6em; color: inherit; text-align: left;
  font-size: 1.3em; font-weight: 700; word-break: auto-phrase;
}
.kpi-table .kpi-grid :is(th, td) {
  padding: 0.5em 0.85em; border: 0; border-top: 1px solid var(--kpi-line);
  background: var(--kpi-paper); text-align: left; vertical-align: top;
  font-weight: 400; line-height: inherit; white-space: nowrap;
}
.kpi-table .kpi-grid .kpi-long { white-space: normal; min-width: 14em; max-width: 30em; }
.kpi-table .kpi-grid th.kpi-long { min-width: 10em; max-width: 18em; }
.kpi-table .kpi-grid th { font-weight: 600; word-break: auto-phrase; }
.kpi-table .kpi-grid th > div { font-weight: 400; }
.kpi-table .kpi-grid thead th {
  padding-inline: 0.95em; border-top: 0; border-bottom: 1px solid var(--kpi-ink);
  color: var(--kpi-quiet); font-size: 0.9em;
}
.kpi-table .kpi-grid th[scope="rowgroup"] {
  background: var(--kpi-band); border-top: 1px solid var(--kpi-ink); font-weight: 700;
}
.kpi-table .kpi-grid .kpi-right { text-align: right; }
.kpi-table .kpi-grid .kpi-center { text-align: center; }
.kpi-table :is(.kpi-good, .kpi-bad, .kpi-doubt) {
  display: inline-block; padding: 0 0.6em; border-radius: 0.3em; font-weight: 600;
  print-color-adjust: exact;
}
.kpi-table .kpi-good { color: var(--kpi-good); background: var(--kpi-good-band); }
.kpi-table .kpi-bad { color: var(--kpi-bad); background: var(--kpi-bad-band); }
.kpi-table .kpi-doubt { color: var(--kpi-doubt); background: var(--kpi-doubt-band); }
.kpi-table .kpi-quiet { color: var(--kpi-quiet); }
.kpi-table summary { cursor: pointer; }
.kpi-table details > div { color: var(--kpi-quiet); font-size: 0.9em; white-space: normal; }
.kpi-table svg { display: block; max-width: 100%; margin-top: 0.2em; }
.kpi-table .kpi-right svg { margin-left: auto; }
.kpi-table .kpi-note { margin: 0; color: var(--kpi-quiet); font-size: 0.9em; }
"""
# In a part of a page no style may stand by the rules of HTML, but in an SVG it may.
_IN_A_PART = '<svg style="display:none"><style>{style}</style></svg>\n'
_ALONE = """
:root { color-scheme: light dark; }
body {
  box-sizing: border-box; width: fit-content; max-width: min(104rem, 100%);
  margin: 1rem auto; padding: 0 1.5rem; background: light-dark(#ffffff, #15191d);
}
@media screen and (max-width: 48rem) {
  body { width: auto; padding: 0 1rem; }
  .kpi-table .kpi-grid { border-top: 0; }
  .kpi-table .kpi-grid, .kpi-table .kpi-grid :is(caption, tbody, tr, th) { display: block; }
  .kpi-table .kpi-grid thead { display: none; }
  .kpi-table .kpi-grid tr { padding: 0.5em 0; border-top: 1px solid var(--kpi-line); }
  .kpi-table .kpi-grid tr:has(> [scope="rowgroup"]) { padding: 0; border-color: var(--kpi-ink); }
  .kpi-table .kpi-grid :is(th, td, th.kpi-long) {
    min-width: 0; max-width: none; padding: 0.15em 0.6em; border: 0; white-space: normal;
  }
  .kpi-table .kpi-grid :is(td, td.kpi-right) {
    display: grid; grid-template-columns: 7.5em 1fr; gap: 0 0.75em; text-align: left;
  }
  .kpi-table .kpi-grid td::before {
    content: attr(data-label); grid-row: 1 / span 3; color: var(--kpi-quiet);
    font-size: 0.9em; word-break: keep-all;
  }
  .kpi-table .kpi-grid td > * { justify-self: start; }
  .kpi-table .kpi-grid td > svg { margin-left: 0; }
  .kpi-table .kpi-grid td:empty { display: none; }
}
@page { size: A4 landscape; margin: 12mm; }
@media print {
  :root { color-scheme: light; }
  body { width: auto; max-width: none; margin: 0; padding: 0; }
  .kpi-table { overflow: visible; font-size: 9pt; line-height: 1.5; }
  .kpi-table .kpi-grid { width: 100%; }
  .kpi-table summary { list-style: none; }
  .kpi-table thead { display: table-header-group; }
  .kpi-table tr { break-inside: avoid; }
  .kpi-table th[scope="rowgroup"] { break-after: avoid; print-color-adjust: exact; }
  .kpi-table details::details-content { content-visibility: visible; block-size: auto; }
}
"""
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
