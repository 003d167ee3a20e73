"""Meanings: what a figure means, so that two years can be told to mean the same."""

from collections.abc import Hashable
from typing import Final

from attrs import frozen

from agency_kpis.answers import When
from agency_kpis.frozen import FrozenMap

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

    def changed_from(self, before: "Meaning") -> tuple[str, ...]:
        """Name what the two do not have in common; their wording does not count."""
        return tuple(name for name in _COMPARED if getattr(self, name) != getattr(before, name))
