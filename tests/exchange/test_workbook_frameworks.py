"""Terms, frameworks with their rules, code lists and the bibliography in a workbook: out, edited, and back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sojourn.loading.glossary.content import load_content
from tests.exchange.office import needs_office, typed
from tests.exchange.test_workbook import append, at, edited, files, in_normal_form, refused, run
from tests.support import FRAMEWORK, NARROWER

COMMENTED = (
    FRAMEWORK.replace("rules:\n", "# In the order of the text.\nrules:\n").replace(
        "      accumulation: continuous\n", "      accumulation: continuous  # para 3\n"
    )
    + """\
  - id: frame-newcomer
    target: immigrant
    label: {en: Newcomer}
    rule:
      any:
        - {event: arrival, measure: stay, threshold: {value: 12, unit: month}, basis: intended}
        - all:
            - {event: arrival, basis: granted}
            - not: {ref: frame-resident}
    citations:
      - {source: handbook, locator: para 4, seen: full}
"""
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small glossary in its normal form, its workbook, and one of the code lists, which are one file."""
    with in_normal_form(tmp_path_factory, {"recommendations/frame.yaml": COMMENTED}) as folder:
        result = run("export", "xlsx", "frame", "residence", "handbook", "--out", "book.xlsx")
        assert result.exit_code == 0, result.output
        assert "(1 terms, 1 frameworks, 1 files of the bibliography)" in result.output
        assert run("export", "xlsx", "purpose", "--out", "lists.xlsx").exit_code == 0
    return folder


@pytest.fixture
def glossary(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(exported / "glossary", tmp_path / "glossary"))


@pytest.fixture
def workbook(exported: Path, glossary: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(exported / "book.xlsx", tmp_path / "book.xlsx"))


@pytest.fixture
def lists(exported: Path, glossary: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(exported / "lists.xlsx", tmp_path / "lists.xlsx"))


def changed(glossary: Path, before: dict[str, bytes]) -> set[str]:
    """The files that are new or differ."""
    return {name for name, data in files(glossary).items() if data != before.get(name)}


def test_nothing_changed_changes_no_byte(glossary: Path, workbook: Path) -> None:
    before = files(glossary)
    result = run("import", workbook, "--write")
    assert (result.exit_code, result.output) == (0, "Nothing changes\n")
    assert files(glossary) == before


def test_sorted_codes_and_rules_stay_where_they_are(glossary: Path, workbook: Path, lists: Path) -> None:
    def shuffle(book: Any) -> None:
        for name in {"codes", "lists", "rules", "bibliography", "limbs"} & set(book.sheetnames):
            page = book[name]
            rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
            for row, values in enumerate(reversed(rows), 2):
                for column, value in enumerate(values, 1):
                    page.cell(row, column).value = value

    assert run("import", edited(workbook, shuffle)).output == "Nothing changes\n"
    assert run("import", edited(lists, shuffle)).output == "Nothing changes\n"


def test_a_changed_rule_of_a_framework_is_told_in_its_meaning(glossary: Path, workbook: Path) -> None:
    before = files(glossary)

    def edit(book: Any) -> None:
        at(book["rules"], "frame-resident", "rule.threshold").value = ">= 6 month"
        at(book["frameworks"], "frame", "valid.from").value = "2021-04"

    edited(workbook, edit)
    shown = run("import", workbook)
    assert "rules[frame-resident].rule.threshold.value: 12 -> 6   [rules!" in shown.output
    assert "frame-resident: The rule before is narrower" in shown.output
    assert files(glossary) == before
    assert run("import", workbook, "--write").exit_code == 0
    text = (glossary / "recommendations/frame.yaml").read_text("utf-8")
    old = before["recommendations/frame.yaml"].decode()
    assert text == old.replace("value: 12, unit: month, comparison", "value: 6, unit: month, comparison").replace(
        "2021-03", "2021-04"
    )
    assert changed(glossary, before) == {"recommendations/frame.yaml"}
    assert "# In the order of the text." in text
    assert "accumulation: continuous  # para 3" in text


def test_a_limb_deep_in_a_rule_of_a_framework_is_edited_in_its_row(glossary: Path, workbook: Path) -> None:
    page = load_workbook(workbook)["limbs"]
    assert [(row[0].value, row[1].value) for row in page.iter_rows(min_row=2)] == [
        ("frame-newcomer", "any.1"),
        ("frame-newcomer", "any.2.all.1"),
        ("frame-newcomer", "any.2.all.2.not"),
    ]
    edited(workbook, lambda book: setattr(at(book["limbs"], "any.2.all.1", "threshold", "part"), "value", "> 6 months"))
    assert run("import", workbook, "--write").exit_code == 0
    rule = load_content(glossary).entries["rule"]["frame-newcomer"].data["rule"]
    assert rule["any"][1]["all"][0]["threshold"] == {"value": 6, "unit": "month", "comparison": ">"}


