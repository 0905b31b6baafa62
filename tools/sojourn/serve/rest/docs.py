"""The REST interface described for people: one page made from the OpenAPI description, without scripts."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from html import escape
from shlex import quote
from typing import Any
from urllib.parse import urlencode

from sojourn.serve.http.problems import said
from sojourn.serve.rest.operations import OPERATIONS, Operation

STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "code,pre{font-family:ui-monospace,monospace;font-size:.9rem}pre{background:#f2f2f2;padding:.7rem;overflow-x:auto}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.3rem .6rem;"
    "border-bottom:1px solid #ccc}h2{margin-top:2.5rem;border-bottom:2px solid #005b70}a{color:#005b70}"
)
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"


def docs_page(description: Mapping[str, Any], lang: str) -> tuple[bytes, str]:
    """The page and the policy that it is sent with."""
    url, info = description["servers"][0]["url"], description["info"]
    parts = [
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{escape(info['title'])}</title><style>{STYLE}</style></head><body><main>",
        f"<h1>{escape(info['title'])}</h1><p>{escape(info['description'])}</p>",
        '<p><a href="/api/openapi.json">OpenAPI</a> · <a href="/sparql">SPARQL</a> · <a href="/">Sojourn</a></p>',
        *(part for operation in OPERATIONS for part in _operation(operation, description["paths"], url, lang)),
        "</main></body></html>",
    ]
    return "\n".join(parts).encode(), POLICY


def _operation(operation: Operation, paths: Mapping[str, Any], url: str, lang: str) -> Iterator[str]:
    methods = paths[operation.path]
    first = next(iter(methods.values()))
    id = operation.name.partition("/")[0] + ("-one" if "{" in operation.name else "")
    names = " ".join(method.upper() for method in methods)
    yield f'<h2 id="{id}"><code>{names} {escape(operation.path)}</code></h2><p>{escape(first["summary"])}</p>'
    yield f"<table><thead><tr><th>{said('doc-name', lang)}</th><th>{said('doc-type', lang)}</th>"
    yield f"<th>{said('doc-meaning', lang)}</th></tr></thead><tbody>"
    for parameter in operation.parameters:
        mark = f" ({said('doc-required', lang)})" if parameter.required else ""
        kind = " | ".join(parameter.choices) or parameter.type + ("[]" if parameter.many else "")
        about = said(f"par-{parameter.name.replace('_', '-')}", lang)
        yield f"<tr><td><code>{parameter.name}</code>{mark}</td><td>{escape(kind)}</td><td>{escape(about)}</td></tr>"
    yield f"</tbody></table><pre>{escape(example(operation, url))}</pre>"


def example(operation: Operation, url: str) -> str:
    """A command line that works."""
    given = operation.example
    if "GET" not in operation.methods:
        body = json.dumps(given, ensure_ascii=False)
        return f"curl {url}{operation.path} -H 'Content-Type: application/json' -d {quote(body)}"
    if "{name}" in operation.path:
        return f"curl {url}{operation.path.format(**given)}"
    return f"curl {quote(f'{url}{operation.path}?{urlencode(given, doseq=True)}')}"
