"""The status process of one rule over one history: what each crossing is, and since when that is certain.

A crossing that points away from the status (an arrival of a non-resident, a departure of a resident) is a migration, and
changes the status, if the rule holds for it. For each status that is possible the rule makes a case of the crossing
(`cases`); the answer is certain once all possible statuses and all that the unseen days can bring give the same one.

Two ways to know lead there. *Each crossing on its own*: a case is known from one day on, and so is the status after it;
this takes a few steps a crossing (`_alone`). *Several together* (`joint`): what a crossing waits for can contradict what
the one before it waits for (a return soon after a departure that is not decided yet can be certain to be no migration).
That is asked for the end of observation, and, where somebody wants to know since when an answer is certain, for the day of
the crossing and the days until it is known alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sojourn.rules.decision.observed.history import STATUSES
from sojourn.rules.decision.observed.observation import EVER, Observation
from sojourn.rules.decision.outcomes.joint import (
    MAX_STRETCH,
    CrossingStep,
    NotInOrderError,
    Outcome,
    Solver,
    TooManyCasesError,
    other,
    swept,
)
from sojourn.rules.decision.outcomes.track import Track

# Not even if all is known, for ever.
NEVER = EVER + 1
# The most steps that questions about several crossings together may take, for one rule and one history.
MAX_STEPS = 3_000_000
BOTH_ANSWERS = frozenset((True, False))
ALL_STATUSES = frozenset(STATUSES)


@dataclass(slots=True, eq=False)
class StatusVerdict:
    """What is known of one crossing in the end."""

    outcome: Outcome
    process: StatusProcess
    number: int

    @property
    def certain(self) -> bool:
        """Whether there is one answer."""
        return len(self.outcome.migration) == 1

    @property
    def time(self) -> int:
        """The day by whose end the answer was certain (EVER = it rests on nothing being missing; NEVER = it is not)."""
        return self.process.time(self.number) if self.certain else NEVER


class StatusProcess:
    """The process over some crossings in a row, entered with one of some statuses."""

    def __init__(
        self,
        steps: Sequence[CrossingStep],
        days: Sequence[int],
        statuses: frozenset[str],
        seen: Observation,
        solver: Solver,
        open_until: int = -EVER,
    ) -> None:
        # Whoever asks since when a crossing is certain knows that it was not yet by the end of `open_until`.
        self.open_until = open_until
        self.steps, self.days, self.statuses, self.seen, self.solver = steps, days, statuses, seen, solver
        # By crossing: the day by whose end each status before it is excluded, and each answer.
        self._gone: list[dict[str, int]] = []
        self._not: list[dict[bool, int]] = []
        # By crossing: the day by whose end nothing before it is open, and the statuses that are possible then.
        self._settled: list[int] = [-EVER]
        self._entered: list[frozenset[str]] = [statuses]
        self._spent = 0
        self._track: Track | None = None
        self._times: dict[int, int] = {}

    def verdicts(self) -> list[StatusVerdict]:
        """What is known of each crossing at the end of observation."""
        self._alone()
        self._settle()
        until = self.seen.until
        out = []
        for k in range(len(self.steps)):
            before, after = (frozenset(s for s in STATUSES if gone[s] > until) for gone in self._gone[k : k + 2])
            migration = frozenset(way for way in (True, False) if self._not[k][way] > until)
            out.append(StatusVerdict(Outcome(before, after, migration), self, k))
        first = self._start(until)
        if first < len(self.steps) and self._worth(first, len(self.steps), until):
            found = self._outcomes(first, len(self.steps), until)
            for verdict, outcome in zip(out[first:], found, strict=True):
                verdict.outcome = _both(verdict.outcome, outcome)
        return out

    def time(self, k: int) -> int:
        """The day by whose end a crossing, whose answer is certain in the end, was certain."""
        if k not in self._times:
            self._times[k] = self._time(k)
        return self._times[k]

    def _time(self, k: int) -> int:
        day, until = self.days[k], self.seen.until
        alone = max(min(self._not[k].values()), day)
        if self.open_until > day:
            day = self.open_until
        elif alone <= day or self._certain(k, day):
            return day
        last = min(alone, until)
        if last >= EVER:
            last = self._bounded(k)
            if last >= EVER:
                return EVER
        elif not self._certain(k, last - 1):
            return last
        first = day
        while last - first > 1:
            middle = (first + last) // 2
            first, last = (first, middle) if self._certain(k, middle) else (middle, last)
        return last

    def _bounded(self, k: int) -> int:
        """A date by which a crossing is certain that is so if nothing is missing; EVER if there is none."""
        ends = [
            leaf.hi
            for step in self.steps[self._start(self.days[k]) : k + 1]
            for case in step.cases.values()
            for leaf in case.open_leaves(self.days[k])
            if leaf.hi < EVER // 2
        ]
        day = max([self.days[-1], *ends])
        return day if self._certain(k, day) else EVER

    # -- each crossing on its own ------------------------------------------------------------------------------------------

    def _alone(self) -> None:
        """The days by which statuses and answers are excluded, as far as each case tells by itself."""
        excluded = {status: NEVER if status in self.statuses else -EVER for status in STATUSES}
        for step in self.steps:
            self._gone.append(excluded)
            if step.hidden:
                excluded = {s: max(excluded[s], excluded[other(s)] if s in step.hidden else -EVER) for s in STATUSES}
            following = dict.fromkeys(STATUSES, -EVER)
            answers = {True: -EVER, False: -EVER}
            for status, gone in excluded.items():
                if gone == -EVER:
                    continue
                case = step.cases[status]
                for way in (True, False):
                    time = min(case.time, gone) if case.value is (not way) else gone
                    if time > answers[way]:
                        answers[way] = time
                    after = step.target if way and step.moves else status
                    if time > following[after]:
                        following[after] = time
            self._not.append(answers)
            excluded = following
        self._gone.append(excluded)

    def _settle(self) -> None:
        """From which day on nothing is open before each crossing."""
        settled, statuses = -EVER, self.statuses
        for step in self.steps:
            if step.hidden:
                statuses |= {status for status in step.hidden if other(status) in statuses}
            after: set[str] = set()
            for status in statuses:
                case = step.cases[status]
                settled = max(settled, case.settled)
                for way in case.answers:
                    after.add(step.target if way and step.moves else status)
            statuses = frozenset(after)
            self._settled.append(settled)
            self._entered.append(statuses)

    def _start(self, day: int) -> int:
        """The first crossing that something is open about at the end of a day."""
        return bisect_right(self._settled, day) - 1

    # -- several together --------------------------------------------------------------------------------------------------

    def _certain(self, k: int, day: int) -> bool:
        """Whether the answer for a crossing is certain by the end of a day."""
        if min(self._not[k].values()) <= day:
            return True
        first = self._start(day)
        if first > k or not self._worth(first, k + 1, day):
            return False
        self._spent += k + 1 - first
        if self._spent > MAX_STEPS:
            return False
        if self._track is None:
            self._track = Track(self.steps, self.seen)
        answers = self._track.answers(first, k, self._entered[first], day)
        if answers is None:
            if k + 1 - first > MAX_STRETCH:
                return False
            answers = self._outcomes(first, k + 1, day)[-1].migration
        return len(answers) == 1

    def _worth(self, first: int, stop: int, day: int) -> bool:
        """Whether crossings together can tell more than each alone: where more than one leaf is open."""
        number = 0
        for step in self.steps[first:stop]:
            number += len(step.hidden)
            for case in step.different:
                if case.time > day:
                    number += max(len(case.open_leaves(day)), len(case.variants))
                    if number > 1:
                        return True
        return False

    def _outcomes(self, first: int, stop: int, day: int) -> list[Outcome]:
        steps, statuses = self.steps[first:stop], self._entered[first]
        try:
            return swept(steps, statuses, self.seen, day, loose=False)
        except NotInOrderError:
            pass
        try:
            return self.solver.solved(steps, statuses, day)
        except TooManyCasesError:
            return swept(steps, statuses, self.seen, day, loose=True)


def _both(one: Outcome, two: Outcome) -> Outcome:
    """What two ways to know leave possible."""
    return Outcome(one.before & two.before, one.after & two.after, one.migration & two.migration)
