"""The interface in French: every text has one, and pages say what is not translated."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, nodes

import sojourn
from sojourn.classification.table import CONFORMANCE, MAPPING
from sojourn.graph.queries.query import example_queries
from sojourn.model.message import Coded, Joined, Message, Named, message
from sojourn.model.rule import Bound, Window
from sojourn.pages.build import renderer
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.data import downloads, sparql_page, try_pages
from sojourn.pages.entries import entry_pages
from sojourn.pages.lists import coverage_page as knowledge
from sojourn.pages.lists import index_pages, page_entries, search_index
from sojourn.pages.map import map_page as world
from sojourn.pages.map import map_variables as themes
from sojourn.pages.statistics import classes, distributions
from sojourn.pages.templates import naming_tables as rules_of_naming
from sojourn.pages.templates.render import Renderer
from sojourn.pages.versions import changes_page
from sojourn.prose.language import texts, translated
from sojourn.prose.tables import table
from tests.pages.test_site import addresses, pages, read, words
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
    for path in (REPOSITORY / "tools" / "sojourn" / "pages").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = node.func if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and (
                getattr(name, "attr", "") == "translate" or getattr(name, "id", "") == "t"
            ):
                out |= {arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
    for query in example_queries():
        out |= {query.title, query.question, query.note} - {""}
    out |= {*sparql_page.TEXTS.values(), *search_index.WORDS}
    for _, title, description in (
        *index_pages.LISTING,
        *page_entries.MORE,
        *try_pages.TRY,
        sparql_page.SPARQL,
        downloads.DOWNLOADS,
        changes_page.CHANGES,
    ):
        out |= {title, description}
    out |= {themes.NUMBERS_MORE[1]}
    out |= {words for table in (classes.LENGTHS, classes.ADDING) for words, _ in table.values()}
    out |= {*themes.TITLES.values(), *themes.GROUP_NAMES.values(), *themes.SIDES.values(), *distributions.SERIES}
    out |= {words for _, _, words, _ in themes.NUMBERS}
    out |= {
        classes.NOT_KNOWN,
        themes.ONLY_INSIDE,
        themes.NOTHING,
        themes.COVERAGE,
        themes.OTHER_KIND,
    }
    out |= {
        world.ATTRIBUTION,
        downloads.GRAPH,
        *downloads.HOLDS.values(),
        *rules_of_naming.MAPPING_HEAD,
        *rules_of_naming.CONFORMANCE_HEAD,
    }
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
    assert "Les textes suivis de [en] ne sont pas encore traduits" in text
    # What has no French is English, and says so to assistive software.
    assert re.search(r'<h1[^>]*><span lang="en" dir="ltr">usual residence</span>', html)
    assert "../residence.html" not in addresses(read(page))
    assert "residence.html" in "".join(addresses(read(page)))


def test_the_language_is_switched_page_by_page(site: Path) -> None:
    for page in (*sorted((site / "fr").rglob("*.html")),):
        path = page.relative_to(site / "fr").as_posix()
        up = "../" * path.count("/")
        assert f"{up}../{path}" in addresses(read(page)), path
        assert f"{up}fr/{path}" in addresses(read(site / path)), path


def test_a_page_in_one_language_only_says_that_the_switch_leads_to_the_start_page(site: Path) -> None:
    for name in ("ns", "guides", "reference/python"):
        page = site / f"{name}.html"
        assert "../" * name.count("/") + "fr/index.html" in addresses(read(page))
        assert "Français (accueil)" in words(page)
        assert not [attributes for tag, attributes in read(page).tags if tag == "link" and "hreflang" in attributes]


def test_every_page_names_its_language_and_its_other_editions(site: Path) -> None:
    for page in pages(site):
        path = page.relative_to(site).as_posix()
        lang = "fr" if path.startswith("fr/") else "en"
        plain = path.removeprefix("fr/")
        tags = read(page).tags
        assert next(attributes["lang"] for tag, attributes in tags if tag == "html") == lang, path
        if not translated(plain.removesuffix(".html")):
            continue
        top = "../" * path.count("/") or "./"
        found = {
            attributes["hreflang"]: attributes["href"]
            for tag, attributes in tags
            if tag == "link" and "hreflang" in attributes
        }
        wanted = {"en": plain, "fr": f"fr/{plain}", "x-default": plain}
        assert {tag: str(href).removeprefix(top) for tag, href in found.items()} == wanted, path


def test_the_sitemap_pairs_the_editions(site: Path) -> None:
    base = "https://w3id.org/sojourn/"
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    urls = {
        str(url.findtext("s:loc", namespaces=space)): {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", space)
        }
        for url in ET.parse(site / "sitemap.xml").getroot()
    }
    both = {"en": f"{base}term/residence.html", "fr": f"{base}fr/term/residence.html"}
    for address in both.values():
        assert urls[address] == {**both, "x-default": both["en"]}
    compare = {"en": f"{base}compare.html", "fr": f"{base}fr/compare.html"}
    assert urls[compare["fr"]] == {**compare, "x-default": compare["en"]}
    assert len(urls) == len(pages(site))


def test_definitions_rules_and_the_graph_are_reached_in_french(site: Path) -> None:
    found = set(addresses(read(site / "fr" / "country" / "NOR.html")))
    assert "../definition/nor-resident.html" in found
    assert "../../country/NOR.json" in found
    assert "../methods.html" in found
    assert "../rule/frame-resident.html" in addresses(read(site / "fr" / "definition" / "nor-resident.html"))
    # The example queries are those of the glossary's own ontology, whatever the registry.
    text = words(site / "fr" / "queries.html")
    assert "Quelles définitions indiquent une durée sans dire" in text
    assert "SELECT" in text


def test_a_definition_is_told_in_french_from_rule_to_question(site: Path) -> None:
    page = site / "fr" / "definition" / "nor-resident.html"
    text = words(page)
    for wanted in (
        "Une personne compte à la date de référence comme résidente habituelle si le séjour effectif, sans interruption, est"
        " d’au moins 6 mois avant la date de référence.",
        "au moins 6 mois dans le pays sans interruption",
        "Facette par facette",
        "Personne qui vit dans le pays depuis six mois. notre traduction, relue par une autre personne",
        "Cette définition est plus large\xa0: elle compte toutes les personnes que la référence compte, et d’autres.",
        "compte davantage de personnes",
        "compte cette personne, mais non «",
        "face à « Resident by actual stay » (résident)\xa0: plus large.",
        "Conformité\xa0: conforme en partie.",
        "Quelle durée de séjour est retenue",
    ):
        assert wanted.replace("\xa0", " ") in text.replace("\xa0", " "), wanted
    html = page.read_text("utf-8")
    assert re.search(r"<title[^>]*>Figure\xa0: Une personne compte", html)
    english = (site / "definition" / "nor-resident.html").read_text("utf-8")
    assert '<p class="sj-sentence">A person counts on the reference date' in english
    assert "\u202f" not in english


def test_how_results_are_named_is_told_in_both_languages(site: Path) -> None:
    english, french = (words(site / page) for page in ("about.html", "fr/about.html"))
    assert "skos:closeMatch" in english
    assert "skos:closeMatch" in french
    for id in (*(f"mapping-when-{name}" for name in MAPPING), *(f"conformance-when-{name}" for name in CONFORMANCE)):
        # Numbers and signs are set in the language's own way.
        assert table("en").written[id][:30] in english, id
        assert table("fr").written[id][:30] in french.replace("\xa0", " ").replace("\u202f", " "), id


def test_what_is_said_to_exist_in_french_exists(site: Path) -> None:
    for name in ("index", *(name for name, _, _ in index_pages.LISTING)):
        assert (site / "fr" / f"{name}.html").is_file() == translated(name), name
    english = {page.relative_to(site).as_posix() for page in pages(site)}
    english = {page for page in english if translated(page.removesuffix(".html"))}
    assert {page.removeprefix("fr/") for page in english if page.startswith("fr/")} == {
        page for page in english if not page.startswith("fr/")
    }


def test_concepts_stand_in_an_index_of_each_language_in_both_editions(site: Path) -> None:
    for edition, lang in product(("", "fr/"), ("en", "fr", "es", "ru", "ar", "zh")):
        page = site / edition / f"terms{'' if lang == 'en' else f'-{lang}'}.html"
        html = page.read_text("utf-8")
        assert f'<div lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}" class="sj-index">' in html, page
    assert "term/residence.html" in addresses(read(site / "fr" / "terms-ar.html"))


def test_the_page_for_wrong_addresses_speaks_both_languages(site: Path) -> None:
    html = (site / "404.html").read_text("utf-8")
    assert '<section lang="en">' in html
    assert '<section lang="fr">' in html
    assert "c’est peut-être une faute de frappe" in html
    assert {"search.html", "fr/search.html"} <= set(addresses(read(site / "404.html")))


def test_the_index_of_the_search_is_in_the_language_of_the_pages(site: Path) -> None:
    french = (site / "assets" / "search-index-fr.js").read_text("utf-8")
    assert '"also called":"aussi appelé"' in french
    assert "1 définition" in french
    assert "1 définition" not in (site / "assets" / "search-index.js").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Les migrants circulaires", "migrants circulaires"),
        ("au titre de l’immigration", "immigration"),
        ("le solde migratoire du pays", "solde migratoire"),
    ],
)
def test_concepts_are_found_in_french_texts(in_french: Renderer, text: str, named: str) -> None:
    assert named in [text[m.start : m.end] for m in in_french.glossaries["fr"].mentions(text)]


# -- the engine in French ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def in_french() -> Renderer:
    """The whole registry, rendered in French."""
    return renderer(Catalogue(sojourn.load()), SITE, "fr")


def test_what_the_engine_says_of_the_registry_is_told_in_french(in_french: Renderer) -> None:
    """What a page can show has French words: none falls back on English (that all messages have them is told elsewhere)."""
    said: set[Message] = set()
    for verdict in [v for found in in_french.catalogue.verdicts.values() for v in found][::20]:
        found = verdict.comparison
        said |= {*found.assumptions, *(unknown.question for unknown in found.unknown)}
        said |= {found.reason} if found.reason else set()
        said |= {one.effect for one in verdict.result.differences}
        said |= {person.why for person in (found.a_not_b, found.b_not_a, found.both) if person}
        said |= {step.asked for _, step in verdict.result.trace.walk()}
    assert len(said) > 1000
    french = table("fr").written
    assert sorted({id for message in said for id in ids(message)} - french.keys()) == []
    assert all(in_french.speaker.text(message) for message in said)


def ids(said: Message) -> Iterator[str]:
    """The ids of a message and of those inside of it."""
    yield said.id
    for _, value in said.args:
        for inner in value.parts if isinstance(value, Joined) else (value,):
            if isinstance(inner, Message):
                yield from ids(inner)


def test_rules_and_values_are_told_in_the_language_of_the_page(in_french: Renderer) -> None:
    speaker = in_french.speaker
    assert speaker.words(Bound(12, "month", ">=")) == "au moins 12 mois"
    window = Window(12, "month", "reference-date", "backward")
    assert speaker.words(window) == "au cours des 12 mois avant la date de référence"
    assert speaker.words(Coded("population-base", "de-jure")) == "de droit"
    assert speaker.text(message("reason-nobody", id=Named("un-2021-immigrant-b"), reason=message("never-met"))) == (
        f"personne ne peut satisfaire « {in_french.rule_name('un-2021-immigrant-b')} » : aucun voyageur ne peut la satisfaire"
    )
