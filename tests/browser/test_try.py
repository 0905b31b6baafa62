"""The engine in a real browser: a definition and a traveller of one's own, decided as by the package."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from sojourn.lookup.registry import Registry
from sojourn.rules import apply, history_from_dict
from tests.browser.conftest import Visit, assert_accessible, assert_fits, load_axe
from tests.browser.serving import serving
from tests.engine.conftest import registry_from_glossary, rules_of
from tests.engine.test_pack import EXAMPLES, expected
from tests.pages.test_site import HOSTILE, LONG

pytestmark = pytest.mark.browser
# The engine is fetched and started in each visit: some seconds, more on a busy machine.
PATIENCE = 180_000


@pytest.fixture(scope="module")
def real() -> Registry:
    return registry_from_glossary()


@pytest.fixture(scope="module")
def live(site: Path, real: Registry, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small site from a plain static server, its engine with the rules of the real glossary."""
    if not (site / "assets" / "pyodide").is_dir():
        pytest.skip("npm gave no Python for the browser: the pages that need it only say so")
    folder = tmp_path_factory.mktemp("live") / "site"
    shutil.copytree(site, folder, copy_function=os.link)
    rules = folder / "assets" / "engine" / "rules.json"
    rules.unlink()
    rules.write_text(rules_of(real), "utf-8")
    with serving(folder) as address:
        yield address


class LiveVisit(Visit):
    """A page of the served site; requests to the server itself are no problem."""

    def __init__(self, context: Any, base: str) -> None:
        super().__init__(context, Path())
        self.base = base
        self.page.set_default_timeout(PATIENCE)
        self.asked: list[str] = []

    def _request(self, request: Any) -> None:
        self.asked.append(request.url.removeprefix(self.base))
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.problems.append(f"request: {request.url}")

    def open(self, path: str) -> Any:
        self.page.goto(f"{self.base}/{path}")
        return self.page


@pytest.fixture
def visit(browser: Any, live: str) -> Iterator[LiveVisit]:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    found = LiveVisit(context, live)
    yield found
    context.close()


def test_nothing_of_the_engine_is_loaded_before_it_is_asked_for(visit: LiveVisit) -> None:
    page = visit.open("try.html")
    page.wait_for_load_state("networkidle")
    assert not [url for url in visit.asked if "pyodide" in url or "/engine/" in url]
    page.locator("#engine-start").click()
    page.get_by_text("The engine runs.").wait_for()
    assert [url for url in visit.asked if "/engine/python/bundle.gz" in url]
    # The browser keeps the engine: the next visit fetches the rules, and nothing of Python.
    page.wait_for_function(
        "caches.open('sojourn-engine').then((kept) => kept.keys()).then((found) => found.length === 1)"
    )
    visit.asked.clear()
    page.reload()
    page.locator("#engine-start").click()
    page.get_by_text("The engine runs.").wait_for()
    assert not [url for url in visit.asked if "bundle.gz" in url]
    assert visit.problems == []


def test_definitions_are_classified_in_the_page_as_by_the_package(visit: LiveVisit, real: Registry) -> None:
    page = visit.open("try.html")
    # One after the other in one visit: it is the start of the engine that takes long.
    for id in ("nzl-obm-arrival", "alb-immigrant", "usa-tax-substantial-presence"):
        page.evaluate(GO, f"from={id}")
        page.locator("#try:not([aria-busy]) #try-words .sj-definition").wait_for()
        page.locator("#try-run").click()
        page.locator("#try-run:not([disabled])").wait_for()
        with page.expect_download() as download:
            page.locator("#try-json").click()
        found = json.loads(Path(download.value.path()).read_text("utf-8"))
        definition = real.definition(id)
        assert found == expected(real, f"my-{id}", definition.concept, definition.rule)
        assert visit.problems == []


