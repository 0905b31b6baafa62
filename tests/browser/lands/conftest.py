"""The small website with three countries of one region, for the pages that compare countries."""

from __future__ import annotations

from pathlib import Path

import pytest

from sojourn.lookup.registry import Registry
from tests.pages.conftest import build, registry_of, small_entries
from tests.pages.lands import CHANGED


@pytest.fixture(scope="package")
def lands(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The small registry with three countries."""
    return registry_of(*small_entries(tmp_path_factory.mktemp("lands"), CHANGED))


@pytest.fixture(scope="package")
def site(lands: Registry, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their website."""
    folder = tmp_path_factory.mktemp("lands-site")
    build(lands, folder)
    return folder / "site"
