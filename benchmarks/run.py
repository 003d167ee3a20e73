"""The cube's benchmark: run ``python benchmarks/run.py``; it takes some minutes and 4 GB.

Rivals take turns, and medians of several turns are compared, so that a busy machine slows both.
``--cpu`` compares processor time instead of the clock's, for a machine that others share; what
a rival does on several cores then counts for all of them.
"""

import gc
import platform
import sys
import time
import tracemalloc
from collections.abc import Callable
from itertools import islice
from statistics import median
from unittest.mock import patch

import frames
import pandas as pd
import polars as pl
import rivals
from data import FY, book_of, contracts
from kpis import TWELVE, TWENTY_FOUR, WHOLE, plan_of

from agency_kpis import Book, Plan, asking

TURNS = 7
CLOCK = time.process_time if "--cpu" in sys.argv else time.perf_counter
CONTRACTS = ["face to face", "paperless", "telematics", "renewals", "auto", "persons, fire"]
OTHERS = ["registered", "my page", "app", "captured", "downgrades", "differ"]
MORE = ["navi", "lawyer", "new", "fire", "persons, auto", "fleet"]


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that some work takes."""
    start = CLOCK()
    work()
    return CLOCK() - start


def in_turns(*works: Callable[[], object], turns: int = TURNS) -> list[float]:
    """Give the median seconds of some works that take turns, after a turn that is not counted."""
    rounds = [[timed(work) for work in works] for _ in range(turns + 1)]
    return [median(seconds) for seconds in zip(*rounds[1:], strict=True)]


def told(what: str, ours: float, theirs: float, bound: str, ratio: str) -> None:
    """Print a row of the table."""
    print(
        f"| {what} | {ours * 1000:,.1f} ms | {theirs * 1000:,.1f} ms | {ratio} | {bound} |",
        flush=True,
    )


def slower(what: str, bound: str, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
    """Compare, and print how many times the time of theirs is taken."""
    mine, other = in_turns(ours, theirs)
    told(what, mine, other, bound, f"{mine / other:.2f} ×")


def faster(what: str, bound: str, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
    """Compare, and print how many times faster."""
    mine, other = in_turns(ours, theirs)
    told(what, mine, other, bound, f"{other / mine:.1f} times faster")


def of_book(book: Book) -> None:
    """Twelve rates of three nouns, 630,000 records, by insurer, against what one would write."""
    plan, held = plan_of(WHOLE), book.contracts or ()

    def report() -> object:
        return plan.report(book, FY)

    slower("one rate in a loop by hand", "≤ 5.5 ×", report, lambda: rivals.by_hand(held, FY))
    names = [*CONTRACTS, *OTHERS]
    faster("comprehensions", "≥ 2.5", report, lambda: rivals.by_comprehension(book, FY, names))
    faster("pandas from the objects", "≥ 4", report, lambda: frames.book_from_pandas(book))
    faster("Polars from the objects", "≥ 2", report, lambda: frames.book_from_polars(book))
    digest, years = plan.digest(book), [FY, FY.previous()]

    def again() -> object:
        years.reverse()
        return plan.report(digest, years[0])

    mine, other = in_turns(again, lambda: plan.report(plan.digest(book), FY))
    told("another year of the kept digest", mine, other, "≤ 1/30", f"1/{other / mine:.0f}")


def of_contracts(book: Book) -> None:
    """Twelve rates of 300,000 contracts alone, and twenty-four."""
    plan, more, held = plan_of(TWELVE), plan_of(TWENTY_FOUR), book.contracts or ()

    def report() -> object:
        return plan.report(book, FY)

    slower("24 metrics against 12", "≤ 1.15 ×", lambda: more.report(book, FY), report)
    slower("contracts: one rate by hand", "≤ 5.5 ×", report, lambda: rivals.by_hand(held, FY))
    slower("contracts: the same loop, tuned", "", report, lambda: rivals.by_hand_tuned(held, FY))
    names = [*CONTRACTS, *MORE]
    faster(
        "contracts: comprehensions",
        "≥ 2.5",
        report,
        lambda: rivals.by_comprehension(book, FY, names),
    )
    faster("contracts: pandas", "≥ 4", report, lambda: frames.from_pandas(held))
    faster("contracts: Polars", "≥ 2", report, lambda: frames.from_polars(held))


def in_memory(book: Book) -> None:
    """Compare with frames that are in memory already."""
    plan, columns = plan_of(TWELVE), frames.contract_columns(book.contracts or ())
    pandas, polars = frames.pandas_of(columns), frames.polars_of(columns)
    digest = plan.digest(book)

    def report() -> object:
        return plan.report(book, FY)

    slower("counting, pandas in memory", "", report, lambda: frames.contracts_by_pandas(pandas))
    slower("counting, Polars in memory", "", report, lambda: frames.contracts_by_polars(polars))

    def again() -> object:
        return plan.report(digest, FY)

    faster("a kept digest, pandas in memory", "", again, lambda: frames.contracts_by_pandas(pandas))
    faster("a kept digest, Polars in memory", "", again, lambda: frames.contracts_by_polars(polars))


def of_few(plan: Plan) -> None:
    """Compare a small agency's report with one that asks the records, whatever pays."""
    for n, bound in ((500, "the same"), (5_000, "")):
        book = Book(contracts=islice(contracts(), n), as_of=FY.last)

        def report(book: Book = book) -> object:
            return plan.report(book, FY)

        def scanned(book: Book = book) -> object:
            with patch.object(asking, "MANY", sys.maxsize):
                return plan.report(book, FY)

        slower(f"{n:,} contracts, all of them asked", bound, report, scanned)


