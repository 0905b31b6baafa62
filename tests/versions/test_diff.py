"""`sojourn diff` says what changed between two versions: in numbers, in words, in meaning, and in what follows from it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from sojourn.build.registry import write_registry
from sojourn.build.results import classification_results
from sojourn.cli.main import main
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled
from sojourn.loading.glossary.content import load_content
from sojourn.versions.recording import record_release
from tests.support import COUNTRY, FRAMEWORK, NARROWER, REPOSITORY, TERM, small_glossary

MORE = """\
  - id: nor-newcomer
    concept: immigration
    instrument: nor-register
    summary: {en: A person who comes for six months.}
    rule: {event: arrival, measure: stay, threshold: {value: 6, unit: month, comparison: ">="}, basis: intended}
    citations:
      - {source: nor-metadata, locator: section 3, seen: excerpt}
    confidence: low
"""
WITH_A_REFERENCE = MORE.replace(
    "rule: {event: arrival, measure: stay", "rule: {any: [{ref: nor-resident}, {event: arrival, measure: stay"
)
GONE = TERM.replace("domain: residence\n", "domain: residence\ndeprecated: true\nreplaced_by: usual-residence\n")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def diff(old: str | Path, new: str | Path, *words: str) -> dict[str, Any]:
    result = run("diff", old, new, "--format", "json", *words)
    assert result.exit_code in (0, 1), result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return small_glossary(tmp_path / "old")


def changed(tmp_path: Path, name: str, text: str) -> Path:
    return small_glossary(tmp_path / "new", {name: text})


def test_of_one_version_nothing_changed(old: Path) -> None:
    result = run("diff", old, old)
    assert result.exit_code == 0
    assert "Nothing changed." in result.output
    assert "Terms: 2, unchanged." in result.output


def test_comments_the_order_of_keys_and_the_form_of_a_file_are_no_change(old: Path, tmp_path: Path) -> None:
    lines = TERM.splitlines()
    other = "# A comment.\n" + "\n".join([lines[-1], *lines[:-1]]) + "\n"
    assert diff(old, changed(tmp_path, "terms/residence/residence.yaml", other))["changes"] == []


def test_entries_that_came_and_counts_of_each_kind(old: Path, tmp_path: Path) -> None:
    found = diff(old, changed(tmp_path, "countries/NOR.yaml", COUNTRY + MORE))
    assert [(c["kind"], c["id"], c["what"]) for c in found["changes"]] == [("definition", "nor-newcomer", "added")]
    count = next(count for count in found["counts"] if count["kind"] == "definition")
    assert (count["old"], count["new"], count["added"], count["changed"]) == (1, 2, 1, 0)


def test_words_that_changed_are_told_by_language(old: Path, tmp_path: Path) -> None:
    new = changed(tmp_path, "terms/residence/residence.yaml", TERM.replace("fr: résidence", "fr: séjour"))
    (change,) = diff(old, new)["changes"]
    assert change["fields"] == [{"field": "label.fr", "old": "résidence", "new": "séjour"}]
    assert "Terme residence (séjour)" in run("diff", old, new, "--lang", "fr").output
    text = run("diff", old, new).output
    assert "Other words\n- Term residence (residence):\n    In label.fr: “résidence” → “séjour”." in text


def test_a_retired_term_points_to_what_replaces_it(old: Path, tmp_path: Path) -> None:
    new = changed(tmp_path, "terms/residence/residence.yaml", GONE)
    (change,) = diff(old, new)["changes"]
    assert (change["what"], change["replaced_by"]) == ("retired", "usual-residence")
    assert "Term residence (residence): replaced by usual-residence." in run("diff", old, new).output


def test_an_identifier_that_disappears_is_named_first_and_gives_status_1(old: Path, tmp_path: Path) -> None:
    text = NARROWER.replace("id: usual-residence", "id: habitual-residence")
    new = small_glossary(tmp_path / "new", {
        "terms/residence/usual-residence.yaml": None,
        "terms/residence/habitual-residence.yaml": text,
        "recommendations/frame.yaml": FRAMEWORK.replace("term: usual-residence", "term: habitual-residence"),
    })  # fmt: skip
    result = run("diff", old, new)
    assert result.exit_code == 1
    assert result.output.index("Identifiers that disappeared") < result.output.index("\nAdded\n")
    assert diff(old, new)["removed"] == [{"kind": "term", "id": "usual-residence"}]


def test_a_rule_that_means_something_else_comes_with_the_traveller_who_is_counted_differently(
    old: Path, tmp_path: Path
) -> None:
    new = changed(tmp_path, "countries/NOR.yaml", COUNTRY.replace("value: 6, unit: month", "value: 12, unit: month"))
    found = diff(old, new)
    (change,) = found["changes"]
    meaning = change["meaning"]
    assert meaning["relation"] == "broader"
    ((start, _),) = meaning["a_not_b"]["stays"]
    assert start < meaning["a_not_b"]["start"]
    assert meaning["b_not_a"] is None
    # Six months were not what the framework asks for; twelve are.
    (flip,) = found["flips"]
    assert (flip["definition"], flip["framework"], flip["cause"]) == ("nor-resident", "frame", "definition")
    assert (flip["old"]["conformance"], flip["new"]["conformance"]) == ("does-not", "conforms")
    text = run("diff", old, new).output
    before = "Before: a person counts on the reference date as usual resident if the actual stay, without a break, is at least"
    assert f"{before} 6 months" in text
    assert "Counted before, but no longer: In the country from 1 July 2022 to 1 January 2023 (184 nights)" in text
    assert (
        "Definition nor-resident against frame: does not conform (broader, against frame-resident) → conforms (equal"
        in text
    )


def test_a_rule_written_otherwise_that_means_the_same_is_no_change_of_meaning(old: Path, tmp_path: Path) -> None:
    new = changed(tmp_path, "countries/NOR.yaml", re.sub("rule:\n((?:      .*\n)+)", _in_a_list, COUNTRY))
    (change,) = diff(old, new)["changes"]
    assert change["meaning"]["relation"] == "equal"
    assert "Rules written otherwise that mean the same\n- Definition nor-resident" in run("diff", old, new).output


def _in_a_list(found: re.Match[str]) -> str:
    limb = "".join(f"    {line}\n" for line in found[1].splitlines())
    return "rule:\n      all:\n" + limb.replace("          event", "        - event", 1)


def test_a_rule_changes_its_meaning_with_the_rule_that_it_refers_to(tmp_path: Path) -> None:
    text = COUNTRY + MORE.replace("rule: {event: arrival, measure: stay, threshold: {value: 6, unit: month, comparison: "
                                  '">="}, basis: intended}', "rule: {ref: nor-resident}")  # fmt: skip
    old = small_glossary(tmp_path / "old", {"countries/NOR.yaml": text})
    new = changed(tmp_path, "countries/NOR.yaml", text.replace("value: 6, unit: month", "value: 9, unit: month"))
    found = diff(old, new)
    assert {change["id"]: change["meaning"]["relation"] for change in found["changes"]} == {
        "nor-newcomer": "broader",
        "nor-resident": "broader",
    }


def test_what_a_framework_changes_flips_the_definitions_held_against_it(old: Path, tmp_path: Path) -> None:
    new = changed(tmp_path, "recommendations/frame.yaml", FRAMEWORK.replace("value: 12", "value: 6"))
    (flip,) = diff(old, new)["flips"]
    assert (flip["cause"], flip["new"]["conformance"]) == ("framework", "conforms")
    assert diff(old, new, "--quick")["flips"] is None


def build(root: Path, folder: Path) -> Path:
    content = checked_content(root)
    folder.mkdir()
    write_registry(folder / "registry.sqlite", Compiled.of(content), classification_results(content))
    return folder


def test_builds_registries_folders_releases_and_git_revisions_are_versions(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = old.parent
    monkeypatch.chdir(repository)
    built = build(old, tmp_path / "build")
    assert record_release(load_content(old), "2030-01-01", "1.2.3", {"en": "First."})
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(repository)]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"], ["tag", "first"]):
        subprocess.run([*git, *words], check=True)
    number = load_content(old).releases[0].version
    path = old / "countries/NOR.yaml"
    path.write_text(COUNTRY.replace("value: 6", "value: 9"), "utf-8")
    new = build(old, tmp_path / "rebuilt")
    for name in (built, built / "registry.sqlite", number, f"v{number}", "first", "HEAD"):
        for other in ("glossary", new):
            found = diff(name, other)
            assert [(c["id"], c["meaning"]["relation"]) for c in found["changes"]] == [("nor-resident", "broader")], (
                name
            )
    assert run("diff", "first", "nowhere").exit_code == 1
    assert "there is no version 'nowhere'" in run("diff", "first", "nowhere").output
    assert run("diff", "--", "--upload-pack=x", "HEAD").exit_code == 1


def test_content_with_errors_is_no_version(old: Path, tmp_path: Path) -> None:
    new = changed(tmp_path, "countries/NOR.yaml", COUNTRY.replace("event:", "evnt:"))
    result = run("diff", old, new)
    assert result.exit_code == 2
    assert "has content with errors" in result.output


def test_the_same_in_french_in_markdown_and_as_a_page(old: Path, tmp_path: Path) -> None:
    text = COUNTRY.replace("value: 6", "value: 12").replace("six months.", "<b>twelve</b> _months_.")
    new = changed(tmp_path, "countries/NOR.yaml", text)
    french = run("diff", old, new, "--lang", "fr").output
    assert "Règles qui ont un autre sens\n- Définition nor-resident (bosatt) :" in french
    assert "Compté avant, mais plus maintenant" in french
    notes = run("diff", old, new, "--format", "markdown").output
    assert "## Rules that mean something else\n\n- Definition nor-resident" in notes
    assert "\\<b\\>twelve\\</b\\> \\_months\\_" in notes
    target = tmp_path / "page.html"
    assert run("diff", old, new, "--format", "html", "--lang", "fr", "--out", target).exit_code == 0
    page = target.read_text("utf-8")
    assert page.startswith('<!doctype html>\n<html lang="fr">')
    assert "<b>twelve" not in page
    assert "&lt;b&gt;twelve" in page


# -- releases -------------------------------------------------------------------------------------------------------


@pytest.fixture
def released(old: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(old.parent)
    record_release(load_content(old), "2030-01-01", "1.2.3", {"en": "First."})
    return old


def test_a_released_identifier_that_is_gone_fails_the_check(released: Path) -> None:
    (released / "terms/residence/usual-residence.yaml").unlink()
    frame = released / "recommendations/frame.yaml"
    frame.write_text(FRAMEWORK.replace("    term: usual-residence\n", ""), "utf-8")
    result = run("check", released)
    assert result.exit_code == 1
    assert "the term “usual-residence” of release" in result.output
    assert "[identifiers]" in result.output


def test_a_retired_entry_passes_only_with_a_pointer(released: Path) -> None:
    path = released / "terms/residence/residence.yaml"
    path.write_text(GONE.replace("replaced_by: usual-residence\n", ""), "utf-8")
    assert "nothing says what replaces it" in run("check", "--fast", released).output
    path.write_text(GONE, "utf-8")
    assert "[identifiers]" not in run("check", "--fast", released).output


def test_a_record_that_was_edited_is_an_error(released: Path) -> None:
    (record,) = (released / "releases").iterdir()
    record.write_bytes(record.read_bytes() + b"x")
    result = run("check", "--fast", released)
    assert result.exit_code == 1
    assert "its digest is another one" in result.output


def test_each_entry_has_its_history_and_its_digests(released: Path) -> None:
    path = released / "countries/NOR.yaml"
    path.write_text(COUNTRY.replace("value: 6", "value: 9"), "utf-8")
    scheme = released / "scheme.yaml"
    first = load_content(released).releases[0].version
    scheme.write_text(scheme.read_text("utf-8").replace(f"version: {first}", "version: 7.0.0"), "utf-8")
    entries = Compiled.of(load_content(released)).entries
    assert entries["term"]["residence"]["history"] == [{"version": first, "date": "2030-01-01", "what": "added"}]
    assert entries["definition"]["nor-resident"]["history"][1:] == [
        {"version": "7.0.0", "date": None, "what": "changed", "fields": ["rule"]}
    ]
    record_release(load_content(released), "2031-01-01", "1.3.0", {})
    content = load_content(released)
    assert set(content.releases[1].entries) == {("scheme", "sojourn"), ("definition", "nor-resident")}
    told = Compiled.of(content).entries["definition"]["nor-resident"]
    assert told["history"][1] == {
        "version": "7.0.0", "date": "2031-01-01", "what": "changed", "fields": ["rule"], "relation": "narrower",
    }  # fmt: skip
    assert re.fullmatch("[0-9a-f]{64}", told["content_hash"])
    assert told["rule_hash"] != entries["rule"]["frame-resident"]["rule_hash"]
    # What `measure` stamps on its results is the same digest.
    from sojourn.measurement.running.stamp import stamp

    marks = stamp({"nor-resident": content.rule("nor-resident")}, "", "", {})
    assert marks["rules"]["nor-resident"] == told["rule_hash"]


def test_a_number_is_released_once_and_numbers_rise(released: Path) -> None:
    from sojourn.model.errors import UsageError

    with pytest.raises(UsageError, match="is not above the last release"):
        record_release(load_content(released), "2031-01-01", "1.3.0", {})
    shutil.rmtree(released / "releases")
    assert "cannot be used" in run("check", "--fast", released).output


def test_a_release_by_one_command(released: Path) -> None:
    """Its record, its line, the citation, and notes from the data; a second time it refuses."""
    first = load_content(released).releases[0].version
    citation = released.parent / "CITATION.cff"
    shutil.copyfile(REPOSITORY / "CITATION.cff", citation)
    assert run("release").exit_code == 2
    assert "is not above the last release" in run("release").output
    scheme = released / "scheme.yaml"
    scheme.write_text(scheme.read_text("utf-8").replace(f"version: {first}", "version: 7.0.0"), "utf-8")
    path = released / "countries/NOR.yaml"
    path.write_text(COUNTRY.replace("value: 6", "value: 9"), "utf-8")
    result = run("release", "--date", "2031-02-03", "--summary", "Nine months.", "--notes", "notes.md")
    assert result.exit_code == 0, result.output
    assert "released: 7.0.0, 2031-02-03" in result.output
    notes = (released.parent / "notes.md").read_text("utf-8")
    assert notes.startswith(f"# What changed from {first} to 7.0.0\n")
    assert "## Rules that mean something else" in notes
    cited = yaml.safe_load(citation.read_text("utf-8"))
    assert (cited["version"], cited["preferred-citation"]["version"]) == ("0.1.0", "7.0.0")
    assert str(cited["preferred-citation"]["date-released"]) == "2031-02-03"
    assert [r.version for r in load_content(released).releases] == [first, "7.0.0"]
    assert run("check", "--fast").exit_code == 0


def test_content_with_errors_is_not_released(released: Path) -> None:
    path = released / "countries/NOR.yaml"
    path.write_text(COUNTRY.replace("source: nor-metadata", "source: nowhere"), "utf-8")
    scheme = released / "scheme.yaml"
    scheme.write_text(re.sub(r"version: \S+", "version: 7.0.0", scheme.read_text("utf-8")), "utf-8")
    result = run("release")
    assert (result.exit_code, "content with errors is not released" in result.output) == (2, True)
    assert len(load_content(released).releases) == 1


def test_the_citation_names_the_program_and_the_last_release_of_the_content() -> None:
    cited = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text("utf-8"))
    project = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    assert f'version = "{cited["version"]}"' in project
    last = yaml.safe_load((REPOSITORY / "glossary/releases.yaml").read_text("utf-8"))[-1]
    assert cited["preferred-citation"]["version"] == last["version"]
    assert str(cited["preferred-citation"]["date-released"]) == last["date"]
