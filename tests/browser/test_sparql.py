"""The page that asks the graph: completion, results, limits, errors with their line, and a live endpoint where there is one."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from sojourn.lookup.registry import Registry
from sojourn.pages.build import build_site
from tests.browser.conftest import Visit
from tests.pages.conftest import TURTLE
from tests.support import REPOSITORY

pytestmark = pytest.mark.browser


class Host(SimpleHTTPRequestHandler):
    """A static site; with a graph, also a SPARQL endpoint."""

    graph: ox.Store | None = None
    broken: tuple[str, ...] = ()

    def do_GET(self) -> None:
        if self.path.endswith(self.broken or ("\0",)):
            self.send_error(404)
            return
        super().do_GET()

    def do_OPTIONS(self) -> None:
        self._answer(204, "text/plain", b"")

    def do_POST(self) -> None:
        query = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path != "/sparql" or self.graph is None:
            self.send_error(404)
            return
        try:
            found = self.graph.query(query)
        except SyntaxError as error:
            self._answer(400, "text/plain", str(error).encode())
            return
        assert isinstance(found, ox.QuerySolutions)
        body = found.serialize(format=ox.QueryResultsFormat.JSON)
        assert body is not None
        self._answer(200, "application/sparql-results+json", body)

    def _answer(self, status: int, media: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "*")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving(site: Path, graph: bool = False, broken: tuple[str, ...] = ()) -> Iterator[str]:
    """A host of the site on loopback."""
    store = ox.Store()
    store.load(TURTLE.encode(), format=ox.RdfFormat.TURTLE)
    kind = type("Running", (Host,), {"graph": store if graph else None, "broken": broken})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(kind, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    if not (site / "sparql.html").is_file():
        pytest.skip("npm gave no query engine: the SPARQL page was left out of the build")
    with serving(site) as address:
        yield address


@pytest.fixture
def asked(browser: Any, site: Path, host: str) -> Iterator[Visit]:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    visit = Visit(context, site)
    visit.page.goto(f"{host}/sparql.html")
    yield visit
    assert [problem for problem in visit.problems if not problem.startswith("request: http://127.0.0.1:")] == []
    context.close()


def ask(page: Any, query: str) -> str:
    """Run a query; gives what the page says when it is done."""
    page.locator("#sparql-text").fill(query)
    page.locator("#sparql-text").press("Escape")
    page.locator("#sparql-run").click()
    page.locator("#sparql-run:not([disabled])").wait_for()
    return str(page.locator("#sparql-state").inner_text())


def type_at_end(page: Any, text: str, typed: str) -> list[str]:
    """Put a text into the editor, type on, and give what is offered."""
    page.locator("#sparql-text").fill(text)
    page.keyboard.press("Control+End")
    page.keyboard.type(typed)
    return [str(name) for name in page.locator("#sparql-offers .sj-hit-name").all_inner_texts()]


def test_completion_offers_prefixes_classes_and_properties_by_name_or_meaning(asked: Visit) -> None:
    page = asked.page
    assert "skos:" in type_at_end(page, "", "sk")
    offers = type_at_end(page, "SELECT * WHERE { ?d ", "sj:thresholdV")
    assert offers == ["sj:thresholdValue"]
    assert "sj:ReferenceRule" in type_at_end(page, "SELECT * WHERE { ?r a ", "framew")
    page.keyboard.press("Escape")
    assert not page.locator("#sparql-offers").is_visible()


def test_completion_offers_variables_of_the_query_and_is_taken_by_keyboard(asked: Visit) -> None:
    page = asked.page
    assert type_at_end(page, "SELECT ?definition WHERE { ", "?de") == ["?definition"]
    page.keyboard.press("ArrowDown")
    assert page.locator("#sparql-text").get_attribute("aria-activedescendant") == "sparql-offer-0"
    page.keyboard.press("Enter")
    assert page.locator("#sparql-text").input_value() == "SELECT ?definition WHERE { ?definition"
    page.keyboard.press("Enter")
    assert page.locator("#sparql-text").input_value().endswith("?definition\n")


def test_completion_finds_entries_by_any_name(asked: Visit) -> None:
    page = asked.page
    page.locator("#sparql-text").focus()
    page.wait_for_function("() => sojournSearch.search('residence', 1).length")
    offers = type_at_end(page, "DESCRIBE ", "norvège")
    assert offers[0] == "Norway"
    page.keyboard.press("Control+Space")
    page.keyboard.press("Enter")
    assert page.locator("#sparql-text").input_value() == "DESCRIBE <https://w3id.org/sojourn/country/NOR>"


def test_nothing_is_offered_inside_comments(asked: Visit) -> None:
    assert type_at_end(asked.page, "# about ", "skos") == []


def test_a_prefix_is_put_in_from_the_menu(asked: Visit) -> None:
    page = asked.page
    page.locator("#sparql-text").fill("ASK {}")
    page.locator("#sparql-prefix").select_option("skos")
    text = page.locator("#sparql-text").input_value()
    assert text == "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\nASK {}"


def test_results_say_how_many_how_fast_and_from_where(asked: Visit) -> None:
    said = ask(asked.page, "SELECT ?label WHERE { ?t skos:prefLabel ?label }")
    assert said.startswith("1 row in ")
    assert said.endswith("ms from the graph in your browser.")


def test_an_identifier_leads_to_its_page_or_place(asked: Visit) -> None:
    page = asked.page
    places = {
        "term/residence": "./term/residence.html",
        "definition/x/against/y": "./definition/x.html",
        "code/basis/actual": "./codes.html#basis-actual",
        "code/basis": "./codes.html#basis",
        "source/handbook": "./bibliography.html#handbook",
        "method/m": "./methods.html#m",
        "ns#Term": "./ns.html#Term",
    }
    values = " ".join(f"<https://w3id.org/sojourn/{path}>" for path in places)
    ask(page, f"SELECT ?x {{ VALUES ?x {{ {values} <urn:x> }} }}")
    links = page.locator("#sparql-results a").all()
    assert [link.get_attribute("href") for link in links] == list(places.values())


def test_rows_are_limited_and_the_page_says_so(asked: Visit) -> None:
    page = asked.page
    page.locator("#sparql-limit").select_option("100")
    values = " ".join(str(number) for number in range(250))
    said = ask(page, f"SELECT ?n {{ VALUES ?n {{ {values} }} }}")
    assert "250 rows" in said
    assert "(the first 100 are shown)" in said
    assert page.locator("#sparql-results tbody tr").count() == 100


def test_an_error_names_the_line_as_it_stands_in_the_editor(asked: Visit) -> None:
    page = asked.page
    said = ask(page, "SELECT ?term\n  # skos:Concept\nWHERE { nonsense }\n")
    assert said.startswith("Line 3, column ")
    page.get_by_role("button", name="Go to line 3").click()
    chosen = "t => t.value.slice(t.selectionStart, t.selectionEnd)"
    assert page.locator("#sparql-text").evaluate(chosen) == "WHERE { nonsense }"


def test_a_long_query_is_stopped_and_the_next_one_runs(asked: Visit) -> None:
    page = asked.page
    numbers = " ".join(map(str, range(100)))
    heavy = " ".join(f"VALUES ?{name} {{ {numbers} }}" for name in "abcdef")
    page.locator("#sparql-text").fill(f"SELECT (COUNT(*) AS ?n) {{ {heavy} FILTER(?a + ?b + ?c + ?d + ?e + ?f < 0) }}")
    page.locator("#sparql-run").click()
    page.locator("#sparql-run[disabled]").wait_for()
    page.locator("#sparql-stop").click()
    assert "Stopped" in page.locator("#sparql-state").inner_text()
    assert ask(page, "SELECT ?t WHERE { ?t a skos:Concept }").startswith("1 row")


def test_results_are_taken_home_as_csv_without_formulas(asked: Visit) -> None:
    page = asked.page
    ask(page, 'SELECT ?a ?b { VALUES (?a ?b) { ("=1+1" "x, \\"y\\"") } }')
    with page.expect_download() as download:
        page.locator("#sparql-csv").click()
    assert download.value.path().read_bytes().decode() == 'a,b\r\n\'=1+1,"x, ""y"""\r\n'


