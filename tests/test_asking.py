"""The laws of digests, and of the cubes that a report counts for itself."""

import pickle
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis import metrics as catalogue
from agency_kpis import strategies
from agency_kpis.answers import Answer, is_in
from agency_kpis.asking import Asked
from agency_kpis.book import Book, Digest
from agency_kpis.cadence import Cadence, cadence_of
from agency_kpis.cube import Cube
from agency_kpis.domain.activities import Staff, StudyUnit, SurveyRequest
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Customer
from agency_kpis.domain.intents import IntentRecord, Proposal
from agency_kpis.domain.terms import Business, Channel, Line, Role
from agency_kpis.errors import KpiError
from agency_kpis.frozen import FrozenMap
from agency_kpis.goals import Goal, Section, at_least
from agency_kpis.measures import Rate
from agency_kpis.metrics import (
    face_to_face_rate,
    intent_capture_rate,
    mobile_obtained_rate,
    paperless_rate,
    renewal_rate,
    self_study_cadence,
    survey_response_rate,
)
from agency_kpis.periods import fiscal_year
from agency_kpis.plan import Plan
from agency_kpis.questions import Metric, Question, count_of, rate_of
from agency_kpis.records import Facet, Noun, changed, record

FY = fiscal_year(2021)
APRIL = date(2021, 4, 1)

OPTIONS: dict[str, dict[str, object]] = {
    "attachment_rate": {"rider": "特約", "line": Line.AUTO},
    "broadcast_cadence": {"kind": "らくっとmovie"},
    "service_registration_rate": {"service": "マイページ", "insurers": ("東海",)},
    "early_renewal_rate": {"days": 28},
}
CATALOGUE: list[Question[Any]] = [
    getattr(catalogue, name).having(**OPTIONS.get(name, {})) for name in catalogue.__all__
]


def plan_of(*goals: Goal) -> Plan:
    """Make a plan of goals."""
    return Plan("計画", goals)


def goals_of(book: Book) -> list[Goal]:
    """Set every question of the catalogue that a book can be asked, some of them split."""
    goals = [Goal(FrozenMap({"東海": Rate(1, 2)}), at_least("50%"), label="手元")]
    for number, question in enumerate(CATALOGUE):
        if knows(book, question):
            goals.append(Goal(question, label=f"{number}"))  # type: ignore[arg-type]
            goals.extend(more(question, str(number)))
    return goals


def more(question: Question[Any], label: str) -> Iterator[Goal]:
    """Split a question, and compare it with the year before."""
    if isinstance(question, Metric):
        yield Goal(question.changed(), label=f"{label} 前年比")
        if "insurer" in question.noun.__shape__.facets:
            yield Goal(question.by("insurer", groups=("東海",)), label=f"{label} 保険会社別")
    elif isinstance(question, Cadence):
        yield Goal(question.by("slot"), label=f"{label} 期間別")


def knows(book: Book, question: Question[Any]) -> bool:
    """Tell whether a book was supplied with what a question needs."""
    try:
        book.records_of(question.noun)
        if isinstance(question, Cadence) and question.per is not None:
            book.roster()
    except KpiError:
        return False
    return True


# ---- a digest reports as its book does -----------------------------------------------------


@given(strategies.books(within=FY))
def test_a_digest_reports_as_its_book_does(book: Book) -> None:
    """Every question of the catalogue, in the year and in the year before."""
    staff = [each.staff_id for each in book.staff or ()]
    goals = goals_of(book) if len(set(staff)) == len(staff) else []
    plan = plan_of(*goals)
    digest = plan.digest(book)
    for period in (FY, FY.previous()):
        assert plan.report(digest, period) == plan.report(book, period)


