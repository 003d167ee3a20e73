"""Meanings: what a figure means, so that two years can be told to mean the same."""

from collections.abc import Hashable
from typing import Final

from attrs import evolve, frozen

from agency_kpis.answers import When
from agency_kpis.frozen import FrozenMap
from agency_kpis.wording import Language

_JAPANESE: Final = "\n\n定義："
_COMPARED: Final = ("noun", "name", "options", "when", "version")


@frozen(kw_only=True)
class Meaning:
    """The question behind a figure: of which records, placed by which date, with which options.

    ``text`` is the author's definition and ``version`` what the author calls it. Among the
    options are the library's ``own``: of a cadence how often it is due, of a change what it
    is held against.
    """

    noun: str
    name: str
    when: When
    options: FrozenMap[str, Hashable]
    version: str
    text: str
    own: tuple[str, ...] = ()

    def with_own(self, **options: Hashable) -> "Meaning":
        """Give the meaning with options of the library's own beside the question's."""
        given = FrozenMap({**self.options, **options})
        return evolve(self, options=given, own=(*self.own, *options))

    def text_in(self, language: Language) -> str:
        """Give the definition in a language: of the two that a docstring may hold, else the one.

        The Japanese one is what follows 定義： at the head of a paragraph. A paragraph that
        tells the source is for those who write definitions, not for those who read tables.
        """
        text, _, japanese = f"\n\n{self.text}".partition(_JAPANESE)
        told = (japanese if language == "ja" and japanese else text.strip()) or japanese
        paragraphs = told.split("\n\n")
        return "\n\n".join(each for each in paragraphs if not each.startswith("Source: "))

    def changed_from(self, before: "Meaning") -> tuple[str, ...]:
        """Name what the two do not have in common; their wording does not count."""
        return tuple(name for name in _COMPARED if getattr(self, name) != getattr(before, name))
