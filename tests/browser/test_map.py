"""The world map in a real browser: themes and countries by keyboard, sorting, phone width, accessibility, no scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled, compiled_entries
from tests.browser.conftest import Visit, assert_accessible, assert_fits, load_axe
from tests.pages.conftest import CHANGES, build, registry_of
from tests.support import COUNTRY, small_glossary

pytestmark = pytest.mark.browser
PAGES = ["map.html", "fr/map.html", "figures.html", "fr/figures.html", "country/MLT.html", "fr/country/NOR.html"]


# Beside Norway: a neighbour to the east, an island state that is a circle, and one that has no shape.
OTHERS = {
    "SWE": ("752", "154", "Sweden", "12, unit: month"),
    "MLT": ("470", "039", "Malta", "3, unit: month"),
    "TKL": ("772", "061", "Tokelau", "6, unit: month"),
}


def country(code: str, m49: str, region: str, name: str, length: str) -> str:
    """The country of the small glossary under another name, with another length."""
    text = COUNTRY.replace("NOR", code).replace("nor-", f"{code.lower()}-").replace("iso2: NO", f"iso2: {code[:2]}")
    text = text.replace('m49: "578"', f'm49: "{m49}"\nregion: "{region}"').replace(
        "en: Norway, fr: Norvège", f"en: {name}"
    )
    text = text.replace("label_origin: [{lang: fr, status: own}]\n", "", 1)
    return text.replace("value: 6, unit: month", f"value: {length}")


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with four countries."""
    folder = tmp_path_factory.mktemp("atlas")
    changes = {f"countries/{code}.yaml": country(code, *facts) for code, facts in OTHERS.items()}
    content = checked_content(small_glossary(folder, {**CHANGES, **changes}))
    build(registry_of(compiled_entries(content), Compiled.of(content).facts), folder)
    return folder / "site"


@pytest.fixture
def visit_atlas(browser: Any, atlas: Path) -> Iterator[Visit]:
    context = browser.new_context()
    yield Visit(context, atlas)
    context.close()


@pytest.fixture
def chart(visit_atlas: Visit) -> Any:
    """The page of the map, opened from disk."""
    page = visit_atlas.open("map.html")
    if not page.locator("#sj-map").count():
        pytest.skip("npm gave no 'world-atlas': the map was left out of the build")
    return page


def test_a_theme_is_chosen_by_keyboard_and_can_be_shared(visit_atlas: Visit, chart: Any) -> None:
    norway = chart.locator("#sj-map a[data-id=NOR]")
    assert norway.get_attribute("class") == "q3"
    chart.locator("#map-theme").focus()
    for _ in range(4):
        chart.keyboard.press("ArrowDown")
    assert chart.url.endswith("#map-residents-confidence")
    assert norway.get_attribute("class") == "q3"  # Medium, and six months: both the third of their scale.
    assert norway.get_attribute("aria-label") == "Norway: medium"
    assert chart.locator(".sj-legend:visible li").all_inner_texts() == ["medium\n4"]
    address = chart.url
    visit_atlas.open("index.html")
    chart.goto(address)
    assert chart.locator("#map-title").inner_text() == "Residents: confidence"
    assert visit_atlas.problems == []


def test_a_country_without_such_a_definition_is_grey_in_that_theme_only(visit_atlas: Visit, chart: Any) -> None:
    chart.locator("#map-theme").select_option("emigrants-length")
    norway = chart.locator("#sj-map a[data-id=NOR]")
    assert norway.get_attribute("class") == "absent"
    assert "no such definition" in str(norway.get_attribute("aria-label"))
    chart.locator("#map-theme").select_option("coverage")
    assert norway.get_attribute("class") == "q1"
    assert visit_atlas.problems == []


