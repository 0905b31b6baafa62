"""The running server of tests/serve, for suites that speak HTTP; scores, and the table of them at the end of a run."""

from __future__ import annotations

import pytest

from tests.conformance.score import Score, check, lines
from tests.serve.conftest import served, site

__all__ = ["served", "site"]
SEEN: dict[str, tuple[int, int]] = {}


@pytest.fixture(scope="session")
def score() -> Score:
    """Reports the score of a suite."""
    return lambda id, right, total: check(SEEN, id, right, total)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    if SEEN:
        terminalreporter.section("conformance")
        for line in lines(SEEN):
            terminalreporter.write_line(line)
