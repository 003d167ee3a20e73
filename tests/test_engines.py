"""Counts as engines give them: pandas, Polars, DuckDB, Dask, PySpark; skipped where absent.

One agency, made once as objects, is held as each engine's user would hold it, grouped as
docs/how-to/engines.md says, and reported. An engine groups in its own words:

- ``group`` counts a table by facets, and by the months of dates, in the engine;
- ``shapes`` are the ways in which the engine hands the rows over, each as it comes.
"""

import os
import shutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import Enum
from random import Random
from typing import Any, ClassVar, TypeAlias, cast

import pytest
from attrs import frozen

from agency_kpis.answers import Answer, When
from agency_kpis.book import Book, Digest
from agency_kpis.cube import Cube
from agency_kpis.cube.counting import LATER
from agency_kpis.domain.activities import Staff, StudyUnit, SurveyRequest
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Policyholder
from agency_kpis.domain.terms import Business, Channel, Ending, Line
from agency_kpis.errors import KpiError
from agency_kpis.goals import Goal, at_least
from agency_kpis.metrics import (
    attachment_rate,
    face_to_face_rate,
    mobile_registered_rate,
    self_study_cadence,
    survey_response_rate,
)
from agency_kpis.periods import fiscal_year
from agency_kpis.plan import Plan
from agency_kpis.questions import rate_of
from agency_kpis.rows import JAPANESE, from_rows, to_rows

FY = fiscal_year(2021)
AS_OF = date(2022, 3, 15)
INSURERS = ("あいおい", "東海")
TELEMATICS = "テレマティクス"
PAIR = ("starts_on", "in_force_until")

Row: TypeAlias = dict[str, object]
Rows: TypeAlias = Iterable[object]
Columns: TypeAlias = Iterable[str] | None
Foreign: TypeAlias = Any
"""What belongs to an engine."""

# ---- the agency, as objects ----------------------------------------------------------------


def day(chance: Random, first: date, last: date) -> date | None:
    """Draw a day, now and then none."""
    drawn = first + timedelta(days=chance.randrange((last - first).days + 1))
    return chance.choice((None, *[drawn] * 9))


def contract(number: int, chance: Random) -> Contract:
    """Draw a contract of which little or much is known; some end before they start."""
    starts_on = day(chance, date(2020, 4, 1), date(2022, 4, 30))
    lasts = timedelta(days=chance.choice((0, 180, 365, 365, 730)))
    ended_on = chance.choice((None, None, day(chance, date(2020, 6, 1), date(2022, 6, 30))))
    riders = ((), (TELEMATICS,), ("弁護士費用", TELEMATICS), ("弁護士費用",))
    return Contract(
        contract_id=f"C-{number:03}",
        concluded_on=day(chance, date(2021, 2, 1), date(2022, 4, 15)),
        starts_on=starts_on,
        expires_on=chance.choice((None, starts_on + lasts)) if starts_on else None,
        ended_on=ended_on,
        ending=chance.choice((None, *Ending)) if ended_on else None,
        insurer=chance.choice((None, *INSURERS)),
        line=chance.choice((None, Line.AUTO, Line.AUTO, Line.FIRE, Line.COMPULSORY_AUTO)),
        channel=chance.choice((None, Channel.NAVI, Channel.FACE_TO_FACE, Channel.PHONE)),
        business=chance.choice((None, *Business)),
        riders=chance.choice((None, *map(frozenset, riders))),
        is_fleet=chance.choice((None, True, False, False)),
    )


def policyholder(number: int, chance: Random) -> Policyholder:
    """Draw a policyholder, some of whom left, or will leave after ``AS_OF``."""
    since = day(chance, date(2019, 4, 1), date(2022, 4, 30))
    stays = timedelta(days=chance.randrange(900))
    return Policyholder(
        customer_id=f"K-{number:03}",
        since=since,
        until=chance.choice((None, since + stays)) if since else None,
        insurer=chance.choice(INSURERS),
        mobile_registered=chance.choice((None, True, True, False)),
    )


def request(number: int, chance: Random) -> SurveyRequest:
    """Draw a survey request; some are answered only after ``AS_OF``."""
    asked_on = day(chance, date(2021, 3, 1), date(2022, 4, 15))
    takes = timedelta(days=chance.randrange(60))
    return SurveyRequest(
        request_id=f"Q-{number:03}",
        asked_on=asked_on,
        answered_on=chance.choice((None, asked_on + takes)) if asked_on else None,
    )


