"""Tables: text, Markdown and HTML that no text can break."""

import re
import unicodedata
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.errors import KpiError
from agency_kpis.tables import Cell, Table, one_line

BREAKS = "\n\v\f\r\x85\u2028\u2029"
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

any_texts = st.text(st.characters())
"""Any string Python knows, controls and lone surrogates included."""

plain_texts = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters=TURNING)
)
"""Any text on one line of which nothing has to be made visible."""

markup_texts = st.text(st.sampled_from("<>&;#\\|`*_~[]()!$-+=:/ ambr12あ、\n\t\r\u3000\0"))
"""Texts crowded with what means something to Markdown, to HTML or to a grid."""


@st.composite
def cells(draw: st.DrawFn, texts: st.SearchStrategy[str], span: int = 1) -> Cell:
    """Draw a cell of a span, shrinking towards a plain empty one."""
    text = draw(texts)
    return Cell(
        text,
        align=draw(st.sampled_from([None, "left", "center", "right"])),
        tone=draw(st.sampled_from([None, "good", "bad", "doubt", "quiet"])),
        header=draw(st.booleans()),
        span=span,
        details=draw(texts) if text.strip() else "",
        folds=draw(st.booleans()),
    )


@st.composite
def rows(draw: st.DrawFn, texts: st.SearchStrategy[str], columns: int) -> list[Cell]:
    """Draw a row that fills the columns, some of its cells spanning several."""
    row: list[Cell] = []
    while left := columns - sum(cell.span for cell in row):
        row.append(draw(cells(texts, span=draw(st.integers(1, left)))))
    return row


@st.composite
def tables(draw: st.DrawFn, texts: st.SearchStrategy[str] = any_texts) -> Table:
    """Draw a table of one to four columns, without caption and notes."""
    header = draw(st.lists(cells(texts), min_size=1, max_size=4))
    body = draw(st.lists(rows(texts, len(header)), max_size=4))
    return Table(header, body, language=draw(st.sampled_from(["ja", "en", "zh-Hant", "de-CH"])))


FULL = Table(
    ["指標", Cell("目標", align="right"), Cell("実績", align="right"), "判定"],
    [
        [Cell("意向の把握 ①②", header=True, span=4)],
        [Cell("全件把握", header=True), "100%", "99.96%", Cell("未達", tone="bad")],
        [Cell("相違の検証", header=True), "100%", "–", Cell("対象なし", tone="quiet")],
        [Cell("研修", header=True, span=4)],
        [
            Cell("集合研修", header=True),
            "月1回",
            Cell("12/12", details="期間外 3件"),
            Cell("達成", tone="good"),
        ],
    ],
    caption="2021年度 KPI指標",
    notes=["※ R&D は含まない"],
)

DISCLOSURE = Table(
    ["指標", "取り組み内容", "取り組み結果報告"],
    [
        [
            "対面募集比率\n目標値；55%",
            "お客様に分かりやすくご説明を行い、ＰＣ、タブレットなどを活用した手続きを推進します。",
            "あいおい　　49.8％\n東海　　　　50.8％",
        ],
        ["リスクマップ活用②\n目標値；300件", "総合提案をいたします。", "目標達成　437件"],
    ],
)


# ---- cells and tables -------------------------------------------------------------------


def test_a_text_is_a_cell_as_it_stands() -> None:
    """A plain text given for a cell is that cell."""
    assert Table(["a"], [["b"]]) == Table([Cell("a")], [[Cell("b")]])


