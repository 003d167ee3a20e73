"""Rows in, problems out: every row is a record or is rejected, and everything is told at once."""

import gc
import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pytest
from attrs import field
from hypothesis import example, given
from hypothesis import strategies as st

from agency_kpis import strategies
from agency_kpis.domain.activities import Broadcast, Staff, TrainingSession
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Customer, Policyholder
from agency_kpis.domain.renewals import RenewalCase
from agency_kpis.domain.terms import Business, Channel, Ending, Line
from agency_kpis.errors import KpiError, Problem
from agency_kpis.metrics import face_to_face_rate
from agency_kpis.periods import fiscal_year
from agency_kpis.records import Event, Facet, Loaded, Noun, record, shape_of
from agency_kpis.rows import JAPANESE, STRICT, Conventions, from_rows, to_rows
from agency_kpis.rows.cells import kind_of

NOUNS = [
    noun
    for noun in Noun.__subclasses__()
    if noun.__module__.startswith("agency_kpis.domain") and noun is not RenewalCase
]
DAY = date(2021, 4, 1)
MOMENT = datetime(2021, 4, 1)  # noqa: DTZ001 - a moment of no place will do


def rules(loaded: Loaded[Any]) -> list[str]:
    """Give the rules broken, in the order told."""
    return [problem.rule for problem in loaded.problems]


def only(loaded: Loaded[Any]) -> Problem:
    """Give the one problem there is."""
    (problem,) = loaded.problems
    return problem


def contracts(*rows: Mapping[str, object], **how: Any) -> Loaded[Contract]:  # noqa: ANN401 - a call's
    """Read rows of contracts."""
    return from_rows(Contract, rows, **how)


# ---- laws ------------------------------------------------------------------------------


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
@given(data=st.data())
def test_a_record_is_the_record_of_its_row(noun: type, data: st.DataObject) -> None:
    """Record to row to record, whether the types must fit or the conventions are asked for."""
    records = data.draw(st.lists(strategies.strategy_of(noun), max_size=3))
    for conventions in (STRICT, JAPANESE):
        if conventions is STRICT or all(map(_is_folded, to_rows(records))):
            loaded: Loaded[Any] = from_rows(noun, to_rows(records), conventions=conventions)
            assert loaded == Loaded(tuple(records), ())


def _is_folded(row: Mapping[str, object]) -> bool:
    """Tell whether a row has no text that the conventions would read as another or as none."""
    texts = [
        text
        for value in row.values()
        for text in (value if isinstance(value, tuple | frozenset) else (value,))
        if isinstance(text, str)
    ]
    return all(JAPANESE.key(text) == text and text.strip("-‐‑‒–—―ー") for text in texts)


@pytest.mark.parametrize("noun", [Contract, Customer])
@given(data=st.data())
def test_leaving_out_what_is_unknown_changes_no_record(noun: type, data: st.DataObject) -> None:
    """As JSON often does; it is told, and nothing is rejected."""
    records = data.draw(st.lists(strategies.strategy_of(noun), max_size=3))
    rows = [
        {name: value for name, value in row.items() if value is not None}
        for row in to_rows(records)
    ]
    loaded: Loaded[Any] = from_rows(noun, rows)
    assert loaded.records == tuple(records)
    assert {problem.level for problem in loaded.problems} <= {"warning"}


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.binary(),
    st.dates(),
    st.datetimes(),
    st.fractions(),
    st.lists(st.text(), max_size=2),
    st.dictionaries(st.text(), st.integers(), max_size=2),
    st.sampled_from(
        ["", "-", "令和3年4月1日", "平成36年4月1日", "対面", "自動車", "○", "10", "C-1"]
    ),
    st.sampled_from([10**5000, Channel.NAVI, frozenset({"x"}), ("C-1",), object(), 44287]),
)
headers = st.one_of(
    st.sampled_from(sorted(shape_of(Contract).fields)),
    st.sampled_from(
        ["証券番号", "満期日", "始期日", "種目", "特約", "契約日", "満期日（月）", "x"]
    ),
    st.text(max_size=3),
    st.none(),
    st.integers(),
)


@given(
    st.lists(st.dictionaries(headers, cells, max_size=6), max_size=4),
    st.sampled_from([STRICT, JAPANESE, JAPANESE.in_year(2021)]),
    st.sampled_from([(), ("policy_number",), ("policy_number", "starts_on"), ("x",)]),
)
def test_any_rows_give_records_or_one_clear_error(
    rows: list[dict[Any, object]], conventions: Conventions, key: tuple[str, ...]
) -> None:
    """What is wrong with the call is refused; else each row is a record or is rejected."""
    loaded = loaded_or_refused(Contract, rows, ignore=("x",), key=key, conventions=conventions)
    if isinstance(loaded, str):
        assert loaded.startswith("Contract rows: ")
    else:
        assert_all_told(rows, loaded)


@given(
    st.sampled_from(NOUNS),
    st.lists(st.dictionaries(st.sampled_from(["a", "b", "c"]), cells), min_size=1, max_size=4),
    st.sampled_from([STRICT, JAPANESE]),
    st.data(),
)
def test_any_cells_of_any_noun_give_records_or_problems(
    noun: type, rows: list[dict[str, object]], conventions: Conventions, data: st.DataObject
) -> None:
    """Whatever stands in the columns of whatever fields, nothing breaks."""
    names = [*shape_of(noun).fields]
    targets = data.draw(st.lists(st.sampled_from(names), min_size=3, max_size=3, unique=True))
    columns = dict(zip("abc", targets, strict=True))
    given_ones = {header for row in rows for header in row}
    there = {header: name for header, name in columns.items() if header in given_ones}
    loaded = loaded_or_refused(noun, rows, columns=there, conventions=conventions)
    if isinstance(loaded, str):
        assert "no column fills" in loaded
    else:
        assert_all_told(rows, loaded)


