"""From checked content to the compiled form of each entry: content keys plus IRI, holder and inverses.

The keys `kind` of frameworks and sources become `framework_kind` and `source_kind`, since `kind` names the kind of entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sojourn.loading.glossary.content import Content, Entry
from sojourn.loading.glossary.releases import history
from sojourn.model.content_hash import content_hash, own_data, rule_hash
from sojourn.rules.errors import RuleError
from sojourn.rules.logic.expand import expand

# Segment of the IRI for each kind; the whole IRI is base + segment + "/" + id.
SEGMENTS = {
    "term": "term",
    "framework": "framework",
    "rule": "rule",
    "country": "country",
    "instrument": "instrument",
    "definition": "definition",
    "method": "method",
    "figure": "figure",
    "statistic": "statistic",
    "source": "source",
    "list": "code",
    "code": "code",
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """The compiled form of a whole glossary, made once a build: registry, data beside the pages and exports come from it.

    `entries` by kind and id (see `compiled_entries`); `scheme` is what scheme.yaml says of the whole, `search` what
    search.yaml says of the words that people type (empty without that file).
    """

    entries: dict[str, dict[str, dict[str, Any]]]
    scheme: Mapping[str, Any]
    search: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Content) -> Compiled:
        """The compiled form of checked content."""
        return cls(compiled_entries(content), content.scheme, content.search)

    @property
    def facts(self) -> dict[str, Any]:
        """What the registry says of itself."""
        counts = {kind: len(found) for kind, found in self.entries.items()}
        return {"scheme": dict(self.scheme), "counts": counts, "search": dict(self.search)}


def iri(base: str, kind: str, id: str) -> str:
    """The identifier of an entry on the Web."""
    return f"{base}{SEGMENTS[kind]}/{id}"


def compiled_entries(content: Content) -> dict[str, dict[str, dict[str, Any]]]:
    """Compiled entries by kind and id; a pure function of the content."""
    base = content.scheme["base"]
    out: dict[str, dict[str, dict[str, Any]]] = {}
    for kind in content.entries:
        out[kind] = {entry.id: {**_compiled(base, entry), **marks(content, entry)} for entry in content.of(kind)}
    _narrower(out["term"])
    for definition in out["definition"].values():
        for other in definition.get("replaces", ()):
            out["definition"][other].setdefault("succeeded_by", []).append(definition["id"])
    return out


def marks(content: Content, entry: Entry) -> dict[str, Any]:
    """Digests of what an entry and its rule say, and what releases did to it."""
    data = own_data(entry.data)
    out: dict[str, Any] = {"content_hash": content_hash(data)}
    if entry.kind in ("rule", "definition"):
        # A rule without a meaning has been reported; it has no digest.
        with suppress(RuleError, KeyError):
            out["rule_hash"] = rule_hash(expand(content.rule(entry.id), content.rule))
    told = history(content.releases, str(content.scheme["version"]), entry.kind, entry.id, data)
    return {**out, "history": told} if told else out


def _compiled(base: str, entry: Entry) -> dict[str, Any]:
    data = {"id": entry.id, "iri": iri(base, entry.kind, entry.id), **entry.data, **{"id": entry.id}}
    match entry.kind:
        case "framework":
            data["framework_kind"] = data.pop("kind")
            data["rules"] = [rule["id"] for rule in entry.data.get("rules", ())]
        case "source":
            data["source_kind"] = data.pop("kind")
            if entry.parent:
                data["country"] = entry.parent
        case "rule":
            data["framework"] = entry.parent
        case "country":
            data.pop("sources", None)
            for key in ("instruments", "definitions"):
                data[key] = [item["id"] for item in entry.data.get(key, ())]
        case "instrument" | "definition":
            data["country"] = entry.parent
        case "code":
            data["list"] = entry.parent
        case "list":
            data["codes"] = [f"{entry.id}/{code['id']}" for code in entry.data["codes"]]
    return data


def _narrower(terms: dict[str, dict[str, Any]]) -> None:
    """Inverses that editors do not write: narrower, and related both ways."""
    narrower: dict[str, list[str]] = defaultdict(list)
    related: dict[str, set[str]] = defaultdict(set)
    for id, term in terms.items():
        for other in term.get("broader", ()):
            narrower[other].append(id)
        for other in term.get("related", ()):
            related[other].add(id)
            related[id].add(other)
    for id, term in terms.items():
        if id in narrower:
            term["narrower"] = sorted(narrower[id])
        if id in related:
            term["related"] = sorted(related[id])
