"""The items of an intent: each cell read by the scale of its item, a side of a row as an intent."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import evolve, frozen

from agency_kpis.domain.coverage import IntentForm
from agency_kpis.errors import KpiError, shortened, shown
from agency_kpis.rows.cells import Fault, Kind, Reading
from agency_kpis.rows.conventions import Conventions, Meanings
from agency_kpis.rows.export import mapping

INSURED: Final = ""  # no item of a form is called so


@frozen
class Items:
    """The items of a form, and what the caller says that their cells mean."""

    form: IntentForm
    conventions: Conventions
    meanings: Mapping[str, Meanings]

    @classmethod
    def of(cls, form: IntentForm, said: Mapping[str, object], conventions: Conventions) -> "Items":
        """Take down what cells mean, or refuse what is on no scale."""
        if not isinstance(form, IntentForm):
            raise KpiError(f"form={shown(form)} is no IntentForm")
        meanings = {
            name: Meanings.of_cells(mapping(f"values[{name!r}]", each), conventions.key)
            for name, each in said.items()
            if name in form.items
        }
        for name, each in meanings.items():
            for reading in each.by_cell.values():
                form.items[name].read(f"values[{name!r}]", reading.value)
        return cls(form, conventions, meanings)

    def read(self, name: str, header: str, cell: object) -> Reading:
        """Read the cell of an item by its scale, or that of the insured object."""
        if name == INSURED:
            return self.conventions.read(Kind(str, optional=True), Meanings(), cell)
        scale, meanings = self.form.items[name], self.meanings.get(name, Meanings())
        reading = self.conventions.item(scale, meanings, cell)
        if reading.faults:
            return Reading(None, (evolve(reading.faults[0], column=header, value=cell),))
        try:
            return Reading(scale.read(name, reading.value))
        except ValueError as error:
            return Reading(None, (_off_scale(name, header, cell, error),))

    def intent(self, headers: Sequence[str], names: Sequence[str], cells: object) -> Reading:
        """Read one side of a row: an intent, or none where every item is blank."""
        row = cells if isinstance(cells, tuple) and len(names) > 1 else (cells,)
        readings = [self.read(*each) for each in zip(names, headers, row, strict=True)]
        faults = tuple(fault for reading in readings for fault in reading.faults)
        values = {name: each.value for name, each in zip(names, readings, strict=True)}
        insured: Any = values.pop(INSURED, None)
        if faults or all(value is None for value in values.values()):
            return Reading(None, faults)
        try:
            return Reading(self.form.intent(values, insured=insured))
        except ValueError as error:
            message = shortened(str(error), 200)
            return Reading(None, (Fault("refused", message, f"意向になりません（{message}）"),))


def _off_scale(name: str, header: str, cell: object, error: ValueError) -> Fault:
    words = shortened(str(error), 200)
    return Fault(
        "off the scale", f"({words})", f"「{name}」の尺度にない値です", column=header, value=cell
    )
