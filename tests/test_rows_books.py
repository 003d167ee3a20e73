"""A book of rows: every noun at once, all problems in one list."""

from datetime import date

import pytest

from agency_kpis.domain.activities import Staff
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Policyholder
from agency_kpis.domain.terms import Line
from agency_kpis.errors import KpiError
from agency_kpis.goals import Goal
from agency_kpis.metrics import mobile_registered_rate
from agency_kpis.periods import fiscal_year
from agency_kpis.plan import Plan
from agency_kpis.records import Noun, record
from agency_kpis.rows import JAPANESE, book_from_rows, from_rows, to_rows


def test_all_problems_stand_in_one_list() -> None:
    """Those of the rows, noun by noun, then those of the book."""
    loaded = book_from_rows(
        contracts=[{"契約ID": "C-1", "始期日": "R3.4.1", "満期日": "R3.4.31"}],
        policyholders=[
            {"顧客番号": "K-1", "保険会社": "東海", "携帯登録": "○", "取引開始日": "2015/4/1"}
        ],
        customers=[{"顧客番号": "K-2", "生年月日": "昭和65年1月1日"}],
        staff=None,
        conventions=JAPANESE,
        as_of=date(2022, 3, 31),
    )
    assert [problem.rule for problem in loaded.problems] == [
        *("no such day", "past its era", "unknown customer")
    ]
    assert [problem.noun for problem in loaded.problems] == ["Contract", "Customer", None]
    assert len(loaded.table().rows) == 3
    with pytest.raises(KpiError, match="2 problems"):
        loaded.raise_if_problems()
    assert loaded.book.as_of == date(2022, 3, 31)
    report = Plan("計画", [Goal(mobile_registered_rate)]).report(loaded.book, fiscal_year(2021))
    assert "100.0%" in report.to_text()


def test_what_is_loaded_already_stands_as_it_is() -> None:
    """With the problems that were told of it."""
    columns = {"番号": "contract_id", "種": "line"}
    rows = [{"番号": "C-1", "種": Line.AUTO}, {"番号": "C-2", "種": "自動車"}]
    loaded = book_from_rows(contracts=from_rows(Contract, rows, columns=columns))
    assert loaded.book.contracts == (Contract(contract_id="C-1", line=Line.AUTO),)
    assert [problem.rule for problem in loaded.problems] == ["unknown word", "undated contract"]


def test_a_noun_left_out_was_never_supplied() -> None:
    """An empty one is known to be empty."""
    loaded = book_from_rows(staff=[], grace=60)
    assert (loaded.book.staff, loaded.book.contracts, loaded.book.grace) == ((), None, 60)


def test_nouns_of_ones_own_stand_among_the_others() -> None:
    """By their class."""

    @record
    class Visit(Noun):
        visit_id: str

    loaded = book_from_rows(others={Visit: [{"visit_id": "V-1"}, {"visit_id": ""}]})
    assert loaded.book.records_of(Visit) == (Visit(visit_id="V-1"),)
    assert [problem.rule for problem in loaded.problems] == ["blank"]


def test_others_are_nouns_of_their_own() -> None:
    """By class, and none that has a shelf given already."""
    with pytest.raises(KpiError, match=r"others=.* is no mapping"):
        book_from_rows(others=[Contract])  # type: ignore[arg-type]
    with pytest.raises(KpiError, match=r"others=\{Contract: …\} stands among the shelves already"):
        book_from_rows(contracts=[], others={Contract: []})


def test_what_is_wrong_with_the_calls_is_told_of_all_nouns() -> None:
    """At once, and so is a noun that no book has."""
    with pytest.raises(KpiError, match=r"Contract rows: .*\nStaff rows: "):
        book_from_rows(contracts=[{"x": 1}], staff=[{"y": 1}])
    with pytest.raises(KpiError, match="a book has no contract: did you mean 'contracts'"):
        book_from_rows(contract=[])


def test_a_book_is_the_book_of_its_rows() -> None:
    """Records to rows to the same book."""
    staff = (Staff(staff_id="S-1", joined_on=date(2020, 4, 1)),)
    holders = (Policyholder(customer_id="K-1", insurer="東海", services=frozenset({"マイページ"})),)
    loaded = book_from_rows(staff=to_rows(staff), policyholders=to_rows(holders))
    assert (loaded.book.staff, loaded.book.policyholders) == (staff, holders)
    assert loaded.problems == ()
