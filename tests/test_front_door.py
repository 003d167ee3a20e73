"""The front door: every public name is listed there, and what each of them takes is kept.

``python tests/test_front_door.py`` writes public_api.txt anew. What changed in it is what
changes for users: tell it in the changelog.
"""

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum, StrEnum
from functools import cached_property
from inspect import Parameter, Signature, signature
from pathlib import Path
from types import FunctionType, ModuleType, UnionType
from typing import Annotated, ForwardRef, Union, get_args, get_origin

import attrs

import agency_kpis
from agency_kpis import metrics, strategies
from agency_kpis.cadence import Cadence
from agency_kpis.domain import terms
from agency_kpis.questions import Metric
from agency_kpis.records import Noun

SNAPSHOT = Path(__file__).with_name("public_api.txt")
HEADING = "# What agency_kpis promises. Written by: python tests/test_front_door.py"
WIDTH = 100


# ---- the list ---------------------------------------------------------------------------


def source_of(module: ModuleType) -> ast.Module:
    """Read the source of a module."""
    return ast.parse(Path(str(module.__file__)).read_text("utf-8"))


def test_the_front_door_lists_what_it_imports_and_no_more() -> None:
    """Every name that comes in by the front door goes out by it, and is listed once."""
    imports = [node for node in source_of(agency_kpis).body if isinstance(node, ast.ImportFrom)]
    imported = [alias.asname or alias.name for node in imports for alias in node.names]
    assert sorted(imported) == sorted(agency_kpis.__all__)


def test_the_front_door_only_lists() -> None:
    """It has a docstring, imports of its rooms and a list of names, and computes nothing."""
    docstring, *imports, listed = source_of(agency_kpis).body
    assert isinstance(docstring, ast.Expr)
    assert {type(node) for node in imports} == {ast.ImportFrom}
    assert isinstance(listed, ast.Assign)
    assert isinstance(listed.value, ast.List)
    assert {type(name) for name in listed.value.elts} == {ast.Constant}


def test_the_lists_are_sorted() -> None:
    """Constants first, then classes, then functions, each by their names."""
    for module in (agency_kpis, metrics, strategies):
        assert module.__all__ == sorted(module.__all__, key=_place)


def _place(name: str) -> tuple[bool, bool, str]:
    return not name.isupper(), not name[0].isupper(), name


def test_every_noun_and_every_word_is_listed() -> None:
    """No record and no word of the trade was forgotten on the way to the front door."""
    nouns = {noun for noun in subclasses(Noun) if noun.__module__.startswith("agency_kpis.domain")}
    words = {word for word in subclasses(StrEnum) if word.__module__ == terms.__name__}
    assert {kind.__name__ for kind in nouns | words} - {*agency_kpis.__all__} == set()


def subclasses(kind: type) -> set[type]:
    """Give the public subclasses of a class, of whatever degree."""
    below: set[type] = {*kind.__subclasses__()}
    found = below.union(*map(subclasses, below))
    return {each for each in found if not each.__name__.startswith("_")}


def test_every_public_class_and_function_says_what_it_promises() -> None:
    """A name without a docstring is not documented in the reference either."""
    public = {name: getattr(agency_kpis, name) for name in agency_kpis.__all__}
    callables = {name: value for name, value in public.items() if inspect.isroutine(value)}
    classes = {name: value for name, value in public.items() if isinstance(value, type)}
    assert [name for name, it in {**callables, **classes}.items() if not it.__doc__] == []


def test_importing_the_library_imports_what_it_depends_on_and_no_more() -> None:
    """The standard library, attrs and dateutil: no hypothesis, no data frames, no engine."""
    program = (
        "import sys; before = {*sys.modules}; import agency_kpis, agency_kpis.metrics; "
        "print(*{name.partition('.')[0] for name in {*sys.modules} - before})"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    # six comes with older releases of dateutil.
    known = {"agency_kpis", "attr", "attrs", "dateutil", "six"}
    assert {*run.stdout.split()} - sys.stdlib_module_names - known == set()


# ---- what each name takes ---------------------------------------------------------------


def hint(said: object) -> str:
    """Write an annotation without its modules, alike under every version of Python."""
    if isinstance(said, str | ForwardRef):
        return said if isinstance(said, str) else said.__forward_arg__
    inner = [hint(each) for each in (said if isinstance(said, list) else get_args(said))]
    if get_origin(said) is Annotated:
        return f"{inner[1].title()}[{inner[0]}]"
    if get_origin(said) in (Union, UnionType):
        return " | ".join(inner)
    name = "" if isinstance(said, list) else plain(said)
    return f"{name}[{', '.join(inner)}]" if inner or not name else name


def plain(said: object) -> str:
    """Name a class, a type variable, a mark or a special form."""
    if isinstance(said, Enum):
        return said.name
    name = str(getattr(get_origin(said) or said, "__name__", repr(said)))
    return {"NoneType": "None", "Ellipsis": "..."}.get(name, name)


def default(value: object) -> str:
    """Write a default: a set in order, a member of an enum by its name."""
    match value:
        case attrs.NOTHING:
            return "..."
        case Enum():
            return f"{type(value).__name__}.{value.name}"
        case frozenset():
            return f"{{{', '.join(sorted(map(default, value)))}}}"
        case _:
            return repr(value)


def parameter(each: Parameter) -> str:
    """Write one parameter."""
    stars = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}.get(each.kind.name, "")
    said = "" if each.annotation is each.empty else f": {hint(each.annotation)}"
    given = "" if each.default is each.empty else f" = {default(each.default)}"
    return f"{stars}{each.name}{said}{given}"


