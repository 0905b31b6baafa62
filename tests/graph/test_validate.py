"""Shapes and checks: sound content gives no findings, and each fault is found with file, line and key."""

from __future__ import annotations

import time
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from sojourn.graph.checks import read_checks, run_checks
from sojourn.graph.formats import serialize
from sojourn.graph.places import Places
from sojourn.graph.shacl import run_shapes
from sojourn.graph.store import open_store
from sojourn.graph.validate import validate
from sojourn.graph.vocabulary import expand, ontology_folder
from sojourn.loading.content import Content
from sojourn.model.finding import Finding

BASE = "https://example.org/small/"
SHACL = rdflib.Namespace("http://www.w3.org/ns/shacl#")
Graph = list[ox.Triple]


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + name if "/" in name else expand(name))


def triple(subject: str, predicate: str, value: str | int | ox.Literal) -> ox.Triple:
    return ox.Triple(
        node(subject),
        node(predicate),
        node(value) if isinstance(value, str) else ox.Literal(value) if isinstance(value, int) else value,
    )


def test_sound_content_gives_no_findings(small: Content, small_graph: Graph) -> None:
    found = [f for f in validate(small_graph, small) if f.severity != "info"]
    assert [str(f) for f in found] == []


# What is taken out of the graph or put into it; where the finding must stand (file, key); a part of its words.
REMOVED = [
    ("term/emigration", "skos:definition"),
    ("term/emigration", "sj:confidence"),
    ("term/immigration/distinction/1", "sj:why"),
    ("term/immigration/citation/1", "dct:source"),
    ("definition/small-nzl-weighted", "sj:instrument"),
    ("definition/small-nzl-arrival", "sj:thresholdUnit"),
    ("rule/small-immigrant-continuous", "sj:target"),
    ("rule/small-immigrant", "sj:limb"),
    ("framework/small-framework", "sj:status"),
    ("country/NZL", "skos:prefLabel"),
    ("instrument/small-nzl-border", "sj:instrumentType"),
    ("source/small-handbook", "dct:title"),
    ("code/unit/month", "skos:prefLabel"),
    ("scheme/small", "dct:license"),
]
ADDED = [
    triple("term/international-migration", "skos:prefLabel", ox.Literal("migration ", language="en")),
    triple("term/international-migration", "skos:prefLabel", ox.Literal("no language")),
    triple("definition/small-nzl-card-arrival/limb/1", "sj:thresholdComparison", ox.Literal("<")),
    triple("definition/small-nzl-card-arrival/limb/2/limb/1", "sj:windowValue", 0),
    triple("definition/small-nzl-arrival", "sj:basis", "code/measure/stay"),
    triple("definition/small-nzl-arrival", "sj:excludes", "code/group/nationals"),
    triple("country/NZL", "sj:m49", ox.Literal("55")),
]
EXPECTED = [
    ("terms/core/emigration.yaml", "definition", "A term needs a definition"),
    ("terms/core/emigration.yaml", "confidence", "how sure we are"),
    ("terms/core/immigration.yaml", "distinguished_from[0].why", "without a reason"),
    ("terms/core/immigration.yaml", "citations[0].source", "points to one source"),
    ("countries/NZL.yaml", "definitions[small-nzl-weighted].instrument", "belongs to one data source"),
    ("countries/NZL.yaml", "definitions[small-nzl-arrival].rule.threshold.unit", "number without a unit"),
    ("recommendations/small-framework.yaml", "rules[small-immigrant-continuous].target", "defines one thing"),
    ("recommendations/small-framework.yaml", "rules[small-immigrant]", "needs rules to combine"),
    ("recommendations/small-framework.yaml", "status", "in force"),
    ("countries/NZL.yaml", "label", "English name"),
    ("countries/NZL.yaml", "instruments[small-nzl-border].type", "compared by kind"),
    ("sources/international.yaml", "[small-handbook].title", "needs its title"),
    ("codes.yaml", "[unit].codes[month].label", "label for people"),
    ("scheme.yaml", "licence", "Without a licence"),
    ("terms/core/international-migration.yaml", "label", "begins or ends with a blank"),
    ("terms/core/international-migration.yaml", "label", "without a language"),
    ("terms/core/international-migration.yaml", "label", "two preferred labels"),
    ("countries/NZL.yaml", "definitions[small-nzl-card-arrival].rule.all[0].threshold", "compared by '>' or '>='"),
    ("countries/NZL.yaml", "definitions[small-nzl-card-arrival].rule.all[1].not", "one whole number"),
    ("countries/NZL.yaml", "definitions[small-nzl-arrival].rule.basis", "one code of the list 'basis'"),
    ("countries/NZL.yaml", "definitions[small-nzl-arrival].rule.population.includes", "counted and as left out"),
    ("countries/NZL.yaml", "m49", "three digits"),
]


