"""The dossier: what fell, how it was sold, and that its counts are the metrics'."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.answers import UNDATED
from agency_kpis.book import Book
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.coverage import Intent, IntentForm
from agency_kpis.domain.intents import IntentRecord, Overlap
from agency_kpis.domain.moves import ItemMove
from agency_kpis.domain.renewals import RenewalCase
from agency_kpis.domain.scales import amount, ladder, rider
from agency_kpis.domain.terms import Line, Method
from agency_kpis.dossier import Dossier, downgrade_dossier
from agency_kpis.errors import KpiError
from agency_kpis.metrics import (
    downgrade_review_rate,
    intent_capture_rate,
    intent_comparison_rate,
    intent_downgrades,
    lowered_items,
    renewal_rate,
)
from agency_kpis.periods import fiscal_year

FY = fiscal_year(2021)
EXPIRY = date(2021, 6, 1)
FORM = IntentForm(
    "auto",
    items={
        "車両保険": ladder("なし", "エコノミー", "一般"),
        "弁護士費用": rider(),
        "個人賠償": amount(),
    },
)
OTHER_FORM = IntentForm("fire", items={"水災": rider()})
FULL = FORM.intent(車両保険="一般", 弁護士費用=True, 個人賠償="無制限")
ECONOMY = FORM.intent(車両保険="エコノミー", 弁護士費用=True, 個人賠償="無制限")
NO_LIABILITY = FORM.intent(車両保険="一般", 弁護士費用=True, 個人賠償=0)


def pair(number: int = 1, **given: object) -> tuple[Contract, Contract]:
    """Make a contract that expires, C-1, and the one that renews it, N-1."""
    make: Callable[..., Contract] = Contract
    facets = {"insurer": "東海", "line": Line.AUTO, "staff_id": "佐藤", **given}
    old = make(
        **{"contract_id": f"C-{number}", "starts_on": date(2020, 6, 1), "expires_on": EXPIRY}
        | facets
    )
    new = make(
        contract_id=f"N-{number}",
        renews=(f"C-{number}",),
        concluded_on=date(2021, 5, 1),
        starts_on=EXPIRY,
        expires_on=date(2022, 6, 1),
    )
    return old, new


def recorded(initial: Intent | None, final: Intent | None, **given: object) -> IntentRecord:
    """Make the record of C-1's two intents."""
    make: Callable[..., IntentRecord] = IntentRecord
    about = {"record_id": "I-1", "expiring_id": "C-1"}
    return make(**{**about, "initial": initial, "final": final, **given})


def dossier_of(*records: IntentRecord, **given: object) -> Dossier:
    """Make the dossier of a book of one renewal."""
    return downgrade_dossier(Book(contracts=pair(1, **given), intent_records=records), FY)


# ---- what it tells of a case -------------------------------------------------------------


def test_a_downgrade_is_told_with_all_that_belongs_to_it() -> None:
    """Contract, insurer, line, staff, what moved, why, the review and the minutes."""
    record = recorded(
        FULL,
        ECONOMY,
        reason="保険料を抑える",
        note="電話で再確認",
        reviewed_on=date(2021, 7, 1),
        reviewed_by="S-9",
        finding="適切",
        shared_on=date(2021, 7, 5),
        method=Method.GRASPED,
    )
    dossier = dossier_of(record, branch="本店")
    (case,) = dossier.downgrades
    assert case.moves == ("車両保険: 一般 → エコノミー（ダウン）",)
    assert case.reasons == ("保険料を抑える", "電話で再確認")
    assert case.review == ("検証 2021-07-01（S-9）", "適切", "共有 2021-07-05")
    assert case.to_do == ()
    assert dossier.rows() == [
        {
            "kind": "ダウングレード",
            "contract_id": "C-1",
            "insurer": "東海",
            "line": Line.AUTO,
            "branch": "本店",
            "staff_id": "佐藤",
            "method": Method.GRASPED,
            "expires_on": EXPIRY,
            "moves": "車両保険: 一般 → エコノミー（ダウン）",
            "unknown": "",
            "reasons": "保険料を抑える\n電話で再確認",
            "reviewed_on": date(2021, 7, 1),
            "reviewed_by": "S-9",
            "finding": "適切",
            "shared_on": date(2021, 7, 5),
            "to_do": "",
        }
    ]