def test_the_map_is_one_tab_stop_and_a_country_opens_by_keyboard(visit_atlas: Visit, chart: Any) -> None:
    chart.locator("#map-zoom").focus()
    chart.keyboard.press("Tab")
    assert chart.evaluate("document.activeElement.dataset.id") == "MLT"
    chart.locator("#sj-map a[data-id=NOR]").focus()
    tip = chart.locator("#map-tip")
    assert tip.is_visible()
    assert tip.inner_text().split("\n")[:3] == ["Norway", "6 months (or 180 to 184 days)", "bosatt: 6 months"]
    chart.keyboard.press("Escape")
    assert not tip.is_visible()
    chart.keyboard.press("Tab")
    assert not chart.evaluate("document.activeElement.closest('#sj-map')")
    chart.keyboard.press("Shift+Tab")
    chart.keyboard.press("Enter")
    chart.wait_for_url("**/country/NOR.html")
    assert visit_atlas.problems == []


def test_arrow_keys_go_to_the_next_country_in_that_direction(visit_atlas: Visit, chart: Any) -> None:
    chart.locator("#sj-map a[data-id=NOR]").focus()
    ways = {"ArrowRight": "SWE", "ArrowDown": "MLT", "ArrowUp": "SWE", "ArrowLeft": "NOR"}
    for key, expected in ways.items():
        chart.keyboard.press(key)
        assert chart.evaluate("document.activeElement.dataset.id") == expected
    chart.keyboard.press("ArrowLeft")
    assert chart.evaluate("document.activeElement.dataset.id") == "NOR", "there is nothing further in that direction"
    assert chart.locator("#sj-map a[tabindex='0']").count() == 1
    assert visit_atlas.problems == []


def test_a_small_country_is_a_circle_and_one_without_a_shape_stands_below_the_map(
    visit_atlas: Visit, chart: Any
) -> None:
    circle = chart.locator("#sj-map a[data-id=MLT] circle")
    assert circle.bounding_box()["width"] > 5
    circle.hover()
    assert chart.locator("#map-tip").inner_text().startswith("Malta\n3 months")
    below = chart.locator(".sj-unseen[data-id=TKL]")
    assert below.inner_text() == "(6 months (or 180 to 184 days))"
    chart.locator("#map-theme").select_option("coverage")
    assert below.inner_text() == "(1 definition)"
    assert visit_atlas.problems == []


def test_a_part_of_the_world_is_shown_larger(visit_atlas: Visit, chart: Any) -> None:
    before = chart.locator("#sj-map a[data-id=NOR]").bounding_box()
    chart.locator("#map-zoom").select_option("Northern Europe")
    after = chart.locator("#sj-map a[data-id=NOR]").bounding_box()
    assert after["width"] > 2 * before["width"]
    assert visit_atlas.problems == []


