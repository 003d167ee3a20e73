"""Rendering against measuring: 40 lines with 12 splits over 300,000 contracts.

Run it: ``python benchmarks/report.py``. Rendering, in whatever format, must take less than a
tenth of the time that measuring takes.
"""

import sys
from itertools import islice
from time import perf_counter

from data import FY, INSURERS, contracts

from agency_kpis import Book, Goal, Line, Plan, at_least
from agency_kpis.metrics import face_to_face_rate, paperless_rate
from agency_kpis.report import Report

RECORDS, SHARE = 300_000, 0.1
SPLITS = ("insurer", "line", "channel", "business")


def goals() -> list[Goal]:
    """Make 12 goals of splits, and 28 of one figure."""
    target = at_least("55%")
    metrics = [face_to_face_rate, paperless_rate]
    lines = [None, (Line.AUTO,), (Line.FIRE,), (Line.AUTO, Line.FIRE)]
    asked = [metric.having(lines=each) for each in lines for metric in metrics]
    split = [metric.by(facet) for metric in asked[:3] for facet in SPLITS]
    made = [
        *(Goal(each, target, rule="pooled", label=f"split {n}") for n, each in enumerate(split)),
        *(Goal(asked[n % 8], target, label=f"line {n}") for n in range(28)),
    ]
    assert len(made) == 40
    return made


def rendered(report: Report) -> dict[str, float]:
    """Time each format."""
    formats = {
        "text": report.to_text,
        "Markdown": report.to_markdown,
        "HTML": report.to_html,
        "a page": lambda: report.to_html(standalone=True),
        "disclosed": lambda: report.to_html(layout="disclosure"),
        "rows": report.rows,
        "figure": report.figure,
        "definitions": report.definitions,
    }
    return {name: timed(write) for name, write in formats.items()}


def timed(do: object) -> float:
    """Time the better of three runs."""
    assert callable(do)
    times = []
    for _ in range(3):
        start = perf_counter()
        do()
        times.append(perf_counter() - start)
    return min(times)


def main() -> None:
    """Measure once, render in every format, and compare."""
    book = Book(contracts=list(islice(contracts(), RECORDS)), as_of=FY.last)
    plan = Plan("benchmark", goals())
    start = perf_counter()
    report = plan.report(book, FY)
    measuring = perf_counter() - start
    groups = sum(len(line.groups) for line in report.lines)
    print(f"{RECORDS:,} contracts, 40 lines, {groups} groups among {INSURERS[0]} and others")
    print(f"measuring {measuring * 1000:9.1f} ms")
    times = rendered(report)
    for name, taken in times.items():
        print(f"{name:11}{taken * 1000:9.1f} ms  {taken / measuring:6.1%}")
    sys.exit(max(times.values()) > SHARE * measuring)


if __name__ == "__main__":
    main()