def test_the_address_keeps_the_query(asked: Visit, host: str) -> None:
    page = asked.page
    query = "SELECT ?t WHERE {\n  ?t a skos:Concept # é & %\n}"
    ask(page, query)
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert page.locator("#sparql-text").input_value() == query


@pytest.mark.parametrize("question", ["do-not-confuse", "six-months"])
def test_an_example_runs_when_it_is_chosen(asked: Visit, question: str) -> None:
    page = asked.page
    page.locator("#sparql-menu").select_option(question)
    page.locator("#sparql-run:not([disabled])").wait_for()
    assert " ms from the graph" in page.locator("#sparql-state").inner_text()
    assert page.url.endswith(f"#{question}")


# -- a live endpoint ---------------------------------------------------------------------------------------------------


def site_with(endpoint: str, registry: Registry, folder: Path) -> Path:
    """The small site with the setting of a live endpoint."""
    for name in ("ontology", "glossary"):
        (folder / name).symlink_to(REPOSITORY / name)
    source = folder / "source"
    shutil.copytree(REPOSITORY / "site", source, ignore=shutil.ignore_patterns("node_modules"))
    (source / "node_modules").symlink_to(REPOSITORY / "site" / "node_modules")
    settings = (source / "mkdocs.yml").read_text("utf-8")
    assert 'sparql_endpoint: ""' in settings
    (source / "mkdocs.yml").write_text(
        settings.replace('sparql_endpoint: ""', f'sparql_endpoint: "{endpoint}"'), "utf-8"
    )
    build_site(registry, folder / "site", site_folder=source, work=folder / "work", graph=TURTLE.encode())
    return folder / "site"


