"""Rows to intents: an item a column, an item a row; blank is unknown, なし is none."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.domain.coverage import ChangeKind, IntentForm
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.domain.scales import (
    NONE,
    UNLIMITED,
    AgreedValue,
    Move,
    Scale,
    agreed_value,
    amount,
    burden,
    components,
    ladder,
    rider,
    subset,
    unordered,
)
from agency_kpis.domain.terms import Method
from agency_kpis.errors import KpiError
from agency_kpis.records import Loaded
from agency_kpis.rows import JAPANESE, STRICT, Conventions, from_rows, intents_from_rows

FORM = IntentForm(
    "auto",
    items={
        "対人賠償": amount(),
        "車両保険": ladder("なし", "エコノミー", "一般"),
        "車両免責": components(burden(), burden(), within="車両保険"),
        "弁護士費用": rider(),
        "保険の対象": subset("建物", "家財"),
        "免責日数": burden(unit="日"),
        "払込方法": unordered(),
        "車両価額": agreed_value(),
    },
)
VALUES: dict[str, list[object]] = {
    "対人賠償": [None, NONE, UNLIMITED, 50_000_000],
    "車両保険": [None, NONE, "エコノミー", "一般"],
    "弁護士費用": [None, NONE, "あり"],
    "保険の対象": [None, NONE, frozenset({"建物"}), frozenset({"建物", "家財"})],
    "免責日数": [None, NONE, 180],
    "払込方法": [None, "月払", 12],
}
LONG: dict[str, Any] = {"item": "項目", "initial": "当初", "final": "最終"}
sides = st.fixed_dictionaries({name: st.sampled_from(each) for name, each in VALUES.items()})


def told(*rows: Mapping[str, object], **how: Any) -> Loaded[IntentRecord]:  # noqa: ANN401 - a call's
    """Read rows of intents with Japanese conventions."""
    return intents_from_rows(FORM, rows, **{"conventions": JAPANESE, **how})


def refused(*rows: Mapping[Any, object], **how: Any) -> str:  # noqa: ANN401 - a call's
    """Give the words in which a call is refused."""
    with pytest.raises(KpiError) as refusal:
        told(*rows, **how)
    return str(refusal.value)


def rules(loaded: Loaded[IntentRecord]) -> list[str]:
    """Give the rules broken, in the order told."""
    return [problem.rule for problem in loaded.problems]


@given(initial=sides, final=sides)
def test_wide_and_long_rows_make_the_record_of_the_same_intents(
    initial: dict[str, object], final: dict[str, object]
) -> None:
    """An intent with nothing but blanks is not on record."""
    record = IntentRecord(
        record_id="I-1",
        method=Method.GRASPED,
        initial=FORM.intent(initial)
        if any(each is not None for each in initial.values())
        else None,
        final=FORM.intent(final) if any(each is not None for each in final.values()) else None,
    )
    fields = {"record_id": "I-1", "method": Method.GRASPED}
    wide = {f"当初_{name}": value for name, value in initial.items()}
    wide |= {f"最終_{name}": value for name, value in final.items()}
    long = [
        {**fields, "項目": name, "当初": initial[name], "最終": final[name]} for name in initial
    ]
    for conventions in (STRICT, JAPANESE):
        how: Any = {"conventions": conventions}
        assert intents_from_rows(FORM, [{**fields, **wide}], **how) == Loaded((record,), ())
        assert intents_from_rows(FORM, long, **LONG, **how) == Loaded((record,), ())


cells = st.one_of(
    st.none(),
    st.text(max_size=4),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.lists(st.text(max_size=2), max_size=2),
    st.sampled_from(["なし", "無制限", "一般", "あり", "○", "5千万円", "建物、家財", "対人賠償"]),
    st.sampled_from([10**5000, (1, 2), AgreedValue(5, low=1, high=9), frozenset({1}), "I-1"]),
)


@given(
    st.lists(
        st.fixed_dictionaries(
            dict.fromkeys(
                (
                    "記録",
                    "当初_車両保険",
                    "最終_保険の対象",
                    "最終_免責日数",
                    "当初_車両価額",
                    "当初_払込方法",
                ),
                cells,
            )
        )
    ),
    st.sampled_from([STRICT, JAPANESE]),
)
def test_any_wide_rows_give_records_or_problems(
    rows: list[dict[str, object]], conventions: Conventions
) -> None:
    """Rows in are records and rejected rows."""
    loaded = told(*rows, columns={"記録": "record_id"} if rows else {}, conventions=conventions)
    assert len(rows) == len(loaded.records) + len(loaded.rejected)
    assert loaded.table().to_text()


def how_read(cell: object, conventions: Conventions) -> object:
    """Give the id that a cell reads as, if any."""
    return conventions.key(cell) if isinstance(cell, str) else None


@given(
    st.lists(st.dictionaries(st.sampled_from(["記録", "項目", "当初", "最終"]), cells), max_size=5),
    st.sampled_from([STRICT, JAPANESE]),
)
def test_any_long_rows_give_records_or_one_clear_error(
    rows: list[dict[str, object]], conventions: Conventions
) -> None:
    """Each row is of a record or is rejected, never both; none is torn from its record."""
    try:
        loaded = told(
            *rows, columns={"記録": "record_id"} if rows else {}, **LONG, conventions=conventions
        )
    except KpiError as error:
        assert "missing" in str(error)  # noqa: PT017 - it may also be no error
    else:
        ids = {record.record_id for record in loaded}
        for number, row in enumerate(rows, 1):
            said = how_read(row.get("記録"), conventions)
            assert (said in ids) != (number in loaded.rejected)
        assert {problem.row for problem in loaded.problems} <= {*range(1, len(rows) + 1)}


def test_items_are_read_as_exports_write_them() -> None:
    """Amounts, days, yes and no, several at once; なし and 対象外 are none."""
    row = {
        "意向記録ID": "I-1",
        "当初_対人賠償": "１億５,０００万円",
        "当初_車両保険": "エコノミー ",
        "当初_弁護士費用": "○",
        "当初_保険の対象": "建物、家財",
        "当初_免責日数": "180日",
        "当初_払込方法": "月払",
        "最終_対人賠償": "対象外",
        "最終_弁護士費用": "×",
        "最終_保険の対象": "無し",
        "最終_免責日数": 60.0,
        "最終_払込方法": "-",
    }
    (record,) = told(row)
    assert record.initial == FORM.intent(
        対人賠償=150_000_000,
        車両保険="エコノミー",
        弁護士費用=True,
        保険の対象={"建物", "家財"},
        免責日数=180,
        払込方法="月払",
    )
    assert record.final == FORM.intent(対人賠償=0, 弁護士費用=False, 保険の対象=NONE, 免責日数=60)


def test_blank_is_unknown_and_none_is_none() -> None:
    """Strictly and with conventions."""
    row = {"record_id": "I-1", "当初_車両保険": "", "最終_車両保険": "なし", "最終_対人賠償": " "}
    for conventions in (STRICT, JAPANESE):
        (record,) = told(row, conventions=conventions)
        assert record.initial is None
        assert record.final == FORM.intent(車両保険="なし")


def test_values_say_what_the_cells_of_an_item_mean() -> None:
    """By item, as by field; what no scale takes is refused at once."""
    values = {
        "車両免責": {"5-10": (50_000, 100_000)},
        "車両保険": {"車対車": "エコノミー", "一般型": "一般"},
        "method": {"把握": Method.GRASPED},
        "免責日数": {"": 0},
    }
    row = {
        "意向記録ID": "I-1",
        "把握方法": "把握",
        "当初_車両保険": "一般型",
        "当初_車両免責": "５-１０",
        "当初_免責日数": "",
        "最終_車両保険": "車対車",
    }
    (record,) = told(row, values=values)
    assert record.initial == FORM.intent(車両保険="一般", 車両免責=(50_000, 100_000), 免責日数=0)
    assert (record.change, record.method) == (ChangeKind.DOWNGRADE, Method.GRASPED)
    assert "values['車両保険']='広い' is no level" in refused(values={"車両保険": {"x": "広い"}})
    assert "has no field '車両': " in refused(values={"車両": {"x": "広い"}})


@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [
        ("当初_車両保険", "エコノミ", "off the scale"),
        ("当初_車両免責", "5-10", "off the scale"),
        ("当初_車両価額", "150万円", "off the scale"),
        ("当初_対人賠償", "たくさん", "no whole number"),
        ("当初_対人賠償", 5.5, "off the scale"),
        ("当初_対人賠償", -1, "off the scale"),
        ("当初_弁護士費用", "△", "no yes or no"),
        ("当初_保険の対象", "車", "off the scale"),
        ("当初_車両保険", "長" * 1000, "off the scale"),
        ("当初_払込方法", 12, None),
    ],
)
def test_what_is_on_no_scale_is_told_by_its_column(
    column: str, cell: object, rule: str | None
) -> None:
    """With the value as it stood."""
    loaded = told({"意向記録ID": "I-1", column: cell})
    assert rules(loaded) == ([] if rule is None else [rule])
    for problem in loaded.problems:
        assert (problem.column, problem.field, problem.ids) == (column, "initial", ("I-1",))
        assert len(problem.english) < 400


def test_every_item_at_fault_is_told() -> None:
    """And what the form refuses of sound items."""
    row = {"意向記録ID": "I-1", "当初_車両保険": "x", "最終_車両保険": "y", "当初_対人賠償": "z"}
    loaded = told(row)
    assert [problem.column for problem in loaded.problems] == [
        "当初_車両保険",
        "当初_対人賠償",
        "最終_車両保険",
    ]
    (partly,) = told({**row, "当初_対人賠償": "無制限", "最終_車両保険": ""}).problems
    assert partly.value == "'x'"
    child = {"意向記録ID": "I-2", "当初_車両保険": "なし", "当初_車両免責": (0, 0)}
    (problem,) = told(child).problems
    assert problem.rule == "refused"
    assert "車両免責" in problem.english
    assert "is not asked" in problem.english


def test_the_insured_object_has_its_columns() -> None:
    """Another car makes the intents incomparable."""
    row = {
        "意向記録ID": "I-1",
        "当初_車両保険": "一般",
        "最終_車両保険": "なし",
        "前車": "品川1",
        "新車": "品川２",
    }
    (record,) = told(row, insured=("前車", "新車"))
    assert record.initial is not None
    assert (record.initial.insured, record.change) == ("品川1", ChangeKind.UNDETERMINED)
    (same,) = told({**row, "新車": ""}, insured=("前車", "新車"))
    assert same.change is ChangeKind.DOWNGRADE
    (lone,) = told({"意向記録ID": "I-1", "前車": "x", "新車": "x"}, insured=("前車", "新車"))
    assert lone.initial is None
    (problem,) = told({**row, "前車": 5}, insured=("前車", "新車")).problems
    assert (problem.rule, problem.column, problem.value) == ("no text", "前車", "5")


def test_rows_of_one_record_are_put_together() -> None:
    """In whatever order they come; the first row's number tells the record."""
    rows = [
        {"意向記録ID": name, "最終意向日": "R3.4.1", "項目": item, "当初": a, "最終": b}
        for item, a, b in (("車両保険", "一般", "なし"), ("対人賠償", "無制限", "無制限"))
        for name in ("I-1", "I-2")
    ]
    first, second = told(*rows, **LONG)
    assert first.confirmed_on == date(2021, 4, 1)
    assert first.final == FORM.intent(車両保険="なし", 対人賠償=UNLIMITED)
    assert (first.record_id, second.record_id) == ("I-1", "I-2")
    assert second.initial == FORM.intent(車両保険="一般", 対人賠償="無制限")


