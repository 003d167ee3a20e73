"""A year's table from one CSV of contracts, with this library: run by ``benchmarks/rows.py``."""

import csv
import sys

from agency_kpis import JAPANESE, Book, Contract, Goal, Line, Plan, at_least, fiscal_year, from_rows
from agency_kpis.metrics import attachment_rate, face_to_face_rate, paperless_rate

INSURERS = ("あいおい", "東海")


def main(path: str) -> None:
    """Read, check, measure and print."""
    with open(path, encoding="cp932", newline="") as file:
        loaded = from_rows(
            Contract,
            csv.DictReader(file),
            key=("policy_number", "starts_on"),
            ignore=("顧客名", "保険料"),
            conventions=JAPANESE,
        )
    telematics = attachment_rate.having(line=Line.AUTO, rider="テレマティクス")
    plan = Plan(
        "2021年度 KPI指標",
        [
            Goal(face_to_face_rate.by("insurer", groups=INSURERS), at_least("55%")),
            Goal(paperless_rate.by("insurer", groups=INSURERS), at_least("80%")),
            Goal(telematics, at_least("30%")),
        ],
    )
    print(loaded.table().to_text())
    print(plan.report(Book(contracts=loaded.records), fiscal_year(2021)).to_text())


if __name__ == "__main__":
    main(sys.argv[1])
