"""What a result rests on: rules with a hash of their content, the data's digest, versions and options.

Each file and frame of a result holds it as one text of JSON, under the key `KEY` where it keeps metadata by key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from os import SEEK_END
from pathlib import Path
from typing import Any

from sojourn.measurement.sql.engine import DuckDB
from sojourn.model.content_hash import rule_hash
from sojourn.model.rule import Rule

CHUNK = 1 << 20
# The name under which Parquet files and frames keep the stamp.
KEY = "sojourn"
# Where Spark keeps the metadata of columns.
SPARK_SCHEMA = b"org.apache.spark.sql.parquet.row.metadata"


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


def stamp_text(marks: Mapping[str, Any]) -> str:
    """A stamp as one line of JSON.

    >>> stamp_text({"sojourn": "0.1.0", "rules": {"a": "1f"}})
    '{"rules": {"a": "1f"}, "sojourn": "0.1.0"}'
    """
    return json.dumps(marks, ensure_ascii=False, sort_keys=True, default=str)


def outdated(old: Mapping[str, Any], rules: Mapping[str, Rule]) -> list[str]:
    """The rules of a stamp that say something else today, or are no more."""
    return [name for name, known in old["rules"].items() if name not in rules or rule_hash(rules[name]) != known]


def frame_digest(engine: DuckDB) -> str:
    """A digest of a frame's rows, whatever their order."""
    rows = engine.rows("SELECT COUNT(*), COALESCE(SUM(hash(g)), 0) FROM given_frame g")
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def rests_on(path: Path, marks: Mapping[str, Any]) -> bool:
    """Whether a Parquet file holds this stamp."""
    return stamp_text(marks).encode() in _footer(path)


def note_of(path: Path) -> str | None:
    """The stamp that a Parquet file holds, as it is written there; None where there is none."""
    if KEY.encode() not in _footer(path):
        return None  # As most records: they need not wait for Arrow, which takes as long to import as DuckDB.
    from pyarrow import ArrowException, parquet

    try:
        notes: Mapping[bytes, bytes] = parquet.read_metadata(path).metadata or {}
    except (ArrowException, OSError):
        return None
    if KEY.encode() in notes:
        return notes[KEY.encode()].decode("utf-8")
    columns = json.loads(notes.get(SPARK_SCHEMA, b"{}")).get("fields", [])
    return next((text for column in columns if isinstance(text := column["metadata"].get(KEY), str)), None)


def _footer(path: Path) -> bytes:
    """The end of a Parquet file, where its metadata stand; nothing where the file cannot be read."""
    try:
        with path.open("rb") as stream:
            end = stream.seek(0, SEEK_END)
            stream.seek(max(end - 8, 0))
            length = int.from_bytes(stream.read(4), "little")
            stream.seek(max(end - 8 - length, 0))
            return stream.read()
    except OSError:
        return b""
