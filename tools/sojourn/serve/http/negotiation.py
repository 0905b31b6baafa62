"""What a client likes best: media types by `Accept`, languages by `Accept-Language` (RFC 9110, section 12)."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PART = re.compile(r"""((?:"(?:\\.|[^"\\])*"|[^,"])+)""")
_QUALITY = re.compile(r";\s*q\s*=\s*(\d(?:\.\d*)?|\.\d+)\s*(?:;|$)", re.IGNORECASE)
# A header with more parts than this is no client's wish.
_MOST = 64


def preferences(header: str | None) -> list[tuple[str, float]]:
    """The parts of such a header in lower case, each with its quality from 0 to 1.

    >>> preferences("text/turtle;q=0.9, */*;q=0.1")
    [('text/turtle', 0.9), ('*/*', 0.1)]
    """
    found = []
    for part in _PART.findall(header or "")[:_MOST]:
        name = part.partition(";")[0].strip().lower()
        if name:
            quality = _QUALITY.search(part)
            found.append((name, min(1.0, float(quality.group(1))) if quality else 1.0))
    return found


def best_media(header: str | None, offers: Sequence[tuple[str, str]]) -> str | None:
    """The form that a client likes best among `offers` (media type, form), the server's favourite first.

    The most exact part of the header decides on an offer. Without a header, the first; None if nothing offered is wanted.

    >>> best_media("text/html;q=0.5, text/turtle;q=0.9", [("text/html", "html"), ("text/turtle", "ttl")])
    'ttl'
    """
    wanted = preferences(header)
    if not wanted:
        return offers[0][1]
    best: tuple[float, str] | None = None
    for media, form in offers:
        quality = _quality(media, wanted)
        if quality > 0 and (best is None or quality > best[0]):
            best = (quality, form)
    return best and best[1]


def _quality(media: str, wanted: list[tuple[str, float]]) -> float:
    for pattern in (media, f"{media.partition('/')[0]}/*", "*/*"):
        found = [quality for name, quality in wanted if name == pattern]
        if found:
            return max(found)
    return 0.0


def best_language(header: str | None, offers: Sequence[str]) -> str:
    """The language that a client likes best among `offers`; the first if it likes none of them.

    >>> best_language("de, fr-CA;q=0.8, en;q=0.5", ["en", "fr"])
    'fr'
    """
    for name, quality in sorted(preferences(header), key=lambda item: -item[1]):
        if quality > 0:
            for tag in (name, name.partition("-")[0]):
                if tag in offers:
                    return tag
    return offers[0]
