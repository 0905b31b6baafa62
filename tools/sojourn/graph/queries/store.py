"""Where a graph to be queried comes from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from sojourn.model.errors import SojournError, UsageError
from sojourn.model.message import message

# What a query can be run on: triples, a file with them, or a store made earlier.
GraphSource = Iterable[ox.Triple] | Path | ox.Store

PACKAGED = Path(__file__).parents[2] / "data" / "graph.nt"


def packaged_graph() -> Path:
    """The graph that was compiled into the package."""
    if not PACKAGED.is_file():
        raise SojournError(
            message("error-no-compiled-graph"),
            message("error-there-is-no-file", path=str(PACKAGED)),
            message("error-build-or-name-graph"),
        )
    return PACKAGED


def open_store(source: GraphSource) -> ox.Store:
    """An in-memory store with the graph; a store is given back as it is."""
    if isinstance(source, ox.Store):
        return source
    store = ox.Store()
    if not isinstance(source, Path):
        store.extend(ox.Quad(*triple) for triple in source)
        return store
    form = ox.RdfFormat.from_extension(source.suffix.lstrip("."))
    if form is None:
        raise UsageError(
            message("error-no-rdf-file", name=source.name),
            message("error-ending-unknown"),
            message("error-rdf-endings"),
        )
    try:
        store.bulk_load(path=str(source), format=form)
    except (SyntaxError, ValueError) as error:
        raise UsageError(message("error-graph-unreadable", name=str(source)), str(error)) from error
    except OSError as error:
        raise UsageError(message("error-graph-not-opened", name=str(source)), error.strerror or str(error)) from error
    return store
