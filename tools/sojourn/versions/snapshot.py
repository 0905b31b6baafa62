"""A recorded release as a registry, and content as it would be recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sojourn.loading.glossary.compiled import Compiled
from sojourn.loading.glossary.content import ENTRY_KINDS, Content, Entry
from sojourn.loading.glossary.releases import Key, Recorded, Release, latest
from sojourn.loading.reading.reader import Document
from sojourn.lookup.registry import Registry
from sojourn.lookup.writing import write_store
from sojourn.model.content_hash import HELD, own_data

SCHEME = "scheme"
# The key under which a holder has the entries of a kind.
KEYS = {"source": "sources", "instrument": "instruments", "definition": "definitions", "rule": "rules", "code": "codes"}


def registry_of(content: Content) -> Registry:
    """The registry of a content, in memory, without classification results."""
    compiled = Compiled.of(content)
    return Registry(write_store(":memory:", compiled.entries, compiled.facts))


def release_registry(content: Content, version: str) -> Registry:
    """The registry of a recorded release of a glossary. Raises KeyError if there is no such release."""
    return registry_of(release_content(content, version))


def release_content(content: Content, version: str) -> Content:
    """The content as a recorded release had it, with the history up to it. Raises KeyError if there is no such release."""
    versions = [release.version for release in content.releases]
    if version not in versions:
        raise KeyError(version)
    releases = content.releases[: versions.index(version) + 1]
    return _content(content, latest(releases), releases)


def _content(like: Content, entries: Mapping[Key, Recorded], releases: Sequence[Release]) -> Content:
    found = Content(like.root, like.schemas, releases=tuple(releases))
    schemes = [entry.data for entry in entries.values() if entry.kind == SCHEME]
    found.documents.append(Document("", SCHEME, "", dict(schemes[-1] if schemes else like.scheme)))
    held = _held(entries)
    for (kind, id), entry in entries.items():
        if kind in ENTRY_KINDS:
            data = {**own_data(entry.data), **{key: held[kind, id, key] for key in HELD if (kind, id, key) in held}}
            parent = entry.parent
            found.entries[kind][id] = Entry(kind, id, data, Document("", kind, "", data), (), parent)
    return found


def _held(entries: Mapping[Key, Recorded]) -> dict[tuple[str, str, str], list[Mapping[str, Any]]]:
    """For each holder (kind, id, key) the data of what it holds, in the order that was recorded, later ones after it."""
    holders = {"code": "list", "rule": "framework"}
    out: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for (kind, _), entry in entries.items():
        if entry.parent is not None and kind in KEYS:
            out.setdefault((holders.get(kind, "country"), entry.parent, KEYS[kind]), []).append(entry.data)
    for (kind, id, key), found in out.items():
        order = entries[kind, id].data.get(key, ()) if (kind, id) in entries else ()
        places = {name: place for place, name in enumerate(order)}
        found.sort(key=lambda data: (places.get(data["id"], len(places)), data["id"]))
    return out


def recordable(content: Content) -> Iterator[Recorded]:
    """Every entry of a content in the form of a record, and the scheme itself; what was done to it is not said yet."""
    scheme = dict(content.scheme)
    yield Recorded(SCHEME, str(scheme["id"]), None, scheme, "")
    for kind in ENTRY_KINDS:
        for entry in content.of(kind):
            held = {key: [item["id"] for item in entry.data[key]] for key in HELD if key in entry.data}
            yield Recorded(kind, entry.id, entry.parent, {**own_data(entry.data), **held}, "")
