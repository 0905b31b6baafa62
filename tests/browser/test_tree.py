"""The hierarchy: one tree for the keyboard, nested lists without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def test_the_tree_is_one_tab_stop(visit: Visit) -> None:
    page = visit.open("hierarchy.html")
    assert page.locator("#tree [role=treeitem]").count() >= 3
    assert page.locator("#tree [tabindex='0']").count() == 1
    page.locator("#tree-all button").last.focus()
    page.keyboard.press("Tab")
    assert focused(page) == "Residence and its measurement"
    page.keyboard.press("Tab")
    assert not page.evaluate("document.getElementById('tree').contains(document.activeElement)")
    assert visit.problems == []


def test_arrows_open_close_and_move(visit: Visit) -> None:
    visit.page.clock.install()
    page = visit.open("hierarchy.html")
    parent = page.get_by_role("treeitem", name="residence", exact=True)
    child = page.get_by_role("treeitem", name="usual residence")
    page.locator("#tree [tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "residence"
    assert (parent.get_attribute("aria-expanded"), parent.get_attribute("aria-level")) == ("false", "2")
    assert not child.is_visible()
    page.keyboard.press("ArrowRight")
    assert child.is_visible()
    assert focused(page) == "residence"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "usual residence"
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "residence"
    page.keyboard.press("ArrowLeft")
    assert parent.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Home")
    assert focused(page) == "Residence and its measurement"
    page.keyboard.press("End")
    assert focused(page) == "residence"
    page.keyboard.press("Home")
    page.keyboard.press("*")
    page.keyboard.type("res")
    assert focused(page) == "residence"
    # What was typed is forgotten after a while.
    page.clock.run_for(700)
    page.keyboard.press("r")
    assert focused(page) == "Residence and its measurement"
    page.keyboard.press("r")
    page.keyboard.press("Enter")
    page.wait_for_url("**/term/residence.html")
    assert visit.problems == []


def test_the_mark_opens_and_the_name_leads_to_the_page(visit: Visit) -> None:
    page = visit.open("hierarchy.html")
    # By its address, since what is closed away has no role.
    parent = page.locator("#tree a[href='term/residence.html']")
    parent.locator(".sj-twist").click()
    assert parent.get_attribute("aria-expanded") == "true"
    page.locator("#tree-all button").last.click()
    assert parent.get_attribute("aria-expanded") == "false"
    page.locator("#tree-all button").first.click()
    page.get_by_role("treeitem", name="usual residence").click()
    page.wait_for_url("**/term/usual-residence.html")


def test_an_address_of_a_domain_leads_to_it(visit: Visit) -> None:
    page = visit.open("hierarchy.html#residence")
    assert page.locator("#tree [tabindex='0']").get_attribute("id") == "residence"


def test_without_scripts_it_is_lists_that_open(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = Visit(context, site).open("hierarchy.html")
    assert page.get_by_role("link", name="usual residence").is_visible()
    page.locator("summary", has_text="1 narrower").click()
    assert not page.get_by_role("link", name="usual residence").is_visible()
    context.close()
