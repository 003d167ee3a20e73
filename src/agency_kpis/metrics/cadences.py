"""What is to be done every month, every half, by everybody."""

from collections.abc import Collection

from agency_kpis.answers import Answer, is_in
from agency_kpis.cadence import cadence_of
from agency_kpis.domain.activities import Broadcast, StudyUnit, TrainingSession
from agency_kpis.periods import Every


@cadence_of(TrainingSession, when="held_on", every=Every.MONTH, label="集合研修")
def group_training_cadence(
    session: TrainingSession, *, kinds: Collection[str] = ("集合研修", "全体会議")
) -> Answer:
    """Share of months with a session of the whole agency.

    Cases: the months of the period. Met: at least one session of ``kinds`` held in the
    month; twelve sessions in eleven months are a miss. Placed by ``held_on``.

    Source: FY2021 KPI table, row 集合研修（全体会議） (target 月1回).

    定義：全体で行う研修（kinds）が1回以上開かれた月の割合。期間の各月が対象です。11か月に12
    回開いても、開かなかった月は未達です。開催日で数えます。

    >>> group_training_cadence.every
    <Every.MONTH: 'month'>
    """
    return is_in(session.kind, kinds)


@cadence_of(Broadcast, when="sent_on", every=Every.MONTH, label="毎月配信")
def broadcast_cadence(broadcast: Broadcast, *, kind: str) -> Answer:
    """Share of months in which a broadcast of one kind was sent.

    Cases: the months of the period. Met: at least one broadcast of ``kind`` sent in
    the month. Placed by ``sent_on``.

    Source: FY2021 KPI table, row らくっとmovie毎月配信 (CSV配信).

    定義：ある種類（kind）の配信が1回以上あった月の割合。期間の各月が対象です。配信日で数え
    ます。

    >>> broadcast_cadence.having(kind="らくっとmovie").options["kind"]
    'らくっとmovie'
    """
    return is_in(broadcast.kind, (kind,))


@cadence_of(StudyUnit, when="completed_on", every=Every.HALF, per="staff_id", label="自己研鑽")
def self_study_cadence(unit: StudyUnit, *, providers: Collection[str] | None = None) -> Answer:
    """Share of people's half-years with a unit of study completed.

    Cases: a half-year for each member of the roster; of one who joined or left in it,
    excluded unless it is met. Met: at least one unit, of ``providers`` where given,
    completed in the half. Placed by ``completed_on``.

    Source: FY2021 KPI table, row 自己研鑽 (target 半年1単元以上).

    定義：各人が半年に1単元以上を修了した割合。名簿の一人ひとりの半期が対象です。半期の途中
    で入社または退社した人は、修了していなければ除外します。提供元（providers）を限ることも
    できます。修了日で数えます。

    >>> self_study_cadence.per
    'staff_id'
    """
    return True if providers is None else is_in(unit.provider, providers)
