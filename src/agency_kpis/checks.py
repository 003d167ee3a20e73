"""The smallest checks: a text, a whole number, a day; each names field, value and rule."""

from datetime import date, datetime

from agency_kpis.errors import KpiError, shown


def check_text(name: str, value: object) -> str:
    """Give back a text that says something, or refuse it by name."""
    if not isinstance(value, str):
        raise KpiError(f"{name}={shown(value, 200)} is no text")
    if not value.strip():
        raise KpiError(f"{name}={shown(value, 200)} is blank")
    return value


def check_whole(name: str, value: object, *, least: int | None = 0) -> int:
    """Give back a whole number of at least ``least``, or refuse it by name; a bool is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise KpiError(f"{name}={shown(value, 200)} is no whole number (an int)")
    if least is not None and value < least:
        raise KpiError(f"{name}={shown(value, 200)} is less than {least}")
    return value


def check_day(name: str, value: object) -> date:
    """Give back a plain date, or refuse it by name; a datetime is a moment, not a day."""
    if isinstance(value, datetime):
        raise KpiError(f"{name}={shown(value, 200)} is a moment, not a day: write {name}.date()")
    if not isinstance(value, date):
        raise KpiError(f"{name}={shown(value, 200)} is no date: write date(2021, 4, 1)")
    return value
