"""The tools for assistants, as a real client of the protocol meets them: over standard input and output, and over HTTP."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import TextContent

import sojourn
from sojourn.serve.assistants.fitting import MOST
from tests.serve.running import Running, running
from tests.support import REPOSITORY

TOOLS = {"lookup", "definition", "compare", "classify", "mirror", "apply", "query"}
RULE = {"event": "arrival", "measure": "stay", "threshold": {"value": 6, "unit": "month", "comparison": ">="}}
HISTORY = {"id": "t", "initial_status": "non-resident", "stays": [{"from": "2017-01-01", "to": None}]}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("lookup", {"words": "résidence habituelle", "lang": "fr", "limit": 3}),
    ("definition", {"name": "nzl-obm-arrival"}),
    ("definition", {"name": "New Zealand"}),
    ("compare", {"a": "nzl-obm-arrival", "b": "aus-oad-long-term-arrival"}),
    ("compare", {"a": RULE, "b": "nzl-obm-arrival", "lang": "fr"}),
    ("classify", {"rule": "nzl-obm-arrival"}),
    ("mirror", {"origin": "NZL", "destination": "AUS"}),
    ("apply", {"rule": "nzl-obm-arrival", "histories": [HISTORY]}),
    ("query", {"sparql": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 5000"}),
    ("query", {"sparql": "ASK { ?c a sj:Country }"}),
]


@pytest.fixture(scope="module")
def tooled() -> Iterator[Running]:
    """A server that offers the tools over HTTP."""
    with running(mcp=True) as found:
        yield found


def session(server: Any, work: Callable[[Client], Awaitable[Any]]) -> Any:
    """What a client finds out in one session."""

    async def run() -> Any:
        async with Client(server) as client:
            return await work(client)

    return asyncio.run(run())


def call(server: Any, name: str, arguments: dict[str, Any]) -> tuple[bool, str]:
    async def work(client: Client) -> tuple[bool, str]:
        found = await client.call_tool(name, arguments)
        (part,) = found.content
        assert isinstance(part, TextContent)
        assert found.structured_content is None  # it would count against the client's window too
        return bool(found.is_error), part.text

    result: tuple[bool, str] = session(server, work)
    return result


def test_the_tools_are_there_and_only_read(tooled: Running) -> None:
    async def work(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = session(f"{tooled.url}/mcp", work)
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.description
        assert tool.annotations.read_only_hint
        assert not tool.annotations.destructive_hint
        assert all("description" in one or "default" in one for one in tool.input_schema["properties"].values())


@pytest.mark.parametrize(("name", "arguments"), CALLS, ids=lambda value: value if isinstance(value, str) else "")
def test_an_answer_is_whole_and_fits(tooled: Running, name: str, arguments: dict[str, Any]) -> None:
    failed, text = call(f"{tooled.url}/mcp", name, arguments)
    assert not failed, text
    assert len(text) <= MOST
    found = json.loads(text)
    assert "https://w3id.org/sojourn/" in text or found.get("boolean") is True
    if name in ("compare", "classify", "mirror", "apply"):
        assert {"about", "sources", "unknown"} <= set(found)
        assert found["sources"][0]["title"]
    assert "_message" not in text


def test_what_does_not_fit_is_left_out_whole_and_counted(tooled: Running) -> None:
    _, text = call(f"{tooled.url}/mcp", "query", {"sparql": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 5000"})
    found = json.loads(text)
    assert found["count"] == 5000 == len(found["rows"]) + found["left_out"]["rows"]
    assert all(set(row) == {"s", "p", "o"} for row in found["rows"])


def test_what_no_source_states_is_said(tooled: Running) -> None:
    definition = next(
        d for d in sojourn.load().definitions() if "basis" not in d.data["rule"] and "any" not in d.data["rule"]
    )
    _, text = call(f"{tooled.url}/mcp", "definition", {"name": definition.id})
    assert "basis" in json.loads(text)["not_stated"]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("definition", {"name": "no-such-entry"}),
        ("compare", {"a": "nzl-obm-arival", "b": "aus-nom-arrival"}),
        ("compare", {"a": {"event": "arival"}, "b": "aus-nom-arrival"}),
        ("apply", {"rule": "nzl-obm-arrival", "histories": [{"stays": "none"}]}),
        ("query", {"sparql": "DROP ALL"}),
        ("query", {"sparql": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}),
        ("query", {"sparql": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}),
        ("lookup", {"words": "a", "kind": "planet"}),
    ],
)
def test_an_error_says_what_to_do(tooled: Running, name: str, arguments: dict[str, Any]) -> None:
    failed, text = call(f"{tooled.url}/mcp", name, arguments)
    assert failed
    assert set(json.loads(text)["error"]) == {"title", "detail", "advice", "where", "messages"}


def test_an_assistant_on_this_machine_starts_the_tools_itself() -> None:
    path = str(REPOSITORY / "tools")
    server = StdioServerParameters(command=sys.executable, args=["-m", "sojourn", "mcp"], env={"PYTHONPATH": path})
    failed, text = call(server, "compare", {"a": "nzl-obm-arrival", "b": "nzl-obm-arrival"})
    assert not failed
    assert json.loads(text)["comparison"]["relation"] == "equal"


def test_pages_of_other_sites_cannot_use_the_tools(tooled: Running) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"Accept": "application/json, text/event-stream", "Origin": "https://evil.example"}
    assert tooled.post("/mcp", json=body, headers=headers).status_code == 403
    assert tooled.post("/mcp", json=body, headers={**headers, "Host": "evil.example"}).status_code == 421
