"""The hypothesis entry point."""

import subprocess
import sys
from importlib.metadata import entry_points
from types import ModuleType

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import agency_kpis
from agency_kpis._hypothesis import register


@attrs.frozen
class Parasol:
    name: str


def test_hypothesis_finds_the_entry_point() -> None:
    """The installed package tells hypothesis what to call."""
    (entry,) = (entry for entry in entry_points(group="hypothesis") if entry.name == "agency_kpis")
    assert entry.load() is register


def test_public_values_are_drawn_by_the_strategies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The strategies room, imported when first asked, draws every public value."""
    room = ModuleType("agency_kpis.strategies")
    monkeypatch.setattr(room, "strategy_of", lambda kind: st.just(kind("green")), raising=False)
    monkeypatch.setitem(sys.modules, "agency_kpis.strategies", room)
    monkeypatch.setattr(agency_kpis, "Parasol", Parasol, raising=False)
    register()

    @given(st.from_type(Parasol))
    def drawn(parasol: Parasol) -> None:
        assert parasol == Parasol("green")

    drawn()


@pytest.mark.parametrize("first", ["agency_kpis", "hypothesis"])
def test_importing_hypothesis_imports_no_strategies(first: str) -> None:
    """Whichever comes first, hypothesis is not kept waiting for strategies nobody asked for."""
    program = (
        f"import {first}, hypothesis, sys; assert 'agency_kpis._hypothesis' in sys.modules; "
        "assert 'agency_kpis.strategies' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
