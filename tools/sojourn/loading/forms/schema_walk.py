"""A document along its schema: every value with the schema that describes it, and faults in words.

Knows nothing of who found a fault, so that it serves where the fast validator runs and where there is only Python.
"""

from __future__ import annotations

import functools
import json
import operator
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.loading.reading.positions import key_of, line_of
from sojourn.loading.reading.reader import Document
from sojourn.loading.reading.telling import finding
from sojourn.model.finding import Finding
from sojourn.model.message import Joined, Message, message
from sojourn.model.suggestion import suggestion


@dataclass(frozen=True, slots=True)
class SchemaNode:
    """A value in a document together with the schema that describes it."""

    path: tuple[str | int, ...]
    schema: dict[str, Any]
    value: Any


@dataclass(frozen=True, slots=True)
class Fault:
    """What a validator found: the place, which keyword was not met (`AdditionalProperties`, `Type`, ...), and with what.

    `message` is the validator's own, for keywords without words of ours; `missing` is the key that is asked for;
    `types` are the names of the types that would do.
    """

    path: tuple[str | int, ...]
    kind: str
    message: str
    missing: str = ""
    types: Sequence[str] = ()


class SchemaShape:
    """Schemas by name: walking a document along them, and putting faults into words."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw

    def raw(self, kind: str) -> dict[str, Any]:
        """The schema of a kind of file (or `common`) as it is written."""
        found: dict[str, Any] = self._raw[kind]
        return found

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A part of a schema, with what its `$ref` leads to in its place."""
        return self._resolve(schema)

    def walk(self, document: Document) -> Iterator[SchemaNode]:
        """Every value of a (valid) document with its schema."""
        yield from self._walk(document.data, self._raw[document.kind], ())

    def _walk(self, value: Any, schema: dict[str, Any], path: tuple[str | int, ...]) -> Iterator[SchemaNode]:
        schema = self._resolve(schema)
        yield SchemaNode(path, schema, value)
        if isinstance(value, dict):
            properties, rest = schema.get("properties", {}), schema.get("additionalProperties")
            for key, item in value.items():
                inner = properties.get(key, rest)
                if isinstance(inner, dict):
                    yield from self._walk(item, inner, (*path, key))
        elif isinstance(value, list) and isinstance(schema.get("items"), dict):
            for index, item in enumerate(value):
                yield from self._walk(item, schema["items"], (*path, index))

    def _resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in schema:
            return schema
        name = schema["$ref"].rpartition("/")[2]
        found: dict[str, Any] = self._raw["common"]["$defs"][name]
        return found

    def _known_keys(self, document: Document, path: tuple[str | int, ...]) -> list[str]:
        for node in self.walk(document):
            if node.path == path:
                return list(node.schema.get("properties", {}))
        return []

    def findings(self, document: Document, faults: Sequence[Fault]) -> list[Finding]:
        """All faults of a document in words, without those that follow from others."""
        names = {fault.path for fault in faults if fault.kind == "PropertyNames"}
        # A key that is no name: the value below it has no type either.
        told = [fault for fault in faults if fault.kind != "Type" or fault.path[:-1] not in names]
        return [self.finding(document, fault) for fault in told or self._decimals(document)]

    def _decimals(self, document: Document) -> Iterator[Fault]:
        """Whole numbers written as 6.0, which JSON Schema takes for the same."""
        for node in self.walk(document):
            if isinstance(node.value, float) and "integer" in str(node.schema.get("type")):
                yield Fault(node.path, "Type", "", types=("integer",))

    def finding(self, document: Document, fault: Fault) -> Finding:
        """A fault in words, with the line it stands in."""
        said, todo, extra = self._explain(document, fault)
        place = (*fault.path, extra) if extra is not None else fault.path
        line, key = line_of(document.text, place), key_of(document.data, place)
        return finding("error", "schema", document.file, said, todo, line, key)

    def _explain(self, document: Document, fault: Fault) -> tuple[Message, Message | str, str | None]:
        """What is wrong, what to do, and the key below `path` that it is about (if any)."""
        path = fault.path
        value = _value_at(document.data, path)
        about = f" ({d})" if (d := self._schema_at(document, path).get("description")) else ""
        match fault.kind:
            case "AdditionalProperties":
                known = self._known_keys(document, path)
                bad = str(next((k for k in value if k not in known), "?"))
                return message("key-unknown", key=bad), suggestion(bad, known, "keys"), bad
            case "Required":
                return message("key-missing", key=fault.missing), message("do-add-the-key"), None
            case "Type":
                wanted = Joined(tuple(message("type-name", type=str(name)) for name in fault.types), "or")
                found = message("type-name", type=_type_name(value))
                said = message("value-of-another-type", shown=_show(value), found=found, wanted=wanted, about=about)
                return said, _type_advice(value), None
            case "Enum":
                todo = message("schema-says", words=fault.message)
                return message("value-not-allowed", shown=_show(value), about=about), todo, None
            case "PropertyNames":
                return _bad_name(value, self._schema_at(document, path).get("propertyNames", {}), about)
            case "Pattern":
                return message("value-of-another-form", shown=_show(value), about=about), "", None
            case "Minimum" | "Maximum":
                limit = str(self._schema_at(document, path).get(fault.kind.lower(), ""))
                kind = "least" if fault.kind == "Minimum" else "most"
                return message("number-out-of-range", shown=_show(value), side=kind, limit=limit, about=about), "", None
            case "MinLength":
                return message("text-empty"), message("do-fill-or-leave-out"), None
            case "MaxItems":
                limit = str(self._schema_at(document, path).get("maxItems", ""))
                return message("list-too-long", n=len(value), limit=limit), message("do-shorten"), None
            case "MaxLength":
                return message("text-too-long", length=f"{len(value):,}"), message("do-shorten"), None
            case "UniqueItems":
                return message("value-twice"), message("do-keep-one"), None
            case "MinItems" | "MinProperties":
                return message("value-empty"), message("do-fill-or-leave-out"), None
        return message("schema-says", words=f"{fault.message}{about}"), "", None

    def _schema_at(self, document: Document, path: tuple[str | int, ...]) -> dict[str, Any]:
        return next((node.schema for node in self.walk(document) if node.path == path), {})


def _bad_name(value: dict[str, Any], names: dict[str, Any], about: str) -> tuple[Message, Message | str, str | None]:
    """A key that is no language tag, or the rest of a text that a comma has cut."""
    bad = next((key for key in value if not re.search(names.get("pattern", ""), key)), None)
    if bad is None:
        return message("key-not-allowed", shown=_show(value), about=about), "", None
    if value[bad] is None:
        return message("key-without-value", key=bad), message("do-quote-commas"), bad
    parts = bad.replace("_", "-").split("-")
    better = "-".join([parts[0].lower(), *parts[1:]])
    if better != bad and re.search(names["pattern"], better):
        return message("no-language-tag", tag=bad), message("do-write-that-tag", tag=better), bad
    return message("no-language-tag", tag=bad), message("do-write-a-tag"), bad


def _value_at(data: Any, path: tuple[str | int, ...]) -> Any:
    return functools.reduce(operator.getitem, path, data)


def _show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


_TYPES = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    type(None): "null",
}


def _type_name(value: Any) -> str:
    return _TYPES.get(type(value), type(value).__name__)


def _type_advice(value: Any) -> Message | str:
    if isinstance(value, str) and re.search(r": ", value):
        return message("do-check-the-indentation")
    if isinstance(value, float) and value.is_integer():
        return message("do-write-whole", number=str(int(value)))
    if isinstance(value, int | float):
        return message("do-quote")
    return ""
