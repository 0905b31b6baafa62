"""Engines against the day-by-day readings, which share no code with them.

Of small lives every way in which the unseen nights can turn out is gone through: an answer is given if, and only if, all of
them give it. Of persons who are observed for decades each day is looked at, under rules from the whole language.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from sojourn.measurement.deciding.by_person import ANSWER, STATUS
from sojourn.measurement.planning.plan import NotMeasurableError, RulePlan
from sojourn.measurement.sql.engine import Engine
from sojourn.model.rule import Rule, rule_from_dict
from sojourn.model.traveller import Traveller
from sojourn.rules import History, RuleError, evaluate
from sojourn.rules.decision.alternatives.direction import POINTS_TO, asked_of, with_endings, with_mirror
from sojourn.rules.decision.observed.history import crossings
from sojourn.rules.logic.expand import expand, limbs_of
from tests.measure.agreement import ENGINES, Records, decided, in_sql, planned, random_records, stocks
from tests.measure.language import Drawn, drawn
from tests.measure.people import Population
from tests.rules.completions import Facets, limbs
from tests.rules.test_completions import PURPOSES, START, every_answer, has_no_end, history_of, random_life, random_rule
from tests.support import rounds

ROUNDS = rounds(12)
PEOPLE = 8
# The codes of answers and statuses, by their words.
CODES: Mapping[str, int] = {str(value): code for value, code in (*STATUS.items(), *ANSWER.items())}


def code(possible: set[bool] | set[str]) -> int:
    """The code of what is the same in every way to go on, or that of what is not decided."""
    return CODES[str(next(iter(possible)))] if len(possible) == 1 else ANSWER[None]


def small_case(rng: random.Random) -> tuple[Facets, Records, dict[tuple[str, int], tuple[int, int, int]]] | None:
    """A small rule, lives that end on one day, and every answer that they can get; None if there are too many ways."""
    reach = rng.randint(3, 7)
    rule = random_rule(rng, reach)
    nights_only = all(limb["day_convention"] == "nights" for limb in limbs(rule))
    if any(limb["accumulation"] == "weighted" for limb in limbs(rule)):
        return None
    until, status = rng.randint(5, 16), rng.choice(("resident", "non-resident", None))
    histories: list[History] = []
    wanted: dict[tuple[str, int], tuple[int, int, int]] = {}
    for _ in range(4 * PEOPLE):
        life = random_life(rng, until + 1, not nights_only)
        moves = life.crossings(until)
        ahead = reach + 1 if has_no_end(rule) else max((moves[-1][0] if moves else 0) + reach - until + 1, 1)
        if not moves or ahead > (8 if nights_only else 4) or len(histories) == PEOPLE:
            continue
        known = {"purpose": rng.choice(PURPOSES)} if rng.random() < 0.6 else {}
        name = f"p{len(histories)}"
        given = history_of(life, until, status, known)
        histories.append(History(name, given.stays, status, given.observed_until, known))
        for place, (migration, before, after) in enumerate(every_answer(rule, life, until, ahead, status, known), 1):
            wanted[name, place] = code(before), code(migration), code(after)
    if not histories:
        return None
    people = Population(tuple(histories), START + timedelta(days=until), status)
    return rule, Records(people, {"purpose": "c0"}), wanted


def test_an_engine_gives_an_answer_if_and_only_if_every_way_to_go_on_gives_it() -> None:
    engines, cases, seen = [make() for make in ENGINES], 0, set[int]()
    for number in range(3 * ROUNDS):
        found = small_case(random.Random(f"lives {number}"))
        if found is None:
            continue
        rule, records, wanted = found
        plan = planned(Drawn(rule_from_dict(rule), {}, False, frozenset()), records)
        for engine in engines:
            assert decided(engine, [plan], records) == [wanted], (engine.version(), number, rule)
        cases += len(records.people.histories)
        seen |= {answer for _, answer, _ in wanted.values()}
    assert seen == {0, 1, 2}
    assert cases > 8 * ROUNDS


def by_days(rule: Rule, history: History) -> list[tuple[int, int, int]]:
    """The status process of a person of whom everything is known, each crossing by the day-by-day evaluator."""
    asked = asked_of(rule)
    whole = with_mirror(rule) if asked.mirror else rule
    status, out = history.initial_status or "", []
    for move in crossings(history):
        person = {**history.attributes, "status_before": status}
        found = evaluate(whole, Traveller(move.direction, move.day, history.stays, {}, person))
        after = POINTS_TO[move.direction] if found and not asked.visitors else status
        out.append((STATUS[status], ANSWER[found], STATUS[after]))
        status = after
    return out


def in_full(rng: random.Random, *, small: bool) -> Records:
    """Persons who are observed until long after their last crossing, with a known status and no visits within a day."""
    records = random_records(rng, small=small, people=PEOPLE)
    status, until = rng.choice(("resident", "non-resident")), date(2060, 1, 1)
    histories = tuple(History(each.id, each.stays, status, until, each.attributes) for each in records.people.histories)
    return Records(Population(histories, until, status), records.columns)


def whole_rule(rng: random.Random, event: str, records: Records) -> Drawn | None:
    """A random rule in which nothing is open, for persons of whom it asks nothing that is not known."""
    rule = drawn(rng, event, small=True)
    if rule.plans_come_true or any(kind.startswith("without") for kind in rule.kinds):
        return None
    written = with_endings(expand(rule.rule, rule.resolve), rule.resolve)
    for limb in limbs_of(written):
        asks = {name for name, _ in limb.population.requires} | {f"group:{g}" for g in limb.population.excludes}
        if asks or limb.population.base or limb.interruptions is not None or limb.basis != "actual":
            return None
    return Drawn(written, {}, False, rule.kinds)


Answers = dict[tuple[str, int], tuple[int, ...]]


def answers_of(engine: Engine, plan: RulePlan, records: Records, on: date) -> Answers:
    """What an engine says of each crossing, or of each person on a date."""
    if plan.kind == "crossings":
        return dict(decided(engine, [plan], records)[0])
    return {(name, 1): (answer,) for name, answer in stocks(engine, [plan], records, on)[0].items()}


def every_day(rule: Rule, history: History, on: date) -> list[tuple[int, ...]]:
    """What a look at every day says of the same."""
    if any(limb.event == "reference-date" for limb in limbs_of(rule)):
        return [(ANSWER[evaluate(rule, Traveller("reference-date", on, history.stays, {}, {}))],)]
    return list(by_days(rule, history))


@pytest.mark.parametrize("event", ["crossings", "reference-date"])
def test_engines_decide_as_a_look_at_every_day_does(event: str) -> None:
    engines, answered, opened = [make() for make in ENGINES if make is not in_sql or event == "crossings"], 0, 0
    for number in range(2 * ROUNDS):
        rng = random.Random(f"days {event} {number}")
        records = in_full(rng, small=True)
        side = event if event == "reference-date" else rng.choice(("arrival", "departure"))
        rule = whole_rule(rng, side, records)
        try:
            plan = planned(rule, records) if rule else None
        except (RuleError, NotMeasurableError):
            plan = None
        if rule is None or plan is None:
            continue
        on = date(2014, 3, 1) + timedelta(days=rng.randint(0, 40))
        for engine in engines:
            found = answers_of(engine, plan, records, on)
            for history in records.people.histories:
                wanted = every_day(rule.rule, history, on)
                for place, theirs in enumerate(wanted, 1):
                    mine = found.get((history.id, place), theirs)
                    # What never ends cannot be seen to the end.
                    if ANSWER[None] in mine:
                        opened += 1
                        break
                    assert mine == theirs, (engine.version(), number, rule.rule, history, on)
                    answered += 1
    assert answered > 10 * opened
    assert answered > 20 * ROUNDS
