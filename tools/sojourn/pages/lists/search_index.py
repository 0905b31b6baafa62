"""The search index: names by language and role, and texts, as a script that is loaded on first use (also from disk)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sojourn.model.entries import Definition, Term
from sojourn.model.text import Text
from sojourn.pages.frame.catalogue import Catalogue
from sojourn.pages.frame.linked import script_json
from sojourn.prose.language import Translate, english
from sojourn.prose.tables import phrases

Entry = list[Any]
# One entry: kind, address, names as [role, language, text], one line that tells what it is, text that is searched last;
# the language of the line where it is not that of the pages.
PREFERRED, ALTERNATIVE, HIDDEN, NATIONAL, CODE = range(5)

# How many characters of the index a script holds at most (but for a single entry that is longer).
PIECE = 500_000

# What the search itself says on a page.
WORDS = (
    "also called", "found by a misspelling", "national term", "code", "English", "French", "Spanish", "Russian", "Arabic",
    "Chinese", "term", "country", "definition", "framework", "rule", "instrument", "method", "figures", "page", "in the text",
    "Search results", "or more", "found", "Nothing found. The index of terms and the list of countries may help:",
)  # fmt: skip


def search_scripts(
    catalogue: Catalogue, lang: str = "en", translate: Translate = english, pages: Iterable[Entry] = ()
) -> Iterator[tuple[str, str]]:
    """The index as scripts that hand it to the search (name, text); names in all languages, the rest in that of the pages.

    `pages` are entries of pages beside those of the registry. A large index comes in pieces, so that reading one does
    not keep the browser from its page for long; each brings the next.
    """
    words = script_json({text: translate(text) for text in WORDS}) if lang != "en" else "{}"
    pieces = list(_pieces([*_entries(catalogue, lang, translate), *pages]))
    name = "search-index" if lang == "en" else f"search-index-{lang}"
    for number, piece in enumerate(pieces, 1):
        place = f"{{piece:{number},of:{len(pieces)}}}"
        yield (
            f"{name}.js" if number == 1 else f"{name}.{number}.js",
            f"sojournSearch.load([{','.join(piece)}],{words if number == 1 else '{}'},{place});\n",
        )


def _pieces(entries: Iterable[Entry]) -> Iterator[list[str]]:
    """The entries as scripts hold them, in groups of about the same length; one at least."""
    piece: list[str] = []
    length = 0
    for entry in entries:
        text = script_json(entry)
        if piece and length + len(text) > PIECE:
            yield piece
            piece, length = [], 0
        piece.append(text)
        length += len(text)
    yield piece


def _entries(c: Catalogue, lang: str, translate: Translate) -> Iterator[Entry]:
    for term in c.terms.values():
        if not term.deprecated:
            yield _term(term, lang)
    for country in c.countries.values():
        names = [*_names(country.label, PREFERRED), *_many(country.alternative.items, ALTERNATIVE)]
        names += [[CODE, "", code] for code in (country.id, country.iso2) if code]
        number = len(country.definition_ids)
        about = translate("{} definition" if number == 1 else "{} definitions").format(number)
        yield ["country", f"country/{country.id}.html", names, about, ""]
    for definition in c.definitions.values():
        yield _definition(c, definition, lang)
    for framework in c.frameworks.values():
        names = [*_names(framework.label, PREFERRED), *([ALTERNATIVE, "", text] for text in framework.abbreviation)]
        address, about = f"framework/{framework.id}.html", framework.publisher or ""
        yield ["framework", address, names, about, framework.summary.best(lang)]
    for rule in c.rules.values():
        framework = c.frameworks[rule.framework]
        about = framework.abbreviation[0] if framework.abbreviation else framework.label.best(lang)
        yield ["rule", f"rule/{rule.id}.html", _names(rule.label, PREFERRED), about, ""]
    for item in c.instruments.values():
        names, about = _names(item.label, PREFERRED), c.countries[item.country].label.best(lang)
        yield ["instrument", f"country/{item.country}.html#{item.id}", names, about, item.operator or ""]
    for method in c.registry.methods():
        names = _names(method.label, PREFERRED)
        yield _told("method", f"methods.html#{method.id}", names, method.summary, lang)
    for figure in c.registry.figures():
        names = _names(figure.label, PREFERRED)
        yield _told("figures", f"numbers.html#{figure.id}", names, figure.summary, lang)


def _term(term: Term, lang: str) -> Entry:
    names = [
        *_names(term.label, PREFERRED),
        *_many(term.alternative.items, ALTERNATIVE),
        *([ALTERNATIVE, "", text] for text in term.abbreviation),
        *_many(term.hidden.items, HIDDEN),
    ]
    return _told("term", f"term/{term.id}.html", names, term.definition, lang)


def _definition(c: Catalogue, definition: Definition, lang: str) -> Entry:
    country = c.countries[definition.country].label.best(lang)
    concept = c.code("concept", definition.concept, lang)
    names = [*_names(definition.national_term, NATIONAL)] or [[PREFERRED, lang, concept]]
    head = phrases(lang)["labelled"].format(name=country, value=concept)
    return _told("definition", f"definition/{definition.id}.html", names, definition.summary, lang, f"{head}. ")


def _told(kind: str, address: str, names: list[Any], text: Text, lang: str, head: str = "") -> Entry:
    """An entry with a text as its line; the language of the text stands last where it is not that of the pages."""
    found, words = text.with_language(lang)
    return [kind, address, names, head + words, "", *([found] if found not in ("", lang) else [])]


def _names(text: Text, role: int) -> list[list[Any]]:
    return [[role, lang, label] for lang, label in text.items]


def _many(items: tuple[tuple[str, tuple[str, ...]], ...], role: int) -> list[list[Any]]:
    return [[role, lang, label] for lang, labels in items for label in labels]
