"""Answers made to fit an assistant's window: whole items, fewer when long, with what was left out said."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.model.entries import Definition, Value
from sojourn.serve.processes.backend import Backend
from sojourn.serve.reconciliation.properties import label_of

# Characters of an answer; clients drop longer ones whole.
MOST = 24_000
# What a rule may state. One that is absent is stated by no source, or follows from the others.
FACETS = ("event", "measure", "threshold", "upper_bound", "accumulation", "window", "basis", "prior", "day_convention",
          "level", "population")  # fmt: skip
_PARTS = ("any", "all")


def plain(value: Any) -> Any:
    """An answer without the values that stand beside their words, and without how it was found."""
    if isinstance(value, Mapping):
        return {k: plain(v) for k, v in value.items() if not k.endswith(("_message", "_messages")) and k != "trace"}
    return [plain(one) for one in value] if isinstance(value, list) else value


def fitted(answer: Mapping[str, Any], *lists: str) -> str:
    """The answer as JSON of at most `MOST` characters: whole items of these lists are left out from their ends.

    `left_out` says how many of which. What has no list to shorten stays whole.
    """
    shown, left = dict(answer), dict[str, int]()
    text = _text(shown)
    for name in lists:
        items = answer.get(name)
        if len(text) <= MOST or not isinstance(items, list):
            continue
        room = MOST - (len(text) - len(_text(items))) - 200
        kept = _kept(items, room)
        shown[name], left[name] = items[:kept], len(items) - kept
        text = _text({**shown, "left_out": left})
    return text


def _kept(items: Sequence[Any], room: int) -> int:
    """How many items fit; one at least, since none would say nothing."""
    used = 0
    for place, item in enumerate(items):
        used += len(_text(item)) + 2
        if used > room:
            return max(1, place)
    return len(items)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def sources(backend: Backend, values: Sequence[Value]) -> list[dict[str, Any]]:
    """What the entries cite: title, publisher, year, address, and the places in it."""
    found: dict[str, dict[str, Any]] = {}
    for value in values:
        for citation in value.data.get("citations", ()):
            source = backend.by_path(f"source/{citation['source']}")
            data = source.data if source else {"title": citation["source"]}
            one = found.setdefault(
                citation["source"], {k: data[k] for k in ("title", "publisher", "year", "url", "iri") if k in data}
            )
            if locator := citation.get("locator"):
                one.setdefault("locators", []).append(locator)
    return list(found.values())


def not_stated(value: Value) -> list[str]:
    """The facets that the rule of an entry does not state, in any of its parts."""
    if not isinstance(value, Definition) and value.kind != "rule":
        return []
    stated = set(_stated(value.data.get("rule", {})))
    return [facet for facet in FACETS if facet not in stated]


def _stated(rule: Mapping[str, Any]) -> list[str]:
    parts = [part for key in _PARTS for part in rule.get(key, ())] + ([rule["not"]] if "not" in rule else [])
    return [*(key for key in rule if key in FACETS), *(facet for part in parts for facet in _stated(part))]


def named(values: Sequence[Value], lang: str) -> list[dict[str, str]]:
    """Entries by kind, id, name and IRI."""
    return [{"kind": v.kind, "id": v.id, "name": label_of(v, lang), "iri": v.iri} for v in values]