@st.composite
def closed_books(draw: st.DrawFn, name: str) -> Book:
    """Draw books that refer to nothing outside them, every identity of which is marked."""
    numbers = draw(st.lists(st.integers(0, 9), unique=True, max_size=5))
    pairs = [draw(renewals(f"ID-{name}-{number}")) for number in numbers]
    people = [f"STAFF-{name}-{number}" for number in numbers]
    days = st.dates(FY.first, FY.last)
    return Book(
        contracts=[each for old, new, _ in pairs for each in (old, *new)],
        intent_records=[each for _, _, intents in pairs for each in intents],
        customers=[
            Customer(
                customer_id=f"ID-{name}-{number}",
                name=f"NAME-{number}",
                born_on=date(1950, 1, 2),
                since=APRIL,
                mobile_obtained=draw(st.none() | st.booleans()),
            )
            for number in numbers
        ],
        survey_requests=[
            SurveyRequest(
                request_id=f"ID-{number}", asked_on=APRIL, answered_on=draw(st.none() | days)
            )
            for number in numbers
        ],
        study_units=[
            StudyUnit(unit_id=f"ID-{number}", completed_on=draw(days), staff_id=each)
            for number, each in enumerate(people)
        ],
        staff=[Staff(staff_id=each, joined_on=draw(days), branch="本店") for each in people],
        as_of=date(2021, 12, 31),
    )


@st.composite
def renewals(draw: st.DrawFn, name: str) -> tuple[Contract, list[Contract], list[IntentRecord]]:
    """Draw a contract that expires, with what renews it and what was said about it."""
    expiry = draw(st.dates(FY.first, FY.last))
    facets: dict[str, Any] = {
        "insurer": draw(st.sampled_from(("東海", "あいおい"))),
        "business": Business.RENEWAL,
        "channel": draw(st.none() | st.sampled_from(Channel)),
        "line": Line.AUTO,
        "staff_id": "STAFF-1",
    }
    old = Contract(
        contract_id=name,
        customer_id=f"ID-{name}",
        starts_on=expiry - timedelta(days=365),
        expires_on=expiry,
        concluded_on=expiry - timedelta(days=400),
        **facets,
    )
    new = Contract(
        contract_id=f"{name}-next",
        renews=(name,),
        starts_on=expiry,
        expires_on=expiry + timedelta(days=365),
        concluded_on=expiry - timedelta(days=draw(st.integers(0, 60))),
        **facets,
    )
    offered = Proposal(insurer="東海", product="自動車", role=Role.DECIDED, premium=987_654_321)
    intent = IntentRecord(record_id=f"{name}-intent", expiring_id=name, proposals=(offered,))
    return old, [new] * draw(st.booleans()), [intent] * draw(st.booleans())


PLAN = plan_of(
    Goal(face_to_face_rate.by("insurer", groups=("東海",)), at_least("50%")),
    Goal(paperless_rate),
    Goal(renewal_rate),
    Goal(intent_capture_rate),
    Goal(mobile_obtained_rate),
    Goal(survey_response_rate),
    Goal(self_study_cadence, at_least("100%")),
)


def together(one: Book, other: Book) -> Book:
    """Put two books into one."""
    names = [each.name for each in attrs.fields(Book) if each.name not in ("as_of", "grace")]
    shelves = {name: (getattr(one, name), getattr(other, name)) for name in names}
    both: dict[str, Any] = {
        name: (*a, *b) for name, (a, b) in shelves.items() if isinstance(a, tuple)
    }
    return attrs.evolve(one, **both)


@given(closed_books("甲"), closed_books("乙"))
def test_digests_of_closed_books_add_up(one: Book, other: Book) -> None:
    """Both halves of each renewal in one book: two branches make the agency's report."""
    added = PLAN.digest(one) + PLAN.digest(other)
    assert added == PLAN.digest(together(one, other))
    assert PLAN.report(added, FY) == PLAN.report(together(one, other), FY)


def leaves(value: Any) -> Iterator[object]:  # noqa: ANN401
    """Yield every value that a value is made of."""
    if attrs.has(type(value)):
        for each in attrs.fields(type(value)):
            yield from leaves(getattr(value, each.name))
    elif isinstance(value, dict | FrozenMap):
        yield from leaves((*value.keys(), *value.values()))
    elif isinstance(value, tuple | list | frozenset):
        for part in value:
            yield from leaves(part)
    else:
        yield value


@given(closed_books("甲"))
def test_a_digest_holds_no_identity(book: Book) -> None:
    """No id, name, birthday or sum of a customer, contract or case; nor does what is sent of it."""
    digest = PLAN.digest(book)
    PLAN.report(digest, FY)
    held = set(leaves(digest))
    assert not {each for each in held if isinstance(each, str) and each[:3] in ("ID-", "NAM")}
    assert held.isdisjoint({date(1950, 1, 2), 987_654_321})
    sent = pickle.dumps(digest)
    assert b"ID-" not in sent
    assert b"NAME-" not in sent
    assert pickle.loads(sent) == digest


