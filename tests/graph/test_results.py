"""Classification results as triples, and the data forms of pages."""

from __future__ import annotations

import json
from dataclasses import replace

import pyoxigraph as ox
import pytest

from sojourn.classification import Classification
from sojourn.graph.triples.results import result_triples
from sojourn.graph.vocabulary import expand
from sojourn.graph.writing.formats import FORMATS
from sojourn.graph.writing.twins import TwinWriter
from sojourn.loading.glossary.compiled import Compiled
from sojourn.loading.glossary.content import Content
from sojourn.model.errors import NotFound
from tests.graph.conftest import RESULT, RESULTS, result

BASE = "https://example.org/small/"
NODE = f"{BASE}definition/small-nzl-arrival/against/small-immigrant-continuous"
Graph = list[ox.Triple]


def values(graph: Graph, subject: str, predicate: str) -> set[str]:
    wanted = (ox.NamedNode(subject), ox.NamedNode(expand(predicate)))
    return {t.object.value for t in graph if (t.subject, t.predicate) == wanted and not isinstance(t.object, ox.Triple)}


def test_a_comparison_is_a_node_with_its_relation(small_graph: Graph) -> None:
    assert values(small_graph, NODE, "rdf:type") == {expand("sj:Comparison")}
    assert values(small_graph, NODE, "sj:relation") == {"undetermined"}
    assert values(small_graph, NODE, "sj:possibleRelation") == {"equal", "broader"}
    assert values(small_graph, NODE, "sj:relationAsStated") == {"equal"}
    assert values(small_graph, NODE, "sj:conformance") == {"partly"}
    assert values(small_graph, NODE, "sj:best") == {"true"}
    assert values(small_graph, NODE, "rdfs:comment") == {"accumulation: leaves people out"}


def test_a_mapping_is_published_as_a_link_too(small_graph: Graph) -> None:
    rule = f"{BASE}rule/small-immigrant-continuous"
    assert values(small_graph, NODE, "sj:mapping") == {expand("skos:closeMatch")}
    assert values(small_graph, f"{BASE}definition/small-nzl-arrival", "skos:closeMatch") == {rule}


def test_without_a_mapping_there_is_no_link(small_graph: Graph) -> None:
    other = f"{BASE}definition/small-nzl-arrival/against/small-immigrant"
    assert values(small_graph, other, "sj:relation") == {"disjoint"}
    for name in ("sj:mapping", "sj:best", "sj:possibleRelation", "rdfs:comment"):
        assert values(small_graph, other, name) == set()


def test_what_cannot_be_compared_is_published_only_if_nothing_comes_closer() -> None:
    apart = result("small-immigrant", "incomparable", "not-applicable")
    alone = Classification("small-nzl-arrival", "small-framework", (apart,))
    node = f"{BASE}definition/small-nzl-arrival/against/small-immigrant"
    assert values(list(result_triples([replace(alone, results=(RESULT, apart))], BASE)), node, "rdf:type") == set()
    assert values(list(result_triples([alone], BASE)), node, "sj:best") == {"true"}


def test_the_same_result_twice_is_one_node() -> None:
    once, twice = set(result_triples(RESULTS, BASE)), set(result_triples([*RESULTS, *RESULTS], BASE))
    assert once == twice


@pytest.mark.parametrize("ending", FORMATS)
def test_an_entry_is_written_with_its_comparisons(ending: str, small: Content, small_graph: Graph) -> None:
    written = TwinWriter(small_graph, Compiled.of(small))("definition", "small-nzl-arrival", ending)
    read = [quad.triple for quad in ox.parse(written, format=FORMATS[ending])]
    assert values(read, NODE, "sj:conformance") == {"partly"}
    assert values(read, f"{BASE}term/immigration", "dct:identifier") == set()


@pytest.mark.parametrize(("kind", "id"), [("code", "unit/month"), ("list", "unit"), ("country", "NZL")])
def test_every_kind_of_entry_has_a_data_form(kind: str, id: str, small: Content, small_graph: Graph) -> None:
    assert len(TwinWriter(small_graph, Compiled.of(small))(kind, id, "nt").splitlines()) > 3


def test_the_compiled_form_is_there_as_json(small: Content, small_graph: Graph) -> None:
    data = json.loads(TwinWriter(small_graph, Compiled.of(small))("term", "international-migration", "json"))
    assert (data["kind"], data["narrower"]) == ("term", ["emigration", "immigration"])


def test_an_unknown_entry_is_refused(small: Content, small_graph: Graph) -> None:
    with pytest.raises(NotFound, match="no term 'gone'"):
        TwinWriter(small_graph, Compiled.of(small))("term", "gone", "ttl")
