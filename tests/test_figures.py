"""Pictures: valid XML that says in words what it shows, and shows what was decided."""

from fractions import Fraction
from math import floor
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.errors import KpiError
from agency_kpis.figures import Bar, Heading, Picture, bullet, overview, trend

SVG = "{http://www.w3.org/2000/svg}"
values = st.fractions(-2, 3, max_denominator=10**6)
"""Values on the scale of a share, and beyond it."""

texts = st.text(max_size=40)
bars = st.builds(
    Bar,
    said=texts,
    label=texts,
    group=texts,
    value=values | st.none(),
    target=values | st.none(),
    low=st.fractions(-1, 0),
    tone=st.sampled_from(["good", "bad", "doubt", "quiet"]),
)
headings = st.builds(Heading, texts, texts)


def read(picture: Picture) -> ElementTree.Element:
    """Read a picture as strictly as XML is read."""
    return ElementTree.fromstring(picture)


def seen(text: str) -> str:
    """Give what is left of a text that XML cannot hold whole, its blanks as one."""
    shown = "".join(char for char in " ".join(text.split()) if char.isprintable())
    return " ".join(shown.split())


def plain(text: str | None) -> str:
    """Give a text without what replaced the characters that cannot be shown."""
    return seen((text or "").replace("\ufffd", ""))


@given(bar=bars)
def test_a_bar_is_xml_and_says_what_it_shows(bar: Bar) -> None:
    """Whatever the words hold, they stay words; they are the title and the label."""
    root = read(bullet(bar))
    title = root.find(f"{SVG}title")
    assert title is not None
    assert plain(title.text) == plain(root.attrib["aria-label"]) == plain(seen(bar.said))
    assert root.attrib["role"] == "img"
    assert not root.findall(f".//{SVG}script")


@given(bar=bars)
def test_a_bar_passes_its_tick_exactly_when_the_value_passes_the_target(bar: Bar) -> None:
    """A near miss is drawn as a miss, however near."""
    if bar.value is None or bar.target is None:
        assert bar.end is None or bar.tick is None
    elif bar.value == bar.target:
        assert bar.end == bar.tick
    else:
        assert bar.end is not None
        assert bar.tick is not None
        assert (bar.end < bar.tick) == (bar.value < bar.target)


def test_a_bar_of_a_share_reaches_as_far_as_the_share() -> None:
    """From nought at the left to all at the right."""
    assert Bar(said="", value=Fraction(1, 4)).end == 250
    assert Bar(said="", value=Fraction(2)).end == 1000
    half = Bar(said="", value=Fraction(-50), low=Fraction(-100), high=Fraction(100))
    assert (half.end, half.origin) == (250, 500)


@given(bar=bars)
def test_a_bar_reaches_as_far_as_its_value(bar: Bar) -> None:
    """To the nearest thousandth of the scale, and not beyond its ends."""
    bare = Bar(said="", value=bar.value, low=bar.low)
    if bare.value is not None:
        exactly = 1000 * (bare.value - bare.low) / (bare.high - bare.low)
        assert bare.end == min(max(floor(exactly + Fraction(1, 2)), 0), 1000)


def test_nought_is_marked_where_it_lies_inside_the_scale() -> None:
    """A bar from nought to -20 falls short of -10: it is no long bar that passes the target."""
    score = Bar(
        said="", value=Fraction(-20), target=Fraction(-10), low=Fraction(-20), high=Fraction(2)
    )
    for drawn in (bullet(score), overview("", [score])):
        *_, nought, tick = read(drawn).findall(f".//{SVG}rect")
        left, thin, thick = (
            int(nought.attrib["x"]),
            *(int(each.attrib["width"]) for each in (nought, tick)),
        )
        assert left < score.origin < left + thin
        assert thin < thick
    for low, high in ((0, 1), (-1, 0)):
        bar = Bar(said="", value=None, low=Fraction(low), high=Fraction(high))
        assert len(read(bullet(bar)).findall(f"{SVG}rect")) == 1


def test_a_bar_without_a_value_is_its_track() -> None:
    """And one without a target has no tick."""
    assert len(read(bullet(Bar(said="", value=None))).findall(f"{SVG}rect")) == 1
    assert len(read(bullet(Bar(said="", value=Fraction(1)))).findall(f"{SVG}rect")) == 2
    whole = Bar(said="", value=Fraction(1), target=Fraction(1))
    assert len(read(bullet(whole)).findall(f"{SVG}rect")) == 3


def test_a_scale_runs_upwards() -> None:
    """A scale of nothing is refused."""
    with pytest.raises(KpiError, match="high=0 is not above low=0"):
        Bar(said="", value=None, high=Fraction(0))


