"""Exports beside the RDF: every kind of entry as JSON and as CSV, for people without RDF."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sojourn.classification import Classification
from sojourn.loading.compiled import Compiled
from sojourn.lookup.records import record, record_in_languages
from sojourn.model.csv_text import records_csv
from sojourn.model.entries import ENTRY_TYPES, Code
from sojourn.model.json_lines import json_lines
from sojourn.prose.speaker import Speaker
from sojourn.prose.tables import from_yaml

# Kinds of entry that are exported, in the order in which they are published.
KINDS = {
    "terms": "term",
    "frameworks": "framework",
    "rules": "rule",
    "countries": "country",
    "instruments": "instrument",
    "definitions": "definition",
    "sources": "source",
    "codes": "code",
}


# Those whose tables have a column for each language.
BY_LANGUAGE = ("terms", "countries", "codes", "frameworks", "rules")
LANGUAGE = re.compile(r"([a-z_]+?)_([a-z]{2,3})(_origin|_source)?")


def write_exports(folder: Path, compiled: Compiled, results: Sequence[Classification]) -> None:
    """Write `<kind>s.json` and `<kind>s.csv` for each kind, `classification.json` / `.csv`, and what columns hold."""
    folder.mkdir(exist_ok=True)
    languages, columns = compiled.scheme["languages"], {}
    for name, kind in KINDS.items():
        make: Any = ENTRY_TYPES[kind]
        values = [make(data) for _, data in sorted(compiled.entries[kind].items())]
        write_json(folder / f"{name}.json", [value.to_dict() for value in values])
        rows = [record_in_languages(value, languages) if name in BY_LANGUAGE else record(value) for value in values]
        columns[name] = write_csv(folder / f"{name}.csv", rows)
    labels = {id: Code(data).label.best() for id, data in compiled.entries["code"].items()}
    for framework in compiled.entries["framework"].values():
        labels[f"framework/{framework['id']}"] = (framework.get("abbreviation") or [framework["label"]["en"]])[0]
    words = Speaker("en", lambda list_id, id: labels.get(f"{list_id}/{id}", id))
    ordered = sorted(results, key=lambda result: (result.definition, result.framework or ""))
    write_json(folder / "classification.json", [classification_data(result, words) for result in ordered])
    rows = [row for result in ordered for row in classification_rows(result, words)]
    columns["classification"] = write_csv(folder / "classification.csv", rows)
    write_csv(folder / "columns.csv", column_rows(columns))


def column_rows(columns: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """The data dictionary: what each column of each table holds."""
    told = column_table()
    return [
        {"file": f"{name}.csv", "column": column, "holds": meaning(column, told)}
        for name, found in columns.items()
        for column in found
    ]


def column_table() -> dict[str, str]:
    """What columns hold, by name; names that end with a language stand with `{lang}`."""
    table: dict[str, str] = from_yaml((Path(__file__).parent / "columns.yaml").read_text("utf-8"))
    return table


def meaning(column: str, told: Mapping[str, str]) -> str:
    """What a column holds; empty for a column that the table does not tell of."""
    if column in told:
        return told[column]
    found = LANGUAGE.fullmatch(column)
    if found is None:
        return ""
    name, lang, more = found.groups()
    return told.get(f"{name}_{{lang}}{more or ''}", "").format(lang=lang)


def classification_data(found: Classification, words: Speaker) -> dict[str, Any]:
    """A classification as `classify --format json` shows it, without what the file would hold twice.

    The best result is only named, since it is one of the results, and traces are lines, since a tree repeats the rules.
    """
    best = found.best
    return {
        "definition": found.definition,
        "framework": found.framework,
        "results": [result.to_dict(words, tree=False) for result in found.results],
        "best": best
        and {
            "reference": best.reference.id,
            "relation": best.relation,
            "mapping": best.mapping,
            "conformance": best.conformance,
            "verdict": best.verdict.to_dict(),
        },
    }


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


def write_json(path: Path, data: Sequence[Any]) -> None:
    """UTF-8, one entry a line."""
    path.write_text(json_lines(data), "utf-8")


def write_csv(path: Path, rows: list[dict[str, Any]]) -> list[str]:
    """UTF-8; gives the columns, which stand in the order of their first appearance."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    path.write_bytes(records_csv(rows, columns).encode("utf-8"))
    return columns