@given(st.permutations(range(8)), sides, sides)
def test_the_order_of_long_rows_makes_no_other_record(
    order: list[int], initial: dict[str, object], final: dict[str, object]
) -> None:
    """Nor does it matter in which of them the rest is said."""
    names = list(initial)[:4]
    rows = [
        {
            "record_id": key,
            "insurer": "東海" if names.index(name) == n else None,
            "項目": name,
            "当初": initial[name],
            "最終": final[name],
        }
        for n, key in enumerate(("I-1", "I-2"))
        for name in names
    ]
    shuffled = [rows[place] for place in order]
    loaded = [told(*each, conventions=STRICT, **LONG) for each in (rows, shuffled)]
    first, again = ({each.record_id: each for each in one} for one in loaded)
    assert first == again
    assert {each.insurer for each in first.values()} == {"東海"}


SLIPS: list[tuple[dict[Any, object], dict[Any, object]]] = [
    ({"行": "1"}, {"行": "2"}),
    ({"最終意向日": "2021/4/1"}, {"最終意向日": "R3.4.1"}),
    ({"最終意向日": "2021/4/1"}, {"最終意向日": ""}),
    ({"最終意向日": ""}, {"最終意向日": "2021/4/1"}),
    ({"意向記録ID": "I-1"}, {"意向記録ID": "Ｉ－１"}),
    ({"確認相手": "本人"}, {}),
    ({"優先事項": "価格、補償"}, {"優先事項": "価格，補償"}),
]


