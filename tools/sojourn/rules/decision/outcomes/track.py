"""The usual questions about several crossings together, in few steps: one open window a case, ends in order.

The same as `joint.swept`, for the answers of the last crossing only. A history with many crossings asks this for each of
them, so nothing is made here that is not needed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from sojourn.rules.decision.observed.observation import EVER, Observation
from sojourn.rules.decision.outcomes.joint import Case, CrossingStep
from sojourn.rules.decision.required.residuals import Leaf, Tree, leaves

Ranges = list[tuple[int, int]]
# Of one status: when the case is known, the answer, the end and the first day of its window, and for which counts at that
# end it holds: from each of these numbers on the other answer than before, beginning with the last part. Without them
# (empty) it is of another kind, and of use only once it is known.
_Test = tuple[int, bool | None, int, int, tuple[int, ...], bool]


class Track:
    """The crossings of one history under one rule."""

    def __init__(self, steps: Sequence[CrossingStep], seen: Observation) -> None:
        self._seen, self._simple = seen, True
        bases: set[str] = set()
        self._tests: list[tuple[bool, bool, _Test, _Test]] = []
        for step in steps:
            if step.hidden:
                self._simple = False
                return
            tests = []
            for status in ("resident", "non-resident"):
                tests.append(_test(step.cases[status], bases))
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
                    if not test[4] or test[2] < at or test[3] > frontier or (end != at and end != test[2]):
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


def _test(case: Case, bases: set[str]) -> _Test:
    """A case in the usual form: one window, whose count decides."""
    tree = case.variants[0]
    own = list(leaves(tree))
    ends = {leaf.hi for leaf in own}
    of_one_kind = len({leaf.base for leaf in own}) == 1 and not any(leaf.free or leaf.parts for leaf in own)
    if len(case.variants) > 1 or len(ends) != 1 or not of_one_kind:
        return case.time, case.value, 0, 0, (), True
    bases.add(own[0].base)
    limits = sorted({leaf.limit for leaf in own})
    answers = [_at(tree, count) for count in (limits[0] - 1, *limits)]
    turns = tuple(limit for limit, one, two in zip(limits, answers, answers[1:], strict=False) if one != two)
    first = max(leaf.lo for leaf in own)
    # Where no count changes the answer (at least three and fewer than three), every count lies beyond the one turn.
    return case.time, case.value, ends.pop(), first, turns or (-EVER,), answers[-1]


def _at(tree: Tree, count: int) -> bool:
    """A formula if so many days are counted at the end of the window."""
    if isinstance(tree, bool):
        return tree
    if isinstance(tree, Leaf):
        return (count >= tree.limit) == tree.up
    return (all if tree.every else any)(_at(part, count) for part in tree.parts)


def _cut(ranges: Ranges, test: _Test, day: int) -> tuple[Ranges, Ranges]:
    """The parts of the ranges in which the rule holds, and in which it does not."""
    if not ranges:
        return ranges, ranges
    time, value, _, _, turns, last = test
    if time <= day:
        return (ranges, []) if value else ([], ranges)
    if len(turns) > 1:
        return _several(test, ranges)
    turn = turns[0]
    above = [(lo if lo >= turn else turn, hi) for lo, hi in ranges if hi >= turn]
    below = [(lo, hi if hi < turn else turn - 1) for lo, hi in ranges if lo < turn]
    return (above, below) if last else (below, above)


def _several(test: _Test, ranges: Ranges) -> tuple[Ranges, Ranges]:
    """The same where the answer turns more than once."""
    turns, last = test[4], test[5]
    parts: tuple[Ranges, Ranges] = ([], [])
    number = len(turns)
    for lo, hi in ranges:
        first, stop = bisect_right(turns, lo), bisect_right(turns, hi)
        for at in range(first, stop + 1):
            low = lo if at == first else turns[at - 1]
            high = hi if at == stop else turns[at] - 1
            parts[last == ((number - at) % 2 == 1)].append((low, high))
    return parts


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