def test_a_table_is_a_value() -> None:
    """Equal tables hash alike, whatever iterables they were given, and none can change."""
    table = Table(iter(["a"]), iter([iter(["b"])]), notes=iter(["c"]))
    assert hash(table) == hash(Table(["a"], [["b"]], notes=["c"]))
    with pytest.raises(FrozenInstanceError):
        table.caption = "d"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": None}, "text=None is no text"),
        ({"text": "a", "details": 3}, "details=3 is no text"),
        ({"text": "a", "align": "rihgt"}, "align='rihgt' is unknown: did you mean 'right'?"),
        ({"text": "a", "tone": "red"}, "tone='red' is unknown: known are: good, bad, doubt, quiet"),
        ({"text": "a", "span": 0}, "span=0 is less than 1"),
        (
            {"text": " ", "details": "b"},
            "details='b' fold under no text: give the cell a text",
        ),
        (
            {"text": "a", "picture": "<b>"},
            "picture='<b>' is no SVG: it runs from <svg to </svg>",
        ),
    ],
)
def test_a_cell_refuses_what_it_cannot_set(fields: dict[str, Any], message: str) -> None:
    """A field that breaks a rule is refused by name, value and rule."""
    with pytest.raises(KpiError, match=f"^{re.escape(message)}$"):
        Cell(**fields)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"header": []}, "header=() has no column: name at least one"),
        (
            {"header": ["a", Cell("b", span=2)]},
            "header cell 'b' spans 2: it names one column",
        ),
        ({"header": "ab"}, "row='ab' is one text where several belong: write ['ab']"),
        ({"rows": [["a", "b"], ["c"]]}, "row 2 ('c') fills 1 of 2 columns"),
        ({"rows": [["a", Cell("b", span=2)]]}, "row 1 ('a', 'b') fills 3 of 2 columns"),
        ({"rows": ["ab"]}, "row='ab' is one text where several belong: write ['ab']"),
        ({"rows": [["a", 5]]}, "text=5 is no text"),
        ({"caption": None}, "caption=None is no text"),
        ({"caption": " "}, "caption=' ' is blank"),
        ({"notes": "ab"}, "notes='ab' is one text where several belong: write ['ab']"),
        ({"notes": [""]}, "note='' is blank"),
        ({"language": 'ja" x="'}, "language='ja\" x=\"' is no language tag: write 'ja' or 'en'"),
    ],
)
def test_a_table_refuses_what_it_cannot_set(fields: dict[str, Any], message: str) -> None:
    """A row that does not fill the columns, and any other fault, is refused by name."""
    with pytest.raises(KpiError, match=f"^{re.escape(message)}$"):
        Table(**{"header": ["a", "b"], "rows": []} | fields)


# ---- text -------------------------------------------------------------------------------


def display_width(line: str, ambiguous: int) -> int:
    """Measure as UAX #11 says; what combines or only formats takes no room."""
    wide = {"W": 2, "F": 2, "A": ambiguous}
    return sum(
        0
        if unicodedata.category(char) in ("Mn", "Me", "Cf")
        else 1
        if char == "–"
        else wide.get(unicodedata.east_asian_width(char), 1)
        for char in line
    )


def test_a_full_table_reads_in_text() -> None:
    """Sections and rows of several lines are ruled off; figures stand to the right."""
    assert FULL.to_text().splitlines() == [
        "2021年度 KPI指標",
        "+------------+-------+------------+----------+",
        "| 指標       |  目標 |       実績 | 判定     |",
        "+============+=======+============+==========+",
        "| 意向の把握 ①②                            |",
        "+------------+-------+------------+----------+",
        "| 全件把握   |  100% |     99.96% | 未達     |",
        "| 相違の検証 |  100% |          – | 対象なし |",
        "+------------+-------+------------+----------+",
        "| 研修                                       |",
        "+------------+-------+------------+----------+",
        "| 集合研修   | 月1回 |      12/12 | 達成     |",
        "|            |       | 期間外 3件 |          |",
        "+------------+-------+------------+----------+",
        "※ R&D は含まない",
    ]


