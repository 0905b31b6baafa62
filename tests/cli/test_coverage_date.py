"""Coverage says when a source was read last, wherever and whenever the registry was installed."""

from __future__ import annotations

from typing import Any

from sojourn.cli.answers.coverage_words import as_of
from sojourn.lookup.registry import Registry
from sojourn.lookup.writing import write_store
from sojourn.prose.speaker import Speaker

SCHEME = {"scheme": {"version": "7.0.0"}}


def registry(*accessed: str) -> Registry:
    """A registry with one code whose citations were looked up on these days."""
    cited = [{"accessed": day} for day in accessed]
    code: dict[str, Any] = {"id": "basis/actual", "iri": "http://x/basis/actual", "citations": cited}
    return Registry(write_store(":memory:", {"code": {code["id"]: code}}, SCHEME))


def test_the_day_is_that_of_the_source_looked_up_last() -> None:
    told = as_of(registry("2025-11", "2026-01-15", "2025-12-31"), Speaker("en"))
    assert "content 7.0.0, last look at a source: 15 January 2026" in told
    assert "dernière consultation d’une source : janvier 2026" in as_of(
        registry("2026-01", "2025-12-31"), Speaker("fr")
    )


def test_no_day_is_told_where_no_source_has_one() -> None:
    assert "content 7.0.0. What has changed" in as_of(registry(), Speaker("en"))
