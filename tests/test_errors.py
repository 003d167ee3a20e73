"""Errors: what can go wrong and how it is told."""

import pickle

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.errors import KpiError, NotAFacet, Problem, nearest

ORPHAN = Problem(
    rule="orphan intent",
    ids=("I-7", "C-9"),
    english="I-7 refers to contract C-9, which is not in the book",
    japanese="I-7 が参照する契約 C-9 が見当たりません",
)


def test_every_error_of_the_library_is_a_value_error() -> None:
    """Who catches ValueError catches what the library refuses."""
    assert issubclass(KpiError, ValueError)
    assert issubclass(NotAFacet, KpiError)


def test_no_default_of_getattr_hides_a_field_that_is_no_facet() -> None:
    """A missing facet is no AttributeError, which getattr and hasattr would swallow."""
    assert not issubclass(NotAFacet, AttributeError)


def test_a_problem_is_told_by_its_rule_and_its_words() -> None:
    """Printed, a problem names the rule that was broken and what broke it."""
    assert str(ORPHAN) == "orphan intent: I-7 refers to contract C-9, which is not in the book"


def test_a_problem_is_a_value() -> None:
    """Problems compare and hash by what they tell, and survive a pickle."""
    same, other = evolve(ORPHAN), evolve(ORPHAN, ids=("I-7",))
    assert {ORPHAN, same, pickle.loads(pickle.dumps(ORPHAN))} == {ORPHAN}
    assert other != ORPHAN


def test_a_problem_cannot_be_changed() -> None:
    """What was found wrong stays found."""
    with pytest.raises(FrozenInstanceError):
        ORPHAN.rule = "none"  # type: ignore[misc]


def test_a_problem_keeps_its_ids() -> None:
    """Ids given as any sequence are kept as a tuple, so that a problem stays a value."""
    ids = ["C-1", "C-2"]
    kept = Problem(rule="duplicate", ids=ids, english="twice", japanese="重複")
    ids.clear()
    assert kept.ids == ("C-1", "C-2")


@pytest.mark.parametrize(
    ("word", "known", "way_out"),
    [
        ("insurrer", ["insurer", "line"], "did you mean 'insurer'?"),
        ("エコノミ", ["なし", "エコノミー", "一般"], "did you mean 'エコノミー'?"),
        ("x", ["insurer", "line"], "known are: insurer, line"),
        (7, [6, 8], "known are: 6, 8"),
        ("x", [], "known are: none"),
    ],
)
def test_an_unknown_word_is_told_the_nearest_known_one(
    word: object, known: list[object], way_out: str
) -> None:
    """A typo is offered one word, anything else all of them."""
    assert nearest(word, known) == way_out


@given(st.lists(st.text(min_size=1, max_size=50), min_size=1), st.data())
def test_a_known_word_is_nearest_to_itself(known: list[str], data: st.DataObject) -> None:
    """No other word is offered in the place of the right one."""
    word = data.draw(st.sampled_from(known))
    assert nearest(word, iter(known)) == f"did you mean {word!r}?"
