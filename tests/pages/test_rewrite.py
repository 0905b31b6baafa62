"""The rules for web servers, on the servers themselves: every identifier of the graph leads to a page and to its data."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from sojourn.build.exports import format_tasks, write_exports
from sojourn.build.published import write_published
from sojourn.graph.triples.build import build_graph
from sojourn.graph.writing.formats import EXTENSIONS, serialize
from sojourn.graph.writing.twins import TwinWriter
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled, compiled_entries
from sojourn.lookup.writing import write_store
from sojourn.pages.build import build_site
from tests.pages.conftest import CHANGES, RESULTS, registry_of
from tests.pages.servers import running
from tests.pages.test_site import read
from tests.support import REPOSITORY, small_glossary

FORMS = {
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/json": "json",
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@dataclass(frozen=True)
class Linked:
    """A small site with the data of its graph, and that graph."""

    site: Path
    graph: list[ox.Triple]
    base: str

    def identifiers(self) -> list[str]:
        """Every identifier under the base, in any place of a triple, as a path."""
        found = {
            node.value
            for triple in self.graph
            for node in (triple.subject, triple.predicate, triple.object)
            if isinstance(node, ox.NamedNode) and node.value.startswith(self.base)
        }
        return sorted(iri.removeprefix(self.base) for iri in found)


@pytest.fixture(scope="session")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    folder = tmp_path_factory.mktemp("linked")
    content = checked_content(small_glossary(folder, CHANGES))
    graph = build_graph(content, RESULTS)
    registry, site = registry_of(compiled_entries(content), Compiled.of(content).facts), folder / "site"
    twins = TwinWriter(graph, Compiled.of(content))
    data, work = folder / "data", folder / "work"
    write_store(folder / "registry.sqlite", compiled_entries(content), Compiled.of(content).facts, RESULTS).close()
    write_exports(folder / "exports", Compiled.of(content), RESULTS)
    for task in format_tasks(folder / "exports", folder / "registry.sqlite", content, RESULTS).values():
        task()
    (folder / "rdf").mkdir()
    for extension in EXTENSIONS:
        (folder / "rdf" / f"sojourn.{extension}").write_bytes(serialize(graph, extension))
    write_published(folder / "rdf", folder / "exports", str(content.scheme["id"]), data)
    build_site(registry, site, site_folder=REPOSITORY / "site", twins=twins, work=work, graph=b"", data=data)
    return Linked(site, graph, str(content.scheme["base"]))


@dataclass
class Answer:
    """What a server said."""

    status: int
    headers: dict[str, str]
    body: bytes


class Server:
    """A running server, asked one thing at a time over one connection."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=20)

    def get(self, path: str, accept: str | None = None, **headers: str) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request("GET", path, headers={**given, **({"Accept": accept} if accept is not None else {})})
        answer = self.connection.getresponse()
        names: dict[str, str] = {}
        for name, value in answer.getheaders():
            names[name.lower()] = f"{names[name.lower()]}, {value}" if name.lower() in names else value
        return Answer(answer.status, names, answer.read())

    def form(self, path: str, accept: str | None) -> str:
        """Where an identifier leads for a client: the ending of the address, or the whole if it names a place in a page."""
        answer = self.get(path, accept)
        assert answer.status == 303, (path, accept, answer.status)
        parts = urlsplit(answer.headers["location"])
        return parts.path + (f"#{parts.fragment}" if parts.fragment else "")


