"""How problems are told: counted by rule, the first of each, and none is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.errors import KpiError, OutOfOrder, Problem, shortened, shown
from agency_kpis.records import Loaded
from agency_kpis.wording import Language


def problem(rule: str, number: int = 1, level: str = "error") -> Problem:
    """Make a problem of a row."""
    return Problem(
        rule=rule,
        ids=(f"C-{number}",),
        english=f"row {number} breaks {rule}",
        japanese=f"{number}行目",
        level=level,  # type: ignore[arg-type]
        row=number,
    )


problems = st.lists(
    st.builds(
        problem,
        st.sampled_from(["no day", "no id", "blank"]),
        st.integers(1, 9),
        st.sampled_from(["error", "warning"]),
    )
)


@given(problems)
def test_every_problem_is_counted_once(told: list[Problem]) -> None:
    """In the line of its rule and level, errors first, the commonest first."""
    table = Loaded((), tuple(told)).table(language="en")
    texts = [[cell.text for cell in row] for row in table.rows]
    assert sum(int(count) for _, _, count, *_ in texts) == len(told)
    assert sorted(texts, key=lambda row: (row[1], -int(row[2]))) == texts
    firsts = {(each.rule, each.level): each.english for each in reversed(told)}
    assert {(rule, level): first for rule, level, _, _, first in texts} == firsts


def test_a_table_is_told_in_japanese_or_english() -> None:
    """And in no other language."""
    loaded: Loaded[str] = Loaded((), (problem("no day", 3), problem("old", 4, "warning")))
    assert [[cell.text for cell in row] for row in loaded.table().rows] == [
        ["no day", "誤り", "1", "C-3", "3行目"],
        ["old", "注意", "1", "C-4", "4行目"],
    ]
    english: Language = "en"
    assert loaded.table(language=english).header[0].text == "rule"
    assert loaded.table(language=english).language == "en"
    with pytest.raises(KpiError, match="language='fr' is none of these: known are: ja, en"):
        loaded.table(language="fr")  # type: ignore[arg-type]


@given(problems)
def test_a_table_of_problems_says_how_many_there_are(told: list[Problem]) -> None:
    """In its caption, of none too; each row is named by its rule."""
    loaded: Loaded[str] = Loaded((), tuple(told))
    japanese, english = loaded.table(), loaded.table(language="en")
    assert (japanese.caption, english.caption) == (f"問題 {len(told)}件", f"Problems: {len(told)}")
    assert all([cell.header for cell in row] == [True, *[False] * 4] for row in english.rows)


def test_a_notebook_shows_the_table() -> None:
    """As it shows a report."""
    loaded: Loaded[str] = Loaded((), (problem("no day", 3),))
    assert loaded._repr_html_() == loaded.table().to_html()


def test_errors_are_raised_and_warnings_are_not() -> None:
    """With the first of each rule."""
    sound = Loaded(("record",), (problem("old", 4, "warning"),))
    assert sound.raise_if_problems() is sound
    told = (problem("no day", 3), problem("no id", 5), problem("no day", 7), *sound.problems)
    with pytest.raises(KpiError) as refusal:
        Loaded((), told).raise_if_problems()
    assert str(refusal.value).splitlines() == [
        "3 problems, the first of each rule:",
        "2 × no day: row 3 breaks no day",
        "1 × no id: row 5 breaks no id",
    ]


@given(problems)
def test_the_rejected_rows_are_those_of_errors(told: list[Problem]) -> None:
    """Each once, however many errors it has; a problem of a book has no row."""
    orphan = Problem(rule="orphan", ids=(), english="", japanese="")
    loaded: Loaded[str] = Loaded((), (*told, orphan))
    assert {*loaded.rejected} == {each.row for each in told if each.level == "error"}
    assert len(loaded.rejected) == len({*loaded.rejected})


@given(st.text(), st.integers(0, 9))
def test_a_text_is_cut_where_it_is_longer(text: str, longest: int) -> None:
    """With an ellipsis; a text that fits is what it was."""
    cut = shortened(text, longest)
    assert cut == (text if len(text) <= longest else text[:longest] + "…")


@pytest.mark.parametrize("make", [lambda: 10**5000, lambda: Unwritable()])
def test_a_value_that_cannot_be_written_is_shown_by_its_class(make: "type[object]") -> None:
    """Telling of a value never fails."""
    assert shown(make()) in ("<int>", "<Unwritable>")
    assert shown([1] * 1000) == f"{repr([1] * 1000)[:60]}…"


class Unwritable:
    def __repr__(self) -> str:
        raise RuntimeError


def test_days_out_of_order_tell_their_fields() -> None:
    """The message, the later field and the earlier one."""
    error = OutOfOrder("b is before a", "b", "a")
    assert (str(error), error.args[1:]) == ("b is before a", ("b", "a"))