@pytest.mark.parametrize(("first", "second"), SLIPS)
def test_rows_of_one_id_are_one_record_however_they_are_written(
    first: dict[Any, object], second: dict[Any, object]
) -> None:
    """Ignored columns never group, values do as they are read, and a blank says nothing."""
    base: dict[Any, object] = {"意向記録ID": "I-1", "当初": "一般", "最終": "なし"}
    rows: list[dict[Any, object]] = [
        {**base, "項目": "車両保険", **first},
        {**base, "項目": "対人賠償", "当初": "無制限", "最終": "無制限", **second},
    ]
    for given_rows in (rows, rows[::-1]):
        loaded = told(*given_rows, ignore=("行",), **LONG)
        assert [each for each in loaded.problems if each.level == "error"] == []
        (record,) = loaded
        assert record.final == FORM.intent(車両保険="なし", 対人賠償=UNLIMITED)
        said = {**first, **{name: cell for name, cell in second.items() if cell}}
        assert record.confirmed_on == (date(2021, 4, 1) if "最終意向日" in said else None)
        assert record.confirmed_with == said.get("確認相手")


def test_rows_of_one_id_that_contradict_each_other_are_told() -> None:
    """By the row, the column and the cell, and every row of the record is rejected."""
    base = {"意向記録ID": "I-1", "項目": "車両保険", "当初": "一般", "最終": "なし", "担当者": "S1"}
    other = {**base, "項目": "対人賠償", "当初": "", "担当者": "S2", "最終": "無制限"}
    loaded = told(base, other, {**base, "意向記録ID": "I-2"}, **LONG)
    assert [record.record_id for record in loaded] == ["I-2"]
    assert loaded.rejected == (1, 2)
    mate, problem = loaded.problems
    assert (problem.rule, problem.row, problem.ids) == ("contradiction", 2, ("I-1",))
    assert (problem.field, problem.column, problem.value) == ("staff_id", "担当者", "'S2'")
    assert problem.english == (
        "IntentRecord row 2: 担当者='S2' contradicts row 1 of the same record: 'S1'"
    )
    assert problem.japanese.endswith("同じ記録の1行目（'S1'）と食い違います")
    assert (mate.rule, mate.row) == ("with its record", 1)
    assert mate.english == "IntentRecord row 1: is of a record that row 2 rejects"
    assert mate.japanese.endswith("2行目の誤りにより、記録ごと除外しました")


