"""The joints of sentences by language: one table a language (`<lang>.yaml`), all with the same keys."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

# The quick loader where there is one: libyaml is not everywhere, in the browser for one.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def from_yaml(text: str) -> Any:
    """The value that a YAML text of our own says."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader)


@cache
def phrases(lang: str = "en") -> dict[str, Any]:
    """The table of a language; English where there is none."""
    place = files(__name__)
    path = place / f"{lang}.yaml"
    table: dict[str, Any] = from_yaml((path if path.is_file() else place / "en.yaml").read_text("utf-8"))
    return table


def speaks(lang: str) -> bool:
    """Whether there are sentences in a language."""
    return (files(__name__) / f"{lang}.yaml").is_file()


@cache
def engine_phrases(lang: str) -> dict[str, Any]:
    """The sentences of the engine in a language; empty for English, which it speaks itself."""
    path = files(__name__) / f"engine-{lang}.yaml"
    table: dict[str, Any] = from_yaml(path.read_text("utf-8")) if path.is_file() else {}
    return table
