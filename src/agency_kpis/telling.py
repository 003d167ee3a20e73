"""How problems are told: counted by rule first, then the first of each, however many there are."""

from collections.abc import Iterable
from typing import Self

from attrs import frozen

from agency_kpis.errors import KpiError, Level, Problem, shortened
from agency_kpis.tables import Cell, Table
from agency_kpis.wording import Language, check_language


@frozen
class _Words:
    caption: str
    header: tuple[str, str, str, str, str]
    levels: dict[Level, str]


_WORDS: dict[str, _Words] = {
    "ja": _Words(
        "問題 {:,}件",
        ("規則", "区分", "件数", "ID", "最初の例"),
        {"error": "誤り", "warning": "注意"},
    ),
    "en": _Words(
        "Problems: {:,}",
        ("rule", "level", "count", "ids", "the first of them"),
        {"error": "error", "warning": "warning"},
    ),
}
_IDS, _SENTENCE = 40, 200


class Told:
    """What comes with problems, and tells them."""

    __slots__ = ()

    problems: tuple[Problem, ...]

    def table(self, *, language: Language = "ja") -> Table:
        """Tell the problems in a line a rule: how many there are, and the first of them.

        Errors come before warnings, the commonest first. The language is ``ja`` or ``en``.
        """
        words = _WORDS[check_language(language)]
        name, level, count, ids, first = words.header
        header: list[str | Cell] = [name, level, Cell(count, align="right"), ids, first]
        rows = [_row(each, words, language) for each in _by_rule(self.problems)]
        caption = words.caption.format(len(self.problems))
        return Table(header, rows, caption=caption, language=language)

    def _repr_html_(self) -> str:
        return self.table().to_html()

    def raise_if_problems(self) -> Self:
        """Give itself back where nothing is told but warnings; else refuse, telling each rule.

        >>> from agency_kpis.records import Loaded
        >>> Loaded(("a record",), ()).raise_if_problems().records
        ('a record',)
        """
        errors = [problem for problem in self.problems if problem.level == "error"]
        if not errors:
            return self
        lines = [f"{len(each)} × {shortened(str(each[0]), _SENTENCE)}" for each in _by_rule(errors)]
        raise KpiError("\n".join([f"{len(errors)} problems, the first of each rule:", *lines]))


class Problems(tuple[Problem, ...], Told):
    """Problems, which a notebook shows as their table.

    >>> len(Problems()), Problems().table().rows
    (0, ())
    """

    __slots__ = ()

    @property
    def problems(self) -> tuple[Problem, ...]:  # type: ignore[override]
        """The problems themselves."""
        return self


def _by_rule(problems: Iterable[Problem]) -> list[list[Problem]]:
    found: dict[tuple[Level, str], list[Problem]] = {}
    for problem in problems:
        found.setdefault((problem.level, problem.rule), []).append(problem)
    return sorted(found.values(), key=lambda alike: (alike[0].level, -len(alike)))


def _row(alike: list[Problem], words: _Words, language: Language) -> list[str | Cell]:
    first = alike[0]
    sentence = first.japanese if language == "ja" else first.english
    return [
        Cell(first.rule, header=True),
        words.levels[first.level],
        f"{len(alike):,}",
        shortened("、".join(first.ids), _IDS),
        shortened(sentence, _SENTENCE),
    ]