def test_rows_are_put_together_by_the_key_where_there_is_no_id() -> None:
    """As its parts are read; a row without one stands alone, and is told."""
    row = {
        "担当者": "S1",
        "当初意向日": "R3.4.1",
        "項目": "車両保険",
        "当初": "一般",
        "最終": "なし",
    }
    more = {**row, "当初意向日": "2021/4/1", "項目": "対人賠償", "当初": "", "最終": "無制限"}
    (record,) = told(row, more, key=("担当者", "当初意向日"), **LONG)
    assert record.record_id == "S1/2021-04-01"
    assert record.final == FORM.intent(車両保険="なし", 対人賠償="無制限")
    loaded = told({**row, "担当者": ""}, {**more, "担当者": ""}, key=("担当者",), **LONG)
    assert rules(loaded) == ["no id", "no id"]
    assert [(each.row, each.column, each.field) for each in loaded.problems] == [
        (1, "担当者", "staff_id"),
        (2, "担当者", "staff_id"),
    ]


def test_a_long_problem_points_to_its_row_and_its_column() -> None:
    """As the user spells it, whether a cell, a side or the record is at fault."""
    base = {"意向記録ID": "I-1", "項目": "車両保険", "当初": "一般", "最終": "なし"}
    rows: list[dict[Any, object]] = [
        {**base, "検証者": "", "当初意向日": "", "最終意向日": "R3.4.1"},
        {**base, "検証者": "S9", "当初意向日": "", "最終意向日": "", "項目": "対人賠償"},
    ]
    rows[1] |= {"当初": "一班", "最終": ""}
    off = next(each for each in told(*rows, **LONG).problems if each.rule == "no whole number")
    assert (off.row, off.column, off.value) == (2, "当初", "'一班'")
    rows[1] |= {"当初": ""}
    refusal = next(each for each in told(*rows, **LONG).problems if each.rule == "refused")
    assert (refusal.row, refusal.field, refusal.column) == (2, "reviewed_by", "検証者")
    rows[1] |= {"検証者": "", "当初意向日": "R3.5.1"}
    order = next(each for each in told(*rows, **LONG).problems if each.rule == "out of order")
    assert (order.row, order.column) == (1, "最終意向日")
    assert "is before 当初意向日='R3.5.1'" in order.english
    rows[1] |= {"当初意向日": "", "項目": "車両免責", "最終": (0, 0)}
    child = next(each for each in told(*rows, **LONG).problems if each.rule == "refused")
    assert (child.row, child.field, child.column, child.value) == (2, "final", "最終", "(0, 0)")
    assert "is not asked" in child.english
    assert child.japanese.endswith("もとになる項目がなしのため、値は持てません")


