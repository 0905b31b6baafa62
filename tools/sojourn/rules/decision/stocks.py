"""Whether a rule about a reference date counts a traveller on a date: yes, no, or not decided.

Decided means: every way in which the unseen could turn out gives the same answer, in every reading of what the rule
leaves open. The unseen are the days after the end of observation, stated or permitted stays, and attributes that the
history does not give. The ways are those of one more stay or one more absence of any length; since each bound of a rule
changes its answer at one length, only the lengths around those changes are put to the day-by-day evaluator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice, product
from typing import Any

from sojourn.model.rule import Bound, Limb, Population, Rule, Window
from sojourn.prose.english import day_words, rule_words
from sojourn.rules.comparison.completions import readings
from sojourn.rules.decision.history import History
from sojourn.rules.errors import RuleError
from sojourn.rules.evaluation.evaluator import Stay, Traveller, evaluate
from sojourn.rules.logic.expand import Resolve, expand, limbs_of
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA
from sojourn.rules.logic.normal_form import events_of

DATE = "reference-date"
PLANS = ("intended", "granted", "registered")
DAYS = {"day": 1, "week": 7, "month": 31, "year": 366, "calendar-year": 366}
# No more combinations of unknown attributes than so many are tried.
MAX_ATTRIBUTES = 16


@dataclass(frozen=True, slots=True)
class Counted:
    """Whether a rule counts the person on a date; None while that is not decided, and then `why` says what is missing."""

    on: date
    counted: bool | None
    why: str

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output."""
        return {"on": self.on.isoformat(), "counted": self.counted, "why": self.why}


def counted(rule: Rule, history: History, on: date, *, resolve: Resolve | None = None) -> Counted:
    """Whether the rule counts the person on the date. Raises RuleError for a rule that is not about a reference date."""
    rule = expand(rule, resolve)
    if any(limb.criterion in OPAQUE_CRITERIA for limb in limbs_of(rule)):
        raise RuleError("rule is a model", "it cannot be decided from a travel history.", "Use a rule about stays.")
    if events_of(rule) and DATE not in events_of(rule):
        raise RuleError(
            "rule decides crossings", "it is not about a reference date.", "Ask what it decides by `apply`."
        )
    found: list[frozenset[bool]] = []
    for reading in readings(rule, rule).readings:
        found.append(_answers(reading.rule, history, on))
        if len(found[-1]) == 2:
            break
    answers = frozenset[bool]().union(*found)
    asked = rule_words(rule)
    if answers == {True}:
        return Counted(on, True, f"Counted on {day_words(on)}: the person meets the rule ({asked}).")
    if answers == {False}:
        return Counted(on, False, f"Not counted on {day_words(on)}: the person does not meet the rule ({asked}).")
    return Counted(on, None, f"Not decided for {day_words(on)}: {_missing(rule, history, found)}.")


def _missing(rule: Rule, history: History, found: list[frozenset[bool]]) -> str:
    """What a decision waits for."""
    if all(len(answers) == 1 for answers in found):
        return "the rule leaves open what decides it, and its readings differ"
    reasons = []
    if any(limb.basis not in (None, "actual") for limb in limbs_of(rule)):
        reasons.append("stays that were stated, permitted or registered, which the history does not give")
    if _unknown_attributes(rule, history):
        reasons.append("attributes of the person that the history does not give")
    if history.observed_until is not None and not reasons:
        reasons.append(f"the days after {day_words(history.observed_until)}")
    return f"it depends on {' and '.join(reasons)}" if reasons else "the rule leaves open what decides it"


def _answers(rule: Rule, history: History, on: date) -> frozenset[bool]:
    """The answers that are possible under one reading."""
    found: set[bool] = set()
    for stays, plan, attributes in product(
        list(_stays(rule, history, on)), _plans(rule), list(_attributes(rule, history))
    ):
        person = Traveller(DATE, on, stays, dict.fromkeys(PLANS, plan), attributes)
        found.add(evaluate(rule, person))
        if len(found) == 2:
            break
    return frozenset(found)


# -- what is not seen --------------------------------------------------------------------------------------------------


