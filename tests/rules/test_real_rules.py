"""Every rule found in sources can be said, is satisfiable, and stands to the others as its text says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sojourn.model.rule import Rule, rule_from_dict
from sojourn.rules import compare, satisfiable

RULES: dict[str, Rule] = {
    name: rule_from_dict(data)
    for name, data in yaml.safe_load(Path(__file__).with_name("real-rules.yaml").read_text(encoding="utf-8")).items()
}


def test_all_thirty_five_are_there() -> None:
    assert len(RULES) == 35


@pytest.mark.parametrize("name", sorted(RULES))
def test_rule_can_hold_and_equals_itself(name: str) -> None:
    assert satisfiable(RULES[name])
    assert compare(RULES[name], RULES[name]).relation == "equal"


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ("nzl-obm-12-16-arrival", "aus-nom-12-16-arrival", "overlapping"),
        ("aus-nom-12-12-arrival", "gbr-ltim", "undetermined"),
        # Both are silent on interruptions, which is taken to be the same: the one asks for a purpose besides.
        ("gbr-stim-un", "gbr-stim-3-12", "narrower"),
        ("geo-2014-immigrant", "gbr-fald", "overlapping"),
        ("nld-brp-immigration", "nzl-obm-9-12", "incomparable"),
        ("lva-usual-residence", "un-residence-option-b", "incomparable"),
        ("nzl-obm-12-16-arrival", "nzl-obm-12-16-departure", "incomparable"),
        ("hkg-mobile-resident", "hkg-usual-resident-permanent", "disjoint"),
        # Disjoint if Korea means more than 90 days, overlapping in one length if it means at least 90.
        ("schengen-90-180", "kor-90-day", "undetermined"),
        # Mixed day conventions with weights: too many cases, and it says so.
        ("usa-irs-substantial-presence", "gbr-srt-day-count", "broader"),
    ],
)
def test_relations(a: str, b: str, relation: str) -> None:
    found = compare(RULES[a], RULES[b], a_id=a, b_id=b)
    assert found.relation == relation, found.to_dict()
    assert compare(RULES[b], RULES[a], a_id=b, b_id=a).relation == found.mirrored().relation


def test_twelve_of_sixteen_months_and_365_of_487_days_agree_on_495_start_dates() -> None:
    found = compare(RULES["nzl-obm-12-16-arrival"], RULES["aus-nom-12-16-arrival"])
    assert found.start_dates.relations["equal"] == 495
    assert not found.start_dates.same_for_all
    assert len(found.start_dates.differs_on) == 1461 - found.start_dates.relations["overlapping"]
