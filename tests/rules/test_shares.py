"""Shares of a window: "most of the time", "more than half" (RULES.md, section 8.5)."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

import sojourn
from sojourn.model.rule import (
    DAY_CONVENTIONS,
    NONE,
    Bound,
    Limb,
    Population,
    Share,
    Window,
    rule_from_dict,
    rule_to_dict,
)
from sojourn.prose.speaker import Speaker
from sojourn.rules import History, compare, counted
from sojourn.rules.comparison.relation import (
    BROADER,
    EQUAL,
    NARROWER,
    known_relation,
)
from sojourn.rules.errors import UnsupportedError
from sojourn.service import check_rule
from tests.rules.agreement import Asked, agree_with_z3, dates_are_decided_as_read
from tests.rules.generate import placed_limb, random_limb
from tests.support import rounds

EVENTS = ("arrival", "departure", "reference-date")
PAIRS = rounds(28)
SEED = os.environ.get("SOJOURN_SEED", "1")
HALF = Fraction(1, 2)


def share_limb(rng: random.Random, event: str) -> Limb:
    """A limb with a window somewhere, of which a part is asked for."""
    limb = placed_limb(rng, event, small=True, place=rng.choice(("offset", "each", "some", "includes")))
    part = Fraction(rng.randint(1, 4), rng.choice((4, 5, 7)))
    least, most = Share(part, rng.choice((">", ">="))), Share(part, rng.choice(("<", "<=")))
    which = rng.random()
    return replace(
        limb,
        threshold=least if which < 0.7 else NONE,
        upper_bound=most if which >= 0.7 else NONE,
        accumulation="cumulative",
        basis="actual",
        population=Population(),
    )


def pairs(event: str) -> Iterator[Asked]:
    rng = random.Random(f"{event} shares {SEED}")
    for _ in range(PAIRS):
        one, other = rng.choice((None, *DAY_CONVENTIONS)), rng.choice((share_limb, None))
        second = share_limb(rng, event) if other else random_limb(rng, event, small=True)
        a, b = (replace(x, day_convention=one) for x in (share_limb(rng, event), second))
        yield a, b, rng.randrange(1461)


@pytest.mark.parametrize("event", EVENTS)
def test_shares_agree_with_z3(event: str) -> None:
    decided, answered = agree_with_z3(pairs(event), event)
    assert decided > PAIRS * 0.6
    assert answered > 3 * decided * 0.7


def test_a_date_is_decided_as_the_day_by_day_reading_says() -> None:
    rng = random.Random(f"shares decisions {SEED}")
    limbs = (share_limb(rng, "reference-date") for _ in range(PAIRS))
    dates_are_decided_as_read(rng, (replace(limb, day_convention=rng.choice(DAY_CONVENTIONS)) for limb in limbs))


YEAR = Window(12, "month", "reference-date", "backward")


def limb(threshold: Bound | Share, window: Window | None = YEAR) -> Limb:
    return Limb(
        "reference-date",
        "stay",
        threshold,
        NONE,
        "cumulative",
        window,
        basis="actual",
        day_convention="nights",
        population=Population(base="usual-resident"),
    )


def test_more_than_half_of_the_year_is_183_days_or_in_one_of_366_days_184() -> None:
    half = limb(Share(HALF, ">"))
    for nights, on, answer in (
        (182, date(2023, 7, 1), False),
        (183, date(2023, 7, 1), True),
        (183, date(2024, 7, 1), False),
        (184, date(2024, 7, 1), True),
    ):
        person = History("x", ((date.fromordinal(on.toordinal() - nights), on),))
        found = counted(half, person, on)
        assert found.counted is answer
        assert found.numbers is not None
        assert found.numbers.needed == (183 if on.year == 2023 else 184)
    assert known_relation(half, limb(Bound(183, "day", ">="))) == NARROWER
    # "More than six months" is another number on most start dates.
    assert known_relation(half, limb(Bound(6, "month", ">"))) not in (EQUAL, NARROWER)


def test_the_laws_of_shares() -> None:
    more, half, least = limb(Share(Fraction(2, 3), ">=")), limb(Share(HALF, ">")), limb(Share(HALF, ">="))
    assert known_relation(more, half) == NARROWER
    assert known_relation(half, least) == NARROWER
    assert known_relation(least, more) == BROADER
    whole = limb(Share(Fraction(1), ">="))
    run = replace(limb(Bound(12, "month", ">=")), accumulation="continuous")
    assert known_relation(whole, run) == EQUAL


def test_of_an_unknown_window_each_plausible_one_is_tried() -> None:
    found = compare(limb(Share(HALF, ">"), None), limb(Bound(183, "day", ">=")))
    assert found.relation == "undetermined"
    assert len(found.possible) > 1
    assert "window" in {unknown.facet for unknown in found.unknown}


def test_the_relation_that_each_plausible_window_gives_is_told_by_its_name() -> None:
    found = compare(limb(Share(HALF, ">"), None), limb(Bound(183, "day", ">=")), a_id="half")
    ((name, each),) = found.each_window()
    told = Speaker("en").words(each)
    assert name == "half"
    assert "in a period of 12 months: narrower" in told
    assert "in the calendar year: " in told
    assert "in a period of 6 months: overlapping" in told
    assert told in "\n".join(Speaker("en").lines(found.trace))
    # A rule that names its window needs no such list.
    assert not list(compare(limb(Share(HALF, ">")), limb(Bound(183, "day", ">="))).each_window())


def test_a_share_needs_a_window_and_days_that_add_up() -> None:
    for wrong in (
        limb(Share(HALF, ">"), NONE),  # type: ignore[arg-type]
        replace(limb(Share(HALF, ">")), accumulation="continuous"),
    ):
        with pytest.raises(UnsupportedError):
            known_relation(wrong, limb(Bound(183, "day", ">=")))


def test_a_share_is_written_as_it_was_read_and_has_words() -> None:
    rule = limb(Share(HALF, ">"))
    assert rule_to_dict(rule)["threshold"] == {"value": "1/2", "unit": "share", "comparison": ">"}
    assert rule_from_dict(rule_to_dict(rule)) == rule
    assert "add up to more than half of the days in the 12 months before" in sojourn.speaker("en").rule(rule)
    assert "plus de la moitié des jours" in sojourn.speaker("fr").rule(rule)


@pytest.mark.parametrize(
    ("facets", "said"),
    [
        ({"threshold": {"value": 1, "unit": "share", "comparison": ">"}}, "such as '1/2', and not '1'"),
        ({"threshold": {"value": "3/2", "unit": "share", "comparison": ">"}}, "'3/2' is more than the whole window"),
        ({"threshold": {"value": "1/2", "unit": "month", "comparison": ">"}}, "the unit is 'month'"),
        ({"threshold": {"value": "1/2", "unit": "share"}}, "a share without a comparison"),
        (
            {"threshold": {"value": "1/2", "unit": "share", "comparison": ">"}, "accumulation": "continuous"},
            "the accumulation is 'continuous'",
        ),
        ({"window": {"value": 1, "unit": "share"}}, "'share' is a unit of thresholds and upper bounds only"),
    ],
)
def test_a_share_that_means_nothing_is_refused(facets: dict[str, Any], said: str) -> None:
    rule = {"event": "reference-date", "measure": "stay", "basis": "actual", **facets}
    told = [finding.message for finding in check_rule(sojourn.load(), rule).findings]
    assert any(said in each for each in told), told
