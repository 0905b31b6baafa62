"""The normal form: a content document as plain JSON-LD input for `ontology/context.jsonld`.

The context says which property a key stands for; this module only gives the document the shape that JSON-LD needs. It
follows the JSON Schema, so that a new key needs no code here:

1. a reference (`x-refers-to` in the schema) becomes the IRI of what it refers to;
2. every entry and every nested node gets an `@id` (nested: holder's IRI, key, number) and a `@type`: no blank nodes;
3. any other map is flattened into its holder: `threshold: {value: 12}` becomes `threshold_value: 12`;
4. `none` (the source says that there is no such limit) becomes a `stated_absent` link to the property;
5. a date gets the datatype that fits its precision; texts by language stay maps by language;
6. a rule with one limb stands straight on its definition; `any`, `all`, `not` and `ref` give limbs linked by `limb`.

References that lead nowhere are left out: the reference check has reported them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from sojourn.graph.triples.parts import Part, part_of
from sojourn.graph.vocabulary import NS, context
from sojourn.loading.forms.schema import KINDS
from sojourn.loading.glossary.compiled import iri
from sojourn.loading.glossary.content import Content
from sojourn.loading.glossary.references import TARGET_KINDS
from sojourn.loading.reading.reader import Document

Node = dict[str, Any]

# Types of each kind of entry; the general ones stand beside ours for readers that do not reason.
TYPES: dict[str, tuple[str, ...]] = {
    "scheme": ("sj:Glossary", "skos:ConceptScheme", "dcat:Dataset", "void:Dataset"),
    "term": ("sj:Term", "skos:Concept"),
    "framework": ("sj:Framework", "dct:Standard"),
    "rule": ("sj:ReferenceRule", "skos:Concept"),
    "country": ("sj:Country", "dct:Location"),
    "instrument": ("sj:Instrument", "prov:Entity"),
    "definition": ("sj:Definition", "skos:Concept"),
    "method": ("sj:Method",),
    "figure": ("sj:Figure", "prov:Entity"),
    "statistic": ("sj:Statistic", "prov:Entity"),
    "source": ("sj:Source", "dct:BibliographicResource"),
    "list": ("sj:CodeList", "skos:ConceptScheme"),
    "code": ("sj:Code", "skos:Concept"),
}
# Keys whose items are entries of their own, and the kind of these.
HELD = {"rules": "rule", "sources": "source", "instruments": "instrument", "definitions": "definition", "codes": "code"}
# Keys whose items are nodes without an id: the part of the IRI that stands for the key, and the type.
NODES = {
    "citations": ("citation", "sj:Citation"),
    "distinguished_from": ("distinction", "sj:Distinction"),
    "measures": ("measure", "sj:Use"),
    "quality": ("quality", "sj:QualityCheck"),
    "limits": ("limit", "sj:Limit"),
    "examples": ("example", "sj:Example"),
    "values": ("value", "sj:FigureValue"),
    "by_country": ("value", "sj:CountryValue"),
}
# Texts whose origin is stated by language: key of the text, type of the node, key of its text.
ORIGINS = {
    "label_origin": ("label", "skosxl:Label", "literal_form"),
    "definition_origin": ("definition", "sj:DefinitionText", "text_value"),
    "summary_origin": ("summary", "sj:DefinitionText", "text_value"),
}
# Keys that mean different things in different kinds of entry, or below different keys.
RENAMED = {
    ("framework", "kind"): "framework_kind",
    ("source", "kind"): "source_kind",
    ("source", "licence"): "rights",
    ("scheme", "title"): "name",
    ("instrument", "type"): "instrument_type",
    ("method", "type"): "instrument_type",
    ("method", "quality"): "quality_checks",
    ("quality", "criterion"): "quality_criterion",
    ("figure", "terms"): "related_terms",
    ("statistic", "terms"): "related_terms",
    ("by_country", "country"): "of_country",
    ("values", "definition"): "counted_by",
}
# Keys that only the normal form has.
ADDED = frozenset(
    {"limb", "threshold_share", "upper_bound_share", "stated_absent", "rule_label", "literal_form", "text_value"}
)
COMPOSITES = {"any": "sj:AnyOf", "all": "sj:AllOf", "not": "sj:Not", "ref": "sj:AllOf"}

_DATES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
_NOT_IN_IRIS = re.compile(r"[\x00-\x20<>\"{}|\\^`]")


def json_ld(content: Content) -> Node:
    """The whole content as one JSON-LD document."""
    shaper = _Shaper(content)
    return {
        "@context": context(),
        "@graph": [node for document in content.documents if document.kind in KINDS for node in shaper.nodes(document)],
    }


def nodes(content: Content, document: Document) -> Iterator[Node]:
    """The top-level nodes of one content document."""
    return _Shaper(content).nodes(document)


def scheme_iri(content: Content) -> str:
    """The IRI of the glossary itself: the concept scheme of its terms, and the dataset."""
    return f"{content.scheme['base']}scheme/{content.scheme['id']}"


class _Shaper:
    """Shapes documents of one content; remembers what their references lead to."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.base: str = content.scheme["base"]
        self.targets: dict[tuple[str, str], str | None] = {}

    def nodes(self, document: Document) -> Iterator[Node]:
        """The top-level nodes of a document."""
        part = part_of(self.content.root / "schema", document.kind)
        match document.kind:
            case "sources" | "figures" | "statistics":
                yield from (self.entry(document.kind[:-1], item, part.items) for item in document.data)
            case "codes":
                yield from (self.entry("list", item, part.items) for item in document.data)
            case kind:
                yield self.entry(kind, document.data, part)

    def entry(self, kind: str, data: Mapping[str, Any], part: Part, holder: str = "") -> Node:
        """An entry with everything in it."""
        match kind:
            case "scheme":
                id = scheme_iri(self.content)
            case "code":
                id = f"{holder}/{data['id']}"
            case _:
                id = iri(self.base, kind, data["id"])
        node: Node = {"@id": id, "@type": list(TYPES[kind])}
        for key, value in data.items():
            if key not in ORIGINS:
                self.put(node, RENAMED.get((kind, key), key), key, value, part[key])
        for key in ORIGINS:
            if key in data and (texts := list(self.origins(node, key, data, part[key].items))):
                node[key] = texts
        if kind == "term":
            node.setdefault("definition_origin", []).extend(self.own_words(node, data))
        return node

    def put(self, node: Node, name: str, key: str, value: Any, part: Part) -> None:
        """Put the value of one key of the content on a node, under `name`."""
        if key in HELD and isinstance(value, list):
            node[name] = [self.entry(HELD[key], item, part.items, node["@id"]) for item in value]
        elif key in NODES and isinstance(value, list):
            node[name] = self.nested(node["@id"], key, value, part.items)
        elif key == "rule":
            self.rule(node, value, part, "rule_label")
        elif key == "weights":
            node[name] = ", ".join(str(weight) for weight in value)  # their order matters; RDF keeps none
        elif value == "none" and part.may_be_none:
            node.setdefault("stated_absent", []).append(f"{NS}{camel(name)}Value")
        elif isinstance(value, dict) and value.get("unit") == "share":
            # A part of the window is no number of units.
            node |= {f"{name}_share": value["value"], f"{name}_comparison": value["comparison"]}
        elif isinstance(value, dict) and not part.open:
            for inner, item in value.items():
                self.put(node, f"{name}_{inner}", inner, item, part[inner])
        elif key == "year":
            node[name] = str(value)  # the context makes it an xsd:gYear
        else:
            shaped = self.value(value, part)
            if shaped is not None:
                node[name] = shaped

    def value(self, value: Any, part: Part) -> Any:
        """A value without parts of its own: a reference, a date, an address, a text; or a list of them."""
        if isinstance(value, list):
            shaped = (self.value(item, part.items) for item in value)
            return [item for item in shaped if item is not None]
        match part.form:
            case "reference":
                return self.target(part.refers, value)
            case "date":
                return typed_date(str(value))
            case "decimal":  # readers spell doubles differently
                return {"@value": format(Decimal(str(value)), "f"), "@type": "xsd:decimal"}
            case "address":
                return safe_iri(value)
            case "plain":
                return value

    def target(self, refers: str, id: str) -> str | None:
        """The IRI that a reference stands for; None if nothing has this id."""
        key = (refers, id)
        if key not in self.targets:
            self.targets[key] = self.find(refers, id)
        return self.targets[key]

    def find(self, refers: str, id: str) -> str | None:
        """As `target`, looked up."""
        if refers.startswith("code:"):
            code = f"{refers[5:]}/{id}"
            return iri(self.base, "code", code) if code in self.content.entries["code"] else None
        for kind in TARGET_KINDS.get(refers, (refers,)):
            if id in self.content.entries[kind]:
                return iri(self.base, kind, id)
        return None

    def nested(self, holder: str, name: str, items: list[Mapping[str, Any]], part: Part) -> list[Node]:
        """The nodes of a list whose items have no ids of their own."""
        segment, type_ = NODES[name]
        out: list[Node] = []
        for number, item in enumerate(items, 1):
            node: Node = {"@id": f"{holder}/{segment}/{number}", "@type": [type_]}
            for key, value in item.items():
                self.put(node, RENAMED.get((name, key), key), key, value, part[key])
            out.append(node)
        return out

    def origins(self, holder: Node, key: str, data: Mapping[str, Any], part: Part) -> Iterator[Node]:
        """A node for each text whose origin is stated."""
        text_key, type_, literal = ORIGINS[key]
        texts, seen = data.get(text_key, {}), dict[str, int]()
        for origin in data[key]:
            lang = origin["lang"]
            seen[lang] = seen.get(lang, 0) + 1
            number = f"/{seen[lang]}" if seen[lang] > 1 else ""
            node: Node = {"@id": f"{holder['@id']}/{text_key}/{lang}{number}", "@type": [type_]}
            if lang in texts:
                node[literal] = {lang: texts[lang]}
            for inner, value in origin.items():
                self.put(node, inner, inner, value, part[inner])
            yield node

    def own_words(self, term: Node, data: Mapping[str, Any]) -> Iterator[Node]:
        """A node for each definition of a term without an origin: our own words, resting on the term's citations."""
        told = {origin["lang"] for origin in data.get("definition_origin", ())}
        _, type_, literal = ORIGINS["definition_origin"]
        for lang, text in data["definition"].items():
            if lang not in told:
                node = {"@id": f"{term['@id']}/definition/{lang}", "@type": [type_], literal: {lang: text}}
                yield node | {"lang": lang, "citations": [citation["@id"] for citation in term["citations"]]}

    def rule(self, node: Node, rule: Mapping[str, Any], part: Part, label: str) -> None:
        """Put a rule on a node: its facets, or its limbs."""
        composite = next((key for key in COMPOSITES if key in rule), None)
        node["@type"].append(COMPOSITES[composite] if composite else "sj:Limb")
        for key, value in rule.items():
            if key == "label":
                node[label] = value
            elif key not in COMPOSITES:
                self.put(node, key, key, value, part[key])
        match composite:
            case "any" | "all":
                limbs = [self.limb(node, item, part, number) for number, item in enumerate(rule[composite], 1)]
                node["limb"] = [limb for limb in limbs if limb is not None]
            case "not":
                node["limb"] = self.limb(node, rule["not"], part, 1)
            case "ref":
                node["limb"] = self.value(rule["ref"], part["ref"])

    def limb(self, holder: Node, rule: Mapping[str, Any], part: Part, number: int) -> Node | str | None:
        """A part of a composite rule, which is a rule itself: another entry's by its IRI, or a node of its own."""
        if set(rule) == {"ref"}:
            found: str | None = self.value(rule["ref"], part["ref"])
            return found
        node: Node = {"@id": f"{holder['@id']}/limb/{number}", "@type": []}
        self.rule(node, rule, part, "label")
        return node


def camel(key: str) -> str:
    """`upper_bound` as properties are written: `upperBound`."""
    first, *rest = key.split("_")
    return first + "".join(word.capitalize() for word in rest)


def typed_date(text: str) -> dict[str, str]:
    """A date literal of the datatype that fits its precision."""
    return {"@value": text, "@type": _DATES[len(text)]}


def safe_iri(url: str) -> str:
    """An address with the characters escaped that RDF does not allow in an IRI (readers would drop it silently)."""
    return _NOT_IN_IRIS.sub(lambda found: quote(found.group(), safe=""), url)
