"""Customers, as the agency knows them and as each insurer does."""

from datetime import date

from agency_kpis.domain.terms import HolderKind, Line
from agency_kpis.records import Event, Facet, Noun, check_order, record


@record
class Customer(Noun):
    """A customer of the agency; on its roll from ``since`` until the day before ``until``.

    ``mobile_obtained``: the agency holds the mobile number (取得). What an insurer's
    record holds is a policyholder's ``mobile_registered`` (登録).

    >>> Customer(customer_id="K-1", since=date(2015, 4, 1), mobile_obtained=True).lines is None
    True
    """

    customer_id: str
    name: str | None = None
    born_on: date | None = None
    since: date | None = None
    until: Event[date | None] = None
    holder_kind: Facet[HolderKind | None] = None
    mobile_obtained: Facet[bool | None] = None
    lines: Facet[frozenset[Line] | None] = None

    def __attrs_post_init__(self) -> None:
        check_order(self, "since", "until")

    def age_on(self, day: date) -> int | None:
        """Give the age in completed years; ``None`` where no birthday before the day is known.

        >>> born = Customer(customer_id="K-1", born_on=date(1951, 6, 1))
        >>> born.age_on(date(2021, 5, 31)), born.age_on(date(2021, 6, 1))
        (69, 70)
        """
        born = self.born_on
        if born is None or born > day:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@record
class Policyholder(Noun):
    """A customer as one insurer knows them: one record a customer and insurer.

    ``services`` are the insurer's own, such as マイページ: names are data, they change.

    >>> Policyholder(
    ...     customer_id="K-1", insurer="あいおい", services=frozenset({"マイページ"})
    ... ).until
    """

    __key__ = ("customer_id", "insurer")

    customer_id: str
    since: date | None = None
    until: Event[date | None] = None
    insurer: Facet[str | None] = None
    holder_kind: Facet[HolderKind | None] = None
    mobile_registered: Facet[bool | None] = None
    services: Facet[frozenset[str] | None] = None

    def __attrs_post_init__(self) -> None:
        check_order(self, "since", "until")