@pytest.mark.parametrize(
    ("reviewed_on", "shared_on", "to_do", "review"),
    [
        (None, None, ("募集実態の検証", "議事録への掲載"), ("未検証", "未共有")),
        (date(2021, 7, 1), None, ("議事録への掲載",), ("検証 2021-07-01", "未共有")),
        (None, date(2021, 7, 5), ("募集実態の検証",), ("未検証", "共有 2021-07-05")),
        (date(2021, 7, 1), date(2021, 7, 5), (), ("検証 2021-07-01", "共有 2021-07-05")),
    ],
)
def test_what_is_still_to_do_follows_from_the_record(
    reviewed_on: date | None,
    shared_on: date | None,
    to_do: tuple[str, ...],
    review: tuple[str, ...],
) -> None:
    """A downgrade is verified, and told in the minutes."""
    dossier = dossier_of(recorded(FULL, ECONOMY, reviewed_on=reviewed_on, shared_on=shared_on))
    (case,) = dossier.downgrades
    assert (case.to_do, case.review) == (to_do, review)
    assert dossier.unreviewed == (() if reviewed_on else (case,))
    assert dossier.unshared == (() if shared_on else (case,))


def test_a_fall_on_purpose_stays_listed_with_its_reason() -> None:
    """The cover is kept elsewhere: that explains the downgrade and does not undo it."""
    kept = Overlap(item="個人賠償", elsewhere="火災 F-1", dropped=True, reason="家族型")
    (case,) = dossier_of(recorded(FULL, NO_LIABILITY, overlaps=(kept,))).downgrades
    assert case.moves == ("個人賠償: 無制限 → なし（ダウン）",)
    assert case.reasons == ("個人賠償: 火災 F-1と重複のため外した（家族型）",)


def test_what_is_unknown_is_named_beside_what_fell() -> None:
    """A fall is certain, whatever else nobody wrote down."""
    dossier = dossier_of(recorded(FULL, FORM.intent(車両保険="なし", 弁護士費用=True)))
    (case,) = dossier.downgrades
    assert case.unknown == ("個人賠償",)
    assert "不明: 個人賠償" in dossier.to_text()