def unit(number: int, chance: Random) -> StudyUnit:
    """Draw a unit of study, some of a guest, some of nobody known."""
    completed_on = day(chance, date(2021, 3, 1), date(2022, 4, 15))
    staff_id = chance.choice((None, "S-guest", *(f"S-{number}" for number in range(9))))
    return StudyUnit(unit_id=f"U-{number:03}", completed_on=completed_on, staff_id=staff_id)


chance = Random(2021)
STAFF = [Staff(staff_id=f"S-{number}", joined_on=date(2019, 4, 1)) for number in range(10)]
RECORDS: dict[type, list[Any]] = {
    Contract: [contract(number, chance) for number in range(400)],
    Policyholder: [policyholder(number, chance) for number in range(200)],
    SurveyRequest: [request(number, chance) for number in range(120)],
    StudyUnit: [unit(number, chance) for number in range(40)],
}
BOOK = Book(
    contracts=RECORDS[Contract],
    policyholders=RECORDS[Policyholder],
    survey_requests=RECORDS[SurveyRequest],
    study_units=RECORDS[StudyUnit],
    staff=STAFF,
    as_of=AS_OF,
)

# ---- its plan, and what the plan asks to be counted ------------------------------------------


@rate_of(Contract, when="starts_on", label="解約率")
def cancellation_rate(contract: Contract) -> Answer:
    """Share of contracts cancelled, of those of which an ending is known."""
    return None if contract.ending is None else contract.ending is Ending.CANCELLED


telematics_rate = attachment_rate.having(rider=TELEMATICS, line=Line.AUTO)
PLAN = Plan(
    "2021年度 KPI指標",
    [
        Goal(face_to_face_rate.by("insurer", groups=INSURERS), at_least("55%")),
        Goal(telematics_rate, at_least("30%")),
        Goal(telematics_rate.placed(PAIR).by("insurer"), label="付帯率（保有）"),
        Goal(cancellation_rate),
        Goal(mobile_registered_rate.by("insurer", groups=INSURERS), at_least("50%")),
        Goal(survey_response_rate, at_least("5%")),
        Goal(self_study_cadence, at_least("100%")),
    ],
)


@frozen
class Counted:
    """What a cube counts of a noun."""

    noun: type[Any]
    when: When
    facets: tuple[str, ...]

    @property
    def columns(self) -> dict[str, str]:
        """Name the columns of a row of counts, each with the table's own."""
        dates = (self.when,) if isinstance(self.when, str) else self.when or ()
        months = (f"{name}_month" for name in dates)
        facets = {name: name for name in self.facets}
        known = {"ending": "known_ending"} if "ending" in facets else {}
        return facets | known | dict(zip(("month", "until"), months, strict=False))

    @property
    def axes(self) -> dict[str, Any]:
        """Give what every cube of them is made with."""
        return {"when": self.when, "as_of": AS_OF, "facets": self.facets}


BEGUN = Counted(Contract, "starts_on", ("insurer", "line", "riders", "ending", "is_fleet"))
IN_FORCE = Counted(Contract, PAIR, ("insurer", "line", "riders", "is_fleet"))
COUNTED = (
    Counted(Contract, "concluded_on", ("insurer", "line", "channel", "business")),
    BEGUN,
    IN_FORCE,
    Counted(Policyholder, ("since", "until"), ("insurer", "mobile_registered")),
    Counted(SurveyRequest, "asked_on", ("answered",)),
    Counted(StudyUnit, "completed_on", ("staff_id",)),
)


def digest_of(cubes: Iterable[Cube[Any]]) -> Digest:
    """Make the digest that a plan reports from."""
    return Digest(cubes=cubes, as_of=AS_OF, staff=STAFF)


# ---- the agency, as rows ---------------------------------------------------------------------

KINDS = {
    **dict.fromkeys(("since", "until"), "day"),
    **dict.fromkeys(("is_fleet", "paperless", "mobile_registered"), "flag"),
    **dict.fromkeys(("riders", "services"), "texts"),
}


