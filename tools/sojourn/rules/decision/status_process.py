"""The status process of one rule over one history: what each crossing is, and since when that is certain.

A crossing that points away from the status (an arrival of a non-resident, a departure of a resident) is a migration, and
changes the status, if the rule holds for it. For each status that is possible the rule makes a case of the crossing
(`cases`); the answer is certain once all possible statuses and all that the unseen days can bring give the same one.

Two ways to know lead there. *Each crossing on its own*: a case is known from one day on, and so is the status after it;
this takes a few steps a crossing (`_alone`). *Several together* (`joint`): what a crossing waits for can contradict what
the one before it waits for (a return soon after a departure that is not decided yet can be certain to be no migration).
That is asked only of the stretch that is open on the day of a crossing, and on days between two crossings where it matters.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sojourn.rules.decision.history import STATUSES
from sojourn.rules.decision.joint import NotInOrderError, Outcome, Solver, Step, TooLargeError, other, swept
from sojourn.rules.decision.observation import EVER, Observation

# Not even if all is known, for ever.
NEVER = EVER + 1
# So many steps are spent on questions about several crossings together, for one rule and one history.
MAX_STEPS = 400_000


@dataclass(slots=True)
class Verdict:
    """What is known of one crossing in the end, and the day by whose end it was (NEVER = it is not)."""

    outcome: Outcome
    time: int = NEVER

    @property
    def certain(self) -> bool:
        """Whether there is one answer."""
        return len(self.outcome.migration) == 1


@dataclass(slots=True)
class _Open:
    """A stretch of crossings whose outcomes are not certain yet: where it begins, and the statuses possible there."""

    start: int
    statuses: frozenset[str]


class Process:
    """The process over some crossings in a row, entered with one of some statuses."""

    def __init__(
        self,
        steps: Sequence[Step],
        days: Sequence[int],
        statuses: frozenset[str],
        seen: Observation,
        solver: Solver,
    ) -> None:
        self.steps, self.days, self.statuses, self.seen, self.solver = steps, days, statuses, seen, solver
        # By crossing: the day by whose end each status before it, and each answer, is excluded.
        self._gone = [dict.fromkeys(STATUSES, NEVER) for _ in range(len(steps) + 1)]
        self._gone[0] = {status: NEVER if status in statuses else -EVER for status in STATUSES}
        self._not: list[dict[bool, int]] = [{True: NEVER, False: NEVER} for _ in steps]
        self._spent = 0
        self._asked: dict[tuple[int, int, int], list[Outcome]] = {}

    def verdicts(self) -> list[Verdict]:
        """What is known of each crossing, and since when."""
        self._pass(0)
        open_ones, last = _Open(0, self.statuses), -EVER
        for day in [*dict.fromkeys(self.days), self.seen.until]:
            self._by(day, last, open_ones, bisect_right(self.days, day))
            open_ones, last = self._advanced(open_ones, bisect_right(self.days, day), day), day
        return [self._verdict(k) for k in range(len(self.steps))]

    def _verdict(self, k: int) -> Verdict:
        until = self.seen.until
        before, after = (frozenset(s for s in STATUSES if gone[s] > until) for gone in self._gone[k : k + 2])
        migration = frozenset(way for way in (True, False) if self._not[k][way] > until)
        time = max(self._time(k), self.days[k])
        return Verdict(Outcome(before, after, migration), time if time <= until else NEVER)

    def _time(self, k: int) -> int:
        """The day by whose end a crossing is certain."""
        return min(self._not[k].values())

    # -- each crossing on its own ------------------------------------------------------------------------------------------

    def _pass(self, start: int) -> None:
        """What follows from the statuses that are excluded before a crossing for those after it, and so on.

        All crossings are gone through at first (from 0); later only as far as something changes.
        """
        for k in range(start, len(self.steps)):
            step, excluded = self.steps[k], dict(self._gone[k])
            for status in step.hidden:
                excluded[status] = max(excluded[status], excluded[other(status)])
            following = dict.fromkeys(STATUSES, -EVER)
            answers = {True: -EVER, False: -EVER}
            for status, gone in excluded.items():
                case = step.cases[status]
                for way in (True, False):
                    time = min(case.time if case.value is (not way) else NEVER, gone)
                    answers[way] = max(answers[way], time)
                    after = step.target if way and step.moves else status
                    following[after] = max(following[after], time)
            _lower(self._not[k], answers)
            if not _lower(self._gone[k + 1], following) and start:
                return

    # -- several together --------------------------------------------------------------------------------------------------

    def _by(self, day: int, last: int, found: _Open, stop: int) -> None:
        """Note what is certain by the end of a day (that of a crossing, or the last one) and was not at the `last` one."""
        fresh = [k for k in range(found.start, stop) if self._time(k) > max(last, self.days[k])]
        if not fresh:
            return
        if any(self._time(k) > day for k in fresh) and self._worth(found, stop, day):
            for k, outcome in enumerate(self._together(found, stop, day), found.start):
                self._note(k, outcome, day)
        for k in fresh:
            time, since = self._time(k), max(last, self.days[k] - 1)
            if since + 1 < time <= day and self._worth(found, stop, time - 1):
                way = self._not[k][True] == time
                self._not[k][way] = self._since(k, since, time, found)

    def _note(self, k: int, outcome: Outcome, day: int) -> None:
        _lower(self._not[k], {way: day for way in (True, False) if way not in outcome.migration})
        if _lower(self._gone[k + 1], {status: day for status in STATUSES if status not in outcome.after}):
            self._pass(k + 1)

    def _worth(self, found: _Open, stop: int, day: int) -> bool:
        """Whether crossings together can tell more than each alone: where more than one leaf is open."""
        number = 0
        for step in self.steps[found.start : stop]:
            number += len(step.hidden)
            cases = {id(case): case for case in step.cases.values()}
            for case in cases.values():
                if case.time > day:
                    number += max(len(case.open_leaves(day)), len(case.variants))
                    if number > 1:
                        return True
        return False

    def _since(self, k: int, lo: int, hi: int, found: _Open) -> int:
        """The first day after `lo` by whose end a crossing is certain, as it is by the end of `hi`."""
        if hi >= EVER:
            hi = self._bounded(k, found)
            if hi >= EVER:
                return EVER
        if hi - lo > 1 and not self._certain(k, hi - 1, found):
            return hi
        hi -= hi - lo > 1
        while hi - lo > 1:
            middle = (lo + hi) // 2
            lo, hi = (lo, middle) if self._certain(k, middle, found) else (middle, hi)
        return hi

    def _bounded(self, k: int, found: _Open) -> int:
        """A date by which a crossing is certain that is so if nothing is missing; EVER if there is none."""
        ends = [
            leaf.hi
            for step in self.steps[found.start : k + 1]
            for case in step.cases.values()
            for leaf in case.open_leaves(self.days[k])
            if leaf.hi < EVER // 2
        ]
        day = max([self.days[-1], *ends])
        return day if self._certain(k, day, found) else EVER

    def _certain(self, k: int, day: int, found: _Open) -> bool:
        stop = max(bisect_right(self.days, day), k + 1)
        return len(self._together(found, stop, day)[k - found.start].migration) == 1

    def _together(self, found: _Open, stop: int, day: int) -> list[Outcome]:
        key = found.start, stop, day
        if key not in self._asked:
            if len(self._asked) > 64:
                self._asked.clear()
            self._asked[key] = self._outcomes(self.steps[found.start : stop], found.statuses, day)
        return self._asked[key]

    def _outcomes(self, steps: Sequence[Step], statuses: frozenset[str], day: int) -> list[Outcome]:
        self._spent += len(steps)
        if self._spent > MAX_STEPS:
            return [Outcome(frozenset(STATUSES), frozenset(STATUSES), frozenset((True, False)))] * len(steps)
        try:
            return swept(steps, statuses, self.seen, day, loose=False)
        except NotInOrderError:
            pass
        try:
            return self.solver.solved(steps, statuses, day)
        except TooLargeError:
            return swept(steps, statuses, self.seen, day, loose=True)

    def _advanced(self, found: _Open, stop: int, day: int) -> _Open:
        """Where the open stretch begins after a day: crossings that no later day can change are left behind."""
        statuses, settled = found.statuses, True
        for k in range(found.start, stop):
            step = self.steps[k]
            if settled:
                statuses |= {status for status in step.hidden if other(status) in statuses}
                cases = {status: step.cases[status] for status in statuses}
                settled = all(case.time <= day or not case.open_leaves(day) for case in cases.values())
            if settled:
                statuses = frozenset(
                    step.target if way and step.moves else status
                    for status, case in cases.items()
                    for way in ((case.value,) if case.time <= day else (True, False))
                )
                found = _Open(k + 1, statuses)
                continue
            alive = frozenset(status for status in STATUSES if self._gone[k + 1][status] > day)
            if self._time(k) > day:
                return found
            if len(alive) == 1:
                found, statuses, settled = _Open(k + 1, alive), alive, True
        return found


_Key = TypeVar("_Key")


def _lower(times: dict[_Key, int], fresh: Mapping[_Key, int]) -> bool:
    """Note earlier days; whether one of them was earlier."""
    earlier = False
    for key, time in fresh.items():
        if time < times[key]:
            times[key], earlier = time, True
    return earlier
