"""What a rule decides for a traveller, crossing by crossing: the status process, with three values.

A person's status (resident or not) changes at crossings only. A crossing that points away from the status (an
arrival of a non-resident, a departure of a resident) is a migration, and changes the status, if the rule holds for
it. Every other crossing is no migration: a returning resident, a leaving visitor. A rule that speaks of one
direction only is mirrored for the other (the same length of stay, or of absence); `prior: none` counts a crossing
whatever the status, in the mirrored direction too. A rule that sets a maximum only tells visitors: whom it counts
stays what he was, and it is not mirrored.

The days after the end of observation are unknown, and so may be plans, attributes and the status at the start. A case
is decided when every way in which they can turn out gives the same answer, and on the first date on which that is so
(`residuals` says what that means for each way of counting). What several crossings leave open is judged together, since
it is about the same days: a return soon after a crossing that is not decided yet can be certain to be no migration.
While a case is open, `decided_on` is the date by which time settles it, and `why` says what it waits for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sojourn.model.rule import AnyOf, Bound, Limb, Rule, Window
from sojourn.prose.english import day_words
from sojourn.prose.speaker import plain
from sojourn.rules.comparison.compare import SILENT_ON
from sojourn.rules.comparison.completions import readings
from sojourn.rules.decision.history import History, crossings, gone_on
from sojourn.rules.decision.result import Asked, Decision, Settled, told
from sojourn.rules.decision.status_process import POINTS_TO, Outcome, Run
from sojourn.rules.errors import RuleError
from sojourn.rules.logic.expand import Resolve, expand, limbs_of, map_limbs
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA
from sojourn.rules.logic.normal_form import events_of

OPPOSITE = {"resident": "non-resident", "non-resident": "resident"}
BOTH = frozenset(POINTS_TO)


def apply(
    rule: Rule, history: History, *, resolve: Resolve | None = None, assume_intentions_come_true: bool = False
) -> list[Decision]:
    """The decisions for a history, in order of its crossings. Raises RuleError for a rule that decides no crossings.

    Where the rule leaves facets open, a decision stands only if all readings of the rule agree on it. A history holds
    what happened; a rule about intended or permitted stays is decided from it only if intentions come true.
    """
    written = expand(rule, resolve)
    _check_rule(written)
    asked = _asked(written)
    rule = map_limbs(written, _usual_prior)
    found = readings(rule, rule)
    plans_come_true = assume_intentions_come_true
    per_reading = [_Process(reading.rule, asked, history, plans_come_true).decisions() for reading in found.readings]
    return [_agreed(group, found.facets) for group in zip(*per_reading, strict=True)]


def asked_of(rule: Rule, *, resolve: Resolve | None = None) -> dict[str, tuple[Rule, ...]]:
    """What the sentences of `apply` say that a rule asks for, with the rules that stand behind the words."""
    asked = _asked(expand(rule, resolve))
    return {asked.named(direction): parts for direction in sorted(BOTH) if (parts := asked.parts(direction))}


def _check_rule(rule: Rule) -> None:
    if not events_of(rule) & BOTH:
        raise RuleError(
            "rule decides no crossings",
            "it is about a reference date (or about no event at all).",
            "Use a rule about arrivals or departures.",
        )
    if any(limb.criterion in OPAQUE_CRITERIA for limb in limbs_of(rule)):
        raise RuleError("rule is a model", "it cannot be decided from a travel history.", "Use a rule about stays.")


def _usual_prior(limb: Limb) -> Limb:
    """A rule that is silent on the status before is about crossings that point away from it."""
    if limb.prior is not None or limb.event not in POINTS_TO:
        return limb
    return replace(limb, prior=OPPOSITE[POINTS_TO[limb.event]])


def _mirrored(limb: Limb) -> Limb:
    swap = {"arrival": "departure", "departure": "arrival"}
    window = limb.window
    if isinstance(window, Window):
        window = replace(window, anchor=swap.get(window.anchor or "", window.anchor))
    return replace(
        limb,
        event=swap.get(limb.event or "", limb.event),
        measure="stay" if limb.measure == "absence" else "absence",
        window=window,
        prior=OPPOSITE.get(limb.prior or "", limb.prior),
    )


def _tells_visitors(rule: Rule) -> bool:
    """Whether a rule sets a maximum only, so that whom it counts does not become, or cease to be, a resident."""
    limbs = list(limbs_of(rule))
    return any(isinstance(limb.upper_bound, Bound) for limb in limbs) and not any(
        isinstance(limb.threshold, Bound) for limb in limbs
    )


def _asked(written: Rule) -> Asked:
    """The rule for both directions: with its mirror image where it speaks of one only."""
    silent = BOTH - events_of(written)
    if not silent or _tells_visitors(written):
        return Asked(written, None, _tells_visitors(written))
    return Asked(_with_mirror(written), next(iter(silent)), False)


def _with_mirror(rule: Rule) -> Rule:
    return AnyOf((rule, map_limbs(rule, _mirrored)))


def _agreed(group: Sequence[Decision], facets: Sequence[str]) -> Decision:
    first = group[0]
    if all(
        (d.migration, d.status_before, d.status_after) == (first.migration, first.status_before, first.status_after)
        for d in group
    ):
        known = [d.decided_on for d in group if d.decided_on is not None]
        return replace(first, decided_on=max(known) if len(known) == len(group) else None)
    same = {d.migration for d in group}
    return replace(
        first,
        status_before=first.status_before if len({d.status_before for d in group}) == 1 else "unknown",
        status_after=first.status_after if len({d.status_after for d in group}) == 1 else "unknown",
        migration=first.migration if len(same) == 1 else None,
        decided_on=None,
        why=_open_rule(first, facets),
    )


def _open_rule(first: Decision, facets: Sequence[str]) -> str:
    """Why the readings of a rule differ: what it does not say."""
    silent = ", nor ".join(
        plain().text(SILENT_ON[facet]) for facet in facets if facet != "window" or "accumulation" not in facets
    )
    return f"The {first.direction} on {day_words(first.crossing)}: not decided. The rule does not say {silent}."


class _Process:
    """One reading of a rule over one history."""

    def __init__(self, rule: Rule, asked: Asked, history: History, plans_come_true: bool) -> None:
        self.asked, self.history, self.moves, self.plans_come_true = asked, history, crossings(history), plans_come_true
        self.rule = _with_mirror(rule) if asked.mirror else rule
        self.always = frozenset(
            limb.event
            for limb in limbs_of(self.rule)
            if limb.event and limb.prior in ("none", POINTS_TO.get(limb.event))
        )
        self.guard = map_limbs(self.rule, self._without_prior)
        self.run = self._run(history)

    def _without_prior(self, limb: Limb) -> Limb:
        """The process sees to the status, but where one direction counts by several rules each keeps its own."""
        return limb if limb.event in self.always and limb.prior != "none" else replace(limb, prior="none")

    def _run(self, history: History) -> Run:
        moves = crossings(history)
        return Run(
            self.guard,
            self.always,
            history,
            moves,
            moves_people=not self.asked.visitors,
            plans_come_true=self.plans_come_true,
        )

    def decisions(self) -> list[Decision]:
        """The decision for each crossing."""
        outcomes = self.run.outcomes(len(self.moves), self.history.observed_until)
        sure: tuple[int, str | None] = (0, None)
        out: list[Decision] = []
        for i, outcome in enumerate(outcomes):
            at_once = self.run.outcomes(i + 1, self.moves[i].day, sure)[-1]
            if len(at_once.before) == 1:
                sure = i, next(iter(at_once.before))
            out.append(self._decision(i, outcome, self._settled(i, outcome, at_once, sure)))
        return out

    def _settled(self, index: int, outcome: Outcome, at_once: Outcome, sure: tuple[int, str | None]) -> Settled:
        if not outcome.certain:
            return self._waiting(index, outcome)
        if at_once.migration == outcome.migration:
            return Settled(self.moves[index].day)
        return Settled(self.run.first_certain(sure, index, outcome))

    def _waiting(self, index: int, outcome: Outcome) -> Settled:
        """What an open case waits for and, if it is time alone, when it is decided if people stay and if they do not."""
        if self.history.initial_status is None:
            starts = [self._run(replace(self.history, initial_status=status)) for status in OPPOSITE]
            each = [run.outcomes(index + 1, self.history.observed_until)[-1] for run in starts]
            if each[0].migration != each[1].migration:
                time = all(found.certain for found in each)
                return Settled(None, status=True, time=not time and outcome.last is not None)
        if outcome.plans or outcome.attributes or self.history.observed_until is None:
            time = outcome.last is not None and self.history.observed_until is not None
            return Settled(None, plans=outcome.plans, attributes=outcome.attributes, time=time)
        ways = []
        for later in gone_on(self.history):
            run = self._run(later)
            end = run.outcomes(index + 1, None)[-1]
            ways.append((run.first_certain((0, None), index, end) if end.certain else None, end.migration == {True}))
        return Settled(outcome.last, time=True, ways=tuple(ways))

    def _decision(self, index: int, outcome: Outcome, settled: Settled) -> Decision:
        return told(self.asked, self.moves[index], self.history, outcome, settled)