def kind_of(column: str) -> str:
    """Tell what a column holds: a day, a flag, texts or a text."""
    return KINDS.get(column, "day" if column.endswith("_on") else "text")


def exported(row: Mapping[str, object]) -> Row:
    """Write a row plainly, without ``renews``, which no question reads."""
    return {name: written(value) for name, value in row.items() if name != "renews"}


def written(value: object) -> object:
    """Give a value as a table holds it: an enum's value, a set as a list."""
    if isinstance(value, Enum):
        return value.value
    return sorted(value) if isinstance(value, frozenset) else value


ROWS: dict[type, list[Row]] = {
    noun: list(map(exported, to_rows(records))) for noun, records in RECORDS.items()
}


# ---- engines -----------------------------------------------------------------------------------


class Engine(ABC):
    """What groups and counts, in words of its own."""

    def cube(self, counted: Counted) -> Cube[Any]:
        """Count what a plan asks for."""
        result = self.group(self.table(ROWS[counted.noun]), counted.columns)
        rows, columns = next(self.shapes(result))
        return Cube.from_counts(counted.noun, rows, columns=columns, **counted.axes)

    @abstractmethod
    def table(self, rows: list[Row]) -> Foreign:
        """Hold rows as the engine's user would, with the months and what else follows of them."""

    @abstractmethod
    def group(self, table: Foreign, columns: Mapping[str, str]) -> Foreign:
        """Count by columns, under the names that a cube has for them."""

    @abstractmethod
    def shapes(self, result: Foreign) -> Iterator[tuple[Rows, Columns]]:
        """Give the rows as they come, and the names of their values where they have none."""


class Parted(Engine):
    """What holds rows in two partitions, and counts each where it lies."""

    @abstractmethod
    def given(self, rows: list[Row]) -> Foreign:
        """Hold rows in two partitions."""

    @abstractmethod
    def parts(self, counted: Counted) -> list[Cube[Any]]:
        """Give a cube of each partition."""


def counting(counted: Counted) -> Callable[[Iterable[Row]], list[Cube[Any]]]:
    """Make what counts a partition; it takes along nothing of this file to another process."""
    noun, axes = counted.noun, counted.axes

    def count(rows: Iterable[Row]) -> list[Cube[Any]]:
        records = from_rows(noun, rows, conventions=JAPANESE).raise_if_problems()
        return [Cube.count(noun, records, **axes)]

    return count


class Pandas(Engine):
    """Timestamps and NaT, words and NaN; frozensets, for a list cannot be grouped by."""

    def __init__(self) -> None:
        """Find pandas."""
        self.pd = pytest.importorskip("pandas", reason="pandas is in the engines extra")
        self.as_of, self.far = self.pd.Timestamp(AS_OF), self.pd.Timestamp("2100-01-01")

    def table(self, rows: list[Row]) -> Foreign:
        frame = self.pd.DataFrame(rows)
        days = {name: self.pd.to_datetime(frame[name]) for name in frame if kind_of(name) == "day"}
        flags = {name: frame[name].astype("boolean") for name in frame if kind_of(name) == "flag"}
        frame = frame.assign(**days, **flags)
        if "contract_id" in frame:
            frame = self.contracts(frame)
        if "request_id" in frame:
            frame["answered"] = frame["answered_on"] <= self.as_of
        dated = frame.select_dtypes("datetime")
        return frame.assign(**{f"{name}_month": self.month(dated[name]) for name in dated})

    def contracts(self, frame: Foreign) -> Foreign:
        until, starts_on = frame[["expires_on", "ended_on"]].min(axis=1), frame["starts_on"]
        return frame.assign(
            insurer=frame["insurer"].astype("category"),
            riders=frame["riders"].map(frozenset, na_action="ignore"),
            known_ending=frame["ending"].mask(frame["ended_on"] > self.as_of),
            in_force_until=until,
            ended=until.mask(until < starts_on, starts_on).where(starts_on.notna()),
        )

    def month(self, days: Foreign) -> Foreign:
        """Give days after ``AS_OF`` a month that opens after it, for a column holds one kind."""
        return days.dt.to_period("M").dt.to_timestamp().mask(days > self.as_of, self.far)

    def group(self, table: Foreign, columns: Mapping[str, str]) -> Foreign:
        keys = [table[column].rename(name) for name, column in columns.items()]
        groups = table.groupby(keys, dropna=False, observed=True, sort=False)
        return groups.size().reset_index(name="n")

    def shapes(self, result: Foreign) -> Iterator[tuple[Rows, Columns]]:
        yield result.itertuples(index=False), None
        yield result.to_dict("records"), None
        yield result.to_records(index=False), None
        yield result.to_numpy(), result.columns