def parameters(of: Signature) -> list[str]:
    """Write the parameters, and the star before those given by name."""
    taken = of.parameters.values()
    written = [parameter(each) for each in taken]
    by_name = [each.kind is each.KEYWORD_ONLY for each in taken]
    if True in by_name and not any(each.kind is each.VAR_POSITIONAL for each in taken):
        written.insert(by_name.index(True), "*")
    return written


def call(name: str, of: Signature, gives: str | None = None) -> str:
    """Write a call in one line, or where it is long with a parameter a line."""
    returned = hint(of.return_annotation) if gives is None else gives
    end = f" -> {returned}" if returned else ""
    taken = parameters(of)
    line = f"{name}({', '.join(taken)}){end}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{name}(", *(f"    {each}," for each in taken), f"){end}"])


def bound(of: Signature) -> Signature:
    """Leave out self, or cls."""
    return of.replace(parameters=[*of.parameters.values()][1:])


def entry(name: str, value: object) -> Iterator[str]:
    """Write one public name, and the members of a class."""
    if isinstance(value, Metric | Cadence):
        gives = f"{value.reading.name} of {value.noun.__name__} by {value.when}"
        yield call(name, signature(value), gives)
    elif isinstance(value, type):
        yield from class_entry(name, value)
    elif inspect.isroutine(value):
        yield call(name, signature(value))
    elif get_origin(value):
        yield f"{name} = {hint(value)}"
    else:
        yield f"{name}: {type(value).__name__}"


def class_entry(name: str, kind: type) -> Iterator[str]:
    """Write a class: how it is made, or what it is where that is Python's own; its members."""
    if issubclass(kind, Enum | Exception | str):
        yield f"{name}: {kind.__mro__[1].__name__}"
    else:
        yield call(name, signature(kind), "")
    if issubclass(kind, Enum):
        yield from (f"{name}.{member.name} = {member.value!r}" for member in kind)
    if attrs.has(kind):
        late = [each for each in attrs.fields(kind) if not each.init and each.name[0] != "_"]
        yield from (f"{name}.{each.name}: {hint(each.type)}" for each in late)
    for member, found in sorted(members(kind).items()):
        yield from member_entry(f"{name}.{member}", found)


def members(kind: type) -> dict[str, object]:
    """Give the public methods and properties that the house gave a class."""
    ours = [each for each in reversed(kind.__mro__) if each.__module__.startswith("agency_kpis")]
    found = {name: value for each in ours for name, value in vars(each).items()}
    return {name: value for name, value in found.items() if name[0] != "_" or name == "__call__"}


def member_entry(name: str, found: object) -> Iterator[str]:
    """Write a method or a property; fields are told where the class is made."""
    match found:
        case property(fget=get) | cached_property(func=get) if get:
            yield f"{name}: {hint(signature(get).return_annotation)}"
        case staticmethod():
            yield call(name, signature(found.__func__))
        case classmethod():
            yield call(name, bound(signature(found.__func__)))
        case FunctionType():
            yield call(name, bound(signature(found)))


def public(module: ModuleType, prefix: str) -> Iterator[str]:
    """Write every public name of a module, whatever its case in one order."""
    for name in sorted(module.__all__, key=str.casefold):
        yield from entry(prefix + name, getattr(module, name))


def snapshot() -> str:
    """Write what every public name takes and gives."""
    doors = {"": agency_kpis, "metrics.": metrics, "strategies.": strategies}
    parts = ["\n".join(public(module, prefix)) for prefix, module in doors.items()]
    return "\n\n".join([HEADING, *parts]) + "\n"


def test_what_the_public_names_take_has_not_changed() -> None:
    """What users wrote yesterday works today, or the changelog says that it does not."""
    kept = SNAPSHOT.read_text("utf-8").splitlines()
    assert snapshot().splitlines() == kept, f"meant? then run: python tests/{Path(__file__).name}"


if __name__ == "__main__":
    SNAPSHOT.write_text(snapshot(), "utf-8")