def loaded_or_refused(
    noun: type,
    rows: Iterable[Any],
    **how: Any,  # noqa: ANN401 - a call's
) -> Loaded[Any] | str:
    """Give what a call gives, or the words in which it is refused."""
    try:
        return from_rows(noun, rows, **how)
    except KpiError as error:
        return str(error)


def assert_all_told(rows: Iterable[object], loaded: Loaded[Any]) -> None:
    """Rows in are records and rejected rows; every problem is whole and fits on a screen."""
    assert len([*rows]) == len(loaded.records) + len(loaded.rejected)
    for problem in loaded.problems:
        assert problem.row is not None
        assert problem.rule
        assert len(problem.english) < 900
        assert len(problem.japanese) < 900
        assert (problem.column is None) == (problem.value is None)
    assert loaded.table().to_text()


TEXTS = {
    "証券番号": ["12345678", "A-1", "１２３", ""],
    "顧客番号": ["K-1", "K-2", ""],
    "手続日": ["2021/4/1", "2021-04-01", "20210401", "令和3年4月1日", ""],
    "始期日": ["2021/5/1", "R3.5.1", "H33.5.1", "2022-05-01"],
    "満期日": ["2022/5/1", "令和4年5月1日", "平成34年5月1日", ""],
    "保険会社": ["あいおい", "東海", "-"],
    "種目": ["自動車", "火災", "傷害", "自動車保険", ""],
    "募集形態": ["対面", "ＷＥＢ面談", "電話募集", "更新落ち", ""],
    "特約": ["弁護士費用、個人賠償", "なし", ""],
    "ペーパーレス": ["○", "×", "有", "TRUE", "1", ""],
}
STRANGE = "年月日令和元/-.,、○×０９ｱﾞ〜\u3000\x00\ud800\U0001f600"


def mutated(chance: random.Random) -> dict[Any, object]:
    """Give a row such as exports have, often with a slip in it."""
    row: dict[Any, object] = {name: chance.choice(each) for name, each in TEXTS.items()}
    header = chance.choice(list(TEXTS))
    text = str(row[header])
    place = chance.randrange(len(text) + 1)
    match chance.randrange(8):
        case 0:
            row[header] = text[:place] + chance.choice(STRANGE) + text[place:]
        case 1:
            row[header] = text[:place] + text[place + 1 :]
        case 2:
            row[header] = text[::-1]
        case 3:
            row[header] = chance.choice([None, 44287, 5.9, True, float("nan"), [], MOMENT])
        case 4:
            del row[header]
        case 5:
            row[None] = ["beyond", "the header"]
        case _:
            pass
    return row


def test_a_hundred_thousand_mutated_rows_are_records_or_told() -> None:
    """Rows that look real, with a slip in most of them."""
    chance = random.Random(2021)
    rows = [mutated(chance) for _ in range(100_000)]
    loaded = from_rows(Contract, rows, key=("policy_number", "starts_on"), conventions=JAPANESE)
    assert len(rows) == len(loaded.records) + len(loaded.rejected)
    assert len(loaded.records) > 10_000
    assert {
        *("other columns", "no id", "unknown word", "no day", "no yes or no", "past its era"),
        *("out of order", "no such day", "no set"),
    } <= set(rules(loaded))
    assert len(loaded.table().to_text()) < 10_000


# ---- strict by default ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("starts_on", "2021-04-01", "no day"),
        ("starts_on", MOMENT, "no day"),
        ("starts_on", 44287, "no day"),
        ("starts_on", float("nan"), "no day"),
        ("insurer", 5, "no text"),
        ("insurer", "", "blank"),
        ("contract_id", None, "blank"),
        ("paperless", 1, "no yes or no"),
        ("paperless", "○", "no yes or no"),
        ("paperless", "no", "no yes or no"),
        ("channel", "対面", "unknown word"),
        ("channel", Ending.CANCELLED, "unknown word"),
        ("riders", ["弁護士費用"], "no set"),
        ("riders", {"弁護士費用"}, "no set"),
        ("riders", frozenset({1}), "no set"),
        ("renews", "C-1", "no tuple"),
        ("renews", None, "blank"),
    ],
)
def test_nothing_is_coerced(name: str, value: object, rule: str) -> None:
    """Types fit as they stand, or the row is rejected; ``None`` is no text and 1 no yes."""
    loaded = contracts({"contract_id": "C-1", name: value})
    assert loaded.records == ()
    problem = only(loaded)
    assert (problem.rule, problem.field, problem.column) == (rule, name, name)


@pytest.mark.parametrize("value", [5.9, True, "5", -1])
def test_no_number_is_coerced(value: object) -> None:
    """5.9 is not 5, and ``True`` is not 1; what the noun itself refuses is told too."""
    row = {"broadcast_id": "B-1", "sent_on": None, "recipients": value}
    rule = "refused" if value == -1 else "no whole number"
    assert rules(from_rows(Broadcast, [row])) == [rule]


