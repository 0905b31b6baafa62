"""`sojourn build` on a small repository: everything or nothing, and the same bytes from the same content."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from sojourn.build.registry import write_registry
from sojourn.build.results import Stored, classification_results
from sojourn.cli.main import main
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled
from sojourn.lookup.registry import Registry
from tests.support import COUNTRY, REPOSITORY, small_glossary, wait_until


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like the repository, with the small glossary in it."""
    small_glossary(tmp_path)
    shutil.copytree(REPOSITORY / "ontology", tmp_path / "ontology")
    (tmp_path / "tools" / "sojourn").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def build(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["build", "--only", "registry,rdf,exports", *words])
    return result.exit_code, result.output


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_build_tells_what_it_made_and_what_each_step_took(repository: Path) -> None:
    status, output = build()
    assert status == 0, output
    for word in ("2 terms", "1 definitions", "1 countries", "triples", "Findings: 0 error", "classify", " s"):
        assert word in output
    assert {path.name for path in (repository / "build").iterdir()} >= {
        "registry.sqlite",
        "rdf",
        "exports",
        "findings.json",
    }
    assert {path.suffix for path in (repository / "build/rdf").iterdir()} == {".ttl", ".nt", ".jsonld", ".rdf"}
    assert json.loads((repository / "build/exports/definitions.json").read_text("utf-8"))[0]["id"] == "nor-resident"


def test_two_builds_give_the_same_bytes(repository: Path) -> None:
    build()
    first = digest(repository / "build")
    shutil.rmtree(repository / ".cache")
    build("--force")
    assert digest(repository / "build") == first


def test_a_second_build_of_the_same_content_does_nothing(repository: Path) -> None:
    build()
    before = (repository / "build").stat().st_ino
    status, output = build()
    assert status == 0
    assert "Up to date" in output
    assert (repository / "build").stat().st_ino == before


def test_content_with_errors_leaves_the_last_good_build(repository: Path) -> None:
    build()
    before = digest(repository / "build")
    (repository / "glossary/countries/NOR.yaml").write_text(COUNTRY.replace("basis: actual", "basis: actuall"), "utf-8")
    status, output = build()
    assert status == 1
    assert "nothing was built" in output
    assert "'actuall' is not a code" in output
    assert "Traceback" not in output
    assert digest(repository / "build") == before


@pytest.mark.parametrize("written", [".", ".made", "registry.sqlite"])
def test_a_killed_build_leaves_the_last_good_build(repository: Path, written: str) -> None:
    """Killed when the new folder is there, when steps have begun, and when the registry is written."""
    build()
    before = digest(repository / "build")
    command = [sys.executable, "-m", "sojourn", "build", "--only", "registry,rdf,exports", "--force"]
    child = subprocess.Popen(
        command, cwd=repository, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ}
    )
    place = repository / ".build.new" / written
    wait_until(lambda: place.exists() or child.poll() is not None, f"a build writes {written}")
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    assert digest(repository / "build") == before
    status, output = build("--force")
    assert status == 0, output
    assert digest(repository / "build") == before


def kept_results(repository: Path) -> set[str]:
    with closing(sqlite3.connect(repository / ".cache/classification.sqlite")) as connection:
        return {key for (key,) in connection.execute("select key from result")}


