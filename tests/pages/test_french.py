"""The interface in French: every text has one, and pages say what is not translated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from jinja2 import Environment, nodes

from sojourn.pages import distributions, entry_pages, facets, index_pages, knowledge, render, standing, themes, world
from sojourn.pages.language import texts, translated
from tests.pages.test_site import addresses, read, words
from tests.support import REPOSITORY

SITE = REPOSITORY / "site"
FRENCH = texts(SITE / "interface", "fr")


def templates() -> Iterator[nodes.Template]:
    environment = Environment(autoescape=True)
    for path in [*(SITE / "templates").glob("*.jinja"), *(SITE / "theme").rglob("*.html")]:
        yield environment.parse(path.read_text("utf-8"))


def constants(node: nodes.Node) -> Iterator[str]:
    """Texts that a call is given, keys and tests left out."""
    match node:
        case nodes.Const(value=str() as text):
            yield text
        case nodes.CondExpr(expr1=first, expr2=second):
            yield from constants(first)
            if second:
                yield from constants(second)
        case nodes.Getitem(node=nodes.Dict(items=items)):
            for pair in items:
                yield from constants(pair.value)


def used() -> set[str]:
    """All texts of the interface: in templates, in the frame, and the tables of the code."""
    out: set[str] = set()
    for tree in templates():
        for call in tree.find_all(nodes.Call):
            name = call.node.name if isinstance(call.node, nodes.Name) else getattr(call.node, "attr", "")
            if name in ("_", "t") and call.args and not _of_the_theme(call):
                out |= set(constants(call.args[0]))
    for path in (REPOSITORY / "tools" / "sojourn" / "pages").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = node.func if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and (
                getattr(name, "attr", "") == "translate" or getattr(name, "id", "") == "t"
            ):
                out |= {arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
    for _, title, description in index_pages.LISTING:
        out |= {title, description}
    out |= {*render.CONFORMANCE.values(), *render.RELATIONS.values(), *facets.NAMES.values()}
    out |= {standing.FIRST, *(step.said for step in standing.STEPS), themes.INCOMPARABLE[0], themes.NUMBERS_MORE[1]}
    out |= {words for table in (themes.LENGTHS, themes.ADDING) for words, _ in table.values()}
    out |= {*themes.TITLES.values(), *themes.GROUP_NAMES.values(), *themes.SIDES.values(), *distributions.SERIES}
    out |= {words for _, _, words, _ in themes.NUMBERS}
    out |= {
        themes.NOT_KNOWN,
        themes.NOT_DECIDED,
        themes.ONLY_INSIDE,
        themes.NOTHING,
        themes.COVERAGE,
        themes.OTHER_KIND,
    }
    out |= {world.ATTRIBUTION}
    out |= {entry_pages.ABOUT_COUNTRY, *knowledge.FACET_NAMES.values(), *(title for _, title, _ in knowledge.COUNTS)}
    config = yaml.safe_load((SITE / "mkdocs.yml").read_text("utf-8"))
    return out | {title for item in config["nav"] for title in item}


def _of_the_theme(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Getattr) and getattr(call.node.node, "name", "") in ("lang", "fallback")


def test_every_text_of_the_interface_is_translated() -> None:
    assert len(used()) > 200
    assert sorted(used() - FRENCH.keys()) == []


def test_a_translation_keeps_the_places_for_names() -> None:
    assert [text for text, own in FRENCH.items() if text.count("{}") != own.count("{}") or not own.strip()] == []


def test_pages_in_french_lie_in_their_own_folder(site: Path) -> None:
    page = site / "fr" / "term" / "usual-residence.html"
    html, text = page.read_text("utf-8"), words(page)
    assert re.search(r'<html[^>]* lang="fr"', html)
    assert '<html lang="en"' in (site / "term" / "usual-residence.html").read_text("utf-8")
    assert "Langue" in text
    assert "résidence" in text
    assert "les textes qui ne sont pas encore traduits sont en anglais" in text
    # What has no French is English, and says so to assistive software.
    assert re.search(r'<h1[^>]*><span lang="en" dir="ltr">usual residence</span>', html)
    assert "../residence.html" not in addresses(read(page))
    assert "residence.html" in "".join(addresses(read(page)))


def test_the_language_is_switched_page_by_page(site: Path) -> None:
    assert "../../country/NOR.html" in addresses(read(site / "fr" / "country" / "NOR.html"))
    assert "../fr/country/NOR.html" in addresses(read(site / "country" / "NOR.html"))
    # A page that is in English only leads to the French start.
    assert "../fr/index.html" in addresses(read(site / "definition" / "nor-resident.html"))


def test_data_and_untranslated_pages_are_reached_from_french_pages(site: Path) -> None:
    found = set(addresses(read(site / "fr" / "country" / "NOR.html")))
    assert "../../definition/nor-resident.html" in found
    assert "../../country/NOR.json" in found
    assert "../methods.html" in found


def test_rules_are_in_french_and_what_the_engine_says_is_marked_as_english(site: Path) -> None:
    html = (site / "fr" / "country" / "NOR.html").read_text("utf-8")
    assert '<p class="sj-sentence">Une personne compte à la date de référence comme résidente habituelle si' in html
    assert '<span lang="en">In the country from 1 January 2023 on.</span>' in html
    assert '<span lang="en">Are intended stays counted?</span>' in html
    english = (site / "country" / "NOR.html").read_text("utf-8")
    assert '<p class="sj-sentence">A person counts on the reference date' in english


def test_what_is_said_to_exist_in_french_exists(site: Path) -> None:
    for name in ("index", *(name for name, _, _ in index_pages.LISTING)):
        assert (site / "fr" / f"{name}.html").is_file() == translated(name), name
