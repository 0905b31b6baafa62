"""Every kind of page in a real browser: no error, no request to anybody, accessible; search and compare by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Visit, assert_accessible, assert_fits, load_axe
from tests.browser.serving import serving

pytestmark = pytest.mark.browser
# One page of each kind that exists in both languages.
BOTH = [
    "index.html", "terms.html", "terms-ar.html", "hierarchy.html", "countries.html", "frameworks.html",
    "data-sources.html", "bibliography.html", "codes.html", "queries.html", "search.html", "about.html", "methods.html",
    "numbers.html", "coverage.html", "term/residence.html", "country/NOR.html", "definition/nor-resident.html",
    "framework/frame.html", "rule/frame-resident.html", "try.html", "traveller.html", "downloads.html",
    "contribute.html", "licence.html", "changes.html",
]  # fmt: skip
KINDS = [
    *BOTH, *(f"fr/{path}" for path in BOTH),
    "compare.html#nor-resident,frame-resident", "figures.html", "404.html", "ns.html", "developers.html",
    "map.html", "fr/map.html", "fr/figures.html", "sparql.html", "fr/sparql.html",
    "verdicts.html", "fr/verdicts.html", "conformance.html", "fr/conformance.html", "records.html", "fr/records.html",
    "guides.html", "guides/methodologist.html", "reference/commands.html", "reference/python.html",
]  # fmt: skip


def skip_if_left_out(site: Path, path: str) -> None:
    if not (site / path.partition("#")[0]).is_file():
        pytest.skip(f"npm gave no query engine: {path} was left out of the build")


@pytest.mark.parametrize("path", KINDS)
def test_a_page_opens_from_disk_without_errors_or_requests_and_fits_the_screen(visit: Visit, path: str) -> None:
    skip_if_left_out(visit.site, path)
    page = visit.open(path)
    assert page.locator("h1").count() == 1
    assert_fits(page, 1280, 768, 360, 320)
    assert visit.problems == []


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing_in_light_and_dark(browser: Any, site: Path, path: str) -> None:
    skip_if_left_out(site, path)
    # The page's own content policy would keep the tester's script out.
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    page = Visit(context, site).open(path)
    load_axe(page)
    assert_accessible(page)
    context.close()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("residence", "residence"),
        ("résidence", "residence"),
        ("居住", "residence"),
        ("إقامة", "residence"),
        ("usual residense", "usual residence"),
        ("usaul resdence", "usual residence"),
        ("residences", "residence"),
        ("carte", "The world by definition"),
        ("durations", "Comparability"),
        ("norvege", "Norway"),
        ("bosatt", "bosatt"),
    ],
)
def test_search_finds_by_any_name(visit: Visit, words: str, name: str) -> None:
    page = visit.open("term/residence.html")
    page.keyboard.press("/")
    page.keyboard.type(words)
    first = page.locator(".md-header [role=option] .sj-hit-name").first
    first.wait_for()
    assert first.inner_text() == name
    assert visit.problems == []


def test_search_says_what_matched_and_opens_by_keyboard(visit: Visit) -> None:
    page = visit.open("index.html")
    page.locator(".sj-search-large input").fill("Norvège")
    hit = page.locator(".sj-search-large [role=option]").first
    hit.wait_for()
    assert hit.locator(".sj-hit-why").inner_text() == "French: Norvège"
    page.keyboard.press("ArrowDown")
    assert hit.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**/country/NOR.html")


def test_the_search_page_keeps_the_question_in_its_address(visit: Visit) -> None:
    page = visit.open("search.html?q=usual")
    page.locator("#results li").first.wait_for()
    assert "usual residence" in page.locator("#results").inner_text()


def test_without_scripts_pages_are_whole(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = Visit(context, site).open("definition/nor-resident.html")
    text = page.locator("main").inner_text()
    context.close()
    assert "at least 6 months" in text


def test_a_french_page_searches_in_french_and_switches_to_english(visit: Visit) -> None:
    page = visit.open("fr/index.html")
    page.locator(".sj-search-large input").fill("Norway")
    hit = page.locator(".sj-search-large [role=option]").first
    hit.wait_for()
    assert hit.locator(".sj-hit-name").inner_text() == "Norvège"
    assert hit.locator(".sj-hit-kind").inner_text().lower() == "pays"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/country/NOR.html")
    page.get_by_role("link", name="English", exact=True).click()
    page.wait_for_url(lambda url: url.endswith("/country/NOR.html") and "/fr/" not in url)
    page.get_by_role("link", name="Français", exact=True).click()
    page.wait_for_url("**/fr/country/NOR.html")
    assert visit.problems == []


@pytest.mark.parametrize("path", [*BOTH, "sparql.html"])
def test_the_language_is_switched_and_the_page_stays_the_same(visit: Visit, path: str) -> None:
    skip_if_left_out(visit.site, path)
    page = visit.open(path)
    assert page.evaluate("document.documentElement.lang") == "en"
    page.locator(".sj-language", has_text="Français").click()
    page.wait_for_url(f"**/site/fr/{path}")
    assert page.evaluate("document.documentElement.lang") == "fr"
    page.locator(".sj-language", has_text="English").click()
    page.wait_for_url(f"**/site/{path}")
    assert visit.problems == []


def test_where_there_is_no_page_in_french_the_switch_says_so(visit: Visit) -> None:
    page = visit.open("ns.html")
    page.get_by_role("link", name="Français (accueil)").click()
    page.wait_for_url("**/site/fr/index.html")


def test_texts_left_in_english_are_marked_on_a_french_page(visit: Visit) -> None:
    page = visit.open("fr/methods.html")
    text = page.get_by_text("A list of all residents.").first
    assert text.get_attribute("lang") == "en"
    assert "[en]" in text.evaluate("node => getComputedStyle(node, '::after').content")
    assert page.locator(".sj-fallback").is_visible()


def test_search_finds_methods_and_numbers(visit: Visit) -> None:
    page = visit.open("search.html?q=two+rules")
    link = page.locator("#results a").first
    link.wait_for()
    assert link.get_attribute("href") == "./numbers.html#nor-two-counts"


# -- the graph in the browser ------------------------------------------------------------------------------------------


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    """The site from a plain static server."""
    if not (site / "sparql.html").is_file():
        pytest.skip("npm gave no query engine: the SPARQL page was left out of the build")
    with serving(site) as address:
        yield address


def test_the_graph_is_queried_in_the_browser(browser: Any, site: Path, served: str) -> None:
    context = browser.new_context()
    visit = Visit(context, site)
    page = visit.page
    page.goto(f"{served}/sparql.html")
    page.locator("#sparql-text").fill("SELECT ?term WHERE { ?term a skos:Concept }")
    page.locator("#sparql-run").click()
    link = page.locator("#sparql-results td a")
    link.wait_for()
    assert link.inner_text() == "residence"
    assert link.get_attribute("href") == "./term/residence.html"
    assert page.url.endswith("#q=SELECT%20%3Fterm%20WHERE%20%7B%20%3Fterm%20a%20skos%3AConcept%20%7D")
    page.locator("#sparql-text").fill("SELECT nonsense")
    page.locator("#sparql-run").click()
    page.get_by_text("Line 1, column", exact=False).first.wait_for()
    outside = [problem for problem in visit.problems if not problem.startswith(f"request: {served}")]
    assert outside == []
    context.close()


def test_from_disk_the_sparql_page_names_the_command(visit: Visit) -> None:
    if not (visit.site / "sparql.html").is_file():
        pytest.skip("npm gave no query engine: the SPARQL page was left out of the build")
    page = visit.open("sparql.html")
    assert "python3 -m http.server" in page.locator("#sparql-disk").inner_text()
    assert visit.problems == []


def test_a_wrong_address_offers_a_search(browser: Any, site: Path, served: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/term/usual-residense", lambda route: route.fulfill(status=404, path=str(site / "404.html")))
    page.goto(f"{served}/term/usual-residense")
    field = page.get_by_label("Search terms, countries, definitions")
    assert field.input_value() == "usual residense"
    assert not page.get_by_text("Il n’y a pas de page à cette adresse").is_visible()
    field.press("Enter")
    page.wait_for_url("**/search.html?q=usual+residense")
    context.close()


def test_a_wrong_address_below_the_french_pages_is_answered_in_french(browser: Any, site: Path, served: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/fr/term/solde", lambda route: route.fulfill(status=404, path=str(site / "404.html")))
    page.goto(f"{served}/fr/term/solde")
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert page.title() == "Page introuvable · Sojourn"
    assert not page.get_by_text("There is no page at this address").is_visible()
    page.get_by_label("Chercher un terme, un pays, une définition").press("Enter")
    page.wait_for_url("**/fr/search.html?q=solde")
    context.close()


def test_the_graph_is_queried_in_french(browser: Any, site: Path, served: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served}/fr/sparql.html")
    page.locator("#sparql-text").fill("SELECT ?term WHERE { ?term a skos:Concept }")
    page.locator("#sparql-run").click()
    link = page.locator("#sparql-results td a")
    link.wait_for()
    assert link.get_attribute("href") == "./term/residence.html"
    assert page.locator("#sparql-state").inner_text().startswith("1 ligne en")
    context.close()


def test_paper_shows_no_more_than_the_screen(visit: Visit) -> None:
    """The theme opens every fold before it prints; what was closed on the screen stays away from paper."""
    page = visit.open("map.html")
    fold = page.locator("details").first
    body = fold.locator("> :not(summary)").first
    for is_open in (True, False):
        fold.evaluate("(node, wanted) => { node.open = wanted; }", is_open)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        assert body.is_visible() == is_open
        page.emulate_media(media="screen")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