def test_staff_numbers_are_held_only_where_a_goal_counts_per_person() -> None:
    """A contract's are not, unless a goal is split by them."""
    contract = Contract(contract_id="C-1", staff_id="S-1")
    book = Book(contracts=[contract], staff=[Staff(staff_id="S-1", joined_on=None)])
    digest = plan_of(Goal(paperless_rate)).digest(book)
    assert "staff_id" not in digest.cubes[0].facets
    assert digest.staff is None
    split = plan_of(Goal(paperless_rate.by("staff_id")))
    assert "staff_id" in split.digest(book).cubes[0].facets


def test_a_digest_keeps_of_the_staff_what_a_cadence_asks() -> None:
    """The numbers and the days on the roll, as known on the day."""
    left = Staff(staff_id="S-2", joined_on=APRIL, left_on=date(2022, 1, 1), branch="本店")
    joined = Staff(staff_id="S-1", joined_on=APRIL)
    units: list[StudyUnit] = []
    book = Book(study_units=units, staff=[left, joined], as_of=date(2021, 12, 31))
    digest = plan_of(Goal(self_study_cadence)).digest(book)
    assert digest.staff == (joined, Staff(staff_id="S-2", joined_on=APRIL))
    with_roster = plan_of(Goal(self_study_cadence, roster=("S-1",))).digest(book)
    assert with_roster.staff is None


def test_the_same_person_in_two_digests_is_one() -> None:
    """Two files of one year name the same staff."""
    plan = plan_of(Goal(self_study_cadence))
    staff = [Staff(staff_id="S-1", joined_on=date(2020, 4, 1))]
    halves = [
        Book(
            study_units=[StudyUnit(unit_id="U", completed_on=half.first, staff_id="S-1")],
            staff=staff,
        )
        for half in FY.halves()
    ]
    added = plan.digest(halves[0]) + plan.digest(halves[1])
    assert plan.report(added, FY).lines[0].measure == Rate(2, 2)


# ---- what a digest refuses -----------------------------------------------------------------


@rate_of(Contract, when="concluded_on", label="証券番号あり")
def numbered_rate(contract: Contract) -> Answer:
    """Share of contracts with a policy number, which is an identity."""
    return contract.policy_number is not None


@count_of(Contract, when="concluded_on", label="顧客あり")
def known_holders(contract: Contract) -> Answer:
    """Count of contracts whose customer is known, which is an identity too."""
    return contract.customer_id is not None


ONE = Book(
    contracts=[Contract(contract_id="C-1", concluded_on=APRIL, paperless=True)], as_of=FY.last
)
MIXED = plan_of(Goal(numbered_rate), Goal(paperless_rate), Goal(known_holders))


def test_every_goal_that_reads_an_identity_is_named_at_once() -> None:
    """By its label, its metric and the field, with what to leave out."""
    with pytest.raises(KpiError) as refused:
        MIXED.digest(ONE)
    assert str(refused.value) == (
        "a digest holds facets only: "
        "証券番号あり: numbered_rate reads policy_number, which is no facet of Contract; "
        "顧客あり: known_holders reads customer_id, which is no facet of Contract: "
        "write leave_out=('証券番号あり', '顧客あり')"
    )


def test_a_question_that_catches_the_refusal_is_refused_all_the_same() -> None:
    """A report asks it of the records, and a digest does without it."""

    @rate_of(Contract, when="concluded_on")
    def digits_rate(contract: Contract) -> Answer:
        """Share of contracts whose id is a number."""
        try:
            return int(contract.contract_id.removeprefix("C-")) >= 0
        except ValueError:
            return False

    plan, book = plan_of(*ASKING.goals, Goal(digits_rate)), Book(contracts=many())
    assert plan.report(book, FY).lines[-1].measure == digits_rate(book.contracts or (), FY)
    with pytest.raises(KpiError, match=r"digits_rate: digits_rate reads contract_id, which is no"):
        plan.digest(book, leave_out=["証券番号あり"])


def test_a_digest_goes_without_the_goals_left_out() -> None:
    """Their lines are not in its report; the others are the same."""
    left_out = ("証券番号あり", "顧客あり")
    digest = MIXED.digest(ONE, leave_out=left_out)
    lines = MIXED.report(digest, FY).lines
    assert lines == MIXED.report(ONE, FY).lines[1:2]
    assert digest.left_out == frozenset(left_out)


