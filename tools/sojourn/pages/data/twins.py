"""The same entry as data beside each page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from sojourn.model.entries import Value
from sojourn.model.json_lines import json_lines
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.content.kept import KeptFiles, digest_of
from sojourn.pages.frame.writing import package_digest

FORMATS = ("ttl", "jsonld", "rdf", "json")


class Whole(Value):
    """A controlled list, or the registry itself: what has data but no type of its own."""

    @property
    def kind(self) -> str:  # type: ignore[override]
        """`list`, or `scheme`."""
        return "list" if "codes" in self.data else "scheme"


# Files that one task writes.
CHUNK = 400


class Twins(Protocol):
    """Gives entries as data."""

    def __call__(self, kind: str, id: str, extension: str) -> bytes:
        """The file of an entry in a format."""

    def state(self, kind: str, id: str) -> str:
        """A digest of all that the files of an entry are made from."""


def twin_tasks(
    catalogue: Catalogue, out: Path, twins: Twins | None, formats: tuple[str, ...], kept: KeptFiles
) -> Iterator[Callable[[], None]]:
    """Tasks that write the data files of all entries, but for those that are `kept` from the last build."""
    missing: list[tuple[Value, str]] = []
    for entry in entries(catalogue):
        stem = f"{_folder(entry)}/{entry.id}"
        # A code lies in the folder of its list.
        (out / stem).parent.mkdir(parents=True, exist_ok=True)
        state = digest_of(package_digest(), twins.state(entry.kind, entry.id)) if twins else ""
        for form in formats:
            name = f"{stem}.{form}"
            if not (state and kept.take(name, state)):
                missing.append((entry, form))
                kept.made(name, state)
    for start in range(0, len(missing), CHUNK):
        yield partial(_write_twins, missing[start : start + CHUNK], out, twins)


def _write_twins(missing: Sequence[tuple[Value, str]], out: Path, twins: Twins | None) -> None:
    for entry, form in missing:
        data = plain_json(entry) if form == "json" or twins is None else twins(entry.kind, entry.id, form)
        (out / f"{_folder(entry)}/{entry.id}.{form}").write_bytes(data)


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
    yield from (*c.methods, *c.figures, *c.statistics)
    for data in (*c.lists.values(), {"iri": f"{c.base}scheme/{c.scheme['id']}", **c.scheme}):
        yield Whole(data)
