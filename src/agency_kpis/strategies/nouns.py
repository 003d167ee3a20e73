"""Strategies for the nouns, each drawn by itself."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from hypothesis import strategies as st

from agency_kpis.domain.activities import (
    Broadcast,
    RiskMap,
    Staff,
    StudyUnit,
    SurveyRequest,
    TrainingSession,
)
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.coverage import IntentForm
from agency_kpis.domain.customers import Customer, Policyholder
from agency_kpis.domain.intents import IntentRecord, Overlap, Proposal
from agency_kpis.domain.moves import ItemMove
from agency_kpis.domain.scales import Move, ladder, rider, subset, unordered
from agency_kpis.domain.terms import (
    Business,
    Care,
    Channel,
    Decision,
    Ending,
    HolderKind,
    Line,
    Method,
    Outcome,
    Role,
)
from agency_kpis.periods import Period
from agency_kpis.records import changed
from agency_kpis.strategies.cover import forms, intents
from agency_kpis.strategies.pieces import (
    NAMES,
    NATURALS,
    MaybeDay,
    Pool,
    dated,
    days,
    drawn,
    event,
    few,
    mostly,
    one_of,
    other_id,
    own_id,
    rarely,
    subsets_of,
    word,
    words,
)

_FLAGS: Final = one_of((False, True))
_HOLDER_KINDS: Final = one_of(HolderKind)
_LINES: Final = st.sampled_from((None, None, *[Line.AUTO] * 8, *[Line.FIRE] * 3, *Line))
_INSURERS: Final = word("あいおい", "東海")
_BRANCHES: Final = word("本店", "支店")


def contracts(*, within: Period | None = None) -> st.SearchStrategy[Contract]:
    """Draw contracts; with ``within`` mostly concluded, begun or expiring in or near it.

    Examples shrink towards a contract of which its dates and id are known.
    """
    return drawn(
        Contract,
        {"starts_on": dated(within), "expires_on": dated(within)},
        contract_id=own_id("C"),
        policy_number=word(),
        customer_id=other_id("K"),
        concluded_on=dated(within),
        ended_on=event(within),
        renews=Pool(((), (), (), (), ("C-1",), ("C-2",)), few(NAMES)),
        insurer=_INSURERS,
        line=_LINES,
        product=word("総合自動車保険"),
        channel=one_of(Channel),
        business=one_of(Business),
        riders=words("テレマティクス", "弁護士費用", "地震保険"),
        ending=one_of((None,) * 8 + (*Ending,)),
        holder_kind=_HOLDER_KINDS,
        is_fleet=_FLAGS,
        paperless=_FLAGS,
        branch=_BRANCHES,
        staff_id=other_id("S"),
    )


def customers(*, within: Period | None = None) -> st.SearchStrategy[Customer]:
    """Draw customers; with ``within`` mostly since or until a day in or near it.

    Examples shrink towards a customer of whom a day and an id are known.
    """
    return drawn(
        Customer,
        {"since": dated(within), "until": event(within)},
        customer_id=own_id("K"),
        name=word(),
        born_on=Pool((None, date(1940, 4, 1), date(1951, 6, 1), date(1990, 1, 1)), st.dates()),
        holder_kind=_HOLDER_KINDS,
        mobile_obtained=_FLAGS,
        lines=st.none() | st.frozensets(st.sampled_from(Line)),
    )


def policyholders(*, within: Period | None = None) -> st.SearchStrategy[Policyholder]:
    """Draw policyholders; with ``within`` mostly since or until a day in or near it.

    Examples shrink towards a policyholder of whom a day and an id are known.
    """
    return drawn(
        Policyholder,
        {"since": dated(within), "until": event(within)},
        customer_id=own_id("K"),
        insurer=_INSURERS,
        holder_kind=_HOLDER_KINDS,
        mobile_registered=_FLAGS,
        services=words("マイページ", "モバイルエージェント"),
    )


# ---- intents on record -----------------------------------------------------------------

_AUTO: Final = IntentForm(
    "自動車",
    items={
        "車両保険": ladder("なし", "エコノミー", "一般"),
        "弁護士費用": rider(),
        "払込方法": unordered("月払", "年払"),
    },
)
_FIRE: Final = IntentForm("火災", items={"保険の対象": subset("建物", "家財")})
_KNOWN: Final = tuple(
    _AUTO.intent(車両保険=own_damage, 弁護士費用=lawyer, 払込方法=payment)
    for own_damage in ("エコノミー", "一般")
    for lawyer in (False, True)
    for payment in ("月払", "年払")
)
_OTHERS: Final = (
    _AUTO.intent(),
    _AUTO.intent(車両保険="一般"),
    _AUTO.intent(弁護士費用=True),
    _AUTO.intent(車両保険="一般", insured="品川 300 あ 12-34"),
    _AUTO.intent(車両保険="なし", insured="足立 500 い 56-78"),
    _FIRE.intent(保険の対象={"建物"}),
)
_INTENTS: Final = Pool((None, None, None, *_KNOWN, *_KNOWN, *_OTHERS), intents())
_PROPOSED: Final = tuple(
    Proposal(insurer=insurer, product="自動車", role=Role.RECOMMENDED, reason="補償が広い")
    for insurer in ("あいおい", "東海")
)


def proposals() -> st.SearchStrategy[Proposal]:
    """Draw proposals.

    Examples shrink towards the prior contract with a premium and a reason unknown.
    """
    return st.builds(
        Proposal,
        insurer=mostly(st.sampled_from(("あいおい", "東海")), NAMES),
        product=mostly(st.sampled_from(("トータルアシスト", "タフ")), NAMES),
        role=st.sampled_from(Role),
        premium=st.none() | NATURALS,
        reason=st.none() | NAMES,
    )


def overlaps(*, items: Sequence[str] | None = None) -> st.SearchStrategy[Overlap]:
    """Draw overlaps, of one of the items where they are given, else of any.

    Examples shrink towards an overlap kept for no known reason.
    """
    return st.builds(
        Overlap,
        item=NAMES if items is None else st.sampled_from(items),
        elsewhere=NAMES,
        dropped=st.booleans(),
        reason=st.none() | NAMES,
    )


def intent_records(*, within: Period | None = None) -> st.SearchStrategy[IntentRecord]:
    """Draw intent records, with either intent or none, of one form or of two.

    With ``within`` they are mostly confirmed in or near it. Examples shrink towards a
    record of which its dates and id are known.
    """
    usual = drawn(
        IntentRecord,
        {"initial_on": dated(within), "confirmed_on": dated(within)},
        record_id=own_id("I"),
        contract_id=other_id("C"),
        expiring_id=other_id("C"),
        supersedes=Pool((None,) * 24 + own_id("I").common, NAMES),
        initial=_INTENTS,
        expiring_cover=rarely(intents()),
        recommended=rarely(intents()),
        final=_INTENTS,
        confirmed_with=word(),
        priorities=rarely(few(NAMES), ()),
        proposals=Pool(((), _PROPOSED[:1], _PROPOSED), few(proposals())),
        reason=word("補償の範囲が広い"),
        note=word(),
        reviewed_on=event(within),
        shared_on=event(within),
        insurer=_INSURERS,
        line=_LINES,
        staff_id=other_id("S"),
        channel=one_of(Channel),
        method=one_of(Method),
        decision=one_of(Decision),
        care=subsets_of(Care),
    )
    return mostly(usual, mostly(usual, _fuller(usual, days(within=within))))


@st.composite
def _fuller(
    draw: st.DrawFn, usual: st.SearchStrategy[IntentRecord], day: st.SearchStrategy[date]
) -> IntentRecord:
    """Draw what must agree: intents of one form, overlaps of its items, who reviewed and when."""
    form = draw(forms())
    return changed(
        draw(usual),
        initial=draw(st.none() | intents(form)),
        final=draw(st.none() | intents(form)),
        overlaps=draw(few(overlaps(items=form.names))) if form.names else (),
        reviewed_on=draw(day),
        reviewed_by=draw(st.none() | NAMES),
        finding=draw(st.none() | NAMES),
    )


def item_moves(
    *, within: Period | None = None, as_of: st.SearchStrategy[MaybeDay] | None = None
) -> st.SearchStrategy[ItemMove]:
    """Draw item moves; with ``within`` mostly of contracts that expire in or near it.

    ``as_of`` draws the day they were made as of, any or none. Examples shrink towards an
    item that stayed the same, of which a day and an id are known.
    """
    return drawn(
        ItemMove,
        {"expires_on": dated(within)},
        case_id=own_id("C"),
        as_of=event(within) if as_of is None else as_of,
        item=Pool(("車両保険", "弁護士費用"), NAMES),
        move=st.sampled_from(Move),
        insurer=_INSURERS,
        line=_LINES,
        branch=_BRANCHES,
        staff_id=other_id("S"),
        method=one_of(Method),
        outcome=one_of(Outcome),
    )


# ---- what the agency does --------------------------------------------------------------


def training_sessions(*, within: Period | None = None) -> st.SearchStrategy[TrainingSession]:
    """Draw training sessions; with ``within`` mostly held in or near it.

    Examples shrink towards a session of which a day and an id are known.
    """
    return drawn(
        TrainingSession,
        {"held_on": dated(within)},
        session_id=own_id("T"),
        attendees=rarely(few(NAMES), ()),
        kind=word("集合研修", "全体会議", "個別指導"),
        topic=word("意向把握"),
    )


def study_units(*, within: Period | None = None) -> st.SearchStrategy[StudyUnit]:
    """Draw units of study; with ``within`` mostly completed in or near it.

    Examples shrink towards a unit of which a day and an id are known.
    """
    return drawn(
        StudyUnit,
        {"completed_on": dated(within)},
        unit_id=own_id("U"),
        staff_id=other_id("S"),
        course=word("保険募集"),
        provider=word("日本代協アカデミー"),
    )


def staff_members(*, within: Period | None = None) -> st.SearchStrategy[Staff]:
    """Draw staff; with ``within`` mostly joining or leaving in or near it.

    Examples shrink towards a person of whom a day and an id are known.
    """
    return drawn(
        Staff,
        {"joined_on": dated(within), "left_on": event(within)},
        staff_id=own_id("S"),
        branch=_BRANCHES,
        is_solicitor=_FLAGS,
    )


def broadcasts(*, within: Period | None = None) -> st.SearchStrategy[Broadcast]:
    """Draw broadcasts; with ``within`` mostly sent in or near it.

    Examples shrink towards a broadcast of which a day and an id are known.
    """
    return drawn(
        Broadcast,
        {"sent_on": dated(within)},
        broadcast_id=own_id("B"),
        recipients=rarely(NATURALS),
        title=word("安全運転"),
        kind=word("らくっとmovie", "お知らせ"),
    )


def survey_requests(*, within: Period | None = None) -> st.SearchStrategy[SurveyRequest]:
    """Draw survey requests, answered or not; with ``within`` mostly asked in or near it.

    Examples shrink towards a request of which a day and an id are known.
    """
    return drawn(
        SurveyRequest,
        {"asked_on": dated(within), "answered_on": event(within)},
        request_id=own_id("Q"),
        customer_id=other_id("K"),
        insurer=_INSURERS,
        branch=_BRANCHES,
    )


def risk_maps(*, within: Period | None = None) -> st.SearchStrategy[RiskMap]:
    """Draw risk maps; with ``within`` mostly made in or near it.

    Examples shrink towards a map of which a day and an id are known.
    """
    return drawn(
        RiskMap,
        {"made_on": dated(within)},
        map_id=own_id("M"),
        customer_id=other_id("K"),
        insurer=_INSURERS,
        tool=word("リスクマップ", "AIおすすめ一覧"),
        checked=_FLAGS,
        found=words("重複", "付保もれ"),
    )
