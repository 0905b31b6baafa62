"""What a result rests on: rules with a hash of their content, the data's digest, versions and options."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sojourn.measurement.sql.engine import DuckDB
from sojourn.model.content_hash import rule_hash
from sojourn.model.rule import Rule

CHUNK = 1 << 20


def files_digest(files: Sequence[Path]) -> str:
    """A digest of the content of files, in their order."""
    found = hashlib.sha256()
    for path in files:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                found.update(chunk)
    return found.hexdigest()


def stamp(rules: Mapping[str, Rule], digest: str, engine: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The stamp of a result."""
    return {
        "sojourn": version("sojourn"),
        "engine": engine,
        "data": digest,
        "rules": {name: rule_hash(rule) for name, rule in rules.items()},
        "options": dict(options),
    }


def outdated(old: Mapping[str, Any], rules: Mapping[str, Rule]) -> list[str]:
    """The rules of a stamp that say something else today, or are no more."""
    return [name for name, known in old["rules"].items() if name not in rules or rule_hash(rules[name]) != known]


def frame_digest(engine: DuckDB) -> str:
    """A digest of a frame's rows, whatever their order."""
    rows = engine.rows("SELECT COUNT(*), COALESCE(SUM(hash(g)), 0) FROM given_frame g")
    return hashlib.sha256(repr(rows).encode()).hexdigest()
