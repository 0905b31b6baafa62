"""The exports of the built registry, each made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import sojourn
from sojourn.exchange.formats import format_of
from sojourn.exchange.material import Material
from tests.support import once

Exported = Callable[[str], Path]


@pytest.fixture(scope="session")
def material() -> Material:
    """The built registry as exports see it."""
    return Material(sojourn.load())


@pytest.fixture(scope="session")
def exported(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The folder with the files of a format."""

    @cache
    def folder(name: str) -> Path:
        def write(out: Path) -> None:
            for file, data in format_of(name).files(material):
                (out / file).write_bytes(data)

        return once(tmp_path_factory, name, write)

    return folder