class Once(Scale[Any]):
    """A scale of one's own that does not take what it reads."""

    def _read(self, name: str, value: object) -> object:
        if isinstance(value, int):
            raise KpiError("read already")
        return len(str(value))

    def _compare(self, initial: object, final: object) -> Move:
        raise AssertionError(initial, final)


def test_what_a_form_refuses_without_a_name_is_told_of_the_side() -> None:
    """In its own words, in both shapes; an item may have any name."""
    form = IntentForm("own", items={"x": Once(), "a.b": amount(), "a=:": amount(within="a.b")})
    wide = {"意向記録ID": "I-1", "最終_x": "?"}
    long = {"意向記録ID": "I-1", "項目": "x", "当初": "", "最終": "?"}
    for rows, how in (([wide], {}), ([long], LONG)):
        loaded = intents_from_rows(form, rows, conventions=JAPANESE, **how)
        (problem,) = loaded.problems
        assert (problem.rule, problem.row) == ("refused", 1)
        assert problem.english.endswith("read already")
        assert "is refused" not in problem.english
    child = {"意向記録ID": "I-1", "最終_a.b": "なし", "最終_a=:": "5"}
    (problem,) = intents_from_rows(form, [child], conventions=JAPANESE).problems
    assert (problem.column, problem.value) == ("最終_a=:", "'5'")


def test_the_insured_object_of_long_rows_has_its_columns() -> None:
    """Said once or in each row, and not differently."""
    base = {"意向記録ID": "I-1", "項目": "車両保険", "当初": "一般", "最終": "なし"}
    rows = [{**base, "前車": "品川1", "新車": "品川2"}, {**base, "項目": "対人賠償", "当初": ""}]
    insured = ("前車", "新車")
    (record,) = told(rows[0], {**rows[1], "最終": ""}, insured=insured, **LONG)
    assert record.initial == FORM.intent(車両保険="一般", insured="品川1")
    assert record.final == FORM.intent(車両保険="なし", insured="品川2")
    bad = told({**rows[0], "前車": 5}, insured=insured, **LONG)
    assert [(each.rule, each.column) for each in bad.problems] == [("no text", "前車")]
    columns = {"意向記録ID": "record_id"}
    blank = {**rows[0], "前車": ""}
    strict = told(blank, insured=insured, columns=columns, conventions=STRICT, **LONG)
    (problem,) = strict.problems
    assert (problem.rule, problem.column) == ("blank", "前車")


