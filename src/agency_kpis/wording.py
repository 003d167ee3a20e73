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
_JAPANESE: Final = {
    "Contract": "契約",
    "Customer": "顧客",
    "Policyholder": "保険会社別の顧客",
    "IntentRecord": "意向記録",
    "TrainingSession": "研修",
    "StudyUnit": "学習単元",
    "Staff": "社員",
    "Broadcast": "配信",
    "SurveyRequest": "アンケート依頼",
    "RiskMap": "リスクマップ",
    "RenewalCase": "更改案件",
    "ItemMove": "意向の変更項目",
    "concluded_on": "締結日",
    "starts_on": "始期日",
    "expires_on": "満期日",
    "in_force_until": "終了日",
    "since": "取引開始日",
    "until": "取引終了日",
    "held_on": "開催日",
    "completed_on": "修了日",
    "sent_on": "配信日",
    "asked_on": "依頼日",
    "answered_on": "回答日",
    "made_on": "作成日",
    "confirmed_on": "確認日",
    "noun": "記録の種類",
    "name": "指標の名前",
    "options": "条件",
    "when": "基準となる日付",
    "version": "版",
}


def check_language(language: str) -> Language:
    """Give back a language that the library speaks, or refuse it."""
    if language not in LANGUAGES:
        raise KpiError(f"language={language!r} is none of these: {nearest(language, LANGUAGES)}")
    return language


def said(words: str, language: Language) -> str:
    """Say the library's own Japanese words in a language; what it does not know stays."""
    return words if language == "ja" else _ENGLISH.get(words, words)


def named(name: str, language: Language) -> str:
    """Say the name of a noun or a date; what has no Japanese name keeps its own."""
    return _JAPANESE.get(name, name) if language == "ja" else name


def cases(n: int, language: Language) -> str:
    """Write a number of cases."""
    return f"{n:,}件" if language == "ja" else f"{n:,}"


def several(words: list[str], language: Language) -> str:
    """Write words one after another."""
    return ("、" if language == "ja" else ", ").join(words)
