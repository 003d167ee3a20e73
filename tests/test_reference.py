"""The reference, as far as the front door and the catalogue tell what belongs there."""

import builtins
import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import agency_kpis
import agency_kpis.metrics
from agency_kpis import Cadence, Metric

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted((DOCS / "reference").glob("*.md"))
ENTRY = re.compile(r"^\.\. (?:auto(?:class|exception|function)|data):: (\w+)$", re.MULTILINE)


def test_the_reference_lists_every_public_name_once() -> None:
    """What can be imported is documented, and nothing else is."""
    entries = [name for page in PAGES for name in ENTRY.findall(page.read_text("utf-8"))]
    assert sorted(entries) == sorted([*agency_kpis.__all__, *agency_kpis.metrics.__all__])


def test_the_catalogue_lists_every_metric_as_it_is() -> None:
    """The table of metrics says of each what the code says."""
    page = (DOCS / "reference" / "catalogue.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    metrics = [getattr(agency_kpis.metrics, name) for name in agency_kpis.metrics.__all__]
    assert sorted(rows) == sorted(map(_row, metrics))


def _row(metric: Metric[Any, Any] | Cadence[Any]) -> str:
    when = (metric.when,) if isinstance(metric.when, str) else metric.when or ()
    parameters = inspect.signature(metric.asks).parameters.values()
    options = [each for each in parameters if each.kind is each.KEYWORD_ONLY]
    cells = (
        f"`{metric.name}` {metric.label}",
        f"`{metric.noun.__name__}`",
        ", ".join(f"`{name}`" for name in when),
        ", ".join(map(_option, options)) or "–",
        metric.unit,
    )
    return f"| {' | '.join(cells)} |"


def _option(option: inspect.Parameter) -> str:
    """Spell an option, with an ellipsis where it must be given."""
    return f"`{option.name}=…`" if option.default is option.empty else f"`{option.name}`"


def test_the_glossary_names_what_is_in_the_code() -> None:
    """A term's name in the code can be imported, or is an attribute of what can."""
    page = (DOCS / "glossary.md").read_text("utf-8")
    assert sorted(set(_named(page)) - set(_known())) == []


def _named(page: str) -> Iterator[str]:
    """Yield every name in the column that tells the code's."""
    column = 0
    for line in page.splitlines():
        cells = line.split("|")
        if "in code" in line and len(cells) > 1:
            column = [cell.strip() for cell in cells].index("in code")
        elif line.startswith("| "):
            for spelled in re.findall(r"`([^`]+)`", cells[column]):
                yield from spelled.split(".")


def _known() -> Iterator[str]:
    for module in (agency_kpis, agency_kpis.metrics):
        for name in module.__all__:
            yield name
            yield from dir(getattr(module, name))
    yield from dir(builtins)


def test_the_picture_of_the_house_keeps_its_order() -> None:
    """Read from the ground up, the rooms it shows stand as in pyproject.toml."""
    page = (DOCS / "explanation" / "ideas.md").read_text("utf-8")
    picture = page.split("## The house")[1].split("```")[1]
    floors = [re.findall(r"\w+", line)[1:] for line in picture.splitlines()[1:] if "─" not in line]
    *house, nouns = floors
    _check_order([room for floor in reversed(house) for room in floor], "house")
    _check_order(nouns, "nouns")


def _check_order(rooms: list[str], contract: str) -> None:
    settings = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = [each["layers"] for each in contracts if each["id"] == contract]
    height = {name: n for n, layer in enumerate(layers) for name in re.findall(r"\w+", layer)}
    assert rooms == sorted(rooms, key=height.__getitem__, reverse=True)
