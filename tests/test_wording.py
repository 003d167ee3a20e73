"""Wording: what the library says itself, in two languages."""

import pytest

from agency_kpis.answers import (
    LATER,
    NOT_HAPPENED,
    OUT_OF_PERIOD,
    UNDATED,
    UNKNOWN_GROUP,
    UNRECORDED,
    WHOLE,
)
from agency_kpis.cadence import NOT_DUE, OFF_ROLL, OFF_ROSTER, PARTLY, UNKNOWN_ROLL
from agency_kpis.domain.terms import Outcome
from agency_kpis.errors import KpiError
from agency_kpis.goals import RULES, Verdict
from agency_kpis.metrics.intent import UNDETERMINED
from agency_kpis.metrics.populations import RENEWED
from agency_kpis.report.layouts import DISCLOSURE
from agency_kpis.showing import HEAPS
from agency_kpis.wording import cases, check_language, named, said, several


@pytest.mark.parametrize("words", [*(verdict.value for verdict in Verdict), *RULES.values()])
def test_every_verdict_and_rule_has_its_english(words: str) -> None:
    """No Japanese word of a verdict is left standing in an English table."""
    assert said(words, "en").isascii()
    assert said(words, "ja") == words


REASONS = [
    *(UNRECORDED, OUT_OF_PERIOD, UNDATED, NOT_HAPPENED, LATER),
    *(NOT_DUE.reason, PARTLY.reason, UNKNOWN_ROLL.reason, OFF_ROSTER, OFF_ROLL),
    *(outcome.value for outcome in Outcome if outcome not in RENEWED),
    *("フリート契約", "当初意向を要しない", UNDETERMINED.reason, UNKNOWN_GROUP, WHOLE),
]


@pytest.mark.parametrize("words", REASONS)
def test_every_reason_of_the_library_has_its_english(words: str) -> None:
    """Why a record was left out is told to every reader."""
    assert said(words, "en").isascii()


@pytest.mark.parametrize("words", [*HEAPS, *DISCLOSURE])
def test_every_column_has_its_english(words: str) -> None:
    """Nor one of a header."""
    assert said(words, "en").isascii()


def test_what_the_user_says_stays() -> None:
    """Labels and reasons of their own are nobody's to translate."""
    assert said("当社の理由", "en") == "当社の理由"
    assert named("Caravan", "ja") == named("Caravan", "en") == "Caravan"


def test_nouns_and_dates_have_names_in_words() -> None:
    """In both languages; those of an agency's own are called as in the code."""
    assert (named("Contract", "ja"), named("Contract", "en")) == ("契約", "contracts")
    assert (named("concluded_on", "ja"), named("concluded_on", "en")) == (
        "締結日",
        "day of conclusion",
    )
    assert named("Visit", "ja") == named("Visit", "en") == "Visit"


def test_numbers_and_lists_are_written_as_each_language_does() -> None:
    """件 and 、 in Japanese."""
    assert (cases(1500, "ja"), cases(1500, "en")) == ("1,500件", "1,500")
    assert (several(["a", "b"], "ja"), several(["a", "b"], "en")) == ("a、b", "a, b")


def test_a_language_is_one_of_the_two() -> None:
    """With the nearest."""
    assert check_language("en") == "en"
    with pytest.raises(KpiError, match="language='EN' is none of these"):
        check_language("EN")