def test_a_value_of_another_kind_is_told() -> None:
    """A field may hold what the library does not know."""

    @record
    class Share(Noun):
        share_id: str
        size: Fraction | None = None

    assert rules(from_rows(Share, [{"share_id": "a", "size": 0.5}])) == ["other kind"]
    (share,) = from_rows(Share, [{"share_id": "a", "size": "50%"}], conventions=JAPANESE)
    assert share.size == Fraction(1, 2)


def test_every_fault_of_every_row_is_told_at_once() -> None:
    """Never the first alone."""
    loaded = contracts(
        {"contract_id": "", "line": "花火", "paperless": 2},
        {"contract_id": "C-2", "line": Line.FIRE, "paperless": True},
        {"contract_id": "C-3", "line": "火", "paperless": None},
    )
    assert [contract.contract_id for contract in loaded] == ["C-2"]
    assert loaded.rejected == (1, 3)
    assert rules(loaded) == ["blank", "unknown word", "no yes or no", "unknown word"]


def test_a_problem_tells_where_it_is() -> None:
    """The row, the id, the field, the column as it is spelled and the value as it stood."""
    row = {"ID": "C-1", "満期日 ": " 2021/2/29"}
    columns = {"ID": "contract_id", "満期日 ": "expires_on"}
    assert only(contracts(row, columns=columns, conventions=JAPANESE)) == Problem(
        rule="no such day",
        ids=("C-1",),
        english="Contract row 1: 満期日 =' 2021/2/29' is no day of the calendar",
        japanese="Contract の1行目 満期日 =' 2021/2/29' 暦にない日付です",
        level="error",
        noun="Contract",
        row=1,
        field="expires_on",
        column="満期日 ",
        value="' 2021/2/29'",
    )


def test_a_warning_keeps_its_row() -> None:
    """What may be as it should is told, and is a record."""
    loaded = contracts({"契約ID": "C-1", "満期日": "平成36年4月1日"}, conventions=JAPANESE)
    assert [contract.expires_on for contract in loaded] == [date(2024, 4, 1)]
    assert only(loaded).level == "warning"
    assert loaded.rejected == ()


def test_days_out_of_order_are_told_by_their_columns() -> None:
    """Each day is sound; together they make no contract."""
    row = {"契約ID": "C-1", "始期日": "2021/4/1", "満期日": "R2.4.1"}
    problem = only(contracts(row, conventions=JAPANESE))
    assert (problem.rule, problem.field) == ("out of order", "expires_on")
    assert problem.english == "Contract row 1: 満期日='R2.4.1' is before 始期日='2021/4/1'"
    assert problem.japanese.endswith("満期日='R2.4.1' 始期日='2021/4/1' より前です")


def test_any_mapping_is_a_row_and_any_iterable_holds_rows() -> None:
    """Rows are read once."""

    def rows() -> Iterator[Mapping[str, object]]:
        yield MappingProxyType({"contract_id": "C-1", "insurer": "東海"})
        yield MappingProxyType({"contract_id": "C-2", "insurer": 1})

    loaded = from_rows(Contract, rows())
    assert [contract.contract_id for contract in loaded] == ["C-1"]
    assert rules(loaded) == ["no text"]
    assert from_rows(Contract, []) == Loaded((), ())


def test_loaded_records_stand_where_records_stand() -> None:
    """A metric takes them as they are."""
    loaded = contracts(
        {
            "契約ID": "C-1",
            "手続日": "2021/5/1",
            "募集形態": "対面",
            "種目": "火災",
            "新規・更改": "新規",
        },
        conventions=JAPANESE,
    )
    assert str(face_to_face_rate(loaded, fiscal_year(2021))) == "100.0% (1/1)"


# ---- columns -----------------------------------------------------------------------------------


def refused(*rows: Mapping[Any, object], noun: type = Contract, **how: Any) -> str:  # noqa: ANN401
    """Give the words in which a call is refused."""
    with pytest.raises(KpiError) as refusal:
        from_rows(noun, rows, **how)
    return str(refusal.value)


def test_a_column_that_no_field_is_known_for_is_refused_once() -> None:
    """With the nearest offered; ``ignore`` lets it pass."""
    row = {"contract_id": "C-1", "insurrer": "東海", "保険料": "1"}
    assert refused(row, row) == (
        "Contract rows: column 'insurrer' is unknown: did you mean 'insurer'?: name its field in "
        "columns=, or leave it out with ignore=; column '保険料' is unknown: name its field in "
        "columns=, or leave it out with ignore="
    )
    assert len(contracts(row, ignore=("insurrer", "保険料"))) == 1


def test_a_missing_column_is_told_once_with_the_nearest() -> None:
    """Whether the caller names it or a field needs it."""
    message = refused(
        *[{"証券番号": "1", "満期": "2021/4/1"}] * 9,
        columns={"満期日": "expires_on"},
        key=("policy_number",),
        conventions=JAPANESE,
    )
    assert message == "Contract rows: column '満期日' of columns= is missing: did you mean '満期'?"
    assert refused({"insurer": "東海"}) == (
        "Contract rows: no column fills contract_id: name it in columns=, or make it with key="
    )
    assert refused({"session_id": "T"}, noun=TrainingSession) == (
        "Contract rows: no column fills held_on: name it in columns="
    ).replace("Contract", "TrainingSession")


def test_a_known_header_needs_the_conventions_or_is_named() -> None:
    """Strictly, no column is inferred; what it may be is offered."""
    row = {"契約ID": "C-1", "証券番号": "1"}
    assert "column '証券番号' may be policy_number: name its field" in refused(row)
    columns = {"契約ID": "contract_id", "証券番号": "policy_number"}
    assert contracts(row, columns=columns).records == contracts(row, conventions=JAPANESE).records


