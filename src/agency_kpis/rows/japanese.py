"""The conventions of Japanese exports, each a small function from a cell to a plain value."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import isnan
from types import NoneType
from typing import Any, Final

from attrs import evolve, field, frozen

from agency_kpis.checks import check_whole
from agency_kpis.domain.scales import NONE, Amount, Burden, Rider, Scale, Subset
from agency_kpis.errors import KpiError, nearest, shortened
from agency_kpis.periods import Period
from agency_kpis.rows.cells import Fault, Kind, Reading, Unreadable
from agency_kpis.rows.conventions import Conventions, Meanings
from agency_kpis.rows.days import Year, day_of, doubt_of, moment_day, serial_day
from agency_kpis.rows.headers import own_words, sure_headers

_WIDTHS: Final = re.compile("[ぁ-ヾ]?[\u3000\uff01-\uffee]+")
_AROUND: Final = " \t\r\n\v\f\u00a0\u200b\u3000\ufeff"
_LIKE: Final = str.maketrans({"\uff5e": "〜", "\u2212": "-"})
_DASHES: Final = "-‐‑‒–—―ー"

_YES: Final = frozenset({"○", "◯", "〇", "有", "有り", "あり", "はい", "1", "TRUE", "YES"})
_NO: Final = frozenset({"×", "✕", "✖", "X", "無", "無し", "なし", "いいえ", "0", "FALSE", "NO"})
_NOTHING: Final = ("なし", "無し", "無")

_NUMBER: Final = re.compile(r"(?P<sign>[-+▲△]?)¥?(?P<parts>[0-9,.億万千]+)(?P<unit>.*)")
_PART: Final = re.compile(r"((?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?)([億万千]*)")
_SCALES: Final = {"": 1, "千": 10**3, "万": 10**4, "千万": 10**7, "億": 10**8}
_LONGEST: Final = 40


def fold(text: str) -> str:
    """Fold widths as NFKC does, one spelling of 〜 and −, and no blanks around.

    Only what is full or half width is folded: ① and ㈱ stay what they are, and so does a
    name with an old form of a character.

    >>> fold("１２３－ＡＢｃ\u3000"), fold("代理店ｺｰﾄﾞ"), fold("4月～5月")
    ('123-ABc', '代理店コード', '4月〜5月')
    """
    if not text.isascii():
        text = _WIDTHS.sub(_folded, text.translate(_LIKE))
    return text.strip(_AROUND)


def _folded(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


def fold_header(text: str) -> str:
    """Fold a header, in which blanks and line breaks mean nothing.

    >>> fold_header("満期日 （月）")
    '満期日(月)'
    """
    return "".join(fold(text).split())


def is_blank(text: str) -> bool:
    """Tell whether a folded text says nothing: blank, or dashes alone."""
    return not text.strip(_DASHES)


def plain(value: object) -> object:
    """Give a frame's scalar as Python's own; what is missing there is ``None``.

    Frames are known by what their scalars can do: no frame's library is imported.

    >>> plain(float("nan")), plain(5.0)
    (None, 5.0)
    """
    if type(value) in _PLAIN:
        return value
    if type(value).__name__ in _MISSING:
        return None
    value = _unpacked(value)
    return None if _is_nan(value) else value


def _is_nan(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_nan()
    return isinstance(value, float) and isnan(value)


_PLAIN: Final = frozenset({str, int, bool, date, NoneType})
_MISSING: Final = frozenset({"NAType", "NaTType"})


def _unpacked(value: object) -> object:
    """Take a NumPy scalar out of its type; a moment by way of the microseconds Python knows."""
    scalar: Any = value
    kind = getattr(getattr(value, "dtype", None), "kind", None)
    if not isinstance(kind, str) or getattr(value, "ndim", None) != 0:
        return value
    unpacked: object = (scalar.astype("datetime64[us]") if kind == "M" else scalar).item()
    return unpacked


def yes_or_no(text: str) -> bool:
    """Read ○ 有 あり 1 TRUE はい as yes, × 無 なし 0 FALSE いいえ as no.

    >>> yes_or_no("○"), yes_or_no("無")
    (True, False)
    """
    word = text.upper()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unreadable(
        "no yes or no", "is no yes or no: write ○ or ×", "○×、有無などで書かれていません"
    )


def number_of(text: str) -> Fraction:
    """Read a number with its commas, ▲, 千 万 億, and 円 or a percent sign.

    >>> print(number_of("1,234円"), number_of("▲1億5,000万円"), number_of("12.5%"))
    1234 -150000000 1/8
    """
    return _measured(text, {"": 1, "円": 1, "%": 100})


def _measured(text: str, units: Mapping[str, int]) -> Fraction:
    """Read a number of one of the units, each with how many of it make one."""
    match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None or match["unit"] not in units:
        raise _no_number()
    size = _size(match["parts"]) / units[match["unit"]]
    return size if match["sign"] in ("", "+") else -size


def _size(text: str) -> Fraction:
    """Add up what stands before 億, before 万 and at the end, in that order."""
    total, below, parts = Fraction(0), 10**12, _PART.findall(text)
    if "".join(map("".join, parts)) != text:
        raise _no_number()
    for digits, power in parts:
        scale = _SCALES.get(power, below)
        if scale >= below:
            raise _no_number()
        total, below = total + Fraction(digits.replace(",", "")) * scale, scale
    return total


def whole_of(text: str, unit: str = "円") -> int:
    """Read a number that is whole, such as an amount in yen; a share of a hundred is none.

    >>> whole_of("1.5万円"), whole_of(fold("３，０００"))
    (15000, 3000)
    """
    number = _measured(text, {"": 1, unit: 1})
    if number.denominator != 1:
        raise _no_number()
    return number.numerator


def _no_number() -> Unreadable:
    return Unreadable(
        "no whole number",
        "is no whole number: write 1,234, 3万円 or ▲500",
        "整数として読めません（1,234、3万円、▲500 のように書きます）",
    )


def words_of(words: type[Enum], text: str) -> Enum:
    """Read a word by its Japanese name, or by the digits of its number.

    >>> from agency_kpis import Line
    >>> words_of(Line, "火災")
    <Line.FIRE: '火災'>
    """
    try:
        return words(text)
    except ValueError:
        known = {str(word.value): word for word in words}
        if text in known:
            return known[text]
        raise Unreadable(
            "unknown word",
            f"is no {words.__name__}: {nearest(shortened(text), known)}; values= maps what differs",
            f"{words.__name__} にない言葉です（{'、'.join(known)}）。values= で読み替えられます",
        ) from None


def _checked_year(year: Year | None) -> Year | None:
    if isinstance(year, Period):
        if year.length > 12:
            raise KpiError(
                f"year={year} has {year.length} months: a day would lie in two of its years"
            )
        return year
    return None if year is None else check_whole("year", year, least=1)


@frozen
class Japanese(Conventions):
    """Read cells as Japanese exports and frames write them; what is typed already stays.

    >>> JAPANESE.in_year(2021).read(Kind(date), Meanings(), " ４月１日").value
    datetime.date(2021, 4, 1)
    """

    year: Year | None = field(default=None, converter=_checked_year)

    def in_year(self, year: Year) -> "Japanese":
        """Give the year of days written without one: a year, or a period of twelve months or less.

        In a fiscal year each month and day lies once, so that no year need be guessed.
        """
        return evolve(self, year=year)

    def header(self, text: str) -> str:
        """Give a header without its widths and blanks."""
        return fold_header(text)

    def key(self, cell: object) -> object:
        """Give a cell without its frame's type and its widths; 1.0 is 1."""
        return _whole(_value(cell))

    def sure(self, noun: type) -> Mapping[str, str]:
        """Give the headers that mean one field of a noun."""
        return sure_headers(noun)

    def words(self, noun: type) -> Mapping[str, Mapping[object, object]]:
        """Give by field of a noun the words that exports write in its column alone."""
        return own_words(noun)

    def is_blank(self, cell: object) -> bool:
        """Tell whether a cell says nothing: blank, a dash, or what frames hold for that."""
        return _says_nothing(_value(cell))

    def way_out(self) -> str:
        """Say how a cell that does not fit may be read."""
        return "map it with values="

    def knows_year(self) -> bool:
        """Tell whether a year is given for days written without one."""
        return self.year is not None

    def read(self, kind: Kind, meanings: Meanings, cell: object) -> Reading:
        """Read a cell of a field: what the caller says it means, else what is written."""
        value = _value(cell)
        said = meanings.of(_whole(value))
        if said is not None and kind.takes(said.value):
            return said
        if _says_nothing(value):
            return Reading(kind.unsaid)
        if kind.container is not None:
            return self._many(kind, meanings, value)
        return self._one(kind, value)

    def item(self, scale: Scale[Any], meanings: Meanings, cell: object) -> Reading:
        """Read a cell of an intent's item: あり as ○, and amounts, before its scale does."""
        value = _value(cell)
        said = meanings.of(_whole(value))
        if said is not None:
            return said
        if _says_nothing(value):
            return Reading(None)
        try:
            return Reading(_as_item(scale, value))
        except Unreadable as unreadable:
            return Reading(None, (unreadable.fault(),))

    def join(self, parts: Sequence[object]) -> Reading:
        """Read a day whose parts stand apart; 令和3 and 3月 will do."""
        texts = [
            self._part(part, unit)
            for part, unit in zip(reversed(parts), "日月年"[: len(parts)], strict=True)
        ]
        if not any(texts):
            return Reading(None)
        if not all(texts):
            return Reading(None, (_PART_MISSING,))
        return self._one(Kind(date), "".join(reversed(texts)))

    def _part(self, cell: object, unit: str) -> str:
        value = self.key(cell)
        text = "" if value is None else shortened(str(value))
        return "" if is_blank(text) else text.removesuffix(unit) + unit

    def _many(self, kind: Kind, meanings: Meanings, value: object) -> Reading:
        if type(value) is str:
            value = [] if value in _NOTHING else _split(value)
        value = _listed(value)
        if not isinstance(value, list | tuple | set | frozenset):
            return Reading(value)
        readings = [self.read(evolve(kind, container=None), meanings, item) for item in value]
        faults = tuple(fault for reading in readings for fault in reading.faults)
        container: Any = kind.container
        try:
            return Reading(container(reading.value for reading in readings), faults)
        except TypeError:  # an item that cannot be hashed
            return Reading(value, faults)

    def _one(self, kind: Kind, value: object) -> Reading:
        try:
            return self._read(kind, value)
        except Unreadable as unreadable:
            return Reading(None, (unreadable.fault(),))

    def _read(self, kind: Kind, value: object) -> Reading:
        if kind.base is date:
            return self._day(value)
        if kind.is_word:
            return Reading(_as_word(kind.base, value))
        convert = _CONVERT.get(kind.base)
        return Reading(value if convert is None else convert(value))

    def _day(self, value: object) -> Reading:
        number = _whole(value)
        if type(number) is int:
            return Reading(serial_day(number))
        if isinstance(value, datetime):
            return Reading(moment_day(value))
        if type(value) is not str:
            return Reading(value)
        doubt = doubt_of(value)
        return Reading(day_of(value, self.year), () if doubt is None else (doubt,))


