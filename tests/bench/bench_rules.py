"""How fast rules are compared: run with `make bench`, or `PYTHONPATH=tools:. python tests/bench/bench_rules.py`.

Prints all pairs of the glossary's different definitions (up to 260, both directions, all start dates, travellers
included, on two processes), the same kind of pairs with z3 (a sample, one start date only), one comparison, and a
classification in a fresh process. Only ratios travel from machine to machine.
"""

from __future__ import annotations

import gc
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import combinations
from pathlib import Path

from tests.rules.oracle import relation_facts

from sojourn.loading.glossary.content import load_content
from sojourn.model.rule import Limb, Rule
from sojourn.rules import compare
from sojourn.rules.comparison.completions import readings
from sojourn.rules.comparison.relation import contested_groups, sides
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.calendar import CYCLE_DATES
from sojourn.rules.logic.expand import expand

PROCESSES = 2
DEFINITIONS = 260
COLD = """
from sojourn.classification import Reference, classify
from sojourn.model.rule import rule_from_dict
rule = {"event": "arrival", "threshold": {"value": 12, "unit": "month", "comparison": ">="}}
frame = [Reference(f"r{v}", "f", "immigrant", None, rule_from_dict({**rule, "basis": "actual",
    "threshold": {"value": v, "unit": "month", "comparison": ">="}, "prior": "non-resident"}), "r") for v in range(1, 13)]
classify(rule_from_dict(rule), "immigration", frame)
"""


def definitions() -> list[Rule]:
    """The different rules of the glossary's definitions, references written out."""
    content = load_content(Path(__file__).parents[2] / "glossary")
    rules = (expand(content.rule(entry.id), content.rule) for entry in content.of("definition"))
    return list(dict.fromkeys(rules))[:DEFINITIONS]


_rules: list[Rule] = []


def prepare(rules: list[Rule]) -> None:
    """Give a process the rules, once."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
    _rules[:] = rules


def row(i: int, witnesses: bool) -> list[float]:
    """The seconds that each pair of one rule with the later ones took, in both directions (read from the other side)."""
    times: list[float] = []
    for other in _rules[i:]:
        start = time.process_time()
        compare(_rules[i], other, witnesses=witnesses).mirrored()
        times.append(time.process_time() - start)
    return times


def all_pairs(rules: list[Rule], witnesses: bool) -> None:
    """Time all pairs on two processes."""
    start = time.perf_counter()
    with ProcessPoolExecutor(PROCESSES, initializer=prepare, initargs=(rules,)) as pool:
        rows = pool.map(row, range(len(rules)), [witnesses] * len(rules))
        times = [seconds for found in rows for seconds in found]
    total = time.perf_counter() - start
    print(
        f"{len(rules)} definitions, {len(times)} pairs in both directions, all readings and start dates, "
        f"{'with' if witnesses else 'without'} travellers, {PROCESSES} processes: {total:.1f} s elapsed, "
        f"{sum(times) / PROCESSES:.1f} s of work each; median {1e3 * statistics.median(times):.2f} ms, "
        f"slowest {1e3 * max(times):.0f} ms"
    )


def known_pairs(rules: list[Rule], number: int) -> Iterator[tuple[str, Rule, Rule]]:
    """Pairs of definitions about one event in which nothing is open, which z3 can be given as well."""
    known: dict[str, list[Rule]] = {}
    for rule in rules:
        first = readings(rule, rule).readings[0].rule
        if isinstance(first, Limb) and first.event and first.criterion in (None, "residence"):
            known.setdefault(first.event, []).append(first)
    pairs = [(event, a, b) for event, found in sorted(known.items()) for a, b in combinations(dict.fromkeys(found), 2)]
    yield from random.Random(1).sample(pairs, min(number, len(pairs)))


def against_z3(rules: list[Rule]) -> None:
    """The same pairs by the search, for all start dates, and by z3, for one."""
    ours = theirs = 0.0
    count = 0
    for event, a, b in known_pairs(rules, 30):
        start = time.process_time()
        try:
            sides(a, b)
        except UnsupportedError:
            continue
        ours += time.process_time() - start
        start = time.process_time()
        relation_facts(a, b, event, CYCLE_DATES[0], 1500, contested_groups(a, b))
        theirs += time.process_time() - start
        count += 1
    print(
        f"{count} known pairs: ours {ours:.3f} s for 1461 start dates, z3 {theirs:.3f} s for one: "
        f"{theirs / ours:.0f} times as long"
    )


def main() -> None:
    """Measure and print."""
    rules = definitions()
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", COLD], check=True)
    cold = time.perf_counter() - start
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    print(f"classify from a cold start: {cold:.2f} s (bare interpreter {time.perf_counter() - start:.2f} s)")
    all_pairs(rules, witnesses=False)
    all_pairs(rules, witnesses=True)
    against_z3(rules)


if __name__ == "__main__":
    main()
