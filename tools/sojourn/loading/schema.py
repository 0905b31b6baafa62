"""JSON Schema of each kind of file: checking all of it at once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from sojourn.loading.reader import Document
from sojourn.loading.schema_walk import Fault, Shape
from sojourn.model.finding import Finding

# Kinds of content file that are published, in the order of reading.
KINDS = ("scheme", "codes", "sources", "term", "framework", "country", "method", "figures")
# Kinds that only serve the editors: read and checked, not published.
EDITOR_KINDS = ("style",)
FILE_KINDS = (*KINDS, *EDITOR_KINDS)


class Schemas(Shape):
    """The schemas of one glossary, from its folder `schema/`."""

    def __init__(self, folder: Path) -> None:
        names = (*FILE_KINDS, "rule", "common")
        raw = {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in names}
        super().__init__(raw)
        registry = jsonschema_rs.Registry([(schema["$id"], schema) for schema in raw.values()])
        self._validators = {kind: jsonschema_rs.validator_for(raw[kind], registry=registry) for kind in names}

    def check(self, document: Document) -> list[Finding]:
        """All violations in a document, in words."""
        errors = self._validators[document.kind].iter_errors(document.data)
        return [self.finding(document, _fault(error)) for error in errors]


def _fault(error: Any) -> Fault:
    return Fault(
        tuple(error.instance_path),
        type(error.kind).__name__.rpartition("_")[2],
        error.message,
        getattr(error.kind, "property", ""),
        getattr(error.kind, "types", ()),
    )


@cache
def schemas(folder: Path) -> Schemas:
    """The schemas in `folder`, compiled once in a process."""
    return Schemas(folder)
