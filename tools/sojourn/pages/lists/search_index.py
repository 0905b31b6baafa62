"""The search index: what the registry's search knows of each entry, as a script that is loaded on first use, also from disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sojourn.lookup.search import ROLES, numbers
from sojourn.model.entries import Definition, Framework, Instrument, ReferenceRule, Value
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.templates.linked import script_json
from sojourn.prose.language import Translate, english
from sojourn.prose.tables import phrases

Entry = list[Any]
# One entry: kind, id, weight, names as [role, language, text], context (keys of what entries share), the text in the language
# of the pages, its other texts, what stands before the text on a page (not searched), address, language of the text. Address
# and language stand only where they are not what kind, id and page give; empty ones at the end are left out.
ROLE = {name: number for number, name in enumerate(ROLES)}
PREFERRED, ALTERNATIVE = ROLE["preferred"], ROLE["alternative"]

# How many characters of the index a script holds at most (but for a single entry that is longer).
PIECE = 500_000

# What the search itself says on a page.
WORDS = (
    "also called", "also sought as", "code", "national term", "name in its own language", "its people", "English", "French",
    "Spanish", "Russian", "Arabic", "Chinese",
    "term", "country", "definition", "framework", "rule", "instrument", "method", "figure",
    "statistic", "page", "in the text", "Search results", "or more", "found", "Compare {}", "and", "Nothing found for",
    "Perhaps one of these helps:", "All terms from A to Z", "All countries", "Terms by domain", "Tell us what is missing",
)  # fmt: skip


def search_scripts(
    catalogue: Catalogue, lang: str = "en", translate: Translate = english, pages: Iterable[Entry] = ()
) -> Iterator[tuple[str, str]]:
    """The index as scripts that hand it to the search (name, text); names in all languages, the rest in that of the pages.

    `pages` are entries of pages beside those of the registry; they come last. A large index comes in pieces, so that reading
    one does not keep the browser from its page for long; each brings the next.
    """
    registry = catalogue.registry
    given = {
        "numbers": numbers(),
        "tables": registry.meta("search"),
        "contexts": registry.meta("search-contexts"),
        "words": {text: translate(text) for text in WORDS} if lang != "en" else {},
    }
    pieces = list(_pieces([*_entries(catalogue, lang, translate), *pages]))
    name = "search-index" if lang == "en" else f"search-index-{lang}"
    for number, piece in enumerate(pieces, 1):
        place = f"{{piece:{number},of:{len(pieces)}}}"
        yield (
            f"{name}.js" if number == 1 else f"{name}.{number}.js",
            f"sojournSearch.load([{','.join(piece)}],{script_json(given) if number == 1 else '{}'},{place});\n",
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
    methods = {method.id: method for method in c.methods}
    others: dict[str, Value] = {**c.frameworks, **c.rules, **c.definitions, **c.instruments, **methods}
    for kind, id, weight, names, context, texts in c.registry.sought():
        line, rest, found = _lines(texts, lang)
        head, address = _shown(c, kind, id, others, lang, translate)
        known = [[ROLE[name[0]], *name[1:3]] for name in names]
        yield _short([kind, id, weight, known, context, line, rest, head, address, found])


def _lines(texts: dict[str, str], lang: str) -> tuple[str, str, str]:
    """The text that a hit shows, all others, and the language of the first where it is not that of the pages."""
    shown = next((tag for tag in (lang, "en", *texts) if tag in texts), "")
    rest = "\n".join(text for tag, text in texts.items() if tag != shown)
    return texts.get(shown, ""), rest, shown if shown != lang else ""


def _shown(
    c: Catalogue, kind: str, id: str, others: dict[str, Value], lang: str, translate: Translate
) -> tuple[str, str]:
    """What stands before the text of a hit, and its address where that does not follow from kind and id."""
    value = others.get(id)
    if kind == "country":
        number = len(c.countries[id].definition_ids)
        return translate("{} definition" if number == 1 else "{} definitions").format(number), ""
    if isinstance(value, Definition):
        country, concept = c.countries[value.country].label.best(lang), c.code("concept", value.concept, lang)
        return f"{phrases(lang)['labelled'].format(name=country, value=concept)}. ", ""
    if isinstance(value, Framework):
        return f"{value.publisher}. " if value.publisher else "", ""
    if isinstance(value, ReferenceRule):
        framework = c.frameworks[value.framework]
        return framework.abbreviation[0] if framework.abbreviation else framework.label.best(lang), ""
    if isinstance(value, Instrument):
        return f"{c.countries[value.country].label.best(lang)}. ", f"country/{value.country}.html#{id}"
    pages = {"method": "methods", "figure": "numbers", "statistic": "numbers"}
    return "", f"{pages[kind]}.html#{id}" if kind in pages else ""


def _short(entry: Entry) -> Entry:
    """Without what is empty at the end."""
    while entry and not entry[-1]:
        entry.pop()
    return entry
