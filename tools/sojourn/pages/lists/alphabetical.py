"""The concepts by their names in one language: the index A to Z, and the same names beside the English ones as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from sojourn.model.csv_text import csv_text
from sojourn.model.entries import Term
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.templates.page import Page
from sojourn.pages.templates.render import Renderer
from sojourn.prose.language import NAMES, index_key, initial

WIDE = {"hide": ["navigation", "toc"]}
OWN = "own"


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A label in an alphabetical index; `see` is the preferred label if this is another name.

    `own` tells that the label is our own translation, which awaits review.
    """

    label: str
    term: Term
    see: str | None
    own: bool


def alphabetical(render: Renderer, lang: str) -> Page:
    """The index of concepts by their labels in one language, other names included."""
    lines = sorted(_lines(render.catalogue.live_terms(), lang), key=lambda line: index_key(line.label, lang))
    letters = [(letter, list(found)) for letter, found in groupby(lines, key=lambda line: initial(line.label, lang))]
    title = render.translate("Terms A–Z")
    if lang != "en":
        title = f"{title}: {NAMES.get(lang, lang)}"
    about = render.translate("All concepts in alphabetical order.")
    preferred = [line for line in lines if line.see is None]
    numbers = {"named": len(preferred), "sourced": sum(not line.own for line in preferred)}
    return render.page(
        "terms.jinja", index_name(lang), title, about, letters=letters, index_lang=lang, head=WIDE, **numbers
    )


def index_name(lang: str) -> str:
    """The page of a language."""
    return "terms" if lang == "en" else f"terms-{lang}"


def names_csv(c: Catalogue, lang: str) -> str:
    """The names and definitions in a language beside the English ones, each with where it comes from."""
    head = ["id", "iri", "label_en", "definition_en"]
    own = [] if lang == "en" else [lang]
    for tag in own:
        head += [f"{name}_{tag}{part}" for name in ("label", "definition") for part in ("", "_origin", "_source")]
        head.append(f"alternative_{tag}")
    rows = []
    for term in c.live_terms():
        row: list[object] = [term.id, term.iri, term.label.get("en"), term.definition.get("en")]
        for tag in own:
            for text, origins in ((term.label, term.label_origin), (term.definition, term.definition_origin)):
                found = next((origin for origin in origins if origin.lang == tag), None)
                row += [text.get(tag), found and found.status, found and found.source]
            row.append(term.alternative.get(tag))
        rows.append(row)
    return csv_text(head, rows)


def _lines(terms: Iterable[Term], lang: str) -> Iterator[IndexLine]:
    for term in terms:
        preferred = term.label.get(lang)
        own = any(origin.lang == lang and origin.status == OWN for origin in term.label_origin)
        if preferred:
            yield IndexLine(preferred, term, None, own)
        for other in term.alternative.get(lang):
            yield IndexLine(other, term, preferred or term.label.best(lang), False)
