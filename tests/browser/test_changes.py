"""The page of changes of a glossary with a release, and the pages of that release, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Visit, assert_accessible, assert_fits, load_axe
from tests.pages.test_versions import site

__all__ = ["site"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["changes.html", "fr/changes.html", "v/0.1.0/index.html"])
def test_what_changed_is_accessible_and_fits_a_phone(browser: Any, site: Path, path: str) -> None:
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    page = Visit(context, site).open(path)
    for fold in page.locator("details").all():
        fold.evaluate("node => { node.open = true; }")
    load_axe(page)
    assert_accessible(page)
    assert_fits(page, 1280, 360)
    context.close()