def test_an_ambiguous_header_is_asked_about() -> None:
    """契約日 is the conclusion for one agency and the inception for another."""
    row = {"契約ID": "C-1", "契約日": "2021/4/1"}
    assert "column '契約日' may be concluded_on or starts_on" in refused(row, conventions=JAPANESE)
    (contract,) = contracts(row, columns={"契約日": "starts_on"}, conventions=JAPANESE)
    assert contract.starts_on == DAY


def test_two_columns_for_one_field_are_asked_about() -> None:
    """The first is not better than the second."""
    row = {"契約ID": "C-1", "満期日": "2021/4/1", "保険終期": "2021/4/1"}
    assert "columns '満期日' and '保険終期' are all expires_on: leave all but one" in refused(
        row, conventions=JAPANESE
    )
    assert len(contracts(row, ignore=("保険終期",), conventions=JAPANESE)) == 1
    parts = {"契約ID": "C-1", "満期日": "2021/4/1", "満期日（月）": "4", "満期日（日）": "1"}
    assert "are all expires_on" in refused(parts, conventions=JAPANESE.in_year(2021))
    assert "columns 'ＴＥＬ' and 'TEL' are all name" in refused(
        {"顧客番号": "K", "ＴＥＬ": "1", "TEL": "1"},
        noun=Customer,
        columns={"TEL": "name"},
        conventions=JAPANESE,
    )


def test_a_day_in_parts_needs_its_year() -> None:
    """From a column, or from the caller; it is not guessed."""
    row = {"契約ID": "C-1", "満期日（月）": "4", "満期日（日）": "1"}
    assert "expires_on has no year: name a column expires_on.year, or give the year" in refused(
        row, conventions=JAPANESE
    )
    (contract,) = contracts(row, conventions=JAPANESE.in_year(fiscal_year(2021)))
    assert contract.expires_on == DAY
    problem = only(
        contracts({**row, "満期日（日）": "31"}, conventions=JAPANESE.in_year(fiscal_year(2021)))
    )
    assert (problem.rule, problem.column) == ("no such day", "満期日（月）・満期日（日）")
    assert problem.value == "('4', '31')"


def test_a_day_in_parts_is_read_strictly_too() -> None:
    """Then its parts are whole numbers."""
    columns = {"年": "expires_on.year", "月": "expires_on.month", "日": "expires_on.day"}
    row = {"contract_id": "C-1", "年": 2021, "月": 4, "日": 1}
    (contract,) = contracts(row, columns=columns)
    assert contract.expires_on == DAY
    (contract,) = contracts({**row, "年": None, "月": None, "日": None}, columns=columns)
    assert contract.expires_on is None
    for slip in ({"年": "2021"}, {"月": 13}, {"日": None}, {"日": True}, {"年": 10**5000}):
        assert rules(contracts({**row, **slip}, columns=columns)) == ["no day"]


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"columns": {"x": "nonsense"}}, "columns['x']: Contract has no field 'nonsense'"),
        ({"columns": {"x": "starts_on.hour"}}, "columns['x']='starts_on.hour' is no part of a day"),
        ({"columns": {"x": "insurer.year"}}, "columns['x']='insurer.year' is no part of a day"),
        ({"columns": {"x": None}}, "columns['x']: Contract has no field None"),
        ({"columns": {1: "insurer"}}, "columns=1 is no text"),
        ({"columns": ["x"]}, "columns=['x'] is no mapping"),
        ({"columns": {"x": "insurer"}, "ignore": ("x",)}, "stands in columns= and in ignore="),
        (
            {"key": "policy_number"},
            "key='policy_number' is not several: write key=('policy_number',)",
        ),
        ({"key": 5}, "key=5 is not several"),
        ({"key": (5,)}, "key=5 is no text"),
        ({"ignore": "x"}, "ignore='x' is not several"),
        (
            {"values": {"chanel": {}}},
            "values: Contract has no field 'chanel': did you mean 'channel'",
        ),
        ({"values": {"channel": "x"}}, "values['channel']='x' is no mapping"),
        (
            {"values": {"channel": {"x": "対面"}}},
            "values['channel']['x']: Contract.channel='対面' is",
        ),
        ({"values": {"riders": {"x": 5}}}, "values['riders']['x']: Contract.riders=5 is no"),
        ({"conventions": "japanese"}, "conventions='japanese' are none: write JAPANESE"),
        ({"noun": dict}, "'dict' is no noun"),
    ],
)
def test_what_is_wrong_with_the_call_is_refused_even_without_rows(
    how: dict[str, Any], message: str
) -> None:
    """By name, with the way out."""
    assert message in refused(**how)


def test_two_spellings_of_one_column_are_refused() -> None:
    """Where widths are folded, ＴＥＬ is TEL."""
    columns = {"ＴＥＬ": "name", "TEL": "customer_id"}
    message = "columns: 'TEL' is one column with another"
    assert message in refused(noun=Customer, columns=columns, conventions=JAPANESE)


@pytest.mark.parametrize("rows", [5, "rows", [5], ["x"], {"a": "b"}, [None], [("a", "b")]])
def test_what_is_no_row_is_refused(rows: Any) -> None:  # noqa: ANN401 - anything but rows
    """A frame, too, is asked for its rows."""
    with pytest.raises(KpiError, match=r"df\.to_dict\(\"records\"\)"):
        from_rows(Contract, rows)


