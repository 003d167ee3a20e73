"""What can go wrong and how it is told: errors to catch, problems to gather."""

from collections.abc import Iterable
from difflib import get_close_matches

from attrs import field, frozen


class KpiError(ValueError):
    """Something given to the library breaks a rule.

    The message names the field, its value and the rule, and says the way out.
    """


class NotAFacet(KpiError):
    """A question read a field that is no facet where only facets are kept."""


@frozen(kw_only=True)
class Problem:
    """One thing wrong with the records of a book, told and never dropped.

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
    ids: tuple[str, ...] = field(converter=tuple[str, ...])
    english: str
    japanese: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.english}"


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
