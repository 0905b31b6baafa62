"""The engine as it is packed for the browser runs in a Python that has nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from sojourn.lookup.registry import Registry
from sojourn.pages.engine_files import pack, rules_data
from tests.support import REPOSITORY

# -I -S: no site-packages, no environment; so nothing is found but the standard library and the pack.
BARE = [sys.executable, "-I", "-S", "-c"]
ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
from sojourn.engine.answers import Engine
engine = Engine(open(sys.argv[2], encoding="utf-8").read())
print(json.dumps([json.loads(engine.call(method, json.dumps(given))) for method, given in json.load(sys.stdin)]))
assert not [m for m in sys.modules.values() if "site-packages" in (getattr(m, "__file__", None) or "")]
"""


@pytest.fixture(scope="session")
def packed(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("engine")
    (folder / "sojourn.zip").write_bytes(pack())
    (folder / "rules.json").write_text(
        json.dumps(rules_data(registry, REPOSITORY / "glossary" / "schema"), ensure_ascii=False), "utf-8"
    )
    return folder / "sojourn.zip", folder / "rules.json"


def ask(packed: tuple[Path, Path], *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    done = subprocess.run([*BARE, ASK, *map(str, packed)], input=json.dumps(calls), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


def test_the_pack_is_the_same_each_time_and_carries_the_licences() -> None:
    assert pack() == pack()
    with zipfile.ZipFile(BytesIO(pack())) as archive:
        assert "licences/markupsafe.txt" in archive.namelist()


def test_every_module_of_the_pack_can_be_imported_without_site_packages(packed: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(packed[0]) as archive:
        names = [name for name in archive.namelist() if name.startswith("sojourn/") and name.endswith(".py")]
    modules = sorted({name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in names})
    code = f"import importlib, sys; sys.path.insert(0, sys.argv[1])\nfor name in {modules!r}: importlib.import_module(name)"
    done = subprocess.run([*BARE, code, str(packed[0])], capture_output=True, text=True)
    assert done.stderr == ""


def test_a_fault_has_the_one_shape_of_errors(packed: tuple[Path, Path]) -> None:
    unknown, method = ask(packed, ("compare", {"a": "nor-residents", "b": "frame-resident"}), ("divine", {}))
    assert unknown["error"]["title"] == "no definition or reference rule 'nor-residents'"
    assert "nor-resident" in unknown["error"]["advice"]
    assert set(method["error"]) == {"title", "detail", "advice", "where"}


def test_a_matrix_holds_each_pair_once(packed: tuple[Path, Path]) -> None:
    ids = ["nor-resident", "frame-resident"]
    matrix, pair = ask(packed, ("matrix", {"ids": ids}), ("compare", {"a": ids[0], "b": ids[1]}))
    assert matrix == {"ids": ids, "pairs": [[None, pair], [None, None]]}
    assert pair["relation"] == "broader"
