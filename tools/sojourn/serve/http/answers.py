"""Answers over HTTP: bytes with their type, an ETag, and packed where the client can unpack them."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from sojourn.serve.http.negotiation import best_language, preferences
from sojourn.serve.http.problems import LANGUAGES, Refusal

# Smaller answers are not worth the packing.
WORTH_PACKING = 1_024
TEXTS = ("text/", "application/json", "application/ld+json", "application/rdf+xml", "application/sparql-results",
         "application/n-triples", "application/wasm", "image/svg+xml")  # fmt: skip
MOST_FIELDS = 200


def language(request: Request) -> str:
    """The language that the client likes best among those that the server speaks."""
    return best_language(request.headers.get("accept-language"), LANGUAGES)


def fields(text: bytes) -> list[tuple[str, str]]:
    """The fields of a form or of an address. Raises Refusal for what is no UTF-8, or too much."""
    try:
        return parse_qsl(
            text.decode("ascii", "strict"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except UnicodeDecodeError:
        raise Refusal(400, "not-utf8") from None
    except ValueError:
        raise Refusal(400, "many-fields", most=MOST_FIELDS) from None


def matches(request: Request, tag: str) -> bool:
    """Whether the client has the answer with this ETag already."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or tag.removeprefix("W/") in (
        part.strip().removeprefix("W/") for part in known.split(",")
    )


def reply(
    request: Request,
    body: bytes,
    media: str,
    *,
    tag: str | None = None,
    cache: str = "no-cache",
    vary: Iterable[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer of a request; 304 without a body if the client has it already."""
    tag = tag or f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    packs = media.startswith(TEXTS)
    varies = [*vary, *(["Accept-Encoding"] if packs else [])]
    own = {"ETag": tag, "Cache-Control": cache, **({"Vary": ", ".join(varies)} if varies else {}), **(headers or {})}
    if matches(request, tag):
        return Response(status_code=304, headers=own)
    if packs and len(body) >= WORTH_PACKING and _unpacks(request):
        body, own["Content-Encoding"] = gzip.compress(body, 5, mtime=0), "gzip"
        own["ETag"] = f"W/{tag}"
    return Response(body, headers=own, media_type=media)


def _unpacks(request: Request) -> bool:
    accepted = dict(preferences(request.headers.get("accept-encoding")))
    return accepted.get("gzip", 0.0) > 0
