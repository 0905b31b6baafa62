"""How long decisions take: one person with more and more crossings, many ordinary travellers, any rule of the glossary.

Targets: 1,000 crossings of one person within a second, 2,000 ordinary travellers within two, and no growth much faster
than the number of crossings. Prints processor seconds; `python tests/bench/bench_decisions.py all` also goes through every
rule about crossings (some minutes).
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import sojourn
from sojourn.lookup.registry import Registry
from sojourn.rules import Flows, History, RuleError, Stocks, history_from_dict

FLOWS = ("nzl-obm-arrival", "kor-migrant-arrival", "un-1998-long-term-immigrant", "un-2021-immigrant-b-actual")
STOCKS = ("gbr-settlement-absences", "usa-tax-substantial-presence", "gbr-tax-183-days")
# Nights there and away: a weekly commuter, somebody there every other day, long stays with short breaks.
LIVES = {"weekly": (4, 3), "every other day": (1, 1), "short breaks": (20, 3)}
SIZES = (125, 250, 500)


def traveller(stays: int, there: int, away: int) -> History:
    """A person with so many equal stays, observed for two more years."""
    first, step = date(2000, 1, 3), timedelta(days=there + away)
    listed = [[first + i * step, first + i * step + timedelta(days=there)] for i in range(stays)]
    until = first + stays * step + timedelta(days=730)
    return history_from_dict({"id": "one", "initial_status": "non-resident", "observed_until": until, "stays": listed})


def ordinary(number: int) -> list[History]:
    """Travellers with a few stays each, from a fixed seed."""
    rng = random.Random(number)
    out = []
    for i in range(number):
        day, stays = date(2015, 1, 1) + timedelta(days=rng.randrange(700)), []
        for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
            left = day + timedelta(days=rng.choice((3, 10, 30, 100, 300, 700)))
            stays.append([day, left])
            day = left + timedelta(days=rng.choice((5, 20, 60, 200, 500)))
        out.append(history_from_dict({"id": str(i), "initial_status": "non-resident", "stays": stays}))
    return out


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of a piece of work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def growth(times: list[float]) -> float:
    """The power of the number of crossings with which the time grows, between the last two sizes."""
    return math.log(max(times[-1], 1e-4) / max(times[-2], 1e-4), SIZES[-1] / SIZES[-2])


def main() -> None:
    registry = sojourn.load()

    def decided(flows: Flows, person: History) -> float:
        return seconds(lambda: [decision.to_dict() for decision in flows.decide(person)])

    print("one person, seconds by number of crossings, and growth (1 = linear)")
    for id in FLOWS:
        flows = Flows(registry.rule_of(id), resolve=registry.rule_of)
        for name, life in LIVES.items():
            times = [decided(flows, traveller(size, *life)) for size in SIZES]
            shown = "  ".join(f"{2 * size}: {found:.2f}" for size, found in zip(SIZES, times, strict=True))
            print(f"  {id:<32} {name:<16} {shown}  growth {growth(times):.1f}")
    people = ordinary(2_000)
    for id in FLOWS:
        flows = Flows(registry.rule_of(id), resolve=registry.rule_of)
        print(f"2,000 travellers, {id}: {sum(decided(flows, person) for person in people):.2f} s")
    days = [date(2015 + year, month, 1) for year in range(5) for month in range(1, 13)]
    for id in STOCKS:
        stocks, person = Stocks(registry.rule_of(id), resolve=registry.rule_of), traveller(500, 4, 3)
        print(f"{id} on {len(days)} dates, 1,000 crossings: {seconds(lambda: stocks.decide(person, days)):.2f} s")  # noqa: B023
    if "all" in sys.argv:
        every_rule(registry, decided)


def every_rule(registry: Registry, decided: Callable[[Flows, History], float]) -> None:
    """The slowest rules of the glossary on 1,000 crossings of one person."""
    found: dict[object, tuple[float, str]] = {}
    for id in [*(entry.id for entry in registry.definitions()), *(entry.id for entry in registry.rules(None))]:
        try:
            flows = Flows(registry.rule_of(id), resolve=registry.rule_of)
        except RuleError:
            continue
        if flows.written not in found:
            found[flows.written] = decided(flows, traveller(500, 4, 3)), id
    slowest = sorted(found.values(), reverse=True)
    late = sum(1 for time_, _ in slowest if time_ > 1)
    print(f"{len(slowest)} different rules about crossings, 1,000 crossings each; over a second: {late}. The slowest:")
    for time_, id in slowest[:10]:
        print(f"  {id:<40} {time_:.2f} s")


if __name__ == "__main__":
    main()
