"""From what is known of each crossing in each way to complete rule and person, to one decision with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import NamedTuple, TypeVar

from sojourn.model.message import Arg, Joined, Message, message
from sojourn.model.rule import Rule
from sojourn.model.trace import Node
from sojourn.rules.comparison.questions import silent_on
from sojourn.rules.decision.alternatives.direction import POINTS_TO, Asked
from sojourn.rules.decision.alternatives.silence import Completed
from sojourn.rules.decision.explanation.numbers import Numbers, decisive, numbers_of
from sojourn.rules.decision.explanation.reasons import Reasons, differing, items
from sojourn.rules.decision.explanation.result import Decision
from sojourn.rules.decision.explanation.trace import tree_of
from sojourn.rules.decision.observed.history import STATUSES, Crossing, History
from sojourn.rules.decision.observed.observation import EVER, Observation, date_of
from sojourn.rules.decision.outcomes.joint import Case, CrossingStep, Solver
from sojourn.rules.decision.outcomes.status_process import StatusProcess, StatusVerdict


class UnexplainedDecision(NamedTuple):
    """A decision without its reason; `settled_by` is the day by which time alone settles an open one, if it does."""

    before: str
    migration: bool | None
    after: str
    settled_by: date | None


@dataclass(slots=True, eq=False)
class Told:
    """One way to complete rule and person, with what is known of each crossing in it."""

    completion: int
    people: list[Mapping[str, str]]
    steps: list[CrossingStep]
    verdicts: list[StatusVerdict]
    guard: Rule
    base: str


@dataclass
class Story:
    """All ways to complete rule and person over one history; `later` gives them over the two simplest ways to go on."""

    asked: Asked
    history: History
    seen: Observation
    completed: Completed
    told: Sequence[Told]
    later: Callable[[], list[list[Told]]] = field(default=lambda: [])

    def decision(self, k: int) -> Decision:
        """The decision on a crossing."""
        before, answer, after = self._outcome(k)
        move = self.seen.moves[k]
        if answer is None:
            waits, on = self._waits(k)
            reason = message("decision-open", start=_start(move, before), waits=waits())
        else:
            on = max(told.verdicts[k].time for told in self.told)
            reason = self._decided(move, before, answer)
        return Decision(
            move.day,
            move.direction,
            before,
            after,
            answer,
            date_of(on),
            reason,
            move.latest if move.latest != move.day else None,
            self.completed.assumptions,
            lambda: self._tree(k, answer, reason),
            lambda: self._numbers(k),
        )

    def verdict(self, k: int) -> UnexplainedDecision:
        """The decision on a crossing without its reason."""
        before, answer, after = self._outcome(k)
        return UnexplainedDecision(before, answer, after, date_of(self._waits(k)[1]) if answer is None else None)

    def _outcome(self, k: int) -> tuple[str, bool | None, str]:
        """Status before, answer and status after, in all ways together."""
        found = [told.verdicts[k].outcome for told in self.told]
        migration = _union(outcome.migration for outcome in found)
        before, after = (_one(_union(each)) for each in zip(*((o.before, o.after) for o in found), strict=True))
        return before, next(iter(migration)) if len(migration) == 1 else None, after

    def _decided(self, move: Crossing, before: str, answer: bool) -> Message:
        start, asked = _start(move, before), self.asked.words(move.direction)
        visit = "-visit" if self.asked.visitors else ""
        if answer:
            return message(f"decision-met{visit}", start=start, asked=asked)
        if before == POINTS_TO[move.direction]:
            return message("decision-returning" if move.direction == "arrival" else "decision-leaving", start=start)
        if before == "unknown":
            return message("decision-never", start=start)
        return message(f"decision-not-met{visit}", start=start, asked=asked)

    # -- what an open case waits for -------------------------------------------------------------------------------------

    def _waits(self, k: int) -> tuple[Callable[[], Message], int]:
        """What says what an open case waits for, and by which day time settles it (EVER if it need never)."""
        by_completion: dict[int, list[Told]] = {}
        for told in self.told:
            by_completion.setdefault(told.completion, []).append(told)
        for group in by_completion.values():
            if len(_union(told.verdicts[k].outcome.migration for told in group)) > 1:
                break
        else:
            facets = [f for f in self.completed.facets if f != "window" or "accumulation" not in self.completed.facets]
            silent = message("decision-waits-rule", what=Joined(tuple(silent_on(facet) for facet in facets), "or"))
            return partial(_itself, silent), EVER
        open_ones = [told for told in group if not told.verdicts[k].certain]
        names = differing([told.people for told in group]) if len(group) > 1 else []
        if not open_ones:
            return partial(self._depends, items(names, self.history)), EVER
        reasons = self._reasons[open_ones[0]][k]
        status, time = self._by_status(open_ones[0], k)
        if status or reasons.names or names or not reasons.time:
            what = ["initial_status"] if status else []
            listed = items([*what, *reasons.names, *names], self.history)
            if reasons.time and time and self.history.observed_until is not None:
                listed.append(message("decision-item-days", day=self.history.observed_until))
            return partial(self._depends, listed), EVER
        shared = all(self._same(told, open_ones[0], k) for told in self.told)
        last = max(self._reasons[told][k].last for told in self.told) if shared else EVER
        return partial(self._by_time, k, self.told.index(open_ones[0]), reasons.last), last

    def _same(self, one: Told, other: Told, k: int) -> bool:
        return one.verdicts[k].outcome == other.verdicts[k].outcome and not self._reasons[one][k].names

    def _depends(self, listed: list[Message]) -> Message:
        return message("decision-waits-on", what=Joined(tuple(listed or [message("decision-item-nothing")]), "and"))

    def _by_time(self, k: int, index: int, last: int) -> Message:
        """When an open case will be decided at the latest, and what the two simplest continuations bring."""
        if self.history.observed_until is None:
            return self._depends([])
        inside, morrow = self.history.there, self.history.morrow
        goes = (
            message("decision-goes-stays" if inside else "decision-goes-stays-away"),
            message("decision-goes-leaves" if inside else "decision-goes-comes", day=morrow),
        )
        found: list[Arg] = []
        for told, going_on in zip(self._later, goes, strict=True):
            verdict = told[index].verdicts[k]
            day = date_of(verdict.time) if verdict.certain else None
            if day is not None:
                counted = verdict.outcome.migration == {True}
                answer = f"decision-answer-{'visit-' if self.asked.visitors else ''}{'yes' if counted else 'no'}"
                found.append(message("decision-way", day=day, goes=going_on, answer=message(answer)))
        day = date_of(last)
        latest = message("decision-waits-forever") if day is None else message("decision-waits-until", day=day)
        if not found:
            return message("decision-waits-time", latest=latest)
        ways = found[0] if len(found) == 1 else message("decision-two-ways", first=found[0], second=found[1])
        return message("decision-waits-ways", latest=latest, ways=ways)

    @cached_property
    def _later(self) -> list[list[Told]]:
        return self.later()

    @cached_property
    def _reasons(self) -> dict[Told, list[Reasons]]:
        return {told: Reasons.along(told.steps, told.verdicts, self.seen.until) for told in self.told}

    def _by_status(self, told: Told, k: int) -> tuple[bool, bool]:
        """Whether the status before the first crossing decides, and whether time does as well."""
        if self.history.initial_status is not None or len(told.verdicts[k].outcome.before) == 1:
            return False, True
        each = [verdicts[k] for verdicts in self._starts(told)]
        differ = each[0].outcome.migration != each[1].outcome.migration
        return differ, not (differ and all(verdict.certain for verdict in each))

    def _starts(self, told: Told) -> list[list[StatusVerdict]]:
        """The verdicts if the status at the start were known."""
        if told not in self._by_start:
            days = [move.latest.toordinal() for move in self.seen.moves]
            self._by_start[told] = [
                StatusProcess(told.steps, days, frozenset((status,)), self.seen, Solver(self.seen)).verdicts()
                for status in STATUSES
            ]
        return self._by_start[told]

    @cached_property
    def _by_start(self) -> dict[Told, list[list[StatusVerdict]]]:
        return {}

    # -- numbers -----------------------------------------------------------------------------------------------------------

    def _case(self, k: int) -> Case:
        """The case that numbers are about: of the first way to complete rule and person."""
        told = self.told[0]
        before = told.verdicts[k].outcome.before
        away = next(status for status in STATUSES if status != POINTS_TO[self.seen.moves[k].direction])
        return told.steps[k].cases[next(iter(before)) if len(before) == 1 else away]

    def _numbers(self, k: int) -> Numbers | None:
        for tree in self._case(k).variants:
            for leaf in decisive(tree):
                found = numbers_of(leaf, self.seen)
                if found is not None:
                    return found
        return None

    def _tree(self, k: int, answer: bool | None, reason: Message) -> Node:
        told = self.told[0]
        return tree_of(told.guard, told.base, self.seen, self.seen.moves[k], answer, reason, self._numbers(k))


_Item = TypeVar("_Item")


def _union(parts: Iterable[frozenset[_Item]]) -> frozenset[_Item]:
    return frozenset[_Item]().union(*parts)


def _one(values: frozenset[str]) -> str:
    return next(iter(values)) if len(values) == 1 else "unknown"


def _itself(said: Message) -> Message:
    return said


def _start(move: Crossing, before: str) -> Message:
    if move.latest != move.day:
        return message(
            "decision-start-between", before=before, direction=move.direction, day=move.day, latest=move.latest
        )
    return message("decision-start", before=before, direction=move.direction, day=move.day)
