"""The dictionary of Japanese headers: which field of a noun a column of an export is.

Headers stand here as they are compared: half width, without blanks. One that may be this
field or that one, or is not quite the field, is asked about and never guessed. The words
that exports write in one column alone stand here too.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from agency_kpis.domain.activities import (
    Broadcast,
    RiskMap,
    Staff,
    StudyUnit,
    SurveyRequest,
    TrainingSession,
)
from agency_kpis.domain.contracts import Contract
from agency_kpis.domain.customers import Customer, Policyholder
from agency_kpis.domain.intents import IntentRecord
from agency_kpis.domain.terms import Business
from agency_kpis.frozen import FrozenMap
from agency_kpis.records import shape_of

Words: TypeAlias = Mapping[str, str]

# Fields of the same name mean the same in every noun.
_COMMON: Final[Words] = {
    "customer_id": "顧客ID 顧客番号 顧客コード 顧客No お客様番号 お客様ID お客様コード",
    "insurer": "保険会社 保険会社名 引受保険会社 引受会社 保険会社略称",
    "line": "種目 保険種目 種目名 種目種類 保険種類 保険種目名",
    "staff_id": "担当者 担当者コード 担当者番号 担当者ID 担当 担当募集人 社員番号 社員コード",
    "branch": "支店 支店名 営業所 営業所名 拠点 拠点名 店舗 店舗名 部署 部店",
    "channel": "募集形態 募集方法 手続方法 募集チャネル",
    "holder_kind": "個人法人 個人・法人 個人法人区分 個人・法人区分 個法区分 契約者区分",
}
_SURE: Final[Mapping[type, Words]] = {
    Contract: {
        "contract_id": "契約ID 契約管理番号",
        "policy_number": "証券番号 証券No 保険証券番号",
        "concluded_on": "締結日 契約締結日 手続日 手続完了日 契約手続日",
        "starts_on": "始期 始期日 保険始期 保険始期日 責任開始日",
        "expires_on": "満期 満期日 満期年月日 保険終期 保険満期日 終期 終期日 保険満期",
        "expires_on.month": "満期日(月) 満期月",
        "expires_on.day": "満期日(日)",
        "ended_on": "解約日 異動解約日 中途終了日",
        "renews": "更改前契約ID 前契約ID 更改元契約ID",
        "product": "商品 商品名 保険商品 保険商品名",
        "business": "新規更改 新規・更改 新規更改区分 新規・更改の別 新規継続区分",
        "riders": "特約 付帯特約 特約名",
        "ending": "終了理由 解約理由 終了事由",
        "is_fleet": "フリート フリート区分 フリート契約",
        "paperless": "ペーパーレス ペーパーレス手続 ペーパーレス区分",
    },
    Customer: {
        "name": "顧客名 氏名 お客様名 お名前 顧客氏名 契約者名",
        "born_on": "生年月日 誕生日",
        "since": "取引開始日 顧客登録日",
        "until": "取引終了日翌日",
        "mobile_obtained": "携帯番号取得 携帯取得 携帯電話番号取得 携帯番号の有無",
        "lines": "加入種目 保有種目",
    },
    Policyholder: {
        "since": "取引開始日 契約者登録日",
        "until": "取引終了日翌日",
        "mobile_registered": "携帯番号登録 携帯登録 携帯電話番号登録",
        "services": "登録サービス 利用サービス",
    },
    IntentRecord: {
        "record_id": "意向記録ID 意向把握ID 意向記録番号 意向把握番号",
        "contract_id": "契約ID 新契約ID 更改後契約ID",
        "expiring_id": "満期契約ID 更改前契約ID 前契約ID",
        "supersedes": "訂正元ID 訂正前記録ID",
        "initial_on": "当初意向日 当初意向把握日",
        "confirmed_on": "最終意向日 最終意向確認日 意向確認日",
        "reviewed_on": "検証日 募集実態検証日",
        "shared_on": "共有日 議事録掲載日 全社共有日",
        "confirmed_with": "意向確認相手 確認相手",
        "priorities": "重視する点 優先事項",
        "reason": "推奨理由 提案理由",
        "note": "特記事項",
        "reviewed_by": "検証者",
        "finding": "検証結果",
        "care": "高齢者対応",
        "method": "意向把握方法 把握方法",
        "decision": "比較の選択 お客様の選択",
    },
    TrainingSession: {
        "session_id": "研修ID 研修番号 会議ID",
        "held_on": "研修日 開催日 実施日",
        "attendees": "出席者 参加者 受講者",
        "kind": "研修種別 研修区分 種別",
        "topic": "テーマ 研修テーマ 議題",
    },
    StudyUnit: {
        "unit_id": "受講ID 受講番号 単元ID",
        "completed_on": "受講日 修了日 受講完了日",
        "staff_id": "受講者 受講者ID 受講者番号",
        "course": "講座 講座名 単元 単元名",
        "provider": "提供元 主催 主催者",
    },
    Staff: {
        "staff_id": "スタッフID 募集人コード",
        "joined_on": "入社日 入社年月日",
        "left_on": "退職日翌日 在籍終了日翌日",
        "is_solicitor": "募集人資格 募集人登録 募集人登録有無",
    },
    Broadcast: {
        "broadcast_id": "配信ID 配信番号",
        "sent_on": "配信日 送信日",
        "recipients": "配信数 配信件数 送信件数 宛先数",
        "title": "件名 配信名 タイトル",
        "kind": "配信種別 種別 配信区分",
    },
    SurveyRequest: {
        "request_id": "アンケートID 依頼ID アンケート番号",
        "asked_on": "依頼日 アンケート依頼日 送付日",
        "answered_on": "回答日 アンケート回答日 回収日",
    },
    RiskMap: {
        "map_id": "リスクマップID リスクマップ番号",
        "made_on": "作成日 リスクマップ作成日",
        "tool": "ツール 使用ツール ツール名",
        "checked": "重複・付保もれ確認 重複付保もれ確認 付保確認",
        "found": "重複・付保もれ内容",
    },
}
_UNSURE: Final[Mapping[type, Words]] = {
    Contract: {
        "contract_id": "ID No 番号 契約番号 契約No",
        "policy_number": "ID No 番号 契約番号 契約No",
        "concluded_on": "契約日 成立日 申込日 計上日 取扱日 更改日 日付",
        "starts_on": "契約日 更改日 契約開始日 日付",
        "expires_on": "契約終了日 期日 日付",
        "ended_on": "異動日 契約終了日",
        "renews": "前契約番号 前契約証券番号 前証券番号 旧証券番号",
        "customer_id": "顧客名 契約者 契約者名 お客様名 氏名",
        "insurer": "会社 会社名",
        "channel": "手続き手段 手続手段 チャネル 更改方法 手続形態 区分",
        "business": "区分 契約区分 契約種別 異動区分",
        "ending": "区分 更改結果 結果",
        "line": "種類 区分 契約区分",
        "product": "種類",
        "staff_id": "担当者名 募集人 取扱者",
    },
    Customer: {
        "customer_id": "ID No 番号 証券番号",
        "name": "名前 契約者 会社名",
        "born_on": "年月日",
        "since": "登録日 契約日",
        "until": "取引終了日",
        "mobile_obtained": "携帯 携帯番号 携帯電話 携帯電話番号 電話番号 TEL",
        "lines": "種目 保険種目",
    },
    Policyholder: {
        "customer_id": "ID No 番号 顧客名 契約者 証券番号",
        "since": "登録日",
        "until": "取引終了日",
        "mobile_registered": "携帯 携帯番号 携帯電話 携帯電話番号 電話番号 TEL",
        "services": "マイページ マイページ登録",
    },
    IntentRecord: {
        "record_id": "ID No 番号",
        "contract_id": "契約番号 証券番号",
        "expiring_id": "契約番号 証券番号 満期証券番号",
        "initial_on": "日付 記録日 意向把握日",
        "confirmed_on": "日付 記録日 意向把握日 確認日",
        "reviewed_on": "確認日",
        "reviewed_by": "確認者",
        "note": "備考",
        "finding": "結果",
        "decision": "比較推奨",
    },
    TrainingSession: {
        "session_id": "ID No 番号",
        "held_on": "日付 日時",
        "kind": "研修名 名称 区分",
        "topic": "研修名 名称 内容",
    },
    StudyUnit: {
        "unit_id": "ID No 番号",
        "completed_on": "日付 実施日 申込日",
        "staff_id": "氏名 受講者名",
        "course": "名称",
    },
    Staff: {
        "staff_id": "ID No 番号 氏名 名前 社員名",
        "joined_on": "登録日 着任日",
        "left_on": "退職日 退社日 退職年月日 在籍終了日",
        "is_solicitor": "募集人 資格 登録",
    },
    Broadcast: {
        "broadcast_id": "ID No 番号",
        "sent_on": "日付 日時",
        "recipients": "件数 人数",
        "title": "名称",
        "kind": "名称 区分",
    },
    SurveyRequest: {
        "request_id": "ID No 番号",
        "asked_on": "日付 契約日",
        "answered_on": "日付 受付日",
    },
    RiskMap: {
        "map_id": "ID No 番号",
        "made_on": "日付 更新日",
        "checked": "重複・付保もれ 確認結果",
        "found": "重複・付保もれ 確認結果 結果",
    },
}


# Why a header is nearly a field and not quite; by noun, then by what is to be known.
_NEARLY: Final[Mapping[type, Words]] = {
    Contract: {
        "concluded_on is the day the customer's procedure was finished, not the booking": "計上日",
        "concluded_on is the day the customer's procedure was finished, not the application": (
            "申込日"
        ),
        "a name may be that of two customers, and customer_id of none": (
            "顧客名 契約者 契約者名 お客様名 氏名"
        ),
        "renews holds ids of contracts, and a policy number recurs each year": (
            "前契約番号 前契約証券番号 前証券番号 旧証券番号"
        ),
    },
    Customer: {
        "mobile_obtained is whether the number is there, not the number": (
            "携帯番号 携帯電話番号 電話番号 TEL"
        ),
        "until is the first day off the roll, the day after the last on it": "取引終了日",
        "a customer may have several contracts": "証券番号",
    },
    Policyholder: {
        "mobile_registered is whether the number is there, not the number": (
            "携帯番号 携帯電話番号 電話番号 TEL"
        ),
        "until is the first day off the roll, the day after the last on it": "取引終了日",
        "a name may be that of two customers, and customer_id of none": "顧客名 契約者",
        "a policyholder may have several contracts": "証券番号",
    },
    IntentRecord: {
        "a policy number recurs each year": "証券番号 満期証券番号",
    },
    StudyUnit: {
        "a name may be that of two persons, and staff_id of none": "氏名 受講者名",
        "completed_on is the day of completion, not the application": "申込日",
    },
    Staff: {
        "left_on is the first day off the roll, the day after the last of work": (
            "退職日 退社日 退職年月日 在籍終了日"
        ),
        "a name may be that of two persons, and staff_id of none": "氏名 名前 社員名",
    },
}
_WORDS: Final[Mapping[type, Mapping[str, Mapping[object, object]]]] = {
    Contract: {
        "business": FrozenMap({"継続": Business.RENEWAL}),
        "is_fleet": FrozenMap({"フリート": True, "ノンフリート": False}),
    },
}


def sure_headers(noun: type) -> Mapping[str, str]:
    """Give the headers that mean one field of a noun, or of the noun it is made from.

    >>> sure_headers(Contract)["証券番号"]
    'policy_number'
    """
    fields = shape_of(noun).fields
    common = {field: headers for field, headers in _COMMON.items() if field in fields}
    own = [_SURE[kind] for kind in reversed(noun.__mro__) if kind in _SURE]
    return {
        header: field
        for words in (common, *own)
        for field, headers in words.items()
        for header in headers.split()
    }


def unsure_headers(noun: type) -> Mapping[str, tuple[str, ...]]:
    """Give the headers that may mean a field of a noun, with every field that they may mean.

    >>> unsure_headers(Contract)["契約日"]
    ('concluded_on', 'starts_on')
    """
    fields: dict[str, tuple[str, ...]] = {}
    for kind in noun.__mro__:
        for field, headers in _UNSURE.get(kind, {}).items():
            for header in headers.split():
                fields[header] = (*fields.get(header, ()), field)
    return fields


def why_unsure(noun: type, header: str) -> str | None:
    """Say why a header is nearly a field of a noun and not quite, where that can be said.

    >>> why_unsure(Staff, "退職日")
    'left_on is the first day off the roll, the day after the last of work'
    """
    for kind in noun.__mro__:
        for why, headers in _NEARLY.get(kind, {}).items():
            if header in headers.split():
                return why
    return None


def elsewhere(noun: type, header: str) -> str | None:
    """Name the field of another noun that a header means, where this one has none for it.

    >>> elsewhere(Contract, "生年月日")
    'Customer.born_on'
    """
    for other in _SURE:
        field = sure_headers(other).get(header)
        if field is not None and not issubclass(noun, other):
            return f"{other.__name__}.{field}"
    return None


def own_words(noun: type) -> Mapping[str, Mapping[object, object]]:
    """Give by field what words mean that exports write in its column alone.

    >>> own_words(Contract)["is_fleet"]["ノンフリート"]
    False
    """
    kinds = [kind for kind in reversed(noun.__mro__) if kind in _WORDS]
    return {field: words for kind in kinds for field, words in _WORDS[kind].items()}