@pytest.fixture(scope="module")
def faults(small: Content, small_graph: Graph) -> list[Finding]:
    removed = {(node(subject), node(predicate)) for subject, predicate in REMOVED}
    kept = [t for t in small_graph if (t.subject, t.predicate) not in removed]
    return validate([*kept, *ADDED], small)


@pytest.mark.parametrize(("file", "key", "words"), EXPECTED, ids=lambda value: str(value)[-40:])
def test_a_fault_is_found_where_it_stands(file: str, key: str, words: str, faults: list[Finding]) -> None:
    found = [f for f in faults if words in f.message]
    assert (f"glossary/{file}", key) in {(f.file, f.key) for f in found}, [str(f) for f in found]
    assert all(f.line for f in found)


def test_lines_are_those_of_the_key(faults: list[Finding], small: Content) -> None:
    (found,) = (f for f in faults if "number without a unit" in f.message and f.key and "small-nzl-arrival" in f.key)
    line = (small.root / "countries/NZL.yaml").read_text("utf-8").splitlines()[(found.line or 0) - 1]
    assert line.strip().startswith("threshold:")


def test_the_engine_can_be_left_out(small: Content, small_graph: Graph) -> None:
    faulty = [*small_graph, triple("term/emigration", "skos:altLabel", ox.Literal("emigration", language="en"))]
    assert [f.check for f in validate(faulty, small, "none")] == ["skos-s13-labels"]


def test_a_fault_of_no_entry_is_reported_too(small: Content, small_graph: Graph) -> None:
    lost = triple("lost/thing", "skos:broader", "term/immigration")
    other = triple("lost/thing", "skos:related", "term/international-migration")
    found = [f for f in validate([*small_graph, lost, other], small, "none") if f.check == "skos-s27-related"]
    assert found[0].file == "(graph)"
    assert "'international-migration'" in found[0].message


CHECKS = {check.name: check for check in read_checks()}
# A graph with just the fault that a check is for.
FAULTY = {
    "skos-s09-s37-classes": ":a a skos:Concept , skos:ConceptScheme .",
    "skos-s13-labels": ":a skos:prefLabel 'x'@en ; skos:altLabel 'x'@en .",
    "skos-s14-one-preferred": ":a skos:prefLabel 'x'@en , 'y'@EN .",
    "skos-s27-related": ":a skos:related :b ; skos:broadMatch :c . :c skos:broader :b .",
    "skos-s46-exact": ":a skos:exactMatch :b . :b skos:exactMatch :c . :c skos:narrowMatch :a .",
    "skosxl-labels": ":a a skosxl:Label ; skosxl:literalForm 'x'@en , 'y'@en .",
    "instrument-of-country": ":a a sj:Definition ; sj:country :A ; sj:instrument :i . :i sj:country :B .",
    "editions-of-country": ":a a sj:Definition ; dct:replaces :b ; sj:country :A . :b sj:country :B .",
    "conflicts-of-concept": ":a sj:conflictsWith :b ; sj:concept :x . :b sj:concept :y .",
    "rules-can-be-met": ":a sj:thresholdValue 12 ; sj:thresholdUnit :m ; sj:upperBoundValue 6 ; sj:upperBoundUnit :m .",
    "deprecated-in-use": ":a skos:broader :b . :b owl:deprecated true .",
    "links-lead-somewhere": ":g a sj:Glossary ; void:uriSpace 'https://example.org/' . :a skos:broader :gone .",
    "label-of-another": ":a a sj:Term ; skos:altLabel 'x'@en . :b a sj:Term ; skos:prefLabel 'x'@en .",
}


def test_every_check_has_an_example_of_its_fault() -> None:
    assert set(FAULTY) == set(CHECKS)


