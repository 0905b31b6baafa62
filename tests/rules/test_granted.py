"""Silence is never decided without a word: what a silent facet could mean is gone through, or named as an assumption."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from sojourn.measurement.planning.plan import plan_rule
from sojourn.model.message import Joined, Message
from sojourn.model.rule import NONE, Limb, Population, Rule, rule_from_dict
from sojourn.prose.speaker import Speaker
from sojourn.rules import apply, compare, history_from_dict
from sojourn.rules.comparison.granted import KINDS
from sojourn.rules.comparison.relation import known_relation
from sojourn.rules.comparison.result import Comparison
from sojourn.rules.errors import UnsupportedError
from tests.rules.generate import random_limb
from tests.support import rounds

ROUNDS = rounds(132)
# The assumptions that may stand for each facet where not all of its values are gone through.
STANDS_FOR: dict[str, set[str]] = {
    "prior": {"taken-status"},
    "upper_bound": {"taken-no-maximum"},
    "measure": {"taken-side", "taken-presence"},
    "window": {"taken-side", "taken-period", "taken-direction"},
    "threshold": {"taken-no-minimum", "taken-minimum"},
    "interruptions": {"taken-breaks"},
    "accumulation": {"taken-away"},
    "basis": set(),
}
FULL: dict[str, Any] = {
    "event": "arrival",
    "measure": "stay",
    "threshold": {"value": 20, "unit": "day", "comparison": ">="},
    "upper_bound": "none",
    "accumulation": "continuous",
    "window": {"anchor": "arrival", "direction": "forward"},
    "interruptions": "none",
    "basis": "actual",
    "prior": "non-resident",
    "day_convention": "nights",
    "level": "country",
}


def without(*facets: str, **changes: Any) -> Rule:
    return rule_from_dict({key: value for key, value in (FULL | changes).items() if key not in facets})


def taken(found: Comparison) -> set[str]:
    """What a comparison says that it takes for granted."""
    return {
        part.id
        for said in found.assumptions
        if said.id == "assumed-where-silent" and isinstance(said["points"], Joined)
        for part in said["points"].parts
        if isinstance(part, Message)
    }


def test_nothing_is_taken_for_granted_of_two_rules_that_say_everything() -> None:
    found = compare(without(), without(threshold={"value": 30, "unit": "day", "comparison": ">="}))
    assert (found.relation, found.assumptions) == ("broader", ())


@pytest.mark.parametrize(
    ("facet", "kind"),
    [("upper_bound", "no-maximum"), ("measure", "side"), ("interruptions", "breaks")],
)
def test_a_silent_maximum_measure_or_break_was_read_in_one_way_without_a_word(facet: str, kind: str) -> None:
    longer = without(threshold={"value": 30, "unit": "day", "comparison": ">="})
    for found in (compare(without(facet), longer), compare(longer, without(facet))):
        assert taken(found) == {f"taken-{kind}"}


def test_a_silent_window_is_said_to_lie_after_the_arrival() -> None:
    added_up = {"accumulation": "cumulative", "window": {"value": 1, "unit": "month", "anchor": "arrival"}}
    assert taken(compare(without(**added_up), without())) == {"taken-side"}


def test_overlapping_held_however_the_silent_status_before_was_read_but_for_returning_residents() -> None:
    """The status before was never taken to be `resident`, with which nobody is counted by both."""
    silent, stated = without("prior"), without(threshold={"value": 30, "unit": "day", "comparison": ">="})
    found = compare(silent, stated)
    assert compare(without(prior="resident"), stated).relation not in found.possible
    assert taken(found) == {"taken-status"}
    said = [Speaker("en").sentence(note) for note in found.assumptions]
    assert said[-1] == (
        "Apart from what is assumed, the relation holds however silent facets are read; travellers show one reading."
    )


def test_a_minimum_that_a_window_is_too_short_for_was_taken_for_none() -> None:
    """Each minimum near the other rule's was longer than the rule's own window, so only "none" was left: broader."""
    window = {"accumulation": "cumulative", "window": {"value": 90, "unit": "day", "direction": "backward"}}
    stated = without(threshold={"value": 200, "unit": "day", "comparison": ">="})
    assert set(compare(without("threshold", **window), stated).possible) > {"broader"}


@pytest.mark.parametrize("seed", range(4))
def test_the_relation_of_every_completion_is_possible_or_an_assumption_is_named(seed: int) -> None:
    """Pairs of rules that say everything, with one facet of one left out; those that speak of different things aside."""
    rng = random.Random(seed)
    checked = 0
    for _ in range(ROUNDS):
        event = rng.choice(("arrival", "departure", "reference-date"))
        full, other = (_plain(random_limb(rng, event, small=False)) for _ in range(2))
        facet = rng.choice(list(STANDS_FOR))
        try:
            true = known_relation(full, other)
        except UnsupportedError:
            continue
        silent = replace(full, **{facet: None})  # type: ignore[arg-type]
        found = compare(silent, other, witnesses=False)
        if "incomparable" in found.possible or compare(full, other, witnesses=False).relation != true:
            continue
        checked += 1
        assert true in found.possible or taken(found) & STANDS_FOR[facet], (facet, true, found.possible, full, other)
    assert checked > ROUNDS / 10


def _plain(limb: Limb) -> Limb:
    return replace(limb, day_convention="nights", interruptions=NONE, population=Population())


def test_a_decision_and_a_measurement_name_the_same_as_a_comparison() -> None:
    person = history_from_dict(
        {"id": "x", "initial_status": "non-resident", "stays": [{"from": "2021-01-01", "to": "2021-03-01"}]}
    )
    silent = without("upper_bound", "measure", "interruptions", "prior")
    named = {f"decision-assumed-{kind}" for kind in ("no-maximum", "side", "breaks", "status")}
    assert {note.id for note in apply(silent, person)[0].assumptions} == named
    assert {note.id for note in plan_rule("silent", silent, None).assumptions} == named
    assert taken(compare(silent, without())) == {f"taken-{name.removeprefix('decision-assumed-')}" for name in named}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_has_words(lang: str) -> None:
    for kind in KINDS:
        assert Speaker(lang).text(Message(f"taken-{kind}"))