class DaskFrame(Pandas):
    """Frames in two partitions; a column of objects becomes text, so sets are joined."""

    def __init__(self) -> None:
        """Find Dask's frames."""
        super().__init__()
        reason = "Dask's frames need pyarrow"
        self.dask = pytest.importorskip("dask.dataframe", reason=reason, exc_type=ImportError)

    def table(self, rows: list[Row]) -> Foreign:
        frame = super().table(rows)
        if "riders" in frame:
            frame["riders"] = frame["riders"].map("、".join, na_action="ignore")
        return self.dask.from_pandas(frame, npartitions=2)

    def group(self, table: Foreign, columns: Mapping[str, str]) -> Foreign:
        named = table.assign(**{name: table[column] for name, column in columns.items()})
        counts = named.groupby([*columns], dropna=False, observed=True, sort=False).size()
        result = counts.compute().reset_index(name="n")
        if "riders" in result:
            result["riders"] = result["riders"].str.findall("[^、]+")
        return result


class Polars(Engine):
    """Dates, lists and nulls."""

    def __init__(self) -> None:
        """Find Polars."""
        self.pl = pytest.importorskip("polars", reason="Polars is in the engines extra")

    def table(self, rows: list[Row]) -> Foreign:
        pl = self.pl
        kinds = {"day": pl.Date, "flag": pl.Boolean, "texts": pl.List(pl.String)}
        schema = {name: kinds.get(kind_of(name), pl.String) for name in rows[0]}
        frame = pl.DataFrame(rows, schema=schema)
        if "contract_id" in frame.columns:
            frame = self.contracts(frame)
        if "request_id" in frame.columns:
            answered = (pl.col("answered_on") <= AS_OF).fill_null(False)
            frame = frame.with_columns(answered=answered)
        return frame.with_columns(self.month(pl.col(pl.Date)).name.suffix("_month"))

    def contracts(self, frame: Foreign) -> Foreign:
        pl = self.pl
        until, starts_on = pl.min_horizontal("expires_on", "ended_on"), pl.col("starts_on")
        ended_later = (pl.col("ended_on") > AS_OF).fill_null(False)
        ended = pl.when(until < starts_on).then(starts_on).when(starts_on.is_not_null()).then(until)
        return frame.with_columns(
            pl.col("insurer").cast(pl.Categorical),
            known_ending=pl.when(~ended_later).then("ending"),
            in_force_until=until,
            ended=ended,
        )

    def month(self, days: Foreign) -> Foreign:
        """Give days after ``AS_OF`` a month that opens after it, for a column holds one kind."""
        known = self.pl.when(days <= AS_OF).then(days.dt.month_start())
        return known.when(days > AS_OF).then(self.pl.date(9999, 12, 1))

    def group(self, table: Foreign, columns: Mapping[str, str]) -> Foreign:
        keys = [self.pl.col(column).alias(name) for name, column in columns.items()]
        return table.group_by(keys).agg(n=self.pl.len())

    def shapes(self, result: Foreign) -> Iterator[tuple[Rows, Columns]]:
        yield result.iter_rows(named=True), None
        yield result.rows(), result.columns


