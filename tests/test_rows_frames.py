"""Rows as frames and sheets give them: pandas, Polars, openpyxl; skipped where they are absent."""

import io
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from agency_kpis.domain.activities import Broadcast
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.terms import Channel
from agency_kpis.errors import KpiError
from agency_kpis.rows import JAPANESE, from_rows, to_rows
from agency_kpis.rows.japanese import plain

DAY = date(2021, 4, 1)
SOUND = Contract(
    contract_id="C-1",
    starts_on=DAY,
    expires_on=date(2022, 4, 1),
    insurer="東海",
    channel=Channel.NAVI,
    paperless=True,
    riders=frozenset({"弁護士費用"}),
)
UNKNOWN = Contract(contract_id="C-2", insurer="東海")
COLUMNS: dict[str, list[Any]] = {
    "契約ID": ["C-1", "C-2"],
    "始期日": [DAY, None],
    "満期日": [date(2022, 4, 1), None],
    "保険会社": ["東海", "東海"],
    "募集形態": ["対面ナビ", None],
    "ペーパーレス": [True, None],
    "特約": [["弁護士費用"], None],
}


@pytest.fixture(scope="module")
def pandas() -> Any:  # noqa: ANN401 - a module
    """Give pandas, or skip."""
    return pytest.importorskip("pandas", reason="pandas is in the frames extra")


@pytest.fixture(scope="module")
def numpy() -> Any:  # noqa: ANN401 - a module
    """Give NumPy, or skip."""
    return pytest.importorskip("numpy", reason="NumPy comes with the frames extra")


@pytest.fixture(scope="module")
def polars() -> Any:  # noqa: ANN401 - a module
    """Give Polars, or skip."""
    return pytest.importorskip("polars", reason="Polars is in the frames extra")


@pytest.fixture(scope="module")
def openpyxl() -> Any:  # noqa: ANN401 - a module
    """Give openpyxl, or skip."""
    return pytest.importorskip("openpyxl", reason="openpyxl is in the frames extra")


def test_the_rows_of_a_pandas_frame_are_records(pandas: Any) -> None:  # noqa: ANN401
    """Timestamps, NaT, NaN and all; and back to a frame of records."""
    days = {name: pandas.to_datetime(COLUMNS[name]) for name in ("始期日", "満期日")}
    frame = pandas.DataFrame({**COLUMNS, **days})
    for each in (frame, frame.astype(object), frame.convert_dtypes()):
        loaded = from_rows(Contract, each.to_dict("records"), conventions=JAPANESE)
        assert loaded.problems == ()
        assert loaded.records == (SOUND, UNKNOWN)
    again = pandas.DataFrame(to_rows([SOUND, UNKNOWN])).to_dict("records")
    assert from_rows(Contract, again, conventions=JAPANESE).records == (SOUND, UNKNOWN)


def test_what_pandas_says_is_missing_is_unknown(pandas: Any) -> None:  # noqa: ANN401
    """``pd.NA`` is neither true nor false, and ``NaT`` is an instance of ``datetime``."""
    for missing in (pandas.NA, pandas.NaT, float("nan"), None):
        row = {name: missing for name in COLUMNS if name not in ("契約ID", "保険会社")}
        full = {"契約ID": "C-2", "保険会社": "東海", **row}
        assert from_rows(Contract, [full], conventions=JAPANESE).records == (UNKNOWN,)
        assert len(from_rows(Contract, [full], columns=_by_name()).records) == (missing is None)


def _by_name() -> dict[str, str]:
    names = ("contract_id", "starts_on", "expires_on", "insurer", "channel", "paperless", "riders")
    return dict(zip(COLUMNS, names, strict=True))


def test_a_moment_of_a_frame_is_no_day(pandas: Any) -> None:  # noqa: ANN401
    """16:00 says more than a day does, and so does a time zone."""
    moments = [
        pandas.Timestamp("2021-04-01 16:00"),
        pandas.Timestamp("2021-04-01", tz="Asia/Tokyo"),
    ]
    rows = [{"契約ID": "C-1", "始期日": moment} for moment in moments]
    loaded = from_rows(Contract, rows, conventions=JAPANESE)
    assert [problem.rule for problem in loaded.problems] == ["no day", "no day"]
    assert from_rows(
        Contract, rows[:1], columns={"契約ID": "contract_id", "始期日": "starts_on"}
    ).rejected == (1,)


