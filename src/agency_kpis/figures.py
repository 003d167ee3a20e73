"""Pictures as SVG text: a bar against its target, a small trend, a plan at a glance.

They know no KPI, hold no script and fetch nothing. They take the font of the page they
stand in and the colours of its tables, and bring colours of their own where it has none.
Each says in words what it shows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from html import escape
from typing import Final
from unicodedata import east_asian_width

from attrs import frozen

from agency_kpis.errors import KpiError
from agency_kpis.tables import Tone

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

    ``said`` is what the picture shows, in words, for those who do not see it. A value
    beyond the scale ends at its edge; ``None`` draws no bar.
    """

    said: str
    value: Fraction | None
    target: Fraction | None = None
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(1)
    tone: Tone = "quiet"
    label: str = ""

    def __attrs_post_init__(self) -> None:
        if self.high <= self.low:
            raise KpiError(f"high={self.high} is not above low={self.low}")

    @property
    def origin(self) -> int:
        """Where the bar starts from: nought, in thousandths of the scale."""
        return 0 if self.low == 0 else self._at(Fraction(0))

    @property
    def tick(self) -> int | None:
        """Where the target stands, in thousandths of the scale."""
        return None if self.target is None else self._at(self.target)

    @property
    def end(self) -> int | None:
        """Where the bar ends: short of the target or past it by an eyeful, as the value is."""
        if self.value is None:
            return None
        at, tick = self._at(self.value), self.tick
        if tick is None or self.target is None or self.value == self.target:
            return at
        return min(at, tick - _GAP) if self.value < self.target else max(at, tick + _GAP)

    def _at(self, value: Fraction) -> int:
        at = round(_SCALE * (value - self.low) / (self.high - self.low))
        return min(max(at, 0), _SCALE)


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
    """Draw the track, the bar from zero, and the tick, in thousandths of the scale."""
    end, tick = bar.end, bar.tick
    yield _rect("line", (0, 20, _SCALE, 40))
    if end is not None:
        left, right = sorted((bar.origin, end))
        yield _rect(bar.tone, (left, 20, right - left, 40))
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


def overview(title: str, parts: Iterable[str | Bar]) -> Picture:
    """Draw many bars one below another under their headings, each with its label and words.

    >>> drawn = overview("2021年度", ["①", Bar(label="対面", said="50%", value=Fraction(1, 2))])
    >>> drawn.count("<text"), drawn.count("<rect")
    (4, 2)
    """
    drawn, y = [_text(title, 0, 20, size=16, weight=700)], 40
    for part in parts:
        y += 8 if isinstance(part, str) else 0
        drawn.extend(_heading(part, y) if isinstance(part, str) else _gauge(part, y))
        y += 22 if isinstance(part, str) else 36
    frame = f'viewBox="-4 0 {_PAGE + 8} {y}" width="{_PAGE}" height="{y}"'
    return _svg(title, f'{frame} style="max-width:100%;height:auto"', drawn)


_PAGE: Final = 640
_SMALL: Final = 13


def _heading(heading: str, y: int) -> Iterator[str]:
    yield _text(_fitted(heading, _PAGE), 0, y + _SMALL, size=_SMALL, weight=700)


def _gauge(bar: Bar, y: int) -> Iterator[str]:
    """Draw one bar under its label and its words, the words to the right."""
    said = _fitted(bar.said, _PAGE)
    label = _fitted(bar.label, max(_PAGE - _wide(said) - _SMALL, 3 * _SMALL))
    yield _text(label, 0, y + _SMALL)
    yield _text(said, _PAGE, y + _SMALL, anchor="end")
    strokes = "" if bar.value is None else "".join(_strokes(bar, _GAP // 3))
    yield f'<g transform="translate(0 {y + 18}) scale({_PAGE / _SCALE} 0.125)">{strokes}</g>'


def _wide(text: str) -> int:
    """Give about how wide a text is drawn: the font is the reader's."""
    return sum(_SMALL if east_asian_width(char) in "WFA" else 8 for char in text)


def _fitted(text: str, room: int) -> str:
    """Cut a text that is wider than its room, and say so with an ellipsis."""
    if _wide(text) <= room:
        return text
    kept = text
    while kept and _wide(kept) + _SMALL > room:
        kept = kept[:-1]
    return f"{kept}…"


def _text(
    text: str, x: int, y: int, *, size: int = _SMALL, weight: int = 400, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="currentColor">{_xml(text)}</text>'
    )


def _rect(paint: str, box: tuple[int, int, int, int]) -> str:
    x, y, width, height = box
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {_paint(paint)}/>'


def _paint(name: str, where: str = "fill") -> str:
    """Colour as the page's tables do; failing that, by the theme, and failing that, for paper."""
    light, dark = _PALETTE[name]
    return (
        f'{where}="{light}" style="{where}:var(--kpi-{name}, light-dark({light}, {dark}))'
        ';print-color-adjust:exact"'
    )


def _svg(said: str, frame: str, parts: Iterable[str]) -> Picture:
    words = _xml(said)
    return Picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{words}" {frame}>'
        f"<title>{words}</title>{''.join(parts)}</svg>"
    )


def _xml(text: str) -> str:
    """Write a text that opens no tag, in one line, of what XML can hold."""
    return escape(_UNSEEN.sub("\ufffd", " ".join(text.split())))
