"""`sojourn query` as people call it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from sojourn.cli.main import main
from sojourn.graph.queries.query import example_queries
from sojourn.graph.writing.formats import serialize


@pytest.fixture(scope="module")
def graph_file(small_graph: list[ox.Triple], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "graph.nt"
    path.write_bytes(serialize(small_graph, "nt"))
    return path


def call(*words: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["query", *map(str, words)], input=stdin)


def test_the_examples_are_listed() -> None:
    done = call("--list")
    assert done.exit_code == 0
    for example in example_queries():
        assert f"{example.name}\n    {example.question}\n" in done.output
    listed = json.loads(call("--list", "--format", "json").output)["queries"]
    assert {entry["name"] for entry in listed} == {example.name for example in example_queries()}


def test_an_example_is_run_by_name(graph_file: Path) -> None:
    done = call("exclusions", "--graph", graph_file)
    assert done.exit_code == 0, done.output
    assert "Which groups do countries leave out" in done.output
    assert "students" in done.output
    assert "1 row\nNote: A group that" in done.output


def test_a_file_and_standard_input_are_run(graph_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("SELECT ?c WHERE { ?c a sj:Country }", "utf-8")
    for done in (call(path, "--graph", graph_file), call("-", "--graph", graph_file, stdin=path.read_text("utf-8"))):
        assert done.exit_code == 0, done.output
        assert "New Zealand" in done.output
    assert "Nouvelle-Zélande" in call(path, "--graph", graph_file, "--lang", "fr").output


def test_json_and_csv_are_those_of_the_w3c(graph_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("SELECT ?c WHERE { ?c a sj:Country }", "utf-8")
    found = json.loads(call(path, "--graph", graph_file, "--format", "json").output)
    assert found["results"]["bindings"] == [{"c": {"type": "uri", "value": "https://example.org/small/country/NZL"}}]
    rows = list(csv.reader(io.StringIO(call(path, "--graph", graph_file, "--format", "csv").output)))
    assert rows == [["c"], ["https://example.org/small/country/NZL"]]


def test_an_unknown_name_gives_near_ones_and_status_1(graph_file: Path) -> None:
    done = call("exclusion", "--graph", graph_file)
    assert done.exit_code == 1
    assert "Did you mean exclusions" in done.output + (done.stderr or "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ASK FROM <http://x/> {}",), "FROM"),
        (("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",), "SERVICE"),
        (("SELECT",), "cannot be read"),
    ],
)
def test_wrong_use_is_status_2_with_a_reason(words: tuple[str], said: str, graph_file: Path) -> None:
    done = call("-", "--graph", graph_file, stdin=words[0])
    assert done.exit_code == 2
    assert said in done.output + (done.stderr or "")


def test_no_query_is_wrong_use() -> None:
    done = call()
    assert done.exit_code == 2
    assert "sojourn query --list" in done.output + (done.stderr or "")
