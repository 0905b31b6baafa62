"""The website and identifiers over HTTP. What all web servers must do is in tests/pages/test_rewrite.py."""

from __future__ import annotations

import gzip
import json
import re
import socket
from pathlib import Path

import pytest

from sojourn.graph.queries.query import example_queries
from tests.serve.running import Running, running
from tests.support import wait_until


def raw(served: Running, lines: str) -> bytes:
    """What the server answers to bytes that no client library would send."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
        connection.sendall(lines.replace("\n", "\r\n").encode("latin-1"))
        found = b""
        while part := connection.recv(65_536):
            found += part
    return found


@pytest.mark.parametrize(
    "path",
    [
        "/../outside.txt", "/term/../../outside.txt", "/%2e%2e/outside.txt", "/..%2foutside.txt", "/..%5coutside.txt",
        "//etc/passwd", "/.hidden", "/link.txt", "/rewrite/nginx.conf", "/term%00.html", "/index.html/", "/term//residence.ttl",
        "/%ff", "/C:/x", "/id/../outside.txt",
    ],
)  # fmt: skip
def test_nothing_but_the_site_is_shown(served: Running, path: str) -> None:
    answer = raw(served, f"GET {path} HTTP/1.1\nHost: localhost\nConnection: close\n\n")
    status = int(answer.split(b" ")[1])
    assert status in (400, 404)
    assert b"secret" not in answer
    assert b"root:" not in answer


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1@evil.example", "", "[::2]"])
def test_a_name_that_is_not_ours_is_refused(served: Running, host: str) -> None:
    answer = raw(served, f"GET /healthz HTTP/1.1\nHost: {host}\nConnection: close\n\n")
    assert answer.startswith(b"HTTP/1.1 421")
    assert host == "" or host.encode() not in answer.partition(b"\r\n\r\n")[2]


def test_two_hosts_are_no_host(served: Running) -> None:
    answer = raw(served, "GET /healthz HTTP/1.1\nHost: localhost\nHost: localhost\nConnection: close\n\n")
    assert int(answer.split(b" ")[1]) in (400, 421)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:99", "[::1]:8000"])
def test_our_own_names_are_taken(served: Running, host: str) -> None:
    assert raw(served, f"GET /healthz HTTP/1.1\nHost: {host}\nConnection: close\n\n").startswith(b"HTTP/1.1 200")


def test_an_identifier_without_an_entry_is_not_found(served: Running) -> None:
    assert (
        served.get("/id/term/residence", headers={"Accept": "text/turtle"}).headers["location"] == "/term/residence.ttl"
    )
    assert served.get("/id/term/no-such-term", headers={"Accept": "text/turtle"}).status_code == 404


def test_a_program_gets_a_problem_and_a_person_a_page(served: Running) -> None:
    assert served.get("/nothing", headers={"Accept": "text/html"}).text.startswith("<!doctype html>")
    problem = served.get("/nothing", headers={"Accept": "application/json, application/problem+json"})
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["error"]["title"]


@pytest.mark.parametrize(
    ("wanted", "media"), [("text/html", "text/html"), ("*/*", "text/html"), ("application/json", "application/json")]
)
def test_the_list_of_releases_is_a_page_or_data(served: Running, wanted: str, media: str) -> None:
    found = served.get("/v/", headers={"Accept": wanted})
    assert found.headers["content-type"].partition(";")[0] == media
    assert "Accept" in found.headers["vary"]


def test_a_folder_without_its_stroke_leads_to_its_page(served: Running) -> None:
    found = served.get("/v", follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (308, "/v/")
    assert served.get("/term", follow_redirects=False).status_code == 404


def test_what_a_client_has_is_not_sent_again(served: Running) -> None:
    for path in ("/term/residence.ttl", "/sparql?query=ASK%20%7B%7D", "/api/v1/entries/usual-residence", "/api/docs"):
        tag = served.get(path).headers["etag"]
        again = served.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"].removeprefix("W/") == tag.removeprefix("W/")
        assert served.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_long_answers_are_packed(served: Running) -> None:
    packed = served.client.stream("GET", "/api/openapi.json", headers={"Accept-Encoding": "gzip"})
    with packed as answer:
        body = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(body))["openapi"].startswith("3.1")
    plain = served.get("/api/openapi.json", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers


def test_the_server_says_how_it_is(served: Running) -> None:
    health = served.json("/healthz")
    assert health["status"] == "ok"
    assert health["processes"] == {"sparql": 1, "rules": 1}
    text = served.get("/metrics").text
    assert 'sojourn_requests_total{route="healthz",method="GET",status="200"}' in text
    assert all(line.startswith("# TYPE sojourn_") for line in text.splitlines() if line.startswith("#"))


def cached(served: Running) -> tuple[int, int]:
    """How many answers were kept already when they were asked for, and how many were not."""
    text = served.get("/metrics").text
    hits, misses = (re.search(rf"^sojourn_cache_{name}_total (\d+)$", text, re.M) for name in ("hits", "misses"))
    assert hits
    assert misses
    return int(hits[1]), int(misses[1])


def test_the_queries_that_come_with_the_graph_are_answered_before_anybody_asks_them(tmp_path: Path) -> None:
    graph, texts = tmp_path / "graph.nt", [query.text for query in example_queries()]
    graph.write_text("<urn:a> <urn:b> <urn:c> .\n", "utf-8")
    with running(graph=graph, prepared=True) as served:
        # The last one has begun, so all before it are there.
        wait_until(lambda: cached(served) == (0, len(texts)), "each query has been put once")
        for text in texts[:-1]:
            assert served.get("/sparql", params={"query": text}).status_code == 200
        assert cached(served) == (len(texts) - 1, len(texts))


def test_head_gives_the_head(served: Running) -> None:
    answer = served.client.head("/term/residence.html")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 0


@pytest.mark.parametrize("text", ["GET / HTTP/1.1\nHost: local\0host\n\n", "GET\n\n", "\x16\x03\x01 / HTTP/1.1\n\n"])
def test_what_is_no_http_is_told_so_in_the_one_shape(served: Running, text: str) -> None:
    head, _, body = raw(served, text).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400")
    assert json.loads(body)["error"]["title"]


def test_a_method_that_an_address_does_not_take_is_named(served: Running) -> None:
    for method, path in (("GET", "/api/v1/decide"), ("POST", "/api/v1/search"), ("DELETE", "/term/residence.html")):
        answer = served.client.request(method, path)
        assert answer.status_code == 405
        assert answer.headers["content-type"] == "application/problem+json"
        assert method not in answer.headers["allow"].split(", ")