def _split(text: str) -> list[str]:
    return [piece for piece in map(fold, re.split("[、,;\n]", text)) if piece]


def _value(cell: object) -> object:
    """Give a cell without its frame's type and its widths."""
    value = plain(cell)
    return fold(value) if type(value) is str else value


def _says_nothing(value: object) -> bool:
    return value is None or (type(value) is str and is_blank(value))


def _listed(value: object) -> object:
    """Give an array of one dimension as a list: so a frame may hold the items of a cell."""
    array: Any = value
    return (
        array.tolist() if getattr(value, "ndim", None) == 1 and hasattr(value, "tolist") else value
    )


def _whole(value: object) -> object:
    """Give a whole number as an int: frames write 5.0 where a column has blanks."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < _LONGEST:
        return int(value) if value == value.to_integral_value() else value
    return value


def _as_word(words: type[Enum], value: object) -> object:
    """Read a word by its name or its number; another value stays, and is refused."""
    if type(value) is str:
        return words_of(words, value)
    number = _whole(value)
    if type(number) is not int:
        return value
    return next((word for word in words if type(word.value) is int and word.value == number), value)


def _as_bool(value: object) -> object:
    number = _whole(value)
    if type(number) is int and number in (0, 1):
        return bool(number)
    return yes_or_no(value) if type(value) is str else value


def _as_whole(value: object) -> object:
    return whole_of(value) if type(value) is str else _whole(value)


def _as_number(value: object) -> object:
    return number_of(value) if type(value) is str else value


def _as_item(scale: Scale[Any], value: object) -> object:
    if type(value) is not str or value in _OF_SCALES:
        return _whole(value)
    if isinstance(scale, Amount | Burden):
        return whole_of(value, scale.unit)
    if isinstance(scale, Subset):
        return NONE if value in _NOTHING else frozenset(_split(value))
    return yes_or_no(value) if isinstance(scale, Rider) else value


_OF_SCALES: Final = ("なし", "あり", "無制限", "対象外")
_CONVERT: Final[Mapping[object, Callable[[object], object]]] = {
    bool: _as_bool,
    int: _as_whole,
    Fraction: _as_number,
}
_PART_MISSING: Final = Fault("no day", "lacks a part of its day", "年月日の一部がありません")

JAPANESE: Final = Japanese()
