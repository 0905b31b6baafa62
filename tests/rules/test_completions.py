"""A verdict is given if, and only if, every way in which the unseen can turn out gives it; and as early as that.

Small rules and histories at random; the unseen nights (and visits and trips within a day, and the attribute that the
history does not give) are gone through one by one, by code of its own (`completions`).
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from sojourn.model.rule import rule_from_dict
from sojourn.rules import History, apply, history_from_dict
from tests.rules.completions import Facets, Life, continuations, limbs, process
from tests.support import rounds

ROUNDS = rounds(34)
SEED = os.environ.get("SOJOURN_SEED", "1")
DAY = timedelta(days=1)
# Day 0 of every history; days of a rule look no further than REACH ahead.
START = date(2023, 12, 8)
YEARS = tuple((date(year, 1, 1) - START).days for year in range(2018, 2028))
PURPOSES = ("work", "study", "other")


def random_limb(rng: random.Random, event: str, reach: int, convention: str, prior: str) -> Facets:
    """A limb that looks no further ahead than `reach` days, unless its window has no end."""
    away = rng.random() < 0.5
    way = rng.choice(("continuous", "cumulative", "cumulative", "span", "rolling", "rolling", "weighted"))
    most = max(reach - 2, 1)
    needed, limit = rng.randint(1, most), rng.randint(1, most)
    lower: Any = {"value": needed, "unit": "day", "comparison": rng.choice((">", ">="))}
    upper: Any = {"value": limit, "unit": "day", "comparison": rng.choice(("<", "<="))}
    both = rng.random()
    limb: Facets = {
        "event": event,
        "measure": "absence" if away else "stay",
        "threshold": lower if both < 0.75 else "none",
        "upper_bound": upper if both > 0.5 else "none",
        "accumulation": "cumulative" if way == "rolling" else way,
        "window": "none",
        "basis": "actual",
        "prior": prior,
        "day_convention": convention,
    }
    if way == "rolling":
        limb["window"] = {"value": rng.randint(2, reach), "unit": "day", "anchor": "rolling"}
    elif way in ("cumulative", "span"):
        limb["window"] = {"anchor": event, "direction": rng.choice(("forward", "forward", "backward", "either"))}
        if rng.random() < 0.85:
            limb["window"] |= {"value": rng.randint(2, reach), "unit": "day"}
        elif way == "cumulative":
            limb["window"] = "none"
    elif way == "weighted":
        limb["weights"] = rng.choice(([1], [1, "1/3"], ["1/2", "1/3", "1/6"]))
        limb["window"] = {"value": 1, "unit": "calendar-year"}
    if rng.random() < 0.15:
        limb["population"] = {"requires": {"purpose": rng.sample(PURPOSES[:2], rng.randint(1, 2))}}
    return limb


def random_rule(rng: random.Random, reach: int) -> Facets:
    """One limb, or a combination of two, about one direction or both."""
    convention = rng.choice(("nights", "nights", "nights", "both-ends", "whole-days"))
    mixed = rng.random() < 0.1

    def limb(event: str) -> Facets:
        used = rng.choice(("nights", "both-ends", "whole-days")) if mixed else convention
        return random_limb(rng, event, reach, used, priors[event])

    usual = {"arrival": "non-resident", "departure": "resident"}
    priors = {event: rng.choice((prior, prior, prior, "none")) for event, prior in usual.items()}
    one, roll = rng.choice(("arrival", "departure")), rng.random()
    if roll < 0.45:
        return limb(one)
    if roll < 0.6:
        return {"any": [limb("arrival"), limb("departure")]}
    if roll < 0.75:
        return {rng.choice(("any", "all")): [limb(one), limb(one)]}
    return {"all": [limb(one), {"not": limb(one) | {"prior": "none"}}]}


def random_life(rng: random.Random, days: int, short: bool) -> Life:
    """Some stays that begin and end at random, and visits and trips within a day."""
    nights: list[bool] = []
    now = before = rng.random() < 0.3
    while len(nights) < days:
        nights += [now] * rng.choice((1, 1, 2, 3, 5, 8))
        now = not now
    nights = nights[:days]
    quiet = [day for day in range(1, days) if nights[day] == nights[day - 1]]
    visits = frozenset(day for day in quiet if short and rng.random() < 0.15)
    return Life(tuple(nights), before, visits, YEARS)


def history_of(life: Life, until: int, status: str | None, attributes: dict[str, str]) -> History:
    """A life up to a day in the form that users write."""
    stays: list[list[Any]] = [[None, None]] if life.before else []
    for day, direction in life.crossings(until):
        if direction == "arrival":
            stays.append([START + day * DAY, None])
        else:
            stays[-1][1] = START + day * DAY
    return history_from_dict(
        {
            "id": "x",
            "initial_status": status,
            "observed_until": START + until * DAY,
            "stays": [{"from": came, "to": left} for came, left in stays],
            "attributes": attributes,
        }
    )


def every_answer(
    rule: Facets, life: Life, until: int, ahead: int, status: str | None, attributes: dict[str, str]
) -> list[tuple[set[bool], set[str], set[str]]]:
    """For each crossing seen all answers, and statuses before and after it, over every way to go on."""
    bases = "N" if all(limb["day_convention"] == "nights" for limb in limbs(rule)) else "NPW"
    crossings = life.crossings(until)
    out: list[tuple[set[bool], set[str], set[str]]] = [(set(), set(), set()) for _ in crossings]
    asks = any("population" in limb for limb in limbs(rule))
    people = [attributes] if attributes else [{"purpose": p} for p in (PURPOSES if asks else PURPOSES[:1])]
    for nights, short, ever in continuations(ahead, bases, has_no_end(rule)):
        full = Life((*life.nights[: until + 1], *nights), life.before, life.visits, YEARS)
        extra = {until + 1 + i for i, on in enumerate(short) if on}
        quiet = {day for day in extra if full.night(day) == full.night(day - 1)}
        if extra != quiet:
            continue
        full = replace(full, visits=frozenset(d for d in life.visits if d <= until) | quiet, ever=ever)
        for person in people:
            for begin in [status] if status else ["resident", "non-resident"]:
                for (migration, before, after), found in zip(
                    process(rule, full, crossings, begin, person), out, strict=True
                ):
                    found[0].add(migration)
                    found[1].add(before)
                    found[2].add(after)
    return out


def with_basis(rule: Facets, basis: str) -> Facets:
    """The rule about intended or permitted stays."""
    for key in ("any", "all"):
        if key in rule:
            return {key: [with_basis(part, basis) for part in rule[key]]}
    return {"not": with_basis(rule["not"], basis)} if "not" in rule else rule | {"basis": basis}


def has_no_end(rule: Facets) -> bool:
    """Whether some part of the rule looks at all the time to come."""
    return any(
        limb["accumulation"] in ("cumulative", "span") and (limb["window"] == "none" or "value" not in limb["window"])
        for limb in limbs(rule)
    )


def one_case(rng: random.Random, kinds: dict[str, int]) -> None:
    """Hold `apply` against every way to go on for one rule and one history."""
    reach = rng.randint(3, 9)
    rule = random_rule(rng, reach)
    nights_only = all(limb["day_convention"] == "nights" for limb in limbs(rule))
    life = random_life(rng, rng.randint(4, 20), not nights_only or rng.random() < 0.2)
    # The last day of the year comes into reach, where years are weighed.
    weighted = any(limb["accumulation"] == "weighted" for limb in limbs(rule))
    if weighted:
        life = random_life(rng, 24 - rng.randint(1, 6 if nights_only else 3), not nights_only)
    until = len(life.nights) - 1
    crossings = life.crossings(until)
    if not crossings:
        return
    last = crossings[-1][0]
    endless = has_no_end(rule)
    ahead = reach + 1 if endless else max(last + reach - until + 1, 1)
    if weighted:
        ahead = max(ahead, 24 - until)
    if ahead > (9 if nights_only else 5):
        return
    status = rng.choice(("non-resident", "resident", None))
    attributes = {"purpose": rng.choice(PURPOSES)} if rng.random() < 0.5 else {}
    # If intentions come true, a rule about them decides as one about what happened.
    planned = rng.random() < 0.2
    given = with_basis(rule, rng.choice(("intended", "granted"))) if planned else rule
    history = history_of(life, until, status, attributes)
    decisions = apply(rule_from_dict(given), history, assume_intentions_come_true=planned)
    possible = every_answer(rule, life, until, ahead, status, attributes)
    for decision, (migration, before, after) in zip(decisions, possible, strict=True):
        wanted = tuple(next(iter(found)) if len(found) == 1 else None for found in (migration, before, after))
        shown = (
            decision.migration,
            *(None if s == "unknown" else s for s in (decision.status_before, decision.status_after)),
        )
        assert shown == wanted, (rule, life, until, status, attributes, decision, (migration, before, after))
        kinds[str(decision.migration)] = kinds.get(str(decision.migration), 0) + 1


@pytest.mark.parametrize("part", range(4))
def test_a_verdict_is_given_when_every_way_to_go_on_gives_it(part: int) -> None:
    rng = random.Random(f"completions {part} {SEED}")
    kinds: dict[str, int] = {}
    for _ in range(ROUNDS * 5):
        one_case(rng, kinds)
    assert min(kinds.get(answer, 0) for answer in ("True", "False", "None")) > ROUNDS / 10, kinds


def longer(rng: random.Random, life: Life, until: int) -> Life:
    """The life with its last nights spent in some other way, up to a day."""
    nights = list(life.nights)
    while len(nights) <= until:
        nights += [rng.random() < 0.5] * rng.choice((1, 2, 4))
    return replace(life, nights=tuple(nights[: until + 1]))


def one_timing(rng: random.Random, kinds: dict[str, int]) -> None:
    """The date of each decision of one rule and history, against what the days until then decide."""
    reach = rng.randint(3, 12)
    rule, short = random_rule(rng, reach), rng.random() < 0.3
    life = random_life(rng, rng.choice((rng.randint(3, 8), rng.randint(6, 30))), short)
    until = len(life.nights) - 1
    status = rng.choice(("non-resident", "resident"))
    known = {"purpose": rng.choice(PURPOSES)}
    for index, decision in enumerate(apply(rule_from_dict(rule), history_of(life, until, status, known))):
        shown = (rule, life, status, known, decision)

        def by(day: int, lived: Life, index: int = index) -> bool | None:
            return apply(rule_from_dict(rule), history_of(lived, day, status, known))[index].migration

        if decision.migration is not None:
            assert decision.decided_on is not None, shown
            first = (decision.decided_on - START).days
            assert by(first, life) is decision.migration, shown
            if decision.decided_on > decision.crossing:
                assert by(first - 1, life) is None, shown
                kinds["later"] = kinds.get("later", 0) + 1
        elif decision.decided_on is not None:
            assert decision.decided_on > START + until * DAY, shown
            last = (decision.decided_on - START).days
            for _ in range(3):
                assert by(last, longer(rng, life, last)) is not None, shown
            kinds["open"] = kinds.get("open", 0) + 1
        else:
            assert "no last day can be named" in decision.why, shown


@pytest.mark.parametrize("part", range(4))
def test_the_date_of_a_decision_is_the_first_on_which_it_is_known_and_an_open_one_is_settled_by_its_date(
    part: int,
) -> None:
    rng = random.Random(f"dates {part} {SEED}")
    kinds: dict[str, int] = {}
    for _ in range(ROUNDS // 2):
        one_timing(rng, kinds)
    assert min(kinds.get(kind, 0) for kind in ("later", "open")) >= ROUNDS // 40, kinds