def test_a_header_that_is_no_text_is_refused() -> None:
    """A frame without headers has numbers for them."""
    assert "column 0 is no text" in refused({0: "C-1"})


def test_many_faults_of_the_columns_stay_readable() -> None:
    """The first ten, and how many more."""
    message = refused({"contract_id": "C-1", **{f"x{n}" * 100: "" for n in range(100)}})
    assert message.endswith("; and 90 more")
    assert len(message) < 2000


def test_a_row_of_other_columns_is_told() -> None:
    """One that lacks a column, and one with more cells than ``csv.DictReader`` has headers for."""
    loaded = contracts(
        {"contract_id": "C-1", "insurer": "東海"},
        {"contract_id": "C-2"},
        {"contract_id": "C-3", "insurer": "東海", None: ["x"]},  # type: ignore[dict-item]
    )
    assert loaded.rejected == (3,)
    assert [problem.english for problem in loaded.problems] == [
        "Contract row 3: has more cells than columns: ['x']",
        "Contract row 2: lacks the column 'insurer': it reads as blank",
    ]
    assert rules(loaded) == ["other columns"] * 2


def test_a_column_that_rows_lack_is_told_once_and_reads_as_blank() -> None:
    """As in JSON that leaves out what is null: unknown, or no value where one is needed."""
    rows: list[dict[str, object]] = [{"contract_id": f"C-{n}"} for n in range(999)]
    rows.insert(1, {"contract_id": "C", "insurer": "東海", "renews": ("B",), "riders": None})
    for conventions in (STRICT, JAPANESE):
        loaded = from_rows(Contract, rows, conventions=conventions)
        assert (len(loaded), loaded.rejected) == (1000, ())
        assert loaded.records[0] == Contract(contract_id="C-0")
        assert loaded.records[1].renews == ("B",)
        assert [(each.rule, each.level, each.row) for each in loaded.problems] == [
            ("other columns", "warning", 1)
        ] * 3
        told = loaded.problems[0]
        assert (told.field, told.column) == ("insurer", "insurer")
        assert told.english == (
            "Contract row 1: lacks the column 'insurer', as 998 other rows do: it reads as blank"
        )
        assert "'insurer' の列がありません（ほかに998行）" in told.japanese


def test_a_needed_column_that_a_row_lacks_is_told_of_the_row() -> None:
    """Beside the warning; a part of the key, too."""
    loaded = contracts({"contract_id": "C-1", "insurer": "東海"}, {"insurer": "東海"})
    assert loaded.rejected == (2,)
    assert rules(loaded) == ["blank", "other columns"]
    assert loaded.problems[0].column == "contract_id"
    keyed = contracts({"No.": "1"}, {"insurer": "東海"}, key=("No.",))
    assert [(each.rule, each.level, each.field) for each in keyed.problems] == [
        ("no id", "error", None),
        ("other columns", "warning", None),
        ("other columns", "warning", "insurer"),
    ]


@pytest.mark.parametrize("header", ["", "  ", None])
@pytest.mark.parametrize("conventions", [STRICT, JAPANESE])
def test_a_column_without_a_name_is_passed_over_where_it_says_nothing(
    header: str | None, conventions: Conventions
) -> None:
    """As sheets and CSV files have at their end; one with values is told, and may be left out."""
    rows: list[dict[Any, object]] = [
        {"contract_id": "C-1", header: ""},
        {"contract_id": "C-2", header: None},
    ]
    assert len(contracts(*rows, conventions=conventions)) == 2
    rows.append({"contract_id": "C-3", header: "x"})
    message = refused(*rows, conventions=conventions)
    assert message == (
        f"Contract rows: column {header!r} has values and no name: name it, or leave it out with "
        "ignore=('',)"
    )
    for ignored in ("", None):
        loaded = contracts(*rows, ignore=(ignored,), conventions=conventions)
        assert (len(loaded), loaded.problems) == (3, ())


def test_only_a_list_under_no_name_is_beyond_the_header() -> None:
    """There ``csv.DictReader`` puts the cells for which there is no header."""
    rows: list[dict[Any, object]] = [{"contract_id": "C-1"}, {"contract_id": "C-2", None: ["x"]}]
    loaded = contracts(*rows)
    assert (len(loaded), loaded.rejected, rules(loaded)) == (1, (2,), ["other columns"])
    nameless: dict[Any, object] = {"contract_id": "C-3", None: ""}
    mixed = contracts(*rows, nameless)
    assert (len(mixed), mixed.rejected) == (2, (2,))
    assert "x" in only(mixed).english


# ---- refusals ----------------------------------------------------------------------------------


def test_what_the_noun_refuses_is_told_by_its_column() -> None:
    """And in Japanese without the English."""
    row = {"配信ID": "B-1", "配信日": "", "配信数": "▲5"}
    assert only(from_rows(Broadcast, [row], conventions=JAPANESE)) == Problem(
        rule="refused",
        ids=("B-1",),
        english="Broadcast row 1: 配信数='▲5' is refused: Broadcast.recipients=-5 is less than 0",
        japanese="Broadcast の1行目 配信数='▲5' 0より小さい値です",
        noun="Broadcast",
        row=1,
        field="recipients",
        column="配信数",
        value="'▲5'",
    )


def test_what_the_noun_refuses_without_a_name_is_told_of_the_row() -> None:
    """In its own words."""

    @record
    class Pair(Noun):
        pair_id: str
        one: str | None = None

        def __attrs_post_init__(self) -> None:
            raise KpiError("nothing fits")

    problem = only(from_rows(Pair, [{"pair_id": "P"}]))
    assert (problem.rule, problem.column) == ("refused", None)
    assert problem.english == "Pair row 1: nothing fits"


