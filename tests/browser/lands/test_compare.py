"""The compare page in a real browser: choosing, the answer, facets, relations with travellers, taking it along."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sojourn.lookup.registry import Registry
from sojourn.prose.speaker import plain
from sojourn.rules import compare
from tests.browser.conftest import Visit, assert_accessible, assert_fits, load_axe
from tests.browser.serving import serving

pytestmark = pytest.mark.browser


def chosen(page: Any) -> list[str]:
    return [item.inner_text().split("\n")[0].rstrip("×").strip() for item in page.locator(".sj-chosen li").all()]


def test_countries_are_chosen_by_keyboard_in_any_language(visit: Visit) -> None:
    page = visit.open("compare.html")
    box = page.get_by_role("combobox", name="Add a country")
    box.click()
    page.keyboard.type("瑞典")
    page.locator("#sj-choose-list [role=option]").first.wait_for()
    assert page.locator("#sj-choose-list [role=group]").first.get_attribute("aria-label") == "Countries"
    page.keyboard.press("Enter")
    page.keyboard.type("norveg")
    page.locator("#sj-choose-list [role=option]", has_text="Norway").first.wait_for()
    page.keyboard.press("Enter")
    page.locator("#answer").wait_for()
    assert chosen(page) == ["Sweden", "Norway"]
    assert page.url.endswith("#SWE,NOR")
    assert page.evaluate("document.activeElement.id") == "sj-choose"
    assert visit.problems == []


def test_a_definition_is_chosen_under_what_it_counts(visit: Visit) -> None:
    page = visit.open("compare.html#frame-resident")
    page.get_by_role("combobox", name="Add a country").fill("bosatt")
    group = page.get_by_role("group", name="Definitions: usual residents")
    group.wait_for()
    page.keyboard.press("Enter")
    page.locator("#answer").wait_for()
    assert page.url.endswith("#frame-resident,nor-resident")
    # The classification's own result, seen from the reference rule.
    assert "AF is narrower: whoever it counts, Norway counts too" in page.locator(".sj-answer").inner_text()
    assert page.locator(".sj-people figure svg").count() == 2


def test_the_answer_says_each_thing_once(visit: Visit) -> None:
    # The same people: the answer in short says it, and no second sentence does.
    page = visit.open("compare.html#swe-arrival,dnk-arrival")
    page.locator(".sj-answer").wait_for()
    text = page.locator(".sj-answer").inner_text()
    assert text.count("count the same people") == 1 and "exactly the same people" not in text
    # Not the same: the relation and what it means for figures, each once.
    page.goto(f"{page.url.split('#')[0]}#nor-arrival,swe-arrival")
    page.locator(".sj-answer", has_text="6 months").wait_for()
    text = page.locator(".sj-answer").inner_text()
    assert text.count("is broader") == 1 and text.count("is a part of") == 1


def test_the_words_of_a_framework_bring_its_rules_first(visit: Visit) -> None:
    page = visit.open("compare.html#nor-resident")
    page.get_by_role("combobox", name="Add a country").fill("af")
    page.locator("#sj-choose-list [role=option]").first.wait_for()
    assert page.locator("#sj-choose-list [role=group]").first.get_attribute("aria-label") == "Reference rules"
    page.keyboard.press("Enter")
    page.locator("#answer").wait_for()
    assert page.url.endswith("#nor-resident,frame-resident")
    assert visit.problems == []


def test_whole_rules_of_a_framework_stand_before_their_parts(visit: Visit) -> None:
    page = visit.open("compare.html#nor-resident")
    page.get_by_role("combobox", name="Add a country").fill("two options")
    page.locator("#sj-choose-list [role=option]").first.wait_for()
    names = page.locator("#sj-choose-list [role=group]").first.locator(".sj-hit-name").all_inner_texts()
    options = [name.removeprefix("Resident, option ") for name in names if name.startswith("Resident, option")]
    assert options == ["A", "B", "a actual", "a intended", "b actual", "b intended"]


def test_each_choice_is_a_step_that_back_undoes(visit: Visit) -> None:
    page = visit.open("compare.html#NOR,SWE")
    page.locator("#answer").wait_for()
    box = page.get_by_role("combobox", name="Add a country")
    box.fill("af")
    page.locator("#sj-choose-list [role=option]").first.wait_for()
    box.press("Enter")
    page.wait_for_function("location.hash.includes('frame-resident')")
    page.locator(".sj-cell").last.click()
    page.wait_for_function("location.hash.split('/').length === 3")
    pressed = page.locator(".sj-cell[aria-pressed=true]").get_attribute("data-pair")
    page.reload()
    page.locator(".sj-cell[aria-pressed=true]").wait_for()
    assert page.locator(".sj-cell[aria-pressed=true]").get_attribute("data-pair") == pressed
    page.go_back()
    page.wait_for_function("!location.hash.includes('frame-resident')")
    assert len(chosen(page)) == 2
    assert visit.problems == []


def test_two_countries_are_paired_by_concept_and_source_and_say_what_has_no_counterpart(visit: Visit) -> None:
    page = visit.open("compare.html#NOR,SWE")
    row = page.locator("#offer tbody tr")
    row.first.wait_for()
    found = [[cell.split("\n")[0] for cell in line.locator("th, td").all_inner_texts()] for line in row.all()]
    assert [line[0:3] for line in found] == [
        ["Usual residents", "Resident", "no counterpart"],
        ["Immigration", "nor arrival", "swe arrival"],
        ["immigration", "no counterpart", "swe arrival"],
    ]
    assert "⊃ Only as a part and its whole" in found[1][3]
    # What both define is compared at once; another definition of a country is one choice away.
    assert page.locator("#compare-concept").input_value() == "immigration"
    page.get_by_label("Definition of Sweden").select_option("swe-planned")
    page.wait_for_url("**/compare.html#NOR,swe-planned")
    page.get_by_text("Our reading of Sweden: swe arrival is not sure").wait_for()
    assert visit.problems == []


def test_a_country_without_a_definition_of_the_concept_says_so(visit: Visit) -> None:
    page = visit.open("compare.html#NOR,DNK/usual-residence")
    page.get_by_text("Denmark has no definition of this in the registry: usual residents.").wait_for()


def test_the_matrix_shows_what_the_engine_finds(visit: Visit, lands: Registry) -> None:
    ids = ["nor-arrival", "swe-arrival", "swe-planned", "dnk-arrival"]
    page = visit.open(f"compare.html#{','.join(ids)}")
    page.locator(".sj-relations").wait_for()
    words = json.loads(page.locator("#compare-texts").inner_text())["relations"]["short"]
    for a in ids:
        for b in ids:
            if a == b:
                continue
            found = compare(lands.definition(a).rule, lands.definition(b).rule, a_id=a, b_id=b)
            shown = page.locator(f'[data-pair="{a},{b}"] span').last.inner_text()
            stated = found.as_stated if found.relation == "undetermined" else found.relation
            assert shown.split(",")[0] == words[str(stated)], (a, b)
            assert shown.endswith("as far as stated") == (found.relation == "undetermined"), (a, b)


def test_a_cell_of_the_matrix_shows_its_pair_with_the_traveller(visit: Visit, lands: Registry) -> None:
    page = visit.open("compare.html#nor-arrival,swe-arrival,dnk-arrival")
    cell = page.locator('[data-pair="dnk-arrival,nor-arrival"]')
    cell.focus()
    page.keyboard.press("Enter")
    page.locator("#pair h3", has_text="Denmark and Norway").wait_for()
    assert cell.get_attribute("aria-pressed") == "true"
    found = compare(lands.definition("nor-arrival").rule, lands.definition("dnk-arrival").rule)
    assert found.a_not_b is not None
    day = found.a_not_b.start
    figure = page.locator("#pair figure", has_text="Counted by Norway only")
    assert f"{day.day} {day:%B %Y}" in figure.locator("figcaption").inner_text()
    words = figure.locator("svg tspan").all_text_contents()
    assert dict(zip(words[1::2], words[::2], strict=True)) == {"Norway": "counts", "Denmark": "does not count"}
    assert "{" not in page.locator("#pair").inner_text()


def test_facets_that_differ_come_first_and_silence_is_not_agreement(visit: Visit) -> None:
    page = visit.open("compare.html#nor-resident,nor-arrival,swe-planned")
    page.locator(".sj-compare").wait_for()
    differ = page.locator(".sj-part-differ tr")
    assert differ.nth(0).inner_text().startswith("What differs")
    assert "Minimum" in page.locator(".sj-part-differ").inner_text()
    assert "not stated" in page.locator(".sj-part-open").inner_text()
    same = page.locator(".sj-part-same")
    assert not same.locator("tr").nth(1).is_visible()
    page.get_by_role("button", name="Show what is the same").click()
    assert same.locator("tr").nth(1).is_visible()
    about = page.locator(".sj-part-about").inner_text()
    assert "Metadata, 2020, section 3" in about
    assert "since 1990" in about


def test_the_address_keeps_the_choice(visit: Visit) -> None:
    page = visit.open("compare.html#NOR,SWE,DNK/immigration")
    page.locator(".sj-relations").wait_for()
    page.get_by_role("button", name="Remove Sweden").click()
    page.wait_for_url("**/compare.html#NOR,DNK/immigration")
    page.reload()
    page.locator("#answer").wait_for()
    assert chosen(page) == ["Norway", "Denmark"]
    page.get_by_role("button", name="Start again").click()
    assert page.url.endswith("/compare.html")
    page.goto(page.url + "#nor-arrival,gone-away")
    page.get_by_text("Not in the registry: gone-away.").wait_for()


def test_the_table_is_taken_along_as_csv(visit: Visit) -> None:
    page = visit.open("compare.html#nor-arrival,swe-arrival")
    page.locator("#answer").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Table as CSV").click()
    text = Path(waiting.value.path()).read_text("utf-8-sig")
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(text))}
    assert waiting.value.suggested_filename == "sojourn-norway-sweden-immigration.csv"
    # So that it can be cited: version, day, address, licence.
    assert rows["Version"] == [page.locator("#compare").get_attribute("data-cite").split()[2].rstrip(",")]
    assert date.fromisoformat(rows["Taken on"][0]) <= date.today()
    assert rows["Link"] == [page.url] and page.url in rows["How to cite"][0]
    assert rows["Licence"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert rows["id"] == ["nor-arrival", "swe-arrival"]
    assert rows["Minimum"] == ["at least 6 months", "at least 12 months"]
    assert rows["Relations: Sweden: swe arrival"] == ["broader", ""]
    assert rows["Relations: Norway: nor arrival"] == ["", "narrower"]


def test_a_pair_that_is_not_worked_out_names_the_command_from_disk(visit: Visit) -> None:
    page = visit.open("compare.html#nor-resident,nor-arrival")
    page.locator("#answer").wait_for()
    text = page.locator(".sj-verdict-card").inner_text()
    assert "python3 -m http.server" in text
    assert "sojourn compare nor-resident nor-arrival" in text
    assert visit.problems == []


def test_a_pair_that_is_not_worked_out_is_worked_out_by_the_engine_in_the_browser(
    browser: Any, site: Path, lands: Registry
) -> None:
    if not (site / "assets" / "pyodide").is_dir():
        pytest.skip("npm gave no Pyodide: the engine does not run in the browser of this build")
    context = browser.new_context()
    visit = Visit(context, site)
    with serving(site) as address:
        page = visit.page
        page.goto(f"{address}/compare.html#nor-resident,nor-arrival")
        page.get_by_role("button", name="Work it out here").click()
        page.locator(".sj-answer").wait_for(timeout=120_000)
        found = compare(lands.definition("nor-resident").rule, lands.definition("nor-arrival").rule)
        assert found.relation == "incomparable"
        assert found.reason is not None
        assert plain().text(found.reason) in page.locator(".sj-verdict-card").inner_text().replace(
            "One rule", "one rule"
        )
    outside = [problem for problem in visit.problems if not problem.startswith(f"request: {address}")]
    context.close()
    assert outside == []


def test_links_lead_into_it(visit: Visit) -> None:
    page = visit.open("country/NOR.html")
    page.get_by_role("link", name="Compare Norway with other countries").click()
    page.locator(".sj-chosen li").wait_for()
    assert page.url.endswith("compare.html#NOR")
    page.locator("#compare-starts").wait_for()


def test_it_speaks_french(visit: Visit) -> None:
    page = visit.open("fr/compare.html#NOR,SWE")
    page.locator("#answer").wait_for()
    text = page.locator("#compare").inner_text()
    assert "Ces chiffres peuvent-ils être comparés" in text
    assert "Norvège" in text
    assert "au moins 6 mois" in text
    assert visit.problems == []


CHOICES = ["compare.html", "compare.html#NOR,SWE", "fr/compare.html#nor-arrival,swe-planned,dnk-arrival"]


@pytest.mark.parametrize("choice", CHOICES)
def test_it_is_accessible_and_fits_a_phone(browser: Any, site: Path, choice: str) -> None:
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    page = Visit(context, site).open(choice)
    if "#" in choice:
        page.locator("#answer").wait_for()
    load_axe(page)
    page.get_by_role("combobox").last.click()
    assert_accessible(page)
    assert_fits(page, 360)
    context.close()
