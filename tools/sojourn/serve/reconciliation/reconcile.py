"""OpenRefine reconciliation (Reconciliation Service API 0.2): a service a language, over names in all languages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from html import escape
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sojourn.model.entries import Value
from sojourn.serve.http.answers import fields, reply
from sojourn.serve.http.problems import LANGUAGES, Refusal, said
from sojourn.serve.processes.backend import Backend
from sojourn.serve.reconciliation.matching import KINDS, Match, Matcher
from sojourn.serve.reconciliation.properties import about, label_of, names_of, proposed
from sojourn.serve.reconciliation.reconcile_batch import extended, reconciled
from sojourn.serve.rest.given import read_json

BATCH = 200
# The types that a column of a table most likely holds.
COMMON = ("term", "country", "definition")
SUGGESTIONS = 20
PREVIEW_POLICY = "default-src 'none'; frame-ancestors *; base-uri 'none'; form-action 'none'"
FORM = "application/x-www-form-urlencoded"


class Service:
    """The reconciliation service of a server: the index of names and what is proposed for each kind."""

    def __init__(self, backend: Backend, url: str) -> None:
        self.backend, self.url = backend, url
        self.languages: tuple[str, ...] = tuple(backend.registry.meta("scheme")["languages"])
        self._proposed: dict[str, list[str]] = {}

    @cached_property
    def matcher(self) -> Matcher:
        """The index, made when it is first needed."""
        return Matcher(self.backend.registry)

    @cached_property
    def types(self) -> tuple[str, ...]:
        """Types of entries: their kinds, and a type for each controlled list."""
        return (*KINDS, *(f"code/{id}" for id in self.backend.registry.lists()))

    def type_name(self, type: str, lang: str) -> str:
        """A type in words."""
        if type.startswith("code/"):
            found = self.backend.registry.lists().get(type.partition("/")[2])
            return str((found or {}).get("label", {}).get(lang) or type.partition("/")[2])
        return said(f"kind-{type}", spoken(lang))

    def property_name(self, name: str, lang: str) -> str:
        """A property in words."""
        if name.startswith("label-"):
            return said("prop-label-in", spoken(lang), lang=name.removeprefix("label-"))
        return said(f"prop-{name.replace('_', '-')}", spoken(lang))

    def proposed(self, kind: str) -> list[str]:
        """The properties that some entry of a kind has."""
        if kind not in self._proposed:
            self._proposed[kind] = proposed(self.backend, kind)
        return self._proposed[kind]

    def manifest(self, lang: str) -> dict[str, Any]:
        """What the service of a language can do."""
        path = f"/reconcile/{lang}"

        def suggest(what: str) -> dict[str, str]:
            flyout = {"flyout_service_url": self.url, "flyout_service_path": f"{path}/flyout/{what}?id=${{id}}"}
            return {"service_url": self.url, "service_path": f"{path}/suggest/{what}", **flyout}

        title = self.backend.registry.meta("scheme")["title"]
        return {
            "versions": ["0.2"],
            "name": f"{title.get(lang) or title['en']} ({lang})",
            "identifierSpace": self.backend.base,
            "schemaSpace": f"{self.backend.base}ns#",
            "documentation": f"{self.url}/api/docs",
            "defaultTypes": [{"id": kind, "name": self.type_name(kind, lang)} for kind in COMMON],
            "view": {"url": f"{self.url}/id/{{{{id}}}}"},
            "preview": {"url": f"{self.url}{path}/preview?id={{{{id}}}}", "width": 420, "height": 260},
            "suggest": {what: suggest(what) for what in ("entity", "property", "type")},
            "extend": {
                "propose_properties": {"service_url": self.url, "service_path": f"{path}/properties"},
                "property_settings": [
                    {"name": "limit", "type": "number", "default": 0, "label": said("set-limit", spoken(lang))},
                    {
                        "name": "content",
                        "type": "select",
                        "default": "literal",
                        "label": said("set-content", spoken(lang)),
                        "choices": [
                            {"value": one, "name": said(f"set-{one}", spoken(lang))} for one in ("literal", "id")
                        ],
                    },
                ],
            },
            "batchSize": BATCH,
        }


def spoken(lang: str) -> str:
    """The language of words of the server itself, for a service in a language of the content."""
    return lang if lang in LANGUAGES else LANGUAGES[0]


def routes() -> list[Route]:
    """All routes under `/reconcile`."""
    both = ["GET", "POST"]
    base = "/reconcile/{lang}"
    return [
        Route("/reconcile", _service, methods=both),
        Route(base, _service, methods=both),
        Route(f"{base}/", _service, methods=both),
        Route(f"{base}/preview", _preview, methods=["GET"]),
        Route(f"{base}/properties", _properties, methods=["GET"]),
        Route(f"{base}/suggest/{{what}}", _suggest, methods=["GET"]),
        Route(f"{base}/flyout/{{what}}", _flyout, methods=["GET"]),
    ]


def _shown(value: Any) -> Response:
    return JSONResponse(value, headers={"Cache-Control": "no-cache"})


def _language(request: Request) -> tuple[Service, str]:
    service: Service = request.app.state.reconcile
    lang = request.path_params.get("lang", "en")
    if lang not in service.languages:
        raise Refusal(404, "no-service", languages=", ".join(service.languages))
    return service, lang


async def _given(request: Request) -> dict[str, str]:
    found = fields(request.scope["query_string"])
    if request.method == "POST":
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media != FORM:
            raise Refusal(415, "form-type", form=FORM)
        found += fields(await request.body())
    return dict(found)


async def _service(request: Request) -> Response:
    service, lang = _language(request)
    given = await _given(request)
    if "queries" in given:
        return _shown(await run_in_threadpool(_reconcile, service, given["queries"], lang))
    if "extend" in given:
        return _shown(await run_in_threadpool(_extend, service, given["extend"], lang))
    return reply(request, json.dumps(service.manifest(lang), ensure_ascii=False).encode(), "application/json")


def _reconcile(service: Service, text: str, lang: str) -> dict[str, Any]:
    return reconciled(service.backend, service.matcher, read_json(text.encode()), lang, _typed(service, lang))


def _typed(service: Service, lang: str) -> Callable[[Match], list[dict[str, str]]]:
    def types(match: Match) -> list[dict[str, str]]:
        found = [match.kind, *([f"code/{match.id.partition('/')[0]}"] if match.kind == "code" else [])]
        return [{"id": type, "name": service.type_name(type, lang)} for type in found]

    return types


def _extend(service: Service, text: str, lang: str) -> dict[str, Any]:
    return extended(service.backend, read_json(text.encode()), lang, lambda name: service.property_name(name, lang))


async def _properties(request: Request) -> Response:
    service, lang = _language(request)
    given = await _given(request)
    type = given.get("type", "").partition("/")[0]
    names = service.proposed(type) if type in KINDS else names_of(service.backend)
    found = [{"id": name, "name": service.property_name(name, lang)} for name in names]
    limit = _number(given.get("limit"), len(found))
    return _shown({**({"type": given["type"]} if "type" in given else {}), "limit": limit, "properties": found[:limit]})


async def _suggest(request: Request) -> Response:
    service, lang = _language(request)
    given = await _given(request)
    prefix, start = given.get("prefix", "")[:200], _number(given.get("cursor"), 0)
    match request.path_params["what"]:
        case "entity":
            found = await run_in_threadpool(_entities, service, prefix, lang, start + SUGGESTIONS)
        case "property":
            names = ((name, service.property_name(name, lang)) for name in names_of(service.backend))
            found = _beginning(names, prefix)
        case "type":
            found = _beginning(((type, service.type_name(type, lang)) for type in service.types), prefix)
        case _:
            raise Refusal(404, "no-page")
    return _shown({"result": found[start : start + SUGGESTIONS]})


def _entities(service: Service, prefix: str, lang: str, limit: int) -> list[dict[str, Any]]:
    found = []
    typed = _typed(service, lang)
    for match in service.matcher.beginning(prefix, lang, lambda kind, id: True, limit):
        value = service.backend.by_path(f"{match.kind}/{match.id}")
        if value is not None:
            one = {"id": f"{match.kind}/{match.id}", "name": label_of(value, lang), "notable": typed(match)}
            found.append({**one, "description": about(value, lang)})
    return found


def _beginning(named: Any, prefix: str) -> list[dict[str, Any]]:
    wanted = prefix.casefold()
    return [{"id": id, "name": name} for id, name in named if wanted in id.casefold() or wanted in name.casefold()]


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else default


async def _flyout(request: Request) -> Response:
    service, lang = _language(request)
    id = (await _given(request)).get("id", "")
    match request.path_params["what"]:
        case "entity":
            html = _summary(_entity(service, id), lang)
        case "property":
            html = f"<p>{escape(_known(service.property_name, id, names_of(service.backend), lang))}</p>"
        case "type":
            html = f"<p>{escape(_known(service.type_name, id, service.types, lang))}</p>"
        case _:
            raise Refusal(404, "no-page")
    return _shown({"id": id, "html": html})


def _known(name: Callable[[str, str], str], id: str, ids: tuple[str, ...], lang: str) -> str:
    if id not in ids:
        raise Refusal(404, "no-such-id", id=id[:100])
    return name(id, lang)


def _entity(service: Service, id: str) -> Value:
    value = service.backend.by_path(id[:300])
    if value is None or value.kind not in KINDS:
        raise Refusal(404, "no-such-id", id=id[:100])
    return value


def _summary(value: Value, lang: str) -> str:
    return f"<h1>{escape(label_of(value, lang))}</h1><p>{escape(about(value, lang))}</p>"


async def _preview(request: Request) -> Response:
    service, lang = _language(request)
    value = _entity(service, (await _given(request)).get("id", ""))
    names = value.data.get("label") or value.data.get("national_term") or {}
    others = "".join(
        f'<li lang="{escape(tag)}" dir="auto">{escape(text)}</li>'
        for tag, text in (names.items() if isinstance(names, Mapping) else ())
        if tag != lang
    )
    path = f"{value.kind}/{value.id}"
    page = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(label_of(value, lang))}</title>'
        f"</head><body>{_summary(value, lang)}<ul>{others}</ul>"
        f'<p>{escape(service.type_name(value.kind, lang))}: <a href="{service.url}/id/{escape(path)}">{escape(path)}</a></p>'
        "</body></html>"
    )
    headers = {"Content-Security-Policy": PREVIEW_POLICY}
    return reply(request, page.encode(), "text/html; charset=utf-8", headers=headers)
