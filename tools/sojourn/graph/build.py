"""From content to the published graph: what the documents say, plus what follows from it (ontology/construct/*.rq)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sojourn.graph.documents import json_ld
from sojourn.graph.results import result_triples
from sojourn.graph.vocabulary import ontology_folder, prefixes
from sojourn.loading.content import Content

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def build_graph(content: Content, results: Sequence[Mapping[str, Any]] = ()) -> list[ox.Triple]:
    """Every triple of the content, asserted and derived, once each and in a fixed order.

    `results` are classifications in the shape of `sojourn classify --format json`; they are published too. The asserted
    triples never pass through a Store, which would rewrite literals (`P12M` to `P1Y`, `007` to `7`).
    """
    asserted = asserted_triples(content)
    derived = derived_triples(asserted, ontology_folder() / "construct")
    return ordered([*asserted, *derived, *result_triples(results, content.scheme["base"])])


def asserted_triples(content: Content) -> list[ox.Triple]:
    """What the documents say, by way of the context."""
    text = json.dumps(json_ld(content), ensure_ascii=False)
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD)]


def derived_triples(asserted: Iterable[ox.Triple], folder: Path) -> Iterator[ox.Triple]:
    """What the CONSTRUCT queries of a folder add. Each sees the asserted triples only: no order matters."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in asserted)
    for path in sorted(folder.glob("*.rq")):
        found = store.query(path.read_text("utf-8"), prefixes=prefixes())
        assert isinstance(found, ox.QueryTriples), f"{path.name} is not a CONSTRUCT query"
        yield from found


def ordered(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Triples once each, in the same order in every process: a node before those nested in it, its type first."""
    # By plain strings, which compare much faster than terms; a duplicate takes the place of its twin.
    by_place = {(_place(str(s)), "" if p == _TYPE else p.value, str(o)): (s, p, o) for s, p, o in triples}
    return [ox.Triple(*by_place[place]) for place in sorted(by_place)]


@lru_cache(maxsize=10_000)
def _place(subject: str) -> str:
    """A subject so that '/' sorts before every other character: nested nodes follow their holder."""
    return subject.replace(">", "\x00").replace("/", "\x01")