def test_long_prose_is_wrapped_in_text() -> None:
    """Within a width the modest columns keep theirs and the prose is cut to the rest."""
    assert DISCLOSURE.to_text(width=66).splitlines() == [
        "+--------------------+----------------------+--------------------+",
        "| 指標               | 取り組み内容         | 取り組み結果報告   |",
        "+====================+======================+====================+",
        "| 対面募集比率       | お客様に分かりやすく | あいおい　　49.8％ |",
        "| 目標値；55%        | ご説明を行い、ＰＣ、 | 東海　　　　50.8％ |",
        "|                    | タブレットなどを活用 |                    |",
        "|                    | した手続きを推進しま |                    |",
        "|                    | す。                 |                    |",
        "+--------------------+----------------------+--------------------+",
        "| リスクマップ活用② | 総合提案をいたしま   | 目標達成　437件    |",
        "| 目標値；300件      | す。                 |                    |",
        "+--------------------+----------------------+--------------------+",
    ]


@given(tables(), st.none() | st.integers(21, 60), st.sampled_from([1, 2]))
def test_every_line_of_the_grid_is_equally_wide(
    table: Table, width: int | None, ambiguous: int
) -> None:
    """No text, whatever is in it, breaks the grid, and the grid keeps within its width."""
    lines = table.to_text(width=width, ambiguous=ambiguous).splitlines()
    (found,) = {display_width(line, ambiguous) for line in lines}
    assert width is None or found <= width
    assert {line[0] + line[-1] for line in lines} <= {"++", "||"}


@given(tables(plain_texts), st.none() | st.integers(21, 60))
def test_every_character_is_in_the_text(table: Table, width: int | None) -> None:
    """However a text is wrapped, none of it is lost but blanks, and nothing is added."""

    def counted(text: str) -> Counter[str]:
        return Counter(char for char in text if char not in "|+-=" and not char.isspace())

    held = [cell.text + cell.details for row in (table.header, *table.rows) for cell in row]
    assert counted(table.to_text(width=width)) == counted("".join(held))


@given(
    st.lists(st.sampled_from(["意", "あい", "（東海）", "49.8％", "KPI、", "ページ"])),
    st.integers(8, 20),
)
def test_no_line_opens_with_a_closing_mark(words: list[str], width: int) -> None:
    """Wrapped text keeps kinsoku: a closing mark stays with its word, and so does an opening."""
    lines = Table(["a"], [["".join(words)]]).to_text(width=width + 4).splitlines()
    wrapped = [line.strip("| ") for line in lines[3:-1]]
    assert not any(line.startswith(("）", "％", "、", "ー")) for line in wrapped)
    assert not any(line.endswith("（") for line in wrapped)


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("漢字", 4),
        ("ｶﾞ", 2),
        ("％", 2),
        ("か\u3099", 2),
        ("e\u0301", 1),
        ("①○※", 6),
        ("–", 1),
        ("\ufeffa\u200b", 1),
    ],
)
def test_a_japanese_table_measures_as_its_fonts_draw(text: str, wide: int) -> None:
    """Ambiguous characters take two columns, marks that combine none, the en dash one."""
    assert Table([text], []).to_text().splitlines()[0] == "+" + "-" * (wide + 2) + "+"


@pytest.mark.parametrize(
    ("language", "wide"), [("ja", 2), ("JA-JP", 2), ("ko", 2), ("zh-Hant", 2), ("en", 1), ("de", 1)]
)
def test_ambiguous_characters_follow_the_language(language: str, wide: int) -> None:
    """An ambiguous character is wide in an East Asian table, narrow in others or where asked."""
    table = Table(["①"], [], language=language)
    assert table.to_text().splitlines()[0] == "+" + "-" * (wide + 2) + "+"
    assert table.to_text(ambiguous=1) == "+---+\n| ① |\n+===+"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb", ["a b"]),
        ("a\r\nb\rc", ["a", "b", "c"]),
        ("a\u2028b\x85c\vd", ["a", "b", "c", "d"]),
        ("a\x1bb\0", ["a\ufffdb\ufffd"]),
        ("a\x9bb\x7f", ["a\ufffdb\ufffd"]),
        ("\ud800", ["\ufffd"]),
        ("\u202eabc", ["\ufffdabc"]),
    ],
)
def test_what_cannot_be_seen_is_made_visible(text: str, shown: list[str]) -> None:
    """A break of any kind is a break; a control shows as the replacement character."""
    lines = Table(["h"], [[text]]).to_text().splitlines()
    assert [line.strip("| ") for line in lines[3:-1]] == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one two three", ["one two", "three"]),
        ("un café noir", ["un café", "noir"]),
        ("dix élèves", ["dix", "élèves"]),
        ("https://a.example/b", ["https://", "a.exampl", "e/b"]),
        ("あ、、、、、、", ["あ、、、", "、、、"]),
        ("　　あいうえお", ["　　あい", "うえお"]),
        ("　　　　　　あ", ["あ"]),
        (" " * 9, [""]),
    ],
)
def test_a_line_is_cut_between_words_where_it_can_be(text: str, shown: list[str]) -> None:
    """A word goes whole to the next line; only one that fits on no line is cut."""
    lines = Table(["h"], [[text]]).to_text(width=12).splitlines()
    assert [line[2:-2].rstrip(" ") for line in lines[3:-1]] == shown