def test_a_blank_row_of_an_item_is_no_second_one() -> None:
    """It says nothing; one that says something does."""
    base = {"意向記録ID": "I-1", "項目": "車両保険", "当初": "一般", "最終": "なし"}
    blank = {**base, "当初": "", "最終": ""}
    for rows in ([base, blank], [blank, base], [blank, base, blank]):
        (record,) = told(*rows, **LONG)
        assert record.final == FORM.intent(車両保険="なし")
    (record,) = told(blank, blank, **LONG)
    assert record.final is None


def test_a_row_beyond_the_header_rejects_its_record() -> None:
    """So that no record has half its items."""
    base = {"意向記録ID": "I-1", "項目": "車両保険", "当初": "一般", "最終": "なし"}
    ragged: dict[Any, object] = {**base, "項目": "対人賠償", None: ["x"]}
    loaded = told(base, ragged, **LONG)
    assert (len(loaded), loaded.rejected) == (0, (1, 2))
    assert rules(loaded) == ["with its record", "other columns", "no whole number"]


def test_the_columns_of_long_rows_are_found_in_any_width() -> None:
    """As all headers are."""
    row = {"意向記録ID": "I-1", "項目 ": "車両保険", "当初　": "一般", "最終値１": "なし"}
    (record,) = told(row, item="項目", initial="当初", final="最終値1")
    assert record.final == FORM.intent(車両保険="なし")
    assert "2 columns are '当初': widths are folded" in refused({**row, "当初": ""}, **LONG)


def test_a_column_is_an_item_of_one_side() -> None:
    """Though the names of items may run into each other; one insured object may be of both."""
    form = IntentForm("own", items={"x": amount(), "x後": amount()})
    row = {"record_id": "I-1", "x": 1, "x後": 2, "x後後": 3, "車": "品川1"}
    with pytest.raises(KpiError, match="column 'x後' is an item of both sides"):
        intents_from_rows(form, [row], initial="{item}", final="{item}後")
    wide = {"意向記録ID": "I-1", "当初_車両保険": "一般", "最終_車両保険": "なし", "車": "品川1"}
    (record,) = told(wide, insured=("車", "車"))
    assert record.change is ChangeKind.DOWNGRADE


def test_a_cell_at_fault_contradicts_nothing() -> None:
    """It is told as what it is."""
    base = {"意向記録ID": "I-1", "項目": "車両保険", "当初": "一般", "最終": "なし"}
    rows = [{**base, "高齢者対応": "親族の同席"}, {**base, "項目": "対人賠償", "高齢者対応": "済"}]
    assert "contradiction" not in rules(told(*rows, **LONG))


def test_an_ignored_item_column_is_left_out() -> None:
    """As any other column."""
    row = {"意向記録ID": "I-1", "当初_車両保険": "広い", "最終_車両保険": "なし"}
    (record,) = told(row, ignore=("当初_車両保険",))
    assert record.initial is None
    assert record.final == FORM.intent(車両保険="なし")


def test_an_unknown_item_column_is_told_with_the_nearest() -> None:
    """Those of the items are offered, too."""
    row = {"意向記録ID": "I-1", "当初_対人賠賞": "", "最終_対人倍賞": ""}
    message = refused(row)
    assert "column '当初_対人賠賞' is unknown: did you mean '当初_対人賠償'?" in message
    assert "column '最終_対人倍賞' is unknown: did you mean '最終_対人賠償'?" in message


def test_a_percentage_is_no_amount() -> None:
    """100% of what is not said; where the unit is %, it is."""
    loaded = told({"意向記録ID": "I-1", "当初_対人賠償": "100%"})
    assert rules(loaded) == ["no whole number"]
    form = IntentForm("share", items={"割合": amount(unit="%")})
    row = {"意向記録ID": "I-1", "当初_割合": "50%"}
    (record,) = intents_from_rows(form, [row], conventions=JAPANESE)
    assert record.initial == form.intent(割合=50)


