"""The conventions of Japanese exports: a law each, and what they refuse."""

import unicodedata
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from fractions import Fraction

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.book import SHELVES
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Customer
from agency_kpis.domain.terms import Business, Channel, Line, Outcome
from agency_kpis.errors import KpiError
from agency_kpis.periods import Period, fiscal_year
from agency_kpis.records import Facet, Noun, facets_of, record, shape_of
from agency_kpis.rows import JAPANESE, from_rows
from agency_kpis.rows.cells import Kind, Unreadable, kind_of
from agency_kpis.rows.conventions import Meanings
from agency_kpis.rows.days import day_of, doubt_of, joined_day, moment_day, serial_day
from agency_kpis.rows.headers import sure_headers, unsure_headers
from agency_kpis.rows.japanese import (
    fold,
    fold_header,
    is_blank,
    number_of,
    plain,
    whole_of,
    words_of,
    yes_or_no,
)

FIRST, LAST = date(1926, 1, 1), date(2039, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
ERAS = [
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1873, 1, 1)),
]
JST = timezone(timedelta(hours=9))
MIDNIGHT = datetime(2021, 4, 1)  # noqa: DTZ001 - a moment of no place will do


def in_era(day: date) -> tuple[str, str, int]:
    """Give the name and the letter of a day's era, and its year there."""
    for name, letter, opens in ERAS:
        if day >= opens:
            return name, letter, day.year - (1868 if name == "明治" else opens.year) + 1
    raise AssertionError(day)


def read(kind: Kind, cell: object) -> object:
    """Give the value of a cell of which nothing is to be told."""
    reading = JAPANESE.read(kind, Meanings(), cell)
    assert reading.faults == ()
    return reading.value


def rule_of(kind: Kind, cell: object) -> str:
    """Give the rule that a cell breaks."""
    (fault,) = JAPANESE.read(kind, Meanings(), cell).faults
    return fault.rule


# ---- days ------------------------------------------------------------------------------


def test_every_day_from_1926_to_2039_is_read_as_it_was_written_in_its_era() -> None:
    """令和3年4月1日, R3.4.1 and R030401 are the day they name, without a doubt."""
    for day in DAYS:
        name, letter, year = in_era(day)
        for text in (
            f"{name}{year}年{day.month}月{day.day}日",
            f"{letter}{year}.{day.month}.{day.day}",
            f"{letter}{year:02}{day:%m%d}",
        ):
            assert day_of(text) == day
            assert doubt_of(text) is None


def test_the_first_year_of_an_era_is_also_written_gan() -> None:
    """元 is 1."""
    for day in DAYS:
        name, _, year = in_era(day)
        if year == 1:
            assert day_of(f"{name}元年{day.month}月{day.day}日") == day


@given(st.dates(date(1000, 1, 1)), st.sampled_from(["/", "-", "."]))
def test_a_western_day_is_read_as_it_was_written(day: date, mark: str) -> None:
    """With marks, padded or not, with 年月日, or solid."""
    assert day_of(f"{day.year}{mark}{day.month}{mark}{day.day}") == day
    assert day_of(day.isoformat()) == day
    assert day_of(f"{day.year:04}{day:%m%d}") == day
    assert day_of(f"{day.year}年{day.month}月{day.day}日") == day
    assert day_of(f"{day.year}年 {day.month}月 {day.day}日") == day


