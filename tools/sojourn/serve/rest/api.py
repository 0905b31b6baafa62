"""REST: each operation of the table reads its parameters, asks the backend, and shows the value as JSON."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sojourn import service
from sojourn.model.entries import ENTRY_TYPES, Definition, Value
from sojourn.serve.http.answers import fields, language, reply
from sojourn.serve.http.problems import Refusal
from sojourn.serve.processes.backend import Backend
from sojourn.serve.rest.docs import docs_page
from sojourn.serve.rest.given import Given, from_address, from_body
from sojourn.serve.rest.openapi import openapi
from sojourn.serve.rest.operations import ENTRIES, ENTRY, OPERATIONS, PREFIX, SEARCH, Operation

JSON = "application/json"
YAML = ("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/plain")
# The same question gives the same answer as long as the data are the same.
CACHE = "public, max-age=300"
_FILTERS = ("country", "concept", "framework", "domain", "list")


def routes() -> list[Route]:
    """All routes under `/api`."""
    own = {SEARCH.name: _search, ENTRIES.name: _entries, ENTRY.name: _entry}
    found = []
    for operation in OPERATIONS:
        path = f"{PREFIX}/entries/{{name:path}}" if operation is ENTRY else operation.path
        found.append(Route(path, own.get(operation.name) or _use_case(operation), methods=list(operation.methods)))
        if "GET" not in operation.methods:
            # Else the route of the website, which takes every address, would say that there is nothing.
            found.append(Route(path, _not_to_be_read, methods=["GET"]))
    return [
        Route("/api/openapi.json", _openapi, methods=["GET"]),
        Route("/api/docs", _docs, methods=["GET"]),
        Route("/api", _start, methods=["GET"]),
        Route(PREFIX, _start, methods=["GET"]),
        *found,
    ]


def shown(request: Request, value: Any, lang: str | None = None, headers: Mapping[str, str] | None = None) -> Response:
    """A value as JSON."""
    return shown_bytes(request, written(value), lang, headers)


def written(value: Any) -> bytes:
    """A value as JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def shown_bytes(
    request: Request, body: bytes, lang: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """JSON that is written already; `lang` is the language of its words, if it depends on the client."""
    spoken = {"Content-Language": lang} if lang else {}
    vary = ["Accept-Language"] if lang else []
    return reply(request, body, JSON, cache=CACHE, vary=vary, headers={**spoken, **(headers or {})})


async def given_in(request: Request, operation: Operation) -> Given:
    """What a request gives an operation."""
    address = fields(request.scope["query_string"])
    if request.method != "POST":
        return from_address(operation, address)
    if address:
        raise Refusal(400, "address-and-body")
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if media == JSON:
        return from_body(operation, body)
    if media in YAML and operation.parameter("text"):
        try:
            return {"text": body.decode("utf-8")}
        except UnicodeDecodeError:
            raise Refusal(400, "not-utf8") from None
    raise Refusal(415, "json-type")


def _use_case(operation: Operation) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        given, lang = await given_in(request, operation), language(request)
        if operation.name == "check" and len(given) != 1:
            raise Refusal(400, "rule-or-text")
        backend: Backend = request.app.state.backend
        return shown_bytes(request, await backend.answer(operation.name, given, lang), lang)

    return answer


async def _not_to_be_read(request: Request) -> Response:
    raise Refusal(405, "method", headers={"Allow": "OPTIONS, POST"})


async def _search(request: Request) -> Response:
    given, backend = await given_in(request, SEARCH), request.app.state.backend
    lang = given.get("lang") or language(request)

    def find() -> service.SearchPage:
        return service.find(
            backend.registry,
            given["q"],
            lang=lang,
            kind=given.get("kind"),
            limit=given["limit"],
            offset=given["offset"],
        )

    key = "search", lang, json.dumps(given, sort_keys=True)
    if kept := backend.cache.get(key):
        return shown_bytes(request, kept[1], lang, _link_header(kept[0] or None))
    found = await run_in_threadpool(find)
    hits = [{**hit.to_dict(), "iri": iri_of(backend, hit.kind, hit.id)} for hit in found.hits]
    link = _next(request, SEARCH, given) if found.more else None
    body = written({"hits": hits, "more": found.more, "next": link})
    backend.cache.put(key, link or "", body)
    return shown_bytes(request, body, lang, _link_header(link))


def iri_of(backend: Backend, kind: str, id: str) -> str:
    """The identifier of an entry on the Web."""
    return f"{backend.base}{kind}/{id}"


async def _entries(request: Request) -> Response:
    given, backend, lang = await given_in(request, ENTRIES), request.app.state.backend, language(request)
    found = await run_in_threadpool(lambda: list(matching(backend.entries(given["kind"]), given)))
    offset, limit = given["offset"], given["limit"]
    items = [brief(value, lang) if given["brief"] else value.to_dict() for value in found[offset : offset + limit]]
    link = _next(request, ENTRIES, given) if offset + limit < len(found) else None
    body = {"items": items, "total": len(found), "offset": offset, "limit": limit, "next": link}
    return shown(request, body, lang, _link_header(link))


def matching(values: Sequence[Value], given: Mapping[str, Any]) -> Iterator[Value]:
    """The entries that have what is asked for; a filter that a kind has no key for matches none of it."""
    wanted = {key: given[key] for key in _FILTERS if key in given}
    for value in values:
        if any(value.data.get(key) != one for key, one in wanted.items()):
            continue
        if "on" in given and not (isinstance(value, Definition) and value.valid.covers(given["on"])):
            continue
        yield value


def brief(value: Value, lang: str) -> dict[str, Any]:
    """An entry by its names only."""
    label = getattr(value, "label", None) or getattr(value, "national_term", None)
    text = label.best(lang) if label else getattr(value, "title", value.id)
    return {"kind": value.kind, "id": value.id, "iri": value.iri, "label": text}


async def _entry(request: Request) -> Response:
    backend, name = request.app.state.backend, request.path_params["name"]
    if fields(request.scope["query_string"]):
        from_address(ENTRY, [*fields(request.scope["query_string"]), ("name", name)])
    given = from_address(ENTRY, [("name", name)])
    value = await run_in_threadpool(find_entry, backend, given["name"])
    link = f'<{value.iri}>; rel="canonical"'
    return shown(request, value.to_dict(), headers={"Link": link})


def find_entry(backend: Backend, name: str) -> Value:
    """An entry by `kind/id`, id, IRI, or (terms, countries, frameworks) by name. Raises NotFound with near misses."""
    kind, _, id = name.partition("/")
    if kind in ENTRY_TYPES and id:
        return backend.registry.entry(iri_of(backend, kind, id))
    return service.show(backend.registry, name)


def _next(request: Request, operation: Operation, given: Given) -> str:
    """The address of the next page."""
    following = {**given, "offset": given["offset"] + given["limit"]}
    kept = {k: str(v).lower() if isinstance(v, bool) else v for k, v in following.items()}
    return f"{request.app.state.settings.url}{operation.path}?{urlencode(kept)}"


def _link_header(link: str | None) -> dict[str, str]:
    return {"Link": f'<{link}>; rel="next"'} if link else {}


async def _openapi(request: Request) -> Response:
    lang = language(request)
    return shown(request, openapi(request.app.state.settings.url, lang), lang)


async def _docs(request: Request) -> Response:
    lang = language(request)
    body, policy = docs_page(openapi(request.app.state.settings.url, lang), lang)
    headers = {"Content-Security-Policy": policy, "Content-Language": lang}
    return reply(request, body, "text/html; charset=utf-8", vary=["Accept-Language"], headers=headers)


async def _start(request: Request) -> Response:
    url = request.app.state.settings.url
    paths = {operation.name: f"{url}{operation.path}" for operation in OPERATIONS}
    links = {"openapi": f"{url}/api/openapi.json", "docs": f"{url}/api/docs", "sparql": f"{url}/sparql"}
    return shown(request, {"operations": paths, **links, "reconcile": f"{url}/reconcile/en"})
