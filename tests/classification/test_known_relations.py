"""Relations that were worked out beforehand: the same answers, and no pair is compared again."""

from __future__ import annotations

import random
from importlib import import_module
from typing import Any

import pytest

import sojourn
from sojourn import service
from sojourn.classification.comparability import ComparedEntry, comparability, pair_relation
from sojourn.classification.known_relations import NOTHING_KNOWN, KnownRelations, PairRelation
from sojourn.lookup.registry import Registry
from sojourn.lookup.standing import standing_pairs
from sojourn.model.rule import Rule
from sojourn.rules import compare

# Pairs of the registry that are worked out again, drawn anew with each state of the glossary.
SAMPLE = 60


@pytest.fixture(scope="module")
def registry() -> Registry:
    return sojourn.load()


@pytest.fixture(scope="module")
def pairs(registry: Registry) -> list[tuple[Rule, Rule]]:
    return standing_pairs(registry)


def entries(registry: Registry, *ids: str) -> list[ComparedEntry]:
    return [ComparedEntry(d.id, d.country, d.rule) for d in map(registry.definition, ids)]


def test_the_registry_knows_every_pair_of_definitions_that_stand_for_countries(
    registry: Registry, pairs: list[tuple[Rule, Rule]]
) -> None:
    assert len(pairs) > 10_000
    rules = list(dict.fromkeys(rule for pair in pairs for rule in pair))
    number = {rule: place for place, rule in enumerate(rules)}
    known = registry.known_relations.among(rules)
    assert all(known(number[a], number[b]) and known(number[b], number[a]) for a, b in pairs)


def test_what_the_registry_knows_is_what_comparing_gives(registry: Registry, pairs: list[tuple[Rule, Rule]]) -> None:
    for a, b in random.Random(registry.meta("digest")).sample(pairs, SAMPLE):
        kept = registry.known_relations.among([a, b])
        assert kept(0, 1) == pair_relation(compare(a, b, witnesses=False))
        assert kept(1, 0) == pair_relation(compare(b, a, witnesses=False))


def test_the_answer_is_the_same_with_and_without_what_is_known(registry: Registry) -> None:
    """Groups, certainty, the common definition, each way to it, and why some are outside, in words."""
    countries = ["NOR", "SWE", "DNK", "NZL", "AUS", "USA", "PHL", "DEU", "JPN", "IND", "BRA", "KEN", "CHE", "TUR"]
    quick = service.comparability(registry, countries).found
    chosen = entries(registry, *(entry.id for entry in quick.entries))
    slow = comparability(chosen, resolve=registry.rule_of)
    assert quick == slow
    assert any(step.reason for step in slow.steps)
    assert any(step.reachable for step in slow.steps)


def test_for_all_countries_hardly_a_pair_is_compared(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only to say why a definition is outside of what is comparable, once a definition."""
    asked: list[Any] = []

    def counted(*given: Any, **named: Any) -> Any:
        asked.append(given)
        return compare(*given, **named)

    monkeypatch.setattr(import_module("sojourn.classification.comparability"), "compare", counted)
    found = service.comparability(registry).found
    assert len(found.entries) > 150
    assert asked
    assert len(asked) <= len(found.entries)


def test_relations_come_back_from_bytes_and_pairs_that_are_not_there_are_not_known(registry: Registry) -> None:
    six, year, other = (registry.rule_of(id) for id in ("nzl-obm-arrival", "aus-nom-arrival", "nor-immigration"))
    narrower = PairRelation("undetermined", "narrower")
    known = KnownRelations.of([(year, six, narrower), (six, six, PairRelation("equal", "equal"))])
    again = KnownRelations.unpack(known.pack())
    assert again == known
    assert again.pack() == known.pack()
    relation = again.among([six, year, other])
    assert (relation(1, 0), relation(0, 1)) == (narrower, PairRelation("undetermined", "broader"))
    assert relation(0, 0) == PairRelation("equal", "equal")
    assert relation(1, 1) is None
    assert relation(0, 2) is None
    assert NOTHING_KNOWN.among([six])(0, 0) is None
