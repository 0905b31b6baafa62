"""A workbook goes out, is edited, and comes back: what nobody changed stays byte for byte, what is wrong is marked."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from sojourn.cli.main import main
from sojourn.loading.glossary.content import load_content
from tests.exchange.office import needs_office, typed
from tests.support import COUNTRY, REPOSITORY, small_glossary

COMMENTED = """\
# Norway: read again in 2030.
id: NOR
iso2: NO
m49: "578"
label: {en: Norway, fr: Norvège}
label_origin: [{lang: fr, status: own}]
instruments:
  - id: nor-register
    type: population-register  # since 1964
    label: {en: Population register}
definitions:
  - id: nor-resident
    concept: usual-residence
    instrument: nor-register
    national_term: {nb: bosatt}
    summary: {en: A person who has lived in the country for six months.}
    rule:
      event: reference-date
      measure: stay
      # The law says "at least".
      threshold: {value: 6, unit: month, comparison: '>='}
      accumulation: continuous
      window: {anchor: reference-date, direction: backward}
      level: country
      population: {base: usual-resident, excludes: [foreign-diplomats]}
    valid: {from: "1990"}
    citations:
      - {source: handbook, locator: section 2, seen: excerpt}
    confidence: medium
  - id: nor-newcomer
    concept: immigration
    instrument: nor-register
    summary: {en: A person who comes for six months or to settle.}
    rule:
      any:
        - event: arrival
          measure: stay
          threshold: {value: 6, unit: month}
          basis: intended
        - {ref: nor-settler}
    citations:
      - {source: handbook, locator: section 3, seen: excerpt}
    confidence: low
  - id: nor-settler
    concept: immigration
    instrument: nor-register
    summary: {en: A person who comes to settle.}
    rule:
      event: arrival
      population:
        requires: {purpose: [settlement]}
    citations:
      - {source: handbook, locator: section 4, seen: excerpt}
    confidence: low
"""

EXPORTED = ("NOR", "residence", "usual-residence")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@contextmanager
def in_normal_form(factory: pytest.TempPathFactory, changed: dict[str, str | bytes | None]) -> Iterator[Path]:
    """A folder with the small glossary, some of its files changed, in its normal form; commands run in it."""
    folder = factory.mktemp("exported")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        small_glossary(folder, changed)
        assert run("fmt").exit_code == 0
        yield folder


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small glossary in its normal form, and its workbook."""
    with in_normal_form(tmp_path_factory, {"countries/NOR.yaml": COMMENTED}) as folder:
        # Without the code lists, whose many rows would make every test slow.
        result = run("export", "xlsx", *EXPORTED, "--out", "book.xlsx")
        assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def glossary(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(exported / "glossary", tmp_path / "glossary"))


@pytest.fixture
def workbook(exported: Path, glossary: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(exported / "book.xlsx", tmp_path / "book.xlsx"))


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*.yaml"))}


def at(page: Any, id: str, column: str, key: str = "id") -> Any:
    """The cell of a column in the row whose `key` is `id`."""
    names = {cell.value: cell.column for cell in page[1]}
    row = next(cell.row for cell in page[_letter(page, key)] if cell.value == id)
    return page.cell(row, names[column])


def _letter(page: Any, name: str) -> str:
    return str(next(cell.column_letter for cell in page[1] if cell.value == name))


def edited(path: Path, edit: Callable[[Any], None]) -> Path:
    book = load_workbook(path)
    edit(book)
    book.save(path)
    return path


def append(page: Any, **values: Any) -> None:
    """A new row, by the names of its columns (`__` for a dot); columns that are not there are added, as a steward would."""
    row = page.max_row + 1
    for name, value in values.items():
        column = name.rstrip("_").replace("__", ".")
        names = {cell.value: cell.column for cell in page[1]}
        if column not in names:
            names[column] = page.max_column + 1
            page.cell(1, names[column], column)
        page.cell(row, names[column], value)


# -- nothing changed ------------------------------------------------------------------------------------------------


def test_a_workbook_that_nobody_changed_changes_no_byte(glossary: Path, workbook: Path) -> None:
    before = files(glossary)
    result = run("import", workbook, "--write")
    assert (result.exit_code, result.output) == (0, "Nothing changes\n")
    assert files(glossary) == before


def test_the_whole_glossary_goes_out_and_back_without_a_change(tmp_path: Path) -> None:
    book = tmp_path / "all.xlsx"
    assert run("export", "xlsx", "--glossary", REPOSITORY / "glossary", "--out", book).exit_code == 0
    shutil.copytree(REPOSITORY / "glossary", tmp_path / "glossary")
    before = files(tmp_path / "glossary")
    result = run("import", book, "--glossary", tmp_path / "glossary", "--write")
    assert (result.exit_code, result.output) == (0, "Nothing changes\n")
    assert files(tmp_path / "glossary") == before


