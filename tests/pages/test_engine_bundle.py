"""Python for the browser as one file: everything that the packed package imports is in it, and the same bytes each time."""

from __future__ import annotations

import ast
import gzip
import shutil
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from sojourn.pages.data.engine_bundle import GLUE, LIBRARY, PACK, WASM, Bundle, bundle
from sojourn.pages.data.engine_files import RUNTIME, pack
from sojourn.pages.data.precompiled import precompiled
from sojourn.pages.frame.third_party import package
from tests.support import REPOSITORY

# What another host sent before, in bytes: Python's files as npm gives them, the package and the rules.
UNBUNDLED = 14_300_000


@pytest.fixture(scope="module")
def runtime() -> Path:
    found = package(REPOSITORY / "site", RUNTIME)
    if found is None:
        pytest.skip("npm gave no Python for the browser")
    return found


@pytest.fixture(scope="module")
def made(runtime: Path) -> Bundle:
    return bundle(runtime, pack())


@pytest.fixture(scope="module")
def parts(made: Bundle) -> dict[str, bytes]:
    whole, out, at = gzip.decompress(made.data), {}, 0
    for name, size in made.parts:
        out[name], at = whole[at : at + size], at + size
    assert at == len(whole)
    return out


def test_the_parts_are_those_of_the_packages_in_the_order_of_need(parts: dict[str, bytes], runtime: Path) -> None:
    assert list(parts) == [GLUE, WASM, LIBRARY, PACK]
    assert parts[GLUE] == (runtime / GLUE).read_bytes()
    assert parts[WASM] == (runtime / WASM).read_bytes()
    assert zipfile.ZipFile(BytesIO(parts[PACK])).testzip() is None


def test_modules_are_compiled_and_none_is_there_that_python_has_not(parts: dict[str, bytes], runtime: Path) -> None:
    given, kept = zipfile.ZipFile(runtime / LIBRARY), zipfile.ZipFile(BytesIO(parts[LIBRARY]))
    assert {name.replace(".pyc", ".py") for name in kept.namelist()} < set(given.namelist())
    packed = zipfile.ZipFile(BytesIO(parts[PACK]))
    assert not [name for name in (*kept.namelist(), *packed.namelist()) if name.endswith(".py")]


def test_without_a_compiler_the_modules_are_there_as_they_are(runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    archives = [b"one", b"two, which nobody compiled before"]
    assert precompiled(runtime, archives) == tuple(archives)


def test_it_is_less_than_half_of_what_a_plain_host_would_send(made: Bundle) -> None:
    assert len(made.data) < UNBUNDLED * 2 / 5


def test_the_same_files_give_the_same_bytes(made: Bundle, runtime: Path) -> None:
    assert bundle(runtime, pack()).data == made.data


def test_all_that_the_package_imports_is_there(parts: dict[str, bytes]) -> None:
    """Also what is imported within a function, which would be missed only when somebody asks for it."""
    packed = zipfile.ZipFile(BytesIO(pack()))
    library = {name.split("/")[0].removesuffix(".pyc") for name in zipfile.ZipFile(BytesIO(parts[LIBRARY])).namelist()}
    own = {name.split("/")[0] for name in packed.namelist()}
    wanted = set()
    for name in packed.namelist():
        if name.startswith("sojourn/") and name.endswith(".py"):
            wanted |= imported(packed.read(name))
    outside = wanted & set(sys.stdlib_module_names) - set(sys.builtin_module_names)
    assert len(outside) > 20
    compiled = {"math", "zlib", "unicodedata"}  # in WebAssembly
    assert outside - library - own <= compiled


def imported(text: bytes) -> set[str]:
    """The top names of the modules that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.split(".")[0])
    return found
