"""Decisions on dates, and on crossings, against the day-by-day readings of every way in which the unseen can turn out.

Hypothesis draws rules, histories and attributes themselves, so that a failure shrinks. A decision is given if, and only
if, all ways to go on give it.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sojourn.model.rule import rule_from_dict
from sojourn.model.traveller import Stay, Traveller
from sojourn.rules import counted, evaluate, history_from_dict
from tests.rules.test_completions import one_case
from tests.support import rounds

EXAMPLES = rounds(34)
CALM = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
DAY = timedelta(days=1)
START = date(2023, 12, 20)
LENGTH = 16
PURPOSES = ("work", "study", "other")
Facets = dict[str, Any]


def bound(signs: tuple[str, str]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda v, c: {"value": v, "unit": "day", "comparison": c}, st.integers(1, 6), st.sampled_from(signs)
    )


@st.composite
def limbs(draw: st.DrawFn) -> Facets:
    """A limb about a reference date that looks no further than a few days."""
    way = draw(st.sampled_from(("continuous", "continuous", "cumulative", "span", "rolling")))
    lower, upper = draw(bound((">", ">="))), draw(bound(("<", "<=")))
    limits = draw(st.sampled_from(("minimum", "minimum", "maximum", "both")))
    sides = ("backward", "forward", "around") if way == "continuous" else ("backward", "forward", "either")
    window: Facets = {"anchor": "reference-date", "direction": draw(st.sampled_from(sides))}
    if way in ("cumulative", "span"):
        window |= {"value": draw(st.integers(2, 7)), "unit": "day"}
    if way == "rolling":
        window = {"value": draw(st.integers(2, 6)), "unit": "day", "anchor": "rolling"}
    limb: Facets = {
        "event": "reference-date",
        "measure": draw(st.sampled_from(("stay", "absence"))),
        "threshold": lower if limits != "maximum" else "none",
        "upper_bound": upper if limits != "minimum" else "none",
        "accumulation": "cumulative" if way == "rolling" else way,
        "window": window,
        "basis": "actual",
        "day_convention": "nights",
    }
    if draw(st.booleans()) and draw(st.booleans()):
        limb["population"] = {"requires": {"purpose": draw(st.sampled_from((["work"], ["study"], ["study", "work"])))}}
    return limb


RULES = st.one_of(
    limbs(),
    st.builds(
        lambda key, parts: {key: parts}, st.sampled_from(("any", "all")), st.lists(limbs(), min_size=2, max_size=2)
    ),
    st.builds(lambda part: {"not": part}, limbs()),
    st.builds(lambda one, two: {"all": [one, {"not": two}]}, limbs(), limbs()),
)
NIGHTS = st.lists(st.booleans(), min_size=LENGTH, max_size=LENGTH)


def stays_of(nights: list[bool], before: bool) -> tuple[Stay, ...]:
    """The stays of a life night by night; the last night goes on for ever."""
    out: list[tuple[date | None, date | None]] = []
    came: date | None = None
    now = before
    for i, there in enumerate(nights):
        if there and not now:
            came = START + i * DAY
        elif now and not there:
            out.append((came, START + i * DAY))
        now = there
    return (*out, (came, None)) if now else tuple(out)


def holds(rule: Facets, nights: list[bool], before: bool, on: date, purpose: str) -> bool:
    """Whether a life meets the rule on a date: by the day-by-day evaluator."""
    for key in ("any", "all"):
        if key in rule:
            parts = [holds(part, nights, before, on, purpose) for part in rule[key]]
            return any(parts) if key == "any" else all(parts)
    if "not" in rule:
        return not holds(rule["not"], nights, before, on, purpose)
    person = Traveller("reference-date", on, stays_of(nights, before), {}, {"purpose": purpose})
    return evaluate(rule_from_dict(rule), person)


@CALM
@given(RULES, NIGHTS, st.booleans(), st.integers(8, LENGTH - 1), st.integers(-2, 3), st.sampled_from((None, *PURPOSES)))
def test_a_person_is_counted_on_a_date_if_and_only_if_every_way_to_go_on_says_so(
    rule: Facets, nights: list[bool], before: bool, until: int, ahead: int, purpose: str | None
) -> None:
    on = START + (until + ahead) * DAY
    seen = nights[: until + 1]
    person = history_from_dict(
        {
            "stays": [list(stay) for stay in stays_of(seen, before)],
            "observed_until": START + until * DAY,
            "attributes": {"purpose": purpose} if purpose else {},
        }
    )
    answers = {
        holds(rule, [*seen, *unseen], before, on, each)
        for unseen in product((False, True), repeat=max(ahead, 0) + 7)
        for each in ((purpose,) if purpose else PURPOSES)
    }
    found = counted(rule_from_dict(rule), person, on).counted
    assert found is (next(iter(answers)) if len(answers) == 1 else None)


@CALM
@given(st.randoms(use_true_random=False))
def test_a_crossing_is_decided_if_and_only_if_every_way_to_go_on_says_so(rng: random.Random) -> None:
    one_case(rng, {})


@CALM
@given(RULES, NIGHTS, st.booleans(), st.integers(3, 10), st.integers(0, 4), st.integers(2, LENGTH))
def test_a_gap_of_observation_leaves_open_what_depends_on_it_and_nothing_else_turns_out_otherwise(
    rule: Facets, nights: list[bool], before: bool, first: int, more: int, on: int
) -> None:
    """Whatever the nights of the gap were, a decision that is given is the one that they give."""
    nights = [*nights[:first], *[nights[first - 1]] * (more + 1), *nights[first + more + 1 :]]
    last = min(first + more, LENGTH - 1)
    day = START + on * DAY
    gap = {"from": START + first * DAY, "to": START + last * DAY}
    stays = [list(stay) for stay in stays_of(nights, before)]
    if any(side is not None and gap["from"] <= side <= gap["to"] for stay in stays for side in stay):
        return
    found = counted(
        rule_from_dict(rule),
        history_from_dict({"stays": stays, "unobserved": [gap], "attributes": {"purpose": "work"}}),
        day,
    ).counted
    answers = {
        holds(rule, [*nights[:first], *unseen, *nights[last:]], before, day, "work")
        for unseen in product((False, True), repeat=last - first)
    }
    assert found is None or answers == {found}
