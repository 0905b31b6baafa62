"""Files offered for download: the whole graph in each format and the tables, packed where they are large."""

from __future__ import annotations

import gzip
import os
from functools import partial
from pathlib import Path

from sojourn.build.pieces import PACKED
from sojourn.build.workers import together
from sojourn.graph.triples.description import DUMPS, dump_name

# JSON above this many bytes is packed. Other files stay as they are: their metadata, and other programs, name them so.
LARGE = 10_000_000


def write_published(rdf: Path, exports: Path, scheme: str, out: Path) -> None:
    """Fill the folder `out` from the graph in each format (`rdf`) and the tables (`exports`), as far as they are there."""
    out.mkdir()
    tasks = [
        partial(_publish, made, out / dump_name(scheme, extension), packed=dump.packed)
        for extension, dump in DUMPS.items()
        if (made := rdf / f"sojourn.{extension}").is_file()
    ]
    for made in sorted(path for path in exports.glob("*") if path.suffix != PACKED):
        packed = made.suffix == ".json" and made.stat().st_size > LARGE
        tasks.append(partial(_publish, made, out / f"{made.name}{'.gz' if packed else ''}", packed=packed))
    together(tasks)


def _publish(made: Path, target: Path, *, packed: bool) -> None:
    """Linked where it stays as it is, since finished files are replaced and never changed."""
    ready = made.with_name(made.name + PACKED)
    if packed and ready.is_file():
        os.link(ready, target)
    elif packed:
        target.write_bytes(gzip.compress(made.read_bytes(), mtime=0))
    else:
        os.link(made, target)