def test_the_form_the_text_the_words_and_the_address_are_one_rule(visit: LiveVisit) -> None:
    page = visit.open("try.html")
    page.locator("#f-event").select_option("arrival")
    page.locator("#f-threshold-state").select_option(">=")
    page.locator("#f-threshold-value").fill("9")
    page.locator("#f-threshold-value").press("Tab")
    page.locator("#try-words", has_text="at least 9 months").wait_for()
    assert "threshold: {value: 9, unit: month, comparison: '>='}" in page.locator("#try-text").input_value()
    assert page.locator("#try-words svg").count() == 1
    text = "event: departure\nmeasure: absence\nthreshold: {value: 3, unit: month, comparison: '>'}\n"
    page.locator("#try-text").fill(text)
    page.locator("#try-words", has_text="more than 3 months").wait_for()
    assert page.locator("#f-event").input_value() == "departure"
    assert page.locator("#f-threshold-state").input_value() == ">"
    page.reload()
    page.locator("#try-words", has_text="more than 3 months").wait_for()
    assert page.locator("#f-measure").input_value() == "absence"
    page.locator("#try-copy").click()
    page.get_by_text("Copied").wait_for()
    assert "event: departure" in page.evaluate("navigator.clipboard.readText()")
    assert visit.problems == []


def test_the_newer_facets_are_picked_in_the_form_and_read_from_the_text(visit: LiveVisit) -> None:
    page = visit.open("try.html")
    page.locator("#f-event").select_option("reference-date")
    page.locator("#f-accumulation").select_option("cumulative")
    page.locator("#f-threshold-state").select_option("share>")
    page.locator("#f-window-state").select_option("length")
    page.locator("#f-window-value").fill("12")
    page.locator("#try-windows summary").click()
    page.locator("[data-length='window.offset'] [data-part=value]").fill("2")
    page.locator("[data-path='window.each']").fill("3")
    page.locator("[data-path='window.includes_anchor']").select_option("false")
    page.locator("#try-breaks summary").click()
    page.locator("#f-exempt_days").select_option("stated")
    page.locator("[data-of=exempt_days] input[value=students]").check()
    page.locator("#f-interruptions").select_option("none")
    page.locator("#try-words", has_text="more than half").or_(
        page.locator("#try-words", has_text="1/2")
    ).first.wait_for()
    text = page.locator("#try-text")
    for part in (
        "unit: share",
        "each: 3",
        "offset: {value: 2, unit: month}",
        "exempt_days: [students]",
        "interruptions: none",
    ):
        page.wait_for_function("part => document.getElementById('try-text').value.includes(part)", arg=part)
    text.fill(
        "event: arrival\nmeasure: stay\nthreshold: {value: 12, unit: month, comparison: '>='}\naccumulation: continuous\n"
        "interruptions: {tolerated: {value: 3, unit: week, comparison: '<='}, purposes: [leisure]}\nends: decision\n"
    )
    page.locator("#try-words", has_text="3 weeks").wait_for()
    assert page.locator("#f-interruptions").input_value() == "stated"
    tolerated = page.locator("[data-of=interruptions] [data-length]")
    assert tolerated.locator("[data-part=value]").input_value() == "3"
    assert tolerated.locator("[data-part=unit]").input_value() == "week"
    assert page.locator("[data-of=interruptions] input[value=leisure]").is_checked()
    assert page.locator("[data-path=ends]").input_value() == "decision"
    assert page.locator("#f-exempt_days").input_value() == ""
    assert page.locator("[data-path='window.each']").input_value() == ""
    # What the form shows stays when something else is changed in it.
    page.locator("#f-threshold-value").fill("6")
    page.locator("#f-threshold-value").press("Tab")
    page.locator("#try-words", has_text="6 months").wait_for()
    assert "purposes: [leisure]" in text.input_value()
    assert visit.problems == []


def test_faults_and_contradictions_are_said_beside_the_text(visit: LiveVisit) -> None:
    page = visit.open("try.html")
    page.locator("#try-text").fill("event: arival")
    page.locator("#try-faults", has_text="Did you mean 'arrival'").wait_for()
    page.locator("#try-text").fill(
        "event: arrival\nmeasure: stay\nthreshold: {value: 12, unit: month}\nupper_bound: {value: 3, unit: month}"
    )
    page.locator("#try-faults", has_text="leaves no room above its minimum").wait_for()
    page.locator("#try-text").fill("event: <img src=x onerror=alert(1)>")
    page.locator("#try-faults", has_text="<img").wait_for()
    assert page.locator("#try-faults img").count() == 0
    assert visit.problems == []


def test_a_combined_rule_is_changed_part_by_part(visit: LiveVisit) -> None:
    page = visit.open("try.html#from=un-2021-resident-a")
    page.locator("#try-out").click()
    page.locator("#try-part option").nth(2).wait_for(state="attached")
    page.locator("#try-part").select_option("1")
    assert page.locator("#f-basis").input_value() == "intended"
    page.locator("#f-threshold-value").fill("7")
    page.locator("#f-threshold-value").press("Tab")
    page.locator("#try-words", has_text="at least 7 months").wait_for()
    assert visit.problems == []


