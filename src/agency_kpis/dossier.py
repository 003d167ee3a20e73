"""The dossier: every downgraded renewal, how it was sold, and what is still to do.

It lists the cases that the metrics of intent count, and so its numbers are theirs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from attrs import field, frozen

from agency_kpis.answers import UNDATED, Evidence
from agency_kpis.book import Book
from agency_kpis.domain.coverage import IntentChange
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.domain.renewals import RenewalCase
from agency_kpis.domain.terms import Method
from agency_kpis.frozen import FrozenMap
from agency_kpis.metrics.intent import UNDETERMINED, intent_capture_rate, intent_downgrades
from agency_kpis.periods import Period
from agency_kpis.tables import Cell, Table

HEADER: Final = ("契約", "種目", "担当", "差分", "理由・備考", "検証・共有", "残務")


@frozen
class DossierCase:
    """A renewal case as the dossier tells it: what moved, why, who looked, what is to do."""

    case: RenewalCase

    @property
    def contract_id(self) -> str:
        """The expiring contract."""
        return self.case.expiring.contract_id

    @property
    def change(self) -> IntentChange | None:
        """What became of the stated intent; ``None`` where one of the two is missing."""
        return None if self.case.intent is None else self.case.intent.change_of_intent()

    @property
    def moves(self) -> tuple[str, ...]:
        """A sentence for each item that moved, or why the two could not be compared."""
        if self.change is None:
            return ()
        return self.change.explain() if self.change.reason is None else (self.change.reason,)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The items that the initial or the final intent leaves unknown."""
        record = self.case.intent
        intents = () if record is None else (record.initial, record.final)
        return tuple(dict.fromkeys(item for intent in intents if intent for item in intent.unknown))

    @property
    def reasons(self) -> tuple[str, ...]:
        """What the record says for it: the reason, cover kept elsewhere, the note."""
        intent = self.case.intent
        if intent is None:
            return ()
        overlaps = (str(each) for each in intent.overlaps or ())
        return tuple(word for word in (intent.reason, *overlaps, intent.note) if word is not None)

    @property
    def review(self) -> tuple[str, ...]:
        """When the sale was verified, by whom, what was found, and in which minutes it was told."""
        intent = self.case.intent
        if intent is None or self.change is None:
            return ()
        by = "" if intent.reviewed_by is None else f"（{intent.reviewed_by}）"
        reviewed = "未検証" if intent.reviewed_on is None else f"検証 {intent.reviewed_on}{by}"
        shared = "未共有" if intent.shared_on is None else f"共有 {intent.shared_on}"
        return tuple(word for word in (reviewed, intent.finding, shared) if word is not None)

    @property
    def to_do(self) -> tuple[str, ...]:
        """What is still to do."""
        change = self.change
        if change is None:
            return (_to_record(self.case.intent),)
        if not change.is_downgrade:
            return () if self.case.reviewed else ("意向の再確認",)
        review = () if self.case.reviewed else ("募集実態の検証",)
        return (*review, *(() if self.case.shared else ("議事録への掲載",)))


def _to_record(intent: IntentRecord | None) -> str:
    """Say which intent is to be put on record; by 損保型 an initial one need not be."""
    if intent is None:
        return "当初意向・最終意向の記録"
    if intent.final is None:
        return "最終意向の記録"
    return (
        "当初意向の要否の確認（損保型）" if intent.method is Method.NON_LIFE else "当初意向の記録"
    )


@frozen(kw_only=True)
class Dossier:
    """The downgraded renewals of a period, and those of which nothing can be said.

    ``captured`` renewals have both intents on record, ``uncaptured`` ones have not, and
    the ``undetermined`` are captured and yet not comparable. ``left_out`` tells, by
    reason, the cases that are no renewals or may be none.
    """

    period: Period
    as_of: date | None
    captured: int
    downgrades: tuple[DossierCase, ...]
    undetermined: tuple[DossierCase, ...]
    uncaptured: tuple[DossierCase, ...]
    left_out: FrozenMap[str, int] = field(factory=FrozenMap)

    @property
    def renewed(self) -> int:
        """How many renewals the dossier was made of."""
        return self.captured + len(self.uncaptured)

    @property
    def unreviewed(self) -> tuple[DossierCase, ...]:
        """The downgrades whose sale nobody verified."""
        return tuple(each for each in self.downgrades if not each.case.reviewed)

    @property
    def unshared(self) -> tuple[DossierCase, ...]:
        """The downgrades that no minutes told."""
        return tuple(each for each in self.downgrades if not each.case.shared)

    @property
    def initial_optional(self) -> tuple[DossierCase, ...]:
        """The uncaptured whose method, 損保型, asks for no initial intent."""
        return tuple(
            each
            for each in self.uncaptured
            if each.case.without_initial and each.case.method is Method.NON_LIFE
        )

    @property
    def lowered(self) -> FrozenMap[str, int]:
        """How often each item fell, the most often first."""
        changes = [each.change for each in self.downgrades]
        falls = Counter(item for change in changes if change for item in change.lowered)
        return FrozenMap(dict(falls.most_common()))

    def rows(self) -> list[dict[str, object]]:
        """Give plain rows, one a case, for a frame or a spreadsheet."""
        return [_row(kind, each) for kind, cases in self._parts() for each in cases]

    def to_text(self, *, width: int | None = None) -> str:
        """Print the dossier in plain text, its columns lined up by East Asian width.

        ``width`` wraps the cells so that no line is wider.
        """
        return self._table().to_text(width=width)

    def to_markdown(self) -> str:
        """Write the dossier in Markdown."""
        return self._table().to_markdown()

    def to_html(self, *, standalone: bool = False) -> str:
        """Write the dossier in HTML, or a whole page of it."""
        return self._table().to_html(standalone=standalone)

    def _repr_html_(self) -> str:
        return self.to_html()

    def __str__(self) -> str:
        return self.to_text()

    def _parts(self) -> tuple[tuple[str, tuple[DossierCase, ...]], ...]:
        return (
            ("ダウングレード", self.downgrades),
            ("判定不能", self.undetermined),
            ("意向未把握", self.uncaptured),
        )

    def _table(self) -> Table:
        return Table(HEADER, list(self._lines()), caption=self._caption(), notes=self._notes())

    def _lines(self) -> Iterator[list[Cell]]:
        for kind, cases in self._parts():
            yield [Cell(f"{kind}　{len(cases):,}件", header=True, span=len(HEADER))]
            yield from map(_cells, cases)

    def _caption(self) -> str:
        known = "" if self.as_of is None else f"、{self.as_of}現在"
        days = f"{self.period.first}〜{self.period.last}"
        return f"意向の差分チェック　{self.period.label}（{days}{known}）"

    def _notes(self) -> Iterator[str]:
        yield _sum("更改", self.renewed, "把握", "未把握", len(self.uncaptured))
        yield _sum("ダウングレード", len(self.downgrades), "検証済", "未検証", len(self.unreviewed))
        yield f"ダウングレードのうち議事録への未掲載 {len(self.unshared):,}件"
        if self.initial_optional:
            yield f"未把握のうち損保型で当初意向なし {len(self.initial_optional):,}件"
        yield from _told("ダウンした項目", self.lowered)
        yield from _told("集計外", self.left_out)


