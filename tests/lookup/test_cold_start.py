"""`import sojourn` pulls in nothing heavy."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("rdflib", "pyoxigraph", "yaml", "yaml_rs", "jsonschema", "jsonschema_rs", "pyshacl", "click", "z3", "mkdocs")


def test_a_lookup_imports_no_third_party_package() -> None:
    code = "import sys, sojourn; sojourn.term('usual-residence'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not set(HEAVY) & set(loaded)
