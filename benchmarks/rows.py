"""How fast rows become records: ``python benchmarks/rows.py``; needs the ``bench`` extra.

1. 100,000 contract rows of ten text columns with Japanese conventions, against a loop by hand
   that calls the constructor and ``date.fromisoformat``: at most 4 times its time.
2. A CSV of 10,000 rows to the printed report, the whole process, against the same in pandas.
"""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from os import environ
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import process_time

from agency_kpis import JAPANESE, Channel, Contract, Line, from_rows

HERE = Path(__file__).parent
DAY_0 = date(2021, 4, 1)
Row = dict[str, str]


def rows(n: int) -> list[Row]:
    """Make rows of ten text columns, their dates in the one form that a loop reads."""
    return [
        {
            "契約ID": f"C-{number}",
            "証券番号": f"{number:08}",
            "顧客番号": f"K-{number % 3000}",
            "手続日": str(DAY_0 + timedelta(days=number % 365)),
            "始期日": str(DAY_0 + timedelta(days=30 + number % 365)),
            "満期日": str(DAY_0 + timedelta(days=395 + number % 365)),
            "保険会社": ("あいおい", "東海")[number % 2],
            "種目": ("自動車", "火災", "傷害")[number % 3],
            "募集形態": ("対面", "電話募集")[number % 2],
            "担当者": f"S-{number % 20}",
        }
        for number in range(n)
    ]


def by_hand(given: list[Row]) -> list[Contract]:
    """Make records as a script would that trusts its rows."""
    day = date.fromisoformat
    return [
        Contract(
            contract_id=row["契約ID"],
            policy_number=row["証券番号"],
            customer_id=row["顧客番号"],
            concluded_on=day(row["手続日"]),
            starts_on=day(row["始期日"]),
            expires_on=day(row["満期日"]),
            insurer=row["保険会社"],
            line=Line(row["種目"]),
            channel=Channel(row["募集形態"]),
            staff_id=row["担当者"],
        )
        for row in given
    ]


def reading(n: int = 100_000) -> tuple[float, float]:
    """Give the seconds of the loop by hand and of ``from_rows``."""
    given = rows(n)
    assert from_rows(Contract, given, conventions=JAPANESE).records == tuple(by_hand(given))
    hand = best(lambda: by_hand(given))
    return hand, best(lambda: from_rows(Contract, given, conventions=JAPANESE))


def best(
    run: Callable[[], object], times: int = 5, clock: Callable[[], float] = process_time
) -> float:
    """Give the seconds of the fastest of several runs."""
    seconds = []
    for _ in range(times):
        start = clock()
        run()
        seconds.append(clock() - start)
    return min(seconds)


def messy(n: int) -> Iterator[Row]:
    """Make the rows of an export, a few of them wrong."""
    for number, row in enumerate(rows(n)):
        start = date.fromisoformat(row["始期日"])
        yield {
            "証券番号": row["証券番号"],
            "顧客名": f"顧客 {number % 3000}",
            "手続日": row["手続日"].replace("-", "/"),
            "始期日": f"令和{start.year - 2018}年{start.month}月{start.day}日",
            "満期日": f"R{start.year - 2017}.{start.month}.{min(start.day, 28)}",
            "保険会社": row["保険会社"],
            "種目": "自動車保険" if number % 500 == 0 else row["種目"],
            "募集形態": "" if number % 50 == 0 else row["募集形態"],
            "新規・更改": ("新規", "更改")[number % 4 > 0],
            "特約": "弁護士費用、テレマティクス" if number % 3 == 0 else "弁護士費用",
            "ペーパーレス": "○×"[number % 5 == 0],
            "フリート": "無",
            "保険料": f"{number:,}円",
        }


def csv_to_report(n: int = 10_000) -> tuple[float, float]:
    """Give the seconds of the whole process with pandas and with this library."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contracts.csv"
        with path.open("w", encoding="cp932", newline="") as file:
            given = list(messy(n))
            writer = csv.DictWriter(file, given[0])
            writer.writeheader()
            writer.writerows(given)
        return timed("csv_to_report_pandas.py", path), timed("csv_to_report.py", path)


def timed(script: str, path: Path) -> float:
    """Give the seconds of the fastest of several processes, start and imports included."""
    command = [sys.executable, str(HERE / script), str(path)]
    # Installed packages have their bytecode at hand; so must this one, wherever it is run from.
    env = {name: value for name, value in environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return best(
        lambda: subprocess.run(command, check=True, capture_output=True, env=env), clock=of_children
    )


def of_children() -> float:
    """Give the seconds that processes begun here have worked; waiting for a turn is no work."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and print."""
    hand, ours = reading()
    print(f"100,000 rows: by hand {hand:.2f} s, from_rows {ours:.2f} s: {ours / hand:.1f} times")
    pandas, ours = csv_to_report()
    print(
        f"CSV to report: pandas {pandas:.2f} s, ours {ours:.2f} s: {pandas / ours:.1f} times faster"
    )


if __name__ == "__main__":
    main()
