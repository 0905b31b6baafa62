"""Whether a status once gained is lost by the mirrored rule, by a rule of its own, or only by a decision (section 8.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sojourn.model.rule import AnyOf, Bound, Limb, Ref, Rule, rule_from_dict, rule_to_dict
from sojourn.rules import History, RuleError, apply
from sojourn.rules.comparison.compare import compare
from sojourn.rules.comparison.relation import EQUAL

GAINED = Limb(
    "arrival", "stay", Bound(6, "month", ">="), accumulation="continuous", basis="actual", prior="non-resident"
)
LOST = Limb("departure", "absence", Bound(2, "year", ">="), accumulation="continuous", basis="actual", prior="resident")
# A stay of two years, a year away, a stay again, and away for good.
PERSON = History(
    "x", ((date(2015, 1, 1), date(2017, 1, 1)), (date(2018, 1, 1), date(2019, 1, 1))), "non-resident", date(2023, 1, 1)
)


def migrations(rule: Rule) -> list[bool | None]:
    rules = {"lost": LOST}
    return [decision.migration for decision in apply(rule, PERSON, resolve=rules.__getitem__)]


def test_a_status_is_lost_by_the_mirror_image_unless_the_rule_says_otherwise() -> None:
    assert migrations(GAINED) == [True, True, True, True]
    assert migrations(replace(GAINED, ends="mirror")) == [True, True, True, True]


def test_a_status_that_only_a_decision_ends_stays_through_any_absence() -> None:
    """Norway, Ontario: no mirror image is meant; a resident who leaves stays one until somebody decides."""
    assert migrations(replace(GAINED, ends="decision")) == [True, False, False, False]


def test_a_status_is_lost_by_a_rule_of_its_own() -> None:
    # One year away is not enough, the absence for good is.
    assert migrations(replace(GAINED, ends=Ref("lost"))) == [True, False, False, True]
    assert migrations(AnyOf((GAINED, LOST))) == [True, False, False, True]


def test_how_a_status_ends_changes_nothing_of_who_gains_it() -> None:
    assert compare(GAINED, replace(GAINED, ends="decision")).relation == EQUAL


def test_it_is_written_as_it_was_read() -> None:
    for ends in ("mirror", "decision", Ref("lost")):
        rule = replace(GAINED, ends=ends)
        assert rule_from_dict(rule_to_dict(rule)) == rule


def test_two_ways_at_once_and_an_unknown_rule_are_refused() -> None:
    with pytest.raises(RuleError, match="lost in two ways"):
        migrations(AnyOf((replace(GAINED, ends="mirror"), replace(GAINED, ends="decision"))))
    with pytest.raises(RuleError, match="unknown reference"):
        migrations(replace(GAINED, ends=Ref("nowhere")))
