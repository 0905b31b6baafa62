"""The comparability page in a real browser: shares by region, the matrix of countries, lengths, and what can be taken along."""

from __future__ import annotations

import csv
import io
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from sojourn.lookup.registry import Registry
from sojourn.rules import compare
from tests.browser.conftest import Visit, assert_accessible, assert_fits, load_axe
from tests.pages.lands import NORTH

pytestmark = pytest.mark.browser
MAIN = {"Norway": "nor-arrival", "Sweden": "swe-arrival", "Denmark": "dnk-arrival"}
SIGNS = {"equal": "=", "narrower": "⊂", "broader": "⊃", "overlapping": "∩", "disjoint": "∅", "incomparable": "≁"}


def test_a_region_says_how_many_pairs_count_the_same_people(visit: Visit) -> None:
    page = visit.open("figures.html")
    row = page.locator(".sj-shares tbody tr", has_text="Northern Europe")
    heads = page.locator(".sj-shares thead th").all_inner_texts()
    cell = row.locator("td").nth(heads.index("immigration") - 1)
    # Sweden and Denmark ask for the same; Norway for half of it.
    assert cell.inner_text().split("\n")[0].startswith("33 %")
    assert cell.inner_text().splitlines()[-3:] == ["1 / 3 pairs", "1 for sure", "3 countries"]
    # One country alone makes no pair.
    assert row.locator("td").nth(heads.index("usual residents") - 1).inner_text() == "–"


def test_its_cell_opens_the_matrix_and_a_cell_of_that_the_pair(visit: Visit, lands: Registry) -> None:
    page = visit.open("figures.html")
    page.locator(f'.sj-shares a[href="#{NORTH}/immigration"]').click()
    page.locator(".sj-lands").wait_for()
    for one, other in permutations(MAIN, 2):
        found = compare(lands.definition(MAIN[one]).rule, lands.definition(MAIN[other]).rule)
        cell = page.get_by_role("link", name=f"{one} – {other}:")
        assert cell.inner_text() == SIGNS[found.relation]
    # Those that count the same people stand together.
    heads = page.locator(".sj-lands thead th").all_inner_texts()
    assert abs(heads.index("SWE") - heads.index("DNK")) == 1
    assert "Denmark, Sweden" in page.locator("#matrix li").inner_text()
    page.get_by_role("link", name="Norway – Sweden:").click()
    page.locator("#answer").wait_for()
    assert page.url.endswith("/compare.html#nor-arrival,swe-arrival")
    assert visit.problems == []


def test_the_choice_stands_in_the_address(visit: Visit) -> None:
    page = visit.open(f"figures.html#{NORTH}/usual-residence")
    page.get_by_text("Fewer than two countries").wait_for()
    page.get_by_label("What is counted", exact=True).select_option("immigration")
    page.locator(".sj-lands").wait_for()
    assert page.url.endswith(f"#{NORTH}/immigration")


def test_tables_are_taken_along(visit: Visit, site: Path) -> None:
    page = visit.open(f"figures.html#{NORTH}/immigration")
    page.locator(".sj-lands").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Table as CSV").click()
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig")))}
    place = rows["Country"].index("Norway")
    assert rows["Sweden"][place] == "narrower"
    shares = list(csv.DictReader(io.StringIO((site / "figures" / "comparability.csv").read_text("utf-8"))))
    north = next(row for row in shares if row["group"] == NORTH and row["concept"] == "immigration")
    assert (north["pairs"], north["equal"], north["equal, sure"], north["part and whole"]) == ("3", "1", "1", "2")
    lengths = list(csv.DictReader(io.StringIO((site / "figures" / "lengths.csv").read_text("utf-8"))))
    assert next(row for row in lengths if row["id"] == "NOR")["immigration"] == "6 months"


def test_lengths_stand_by_region_with_a_sign_beside_the_colour(visit: Visit) -> None:
    page = visit.open("figures.html")
    assert page.locator(".sj-matrix tr.sj-part").inner_text() == "Northern Europe"
    row = page.locator(".sj-matrix tr", has_text="Norway")
    assert "◕ 6 months" in " ".join(row.inner_text().split())


@pytest.mark.parametrize("path", [f"figures.html#{NORTH}/immigration", f"fr/figures.html#{NORTH}/immigration"])
def test_it_is_accessible_and_fits_a_phone(browser: Any, site: Path, path: str) -> None:
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    page = Visit(context, site).open(path)
    page.locator(".sj-lands").wait_for()
    # From the top, so that the header, which stays in view, covers no link in part.
    page.evaluate("scrollTo(0, 0)")
    load_axe(page)
    assert_accessible(page)
    assert_fits(page, 360)
    context.close()
