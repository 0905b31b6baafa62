"""SPARQL: the example queries on both engines, the kinds of result, and how results are shown."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from sojourn.graph.queries import store as store_module
from sojourn.graph.queries.query import Query, QueryResult, example_queries, parse_query, read_query, run_query
from sojourn.graph.queries.store import open_store, packaged_graph
from sojourn.graph.queries.table import readable, sparql_csv, sparql_json, text_table
from sojourn.graph.vocabulary import expand, prefixes
from sojourn.graph.writing.formats import FORMATS, serialize
from sojourn.model.errors import SojournError, UsageError

EXAMPLES = example_queries()
BASE = "https://example.org/small/"
Graph = list[ox.Triple]


@pytest.fixture(scope="module")
def small_store(small_graph: Graph) -> ox.Store:
    return open_store(small_graph)


@pytest.fixture(scope="module")
def real_store(real_graph: Graph) -> ox.Store:
    return open_store(real_graph)


@pytest.fixture(scope="module")
def reversed_store(real_graph: Graph) -> ox.Store:
    """The real graph, filled in the opposite order."""
    return open_store(reversed(real_graph))


# rdflib needs minutes for all examples on the real graph.
@pytest.fixture(scope="module", params=["small", pytest.param("real", marks=pytest.mark.slow)])
def both(request: pytest.FixtureRequest) -> tuple[ox.Store, rdflib.Graph]:
    store: ox.Store = request.getfixturevalue(f"{request.param}_store")
    graph: Graph = request.getfixturevalue(f"{request.param}_graph")
    other = rdflib.Graph().parse(data=serialize(graph, "nt"), format="nt")
    return store, other


def test_there_are_enough_examples() -> None:
    assert len(EXAMPLES) >= 14


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda query: query.name)
def test_an_example_says_in_plain_words_what_it_asks(example: Query) -> None:
    assert example.title and example.title != example.name
    assert example.question.rstrip(")").endswith("?") or "? (" in example.question
    assert "ORDER BY" in example.text, "without an order, the rows change from run to run"


def plain(value: Any) -> Any:
    """A value of either engine in one form; numbers by value, since engines type sums differently."""
    if value is None:
        return None
    if isinstance(value, ox.NamedNode | rdflib.URIRef):
        return str(value.value if isinstance(value, ox.NamedNode) else value)
    text = value.value if isinstance(value, ox.Literal) else str(value)
    language = (value.language or "").lower()
    try:
        return (float(text), "")
    except ValueError:
        return (text, language)


def rdflib_rows(graph: rdflib.Graph, query: str) -> list[tuple[Any, ...]]:
    return [tuple(plain(value) for value in row) for row in graph.query(query, initNs=prefixes())]  # type: ignore[union-attr]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda query: query.name)
def test_both_engines_agree(example: Query, both: tuple[ox.Store, rdflib.Graph]) -> None:
    ours = [tuple(plain(value) for value in row) for row in run_query(both[0], example.text).rows]
    assert sorted(ours, key=repr) == sorted(rdflib_rows(both[1], example.text), key=repr)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda query: query.name)
def test_rows_come_in_one_order(example: Query, real_store: ox.Store, reversed_store: ox.Store) -> None:
    first, second = (run_query(store, example.text).rows for store in (real_store, reversed_store))
    assert first == second


# Queries about what the content need not have (yet), and the class that they are about.
ABOUT = {"conformance": "sj:Comparison", "methods": "sj:Method", "figures": "sj:Figure"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda query: query.name)
def test_an_example_finds_something_in_the_real_content(example: Query, real_store: ox.Store) -> None:
    found = run_query(real_store, example.text).rows
    there = run_query(real_store, f"ASK {{ ?s a {ABOUT.get(example.name, 'sj:Definition')} }}").rows
    assert found or there == ((ox.Literal(False),),)


def test_every_example_about_optional_content_finds_something_in_the_small_one(small_store: ox.Store) -> None:
    found = {
        name for name in ABOUT for query in EXAMPLES if query.name == name and run_query(small_store, query.text).rows
    }
    assert found == {"methods", "figures"}


def test_durations_keep_stays_and_absences_apart(small_store: ox.Store) -> None:
    (example,) = (query for query in EXAMPLES if query.name == "durations")
    rows = {
        tuple(value.value for value in row if isinstance(value, ox.Literal))
        for row in run_query(small_store, example.text).rows
    }
    assert rows == {("stay", "12", "month", "1", "1"), ("stay", "183", "day", "1", "1")}


def test_every_limb_is_found_by_the_path(small_store: ox.Store) -> None:
    result = run_query(
        small_store,
        "SELECT ?v WHERE { ?d dct:identifier 'small-immigrant' ; sj:limb*/sj:thresholdValue ?v } ORDER BY ?v",
    )
    assert [row[0] for row in result.rows] == [ox.Literal(6), ox.Literal(12)]


def test_ask_and_construct_have_rows_too(small_store: ox.Store) -> None:
    assert run_query(small_store, "ASK { ?s a sj:Term }") == QueryResult(("answer",), ((ox.Literal(True),),))
    built = run_query(small_store, "CONSTRUCT { ?s a skos:Concept } WHERE { ?s a sj:ReferenceRule }")
    assert built.variables == ("subject", "predicate", "object")
    assert len(built.rows) == 3


def test_user_input_goes_in_as_a_value(small_store: ox.Store) -> None:
    hostile = ox.Literal('x" } SERVICE <http://example.org/> { ?a ?b ?c')
    text = "SELECT ?t ?id WHERE { ?t dct:identifier ?id }"
    assert run_query(small_store, text, {"id": hostile}).rows == ()
    assert len(run_query(small_store, text, {"id": ox.Literal("immigration")}).rows) == 2


def test_a_value_for_a_variable_that_is_not_asked_for_is_refused(small_store: ox.Store) -> None:
    with pytest.raises(UsageError, match="cannot be run"):
        run_query(small_store, "SELECT ?t WHERE { ?t dct:identifier ?id }", {"id": ox.Literal("x")})


def test_a_faulty_query_says_where(small_store: ox.Store) -> None:
    with pytest.raises(UsageError, match="the query cannot be read"):
        run_query(small_store, "SELECT ?x WHERE { ?x }")


def test_the_head_of_a_query_is_read() -> None:
    query = parse_query("# title: T\n# question: Q?\n# note: one\n# note: two\nASK {}", "q")
    assert (query.title, query.question, query.note, query.name) == ("T", "Q?", "one two", "q")
    assert parse_query("ASK {}", "q").title == "q"


def test_a_query_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_query(tmp_path / "none.rq")


@pytest.mark.parametrize("ending", FORMATS)
def test_a_graph_is_read_in_every_format(ending: str, tmp_path: Path, small_graph: Graph) -> None:
    path = tmp_path / f"graph.{ending}"
    path.write_bytes(serialize(small_graph, ending))
    assert len(open_store(path)) == len(small_graph)


def test_a_graph_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("this is no Turtle", "utf-8")
    for path, reason in (
        (broken, "cannot be read"),
        (tmp_path / "x.xlsx", "is no RDF file"),
        (tmp_path / "x.nt", "cannot be"),
    ):
        with pytest.raises(UsageError, match=reason):
            open_store(path)


def test_the_packaged_graph_is_asked_for_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "PACKAGED", tmp_path / "graph.nt")
    with pytest.raises(SojournError, match="the compiled graph is missing"):
        packaged_graph()
    (tmp_path / "graph.nt").touch()
    assert packaged_graph() == tmp_path / "graph.nt"


def test_people_see_labels(small_store: ox.Store) -> None:
    country = ox.NamedNode(f"{BASE}country/NZL")
    found = QueryResult(("c",), ((country,),))
    show = readable(partial(run_query, small_store), found)
    assert show(country) == "New Zealand"
    assert readable(partial(run_query, small_store), found, "fr")(country) == "Nouvelle-Zélande"
    assert show(ox.NamedNode(f"{BASE}definition/small-nzl-arrival")) == "small-nzl-arrival"
    assert show(ox.NamedNode(expand("sj:basis"))) == "sj:basis"
    assert show(ox.NamedNode("https://elsewhere.example/x")) == "https://elsewhere.example/x"
    assert show(ox.Literal("a")) == "a"
    assert show(ox.BlankNode("b")) == "_:b"
    assert show(None) == ""


ROWS = QueryResult(
    ("name", "n", "x"),
    (
        (ox.Literal("=long " + "x" * 80, language="en"), ox.Literal(12), None),
        (ox.NamedNode("https://example.org/a,b"), ox.Literal(3), ox.BlankNode("b")),
    ),
)


def test_a_table_is_aligned_and_cut(small_store: ox.Store) -> None:
    lines = text_table(ROWS, readable(partial(run_query, small_store), ROWS), 20).splitlines()
    assert lines[0].startswith("name")
    assert lines[2].startswith("=long xxxxxxxxxxxxx…")
    assert lines[2].index("12") + 1 == lines[3].index(" 3") + 1
    nothing = QueryResult(("a",), ())
    assert text_table(nothing, readable(partial(run_query, small_store), nothing)) == "a\n-"


def test_json_and_csv_have_the_shapes_of_the_recommendations() -> None:
    document = sparql_json(ROWS)
    assert document["head"] == {"vars": ["name", "n", "x"]}
    first, second = document["results"]["bindings"]
    assert first["name"]["xml:lang"] == "en"
    assert first["n"] == {"type": "literal", "value": "12", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}
    assert "x" not in first
    assert second == {
        "name": {"type": "uri", "value": "https://example.org/a,b"},
        "n": {"type": "literal", "value": "3", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
        "x": {"type": "bnode", "value": "b"},
    }
    rows = list(csv.reader(io.StringIO(sparql_csv(ROWS))))
    assert rows[0] == ["name", "n", "x"]
    assert rows[2] == ["https://example.org/a,b", "3", "b"]