def test_a_row_without_an_id_tells_its_blanks_as_they_are_spelled() -> None:
    """All of them as one."""
    key = ("policy_number", "starts_on")
    one, both = contracts(
        {"証券番号": "", "始期日": "R3.4.1"},
        {"証券番号": "-", "始期日": ""},
        key=key,
        conventions=JAPANESE,
    ).problems
    assert (one.column, one.value, one.field, one.ids) == ("証券番号", "''", "policy_number", ())
    assert one.japanese == "Contract の1行目 証券番号='' 値がないため、IDを作れません"
    assert (both.column, both.value) == ("証券番号・始期日", "('-', '')")


class Mute:
    """A value that refuses to be written."""

    def __repr__(self) -> str:
        raise RuntimeError("not to be written")


@pytest.mark.parametrize("conventions", [STRICT, JAPANESE])
@pytest.mark.parametrize("name", shape_of(Contract).fields)
def test_a_cell_that_cannot_be_written_is_told_all_the_same(
    name: str, conventions: Conventions
) -> None:
    """By its type."""
    loaded = contracts({"contract_id": "C-1", name: Mute()}, conventions=conventions)
    assert only(loaded).value == "<Mute>"
    assert "column <Mute> is no text" in refused({Mute(): 1}, conventions=conventions)
    assert "has no field <Mute>" in refused(columns={"x": Mute()}, conventions=conventions)


# ---- messages ----------------------------------------------------------------------------------


def test_a_strict_message_offers_the_conventions_and_theirs_do_not() -> None:
    """The way out is one that is not taken yet."""
    row: dict[str, object] = {"contract_id": "C-1", "channel": "対面", "paperless": "○"}
    channel, paperless = contracts(row).problems
    assert channel.english == (
        "Contract row 1: channel='対面' is a text, and no Channel: write Channel.FACE_TO_FACE, or "
        "read texts with conventions=JAPANESE, or map them with values="
    )
    assert paperless.english.endswith(
        "read texts with conventions=JAPANESE, or map them with values="
    )
    japanese = only(contracts({**row, "paperless": 2}, conventions=JAPANESE))
    assert japanese.english == (
        "Contract row 1: paperless=2 is no True, False or None; map it with values="
    )


def test_a_blank_of_an_optional_field_needs_no_value() -> None:
    """Strictly it is no text, and the way out is ``None``."""
    assert only(contracts({"contract_id": "C-1", "insurer": ""})).english == (
        "Contract row 1: insurer='' is blank: where it is unknown give None, or read blanks with "
        "conventions=JAPANESE"
    )
    assert only(contracts({"contract_id": ""})).english.endswith("and the field needs a value")


def test_a_known_header_offers_the_conventions() -> None:
    """One that is not known does not."""
    assert refused({"contract_id": "C-1", "証券番号": "1"}).endswith(
        "may be policy_number: name its field in columns=, or leave it out with ignore=; "
        "conventions=JAPANESE knows it"
    )


def test_a_header_of_another_noun_is_told_as_such() -> None:
    """And not as a slip of one that looks like it."""
    row = {"契約ID": "C-1", "生年月日": "S60.1.8"}
    assert refused(row, conventions=JAPANESE) == (
        "Contract rows: column '生年月日' is Customer.born_on, and no field of Contract: name its "
        "field in columns=, or leave it out with ignore="
    )


def test_a_header_that_is_nearly_a_field_says_why_it_is_not() -> None:
    """So that nobody takes the offer unthinking."""
    staff = {"スタッフID": "S-1", "入社日": "", "退職日": "2021/3/31"}
    assert (
        "column '退職日' is nearly left_on, but left_on is the first day off the roll, the day "
        "after the last of work: name its field in columns="
    ) in refused(staff, noun=Staff, conventions=JAPANESE)
    contract = {"契約ID": "C-1", "計上日": "2021/3/31"}
    assert (
        "column '計上日' is nearly concluded_on, but concluded_on is the day the customer's "
        "procedure was finished, not the booking"
    ) in refused(contract, conventions=JAPANESE)


def test_a_part_of_a_day_is_no_part_of_a_key() -> None:
    """The whole day is."""
    row = {"証券番号": "1", "満期日（月）": "4", "満期日（日）": "1"}
    conventions = JAPANESE.in_year(2021)
    message = refused(row, key=("証券番号", "満期日（月）"), conventions=conventions)
    assert message == "key: '満期日（月）' is a part of expires_on: write 'expires_on' instead"
    (contract,) = contracts(row, key=("証券番号", "expires_on"), conventions=conventions)
    assert contract.contract_id == "1/2021-04-01"


# ---- keys and values ---------------------------------------------------------------------------


parts = st.text(st.sampled_from("/\\a"), min_size=1, max_size=3)


@given(st.tuples(parts, parts), st.tuples(parts, parts))
@example(("a/", "a"), ("a", "/a"))
@example(("a\\", "/a"), ("a/", "a"))
def test_different_keys_make_different_ids(one: tuple[str, str], other: tuple[str, str]) -> None:
    """Also where a part holds the mark between parts."""
    rows = [{"policy_number": a, "branch": b} for a, b in (one, other)]
    ids = [each.contract_id for each in contracts(*rows, key=("policy_number", "branch"))]
    assert (ids[0] == ids[1]) == (one == other)