@pytest.mark.parametrize(
    ("leave_out", "message"),
    [
        (("証券番号なし",), "^no goal is labelled '証券番号なし': did you mean '証券番号あり'"),
        ("顧客あり", r"^leave_out='顧客あり' is one text: write leave_out=\('顧客あり',\)$"),
    ],
)
def test_only_goals_of_the_plan_are_left_out(leave_out: Any, message: str) -> None:  # noqa: ANN401
    """By their whole labels."""
    with pytest.raises(KpiError, match=message):
        MIXED.digest(ONE, leave_out=leave_out)


def cube_of(noun: type[Any] = Contract, as_of: date | None = FY.last, **options: Any) -> Cube[Any]:  # noqa: ANN401
    """Count nothing by the day of conclusion."""
    return Cube.count(noun, [], when="concluded_on", as_of=as_of, **options)


def test_a_digest_may_be_made_of_cubes_counted_elsewhere() -> None:
    """Whatever engine counted them; those of a subclass answer for it."""

    @record
    class OurContract(Contract):
        region: Facet[str | None] = None

    plan = plan_of(Goal(paperless_rate))
    counted = Cube.count(Contract, ONE.contracts or (), when="concluded_on", as_of=FY.last)
    assert plan.report(Digest(cubes=[counted], as_of=FY.last), FY) == plan.report(ONE, FY)
    ours = Digest(cubes=[cube_of(OurContract)], as_of=FY.last)
    assert plan.report(ours, FY).lines[0].measure == Rate(0, 0)
    both = Digest(cubes=[cube_of(OurContract), counted], as_of=FY.last)
    assert plan.report(both, FY) == plan.report(ONE, FY)
    other = cube_of(type("Other", (OurContract,), {}))
    unclear = Digest(cubes=[cube_of(OurContract), other], as_of=FY.last)
    with pytest.raises(KpiError, match=r"^the digest has no cube of Contract"):
        plan.report(unclear, FY)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"cubes": [cube_of(as_of=APRIL)]}, "is not as of the digest's day: as_of=2022-03-31$"),
        ({"cubes": [cube_of(), cube_of(facets=())]}, "^two cubes of a digest count the same noun"),
        ({"cubes": [], "grace": -1}, "^grace=-1 is less than 0$"),
    ],
)
def test_a_digest_is_of_one_day_and_one_cube_for_each_question(
    wrong: dict[str, Any], message: str
) -> None:
    """Else it is refused at birth."""
    with pytest.raises(KpiError, match=message):
        Digest(as_of=FY.last, **wrong)


def test_a_digest_knows_what_its_plan_asked() -> None:
    """Another plan's question is refused with the way out."""
    digest = plan_of(Goal(paperless_rate)).digest(ONE)
    with pytest.raises(KpiError, match=r"^the digest has no cube of Contract by 'starts_on': make"):
        plan_of(Goal(paperless_rate.placed("starts_on"))).report(digest, FY)
    unit = Digest(cubes=[Cube.count(StudyUnit, [], when="completed_on")])
    with pytest.raises(
        KpiError, match=r"^the digest has no staff: give Digest\(staff=…\), or Goal"
    ):
        plan_of(Goal(self_study_cadence)).report(unit, FY)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (Digest(cubes=[]), "^digests of as_of=2022-03-31 and as_of=None do not add up$"),
        (Digest(cubes=[], as_of=FY.last, grace=7), "^digests of grace=30 and grace=7 do not"),
        (Digest(cubes=[], as_of=FY.last, left_out=["甲"]), "^digests of left_out="),
        (Digest(cubes=[], as_of=FY.last), "^digests of different plans do not add up$"),
    ],
)
def test_unlike_digests_do_not_add_up(other: Digest, message: str) -> None:
    """The error names what differs."""
    with pytest.raises(KpiError, match=message):
        plan_of(Goal(paperless_rate)).digest(ONE) + other


def test_a_digest_adds_to_digests_only() -> None:
    """A book is to be digested first."""
    digest: Any = plan_of(Goal(paperless_rate)).digest(ONE)
    with pytest.raises(TypeError):
        digest + ONE


# ---- the cubes of a report -------------------------------------------------------------------


