"""What can go wrong and how it is told: errors to catch, problems to gather."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final, Literal

import attrs

Level = Literal["error", "warning"]
_SENTENCE: Final = 400


class KpiError(ValueError):
    """Something given to the library breaks a rule.

    The message names the field, its value and the rule, and says the way out.
    """


class NotAFacet(KpiError):
    """A question read a field that is no facet where only facets are kept."""


class OutOfOrder(KpiError):
    """A record's later day comes before its earlier one.

    Its ``args`` are the message and the names of the two fields, the later one first.
    """

    def __str__(self) -> str:
        return str(self.args[0])


@attrs.frozen(kw_only=True)
class Problem:
    """One thing wrong with rows, or with the records of a book, told and never dropped.

    An ``error`` rejects the row it tells of; of a book, it must be put right before the
    figures can be relied on. A ``warning`` may be as it should; its row is kept. What was
    found in a row tells the noun, the number of the row from 1, and where it can the field,
    the column as the user spells it and the value as it stood, cut where it is long.

    >>> orphan = Problem(
    ...     rule="orphan intent",
    ...     ids=("I-7", "C-9"),
    ...     english="I-7 refers to contract C-9, which is not in the book",
    ...     japanese="I-7 が参照する契約 C-9 が見当たりません",
    ... )
    >>> print(orphan)
    orphan intent: I-7 refers to contract C-9, which is not in the book
    """

    rule: str
    ids: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    english: str
    japanese: str
    level: Level = "error"
    noun: str | None = None
    row: int | None = None
    field: str | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        return f"{self.rule}: {shortened(self.english, _SENTENCE)}"


def shown(value: object, longest: int = 60) -> str:
    """Write a value as Python does, cut where it is long; this never fails.

    >>> shown("満期日"), shown("9" * 1_000_000, longest=5)
    ("'満期日'", "'99999…'")
    """
    if type(value) is str:
        return repr(shortened(value, longest))
    try:
        return shortened(repr(value), longest)
    except Exception:  # a value may refuse to be written: an int of too many digits does
        return f"<{type(value).__name__}>"


def shortened(text: str, longest: int = 60) -> str:
    """Cut a text where it is longer, and say so with an ellipsis.

    >>> shortened("四半期", longest=2)
    '四半…'
    """
    return text if len(text) <= longest else f"{text[:longest]}…"


def nearest(word: object, known: Iterable[object]) -> str:
    """Say the way out of an unknown word: the nearest known one, or all of them.

    >>> nearest("insurrer", ["insurer", "line"])
    "did you mean 'insurer'?"
    >>> nearest("x", ["insurer", "line"])
    'known are: insurer, line'
    """
    names = [str(name) for name in known]
    close = get_close_matches(str(word), names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are: {', '.join(names) or 'none'}"
