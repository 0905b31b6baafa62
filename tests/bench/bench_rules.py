"""How fast rules are compared, as ratios: run with `PYTHONPATH=tools:. python tests/bench/bench_rules.py`.

Prints the time of all pairs of the real rules, the same pairs with z3 (a sample), one comparison with witnesses, and a
classification in a fresh process.
"""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import combinations

from tests.rules.oracle import relation_facts
from tests.rules.test_real_rules import RULES

from sojourn.model.rule import Limb
from sojourn.rules import compare
from sojourn.rules.months import CYCLE_DATES
from sojourn.rules.readings import readings
from sojourn.rules.relate import contested_groups, sides

COLD = """
from sojourn.classification import ReferenceRule, classify
from sojourn.model.rule import rule_from_dict
rule = {"event": "arrival", "threshold": {"value": 12, "unit": "month", "comparison": ">="}}
frame = [ReferenceRule(f"r{v}", "f", "immigrant", None, rule_from_dict({**rule, "basis": "actual",
    "threshold": {"value": v, "unit": "month", "comparison": ">="}, "prior": "non-resident"}), "r") for v in range(1, 13)]
classify(rule_from_dict(rule), "immigration", frame)
"""


def main() -> None:
    """Measure and print."""
    left_out = ("usa-irs-substantial-presence", "gbr-srt-day-count", "schengen-90-180", "gbr-ilr-absence-180")
    named = {k: v for k, v in RULES.items() if k not in left_out}
    began = time.perf_counter()
    slowest = 0.0
    pairs = list(combinations(named.items(), 2))
    for (a_id, a), (b_id, b) in pairs:
        start = time.perf_counter()
        compare(a, b, a_id=a_id, b_id=b_id)
        slowest = max(slowest, time.perf_counter() - start)
    total = time.perf_counter() - began
    print(
        f"{len(pairs)} pairs, all readings and start dates, witnesses: {total:.2f} s, {1e3 * total / len(pairs):.2f} ms a pair"
    )
    print(f"slowest pair: {1e3 * slowest:.0f} ms")
    arrivals = [r for r in named.values() if isinstance(r, Limb) and r.event == "arrival"]
    known = list(dict.fromkeys(readings(r, r).readings[0].rule for r in arrivals))
    ours = theirs = 0.0
    for a, b in combinations(known[:8], 2):
        start = time.perf_counter()
        sides(a, b)
        ours += time.perf_counter() - start
        start = time.perf_counter()
        relation_facts(a, b, "arrival", CYCLE_DATES[0], 520, contested_groups(a, b))
        theirs += time.perf_counter() - start
    print(f"known pairs: ours {ours:.3f} s for 1461 start dates, z3 {theirs:.3f} s for one: {theirs / ours:.0f} times")
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", COLD], check=True)
    cold = time.perf_counter() - start
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    print(f"classify from a cold start: {cold:.2f} s (bare interpreter {time.perf_counter() - start:.2f} s)")


if __name__ == "__main__":
    main()