def test_a_key_is_joined_of_fields_as_they_are_read() -> None:
    """The policy number recurs each year: number and term together do not."""
    rows = [{"証券番号": "１２３", "始期日": day} for day in ("R3.4.1", "2022/4/1")]
    loaded = contracts(*rows, key=("policy_number", "starts_on"), conventions=JAPANESE)
    assert [each.contract_id for each in loaded] == ["123/2021-04-01", "123/2022-04-01"]
    by_header = contracts(*rows, key=("証券番号", "始期日"), conventions=JAPANESE)
    assert by_header == loaded


def test_a_key_may_have_columns_that_no_field_holds() -> None:
    """Such as the number of a branch of a policy (証券番号枝番)."""
    rows = [{"証券番号": "1", "枝番": "２"}, {"証券番号": "1", "枝番": ""}]
    loaded = contracts(*rows, key=("証券番号", "枝番"), conventions=JAPANESE)
    assert [each.contract_id for each in loaded] == ["1/2"]
    problem = only(loaded)
    assert (problem.rule, problem.ids) == ("no id", ("1",))
    assert problem.english == "Contract row 2: 枝番='' is unknown, and the id is made of it"
    assert (problem.column, problem.value, problem.field) == ("枝番", "''", None)


def test_a_part_of_a_key_is_one_plain_value() -> None:
    """A set has no order to be joined in; a part that no field checks is checked all the same."""
    assert "key: riders is no text, whole number, day or word" in refused(key=("riders",))
    assert "key: is_fleet is no text" in refused(key=("is_fleet",))
    cells = ["a", 5, DAY, True, 5.5, ["x"], "", 10**5000]
    loaded = contracts(*[{"No.": cell} for cell in cells], key=("No.",))
    assert [each.contract_id for each in loaded] == ["a", "5", "2021-04-01"]
    assert rules(loaded) == ["no text", "no text", "no text", "blank", "refused"]
    line = contracts({"種目": "自動車"}, key=("line",), conventions=JAPANESE)
    assert [each.contract_id for each in line] == ["自動車"]


def test_a_key_needs_its_columns_and_stands_alone() -> None:
    """A part without a column is refused, and so is an id beside a key."""
    assert "no column fills 'starts_on' of key=" in refused(
        {"policy_number": "1"}, key=("policy_number", "starts_on")
    )
    assert "column 'contract_id' and key= both make contract_id" in refused(
        {"contract_id": "1", "policy_number": "1"}, key=("policy_number",)
    )
    assert "no column fills 'x' of key=" in refused({"x": "1"}, key=("x",), ignore=("x",))


def test_a_rejected_row_is_named_as_far_as_it_is_known() -> None:
    """By its id, else by the parts of its key that could be read; a day alone names nothing."""
    row = {"証券番号": "1", "始期日": "?", "種目": "花火"}
    loaded = contracts(row, key=("policy_number", "starts_on"), conventions=JAPANESE)
    assert [problem.ids for problem in loaded.problems] == [("1",)] * 2
    (unknown,) = contracts(
        {**row, "証券番号": "", "始期日": "R3.4.1", "種目": ""},
        key=("policy_number", "starts_on"),
        conventions=JAPANESE,
    ).problems
    assert (unknown.rule, unknown.ids) == ("no id", ())
    full = contracts(
        {**row, "始期日": "R3.4.1"}, key=("policy_number", "starts_on"), conventions=JAPANESE
    )
    assert only(full).ids == ("1/2021-04-01",)
    holder = from_rows(Policyholder, [{"customer_id": "K-1", "insurer": "東海", "since": 1}])
    assert only(holder).ids == ("K-1", "東海")


def test_values_say_what_cells_mean() -> None:
    """Before any convention, by field; what they do not say is read as ever."""
    values = {
        "channel": {"来店": Channel.FACE_TO_FACE, "更新落ち": None, 1: Channel.NAVI},
        "riders": {
            "弁特": "弁護士費用",
            "全部": frozenset({"弁護士費用", "個人賠償"}),
            "不明": None,
        },
        "paperless": {"紙": False},
    }
    rows: list[dict[str, object]] = [
        {"契約ID": "C-1", "募集形態": "来店", "特約": "弁特、ロード", "ペーパーレス": "紙"},
        {"契約ID": "C-2", "募集形態": "更新落ち", "特約": "全部", "ペーパーレス": "○"},
        {"契約ID": "C-3", "募集形態": "ﾏｲﾍﾟｰｼﾞ", "特約": "弁特", "ペーパーレス": ""},
        {"契約ID": "C-4", "募集形態": 1, "特約": "不明", "ペーパーレス": False},
        {"契約ID": "C-5", "募集形態": True, "特約": [[]], "ペーパーレス": False},
    ]
    loaded = contracts(*rows, values=values, conventions=JAPANESE)
    assert [each.channel for each in loaded] == [
        *(Channel.FACE_TO_FACE, None, Channel.MY_PAGE, Channel.NAVI)
    ]
    assert [each.riders for each in loaded] == [
        frozenset({"弁護士費用", "ロード"}),
        frozenset({"弁護士費用", "個人賠償"}),
        frozenset({"弁護士費用"}),
        None,
    ]
    assert [each.paperless for each in loaded] == [False, True, None, False]
    assert rules(loaded) == ["unknown word", "no set"]


def test_values_are_said_strictly_too() -> None:
    """And are all that is said: ``True`` is not 1."""
    values = {"business": {"新": Business.NEW, 1: Business.RENEWAL}}
    rows = [{"contract_id": "C", "business": cell} for cell in ("新", 1, True, "更改", ["新"])]
    loaded = contracts(*rows, values=values)
    assert [each.business for each in loaded] == [Business.NEW, Business.RENEWAL]
    assert loaded.rejected == (3, 4, 5)