QUERY = "SELECT ?t WHERE { ?t a skos:Concept }"


def test_an_endpoint_on_the_same_host_is_asked_first(
    browser: Any, registry: Registry, tmp_path: Path, host: str
) -> None:
    site = site_with("sparql", registry, tmp_path)
    context = browser.new_context()
    page = Visit(context, site).page
    with serving(site, graph=True) as address:
        page.goto(f"{address}/sparql.html")
        assert ask(page, QUERY).endswith(f"from the live endpoint at {address.removeprefix('http://')}.")
        assert page.locator("#sparql-results a").inner_text() == "residence"
        said = ask(page, "SELECT ?t\nWHERE { nonsense }")
        assert said.startswith("Line 2, column ")
    with serving(site) as address:
        page.goto(f"{address}/sparql.html")
        said = ask(page, QUERY)
        assert "from the graph in your browser. Not from the other engine:" in said
        assert "404" in said
    context.close()


def test_an_endpoint_elsewhere_is_asked_when_the_engine_cannot_run(
    browser: Any, registry: Registry, site: Path, tmp_path: Path, host: str
) -> None:
    context = browser.new_context()
    with serving(site, graph=True) as endpoint:
        built = site_with(f"{endpoint}/sparql", registry, tmp_path)
        visit = Visit(context, built)
        with serving(built) as address:
            visit.page.goto(f"{address}/sparql.html")
            assert ask(visit.page, QUERY).endswith("from the graph in your browser.")
        with serving(built, broken=("web_bg.wasm",)) as address:
            visit.page.goto(f"{address}/sparql.html")
            said = ask(visit.page, QUERY)
            assert f"from the live endpoint at {endpoint.removeprefix('http://')}. Not from the other engine:" in said
            assert visit.page.locator("#sparql-results a").inner_text() == "residence"
    context.close()


def test_an_unknown_prefix_is_named_with_the_known_ones(asked: Visit) -> None:
    said = ask(asked.page, 'SELECT *\nWHERE { ?s foo:x "a:b" }')
    assert "Line 2, column 12" in said
    assert "Unknown prefix foo:" in said
    assert "skos" in said


def test_a_query_that_takes_too_long_is_stopped_with_a_hint_and_leaves_no_old_rows(asked: Visit) -> None:
    page = asked.page
    ask(page, "SELECT ?label WHERE { ?t skos:prefLabel ?label }")
    assert page.locator("#sparql-results tbody tr").count() == 1
    page.evaluate("document.getElementById('sparql').dataset.seconds = 1")
    ten = " ".join(map(str, range(10)))
    values = " ".join(f"VALUES ?v{i} {{ {ten} }}" for i in range(11))
    said = ask(page, f"SELECT (COUNT(*) AS ?n) WHERE {{ {values} }}")
    assert "Stopped after 1 s" in said
    assert "share no variable" in said
    assert page.locator("#sparql-results tbody tr").count() == 0
    assert not page.locator("#sparql-csv").is_visible()


def test_columns_sort_numbers_by_size_and_words_by_the_alphabet(asked: Visit) -> None:
    page = asked.page
    ask(page, 'SELECT ?n ?w WHERE { VALUES (?n ?w) { (10 "b") (9 "c") (100 "a") } }')
    column = page.locator("#sparql-results tbody td:first-child")
    page.locator("#sparql-results th button").first.click()
    assert column.all_inner_texts() == ["9", "10", "100"]
    page.locator("#sparql-results th button").first.click()
    assert column.all_inner_texts() == ["100", "10", "9"]
    page.locator("#sparql-results th button").nth(1).click()
    assert column.all_inner_texts() == ["100", "10", "9"]
    assert page.locator("#sparql-results th").nth(1).get_attribute("aria-sort") == "ascending"
