"""How fast intents are compared: 500,000 pairs of an eight-item form.

Beside it, a bare loop over the same records that reads the same two attributes, and pandas
on the same objects. Run it: ``python benchmarks/intents.py`` (pandas is in the ``bench``
extra), or with fewer pairs: ``python benchmarks/intents.py 50000``.
"""

import gc
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pickle import dumps, loads
from random import Random
from time import process_time
from typing import Any, NamedTuple

import pandas as pd

from agency_kpis import AUTO_FORM, ChangeKind, Intent, IntentForm, compare

ITEMS = (
    *("対人賠償", "対物賠償", "人身傷害", "車両保険"),
    *("車両免責", "年齢条件", "運転者の範囲", "弁護士費用"),
)
FORM = IntentForm("eight", items={name: AUTO_FORM.items[name] for name in ITEMS})
AMOUNTS = (30_000_000, 50_000_000, 100_000_000, "無制限")
DEDUCTIBLES = ((0, 0), (0, 100_000), (50_000, 100_000), (100_000, 100_000))
KINDS, DRIVERS = ("なし", "エコノミー", "一般"), ("本人", "本人・配偶者", "家族", "限定なし")
UNCHANGED_OF_100 = 88  # as in the FY2021 book: 300 of 2,500 renewals differ
ROUNDS = 5


class Pair(NamedTuple):
    """The two intents of one renewal."""

    initial: Intent
    final: Intent


def pairs(n: int, unchanged_of_100: int = UNCHANGED_OF_100) -> list[Pair]:
    """Make pairs of intents, each an object of its own; most are unchanged."""
    chance = Random(2021)
    made = []
    for _ in range(n):
        first = wanted(chance)
        same = chance.randrange(100) < unchanged_of_100
        last = loads(dumps(first)) if same else moved(first, chance)  # values of their own too
        made.append(Pair(FORM.intent(first), FORM.intent(last)))
    return made


def wanted(chance: Random) -> dict[str, object]:
    """Draw what a customer wants."""
    own_damage = chance.choice(KINDS)
    return {
        "対人賠償": "無制限",
        "対物賠償": chance.choice(AMOUNTS),
        "人身傷害": chance.choice(AMOUNTS),
        "車両保険": own_damage,
        "車両免責": None if own_damage == "なし" else chance.choice(DEDUCTIBLES),
        "年齢条件": chance.choice((0, 21, 26, 30, 35)),
        "運転者の範囲": chance.choice(DRIVERS),
        "弁護士費用": chance.random() < 0.7,
    }


def moved(first: dict[str, object], chance: Random) -> dict[str, object]:
    """Draw another value for one item; own damage cover and its deductible go together."""
    other = first
    while other == first:
        other = wanted(chance)
    item = chance.choice([name for name in ITEMS if other[name] != first[name]])
    details = {"車両保険", "車両免責"}
    return {**first, **{name: other[name] for name in (details if item in details else {item})}}


def bare(records: Iterable[Pair]) -> None:
    """Read the two attributes and do nothing."""
    for each in records:
        each.initial  # noqa: B018 -- reading is what is timed
        each.final  # noqa: B018


def compared(records: Iterable[Pair]) -> Counter[ChangeKind]:
    """Compare every pair, and count the kinds."""
    return Counter([compare(each.initial, each.final).kind for each in records])


def by_pandas(records: Iterable[Pair]) -> Counter[ChangeKind]:
    """Do the same with a frame: values to ranks, ranks to differences, differences to kinds."""
    frame = pd.DataFrame([each.initial.row + each.final.row for each in records])
    fell, rose = pd.Series(False, frame.index), pd.Series(False, frame.index)
    for place, name in enumerate(ITEMS):
        for rank in RANKS[name]:
            difference = rank(frame[place + len(ITEMS)]) - rank(frame[place])
            fell |= difference < 0
            rose |= difference > 0
    kinds = {
        (False, False): ChangeKind.UNCHANGED,
        (False, True): ChangeKind.UPGRADE,
        (True, False): ChangeKind.DOWNGRADE,
        (True, True): ChangeKind.MIXED,
    }
    counts = pd.DataFrame({"fell": fell, "rose": rose}).value_counts()
    return Counter({kinds[key]: n for key, n in counts.items()})


def rank_of(levels: tuple[str, ...], column: Any) -> Any:
    """Give the rank of each level."""
    return column.map({level: rank for rank, level in enumerate(levels)})


def amount_of(column: Any) -> Any:
    """Give the amounts as numbers."""
    return column.replace({"無制限": 1e18, "なし": 0}).astype(float)


def relief_of(column: Any) -> Any:
    """Give a burden as a number that is larger the lighter it is."""
    return -column.replace({"なし": 0}).astype(float)


def part_of(place: int, column: Any) -> Any:
    """Give one part of a pair of deductibles."""
    return relief_of(column.str[place])


RANKS: dict[str, tuple[Callable[[Any], Any], ...]] = {
    "対人賠償": (amount_of,),
    "対物賠償": (amount_of,),
    "人身傷害": (amount_of,),
    "車両保険": (partial(rank_of, KINDS),),
    "車両免責": (partial(part_of, 0), partial(part_of, 1)),
    "年齢条件": (relief_of,),
    "運転者の範囲": (partial(rank_of, DRIVERS),),
    "弁護士費用": (partial(rank_of, ("なし", "あり")),),
}


def seconds(work: Callable[[list[Pair]], object], records: list[Pair]) -> float:
    """Give the processor time of some work."""
    begun = process_time()
    work(records)
    return process_time() - begun


def measure(n: int = 500_000, unchanged_of_100: int = UNCHANGED_OF_100) -> dict[str, float]:
    """Give the seconds each way takes over the same pairs."""
    records = pairs(n, unchanged_of_100)
    if compared(records) != by_pandas(records):
        raise AssertionError(f"{compared(records)} is not pandas' {by_pandas(records)}")
    gc.collect()
    gc.freeze()
    works = {"bare": bare, "compare": compared, "pandas": by_pandas}
    # The best of several rounds: a busy machine only ever adds to a time.
    rounds = [{name: seconds(work, records) for name, work in works.items()} for _ in range(ROUNDS)]
    return {name: min(each[name] for each in rounds) for name in works}


def main() -> None:
    """Print the figures of the FY2021 mix, and of pairs of which every one differs."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    for unchanged in (100, UNCHANGED_OF_100, 0):
        took = measure(n, unchanged)
        print(
            f"{n:,} pairs, {100 - unchanged}% differ: {took['compare']:.3f} s, "
            f"{took['compare'] / took['bare']:.1f} times the bare loop ({took['bare']:.3f} s); "
            f"pandas {took['pandas']:.3f} s, {took['pandas'] / took['compare']:.1f} times as long"
        )


if __name__ == "__main__":
    main()
