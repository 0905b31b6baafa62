"""Sojourn: an open glossary and registry of international-migration definitions.

    >>> import sojourn
    >>> sojourn.country("NZL").label["en"]
    'New Zealand'

Every function reads the packaged registry; `load("glossary/")` gives one made from sources. Importing this package is
cheap: what is heavy is imported by the function that needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from os import PathLike

    from sojourn.lookup.registry import Registry
    from sojourn.lookup.search import Hit
    from sojourn.model.entries import Country, Definition, Framework, Source, Term, Value

__all__ = ["country", "definition", "entry", "framework", "load", "search", "source", "term"]

_packaged: Registry | None = None


def load(path: str | PathLike[str] | None = None) -> Registry:
    """The packaged registry, or one made from the sources in the folder `path`.

    Raises SojournError if the content has errors; `sojourn check` lists them.
    """
    global _packaged
    if path is not None:
        from sojourn.build.registry import registry_from_sources

        return registry_from_sources(path)
    if _packaged is None:
        from sojourn.lookup.registry import Registry

        _packaged = Registry.open()
    return _packaged


def term(name: str) -> Term:
    """A concept by id, IRI, or a label in any language."""
    return load().term(name)


def country(name: str) -> Country:
    """A country by ISO code (3 or 2 letters), M49 code or name in any language."""
    return load().country(name)


def definition(name: str) -> Definition:
    """A national definition by id or IRI."""
    return load().definition(name)


def framework(name: str) -> Framework:
    """A reference framework by id, IRI, label or abbreviation."""
    return load().framework(name)


def source(name: str) -> Source:
    """An entry of the bibliography."""
    return load().source(name)


def entry(name: str) -> Value:
    """Any entry by id or IRI."""
    return load().entry(name)


def search(words: str, lang: str | None = None, kind: str | None = None, limit: int = 10) -> tuple[Hit, ...]:
    """Entries whose names or texts match, the best first."""
    return load().search(words, lang, kind, limit)


def __getattr__(name: str) -> Any:
    raise AttributeError(f"module 'sojourn' has no attribute '{name}'; it offers {', '.join(__all__)}")