def at_a_million(plan: Plan) -> None:
    """Refresh a million contracts by 10,000, and report on them with the memory watched."""
    many = Book(contracts=islice(contracts(), 1_000_000), as_of=FY.last)
    new = Book(contracts=islice(contracts(seed=9), 10_000), as_of=FY.last)
    kept, frame = plan.digest(many), frames.pandas_of(frames.contract_columns(many.contracts or ()))
    gc.collect()

    def refreshed() -> object:
        return plan.report(kept + plan.digest(new), FY)

    def concatenated() -> object:
        added = frames.pandas_of(frames.contract_columns(new.contracts or ()))
        return frames.contracts_by_pandas(pd.concat([frame, added]))

    faster("10,000 new on 1,000,000, pandas concat", "≥ 5", refreshed, concatenated)
    tracemalloc.start()
    plan.report(many, FY)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    print(f"| peak memory of a report at 1,000,000 | {peak:.1f} MiB | | | ≤ 10 MiB |", flush=True)


def at_three_millions(plan: Plan) -> None:
    """Compare what a record takes of three millions and of 300,000."""
    few, many = (
        Book(contracts=islice(contracts(), n), as_of=FY.last) for n in (300_000, 3_000_000)
    )
    gc.collect()
    small, large = in_turns(lambda: plan.report(few, FY), lambda: plan.report(many, FY))
    one, other = small / 300_000 * 1e9, large / 3_000_000 * 1e9
    print(
        f"| a record of 3,000,000, of 300,000 | {other:.0f} ns | {one:.0f} ns "
        f"| {other / one:.2f} × | ≤ 1.3 × |"
    )


def main() -> None:
    """Print the table."""
    print(f"Python {platform.python_version()}, pandas {pd.__version__}, Polars {pl.__version__}")
    print("| compared with | ours | theirs | ratio | bound |")
    print("|---|---|---|---|---|")
    book = book_of(300_000)
    gc.collect()
    of_book(book)
    of_contracts(book)
    in_memory(book)
    of_few(plan_of(TWELVE))
    at_a_million(plan_of(TWELVE))
    at_three_millions(plan_of(TWELVE))


if __name__ == "__main__":
    main()
