"""From content to the published graph: what the documents say, what follows from it (ontology/construct/*.rq), digests and
dates of releases, the classification results, and the description of the whole."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from sojourn.classification import Classification
from sojourn.graph.triples.description import description_triples
from sojourn.graph.triples.documents import json_ld
from sojourn.graph.triples.marks import mark_triples
from sojourn.graph.triples.results import result_triples
from sojourn.graph.vocabulary import ontology_folder, prefixes
from sojourn.loading.glossary.content import Content

_TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def build_graph(content: Content, results: Sequence[Classification] = ()) -> list[ox.Triple]:
    """Every triple of the content, asserted and derived, once each and in a fixed order.

    `results` are published too. The asserted
    triples never pass through a Store, which would rewrite literals (`P12M` to `P1Y`, `007` to `7`).
    """
    with _collector_paused():
        return _build(content, results)


def _build(content: Content, results: Sequence[Classification]) -> list[ox.Triple]:
    asserted = asserted_quads(content)
    triples = [quad.triple for quad in asserted]
    triples += derived_triples(asserted, ontology_folder() / "construct")
    triples += mark_triples(content)
    triples += result_triples(results, content.scheme["base"])
    placed = _placed(triples)
    placed |= _placed(description_triples(content.scheme, placed.values()))
    return [placed[place] for place in sorted(placed)]


def asserted_triples(content: Content) -> list[ox.Triple]:
    """What the documents say, by way of the context."""
    return [quad.triple for quad in asserted_quads(content)]


def asserted_quads(content: Content) -> list[ox.Quad]:
    """What the documents say, as a store takes it up (the library reads quads, of the default graph)."""
    text = json.dumps(json_ld(content), ensure_ascii=False)
    return list(ox.parse(text, format=ox.RdfFormat.JSON_LD))


def derived_triples(asserted: Iterable[ox.Quad], folder: Path) -> Iterator[ox.Triple]:
    """What the CONSTRUCT queries of a folder add. Each sees the asserted triples only: no order matters."""
    store = ox.Store()
    store.extend(asserted)
    for path in sorted(folder.glob("*.rq")):
        found = store.query(path.read_text("utf-8"), prefixes=prefixes())
        assert isinstance(found, ox.QueryTriples), f"{path.name} is not a CONSTRUCT query"
        yield from found


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Nothing here makes cycles, and the garbage collector would walk over the growing graph again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def ordered(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Triples once each, in the same order in every process: a node before those nested in it, its type first."""
    placed = _placed(triples)
    return [placed[place] for place in sorted(placed)]


def _placed(triples: Iterable[ox.Triple]) -> dict[bytes, ox.Triple]:
    """Triples by texts that sort as the graph is ordered.

    By way of N-Triples, since the library writes all triples at once much faster than it spells single terms.
    """
    triples = list(triples)
    lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    found: dict[bytes, ox.Triple] = {}
    for line, triple in zip(lines.splitlines(), triples, strict=True):
        subject, predicate, value = line.split(b" ", 2)
        found[b"\x00".join((_place(subject), b"" if predicate == _TYPE else predicate[:-1], value))] = triple
    return found


@lru_cache(maxsize=100_000)
def _place(subject: bytes) -> bytes:
    """A subject so that '/' sorts before every other character: nested nodes follow their holder."""
    return subject.replace(b">", b"\x00").replace(b"/", b"\x01")