@given(st.dates(date(2019, 5, 1), date(2040, 1, 1)))
def test_a_day_past_its_era_is_read_and_doubted(day: date) -> None:
    """Long policies of before 2019 say 平成36年; the day is no less certain."""
    text = f"平成{day.year - 1988}年{day.month}月{day.day}日"
    assert day_of(text) == day
    doubt = doubt_of(text)
    assert doubt is not None
    assert (doubt.rule, doubt.level) == ("past its era", "warning")
    assert str(day) in doubt.english
    assert "2019-04-30" in doubt.japanese


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("令和0年4月1日", "before its era"),
        ("令和元年4月30日", "before its era"),
        ("明治5年12月2日", "before its era"),
        ("慶応3年1月1日", "unknown era"),
        ("X3.4.1", "unknown era"),
        ("昭和六六四年4月1日", "no day"),
        ("昭和六六四年4/1/1", "unknown era"),
        ("令和三年四月一日", "no day"),
        ("昭和664年4月1日", "no day"),
        ("令和3年2月29日", "no such day"),
        ("2021/2/29", "no such day"),
        ("20210230", "no such day"),
        ("2021/13/1", "no such day"),
        ("0000/1/1", "no such day"),
        ("21/4/1", "no day"),
        ("210401", "no day"),
        ("R20210401", "no day"),
        ("2021/4-1", "no day"),
        ("2021年4/1", "no day"),
        ("٢٠٢١/٤/١", "no day"),
        ("2021-04-01 16:00", "no day"),
        ("2021-04-01T00:00:01", "no day"),
        ("4月1日", "no year"),
        ("4/1", "no year"),
        ("昨日", "no day"),
        ("2021年4月1日（金）", "no such day"),
        ("4月1日（木）", "no year"),
        ("令5", "no day"),
        ("44287", "no day"),
    ],
)
def test_what_is_no_certain_day_is_refused(text: str, rule: str) -> None:
    """A year of two digits, an era that nobody knows, a moment: none is guessed."""
    assert rule_of(Kind(date), text) == rule


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令3.4.1", date(2021, 4, 1)),
        ("㋿3年4月1日", date(2021, 4, 1)),
        ("平31.4.1", date(2019, 4, 1)),
        ("㍻31年4月1日", date(2019, 4, 1)),
        ("昭60/1/8", date(1985, 1, 8)),
        ("㍼60年1月8日", date(1985, 1, 8)),
        ("大15.4.1", date(1926, 4, 1)),
        ("㍽元年8月1日", date(1912, 8, 1)),
        ("明45.4.1", date(1912, 4, 1)),
        ("㍾45年4月1日", date(1912, 4, 1)),
    ],
)
def test_an_era_is_also_written_in_one_character(text: str, day: date) -> None:
    """Its first, or the square one; names keep theirs."""
    assert read(Kind(date), text) == day
    assert fold("㍻商事") == "㍻商事"


@given(st.dates(date(1000, 1, 1)))
def test_a_weekday_beside_a_day_is_the_days_own(day: date) -> None:
    """Another one is a slip."""
    for n, name in enumerate("月火水木金土日"):
        for written in (f"({name})", f" ({name}曜)", f"({name}曜日)"):
            text = f"{day.year}年{day.month}月{day.day}日{written}"
            if n == day.weekday():
                assert day_of(text) == day
                assert doubt_of(text) is None
            else:
                with pytest.raises(Unreadable, match=f"is no such day: .*, not {name}"):
                    day_of(text)


def test_a_text_or_a_number_of_a_million_digits_is_refused_at_once() -> None:
    """Neither as a day nor as a number is it read to its end."""
    assert rule_of(Kind(date), "1" * 1_000_000) == "no day"
    assert rule_of(Kind(date), 10**5000) == "no day"
    assert rule_of(Kind(int), "1" * 1_000_000) == "no whole number"


def test_a_midnight_is_a_day() -> None:
    """Frames and sheets write a day so."""
    day = date(2021, 4, 1)
    for text in ("2021-04-01 00:00:00", "2021/4/1 0:00", "2021-04-01T00:00:00.000"):
        assert day_of(text) == day
    assert moment_day(MIDNIGHT) == day


@pytest.mark.parametrize(
    "moment",
    [
        MIDNIGHT.replace(hour=16),
        MIDNIGHT.replace(microsecond=1),
        MIDNIGHT.replace(tzinfo=JST),
    ],
)
def test_another_moment_is_no_day(moment: datetime) -> None:
    """Its time, or its zone, says more than a day does."""
    with pytest.raises(Unreadable, match="is a moment, not a day"):
        moment_day(moment)


@given(st.dates(date(1910, 1, 1), date(2173, 10, 13)))
def test_a_serial_day_of_excel_is_its_day(day: date) -> None:
    """Day 1 is 1900-01-01, and Excel counts a 1900-02-29."""
    serial = (day - date(1899, 12, 31)).days + 1
    assert serial_day(serial) == day
    assert read(Kind(date), float(serial)) == day
    assert serial_day(3654) == date(1910, 1, 1)


