"""What the JSON Schema says of each value of the content, as far as the graph needs it: one `Part` a place in a file.

A part is found by following keys from the part of the whole file, made when first asked for and kept: all countries
share the parts of a country, and a rule holds itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

Form = Literal["reference", "date", "decimal", "address", "plain"]


class Part:
    """What may stand at one place of a file."""

    def __init__(self, schema: Mapping[str, Any], common: Mapping[str, Any]) -> None:
        if "$ref" in schema:
            schema = common[schema["$ref"].rpartition("/")[2]]
        self._schema, self._common = schema, common
        self._keys: dict[str, Part] = {}
        self.refers: str = schema.get("x-refers-to", "")
        self.form = _form(schema)
        # "none" stands for a limit that does not exist.
        self.may_be_none = schema.get("pattern") == "^none$"
        # Keys that the schema does not name, such as language tags: the map is a value, not a holder of values.
        self.open = isinstance(schema.get("additionalProperties"), dict)

    def __getitem__(self, key: str) -> Part:
        """The part below a key."""
        found = self._keys.get(key)
        if found is None:
            schema = self._schema.get("properties", {}).get(key, self._schema.get("additionalProperties"))
            found = self._keys[key] = Part(schema, self._common)
        return found

    @cached_property
    def items(self) -> Part:
        """The part of each item of a list."""
        return Part(self._schema["items"], self._common)


def _form(schema: Mapping[str, Any]) -> Form:
    pattern = str(schema.get("pattern", ""))
    if schema.get("x-refers-to"):
        return "reference"
    if schema.get("type") == ["string", "integer"] and pattern.startswith("^[1-9][0-9]{3}(-"):
        return "date"
    if schema.get("type") == "number":
        return "decimal"
    return "address" if pattern.startswith("^https?") else "plain"


@cache
def part_of(folder: Path, kind: str) -> Part:
    """The part of a whole file of a kind, by the schemas in `folder`."""
    schema, common = (json.loads((folder / f"{name}.json").read_text("utf-8")) for name in (kind, "common"))
    return Part(schema, common["$defs"])
