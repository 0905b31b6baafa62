"""Headless Chromium on the small website, opened from disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import registry, site
from tests.support import REPOSITORY

__all__ = ["registry", "site"]
AXE = REPOSITORY / "site" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A running browser; the tests that need it are skipped, with the reason, where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install '.[dev]')")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium): browser tests are left out")
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


class Visit:
    """A page with everything that went wrong on it."""

    def __init__(self, context: Any, site: Path) -> None:
        self.page = context.new_page()
        self.site = site
        self.problems: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("request", self._request)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.problems.append(f"request: {request.url}")

    def open(self, path: str) -> Any:
        """Open a page of the site from disk."""
        self.page.goto(f"file://{self.site}/{path}")
        self.page.wait_for_load_state("load")
        return self.page


@pytest.fixture
def visit(browser: Any, site: Path) -> Iterator[Visit]:
    context = browser.new_context()
    yield Visit(context, site)
    context.close()


def load_axe(page: Any) -> None:
    """Bring the accessibility checker into a page whose context bypasses the content policy; skip where it is absent."""
    if not AXE.is_file():
        pytest.skip("axe-core is not there (npm ci --prefix site): accessibility is not tested")
    page.add_script_tag(path=str(AXE))


# Resolves when the page has been laid out anew.
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def assert_accessible(page: Any) -> None:
    """No violation of WCAG 2.2 AA in the light and in the dark scheme, at a desk and on a phone; the checker is in the page."""
    for scheme, width in (("light", 1280), ("dark", 1280), ("dark", 360)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(DRAWN)
        found = page.evaluate("tags => axe.run({runOnly: tags})", WCAG)["violations"]
        assert [(v["id"], [node["html"][:160] for node in v["nodes"][:3]]) for v in found] == [], (scheme, width)


def assert_fits(page: Any, *widths: int) -> None:
    """Nothing sticks out sideways at the given widths of the window."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(DRAWN)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
