"""National definitions and reference rules as SSSOM/TSV (Simple Standard for Sharing Ontological Mappings).

A row is a computed mapping: certain, by logical reasoning over the two rules, with the reasons in `comment` (differences
facet by facet, and the travellers whom one of the rules counts and the other does not). A pair of which nobody is counted by
both is a row with the modifier `Not`. What no source settles is no mapping, and is left out; the header says how many pairs.
"""

from __future__ import annotations

from collections.abc import Iterator

from sojourn.classification import Result
from sojourn.exchange.material import Material, engine_version
from sojourn.model.csv_text import STREAM_END, plain_csv
from sojourn.rules.comparison.relation import DISJOINT

FILE = "mappings.sssom.tsv"
SSSOM_VERSION = "1.0"
JUSTIFICATION = "semapv:LogicalReasoning"
# Columns beside those of the standard: name, and the type of the values.
EXTENSIONS = {
    "relation": "xsd:string",
    "conformance": "xsd:string",
    "counts": "xsd:string",
    "target": "xsd:string",
    "option": "xsd:string",
    "bridged": "xsd:boolean",
    "if_plans_come_true": "xsd:string",
}
# The properties of our vocabulary that they stand for, as far as it has them.
PROPERTIES = {name: f"sj:{name}" for name in ("relation", "conformance", "target", "option")} | {"counts": "sj:concept"}
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "object_source",
    "comment",
    *EXTENSIONS,
)


def sssom(material: Material) -> Iterator[tuple[str, bytes]]:
    """The mapping set as one file."""
    rows = list(_rows(material))
    pairs = sum(1 for _ in material.mapped())
    head = "".join(f"#{line}\n" for line in _head(material, pairs - len(rows)))
    yield FILE, (head + plain_csv(COLUMNS, rows, STREAM_END, "\t")).encode("utf-8")


def _head(material: Material, left_out: int) -> Iterator[str]:
    """The metadata of the set, which is YAML in comment lines."""
    base = material.base
    yield "curie_map:"
    for prefix, address in _prefixes(base).items():
        yield f"  {prefix}: {address}"
    yield f"mapping_set_id: {base}data/{FILE}"
    yield f'mapping_set_title: "{material.title}: national definitions and reference rules"'
    yield f'mapping_set_description: "{" ".join(_description(left_out))}"'
    yield f'mapping_set_version: "{material.version}"'
    yield f"license: {material.scheme['licence']}"
    yield f'sssom_version: "{SSSOM_VERSION}"'
    yield "mapping_tool: Sojourn"
    yield f'mapping_tool_version: "{engine_version()}"'
    yield f"subject_source: sj_scheme:{material.scheme['id']}"
    yield f'subject_source_version: "{material.version}"'
    yield "subject_type: skos concept"
    yield "object_type: skos concept"
    yield "extension_definitions:"
    for name, kind in EXTENSIONS.items():
        yield f"  - slot_name: {name}"
        if name in PROPERTIES:
            yield f"    property: {PROPERTIES[name]}"
        yield f"    type_hint: {kind}"


def _prefixes(base: str) -> dict[str, str]:
    return {
        "semapv": "https://w3id.org/semapv/vocab/",
        "sj": "https://w3id.org/sojourn/ns#",
        "sj_definition": f"{base}definition/",
        "sj_framework": f"{base}framework/",
        "sj_rule": f"{base}rule/",
        "sj_scheme": f"{base}scheme/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }


def _description(left_out: int) -> Iterator[str]:
    yield "Every mapping is computed from the two rules and certain; its reasons stand in the comment."
    yield "narrowMatch: the reference counts fewer persons; broadMatch: more; relatedMatch: the two overlap;"
    yield "closeMatch: they agree up to a stated, bounded difference."
    yield "The modifier Not with relatedMatch: no person is counted by both."
    yield f"{left_out} pairs whose relation is open, or that speak of different things, are no mappings and are left out."


def _rows(material: Material) -> Iterator[list[str]]:
    names = {one.id: one.national_term.best() or one.id for one in material.registry.definitions()}
    rules = {one.id: one.label.best() for one in material.registry.rules()}
    for definition, result in material.mapped():
        reference = result.reference
        predicate = result.mapping or ("relatedMatch" if result.relation == DISJOINT else None)
        if predicate is None:
            continue
        yield [
            f"sj_definition:{definition}",
            names[definition],
            f"skos:{predicate}",
            "" if result.mapping else "Not",
            f"sj_rule:{reference.id}",
            rules[reference.id],
            JUSTIFICATION,
            f"sj_framework:{reference.framework}",
            material.reasons(definition, result),
            *_extensions(result),
        ]


def _extensions(result: Result) -> list[str]:
    reference = result.reference
    return [
        result.relation,
        result.conformance,
        result.concept,
        reference.target,
        reference.option or "",
        "true" if result.bridged else "false",
        result.if_plans_come_true or "",
    ]
