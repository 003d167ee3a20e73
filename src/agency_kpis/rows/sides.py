"""Where the two sides of an intent stand in an export of which each row is a record."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from attrs import evolve, frozen

from agency_kpis.checks import check_text
from agency_kpis.domain.coverage import Intent
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.errors import KpiError
from agency_kpis.rows.cells import Kind
from agency_kpis.rows.export import Export, near, several
from agency_kpis.rows.items import INSURED, Items
from agency_kpis.rows.layout import Column, Layout

ITEM: Final = "{item}"
INITIAL: Final = f"当初_{ITEM}"
FINAL: Final = f"最終_{ITEM}"


@frozen
class Sides:
    """How the columns of the two sides of an intent are named, and of the insured object of each.

    Where a row is an item, ``initial`` and ``final`` are the columns of its values.
    """

    items: Items
    initial: str
    final: str
    insured: tuple[str, str] | None

    def __attrs_post_init__(self) -> None:
        fold = self.items.conventions.header
        if fold(check_text("initial", self.initial)) == fold(check_text("final", self.final)):
            raise KpiError(f"initial= and final= are one, {self.final!r}: nothing could change")
        if self.insured is not None and len(several("insured", self.insured)) != 2:
            raise KpiError(
                f"insured={self.insured!r} is no pair: name the first and the last column"
            )

    def layout(self, export: Export[IntentRecord], headers: Sequence[Any]) -> Layout[IntentRecord]:
        """Lay the columns out: items by their names, the rest as fields."""
        heard = [header for header in headers if not export.is_ignored(header)]
        sides = {
            "initial": self._named("initial", self.initial, heard),
            "final": self._named("final", self.final, heard),
        }
        for header in sides["initial"].keys() & sides["final"].keys():
            if sides["initial"][header] != INSURED:
                raise KpiError(f"column {header!r} is an item of both sides: name them apart")
        claimed = {header for named in sides.values() for header in named}
        known = [*self._spelled(self.initial).values(), *self._spelled(self.final).values()]
        rest = [header for header in headers if header not in claimed]
        layout = export.layout(rest, [export.named(each) for each in known])
        check_unfilled(layout, [side for side, named in sides.items() if named])
        if not claimed and not {"initial", "final"} & layout.by_name.keys():
            names = f"{self.initial!r} nor {self.final!r}"
            raise KpiError(f"no column is an item: neither {names} names one")
        columns = [self._column(side, named) for side, named in sides.items() if named]
        return evolve(layout, headers=frozenset(headers), columns=(*layout.columns, *columns))

    def insured_in(self, headers: Sequence[Any]) -> list[str]:
        """Find the columns of the insured object, the first and the last."""
        names = [check_text("insured", name) for name in self.insured or ()]
        return [self.found(headers, name, " of insured=") for name in names]

    def found(self, headers: Sequence[Any], name: str, of: str = "") -> str:
        """Find a column by its name, in whatever width it is written."""
        fold = self.items.conventions.header
        here = [header for header in headers if isinstance(header, str)]
        found = [header for header in here if fold(header) == fold(name)]
        if not found:
            raise KpiError(f"column {name!r}{of} is missing{near(name, here)}")
        if len(found) > 1:
            raise KpiError(f"{len(found)} columns are {name!r}: widths are folded")
        return found[0]

    def _spelled(self, template: str) -> dict[str, str]:
        """Give the name of the column of each item."""
        return {name: template.replace(ITEM, name) for name in self.items.form.items}

    def _named(self, side: str, template: str, headers: Sequence[Any]) -> dict[str, str]:
        """Give the headers of one side, each with its item."""
        if ITEM not in template:
            raise KpiError(f"{side}={template!r} has no {ITEM}: write 当初_{ITEM}, or give item=")
        fold, spelled = self.items.conventions.header, self._spelled(template)
        names = {fold(header): name for name, header in spelled.items()}
        here = {header: fold(header) for header in headers if isinstance(header, str)}
        named = {header: names[each] for header, each in here.items() if each in names}
        for name, n in Counter(named.values()).items():
            if n > 1:
                raise KpiError(f"{n} columns are {spelled[name]!r}: widths are folded")
        if not named and template not in (INITIAL, FINAL):
            offer = near(next(iter(spelled.values())), headers)
            raise KpiError(f"{side}={template!r} is the name of no column{offer}")
        insured = self.insured_in(headers)[side == "final" :][:1]
        return {**named, **dict.fromkeys(insured, INSURED)}

    def _column(self, side: str, named: Mapping[str, str]) -> Column:
        headers, names = tuple(named), tuple(named.values())
        read = partial(self.items.intent, headers, names)
        return Column.of(side, headers, Kind(Intent, optional=True), read)


def check_unfilled(layout: Layout[IntentRecord], sides: Iterable[str]) -> None:
    """Refuse a column that fills what items fill."""
    for side in sides:
        if side in layout.by_name:
            header = layout.by_name[side].header
            raise KpiError(f"column {header!r} and items fill {side}: ignore= it")