class Sql(Engine):
    """A database: its own types, and the same words for most of the rest."""

    TYPES: ClassVar[Mapping[str, str]]
    MONTH: ClassVar[str]
    FOLLOWING: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "contract_id": {
            "known_ending": f"CASE WHEN ended_on > DATE '{AS_OF}' THEN NULL ELSE ending END",
            "in_force_until": "least(expires_on, ended_on)",
            "ended": "CASE WHEN least(expires_on, ended_on) < starts_on THEN starts_on"
            " WHEN starts_on IS NOT NULL THEN least(expires_on, ended_on) END",
        },
        "request_id": {"answered": f"coalesce(answered_on <= DATE '{AS_OF}', FALSE)"},
    }

    @abstractmethod
    def query(self, query: str) -> Foreign:
        """Ask the database."""

    def types(self, row: Row) -> str:
        """Say of each column what it holds."""
        return ", ".join(f"{name} {self.TYPES[kind_of(name)]}" for name in row)

    def followed(self, row: Row, given: str) -> str:
        """Select the rows, with the months and what else follows of them."""
        following = self.FOLLOWING.get(next(iter(row)), {})
        days = [name for name in row if kind_of(name) == "day"]
        dates = [*days, *(name for name in following if name in ("in_force_until", "ended"))]
        follow = "".join(f", {said} AS {name}" for name, said in following.items())
        months = "".join(f", {self.month(name)} AS {name}_month" for name in dates)
        return f"SELECT *{months} FROM (SELECT *{follow} FROM {given}) AS each"

    def month(self, name: str) -> str:
        """Write the month of a day, or what stands for a day after ``AS_OF``."""
        month = self.MONTH.format(name)
        return f"CASE WHEN {name} > DATE '{AS_OF}' THEN '{LATER}' ELSE {month} END"

    def group(self, table: Foreign, columns: Mapping[str, str]) -> Foreign:
        keys = ", ".join(f"{column} AS {name}" for name, column in columns.items())
        return self.query(f"SELECT {keys}, count(*) AS n FROM {table} GROUP BY ALL")


class DuckDB(Sql):
    """Plain tuples, whose columns the result names."""

    TYPES: ClassVar = {"text": "VARCHAR", "texts": "VARCHAR[]", "day": "DATE", "flag": "BOOLEAN"}
    MONTH = "strftime({}, '%Y-%m-01')"

    def __init__(self) -> None:
        """Find DuckDB, and open a database in memory."""
        duckdb = pytest.importorskip("duckdb", reason="DuckDB is in the engines extra")
        self.database = duckdb.connect()

    def query(self, query: str) -> Foreign:
        return self.database.sql(query)

    def table(self, rows: list[Row]) -> Foreign:
        self.database.execute(f"CREATE OR REPLACE TABLE given ({self.types(rows[0])})")
        marks = ", ".join("?" * len(rows[0]))
        values = [tuple(row.values()) for row in rows]
        self.database.executemany(f"INSERT INTO given VALUES ({marks})", values)
        followed = self.followed(rows[0], "given")
        self.database.execute(f"CREATE OR REPLACE TABLE held AS {followed}")
        return "held"

    def shapes(self, result: Foreign) -> Iterator[tuple[Rows, Columns]]:
        yield result.fetchall(), result.columns


class Spark(Sql, Parted):
    """Rows that know their fields."""

    TYPES: ClassVar = {"text": "STRING", "texts": "ARRAY<STRING>", "day": "DATE", "flag": "BOOLEAN"}
    MONTH = "date_format({}, 'yyyy-MM-01')"

    def __init__(self, session: Foreign) -> None:
        """Take a session."""
        self.session = session

    def query(self, query: str) -> Foreign:
        return self.session.sql(query)

    def given(self, rows: list[Row]) -> Foreign:
        values = [tuple(row.values()) for row in rows]
        return self.session.createDataFrame(values, self.types(rows[0])).repartition(2)

    def table(self, rows: list[Row]) -> Foreign:
        self.given(rows).createOrReplaceTempView("given")
        self.query(self.followed(rows[0], "given")).createOrReplaceTempView("held")
        return "held"

    def shapes(self, result: Foreign) -> Iterator[tuple[Rows, Columns]]:
        yield result.collect(), None
        yield (row.asDict() for row in result.toLocalIterator()), None

    def parts(self, counted: Counted) -> list[Cube[Any]]:
        rows = self.given(ROWS[counted.noun]).rdd.map(lambda row: row.asDict())
        cubes: list[Cube[Any]] = rows.mapPartitions(counting(counted)).collect()
        return cubes


