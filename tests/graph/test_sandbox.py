"""A query from outside runs in a process that can be killed, has limits, and can open nothing."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from sojourn.graph.queries.query import run_query
from sojourn.graph.queries.sandbox import Limits, QueryStoppedError, Sandbox
from sojourn.graph.writing.formats import serialize
from sojourn.model.errors import UsageError
from tests.fuzz.canary import Canary
from tests.support import wait_until

HEAVY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a"


@pytest.fixture(scope="module")
def graph_file(small_graph: list[ox.Triple], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "graph.nt"
    path.write_bytes(serialize(small_graph, "nt"))
    return path


@pytest.fixture(scope="module")
def sandbox(graph_file: Path) -> Iterator[Sandbox]:
    with Sandbox(graph_file, Limits(seconds=1, rows=1_000, bytes=500_000)) as sandbox:
        yield sandbox


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?c ?l { ?c a sj:Country ; ?p ?l }",
        "ASK { ?c a sj:Country }",
        "CONSTRUCT { ?c a ?t } { ?c a sj:Country ; a ?t }",
    ],
)
def test_the_answer_is_that_of_the_engine_at_hand(sandbox: Sandbox, small_graph: list[ox.Triple], query: str) -> None:
    here, there = run_query(small_graph, query), sandbox.ask(query)
    assert there.variables == here.variables
    assert set(map(str, there.rows)) == set(map(str, here.rows))


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        (HEAVY, "seconds"),
        ("SELECT * { ?a (!<x:x>)* ?c . ?d (!<x:x>)* ?e . ?f (!<x:x>)* ?g }", "rows"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", "rows"),
        ("CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }", "rows"),
        ('SELECT (CONCAT(?x, ?x, ?x) AS ?y) { BIND(STR("' + "x" * 200_000 + '") AS ?x) }', "bytes"),
    ],
)
def test_a_query_beyond_a_limit_is_stopped_and_the_next_one_is_answered(
    sandbox: Sandbox, query: str, limit: str
) -> None:
    started = time.monotonic()
    with pytest.raises(QueryStoppedError) as caught:
        sandbox.ask(query)
    assert caught.value.limit in (limit, "seconds")
    assert caught.value.advice
    assert time.monotonic() - started < 20
    assert sandbox.ask("ASK { ?s ?p ?o }").rows


def test_a_process_that_needs_too_much_memory_ends_and_says_so(graph_file: Path) -> None:
    with Sandbox(graph_file, Limits(seconds=30, memory=400)) as sandbox, pytest.raises(QueryStoppedError) as caught:
        sandbox.ask(HEAVY)
    assert caught.value.limit in ("memory", "seconds")


def test_a_killed_process_loses_one_answer_and_not_the_next(sandbox: Sandbox) -> None:
    sandbox.start()
    assert sandbox._child.process is not None
    os.kill(sandbox._child.process.pid, signal.SIGKILL)
    with contextlib.suppress(QueryStoppedError):
        sandbox.ask("ASK { ?s ?p ?o }")
    assert sandbox.ask("ASK { ?s ?p ?o }").rows


def test_even_without_the_guard_nobody_is_asked(sandbox: Sandbox) -> None:
    canary = Canary()
    for silent in ("", "SILENT "):
        query = f"SELECT * {{ SERVICE {silent}<{canary.url}> {{ ?s ?p ?o }} }}"
        try:
            sandbox.trusted(query)
        except UsageError as error:
            assert "cannot be run" in error.title
    assert canary.visits == 0
    canary.close()


def test_syntax_faults_are_those_of_the_query(sandbox: Sandbox) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        sandbox.ask("SELECT * { ?s ?p ?o } GROUP BY ?s HAVING")
    with pytest.raises(UsageError, match="refused"):
        sandbox.ask("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_an_entity_bomb_is_no_graph(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = tmp_path / "bomb.rdf"
    bomb.write_text(
        f'<!DOCTYPE r [<!ENTITY a0 "ha">{entities}]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:e="http://e/"><rdf:Description rdf:about="http://x/"><e:p>&a11;</e:p></rdf:Description></rdf:RDF>',
        "utf-8",
    )
    with Sandbox(bomb, Limits(memory=500)) as sandbox, pytest.raises(UsageError, match=r"bomb\.rdf"):
        sandbox.start()


def test_control_c_stops_the_command_at_once(graph_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "heavy.rq"
    path.write_text(HEAVY, "utf-8")
    command = [sys.executable, "-m", "sojourn", "query", str(path), "--graph", str(graph_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
        wait_until(lambda: bool(children.read_text("ascii").split()), "the query runs in a process of its own")
        running.send_signal(signal.SIGINT)
        started = time.monotonic()
        running.communicate(timeout=10)
        assert time.monotonic() - started < 5
    assert running.returncode not in (0, 3)


def test_the_command_line_takes_limits(graph_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.rq"
    path.write_text("SELECT * { ?s ?p ?o }", "utf-8")
    command = [sys.executable, "-m", "sojourn", "query", str(path), "--graph", str(graph_file), "--format", "json"]
    stopped = subprocess.run([*command, "--rows", "3"], capture_output=True, text=True, check=False)
    assert stopped.returncode == 2
    assert json.loads(stopped.stdout or stopped.stderr)["error"]["title"] == "the query was stopped"
    whole = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len(json.loads(whole.stdout)["results"]["bindings"]) > 3
