"""A document along its schema: every value with the schema that describes it, and faults in words.

Knows nothing of who found a fault, so that it serves where the fast validator runs and where there is only Python.
"""

from __future__ import annotations

import functools
import json
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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


# What is asked of a schema: whether it describes such values.
SchemaTest = Callable[[dict[str, Any]], bool]


def describes_anything(schema: dict[str, Any]) -> bool:
    """Every schema does."""
    return True


def describes_rule(schema: dict[str, Any]) -> bool:
    """Whether values of a schema are rules (limbs or compositions)."""
    return "day_convention" in schema.get("properties", {})


def describes_date(schema: dict[str, Any]) -> bool:
    """Whether values of a schema are dates, which YAML may read as whole numbers."""
    return schema.get("type") == ["string", "integer"]


def describes_whole_number(schema: dict[str, Any]) -> bool:
    """Whether values of a schema may be whole numbers."""
    return "integer" in str(schema.get("type"))


def describes_reference(schema: dict[str, Any]) -> bool:
    """Whether values of a schema are ids of entries, or codes of a controlled list."""
    return "x-refers-to" in schema


@dataclass(eq=False, slots=True)
class _Part:
    """A schema with what its `$ref`s lead to: of the values of each key, of other keys, and of the items of a list."""

    schema: dict[str, Any]
    keys: dict[str, _Part] = field(default_factory=dict)
    other: _Part | None = None
    items: _Part | None = None

    def inner(self) -> Iterator[_Part]:
        yield from self.keys.values()
        yield from (part for part in (self.other, self.items) if part is not None)


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
        self._named: dict[str, _Part] = {}
        self._roots: dict[str, _Part] = {}
        self._leading: dict[tuple[str, SchemaTest], set[_Part]] = {}

    def raw(self, kind: str) -> dict[str, Any]:
        """The schema of a kind of file (or `common`) as it is written."""
        found: dict[str, Any] = self._raw[kind]
        return found

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A part of a schema, with what its `$ref` leads to in its place."""
        return self._resolve(schema)

    def walk(self, document: Document) -> Iterator[SchemaNode]:
        """Every value of a (valid) document with its schema."""
        return self.where(document, describes_anything)

    def where(self, document: Document, test: SchemaTest) -> Iterator[SchemaNode]:
        """The values of a (valid) document whose schema passes a test; parts in which there can be none are not looked at.

        `test` is a function of a module: what it leads to is kept for the next document.
        """
        root = self._root(document.kind)
        leading = self._leading_to(document.kind, test)
        if root in leading:
            yield from _nodes(document.data, root, (), test, leading)

    def _root(self, kind: str) -> _Part:
        if kind not in self._roots:
            self._roots[kind] = self._part(self._raw[kind])
        return self._roots[kind]

    def _part(self, schema: dict[str, Any]) -> _Part:
        if "$ref" in schema:
            name = _name_of(schema)
            if name not in self._named:
                # Named before it is filled, because schemas of rules hold themselves.
                self._named[name] = part = _Part(self._raw["common"]["$defs"][name])
                self._fill(part)
            return self._named[name]
        part = _Part(schema)
        self._fill(part)
        return part

    def _fill(self, part: _Part) -> None:
        rest, items = part.schema.get("additionalProperties"), part.schema.get("items")
        part.keys.update((key, self._part(inner)) for key, inner in part.schema.get("properties", {}).items())
        part.other = self._part(rest) if isinstance(rest, dict) else None
        part.items = self._part(items) if isinstance(items, dict) else None

    def _leading_to(self, kind: str, test: SchemaTest) -> set[_Part]:
        """The parts of a schema that pass a test, or hold one that does."""
        found = self._leading.get((kind, test))
        if found is None:
            parts = _all_parts(self._root(kind))
            found = {part for part in parts if test(part.schema)}
            size = -1
            while size < len(found):
                size = len(found)
                found |= {part for part in parts if any(inner in found for inner in part.inner())}
            self._leading[kind, test] = found
        return found

    def _resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in schema:
            return schema
        found: dict[str, Any] = self._raw["common"]["$defs"][_name_of(schema)]
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
        for node in self.where(document, describes_whole_number):
            if isinstance(node.value, float):
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


def _name_of(schema: Mapping[str, Any]) -> str:
    """The name of the definition that a `$ref` leads to."""
    name: str = schema["$ref"].rpartition("/")[2]
    return name


def _all_parts(root: _Part) -> list[_Part]:
    seen, queue = {root}, [root]
    while queue:
        new = [part for part in queue.pop().inner() if part not in seen]
        seen.update(new)
        queue.extend(new)
    return list(seen)


def _nodes(
    value: Any, part: _Part, path: tuple[str | int, ...], test: SchemaTest, leading: set[_Part]
) -> Iterator[SchemaNode]:
    if test(part.schema):
        yield SchemaNode(path, part.schema, value)
    if isinstance(value, dict):
        for key, item in value.items():
            inner = part.keys.get(key, part.other)
            if inner in leading:
                yield from _nodes(item, inner, (*path, key), test, leading)
    elif isinstance(value, list) and part.items in leading:
        for index, item in enumerate(value):
            yield from _nodes(item, part.items, (*path, index), test, leading)


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
