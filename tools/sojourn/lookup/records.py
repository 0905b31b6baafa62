"""Entries as flat rows for data frames."""

from __future__ import annotations

from typing import Any

from sojourn.model.entries import Value


def record(value: Value) -> dict[str, Any]:
    """One flat row: language maps give their English text, nested maps `key_part` columns, lists stay lists of scalars.

    A composite rule keeps its composition in the column `rule` (as content) and gives no facet columns.
    """
    row: dict[str, Any] = {}
    for key, item in value.data.items():
        _put(row, key, item)
    return row


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
