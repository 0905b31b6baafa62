"""Entries as flat rows for data frames."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sojourn.model.entries import Value

# Texts that are written in columns by language, those whose origin is known language by language, and where that stands.
TEXTS = ("label", "definition", "scope_note", "change_note", "summary", "meaning")
WITH_ORIGIN = ("label", "definition", "summary")
HISTORY = "history"
ORIGINS = tuple(f"{key}_origin" for key in WITH_ORIGIN)


def record(value: Value) -> dict[str, Any]:
    """One flat row: language maps give their English text, nested maps `key_part` columns, lists stay lists of scalars.

    A composite rule keeps its composition in the column `rule` (as content) and gives no facet columns. The history of an
    entry is no column: it is about releases, not about what the entry says.
    """
    row: dict[str, Any] = {}
    for key, item in value.data.items():
        if key != HISTORY:
            _put(row, key, item)
    return row


def record_in_languages(value: Value, languages: Sequence[str]) -> dict[str, Any]:
    """As `record`, with columns for each language of a text and its origin: `label_fr`, `label_fr_origin`, `label_fr_source`.

    The origin is `sourced` or `own` (our translation, which awaits review); the source is an id of the bibliography.
    """
    row: dict[str, Any] = {}
    for key, item in value.data.items():
        if key in TEXTS and is_text(item):
            origins = {origin["lang"]: origin for origin in value.data.get(f"{key}_origin", ())}
            _put(row, key, item)
            for lang in languages:
                origin = origins.get(lang, {})
                row[f"{key}_{lang}"] = item.get(lang)
                if key in WITH_ORIGIN:
                    row[f"{key}_{lang}_origin"], row[f"{key}_{lang}_source"] = (
                        origin.get("status"),
                        origin.get("source"),
                    )
        elif key not in (*ORIGINS, HISTORY):
            _put(row, key, item)
    return row


def even(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that all have the same columns, each of one type, as pandas and Polars take them.

    What is nested (a composite rule, citations) is JSON in a text; a column that holds several values somewhere holds a
    list everywhere; one of numbers and texts holds texts; what a row does not have is None.
    """
    columns = list(dict.fromkeys(key for row in rows for key in row))
    plain = [{key: _cell(row.get(key)) for key in columns} for row in rows]
    for key in columns:
        kinds = {type(row[key]) for row in plain} - {type(None)}
        if list in kinds and len(kinds) > 1:
            for row in plain:
                row[key] = row[key] if row[key] is None or isinstance(row[key], list) else [row[key]]
        elif len(kinds) > 1:
            for row in plain:
                row[key] = None if row[key] is None else str(row[key])
    return plain


def _cell(item: Any) -> Any:
    nested = isinstance(item, dict) or (isinstance(item, list) and any(isinstance(v, (dict, list)) for v in item))
    return json.dumps(item, ensure_ascii=False, sort_keys=True) if nested else item


def _put(row: dict[str, Any], key: str, item: Any) -> None:
    if is_text(item):
        row[key] = item.get("en") or next(iter(item.values()))
    elif isinstance(item, dict) and key == "rule" and not {"any", "all", "not", "ref"} & set(item):
        for part, inner in item.items():
            _put(row, part, inner)
    elif isinstance(item, dict) and key != "rule":
        for part, inner in item.items():
            _put(row, f"{key}_{part}", inner)
    else:
        row[key] = item


def is_text(item: Any) -> bool:
    """Whether a value is one text by language."""
    return (
        isinstance(item, dict)
        and bool(item)
        and all(isinstance(v, str) for v in item.values())
        and all(2 <= len(k) <= 3 or "-" in k for k in item)
    )