@given(
    points=st.lists(st.tuples(texts, values | st.none()), max_size=8),
    target=values | st.none(),
)
def test_a_trend_has_a_dot_a_value(
    points: list[tuple[str, Fraction | None]], target: Fraction | None
) -> None:
    """Each dot says its words; nothing is drawn where nothing is known."""
    root = read(trend(points, said="推移", target=target))
    dots = root.findall(f"{SVG}circle")
    known = [words for words, value in points if value is not None]
    assert [plain(dot.findtext(f"{SVG}title")) for dot in dots] == [plain(seen(w)) for w in known]
    assert len(root.findall(f"{SVG}line")) == (target is not None)
    assert {0 <= int(dot.attrib["cx"]) <= 240 for dot in dots} <= {True}
    assert {0 <= int(dot.attrib["cy"]) <= 56 for dot in dots} <= {True}


def test_a_trend_is_broken_where_a_value_is_missing() -> None:
    """The line does not run over a month of which nothing is known."""
    half, whole = Fraction(1, 2), Fraction(1)
    points = [("4月", half), ("5月", whole), ("6月", None), ("7月", half), ("8月", whole)]
    assert trend(points, said="").count("<polyline") == 2
    assert trend([("4月", half), ("5月", None)], said="").count("<polyline") == 0


def test_a_higher_value_is_drawn_higher() -> None:
    """Up is more."""
    root = read(trend([("4月", Fraction(1)), ("5月", Fraction(2))], said=""))
    low, high = (int(dot.attrib["cy"]) for dot in root.findall(f"{SVG}circle"))
    assert low > high


@given(title=texts, parts=st.lists(headings | bars, max_size=6))
def test_an_overview_is_xml_and_says_every_part(title: str, parts: list[Heading | Bar]) -> None:
    """A title, a text a heading, two a bar; and all of it in words, to those who do not see it."""
    root = read(overview(title, parts))
    said = [1 if isinstance(part, Heading) else 2 for part in parts]
    assert len(root.findall(f"{SVG}text")) == 1 + sum(said)
    assert plain(root.findtext(f"{SVG}title")) == plain(seen(title))
    for part in parts:
        words = (
            (part.title, part.mark)
            if isinstance(part, Heading)
            else (part.label, part.group, part.said)
        )
        assert all(plain(seen(each)) in plain(root.attrib["aria-label"]) for each in words)


def texts_of(*parts: Heading | Bar, title: str = "計画") -> list[str]:
    """Draw parts and give their texts as they are seen."""
    _, *drawn = read(overview(title, parts)).findall(f"{SVG}text")
    return ["".join(text.itertext()) for text in drawn]


def test_a_long_label_is_cut_before_it_runs_into_the_words() -> None:
    """The ellipsis says so."""
    label, _ = texts_of(Bar(label="長" * 200, said="50%", value=Fraction(1, 2)))
    assert label.endswith("長…")
    assert "長" * 60 not in label


@pytest.mark.parametrize("long", ["長" * 200, "Long words " * 40, "W" * 200])
def test_what_tells_apart_is_never_cut(long: str) -> None:
    """Of a heading the verdict is kept, of a label the group; the rest is cut for them."""
    heading, label, _ = texts_of(
        Heading(long, "× 未達"), Bar(label=long, group="あいおい", said="50%", value=None)
    )
    assert heading.endswith("… × 未達")
    assert label.endswith("… あいおい")
    (group, *_) = texts_of(Bar(label="対面", group=long, said="50%", value=None))
    assert group.endswith("…")


@given(
    words=st.lists(
        st.sampled_from(["意向", "（①）", "Reviewed", "W" * 80, "2021-04-01"]), max_size=60
    )
)
def test_long_titles_and_words_are_folded_and_lose_nothing(words: list[str]) -> None:
    """However long they are, all of them is read, line below line."""
    long = " ".join(words)
    root = read(overview(long, [Bar(label="対面", said=long, value=Fraction(1, 2))]))
    for text in (root.findall(f"{SVG}text")[0], root.findall(f"{SVG}text")[2]):
        assert "".join(text.itertext()).replace(" ", "") == long.replace(" ", "")
        assert all(len(line) <= 107 for line in text.itertext())


def test_what_does_not_fit_beside_its_label_stands_below_it() -> None:
    """And the bar below both."""
    short, long = (Bar(label="長" * 30, said="半" * n, value=Fraction(1, 2)) for n in (10, 30))
    beside, below = (read(overview("計画", [bar])) for bar in (short, long))
    assert [text.attrib["y"] for text in beside.findall(f"{SVG}text")][1:] == ["53", "53"]
    assert [text.attrib["y"] for text in below.findall(f"{SVG}text")][1:] == ["53", "69"]
    assert int(below.attrib["height"]) == int(beside.attrib["height"]) + 16


def test_a_notebook_shows_a_picture_as_it_is() -> None:
    """A text that is a picture."""
    drawn = bullet(Bar(said="50%", value=Fraction(1, 2)))
    assert drawn._repr_html_() == str(drawn)
    assert isinstance(drawn, str)