@pytest.mark.parametrize("number", [-1, 0, 401, 1231, 2021, 2199, 3653, 100_000, 9_999_999])
def test_a_number_that_may_be_something_else_is_no_day(number: int) -> None:
    """A year, or a month and a day, is no serial day."""
    with pytest.raises(Unreadable, match="is neither a day such as 20210401 nor"):
        serial_day(number)


@given(st.dates(date(2021, 4, 1), date(2022, 3, 31)))
def test_in_a_fiscal_year_every_month_and_day_lies_once(day: date) -> None:
    """So that no year need be guessed; a plain year will do as well."""
    for text in (f"{day.month}月{day.day}日", f"{day.month}/{day.day}"):
        assert day_of(text, fiscal_year(2021)) == day
        assert day_of(text, day.year) == day
    assert joined_day(day.month, day.day, fiscal_year(2021)) == day


def test_a_month_outside_the_given_period_is_refused() -> None:
    """Half a fiscal year has no April twice."""
    with pytest.raises(Unreadable, match="lies in no year of 2021年4月"):
        day_of("5/1", fiscal_year(2021).months()[0])


def test_the_year_given_is_a_year_or_a_period_of_twelve_months() -> None:
    """In a longer one a day would have two years."""
    with pytest.raises(KpiError, match=r"year=.* has 24 months: a day would lie in two"):
        JAPANESE.in_year(Period(date(2021, 4, 1), date(2023, 3, 31)))
    with pytest.raises(KpiError, match="year='2021' is no whole number"):
        JAPANESE.in_year("2021")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "parts",
    [
        ("2021", "4", "1"),
        ("2021年", "4月", "1日"),
        (2021, 4, 1),
        (2021.0, 4.0, 1.0),
        ("令和3", "４", "１"),
        ("R3", "04", "01"),
        ("令和3年", 4, "1日"),
    ],
)
def test_a_day_in_parts_is_the_day(parts: tuple[object, ...]) -> None:
    """Whatever its parts are written as."""
    assert JAPANESE.join(parts).value == date(2021, 4, 1)
    if parts[0] != "R3":
        assert JAPANESE.in_year(2021).join(parts[1:]).value == date(2021, 4, 1)


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        (("4", ""), "no day"),
        (("13", "1"), "no such day"),
        (("x", "1"), "no day"),
        ((True, 1), "no day"),
    ],
)
def test_parts_that_make_no_day_are_told(parts: tuple[object, ...], rule: str) -> None:
    """A part may not be missing; all may."""
    (fault,) = JAPANESE.in_year(2021).join(parts).faults
    assert fault.rule == rule
    assert JAPANESE.join(("", "-", None)).value is None


# ---- widths, blanks, yes and no ------------------------------------------------------------


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """What is folded is folded."""
    assert fold(fold(text)) == fold(text)
    assert fold_header(fold_header(text)) == fold_header(text)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7D)))
def test_full_width_reads_as_half_width(text: str) -> None:
    """全角 letters, digits and marks are ASCII's own."""
    assert fold(text.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)})) == fold(text)


@given(st.text(st.characters(min_codepoint=0x30A1, max_codepoint=0x30F4)))
def test_half_width_kana_reads_as_full_width(kana: str) -> None:
    """ｶﾞ is ガ, voiced marks and all."""
    halves = {unicodedata.normalize("NFKC", chr(n)): chr(n) for n in range(0xFF66, 0xFF9E)}
    marks = {"\u3099": "ﾞ", "\u309a": "ﾟ"}
    narrow = "".join(
        halves.get(part, marks.get(part, part)) for part in unicodedata.normalize("NFD", kana)
    )
    assert fold(narrow) == fold(kana)


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"])))
def test_ascii_without_blanks_stays(text: str) -> None:
    """Ids and the like are what they were."""
    assert fold(text) == text


def test_what_is_not_a_width_stays() -> None:
    """NFKC alone would make ① 1, ㈱ (株) and 﨑 or 塚 another character."""
    for text in ("①", "㈱山田", "山﨑", "塚\ufa10", "㌽", "髙橋"):
        assert fold(text) == text
    assert fold("\u301c") == fold("\uff5e") == "〜"
    assert fold("\u2212") == fold("\uff0d") == "-"
    assert fold("\ufeff 証券番号\u3000\n") == "証券番号"
    assert fold("ｶﾞｷﾞ カﾞ") == "ガギ ガ"


