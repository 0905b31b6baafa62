"""From a node of the graph back to the file, line and key that it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sojourn.graph.triples.documents import HELD, NODES, ORIGINS, RENAMED, scheme_iri
from sojourn.graph.vocabulary import context, prefixes, property_of
from sojourn.loading.glossary.compiled import iri
from sojourn.loading.glossary.content import Content, Entry

Path = tuple[str | int, ...]

_LISTS = {segment: key for key, (segment, _) in NODES.items()}
_TEXTS = {text: key for key, (text, _, _) in ORIGINS.items()}


class Places:
    """Finds the entry and the key of any node of a content's graph."""

    def __init__(self, content: Content) -> None:
        base = content.scheme["base"]
        self.entries = {
            iri(base, kind, id): entry for kind in content.entries for id, entry in content.entries[kind].items()
        }
        for document in content.documents:
            if document.kind == "scheme":
                scheme = Entry("scheme", document.data["id"], document.data, document)
                self.entries[scheme_iri(content)] = scheme

    def find(self, node: str, property_iri: str | None = None) -> tuple[Entry, Path] | None:
        """The entry that a node belongs to, and the path inside it to the node, and to a property's key there."""
        owner, rest = node, list[str]()
        while owner not in self.entries:
            owner, slash, last = owner.rpartition("/")
            if not slash:
                return None
            rest.insert(0, last)
        entry = self.entries[owner]
        path = _inside(entry.data, rest)
        return entry, (*path, *_key_path(entry, path, property_iri))

    def name(self, node: str) -> str:
        """How a node is called in messages: the id of its entry, and the path inside it."""
        place = self.find(node)
        if place is None:
            return node
        entry, path = place
        return f"'{entry.id}'" + (f" ({'.'.join(map(str, path))})" if path else "")


def _inside(data: Mapping[str, Any], segments: list[str]) -> Path:
    """The path that the nested part of an IRI stands for: `citation/1`, `label/fr`, `limb/2/limb/1`."""
    path: list[str | int] = []
    rule = data.get("rule")
    for name, which in zip(segments[::2], segments[1::2], strict=False):
        if name in _LISTS:
            path += [_LISTS[name], int(which) - 1]
        elif name in _TEXTS:
            origins = data.get(_TEXTS[name], [])
            index = next((i for i, origin in enumerate(origins) if origin["lang"] == which), None)
            path += [name, which] if index is None else [_TEXTS[name], index]
        elif name == "limb" and isinstance(rule, dict):
            path += [] if path else ["rule"]
            key = next((key for key in ("any", "all", "not") if key in rule), "")
            steps: list[str | int] = [key] if key == "not" else [key, int(which) - 1]
            path += steps
            rule = _at(rule, tuple(steps))
    return tuple(path)


def _key_path(entry: Entry, path: Path, property_iri: str | None) -> Path:
    """The path from a node to the key that a property comes from; empty if the content has no such key."""
    node = _at(entry.data, path)
    if property_iri is None or not isinstance(node, dict):
        return ()
    holders = (entry.kind, *map(str, path))
    original = {new: old for (holder, old), new in RENAMED.items() if holder in holders}
    candidates = [original.get(key, key) for key in _keys_of().get(property_iri, ())]
    for start in ((), ("rule",)):
        holder = _at(node, start)
        for key in candidates:
            if isinstance(holder, dict) and (found := _split(holder, key)):
                return (*start, *found)
    return ()


def _split(data: Mapping[str, Any], key: str) -> Path:
    """A key of the normal form as a path in the content: `threshold_value` as threshold, value."""
    if key in data:
        return (key,)
    for name, value in data.items():
        if isinstance(value, dict) and key.startswith(f"{name}_"):
            return (name, *_split(value, key[len(name) + 1 :]))
    return ()


def _at(data: Any, path: Path) -> Any:
    for step in path:
        if isinstance(data, dict):
            data = data.get(str(step))
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


@cache
def _keys_of() -> dict[str, list[str]]:
    """Property -> the keys of the context that stand for it."""
    found: dict[str, list[str]] = {}
    for key in context():
        if key[0] != "@" and key not in prefixes() and key not in HELD:
            found.setdefault(property_of(key), []).append(key)
    return found
