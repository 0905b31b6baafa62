"""The same entry as data beside each page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
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


# Entries that one task writes.
CHUNK = 100

# Kind, id, format -> the file.
Twins = Callable[[str, str, str], bytes]


def twin_tasks(
    catalogue: Catalogue, out: Path, twins: Twins | None, formats: tuple[str, ...]
) -> Iterator[Callable[[], None]]:
    """Tasks that write the data files of all entries."""
    found = list(entries(catalogue))
    for kind in {_folder(entry) for entry in found}:
        (out / kind).mkdir(parents=True, exist_ok=True)
    for start in range(0, len(found), CHUNK):
        yield partial(_write_twins, found[start : start + CHUNK], out, twins, formats)


def _write_twins(found: Sequence[Value], out: Path, twins: Twins | None, formats: tuple[str, ...]) -> None:
    for entry in found:
        stem = out / _folder(entry) / entry.id
        # A code lies in the folder of its list.
        stem.parent.mkdir(parents=True, exist_ok=True)
        for form in formats:
            data = plain_json(entry) if form == "json" or twins is None else twins(entry.kind, entry.id, form)
            stem.with_name(f"{stem.name}.{form}").write_bytes(data)


def _folder(entry: Value) -> str:
    """The folder of an entry's files; a controlled list stands above its codes."""
    return "code" if entry.kind == "list" else entry.kind


def plain_json(entry: Value) -> bytes:
    """An entry as the command line shows it."""
    return json_lines(entry.to_dict()).encode()


def entries(c: Catalogue) -> Iterator[Value]:
    """All entries, kind by kind."""
    for found in (c.terms, c.frameworks, c.rules, c.countries, c.instruments, c.definitions, c.sources, c.codes):
        yield from found.values()
    yield from (*c.methods, *c.figures)
    for data in (*c.lists.values(), {"iri": f"{c.base}scheme/{c.scheme['id']}", **c.scheme}):
        yield Whole(data)
