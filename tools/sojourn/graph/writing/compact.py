"""JSON-LD for readers: one object a node, the content's own keys, and a context with only the keys in use.

The library's writer gives expanded JSON-LD, where every key is an IRI and every value an object.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

import pyoxigraph as ox

from sojourn.graph.vocabulary import compress, context, property_of
from sojourn.model.json_lines import json_lines

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NATIVE = {f"{_XSD}integer", f"{_XSD}boolean"}


def compact(triples: Iterable[ox.Triple]) -> bytes:
    """The triples as compact JSON-LD with its context inside, so that no reader has to fetch anything."""
    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        id = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else str(triple.subject)
        node = nodes.setdefault(id, {"@id": id})
        _add(node, triple.predicate.value, triple.object)
    graph = [{key: _single(value) for key, value in node.items()} for node in nodes.values()]
    head = json.dumps(_used_context(graph), ensure_ascii=False)
    return f'{{\n"@context": {head},\n"@graph": {json_lines(graph)}}}\n'.encode()


def _add(node: dict[str, Any], predicate: str, value: Any) -> None:
    """Add a value under the key that fits it: one of the context's, else the property's prefixed name."""
    if predicate == _TYPE:
        node.setdefault("@type", []).append(compress(value.value))
        return
    kind = _kind(value)
    key = _keys().get((predicate, kind))
    if kind == "@language" and key:
        texts = node.setdefault(key, {})
        lang, old = value.language, texts.get(value.language)
        texts[lang] = value.value if old is None else [*(old if isinstance(old, list) else [old]), value.value]
    else:
        node.setdefault(key or compress(predicate), []).append(_short(value) if key else _explicit(value))


def _single(value: Any) -> Any:
    """A list of one as its item."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _kind(value: Any) -> str:
    """What a key must be made for to hold this value: `@id`, `@language`, `` (plain), or a datatype."""
    if not isinstance(value, ox.Literal):
        return "@id"
    if value.language:
        return "@language"
    datatype = value.datatype.value
    if datatype == f"{_XSD}string" or (datatype in _NATIVE and _native(value) is not None):
        return ""
    return datatype


def _native(value: ox.Literal) -> int | bool | None:
    """The JSON value that reads back as exactly this literal, if there is one."""
    if value.datatype.value == f"{_XSD}boolean":
        return {"true": True, "false": False}.get(value.value)
    if not value.value.lstrip("-").isdecimal() or not value.value.isascii():
        return None
    return int(value.value) if str(int(value.value)) == value.value else None


def _short(value: Any) -> Any:
    if isinstance(value, ox.Literal):
        return _native(value) if value.datatype.value in _NATIVE else value.value
    return value.value if isinstance(value, ox.NamedNode) else str(value)


def _explicit(value: Any) -> dict[str, str]:
    if not isinstance(value, ox.Literal):
        return {"@id": str(_short(value))}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    return {"@value": value.value, "@type": compress(value.datatype.value)}


@cache
def _keys() -> dict[tuple[str, str], str]:
    """(property, kind of value) -> the first key of the context that is made for it."""
    keys: dict[tuple[str, str], str] = {}
    for key, entry in context().items():
        if key.startswith("@") or (isinstance(entry, str) and entry[-1] in "#/"):
            continue
        if isinstance(entry, str):
            keys.setdefault((property_of(key), ""), key)
        elif "@reverse" not in entry and "@language" not in entry:
            kind = entry.get("@container") or entry["@type"]
            keys.setdefault((property_of(key), kind if kind[0] == "@" else _XSD + kind.partition(":")[2]), key)
    return keys


def _used_context(graph: list[dict[str, Any]]) -> dict[str, Any]:
    """The part of the context that these nodes need: their keys, and the prefixes of keys, properties and types."""
    whole = context()
    names = {key for node in graph for key in node if key[0] != "@"}
    types = {str(type_) for node in graph for type_ in _items(node.get("@type", []))}
    values = (item for node in graph for value in node.values() for item in _items(value))
    datatypes = {item["@type"] for item in values if isinstance(item, dict) and "@type" in item}
    used = {name: whole[name] for name in whole if name in names}
    parts = [*names, *types, *datatypes, *(part for entry in used.values() for part in _strings(entry))]
    wanted = {part.partition(":")[0] for part in parts if ":" in part}
    return {**{key: whole[key] for key in whole if key in wanted and key not in used}, **used}


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _strings(entry: Any) -> Iterable[str]:
    return [entry] if isinstance(entry, str) else entry.values()
