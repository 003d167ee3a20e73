"""Days as Japanese exports write them: 令和3年4月1日, R3.4.1, 2021/4/1, 20210401."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias

from attrs import frozen

from agency_kpis.periods import Period
from agency_kpis.rows.cells import Fault, Unreadable

Year: TypeAlias = int | Period
"""The year of days that are written without one, or the period of at most a year they lie in."""


@frozen
class Era:
    """An era (元号): its year 1 is the year it opens, and it closes the day the next one opens."""

    name: str
    letter: str
    opens: date
    closes: date | None
    year_one: int

    def day(self, year: int, month: int, day: int) -> date:
        """Give the day, also where the era has closed by then; not before it opens."""
        found = _day(self.year_one + year - 1, month, day)
        if year == 0 or found < self.opens:
            raise Unreadable(
                "before its era",
                f"is before {self.name} opens, on {self.opens}",
                f"{self.name}の始まり（{self.opens}）より前です",
            )
        return found


# Until 1872 the calendar was another, so that 明治 is read from its year 6 on.
_MEIJI = Era("明治", "M", date(1873, 1, 1), date(1912, 7, 30), 1868)
_TAISHO = Era("大正", "T", date(1912, 7, 30), date(1926, 12, 25), 1912)
_SHOWA = Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 8), 1926)
_HEISEI = Era("平成", "H", date(1989, 1, 8), date(2019, 5, 1), 1989)
_REIWA = Era("令和", "R", date(2019, 5, 1), None, 2019)
_ERAS: Final = {
    name: era
    for era in (_MEIJI, _TAISHO, _SHOWA, _HEISEI, _REIWA)
    for name in (era.name, era.name[0], era.letter)
}
_SQUARE: Final = str.maketrans(
    {"\u337e": "明治", "\u337d": "大正", "\u337c": "昭和", "\u337b": "平成", "\u32ff": "令和"}
)

_PARTED: Final = re.compile(
    r"""(?P<era> [^\W\d_]*? ) \s*
        (?P<year> 元 | [0-9]{1,4} ) \s*
        (?: 年 \s* (?P<m> [0-9]{1,2} ) \s* 月 \s* (?P<d> [0-9]{1,2} ) \s* 日
          | (?P<sep> [./-] ) \s* (?P<month> [0-9]{1,2} ) \s* (?P=sep) \s* (?P<day> [0-9]{1,2} ) )
    """,
    re.VERBOSE,
)
_SOLID: Final = re.compile(r"(?P<era>[A-Za-z]?)(?P<year>[0-9]{2}|[0-9]{4})([0-9]{2})([0-9]{2})")
_YEARLESS: Final = re.compile(r"([0-9]{1,2})\s*(?:月\s*([0-9]{1,2})\s*日|/\s*([0-9]{1,2}))")
_TIME: Final = re.compile(r"[ T]+[0-9]{1,2}:[0-9]{2}(:[0-9.]+)?$")
_MIDNIGHT: Final = re.compile(r"[ T]+0{1,2}:00(:00(\.0+)?)?$")
_WEEKDAYS: Final = "月火水木金土日"
_WEEKDAY: Final = re.compile(rf"\s*\(([{_WEEKDAYS}])(?:曜日?)?\)$")
_LONGEST: Final = 40

# Excel counts days from 1900, with a 29 February that year had not. Smaller numbers than 3654
# (1910-01-01) may be years, or months and days.
_SERIALS: Final = range(3654, 100_000)
_SERIAL_0: Final = date(1899, 12, 30)
_SOLID_NUMBERS: Final = range(1000_01_01, 9999_12_32)


def day_of(text: str, year: Year | None = None) -> date:
    """Read a day; one past its era is read too, and ``doubt_of`` tells it.

    >>> day_of("令和元年5月1日"), day_of("H31.4.30"), day_of("20210401")
    (datetime.date(2019, 5, 1), datetime.date(2019, 4, 30), datetime.date(2021, 4, 1))
    >>> day_of("4月1日", 2021)
    datetime.date(2021, 4, 1)
    >>> day_of("令和0年4月1日")
    Traceback (most recent call last):
    agency_kpis.rows.cells.Unreadable: is before 令和 opens, on 2019-05-01
    """
    bare, weekday = _bare(text)
    day = _written(bare, year)
    if weekday not in ("", _WEEKDAYS[day.weekday()]):
        raise Unreadable(
            "no such day",
            f"is no such day: {day} is {_WEEKDAYS[day.weekday()]}, not {weekday}",
            f"曜日が合いません（{day} は{_WEEKDAYS[day.weekday()]}曜日です）",
        )
    return day


def doubt_of(text: str) -> Fault | None:
    """Tell a day past the end of its era, as long policies of before the change have.

    >>> doubt_of("平成36年4月1日").rule, doubt_of("平成31年4月30日")
    ('past its era', None)
    """
    match = _matched(_bare(text)[0])
    if match is None or not match[0]:
        return None
    era, day = _era(match[0]), day_of(text)
    if era.closes is None or day < era.closes:
        return None
    last = era.closes - timedelta(days=1)
    return Fault(
        "past its era",
        f"is past {era.name}, whose last day was {last}; read as {day}",
        f"{era.name}の最終日（{last}）より後です。{day} と読みました",
        level="warning",
    )


def serial_day(number: int) -> date:
    """Read a day written as a number: 20210401, or a serial day of Excel (1900 system).

    >>> serial_day(44287), serial_day(20210401)
    (datetime.date(2021, 4, 1), datetime.date(2021, 4, 1))
    """
    if number in _SOLID_NUMBERS:
        return day_of(str(number))
    if number in _SERIALS:
        return _SERIAL_0 + timedelta(days=number)
    raise Unreadable(
        "no day",
        "is neither a day such as 20210401 nor a serial day of Excel",
        "日付として読めない数です",
    )


def joined_day(month: int, day: int, year: Year | None) -> date:
    """Join a month and a day with the year that is given for them.

    >>> from agency_kpis import fiscal_year
    >>> joined_day(2, 28, fiscal_year(2021))
    datetime.date(2022, 2, 28)
    """
    if isinstance(year, Period):
        return _day_within(year, month, day)
    if year is not None:
        return _day(year, month, day)
    raise Unreadable(
        "no year",
        "has no year: write conventions=JAPANESE.in_year(2021)",
        "年がありません",
    )


def moment_day(moment: datetime) -> date:
    """Read the day of a midnight; another time of day, or a time zone, says more than a day.

    >>> moment_day(datetime(2021, 4, 1))
    datetime.date(2021, 4, 1)
    """
    if moment.tzinfo is not None or moment.time() != time.min:
        raise _moment()
    return date(moment.year, moment.month, moment.day)


def _bare(text: str) -> tuple[str, str]:
    """Take a midnight and a weekday off a written day, and give the weekday too."""
    if len(text) > _LONGEST:
        raise _no_day()
    bare = _MIDNIGHT.sub("", text)
    if _TIME.search(bare):
        raise _moment()
    match = _WEEKDAY.search(bare)
    return (bare[: match.start()], match[1]) if match else (bare, "")


def _written(bare: str, year: Year | None) -> date:
    match = _matched(bare)
    if match is None:
        return _yearless(bare, year)
    era, written, month, dom = match
    if era:
        return _era(era).day(1 if written == "元" else _short(written), month, dom)
    if len(written) != 4:
        raise _no_day()
    return _day(int(written), month, dom)


def _matched(bare: str) -> tuple[str, str, int, int] | None:
    """Part a written day into its era, its year as written, its month and its day."""
    text = bare.translate(_SQUARE)
    if match := _PARTED.fullmatch(text):
        month, day = match["m"] or match["month"], match["d"] or match["day"]
        return match["era"], match["year"], int(month), int(day)
    if (match := _SOLID.fullmatch(text)) and bool(match["era"]) == (len(match["year"]) == 2):
        return match["era"], match["year"], int(match[3]), int(match[4])
    return None


def _era(name: str) -> Era:
    era = _ERAS.get(name.upper())
    if era is None:
        known = "、".join(each for each in _ERAS if len(each) > 1)
        raise Unreadable(
            "unknown era",
            f"has no era {name!r}: known are {known}",
            f"元号「{name}」が分かりません",
        )
    return era


def _short(year: str) -> int:
    if len(year) > 2:
        raise _no_day()
    return int(year)


def _yearless(text: str, year: Year | None) -> date:
    match = _YEARLESS.fullmatch(text)
    if match is None:
        raise _no_day()
    return joined_day(int(match[1]), int(match[2] or match[3]), year)


def _day_within(period: Period, month: int, day: int) -> date:
    opens, closes = ((edge.year, edge.month) for edge in (period.first, period.last))
    for year in (opens[0], closes[0]):
        if opens <= (year, month) <= closes:
            return _day(year, month, day)
    raise Unreadable("no year", f"lies in no year of {period}", f"{period}にありません")


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise Unreadable("no such day", "is no day of the calendar", "暦にない日付です") from None


def _no_day() -> Unreadable:
    return Unreadable(
        "no day",
        "is no day: write 2021/4/1, 20210401 or 令和3年4月1日",
        "日付として読めません（2021/4/1、20210401、令和3年4月1日 のように書きます）",
    )


def _moment() -> Unreadable:
    return Unreadable("no day", "is a moment, not a day", "日付でなく時刻まで書かれています")
