"""Exports beside the RDF: every kind of entry as JSON and as CSV, for people without RDF."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sojourn.classification import Classification
from sojourn.loading.compiled import Compiled
from sojourn.lookup.records import record
from sojourn.model.entries import ENTRY_TYPES, Code
from sojourn.model.json_lines import json_lines
from sojourn.model.safe_text import FORMULA_STARTS
from sojourn.prose.speaker import Speaker

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


def write_exports(folder: Path, compiled: Compiled, results: Sequence[Classification]) -> None:
    """Write `<kind>s.json` and `<kind>s.csv` for each kind, and `classification.json` / `.csv`."""
    folder.mkdir(exist_ok=True)
    for name, kind in KINDS.items():
        make: Any = ENTRY_TYPES[kind]
        values = [make(data) for _, data in sorted(compiled.entries[kind].items())]
        write_json(folder / f"{name}.json", [value.to_dict() for value in values])
        write_csv(folder / f"{name}.csv", [record(value) for value in values])
    labels = {id: Code(data).label.best() for id, data in compiled.entries["code"].items()}
    for framework in compiled.entries["framework"].values():
        labels[f"framework/{framework['id']}"] = (framework.get("abbreviation") or [framework["label"]["en"]])[0]
    words = Speaker("en", lambda list_id, id: labels.get(f"{list_id}/{id}", id))
    ordered = sorted(results, key=lambda result: (result.definition, result.framework or ""))
    write_json(folder / "classification.json", [classification_data(result, words) for result in ordered])
    write_csv(folder / "classification.csv", [row for result in ordered for row in classification_rows(result, words)])


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


def write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    """RFC 4180, UTF-8; columns in the order of their first appearance, lists joined by `; `."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    path.write_bytes(buffer.getvalue().encode("utf-8"))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(not isinstance(item, dict | list) for item in value):
        text = "; ".join(str(item) for item in value)
    elif isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False)
    else:
        text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
