"""No query leaves the graph: a server on this machine must never be asked, whatever the query is dressed up as."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sojourn.graph.queries.guard import refuse_unsafe
from sojourn.graph.queries.query import example_queries, run_query
from sojourn.model.errors import UsageError
from tests.fuzz.canary import Canary
from tests.fuzz.fuzz_guard import TOKENS, went_out


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.close()


TRIPLE = ox.Triple(ox.NamedNode("http://a/"), ox.NamedNode("http://p/"), ox.Literal(1))
CALL = "SERVICE <URL> { ?x ?y ?z }"
ATTACKS = [
    "SELECT * WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * WHERE { sErViCe SILENT <URL> { ?s ?p ?o } }",
    "SELECT * WHERE { SERVICESILENT<URL>{ ?s ?p ?o } }",
    "SELECT * WHERE { SERVICE\n# a comment\n<URL> { ?s ?p ?o } }",
    "PREFIX x: <URL> SELECT * WHERE { SERVICE x: { ?s ?p ?o } }",
    "PREFIX : <URL> SELECT * WHERE { SERVICE:x { ?s ?p ?o } }",
    "SELECT * WHERE { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "SELECT * WHERE { ?a ?b 1e5SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * WHERE { ?a ?b trueSERVICE <URL> { ?s ?p ?o } }",
    "SELECT * WHERE { ?a ?b ?c.SERVICE <URL> { ?s ?p ?o } }",
    "PREFIX : <http://e/> SELECT * WHERE { ?s a :.SERVICE <URL> { ?a ?b ?c } }",
    "PREFIX e: <http://e/> SELECT * WHERE { ?s a e:.SERVICE SILENT <URL> { ?a ?b ?c } }",
    "PREFIX e.x: <http://e/> ASK { ?s a e.x:.SERVICE <URL> { ?a ?b ?c } }",
    "SELECT * WHERE { { SELECT * WHERE { SERVICE <URL> { ?s ?p ?o } } } }",
    "SELECT * WHERE { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * WHERE { SERV\\u0049CE <URL> { ?s ?p ?o } }",
    'SELECT * WHERE { ?s ?p "\\u0022" SERVICE <URL> { ?x ?y ?z } ?q ?r "\\u0022" }',
    "SELECT * WHERE { ?s ?p ?a . ?q ?r ?b FILTER(?a<?b)SERVICE?x#>\n{ ?x ?y ?z } }",
    'SELECT * WHERE { ?s ?p ?a . ?s ?q ?b FILTER(?a<?b#>"""\n) SERVICE <URL> { ?x ?y ?z } FILTER(?a<?b#>"""\n) }',
    'SELECT * WHERE { ?s ?p ?a FILTER(?a<?b#>"""\n) ?s ?p (?x <http://a#>) SERVICE <URL> { ?x ?y ?z } } #"""',
    "PREFIX e: <http://e/> SELECT * WHERE { ?s ?p e:a\\#b SERVICE <URL> { ?x ?y ?z } }",
    "PREFIX e: <http://e/> SELECT * WHERE { ?s ?p e:a\\'b SERVICE <URL> { ?x ?y ?z } FILTER(?p != e:a\\'b) }",
    'SELECT * WHERE { ?s ?p "a\\"" SERVICE <URL> { ?x ?y ?z } }',
    'SELECT * WHERE { ?s ?p """a"b""c\\"""" SERVICE <URL> { ?x ?y ?z } }',
    "SELECT * WHERE { ?s ?p '''a'b''' SERVICE <URL> { ?x ?y ?z } }",
    "SELECT * FROM <URL> WHERE { ?s ?p ?o }",
    "SELECT * FROM NAMED <file:///etc/hostname> WHERE { GRAPH ?g { ?s ?p ?o } }",
    "ASK FROM <URL> { ?s ?p ?o }",
    "LOAD <URL>",
    "INSERT DATA { <a:b> <a:c> <a:d> }",
    "DELETE WHERE { ?s ?p ?o }",
    "CLEAR ALL",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_before_it_runs(attack: str, canary: Canary) -> None:
    with pytest.raises(UsageError):
        run_query([TRIPLE], attack.replace("URL", canary.url))
    assert canary.visits == 0


HARMLESS = [
    'SELECT * WHERE { ?s ?p ?o FILTER(CONTAINS(STR(?o), "military service")) }',
    "SELECT * WHERE { ?s ?p 'from here to there' } # SERVICE <http://x/> is only a comment",
    "SELECT * WHERE { ?s <http://example.org/service#load> ?service_from . ?s ?p $from }",
    "PREFIX e: <http://e/> SELECT * WHERE { ?s e:service ?o ; e:from ?x }",
    'SELECT * WHERE { ?s ?p "x"@en-service }',
    "SELECT * WHERE { ?s ?p ?o FILTER(?o < 3 && ?o > 1) }",
    "SELECT * WHERE { ?s ?p ?o FILTER(?o IN (<http://a#b>, <http://c#d>)) }",
    "SELECT * WHERE { VALUES (?a ?b) { (<http://a/b> <http://c/d>) } }",
    'SELECT * WHERE { ?s ?p """a " quoted "" SERVICE <x> { } """ }',
    "SELECT * WHERE { ?s ?p ?o FILTER(REGEX(STR(?o), '\\\\u0041')) }",
    "SELECT (UUID() AS ?u) (STRUUID() AS ?v) (RAND() AS ?w) (NOW() AS ?x) WHERE { }",
    'ASK { BIND(UUID() AS ?u) FILTER(ISIRI(?u) && REGEX(STR(?u), "^urn:uuid:", "i")) }',
    "SELECT (group_concat(?o) AS ?all) WHERE { ?s ?p ?o FILTER(ISLITERAL(?o) || ISBLANK(?o)) }",
]


@pytest.mark.parametrize("query", HARMLESS)
def test_a_harmless_query_is_not_refused(query: str) -> None:
    run_query([TRIPLE], query)


@pytest.mark.parametrize("example", example_queries(), ids=lambda query: query.name)
def test_the_examples_are_not_refused(example: object) -> None:
    refuse_unsafe(example.text)  # type: ignore[attr-defined]


def test_what_the_grammar_cannot_read_is_refused_with_its_place() -> None:
    with pytest.raises(UsageError, match=r"cannot be read.*line 2, column 12") as caught:
        refuse_unsafe("SELECT * WHERE {\n  ?s ?p ?o ?q }")
    assert caught.value.where.line == 2


@pytest.mark.parametrize(
    "query", ["SELECT * WHERE { <<( ?s ?p ?o )>> ?a ?b }", 'SELECT (LANGDIR("a"@en--ltr) AS ?d) WHERE { }']
)
def test_what_only_sparql_1_2_has_is_refused(query: str) -> None:
    """The grammar cannot read it, so nobody could say that it asks nobody."""
    with pytest.raises(UsageError, match=r"cannot be read.*SPARQL 1\.1"):
        refuse_unsafe(query)


def test_what_is_refused_is_refused_with_its_line() -> None:
    with pytest.raises(UsageError, match="SERVICE") as caught:
        refuse_unsafe("SELECT * WHERE {\n  ?s ?p ?o .\n  SERVICE <http://a/> { ?s ?p ?o } }")
    assert caught.value.where.line == 3


def test_five_thousand_braces_are_refused_and_a_long_text_too() -> None:
    with pytest.raises(UsageError, match="nested too deep"):
        refuse_unsafe("SELECT * WHERE " + "{" * 5_000 + "}" * 5_000)
    with pytest.raises(UsageError, match="too long"):
        refuse_unsafe("SELECT * WHERE { ?s ?p ?o } #" + "x" * 300_000)


def test_the_canary_sings(canary: Canary) -> None:
    """The server is really asked when the guard is not there; else the tests above would prove nothing."""
    query = "SELECT * WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }".replace("URL", canary.url)
    list(ox.Store().query(query))  # type: ignore[arg-type]
    assert canary.visits > 0
    canary.visits = 0


PIECES = st.sampled_from(TOKENS)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(PIECES, max_size=6), after=st.lists(PIECES, max_size=6), space=st.sampled_from(["", " "]))
def test_what_the_guard_lets_through_asks_nobody(
    before: list[str], after: list[str], space: str, canary: Canary
) -> None:
    """Law: a query that passes the guard never reaches a server, if the engine takes it at all."""
    inside = space.join([*before, CALL.replace("URL", canary.url), *after])
    query = f"PREFIX e: <http://e/> SELECT * WHERE {{ {inside} }}"
    assert not went_out(query, canary), query
