"""REST: what each operation gives, in which language, page by page; and that the description is true."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

import sojourn
from sojourn.serve.rest.docs import example
from sojourn.serve.rest.operations import OPERATIONS, Operation
from tests.serve.running import Running


def call(served: Running, operation: Operation, method: str) -> Any:
    """An operation with its example."""
    if method == "POST":
        return served.post(operation.path, json=operation.example)
    path = operation.path.format(**operation.example) if "{" in operation.path else operation.path
    return served.get(path, params=None if "{" in operation.path else operation.example)


@pytest.mark.parametrize(
    ("operation", "method"),
    [(o, m) for o in OPERATIONS for m in o.methods],
    ids=lambda value: getattr(value, "name", value),
)
def test_an_operation_does_what_its_description_says(served: Running, operation: Operation, method: str) -> None:
    answer = call(served, operation, method)
    assert answer.status_code == 200, answer.text
    described = served.json("/api/openapi.json")["paths"][operation.path][method.lower()]
    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(answer.json(), schema)


def test_get_and_post_give_the_same(served: Running) -> None:
    for operation in OPERATIONS:
        if len(operation.methods) == 2:
            assert call(served, operation, "GET").json() == call(served, operation, "POST").json()


def test_what_http_shows_is_what_python_gives(served: Running) -> None:
    found = served.json("/api/v1/compare", a="nzl-obm-arrival", b="aus-nom-arrival")
    here = sojourn.compare("nzl-obm-arrival", "aus-nom-arrival")
    assert (found["relation"], found["possible"]) == (here.relation, list(here.possible))
    assert served.json("/api/v1/entries/usual-residence") == sojourn.term("usual-residence").to_dict()


def test_one_definition_stands_for_each_country_unless_every_one_is_asked_for(served: Running) -> None:
    asked = {"country": ["NOR", "SWE", "DNK"], "concept": "immigration"}
    found, every = (served.json("/api/v1/comparability", **asked, **more) for more in ({}, {"every": "true"}))
    assert found["others"] > 0
    assert (every["others"], every["left_out"]) == (0, found["left_out"])


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("usual-residence", "term/usual-residence"),
        ("term/usual-residence", "term/usual-residence"),
        ("code/basis/actual", "code/basis/actual"),
        ("basis/actual", "code/basis/actual"),
        ("Nouvelle-Zélande", "country/NZL"),
        ("https://w3id.org/sojourn/country/NZL", "country/NZL"),
    ],
)
def test_an_entry_is_found_by_any_of_its_names(served: Running, name: str, iri: str) -> None:
    assert served.json(f"/api/v1/entries/{name}")["iri"] == f"https://w3id.org/sojourn/{iri}"


def test_pages_follow_each_other_until_the_end(served: Running) -> None:
    url, seen = "/api/v1/entries?kind=definition&concept=immigration&brief=true&limit=50", []
    while url:
        page = served.json(url)
        seen += [item["id"] for item in page["items"]]
        url = page["next"]
    expected = [d.id for d in sojourn.load().definitions(concept="immigration")]
    assert seen == expected
    assert page["total"] == len(expected)


def test_filters_narrow_what_is_listed(served: Running) -> None:
    found = served.json("/api/v1/entries", kind="definition", country="NZL", on="2020-01-01")["items"]
    assert found
    assert all(item["country"] == "NZL" for item in found)
    assert served.json("/api/v1/entries", kind="code", list="basis")["total"] == len(sojourn.load().codes("basis"))
    assert served.json("/api/v1/entries", kind="term", country="NZL")["total"] == 0


def test_words_come_in_the_language_that_is_asked_for(served: Running) -> None:
    french = served.get(
        "/api/v1/compare?a=nzl-obm-arrival&b=aus-nom-arrival", headers={"Accept-Language": "fr-CA, en;q=0.5"}
    )
    assert french.headers["content-language"] == "fr"
    assert "Accept-Language" in french.headers["vary"]
    english = served.get("/api/v1/compare?a=nzl-obm-arrival&b=aus-nom-arrival", headers={"Accept-Language": "de"})
    assert english.headers["content-language"] == "en"
    assert french.json()["relation"] == english.json()["relation"]
    assert french.text != english.text
    problem = served.get("/api/v1/search?limit=5", headers={"Accept-Language": "fr"})
    assert problem.json()["title"] == "`q` manque"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("search", 400), ("search?q=a&q=b", 400), ("search?q=a&limit=0", 400), ("search?q=a&limit=x", 400),
        ("search?q=a&limit=99999999999999999999", 400), ("search?q=a&kind=planet", 400), ("search?q=%FF", 400),
        ("search?q=" + "a" * 300, 400), ("search?q=a&lmit=3", 400), ("entries?kind=term&on=2020-02-30", 400),
        ("entries?kind=term&brief=perhaps", 400), ("entries/no-such-thing", 404), ("entries/term/no-such-thing", 404),
        ("compare?a=nzl-obm-arrival", 400), ("compare?a=nzl-obm-arrival&b=no-such-rule", 404),
        ("compare?a=usual-residence&b=nzl-obm-arrival", 404), ("classify?rule=nzl-obm-arrival&framework=none", 404),
        ("mirror?origin=NZL&destination=XXX", 404), ("comparability?group=nobody", 404), ("no-such-operation", 404),
        ("compare?a=tests/examples/my-office.yaml&b=/etc/passwd", 404), ("compare?a=-&b=-", 404), ("search?q=%00", 400),
        ("search?q=a&lang=%0D", 400), ("entries?kind=term&on=20200101", 400),
        ("search?q=a&lang=fr%0A", 400), ("search?q=a&lang=%D9%A1", 400),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_shape(served: Running, path: str, status: int) -> None:
    answer = served.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert set(problem["error"]) == {"title", "detail", "advice", "where", "messages"}
    assert problem["title"] == problem["error"]["title"] != ""
    assert not re.search(r"/(home|root|tmp|usr)/|\.py\b|Traceback", answer.text)


def test_no_travellers_are_no_question(served: Running) -> None:
    assert served.post("/api/v1/decide", json={"rule": "nzl-obm-arrival", "histories": []}).status_code == 400


def test_a_near_miss_is_named(served: Running) -> None:
    assert "nzl-obm-arrival" in served.get("/api/v1/entries/nzl-obm-arival").json()["near"][0]
    assert "`limit`" in served.get("/api/v1/search?q=a&limt=3").json()["detail"]


def test_a_rule_as_yaml_is_checked_with_its_lines(served: Running) -> None:
    text = "event: arrival\nmeasure: stya\n"
    for media in ("application/yaml", "text/plain"):
        found = served.post("/api/v1/check", content=text, headers={"Content-Type": media}).json()
        assert (found["ok"], found["findings"][0]["line"]) == (False, 2)
    assert served.post("/api/v1/check", json={"rule": {"event": "arrival"}, "text": "x"}).status_code == 400


def test_the_manual_shows_every_operation_with_an_example_that_works(served: Running) -> None:
    page = served.get("/api/docs")
    assert "script" not in page.headers["content-security-policy"]
    assert "<script" not in page.text
    for operation in OPERATIONS:
        words = shlex.split(example(operation, served.url))
        assert operation.path.partition("{")[0] in page.text
        if "-d" in words:
            body = json.loads(words[words.index("-d") + 1])
            assert served.post(words[1], json=body).status_code == 200
        else:
            assert served.get(words[1]).status_code == 200


def test_other_sites_may_ask(served: Running) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    before = served.client.options("/api/v1/compare", headers=asked)
    assert before.status_code == 204
    assert "POST" in before.headers["access-control-allow-methods"]
    assert served.client.options("/api/v1/search", headers=asked).headers["allow"] == "GET, HEAD, OPTIONS"
    assert served.get("/api/v1/search?q=a", headers=asked).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in before.headers
    assert "access-control-allow-origin" not in served.get("/healthz").headers
