"""A synthetic agency of any size: the same records each time, in proportions a large one has.

A contract's facets come in 1,000 combinations, some of them common and most of them rare; days
are spread over three fiscal years. Texts and days are shared, as the readers of the library share
them.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random

from agency_kpis import (
    Book,
    Business,
    Channel,
    Contract,
    HolderKind,
    IntentForm,
    IntentRecord,
    Line,
    Method,
    Policyholder,
    fiscal_year,
    ladder,
)

INSURERS = ("あいおい", "東海", "損保ジャパン", "三井住友")
FY = fiscal_year(2021)
DAYS = [date(2019, 4, 1) + timedelta(days=day) for day in range(3 * 365)]
PAST = [date(2008, 4, 1) + timedelta(days=day) for day in range(12 * 365)]
LINES = (Line.AUTO, Line.AUTO, Line.FIRE, Line.FIRE, Line.ACCIDENT, Line.COMPULSORY_AUTO)
RIDERS = (frozenset[str](), frozenset({"テレマティクス"}), frozenset({"弁護士費用"}), None)
SERVICES = (frozenset[str](), frozenset({"マイページ"}), frozenset({"アプリ", "マイページ"}), None)
FORM = IntentForm("auto", items={"車両保険": ladder("なし", "エコノミー", "一般")})
INTENTS = [FORM.intent(車両保険=level) for level in ("なし", "エコノミー", "一般")]


def contracts(seed: int = 1) -> Iterator[Contract]:
    """Yield contracts without end."""
    random = Random(seed)
    kinds = [_contract_facets(random) for _ in range(1_000)]
    number = 0
    while True:
        number += 1
        day = random.choice(DAYS)
        yield Contract(
            contract_id=f"C-{number}",
            concluded_on=day,
            starts_on=day,
            expires_on=day.replace(year=day.year + 1, day=min(day.day, 28)),
            ended_on=day if random.random() < 0.01 else None,
            **kinds[int(len(kinds) * random.random() ** 2)],
        )


def _contract_facets(random: Random) -> dict[str, object]:
    return {
        "insurer": random.choice(INSURERS),
        "line": random.choice(LINES),
        "channel": random.choice((*Channel, None)),
        "business": random.choice((*Business, Business.RENEWAL)),
        "riders": random.choice(RIDERS),
        "holder_kind": random.choice(list(HolderKind)),
        "is_fleet": random.random() < 0.05,
        "paperless": random.choice((True, True, False, None)),
        "branch": random.choice(("本店", "支店")),
        "staff_id": f"S-{random.randrange(12)}",
    }


def policyholders(seed: int = 2) -> Iterator[Policyholder]:
    """Yield customers as their insurers know them, without end."""
    random = Random(seed)
    number = 0
    while True:
        number += 1
        since = random.choice(PAST)
        yield Policyholder(
            customer_id=f"K-{number}",
            since=since,
            until=random.choice(DAYS[400:]) if random.random() < 0.1 else None,
            insurer=random.choice(INSURERS),
            holder_kind=random.choice(list(HolderKind)),
            mobile_registered=random.choice((True, False, None)),
            services=random.choice(SERVICES),
        )


def intent_records(seed: int = 3) -> Iterator[IntentRecord]:
    """Yield intents on record, without end."""
    random = Random(seed)
    number = 0
    while True:
        number += 1
        day = random.choice(DAYS)
        yield IntentRecord(
            record_id=f"I-{number}",
            initial=random.choice((*INTENTS, None)),
            final=random.choice(INTENTS),
            confirmed_on=day,
            shared_on=day if random.random() < 0.5 else None,
            insurer=random.choice(INSURERS),
            line=random.choice(LINES),
            staff_id=f"S-{random.randrange(12)}",
            method=random.choice(list(Method)),
        )


def book_of(n: int) -> Book:
    """Make a book of n contracts, with six policyholders and five intents for each ten."""
    return Book(
        contracts=islice(contracts(), n),
        policyholders=islice(policyholders(), n * 6 // 10),
        intent_records=islice(intent_records(), n * 5 // 10),
        as_of=FY.last,
    )