def test_a_wide_heading_stretches_the_last_column_it_spans() -> None:
    """A cell over several columns takes the room it needs from the last of them."""
    table = Table(["a", "b"], [[Cell("a long heading", header=True, span=2)], ["1", "2"]])
    assert table.to_text().splitlines() == [
        "+---+------------+",
        "| a | b          |",
        "+===+============+",
        "| a long heading |",
        "+---+------------+",
        "| 1 | 2          |",
        "+---+------------+",
    ]


def test_a_cell_is_aligned_by_itself_or_by_its_column() -> None:
    """A cell without an alignment takes its column's; a spanning one stands to the left."""
    header = [Cell("right", align="right"), Cell("center", align="center")]
    table = Table(header, [["1", "2"], [Cell("3", align="left"), "45"], [Cell("6", span=2)]])
    assert table.to_text().splitlines()[3:-1] == [
        "|     1 |   2    |",
        "| 3     |   45   |",
        "| 6              |",
    ]


def test_caption_and_notes_are_wrapped_with_the_table() -> None:
    """What stands above and below the grid keeps within the width too."""
    table = Table(["a"], [], caption="2021年度 KPI指標", notes=["一二三四五六七\n八"])
    assert table.to_text(width=10).splitlines() == [
        "2021年度",
        "KPI指標",
        "+---+",
        "| a |",
        "+===+",
        "一二三四五",
        "六七",
        "八",
    ]


def test_a_width_too_narrow_is_refused() -> None:
    """A width that leaves a column without room for a character says how much it takes."""
    table = Table(["a", "b"], [])
    assert table.to_text(width=11)
    with pytest.raises(KpiError, match=r"^width=10 is too narrow for 2 columns: write 11 or more$"):
        table.to_text(width=10)


def test_characters_are_one_or_two_columns_wide() -> None:
    """An ambiguous character cannot take another number of columns."""
    with pytest.raises(KpiError, match=r"^ambiguous=3 is neither 1 nor 2 columns$"):
        Table(["a"], []).to_text(ambiguous=3)


# ---- Markdown ---------------------------------------------------------------------------


def split_row(line: str) -> list[str]:
    """Part a Markdown row at the bars that no backslash stands before."""
    parts = re.findall(r"((?:\\.|[^|\\])*)\|", line)
    assert parts[0] == ""
    return [part.strip(" ") for part in parts[1:]]


def read_markdown(text: str) -> str:
    """Read a cell as Markdown does: breaks, then entities and escapes."""
    read = re.compile(r"\\([!-/:-@\[-`{-~])|(&#?\w+;)|<br>")
    return read.sub(
        lambda found: found[1] or (unescape(found[2]) if found[2] else "\n"),
        text,
    )


