"""Errors over HTTP: `application/problem+json` (RFC 9457) with the one error shape of Sojourn inside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from sojourn.graph.queries.sandbox import QueryStoppedError
from sojourn.model.errors import NotFound, SojournError, UsageError, Where
from sojourn.model.message import Arg, Message, message
from sojourn.prose.speaker import Speaker
from sojourn.prose.tables import spoken, table

# The languages that there are words in; English where a client likes none of them.
LANGUAGES = ("en", *sorted(set(spoken()) - {"en"}))


class Refusal(Exception):  # noqa: N818 (a request that is refused is no fault of ours)
    """A request that is not answered: its status, and why as a message (`serve-<id>`, with `-detail` and `-advice`)."""

    def __init__(self, status: int, id: str, /, *, headers: Mapping[str, str] | None = None, **args: Arg) -> None:
        super().__init__(status, id)
        self.status, self.message, self.headers = status, message(f"serve-{id}", **args), dict(headers or {})
        self.where: Where | None = None


@cache
def speaker(lang: str) -> Speaker:
    """Who says in a language what the server itself has to say."""
    return Speaker(lang)


def said(id: str, lang: str = "en", /, **args: Arg) -> str:
    """The words of a message of the server."""
    return speaker(lang).text(message(f"serve-{id}", **args))


def told(why: Message, lang: str = "en", where: Where | None = None) -> UsageError:
    """The error of a message, with the detail and the advice that belong to it."""
    title, detail, advice = (_part(why, suffix, lang) for suffix in ("", "-detail", "-advice"))
    return UsageError(title, detail, advice, where)


def _part(why: Message, suffix: str, lang: str) -> str:
    id = why.id + suffix
    if suffix and id not in table("en").written:
        return ""
    return speaker(lang).text(Message(id, why.args))


def status_of(error: SojournError) -> int:
    """The HTTP status of an error of ours."""
    match error:
        case NotFound():
            return 404
        case QueryStoppedError():
            return 422
    return 400


def problem(error: SojournError | Refusal, lang: str = "en", status: int | None = None) -> Response:
    """The answer for an error."""
    headers: dict[str, str] = {}
    if isinstance(error, Refusal):
        headers = error.headers
        shown: SojournError = told(error.message, lang, error.where)
        status = status or error.status
    else:
        shown, status = error, status or status_of(error)
    words = shown.to_dict(speaker(lang).text)["error"]
    return problem_response(status, words, headers, getattr(error, "near", ()))


def problem_response(
    status: int, error: Mapping[str, Any], headers: Mapping[str, str] | None = None, near: Any = ()
) -> Response:
    """The answer for an error in its JSON shape; `near` holds names that come close to one that is not known."""
    where = dict(error["where"])
    if where["file"] and where["file"].startswith(("/", "\\")):
        # Where things lie on the server is nobody's business.
        where["file"] = where["file"].rpartition("/")[2]
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": error["title"] or HTTPStatus(status).phrase,
        "status": status,
        "detail": ". ".join(part.rstrip(".") for part in (error["detail"], error["advice"]) if part),
        "error": {**error, "where": where},
    }
    if near:
        body["near"] = list(near)
    text = json.dumps(body, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    media = "application/problem+json"
    return Response(text, status, {"Cache-Control": "no-store", **(headers or {})}, media_type=media)
