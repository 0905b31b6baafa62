"""`sojourn new` writes a starting file once, for an id that is free, and the file is no clean one until it is filled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sojourn.cli.main import main
from tests.support import TERM, small_glossary


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def glossary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return small_glossary(tmp_path)


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (["term", "residence"], "glossary/terms/residence/residence.yaml:1"),
        (["term", "residence", "--stdout"], "glossary/terms/residence/residence.yaml:1"),
        (["term", "nor-resident"], "glossary/countries/NOR.yaml"),
        (["term", "frame"], "glossary/recommendations/frame.yaml:1"),
        (["country", "NOR"], "glossary/countries/NOR.yaml:1"),
        (["instrument", "nor-register"], "glossary/countries/NOR.yaml"),
        (["definition", "usual-residence"], "glossary/terms/residence/usual-residence.yaml:1"),
    ],
)
def test_an_id_that_is_taken_is_refused_wherever_it_stands(glossary: Path, words: list[str], where: str) -> None:
    before = sorted(glossary.rglob("*.yaml"))
    result = run("new", *words)
    assert result.exit_code == 2
    assert f"the id '{words[1]}' is taken" in result.output
    assert where in result.output
    assert sorted(glossary.rglob("*.yaml")) == before


def test_an_id_in_a_file_with_errors_is_taken_too(glossary: Path) -> None:
    (glossary / "terms/residence/residence.yaml").write_text(TERM + "nonsense: 1\n", "utf-8")
    assert "stands in a file with errors" in run("new", "term", "residence").output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["term", "a" * 300], "the id is too long"),
        (["term", "idea", "--domain", "residense"], "Did you mean 'residence'?"),
        (["term", "idea", "--domain", "../../elsewhere"], "there is no domain"),
        (["country", "NO"], "three capital letters"),
    ],
)
def test_what_cannot_be_an_id_or_a_domain_is_refused(glossary: Path, words: list[str], told: str) -> None:
    result = run("new", *words)
    assert result.exit_code == 2
    assert told in result.output


@pytest.mark.parametrize(("kind", "id"), [("term", "new-idea"), ("country", "ZZZ")])
def test_an_unfilled_file_is_no_clean_file(glossary: Path, kind: str, id: str) -> None:
    """Every text that is still to be written is an error of its own, with its line."""
    assert run("new", kind, id, *(["--domain", "residence"] if kind == "term" else [])).exit_code == 0
    path = next(glossary.rglob(f"{id}.yaml"))
    lines = [number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if "TODO" in line]
    findings = json.loads(run("check", "--fast", "--format", "json").output)["findings"]
    unfilled = [f for f in findings if f["check"] == "unfilled"]
    assert {f["severity"] for f in unfilled} == {"error"}
    assert {f["line"] for f in unfilled} == {*lines} - {2}
    assert len(unfilled) >= 2


def test_the_lines_of_a_definition_can_be_printed_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "- id: nor-new" in run("new", "definition", "nor-new").output
