"""Strategies for scales, intent forms and intents."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from agency_kpis.domain.coverage import Intent, IntentForm
from agency_kpis.domain.scales import (
    NONE,
    UNLIMITED,
    Agreed,
    AgreedValue,
    Amount,
    Burden,
    Components,
    Ladder,
    Place,
    Rider,
    Scale,
    Subset,
    Unordered,
    Within,
    agreed_value,
    amount,
    burden,
    components,
    ladder,
    rider,
    subset,
    unordered,
)
from agency_kpis.strategies.pieces import NAMES, NATURALS, mostly


def agreed_values() -> st.SearchStrategy[AgreedValue]:
    """Draw sums insured below, within and above their bands.

    Examples shrink towards 1 yen, above a band of 0 to 0.
    """
    return st.builds(
        lambda yen, ends: AgreedValue(yen, low=min(ends), high=max(ends)),
        st.integers(min_value=1),
        st.tuples(NATURALS, NATURALS),
    )


# ---- scales ----------------------------------------------------------------------------

_WORDS: Final = st.lists(mostly(st.sampled_from("甲乙丙丁"), NAMES), unique=True)
_NONE: Final = st.booleans()
_PLAIN_SCALES: Final[st.SearchStrategy[Scale[Any]]] = st.one_of(
    st.builds(lambda levels, none: ladder(*levels, "最上", none=none), _WORDS, _NONE),
    st.builds(lambda levels: ladder(*levels, "最上", NONE), _WORDS),
    st.builds(rider, restricting=st.booleans()),
    st.builds(amount, none=_NONE),
    st.builds(burden, none=_NONE),
    st.builds(lambda members, none: subset(*members, none=none), _WORDS, _NONE),
    st.builds(lambda levels, none: unordered(*levels, none=none), _WORDS, _NONE),
    st.builds(agreed_value, none=_NONE),
)
_SCALES: Final[st.SearchStrategy[Scale[Any]]] = mostly(
    _PLAIN_SCALES,
    st.builds(
        lambda parts, none: components(*parts, none=none),
        st.deferred(lambda: st.lists(_SCALES, min_size=2, max_size=3)),
        _NONE,
    ),
)


def scales() -> st.SearchStrategy[Scale[Any]]:
    """Draw scales of every kind, within no other item.

    Examples shrink towards a ladder of one level.
    """
    return _SCALES


# ---- forms -----------------------------------------------------------------------------


@st.composite
def forms(draw: st.DrawFn) -> IntentForm:
    """Draw intent forms, some of their items within others.

    Examples shrink towards a form without items.
    """
    items: dict[str, Scale[Any]] = {}
    for name in draw(_WORDS):
        items[name] = attrs.evolve(draw(_SCALES), within=draw(_parents(items)))
    return IntentForm(draw(NAMES), version=draw(st.integers(min_value=1)), items=items)


def _parents(items: Mapping[str, Scale[Any]]) -> st.SearchStrategy[Within | None]:
    parents = [Within(name) for name in items]
    sets = [(name, scale) for name, scale in items.items() if isinstance(scale, Subset)]
    members = [Within(name, member) for name, scale in sets for member in scale.members]
    return st.sampled_from([None, *parents, *members])


# ---- intents ---------------------------------------------------------------------------


def intents(form: IntentForm | None = None) -> st.SearchStrategy[Intent]:
    """Draw intents by a form, or by any; items are unknown, なし and not asked too.

    Examples shrink towards an intent of which nothing is known.
    """
    if form is None:
        return forms().flatmap(intents)
    return _filled(form, {name: _cover(scale) for name, scale in form.items.items()})


@st.composite
def _filled(
    draw: st.DrawFn, form: IntentForm, covers: Mapping[str, st.SearchStrategy[object]]
) -> Intent:
    written: dict[str, object] = {}
    read: dict[str, object] = {}
    for name, scale in form.items.items():
        if _may_be_asked(scale.within, read):
            written[name] = draw(covers[name])
            read[name] = scale.read(name, written[name])
    return form.intent(written, insured=draw(_INSURED))


_INSURED: Final = mostly(st.none() | st.just("品川 300 あ 12-34"), NAMES)


def _may_be_asked(within: Within | None, read: Mapping[str, object]) -> bool:
    if within is None:
        return True
    parent = within.parent
    return parent in read and (read[parent] is None or within.asks(read[parent]))


def _cover(scale: Scale[Any]) -> st.SearchStrategy[object]:
    """Draw what may be written for an item: unknown, a value, or なし where the scale has it."""
    if isinstance(scale, Ladder):
        flags = (True, False) if isinstance(scale, Rider) else ()
        return st.sampled_from([None, *scale.levels, *flags, *_none(scale)])
    return st.one_of(st.none(), _WRITTEN[type(scale)](scale), *map(st.just, _none(scale)))


def _none(scale: Scale[Any]) -> list[object]:
    return [] if scale.none is Place.NOWHERE else [NONE]


def _fact(scale: Unordered) -> st.SearchStrategy[object]:
    return st.sampled_from(scale.levels) if scale.levels else NAMES | st.integers()


def _sum(scale: Amount) -> st.SearchStrategy[object]:
    if scale.none is Place.NOWHERE:
        return st.integers(min_value=1) | st.just(UNLIMITED)
    return NATURALS | st.sampled_from((UNLIMITED, "対象外"))


def _part(scale: Subset) -> st.SearchStrategy[object]:
    members = st.sampled_from(scale.members) if scale.members else NAMES
    return st.frozensets(members, min_size=int(scale.none is Place.NOWHERE))


_WRITTEN: Final[Mapping[type, Callable[[Any], st.SearchStrategy[object]]]] = {
    Agreed: lambda scale: agreed_values(),
    Amount: _sum,
    Burden: lambda scale: NATURALS,
    Components: lambda scale: st.tuples(*map(_cover, scale.parts)),
    Subset: _part,
    Unordered: _fact,
}
