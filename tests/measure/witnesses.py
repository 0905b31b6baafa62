"""The travellers whom `compare` shows as records: each is decided by both rules as `compare` predicts."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import combinations

import sojourn
from sojourn.measurement.deciding.by_person import ANSWER, STATUS
from sojourn.measurement.planning.plan import NotMeasurableError, RulePlan, plan_rule
from sojourn.measurement.sql.engine import Engine
from sojourn.model.rule import Limb, Rule
from sojourn.rules import History, RuleError
from sojourn.rules.comparison.compare import compare
from sojourn.rules.comparison.result import Witness
from sojourn.rules.decision.flows import Flows
from sojourn.rules.decision.observed.history import crossings
from sojourn.rules.decision.stocks import Stocks
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.expand import map_limbs
from tests.measure.agreement import Records, decided, stocks
from tests.measure.people import Population
from tests.rules.generate import random_pair

ON_CROSSINGS = (
    "nzl-obm-arrival", "aus-nom-12-12-arrival", "kor-migrant-arrival", "un-2021-immigrant-a-actual",
    "un-2021-immigrant-b-actual", "eu-2025-2458-immigrant-actual", "aus-nom-12-12-departure",
)  # fmt: skip
ON_DATES = ("un-2021-resident-a-actual", "un-2021-resident-b-actual", "gbr-tax-183-days")
# Long after all windows of all rules; months of the calendar are known until 2099.
UNTIL = date(2075, 1, 1)


@dataclass(frozen=True)
class Predicted:
    """A witness as a history, and what `compare` says of the crossing (or date) at `start` by some rules."""

    history: History
    event: str
    start: date
    answers: tuple[tuple[int, bool], ...]

    @property
    def place(self) -> int:
        """The number of the crossing that is asked about."""
        for place, move in enumerate(crossings(self.history), 1):
            if (move.day, move.direction) == (self.start, self.event):
                return place
        raise AssertionError(f"{self.history} has no {self.event} on {self.start}")


def _witnesses(
    rules: list[Rule], pairs: Iterable[tuple[int, int]]
) -> Iterator[tuple[Witness, tuple[tuple[int, bool], ...]]]:
    for one, two in pairs:
        try:
            found = compare(rules[one], rules[two])
        except (RuleError, UnsupportedError):
            continue
        for witness, answers in (
            (found.a_not_b, (True, False)),
            (found.b_not_a, (False, True)),
            (found.both, (True, True)),
        ):
            if witness is not None and not witness.plans:
                yield witness, ((one, answers[0]), (two, answers[1]))


def _predicted(rules: list[Rule], pairs: Iterable[tuple[int, int]]) -> list[Predicted]:
    out: list[Predicted] = []
    for witness, answers in _witnesses(rules, pairs):
        attributes = dict(witness.attributes)
        status = attributes.pop("status_before", None)
        stays = tuple(witness.stays)
        history = History(f"w{len(out)}", stays, status, UNTIL, attributes)
        if crossings(history):
            out.append(Predicted(history, witness.event, witness.start, answers))
    return out


def _records(found: list[Predicted]) -> Records:
    names = sorted({name for each in found for name in each.history.attributes})
    histories = tuple(each.history for each in found)
    columns = {name: f"c{k}" for k, name in enumerate(names)}
    return Records(Population(histories, UNTIL, None), columns, own_start=True)


@cache
def of_the_glossary(kind: str) -> tuple[tuple[Rule, ...], tuple[Predicted, ...]]:
    """Rules of the glossary about crossings or dates, and the witnesses of each two."""
    registry = sojourn.load()
    names = ON_CROSSINGS if kind == "crossings" else ON_DATES
    rules = [registry.rule_of(name) for name in names]
    return tuple(rules), tuple(_predicted(rules, combinations(range(len(rules)), 2)))


def at_random(number: int, kind: str) -> tuple[list[Rule], list[Predicted]]:
    """Two random rules and their witnesses."""
    rng = random.Random(f"witness {kind} {number}")
    event = "reference-date" if kind == "dates" else rng.choice(("arrival", "departure"))

    def actual(limb: Limb) -> Limb:
        return replace(limb, basis="actual")

    pair = random_pair(rng, event, small=rng.random() < 0.7, depth=1)
    rules: list[Rule] = [map_limbs(rule, actual) for rule in pair]
    return rules, _predicted(rules, [(0, 1)])


def hold(engine: Engine, rules: Iterable[Rule], found: Iterable[Predicted]) -> int:
    """Fails where an engine does not decide witnesses as predicted; how many answers it gave.

    An answer may be open where no end of observation settles it, or where the crossings before the one that is asked about
    have changed the status: `apply` says so.
    """
    given, people = list(rules), list(found)
    if not people:
        return 0
    records, plans = _records(people), list[RulePlan]()
    try:
        plans = [plan_rule(f"r{k}", rule, sojourn.load().rule_of, records.names) for k, rule in enumerate(given)]
    except NotMeasurableError:
        return 0
    return (_on_dates if plans[0].kind == "dates" else _at_crossings)(engine, plans, people, records)


def _at_crossings(engine: Engine, plans: list[RulePlan], people: list[Predicted], records: Records) -> int:
    codes, flows, answered = decided(engine, plans, records), [Flows(plan.rule) for plan in plans], 0
    for each in people:
        for rule, predicted in each.answers:
            before, answer, _ = codes[rule][each.history.id, each.place]
            theirs = flows[rule].verdicts(each.history)[each.place - 1]
            assert (before, answer) == (STATUS[theirs.before], ANSWER[theirs.migration]), (plans[rule].rule, each)
            if theirs.before == (each.history.initial_status or theirs.before) and answer != ANSWER[None]:
                assert answer == ANSWER[predicted], (plans[rule].rule, each)
                answered += 1
    return answered


def _on_dates(engine: Engine, plans: list[RulePlan], people: list[Predicted], records: Records) -> int:
    counted = {day: stocks(engine, plans, records, day) for day in sorted({each.start for each in people})}
    reading, answered = [Stocks(plan.rule) for plan in plans], 0
    for each in people:
        for rule, predicted in each.answers:
            answer = counted[each.start][rule][each.history.id]
            assert answer == ANSWER[reading[rule].answer(each.history, each.start)], (plans[rule].rule, each)
            if answer != ANSWER[None]:
                assert answer == ANSWER[predicted], (plans[rule].rule, each)
                answered += 1
    return answered


def witnesses_hold(engine: Engine) -> None:
    """The witnesses of the glossary's rules, on an engine."""
    for kind, least in (("crossings", 30), ("dates", 10)):
        assert hold(engine, *of_the_glossary(kind)) >= least
