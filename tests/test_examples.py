"""Every script under examples/ runs as it stands."""

import runpy
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.py"))


@pytest.mark.parametrize("script", EXAMPLES, ids=lambda script: script.name)
def test_an_example_runs_and_prints(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An example shows something, and complains of nothing."""
    runpy.run_path(str(script), run_name="__main__")
    printed = capsys.readouterr()
    assert printed.out.strip()
    assert not printed.err
