"""Meanings: what a figure means, so that two years can be told to mean the same."""

from collections.abc import Hashable
from typing import Final

from attrs import frozen

from agency_kpis.answers import When
from agency_kpis.frozen import FrozenMap
from agency_kpis.wording import Language

_JAPANESE: Final = "\n\n定義："
_COMPARED: Final = ("noun", "name", "options", "when", "version")


@frozen(kw_only=True)
class Meaning:
    """The question behind a figure: of which records, placed by which date, with which options.

    ``text`` is the author's definition and ``version`` what the author calls it. Of a
    cadence the options tell how often it is due as well.
    """

    noun: str
    name: str
    when: When
    options: FrozenMap[str, Hashable]
    version: str
    text: str

    def text_in(self, language: Language) -> str:
        """Give the definition in a language: of the two that a docstring may hold, else the one.

        The Japanese one is what follows 定義： at the head of a paragraph.
        """
        text, _, japanese = self.text.partition(_JAPANESE)
        return japanese if language == "ja" and japanese else text

    def changed_from(self, before: "Meaning") -> tuple[str, ...]:
        """Name what the two do not have in common; their wording does not count."""
        return tuple(name for name in _COMPARED if getattr(self, name) != getattr(before, name))
