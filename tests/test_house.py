"""Who may import whom, and what nobody may touch: read from pyproject.toml, where it is written."""

import ast
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
PYPROJECT = ROOT / "pyproject.toml"
CONTRACTS: list[dict[str, Any]] = tomllib.loads(PYPROJECT.read_text("utf-8"))["tool"][
    "importlinter"
]["contracts"]
LAYERED = [contract for contract in CONTRACTS if contract["type"] == "layers"]
FORBIDDEN = {
    name
    for contract in CONTRACTS
    if contract["type"] == "forbidden"
    for name in contract["forbidden_modules"]
}
VISITS = {
    tuple(arrow.split(" -> "))
    for contract in CONTRACTS
    for arrow in contract.get("ignore_imports", ())
}
DOING_IO = {"__import__", "breakpoint", "input", "open", "print"}
READING_THE_WORLD = {
    *("now", "today", "utcnow"),
    *("argv", "stderr", "stdin", "stdout"),
    *("getsource", "getsourcelines"),
}


def module_of(file: Path) -> str:
    """Give the dotted name of a source file."""
    dotted = ".".join(file.relative_to(SOURCE).with_suffix("").parts)
    return dotted.removesuffix(".__init__")


MODULES = {
    module_of(file): file.read_text("utf-8")
    for file in sorted((SOURCE / "agency_kpis").rglob("*.py"))
}


def imported(source: str) -> set[str]:
    """Give the dotted name of everything a source imports, at whatever depth it does so."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            names |= {f"{origin}.{alias.name}" for alias in node.names}
    return names


def floors_of(contract: dict[str, Any]) -> dict[str, int]:
    """Number the rooms of a contract from the ground up."""
    (container,) = contract["containers"]
    rows = [line.replace("(", "").replace(")", "") for line in reversed(contract["layers"])]
    return {
        f"{container}.{room}": floor for floor, row in enumerate(rows) for room in row.split(" | ")
    }


def room_of(module: str, floors: dict[str, int]) -> str | None:
    """Give the room a module, or a name from it, belongs to."""
    return next((room for room in floors if f"{module}.".startswith(f"{room}.")), None)


def climbs(contract: dict[str, Any], module: str, source: str) -> list[str]:
    """List the imports of a source that go to another room and not down."""
    floors = floors_of(contract)
    here = room_of(module, floors)
    there = {name: room_of(name, floors) for name in imported(source)}
    return [
        f"{module} imports {name}"
        for name, room in there.items()
        if here and room and room != here and floors[room] >= floors[here]
    ]


def strangers(module: str, source: str) -> set[str]:
    """Give the packages a source imports that it has no business with."""
    tops = {name.partition(".")[0] for name in imported(source)}
    known = (sys.stdlib_module_names - FORBIDDEN) | {"agency_kpis", "attrs"}
    return {top for top in tops - known if (module, top) not in VISITS}


def deeds(source: str) -> set[str]:
    """Give the names a source uses that do I/O, or read the clock or its own text."""
    tree = list(ast.walk(ast.parse(source)))
    names = {node.id for node in tree if isinstance(node, ast.Name)}
    members = {node.attr for node in tree if isinstance(node, ast.Attribute)}
    return (names & DOING_IO) | (members & READING_THE_WORLD)


def enters_by_the_front(source: str) -> bool:
    """Tell whether a source imports the front door instead of a room."""
    floors = floors_of(LAYERED[0])
    names = {name for name in imported(source) if name.partition(".")[0] == "agency_kpis"}
    return any(room_of(name, floors) is None for name in names)


@pytest.mark.parametrize("contract", LAYERED, ids=lambda contract: contract["id"])
def test_every_file_has_its_place_in_the_house(contract: dict[str, Any]) -> None:
    """A file that nobody placed is no room."""
    (container,) = contract["containers"]
    inside = [module for module in MODULES if module.startswith(f"{container}.")]
    assert [module for module in inside if room_of(module, floors_of(contract)) is None] == []


@pytest.mark.parametrize("contract", LAYERED, ids=lambda contract: contract["id"])
def test_a_room_imports_only_the_rooms_below(contract: dict[str, Any]) -> None:
    """The house's arrows go down, and rooms of one floor do not know each other."""
    assert [
        climb for module, source in MODULES.items() for climb in climbs(contract, module, source)
    ] == []


def test_rooms_do_not_go_out_by_the_front_door() -> None:
    """The front door lists the rooms; only the entry point beside it comes in that way."""
    entering = [module for module, source in MODULES.items() if enters_by_the_front(source)]
    assert entering == ["agency_kpis._hypothesis"]


def test_the_house_does_no_io() -> None:
    """Nothing that opens, prints or reads the clock is imported, and no stranger is."""
    assert {
        module: found for module, source in MODULES.items() if (found := strangers(module, source))
    } == {}


def test_the_house_opens_and_prints_nothing() -> None:
    """No built-in that does I/O is named, no clock read, no source looked up."""
    assert {module: found for module, source in MODULES.items() if (found := deeds(source))} == {}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("agency_kpis.errors", "from agency_kpis.checks import check_text"),
        ("agency_kpis.errors", "from agency_kpis import checks"),
        ("agency_kpis.checks", "def late():\n    import agency_kpis.frozen"),
        ("agency_kpis.periods", "from agency_kpis.domain.contracts import Contract"),
    ],
)
def test_an_arrow_upwards_is_seen(module: str, source: str) -> None:
    """An import is seen however it is spelled, and however deep it stands."""
    assert len(climbs(LAYERED[0], module, source)) == 1


@pytest.mark.parametrize(
    "source", ["import os.path", "from pathlib import Path", "import dateutil", "from . import x"]
)
def test_a_stranger_is_seen(source: str) -> None:
    """I/O, another's dependency, a package nobody declared, a relative import."""
    assert strangers("agency_kpis.measures", source)


@pytest.mark.parametrize("source", ["open('x')", "f = print", "date.today()", "inspect.getsource"])
def test_a_deed_is_seen(source: str) -> None:
    """Naming it is enough."""
    assert deeds(source)


@pytest.mark.parametrize("source", ["import agency_kpis", "from agency_kpis import Rate"])
def test_the_front_door_is_seen(source: str) -> None:
    """A public name taken from the front instead of from its room."""
    assert enters_by_the_front(source)


def test_import_linter_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same contracts hold along chains of imports, as import-linter follows them."""
    cli = pytest.importorskip("importlinter.cli", reason="import-linter is in the check extra")
    monkeypatch.setattr(sys, "path", [*sys.path])
    assert cli.lint_imports(config_filename=str(PYPROJECT), no_cache=True, no_logo=True) == 0