def test_two_cells_that_are_one_mean_one_thing() -> None:
    """In any width; what is said of a number is said of it in any type."""
    values = {"channel": {"来店": Channel.NAVI, "来店 ": Channel.MAIL}}
    message = refused(values=values, conventions=JAPANESE)
    assert message == "values['channel']: '来店 ' is one cell with another"
    same = {"channel": {"来店": Channel.NAVI, "来店 ": Channel.NAVI, 1: Channel.MAIL}}
    rows = [{"契約ID": "C", "募集形態": cell} for cell in ("来店", 1.0, Decimal(1))]
    loaded = contracts(*rows, values=same, conventions=JAPANESE)
    assert [each.channel for each in loaded] == [Channel.NAVI, Channel.MAIL, Channel.MAIL]


def test_values_of_a_day_in_parts_are_refused() -> None:
    """No cell holds the day."""
    row = {"契約ID": "C-1", "満期日（月）": "9", "満期日（日）": "99"}
    message = refused(row, values={"expires_on": {"99": None}}, conventions=JAPANESE.in_year(2021))
    assert "values['expires_on'] says what no cell holds: its parts stand apart" in message


# ---- a field's own default, subclasses, garbage --------------------------------------------------


def test_a_blank_is_what_the_field_holds_where_nothing_is_said() -> None:
    """No successor, no attendees; a field that needs a value is told."""
    rows = [
        {"研修ID": "T-1", "開催日": "", "出席者": ""},
        {"研修ID": "-", "開催日": "", "出席者": ""},
    ]
    loaded = from_rows(TrainingSession, rows, conventions=JAPANESE)
    assert loaded.records == (TrainingSession(session_id="T-1", held_on=None),)
    assert rules(loaded) == ["blank"]


def test_a_noun_of_ones_own_is_read_like_any_other() -> None:
    """With the headers of its parent, and with checks of its own."""

    @record
    class Motor(Contract):
        depot: Facet[str | None] = None
        inspected_on: Event[date | None] = None
        answered: Facet[bool] = field(init=False, default=True)

        def __attrs_post_init__(self) -> None:
            if self.depot == "closed":
                raise KpiError(f"Motor.depot={self.depot!r} is closed")

    rows = [
        {"契約ID": "C-1", "営業車庫": "北", "inspected_on": "R3.4.1"},
        {"契約ID": "C-2", "営業車庫": "closed", "inspected_on": ""},
    ]
    loaded = from_rows(Motor, rows, columns={"営業車庫": "depot"}, conventions=JAPANESE)
    assert [(each.depot, each.inspected_on) for each in loaded] == [("北", DAY)]
    assert only(loaded).rule == "refused"
    assert only(loaded).english == (
        "Motor row 2: 営業車庫='closed' is refused: Motor.depot='closed' is closed"
    )
    assert (only(loaded).field, only(loaded).japanese) == (
        *("depot", "Motor の2行目 営業車庫='closed' 受け付けられない値です"),
    )
    assert kind_of(shape_of(Motor).fields["inspected_on"]).base is date


def test_the_garbage_collector_is_as_it_was() -> None:
    """Also after an error, and where it was off."""
    for is_enabled in (True, False):
        seen: list[bool] = []

        def rows(seen: list[bool] = seen) -> Iterator[Mapping[str, object]]:
            yield {"staff_id": "S-1", "joined_on": None}
            seen.append(gc.isenabled())

        gc.enable() if is_enabled else gc.disable()
        try:
            from_rows(Staff, rows())
            with pytest.raises(KpiError):
                from_rows(Staff, [{}, 5])  # type: ignore[list-item]
            assert gc.isenabled() is is_enabled
            assert seen == [False]
        finally:
            gc.enable()


def test_a_million_characters_and_ten_thousand_problems_stay_readable() -> None:
    """Counts by rule first, then the first of each, cut where they are long."""
    long = "長" * 1_000_000
    rows: list[dict[str, object]] = [
        {"契約ID": f"C-{n}", "満期日": "2021/2/29", "種目": "花火"} for n in range(9_999)
    ]
    rows.append({"契約ID": long, "満期日": long, "種目": long})
    loaded = from_rows(Contract, rows, conventions=JAPANESE)
    assert len(loaded.problems) == 20_000
    table = loaded.table()
    assert [[cell.text for cell in row][:3] for row in table.rows] == [
        ["unknown word", "誤り", "10,000"],
        ["no such day", "誤り", "9,999"],
        ["no day", "誤り", "1"],
    ]
    assert all(len(cell.text) <= 201 for row in table.rows for cell in row)
    with pytest.raises(KpiError, match="20000 problems, the first of each rule:") as refusal:
        loaded.raise_if_problems()
    assert len(str(refusal.value)) < 1000
    assert all(len(problem.english) < 300 for problem in loaded.problems)
    assert rules(contracts({"contract_id": long, "line": 10**5000})) == ["unknown word"]


def test_rows_are_given_for_any_records() -> None:
    """Each by its own noun; what is no record is refused."""
    rows = to_rows([Staff(staff_id="S-1", joined_on=DAY), Customer(customer_id="K-1")])
    assert [next(iter(row)) for row in rows] == ["staff_id", "customer_id"]
    with pytest.raises(KpiError, match="'int' is no noun"):
        to_rows([1])
