"""The pages in a real browser: Chromium, without a window, where one is installed.

``apt-get install chromium fonts-noto-cjk`` brings one. With ``SCREENSHOTS`` set to a folder
the pictures it takes are kept there, to be looked at.
"""

import os
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

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
const paint = (element) => getComputedStyle(element);
const table = document.querySelector("table");
const bars = [...document.querySelectorAll("td svg rect")].map((bar) => paint(bar).fill);
document.title = JSON.stringify({
  wide: document.documentElement.scrollWidth - window.innerWidth,
  rows: table.rows.length,
  ink: paint(table).color,
  paper: paint(document.querySelector("td")).backgroundColor,
  bars: new Set(bars).size,
  empty: [...document.querySelectorAll("td svg")].filter((svg) => !svg.clientWidth).length,
  folded: document.querySelectorAll("details:not([open])").length,
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


def measured(tmp_path: Path, page: str, width: int) -> dict[str, str]:
    """Lay a page out in a window and read what came of it off its title."""
    ended = page.replace("</body>", f"{MEASURE}</body>")
    dom = chromium(tmp_path, ended, "--dump-dom", f"--window-size={width},1200")
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
@pytest.mark.parametrize("layout", ["full", "disclosure", "figure"])
def test_a_picture_is_taken(report: Report, tmp_path: Path, layout: str, theme: str) -> None:
    """Each layout draws something, in either theme."""
    figure = f"<!DOCTYPE html><meta charset='utf-8'><body>{report.figure()}</body>"
    page = figure if layout == "figure" else report.to_html(layout=layout, standalone=True)
    themed = f"<style>:root {{ color-scheme: {theme} !important; }}</style>"
    shot = kept(f"{layout}-{theme}.png", tmp_path)
    chromium(tmp_path, page + themed, f"--screenshot={shot}", "--window-size=1500,900")
    assert shot.read_bytes().startswith(b"\x89PNG")
    assert shot.stat().st_size > 10_000