def many(size: int = 4_000, noun: type[Contract] = Contract, **facets: object) -> list[Contract]:
    """Make contracts enough for a cube."""
    return [
        noun(
            contract_id=f"C-{number}",
            policy_number=None if number % 3 else "P",
            concluded_on=APRIL + timedelta(days=number % 400),
            business=Business.NEW,
            line=Line.FIRE,
            channel=Channel.NAVI if number % 2 else None,
            paperless=(True, False, None)[number % 3],
            **facets,  # type: ignore[arg-type]
        )
        for number in range(size)
    ]


ASKING = plan_of(Goal(face_to_face_rate), Goal(paperless_rate.by("line")), Goal(numbered_rate))


def cubes_of(plan: Plan, **shelves: Any) -> list[Cube[Any]]:  # noqa: ANN401
    """Give the cubes that a report of a book counts."""
    return [*Asked.of(plan.goals, Book(**shelves)).cubes.values()]


@pytest.mark.parametrize("as_of", [None, date(2021, 8, 15)])
def test_a_report_is_the_same_whether_it_counts_or_scans(as_of: date | None) -> None:
    """A question that reads an identity is asked of the records."""
    records = many()
    counted = ASKING.report(Book(contracts=records, as_of=as_of), FY)
    assert len(cubes_of(ASKING, contracts=records, as_of=as_of)) == 1
    for goal, line in zip(ASKING.goals, counted.lines, strict=True):
        scanned = plan_of(goal).report(Book(contracts=records, as_of=as_of), FY)
        assert cubes_of(plan_of(goal), contracts=records) == []
        assert scanned.lines == (line,)


def test_a_book_gives_the_same_report_again() -> None:
    """What is remembered of it changes nothing."""
    book = Book(contracts=many())
    assert ASKING.report(book, FY) == ASKING.report(book, FY)


def test_a_report_counts_by_the_facets_that_are_read() -> None:
    """And by those of splits and of cadences per person; not by others."""
    (cube,) = cubes_of(ASKING, contracts=many())
    assert cube.facets == ("line", "channel", "business", "paperless")
    counted = cadence_of(StudyUnit, when="completed_on", every="month", per="staff_id")
    cadence = counted(lambda unit: True)
    plan = plan_of(Goal(cadence, label="一"), Goal(cadence, label="二"))
    units = [StudyUnit(unit_id=str(n), completed_on=APRIL, staff_id="S-1") for n in range(5_000)]
    (cube,) = cubes_of(plan, study_units=units)
    assert cube.facets == ("staff_id",)


@record
class Ours(Contract):
    """A contract with facets that no cube can have, or would have too many cells of."""

    n: Facet[int | None] = None
    region: Facet[str | None] = None


@rate_of(Contract, when="concluded_on")
def renewal_share(contract: Contract) -> Answer:
    """Share of contracts that renew another."""
    return is_in(contract.business, (Business.RENEWAL,))


@rate_of(Ours, when="concluded_on")
def counted_rate(contract: Ours) -> Answer:
    """Share of contracts with a number."""
    return contract.n is not None


def test_a_report_scans_where_a_cube_does_not_pay() -> None:
    """Few records for the goals there are, records of several classes, about as many cells."""
    by_branch = plan_of(*ASKING.goals[:2], Goal(renewal_share.by("branch")))
    crowd = [changed(contract, branch=contract.contract_id) for contract in many()]
    assert cubes_of(plan_of(*ASKING.goals[:2]), contracts=many()) == []
    assert cubes_of(ASKING, contracts=many(3_333)) == []
    assert cubes_of(ASKING, contracts=[*many(), *many(1, Ours)]) == []
    assert cubes_of(by_branch, contracts=crowd) == []
    assert len(cubes_of(by_branch, contracts=many(3_334))) == 1


