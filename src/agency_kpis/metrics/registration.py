"""What customers are registered for, at the agency and at each insurer."""

from collections.abc import Collection
from typing import Final

from agency_kpis.answers import Answer, asked_if, has, is_in
from agency_kpis.domain.customers import Customer, Policyholder
from agency_kpis.questions import rate_of

ON_THE_ROLL: Final = ("since", "until")


@rate_of(Policyholder, when=ON_THE_ROLL, label="サービス登録率")
def service_registration_rate(
    policyholder: Policyholder, *, service: str, insurers: Collection[str]
) -> Answer:
    """Share of an insurer's customers who are registered for one of its services.

    Population: policyholders of ``insurers``; another insurer's customers cannot
    register. Numerator: those with ``service``. Counted on the roll at the end of the
    period. The name of a service is data, for services are renamed.

    Source: FY2021 KPI table, rows マイページ登録率 (target 10 %) and モバエ登録率 (7 %).

    定義：ある保険会社（insurers）のお客様のうち、そのサービス（service）に登録している方の
    割合。ほかの保険会社のお客様は登録できないため対象外です。期末に取引のある方を数えます。

    >>> my_page = service_registration_rate.having(service="マイページ", insurers=("あいおい",))
    >>> my_page.when
    ('since', 'until')
    """
    return asked_if(is_in(policyholder.insurer, insurers), has(policyholder.services, service))


@rate_of(Customer, when=ON_THE_ROLL, label="携帯電話番号取得率")
def mobile_obtained_rate(customer: Customer) -> Answer:
    """Share of customers whose mobile number the agency holds (取得率).

    Population: all customers. Numerator: number obtained, whether or not an insurer's
    record has it; that is ``mobile_registered_rate``, and the two are never mixed.
    Counted on the roll at the end of the period.

    Source: FY2021 KPI table, row 携帯電話番号取得率 (target 80 %).

    定義：お客様のうち、代理店が携帯電話番号を取得している方の割合。保険会社に登録したかどう
    かは問わず、登録率とは別の指標です。期末に取引のある方を数えます。

    >>> mobile_obtained_rate.noun.__name__
    'Customer'
    """
    return customer.mobile_obtained


@rate_of(Policyholder, when=ON_THE_ROLL, label="携帯電話番号登録率")
def mobile_registered_rate(policyholder: Policyholder) -> Answer:
    """Share of an insurer's customers whose mobile number is in that insurer's record (登録率).

    Population: all policyholders, one for each customer and insurer: split by insurer
    to read it as published. Numerator: number registered. Counted on the roll at the
    end of the period.

    Source: FY2021 KPI table, result of row 携帯電話番号取得率.

    定義：保険会社ごとのお客様のうち、携帯電話番号がその保険会社に登録されている方の割合。お
    客様と保険会社の組ごとに数えるので、保険会社別に見ます。期末に取引のある方を数えます。

    >>> mobile_registered_rate.by("insurer", groups=("あいおい", "東海")).facet
    'insurer'
    """
    return policyholder.mobile_registered


@rate_of(Customer, when=ON_THE_ROLL, label="多種目販売率")
def cross_sell_rate(customer: Customer, *, least: int = 2) -> Answer:
    """Share of customers who hold ``least`` or more lines of business.

    Population: all customers. Numerator: those whose ``lines`` are that many. Counted
    on the roll at the end of the period.

    Source: published table of an agency (多種目販売率, target 15 %).

    定義：お客様のうち、一定数（least）以上の種目をご契約の方の割合。期末に取引のある方を数
    えます。

    >>> cross_sell_rate.options["least"]
    2
    """
    return None if customer.lines is None else len(customer.lines) >= least