def test_what_a_workbook_says_of_itself_is_in_the_language_asked_for(glossary: Path, tmp_path: Path) -> None:
    run("export", "xlsx", *EXPORTED, "--lang", "fr", "--out", "book.xlsx")
    book = load_workbook("book.xlsx")
    assert book.sheetnames[0] == "lisez-moi"
    assert "Un nouveau pays : une ligne dans `countries`" in book.worksheets[0]["A4"].value
    assert book["citations"]["A1"].comment.text.startswith("L’identifiant de la fiche à laquelle la ligne appartient")

    before = files(glossary)
    assert run("import", "book.xlsx", "--write").output == "Nothing changes\n"
    assert files(glossary) == before

    def misspell(book: Any) -> None:
        at(book["definitions"], "nor-resident", "confidence").value = "certain"

    wrong = run("import", edited(tmp_path / "book.xlsx", misspell), "--lang", "fr")
    # French sets its colons and quotes off by spaces that do not break.
    said = " ".join(wrong.output.split())
    assert "nor-resident].confidence : « certain » n’est pas un code de la liste « confidence »." in said


def test_the_same_content_gives_the_same_bytes(glossary: Path, workbook: Path, tmp_path: Path) -> None:
    run("export", "xlsx", *EXPORTED, "--out", "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == workbook.read_bytes()


def test_sorted_rows_and_moved_columns_change_nothing(glossary: Path, workbook: Path) -> None:
    def shuffle(book: Any) -> None:
        for name in ("definitions", "citations"):
            page = book[name]
            rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
            for row, values in enumerate(reversed(rows), 2):
                for column, value in enumerate(values, 1):
                    page.cell(row, column).value = value
        page = book["terms"]
        for row in page.iter_rows():
            row[0].value, row[1].value = row[1].value, row[0].value

    assert run("import", edited(workbook, shuffle)).output == "Nothing changes\n"


# -- a change -------------------------------------------------------------------------------------------------------


def test_a_change_is_shown_first_and_written_only_when_asked(glossary: Path, workbook: Path) -> None:
    before = files(glossary)
    old = before["countries/NOR.yaml"].decode()

    def edit(book: Any) -> None:
        at(book["definitions"], "nor-resident", "rule.threshold").value = ">= 12 months"

    result = run("import", edited(workbook, edit), "--diff")
    assert result.exit_code == 0
    assert "definitions[nor-resident].rule.threshold.value: 6 -> 12   [definitions!" in result.output
    assert "-      threshold: {value: 6, unit: month, comparison: '>='}" in result.output
    assert "1 file, 1 value would change; --write writes them" in result.output
    # What it means: who is no longer counted.
    assert "nor-resident: The rule before is broader" in result.output
    assert "Counted before, but no longer: In the country from 1 July 2022 to 1 January 2023" in result.output
    assert files(glossary) == before

    assert "1 file, 1 value written" in run("import", workbook, "--write").output
    text = (glossary / "countries/NOR.yaml").read_text("utf-8")
    # One line differs: comments, order and form are as they were.
    assert old.count("# ") == 3
    assert text == old.replace("{value: 6, unit: month, comparison", "{value: 12, unit: month, comparison")
    assert {name for name, data in files(glossary).items() if data != before[name]} == {"countries/NOR.yaml"}
    assert run("fmt", "--check").exit_code == 0


def test_limbs_lists_and_texts_in_other_languages_are_edited_in_their_cells(glossary: Path, workbook: Path) -> None:
    def edit(book: Any) -> None:
        at(book["definitions"], "nor-resident", "national_term.other").value = "nb: bosatt\nnn: busett"
        at(book["definitions"], "nor-resident", "rule.population.excludes").value = "foreign-diplomats; tourists"
        append(book["limbs"], of="nor-newcomer", part="any.3", event="arrival", basis="granted", threshold="> 1 year")
        append(book["terms"], id="stay", domain="residence", label__en="stay", definition__en="Time in a place.",
               confidence="low", alternative__en="sojourn\nvisit")  # fmt: skip
        append(book["citations"], of="stay", source="handbook", locator=12, accessed=datetime(2026, 11, 1))
        book["citations"].cell(book["citations"].max_row, 6).number_format = "mmm-yy"

    result = run("import", edited(workbook, edit), "--write")
    assert result.exit_code == 0, result.output
    text = (glossary / "countries/NOR.yaml").read_text("utf-8")
    assert "national_term: {nb: bosatt, nn: busett}" in text
    assert "excludes: [foreign-diplomats, tourists]" in text
    limbs = load_content(glossary).entries["definition"]["nor-newcomer"].data["rule"]["any"]
    more = {"event": "arrival", "threshold": {"value": 1, "unit": "year", "comparison": ">"}, "basis": "granted"}
    assert [limbs[1], limbs[2]] == [{"ref": "nor-settler"}, more]
    term = (glossary / "terms/residence/stay.yaml").read_text("utf-8")
    assert "alternative: {en: [sojourn, visit]}" in term
    assert "{source: handbook, locator: '12', accessed: 2026-11}" in term.replace('"12"', "'12'")


def test_a_steward_adds_a_country_with_a_workbook_and_nothing_else(glossary: Path, tmp_path: Path) -> None:
    assert run("export", "xlsx", "--empty", "--out", "new.xlsx").exit_code == 0

    def fill(book: Any) -> None:
        append(book["countries"], id="SWE", iso2="SE", m49="752", label__en="Sweden", label__fr="Suède")
        append(book["origins"], of="SWE", field="label_origin", lang="fr", status="own")
        append(book["sources"], country="SWE", id="swe-law", title="The act", publisher="The state", kind="law")
        append(book["instruments"], country="SWE", id="swe-register", type="population-register", label__en="Register")
        append(book["definitions"], country="SWE", id="swe-immigrant", concept="immigration", instrument="swe-register",
               summary__en="A person who comes for a year.", national_term__other="sv: invandrare", confidence="medium",
               rule__event="arrival", rule__measure="stay", rule__threshold=">= 12 month", rule__basis="intended",
               rule__window="none")  # fmt: skip
        append(book["citations"], of="swe-immigrant", source="swe-law", locator="section 3", seen="full")

    book = edited(tmp_path / "new.xlsx", fill)
    shown = run("import", book)
    assert shown.exit_code == 0, shown.output
    assert "glossary/countries/SWE.yaml (new)" in shown.output
    assert not (glossary / "countries/SWE.yaml").exists()
    assert run("import", book, "--write").exit_code == 0
    assert run("check", glossary).exit_code == 0
    assert run("fmt", "--check", glossary / "countries/SWE.yaml").exit_code == 0
    assert (glossary / "countries/SWE.yaml").read_text("utf-8").startswith("id: SWE\n")
    content = load_content(glossary)
    rule = content.entries["definition"]["swe-immigrant"].data["rule"]
    assert rule["threshold"] == {"value": 12, "unit": "month", "comparison": ">="}
    assert rule["window"] == "none"
    assert content.entries["country"]["SWE"].data["m49"] == "752"


@needs_office
def test_a_session_in_libreoffice(glossary: Path, workbook: Path, tmp_path: Path) -> None:
    """Opened, saved without a change, then typed into and saved, by the program itself."""
    same, other = tmp_path / "same.xlsx", tmp_path / "other.xlsx"
    typed(workbook, same, {}, tmp_path)
    assert run("import", same).output == "Nothing changes\n"

    page = load_workbook(workbook)["definitions"]
    threshold = at(page, "nor-resident", "rule.threshold").coordinate
    summary = at(page, "nor-settler", "summary.en").coordinate
    dated = at(page, "nor-resident", "valid.to").coordinate
    cells = {
        f"definitions!{threshold}": ">= 9 month",
        f"definitions!{summary}": "=HYPERLINK(1)",
        # A column of texts: the program makes no date of it.
        f"definitions!{dated}": "2026-11",
    }
    typed(workbook, other, cells, tmp_path)
    assert run("import", other, "--write").exit_code == 0
    text = (glossary / "countries/NOR.yaml").read_text("utf-8")
    assert "# The law says" in text
    assert "threshold: {value: 9, unit: month, comparison: '>='}" in text
    assert "summary: {en: =HYPERLINK(1)}" in text
    assert "valid: {from: '1990', to: 2026-11}" in text.replace('"1990"', "'1990'")


# -- what is wrong --------------------------------------------------------------------------------------------------


def refused(path: Path, glossary: Path, *words: str) -> list[dict[str, Any]]:
    """The errors of an import that writes nothing."""
    before = files(glossary)
    result = run("import", path, "--write", "--format", "json", *words)
    assert result.exit_code == 1, result.output
    assert files(glossary) == before
    found = json.loads(result.output)
    assert not found["written"]
    return [finding for finding in found["findings"] if finding["severity"] == "error"]


def test_wrong_cells_are_marked_in_a_copy(glossary: Path, workbook: Path, tmp_path: Path) -> None:
    original = {}

    def edit(book: Any) -> None:
        page = book["definitions"]
        for column, value in (("rule.threshold", "half a year"), ("rule.event", "arival"), ("valid.from", True)):
            cell = at(page, "nor-resident", column)
            cell.value = value
            original[column] = cell.coordinate

    edited(workbook, edit)
    before = workbook.read_bytes()
    found = refused(workbook, glossary)
    assert {f"definitions!{original['rule.threshold']}", f"definitions!{original['valid.from']}"} <= {
        finding["key"] for finding in found
    }
    assert workbook.read_bytes() == before
    copy = load_workbook(tmp_path / "book.marked.xlsx")
    cell = copy["definitions"][original["rule.threshold"]]
    assert cell.fill.fgColor.rgb.endswith("FF9999")
    assert "is no bound" in cell.comment.text
    assert copy.sheetnames[0] == "findings"
    assert any("half a year" in str(row[2].value) for row in copy["findings"].iter_rows(min_row=2))

    # When the cells can be read, the checks of the content follow, and name cells too.
    def mend(book: Any) -> None:
        at(book["definitions"], "nor-resident", "rule.threshold").value = ">= 6 month"
        at(book["definitions"], "nor-resident", "valid.from").value = "1990"

    found = refused(edited(workbook, mend), glossary)
    assert [finding["key"] for finding in found if "arival" in finding["message"]] == [
        f"definitions!{original['rule.event']}"
    ]
    assert "Did you mean 'arrival'" in str(found)


def test_findings_are_told_in_french(glossary: Path, workbook: Path) -> None:
    def edit(book: Any) -> None:
        at(book["definitions"], "nor-resident", "rule.threshold").value = "six mois"

    found = refused(edited(workbook, edit), glossary, "--lang", "fr")
    assert "« six mois » n’est pas une limite." in [finding["message"] for finding in found]


EDITS: dict[str, tuple[Callable[[Any], None], str]] = {
    "merged cells": (lambda book: book["definitions"].merge_cells("B2:C3"), "definitions!B2:C3"),
    "a missing sheet": (lambda book: book.remove(book["citations"]), "citations"),
    "no origin": (lambda book: book.remove(book["sojourn"]), "sojourn"),
    "a formula": (lambda book: setattr(book["terms"]["F2"], "value", '=CMD("calc")'), "terms!F2"),
    "an error value": (lambda book: setattr(book["terms"]["F2"], "value", "#N/A"), "terms!F2"),
    "an unknown column": (lambda book: setattr(book["terms"]["B1"], "value", "domian"), "terms!B1"),
    "a row of nobody": (lambda book: setattr(book["definitions"]["A2"], "value", "XXX"), "definitions!A2"),
    "a row twice": (lambda book: append(book["terms"], id="residence"), "terms!A4"),
    "a deleted row": (lambda book: book["definitions"].delete_rows(2), "definitions"),
    "a limb in the air": (lambda book: append(book["limbs"], of="nor-newcomer", part="some.1"), "limbs!B4"),
    "two rules": (lambda book: append(book["limbs"], of="nor-settler", part="any.1", event="arrival"), "limbs!B4"),
    "a value beside": (lambda book: setattr(book["terms"]["BB2"], "value", "stray"), "terms!BB2"),
}


@pytest.mark.parametrize("name", EDITS)
def test_what_is_no_table_of_values_is_a_finding_with_sheet_and_cell(name: str, glossary: Path, workbook: Path) -> None:
    edit, place = EDITS[name]
    found = refused(edited(workbook, edit), glossary)
    assert place in [finding["key"] for finding in found], found


def test_a_text_that_looks_like_a_formula_is_never_one(glossary: Path, tmp_path: Path) -> None:
    evil = COUNTRY.replace("Everybody who is registered.", "'=HYPERLINK(\"http://example.org\")'")
    (glossary / "countries/NOR.yaml").write_text(evil, "utf-8")
    assert run("export", "xlsx", "NOR", "--out", "book.xlsx").exit_code == 0
    page = load_workbook(tmp_path / "book.xlsx")["instruments"]
    cell = at(page, "nor-register", "coverage.en")
    assert (cell.value, cell.data_type, cell.quotePrefix) == ('=HYPERLINK("http://example.org")', "s", True)
    with zipfile.ZipFile(tmp_path / "book.xlsx") as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]
    assert run("import", tmp_path / "book.xlsx").output == "Nothing changes\n"