def test_a_steward_adds_a_term_a_framework_and_their_source_with_a_workbook_and_nothing_else(
    glossary: Path, tmp_path: Path
) -> None:
    assert run("export", "xlsx", "--empty", "--out", "new.xlsx").exit_code == 0
    before = files(glossary)

    def fill(book: Any) -> None:
        append(
            book["bibliography"], file="international", id="treaty", title="A treaty", publisher="States", kind="law"
        )
        append(book["bibliography"], file="regional", id="pact", title="A pact", publisher="States", kind="law")
        append(book["terms"], id="settler", domain="residence", label__en="settler", label__fr="colon", confidence="low",
               definition__en="Person who comes to stay.", framework="new-frame")  # fmt: skip
        append(book["origins"], of="settler", field="label_origin", lang="fr", status="own")
        append(book["frameworks"], id="new-frame", kind="recommendation", label__en="A new framework", status="in-force",
               abbreviation="NF", valid__from="2027")  # fmt: skip
        append(book["rules"], framework="new-frame", id="new-frame-settler", target="immigrant", label__en="Settler",
               term="settler", rule__event="arrival", rule__measure="stay", rule__threshold=">= 12 month",
               rule__basis="intended")  # fmt: skip
        append(book["rules"], framework="new-frame", id="new-frame-any", target="immigrant", label__en="Settler or visitor",
               option="b")  # fmt: skip
        append(book["limbs"], of="new-frame-any", part="any.1", ref="new-frame-settler")
        append(book["limbs"], of="new-frame-any", part="any.2", event="arrival", measure="stay", threshold=">= 3 month")
        for of, source in (("settler", "treaty"), ("new-frame", "treaty"), ("new-frame-settler", "pact"),
                           ("new-frame-any", "pact")):  # fmt: skip
            append(book["citations"], of=of, source=source, locator="article 1", seen="full")

    book = edited(tmp_path / "new.xlsx", fill)
    shown = run("import", book)
    assert shown.exit_code == 0, shown.output
    assert "glossary/recommendations/new-frame.yaml (new)" in shown.output
    assert files(glossary) == before
    assert run("import", book, "--write").exit_code == 0
    assert changed(glossary, before) == {
        "sources/international.yaml",
        "sources/regional.yaml",
        "terms/residence/settler.yaml",
        "recommendations/new-frame.yaml",
    }
    assert (glossary / "sources/international.yaml").read_bytes().startswith(before["sources/international.yaml"])
    assert run("check", glossary).exit_code == 0
    assert run("fmt", "--check").exit_code == 0
    rules = load_content(glossary).entries["rule"]
    assert rules["new-frame-any"].data["rule"]["any"][0] == {"ref": "new-frame-settler"}


def test_a_code_is_reworded_and_another_added(glossary: Path, lists: Path) -> None:
    before = files(glossary)
    rows = [row[0].value for row in load_workbook(lists)["codes"].iter_rows(min_row=2)]
    assert rows[0] == "event"
    assert rows.count("purpose") > 3

    def edit(book: Any) -> None:
        at(book["codes"], "study", "meaning.en").value = "To learn, at a school or elsewhere."
        append(book["codes"], list="purpose", id="caregiving", label__en="caregiving", label__fr="aide à un proche")
        append(book["origins"], of="code/purpose/caregiving", field="label_origin", lang="fr", status="own")

    result = run("import", edited(lists, edit), "--write")
    assert result.exit_code == 0, result.output
    assert changed(glossary, before) == {"codes.yaml"}
    text = (glossary / "codes.yaml").read_text("utf-8")
    assert text.startswith("# The controlled lists.")
    codes = load_content(glossary).entries["code"]
    assert codes["purpose/caregiving"].data["label"]["fr"] == "aide à un proche"
    assert codes["purpose/study"].data["meaning"]["en"] == "To learn, at a school or elsewhere."
    assert run("fmt", "--check").exit_code == 0


