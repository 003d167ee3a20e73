"""Errors: what can go wrong and how it is told."""

import pickle

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.errors import KpiError, NotAFacet, OutOfOrder, Problem, nearest, shortened, shown

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


def test_days_out_of_order_name_their_fields() -> None:
    """Who catches it reads which two days they were; printed, it is the message alone."""
    error = OutOfOrder("until=2020 is before since=2021", "until", "since")
    assert str(error) == "until=2020 is before since=2021"
    assert pickle.loads(pickle.dumps(error)).args[1:] == ("until", "since")
    assert isinstance(error, KpiError)


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


def test_a_problem_is_an_error_of_no_row_unless_it_says_so() -> None:
    """A problem of the book has no row, no field and no value."""
    assert ORPHAN.level == "error"
    where = (ORPHAN.noun, ORPHAN.row, ORPHAN.field, ORPHAN.column, ORPHAN.value)
    assert where == (None, None, None, None, None)


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


@given(st.text(), st.integers(0, 100))
def test_a_text_is_cut_only_where_it_is_longer(text: str, longest: int) -> None:
    """Up to the longest it is as it was; beyond, its beginning and an ellipsis."""
    if len(text) <= longest:
        assert shortened(text, longest) == text
    else:
        assert shortened(text, longest) == text[:longest] + "…"


def test_sixty_characters_are_long_enough() -> None:
    """Without a word about it, a value is cut after sixty."""
    assert shortened("あ" * 60) == "あ" * 60
    assert shortened("あ" * 61) == "あ" * 60 + "…"
    assert shown("あ" * 61) == repr("あ" * 60 + "…")
    assert shown(int("9" * 61)) == "9" * 60 + "…"


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.lists(st.text()))
def test_a_value_is_shown_as_python_writes_it(value: object) -> None:
    """A value is told as it stood, in a length that fits a line."""
    assert shown(value, longest=1000) == shortened(repr(value), 1000)


def test_a_value_that_refuses_to_be_written_is_shown_by_its_kind() -> None:
    """Telling what is wrong never goes wrong itself."""

    class Silent:
        def __repr__(self) -> str:
            raise RuntimeError

    assert shown(Silent()) == "<Silent>"
    assert shown(10**10_000) == "<int>"