@pytest.mark.parametrize("name", FAULTY)
def test_a_check_finds_its_fault(name: str, tmp_path: Path) -> None:
    prefixes = "".join(f"@prefix {p}: <{expand(f'{p}:')}> .\n" for p in ("sj", "skos", "skosxl", "dct", "owl", "void"))
    path = tmp_path / "faulty.ttl"
    path.write_text(f"@prefix : <https://example.org/> .\n{prefixes}{FAULTY[name]}", "utf-8")
    found = list(run_checks(open_store(path), [CHECKS[name]]))
    assert {violation.focus for violation in found} >= {"https://example.org/a"}
    assert all("{" not in violation.message and "None" not in violation.message for violation in found)


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.name)
def test_a_check_says_what_is_wrong_and_what_to_do(check: object) -> None:
    assert check.message and check.advice and check.title  # type: ignore[attr-defined]


def test_every_constraint_has_a_message_that_says_why_and_what_to_do() -> None:
    shapes = rdflib.Graph()
    for path in sorted((ontology_folder() / "shapes").glob("*.ttl")):
        shapes.parse(path)
    logical = [SHACL["or"], SHACL["xone"], SHACL["not"]]
    holders = {o for o in shapes.objects(None, SHACL.property) if not list(shapes.subjects(None, o, unique=True))[1:]}
    holders |= {
        s for s in shapes.subjects(rdflib.RDF.type, SHACL.NodeShape) if any((s, p, None) in shapes for p in logical)
    }
    inside = {
        o
        for p in logical
        for s in shapes.objects(None, p)
        for i in shapes.items(s)
        for o in shapes.objects(i, SHACL.property)
    }
    for holder in holders - inside:
        message = str(shapes.value(holder, SHACL.message))
        assert message.count(". ") >= 1 or message.endswith("?"), f"{holder}: {message}"


def test_shapes_run_on_text_like_triples_without_blank_nodes_only() -> None:
    blank = ox.Triple(ox.BlankNode("b"), node("dct:title"), ox.Literal("x"))
    with pytest.raises(AssertionError, match="no published term"):
        list(run_shapes([blank]))


@pytest.mark.parametrize(
    ("iri", "prop", "path"),
    [
        ("term/immigration", "skos:prefLabel", ("label",)),
        ("term/immigration/label/ar", None, ("label_origin", 0)),
        ("term/immigration/label/ar", "sj:status", ("label_origin", 0, "status")),
        ("term/immigration/definition/en", None, ("definition", "en")),
        ("definition/small-nzl-arrival", "sj:windowAnchor", ("rule", "window", "anchor")),
        ("definition/small-nzl-arrival", "sj:requiresPurpose", ("rule", "population", "requires", "purpose")),
        ("definition/small-nzl-arrival", "sj:validFrom", ("valid", "from")),
        ("definition/small-nzl-card-arrival/limb/2/limb/1", None, ("rule", "all", 1, "not")),
        ("rule/small-immigrant/limb/2", "sj:thresholdValue", ("rule", "any", 1, "threshold", "value")),
        ("framework/small-framework", "sj:frameworkKind", ("kind",)),
        ("definition/small-nzl-arrival", "sj:best", ()),
    ],
)
def test_a_node_leads_back_to_its_key(iri: str, prop: str | None, path: tuple[str | int, ...], small: Content) -> None:
    found = Places(small).find(BASE + iri, prop and expand(prop))
    assert found is not None
    assert found[1] == path


def test_what_is_not_of_the_content_has_no_place(small: Content) -> None:
    places = Places(small)
    assert places.find("https://elsewhere.example/x") is None
    assert places.name("https://elsewhere.example/x") == "https://elsewhere.example/x"


@pytest.mark.slow
def test_validation_costs_a_few_times_what_rdflib_needs_to_read_the_graph(real: Content, real_graph: Graph) -> None:
    """A ratio within one run, in time of the processor (about 4 when it was written); costly shapes would show."""
    text = serialize(real_graph, "nt")
    start = time.process_time()
    rdflib.Graph().parse(data=text, format="nt")
    middle = time.process_time()
    validate(real_graph, real)
    assert time.process_time() - middle < 10 * (middle - start)