@pytest.mark.parametrize("text", ["", "-", "－", "―", "—", "ー", "---", "  ", "\u3000"])
def test_a_blank_or_a_dash_is_unknown(text: str) -> None:
    """In whatever width it is written."""
    assert is_blank(fold(text))
    for base in (str, int, bool, date, Line):
        assert read(Kind(base, optional=True), text) is None


@pytest.mark.parametrize(
    ("texts", "answer"),
    [
        ("○ ◯ 〇 有 有り あり はい 1 １ TRUE true True ＴＲＵＥ yes", True),
        ("× ✕ ✖ x Ｘ 無 無し なし いいえ 0 ０ FALSE false no", False),
    ],
)
def test_yes_and_no_are_read(texts: str, answer: bool) -> None:
    """As marks, as words, as digits."""
    for text in texts.split():
        assert read(Kind(bool), text) is answer


@pytest.mark.parametrize("cell", ["△", "はいいいえ", "2", "?", "済"])
def test_another_word_is_neither_yes_nor_no(cell: str) -> None:
    """It is told, and reads as neither."""
    with pytest.raises(Unreadable, match="is no yes or no"):
        yes_or_no(cell)


@pytest.mark.parametrize(("cell", "answer"), [(1, True), (0, False), (1.0, True), (0.0, False)])
def test_a_number_may_say_yes_or_no(cell: float, answer: bool) -> None:
    """1 and 0, as frames write booleans."""
    assert read(Kind(bool), cell) is answer
    assert read(Kind(bool), 2) == 2


# ---- numbers ---------------------------------------------------------------------------------


@given(st.integers(-(10**15), 10**15))
def test_a_number_is_read_as_it_was_written(number: int) -> None:
    """With commas, 円 and ▲, in either width."""
    size, sign = abs(number), "▲" if number < 0 else ""
    assert whole_of(f"{number}") == whole_of(f"{sign}{size:,}円") == number
    assert (
        whole_of(fold(f"{sign}{size:,}".translate({n: n + 0xFEE0 for n in range(44, 58)})))
        == number
    )
    assert whole_of(f"{sign}{size}万円") == number * 10_000


@given(st.integers(0, 9999), st.integers(1, 9999), st.integers(0, 9999))
def test_oku_and_man_add_up(ones: int, myriads: int, oku: int) -> None:
    """1億5,000万円 is what it says."""
    assert whole_of(f"{oku}億{myriads:,}万{ones}円") == oku * 10**8 + myriads * 10**4 + ones


@given(st.decimals(0, 1000, places=3))
def test_a_percentage_is_its_hundredth(number: object) -> None:
    """Exactly."""
    assert number_of(f"{number}%") == Fraction(str(number)) / 100


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.5万円", 15_000),
        ("5千万円", 50_000_000),
        ("3千円", 3000),
        ("¥1,000", 1000),
        ("△5", -5),
        ("+5", 5),
    ],
)
def test_amounts_are_read_as_they_are_spoken(text: str, number: int) -> None:
    """千, 万 and 億, alone or together."""
    assert whole_of(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "5.9",
        "50%",
        "5000%",
        "100％",
        "12,34",
        "1,2345",
        "万",
        "5万3億",
        "1万2万",
        "1.2.3",
        "五",
        "1,",
        "5件",
        "--5",
        "1e5",
        "1\n2",
    ],
)
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    """5.9 is not 5, and a comma out of place is a slip."""
    with pytest.raises(Unreadable, match="is no whole number"):
        whole_of(text)


def test_a_unit_is_the_one_asked_for() -> None:
    """180日 is a number of days where days are asked for."""
    assert whole_of("180日", "日") == 180
    assert whole_of("50%", "%") == 50
    for text, unit in (("180日", "円"), ("180円", "日")):
        with pytest.raises(Unreadable):
            whole_of(text, unit)


# ---- frames ------------------------------------------------------------------------------------


