"""What strangers send: too much, too deep, too slow, broken, hostile. Each is refused or stopped, and the next is answered."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sojourn.graph.queries.child import MEGABYTE
from sojourn.graph.queries.sandbox import Limits
from sojourn.serve.http.settings import RequestBounds
from tests.fuzz.canary import Canary
from tests.serve.running import Running, running
from tests.support import wait_until

HEAVY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a"
SMALL = RequestBounds(
    query=Limits(seconds=1, rows=100, bytes=MEGABYTE, memory=1_024),
    rule_seconds=1.5,
    body=20_000,
    address=4_000,
    head_seconds=1.0,
    body_seconds=1.0,
    wait_seconds=10,
)


@pytest.fixture(scope="module")
def tight() -> Iterator[Running]:
    """A server with small limits."""
    with running(bounds=SMALL) as found:
        yield found


@pytest.fixture(scope="module")
def bounded(site: Any) -> Iterator[Running]:
    """A server that takes few requests a minute and few connections."""
    with running(bounds=RequestBounds(rate=5, connections=3), site=site) as found:
        yield found


def is_well(served: Running) -> None:
    assert served.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True
    assert served.get("/api/v1/compare", params={"a": "nzl-obm-arrival", "b": "nzl-obm-arrival"}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [HEAVY, "SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }", "SELECT * { ?a (!<x:x>)* ?c . ?d (!<x:x>)* ?e }"],
)
def test_a_heavy_query_is_stopped_and_the_next_one_is_answered(tight: Running, query: str) -> None:
    started = time.monotonic()
    answer = tight.get("/sparql", params={"query": query})
    assert answer.status_code == 422, answer.text
    assert answer.json()["title"] == "the query was stopped"
    assert time.monotonic() - started < 30
    is_well(tight)


def deep(levels: int) -> Any:
    rule: Any = {"event": "arrival"}
    for _ in range(levels):
        rule = {"not": rule}
    return rule


WINDOW = {"value": 16, "unit": "month", "anchor": "arrival", "direction": "forward"}
LIMB = {"event": "arrival", "measure": "stay", "accumulation": "cumulative", "basis": "actual", "window": WINDOW}


def wide(number: int) -> Any:
    """A rule with so many different limbs, which must be compared with each other."""
    return {"any": [{**LIMB, "threshold": {"value": n + 100, "unit": "day", "comparison": ">"}} for n in range(number)]}


@pytest.mark.parametrize(
    "rule",
    [
        deep(30), wide(60), {"all": [wide(12), wide(12)]}, {"any": []}, {"any": [{}] * 50},
        {**LIMB, "threshold": {"value": 10**30, "unit": "month"}}, {**LIMB, "threshold": {"value": -1, "unit": "day"}},
        {**LIMB, "window": {**WINDOW, "value": 10**7}}, {"ref": "rule"}, {"event": ["arrival"]}, {"event": {"a": 1}},
        {"event": "x" * 9_000}, {"\u202e": 1}, {"not": "nzl-obm-arrival"}, {"ref": "../../etc/passwd"}, {}, {"id": 1},
    ],
    ids=lambda rule: json.dumps(rule)[:40],
)  # fmt: skip
@pytest.mark.parametrize("path", ["compare", "classify", "check"])
def test_a_hostile_rule_is_answered_or_refused_in_time(tight: Running, path: str, rule: Any) -> None:
    body = {"compare": {"a": rule, "b": "nzl-obm-arrival"}, "classify": {"rule": rule, "concept": "immigration"}}
    started = time.monotonic()
    answer = tight.post(f"/api/v1/{path}", json=body.get(path, {"rule": rule}))
    assert answer.status_code in (200, 400, 404, 413, 422, 503), answer.text
    assert time.monotonic() - started < 25
    assert answer.status_code != 500
    if answer.status_code != 200:
        assert answer.json()["error"]["title"]


def test_after_all_that_the_server_is_well(tight: Running) -> None:
    wait_until(lambda: tight.get("/healthz").status_code == 200, "the server is ready again")
    is_well(tight)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"a"', b"[" * 9_000, b'{"a":' * 100 + b"1" + b"}" * 100, b'{"a": 1e999}', b'{"a": NaN}',
        b'{"a": "\\ud800", "b": "x"}', b"\xff\xfe", b'{"a": "x", "a": "y", "b": "z"}', b'{"a": ' + b"9" * 5_000 + b"}",
        b'{"a": "\x00", "b": "x"}', b'{"a": "x\\u0000", "b": "y"}',
    ],
)  # fmt: skip
def test_broken_json_is_refused_with_a_reason(tight: Running, body: bytes) -> None:
    answer = tight.post("/api/v1/compare", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["title"]


def test_an_alias_bomb_in_yaml_is_refused(tight: Running) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)
    ]
    answer = tight.post("/api/v1/check", content="\n".join(lines), headers={"Content-Type": "application/yaml"})
    assert answer.status_code in (200, 400, 422)
    assert answer.status_code != 200 or not answer.json()["ok"]


def test_too_much_is_refused_before_it_is_read(tight: Running) -> None:
    assert tight.post("/api/v1/check", json={"text": "x" * 30_000}).status_code == 413
    assert tight.get("/api/v1/search?q=" + "a" * 5_000).status_code == 414

    def parts() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 1_000

    answer = tight.post("/sparql", content=parts(), headers={"Content-Type": "application/sparql-query"})
    assert answer.status_code == 413


def test_who_sends_no_whole_head_is_left(tight: Running) -> None:
    for start in (b"", b"GET /healthz HTTP/1.1\r\nHost: local"):
        with socket.create_connection(("127.0.0.1", tight.port), timeout=10) as slow:
            slow.sendall(start)
            started = time.monotonic()
            assert slow.recv(10) == b""
            assert 0.5 < time.monotonic() - started < 8


def test_who_sends_no_whole_body_is_told_so(tight: Running) -> None:
    with socket.create_connection(("127.0.0.1", tight.port), timeout=10) as slow:
        slow.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nA"
        )
        assert slow.recv(100).startswith(b"HTTP/1.1 408")


def test_many_silent_connections_do_not_keep_others_out(tight: Running) -> None:
    silent = [socket.create_connection(("127.0.0.1", tight.port), timeout=10) for _ in range(300)]
    try:
        is_well(tight)
    finally:
        for connection in silent:
            connection.close()


def test_a_connection_too_many_is_told_so_and_its_place_is_free_again(bounded: Running) -> None:
    held = [socket.create_connection(("127.0.0.1", bounded.port)) for _ in range(3)]
    with httpx.Client() as late:
        refused = late.get(f"{bounded.url}/healthz", headers={"Accept-Language": "fr"})
    assert (refused.status_code, refused.json()["title"]) == (503, "trop de connexions sont ouvertes")
    assert refused.headers["retry-after"].isdecimal()
    for connection in held:
        connection.close()
    wait_until(lambda: bounded.get("/healthz").status_code == 200, "a place is free")


def test_a_process_that_is_killed_loses_one_answer_and_not_the_server(tight: Running) -> None:
    backend = tight.app.state.backend
    for child in (backend.sandboxes.members[0]._child, backend.workers.members[0]._child):
        os.kill(child.process.pid, signal.SIGKILL)
    # One answer each may be lost, or found in what is kept.
    tight.get("/sparql", params={"query": "ASK { ?s ?p 1 }"})
    tight.get("/api/v1/compare", params={"a": "aus-nom-arrival", "b": "nzl-obm-arrival"})
    assert tight.get("/sparql", params={"query": "ASK { ?s ?p 2 }"}).status_code == 200
    assert tight.get("/api/v1/compare", params={"a": "aus-nom-arrival", "b": "nzl-plt-arrival"}).status_code == 200


def test_a_client_that_leaves_takes_no_process_along(tight: Running) -> None:
    for _ in range(3):
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{tight.url}/sparql", params={"query": HEAVY}, timeout=0.2)
    is_well(tight)


def test_a_client_may_be_bounded_in_its_requests(bounded: Running) -> None:
    found = [bounded.get("/index.html").status_code for _ in range(8)]
    assert found.count(200) == 5
    refused = bounded.get("/index.html")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert bounded.get("/healthz").status_code == 200


def test_nothing_leaves_the_machine(served: Running) -> None:
    canary = Canary()
    rule = {"event": "arrival", "threshold": {"value": 6, "unit": "month"}, "ref": canary.url}
    for query in (
        f"SELECT * {{ SERVICE <{canary.url}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{canary.url}> {{ ?s ?p ?o }} }}",
        f"SELECT * FROM <{canary.url}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{canary.url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"LOAD <{canary.url}>",
        f"CONSTRUCT {{ ?s ?p ?o }} {{ \\u0053ERVICE <{canary.url}> {{ ?s ?p ?o }} }}",
        f"DESCRIBE <{canary.url}>",
    ):
        served.get("/sparql", params={"query": query})
        served.post("/sparql", data={"query": query})
    for name in ("default-graph-uri", "named-graph-uri"):
        served.get("/sparql", params={"query": "SELECT * { ?s ?p ?o } LIMIT 1", name: canary.url})
    for path in ("compare", "classify", "mirror", "comparability", "entries", "search"):
        for name in ("a", "b", "rule", "origin", "q", "country", "kind"):
            served.get(f"/api/v1/{path}", params={name: canary.url, "b": canary.url})
    served.get(f"/api/v1/entries/{canary.url}")
    served.post("/api/v1/compare", json={"a": rule, "b": {"ref": canary.url}})
    served.post("/api/v1/check", json={"text": f'"@context": {canary.url}\nref: {canary.url}\n$ref: {canary.url}\n'})
    served.post("/reconcile/en", data={"queries": json.dumps({"q": {"query": canary.url, "type": canary.url}})})
    served.get("/reconcile/en/preview", params={"id": canary.url})
    served.get(
        f"/id/{canary.url}", headers={"Host": "localhost", "X-Forwarded-Host": canary.url, "Referer": canary.url}
    )
    assert canary.visits == 0
    canary.close()


def test_many_clients_at_once_are_all_answered(served: Running) -> None:
    paths = ["/sparql?query=ASK%7B%7D", "/term/residence.ttl", "/api/v1/search?q=residence", "/reconcile/en", "/healthz",
             "/api/v1/compare?a=nzl-obm-arrival&b=aus-nom-arrival"]  # fmt: skip
    statuses: list[int] = []

    def ask(number: int) -> None:
        with httpx.Client(base_url=served.url, timeout=60) as client:
            statuses.extend(client.get(paths[(number + turn) % len(paths)]).status_code for turn in range(6))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 300