def test_a_traveller_is_decided_as_by_the_package(visit: LiveVisit, real: Registry) -> None:
    page = visit.open("traveller.html#rules=nzl-obm-arrival,un-2021-resident-a")
    for person in EXAMPLES["travellers"][:3]:
        page.locator("#traveller-example").select_option(person["id"])
        found = apply(real.rule_of("nzl-obm-arrival"), history_from_dict(person), resolve=real.rule_of)
        last = found[-1].why
        page.locator("#traveller-results tbody tr").nth(len(found) - 1).get_by_text(last).wait_for(state="attached")
        with page.expect_download() as download:
            page.locator("#traveller-json").click()
        data = json.loads(Path(download.value.path()).read_text("utf-8"))
        assert data["decisions"][0]["decisions"] == [decision.to_dict() for decision in found]
        assert data["decisions"][1]["on_date"]["on"] == person["on"]
    assert visit.problems == []


def test_stays_are_drawn_moved_by_keyboard_and_typed_and_the_address_keeps_them(visit: LiveVisit) -> None:
    page = visit.open("traveller.html#rules=nzl-obm-arrival&status=non-resident")
    box = page.locator("#traveller-line").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 50, steps=4)
    page.mouse.up()
    page.locator("#traveller-results tbody tr").nth(1).wait_for()
    first = page.get_by_label("Stay 1: In the country from")
    before = first.input_value()
    page.get_by_role("slider", name="Arrival of stay 1").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    moved = first.input_value()
    assert page.evaluate("([a, b]) => (Date.parse(b) - Date.parse(a)) / 86400000", [before, moved]) == 2
    page.get_by_label("Stay 1: In the country from").fill("2019-01-15")
    page.locator("#traveller-results", has_text="15 January 2019").wait_for()
    page.reload()
    assert page.get_by_label("Stay 1: In the country from").input_value() == "2019-01-15"
    assert visit.problems == []


def test_what_a_person_is_for_a_time_is_given_by_periods_and_the_address_keeps_them(visit: LiveVisit) -> None:
    page = visit.open("traveller.html#rules=un-2021-immigrant-b&stays=2022-01-01_2023-05-01&status=non-resident")
    page.locator("#traveller-timed summary").click()
    for number, (value, first, last) in enumerate((("foreign", "", "2021-12-31"), ("national", "2022-01-01", "")), 1):
        page.locator("#traveller-add-period").click()
        page.get_by_label(f"Period {number}: what").select_option("citizenship")
        page.get_by_label(f"Period {number}: value").select_option(value)
        for label, day in (("from the day", first), ("to", last)):
            if day:
                page.get_by_label(f"Period {number}: {label}", exact=True).fill(day)
    page.locator("#traveller:not([aria-busy])").wait_for()
    page.locator("#traveller-results table").wait_for()
    given = [{"citizenship": "foreign", "to": "2021-12-31"}, {"citizenship": "national", "from": "2022-01-01"}]
    with page.expect_download() as download:
        page.locator("#traveller-json").click()
    assert json.loads(Path(download.value.path()).read_text("utf-8"))["history"]["attributes"] == given
    # Whoever opens the address finds the same periods; two values on one day are refused with the reason.
    page.reload()
    assert page.get_by_label("Period 2: from the day").input_value() == "2022-01-01"
    page.get_by_label("Period 2: from the day").fill("2021-06-01")
    page.locator("#traveller-faults", has_text="citizenship").wait_for()
    page.get_by_label("Remove period 1").click()
    page.locator("#traveller-faults:empty").wait_for(state="attached")
    page.evaluate("hash => { location.hash = hash; }", "periods=citizenship.foreign.2020-02-30.,citizenship.national..")
    page.locator("#traveller-faults", has_text="Periods left out").wait_for()
    assert page.get_by_label("Period 1: value").input_value() == "national"
    assert_fits(page, 360)
    assert visit.problems == []


def test_a_definition_of_ones_own_goes_along_to_the_traveller(visit: LiveVisit) -> None:
    page = visit.open("try.html")
    page.locator("#try-from").select_option("example-six-months-unbroken")
    page.locator("#try-words", has_text="at least 6 months").wait_for()
    page.locator("#try-traveller").click()
    page.wait_for_url("**/traveller.html#*", wait_until="load")
    page.locator("#traveller-example").select_option("a-year-with-a-holiday")
    page.locator("#traveller-results th", has_text="example-six-months-unbroken").wait_for()
    assert visit.problems == []


