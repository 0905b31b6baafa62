"""The sentences of findings, errors and decisions by language, until they are messages."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from sojourn.prose.tables import from_yaml


@cache
def engine_phrases(lang: str) -> dict[str, Any]:
    """The sentences of the engine in a language; empty for English, which it speaks itself."""
    path = files(__name__) / f"engine-{lang}.yaml"
    table: dict[str, Any] = from_yaml(path.read_text("utf-8")) if path.is_file() else {}
    return table
