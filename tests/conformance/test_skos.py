"""The consistency examples of the SKOS Reference: the checks accept the 35 valid and refuse the 16 invalid ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from sojourn.graph.checking.checks import read_checks, run_checks
from sojourn.graph.queries.store import open_store
from tests.conformance.score import Score

FOLDER = Path(__file__).parent / "skos"
EXAMPLES = sorted(FOLDER.glob("*/*.ttl"))
CHECKS = [check for check in read_checks() if check.name.startswith("skos")]


def is_right(path: Path) -> bool:
    accepted = not list(run_checks(open_store(path), CHECKS))
    return accepted == (path.parent.name == "valid")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_example_of_the_reference(path: Path) -> None:
    assert is_right(path), path.read_text("utf-8")


def test_the_score_is_51_of_51(score: Score) -> None:
    right = sum(is_right(path) for path in EXAMPLES)
    assert (right, len(EXAMPLES)) == (51, 51)
    score("skos", right, len(EXAMPLES))