@pytest.mark.parametrize(
    ("each", "asked", "pays"), [(3, 1, False), (4, 1, True), (1, 3, False), (2, 3, True)]
)
def test_a_cube_pays_by_the_questions_that_its_cells_save(
    each: int, asked: int, pays: bool
) -> None:
    """To make a cell and to ask it takes no longer than to ask the records that it stands for."""
    records = [
        Contract(contract_id="C", branch=str(n // each)) for n in range(12_000 // each * each)
    ]
    goals = [Goal(renewal_share.by("branch"), label=label) for label in "一二三"[:asked]]
    assert bool(cubes_of(plan_of(*goals), contracts=records)) is pays


def test_a_report_scans_what_cannot_be_counted() -> None:
    """A facet by the name of a cube's own column does no harm."""
    whole = [Goal(counted_rate, label=label) for label in "一二"]
    plan = plan_of(*whole, Goal(counted_rate.by("n"), label="三"))
    book = Book(contracts=many(noun=Ours, n=3))
    assert cubes_of(plan, contracts=many(noun=Ours, n=3)) == []
    assert len({line.measure for line in plan.report(book, FY).lines}) == 1


def test_a_question_fails_of_a_record_as_it_always_does() -> None:
    """The error names the record, whatever was counted before."""

    @rate_of(Contract, when="concluded_on")
    def broken_rate(contract: Contract) -> Answer:
        """Answer what is no answer."""
        return contract.contract_id[:1]  # type: ignore[return-value]

    plan = plan_of(Goal(broken_rate), *ASKING.goals)
    with pytest.raises(KpiError, match=r"^broken_rate answered 'C' of Contract\(contract_id="):
        plan.report(Book(contracts=many()), FY)


def test_a_facet_first_read_beyond_those_seen_is_asked_of_the_records() -> None:
    """Which facets a question reads may depend on the record."""

    @rate_of(Contract, when="concluded_on")
    def seldom_rate(contract: Contract) -> Answer:
        """Share of contracts, asked of their branch if they are not new."""
        return True if contract.business is Business.NEW else contract.branch == "本店"

    records = many(3_999)
    records.insert(1, Contract(contract_id="C", concluded_on=APRIL, branch="本店"))
    plan = plan_of(Goal(seldom_rate), *ASKING.goals)
    (cube,) = cubes_of(plan, contracts=records)
    assert "branch" not in cube.facets
    assert plan.report(Book(contracts=records), FY).lines[0].measure == seldom_rate(records, FY)


@record
class Unplaced(Noun):
    """A noun of which nothing was supplied."""

    some_id: str


def test_what_was_never_supplied_is_refused_in_a_digest_too() -> None:
    """The error is that of the report."""
    asked = count_of(Unplaced, when=None)(lambda each: True)
    plan = plan_of(Goal(asked, label="一"), Goal(asked, label="二"))
    for ask in (plan.digest, lambda book: plan.report(book, FY)):
        with pytest.raises(KpiError, match=r"^the book has no Unplaced"):
            ask(ONE)


def test_a_section_left_out_leaves_no_heading() -> None:
    """It would read as if it had been judged; one that is empty by itself stays."""
    kept = Goal(face_to_face_rate)
    sections = (Section("一", [kept]), Section("二", [Goal(numbered_rate)]), Section("三", []))
    plan = Plan("計画", sections)
    digest = plan.digest(Book(contracts=many(9)), leave_out=["証券番号あり"])
    assert [block.title for block in plan.report(digest, FY).blocks] == ["一", "三"]


def test_digests_that_differ_about_a_person_do_not_add_up() -> None:
    """Whoever left one branch has not stayed at the other."""
    staff = [Staff(staff_id="S-1", joined_on=None, left_on=day) for day in (None, APRIL)]
    one, other = (Digest(cubes=[], staff=[each]) for each in staff)
    with pytest.raises(KpiError, match=r"^the digests differ about staff S-1: Staff\(.*\), Staff"):
        one + other
    assert (one + one).staff == one.staff
    assert (Digest(cubes=[]) + one).staff == (one + Digest(cubes=[])).staff == one.staff
    assert (Digest(cubes=[]) + Digest(cubes=[])).staff is None


NO_BOOK: Any = "x"
NOUNS: Any = [Contract]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: ASKING.report(NO_BOOK, FY),
            r"^book='x' is neither a Book nor a Digest: write Book",
        ),
        (lambda: ASKING.digest(NO_BOOK), r"^book='x' is no Book: write Book\("),
        (lambda: Digest(cubes=NO_BOOK), r"^'x' is no Cube: count one with Cube\.count$"),
        (lambda: Book(others=NOUNS), r"^others=\[<class .*\] is no mapping: write others="),
    ],
)
def test_what_is_no_book_is_refused(call: Callable[[], object], message: str) -> None:
    """With the way out."""
    with pytest.raises(KpiError, match=message):
        call()