def _sum(label: str, n: int, done: str, left: str, missing: int) -> str:
    return f"{label} {n:,}件 ＝ {done} {n - missing:,}件 ＋ {left} {missing:,}件"


def _told(label: str, counts: FrozenMap[str, int]) -> Iterator[str]:
    if counts:
        yield f"{label}：{'、'.join(f'{name} {n:,}件' for name, n in counts.items())}"


def _cells(each: DossierCase) -> list[Cell]:
    case = each.case
    to_do = "\n".join(each.to_do)
    return [
        Cell(f"{each.contract_id}\n{case.expires_on}満期", header=True),
        Cell(f"{_word(case.insurer)}\n{_word(case.line)}"),
        Cell(_word(case.staff_id)),
        Cell("\n".join([*each.moves, *_unknown(each)])),
        Cell("\n".join(each.reasons)),
        Cell("\n".join(each.review)),
        Cell(to_do, tone="bad") if to_do else Cell("なし", tone="good"),
    ]


def _unknown(each: DossierCase) -> tuple[str, ...]:
    return (f"不明: {'、'.join(each.unknown)}",) if each.unknown else ()


def _word(word: object) -> str:
    return "不明" if word is None else str(word)


def _row(kind: str, each: DossierCase) -> dict[str, object]:
    case, intent = each.case, each.case.intent
    return {
        "kind": kind,
        "contract_id": each.contract_id,
        "insurer": case.insurer,
        "line": case.line,
        "branch": case.branch,
        "staff_id": case.staff_id,
        "method": case.method,
        "expires_on": case.expires_on,
        "moves": "\n".join(each.moves),
        "unknown": "、".join(each.unknown),
        "reasons": "\n".join(each.reasons),
        "reviewed_on": None if intent is None else intent.reviewed_on,
        "reviewed_by": None if intent is None else intent.reviewed_by,
        "finding": None if intent is None else intent.finding,
        "shared_on": None if intent is None else intent.shared_on,
        "to_do": "、".join(each.to_do),
    }


def downgrade_dossier(book: Book, period: Period) -> Dossier:
    """Gather the renewals of a period whose final intent fell below the initial one.

    Its cases are those of the metrics, as the book knows them: ``intent_downgrades``
    counts the downgrades and excludes the undetermined, ``intent_capture_rate`` misses
    the uncaptured. A book without contracts or without intent records is refused.

    >>> from agency_kpis import fiscal_year
    >>> dossier = downgrade_dossier(Book(contracts=[], intent_records=[]), fiscal_year(2021))
    >>> dossier.renewed, dossier.downgrades
    (0, ())
    """
    book.records_of(IntentRecord)
    cases = book.records_of(RenewalCase)
    capture = intent_capture_rate.evidence(cases, period, as_of=book.as_of)
    falls = intent_downgrades.evidence(cases, period, as_of=book.as_of)
    return Dossier(
        period=period,
        as_of=book.as_of,
        captured=len(capture.yes),
        downgrades=_told_in_order(falls.yes),
        undetermined=_told_in_order(falls.excluded.get(UNDETERMINED.reason, ())),
        uncaptured=_told_in_order(capture.no),
        left_out=_left_out(capture),
    )


def _told_in_order(cases: Iterable[RenewalCase]) -> tuple[DossierCase, ...]:
    """Tell cases by the day they expire, whatever order they came in."""
    ordered = sorted(cases, key=lambda case: (case.expires_on, case.expiring.contract_id))
    return tuple(map(DossierCase, ordered))


def _left_out(capture: Evidence[RenewalCase]) -> FrozenMap[str, int]:
    undated = len(capture.outside.get(UNDATED, ()))
    counts = {reason: len(cases) for reason, cases in capture.excluded.items()}
    return FrozenMap({**counts, UNDATED: undated} if undated else counts)
