"""Search looks at few entries, and finds what it would find by looking at all."""

from __future__ import annotations

import pytest

import sojourn
from tests.bench.draw_queries import drawn
from tests.lookup.test_queries import QUERIES


@pytest.mark.parametrize("lang", [None, "fr"])
@pytest.mark.parametrize("kind", [None, "definition"])
def test_a_short_answer_is_the_beginning_of_a_long_one(lang: str | None, kind: str | None) -> None:
    for query in [*drawn(150, seed=4), *(query for query, *_ in QUERIES)]:
        # So many hits are wanted that no entry can be left out.
        whole = sojourn.search(query, lang=lang, kind=kind, limit=5_000)
        assert len(whole) == len({(hit.kind, hit.id) for hit in whole})
        for limit in (0, 1, 10, 50):
            assert sojourn.search(query, lang=lang, kind=kind, limit=limit) == whole[:limit], (query, limit)
