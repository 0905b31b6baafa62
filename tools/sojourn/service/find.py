"""Searching, and one entry whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.lookup.registry import Registry
from sojourn.lookup.search import Hit
from sojourn.model.entries import ENTRY_TYPES, Value
from sojourn.model.errors import UsageError
from sojourn.model.message import message

MOST = 200


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of what a search found; `more` tells whether there is another page."""

    hits: Sequence[Hit]
    more: bool

    def to_dict(self) -> dict[str, Any]:
        """As in JSON."""
        return {"hits": [hit.to_dict() for hit in self.hits], "more": self.more}


def find(
    registry: Registry,
    words: str,
    *,
    lang: str | None = None,
    kind: str | None = None,
    limit: int = 10,
    offset: int = 0,
) -> SearchPage:
    """Entries of the `registry` whose names or texts match the `words`, the best first.

    `limit` of them (at most 200) after the first `offset`.
    `lang` keeps to names in one language, `kind` to one kind of entry. Raises UsageError for an unknown kind or a number
    out of range.

    >>> import sojourn
    >>> [hit.id for hit in find(sojourn.load(), "usual residence", kind="term", limit=1).hits]
    ['usual-residence']
    """
    if kind is not None and kind not in ENTRY_TYPES:
        kinds = message("error-kinds-are", kinds=", ".join(ENTRY_TYPES))
        raise UsageError(message("error-no-kind", kind=kind), "", kinds)
    if not 1 <= limit <= MOST or not 0 <= offset <= 10_000:
        raise UsageError(message("error-page-range"), "", message("error-ask-for", most=MOST))
    hits = registry.search(words, lang, kind, offset + limit + 1)
    return SearchPage(hits[offset : offset + limit], len(hits) > offset + limit)


def show(registry: Registry, name: str) -> Value:
    """One entry of the `registry` whole; `name` is its id or IRI, or (terms, countries, frameworks) a name.

    Raises NotFound with near misses.

    >>> import sojourn
    >>> show(sojourn.load(), "New Zealand").id
    'NZL'
    """
    return registry.any(name)
