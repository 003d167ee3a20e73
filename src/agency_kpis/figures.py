"""Pictures as SVG text: a bar against its target, a small trend, a plan at a glance.

They know no KPI, hold no script and fetch nothing. They take the font of the page they
stand in and the colours of its tables, and bring colours of their own where it has none.
Each says in words all that it shows, for those who do not see it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from html import escape
from itertools import accumulate
from typing import Final
from unicodedata import east_asian_width

from attrs import frozen

from agency_kpis.errors import KpiError
from agency_kpis.tables import WORD, Tone

_PALETTE: Final[dict[str, tuple[str, str]]] = {
    "good": ("#0b6646", "#6fd3a5"),
    "bad": ("#a3242b", "#ff9f9a"),
    "doubt": ("#7a5200", "#eabf62"),
    "quiet": ("#5c6670", "#a3adb7"),
    "line": ("#d9dfe4", "#353d45"),
    "ink": ("#1d2329", "#e4e7ea"),
}
# What XML cannot hold, and marks that would turn the direction of the rest of a line.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    "\ufffe\uffff]"
)


class Picture(str):
    """SVG text, which a notebook shows as the picture that it is.

    >>> Picture("<svg></svg>")._repr_html_()
    '<svg></svg>'
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


@frozen(kw_only=True)
class Bar:
    """A value on a scale from ``low`` to ``high``, and the target it is held against.

    ``said`` is what the picture shows, in words. A value beyond the scale ends at its
    edge; ``None`` draws no bar. Where bars stand one below another a ``label`` is cut that
    is too long, and the ``group`` after it is not: it tells the bars of a label apart.
    """

    said: str
    value: Fraction | None
    target: Fraction | None = None
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(1)
    tone: Tone = "quiet"
    label: str = ""
    group: str = ""

    def __attrs_post_init__(self) -> None:
        if self.high <= self.low:
            raise KpiError(f"high={self.high} is not above low={self.low}")

    @property
    def origin(self) -> int:
        """Where the bar starts from: nought, in thousandths of the scale."""
        return 0 if self.low == 0 else self._at(_NOUGHT)

    @property
    def has_both_signs(self) -> bool:
        """Whether nought lies inside the scale, where nobody would look for it."""
        return self.low < 0 < self.high

    @property
    def tick(self) -> int | None:
        """Where the target stands, in thousandths of the scale."""
        return None if self.target is None else self._at(self.target)

    @property
    def end(self) -> int | None:
        """Where the bar ends: short of the target or past it by an eyeful, as the value is."""
        if self.value is None:
            return None
        at = self._at(self.value)
        if self.target is None or self.value == self.target:
            return at
        tick = self._at(self.target)
        return min(at, tick - _GAP) if self.value < self.target else max(at, tick + _GAP)

    def _at(self, value: Fraction) -> int:
        """Place a value on the scale, in whole numbers: fractions are slow."""
        (n, per), (low, by) = value.as_integer_ratio(), self.low.as_integer_ratio()
        high, of = self.high.as_integer_ratio()
        above, whole = (n * by - low * per) * of, (high * by - low * of) * per
        return min(max((2 * _SCALE * above + whole) // (2 * whole), 0), _SCALE)


_NOUGHT: Final = Fraction(0)
_SCALE: Final = 1000
_GAP: Final = 14


def bullet(bar: Bar) -> Picture:
    """Draw a bar, and its target as a tick across it.

    >>> drawn = bullet(Bar(said="50.5%、目標55%以上", value=Fraction(1, 2), target=Fraction(3, 5)))
    >>> drawn.startswith("<svg") and "<title>50.5%、目標55%以上</title>" in drawn
    True
    """
    frame = f'viewBox="{-_GAP} 0 {_SCALE + 2 * _GAP} 80" width="160" height="9"'
    return _svg(bar.said, f'{frame} preserveAspectRatio="none"', _strokes(bar, _GAP))


def _strokes(bar: Bar, thick: int) -> Iterator[str]:
    """Draw the track, the bar from nought, and the tick, in thousandths of the scale."""
    origin, end, tick = bar.origin, bar.end, bar.tick
    yield _rect("line", (0, 20, _SCALE, 40))
    if end is not None:
        yield _rect(bar.tone, (min(origin, end), 20, abs(origin - end), 40))
    if bar.has_both_signs:
        yield _rect("quiet", (origin - thick // 4, 0, thick // 2, 80))
    if tick is not None:
        yield _rect("ink", (tick - thick // 2, 0, thick, 80))


def trend(
    points: Sequence[tuple[str, Fraction | None]], *, said: str, target: Fraction | None = None
) -> Picture:
    """Draw values in their order as a line, broken where one is missing.

    Each point is told in words of its own; a target is a dashed line across.

    >>> drawn = trend(
    ...     [("4月 50%", Fraction(1, 2)), ("5月 60%", Fraction(3, 5))], said="対面募集比率"
    ... )
    >>> drawn.count("<circle"), drawn.count("<polyline")
    (2, 1)
    """
    place = _Place.of(points, target)
    runs = [run for run in _runs(points) if len(run) > 1]
    lines = (_polyline([place.point(number, value) for number, value in run]) for run in runs)
    dots = (
        _dot(place.point(number, value), words)
        for number, (words, value) in enumerate(points)
        if value is not None
    )
    frame = f'viewBox="0 0 {_WIDE} {_TALL}" width="{_WIDE}" height="{_TALL}"'
    return _svg(said, frame, [*_dashes(place, target), *lines, *dots])


_WIDE: Final = 240
_TALL: Final = 56
_MARGIN: Final = 6


@frozen
class _Place:
    """Where a point is drawn: the step from one to the next, and the scale upwards."""

    step: Fraction
    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, points: Sequence[tuple[str, Fraction | None]], target: Fraction | None) -> "_Place":
        known = [value for _, value in points if value is not None]
        held = [*known, *([] if target is None else [target])] or [Fraction(0)]
        low, high = min(held), max(held)
        step = Fraction(_WIDE - 2 * _MARGIN, max(len(points) - 1, 1))
        return cls(step, low, high if high > low else low + 1)

    def point(self, number: int, value: Fraction) -> tuple[int, int]:
        return round(_MARGIN + number * self.step), self.height(value)

    def height(self, value: Fraction) -> int:
        room = _TALL - 2 * _MARGIN
        return round(_MARGIN + room * (self.high - value) / (self.high - self.low))


def _runs(points: Sequence[tuple[str, Fraction | None]]) -> list[list[tuple[int, Fraction]]]:
    """Part the values at those that are missing."""
    runs: list[list[tuple[int, Fraction]]] = [[]]
    for number, (_, value) in enumerate(points):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((number, value))
    return runs


def _polyline(points: Iterable[tuple[int, int]]) -> str:
    way = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline points="{way}" fill="none" stroke-width="2" {_paint("ink", "stroke")}/>'


def _dot(point: tuple[int, int], words: str) -> str:
    x, y = point
    return f'<circle cx="{x}" cy="{y}" r="3" {_paint("ink")}><title>{_xml(words)}</title></circle>'


def _dashes(place: _Place, target: Fraction | None) -> Iterator[str]:
    if target is not None:
        y = place.height(target)
        yield (
            f'<line x1="0" y1="{y}" x2="{_WIDE}" y2="{y}" stroke-dasharray="4 3" '
            f"{_paint('quiet', 'stroke')}/>"
        )


@frozen
class Heading:
    """What stands above bars: a title, cut where it is too long, and a mark, which is not."""

    title: str
    mark: str = ""


def overview(title: str, parts: Iterable[Heading | Bar]) -> Picture:
    """Draw many bars one below another under their headings, each with its label and words.

    >>> bar = Bar(label="対面", said="50%", value=Fraction(1, 2))
    >>> drawn = overview("2021年度", [Heading("①", "× 未達"), bar])
    >>> drawn.count("<text"), drawn.count("<rect"), "① × 未達; 対面 50%" in drawn
    (4, 2, True)
    """
    every, titled = tuple(parts), _folded(title, _LARGE)
    drawn, y = [_text(titled, 0, 20, size=_LARGE, weight=700)], 20 + _step(_LARGE) * len(titled)
    for part in every:
        strokes, height = _heading(part, y) if isinstance(part, Heading) else _gauge(part, y)
        drawn += strokes
        y += height
    frame = f'viewBox="-4 0 {_PAGE + 8} {y}" width="{_PAGE}" height="{y}"'
    words = "; ".join([title, *map(_in_words, every)])
    return _svg(title, f'{frame} style="max-width:100%;height:auto"', drawn, words)


_PAGE: Final = 640
_SMALL: Final = 13
_LARGE: Final = 16


def _step(size: int) -> int:
    """Give how far a line is from the next."""
    return size * 5 // 4


def _in_words(part: Heading | Bar) -> str:
    if isinstance(part, Heading):
        return f"{part.title} {part.mark}".strip()
    return f"{part.label} {part.group} {part.said}".strip()


_Drawn = tuple[list[str], int]
"""What was drawn, and how high it is."""


def _heading(heading: Heading, y: int) -> _Drawn:
    title = _named(heading.title, heading.mark)
    return [_text([title], 0, y + 8 + _SMALL, size=_SMALL, weight=700)], 30


def _gauge(bar: Bar, y: int) -> _Drawn:
    """Draw one bar under its name and, to the right, its words; below it where both are long."""
    name, said = _named(bar.label, bar.group), _folded(bar.said)
    fits = _wide(name) + _wide(bar.said) + _SMALL <= _PAGE
    top = y + _SMALL + (0 if fits else _step(_SMALL))
    down = top + _step(_SMALL) * (len(said) - 1)
    strokes = "" if bar.value is None else "".join(_strokes(bar, _GAP // 3))
    drawn = [
        _text([name], 0, y + _SMALL),
        _text(said, _PAGE, top, anchor="end"),
        f'<g transform="translate(0 {down + 5}) scale({_PAGE / _SCALE} 0.125)">{strokes}</g>',
    ]
    return drawn, down + 23 - y


@cache
def _em(char: str) -> float:
    """Give about how wide a character is drawn, in sizes of the font, which is the reader's."""
    if east_asian_width(char) in "WFA" or char in "MW@%":
        return 1.0
    return 0.75 if char.isupper() or char in "mw" else 0.6


def _wide(text: str, size: int = _SMALL) -> float:
    return size * sum(map(_em, text))


def _named(text: str, kept: str) -> str:
    """Put a text before what must be read after it, and cut the text where both do not fit."""
    if not kept:
        return _fitted(text, _PAGE)
    kept = _fitted(kept, _PAGE - 3 * _SMALL)
    return f"{_fitted(text, _PAGE - _wide(kept) - _SMALL)} {kept}"


def _fitted(text: str, room: float) -> str:
    """Cut a text that is wider than its room, and say so with an ellipsis."""
    if _wide(text) <= room:
        return text
    ends = accumulate(_SMALL * _em(char) for char in text)
    return text[: sum(end <= room - _SMALL for end in ends)] + "…"


def _folded(text: str, size: int = _SMALL) -> list[str]:
    """Part a text into lines that fit, between words where it can be."""
    if _wide(text, size) <= _PAGE:
        return [text]
    lines = [""]
    for word in WORD.findall(text):
        for piece in [word] if _wide(word, size) <= _PAGE else word:
            if _wide(lines[-1] + piece, size) > _PAGE:
                lines.append("")
            lines[-1] += piece
    return lines


def _text(
    lines: Sequence[str], x: int, y: int, *, size: int = _SMALL, weight: int = 400, anchor: str = ""
) -> str:
    """Write lines one below another, each beginning, or ending, at the same place."""
    first, *rest = map(_xml, lines)
    below = (f'<tspan x="{x}" dy="{_step(size)}">{line}</tspan>' for line in rest)
    at = f' text-anchor="{anchor}"' if anchor else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}"{at} '
        f'fill="currentColor">{first}{"".join(below)}</text>'
    )


def _rect(paint: str, box: tuple[int, int, int, int]) -> str:
    x, y, width, height = box
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {_paint(paint)}/>'


@cache
def _paint(name: str, where: str = "fill") -> str:
    """Colour as the page's tables do; failing that, by the theme, and failing that, for paper."""
    light, dark = _PALETTE[name]
    return (
        f'{where}="{light}" style="{where}:var(--kpi-{name}, light-dark({light}, {dark}))'
        ';print-color-adjust:exact"'
    )


def _svg(said: str, frame: str, parts: Iterable[str], words: str = "") -> Picture:
    """Put a picture together; ``words`` say all of it where ``said`` is but its title."""
    title = _xml(said)
    label = _xml(words) if words else title
    return Picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{label}" {frame}>'
        f"<title>{title}</title>{''.join(parts)}</svg>"
    )


def _xml(text: str) -> str:
    """Write a text that opens no tag, in one line, of what XML can hold."""
    return escape(_UNSEEN.sub("\ufffd", " ".join(text.split())))
