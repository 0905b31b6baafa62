"""Several processes are copies of one that has the graph loaded: one that is killed is back without loading it again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sojourn.graph.queries.sandbox import Limits, QueryStoppedError, Sandbox, template
from sojourn.graph.queries.template import Template
from sojourn.model.errors import UsageError

LIMITS = Limits(seconds=5, memory=1_024)


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    path = tmp_path / "graph.nt"
    path.write_text('<http://x/a> <http://x/b> "c" .\n', "utf-8")
    return path


@pytest.fixture
def shared(graph: Path) -> Iterator[Template]:
    found = template(graph, LIMITS)
    yield found
    found.close()


def rows(sandbox: Sandbox) -> int:
    return len(sandbox.ask("SELECT * { ?s ?p ?o }").rows)


def kill(sandbox: Sandbox) -> None:
    assert sandbox._child.process is not None
    os.kill(sandbox._child.process.pid, signal.SIGKILL)
    with suppress(QueryStoppedError):
        rows(sandbox)


def test_a_killed_copy_is_back_without_the_graph_being_read_again(graph: Path, shared: Template) -> None:
    with Sandbox(graph, LIMITS, shared) as one, Sandbox(graph, LIMITS, shared) as other:
        assert rows(one) == rows(other) == 1
        graph.unlink()
        for _ in range(3):
            kill(one)
            kill(other)
            assert rows(one) == rows(other) == 1


def test_a_killed_template_is_started_again_for_the_next_copy(graph: Path, shared: Template) -> None:
    with Sandbox(graph, LIMITS, shared) as one, Sandbox(graph, LIMITS, shared) as other:
        one.start()
        assert shared._child.process is not None
        os.kill(shared._child.process.pid, signal.SIGKILL)
        shared._child.process.wait()
        assert rows(one) == 1
        kill(one)
        assert rows(one) == rows(other) == 1


def test_copies_end_with_their_sandbox_and_the_template_with_its_own(graph: Path, shared: Template) -> None:
    with Sandbox(graph, LIMITS, shared) as one:
        one.start()
        assert one._child.process is not None
        copy = one._child.process.pid
        assert one.running
    with Sandbox(graph, LIMITS, shared) as next_one:
        next_one.start()  # the template has seen to the copy before it makes the next
        assert not Path(f"/proc/{copy}").exists()


def test_what_cannot_be_loaded_is_told_as_without_a_template(graph: Path, shared: Template) -> None:
    graph.write_text("no triples", "utf-8")
    with Sandbox(graph, LIMITS, shared) as one, pytest.raises(UsageError, match=r"graph\.nt"):
        one.start()
