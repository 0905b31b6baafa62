"""The registry as flat tables: one a kind of entry, and one each for all texts, all citations and all classifications.

Rows of a kind have English texts and single values (see `lookup.records`); every text in every language stands in `texts`,
with its place in the entry, and every citation in `citations`. What is nested deeper is JSON in a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sojourn.classification import Classification
from sojourn.exchange.columns import meaning
from sojourn.exchange.material import Material
from sojourn.lookup.records import is_text, record, record_in_languages
from sojourn.prose.speaker import Speaker

# Tables of kinds of entry, in the order in which they are published, with what they hold.
KINDS = {
    "terms": ("term", "Terms"),
    "frameworks": ("framework", "Frameworks"),
    "rules": ("rule", "Reference rules"),
    "countries": ("country", "Countries and areas"),
    "instruments": ("instrument", "Data sources"),
    "definitions": ("definition", "National definitions"),
    "methods": ("method", "Kinds of data source and methods"),
    "figures": ("figure", "Published numbers by more than one definition"),
    "statistics": ("statistic", "Statistics with a number for every country"),
    "sources": ("source", "Bibliography"),
    "codes": ("code", "Codes of all lists"),
}
# Those with a column for each language.
BY_LANGUAGE = ("terms", "countries", "codes", "frameworks", "rules", "methods", "figures", "statistics")
# Columns whose values are ids of another table; a name may be another thing elsewhere (the definition of a term is a text).
REFERENCES = {
    "country": "countries",
    "framework": "frameworks",
    "instrument": "instruments",
    "source": "sources",
}
OF_RESULTS = {"definition": "definitions", "reference": "rules", **REFERENCES}
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the type of its values (string, integer, number, boolean, json), and whether it holds several."""

    name: str
    type: str
    many: bool


@dataclass(frozen=True)
class Table:
    """A table: name, title, rows, and the columns that make a row unique."""

    name: str
    title: str
    rows: Sequence[Row]
    key: tuple[str, ...]
    # The kind of entry of which each row is one.
    kind: str | None = None

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns in the order of their first appearance, with the narrowest type that fits all values."""
        found: dict[str, list[Any]] = {}
        for row in self.rows:
            for name, value in row.items():
                values = found.setdefault(name, [])
                if value is not None:
                    values.append(value)
        return tuple(_column(name, values) for name, values in found.items())

    @property
    def references(self) -> dict[str, str]:
        """Columns that name a row of another table, and that table."""
        known = OF_RESULTS if self.name == "classification" else REFERENCES
        columns = [column.name for column in self.columns if column.name in known and not column.many]
        return {name: known[name] for name in columns if known[name] != self.name}


def tables(material: Material) -> Iterator[Table]:
    """All tables, each made when it is asked for."""
    seen: list[Table] = []
    for table in _contents(material):
        seen.append(table)
        yield table
    rows = [
        {"file": f"{table.name}.csv", "column": column.name, "holds": meaning(column.name)}
        for table in seen
        for column in table.columns
    ]
    yield Table("columns", "What each column of the tables holds", rows, ("file", "column"))


def _contents(material: Material) -> Iterator[Table]:
    """All tables but the dictionary of their columns."""
    languages = material.scheme["languages"]
    for name, (kind, title) in KINDS.items():
        entries = material.registry.entries(kind)
        rows = [record_in_languages(one, languages) if name in BY_LANGUAGE else record(one) for one in entries]
        yield Table(name, title, rows, ("id",), kind)
    yield Table("texts", "Every text in every language", list(_texts(material)), ("kind", "id", "path", "lang"))
    yield Table("citations", "Where everything comes from", list(_citations(material)), ("kind", "id", "path"))
    rows = [row for one in material.results for row in classification_rows(one, material.english)]
    title = "How each definition relates to each reference rule"
    yield Table("classification", title, rows, ("definition", "framework", "reference"))


def classification_rows(found: Classification, words: Speaker) -> list[dict[str, Any]]:
    """One flat row for each reference rule that a definition is held against."""
    best = found.best
    return [
        {
            "definition": found.definition,
            "framework": found.framework,
            "reference": result.reference.id,
            "target": result.reference.target,
            "option": result.reference.option,
            "part_of": result.reference.part_of,
            "relation": result.relation,
            "mapping": result.mapping,
            "conformance": result.conformance,
            "verdict": result.verdict.kind,
            "certain": "yes" if result.verdict.certain else "no",
            "open": result.verdict.open,
            "best": "yes" if result is best else "no",
            "possible": list(result.comparison.possible),
            "reason": words.text(reason) if (reason := result.comparison.reason) else None,
        }
        for result in found.results
    ]


def _texts(material: Material) -> Iterator[Row]:
    for kind, _ in KINDS.values():
        for entry in material.registry.entries(kind):
            for path, lang, text in texts_of(entry.data):
                yield {"kind": kind, "id": entry.id, "path": path, "lang": lang, "text": text}


def texts_of(data: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Every text by language inside an entry: its place (`distinguished_from.1.why`, counted from 1), language, text.

    >>> list(texts_of({"label": {"en": "stay"}, "limits": [{"statement": {"fr": "non"}}]}))
    [('label', 'en', 'stay'), ('limits.1.statement', 'fr', 'non')]
    """
    if is_text(data):
        yield from ((path, lang, text) for lang, text in data.items())
    elif is_texts(data):
        for lang, texts in data.items():
            yield from ((f"{path}.{number}", lang, text) for number, text in enumerate(texts, 1))
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from texts_of(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list):
        for number, value in enumerate(data, 1):
            yield from texts_of(value, f"{path}.{number}")


def is_texts(data: Any) -> bool:
    """Whether a value is several texts by language, as alternative labels are."""
    if not isinstance(data, dict) or not all(isinstance(texts, list) for texts in data.values()):
        return False
    return is_text(dict.fromkeys(data, "")) and all(isinstance(text, str) for texts in data.values() for text in texts)


def _citations(material: Material) -> Iterator[Row]:
    for kind, _ in KINDS.values():
        for entry in material.registry.entries(kind):
            for path, citation in _cited(entry.data):
                yield {"kind": kind, "id": entry.id, "path": path, **citation}


def _cited(data: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every citation inside an entry, with its place."""
    if isinstance(data, dict):
        for key, value in data.items():
            place = f"{path}.{key}" if path else key
            if key == "citations":
                yield from ((f"{place}.{number}", one) for number, one in enumerate(value, 1))
            else:
                yield from _cited(value, place)
    elif isinstance(data, list):
        for number, value in enumerate(data, 1):
            yield from _cited(value, f"{path}.{number}")


def _column(name: str, values: Sequence[Any]) -> Column:
    """A column for these values."""
    many = any(isinstance(value, list) for value in values)
    if many and all(isinstance(value, list) for value in values):
        inside = [item for value in values for item in value]
        if all(isinstance(item, str) for item in inside):
            return Column(name, "string", many=True)
        return Column(name, "json", many=False)
    return Column(name, _type(values), many=False)


def _type(values: Sequence[Any]) -> str:
    kinds = {type(value) for value in values}
    if kinds <= {bool}:
        return "boolean" if kinds else "string"
    if kinds <= {int}:
        return "integer"
    if kinds <= {int, float}:
        return "number"
    return "string" if kinds <= {str} else "json"