class DaskBag(Parted):
    """Python's own values, counted in parts."""

    def __init__(self) -> None:
        """Find Dask."""
        self.bag = pytest.importorskip("dask.bag", reason="Dask is in the engines extra")

    def given(self, rows: list[Row]) -> Foreign:
        return self.bag.from_sequence(rows, npartitions=2)

    def table(self, rows: list[Row]) -> Foreign:
        return self.given(rows).map(followed)

    def group(self, table: Foreign, columns: Mapping[str, str]) -> Foreign:
        def key(row: Row) -> tuple[object, ...]:
            return tuple(row[column] for column in columns.values())

        counts = table.map(key).frequencies().compute(scheduler="threads")
        return (*columns, "n"), [(*key, n) for key, n in counts]

    def shapes(self, result: Foreign) -> Iterator[tuple[Rows, Columns]]:
        columns, rows = result
        yield rows, columns

    def parts(self, counted: Counted) -> list[Cube[Any]]:
        parts = self.given(ROWS[counted.noun]).map_partitions(counting(counted))
        cubes: list[Cube[Any]] = parts.compute(scheduler="threads")
        return cubes


def followed(row: Row) -> Row:
    """Give a row with the months and what else follows of it, of values to group by."""
    more: Row = {}
    if "contract_id" in row:
        more = of_contract(row)
    if "request_id" in row:
        more = {"answered": row["answered_on"] is not None and not is_later(row["answered_on"])}
    days = {name: value for name, value in (row | more).items() if isinstance(value, date | None)}
    return row | more | {f"{name}_month": month_of(value) for name, value in days.items()}


def of_contract(row: Row) -> Row:
    """Give what follows of a contract's row."""
    ends: Any = [end for end in (row["expires_on"], row["ended_on"]) if end is not None]
    start: Any = row["starts_on"]
    riders: Any = row["riders"]
    return {
        "riders": None if riders is None else frozenset(riders),
        "known_ending": None if is_later(row["ended_on"]) else row["ending"],
        "in_force_until": min(ends, default=None),
        "ended": max(start, min(ends)) if start and ends else None,
    }


def is_later(day: object) -> bool:
    """Tell whether a day is after ``AS_OF``."""
    return isinstance(day, date) and day > AS_OF


def month_of(day: object) -> object:
    """Give the first of a day's month, or what stands for a day after ``AS_OF``."""
    if is_later(day):
        return LATER
    return day.replace(day=1) if isinstance(day, date) else None


# ---- fixtures ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def spark() -> Iterator[Foreign]:
    """Open a session of two threads, on this machine alone; or skip."""
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is in the engines extra")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Spark needs Java: none is on the path, and JAVA_HOME is not set")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)  # or else whatever python3 is on the path
        session = sql.SparkSession.builder.master("local[2]").config(map=QUIET).getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield Spark(session)
        session.stop()


QUIET = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": 2,
    "spark.ui.enabled": False,
    "spark.ui.showConsoleProgress": False,
}
ENGINES: dict[str, type[Any]] = {
    "pandas": Pandas,
    "Polars": Polars,
    "DuckDB": DuckDB,
    "Dask bag": DaskBag,
    "Dask frame": DaskFrame,
}


