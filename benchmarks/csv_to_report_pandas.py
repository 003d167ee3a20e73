"""The same table from the same CSV with pandas: run by ``benchmarks/rows.py``.

As careful as the library, no more: every text is folded, every date read in either calendar,
every word looked up, every cell at fault told, and no row counted that has one.
"""

import re
import sys
from datetime import date

import pandas as pd

ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988, "S": 1925}
DAY = re.compile(r"(令和|平成|昭和|[RHS])?(元|\d{1,4})[年./-](\d{1,2})[月./-](\d{1,2})日?")
LINES = ["自動車", "自賠責", "火災", "地震", "傷害", "賠償責任"]
CHANNELS = ["対面", "対面ナビ", "電話募集", "郵送", "WEB面談", "マイページ"]
BUSINESS = ["新規", "更改", "移管受入"]
YEAR = ("2021-04-01", "2022-03-31")
YES_NO = {"○": True, "×": False}
COLUMNS = {
    "証券番号": "policy_number",
    "手続日": "concluded_on",
    "始期日": "starts_on",
    "満期日": "expires_on",
    "保険会社": "insurer",
    "種目": "line",
    "募集形態": "channel",
    "新規・更改": "business",
    "特約": "riders",
    "ペーパーレス": "paperless",
}


def read_day(text: str) -> date | None:
    """Read a day in either calendar."""
    match = DAY.fullmatch(text)
    if match is None:
        return None
    era, year, month, day = match.groups()
    number = 1 if year == "元" else int(year)
    try:
        return date(number + ERAS[era] if era else number, int(month), int(day))
    except ValueError:
        return None


def checked(frame: pd.DataFrame, name: str, read: "pd.Series[object]", told: list[object]) -> None:
    """Put a column in place of its text, and tell the cells that could not be read."""
    bad = frame.index[read.isna() & (frame[name] != "")]
    told += [(name, number + 1, frame.at[number, name]) for number in bad]
    frame[name] = read


def read(path: str) -> tuple[pd.DataFrame, list[object]]:
    """Give the rows without a fault, and every cell at fault."""
    frame = pd.read_csv(path, encoding="cp932", dtype=str, keep_default_na=False)
    frame.columns = frame.columns.str.normalize("NFKC").str.strip()
    frame = frame.rename(columns={"新規・更改": "business", **COLUMNS})[list(COLUMNS.values())]
    for name in frame:
        frame[name] = frame[name].str.normalize("NFKC").str.strip()
    told: list[object] = []
    for name in ("concluded_on", "starts_on", "expires_on"):
        checked(frame, name, frame[name].map(read_day), told)
    for name, words in (("line", LINES), ("channel", CHANNELS), ("business", BUSINESS)):
        checked(frame, name, frame[name].where(frame[name].isin(words)), told)
    checked(frame, "paperless", frame["paperless"].map(YES_NO), told)
    frame["riders"] = frame["riders"].str.split("、")
    for name in ("concluded_on", "starts_on"):
        frame[name] = pd.to_datetime(frame[name], errors="coerce")
    return frame.drop(index=sorted({number - 1 for _, number, _ in told})), told


def answers(frame: pd.DataFrame) -> "dict[str, tuple[float, pd.Series[object], pd.Series[bool]]]":
    """Give each figure's target, the groups of its cases, and which of them say yes."""
    asked = frame[
        frame["concluded_on"].between(*YEAR)
        & frame["business"].isin(["新規", "更改"])
        & (frame["line"] != "自賠責")
    ]
    face, paper = asked.dropna(subset="channel"), asked.dropna(subset="paperless")
    begun = frame[frame["starts_on"].between(*YEAR) & (frame["line"] == "自動車")]
    has_rider = begun["riders"].map(lambda riders: "テレマティクス" in riders)
    everyone = begun["line"].map(lambda _: "全体")
    return {
        "対面募集比率": (0.55, face["insurer"], face["channel"].isin(["対面", "対面ナビ"])),
        "ペーパーレス手続率": (0.8, paper["insurer"], paper["paperless"].astype(bool)),
        "付帯率": (0.3, everyone, has_rider),
    }


def main(path: str) -> None:
    """Read, check, measure and print."""
    frame, told = read(path)
    for problem in told[:10]:
        print(problem)
    print(len(told))
    lines = []
    for label, (target, groups, yes) in answers(frame).items():
        for group, (rate, met, n) in yes.groupby(groups).agg(["mean", "sum", "count"]).iterrows():
            verdict = "達成" if rate >= target else "未達"
            lines.append(
                [label, group, f"{target:.0%}", f"{rate:.1%} ({met:.0f}/{n:.0f})", verdict]
            )
    print(
        pd.DataFrame(lines, columns=["指標", "区分", "目標", "実績", "判定"]).to_string(index=False)
    )


if __name__ == "__main__":
    main(sys.argv[1])