def test_a_full_table_reads_in_markdown() -> None:
    """Sections are bold over empty cells, details follow their text on a line of their own."""
    assert FULL.to_markdown().splitlines() == [
        "**2021年度 KPI指標**",
        "",
        "| 指標 | 目標 | 実績 | 判定 |",
        "| :--- | ---: | ---: | :--- |",
        "| **意向の把握 ①②** |  |  |  |",
        "| 全件把握 | 100% | 99.96% | 未達 |",
        "| 相違の検証 | 100% | – | 対象なし |",
        "| **研修** |  |  |  |",
        "| 集合研修 | 月1回 | 12/12<br>期間外 3件 | 達成 |",
        "",
        "※ R&D は含まない",
    ]


@given(tables(any_texts | markup_texts))
def test_any_text_adds_no_column_or_row_to_markdown(table: Table) -> None:
    """Every line has the columns of the header, and there is one for each row and the rule."""
    lines = table.to_markdown().splitlines()
    assert len(lines) == 2 + len(table.rows)
    assert {len(split_row(line)) for line in lines} == {len(table.header)}


@given(plain_texts | markup_texts.filter(lambda text: not set(text) & set("\0\n\r\t")))
def test_any_text_survives_markdown(text: str) -> None:
    """Read as Markdown, a cell says what it was given, but for blanks at its ends."""
    row = Table(["h"], [[text]]).to_markdown().splitlines()[2]
    assert read_markdown(split_row(row)[0]).strip(" ") == text.strip(" ")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a|b", r"a\|b"),
        ("a\\|b", r"a\\\|b"),
        ("*a* _b_ `c` ~d~ $e$", r"\*a\* \_b\_ \`c\` \~d\~ \$e\$"),
        ("[a](b)", r"\[a\](b)"),
        ("<b>&amp;</b>", "&lt;b>&amp;amp;&lt;/b>"),
        ("https://a.example/b_c?d=1&e", "https://a.example/b_c?d=1&e"),
        ("https://a.example/~b", r"https\://a.example/\~b"),
        ("www.a.example/~b", r"www\.a.example/\~b"),
        ("WWW.A.EXAMPLE/~b", r"WWW\.A.EXAMPLE/\~b"),
        ("contract_id R&D ①・② 49.8% #1 -0.37pt", "contract_id R&D ①・② 49.8% #1 -0.37pt"),
    ],
)
def test_only_markup_is_escaped_in_markdown(text: str, written: str) -> None:
    """What would mean something to Markdown is escaped, what would not stays readable."""
    assert Table(["h"], [[text]]).to_markdown().splitlines()[2] == f"| {written} |"


@pytest.mark.parametrize(
    ("note", "written"),
    [
        ("# a", r"\# a"),
        ("- a", r"\- a"),
        ("+ a", r"\+ a"),
        ("> a", r"\> a"),
        ("1. a", r"1\. a"),
        ("12) a", r"12\) a"),
        ("    a\n# b", "a<br># b"),
        ("2021年度. a", "2021年度. a"),
    ],
)
def test_a_note_opens_no_block_in_markdown(note: str, written: str) -> None:
    """A note is a paragraph, never a heading, a list, a quotation or code."""
    assert Table(["h"], [], notes=[note]).to_markdown().splitlines()[2:] == ["", written]


def test_a_blank_section_is_not_marked_bold() -> None:
    """Bold marks around nothing would be read as asterisks or a rule."""
    heading = Cell("\u3000", header=True, span=2)
    assert Table(["a", "b"], [[heading]]).to_markdown().splitlines()[2] == "|  |  |"


def test_alignments_stand_in_the_rule_of_markdown() -> None:
    """Left, center and right are written with colons, as GitHub reads them."""
    header = [Cell("a"), Cell("b", align="center"), Cell("c", align="right")]
    assert Table(header, []).to_markdown().splitlines()[1] == "| :--- | :---: | ---: |"


# ---- HTML -------------------------------------------------------------------------------


