"""Whom rules about a date count: the SQL says what `counted` says, for random rules and people, in three values."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from sojourn.measurement.by_person import ANSWER
from sojourn.measurement.dates import answers_on, stocks_on
from sojourn.measurement.decide import decide
from sojourn.measurement.engine import DuckDB, SQLite
from sojourn.measurement.plan import NotMeasurableError, plan_rule
from sojourn.model.rule import DAY_CONVENTIONS, Limb, Population, Window
from sojourn.rules import RuleError, counted
from sojourn.rules.decision.history import crossings
from tests.measure.people import random_population
from tests.rules.generate import placed_limb, random_rule, whole_limb

ROUNDS = int(os.environ.get("SOJOURN_ROUNDS", "24"))


def make_limb(rng: random.Random, event: str, *, small: bool) -> Limb:
    while True:
        limb = whole_limb(rng, event, small=small)
        if not (isinstance(limb.window, Window) and limb.window.anchor == "rolling"):
            population = replace(limb.population, requires=(), base=rng.choice((None, "de-facto")))
            return replace(limb, basis="actual", day_convention=rng.choice(DAY_CONVENTIONS), population=population)


def make_placed(rng: random.Random, event: str, *, small: bool) -> Limb:
    """A limb whose window lies elsewhere than at the date."""
    limb = placed_limb(rng, event, small=small)
    return replace(limb, basis="actual", day_convention=rng.choice(DAY_CONVENTIONS), population=Population())


@pytest.mark.parametrize("make", [DuckDB, SQLite])
@pytest.mark.parametrize("make_limb", [make_limb, make_placed])
def test_an_engine_counts_on_a_date_whom_counted_counts(
    make: type[DuckDB] | type[SQLite], make_limb: Callable[..., Limb]
) -> None:
    engine, seen = make(), set[int]()
    for seed in range(ROUNDS if make is SQLite else ROUNDS // 2):
        rng = random.Random(f"date {seed}")
        small = rng.random() < 0.6
        people = random_population(rng, small=small, people=6)
        rule = random_rule(rng, "reference-date", small=small, depth=1, make=make_limb)
        on = people.until - timedelta(days=rng.randint(-5, 40))
        try:
            plan = plan_rule("r", rule, None)
            wanted = {h.id: ANSWER[counted(rule, h, on).counted] for h in people.histories if crossings(h)}
        except (RuleError, NotMeasurableError):
            continue
        rows = [
            (h.id, move.day.toordinal(), int(move.direction == "arrival"), place)
            for h in people.histories
            for place, move in enumerate(crossings(h))
        ]
        columns = dict(zip(("person", "day", "dir", "ord"), map(list, zip(*rows, strict=True)), strict=True))
        engine.load("clean", columns, {"person": "VARCHAR", "day": "INT", "dir": "INT", "ord": "INT"})
        layout = decide(engine, [], until=people.until.toordinal())
        stocks_on(engine, [plan], layout, [on], lambda step: None)
        answers_on(engine, plan, layout, on)
        found = {row[0]: row[1] for row in engine.rows("SELECT person, g FROM stock")}
        assert found == wanted, f"{seed}: {rule} on {on}"
        seen |= set(found.values())
    assert seen == {0, 1, 2}
