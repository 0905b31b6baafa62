"""The page that queries the graph in the reader's browser, and what lies beside it: the graph and the engine."""

from __future__ import annotations

import gzip
from pathlib import Path

from markupsafe import Markup

from sojourn.graph.vocabulary import compress, context, prefixes, property_of
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.data.twins import Twins, entries
from sojourn.pages.entries.vocabulary_page import Word
from sojourn.pages.frame.third_party import copy_package, package
from sojourn.pages.lists.index_pages import WIDE, ShownQuery
from sojourn.pages.templates.linked import script_json
from sojourn.pages.templates.page import Page
from sojourn.pages.templates.render import Renderer

ENGINE = "oxigraph"


def engine(site_folder: Path, has_graph: bool) -> tuple[Path | None, tuple[str, ...]]:
    """The folder of the query engine, or why the page is left out."""
    if not has_graph:
        return None, ("the page that queries the graph in the browser is left out: no graph was given",)
    found = package(site_folder, ENGINE)
    if found is None:
        return None, (f"the page that queries the graph in the browser is left out: npm gave no '{ENGINE}'",)
    return found, ()


# Name, title and description of the page.
SPARQL = ("sparql", "Ask the graph", "SPARQL over the whole registry, in the browser.")
# What the script says, by the names that it uses.
TEXTS = {
    "row": "{} row in {} ms",
    "rows": "{} rows in {} ms",
    "cut": "(the first {} are shown)",
    "here": "from the graph in your browser.",
    "there": "from the live endpoint at {}.",
    "instead": "Not from the other engine: {}",
    "line": "Line {}, column {}:",
    "go": "Go to line {}",
    "disk": "This page was opened from disk.",
    "unstarted": "The engine did not start.",
    "asking": "Asking {}",
    "engine": "Loading the engine (4 MB, once)",
    "graph": "Loading the graph",
    "reading": "Reading the graph",
    "running": "Running",
    "stopped": "Stopped. The next run loads the graph again.",
    "limit": "Stopped after {} s. Perhaps two patterns share no variable, so that everything is paired with everything; "
    "else add a FILTER or a LIMIT. The next run loads the graph again.",
    "prefix": "Unknown prefix {}: Declare it with PREFIX, or use one of: {}",
    "entry": "inserts its identifier",
}


def sparql_page(render: Renderer, queries: list[ShownQuery], words: list[Word]) -> Page:
    """The page with its menu of example queries; `words` are what the vocabulary offers for completion."""
    own = {f"sj:{word.name}": word.comment or word.label for word in words}
    others = {compress(property_of(key)) for key in context() if not key.startswith("@")} - own.keys()
    data = {
        "words": [*own.items(), *((name, "") for name in sorted(others) if name.count(":") == 1 and "/" not in name)],
        "endpoint": str(render.settings.get("sparql_endpoint") or ""),
        "texts": {name: render.translate(text) for name, text in TEXTS.items()},
        "prefixes": prefixes(),
        "queries": [{"id": q.id, "note": render.translate(q.note), "text": q.text} for q in queries],
    }
    return render.page(
        "sparql.jinja",
        SPARQL[0],
        render.translate(SPARQL[1]),
        render.translate(SPARQL[2]),
        queries=queries,
        prefixes=prefixes(),
        data=Markup(script_json(data)),  # noqa: S704 (script_json escapes what could end the element)
        head={**WIDE, "wasm": True},
    )


def write_engine(folder: Path, out: Path, graph: bytes) -> None:
    """Write the engine and the packed graph beside the pages."""
    copy_package(folder, ENGINE, out / "assets" / ENGINE)
    (out / "data").mkdir(parents=True, exist_ok=True)
    (out / "data" / "sojourn.ttl.gz").write_bytes(gzip.compress(graph, mtime=0))


def whole_graph(catalogue: Catalogue, twins: Twins) -> bytes:
    """The graph as Turtle, put together from the data of the entries."""
    return b"\n".join(twins(entry.kind, entry.id, "ttl") for entry in entries(catalogue))
