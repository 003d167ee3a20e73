"""Customers' answers to surveys."""

from agency_kpis.answers import Answer
from agency_kpis.domain.activities import SurveyRequest
from agency_kpis.questions import count_of, rate_of


@rate_of(SurveyRequest, when="asked_on", label="アンケート回収率")
def survey_response_rate(request: SurveyRequest) -> Answer:
    """Share of the customers asked who answered.

    Population: every request. Numerator: those with a day of answer, whenever it came.
    Placed by ``asked_on``. Whether the answers are enough to stand for all is another
    verdict: judge the same rate with ``adequate_sample``.

    Source: FY2021 KPI table, row ご契約に関するアンケートの回収率 (target 5 %).

    定義：アンケートをお願いした方のうち、回答した方の割合。回答の時期は問わず、依頼日で数え
    ます。回答数が足りるかどうかは、別に判定します。

    >>> survey_response_rate.when
    'asked_on'
    """
    return request.answered


@count_of(SurveyRequest, when="answered_on", label="アンケート回収件数")
def survey_responses(request: SurveyRequest) -> Answer:
    """Count of answers received.

    Population: every request that was answered. Placed by ``answered_on``. Unit: 件.

    Source: published tables of two agencies (回収件数).

    定義：回答のあったアンケートの件数。回答日で数えます。

    >>> survey_responses.unit
    '件'
    """
    return request.answered
