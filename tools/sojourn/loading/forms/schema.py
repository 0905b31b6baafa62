"""JSON Schema of each kind of file: checking all of it at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from sojourn.loading.forms.schema_walk import Fault, SchemaShape
from sojourn.loading.reading.reader import Document
from sojourn.model.errors import SojournError, Where
from sojourn.model.finding import Finding
from sojourn.model.message import Message, message

# Kinds of content file that are published, in the order of reading.
KINDS = ("scheme", "codes", "sources", "term", "framework", "country", "method", "figures", "statistics")
# Kinds that only serve the editors: read and checked, not published as entries.
EDITOR_KINDS = ("style", "search", "releases")
FILE_KINDS = (*KINDS, *EDITOR_KINDS)


class Schemas(SchemaShape):
    """The schemas of one glossary, from its folder `schema/`; all of them, or those of some kinds of document."""

    def __init__(self, folder: Path, kinds: Sequence[str] = (*FILE_KINDS, "rule")) -> None:
        names = (*kinds, "common")
        raw = {name: _read_schema(folder / f"{name}.json") for name in names}
        super().__init__(raw)
        try:
            registry = jsonschema_rs.Registry([(schema["$id"], schema) for schema in raw.values()])
            self._validators = {kind: jsonschema_rs.validator_for(raw[kind], registry=registry) for kind in names}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _broken(folder, str(error)) from error

    def check(self, document: Document) -> list[Finding]:
        """All violations in a document, in words."""
        errors = self._validators[document.kind].iter_errors(document.data)
        return self.findings(document, [_fault(error) for error in errors])


def _read_schema(path: Path) -> dict[str, Any]:
    try:
        schema = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise _broken(path, message("error-no-such-file")) from error
    except (OSError, ValueError) as error:
        raise _broken(path, str(error)) from error
    if not isinstance(schema, dict):
        raise _broken(path, message("error-no-json-object"))
    return schema


def _broken(path: Path, why: Message | str) -> SojournError:
    advice = message("error-take-schemas")
    return SojournError(message("error-schema-unusable"), why, advice, Where(str(path)))


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


@cache
def rule_schemas(folder: Path) -> Schemas:
    """The schema of a rule in a file of its own, compiled once in a process."""
    return Schemas(folder, ("rule",))
