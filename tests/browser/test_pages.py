"""Every kind of page in a real browser: no error, no request to anybody, accessible; search and compare by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Visit
from tests.support import REPOSITORY

pytestmark = pytest.mark.browser
KINDS = [
    "index.html", "terms.html", "terms-ar.html", "hierarchy.html", "countries.html", "frameworks.html",
    "data-sources.html", "bibliography.html", "codes.html", "queries.html", "search.html", "about.html",
    "compare.html#nor-resident,frame-resident", "term/residence.html", "country/NOR.html",
    "definition/nor-resident.html", "framework/frame.html", "rule/frame-resident.html", "404.html",
]  # fmt: skip
AXE = REPOSITORY / "site" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.mark.parametrize("path", KINDS)
def test_a_page_opens_from_disk_without_errors_or_requests_and_fits_the_screen(visit: Visit, path: str) -> None:
    page = visit.open(path)
    assert page.locator("h1").count() == 1
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(50)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.problems == []


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing_in_light_and_dark(browser: Any, site: Path, path: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not there (npm ci --prefix site): accessibility is not tested")
    # The page's own content policy would keep the tester's script out.
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    page = Visit(context, site).open(path)
    page.add_script_tag(path=str(AXE))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(50)
        found = page.evaluate("tags => axe.run({runOnly: tags})", tags)["violations"]
        assert [(v["id"], [node["html"][:160] for node in v["nodes"][:3]]) for v in found] == [], scheme
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


def test_definitions_stand_side_by_side_with_a_shareable_address(visit: Visit) -> None:
    page = visit.open("compare.html#nor-resident")
    page.locator("#compare select").select_option("frame-resident")
    row = page.locator("#compare tbody tr", has_text="Minimum")
    assert row.locator("td").all_inner_texts() == ["at least 6 months", "at least 12 months"]
    assert page.url.endswith("#nor-resident,frame-resident")
    assert "broader" in page.locator("#compare").inner_text()
    page.reload()
    row.wait_for()
    assert visit.problems == []


def test_without_scripts_pages_are_whole(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = Visit(context, site).open("definition/nor-resident.html")
    text = page.locator("main").inner_text()
    context.close()
    assert "at least 6 months" in text
