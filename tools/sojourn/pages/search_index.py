"""The search index: names by language and role, and texts, as a script that is loaded on first use (also from disk)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sojourn.model.entries import Definition, Term
from sojourn.model.text import Text
from sojourn.pages.catalogue import Catalogue
from sojourn.pages.linked import script_json

Entry = list[Any]
# One entry: kind, address, names as [role, language, text], one line that tells what it is, text that is searched last.
PREFERRED, ALTERNATIVE, HIDDEN, NATIONAL, CODE = range(5)


def search_script(catalogue: Catalogue) -> str:
    """The index as a script that hands it to the search."""
    return f"sojournSearch.load({script_json(list(_entries(catalogue)))});\n"


def _entries(c: Catalogue) -> Iterator[Entry]:
    for term in c.terms.values():
        if not term.deprecated:
            yield _term(term)
    for country in c.countries.values():
        names = [*_names(country.label, PREFERRED), *_many(country.alternative.items, ALTERNATIVE)]
        names += [[CODE, "", code] for code in (country.id, country.iso2) if code]
        number = len(country.definition_ids)
        yield ["country", f"country/{country.id}.html", names, f"{number} definition{'' if number == 1 else 's'}", ""]
    for definition in c.definitions.values():
        yield _definition(c, definition)
    for framework in c.frameworks.values():
        names = [*_names(framework.label, PREFERRED), *([ALTERNATIVE, "", text] for text in framework.abbreviation)]
        yield [
            "framework",
            f"framework/{framework.id}.html",
            names,
            framework.publisher or "",
            framework.summary.best(),
        ]
    for rule in c.rules.values():
        framework = c.frameworks[rule.framework]
        about = framework.abbreviation[0] if framework.abbreviation else framework.label.best()
        yield ["rule", f"rule/{rule.id}.html", _names(rule.label, PREFERRED), about, ""]
    for item in c.instruments.values():
        about = c.countries[item.country].label.best()
        yield [
            "instrument",
            f"country/{item.country}.html#{item.id}",
            _names(item.label, PREFERRED),
            about,
            item.operator or "",
        ]
    for method in c.registry.methods():
        yield ["method", f"methods.html#{method.id}", _names(method.label, PREFERRED), method.summary.best(), ""]
    for figure in c.registry.figures():
        yield ["figures", f"numbers.html#{figure.id}", _names(figure.label, PREFERRED), figure.summary.best(), ""]


def _term(term: Term) -> Entry:
    names = [
        *_names(term.label, PREFERRED),
        *_many(term.alternative.items, ALTERNATIVE),
        *([ALTERNATIVE, "", text] for text in term.abbreviation),
        *_many(term.hidden.items, HIDDEN),
    ]
    return ["term", f"term/{term.id}.html", names, term.definition.best(), ""]


def _definition(c: Catalogue, definition: Definition) -> Entry:
    country = c.countries[definition.country].label.best()
    concept = c.code("concept", definition.concept)
    names = [*_names(definition.national_term, NATIONAL)] or [[PREFERRED, "en", concept]]
    return [
        "definition",
        f"definition/{definition.id}.html",
        names,
        f"{country}: {concept}. {definition.summary.best()}",
        "",
    ]


def _names(text: Text, role: int) -> list[list[Any]]:
    return [[role, lang, label] for lang, label in text.items]


def _many(items: tuple[tuple[str, tuple[str, ...]], ...], role: int) -> list[list[Any]]:
    return [[role, lang, label] for lang, labels in items for label in labels]
