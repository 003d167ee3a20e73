"""The README as a newcomer meets it; what its fences say is run by Sybil."""

from pathlib import Path

ROOT = Path(__file__).parents[1]


def commands(name: str) -> list[str]:
    """Give the commands that do all the set-up."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith("python3 -m venv .venv && ")]


def test_the_readme_is_short() -> None:
    """A README is read in one sitting."""
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < 120


def test_two_commands_do_all_the_set_up() -> None:
    """One runs the main job, one the tests; each is complete by itself."""
    job, tests = commands("README.md")
    assert job.endswith(" examples/fy2021_report.py")
    assert tests.endswith(" -m pytest")


def test_both_languages_show_the_same_commands() -> None:
    """README.ja.md does not fall behind."""
    assert commands("README.ja.md") == commands("README.md")