def test_a_stopped_engine_starts_again(visit: LiveVisit) -> None:
    page = visit.open("try.html")
    stopped = page.evaluate(
        """async () => {
            const call = sojournEngine.call("compare", {a: "nzl-obm-arrival", b: "aus-nom-arrival"});
            sojournEngine.stop();
            return call.catch((error) => error.error.title);
        }"""
    )
    assert stopped == "Stopped"
    found = page.evaluate('sojournEngine.call("compare", {a: "nzl-obm-arrival", b: "nzl-obm-arrival"})')
    assert found["relation"] == "equal"


def english_parts(page: Any, place: str) -> list[str]:
    """Texts inside a place that are marked as English; names that exist in English only are on the form, not here."""
    found: list[str] = page.locator(f"{place} [lang=en]").all_inner_texts()
    return found


def test_the_french_page_tells_the_whole_result_in_french(visit: LiveVisit) -> None:
    page = visit.open("fr/try.html")
    page.locator("#try-from").select_option("example-six-months-unbroken")
    page.locator("#try-words", has_text="au moins 6 mois").wait_for()
    page.locator("#try-run").click()
    page.locator("#try-results .sj-card").first.wait_for()
    page.evaluate("document.querySelectorAll('#try-results details').forEach((node) => { node.open = true; })")
    text = page.locator("#try-results").inner_text()
    for wanted in (
        "Confrontée à :", "laisse des personnes de côté", "compte cette personne, mais non « ", "qui énonce : «",
        "Ce qu’énonce « example-six-months-unbroken » : l’arrivée d’un non-résident compte si", "Conformité : ",
    ):  # fmt: skip
        assert wanted.lower() in text.lower(), wanted
    assert english_parts(page, "#try-results") == []
    page.locator("#try-text").fill("event: arival")
    page.locator("#try-faults", has_text="n’est pas un code de la liste").wait_for()
    page.locator("#try-text").fill(
        "event: arrival\nmeasure: stay\nthreshold: {value: 12, unit: month}\nupper_bound: {value: 3, unit: month}"
    )
    page.locator("#try-faults", has_text="ne laisse rien au-dessus de son minimum").wait_for()
    assert english_parts(page, "#try-faults") == []
    assert visit.problems == []


def test_the_french_traveller_is_told_why(visit: LiveVisit) -> None:
    page = visit.open("fr/traveller.html#rules=nzl-obm-arrival,un-2021-resident-a,un-2021-immigrant-b")
    page.locator("#traveller-example").select_option("a-year-with-a-holiday")
    page.locator("#traveller-results table").wait_for()
    page.evaluate("document.querySelectorAll('#traveller-results details').forEach((node) => { node.open = true; })")
    text = page.locator("#traveller-results").inner_text()
    assert "Un non-résident arrive le 1er janvier 2017 et satisfait la règle : «" in text
    assert "Compte le 30 juin 2018 : la personne satisfait la règle" in text
    assert english_parts(page, "#traveller-results") == []
    with page.expect_download() as download:
        page.locator("#traveller-json").click()
    data = json.loads(Path(download.value.path()).read_text("utf-8"))
    # What is taken along is what the command line prints with `--lang fr`: words, and the value beside them.
    first = data["decisions"][0]["decisions"][0]
    assert first["why"].startswith("Un non-résident arrive")
    assert first["why_message"]["message"].startswith("decision-")
    assert visit.problems == []


# -- what is missing, and what means harm ------------------------------------------------------------------------------


def test_what_is_missing_is_said_beside_its_field(visit: LiveVisit) -> None:
    page = visit.open("try.html")
    page.locator("#try-run").click()
    assert "Say first what the definition counts" in page.locator(".sj-field:has(#f-concept) [role=alert]").inner_text()
    assert page.evaluate("document.activeElement.id") == "f-concept"
    assert not [url for url in visit.asked if "pyodide" in url]
    page.locator("#f-concept").select_option("immigration")
    page.locator("#try-run").click()
    page.get_by_text("The definition is still empty").wait_for()
    assert visit.problems == []


def hash_of(**values: Any) -> str:
    return "&".join(
        f"{key}={quote((value if isinstance(value, str) else json.dumps(value)).encode('utf-8', 'replace'), safe='')}"
        for key, value in values.items()
    )


