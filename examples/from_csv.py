"""An agency's export, as messy as they come, to its problems and its table.

The script reads the files, the library only what is in them: rows in, problems out. Run
it: ``python examples/from_csv.py``.
"""

import csv
from pathlib import Path

from agency_kpis import (
    JAPANESE,
    Channel,
    Contract,
    Goal,
    Line,
    Plan,
    at_least,
    book_from_rows,
    fiscal_year,
    from_rows,
)
from agency_kpis.metrics import (
    attachment_rate,
    face_to_face_rate,
    mobile_obtained_rate,
    paperless_rate,
)

FY = fiscal_year(2021)
DATA = Path(__file__).parent / "data"

telematics_rate = attachment_rate.having(rider="テレマティクス", line=Line.AUTO)
PLAN = Plan(
    "2021年度 KPI指標",
    [
        Goal(face_to_face_rate.by("insurer", groups=("あいおい", "東海")), at_least("55%")),
        Goal(paperless_rate, at_least("80%")),
        Goal(telematics_rate, at_least("30%"), label="テレマティクス自動車保険付帯率"),
        Goal(mobile_obtained_rate, at_least("80%")),
    ],
    period=FY,
)


def rows(name: str) -> list[dict[str, str]]:
    """Read a file as the agency's system writes it."""
    with (DATA / name).open(encoding="cp932", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    contracts = from_rows(
        Contract,
        rows("contracts.csv"),
        # The policy number recurs each year: number and term together are the id.
        key=("policy_number", "starts_on"),
        # 更新落ち is no channel: what became of the contract stands in the wrong column.
        values={"channel": {"らくらく着座": Channel.NAVI, "更新落ち": None}},
        ignore=("契約者名", "ＴＥＬ", "合計保険料", "代理店ｺｰﾄﾞ"),
        conventions=JAPANESE,
    )
    loaded = book_from_rows(
        contracts=contracts,
        customers=rows("customers.csv"),
        conventions=JAPANESE,
        as_of=FY.last,
    )
    kept, rejected = len(contracts), len(contracts.rejected)
    print(f"契約: {kept}件を読み込み、{rejected}行を除外しました")
    print(loaded.table().to_text(width=110))
    for problem in contracts.problems:
        print(problem.japanese)
    print()
    print(PLAN.report(loaded.book).to_text())


if __name__ == "__main__":
    main()