def test_plain_values_stay_what_they_are() -> None:
    """What is typed already is not read again."""
    for value in ("text", 5, True, date(2021, 4, 1), None, 5.9, (1,), [1]):
        assert plain(value) is value
    for kind, value in ((Kind(date), date(2021, 4, 1)), (Kind(int), 5), (Kind(bool), False)):
        assert read(kind, value) is value
    assert plain(float("nan")) is None
    assert read(Kind(Line), Line.AUTO) is Line.AUTO
    assert read(Kind(Line), Outcome.RENEWED) is Outcome.RENEWED


@frozen
class DType:
    kind: str


@frozen
class Scalar:
    """What a frame's scalar can do, whoever made it."""

    dtype: DType
    value: object
    ndim: int = 0

    def astype(self, kind: str) -> "Scalar":
        assert (self.dtype.kind, kind) == ("M", "datetime64[us]")
        return Scalar(DType("us"), self.value)

    def item(self) -> object:
        assert self.dtype.kind != "M"
        return self.value


class NAType:
    def __bool__(self) -> bool:
        raise TypeError("neither true nor false")


def test_a_frames_scalar_is_pythons_own() -> None:
    """A moment by way of microseconds, for finer ones would come out as a number."""
    assert plain(Scalar(DType("i"), 5)) == 5
    assert plain(Scalar(DType("f"), float("nan"))) is None
    assert plain(Scalar(DType("M"), MIDNIGHT)) == MIDNIGHT
    assert plain(NAType()) is None
    assert read(Kind(bool, optional=True), NAType()) is None
    array = Scalar(DType("i"), 5, ndim=1)
    assert plain(array) is array


def test_a_whole_float_is_a_whole_number() -> None:
    """Frames write 5 as 5.0 where a column has blanks; 5.9 stays, and is refused."""
    assert type(read(Kind(int), 5.0)) is int
    assert read(Kind(int), 5.9) == 5.9
    assert read(Kind(int), float("inf")) == float("inf")
    assert read(Kind(Fraction), "12.5%") == Fraction(1, 8)
    assert read(Kind(Fraction), Fraction(1, 8)) == Fraction(1, 8)
    assert read(Kind(date), "2021/4/1") == date(2021, 4, 1)
    assert read(Kind(date), MIDNIGHT) == date(2021, 4, 1)
    assert read(Kind(date), b"x") == b"x"


@given(st.integers(-(10**30), 10**30), st.integers(0, 3))
def test_a_whole_decimal_is_a_whole_number(number: int, places: int) -> None:
    """Databases write 5 as 5.00; 5.9 stays, and is refused."""
    assert read(Kind(int), Decimal(f"{number}.{'0' * places}")) == number
    assert read(Kind(date), Decimal("44287.0")) == date(2021, 4, 1)
    assert read(Kind(bool), Decimal(1)) is True
    for strange in (Decimal("5.9"), Decimal("Infinity"), Decimal("1E+999999")):
        assert read(Kind(int), strange) is strange
    for missing in (Decimal("NaN"), Decimal("sNaN")):
        assert read(Kind(int, optional=True), missing) is None
    assert JAPANESE.join((Decimal(2021), Decimal(4), Decimal(1))).value == date(2021, 4, 1)


# ---- words and several ---------------------------------------------------------------------------


@pytest.mark.parametrize("word", list(Channel))
def test_a_word_is_read_by_its_japanese_name(word: Channel) -> None:
    """In either width."""
    assert words_of(Channel, word.value) is word
    assert read(Kind(Channel), f" {word.value.replace('WEB', 'ＷＥＢ')}\u3000") is word


def test_an_unknown_word_is_told_with_the_nearest() -> None:
    """And with the way to map it."""
    with pytest.raises(Unreadable, match=r"is no Line: did you mean '自動車'\?; values= maps"):
        words_of(Line, "自動車保険")
    with pytest.raises(Unreadable, match="is no Line: known are"):
        words_of(Line, "x" * 1_000_000)


class Grade(Enum):
    """A word whose values are numbers."""

    FIRST = 1
    SECOND = 2


@pytest.mark.parametrize("cell", [1, 1.0, Decimal(1), "1", "１"])
def test_a_word_of_numbers_is_read_by_its_number(cell: object) -> None:
    """In whatever type it is written."""
    assert read(Kind(Grade), cell) is Grade.FIRST


