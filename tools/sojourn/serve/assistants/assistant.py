"""Tools for assistants over the Model Context Protocol: read only, whole items, each answer with source, IRI and unknowns."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import wraps
from importlib.metadata import version
from typing import Annotated, Any, ParamSpec

from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from sojourn import service
from sojourn.graph.queries.sandbox import parsed
from sojourn.graph.queries.table import sparql_json
from sojourn.model.entries import Value
from sojourn.model.errors import NotFound, SojournError
from sojourn.serve.assistants.fitting import fitted, named, not_stated, plain, sources
from sojourn.serve.http.problems import LANGUAGES, Refusal, said, told
from sojourn.serve.http.settings import Settings
from sojourn.serve.processes.backend import Backend
from sojourn.serve.processes.rule_worker import RefusedError
from sojourn.serve.rest.api import find_entry, iri_of
from sojourn.serve.rest.given import read_json

P = ParamSpec("P")
READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def about(name: str) -> Any:
    """The description of an argument."""
    return Field(description=said(f"par-{name}"))


Rule = str | dict[str, Any]
Name = Annotated[str, Field(description=said("par-name"), max_length=400)]
Words = Annotated[str, Field(description=said("par-q"), max_length=200)]
Lang = Annotated[str, Field(description=said("par-tool-lang"), max_length=8)]
Day = Annotated[str | None, about("on")]


def create_server(backend: Backend, *, own: bool = False) -> MCPServer[Any]:
    """The MCP server over a backend. `own`: it starts and ends the backend's processes with its own life (stdio)."""

    @asynccontextmanager
    async def life(server: MCPServer[Any]) -> AsyncIterator[None]:
        await backend.start()
        try:
            yield
        finally:
            await backend.close()

    server: MCPServer[Any] = MCPServer(
        "sojourn",
        title=said("api-title"),
        instructions=said("mcp-about"),
        website_url=backend.base,
        version=version("sojourn"),
        lifespan=life if own else None,
        log_level="WARNING",
    )
    for tool in tools(backend):
        server.add_tool(tool, description=said(f"tool-{tool.__name__}"), annotations=READ_ONLY, structured_output=False)
    return server


def security(settings: Settings) -> TransportSecuritySettings:
    """Which names and origins may speak to the tools over HTTP: those of the server itself."""
    hosts = [f"[{name}]" if ":" in name else name for name in settings.hosts]
    origins = [settings.url, *(f"http://{host}:*" for host in hosts), *(f"http://{host}" for host in hosts)]
    return TransportSecuritySettings(
        allowed_hosts=[*hosts, *(f"{host}:*" for host in hosts)], allowed_origins=list(dict.fromkeys(origins))
    )


def _answering(tool: Callable[P, Awaitable[str]]) -> Callable[P, Awaitable[CallToolResult]]:
    """A tool whose errors are answers too, in the one error shape."""

    @wraps(tool)
    async def answer(*args: P.args, **kwargs: P.kwargs) -> CallToolResult:
        try:
            return CallToolResult(content=[TextContent(type="text", text=await tool(*args, **kwargs))])
        except RefusedError as error:
            wrong: Mapping[str, Any] = {"error": error.error, "near": error.near}
        except Refusal as refusal:
            wrong = told(refusal.message).to_dict()
        except SojournError as error:
            wrong = {**error.to_dict(), "near": list(getattr(error, "near", ()))}
        text = json.dumps(wrong, ensure_ascii=False)
        return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)

    # The SDK makes the arguments' schema from the tool's own signature.
    answer.__annotations__ = {**tool.__annotations__, "return": CallToolResult}
    return answer


