"""FrozenMap: a mapping that is a value."""

import pickle
from collections.abc import Mapping

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from agency_kpis.frozen import FrozenMap

mappings = st.dictionaries(st.none() | st.text() | st.integers(), st.integers())
"""Dictionaries of keys as groups have them, the unknown one included."""


@given(mappings)
def test_a_frozen_map_equals_the_dict_it_was_made_of(items: dict[object, int]) -> None:
    """It compares with any mapping, from either side."""
    frozen = FrozenMap(items)
    assert frozen == items
    assert items == frozen
    assert frozen != {**items, "another": 0}


@given(mappings)
def test_a_frozen_map_reads_as_the_dict_it_was_made_of(items: dict[object, int]) -> None:
    """Lookups, length, order and repr are the dict's own."""
    frozen = FrozenMap(items)
    assert list(frozen.items()) == list(items.items())
    assert len(frozen) == len(items)
    assert [frozen[key] for key in items] == list(items.values())
    assert repr(frozen) == repr(items)


@given(mappings)
def test_equal_maps_hash_alike_in_whatever_order(items: dict[object, int]) -> None:
    """A frozen map hashes as it compares."""
    turned = dict(reversed(items.items()))
    assert FrozenMap(items) == FrozenMap(turned)
    assert hash(FrozenMap(items)) == hash(FrozenMap(turned))


@given(mappings)
def test_a_frozen_map_survives_a_pickle(items: dict[object, int]) -> None:
    """Values travel between processes, their order with them."""
    frozen = FrozenMap(items)
    assert list(pickle.loads(pickle.dumps(frozen)).items()) == list(frozen.items())


def test_a_frozen_map_does_not_follow_the_dict_it_was_made_of() -> None:
    """What happens to the source later does not happen to the value."""
    items = {"未記録": 3}
    frozen = FrozenMap(items)
    items["未記録"] = 4
    assert frozen == {"未記録": 3}


def test_a_frozen_map_cannot_be_changed() -> None:
    """No item is set or taken away, and the dict within is not exchanged."""
    frozen = FrozenMap({"未記録": 3})
    with pytest.raises(TypeError):
        frozen["未記録"] = 4  # type: ignore[index]
    with pytest.raises(TypeError):
        del frozen["未記録"]  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError):
        frozen._items = {}  # type: ignore[misc]
    assert frozen == {"未記録": 3}


def test_a_frozen_map_of_nothing_is_empty() -> None:
    """Without items there are none, and a missing key is a KeyError as ever."""
    assert FrozenMap[str, int]() == {}
    assert isinstance(FrozenMap(), Mapping)
    with pytest.raises(KeyError):
        FrozenMap[str, int]()["未記録"]
