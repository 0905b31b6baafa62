"""The Reconciliation Service API 0.2: answers are valid by the schemas of its test bench, wrong questions are refused."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.conformance.score import Score
from tests.serve.running import Running

SCHEMAS = json.loads((Path(__file__).parent / "reconciliation" / "schemas.json").read_text("utf-8"))
PLACE = "https://reconciliation-api.github.io/specs/0.2/schemas/"
KNOWN: Any = Registry().with_resources(
    (f"{PLACE}{name}.json", DRAFT202012.create_resource(schema)) for name, schema in SCHEMAS.items()
)


def valid(name: str, answer: Any) -> Any:
    """The answer, which is valid by the schema of a name."""
    jsonschema.Draft202012Validator(SCHEMAS[name], registry=KNOWN).validate(answer)
    return answer


def ask(served: Running, queries: Any, lang: str = "en") -> Any:
    answer = served.post(f"/reconcile/{lang}", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    return valid("reconciliation-result-batch", answer.json())


def first(served: Running, lang: str = "en", **query: Any) -> Any:
    return ask(served, {"q": query}, lang)["q"]["result"][0]


@pytest.mark.parametrize("lang", ["en", "fr", "es", "ru", "ar", "zh"])
def test_the_manifest_of_each_language_is_valid(served: Running, lang: str) -> None:
    manifest = valid("manifest", served.json(f"/reconcile/{lang}"))
    assert manifest["batchSize"] > 10  # OpenRefine sends ten at once if it is not told
    assert manifest["view"]["url"].startswith(served.url)
    for part in manifest["suggest"].values():
        assert served.get(part["service_path"], params={"prefix": "a"}).status_code == 200


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("usual residence", "term/usual-residence"),
        ("USUAL  Residence", "term/usual-residence"),
        ("résidence habituelle", "term/usual-residence"),
        ("residencia habitual", "term/usual-residence"),
        ("常住地", "term/usual-residence"),
        ("Allemagne", "country/DEU"),
        ("NZL", "country/NZL"),
        ("NZ", "country/NZL"),
        ("554", "country/NZL"),
        ("nzl-obm-arrival", "definition/nzl-obm-arrival"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_names_of_every_language_are_matched_at_once(served: Running, lang: str, text: str, id: str) -> None:
    found = first(served, lang, query=text)
    assert (found["id"], found["match"]) == (id, True)


def test_the_name_comes_in_the_language_of_the_service(served: Running) -> None:
    assert first(served, "fr", query="New Zealand", type="country")["name"] == "Nouvelle-Zélande"
    assert first(served, "fr", query="New Zealand", type="country")["description"] == "New Zealand [en]"


@pytest.mark.parametrize("text", ["New Zeeland", "Nw Zealand", "New-Zealnd"])
def test_a_misspelt_name_is_found_and_not_taken_for_sure(served: Running, text: str) -> None:
    found = first(served, query=text, type="country")
    assert (found["id"], found["match"]) == ("country/NZL", False)
    assert 60 < found["score"] < 95


def test_types_and_properties_narrow_the_choice(served: Running) -> None:
    assert first(served, query="usual residence", type="definition")["id"].startswith("definition/")
    query: dict[str, Any] = {
        "query": "usual residence",
        "type": "definition",
        "properties": [{"pid": "country", "v": "New Zealand"}],
    }
    assert first(served, **query)["id"].startswith("definition/nzl-")
    by_id: dict[str, Any] = {"type": "country", "properties": [{"pid": "iso2", "v": "nz"}]}
    assert first(served, **by_id)["id"] == "country/NZL"
    assert first(served, query="actual", type="code/basis")["id"] == "code/basis/actual"


def test_nothing_is_found_where_nothing_is_like_it(served: Running) -> None:
    assert ask(served, {"q": {"query": "qqqq xxxx zzzz"}}) == {"q": {"result": []}}


@pytest.mark.parametrize(
    "queries",
    [
        [], {"q": []}, {"q": {}}, {"q": {"query": ""}}, {"q": {"properties": []}}, {"q": {"query": 1}},
        {"q": {"query": "a", "typ": "term"}}, {"q": {"query": "a", "properties": [{"p": "x", "v": 1}]}},
        {"q": {"query": "a", "limit": 0}}, {"q": {"query": "a", "type_strict": "none"}}, {"q": {"query": "a" * 9_999}},
        {"q": {"query": "a", "properties": [{"pid": "x", "v": {}}]}}, {str(n): {"query": "a"} for n in range(1_001)},
    ],
)  # fmt: skip
def test_a_wrong_batch_is_refused_with_its_place(served: Running, queries: Any) -> None:
    answer = served.post("/reconcile/en", data={"queries": json.dumps(queries)})
    assert answer.status_code in (400, 413)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["error"]["title"]


def test_further_columns_are_filled(served: Running) -> None:
    asked = {
        "ids": ["country/NZL", "definition/nzl-obm-arrival", "country/no-such"],
        "properties": [
            {"id": "label"},
            {"id": "label-fr"},
            {"id": "country"},
            {"id": "region", "settings": {"content": "id"}},
        ],
    }
    valid("data-extension-query", asked)
    answer = served.post("/reconcile/en", data={"extend": json.dumps(asked)})
    found = valid("data-extension-response", answer.json())["rows"]
    assert found["country/NZL"]["label-fr"] == [{"str": "Nouvelle-Zélande"}]
    assert found["country/NZL"]["region"] == [{"str": "code/region/053"}]
    assert found["definition/nzl-obm-arrival"]["country"] == [{"id": "country/NZL", "name": "New Zealand"}]
    assert found["country/no-such"] == {"label": [], "label-fr": [], "country": [], "region": []}


def test_properties_are_proposed_for_a_type(served: Running) -> None:
    found = valid(
        "data-extension-property-proposal", served.json("/reconcile/fr/properties", type="country", limit="50")
    )
    assert {"iso2", "region"} <= {one["id"] for one in found["properties"]}
    assert "instrument" not in {one["id"] for one in found["properties"]}


def test_suggestions_are_valid_and_lead_somewhere(served: Running) -> None:
    entities = valid("suggest-entities-response", served.json("/reconcile/en/suggest/entity", prefix="usual r"))
    assert entities["result"][0]["id"] == "term/usual-residence"
    more = served.json("/reconcile/en/suggest/entity", prefix="usual", cursor="1")
    assert more["result"][0] == served.json("/reconcile/en/suggest/entity", prefix="usual")["result"][1]
    properties = valid("suggest-properties-response", served.json("/reconcile/en/suggest/property", prefix="coun"))
    assert properties["result"][0]["id"] == "country"
    types = valid("suggest-types-response", served.json("/reconcile/en/suggest/type", prefix="ter"))
    assert types["result"][0]["id"] == "term"
    for what, id in (("entity", "term/usual-residence"), ("property", "country"), ("type", "term")):
        assert served.json(f"/reconcile/en/flyout/{what}", id=id)["html"].startswith("<")
        assert served.get(f"/reconcile/en/flyout/{what}", params={"id": "<b>"}).status_code == 404


def test_a_preview_shows_an_entry_and_runs_nothing(served: Running) -> None:
    page = served.get("/reconcile/fr/preview", params={"id": "term/usual-residence"})
    assert "résidence habituelle" in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors *" in policy
    assert served.get("/reconcile/fr/preview", params={"id": "term/<script>"}).status_code == 404


def test_a_thousand_names_are_matched_in_one_batch(served: Running) -> None:
    names = [country["label"]["en"] for country in served.json("/api/v1/entries", kind="country", limit=200)["items"]]
    misspelt = [name[:2] + name[3:] if len(name) > 5 else name for name in names]
    queries = {f"q{n}": {"query": ([*names, *misspelt] * 4)[n], "type": "country", "limit": 3} for n in range(1_000)}
    ask(served, {"q": queries["q0"]})  # the index is made with the first question
    started = time.perf_counter()
    found = ask(served, queries)
    seconds = time.perf_counter() - started
    hits = sum(bool(found[key]["result"]) for key in queries)
    assert hits > 950
    assert seconds < 10  # a bound for a busy machine; the figure is in tests/bench


LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


def answers(served: Running, lang: str) -> Iterator[tuple[str, Any]]:
    """One answer of every kind that the specification knows, with the name of its schema."""
    place = f"/reconcile/{lang}"
    yield "manifest", served.json(place)
    query = {"q": {"query": "residence", "type": "term", "limit": 2}}
    yield "reconciliation-result-batch", served.post(place, data={"queries": json.dumps(query)}).json()
    extend = {"ids": ["country/NZL"], "properties": [{"id": "label"}, {"id": "region"}]}
    yield "data-extension-response", served.post(place, data={"extend": json.dumps(extend)}).json()
    yield "data-extension-property-proposal", served.json(f"{place}/properties", type="country")
    yield "suggest-entities-response", served.json(f"{place}/suggest/entity", prefix="a")
    yield "suggest-properties-response", served.json(f"{place}/suggest/property", prefix="c")
    yield "suggest-types-response", served.json(f"{place}/suggest/type", prefix="t")


def test_every_kind_of_answer_is_valid_in_every_language(served: Running, score: Score) -> None:
    found = [valid(name, answer) for lang in LANGUAGES for name, answer in answers(served, lang)]
    score("reconciliation", len(found), 7 * len(LANGUAGES))


def test_a_language_that_there_is_not(served: Running) -> None:
    assert served.get("/reconcile/xx").status_code == 404
    assert served.post("/reconcile/en", content=b"{}", headers={"Content-Type": "application/json"}).status_code == 415