DEEP: Any = {"event": "arrival"}
for _ in range(300):
    DEEP = {"not": DEEP}
# Texts of the same kind as in the tests of the content, one of them very long.
HARM = [HOSTILE, LONG, "\u202egnihton\u202c", "\ud800", "\x00\x1b", "{a} {b} {id}", "__proto__", "constructor"]
RULES: list[Any] = [
    *({"id": text, "concept": text, "event": text, "label": {"en": text}, "population": {"includes": [text]}} for text in HARM),
    {"any": [{"ref": "__proto__"}, {"ref": HOSTILE}]}, {"event": "arrival", "threshold": {"value": 1e308, "unit": HOSTILE}},
    {"any": 5}, {"all": [None, 3, "x"]}, {"not": []}, [], None, 5, "text", DEEP,
    {"event": "arrival", "measure": "stay", "threshold": {"value": 10**12, "unit": "month", "comparison": ">="}},
    {"event": "arrival", "population": 7, "window": "x", "threshold": []}, {"weights": ["1/0"]}, {"__proto__": {"x": 1}},
]  # fmt: skip


def assert_harmless(page: Any, visit: LiveVisit) -> None:
    """Nothing of what was given became an element or a script, and nothing went wrong."""
    assert page.locator("img, iframe, .sj script:not([src]):not([type='application/json'])").count() == 0
    assert page.evaluate("({}).x") is None
    assert visit.problems == []


# Follow an address inside the page, to the end of what the page does of itself at once.
GO = """hash => new Promise(done => {
  addEventListener("hashchange", () => done(), {once: true});
  location.hash = hash;
})"""


def test_an_outdated_question_is_not_worked_on(visit: LiveVisit) -> None:
    page = visit.open("try.html")
    page.locator("#engine-start").click()
    page.get_by_text("The engine runs.").wait_for()
    found = page.evaluate(
        """() => Promise.all([3, 4, 5, 6, 7].map((value) => ({event: "arrival", threshold: {value, unit: "month"}}))
          .map((rule) => sojournEngine.call("describe", {rule}, "a topic")
            .then((found) => found.rule.threshold.value, (error) => error.kind)))"""
    )
    # Of those that waited for the engine, only the newest was worked on.
    assert found == ["outdated"] * 4 + [7]


def test_a_shared_address_with_a_hostile_definition_does_no_harm(visit: LiveVisit) -> None:
    page = visit.open("try.html")
    page.locator("#engine-start").click()
    page.get_by_text("The engine runs.").wait_for()
    for given in (
        *(hash_of(rule=rule) for rule in RULES),
        "rule=%E0%A4%A",
        "rule={",
        hash_of(**{"from": HOSTILE}),
        "=&&=%",
    ):
        page.evaluate(GO, given)
        # The engine has answered: a fault, an impossibility, or nothing wrong.
        page.locator("#try:not([aria-busy])").wait_for()
        page.locator("#try-run").click()
        assert_harmless(page, visit)
    # It still works afterwards.
    page.evaluate(GO, hash_of(rule=EXAMPLES["rules"][0]["rule"] | {"concept": "immigration"}))
    page.locator("#try-words", has_text="at least 6 months").wait_for()
    page.locator("#try-run").click()
    page.locator("#try-results .sj-card").first.wait_for()
    assert_harmless(page, visit)


def test_hostile_text_in_the_form_is_shown_as_text(visit: LiveVisit) -> None:
    page = visit.open("try.html")
    page.locator("#try-from").select_option("example-six-months-unbroken")
    page.locator("#try-words", has_text="at least 6 months").wait_for()
    page.locator("#f-id").fill(HOSTILE.replace("\x02", "").replace("\x03", ""))
    page.locator("#f-id").press("Tab")
    page.locator("#try-run").click()
    page.locator("#try-run:not([disabled])").wait_for()
    assert_harmless(page, visit)
    for text in (
        HOSTILE,
        LONG,
        "a: &a [*a, *a]",
        "? [[[[" * 2000,
        "- " * 5000,
        "event: !!python/object:os.system x",
        "\ud800",
    ):
        page.locator("#try-text").fill(text)
        page.locator("#try-faults p").first.wait_for()
        assert_harmless(page, visit)


