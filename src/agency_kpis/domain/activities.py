"""What the agency does: training, study, broadcasts, surveys, risk maps, and its staff."""

from datetime import date

from attrs import field

from agency_kpis.checks import check_whole
from agency_kpis.records import Event, Facet, Noun, check_order, derive, record


@record
class Staff(Noun):
    """A person of the agency, on its roll from ``joined_on`` until the day before ``left_on``.

    >>> Staff(staff_id="S-1", joined_on=date(2020, 4, 1), branch="本店").left_on
    """

    staff_id: str
    joined_on: date | None
    left_on: Event[date | None] = None
    branch: Facet[str | None] = None
    is_solicitor: Facet[bool | None] = None

    def __attrs_post_init__(self) -> None:
        check_order(self, "joined_on", "left_on")


@record
class TrainingSession(Noun):
    """A session held for the staff, such as 集合研修 or 全体会議.

    >>> TrainingSession(session_id="T-1", held_on=date(2021, 4, 5), kind="集合研修").attendees
    ()
    """

    session_id: str
    held_on: date | None
    attendees: tuple[str, ...] = ()
    kind: Facet[str | None] = None
    topic: Facet[str | None] = None


@record
class StudyUnit(Noun):
    """A unit of study that one person completed (自己研鑽).

    >>> StudyUnit(unit_id="U-1", completed_on=date(2021, 5, 9), staff_id="S-1").provider
    """

    unit_id: str
    completed_on: date | None
    staff_id: Facet[str | None]
    course: Facet[str | None] = None
    provider: Facet[str | None] = None


@record
class Broadcast(Noun):
    """A message sent to many customers at once, such as a movie's link.

    >>> Broadcast(broadcast_id="B-1", sent_on=date(2021, 4, 20), recipients=-1)
    Traceback (most recent call last):
    agency_kpis.errors.KpiError: Broadcast.recipients=-1 is less than 0
    """

    broadcast_id: str
    sent_on: date | None
    recipients: int | None = None
    title: Facet[str | None] = None
    kind: Facet[str | None] = None

    def __attrs_post_init__(self) -> None:
        if self.recipients is not None:
            check_whole("Broadcast.recipients", self.recipients)


@record
class SurveyRequest(Noun):
    """A customer asked to answer a survey; answered once there is a day of answer.

    >>> SurveyRequest(request_id="Q-1", asked_on=date(2021, 4, 20)).answered
    False
    """

    request_id: str
    asked_on: date | None
    customer_id: str | None = None
    answered_on: Event[date | None] = None
    insurer: Facet[str | None] = None
    branch: Facet[str | None] = None
    answered: Facet[bool] = field(init=False)

    def __attrs_post_init__(self) -> None:
        check_order(self, "asked_on", "answered_on")
        derive(self, answered=self.answered_on is not None)


@record
class RiskMap(Noun):
    """A map of a customer's risks against their cover, made with an insurer's tool.

    ``checked``: overlap and gaps in cover (重複・付保もれ) were looked for; ``found``: which were.

    >>> RiskMap(map_id="M-1", made_on=date(2021, 6, 1), tool="リスクマップ", checked=True).found
    """

    map_id: str
    made_on: date | None
    customer_id: str | None = None
    insurer: Facet[str | None] = None
    tool: Facet[str | None] = None
    checked: Facet[bool | None] = None
    found: Facet[frozenset[str] | None] = None
