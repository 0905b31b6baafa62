"""The form of a rule, checked where there is only Python: the keywords of JSON Schema that the schema of rules uses.

The command line checks with a compiled validator; both put their faults into the same words (`loading.shape`), and a
test holds their findings against each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from sojourn.loading.forms.schema_walk import Fault, SchemaShape
from sojourn.loading.reading.reader import Document
from sojourn.model.finding import Finding

Path = tuple[str | int, ...]
# In the order in which messages name them.
TYPES: dict[str, tuple[type, ...]] = {
    "null": (type(None),),
    "boolean": (bool,),
    "integer": (int, float),
    "number": (int, float),
    "string": (str,),
    "array": (list,),
    "object": (dict,),
}
# What is checked, and what only describes.
CHECKED = {
    "type", "enum", "const", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems",
    "items", "minProperties", "propertyNames", "properties", "additionalProperties", "required", "dependentRequired", "$ref",
}  # fmt: skip
DESCRIBING = {"$schema", "$id", "title", "description", "x-refers-to"}


class RuleForm(SchemaShape):
    """The schema of rules, and what in a document does not meet it."""

    def check(self, document: Document) -> list[Finding]:
        """All violations in a document, in words."""
        return self.findings(document, list(self._faults(document.data, self._raw[document.kind], ())))

    def _faults(self, value: Any, schema: dict[str, Any], path: Path) -> Iterator[Fault]:
        schema = self._resolve(schema)
        if "type" in schema:
            names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
            if not any(_is(value, name) for name in names):
                yield Fault(path, "Type", "", types=sorted(names, key=list(TYPES).index))
                return
        if "enum" in schema and value not in schema["enum"]:
            choices = " or ".join(f'"{choice}"' for choice in schema["enum"])
            yield Fault(path, "Enum", f"{_json(value)} is not one of {choices}")
        if "const" in schema and (
            value != schema["const"] or isinstance(value, bool) != isinstance(schema["const"], bool)
        ):
            yield Fault(path, "Const", f"{_json(schema['const'])} was expected")
        if isinstance(value, str):
            yield from _text(value, schema, path)
        elif isinstance(value, dict):
            yield from self._map(value, schema, path)
        elif isinstance(value, list):
            yield from self._list(value, schema, path)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield from _number(value, schema, path)

    def _map(self, value: dict[str, Any], schema: dict[str, Any], path: Path) -> Iterator[Fault]:
        if len(value) < schema.get("minProperties", 0):
            yield Fault(path, "MinProperties", "")
        names = schema.get("propertyNames") or {}
        for key in value if names else ():
            if any(self._faults(key, names, path)):
                yield Fault(path, "PropertyNames", "")
        needed = list(schema.get("required", ()))
        needed += [
            other for key, others in schema.get("dependentRequired", {}).items() if key in value for other in others
        ]
        for key in needed:
            if key not in value:
                yield Fault(path, "Required", "", missing=key)
        properties, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
        if rest is False and any(key not in properties for key in value):
            yield Fault(path, "AdditionalProperties", "")
        for key, item in value.items():
            inner = properties.get(key, rest)
            if isinstance(inner, dict):
                yield from self._faults(item, inner, (*path, key))

    def _list(self, value: list[Any], schema: dict[str, Any], path: Path) -> Iterator[Fault]:
        if len(value) < schema.get("minItems", 0):
            yield Fault(path, "MinItems", "")
        if len(value) > schema.get("maxItems", len(value)):
            yield Fault(path, "MaxItems", f"{_json(value)} has more than {schema['maxItems']} items")
        if schema.get("uniqueItems") and any(item in value[:place] for place, item in enumerate(value)):
            yield Fault(path, "UniqueItems", "")
        if isinstance(schema.get("items"), dict):
            for place, item in enumerate(value):
                yield from self._faults(item, schema["items"], (*path, place))


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, TYPES[name])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _text(value: str, schema: dict[str, Any], path: Path) -> Iterator[Fault]:
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield Fault(path, "Pattern", "")
    if len(value) > schema.get("maxLength", len(value)):
        yield Fault(path, "MaxLength", "")
    if len(value) < schema.get("minLength", 0):
        yield Fault(path, "MinLength", f"{_json(value)} is shorter than {schema['minLength']} character")


def _number(value: float, schema: dict[str, Any], path: Path) -> Iterator[Fault]:
    if value < schema.get("minimum", value):
        yield Fault(path, "Minimum", f"{value} is less than the minimum of {schema['minimum']}")
    if value > schema.get("maximum", value):
        yield Fault(path, "Maximum", f"{value} is greater than the maximum of {schema['maximum']}")