def test_tables_sort_by_any_column(visit_atlas: Visit, chart: Any) -> None:
    head = chart.locator("table[data-group=residents] thead th").nth(2)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    cells = chart.locator("table[data-group=residents] tbody td:nth-of-type(2)")
    assert cells.all_inner_texts() == ["3 months", "6 months", "6 months", "12 months"]
    head.locator("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert cells.all_inner_texts()[0] == "12 months"
    assert visit_atlas.problems == []


@pytest.mark.parametrize("path", PAGES)
def test_the_page_fits_a_phone_and_a_desk_without_errors(visit_atlas: Visit, path: str) -> None:
    page = visit_atlas.open(path)
    assert_fits(page, 1280, 360)
    assert visit_atlas.problems == []


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_light_and_dark(browser: Any, atlas: Path, path: str) -> None:
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    page = Visit(context, atlas).open(path)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    load_axe(page)
    assert_accessible(page)
    context.close()


def test_without_scripts_the_first_map_and_all_tables_are_there(browser: Any, atlas: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = Visit(context, atlas).open("map.html")
    assert not page.locator("#map-controls:visible, #map-keys:visible").count()
    if page.locator("#sj-map").count():
        assert page.locator("#sj-map a[data-id=MLT] circle").is_visible()
        assert page.locator(".sj-legend:visible").count() == 1
    assert "bosatt" in page.locator("table[data-group=residents]").inner_text()
    context.close()


def test_a_click_on_the_legend_answers_lists_and_filters(visit_atlas: Visit, chart: Any) -> None:
    chart.locator(".sj-legend:visible button", has_text="6 months").click()
    assert chart.locator("#map-title").inner_text() == "2 countries and areas ask for 6 months"
    assert chart.locator("#map-answer a").all_inner_texts() == ["Norway", "Tokelau"]
    assert "sj-dim" in str(chart.locator("#sj-map a[data-id=SWE]").get_attribute("class"))
    assert "sj-dim" not in str(chart.locator("#sj-map a[data-id=NOR]").get_attribute("class"))
    rows = chart.locator("table[data-group=residents] tbody tr:visible th")
    assert rows.all_inner_texts() == ["Norway", "Tokelau"]
    assert chart.url.endswith("#map-residents-length/six")
    chart.reload()
    assert chart.locator("#map-title").inner_text() == "2 countries and areas ask for 6 months"
    chart.locator("#map-all").click()
    assert chart.locator("#map-title").inner_text() == "Residents: minimum stay"
    assert rows.count() == 4
    assert visit_atlas.problems == []


def test_the_address_keeps_the_part_of_the_world(visit_atlas: Visit, chart: Any) -> None:
    chart.locator("#map-zoom").select_option(label="Southern Europe")
    assert chart.url.endswith("#map-residents-length//039")
    box = chart.locator("#sj-map").get_attribute("viewBox")
    chart.reload()
    assert chart.locator("#sj-map").get_attribute("viewBox") == box
    assert visit_atlas.problems == []


def test_a_tap_tells_before_it_leads_away(browser: Any, atlas: Path) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 844})
    visit = Visit(context, atlas)
    page = visit.open("map.html")
    if not page.locator("#sj-map").count():
        pytest.skip("npm gave no 'world-atlas': the map was left out of the build")
    page.locator("#map-zoom").select_option(label="Southern Europe")
    page.locator("#sj-map a[data-id=MLT] circle").tap()
    tip = page.locator("#map-tip")
    assert tip.inner_text().startswith("Malta\n3 months")
    assert "The office, 2020" in tip.inner_text()
    assert page.url.partition("#")[0].endswith("map.html")
    tip.locator("a").tap()
    page.wait_for_url("**/country/MLT.html")
    assert visit.problems == []
    context.close()


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("csv", b"code,country,")])
def test_a_view_is_taken_along(visit_atlas: Visit, chart: Any, kind: str, start: bytes) -> None:
    chart.locator(".sj-legend:visible button", has_text="6 months").click()
    with chart.expect_download() as waiting:
        chart.locator(f"[data-take={kind}]").click()
    assert waiting.value.suggested_filename == f"sojourn-map-residents-length-six.{kind}"
    data = Path(waiting.value.path()).read_bytes()
    assert data.startswith(start)
    if kind == "csv":
        assert [line.split(",")[0] for line in data.decode().splitlines()] == ["code", "NOR"]
    assert visit_atlas.problems == []


def test_a_rule_that_has_ended_is_barred_and_dated(browser: Any, tmp_path: Path) -> None:
    ended = COUNTRY.replace("valid: {from: 1990}", "valid: {from: 1990, to: 2001}")
    content = checked_content(small_glossary(tmp_path, {**CHANGES, "countries/NOR.yaml": ended}))
    build(registry_of(compiled_entries(content), Compiled.of(content).facts), tmp_path)
    context = browser.new_context()
    visit = Visit(context, tmp_path / "site")
    page = visit.open("map.html")
    if not page.locator("#sj-map").count():
        pytest.skip("npm gave no 'world-atlas': the map was left out of the build")
    assert page.locator("#sj-map a[data-id=NOR] .past").is_visible()
    page.locator(".sj-legend:visible button", has_text="6 months").click()
    assert "Norway (1990–2001)" in page.locator("#map-answer").inner_text()
    page.locator("#map-theme").select_option("coverage")
    assert not page.locator("#sj-map a[data-id=NOR] .past").is_visible()
    context.close()