class Reader(HTMLParser):
    """Notes the tags but <br>, and the text of each cell with a line break for each <br>."""

    def __init__(self) -> None:
        """Begin outside any cell."""
        super().__init__()
        self.tags: list[str] = []
        self.attrs: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self.in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.handle_data("\n")
            return
        self.tags.append(tag)
        self.attrs.append((tag, dict(attrs)))
        if tag in ("td", "th"):
            self.cells.append("")
            self.in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")
        self.in_cell = self.in_cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.in_cell:
            self.cells[-1] += data


def read_html(html: str) -> Reader:
    """Read a page or a part of one to its end."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def table_of(html: str) -> str:
    """Give the table without the stylesheet and what is around it."""
    return html[html.index("<table") : html.index("</table>")]


def with_text(cell: Cell, text: str) -> Cell:
    """Give the cell with another text, and other details where it has any."""
    return evolve(cell, text=text, details=text if cell.details else "")


@given(tables(any_texts | markup_texts))
def test_any_text_survives_html_without_opening_a_tag(table: Table) -> None:
    """The tags are those of the same table with a word in each cell."""
    words = Table(
        [with_text(cell, "x") for cell in table.header],
        [[with_text(cell, "x") for cell in row] for row in table.rows],
    )
    assert read_html(table.to_html()).tags == read_html(words.to_html()).tags


@given(tables(plain_texts | markup_texts.map(lambda text: re.sub(r"[\0\t\r]", "", text))))
def test_html_says_what_the_cells_say(table: Table) -> None:
    """Read as HTML, every cell has its text and its details, line for line."""
    held = [cell.text + cell.details for row in (table.header, *table.rows) for cell in row]
    assert read_html(table.to_html()).cells == held


@given(any_texts.filter(str.strip))
def test_caption_and_notes_open_no_tag(text: str) -> None:
    """What stands around the table, and titles the page, is text as well."""
    page = Table(["a"], [], caption=text, notes=[text]).to_html(standalone=True)
    word = Table(["a"], [], caption="x", notes=["x"]).to_html(standalone=True)
    assert page.replace("<br>", "").count("<") == word.count("<")


@given(tables(any_texts | markup_texts))
def test_a_page_tells_a_cell_its_column(table: Table) -> None:
    """In a narrow window it stands under the last one, and no header above it."""
    page = evolve(table, caption="計画").to_html(standalone=True)
    told = [attrs.get("data-label") for tag, attrs in read_html(page).attrs if tag == "td"]
    columns = [one_line(cell.text) for cell in table.header]
    assert told == [label for row in table.rows for label in labels(row, columns)]
    assert "data-label" not in "".join(str(each) for each in read_html(table.to_html()).attrs)


def labels(row: tuple[Cell, ...], columns: list[str]) -> list[str | None]:
    """Give the column of each cell of a row that heads nothing; a wider one has no one column."""
    starts = [sum(cell.span for cell in row[:at]) for at in range(len(row))]
    placed = zip(row, starts, strict=True)
    return [columns[at] if cell.span == 1 else None for cell, at in placed if not cell.header]


@given(any_texts.filter(str.strip))
def test_what_scrolls_is_reached_by_the_keyboard_and_named(caption: str) -> None:
    """By the caption, whatever is in it; without one there is no name to give."""
    named, nameless = (
        next(attrs for tag, attrs in read_html(table.to_html()).attrs if tag == "div")
        for table in (Table(["a"], [], caption=caption), Table(["a"], []))
    )
    assert (named["role"], named["tabindex"]) == ("region", "0")
    assert named["aria-label"] == one_line(caption)
    assert not {"role", "tabindex", "aria-label"} & {*nameless}


def test_details_that_do_not_fold_stand_under_their_text() -> None:
    """Everywhere."""
    table = Table(["h"], [[Cell("対面", header=True, details="目標値；55%", folds=False)]])
    assert '<th scope="row">対面<div>目標値；55%</div></th>' in table.to_html()
    assert "| 対面<br>目標値；55% |" in table.to_markdown()
    assert "| 対面        |\n| 目標値；55% |" in table.to_text()


def test_a_full_table_reads_in_html() -> None:
    """Sections are groups of rows with a heading of their own, rows are named by theirs."""
    assert table_of(FULL.to_html()).splitlines() == [
        '<table class="kpi-grid">',
        "<caption>2021年度 KPI指標</caption>",
        "<thead>",
        '<tr><th scope="col">指標</th><th scope="col" class="kpi-right">目標</th>'
        '<th scope="col" class="kpi-right">実績</th><th scope="col">判定</th></tr>',
        "</thead>",
        "<tbody>",
        '<tr><th scope="rowgroup" colspan="4">意向の把握 ①②</th></tr>',
        '<tr><th scope="row">全件把握</th><td class="kpi-right">100%</td>'
        '<td class="kpi-right">99.96%</td><td><span class="kpi-bad">未達</span></td></tr>',
        '<tr><th scope="row">相違の検証</th><td class="kpi-right">100%</td>'
        '<td class="kpi-right">–</td><td><span class="kpi-quiet">対象なし</span></td></tr>',
        "</tbody>",
        "<tbody>",
        '<tr><th scope="rowgroup" colspan="4">研修</th></tr>',
        '<tr><th scope="row">集合研修</th><td class="kpi-right">月1回</td>'
        '<td class="kpi-right"><details><summary>12/12</summary>'
        "<div>期間外 3件</div></details></td>"
        '<td><span class="kpi-good">達成</span></td></tr>',
        "</tbody>",
    ]


def test_long_prose_may_wrap_in_html() -> None:
    """A cell with a line of more than twenty characters is marked as prose."""
    html = Table(["h"], [["あ" * 20 + "\nい"], ["あ" * 21]]).to_html()
    assert f"<td>{'あ' * 20}<br>い</td>" in html
    assert f'<td class="kpi-long">{"あ" * 21}</td>' in html


def test_a_picture_stands_in_html_alone() -> None:
    """A picture is put as it is under the text, and nowhere else."""
    svg = '<svg viewBox="0 0 1 1">\n<title>55%</title></svg>'
    table = Table(["h"], [[Cell("55%", picture=svg)]])
    assert f"<td>55%{svg}</td>" in table.to_html()
    assert "svg" not in table.to_text() + table.to_markdown()


def test_a_page_stands_alone() -> None:
    """The page is titled, in its language, prints on A4 in landscape and fetches nothing."""
    page = evolve(FULL, language="en", caption="KPI & targets\nFY2021").to_html(standalone=True)
    head, body = page.split("</head>")
    assert head.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">')
    assert "<title>KPI &amp; targets FY2021</title>" in head
    assert "@page { size: A4 landscape;" in head
    assert "<style>" not in body
    assert "@media screen and (max-width:" in head
    assert '<p class="kpi-note">※ R&amp;D は含まない</p>' in body
    assert not re.search(r"<script|<link|@import|url\(|src=|https?:", page)


def test_a_page_needs_a_title() -> None:
    """A page without a caption would have no title."""
    with pytest.raises(KpiError, match=r"^caption='' titles no page: give the table a caption$"):
        Table(["a"], []).to_html(standalone=True)


def test_a_part_of_a_page_is_valid_html() -> None:
    """A style may not stand in the body of a page, but in an SVG there it may."""
    tags = [tag for tag in read_html(FULL.to_html()).tags if "style" in tag or "svg" in tag]
    assert tags == ["svg", "style", "/style", "/svg"]
    style = FULL.to_html().split("<style>")[1].split("</style>")[0]
    assert not set(style) & set("<&"), "in an SVG these would be markup"


def test_every_class_of_the_stylesheet_is_its_own() -> None:
    """Set in another page, the stylesheet touches nothing of it but JupyterLab's theme."""
    style = FULL.to_html().split("<style>")[1].split("</style>")[0]
    rules = re.findall(r"(?m)^(?! )([^{}\n]+) \{", style)
    theme = re.compile(r'\[data-jp-theme-light="(true|false)"\] ')
    assert all(theme.sub("", rule).startswith(".kpi-table") for rule in rules)
    assert len(rules) > 10