def test_an_item_without_a_place_rejects_its_record() -> None:
    """One that the form has not, one told twice, and a row of other columns."""
    base = {"意向記録ID": "I-1", "項目": "車両保険", "当初": "一般", "最終": "なし"}
    loaded = told(base, {**base, "項目": "車両"}, {**base, "項目": 5}, base, **LONG)
    assert loaded.records == ()
    assert rules(loaded) == ["with its record", "unknown item", "unknown item", "item twice"]
    assert [problem.value for problem in loaded.problems] == [None, "'車両'", "5", "'車両保険'"]
    assert "did you mean '車両免責'?" in loaded.problems[1].english
    assert [problem.field for problem in loaded.problems] == [None] * 4
    half = {**base, "最終": None}
    assert rules(told(half, half, **LONG)) == ["with its record", "item twice"]
    ragged: dict[Any, object] = {**base, None: ["x"]}
    assert rules(told(ragged, **LONG)) == ["other columns"]
    short = {"意向記録ID": "I-2", "項目": "車両保険"}
    lacking = told(base, short, **LONG)
    assert [(each.rule, each.level, each.column) for each in lacking.problems] == [
        ("other columns", "warning", "当初"),
        ("other columns", "warning", "最終"),
    ]
    assert rules(told(base, {"項目": "車両保険", "当初": "", "最終": ""}, **LONG)) == [
        "blank",
        "other columns",
    ]
    assert (
        rules(told({**base, "意向記録ID": []}, {**base, "意向記録ID": []}, **LONG))
        == ["no text"] * 2
    )
    assert rules(told({**base, "当初": "x"}, **LONG)) == ["off the scale"]


@pytest.mark.parametrize(
    ("row", "how", "message"),
    [
        ({}, {"form": "auto"}, "form='auto' is no IntentForm"),
        ({"a": "b"}, {"initial": "当初"}, "initial='当初' has no {item}: write 当初_{item}"),
        ({"a": "b"}, {"final": "最終"}, "final='最終' has no {item}"),
        ({}, {"initial": ""}, "initial='' is blank"),
        ({}, {"insured": "車"}, "insured='車' is not several"),
        ({}, {"insured": ("車",)}, "insured=('車',) is no pair"),
        ({"a": "b", "車名": ""}, {"insured": ("車", "車")}, "column '車' of insured= is missing"),
        ({"当初_車両": "一般"}, {}, "column '当初_車両' is unknown"),
        ({"当初_対人賠償": "1", " 当初_対人賠償": "2"}, {}, "2 columns are '当初_対人賠償'"),
        (
            {"initial": None, "当初_対人賠償": "1", "record_id": "I"},
            {},
            "'initial' and items fill initial",
        ),
        ({"項目": "x"}, LONG, "column '当初' is missing"),
        ({"項": "x"}, LONG, "column '項目' is missing"),
        ({0: "x"}, {}, "column 0 is no text"),
        ({}, {"final": "当初_{item}"}, "initial= and final= are one, '当初_{item}'"),
        ({}, {"initial": "値", "final": "値 ", "item": "項目"}, "initial= and final= are one"),
        ({"値": 1, "別": 2}, {"initial": "値", "final": "別", "item": "値"}, "name three columns"),
        ({"値": 1}, {"initial": "値", "final": "別", "item": 5}, "item=5 is no text"),
        ({"意向記録ID": "I"}, {}, "no column is an item: neither '当初_{item}' nor '最終_{item}'"),
        (
            {"意向記録ID": "I", "当初_車両保険": ""},
            {"final": "最後_{item}"},
            "final='最後_{item}' is the name of no column",
        ),
        (
            {"record_id": "I", "initial": None, **dict.fromkeys(LONG.values())},
            LONG,
            "'initial' and items fill initial",
        ),
        (
            {},
            {"values": {"車両保険": {"広": "一般", "広 ": "なし"}}},
            "values['車両保険']: '広 ' is one cell with another",
        ),
    ],
)
def test_what_is_wrong_with_the_call_is_refused(
    row: dict[Any, object], how: dict[str, Any], message: str
) -> None:
    """By name, with the way out."""
    if "form" in how:
        with pytest.raises(KpiError, match=message):
            intents_from_rows(how["form"], [])
    else:
        assert message in refused(*([row] if row else []), **how)


def test_intents_are_read_as_fields_too() -> None:
    """Where they are typed already."""
    intent = FORM.intent(車両保険="一般")
    row = {"record_id": "I-1", "initial": intent, "final": None}
    assert from_rows(IntentRecord, [row]).records == told(row, conventions=STRICT).records