@pytest.fixture(scope="module", params=["nginx", "apache", "sojourn"])
def server(
    request: pytest.FixtureRequest, linked: Linked, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp(request.param)
    site = folder / "site"
    shutil.copytree(linked.site, site)
    # The servers' own processes may run as another user.
    for place in (*folder.parents, folder, site, *site.rglob("*")):
        if place == Path("/tmp") or Path("/tmp") not in place.parents:
            continue
        place.chmod(0o755 if place.is_dir() else 0o644)
    with running(request.param, site, folder) as port:
        yield Server(port)


def test_every_identifier_leads_to_a_page_and_to_its_place_there(server: Server, linked: Linked) -> None:
    ids: dict[str, set[str]] = {}
    identifiers = linked.identifiers()
    assert len(identifiers) > 500
    lost: list[tuple[str, object]] = []
    # The address of the endpoint is one of a service, where there is one, and of no page.
    for identifier in (found for found in identifiers if found != "sparql"):
        path, _, fragment = identifier.partition("#")
        answer = server.get(f"/{path}", BROWSER)
        address = urlsplit(answer.headers.get("location", f"/{path}"))
        if answer.status == 303:
            answer = server.get(address.path, BROWSER)
        if answer.status == 200 and address.path.endswith(".html"):
            if address.path not in ids:
                ids[address.path] = read(linked.site / address.path[1:]).ids
            # A client keeps the fragment of what it asked for, unless it is sent to another one.
            wanted = address.fragment or fragment
            if wanted and wanted not in ids[address.path]:
                lost.append((identifier, address))
        elif answer.status != 200:
            lost.append((identifier, answer.status))
    assert lost == []


def test_every_identifier_has_data_that_speak_of_it(server: Server, linked: Linked) -> None:
    told: dict[str, set[str]] = {}
    subjects = {str(triple.subject) for triple in linked.graph}
    lost = []
    for identifier in linked.identifiers():
        path = identifier.partition("#")[0]
        if not path or path.startswith(("data/", "sparql")):
            continue
        answer = server.get(f"/{path}", "text/turtle")
        where = answer.headers.get("location", "")
        if where not in told:
            data = server.get(urlsplit(where).path, "text/turtle")
            assert data.status == 200, (identifier, where)
            assert data.headers["content-type"].split(";")[0] == "text/turtle"
            told[where] = {str(triple.subject) for triple in ox.parse(data.body, format=ox.RdfFormat.TURTLE)}
        subject = f"<{linked.base}{identifier}>"
        if subject in subjects and subject not in told[where]:
            lost.append((identifier, where))
    assert lost == []


def test_packed_dumps_are_served_as_what_they_are(server: Server, linked: Linked) -> None:
    name = next(path.name for path in (linked.site / "data").glob("*.nt.gz"))
    answer = server.get(f"/data/{name}", accept_encoding="gzip")
    # Not as an encoding of the transfer, which a client would undo: the file that is kept ends in `.gz`.
    assert (answer.status, answer.headers["content-type"].split(";")[0]) == (200, "application/gzip")
    assert "content-encoding" not in answer.headers
    assert gzip.decompress(answer.body).count(b"\n") == len(linked.graph)
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(("media", "form"), FORMS.items())
def test_a_client_gets_the_form_it_asks_for(server: Server, media: str, form: str) -> None:
    for path in ("/term/residence", "/id/term/residence", "/definition/nor-resident/against/frame-resident"):
        kind, id = path.replace("/id", "").split("/")[1:3]
        assert server.form(path, media) == f"/{kind}/{id}.{form}"
    answer = server.get(f"/term/residence.{form}")
    assert (answer.status, answer.headers["content-type"].split(";")[0]) == (200, media)
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "html"),
        ("", "html"),
        ("*/*", "html"),
        (BROWSER, "html"),
        ("image/png", "html"),
        ("text/turtle;q=0.9, text/html;q=0.5", "ttl"),
        ("text/html;q=0.5, text/turtle;q=0.9", "ttl"),
        ("text/turtle;q=0.3,application/rdf+xml;q=0.8", "rdf"),
        ("application/ld+json;profile=\"http://www.w3.org/ns/json-ld#compacted\", */*;q=0.1", "jsonld"),
        ("text/turtle, application/rdf+xml;q=0.9, */*;q=0.1", "ttl"),
        ("text/turtle;q=0.1, */*", "html"),
        ("TEXT/TURTLE", "ttl"),
        ("text/turtle;q=0, application/json", "json"),
        ("application/n-triples;q=0.9, text/turtle ; q=0.85", "ttl"),
        ("text/turtle-star", "html"),
    ],
)  # fmt: skip
def test_what_a_client_likes_best_decides(server: Server, accept: str | None, form: str) -> None:
    assert server.form("/term/residence", accept) == f"/term/residence.{form}"


def test_what_stands_with_others_leads_to_its_place(server: Server) -> None:
    assert server.form("/source/handbook", BROWSER) == "/bibliography.html#handbook"
    assert server.form("/code/basis/actual", BROWSER) == "/codes.html#basis-actual"
    assert server.form("/code/basis/actual", "text/turtle") == "/code/basis/actual.ttl"
    assert server.form("/code/basis", "application/ld+json") == "/code/basis.jsonld"
    assert server.form("/instrument/nor-register", "application/json") == "/instrument/nor-register.json"


def test_a_redirection_depends_on_what_is_asked_for_and_says_so(server: Server) -> None:
    assert "Accept" in server.get("/term/residence", "text/turtle").headers["vary"]
    assert "Accept," not in server.get("/term/residence.html").headers.get("vary", "") + ","


def test_a_wrong_address_gives_the_page_that_offers_a_search(server: Server) -> None:
    answer = server.get("/term/no-such-term.html")
    assert answer.status == 404
    assert b"There is no page at this address" in answer.body
    assert server.get("/rewrite/").status in (403, 404)


def test_pages_are_asked_for_again_and_named_files_are_kept(server: Server, linked: Linked) -> None:
    page = server.get("/term/residence.html")
    assert page.headers["cache-control"] == "no-cache"
    assert server.get("/term/residence.html", If_None_Match=page.headers["etag"]).status == 304
    style = next((linked.site / "assets" / "stylesheets").glob("main.*.css")).name
    assert "immutable" in server.get(f"/assets/stylesheets/{style}").headers["cache-control"]


def test_answers_are_safe_to_show(server: Server) -> None:
    for path in ("/index.html", "/figures/durations.svg", "/term/residence.ttl", "/no-such-page"):
        headers = server.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "default-src 'none'" in server.get("/figures/durations.svg").headers["content-security-policy"]
    media = {
        "/index.html": "text/html; charset=utf-8",
        "/assets/sojourn.css": "text/css; charset=utf-8",
        "/assets/search.js": "text/javascript; charset=utf-8",
        "/sitemap.xml": "application/xml",
    }
    for path, wanted in media.items():
        assert server.get(path).headers["content-type"] == wanted


def test_long_texts_are_packed_where_the_client_can_unpack_them(server: Server) -> None:
    answer = server.get("/term/residence.html", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < len(server.get("/term/residence.html").body)


def test_the_rules_name_every_kind_of_identifier(linked: Linked) -> None:
    kinds = {re.split(r"[/#.]", identifier)[0] for identifier in linked.identifiers()} - {"", "data"}
    for name in ("nginx.conf", "apache.htaccess"):
        text = (linked.site / "rewrite" / name).read_text("utf-8")
        assert [kind for kind in kinds if kind not in text] == []
        assert "<<" not in text
        assert "<%" not in text