def test_a_file_that_somebody_else_changed_is_left_alone(glossary: Path, workbook: Path) -> None:
    path = glossary / "countries/NOR.yaml"
    path.write_text(path.read_text("utf-8").replace("to settle.", "to stay for good."), "utf-8")
    # Without a change of one's own there is nothing to carry over.
    assert run("import", workbook).output == "Nothing changes\n"

    def edit(book: Any) -> None:
        at(book["definitions"], "nor-resident", "confidence").value = "high"

    found = refused(edited(workbook, edit), glossary)
    assert "was changed after the workbook was exported" in found[0]["message"]


def test_when_one_file_cannot_be_written_none_is(glossary: Path, workbook: Path) -> None:
    def edit(book: Any) -> None:
        at(book["definitions"], "nor-resident", "confidence").value = "high"
        at(book["terms"], "residence", "confidence").value = "low"

    edited(workbook, edit)
    # A second name of a file would be lost, so it is not written.
    os.link(glossary / "terms/residence/residence.yaml", glossary.parent / "second-name")
    before = files(glossary)
    result = run("import", workbook, "--write")
    assert result.exit_code == 2
    assert "hard link" in result.output
    assert files(glossary) == before


# -- workbooks of strangers -----------------------------------------------------------------------------------------


def repacked(path: Path, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> Path:
    """The workbook with parts changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in (more or {}).items():
            new.writestr(name, data)
    path.write_bytes(out.getvalue())
    return path


def same(name: str, data: bytes) -> bytes:
    return data


def doctype(name: str, data: bytes) -> bytes:
    """External entities in a sheet."""
    if not name.endswith("sheet3.xml"):
        return data
    head = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    return head + data.replace(b"<sheetData>", b"<sheetData>&e;")


def laughs(name: str, data: bytes) -> bytes:
    """Entities that grow without end."""
    if not name.endswith("workbook.xml"):
        return data
    inner = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 9))
    return b'<!DOCTYPE x [<!ENTITY l0 "ha">' + inner + b"]>" + data


@pytest.mark.parametrize(
    ("change", "more", "why"),
    [
        (doctype, {}, "declares a document type or entities"),
        (laughs, {}, "declares a document type or entities"),
        (same, {"xl/bomb.xml": b"<a>" + b" " * 50_000_000 + b"</a>"}, "packed as only bombs are"),
        (same, {"xl/bomb.bin": b"\0" * 210_000_000}, "unpack to far more"),
        (same, {f"xl/part{n}.bin": b"" for n in range(1_001)}, "unpack to far more"),
        (same, {"xl/deep.xml": b"<a>" * 1_000 + b"</a>" * 1_000}, "nested too deeply"),
        (lambda name, data: b"no XML" if name.endswith("styles.xml") else data, {}, "is no XML"),
    ],
    ids=["external entity", "entities that grow", "packed part", "unpacked size", "many parts", "deep", "no XML"],
)
def test_a_workbook_that_harms_its_reader_is_not_opened(
    glossary: Path, workbook: Path, change: Callable[[str, bytes], bytes], more: dict[str, bytes], why: str
) -> None:
    result = run("import", repacked(workbook, change, more), "--write")
    assert result.exit_code == 2
    assert why in result.output


@pytest.mark.parametrize("data", [b"", b"id,label\r\n1,2\r\n", b"PK\x03\x04broken"], ids=["empty", "csv", "broken zip"])
def test_what_is_no_workbook_is_said_to_be_none(glossary: Path, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "book.xlsx").write_bytes(data)
    result = run("import", tmp_path / "book.xlsx")
    assert result.exit_code == 2
    assert "the workbook is not read" in result.output


def test_a_cell_at_the_end_of_a_sheet_costs_nothing(glossary: Path, workbook: Path) -> None:
    edited(workbook, lambda book: setattr(book["terms"]["XFD1048576"], "value", "far"))
    assert [finding["key"] for finding in refused(workbook, glossary)] == ["terms!XFD1048576"]


def test_a_workbook_of_another_program_has_no_sheet_of_ours(glossary: Path, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "other.xlsx")
    found = refused(tmp_path / "other.xlsx", glossary)
    assert {"sojourn", "countries", "terms"} <= {finding["key"] for finding in found}


def test_names_that_are_none_and_files_with_errors_are_refused(glossary: Path) -> None:
    assert (
        "nothing that a workbook holds is called 'Norwey'" in run("export", "xlsx", "Norwey", "--out", "a.xlsx").output
    )
    (glossary / "countries/NOR.yaml").write_text("id: NOR\n", "utf-8")
    result = run("export", "xlsx", "--out", "a.xlsx")
    assert (result.exit_code, "files with errors cannot be exported" in result.output) == (2, True)
