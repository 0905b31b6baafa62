"""Shapes and checks: sound content gives no findings, and each fault is found with file, line and key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from sojourn.graph.checking import shacl as shacl_module
from sojourn.graph.checking import validate as validate_module
from sojourn.graph.checking.checks import read_checks, run_checks
from sojourn.graph.checking.places import Places
from sojourn.graph.checking.shacl import report, report_fast, run_shapes, run_shapes_fast
from sojourn.graph.checking.validate import default_engine, validate
from sojourn.graph.queries.store import open_store
from sojourn.graph.vocabulary import expand, ontology_folder
from sojourn.loading.glossary.content import Content
from sojourn.model.errors import SojournError
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
    ("scheme/small", "void:triples"),
    ("scheme/small/distribution/ttl", "dcat:mediaType"),
    ("scheme/small/service/sparql", "dcat:endpointURL"),
    ("scheme/small/class/Term", "void:entities"),
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
    ("scheme.yaml", None, "one number of triples"),
    ("scheme.yaml", None, "a file with a media type"),
    ("scheme.yaml", None, "asked at one address"),
    ("scheme.yaml", None, "at least one thing"),
    ("terms/core/international-migration.yaml", "label", "begins or ends with a blank"),
    ("terms/core/international-migration.yaml", "label", "without a language"),
    ("terms/core/international-migration.yaml", "label", "two preferred labels"),
    ("countries/NZL.yaml", "definitions[small-nzl-card-arrival].rule.all[0].threshold", "compared by '>' or '>='"),
    ("countries/NZL.yaml", "definitions[small-nzl-card-arrival].rule.all[1].not", "one whole number"),
    ("countries/NZL.yaml", "definitions[small-nzl-arrival].rule.basis", "one code of the list 'basis'"),
    ("countries/NZL.yaml", "definitions[small-nzl-arrival].rule.population.includes", "counted and as left out"),
    ("countries/NZL.yaml", "m49", "three digits"),
]


def broken(graph: Graph) -> Graph:
    """The graph with all these faults."""
    removed = {(node(subject), node(predicate)) for subject, predicate in REMOVED}
    return [t for t in graph if (t.subject, t.predicate) not in removed] + ADDED


@pytest.fixture(scope="module")
def faults(small: Content, small_graph: Graph) -> list[Finding]:
    return validate(broken(small_graph), small)


@pytest.mark.parametrize(("file", "key", "words"), EXPECTED, ids=lambda value: str(value)[-40:])
def test_a_fault_is_found_where_it_stands(file: str, key: str | None, words: str, faults: list[Finding]) -> None:
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


def test_results_have_one_order_whichever_engine_found_them(small_graph: Graph) -> None:
    faulty = thinned(small_graph, 1)
    assert run_shapes(faulty) == run_shapes_fast(faulty) != []


def thinned(graph: Graph, start: int) -> Graph:
    """The graph without every fifth triple: faults of many kinds at once."""
    return [triple for index, triple in enumerate(graph) if index % 5 != start]


def results(report: rdflib.Graph) -> Counter[tuple[object, ...]]:
    """The results of a validation report as a multiset of what matters."""

    def path(node: object) -> object:
        if isinstance(node, rdflib.BNode):
            return tuple(map(path, report.items(node))) or "no list"
        return node

    def result(node: rdflib.term.Node) -> tuple[object, ...]:
        names = ("focusNode", "sourceConstraintComponent", "value", "resultSeverity", "resultMessage")
        values = (report.value(node, SHACL[name]) for name in names)
        # Engines may spell a literal of the report anew; what it says is compared.
        return (*(value and value.n3() for value in values), path(report.value(node, SHACL.resultPath)))

    return Counter(map(result, report.subjects(rdflib.RDF.type, SHACL.ValidationResult)))


def engines_agree(graph: Graph) -> int:
    """Assert that both engines give the same results; gives their number."""
    folder = ontology_folder() / "shapes"
    norm, fast = results(report(graph, folder)), results(report_fast(graph, folder))
    assert norm - fast == fast - norm == Counter()
    return norm.total()


def test_engines_agree_on_sound_content(small_graph: Graph) -> None:
    engines_agree(small_graph)


def test_engines_agree_on_faults(small_graph: Graph) -> None:
    assert engines_agree(broken(small_graph)) > len(EXPECTED)


@pytest.mark.parametrize("start", [0, 3])
def test_engines_agree_on_faults_of_many_kinds(small_graph: Graph, start: int) -> None:
    assert engines_agree(thinned(small_graph, start)) > 200


@pytest.mark.slow
def test_engines_agree_on_the_real_content(real_graph: Graph) -> None:
    engines_agree(real_graph)


@pytest.mark.slow
def test_engines_agree_on_faults_in_the_real_content(real_graph: Graph) -> None:
    assert engines_agree(thinned(real_graph, 2)) > 2000


def test_the_norm_is_used_where_the_fast_engine_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_engine() == "fast"
    monkeypatch.setattr(validate_module, "find_spec", lambda name: None)
    assert default_engine() == "pyshacl"


@pytest.mark.parametrize(("run", "package"), [(run_shapes, "pyshacl"), (run_shapes_fast, "pyshifty")])
def test_a_missing_engine_is_named(
    run: Callable[..., object], package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError(f"No module named '{name}'", name=name)

    monkeypatch.setattr(shacl_module, "import_module", missing)
    with pytest.raises(SojournError, match=f"the package '{package}' is not installed. SHACL needs it"):
        run([], tmp_path)


def test_what_is_decided_must_be_said_unless_a_status_is_granted(small: Content, small_graph: Graph) -> None:
    """A permit that is granted decides about no crossing and no date (glossary/README.md)."""
    rule = node("definition/small-nzl-arrival")
    silent = [t for t in small_graph if (t.subject, t.predicate) != (rule, node("sj:event"))]
    warned = [f for f in validate(silent, small) if "Nothing says what is decided" in f.message]
    assert [(f.severity, f.file) for f in warned] == [("warning", "glossary/countries/NZL.yaml")]
    other = [t for t in silent if (t.subject, t.predicate) != (rule, node("sj:basis"))]
    granted = [*other, triple("definition/small-nzl-arrival", "sj:basis", "code/basis/granted")]
    assert not [f for f in validate(granted, small) if "Nothing says what is decided" in f.message]
    status = [*silent, triple("definition/small-nzl-arrival", "sj:criterion", "code/criterion/legal-status")]
    assert not [f for f in validate(status, small) if "Nothing says what is decided" in f.message]
