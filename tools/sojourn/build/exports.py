"""Exports beside the RDF: every kind of entry as JSON, and the registry in the formats of other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

from sojourn.build.pieces import KeptPieces, write_pieces
from sojourn.classification import Classification
from sojourn.exchange.formats import format_of
from sojourn.exchange.material import Material
from sojourn.exchange.tables import KINDS
from sojourn.loading.glossary.compiled import Compiled
from sojourn.loading.glossary.content import Content
from sojourn.lookup.registry import Registry
from sojourn.model.entries import ENTRY_TYPES, Code
from sojourn.model.json_lines import json_line, json_lines
from sojourn.pages.content.kept import digest_of
from sojourn.pages.frame.writing import package_digest
from sojourn.prose.speaker import Speaker

# Formats made by one process after the other, since they share words or tables.
TOGETHER = {"tables": ("csvw", "parquet", "sdmx", "tbx", "dcat", "queries"), "mappings": ("sssom", "xkos")}
# Formats that need a library of the extra `exchange`.
NEEDS = {"parquet": "pyarrow", "xlsx": "openpyxl"}
WORKBOOK = "glossary.xlsx"


def write_exports(
    folder: Path,
    compiled: Compiled,
    results: Sequence[Classification],
    kept: Path | None = None,
    keys: Mapping[tuple[str, str], str] | None = None,
) -> None:
    """Write `<kind>s.json` for each kind, and `classification.json`.

    `kept` is a file with pieces of `classification.json` from earlier builds, `keys` digests of all that results depend on.
    """
    folder.mkdir(exist_ok=True)
    for name, (kind, _) in KINDS.items():
        make: Any = ENTRY_TYPES[kind]
        write_json(
            folder / f"{name}.json", [make(data).to_dict() for _, data in sorted(compiled.entries[kind].items())]
        )
    labels = {id: Code(data).label.best() for id, data in compiled.entries["code"].items()}
    for framework in compiled.entries["framework"].values():
        labels[f"framework/{framework['id']}"] = (framework.get("abbreviation") or [framework["label"]["en"]])[0]
    words = Speaker("en", lambda list_id, id: labels.get(f"{list_id}/{id}", id))
    ordered = sorted(results, key=lambda result: (result.definition, result.framework or ""))
    pieces = KeptPieces(kept if keys else None)
    made_of = digest_of(package_digest(), repr(sorted(labels.items())))
    found = []
    for name, group in groupby(ordered, lambda result: result.definition.partition("-")[0]):
        held = list(group)
        of = [
            f"{one.definition} {one.framework} {(keys or {}).get((one.definition, one.framework or ''))}"
            for one in held
        ]
        make = partial(_piece, held, words)
        found.append(pieces.take(digest_of(made_of, name, *of), make))
    write_pieces(folder / "classification.json", found)
    pieces.close()


def format_tasks(
    folder: Path, registry: Path, content: Content, results: Sequence[Classification]
) -> dict[str, Callable[[], None]]:
    """Tasks that write the formats of other programs into a folder, as far as their libraries are installed."""
    tasks: dict[str, Callable[[], None]] = {
        f"exports {name}": partial(_write_formats, folder, registry, results, [one for one in formats if _can(one)])
        for name, formats in TOGETHER.items()
    }
    if _can("xlsx"):
        tasks["exports workbook"] = partial(_write_workbook, folder, content)
    return tasks


def missing_formats() -> list[str]:
    """A note for each format that cannot be made here."""
    return [f"{form}: not made, since {needs} is not installed" for form, needs in NEEDS.items() if not _can(form)]


def _can(form: str) -> bool:
    return form not in NEEDS or find_spec(NEEDS[form]) is not None


def _write_formats(folder: Path, registry: Path, results: Sequence[Classification], formats: Iterable[str]) -> None:
    material = Material(Registry.open(registry), results)
    for form in formats:
        for name, data in format_of(form).files(material):
            (folder / name).write_bytes(data)


def _write_workbook(folder: Path, content: Content) -> None:
    from sojourn.exchange.xlsx.kinds import FILE_KINDS
    from sojourn.exchange.xlsx.writing import workbook_of

    documents = [document for kind in FILE_KINDS for document in content.documents if document.kind == kind]
    (folder / WORKBOOK).write_bytes(workbook_of(content, documents))


def _piece(results: Sequence[Classification], words: Speaker) -> str:
    return ",\n".join(json_line(classification_data(result, words)) for result in results)


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


def write_json(path: Path, data: Sequence[Any]) -> None:
    """UTF-8, one entry a line."""
    path.write_text(json_lines(data), "utf-8")
