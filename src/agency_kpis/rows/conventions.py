"""Conventions: how the cells of an export are written. The strict ones take them as they stand."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from attrs import field, frozen

from agency_kpis.checks import check_whole
from agency_kpis.domain.scales import Scale
from agency_kpis.errors import KpiError, shown
from agency_kpis.frozen import FrozenMap
from agency_kpis.rows.cells import Fault, Kind, Reading


@frozen
class Meanings:
    """What the caller says that the cells of a column mean; ``True`` is not 1 here."""

    by_cell: FrozenMap[tuple[type, object], Reading] = field(factory=FrozenMap)

    @classmethod
    def of_cells(
        cls, name: str, said: Mapping[object, object], key: Callable[[object], object]
    ) -> "Meanings":
        """Take down what cells mean, each as it is compared with others; two are never one."""
        by_cell: dict[tuple[type, object], Reading] = {}
        for spelled, value in said.items():
            cell = key(spelled)
            if by_cell.setdefault((type(cell), cell), Reading(value)).value != value:
                raise KpiError(f"{name}: {shown(spelled)} is one cell with another")
        return cls(FrozenMap(by_cell))

    def over(self, others: "Meanings") -> "Meanings":
        """Give these meanings, and of the others those of cells that these say nothing of."""
        return Meanings(FrozenMap({**others.by_cell, **self.by_cell}))

    def of(self, cell: object) -> Reading | None:
        """Give what a cell means, or ``None`` where nothing was said of it."""
        if not self.by_cell:
            return None
        try:
            return self.by_cell.get((type(cell), cell))
        except TypeError:  # a cell that cannot be hashed is no key
            return None


@frozen
class Conventions:
    """Take every cell as it stands: its type must fit its field already."""

    def header(self, text: str) -> str:
        """Give a header as it is compared with others."""
        return text

    def key(self, cell: object) -> object:
        """Give a cell as it is compared with those whose meaning the caller says."""
        return cell

    def sure(self, noun: type) -> Mapping[str, str]:
        """Give the headers known to mean one field of a noun."""
        return {}

    def words(self, noun: type) -> Mapping[str, Mapping[object, object]]:
        """Give by field of a noun what its own words mean, where the caller says nothing else."""
        return {}

    def is_blank(self, cell: object) -> bool:
        """Tell whether a cell says nothing."""
        return cell is None or (isinstance(cell, str) and not cell.strip())

    def way_out(self) -> str:
        """Say how a cell that does not fit may be read."""
        return "read texts with conventions=JAPANESE, or map them with values="

    def read(self, kind: Kind, meanings: Meanings, cell: object) -> Reading:
        """Read a cell of a field."""
        return meanings.of(cell) or Reading(cell)

    def item(self, scale: Scale[Any], meanings: Meanings, cell: object) -> Reading:
        """Read a cell of an intent's item, before its scale does; a blank one is unknown."""
        reading = meanings.of(cell) or Reading(cell)
        return Reading(None) if self.is_blank(reading.value) else reading

    def knows_year(self) -> bool:
        """Tell whether a day may be written without its year."""
        return False

    def join(self, parts: Sequence[object]) -> Reading:
        """Read a day whose year (where there is a column of it), month and day stand apart."""
        if all(part is None for part in parts):
            return Reading(None)
        try:
            year, month, day = (check_whole("part", part) for part in parts)
            return Reading(date(year, month, day))
        except (ValueError, OverflowError):
            return Reading(None, (_NO_PARTS,))


STRICT: Final = Conventions()
_NO_PARTS: Final = Fault(
    "no day",
    "is no day: its year, month and day are whole numbers",
    "年月日の整数がそろっていません",
)
