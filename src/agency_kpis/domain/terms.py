"""Words with fixed members: what a facet of the trade may be, by its Japanese name.

Insurers, riders, services and products are no such words: they are data.
"""

from enum import StrEnum


class Line(StrEnum):
    """Line of business (種目)."""

    AUTO = "自動車"
    COMPULSORY_AUTO = "自賠責"
    FIRE = "火災"
    EARTHQUAKE = "地震"
    ACCIDENT = "傷害"
    MEDICAL = "医療"
    TRAVEL = "旅行"
    LIABILITY = "賠償責任"
    CASUALTY = "新種"
    MARINE = "海上"
    PACKAGE = "総合"
    LIFE = "生命"


class Channel(StrEnum):
    """Solicitation channel (募集形態): how the customer's procedure was done."""

    FACE_TO_FACE = "対面"
    NAVI = "対面ナビ"
    PHONE_NAVI = "電話ナビ"
    PHONE = "電話募集"
    SIGNATURE = "署名・捺印"
    MOBILE = "ケータイOR"
    MY_PAGE = "マイページ"
    WEB_MEETING = "WEB面談"
    MAIL = "郵送"


class Business(StrEnum):
    """How a contract came to the agency (新規・更改の別)."""

    NEW = "新規"
    RENEWAL = "更改"
    TRANSFERRED_IN = "移管受入"


class Ending(StrEnum):
    """Why a contract ended or will not go on."""

    CANCELLED = "解約"
    CLOSED = "対象消滅"
    TRANSFERRED = "移管"
    NOT_RENEWED = "更改落ち"


class HolderKind(StrEnum):
    """Whether the policyholder is a person or a firm."""

    PERSON = "個人"
    COMPANY = "法人"


class Method(StrEnum):
    """How the customer's intent was grasped (保険業法294条の2)."""

    GRASPED = "意向把握型"
    INFERRED = "意向推定型"
    NON_LIFE = "損保型"
    BUSINESS = "事業者"


class Decision(StrEnum):
    """What the customer chose to do about a comparison."""

    COMPARED = "比較"
    RENEWED_UNCHANGED = "更改・変更なし"
    INFORMATION_REFUSED = "情報提供拒否"
    COMPARISON_WAIVED = "比較不要"


class Outcome(StrEnum):
    """What became of a contract that reached its expiry (更改案件の結果)."""

    RENEWED = "更改"
    NOT_RENEWED = "更改落ち"
    CLOSED = "対象消滅"
    CANCELLED = "解約"
    TRANSFERRED = "移管"
    PENDING = "手続中"


class Before(StrEnum):
    """What a final intent is compared with: three states that are never mixed."""

    STATED = "当初意向"
    EXPIRING = "満期契約"
    RECOMMENDED = "推奨プラン"


class Role(StrEnum):
    """What a product was in the talk with the customer (提案の別)."""

    PRIOR = "満期契約"
    SAME_CONDITIONS = "同条件"
    RECOMMENDED = "推奨"
    DECIDED = "決定"


class Care(StrEnum):
    """What was done for an elderly customer (高齢者対応)."""

    FAMILY_PRESENT = "親族の同席"
    SEVERAL_SOLICITORS = "複数募集人"
    REPEATED_EXPLANATION = "複数回の説明"
    FOLLOW_UP = "契約後の確認"


class AgeBand(StrEnum):
    """How old a person is at inception; a firm has no age."""

    UNDER_70 = "70歳未満"
    FROM_70 = "70〜74歳"
    FROM_75 = "75〜79歳"
    FROM_80 = "80歳以上"
    COMPANY = "法人"

    @classmethod
    def of(cls, age: int) -> "AgeBand":
        """Find the band of a person's age in whole years.

        >>> AgeBand.of(69).value, AgeBand.of(70).value, AgeBand.of(80).value
        ('70歳未満', '70〜74歳', '80歳以上')
        """
        for band, least in ((cls.FROM_80, 80), (cls.FROM_75, 75), (cls.FROM_70, 70)):
            if age >= least:
                return band
        return cls.UNDER_70
