"""Identifiers: each answers 303 to its page or to its data, by what the client asks for; `/id/...` means the same."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from sojourn.model.addresses import LISTED, PAGED, page_of
from sojourn.serve.http.negotiation import best_media

# What may be asked for, and the form that is given; where a client likes several equally, the first.
OFFERS = (
    ("text/html", "html"),
    ("application/xhtml+xml", "html"),
    ("text/turtle", "ttl"),
    ("application/x-turtle", "ttl"),
    ("application/ld+json", "jsonld"),
    ("application/rdf+xml", "rdf"),
    ("application/json", "json"),
)
# Wildcards stand for these two only.
_PLAIN = tuple(offer for offer in OFFERS if not offer[0].endswith(("xhtml+xml", "x-turtle")))
_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_~+@-]*")


def form_for(accept: str | None) -> str:
    """The form that a client likes best; a page if it likes none of ours."""
    exact = {media for media, _ in OFFERS}
    named = {part.partition(";")[0].strip().lower() for part in (accept or "").split(",")}
    offers = [offer for offer in OFFERS if offer in _PLAIN or offer[0] in named & exact]
    return best_media(accept, offers) or "html"


def see_other(where: str) -> Response:
    """The answer that sends a client on, by what it asked for."""
    headers = {"Location": where, "Vary": "Accept", "Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
    return Response(status_code=303, headers=headers)


def identifier(request: Request) -> Response | None:
    """Where the identifier in a request's path leads; None if the path is none."""
    parts = request.url.path.strip("/").split("/")
    if parts[:1] == ["id"]:
        parts = parts[1:]
    if not parts or "." in request.url.path:
        return None
    form = form_for(request.headers.get("accept"))
    target = _target(parts, form, request.app.state.scheme)
    return see_other(f"/{target}") if target else None


def _target(parts: list[str], form: str, scheme: str) -> str | None:
    kind, ids = parts[0], parts[1:]
    if kind == "ns" and not ids:
        return "ns.html" if form == "html" else "ns.ttl"
    if not ids or not all(map(_ID.fullmatch, ids)):
        return None
    if kind == "scheme" and ids[0] == scheme:
        return "index.html" if form == "html" else f"scheme/{scheme}.{form}"
    if kind not in PAGED and kind not in LISTED:
        return None
    id = ids[0]
    # A controlled list, or a code of one.
    if kind == "code" and len(ids) > 1 and ids[1] not in ("label", "citation"):
        id = f"{ids[0]}/{ids[1]}"
    return page_of(kind, id) if form == "html" else f"{kind}/{id}.{form}"
