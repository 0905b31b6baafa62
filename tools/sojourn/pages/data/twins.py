"""The same entry as data beside each page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from sojourn.model.entries import Value
from sojourn.model.json_lines import json_lines
from sojourn.pages.frame.catalogue import Catalogue

FORMATS = ("ttl", "jsonld", "rdf", "json")


class Whole(Value):
    """A controlled list, or the registry itself: what has data but no type of its own."""

    @property
    def kind(self) -> str:  # type: ignore[override]
        """`list`, or `scheme`."""
        return "list" if "codes" in self.data else "scheme"


# Kind, id, format -> the file.
Twins = Callable[[str, str, str], bytes]


def write_twins(catalogue: Catalogue, out: Path, twins: Twins | None, formats: tuple[str, ...]) -> int:
    """Write the data files of all entries; returns their number."""
    count = 0
    for entry in entries(catalogue):
        # A controlled list stands above its codes.
        stem = out / ("code" if entry.kind == "list" else entry.kind) / entry.id
        stem.parent.mkdir(parents=True, exist_ok=True)
        for form in formats:
            data = plain_json(entry) if form == "json" or twins is None else twins(entry.kind, entry.id, form)
            stem.with_name(f"{stem.name}.{form}").write_bytes(data)
            count += 1
    return count


def plain_json(entry: Value) -> bytes:
    """An entry as the command line shows it."""
    return json_lines(entry.to_dict()).encode()


def entries(c: Catalogue) -> Iterator[Value]:
    """All entries, kind by kind."""
    for found in (c.terms, c.frameworks, c.rules, c.countries, c.instruments, c.definitions, c.sources, c.codes):
        yield from found.values()
    yield from (*c.methods, *c.figures, *c.statistics)
    for data in (*c.lists.values(), {"iri": f"{c.base}scheme/{c.scheme['id']}", **c.scheme}):
        yield Whole(data)