REFUSED: dict[str, tuple[Any, str, str]] = {
    "a rule of no framework": (
        lambda book: append(book["rules"], framework="nowhere", id="x", target="resident", label__en="X"),
        "rules!A4",
        "there is no framework “nowhere”",
    ),
    "a code of no list": (
        lambda book: setattr(book["codes"]["A2"], "value", "evnt"),
        "codes!A2",
        "there is no list “evnt”",
    ),
    "a deleted rule": (lambda book: book["rules"].delete_rows(2), "rules", "“frame-resident” was deleted"),
    "a deleted code": (lambda book: book["codes"].delete_rows(2), "codes", "“arrival” was deleted"),
    "a source without a file": (
        lambda book: append(book["bibliography"], id="lost", title="Lost"),
        "bibliography!A4",
        "names no file of the bibliography",
    ),
    "a file outside": (
        lambda book: append(book["bibliography"], file="../codes", id="lost", title="Lost"),
        "bibliography!A4",
        "“../codes” names no file",
    ),
    "a target that is none": (
        lambda book: setattr(at(book["rules"], "frame-resident", "target"), "value", "residnt"),
        "rules!C2",
        "residnt",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_told_with_its_cell_and_nothing_is_written(
    name: str, glossary: Path, request: pytest.FixtureRequest
) -> None:
    edit, place, said = REFUSED[name]
    book: Path = request.getfixturevalue("lists" if place.startswith("codes") else "workbook")
    found = refused(edited(book, edit), glossary)
    assert [finding for finding in found if finding["key"] == place and said in finding["message"]], found


def test_a_code_that_the_engine_has_no_meaning_for_is_refused(glossary: Path, lists: Path) -> None:
    def edit(book: Any) -> None:
        append(book["codes"], list="accumulation", id="sometimes", label__en="now and then")

    found = refused(edited(lists, edit), glossary)
    assert "sometimes" in found[0]["message"]
    assert found[0]["key"].startswith("codes!")


def test_a_source_that_is_there_is_only_cited(glossary: Path, tmp_path: Path) -> None:
    assert run("export", "xlsx", "--empty", "--out", "new.xlsx").exit_code == 0
    book = edited(
        tmp_path / "new.xlsx",
        lambda book: append(book["bibliography"], file="international", id="handbook", title="Mine", kind="law"),
    )
    found = refused(book, glossary)
    assert found[0]["message"] == "the source “handbook” is in glossary/sources/international.yaml already."
    assert found[0]["key"] == "bibliography!B2"


def test_what_a_sheet_cannot_hold_is_left_out_and_stays(glossary: Path, tmp_path: Path) -> None:
    (glossary / "terms/residence/usual-residence.yaml").write_text(
        NARROWER.replace("hidden: {en: [usual residense]}", 'hidden: {en: ["usual\\nresidense"]}'), "utf-8"
    )
    result = run("export", "xlsx", "--out", "book.xlsx")
    assert result.exit_code == 0
    assert "a sheet cannot hold hidden.en; the file is left out of the workbook" in result.output
    ids = [row[0].value for row in load_workbook(tmp_path / "book.xlsx")["terms"].iter_rows(min_row=2)]
    assert ids == ["residence"]
    before = files(glossary)
    assert run("import", tmp_path / "book.xlsx", "--write").output == "Nothing changes\n"
    assert files(glossary) == before
    assert run("export", "xlsx", "usual-residence", "--out", "one.xlsx").exit_code == 2


def test_what_has_no_sheet_is_said_to_have_none(glossary: Path, workbook: Path) -> None:
    book = edited(workbook, lambda book: book.create_sheet("methods").append(["id", "label.en"]))
    found = json.loads(run("import", book, "--format", "json").output)["findings"]
    assert [(one["severity"], one["key"], one["message"]) for one in found] == [
        ("warning", "methods", "this sheet is not read.")
    ]
    edited(book, lambda book: setattr(book["methods"], "title", "(my notes)"))
    assert run("import", book).output == "Nothing changes\n"


def test_files_are_named_by_what_stands_in_them(glossary: Path, tmp_path: Path) -> None:
    for name, sheet in (("frame-newcomer", "frameworks"), ("purpose", "lists"), ("handbook", "bibliography")):
        assert run("export", "xlsx", name, "--out", "one.xlsx").exit_code == 0
        book = load_workbook(tmp_path / "one.xlsx")
        assert book[sheet].max_row > 1
        assert "countries" not in book.sheetnames


@needs_office
def test_a_framework_is_edited_in_libreoffice(glossary: Path, tmp_path: Path) -> None:
    assert run("export", "xlsx", "frame", "purpose", "--out", "book.xlsx").exit_code == 0
    workbook, target = tmp_path / "book.xlsx", tmp_path / "typed.xlsx"
    book = load_workbook(workbook)
    threshold = at(book["rules"], "frame-resident", "rule.threshold").coordinate
    meaning = at(book["codes"], "study", "meaning.fr").coordinate
    typed(workbook, target, {f"rules!{threshold}": ">= 9 month", f"codes!{meaning}": "Apprendre."}, tmp_path)
    assert run("import", target, "--write").exit_code == 0
    content = load_content(glossary)
    assert content.entries["rule"]["frame-resident"].data["rule"]["threshold"]["value"] == 9
    assert content.entries["code"]["purpose/study"].data["meaning"]["fr"] == "Apprendre."
