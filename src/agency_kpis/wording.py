"""Wording: what the library itself says, in Japanese and in English; labels stay the user's."""

from typing import Final, Literal

from agency_kpis.errors import KpiError, nearest

Language = Literal["ja", "en"]

LANGUAGES: Final[tuple[Language, ...]] = ("ja", "en")

_ENGLISH: Final = {
    "達成": "met",
    "未達": "missed",
    "判定不能": "undecided",
    "未到来": "not due",
    "対象なし": "no cases",
    "目標なし": "no target",
    "必要数に達した": "enough",
    "不足": "too few",
    "達成可能": "can still be met",
    "達成不能": "can no longer be met",
    "指標": "Indicator",
    "目標": "Target",
    "実績": "Actual",
    "前回": "Before",
    "増減": "Change",
    "判定": "Verdict",
    "あと": "Missing",
    "備考": "Remarks",
    "次期目標": "Next target",
    "定義": "Definition",
    "対象": "Records",
    "条件": "Options",
    "取り組み内容": "Initiative",
    "取り組み結果報告": "Result",
    "取り組み内容報告": "Report on the initiative",
    "目標達成": "target met",
    "各グループで判定": "judged by each group",
    "判定に含めず": "does not decide",
    "判定方法の変更": "judged otherwise",
    "全体で判定": "judged as a whole",
    "全体": "all",
    "不明": "unknown",
    "除外": "left out",
    "該当": "yes",
    "非該当": "no",
    "対象外": "not asked",
    "集計外": "outside",
    "枠外": "in no slot",
    "割合": "Share",
    "該当/全体": "yes/asked",
    "件数": "Count",
    "平均": "Mean",
    "合計/回答数": "total/answers",
    "前": "Before",
    "後": "After",
    "前年比": "After/before",
    "期間": "Period",
    "未記録": "not recorded",
    "日付なし": "undated",
    "未発生": "not happened",
    "期間外": "another period",
    "基準日より後": "after the day known by",
    "名簿外": "not on the roster",
    "在籍期間外": "not on the roll then",
    "在籍が期間の一部": "on the roll for a part",
    "在籍期間が不明": "time on the roll unknown",
    "フリート契約": "fleet",
    "当初意向を要しない": "no initial intent needed",
    "更改落ち": "not renewed",
    "対象消滅": "closed",
    "解約": "cancelled",
    "移管": "transferred",
    "手続中": "pending",
}
_NAMES: Final[dict[str, tuple[str, str]]] = {
    "Contract": ("契約", "contracts"),
    "Customer": ("顧客", "customers"),
    "Policyholder": ("保険会社別の顧客", "policyholders"),
    "IntentRecord": ("意向記録", "intent records"),
    "TrainingSession": ("研修", "training sessions"),
    "StudyUnit": ("学習単元", "units of study"),
    "Staff": ("社員", "staff"),
    "Broadcast": ("配信", "broadcasts"),
    "SurveyRequest": ("アンケート依頼", "survey requests"),
    "RiskMap": ("リスクマップ", "risk maps"),
    "RenewalCase": ("更改案件", "renewal cases"),
    "ItemMove": ("意向の変更項目", "items of renewed intents"),
    "concluded_on": ("締結日", "day of conclusion"),
    "starts_on": ("始期日", "inception"),
    "expires_on": ("満期日", "expiry"),
    "in_force_until": ("終了日", "end"),
    "since": ("取引開始日", "first day on the roll"),
    "until": ("取引終了日の翌日", "first day off it"),
    "joined_on": ("入社日", "day of joining"),
    "left_on": ("退職日の翌日", "first day off the roll"),
    "ended_on": ("終了日", "day of ending"),
    "initial_on": ("当初意向の日", "day of the initial intent"),
    "reviewed_on": ("検証日", "day of review"),
    "shared_on": ("共有日", "day of sharing"),
    "staff_id": ("担当者", "member of staff"),
    "held_on": ("開催日", "day"),
    "completed_on": ("修了日", "day of completion"),
    "sent_on": ("配信日", "day of sending"),
    "asked_on": ("依頼日", "day of asking"),
    "answered_on": ("回答日", "day of answer"),
    "made_on": ("作成日", "day of making"),
    "confirmed_on": ("確認日", "day of confirmation"),
    "noun": ("記録の種類", "kind of record"),
    "name": ("指標の名前", "name"),
    "options": ("条件", "options"),
    "when": ("基準となる日付", "placing date"),
    "version": ("版", "version"),
    "source": ("集計か公表値か", "counted or printed"),
}
"""What nouns, dates and parts of a definition are called, in Japanese and in English."""


def check_language(language: str) -> Language:
    """Give back a language that the library speaks, or refuse it."""
    if language not in LANGUAGES:
        raise KpiError(f"language={language!r} is none of these: {nearest(language, LANGUAGES)}")
    return language


def said(words: str, language: Language) -> str:
    """Say the library's own Japanese words in a language; what it does not know stays."""
    return words if language == "ja" else _ENGLISH.get(words, words)


def named(name: str, language: Language) -> str:
    """Say the name of a noun or a date in words; what has no words here keeps its own."""
    return _NAMES.get(name, (name, name))[LANGUAGES.index(language)]


def cases(n: int, language: Language) -> str:
    """Write a number of cases."""
    return f"{n:,}件" if language == "ja" else f"{n:,}"


def several(words: list[str], language: Language) -> str:
    """Write words one after another."""
    return ("、" if language == "ja" else ", ").join(words)
