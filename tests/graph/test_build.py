"""The graph as a whole: derived triples, order, formats, and the parts for each entry."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from sojourn.graph.triples.build import asserted_triples, build_graph, ordered
from sojourn.graph.vocabulary import NS, compress, expand
from sojourn.graph.writing.formats import FORMATS, entry_graphs, serialize
from sojourn.loading.glossary.compiled import compiled_entries, iri
from sojourn.loading.glossary.content import Content
from sojourn.model.errors import UsageError

ROOT = Path(__file__).parents[2]
BASE = "https://example.org/small/"
Graph = list[ox.Triple]


def subject(triple: ox.Triple) -> str:
    assert isinstance(triple.subject, ox.NamedNode)
    return triple.subject.value


def has(graph: Graph, name: str, predicate: str, value: str) -> bool:
    triple = ox.Triple(ox.NamedNode(BASE + name), ox.NamedNode(expand(predicate)), ox.NamedNode(BASE + value))
    return triple in graph


@pytest.mark.parametrize(
    ("name", "predicate", "value"),
    [
        ("term/international-migration", "skos:narrower", "term/immigration"),
        ("term/emigration", "skos:related", "term/immigration"),
        ("term/immigration", "skos:inScheme", "scheme/small"),
        ("term/international-migration", "skos:topConceptOf", "scheme/small"),
        ("scheme/small", "skos:hasTopConcept", "term/international-migration"),
        ("code/unit/month", "skos:inScheme", "code/unit"),
        ("code/unit", "skos:hasTopConcept", "code/unit/month"),
        ("definition/small-nzl-arrival", "sj:country", "country/NZL"),
        ("country/NZL", "sj:hasDefinition", "definition/small-nzl-arrival"),
        ("country/NZL", "sj:hasInstrument", "instrument/small-nzl-border"),
        ("framework/small-framework", "sj:hasRule", "rule/small-immigrant"),
        ("rule/small-immigrant", "sj:framework", "framework/small-framework"),
        ("definition/small-nzl-card-arrival", "dct:isReplacedBy", "definition/small-nzl-arrival"),
        ("definition/small-nzl-weighted", "sj:conflictsWith", "definition/small-nzl-arrival"),
        ("term/immigration", "sj:distinguishedFrom", "term/emigration"),
        ("term/immigration", "prov:hadPrimarySource", "source/small-handbook"),
    ],
)
def test_what_follows_is_published(small_graph: Graph, name: str, predicate: str, value: str) -> None:
    assert has(small_graph, name, predicate, value)


def test_definitions_and_rules_carry_the_digests_of_the_registry(small: Content, small_graph: Graph) -> None:
    entries, base = compiled_entries(small), small.scheme["base"]
    for kind in ("rule", "definition"):
        for id, data in entries[kind].items():
            node = ox.NamedNode(iri(base, kind, id))
            for name, key in (("contentHash", "content_hash"), ("ruleHash", "rule_hash")):
                assert ox.Triple(node, ox.NamedNode(NS + name), ox.Literal(data[key])) in small_graph


def test_the_dates_of_releases_are_published(real: Content, real_graph: Graph) -> None:
    node = iri(real.scheme["base"], "term", "usual-residence")
    own = {t.predicate.value: str(t.object) for t in real_graph if subject(t) == node}
    first = real.releases[0].date
    assert first in own[expand("dct:created")]
    assert own[expand("dct:modified")] >= own[expand("dct:created")]


def test_what_does_not_follow_is_not(small_graph: Graph) -> None:
    assert not has(small_graph, "term/immigration", "skos:topConceptOf", "scheme/small")
    assert not has(small_graph, "country/NZL", "sj:hasDefinition", "source/small-nzl-manual")
    assert not has(small_graph, "term/immigration/definition/en", "prov:hadPrimarySource", "source/small-handbook")


@pytest.mark.parametrize("name", ["small_graph", "real_graph"])
def test_there_are_no_blank_nodes(name: str, request: pytest.FixtureRequest) -> None:
    lines = serialize(request.getfixturevalue(name), "nt")
    assert re.findall(rb"^_:.*|^\S+ \S+ _:.*", lines, re.MULTILINE) == []


def test_triples_stand_once_and_a_node_before_its_parts(small_graph: Graph) -> None:
    assert len(set(small_graph)) == len(small_graph)
    assert ordered(reversed(small_graph)) == small_graph
    subjects = list(dict.fromkeys(subject(triple) for triple in small_graph))
    place = subjects.index(f"{BASE}term/immigration")
    assert subjects[place + 1].startswith(f"{BASE}term/immigration/")


def test_literals_keep_their_form(small_graph: Graph) -> None:
    values = {str(triple.object) for triple in small_graph}
    assert '"1998"^^<http://www.w3.org/2001/XMLSchema#gYear>' in values
    assert '"554"' in values
    assert '"012"' not in values


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", ["small_graph", "real_graph"])
def test_every_format_reads_back_to_the_same_graph(name: str, ending: str, request: pytest.FixtureRequest) -> None:
    graph: Graph = request.getfixturevalue(name)
    read = {quad.triple for quad in ox.parse(serialize(graph, ending), format=FORMATS[ending])}
    assert read == set(graph)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError, match="'xlsx' is no RDF format"):
        serialize([], "xlsx")


DIGESTS = """
import hashlib, json, sys
from pathlib import Path
from sojourn.graph.triples.build import build_graph
from sojourn.graph.writing.formats import FORMATS, serialize
from sojourn.loading.glossary.content import load_content
graph = build_graph(load_content(Path(sys.argv[1])))
print(json.dumps({ending: hashlib.sha256(serialize(graph, ending)).hexdigest() for ending in FORMATS}))
"""


def test_two_processes_write_the_same_bytes(small: Content) -> None:
    graph = build_graph(small)
    command = [sys.executable, "-c", DIGESTS, str(small.root)]
    environments = ({**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "tools")} for seed in "12")
    running = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) for env in environments]
    found = [json.loads(process.communicate()[0]) for process in running]
    assert found[0] == found[1]
    assert found[0] == {ending: hashlib.sha256(serialize(graph, ending)).hexdigest() for ending in FORMATS}


def test_turtle_declares_just_the_prefixes_it_uses() -> None:
    triple = ox.Triple(ox.NamedNode(BASE + "x"), ox.NamedNode(expand("dct:title")), ox.Literal("sj: skosxl:x"))
    text = serialize([triple], "ttl").decode()
    assert "@prefix dct:" in text
    assert "@prefix void:" not in text


def test_json_ld_uses_the_keys_of_the_content(small_graph: Graph) -> None:
    (arrival,) = [
        node
        for node in json.loads(serialize(small_graph, "jsonld"))["@graph"]
        if node["@id"] == f"{BASE}definition/small-nzl-arrival"
    ]
    assert arrival["threshold_value"] == 12
    assert arrival["national_term"] == {"en": "migrant arrival"}


def test_every_triple_belongs_to_one_entry(small: Content, small_graph: Graph) -> None:
    entries = [iri(BASE, kind, id) for kind in small.entries for id in small.entries[kind]]
    parts = entry_graphs(small_graph, [*entries, f"{BASE}scheme/small"])
    assert sum(len(part) for part in parts.values()) == len(small_graph)
    subjects = {subject(triple) for triple in parts[f"{BASE}term/immigration"]}
    assert {
        f"{BASE}term/immigration",
        f"{BASE}term/immigration/citation/1",
        f"{BASE}term/immigration/distinction/1",
    } <= subjects
    assert all(subject.startswith(f"{BASE}term/immigration") for subject in subjects)


def test_triples_of_nobody_are_left_out_of_the_parts(small_graph: Graph) -> None:
    assert entry_graphs(small_graph, []) == {}


def test_names_are_compressed_and_expanded() -> None:
    assert compress(expand("sj:thresholdValue")) == "sj:thresholdValue"
    assert compress("https://example.org/x") == expand("https://example.org/x") == "https://example.org/x"


@pytest.mark.slow
def test_building_the_graph_costs_a_few_times_what_parsing_it_costs(real: Content, real_graph: Graph) -> None:
    """As a ratio within one run, in processor time (about 6 when it was written): others may use the machine."""
    text = serialize(real_graph, "nt")
    start = time.process_time()
    list(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
    middle = time.process_time()
    build_graph(real)
    assert time.process_time() - middle < 30 * (middle - start)


def test_asserted_triples_come_before_what_follows(small: Content, small_graph: Graph) -> None:
    assert set(asserted_triples(small)) < set(small_graph)
