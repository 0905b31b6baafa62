"""The engine as it is packed for the browser, with the rules of the real glossary."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sojourn.loading.glossary.compiled import Compiled, compiled_entries
from sojourn.loading.glossary.content import load_content
from sojourn.lookup.registry import Registry
from sojourn.lookup.writing import write_store
from sojourn.pages.data.engine_files import pack, rules_data
from sojourn.prose.language import interface
from tests.support import REPOSITORY

# -I -S: no site-packages, no environment; so nothing is found but the standard library and the pack.
BARE = [sys.executable, "-I", "-S", "-c"]
ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
from sojourn.engine.answers import BrowserEngine
engine = BrowserEngine(open(sys.argv[2], encoding="utf-8").read())
print(json.dumps([json.loads(engine.call(method, json.dumps(given))) for method, given in json.load(sys.stdin)]))
assert not [m for m in sys.modules.values() if "site-packages" in (getattr(m, "__file__", None) or "")]
"""
Ask = Callable[..., list[Any]]


def registry_from_glossary() -> Registry:
    """The registry of the real glossary, without classification results."""
    content = load_content(REPOSITORY / "glossary")
    return Registry(write_store(":memory:", compiled_entries(content), Compiled.of(content).facts, []))


def rules_of(registry: Registry) -> str:
    """The rules of a registry as the engine takes them."""
    french = interface(REPOSITORY / "site" / "interface", "fr")
    return json.dumps(rules_data(registry, REPOSITORY / "glossary" / "schema", {"fr": french}), ensure_ascii=False)


@pytest.fixture(scope="session")
def real() -> Registry:
    return registry_from_glossary()


@pytest.fixture(scope="session")
def packed(real: Registry, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The pack and the rules, as files."""
    folder = tmp_path_factory.mktemp("engine")
    (folder / "sojourn.zip").write_bytes(pack())
    (folder / "rules.json").write_text(rules_of(real), "utf-8")
    return folder / "sojourn.zip", folder / "rules.json"


@pytest.fixture(scope="session")
def ask(packed: tuple[Path, Path]) -> Ask:
    """Puts calls to the packed engine in a Python that has nothing else."""

    def call(*calls: tuple[str, dict[str, Any]]) -> list[Any]:
        command = [*BARE, ASK, *map(str, packed)]
        done = subprocess.run(command, input=json.dumps(calls), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        found: list[Any] = json.loads(done.stdout)
        return found

    return call