def test_what_is_no_number_of_a_word_is_told() -> None:
    """``True`` is not 1, and a number is no text."""
    assert read(Kind(Grade), True) is True
    assert read(Kind(Grade), 3) == 3
    assert rule_of(Kind(Grade), "3") == "unknown word"
    assert read(Kind(Line), 1) == 1


def test_words_of_one_column_are_read_there() -> None:
    """継続 is 更改 where 新規 and 更改 are told; values= come before."""
    row = {"契約ID": "C-1", "フリート区分": "ノンフリート", "新規継続区分": "継続"}
    rows = [row, {**row, "フリート区分": "ﾌﾘｰﾄ", "新規継続区分": "新規"}]
    non, fleet = from_rows(Contract, rows, conventions=JAPANESE)
    assert (non.is_fleet, non.business) == (False, Business.RENEWAL)
    assert (fleet.is_fleet, fleet.business) == (True, Business.NEW)
    values = {"business": {"継続": Business.TRANSFERRED_IN}}
    own, _ = from_rows(Contract, rows, values=values, conventions=JAPANESE)
    assert (own.is_fleet, own.business) == (False, Business.TRANSFERRED_IN)


def test_several_are_parted() -> None:
    """By 、 ， ； and line breaks, not by ・; なし is the empty set, which is known."""
    riders = Kind(str, frozenset, optional=True)
    assert read(riders, "弁護士費用、個人賠償，；\nロード") == frozenset(
        {"弁護士費用", "個人賠償", "ロード"}
    )
    assert read(riders, "弁護士費用・個人賠償") == frozenset({"弁護士費用・個人賠償"})
    assert read(riders, "なし") == frozenset()
    assert read(riders, "") is None
    assert read(riders, ["弁護士費用"]) == frozenset({"弁護士費用"})
    assert read(Kind(str, tuple, unsaid=()), "-") == ()
    assert read(Kind(str, tuple), ["b", "a"]) == ("b", "a")
    assert read(Kind(Line, frozenset), "自動車、火災") == frozenset({Line.AUTO, Line.FIRE})
    assert rule_of(Kind(Line, frozenset), "自動車、花火") == "unknown word"
    assert read(riders, 5) == 5
    assert read(riders, [[["x"]]]) == [[["x"]]]


# ---- headers -----------------------------------------------------------------------------------

NOUNS = [*SHELVES.values()]


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_the_dictionary_of_headers_is_sound(noun: type) -> None:
    """Each header stands folded, means fields that there are, and is sure or unsure, not both."""
    fields = shape_of(noun).fields
    sure, unsure = sure_headers(noun), unsure_headers(noun)
    for header, target in sure.items():
        assert fold_header(header) == header
        assert target.partition(".")[0] in fields
    for header, targets in unsure.items():
        assert fold_header(header) == header
        assert set(targets) <= set(fields)
    assert not sure.keys() & unsure.keys()


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_every_field_that_a_cell_can_fill_has_a_header(noun: type) -> None:
    """So that a plain export needs no columns; an intent is read by its items."""
    known = {target.partition(".")[0] for target in sure_headers(noun).values()}
    kinds = {name: kind_of(hint) for name, hint in shape_of(noun).fields.items()}
    plain_ones = (str, int, bool, date)
    assert known >= {
        name for name, kind in kinds.items() if kind.base in plain_ones or kind.is_word
    }


def test_a_noun_of_ones_own_knows_the_headers_of_its_parents() -> None:
    """And those of fields that mean the same in every noun."""

    @record
    class Motor(Contract):
        depot: Facet[str | None] = None

    @record
    class Visit(Noun):
        visit_id: str
        insurer: Facet[str | None] = None

    assert sure_headers(Motor) == sure_headers(Contract)
    assert unsure_headers(Motor) == unsure_headers(Contract)
    assert sure_headers(Visit) == {
        header: name for header, name in sure_headers(Contract).items() if name == "insurer"
    }
    assert facets_of(Visit) == ("insurer",)


def test_a_header_is_known_in_any_width() -> None:
    """代理店ｺｰﾄﾞ and its like, with trailing blanks and line breaks."""
    (customer,) = from_rows(
        Customer,
        [{"\ufeff顧客Ｎｏ ": "K-1", "生年\n月日": "S60.1.8", "加入種目": "自動車"}],
        conventions=JAPANESE,
    )
    assert customer.born_on == date(1985, 1, 8)