def _stays(rule: Rule, history: History, on: date) -> Iterator[tuple[Stay, ...]]:
    """The stays, with every way to go on after the end of observation between which some limb's answer changes."""
    end = history.observed_until
    if end is None:
        yield history.stays
        return
    far = max((_days(limb) for limb in limbs_of(rule)), default=0) + max((on - end).days, 0) + 1
    for stays_on in (True, False):
        lengths = {0, far}
        for bound in _bounds(rule):
            turn = _turn(bound, history, on, stays_on, far)
            lengths |= {turn - 1, turn, turn + 1} if turn is not None else set()
        for days in sorted(lengths):
            if 0 <= days <= far:
                yield _continued(history, stays_on, days)


def _continued(history: History, stays_on: bool, days: int) -> tuple[Stay, ...]:
    """So many more days there and then gone for good; or so many more days away and then there for good."""
    assert history.observed_until is not None
    morrow = history.observed_until + timedelta(days=1)
    turn = morrow + timedelta(days=days)
    there = bool(history.stays) and history.stays[-1][1] is None
    before = history.stays[:-1] if there else history.stays
    came = history.stays[-1][0] if there else morrow
    if stays_on:
        return (*before, (came, turn)) if there or days else before
    if there and not days:
        return (*before, (came, None))
    return (*before, (came, morrow), (turn, None)) if there else (*before, (turn, None))


def _bounds(rule: Rule) -> Iterator[Limb]:
    """Each bound of each limb on its own: its answer changes at most once as a stay, or an absence, grows."""
    for limb in limbs_of(rule):
        alone = replace(limb, population=Population(), criterion=None, basis="actual", prior=None)
        if isinstance(limb.threshold, Bound):
            yield replace(alone, upper_bound=None)
        if isinstance(limb.upper_bound, Bound):
            yield replace(alone, threshold=None)
        if not isinstance(limb.threshold, Bound) and limb.population.base == "de-facto":
            yield replace(alone, threshold=None, upper_bound=None, population=Population(base="de-facto"))


def _turn(limb: Limb, history: History, on: date, stays_on: bool, far: int) -> int | None:
    """The number of days at which the answer of one bound changes; None if it never does."""

    def answer(days: int) -> bool:
        return evaluate(limb, Traveller(DATE, on, _continued(history, stays_on, days)))

    low, high = 0, far
    first = answer(low)
    if answer(high) == first:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if answer(middle) == first else (low, middle)
    return high


def _days(limb: Limb) -> int:
    """A length that a limb does not look beyond."""
    parts = [part for part in (limb.threshold, limb.upper_bound) if isinstance(part, Bound)]
    days = [part.value * DAYS[part.unit] for part in parts]
    if isinstance(limb.window, Window) and limb.window.value:
        days.append(limb.window.value * DAYS[limb.window.unit or "day"])
    return max(days, default=0)


def _plans(rule: Rule) -> list[tuple[Stay, ...]]:
    """Stated, permitted or registered stays: none at all, or without end."""
    if all(limb.basis in (None, "actual") for limb in limbs_of(rule)):
        return [()]
    return [(), ((None, None),)]


def _unknown_attributes(rule: Rule, history: History) -> dict[str, str]:
    """Attributes that the rule asks for and the history does not give, with a value that the rule takes."""
    wanted: dict[str, str] = {}
    names = {"legal-status": "legal_status", "country-of-birth": "birth", "previous-residence": "previous_residence"}
    for limb in limbs_of(rule):
        wanted.update({name: values[0] for name, values in limb.population.requires})
        if limb.population.base == "registered":
            wanted["registered"] = "yes"
        if limb.criterion in ("citizenship", *names):
            wanted[f"counted_by_{names.get(limb.criterion or '', limb.criterion or '')}"] = "yes"
    return {name: value for name, value in wanted.items() if name not in history.attributes}


def _attributes(rule: Rule, history: History) -> Iterator[Mapping[str, str]]:
    unknown = _unknown_attributes(rule, history)
    for choice in islice(product((True, False), repeat=len(unknown)), MAX_ATTRIBUTES):
        chosen = {name: value for (name, value), has in zip(unknown.items(), choice, strict=True) if has}
        yield {**history.attributes, **chosen}
