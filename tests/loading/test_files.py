"""Whatever lies in a glossary folder, `check` says so and goes on: pipes, links, folders, names, missing parts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from sojourn.cli.main import main
from sojourn.loading.checks.checking import checked_content
from sojourn.model.finding import Finding
from tests.support import COUNTRY, NARROWER, SOURCES, TERM, small_glossary

T = "terms/residence/residence.yaml"
C = "countries/NOR.yaml"
Z = "countries/ZZZ.yaml"


def errors(root: Path) -> list[Finding]:
    return [finding for finding in checked_content(root).findings if finding.severity == "error"]


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (os.mkfifo, "this is a pipe, not a file"),
        (Path.mkdir, "this is a folder, not a file"),
        (link("ZZZ.yaml"), "symbolic links"),
        (link("nowhere.yaml"), "No such file"),
        (link("/dev/zero"), "this is a device, not a file"),
        (link("/etc/passwd"), "the link leads to a file that is no YAML file"),
    ],
    ids=["pipe", "folder", "link to itself", "dangling link", "device", "link to a secret"],
)
def test_what_is_no_file_is_one_finding(tmp_path: Path, make: Callable[[Path], None], told: str) -> None:
    root = small_glossary(tmp_path)
    make(root / Z)
    (finding,) = errors(root)
    assert (finding.check, finding.file) == ("file", f"glossary/{Z}")
    assert told in finding.message
    assert finding.advice


def test_a_name_that_is_no_text_is_a_finding(tmp_path: Path) -> None:
    root = small_glossary(tmp_path)
    Path(os.fsdecode(os.fsencode(root / "countries") + b"/\xff.yaml")).write_text(COUNTRY, "utf-8")
    (finding,) = errors(root)
    assert finding.file == "glossary/countries/\\xff.yaml"
    assert "not UTF-8" in finding.message


def test_a_circle_of_folders_ends(tmp_path: Path) -> None:
    root = small_glossary(tmp_path)
    (root / "terms/residence/again").symlink_to(root / "terms")
    assert errors(root) == []


@pytest.mark.parametrize(
    "words", [["check", "--fast"], ["check", "--fast", "glossary"], ["check", "--fast", f"glossary/{C}"]]
)
def test_a_linked_file_is_read_like_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """Its errors are told whether the glossary, its folder or the file is named."""
    root = small_glossary(tmp_path)
    (tmp_path / "norway.yaml").write_text(COUNTRY.replace("basis: actual", "basis: actuall"), "utf-8")
    (root / C).unlink()
    (root / C).symlink_to(tmp_path / "norway.yaml")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1
    assert "glossary/countries/NOR.yaml:25: error" in result.output


def test_a_linked_folder_is_read(tmp_path: Path) -> None:
    root = small_glossary(tmp_path)
    (root / "countries").rename(tmp_path / "moved")
    (root / "countries").symlink_to(tmp_path / "moved")
    assert set(checked_content(root).entries["country"]) == {"NOR"}


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (Path.unlink, "there is no such file"),
        (lambda path: path.write_text("[1"), "delimiter"),
        (lambda path: path.write_text("[]"), "it is no JSON object"),
        (lambda path: path.write_text('{"$id": "https://example.org/x", "type": 5}'), "5"),
    ],
    ids=["missing", "no JSON", "no object", "no schema"],
)
def test_a_schema_that_cannot_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object], told: str
) -> None:
    root = small_glossary(tmp_path)
    make(root / "schema" / "term.json")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 2
    assert "a JSON Schema of the glossary cannot be used" in result.output
    assert told in result.output


# -- one fault is told once --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("terms/residence/usual-residence.yaml", NARROWER.replace("[usual residense]", "[twice, twice]")),
        ("terms/residence/usual-residence.yaml", NARROWER.replace("label: {", "label: {[")),
        ("terms/residence/usual-residence.yaml", NARROWER.replace("usual residense", "r\xe9sidence").encode("latin-1")),
        (T, TERM.replace("confidence: high\n", "")),
        (T, TERM + "1: x\n"),
        (C, COUNTRY.replace("value: 6", "value: six")),
        (C, COUNTRY.replace("value: 6,", "value: [6,")),
        ("sources/international.yaml", SOURCES.replace("kind: dataset", "kind: 5")),
        ("sources/international.yaml", SOURCES.replace("{id: cldr", "{id: [cldr")),
        ("recommendations/frame.yaml", "id: frame\n"),
        ("codes.yaml", "- {id: domain}\n"),
        ("codes.yaml", "- {id: [domain}\n"),
    ],
)
def test_a_file_with_one_fault_makes_no_other_file_wrong(tmp_path: Path, file: str, text: str | bytes) -> None:
    """What refers to it is right, whether its schema, its syntax or its encoding is at fault."""
    found = errors(small_glossary(tmp_path, {file: text}))
    assert found
    assert {finding.file for finding in found} == {f"glossary/{file}"}


def test_one_label_twice_is_one_error(tmp_path: Path) -> None:
    text = NARROWER.replace("[usual residense]", "[usual residense, usual residense]")
    (finding,) = errors(small_glossary(tmp_path, {"terms/residence/usual-residence.yaml": text}))
    assert "the same value twice" in finding.message