@pytest.fixture(scope="module", params=[*ENGINES, "PySpark"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Give each engine in turn, or skip."""
    name: str = request.param
    made: Engine = ENGINES[name]() if name in ENGINES else request.getfixturevalue("spark")
    return made


# ---- the laws ----------------------------------------------------------------------------------


def counted_here(counted: Counted) -> Cube[Any]:
    """Count the objects."""
    return Cube.count(counted.noun, RECORDS[counted.noun], **counted.axes)


def test_the_agency_has_all_that_an_engine_could_lose() -> None:
    """Records without a date, of days after ``AS_OF``, and of which a facet is unknown."""
    for each in map(counted_here, COUNTED):
        rows = each.to_counts()
        assert {None, LATER} <= {row["month"] for row in rows}
        assert each.facets == ("answered",) or any(None in row.values() for row in rows)


def test_an_engines_counts_make_the_report_of_the_objects(engine: Engine) -> None:
    """Rates, splits, stocks, cadences, verdicts and remarks: the two reports are equal."""
    digest = digest_of(map(engine.cube, COUNTED))
    assert PLAN.report(digest, FY) == PLAN.report(BOOK, FY)
    assert digest == digest_of(map(counted_here, COUNTED))


def test_engines_hand_rows_over_in_any_shape(engine: Engine) -> None:
    """Tuples, dicts, records and rows, of Python's values or NumPy's: each makes the same cube."""
    for each in (BEGUN, IN_FORCE):
        result = engine.group(engine.table(ROWS[each.noun]), each.columns)
        for rows, columns in engine.shapes(result):
            cube = Cube.from_counts(each.noun, rows, columns=columns, **each.axes)
            assert cube == counted_here(each)


def test_starts_and_ends_may_be_grouped_apart(engine: Engine) -> None:
    """A pair in the split form: rows of starts, and rows of ends no earlier than they."""
    table = engine.table(ROWS[Contract])
    facets = {name: name for name in IN_FORCE.facets}
    rows = [
        named(row, names) | {"edge": edge}
        for edge, month in (("start", "starts_on_month"), ("end", "ended_month"))
        for rows, names in [next(engine.shapes(engine.group(table, facets | {"month": month})))]
        for row in rows
    ]
    assert Cube.from_counts(Contract, rows, **IN_FORCE.axes) == counted_here(IN_FORCE)


def named(row: Foreign, columns: Columns) -> Row:
    """Give a row by name, to write an edge beside its values."""
    if isinstance(row, Mapping):
        return dict(row)
    names = columns or getattr(row, "_fields", None) or row.__fields__
    return dict(zip(names, row, strict=True))


def only(engine: Engine, fields: Row, **columns: str) -> list[Row]:
    """Count one contract, of which these fields alone are known, in an engine."""
    (blank,) = to_rows([Contract(contract_id="C-1")])
    counts = engine.group(engine.table([exported(blank) | fields]), BEGUN.columns | columns)
    rows, names = next(engine.shapes(counts))
    return [named(row, names) for row in rows]


def test_a_word_becomes_its_member(engine: Engine) -> None:
    """Where it is exactly the member's value; and a list becomes a set."""
    fields: Row = {"line": "自動車", "ending": "解約", "riders": ["乙", "甲"], "is_fleet": False}
    (cell,) = Cube.from_counts(Contract, only(engine, fields), **BEGUN.axes).cells
    assert (cell.line, cell.ending) == (Line.AUTO, Ending.CANCELLED)
    assert (type(cell.line), type(cell.ending)) == (Line, Ending)
    assert (cell.riders, cell.is_fleet) == (frozenset("甲乙"), False)


def test_what_is_missing_is_unknown(engine: Engine) -> None:
    """NaN, NaT, NA and null: no facet says anything, and the contract is undated."""
    cube = Cube.from_counts(Contract, only(engine, {}), **BEGUN.axes)
    assert cube.to_counts() == [{**dict.fromkeys(BEGUN.facets), "month": None, "n": 1}]


@pytest.mark.parametrize(
    ("fields", "columns", "message"),
    [
        ({"line": "花火"}, {}, "^Contract.line='花火' is no Line: write a member, AUTO"),
        ({"insurer": " "}, {}, "^Contract.insurer=' ' is blank$"),
        (
            {"starts_on": date(2021, 4, 2)},
            {"month": "starts_on"},
            "^Contract.month=2021-04-02 is not",
        ),
    ],
)
def test_what_the_noun_refuses_is_refused_of_an_engine(
    engine: Engine, fields: Row, columns: dict[str, str], message: str
) -> None:
    """By class, field and value."""
    with pytest.raises(KpiError, match=message):
        Cube.from_counts(Contract, only(engine, fields, **columns), **BEGUN.axes)


def test_an_engine_counts_none_below_zero(engine: Engine) -> None:
    """Whatever kind of number it counts with."""
    (row,) = only(engine, {})
    with pytest.raises(KpiError, match=r"^Contract.n=-1 is less than 0$"):
        Cube.from_counts(Contract, [{**row, "n": -cast(int, row["n"])}], **BEGUN.axes)


@pytest.mark.parametrize("engine", ["Dask bag", "PySpark"], indirect=True)
def test_partitions_counted_apart_add_up_to_the_report(engine: Parted) -> None:
    """Each has a digest of its own, and neither is empty."""
    one, other = map(digest_of, zip(*map(engine.parts, COUNTED), strict=True))
    assert all(cube.cells for digest in (one, other) for cube in digest.cubes)
    assert PLAN.report(one + other, FY) == PLAN.report(BOOK, FY)