class Tools:
    """The tools over a backend; the arguments of each and their descriptions are its signature."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    async def lookup(self, words: Words, lang: Lang = "en", kind: str | None = None, limit: int = 10) -> str:
        """Entries that words find, with their sources."""
        size = max(1, min(limit, 50))
        found = await run_in_threadpool(
            lambda: service.find(self.backend.registry, words, lang=lang, kind=kind, limit=size)
        )
        hits = [{**hit.to_dict(), "iri": iri_of(self.backend, hit.kind, hit.id)} for hit in found.hits]
        values = [value for hit in found.hits if (value := self.backend.by_path(f"{hit.kind}/{hit.id}"))]
        for hit, value in zip(hits, values, strict=True):
            hit["sources"] = sources(self.backend, [value])
        return fitted({"hits": hits, "more": found.more}, "hits")

    async def definition(self, name: Name, lang: Lang = "en") -> str:
        """One entry whole, with its sources and what no source says of it."""
        value = await run_in_threadpool(find_entry, self.backend, name)
        about = {"entry": value.to_dict(), "iri": value.iri, "name": named([value], lang)[0]["name"]}
        known = {"sources": sources(self.backend, [value]), "not_stated": not_stated(value)}
        return fitted({**about, **known}, "sources")

    async def compare(self, a: Annotated[Rule, about("a")], b: Annotated[Rule, about("b")], lang: Lang = "en") -> str:
        """How two rules relate."""
        found = await self._asked("compare", {"a": a, "b": b}, lang)
        return fitted({"comparison": found, **self._behind([a, b], found, lang)}, "sources")

    async def classify(
        self,
        rule: Annotated[Rule, about("rule")],
        framework: Annotated[str | None, about("framework")] = None,
        concept: Annotated[str | None, about("concept")] = None,
        lang: Lang = "en",
    ) -> str:
        """A definition against the recommended concepts, the closest first."""
        given = {"rule": rule, "framework": framework, "concept": concept}
        found = await self._asked("classify", {k: v for k, v in given.items() if v is not None}, lang)
        best = found.pop("best", None)
        others = [one for one in found.pop("results") if one != best]
        results = [*([best] if best else []), *others]
        behind = self._behind([rule, *(one["reference"] for one in results[:1])], best or {}, lang)
        return fitted({**found, **behind, "best_first": results}, "best_first", "sources")

    async def mirror(
        self,
        origin: Annotated[str, about("origin")],
        destination: Annotated[str, about("destination")],
        on: Day = None,
        lang: Lang = "en",
    ) -> str:
        """How far the two ends of a flow measure the same thing."""
        given = {"origin": origin, "destination": destination, **({"on": on} if on else {})}
        pairs = (await self._asked("mirror", given, lang))["pairs"]
        ids = dict.fromkeys(pair[end] for pair in pairs for end in ("origin", "destination"))
        return fitted({"pairs": pairs, **self._behind(list(ids), {}, lang)}, "pairs", "sources")

    async def apply(
        self,
        rule: Annotated[Rule, about("rule")],
        histories: Annotated[list[dict[str, Any]], about("histories")],
        on: Annotated[list[str] | None, about("on")] = None,
        lang: Lang = "en",
    ) -> str:
        """What a rule decides for travellers."""
        given = {"rule": rule, "histories": histories, **({"on": on} if on else {})}
        found = await self._asked("decide", given, lang)
        return fitted({**found, **self._behind([rule], {}, lang)}, "histories", "sources")

    async def query(self, sparql: Annotated[str, about("sparql")]) -> str:
        """The answer to a question in SPARQL."""
        kind, body = await self.backend.query(sparql)
        if kind == "boolean":
            return body.decode()
        found = sparql_json(await run_in_threadpool(parsed, kind, body))
        rows = [{name: cell["value"] for name, cell in row.items()} for row in found["results"]["bindings"]]
        answer = {"columns": found["head"]["vars"], "rows": rows, "count": len(rows), "source": self.backend.base}
        return fitted(answer, "rows")

    async def _asked(self, use: str, given: Mapping[str, Any], lang: str) -> Any:
        # What a client sends is bounded as a request's body is.
        read_json(json.dumps(given).encode("utf-8", "replace"))
        spoken = lang if lang in LANGUAGES else LANGUAGES[0]
        return plain(json.loads(await self.backend.answer(use, given, spoken)))

    def _behind(self, rules: Sequence[Rule], found: Mapping[str, Any], lang: str) -> dict[str, Any]:
        """The entries that an answer is about, with their sources, and what is unknown about them."""
        values = _entries(self.backend, rules)
        unstated = {value.id: facets for value in values if (facets := not_stated(value))}
        unknown = {"questions": found.get("unknown", []), "not_stated": unstated}
        return {"about": named(values, lang), "sources": sources(self.backend, values), "unknown": unknown}


def tools(backend: Backend) -> list[Callable[..., Awaitable[CallToolResult]]]:
    """All tools."""
    own = Tools(backend)
    offered = own.lookup, own.definition, own.compare, own.classify, own.mirror, own.apply, own.query
    return [_answering(tool) for tool in offered]


def _entries(backend: Backend, rules: Sequence[Rule]) -> list[Value]:
    found = []
    for rule in rules:
        if isinstance(rule, str):
            try:
                found.append(backend.registry.entry(rule))
            except NotFound:
                continue
    return found
