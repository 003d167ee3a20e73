"""The pages in a real browser: Chromium, without a window, where one is installed.

``apt-get install chromium fonts-noto-cjk`` brings one. With ``SCREENSHOTS`` set to a folder
the pictures it takes are kept there, to be looked at.
"""

import os
import re
import runpy
import shutil
import subprocess
from html import escape
from pathlib import Path

import pytest

from agency_kpis.figures import Bar, Heading, overview
from agency_kpis.report import Report

EXAMPLE = Path(__file__).parents[1] / "examples" / "publish.py"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium fonts-noto-cjk"
)

MEASURE = """
<script>
const paint = (element, part) => getComputedStyle(element, part);
const table = document.querySelector("table");
const bars = [...document.querySelectorAll("td svg rect")].map((bar) => paint(bar).fill);
const beyond = (cell) => cell.getBoundingClientRect().right > window.innerWidth;
const labels = [...document.querySelectorAll("td")].map((cell) => paint(cell, "::before").content);
parent.document.title = JSON.stringify({
  wide: document.documentElement.scrollWidth - window.innerWidth,
  rows: table.rows.length,
  ink: paint(table).color,
  paper: paint(document.querySelector("td")).backgroundColor,
  bars: new Set(bars).size,
  empty: [...document.querySelectorAll("td svg")].filter((svg) => !svg.clientWidth).length,
  folded: document.querySelectorAll("details:not([open])").length,
  beyond: [...document.querySelectorAll("th, td")].filter(beyond).length,
  labelled: labels.filter((label) => label !== "none").length,
  styles: document.querySelectorAll("div > svg:first-child").length,
  unseen: [...document.querySelectorAll("div > svg:first-child")].every((svg) => !svg.clientWidth),
});
</script>
"""

OVERLAPS = """
<script>
const texts = [...document.querySelectorAll("text")].map((text) => text.getBBox());
const frame = document.querySelector("svg").viewBox.baseVal;
const out = (box) => box.x < frame.x || box.x + box.width > frame.x + frame.width;
const meet = (one, other) => one !== other
  && one.x < other.x + other.width && other.x < one.x + one.width
  && one.y + 4 < other.y + other.height && other.y + 4 < one.y + one.height;
document.title = JSON.stringify({
  texts: texts.length,
  out: texts.filter(out).length,
  meet: texts.filter((text) => texts.some((other) => meet(text, other))).length,
});
</script>
"""


@pytest.fixture(scope="module")
def report() -> Report:
    """Give the example's report."""
    made: Report = runpy.run_path(str(EXAMPLE))["REPORT"]
    return made


def chromium(tmp_path: Path, page: str, *flags: str) -> str:
    """Open a page and give what Chromium prints; the page itself never runs a script."""
    path = tmp_path / "page.html"
    path.write_text(page, "utf-8")
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", *flags]
    run = subprocess.run(
        [*command, path.as_uri()], check=True, capture_output=True, text=True, timeout=120
    )
    return run.stdout


def framed(page: str, width: int) -> str:
    """Set a page in a frame, for no window is as narrow as a telephone."""
    style = f"border:0;width:{width}px;height:2400px"
    return f'<!DOCTYPE html><body style="margin:0"><iframe srcdoc="{escape(page)}" style="{style}">'


def measured(tmp_path: Path, page: str, width: int, script: str = MEASURE) -> dict[str, str]:
    """Lay a page out in a window and read what came of it off its title."""
    ended = page.replace("</body>", f"{script}</body>")
    shown = ended if width > 500 else framed(ended, width)
    dom = chromium(tmp_path, shown, "--dump-dom", f"--window-size={width},1200")
    title = re.search(r"<title>\{(.*?)\}</title>", dom)
    assert title is not None
    return dict(re.findall(r'"(\w+)":"?([^"]*?)"?(?:,(?=")|$)', title[1]))


def kept(name: str, tmp_path: Path) -> Path:
    """Give where a picture is written."""
    return Path(os.environ.get("SCREENSHOTS", tmp_path)) / name


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_fits_a_wide_window_and_draws_its_bars(
    report: Report, tmp_path: Path, language: str
) -> None:
    """Nothing is cut off; every line has its bar, in more colours than one."""
    page = report.to_html(standalone=True, language="en" if language == "en" else "ja")
    seen = measured(tmp_path, page, 1600)
    assert int(seen["wide"]) <= 0
    assert int(seen["rows"]) == 12
    assert int(seen["bars"]) == 4
    assert int(seen["empty"]) == 0
    assert int(seen["folded"]) == 1


