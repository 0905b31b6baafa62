"""The small glossary of tests/fixtures and the real one, loaded once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from sojourn.graph.build import build_graph
from sojourn.loading.content import Content, load_content

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """The small glossary, with the schemas and code lists of the real one."""
    folder = tmp_path_factory.mktemp("content") / "glossary"
    shutil.copytree(ROOT / "tests/fixtures/small", folder)
    shutil.copytree(ROOT / "glossary/schema", folder / "schema")
    shutil.copy(ROOT / "glossary/codes.yaml", folder / "codes.yaml")
    return load_content(folder)


@pytest.fixture(scope="session")
def small_graph(small: Content) -> list[ox.Triple]:
    return build_graph(small)


@pytest.fixture(scope="session")
def real() -> Content:
    return load_content(ROOT / "glossary")


@pytest.fixture(scope="session")
def real_graph(real: Content) -> list[ox.Triple]:
    return build_graph(real)
