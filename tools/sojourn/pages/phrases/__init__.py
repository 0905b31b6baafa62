"""The joints of sentences by language: one table a language (`<lang>.yaml`), all with the same keys."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def phrases(lang: str = "en") -> dict[str, Any]:
    """The table of a language; English where there is none."""
    place = files(__name__)
    path = place / f"{lang}.yaml"
    table: dict[str, Any] = yaml.safe_load((path if path.is_file() else place / "en.yaml").read_text("utf-8"))
    return table


def speaks(lang: str) -> bool:
    """Whether there are sentences in a language."""
    return (files(__name__) / f"{lang}.yaml").is_file()


@cache
def engine_phrases(lang: str) -> dict[str, Any]:
    """The sentences of the engine in a language; empty for English, which it speaks itself."""
    path = files(__name__) / f"engine-{lang}.yaml"
    table: dict[str, Any] = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {}
    return table
