"""Which sheets and columns a workbook has, from the JSON Schemas of the content: one row an entry, one column a value.

A text by language has a column for each language (`label.fr`) and one for all others (`label.other`, lines `nb: bosatt`).
What an entry has several of (citations, origins, the limbs of a composite rule) has a sheet of its own, whose rows name
their entry in `of` and their place in `n`. A column whose name stands in parentheses only explains; nobody reads it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sojourn.exchange.xlsx.cells import Form
from sojourn.exchange.xlsx.kinds import COUNTRY, FILE, FRAMEWORK, LIST
from sojourn.loading.forms.schema import Schemas

Path = tuple[str, ...]
# What a text by language is in a cell: one text, or several.
Spoken = Literal["text", "lines"]
OTHER = "other"
# Parts of the schemas that are one cell, by the name of their definition.
_ONE_CELL: dict[str, Form] = {
    "lower": "bound",
    "upper": "bound",
    "tolerated": "bound",
    "duration": "length",
    "date": "date",
}
# Maps of which one part is written in the map's own column: `none`, or that length.
_HEADED: dict[str, tuple[Path, Form]] = {"window": ((), "length"), "interruptions": (("tolerated",), "bound")}
COMPOSED = ("any", "all", "not")
# Lists that have a sheet of their own.
SHEETED = (
    "sources",
    "instruments",
    "definitions",
    "rules",
    "codes",
    "citations",
    "label_origin",
    "definition_origin",
    "summary_origin",
    "distinguished_from",
)


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: where its value stands in the entry, how it is written, and what the schema says of it.

    `spoken`: a text by language, which has several columns. `head`: the map's own column (`none`, or its length).
    """

    path: Path
    form: Form = "text"
    spoken: Spoken | None = None
    head: Path | None = None
    codes: str = ""
    needed: bool = False
    help: str = ""

    @property
    def name(self) -> str:
        """The name in the first row, without a language."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its keys (who holds the entry, its place), and the columns of the entry itself."""

    name: str
    keys: tuple[str, ...]
    columns: tuple[SheetColumn, ...]
    help: str = ""


# Keys of the sheets of what an entry has several of: which entry it is, the place, and for what.
OF, N, FIELD, PART = "of", "n", "field", "part"


def sheets(schemas: Schemas) -> dict[str, Sheet]:
    """All sheets by name, in their order."""
    country, term = schemas.raw("country")["properties"], schemas.raw("term")["properties"]
    common, lists = schemas.raw("common")["$defs"], schemas.raw("codes")["items"]
    parts = {key: country[key]["items"] for key in ("instruments", "definitions")}
    parts["rules"] = schemas.raw("framework")["properties"]["rules"]["items"]
    parts["codes"] = lists["properties"]["codes"]["items"]
    limb = {key: value for key, value in common["rule"]["properties"].items() if key not in COMPOSED}
    distinction = term["distinguished_from"]["items"]

    def made(name: str, keys: tuple[str, ...], schema: Mapping[str, Any], help: str) -> Sheet:
        return Sheet(name, keys, tuple(_columns(schemas, schema, ())), help)

    found = (
        made(
            "countries", (), schemas.raw("country"), "One country or area a row; `id` is its ISO 3166-1 alpha-3 code."
        ),
        made("sources", (COUNTRY,), common["source"], "Sources that only one country needs."),
        made("instruments", (COUNTRY,), parts["instruments"], "The data sources of a country."),
        made("definitions", (COUNTRY,), parts["definitions"], "What one data source of one country counts."),
        made("frameworks", (), schemas.raw("framework"), "One recommendation or other framework a row."),
        made("rules", (FRAMEWORK,), parts["rules"], "What a framework recommends to count: its reference rules."),
        made("limbs", (OF, PART), {"properties": limb}, "Rules of several limbs: `any.1`, `any.2`, `all.1.not`, ..."),
        made("terms", (), schemas.raw("term"), "One concept a row."),
        made("distinctions", (OF, N), distinction, "What a term is not to be confused with."),
        made("lists", (), lists, "The controlled lists."),
        made("codes", (LIST,), parts["codes"], "The codes of each list."),
        made("bibliography", (FILE,), common["source"], "Sources that more than one entry may cite."),
        made("origins", (OF, FIELD, N), common["origin"], "Where texts in other languages come from."),
        made("citations", (OF, N), common["citation"], "Where each entry comes from."),
    )
    return {sheet.name: sheet for sheet in found}


def _columns(schemas: Schemas, schema: Mapping[str, Any], path: Path) -> Iterator[SheetColumn]:
    required = schema.get("required", ())
    for key, raw in schema.get("properties", {}).items():
        if key in SHEETED:
            continue
        named = str(raw.get("$ref", "")).rpartition("/")[2]
        yield from _column(schemas, named, schemas.resolved(raw), (*path, key), key in required)


def _column(schemas: Schemas, named: str, schema: Mapping[str, Any], path: Path, needed: bool) -> Iterator[SheetColumn]:
    help = str(schema.get("description", ""))
    codes = str(schema.get("items", schema).get("x-refers-to", "")).removeprefix("code:")
    if named in ("text", "texts"):
        yield SheetColumn(path, spoken="text" if named == "text" else "lines", needed=needed, help=help)
    elif named in _ONE_CELL:
        yield SheetColumn(path, _ONE_CELL[named], needed=needed, help=help)
    elif named in _HEADED:
        inner, form = _HEADED[named]
        yield SheetColumn(path, form, head=inner, help=help)
        own = {"value", "unit", *inner}
        rest = {"properties": {key: part for key, part in schema["properties"].items() if key not in own}}
        yield from _columns(schemas, rest, path)
    elif named == "rule":
        limb = {key: part for key, part in schema["properties"].items() if key not in COMPOSED}
        yield from _columns(schemas, {"properties": limb}, path)
    elif schema.get("type") == "array":
        items = schemas.resolved(schema["items"])
        if path[-1] == "weights":
            yield SheetColumn(path, "weights", help=help)
        elif items.get("type") == "string":
            yield SheetColumn(path, "codes" if codes else "lines", codes=codes, help=help)
        else:
            yield SheetColumn(path, "flow", help=help)
    elif schema.get("const") is True:
        yield SheetColumn(path, "flag", help=help)
    elif schema.get("type") == "object" and "properties" in schema:
        yield from _columns(schemas, schema, path)
    elif schema.get("type") in ("string", "integer"):
        kind: Form = "integer" if schema.get("type") == "integer" else "text"
        yield SheetColumn(path, kind, codes=codes, needed=needed, help=help)
    else:
        yield SheetColumn(path, "flow", codes=codes, needed=needed, help=help)