def test_a_whole_build_keeps_the_results_that_it_used_and_no_others(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    old = kept_results(repository)
    path = repository / "glossary/countries/NOR.yaml"
    path.write_text(COUNTRY.replace("value: 6", "value: 9"), "utf-8")
    # A build that fails after it has classified leaves everything for the next one.
    monkeypatch.setattr("sojourn.build.steps.write_registry", lambda *_: 1 / 0)
    status, output = build()
    assert status != 0, output
    assert old < kept_results(repository)
    monkeypatch.undo()
    monkeypatch.chdir(repository)
    assert build()[0] == 0
    new = kept_results(repository)
    assert new
    assert not new & old


CHANGES = {
    "a length": ("value: 6", "value: 9"),
    "a text": ("for six months", "for half a year"),
    "the name of a country": ("en: Norway", "en: Kingdom of Norway"),
    "the name of a data source": ("en: Population register", "en: Register of the people"),
    "a source": ("title: Metadata", "title: About the statistics"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_build_after_a_change_gives_the_bytes_of_a_build_from_nothing(repository: Path, change: str) -> None:
    build()
    path = repository / "glossary/countries/NOR.yaml"
    assert CHANGES[change][0] in COUNTRY
    path.write_text(COUNTRY.replace(*CHANGES[change]), "utf-8")
    assert build()[0] == 0
    after = digest(repository / "build")
    shutil.rmtree(repository / ".cache")
    shutil.rmtree(repository / "build")
    assert build()[0] == 0
    assert digest(repository / "build") == after


def test_a_website_after_a_change_is_that_of_a_build_from_nothing(repository: Path) -> None:
    """The pages that a length is shown on change, all others are taken over, and nobody can tell from the bytes."""
    # Elsewhere than at home, so that nothing is fetched.
    (repository / "site").symlink_to(REPOSITORY / "site")
    whole = ("--only", "registry,rdf,exports,site", "--out")
    assert build(*whole, "one")[0] == 0
    page = repository / "one/site/definition/nor-resident.html"
    before = page.read_text("utf-8")
    (repository / "glossary/countries/NOR.yaml").write_text(COUNTRY.replace("value: 6", "value: 9"), "utf-8")
    assert build(*whole, "one")[0] == 0
    assert "9 months" in page.read_text("utf-8")
    assert "9 months" not in before
    assert build(*whole, "other")[0] == 0
    assert digest(repository / "one") == digest(repository / "other")


def test_a_registry_holds_the_same_bytes_whether_they_were_at_hand_or_not(repository: Path) -> None:
    content, stored = checked_content(repository / "glossary"), Stored()
    results = classification_results(content, None, stored)
    assert set(stored.packed) == {(one.definition, one.framework) for one in results}
    write_registry(repository / "one.sqlite", Compiled.of(content), results, stored.packed)
    write_registry(repository / "other.sqlite", Compiled.of(content), results)
    assert (repository / "one.sqlite").read_bytes() == (repository / "other.sqlite").read_bytes()
    again = Registry.open(repository / "one.sqlite")
    assert again.results() == tuple(results)
    assert again.with_results(results).results("nor-resident") == again.results("nor-resident")


def test_damaged_results_of_earlier_builds_are_made_again(repository: Path) -> None:
    build()
    before = digest(repository / "build")
    (repository / ".cache/classification.sqlite").write_bytes(
        b"not a database at all, but long enough to be read as one" * 9
    )
    status, output = build("--force")
    assert status == 0, output
    assert digest(repository / "build") == before


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_nothing_is_written_beside_the_glossary_if_the_build_lies_elsewhere(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Neither the package's data nor kept results; a glossary on a read-only disk can be built."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    before = names(repository)
    status, output = build("--out", str(elsewhere / "made"))
    assert status == 0, output
    assert names(repository) == before
    assert {path.name for path in elsewhere.iterdir()} == {"made", ".made.cache"}


def test_the_package_s_data_are_written_where_the_package_is(repository: Path) -> None:
    build()
    data = repository / "tools" / "sojourn" / "data"
    assert (data / "registry.sqlite").is_file()
    # The words in the form in which they are read fast.
    assert sorted(path.name for path in (data / "words").iterdir()) == ["en.json", "fr.json"]
    shutil.rmtree(repository / "tools")
    assert build("--force")[0] == 0
    assert not (repository / "tools").exists()


def test_a_glossary_without_ontology_or_site_beside_it(repository: Path) -> None:
    shutil.rmtree(repository / "ontology")
    shutil.rmtree(repository / "tools")
    assert build()[0] == 0
    result = CliRunner().invoke(main, ["build", "--force"])
    assert result.exit_code == 2
    assert "the website needs the folder site/" in result.output
    assert "--only registry,rdf,exports" in result.output


def test_whoever_builds_is_told_before_npm_fetches_anything(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An npm that notes its call stands for the network."""
    (repository / "site").mkdir()
    shutil.copyfile(REPOSITORY / "site/package-lock.json", repository / "site/package-lock.json")
    called = repository / "bin"
    called.mkdir()
    (called / "npm").write_text('#!/bin/sh\necho "$@" > ../npm-was-called\n')
    (called / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{called}:{os.environ['PATH']}")
    result = CliRunner().invoke(main, ["build", "--force"])
    assert "npm ci: fetches oxigraph" in result.output
    assert (repository / "npm-was-called").read_text().startswith("ci ")
    (repository / "npm-was-called").unlink()
    CliRunner().invoke(main, ["build", "--force", "--out", str(repository / "elsewhere" / "made")])
    assert not (repository / "npm-was-called").exists()
