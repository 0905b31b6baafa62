"""The usual questions about several crossings together, in few steps: one open window a case, ends in order.

The same as `joint.swept`, for the answers of the last crossing only. A history with many crossings asks this for each of
them, so nothing is made here that is not needed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sojourn.rules.decision.joint import Case, Step
from sojourn.rules.decision.observation import Observation
from sojourn.rules.decision.residuals import Leaf

Ranges = list[tuple[int, int]]
# Of one status: when the case is known, the answer, and its window: end, first day, limit, which side of it holds.
_Test = tuple[int, bool | None, int, int, int, bool]


class Track:
    """The crossings of one history under one rule."""

    def __init__(self, steps: Sequence[Step], seen: Observation) -> None:
        self._seen, self._simple = seen, True
        bases: set[str] = set()
        self._tests: list[tuple[bool, bool, _Test, _Test]] = []
        for step in steps:
            if step.hidden:
                self._simple = False
                return
            tests = []
            for status in ("resident", "non-resident"):
                test = _test(step.cases[status], bases)
                if test is None:
                    self._simple = False
                    return
                tests.append(test)
            self._tests.append((step.target == "resident", step.moves, tests[0], tests[1]))
        self._simple = len(bases) <= 1
        self._base = min(bases, default="N")

    def answers(self, first: int, last: int, statuses: frozenset[str], day: int) -> frozenset[bool] | None:
        """The answers that the crossing `last` can have by what is known at the end of a day.

        `statuses` are possible before the crossing `first`. None if the question is not of the usual kind.
        """
        if not self._simple:
            return None
        frontier = at = self._seen.known(self._base, day)
        start = self._seen.sure[self._base].upto(at)
        resident: Ranges = [(start, start)] if "resident" in statuses else []
        visitor: Ranges = [(start, start)] if "non-resident" in statuses else []
        yes_r, no_r, yes_v, no_v = resident, resident, visitor, visitor
        for arrives, moves, of_resident, of_visitor in self._tests[first : last + 1]:
            end = at
            for there, test in ((resident, of_resident), (visitor, of_visitor)):
                if there and test[0] > day:
                    if test[2] < at or test[3] > frontier or (end != at and end != test[2]):
                        return None
                    end = test[2]
            if end > at:
                more = end - at
                resident = [(lo, hi + more) for lo, hi in resident]
                visitor = [(lo, hi + more) for lo, hi in visitor]
                at = end
            yes_r, no_r = _cut(resident, of_resident, day)
            yes_v, no_v = _cut(visitor, of_visitor, day)
            if not moves:
                continue
            if arrives:
                resident, visitor = (_union(resident, yes_v) if yes_v else resident), no_v
            else:
                visitor, resident = (_union(visitor, yes_r) if yes_r else visitor), no_r
        return frozenset(answer for answer, parts in ((True, yes_r or yes_v), (False, no_r or no_v)) if parts)


def _test(case: Case, bases: set[str]) -> _Test | None:
    """A case in the usual form: known for good, or one window; None for any other."""
    tree = case.variants[0]
    if len(case.variants) > 1:
        return None
    if isinstance(tree, bool):
        return case.time, tree, 0, 0, 0, True
    if not isinstance(tree, Leaf) or tree.free or tree.parts:
        # A known answer is all that is needed of it; but it may be asked for an earlier day.
        return None
    bases.add(tree.base)
    return case.time, case.value, tree.hi, tree.lo, tree.limit, tree.up


def _cut(ranges: Ranges, test: _Test, day: int) -> tuple[Ranges, Ranges]:
    """The parts of the ranges in which the rule holds, and in which it does not."""
    if not ranges:
        return ranges, ranges
    time, value, _, _, limit, up = test
    if time <= day:
        return (ranges, []) if value else ([], ranges)
    if len(ranges) == 1:
        lo, hi = ranges[0]
        if hi < limit:
            return ([], ranges) if up else (ranges, [])
        if lo >= limit:
            return (ranges, []) if up else ([], ranges)
        below, above = [(lo, limit - 1)], [(limit, hi)]
    else:
        below = [(lo, hi if hi < limit else limit - 1) for lo, hi in ranges if lo < limit]
        above = [(lo if lo >= limit else limit, hi) for lo, hi in ranges if hi >= limit]
    return (above, below) if up else (below, above)


def _union(one: Ranges, two: Ranges) -> Ranges:
    if not one:
        return two
    out: Ranges = []
    for lo, hi in sorted(one + two):
        if out and lo <= out[-1][1] + 1:
            if hi > out[-1][1]:
                out[-1] = (out[-1][0], hi)
        else:
            out.append((lo, hi))
    return out