def test_numpys_scalars_are_pythons_own(numpy: Any) -> None:  # noqa: ANN401
    """Each as the value it holds; an array is none."""
    for scalar, value in (
        (numpy.int64(5), 5),
        (numpy.float64(5.5), 5.5),
        (numpy.float32("nan"), None),
        (numpy.bool_(True), True),
        (numpy.str_("x"), "x"),
        (numpy.datetime64("2021-04-01"), datetime(2021, 4, 1)),  # noqa: DTZ001 - of no place
        (numpy.datetime64("2021-04-01", "ns"), datetime(2021, 4, 1)),  # noqa: DTZ001 - of no place
        (numpy.datetime64("NaT"), None),
        (numpy.array(5), 5),
    ):
        assert plain(scalar) == value
        assert type(plain(scalar)) is type(value)
    array = numpy.array([1, 2])
    assert plain(array) is array
    row = {
        "配信ID": "B-1",
        "配信日": numpy.datetime64("2021-04-01", "ns"),
        "配信数": numpy.int64(5),
    }
    assert from_rows(Broadcast, [row], conventions=JAPANESE).records == (
        Broadcast(broadcast_id="B-1", sent_on=DAY, recipients=5),
    )
    assert from_rows(Broadcast, [{**row, "配信数": array}], conventions=JAPANESE).rejected == (1,)
    assert from_rows(Broadcast, [{**row, "配信日": array}], conventions=JAPANESE).rejected == (1,)


def test_the_rows_of_a_polars_frame_are_records(polars: Any) -> None:  # noqa: ANN401
    """Dates, moments of midnight, lists, categories and nulls."""
    frame = polars.DataFrame(COLUMNS)
    midnight = frame.with_columns(polars.col("始期日").cast(polars.Datetime))
    words = frame.with_columns(polars.col("募集形態").cast(polars.Categorical))
    for each in (frame, midnight, words):
        loaded = from_rows(Contract, each.iter_rows(named=True), conventions=JAPANESE)
        assert loaded.problems == ()
        assert loaded.records == (SOUND, UNKNOWN)


def test_typed_rows_of_polars_need_no_conventions(polars: Any) -> None:  # noqa: ANN401
    """Its dates, booleans and nulls are Python's own already."""
    frame = polars.DataFrame({"contract_id": ["C-1"], "starts_on": [DAY], "paperless": [None]})
    assert from_rows(Contract, frame.iter_rows(named=True)).records == (
        Contract(contract_id="C-1", starts_on=DAY),
    )


def sheet(openpyxl: Any, rows: list[list[Any]]) -> Iterator[dict[str, object]]:  # noqa: ANN401
    """Write a sheet, and give its rows as read again."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    header, *read = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
    return (dict(zip(header, row, strict=True)) for row in read)


def test_the_rows_of_a_sheet_are_records(openpyxl: Any) -> None:  # noqa: ANN401
    """Dates come as midnights, or as serial days where the cells are not formatted."""
    serial = (DAY - date(1899, 12, 30)).days
    rows = sheet(
        openpyxl,
        [
            ["契約ID", "始期日", "満期日", "保険会社", "募集形態", "ペーパーレス", "特約"],
            ["C-1", serial, date(2022, 4, 1), "東海", "対面ナビ", "○", "弁護士費用"],
            ["C-2", None, None, "東海", None, None, None],
        ],
    )
    loaded = from_rows(Contract, rows, conventions=JAPANESE)
    assert loaded.problems == ()
    assert loaded.records == (SOUND, UNKNOWN)


def test_an_empty_column_of_a_sheet_is_passed_over(openpyxl: Any) -> None:  # noqa: ANN401
    """Its header is ``None``; one with values is told once, and may be left out."""
    sound = [["契約ID", "保険会社", None], ["C-1", "東海", None], ["C-2", "東海", None]]
    loaded = from_rows(Contract, sheet(openpyxl, sound), conventions=JAPANESE)
    assert (len(loaded), loaded.problems) == (2, ())
    rows = [*sheet(openpyxl, [*sound, ["C-3", "東海", "メモ"]])]
    with pytest.raises(KpiError, match="column None has values and no name"):
        from_rows(Contract, rows, conventions=JAPANESE)
    assert len(from_rows(Contract, rows, ignore=(None,), conventions=JAPANESE)) == 3


def test_the_lists_of_a_duckdb_frame_are_sets(pandas: Any, numpy: Any) -> None:  # noqa: ANN401
    """They come as arrays of one dimension; one of two is refused."""
    frame = pandas.DataFrame({"契約ID": ["C-1", "C-2"]})
    frame["特約"] = [numpy.array(["弁護士費用", "個人賠償"], dtype=object), None]
    one, other = from_rows(Contract, frame.to_dict("records"), conventions=JAPANESE)
    assert one.riders == frozenset({"弁護士費用", "個人賠償"})
    assert other.riders is None
    square = {"契約ID": "C-1", "特約": numpy.array([["x"]])}
    assert from_rows(Contract, [square], conventions=JAPANESE).rejected == (1,)


def test_a_number_is_no_text(openpyxl: Any) -> None:  # noqa: ANN401
    """A policy number kept as a number has lost the zeros it begins with: it is told."""
    rows = sheet(openpyxl, [["契約ID", "証券番号"], ["C-1", 12345678], ["C-2", "01234567"]])
    loaded = from_rows(Contract, rows, conventions=JAPANESE)
    assert [contract.policy_number for contract in loaded] == ["01234567"]
    (problem,) = loaded.problems
    assert "give the column as text, with the zeros it begins with" in problem.english


def test_no_frames_library_is_imported() -> None:
    """They are known by what their scalars can do."""
    import subprocess

    code = "import agency_kpis, sys; print({'pandas', 'numpy', 'polars'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
