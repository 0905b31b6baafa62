"""One meaning: random rules and random people get the same three-valued decisions from `apply`, DuckDB and SQLite."""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest

from sojourn.measurement.arrays.sweeping import decide_on_arrays
from sojourn.measurement.by_person import ANSWER, STATUS, override
from sojourn.measurement.decide import decide
from sojourn.measurement.engine import DuckDB, Engine, SQLite
from sojourn.measurement.mapping import Treatment
from sojourn.measurement.plan import NotMeasurableError, plan_rule
from sojourn.measurement.quality import Quality
from sojourn.measurement.start import Start
from sojourn.model.rule import Rule
from sojourn.rules import RuleError, apply
from sojourn.rules.decision.history import crossings
from tests.measure.people import Population, random_crossing_rule, random_population

ROUNDS = int(os.environ.get("SOJOURN_ROUNDS", "12"))
START = {"resident": "2", "non-resident": "0", None: "1"}
Codes = tuple[int, int, int]


def on_arrays() -> DuckDB:
    """DuckDB with the status process on NumPy arrays, as `measure` runs it."""
    return DuckDB(arrays=True)


def in_sql() -> DuckDB:
    """DuckDB with SQL alone."""
    return DuckDB(arrays=False)


def load(engine: Engine, people: Population) -> None:
    """Make `clean` of the crossings of a population."""
    rows = [
        (history.id, move.day.toordinal(), int(move.direction == "arrival"), place)
        for history in people.histories
        for place, move in enumerate(crossings(history))
    ]
    columns = dict(zip(("person", "day", "dir", "ord"), map(list, zip(*rows, strict=True)), strict=True))
    engine.load("clean", columns, {"person": "VARCHAR", "day": "INT", "dir": "INT", "ord": "INT"})


def decided(engine: Engine, rule: Rule, people: Population, many: int) -> dict[tuple[str, int], Codes]:
    """What an engine says: status before, answer and status after, by person and place of the crossing."""
    load(engine, people)
    plan, until, start = plan_rule("r", rule, None), people.until.toordinal(), Start(START[people.start])
    if isinstance(engine, DuckDB) and engine.arrays:
        quality = Quality(Treatment())
        found = decide_on_arrays(
            engine, [plan], until=until, columns=[], attributes={}, start=start, quality=quality
        )  # fmt: skip
        assert found is not None
        layout = found
    else:
        layout = decide(engine, [plan], until=until, start=start.sql, many=many)
    override(engine, layout, start.sql)
    answers = engine.rows(f"SELECT {layout.person}, seq, b0, g0, f0 FROM {layout.of_persons('decided')}")
    return {(row[0], row[1]): row[2:] for row in answers}


def expected(rule: Rule, people: Population) -> dict[tuple[str, int], Codes]:
    """What `apply` says, history by history."""
    return {
        (history.id, place): (STATUS[d.status_before], ANSWER[d.migration], STATUS[d.status_after])
        for history in people.histories
        for place, d in enumerate(apply(rule, history), 1)
    }


@pytest.mark.parametrize("kind", ["plain", "whole"])
@pytest.mark.parametrize("make", [on_arrays, in_sql, SQLite])
def test_an_engine_decides_as_apply_does(make: Callable[[], Engine], kind: str) -> None:
    engine, seen = make(), set[int]()
    rounds = max(ROUNDS // 3, 1) if make is in_sql else ROUNDS
    for seed in range(rounds):
        rng = random.Random(f"{kind} {seed}")
        small = rng.random() < 0.6
        people = random_population(rng, small=small, people=6)
        rule = random_crossing_rule(rng, small=small, kind=kind)
        try:
            wanted = expected(rule, people)
            found = decided(engine, rule, people, many=rng.choice((2, 64)))
        except (RuleError, NotMeasurableError):
            continue
        assert found == wanted, f"{kind} {seed}: {rule}"
        seen |= {answer for _, answer, _ in found.values()}
    assert seen == {0, 1, 2}
    engine.close()
