"""A hundred real queries, in six languages, each with the entry that must answer it and how far down it may stand."""

from __future__ import annotations

from pathlib import Path

import pytest

import sojourn
from sojourn.prose.tables import from_yaml

QUERIES: list[tuple[str, list[str], int]] = [
    (str(query), list(expected), int(most))
    for query, expected, most in from_yaml((Path(__file__).parent / "queries.yaml").read_text("utf-8"))
]


def test_there_are_a_hundred() -> None:
    assert len({query for query, _, _ in QUERIES}) >= 100


@pytest.mark.parametrize(("query", "expected", "most"), QUERIES, ids=[query for query, _, _ in QUERIES])
def test_a_query_finds_what_people_mean(query: str, expected: list[str], most: int) -> None:
    found = [f"{hit.kind}/{hit.id}" for hit in sojourn.search(query, limit=50)]
    ranks = [found.index(one) + 1 for one in expected if one in found]
    assert ranks, f"{expected} not among {found[:10]}"
    assert min(ranks) <= most, found[:10]
