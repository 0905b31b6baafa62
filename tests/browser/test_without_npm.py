"""The site of a machine without npm in a real browser: no page has an error, and what cannot run says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sojourn.lookup.registry import Registry
from tests.browser.conftest import Visit
from tests.pages.test_without_npm import build_without_npm

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_without_npm(registry, tmp_path_factory.mktemp("bare"))[0]


@pytest.mark.parametrize("path", ["index.html", "try.html", "fr/traveller.html", "definition/nor-resident.html"])
def test_pages_have_no_errors(visit: Visit, path: str) -> None:
    page: Any = visit.open(path)
    assert page.locator("h1").first.is_visible()
    assert visit.problems == []
    if Path(path).stem in ("try", "traveller"):
        assert page.locator("#engine-absent").is_visible()


def test_a_pair_that_was_not_worked_out_names_the_command_only(visit: Visit) -> None:
    page = visit.open("compare.html#nor-resident,frame-resident")
    page.locator("#answer").wait_for()
    page = visit.open("compare.html")
    page.evaluate(
        """() => { sojournRelations.pair = async () => null; location.hash = "#nor-resident,frame-resident"; }"""
    )
    page.get_by_text("built without the engine").wait_for()
    assert "sojourn compare nor-resident frame-resident" in page.locator(".sj-verdict-card").inner_text()
    assert page.get_by_role("button", name="Work it out here").count() == 0
    assert visit.problems == []
