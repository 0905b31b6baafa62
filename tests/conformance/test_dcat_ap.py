"""DCAT-AP 3.0.1: the catalogue that is published holds what the profile makes mandatory, with the classes that it wants.

`SOJOURN_DCAT_AP` may name a folder with the shapes of the specification (`shapes.ttl`, `range.ttl`), which then must hold too.
"""

from __future__ import annotations

import os
from pathlib import Path

import pyshacl
import pytest
import rdflib

from sojourn.build.registry import registry_from_sources
from sojourn.exchange.formats import format_of
from sojourn.exchange.material import Material
from tests.conformance.score import Score
from tests.support import REPOSITORY

OWN = Path(__file__).parent / "dcat-ap" / "shapes.ttl"
OFFICIAL = os.environ.get("SOJOURN_DCAT_AP", "")
SHAPES = [
    OWN,
    *(sorted(Path(OFFICIAL).glob("shapes.ttl")) + sorted(Path(OFFICIAL).glob("range.ttl")) if OFFICIAL else []),
]
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


@pytest.fixture(scope="module")
def catalogue() -> rdflib.Graph:
    """The catalogue as it is exported."""
    material = Material(registry_from_sources(REPOSITORY / "glossary"))
    ((_, data),) = format_of("dcat").files(material)
    return rdflib.Graph().parse(data, format="turtle")


def violations(data: rdflib.Graph, shapes: Path) -> list[str]:
    _, report, _ = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(shapes), inference="none")
    found = report.subjects(SH.resultSeverity, SH.Violation)
    return [f"{report.value(one, SH.focusNode)} {report.value(one, SH.resultPath)}" for one in found]


@pytest.mark.parametrize("shapes", SHAPES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_shapes_hold(catalogue: rdflib.Graph, shapes: Path) -> None:
    assert violations(catalogue, shapes) == []


def test_the_shapes_would_notice_what_is_missing(catalogue: rdflib.Graph, score: Score) -> None:
    properties = (
        ("title", rdflib.DCTERMS.title), ("publisher", rdflib.DCTERMS.publisher), ("accessURL", rdflib.DCAT.accessURL),
        ("endpointURL", rdflib.DCAT.endpointURL), ("dataset", rdflib.DCAT.dataset), ("name", rdflib.FOAF.name),
    )  # fmt: skip
    noticed = 0
    for _, predicate in properties:
        changed = rdflib.Graph() + catalogue
        changed.remove((None, predicate, None))
        noticed += bool(violations(changed, OWN))
    assert noticed == len(properties)
    shapes = sum(1 for _ in rdflib.Graph().parse(OWN).subjects(rdflib.RDF.type, SH.NodeShape))
    score("dcat-ap", shapes if not violations(catalogue, OWN) else 0, shapes)
