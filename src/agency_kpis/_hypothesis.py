"""The hypothesis entry point: ``st.from_type(Contract)`` draws valid contracts.

hypothesis calls ``register`` while it is itself being imported, perhaps by the strategies;
so they are imported only when the first of them is asked for.
"""

from typing import TYPE_CHECKING, TypeVar

import attrs

import agency_kpis

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")


def register() -> None:
    """Tell hypothesis whom to ask for each public value: the strategies, later."""
    from hypothesis.strategies import register_type_strategy

    for value in vars(agency_kpis).values():
        if isinstance(value, type) and attrs.has(value):
            register_type_strategy(value, _draw)


def _draw(kind: type[T]) -> "SearchStrategy[T]":
    """Give the strategy of a public value, or ``NotImplemented`` where it has none."""
    from agency_kpis.strategies import strategy_of

    return strategy_of(kind)
