"""The terms for translators: TermBase eXchange (ISO 30042:2019), dialect TBX-Basic, in both of its styles, and as TBX 2.

Data categories are attributes (`dca`) or elements (`dct`); older programs read neither, but the layout of TBX 2 (`martif`).
All three hold the same: names in every language with their status, definitions, notes, sources, and references. A translation
of our own says so in a note, and one that is taken from a source names it. TBX-Basic has one kind of reference between
concepts: whether it leads to a broader, a related or an easily confused one is left out, and stands in the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sojourn.exchange.material import Material, one_line
from sojourn.exchange.xml import Element, element, written
from sojourn.model.entries import Term
from sojourn.model.parts import Origin

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
MODULES = {"min": "http://www.tbxinfo.net/ns/min", "basic": "http://www.tbxinfo.net/ns/basic"}
MARTIF_TYPE = '<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">'
# The module of each data category, which is the prefix of its element in the style `dct`.
CATEGORIES = {
    "subjectField": "min",
    "administrativeStatus": "min",
    "externalCrossReference": "min",
    "definition": "basic",
    "source": "basic",
    "crossReference": "basic",
    "termType": "basic",
}
PREFERRED, ADMITTED, DEPRECATED = "preferredTerm-admn-sts", "admittedTerm-admn-sts", "deprecatedTerm-admn-sts"
# What a text of our own says of itself: nobody outside has reviewed it.
OWN = "Translation of the glossary's own; not taken from a source."
# Abbreviations have no language of their own; they abbreviate the English name.
ABBREVIATED = "en"


@dataclass(frozen=True, slots=True)
class TbxStyle:
    """A way to write the same term base: names of the elements, and whether data categories are elements."""

    name: str
    entry: str
    language: str
    term: str
    elements: bool

    def category(self, name: str, holder: str, text: str, **more: str) -> Element:
        """A data category: `<descrip type="definition">` or `<basic:definition>`."""
        if self.elements:
            return element(f"{CATEGORIES[name]}:{name}", text=text, **more)
        return element(holder, text=text, type=name, **more)


LAYOUTS = (
    TbxStyle("dca", "conceptEntry", "langSec", "termSec", elements=False),
    TbxStyle("dct", "conceptEntry", "langSec", "termSec", elements=True),
    TbxStyle("martif", "termEntry", "langSet", "tig", elements=False),
)


def tbx(material: Material) -> Iterator[tuple[str, bytes]]:
    """One file for each layout: `terms.dca.tbx`, `terms.dct.tbx`, `terms.martif.tbx`."""
    base = _TermBase(material)
    for layout in LAYOUTS:
        before = MARTIF_TYPE if layout.name == "martif" else ""
        yield f"terms.{layout.name}.tbx", written([base.document(layout)], before)


class _TermBase:
    """The terms of a registry; remembers what references lead to."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.terms = {term.id: term for term in material.registry.terms()}
        self.sources = {source.id: source.title for source in material.registry.sources()}
        self.domain = material.registry.labels("en")

    def document(self, layout: TbxStyle) -> Element:
        """The whole term base."""
        entries = [self.entry(layout, term) for term in self.terms.values()]
        text = element("text", element("body", *entries))
        if layout.name == "martif":
            return element("martif", self.head("martifHeader"), text, type="TBX-Basic", xml__lang="en")
        modules = {f"xmlns__{name}": address for name, address in MODULES.items()} if layout.elements else {}
        head = self.head("tbxHeader")
        kind = {"type": "TBX-Basic", "style": layout.name, "xml__lang": "en"}
        return element("tbx", head, text, **kind, xmlns=NAMESPACE, **modules)

    def head(self, name: str) -> Element:
        """What the file is, its version, licence and source."""
        material = self.material
        lines = (f"Version {material.version}", f"Licence: {material.scheme['licence']}", f"From: {material.base}")
        source = element("sourceDesc", *(element("p", text=line) for line in lines))
        return element(name, element("fileDesc", element("titleStmt", element("title", text=material.title)), source))

    def entry(self, layout: TbxStyle, term: Term) -> Element:
        """A concept with everything that is said of it."""
        parts = [layout.category("subjectField", "descrip", self.domain("domain", term.domain))]
        for id in _others(term):
            if id in self.terms:
                label = self.terms[id].label.best()
                parts.append(layout.category("crossReference", "ref", label, target=id))
        parts.append(layout.category("externalCrossReference", "xref", term.iri, target=term.iri))
        if term.deprecated:
            parts.append(element("note", text=_retired(term)))
        languages = dict.fromkeys((*term.label, *term.alternative.to_dict(), *term.hidden.to_dict()))
        if term.abbreviation:
            languages[ABBREVIATED] = None
        parts += [self.language(layout, term, lang) for lang in languages]
        return element(layout.entry, *parts, id=term.id)

    def language(self, layout: TbxStyle, term: Term, lang: str) -> Element:
        """What is said of a concept in one language."""
        parts = []
        if text := term.definition.get(lang):
            about = list(self.origin(layout, lang, term.definition_origin))
            parts.append(element("descripGrp", layout.category("definition", "descrip", one_line([text])), *about))
        notes = [term.scope_note.get(lang), term.change_note.get(lang)]
        notes += [one.why.get(lang) for one in term.distinguished_from]
        parts += [element("note", text=one_line([note])) for note in notes if note]
        parts += self.names(layout, term, lang)
        return element(layout.language, *parts, xml__lang=lang)

    def names(self, layout: TbxStyle, term: Term, lang: str) -> Iterator[Element]:
        """The names of a concept in one language, the preferred one first."""
        usual = DEPRECATED if term.deprecated else PREFERRED
        if label := term.label.get(lang):
            yield self.name(layout, label, usual, origin=self.origin(layout, lang, term.label_origin))
        for text in term.alternative.get(lang):
            yield self.name(layout, text, DEPRECATED if term.deprecated else ADMITTED)
        for text in term.hidden.get(lang):
            yield self.name(layout, text, DEPRECATED)
        for text in term.abbreviation if lang == ABBREVIATED else ():
            yield self.name(layout, text, ADMITTED, "abbreviation")

    def name(
        self, layout: TbxStyle, text: str, status: str, type_: str | None = None, origin: Iterable[Element] = ()
    ) -> Element:
        """One name with its status."""
        notes = [layout.category("administrativeStatus", "termNote", status)]
        notes += [layout.category("termType", "termNote", type_)] if type_ else []
        return element(layout.term, element("term", text=text), *notes, *origin)

    def origin(self, layout: TbxStyle, lang: str, origins: Iterable[Origin]) -> Iterator[Element]:
        """Where the text of a language comes from."""
        for origin in origins:
            if origin.lang != lang:
                continue
            if origin.status in ("own", "own-read"):
                yield element("note", text=OWN)
            elif origin.source:
                told = (self.sources.get(origin.source, origin.source), origin.locator, origin.note)
                yield layout.category("source", "admin", "; ".join(part for part in told if part))


def _others(term: Term) -> Iterable[str]:
    """The concepts that a term refers to, once each."""
    told = (one.term for one in term.distinguished_from)
    return dict.fromkeys((*term.broader, *term.narrower, *term.related, *told))


def _retired(term: Term) -> str:
    return f"Retired; use {term.replaced_by}." if term.replaced_by else "Retired."
