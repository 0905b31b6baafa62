"""What entries and rules say, as digests that anybody can work out again, and which of their parts differ.

A digest is SHA-256 over JSON with sorted keys, in UTF-8: the order of keys, comments and the form of a file do not count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sojourn.model.rule import Rule, rule_to_dict

# Of an entry, what is an entry of its own.
HELD = ("sources", "instruments", "definitions", "rules", "codes")


def content_hash(data: Any) -> str:
    """A digest of a value of the content.

    >>> content_hash({"id": "nor", "label": {"en": "Norway"}}) == content_hash({"label": {"en": "Norway"}, "id": "nor"})
    True
    """
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def rule_hash(rule: Rule) -> str:
    """A digest of what a rule says; references should be written out, so that a change in them shows.

    >>> from sojourn.model.rule import Limb
    >>> rule_hash(Limb(event="arrival"))[:8]
    '3b5490ca'
    """
    return content_hash(rule_to_dict(rule))


def own_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the content without the entries that it holds."""
    return {key: value for key, value in data.items() if key not in HELD}


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys whose values differ; of texts by language, those languages.

    >>> changed_fields({"label": {"en": "stay", "fr": "séjour"}, "note": "a"}, {"label": {"en": "stay", "fr": "visite"}})
    ('label.fr', 'note')
    """
    return tuple(_changed(old, new))


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for key in dict.fromkeys((*new, *old)):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if _is_text(before) and _is_text(after):
            before, after = before or {}, after or {}
            yield from (f"{key}.{tag}" for tag in dict.fromkeys((*after, *before)) if before.get(tag) != after.get(tag))
        else:
            yield key


def _is_text(value: Any) -> bool:
    """A text (or texts) by language, or nothing."""
    if value is None:
        return True
    return isinstance(value, dict) and all(
        isinstance(tag, str) and (2 <= len(tag) <= 3 or "-" in tag) and isinstance(said, str | list)
        for tag, said in value.items()
    )
