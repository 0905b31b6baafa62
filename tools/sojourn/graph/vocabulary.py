"""Where the ontology folder is, and what its context declares: prefixes, keys and the properties they stand for."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sojourn.model.errors import SojournError
from sojourn.model.message import message

NS = "https://w3id.org/sojourn/ns#"

# Beside the package in the repository, else what the wheel carries of it.
_PLACES = (Path(__file__).parents[3] / "ontology", Path(__file__).parents[1] / "data")


@cache
def ontology_folder() -> Path:
    """The folder with context.jsonld and queries/, in the repository also with shapes/, checks/ and construct/."""
    for place in _PLACES:
        if (place / "context.jsonld").is_file():
            return place
    raise SojournError(
        message("error-no-ontology"),
        message("error-no-context", places=" or ".join(str(place) for place in _PLACES)),
        message("error-reinstall"),
    )


@cache
def context() -> dict[str, Any]:
    """The JSON-LD context: one entry a key of the content (see documents.py) and one a prefix."""
    text = (ontology_folder() / "context.jsonld").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)["@context"]
    return found


@cache
def prefixes() -> dict[str, str]:
    """Prefix -> namespace, for writers and as predeclared prefixes of queries."""
    return {key: value for key, value in context().items() if isinstance(value, str) and value[-1] in "#/"}


def expand(name: str) -> str:
    """A prefixed name (`sj:Term`) as an IRI; an IRI stays as it is."""
    prefix, colon, local = name.partition(":")
    return prefixes()[prefix] + local if colon and prefix in prefixes() else name


@lru_cache(20_000)
def compress(iri: str) -> str:
    """An IRI as a prefixed name if one of our prefixes fits; otherwise the IRI itself."""
    for prefix, namespace in prefixes().items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def property_of(key: str) -> str:
    """The IRI that a key of the context stands for (for a reversed key: the property read backwards)."""
    entry = context()[key]
    name = entry if isinstance(entry, str) else entry.get("@id") or entry["@reverse"]
    return expand(name)
