"""Batches of the reconciliation API: names matched to entries, and further columns for entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sojourn.lookup.store import fold
from sojourn.model.errors import Where
from sojourn.serve.http.problems import Refusal
from sojourn.serve.processes.backend import Backend
from sojourn.serve.reconciliation.matching import KINDS, Match, Matcher, Name, clear, ordered
from sojourn.serve.reconciliation.properties import cells, comparable, label_of, names_of

MOST_QUERIES, MOST_CANDIDATES, MOST_CELLS, LONGEST = 1_000, 50, 50_000, 400
# What is lost of a score if no property fits.
WEIGHT = 0.35
_KEYS = {"query", "type", "limit", "properties", "type_strict"}


@dataclass(frozen=True, slots=True)
class ReconciliationQuery:
    """One name to match, with what else is known of it."""

    text: str
    types: tuple[str, ...]
    strict: str
    limit: int
    properties: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def kinds(self) -> set[str]:
        """The kinds of entry that can be of these types."""
        any_kind = not self.types or self.strict == "should"
        return set(KINDS) if any_kind else {type.partition("/")[0] for type in self.types}

    def accepts(self, kind: str, id: str) -> bool:
        """Whether an entry is of the types that are asked for."""
        if not self.types or self.strict == "should":
            return True
        own = {kind, f"{kind}/{id.partition('/')[0]}"} if kind == "code" else {kind}
        return set(self.types) <= own if self.strict == "all" else bool(own & set(self.types))


def reconciled(
    backend: Backend, matcher: Matcher, batch: Any, lang: str, types: Callable[[Match], list[dict[str, str]]]
) -> dict[str, Any]:
    """The answer to a batch of queries. Raises Refusal for a batch that is none."""
    if not isinstance(batch, dict):
        raise _wrong("queries", "map")
    if len(batch) > MOST_QUERIES:
        raise Refusal(413, "too-many", name="queries", most=MOST_QUERIES)
    queries = {key: _query(given, f"queries.{key}") for key, given in batch.items()}
    return {key: {"result": _result(backend, matcher, query, lang, types)} for key, query in queries.items()}


def _result(
    backend: Backend,
    matcher: Matcher,
    query: ReconciliationQuery,
    lang: str,
    types: Callable[[Match], list[dict[str, str]]],
) -> list[dict[str, Any]]:
    by_name = bool(query.text)
    found = (
        matcher.find(query.text, lang, query.accepts, MOST_CANDIDATES, query.kinds) if by_name else _all(backend, query)
    )
    weighed = [_weighed(backend, match, query, lang) for match in found]
    features = {(match.kind, match.id): features for match, features in weighed}
    best = [match for match in ordered(match for match, _ in weighed) if by_name or match.score > 0]
    sure = clear(best) and all(feature["value"] for feature in features[best[0].kind, best[0].id])
    out = []
    for match in best[: query.limit]:
        value = backend.by_path(f"{match.kind}/{match.id}")
        assert value is not None
        label = label_of(value, lang)
        own = {"id": f"{match.kind}/{match.id}", "name": label, "score": match.score}
        said = "" if fold(label) == match.name.fold else f"{match.name.text} [{match.name.lang or match.name.role}]"
        described = {"description": said} if said else {}
        all_features = [{"id": "name", "value": match.score}, *features[match.kind, match.id]]
        certain = sure and match is best[0]
        out.append({**own, **described, "match": certain, "type": types(match), "features": all_features})
    return out


def _weighed(
    backend: Backend, match: Match, query: ReconciliationQuery, lang: str
) -> tuple[Match, list[dict[str, Any]]]:
    """A match after a look at the properties and types: the share of those that do not fit lowers its score."""
    features: list[dict[str, Any]] = []
    value = backend.by_path(f"{match.kind}/{match.id}")
    for name, wanted in query.properties if value else ():
        assert value is not None
        fits = bool({fold(text) for text in wanted} & comparable(backend, value, name, lang))
        features.append({"id": name, "value": fits})
    if query.types and query.strict == "should":
        typed = ReconciliationQuery("", query.types, "any", 1, ()).accepts(match.kind, match.id)
        features.append({"id": "type", "value": typed})
    if not features:
        return match, features
    missed = sum(not feature["value"] for feature in features) / len(features)
    score = round(match.score * (1 - WEIGHT * missed), 2) if query.text else round(100.0 * (1 - missed), 2)
    return Match(match.kind, match.id, score, match.name, match.exact), features


def _all(backend: Backend, query: ReconciliationQuery) -> list[Match]:
    """Without a name: every entry of the types, to be told apart by its properties."""
    kinds = {type.partition("/")[0] for type in query.types} or set(KINDS)
    return [
        Match(kind, value.id, 100.0, Name(fold(value.id), kind, value.id, "", value.id, "identifier"), True)
        for kind in sorted(kinds & set(KINDS))
        for value in backend.entries(kind)
        if query.accepts(kind, value.id)
    ]


def _query(given: Any, place: str) -> ReconciliationQuery:
    if not isinstance(given, Mapping):
        raise _wrong(place, "map")
    if unknown := sorted(set(given) - _KEYS):
        raise _wrong(f"{place}.{unknown[0][:40]}", "known key (query, type, limit, properties, type_strict)")
    text, limit, strict = given.get("query", ""), given.get("limit", 10), given.get("type_strict", "any")
    if not isinstance(text, str) or len(text) > LONGEST:
        raise _wrong(f"{place}.query", "text")
    if isinstance(limit, bool) or not isinstance(limit, int | float) or limit < 1:
        raise _wrong(f"{place}.limit", "number")
    if strict not in ("any", "should", "all"):
        raise _wrong(f"{place}.type_strict", "any, should or all")
    types = _texts(given.get("type", []), f"{place}.type")
    properties = given.get("properties", [])
    if not isinstance(properties, list) or len(properties) > 20:
        raise _wrong(f"{place}.properties", "list")
    if not text.strip() and not properties:
        raise _wrong(f"{place}.query", "text")
    read = tuple(_property(one, f"{place}.properties") for one in properties)
    return ReconciliationQuery(text, types, strict, min(int(limit), MOST_CANDIDATES), read)


def _property(given: Any, place: str) -> tuple[str, tuple[str, ...]]:
    if not isinstance(given, Mapping) or not isinstance(given.get("pid"), str) or "v" not in given:
        raise _wrong(place, "map with pid and v")
    values = given["v"] if isinstance(given["v"], list) else [given["v"]]
    return given["pid"], tuple(_value(one, place) for one in values[:100])


def _value(given: Any, place: str) -> str:
    match given:
        case {"id": str() as id}:
            return id[:LONGEST]
        case str() | int() | float():
            return str(given)[:LONGEST]
    raise _wrong(f"{place}.v", "text, number or map with id")


def _texts(given: Any, place: str) -> tuple[str, ...]:
    found = [given] if isinstance(given, str) else given
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _wrong(place, "text, or list of texts")
    return tuple(found)


def extended(backend: Backend, given: Any, lang: str, label: Callable[[str], str]) -> dict[str, Any]:
    """Further columns for entries. Raises Refusal for a question that is none, or too large."""
    match given:
        case {"ids": list() as ids, "properties": list() as properties} if all(isinstance(id, str) for id in ids):
            pass
        case _:
            raise _wrong("extend", "map with ids and properties")
    known, chosen = set(names_of(backend)), []
    for one in properties:
        if not isinstance(one, Mapping) or not isinstance(one.get("id"), str):
            raise _wrong("extend.properties", "map with id")
        settings = one.get("settings") or {}
        chosen.append((one["id"], settings if isinstance(settings, Mapping) else {}))
    if len(ids) * max(1, len(chosen)) > MOST_CELLS:
        raise Refusal(413, "too-many", name="extend", most=MOST_CELLS)
    meta = [{"id": name, "name": label(name) if name in known else name} for name, _ in chosen]
    rows = {}
    for id in ids:
        value = backend.by_path(id[:300])
        rows[id] = {
            name: _row(cells(backend, value, name, lang), settings) if value and name in known else []
            for name, settings in chosen
        }
    return {"meta": meta, "rows": rows}


def _row(found: list[dict[str, Any]], settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    limit = settings.get("limit", 0)
    number = int(limit) if str(limit).isdecimal() else 0
    kept = found[:number] if number else found
    if settings.get("content") == "id":
        return [{"str": cell.get("id") or cell["str"]} for cell in kept]
    return kept


def _wrong(place: str, wanted: str) -> Refusal:
    refusal = Refusal(400, "reconcile-wrong", place=place, wanted=wanted)
    refusal.where = Where(None, None, place)
    return refusal