@pytest.mark.parametrize("layout", ["full", "disclosure"])
def test_the_page_is_read_on_a_telephone_without_scrolling_sideways(
    report: Report, tmp_path: Path, layout: str
) -> None:
    """Each cell stands under the last, after the name of its column."""
    page = report.to_html(standalone=True, layout=layout)
    narrow, wide = (measured(tmp_path, page, width) for width in (400, 1600))
    assert (narrow["beyond"], int(narrow["wide"]) <= 0) == ("0", True)
    assert int(narrow["labelled"]) == page.count("<td")
    assert int(wide["labelled"]) == 0


@pytest.mark.parametrize(("theme", "ink"), [("true", "29, 35, 41"), ("false", "228, 231, 234")])
def test_a_part_of_a_page_follows_the_theme_of_its_notebook(
    report: Report, tmp_path: Path, theme: str, ink: str
) -> None:
    """Two tables in one page, each with its style, which itself is not seen."""
    tables = report.to_html() + report.to_html(layout="disclosure")
    page = f'<!DOCTYPE html><body data-jp-theme-light="{theme}">{tables}</body>'
    seen = measured(tmp_path, page, 1600)
    assert (seen["styles"], seen["unseen"]) == ("2", "true")
    assert seen["ink"] == f"rgb({ink})"


@pytest.mark.parametrize(
    "long", ["お客さまの貴重な時間を尊重しつつ、" * 8, "Reviewed with WHOLE teams " * 12, "W" * 150]
)
def test_no_text_of_the_plan_at_a_glance_is_cut_off_or_written_over(
    tmp_path: Path, long: str
) -> None:
    """However long titles, headings, labels and words are."""
    parts: list[Heading | Bar] = [
        Heading(long, "× 未達"),
        Bar(label=long, group="あいおい", said="50.0%、目標 55%以上、× 未達", value=None),
        Bar(label="対面募集比率", group=long, said=long, value=None),
        Bar(label="対面募集比率", said="50.0%", value=None),
    ]
    drawn = overview(long, parts)
    page = (
        f"<!DOCTYPE html><meta charset='utf-8'><body style='font: 13px sans-serif'>{drawn}</body>"
    )
    seen = measured(tmp_path, page, 1600, OVERLAPS)
    assert (seen["texts"], seen["out"], seen["meet"]) == ("8", "0", "0")


def test_light_and_dark_are_told_apart(report: Report, tmp_path: Path) -> None:
    """Ink and paper change places."""
    page = report.to_html(standalone=True)
    light, dark = (
        measured(tmp_path, page.replace("color-scheme: light dark", f"color-scheme: {theme}"), 1600)
        for theme in ("light", "dark")
    )
    assert (light["ink"], light["paper"]) == ("rgb(29, 35, 41)", "rgb(255, 255, 255)")
    assert (dark["ink"], dark["paper"]) == ("rgb(228, 231, 234)", "rgb(21, 25, 29)")


def test_the_page_prints_on_a4_in_landscape(report: Report, tmp_path: Path) -> None:
    """One sheet of 297 by 210 millimetres holds the table."""
    pdf = kept("kpi.pdf", tmp_path)
    chromium(
        tmp_path, report.to_html(standalone=True), f"--print-to-pdf={pdf}", "--no-pdf-header-footer"
    )
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([0-9.]+) ([0-9.]+)\]", pdf.read_bytes())
    assert [(round(float(width)), round(float(height))) for width, height in boxes] == [(842, 595)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1500])
@pytest.mark.parametrize("layout", ["full", "disclosure", "figure"])
def test_a_picture_is_taken(
    report: Report, tmp_path: Path, layout: str, width: int, theme: str
) -> None:
    """Each layout draws something, on a telephone and a desk, in either theme."""
    figure = f"<!DOCTYPE html><meta charset='utf-8'><body>{report.figure()}</body>"
    page = figure if layout == "figure" else report.to_html(layout=layout, standalone=True)
    themed = page + f"<style>:root {{ color-scheme: {theme} !important; }}</style>"
    shot = kept(f"{layout}-{width}-{theme}.png", tmp_path)
    shown = framed(themed, width) if width < 500 else themed
    chromium(tmp_path, shown, f"--screenshot={shot}", f"--window-size={max(width, 500)},900")
    assert shot.read_bytes().startswith(b"\x89PNG")
    assert shot.stat().st_size > 10_000
