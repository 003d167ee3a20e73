"""The items of an intent: each cell read by the scale of its item, a side of a row as an intent."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import evolve, frozen

from agency_kpis.domain.coverage import Intent, IntentForm
from agency_kpis.errors import KpiError, shortened, shown
from agency_kpis.rows.cells import Fault, Kind, Reading, blamed, misfit, refusal
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
        key = conventions.key
        meanings = {
            name: Meanings.of_cells(f"values[{name!r}]", mapping(f"values[{name!r}]", each), key)
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
            return _placed(self.insured(cell), header, cell)
        scale, meanings = self.form.items[name], self.meanings.get(name, Meanings())
        reading = self.conventions.item(scale, meanings, cell)
        if reading.faults:
            return _placed(reading, header, cell)
        try:
            return Reading(scale.read(name, reading.value))
        except ValueError as error:
            return Reading(None, (_off_scale(name, header, cell, error),))

    def insured(self, cell: object) -> Reading:
        """Read the name of an insured object."""
        kind = Kind(str, optional=True)
        reading = self.conventions.read(kind, Meanings(), cell)
        value = reading.value
        if value is None or (isinstance(value, str) and value.strip()):
            return reading
        return Reading(None, (misfit(kind, value, self.conventions.way_out()),))

    def intent(self, headers: Sequence[str], names: Sequence[str], cells: object) -> Reading:
        """Read one side of a row: an intent, or none where every item is blank."""
        row = cells if isinstance(cells, tuple) and len(names) > 1 else (cells,)
        readings = [self.read(*each) for each in zip(names, headers, row, strict=True)]
        faults = tuple(fault for reading in readings for fault in reading.faults)
        if faults:
            return Reading(None, faults)
        try:
            values = {name: each.value for name, each in zip(names, readings, strict=True)}
            return Reading(self.made(values))
        except ValueError as error:
            places = dict(zip(names, zip(headers, row, strict=True), strict=True))
            return Reading(None, (_refused(error, places),))

    def made(self, values: Mapping[str, Any]) -> Intent | None:
        """Make an intent of what its items read as, or none where every item is blank."""
        items = {name: value for name, value in values.items() if name != INSURED}
        if all(value is None for value in items.values()):
            return None
        return self.form.intent(items, insured=values.get(INSURED))


def _placed(reading: Reading, column: str, cell: object) -> Reading:
    faults = (evolve(fault, column=column, value=cell) for fault in reading.faults)
    return evolve(reading, faults=tuple(faults))


def _refused(error: ValueError, places: Mapping[str, tuple[str, object]]) -> Fault:
    """Tell what a form refuses of sound items, by the column of the item where it names one."""
    name = blamed(error, places)
    fault = refusal(error, is_placed=name is not None)
    if name is None:
        return fault
    column, cell = places[name]
    return evolve(fault, column=column, value=cell)


def _off_scale(name: str, header: str, cell: object, error: ValueError) -> Fault:
    words = shortened(str(error), 200)
    return Fault(
        "off the scale", f"({words})", f"「{name}」の尺度にない値です", column=header, value=cell
    )
