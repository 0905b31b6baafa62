"""The bundle of a release: everything that is published, with checksums that hold, and the same bytes each time."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest

from sojourn.build.bundle import SUMS, write_bundle
from sojourn.build.registry import write_registry
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled
from sojourn.loading.glossary.content import Content
from sojourn.model.errors import UsageError
from sojourn.prose.tables import from_yaml
from sojourn.versions.recording import record_release
from tests.support import REPOSITORY, small_glossary


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """A small glossary that is recorded as a release and built."""
    folder = tmp_path_factory.mktemp("release")
    root = small_glossary(folder)
    record_release(checked_content(root), "2026-11-30", "0.1.0", {"en": "First"})
    for name in ("LICENSE", "CITATION.cff", "requirements.lock", "pyproject.toml"):
        shutil.copyfile(REPOSITORY / name, folder / name)
    shutil.copyfile(REPOSITORY / "glossary" / "LICENSE.md", root / "LICENSE.md")
    content = checked_content(root)
    build = folder / "build"
    for part in ("rdf", "exports"):
        (build / part).mkdir(parents=True)
    write_registry(build / "registry.sqlite", Compiled.of(content))
    (build / "rdf" / "sojourn.ttl").write_text("<urn:a> <urn:b> <urn:c> .\n", "utf-8")
    (build / "exports" / "terms.csv").write_text("id\r\nresidence\r\n", "utf-8")
    return content


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def packed(released: Content, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the bundle."""
    out = tmp_path_factory.mktemp("packed") / "out"
    names = write_bundle(released, out)
    found = files(out)
    assert set(found) == set(names)
    return found


def test_a_bundle_has_all_that_a_citation_needs(packed: dict[str, bytes]) -> None:
    found = packed
    assert {"CITATION.cff", "LICENSE", "LICENSE-content.md", "registry.sqlite", "data/terms.csv", "sbom.json"} <= set(
        found
    )
    cited = from_yaml(found["CITATION.cff"].decode())
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    locked = re.findall(r"^([A-Za-z0-9_.-]+)==", (REPOSITORY / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    bill = json.loads(found["sbom.json"])
    assert {one["name"] for one in bill["components"]} == set(locked)


def test_the_checksums_hold_and_tell_of_every_file(packed: dict[str, bytes]) -> None:
    lines = [line.split("  ") for line in packed[SUMS].decode().splitlines()]
    told = {name: digest for digest, name in lines}
    assert told == {name: hashlib.sha256(data).hexdigest() for name, data in packed.items() if name != SUMS}


def test_the_same_release_gives_the_same_bytes(released: Content, packed: dict[str, bytes], tmp_path: Path) -> None:
    write_bundle(released, tmp_path / "again")
    assert files(tmp_path / "again") == packed


def test_what_is_not_recorded_or_not_built_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    content = checked_content(small_glossary(tmp_path))
    with pytest.raises(UsageError, match="is no recorded release"):
        write_bundle(content, tmp_path / "out")
    record_release(content, "2026-11-30", "0.1.0", {"en": "First"})
    with pytest.raises(UsageError, match="is not built"):
        write_bundle(checked_content(content.root), tmp_path / "out")
    assert not (tmp_path / "out").exists()
