"""A mapping that cannot change, so that values built on it are values too."""

from collections.abc import Hashable, ItemsView, Iterator, Mapping
from typing import TypeVar

from attrs import field, frozen

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", covariant=True)


def _copied(items: Mapping[K, V]) -> dict[K, V]:
    return dict(items)


@frozen(eq=False, repr=False)
class FrozenMap(Mapping[K, V]):
    """A read-only mapping that keeps its order, equals a dict and hashes as it compares.

    >>> FrozenMap({"未記録": 3})["未記録"], FrozenMap({"a": 1}) == {"a": 1}
    (3, True)
    """

    _items: Mapping[K, V] = field(factory=dict, converter=_copied)

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def items(self) -> ItemsView[K, V]:
        """Give the dict's own view, which cannot change it either and is read much faster."""
        return self._items.items()

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)
