"""What the website offers to take along: the whole graph in each format and the tables, packed where they are large."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

from sojourn.graph.description import DUMPS, dump_name
from sojourn.graph.formats import serialize

# Tables above this many bytes are packed: a spreadsheet does not open them anyway.
LARGE = 10_000_000


def write_published(built: Path, graph: Any, scheme: str, out: Path) -> None:
    """Fill the folder `out` from what is built in `built` (`rdf/`, `exports/`); what is not there is made or left out."""
    out.mkdir()
    for extension, dump in DUMPS.items():
        made, target = built / "rdf" / f"sojourn.{extension}", out / dump_name(scheme, extension)
        if made.is_file():
            _publish(made, target, packed=dump.packed)
        else:
            data = serialize(graph, extension)
            target.write_bytes(gzip.compress(data, mtime=0) if dump.packed else data)
    for path in sorted((built / "exports").glob("*")):
        packed = path.stat().st_size > LARGE
        _publish(path, out / f"{path.name}{'.gz' if packed else ''}", packed=packed)


def _publish(made: Path, target: Path, *, packed: bool) -> None:
    """Linked where it stays as it is, since finished files are replaced and never changed."""
    if packed:
        target.write_bytes(gzip.compress(made.read_bytes(), mtime=0))
    else:
        os.link(made, target)
