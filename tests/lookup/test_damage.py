"""A compiled registry that is damaged, cut off or of another version is refused in words; it never answers wrongly."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from sojourn.build.registry import write_registry
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled
from sojourn.lookup.registry import Registry
from sojourn.lookup.store import APPLICATION, FORMAT, OLDEST
from sojourn.model.errors import SojournError
from tests.support import rounds, small_glossary

ROUNDS = rounds(100)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("registry")
    path = folder / "registry.sqlite"
    write_registry(path, Compiled.of(checked_content(small_glossary(folder))))
    return path.read_bytes()


def answers(path: Path) -> list[object]:
    """What a registry says of everything in it."""
    registry = Registry.open(path)
    entries = [
        *registry.terms(),
        *registry.countries(),
        *registry.definitions(),
        *registry.rules(),
        *registry.sources(),
    ]
    return [[entry.to_dict() for entry in entries], registry.lists(), registry.meta("scheme")]


def test_a_whole_registry_is_of_this_version_and_verified(tmp_path: Path, compiled: bytes) -> None:
    path = tmp_path / "registry.sqlite"
    path.write_bytes(compiled)
    Registry.open(path).verify()
    connection = sqlite3.connect(path)
    assert connection.execute("pragma application_id").fetchone() == (APPLICATION,)
    assert connection.execute("pragma user_version").fetchone() == (FORMAT,)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda data: b"", "it is no SQLite file"),
        (lambda data: b"PK" + data[2:], "it is no SQLite file"),
        (lambda data: data[:50], "it is no SQLite file"),
        (lambda data: data[:-4096], "bytes of"),
        (lambda data: data[: len(data) // 2], "bytes of"),
        (lambda data: data + b"\0" * 100, "bytes of"),
        (lambda data: data[:60] + (OLDEST - 1).to_bytes(4, "big") + data[64:], f"it has the form {OLDEST - 1}"),
        (lambda data: data[:60] + (FORMAT + 1).to_bytes(4, "big") + data[64:], f"reads the form {FORMAT}"),
        (lambda data: data[:68] + b"\0\0\0\0" + data[72:], "another program's file"),
    ],
    ids=[
        "empty",
        "no SQLite",
        "header cut off",
        "a page short",
        "half",
        "longer",
        "version before",
        "next version",
        "another program",
    ],
)
def test_what_is_no_registry_is_refused(
    tmp_path: Path, compiled: bytes, damage: Callable[[bytes], bytes], told: str
) -> None:
    path = tmp_path / "registry.sqlite"
    path.write_bytes(damage(compiled))
    with pytest.raises(SojournError) as raised:
        Registry.open(path)
    assert told in raised.value.detail
    assert raised.value.where.file == str(path)
    assert "make" in raised.value.advice


def test_bytes_that_changed_never_change_an_answer(tmp_path: Path, compiled: bytes) -> None:
    """A registry with changed bytes answers as before, answers less, or is refused; no entry is ever another."""
    path = tmp_path / "registry.sqlite"
    path.write_bytes(compiled)
    right = answers(path)
    known = {str(entry) for entry in right[0]}  # type: ignore[attr-defined]
    chance, refused = random.Random(os.environ.get("SOJOURN_SEED", "1")), 0
    for _ in range(ROUNDS):
        changed = bytearray(compiled)
        for _ in range(chance.choice([1, 1, 4, 100])):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        path.write_bytes(changed)
        try:
            found = answers(path)
        except SojournError:
            refused += 1
            continue
        assert {str(entry) for entry in found[0]} <= known  # type: ignore[attr-defined]
    assert refused > ROUNDS // 20


def test_a_changed_text_is_refused_and_found_by_verify(tmp_path: Path, compiled: bytes) -> None:
    path = tmp_path / "registry.sqlite"
    path.write_bytes(compiled.replace(b"Place in which a person lives.", b"Place in which a person dines."))
    with pytest.raises(SojournError, match="the checksum of an entry is wrong"):
        Registry.open(path).term("residence")
    with pytest.raises(SojournError, match="the checksum of its content is wrong"):
        Registry.open(path).verify()


def test_a_changed_label_is_found_by_verify(tmp_path: Path, compiled: bytes) -> None:
    path = tmp_path / "registry.sqlite"
    path.write_bytes(compiled)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("update label set text = 'another' where role = 'hidden'")
    connection.close()
    with pytest.raises(SojournError, match="checksum"):
        Registry.open(path).verify()