STAYS = [
    "2020-02-30_2020-03-01", "9999-01-01_", "_", "x_y", "2020-01-01_2019-01-01", ",".join(["2020-01-01_2020-01-02"] * 5000),
    "2020-01-01", "2020-01-01_2020-02-01_2020-03-01", quote(HOSTILE, safe=""), "%E0%A4%A", "_2020-01-01,_2021-01-01",
]  # fmt: skip


def test_a_shared_address_with_a_hostile_traveller_does_no_harm(visit: LiveVisit) -> None:
    page = visit.open("traveller.html#rules=nzl-obm-arrival&stays=2017-01-01_2018-06-01")
    # A shared address runs by itself.
    page.locator("#traveller-results table").wait_for()
    harmful = [f"rules=nzl-obm-arrival&stays={stays}" for stays in STAYS]
    harmful += [
        hash_of(
            rules=text,
            stays="2020-01-01_2021-01-01",
            status=text,
            until=text,
            on=text,
            periods=f"citizenship.{text}..",
            own={"id": text, "event": text},
        )
        for text in HARM
    ]
    harmful += [hash_of(rules="own", stays="2020-01-01_", own=rule) for rule in RULES[-14:]]
    for given in harmful:
        page.evaluate(GO, given)
        page.locator("#traveller:not([aria-busy])").wait_for()
        assert page.locator("#traveller-stays fieldset").count() <= 60
        assert_harmless(page, visit)
    page.evaluate(
        "hash => { location.hash = hash; }", "rules=nzl-obm-arrival&stays=2020-02-30_2020-03-01,2020-04-01_2020-05-01"
    )
    page.locator("#traveller-faults", has_text="Stays left out").wait_for()
    assert page.get_by_label("Stay 1: In the country from").input_value() == "2020-04-01"


@pytest.mark.parametrize("path", ["try.html#from=nzl-obm-arrival", "traveller.html#rules=nzl-obm-arrival"])
def test_axe_finds_nothing_while_the_engine_runs(browser: Any, live: str, path: str) -> None:
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    page = LiveVisit(context, live).open(path)
    if path.startswith("try"):
        page.locator("#try-words svg").first.wait_for()
        page.locator("#try-run").click()
        page.locator("#try-results .sj-card").first.wait_for()
        page.locator("#try-more summary").click()
    else:
        page.locator("#traveller-example").select_option("a-year-with-a-holiday")
        page.locator("#traveller-results table").wait_for()
        page.locator("#traveller-timed summary").click()
        page.locator("#traveller-add-period").click()
    load_axe(page)
    assert_accessible(page)
    assert_fits(page, 1280, 360)
    context.close()


@pytest.mark.parametrize("path", ["try.html", "traveller.html", "try.html#from=nor-resident"])
def test_from_disk_the_pages_name_the_command(browser: Any, site: Path, path: str) -> None:
    if not (site / "assets" / "pyodide").is_dir():
        pytest.skip("npm gave no Python for the browser: the pages that need it only say so")
    context = browser.new_context()
    visit = Visit(context, site)
    page = visit.open(path)
    assert "python3 -m http.server" in page.locator("#engine-disk").inner_text()
    assert visit.problems == []
    context.close()


def test_a_shared_traveller_is_answered_in_a_sentence_and_asked_for_a_date(visit: LiveVisit) -> None:
    page = visit.open(
        "traveller.html#rules=nzl-obm-arrival,un-2021-resident-a&stays=2017-01-01_2018-06-01&status=non-resident"
    )
    answer = page.locator("#traveller-results .sj-answer").first
    answer.wait_for()
    assert "a migration on 1 January 2017" in answer.inner_text()
    page.locator("#traveller-results button", has_text="Give a date").click()
    assert page.evaluate("document.activeElement.id") == "traveller-on"


def test_what_is_meant_lies_ahead_and_decides_a_rule_that_asks_for_it(visit: LiveVisit) -> None:
    stay = (
        "traveller.html#rules=un-2021-immigrant-b&stays=2022-01-01_2022-05-01&status=non-resident&citizenship=foreign"
    )
    page = visit.open(f"{stay}&intended=2023-06-01&away=2022-12-01")
    page.locator("#traveller-results .sj-answer", has_text="a migration on 1 January 2022").wait_for()
    assert page.locator("#traveller-line .sj-plan").count() == 2
    assert page.locator("#traveller-citizenship").input_value() == "foreign"
    page = visit.open(f"{stay}&intended=2022-06-01&permitted=2022-07-01")
    page.locator("#traveller-results .sj-answer", has_text="no migration").wait_for()