@pytest.mark.parametrize(
    ("initial", "final", "moves", "unknown"),
    [
        (FULL, FORM.intent(車両保険="一般", 弁護士費用=True), (), ("個人賠償",)),
        (
            FORM.intent(個人賠償=0),
            FULL,
            ("個人賠償: なし → 無制限（アップ）",),
            ("車両保険", "弁護士費用"),
        ),
        (
            FORM.intent(FULL.values, insured="品川 1"),
            FORM.intent(FULL.values, insured="品川 2"),
            ("保険の対象物が異なる（品川 1 → 品川 2）",),
            (),
        ),
        (
            FULL,
            OTHER_FORM.intent(水災=True),
            ("意向の様式が異なる（auto v1 → fire v1）",),
            (),
        ),
    ],
)
def test_the_undetermined_are_told_with_what_stands_in_the_way(
    initial: Intent, final: Intent, moves: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    """Items not known, another insured object, another form; until somebody looked."""
    (case,) = dossier_of(recorded(initial, final)).undetermined
    assert (case.moves, case.unknown, case.to_do) == (moves, unknown, ("意向の再確認",))
    (looked_at,) = dossier_of(recorded(initial, final, reviewed_on=EXPIRY)).undetermined
    assert looked_at.to_do == ()


@pytest.mark.parametrize(
    ("records", "to_do", "optional"),
    [
        ([], "当初意向・最終意向の記録", False),
        ([recorded(None, None)], "最終意向の記録", False),
        ([recorded(FULL, None)], "最終意向の記録", False),
        ([recorded(None, FULL)], "当初意向の記録", False),
        ([recorded(None, FULL, method=Method.INFERRED)], "当初意向の記録", False),
        ([recorded(None, FULL, method=Method.NON_LIFE)], "当初意向の要否の確認（損保型）", True),
        ([recorded(None, None, method=Method.NON_LIFE)], "最終意向の記録", False),
    ],
)
def test_the_uncaptured_are_told_with_what_is_missing(
    records: Sequence[IntentRecord], to_do: str, optional: bool
) -> None:
    """By 損保型 no initial intent is asked for: that is counted apart from a missing one."""
    dossier = dossier_of(*records)
    (case,) = dossier.uncaptured
    assert (case.to_do, case.moves, case.review) == ((to_do,), (), ())
    assert dossier.initial_optional == ((case,) if optional else ())
    assert ("損保型で当初意向なし 1件" in dossier.to_text()) is optional


# ---- the dossier as a whole --------------------------------------------------------------


def test_the_dossier_is_written_for_the_minutes() -> None:
    """As text, Markdown and HTML, with its sums and what it leaves out."""
    contracts = [*pair(1), *pair(2), *pair(3, line=None)]
    records = [
        recorded(FULL, ECONOMY, reviewed_on=EXPIRY),
        recorded(FULL, FULL, record_id="I-2", expiring_id="C-2"),
    ]
    book = Book(contracts=contracts, intent_records=records, as_of=date(2021, 6, 30))
    dossier = downgrade_dossier(book, FY)
    assert dossier.to_text(width=100).splitlines()[0] == (
        "意向の差分チェック　2021年度（2021-04-01〜2022-03-31、2021-06-30現在）"
    )
    assert dossier.to_text().splitlines()[-5:] == [
        "更改 2件 ＝ 把握 2件 ＋ 未把握 0件",
        "ダウングレード 1件 ＝ 検証済 1件 ＋ 未検証 0件",
        "ダウングレードのうち議事録への未掲載 1件",
        "ダウンした項目：車両保険 1件",
        "集計外：未記録 1件",
    ]
    assert "| C-1<br>2021-06-01満期 | 東海<br>自動車 | 佐藤 |" in dossier.to_markdown()
    assert "議事録への掲載" in dossier.to_html()
    assert dossier.to_html(standalone=True).startswith("<!DOCTYPE html>")
    assert dossier._repr_html_() == dossier.to_html()
    assert str(dossier) == dossier.to_text()


def test_what_is_not_known_of_a_contract_is_told_as_unknown() -> None:
    """An insurer or a person in charge that nobody wrote down is 不明."""
    text = dossier_of(recorded(FULL, ECONOMY), insurer=None, staff_id=None).to_text()
    assert "| 不明   | 不明 |" in text


def test_cases_are_told_by_expiry_then_contract() -> None:
    """The order in which records came does not matter."""
    numbers = {3: date(2021, 5, 1), 2: EXPIRY, 1: EXPIRY}
    contracts = [each for n, day in numbers.items() for each in pair(n, expires_on=day)]
    records = [recorded(FULL, ECONOMY, record_id=f"I-{n}", expiring_id=f"C-{n}") for n in numbers]
    dossiers = {
        downgrade_dossier(Book(contracts=some, intent_records=records), FY)
        for some in (contracts, contracts[::-1])
    }
    (dossier,) = dossiers
    assert [each.contract_id for each in dossier.downgrades] == ["C-3", "C-1", "C-2"]


@pytest.mark.parametrize(
    ("book", "missing"),
    [
        (Book(contracts=pair()), "IntentRecord: give Book(intent_records=…)"),
        (Book(intent_records=[]), "Contract: give Book(contracts=…)"),
    ],
)
def test_a_book_that_lacks_the_records_has_no_dossier(book: Book, missing: str) -> None:
    """All uncaptured would be a guess."""
    with pytest.raises(KpiError) as refused:
        downgrade_dossier(book, FY)
    assert missing in str(refused.value)


# ---- its counts are the metrics' ---------------------------------------------------------

intents = (
    st.none()
    | st.builds(
        lambda own_damage, lawyer: FORM.intent(車両保険=own_damage, 弁護士費用=lawyer, 個人賠償=0),
        st.sampled_from(["なし", "エコノミー", "一般", None]),
        st.booleans() | st.none(),
    )
    | st.builds(OTHER_FORM.intent, 水災=st.booleans())
)
days = st.none() | st.dates(date(2021, 5, 1), date(2021, 12, 31))


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Draw books of renewals, some renewed, some not, some undated, some with intents."""
    contracts: list[Contract] = []
    records: list[IntentRecord] = []
    for number in range(draw(st.integers(0, 5))):
        expiries = st.none() | st.dates(date(2021, 2, 1), date(2022, 5, 31))
        lines = st.sampled_from([Line.AUTO, Line.FIRE, Line.COMPULSORY_AUTO, None])
        old, new = pair(number, expires_on=draw(expiries), line=draw(lines), starts_on=None)
        contracts += [old, new] if draw(st.booleans()) else [old]
        if draw(st.booleans()):
            records.append(
                recorded(
                    draw(intents),
                    draw(intents),
                    record_id=f"I-{number}",
                    expiring_id=f"C-{number}",
                    reviewed_on=draw(days),
                    shared_on=draw(days),
                )
            )
    as_of = draw(st.none() | st.just(date(2021, 10, 1)))
    return Book(contracts=contracts, intent_records=records, as_of=as_of)


@given(books())
def test_the_renewed_are_captured_or_uncaptured(book: Book) -> None:
    """And they are those that the renewal rate counts."""
    cases, dossier = book.records_of(RenewalCase), downgrade_dossier(book, FY)
    assert dossier.captured + len(dossier.uncaptured) == dossier.renewed
    assert dossier.renewed == renewal_rate(cases, FY, as_of=book.as_of).numerator
    capture = intent_capture_rate(cases, FY, as_of=book.as_of)
    assert (capture.numerator, capture.denominator) == (dossier.captured, dossier.renewed)


@given(books())
def test_the_downgrades_are_reviewed_or_unreviewed(book: Book) -> None:
    """As the metrics count them, shared ones and items too."""
    cases, dossier = book.records_of(RenewalCase), downgrade_dossier(book, FY)
    assert intent_downgrades(cases, FY, as_of=book.as_of).n == len(dossier.downgrades)
    open_cases = {*dossier.unreviewed, *dossier.unshared}
    done = downgrade_review_rate(cases, FY, as_of=book.as_of)
    assert done.denominator == len(dossier.downgrades)
    assert done.denominator - done.numerator == len(open_cases)
    assert {each for each in dossier.downgrades if each.to_do} == open_cases
    fallen = lowered_items.by("item")(cases_of_items(book), FY, as_of=book.as_of)
    assert dossier.lowered == {item: n.n for item, n in fallen.groups.items() if n.n}


def cases_of_items(book: Book) -> Sequence[ItemMove]:
    """Give the moves of the book's items."""
    return book.records_of(ItemMove)


@given(books())
def test_the_undetermined_are_captured_and_not_comparable(book: Book) -> None:
    """They are the misses of the comparison rate."""
    cases, dossier = book.records_of(RenewalCase), downgrade_dossier(book, FY)
    compared = intent_comparison_rate(cases, FY, as_of=book.as_of)
    assert compared.denominator == dossier.captured
    assert compared.denominator - compared.numerator == len(dossier.undetermined)


@given(books())
def test_every_case_of_the_dossier_is_told_once(book: Book) -> None:
    """Rows are the three lists, and what is left out is counted by reason."""
    dossier = downgrade_dossier(book, FY)
    listed = [*dossier.downgrades, *dossier.undetermined, *dossier.uncaptured]
    assert [row["contract_id"] for row in dossier.rows()] == [each.contract_id for each in listed]
    assert len(set(listed)) == len(listed)
    tally = intent_capture_rate.tally(book.records_of(RenewalCase), FY, as_of=book.as_of)
    undated = {name: n for name, n in tally.outside.items() if name == UNDATED}
    assert dossier.left_out == {**tally.excluded, **undated}
