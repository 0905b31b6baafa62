"""The glossary as SDMX 3.0 structures (SDMX-ML): what data sets refer to when they say by which definition they counted.

One agency; a concept scheme of all terms; a code list for each controlled list, for countries, frameworks, reference rules,
data sources, definitions and terms; hierarchies of terms, of countries by region, and of definitions by country. Names and
descriptions stand in every language; what SDMX has no place for (alternative names, notes, rules) are annotations, with a type.

Written directly: pysdmx keeps one language a name, and sdmx1 writes SDMX-ML 2.1. Both read it back in the tests, and the
official schemas hold. The identifier on the Web is the `uri` of each item. The date of preparation is fixed, so that the same
content gives the same bytes; which state it is, the version says.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sojourn.exchange.material import Material
from sojourn.exchange.xml import Element, element, written
from sojourn.model.entries import Value
from sojourn.model.rule import rule_from_dict, rule_to_dict
from sojourn.model.text import Text

FILE = "structures.sdmx.xml"
AGENCY = "SOJOURN"
NAMESPACE = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
TERMS = "CS_TERM"
# SDMX wants a time; a build has none that belongs to its content.
PREPARED = "1970-01-01T00:00:00Z"
# Kinds of entry that become code lists of their own: id of the list and its name.
KINDS = {
    "country": ("CL_COUNTRY", "Countries and areas"),
    "framework": ("CL_FRAMEWORK", "Reference frameworks"),
    "rule": ("CL_RULE", "Reference rules"),
    "instrument": ("CL_INSTRUMENT", "Data sources"),
    "definition": ("CL_DEFINITION", "National definitions"),
    "term": ("CL_TERM", "Terms"),
}
# Texts that SDMX has no element for, by the type of their annotation.
NOTES = {
    "ALTERNATIVE": "alternative",
    "HIDDEN": "hidden",
    "SCOPE_NOTE": "scope_note",
    "CHANGE_NOTE": "change_note",
}
# References to other items, and single values, that become the value of an annotation.
FACTS = ("iso2", "m49", "region", "framework", "target", "option", "country", "concept", "instrument", "type", "term")


def sdmx(material: Material) -> Iterator[tuple[str, bytes]]:
    """All structures as one message."""
    yield FILE, written([_message(material)])


def _message(material: Material) -> Element:
    return element(
        "mes:Structure",
        element(
            "mes:Header",
            element("mes:ID", text=f"{AGENCY}-{material.version.replace('.', '_')}"),
            element("mes:Test", text="false"),
            element("mes:Prepared", text=PREPARED),
            element("mes:Sender", id=AGENCY),
        ),
        element("mes:Structures", *_structures(material)),
        xmlns__mes=f"{NAMESPACE}/message",
        xmlns__str=f"{NAMESPACE}/structure",
        xmlns__com=f"{NAMESPACE}/common",
    )


def _structures(material: Material) -> Iterator[Element]:
    agency = element("str:Agency", *_texts("Name", material.scheme["title"]), id=AGENCY, uri=material.base)
    names = element("com:Name", text="Agencies", xml__lang="en")
    yield element("str:AgencySchemes", element("str:AgencyScheme", names, agency, id="AGENCIES", agencyID="SDMX"))
    yield element("str:Codelists", *_code_lists(material))
    yield element("str:ConceptSchemes", _concepts(material))
    hierarchies = [
        one for one in _hierarchies(material) if any(part.name == "str:HierarchicalCode" for part in one.parts)
    ]
    if hierarchies:
        yield element("str:Hierarchies", *hierarchies)


def _scheme(material: Material, name: str, id: str, names: Mapping[str, str], *parts: Element, **more: str) -> Element:
    """A maintained structure of this version."""
    return element(name, *_texts("Name", names), *parts, id=id, agencyID=AGENCY, version=material.version, **more)


# -- concepts and codes ------------------------------------------------------------------------------------------------


def _concepts(material: Material) -> Element:
    terms = [_item("str:Concept", term) for term in material.registry.terms()]
    return _scheme(material, "str:ConceptScheme", TERMS, material.scheme["title"], *terms, uri=material.base)


def _code_lists(material: Material) -> Iterator[Element]:
    for id, data in material.registry.lists().items():
        codes = [_item("str:Code", material.registry.code(code)) for code in data["codes"]]
        yield _scheme(material, "str:Codelist", list_id(id), data["label"], *codes, uri=data["iri"])
    for kind, (id, name) in KINDS.items():
        codes = [_item("str:Code", entry) for entry in material.registry.entries(kind)]
        yield _scheme(material, "str:Codelist", id, {"en": name}, *codes)


def list_id(id: str) -> str:
    """The id of the code list of a controlled list.

    >>> list_id("population-base")
    'CL_POPULATION_BASE'
    """
    return f"CL_{id.upper().replace('-', '_')}"


def code_id(entry: Value) -> str:
    """The id of an entry as a code: that of a code without its list."""
    return entry.id.rpartition("/")[2]


def _item(name: str, entry: Value) -> Element:
    """An entry as a concept or a code. One that is broader than several others in turn is placed by the hierarchy."""
    data = entry.data
    names = data.get("label") or data.get("national_term") or {"en": entry.id}
    about = data.get("definition") or data.get("meaning") or data.get("summary") or {}
    notes = list(_annotations(data))
    parts = [element("com:Annotations", *notes)] if notes else []
    parts += [*_texts("Name", names), *_texts("Description", about)]
    return element(name, *parts, id=code_id(entry), uri=entry.iri)


def _texts(name: str, texts: Mapping[str, str]) -> Iterator[Element]:
    """A text in every language, English first: readers with one language take the first."""
    for lang in sorted(texts, key=lambda tag: (tag != "en", tag)):
        yield element(f"com:{name}", text=texts[lang], xml__lang=lang)


def _annotations(data: Mapping[str, Any]) -> Iterator[Element]:
    for type_, key in NOTES.items():
        texts = data.get(key) or {}
        rows = [(lang, one) for lang, many in texts.items() for one in ([many] if isinstance(many, str) else many)]
        # One text a language and annotation; several names of one language are several annotations.
        while rows:
            first = dict(reversed(rows))
            yield _annotation(type_, Text.of({lang: first[lang] for lang in sorted(first)}))
            rows = [row for row in rows if first[row[0]] != row[1]]
    for id in data.get("broader", ()):
        yield _annotation("BROADER", value=id)
    for text in data.get("abbreviation", ()):
        yield _annotation("ABBREVIATION", value=text)
    for key in FACTS:
        if key in data:
            yield _annotation(key.upper(), value=str(data[key]))
    for key in ("from", "to"):
        if key in (data.get("valid") or {}):
            yield _annotation(f"VALID_{key.upper()}", value=str(data["valid"][key]))
    if isinstance(data.get("rule"), dict):
        yield _annotation("RULE", value=_rule(data["rule"]))
    if data.get("deprecated"):
        yield _annotation("DEPRECATED", value=data.get("replaced_by") or "true")


def _rule(rule: Mapping[str, Any]) -> str:
    """A rule as JSON, in the form of the content."""
    return json.dumps(rule_to_dict(rule_from_dict(rule)), ensure_ascii=False)


def _annotation(type_: str, texts: Text | None = None, value: str | None = None) -> Element:
    """An annotation: texts by language, or one value without a language (as its title: pysdmx reads no AnnotationValue)."""
    parts = [element("com:AnnotationTitle", text=value)] if value is not None else []
    parts.append(element("com:AnnotationType", text=type_))
    parts += [element("com:AnnotationText", text=text, xml__lang=lang) for lang, text in (texts.items if texts else ())]
    return element("com:Annotation", *parts)


# -- hierarchies -------------------------------------------------------------------------------------------------------


def _hierarchies(material: Material) -> Iterator[Element]:
    registry = material.registry
    yield _hierarchy(material, "H_TERM", "Terms by their broader terms", _term_tree(material))
    countries = registry.countries()
    yield _hierarchy(
        material,
        "H_COUNTRY",
        "Countries by M49 region",
        _two_levels(material, list_id("region"), "CL_COUNTRY", ((c.region, c.id) for c in countries)),
    )
    yield _hierarchy(
        material,
        "H_DEFINITION",
        "National definitions by country",
        _two_levels(material, "CL_COUNTRY", "CL_DEFINITION", ((d.country, d.id) for d in registry.definitions())),
    )


def _hierarchy(material: Material, id: str, name: str, codes: Iterable[Element]) -> Element:
    return _scheme(material, "str:Hierarchy", id, {"en": name}, *codes, hasFormalLevels="false")


def _two_levels(
    material: Material, above: str, below: str, pairs: Iterable[tuple[str | None, str]]
) -> Iterator[Element]:
    """Codes of one list below codes of another."""
    groups: dict[str, list[str]] = {}
    for parent, child in pairs:
        if parent is not None:
            groups.setdefault(parent, []).append(child)
    for parent, children in sorted(groups.items()):
        inside = [element("str:HierarchicalCode", _code(material, below, id), id=id) for id in sorted(children)]
        yield element("str:HierarchicalCode", _code(material, above, parent), *inside, id=parent)


def _term_tree(material: Material) -> Iterator[Element]:
    """Terms below their broader terms. A term below several stands below each of them, its places numbered from 2 on."""
    terms = {term.id: term for term in material.registry.terms()}
    places = Counter[str]()

    def branch(id: str) -> Element:
        places[id] += 1
        place = id if places[id] == 1 else f"{id}_{places[id]}"
        inside = [branch(child) for child in terms[id].narrower]
        return element("str:HierarchicalCode", _code(material, "CL_TERM", id), *inside, id=place)

    yield from (branch(term.id) for term in terms.values() if not term.broader)


def _code(material: Material, list_: str, id: str) -> Element:
    return element("str:Code", text=urn(f"codelist.Code={AGENCY}:{list_}({material.version}).{id}"))


def urn(what: str) -> str:
    """The name of a structure in the registries of SDMX.

    >>> urn("codelist.Codelist=SOJOURN:CL_UNIT(0.1.0)")
    'urn:sdmx:org.sdmx.infomodel.codelist.Codelist=SOJOURN:CL_UNIT(0.1.0)'
    """
    return f"urn:sdmx:org.sdmx.infomodel.{what}"
