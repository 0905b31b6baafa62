"""The content policy holds while pages are used: the browser refuses nothing of theirs, and all else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Visit
from tests.browser.test_pages import KINDS

pytestmark = pytest.mark.browser
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""
# Resolves when nothing moves any more; an animation that is called off is at rest, too.
AT_REST = (
    "() => Promise.allSettled(document.getAnimations({subtree: true}).map(moving => moving.finished)).then(() => null)"
)


@pytest.fixture
def watched(browser: Any, site: Path) -> Any:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(WATCH)
    yield Visit(context, site)
    context.close()


@pytest.mark.parametrize("path", KINDS)
def test_using_a_page_breaks_no_rule_of_its_policy(watched: Visit, path: str) -> None:
    page = watched.open(path)
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert "'unsafe-" not in policy
    # What the theme does at run time: colours, drawer, table of contents, tooltips; and our own lists of hits.
    for label in page.locator("[data-md-component=palette] label:visible").all():
        label.click()
    for link in page.locator(".sj-term").all()[:1]:
        link.hover()
        page.locator(".md-tooltip2--active").wait_for()
    for summary in page.locator("summary:visible").all()[:5]:
        summary.click()
    if page.locator(".md-header input[type=search]").count():
        page.locator(".md-header input[type=search]").fill("residence")
        page.locator(".sj-hits li").first.wait_for()
        # The box leaves the header free again: the first Escape closes the hits, the second leaves the box.
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.mouse.wheel(0, 2000)
    page.set_viewport_size({"width": 360, "height": 700})
    if page.locator("label.md-header__button[for=__drawer]").is_visible():
        page.locator("label.md-header__button[for=__drawer]").click()
        page.evaluate(AT_REST)
    assert page.evaluate("window.violations") == []
    assert watched.problems == []


def test_what_a_page_does_not_bring_itself_is_refused(watched: Visit) -> None:
    page = watched.open("term/residence.html")
    page.evaluate("""() => {
      document.body.insertAdjacentHTML("beforeend", "<p style='color: red' onclick='x()'>x</p><style>p { color: red }</style>");
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
    }""")
    page.wait_for_function("window.violations.length >= 4")
    refused = {found.split()[0] for found in page.evaluate("window.violations")}
    assert refused == {"style-src-attr", "style-src-elem", "script-src-elem", "script-src-attr"}
    assert page.evaluate("window.ran") is None
