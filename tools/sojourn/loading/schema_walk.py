"""A document along its schema: every value with the schema that describes it, and faults in words.

Knows nothing of who found a fault, so that it serves where the fast validator runs and where there is only Python.
"""

from __future__ import annotations

import difflib
import functools
import json
import operator
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.loading.positions import line_of
from sojourn.loading.reader import Document
from sojourn.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Node:
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


class Shape:
    """Schemas by name: walking a document along them, and putting faults into words."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw

    def walk(self, document: Document) -> Iterator[Node]:
        """Every value of a (valid) document with its schema."""
        yield from self._walk(document.data, self._raw[document.kind], ())

    def _walk(self, value: Any, schema: dict[str, Any], path: tuple[str | int, ...]) -> Iterator[Node]:
        schema = self._resolve(schema)
        yield Node(path, schema, value)
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
        message, advice, extra = self._explain(document, fault)
        place = (*fault.path, extra) if extra is not None else fault.path
        line, key = line_of(document.text, place), key_of(document.data, place)
        return Finding("error", "schema", document.file, message, advice, line, key)

    def _explain(self, document: Document, fault: Fault) -> tuple[str, str, str | None]:
        """Message, advice, and the key below `path` that it is about (if any)."""
        path = fault.path
        value = _value_at(document.data, path)
        description = f" ({d})" if (d := self._schema_at(document, path).get("description")) else ""
        match fault.kind:
            case "AdditionalProperties":
                known = self._known_keys(document, path)
                bad = next((k for k in value if k not in known), "?")
                return f"'{bad}' is not a known key.", suggest(str(bad), known, "Known keys"), str(bad)
            case "Required":
                return (
                    f"the key '{fault.missing}' is missing.",
                    "Add it; glossary/README.md shows an example of each key.",
                    None,
                )
            case "Type":
                message = f"{_show(value)} is {_type_name(value)}, where {_join(fault.types)} is expected{description}."
                return message, _type_advice(value), None
            case "Enum":
                return f"{_show(value)} is not one of the allowed values{description}.", f"{fault.message}.", None
            case "PropertyNames":
                return _bad_name(value, self._schema_at(document, path).get("propertyNames", {}), description)
            case "Pattern":
                return f"{_show(value)} does not have the form that is asked for{description}.", "", None
            case "MaxLength":
                return f"the text has {len(value):,} characters, more than is allowed here.", "Shorten it.", None
            case "UniqueItems":
                return "the list holds the same value twice.", "Keep one of them.", None
            case "MinItems" | "MinProperties":
                return "this is empty.", "Fill it, or leave the key out if no source says.", None
        return f"{fault.message}{description}.", "", None

    def _schema_at(self, document: Document, path: tuple[str | int, ...]) -> dict[str, Any]:
        return next((node.schema for node in self.walk(document) if node.path == path), {})


def _bad_name(value: dict[str, Any], names: dict[str, Any], description: str) -> tuple[str, str, str | None]:
    """A key that is no language tag, or the rest of a text that a comma has cut."""
    bad = next((key for key in value if not re.search(names.get("pattern", ""), key)), None)
    if bad is None:
        return f"a key of {_show(value)} is not allowed{description}.", "", None
    if value[bad] is None:
        advice = "Inside { } a comma ends a text: put quotes around a text that holds one."
        return f"'{bad}' is a key without a value.", advice, bad
    parts = bad.replace("_", "-").split("-")
    better = "-".join([parts[0].lower(), *parts[1:]])
    meant = f"Did you mean '{better}'? " if better != bad and re.search(names["pattern"], better) else ""
    return f"'{bad}' is no language tag.", f"{meant}Write a BCP 47 tag: en, zh-Hans, en-GB.", bad


def suggest(word: str, known: list[str], what: str) -> str:
    """Advice for an unknown name: the nearest one, and the choices."""
    near = difflib.get_close_matches(word, known, 3, 0.5)
    meant = f"Did you mean {' or '.join(repr(name) for name in near)}? " if near else ""
    if len(known) > 30:
        return meant or f"None of the {len(known)} known names is close."
    return f"{meant}{what}: {', '.join(known)}." if known else meant


def key_of(data: Any, path: tuple[str | int, ...]) -> str:
    """A path as people read it: `definitions[nzl-obm-arrival].rule.threshold`."""
    out = ""
    for step in path:
        inner: Any = operator.getitem(data, step) if _has(data, step) else None
        if isinstance(step, int):
            label = inner.get("id", step) if isinstance(inner, dict) else step
            out += f"[{label}]"
        else:
            out += f".{step}" if out else str(step)
        data = inner
    return out


def _has(data: Any, step: str | int) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)


def _value_at(data: Any, path: tuple[str | int, ...]) -> Any:
    return functools.reduce(operator.getitem, path, data)


def _show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


_TYPES = {
    dict: "a map",
    list: "a list",
    str: "a text",
    bool: "true/false",
    int: "a number",
    float: "a number",
    type(None): "empty",
}


def _type_name(value: Any) -> str:
    return _TYPES.get(type(value), type(value).__name__)


def _join(types: Any) -> str:
    words = {
        "object": "a map",
        "array": "a list",
        "string": "a text",
        "integer": "a whole number",
        "boolean": "true/false",
    }
    return " or ".join(words.get(str(t), str(t)) for t in types)


def _type_advice(value: Any) -> str:
    if isinstance(value, str) and re.search(r": ", value):
        return "Was a map meant? Then check the indentation."
    if isinstance(value, float) and value.is_integer():
        return f"Write {int(value)}."
    if isinstance(value, int | float):
        return "Quote it if a text is meant."
    return ""
