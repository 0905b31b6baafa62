"""Keyboard and print: a link past the header, focus that can be seen, targets that can be hit, pages that print whole."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
PAGES = ["index.html", "term/residence.html", "definition/nor-resident.html", "codes.html", "hierarchy.html"]
# Things to press, apart from links in running text (WCAG 2.2, 2.5.8), that are smaller than 24 by 24 pixels.
SMALL = """
() => [...document.querySelectorAll("button, select, input:not(.md-toggle, .md-option)"),
    ...document.querySelectorAll(".sj-tabs a, .sj-letters a, .sj-data a, .sj-twist")]
  .filter((node) => node.checkVisibility() && node.getBoundingClientRect().width)
  .map((node) => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24).map(([text, box]) => `${text} ${box.width} ${box.height}`)
"""


@pytest.mark.parametrize("path", PAGES)
def test_the_first_tab_stop_leads_past_the_header(visit: Visit, path: str) -> None:
    page = visit.open(path)
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.get_attribute("href") == "#content"
    # It slides into view.
    page.wait_for_function("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("path", PAGES)
def test_what_has_the_focus_is_seen(visit: Visit, path: str) -> None:
    page = visit.open(path)
    for _ in range(12):
        page.keyboard.press("Tab")
        seen = page.evaluate("""() => {
          const node = document.activeElement, box = node.getBoundingClientRect(), style = getComputedStyle(node);
          const header = document.querySelector(".md-header"), under = header.getBoundingClientRect().bottom;
          const hidden = !header.contains(node) && !node.closest(".md-tabs, .md-skip") && box.height && box.bottom <= under;
          const marked = style.outlineStyle !== "none" || style.boxShadow !== "none" || node.matches("input.md-option");
          return [node.tagName, !hidden, marked];
        }""")
        assert seen[1:] == [True, True], seen


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1280, 360])
def test_targets_are_large_enough(visit: Visit, path: str, width: int) -> None:
    page = visit.open(path)
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate(SMALL) == []


def test_a_printed_page_is_its_text_only(visit: Visit) -> None:
    page = visit.open("definition/nor-resident.html")
    page.emulate_media(media="print")
    for name in (".md-header", ".md-footer", ".sj-copy"):
        assert not any(node.is_visible() for node in page.locator(name).all())
    assert page.locator("h1").is_visible()
