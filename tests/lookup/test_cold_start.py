"""A first lookup pulls in nothing heavy and reads what it looks for only."""

from __future__ import annotations

import subprocess
import sys

import pytest

import sojourn
from sojourn.lookup.registry import Registry

HEAVY = ("rdflib", "pyoxigraph", "yaml", "yaml_rs", "jsonschema", "jsonschema_rs", "pyshacl", "click", "z3", "mkdocs")
SLOW = ("copy", "dataclasses", "inspect", "typing", "pathlib", "unicodedata")


@pytest.mark.parametrize("name", ["usual-residence", "usual residence"])
def test_a_lookup_imports_no_third_party_package_and_little_of_the_library(name: str) -> None:
    begun = "import json, sqlite3, sys; before = set(sys.modules); import sojourn"
    code = f"{begun}; sojourn.term('{name}').label['en']; print(*set(sys.modules) - before)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not {*HEAVY, *SLOW} & set(loaded)


@pytest.mark.parametrize(
    "name", ["usual-residence", "https://w3id.org/sojourn/term/usual-residence", "usual residence"]
)
def test_a_lookup_does_not_read_its_way_through_the_other_entries(name: str) -> None:
    registry = Registry.open()
    steps: list[None] = []
    registry._connection.set_progress_handler(lambda: steps.append(None), 1)
    assert registry.term(name).id == "usual-residence"
    assert len(steps) < len(sojourn.load().terms())
