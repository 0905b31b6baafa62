"""What a rule decides for a traveller, crossing by crossing: the status process, with three values.

A person's status (resident or not) changes at crossings only. A crossing that points away from the status (an
arrival of a non-resident, a departure of a resident) is a migration, and changes the status, if the rule holds for
it. Every other crossing is no migration: a returning resident, a leaving visitor. A rule that speaks of one
direction only is mirrored for the other (the same length of stay, or of absence); `prior: none` counts a crossing
whatever the status, in the mirrored direction too. A rule that sets a maximum only tells visitors: whom it counts
stays what he was, and it is not mirrored.

What is not known is gone through: every way to complete the rule (`silence`), every value of an attribute that the history
does not give (`cases`), both statuses at the start, and all that the days which nobody saw can bring
(`status_process`). A decision is given only if all of that gives the same one, and on the first date on which it did.
While a case is open, `decided_on` is the date by which time settles it, and `why` says what it waits for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sojourn.model.message import message
from sojourn.model.rule import Limb, Rule
from sojourn.model.trace import Node
from sojourn.rules.decision.alternatives.cases import Cases, Formulas, interned, lowered, people, simplified
from sojourn.rules.decision.alternatives.direction import (
    BOTH,
    OPPOSITE,
    POINTS_TO,
    Asked,
    asked_of,
    with_endings,
    with_mirror,
)
from sojourn.rules.decision.alternatives.gaps import Start, hidden_before, status_at_start
from sojourn.rules.decision.alternatives.sensitivity import with_sensitivity
from sojourn.rules.decision.alternatives.silence import Completed, Completion, completed
from sojourn.rules.decision.explanation.conclusion import Story, Told, UnexplainedDecision
from sojourn.rules.decision.explanation.result import Decision
from sojourn.rules.decision.observed.history import STATUSES, History, gone_on
from sojourn.rules.decision.observed.observation import EVER, Observation
from sojourn.rules.decision.outcomes.joint import CrossingStep, Solver
from sojourn.rules.decision.outcomes.status_process import StatusProcess, StatusVerdict
from sojourn.rules.errors import RuleError
from sojourn.rules.logic.caches import MEMORY
from sojourn.rules.logic.expand import Resolve, expand, limbs_of, map_limbs
from sojourn.rules.logic.formula import FALSE, Formula
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA
from sojourn.rules.logic.normal_form import events_of
from sojourn.rules.logic.vague import vague_values


def apply(
    rule: Rule, history: History, *, resolve: Resolve | None = None, assume_intentions_come_true: bool = False
) -> list[Decision]:
    """The decisions of a `rule` for a `history`, in order of its crossings (RULES.md, sections 1 and 2).

    `resolve` finds the rules that `ref` names. Raises RuleError for a rule that decides no crossings.

    A history holds what happened; a rule about intended or permitted stays is decided from it only with
    `assume_intentions_come_true`.

    >>> from sojourn.model.rule import Bound
    >>> from sojourn.rules.decision.observed.history_form import history_from_dict
    >>> person = {"id": "x", "initial_status": "non-resident", "stays": [{"from": "2017-01-01", "to": "2017-09-08"}]}
    >>> half_a_year = Limb("arrival", "stay", Bound(6, "month", ">="), accumulation="continuous", basis="actual")
    >>> [(d.migration, d.decided_on.isoformat()) for d in apply(half_a_year, history_from_dict(person))]
    [(True, '2017-06-30'), (True, '2018-03-07')]
    """
    return Flows(rule, resolve=resolve, plans_come_true=assume_intentions_come_true).decide(history)


@dataclass(frozen=True, slots=True)
class _Run:
    """One way to complete what is not known: the verdicts with it, and the people (attributes) whom it stands for."""

    completion: int
    people: list[Mapping[str, str]]
    steps: list[CrossingStep]
    verdicts: list[StatusVerdict]
    guard: Rule
    base: str


class Flows:
    """A rule about crossings, ready for many histories.

    Raises RuleError for a rule that decides no crossings.
    """

    def __init__(self, rule: Rule, *, resolve: Resolve | None = None, plans_come_true: bool = False) -> None:
        MEMORY.tidy()
        self.written = with_endings(expand(rule, resolve), resolve)
        _check_rule(self.written)
        self.asked: Asked = asked_of(self.written)
        self.plans_come_true = plans_come_true
        self.resolve, self.vague = resolve, vague_values(self.written, resolve)
        self.completed: Completed = completed(self.written)
        self._made: dict[tuple[int, frozenset[str]], Formulas] = {}
        self._literals: dict[Formula, Formula] = {}
        self._guards = [self._guard(completion) for completion in self.completed.completions]

    def decide(self, history: History) -> list[Decision]:
        """The decisions for a history, in order of its crossings."""
        story = self._story(history)
        if story is None:
            return []
        return [self._explained(story.decision(k), story.history, k) for k in range(len(story.seen.moves))]

    def verdicts(self, history: History) -> list[UnexplainedDecision]:
        """The same without their reasons: for very many persons."""
        story = self._story(history)
        return [story.verdict(k) for k in range(len(story.seen.moves))] if story else []

    def _story(self, history: History) -> Story | None:
        history = history.known_by(self.resolve, self.vague)
        seen = Observation(history)
        if not seen.moves:
            return None
        runs = self._runs(history, seen)
        story = Story(self.asked, history, seen, self.completed, [self._told(run) for run in runs])
        story.later = lambda: [self._later(gone, story) for gone in gone_on(history)]
        return story

    def _explained(self, decision: Decision, history: History, k: int) -> Decision:
        """A decision whose explanation says, too, what another convention on months would give."""

        def again(rule: Rule) -> bool | None:
            other = Flows(rule, resolve=self.resolve, plans_come_true=self.plans_come_true)
            return other.decide(history)[k].migration

        def explain() -> Node:
            return with_sensitivity(decision.trace, self.written, decision.crossing, decision.migration, again)

        return replace(decision, explain=explain)

    def _told(self, run: _Run) -> Told:
        return Told(run.completion, run.people, run.steps, run.verdicts, run.guard, run.base)

    def _later(self, history: History, story: Story) -> list[Told]:
        """The same ways to complete what is not known, over the history as it goes on."""
        until, most = story.seen.until, story.told[-1].completion + 1
        return [self._told(run) for run in self._runs(history, Observation(history), until, most)]

    def _runs(
        self, history: History, seen: Observation, open_until: int = -EVER, most: int | None = None
    ) -> list[_Run]:
        """Each different way to complete the rule and the person, once; of so many completions, or until all is open."""
        known: dict[tuple[object, ...], tuple[list[CrossingStep], list[StatusVerdict]]] = {}
        solver, out = Solver(seen), []
        for number, completion in enumerate(self.completed.completions[:most]):
            formulas = self._formulas(number, history)
            for plain, who in people(formulas, history).items():
                if plain not in known:
                    cases = Cases(dict(zip(formulas, plain, strict=True)), history, seen)
                    known[plain] = self._process(cases, history, seen, solver, open_until)
                steps, verdicts = known[plain]
                guard, _ = self._guards[number]
                out.append(_Run(number, who, steps, verdicts, guard, completion.base))
            if most is None and self._all_open(out):
                break
        return out

    def _all_open(self, runs: list[_Run]) -> bool:
        """Whether the ways gone through leave every crossing, and every status after it, open: others add nothing."""
        if len(runs) < 2:
            return False
        moves = not self.asked.visitors
        for verdicts in zip(*(run.verdicts for run in runs), strict=True):
            outcomes = [verdict.outcome for verdict in verdicts]
            if len(frozenset[bool]().union(*(outcome.migration for outcome in outcomes))) < 2:
                return False
            if moves and len(frozenset[str]().union(*(outcome.after for outcome in outcomes))) < 2:
                return False
        return True

    def _process(
        self, cases: Cases, history: History, seen: Observation, solver: Solver, open_until: int
    ) -> tuple[list[CrossingStep], list[StatusVerdict]]:
        moves_people = not self.asked.visitors
        hidden = hidden_before(cases, seen)
        steps = [
            CrossingStep(cases.at(move), POINTS_TO[move.direction], moves_people, hidden[k])
            for k, move in enumerate(seen.moves)
        ]
        start = status_at_start(cases, history, seen)
        days = [move.latest.toordinal() for move in seen.moves]
        verdicts: list[StatusVerdict] = []
        for first, last, known in _stretches(history, days, start):
            process = StatusProcess(steps[first:last], days[first:last], known, seen, solver, open_until)
            verdicts += process.verdicts()
        return steps, verdicts

    def _guard(self, completion: Completion) -> tuple[Rule, frozenset[str]]:
        """The rule for both directions, without what the process sees to, and the directions counted at any status."""
        rule = with_mirror(completion.rule) if self.asked.mirror else completion.rule
        always = frozenset(
            limb.event for limb in limbs_of(rule) if limb.event and limb.prior in ("none", POINTS_TO.get(limb.event))
        )

        def without_prior(limb: Limb) -> Limb:
            # Where one direction counts by several rules each keeps its own status.
            return limb if limb.event in always and limb.prior != "none" else replace(limb, prior="none")

        return map_limbs(rule, without_prior), always

    def _formulas(self, number: int, history: History) -> Formulas:
        """What is asked in each direction of somebody with each status."""
        limbs = limbs_of(self._guards[number][0])
        groups = frozenset(group for limb in limbs for group in limb.population.excludes) & history.groups
        if (number, groups) not in self._made:
            self._made[number, groups] = self._lowered(number, groups)
        return self._made[number, groups]

    def _lowered(self, number: int, groups: frozenset[str]) -> Formulas:
        guard, always = self._guards[number]
        base = self.completed.completions[number].base
        out: dict[tuple[str, str], Formula] = {}
        for direction in sorted(BOTH):
            formula = interned(lowered(guard, direction, base, groups, self.plans_come_true), self._literals)
            for status in STATUSES:
                away = status == OPPOSITE[POINTS_TO[direction]] or direction in always
                asked = simplified(formula, {"status_before": status}) if away else FALSE
                out[direction, status] = self._literals.setdefault(asked, asked)
        return out


def _check_rule(rule: Rule) -> None:
    if not events_of(rule) & BOTH:
        raise RuleError(
            message("decision-error-date"),
            message("decision-error-date-detail"),
            message("decision-error-date-advice"),
        )
    if any(limb.criterion in OPAQUE_CRITERIA for limb in limbs_of(rule)):
        raise RuleError(
            message("decision-error-model"),
            message("decision-error-model-detail"),
            message("decision-error-model-advice"),
        )


def _stretches(history: History, days: list[int], start: Start) -> list[tuple[int, int, frozenset[str]]]:
    """The crossings between two dates on which the status is known: from, to, and the statuses possible before them."""
    out, first, known = [], 0, start
    for on, status in history.status:
        last = sum(1 for day in days if day <= on.toordinal())
        if last > first:
            out.append((first, last, known))
        first, known = last, frozenset((status,))
    if len(days) > first:
        out.append((first, len(days), known))
    return out


__all__ = ["Flows", "apply"]
