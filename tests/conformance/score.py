"""Scores of published suites: each is reported by its test, and must be the one that the site shows (site/conformance.yaml)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sojourn.prose.tables import from_yaml
from tests.support import REPOSITORY

# Reports the score of a suite: its id, how many are right, and of how many.
Score = Callable[[str, int, int], None]
FILE = REPOSITORY / "site" / "conformance.yaml"


def kept() -> list[dict[str, Any]]:
    """The table of the site."""
    found: list[dict[str, Any]] = from_yaml(FILE.read_text("utf-8"))["suites"]
    return found


def check(seen: dict[str, tuple[int, int]], id: str, right: int, total: int) -> None:
    """Note a score. It must be the one of the table, which says the same to its readers."""
    seen[id] = (right, total)
    row = next((row for row in kept() if row["id"] == id), None)
    assert row is not None, f"'{id}' is missing in {FILE.name}"
    assert (row["right"], row["total"]) == (right, total), (
        f"{FILE.name} says {row['right']} of {row['total']} for '{id}'"
    )


def lines(seen: dict[str, tuple[int, int]]) -> Iterator[str]:
    """The table for a terminal; what this run did not measure is marked."""
    for row in kept():
        state = "now" if row["id"] in seen else f"by hand, {row['by_hand']}" if "by_hand" in row else "not in this run"
        yield f"{row['name']['en']:<72} {row['right']:>4} of {row['total']:<4} ({state})"
