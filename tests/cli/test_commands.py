"""The commands as a user types them: output, errors in words, exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sojourn
from sojourn.cli.main import COMMANDS, main
from tests.support import COUNTRY, small_glossary


def run(*words: str, text: str | None = None) -> Result:
    return CliRunner().invoke(main, list(words), input=text)


@pytest.fixture
def glossary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return small_glossary(tmp_path)


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_explains_itself(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 5


def test_check_is_quiet_when_all_is_well(glossary: Path) -> None:
    result = run("check")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("0 errors")


def test_check_fails_with_file_and_line(glossary: Path) -> None:
    (glossary / "countries/NOR.yaml").write_text(COUNTRY.replace("basis: actual", "basis: actuall"), "utf-8")
    result = run("check")
    assert result.exit_code == 1
    assert (
        "glossary/countries/NOR.yaml:25: error: definitions[nor-resident].rule.basis: 'actuall' is not" in result.output
    )


def test_check_as_json_has_every_part(glossary: Path) -> None:
    (glossary / "countries/NOR.yaml").write_text(COUNTRY.replace("basis: actual", "basis: actuall"), "utf-8")
    (finding,) = [
        f for f in json.loads(run("check", "--format", "json").output)["findings"] if f["severity"] == "error"
    ]
    assert finding["line"] == 25
    assert finding["key"] == "definitions[nor-resident].rule.basis"
    assert "Did you mean 'actual'" in finding["advice"]


def test_fail_at_warning(glossary: Path) -> None:
    assert run("check", "--fail-at", "info").exit_code == 1


def test_check_outside_a_glossary_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("check")
    assert result.exit_code == 2
    assert "no glossary found" in result.output


@pytest.mark.parametrize("kind", ["term", "country"])
def test_new_writes_a_file_that_check_reads(glossary: Path, kind: str) -> None:
    id = "ZZZ" if kind == "country" else "new-idea"
    assert run("new", kind, id).exit_code == 0
    findings = json.loads(run("check", "--format", "json").output)["findings"]
    errors = [f for f in findings if f["severity"] == "error" and id in f["file"]]
    assert {f["check"] for f in errors} <= {"unfilled", "reference"}, errors
    assert run("new", kind, id).exit_code == 2


def test_new_refuses_a_bad_id(glossary: Path) -> None:
    result = run("new", "term", "New Idea")
    assert result.exit_code == 2
    assert "lower-case words joined by hyphens" in result.output


def test_lookup_finds_terms_in_another_language() -> None:
    result = run("lookup", "résidence", "habituelle", "--lang", "fr")
    assert result.exit_code == 0
    assert "usual-residence" in result.output


def test_lookup_of_nothing_is_status_1() -> None:
    assert run("lookup", "qwertzuiopü").exit_code == 1


def test_lookup_as_json() -> None:
    hits = json.loads(run("lookup", "usual residence", "--format", "json", "--limit", "3").output)
    assert len(hits) == 3
    assert {"kind", "id", "title", "matched", "role", "lang", "score"} == set(hits[0])


@pytest.mark.parametrize("id", ["usual-residence", "NZL", "nzl-obm-arrival", "un-2021", "nzl-border"])
def test_show_tells_all_of_an_entry(id: str) -> None:
    result = run("show", id)
    assert result.exit_code == 0, result.output
    assert f" {id}]" in result.output.splitlines()[0]
    assert json.loads(run("show", id, "--format", "json").output)["id"] == id


def test_show_of_an_unknown_id_names_near_ones() -> None:
    result = run("show", "nzl-obm-arival")
    assert result.exit_code == 1
    assert "nzl-obm-arrival" in result.output


RULE = """\
event: arrival
measure: stay
threshold: {value: 12, unit: month, comparison: ">="}
accumulation: continuous
window: {anchor: arrival, direction: forward}
basis: actual
prior: non-resident
day_convention: nights
level: country
"""


def test_compare_an_own_rule_with_a_definition(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(RULE, "utf-8")
    result = run("compare", str(own), "nzl-obm-arrival")
    assert result.exit_code == 0, result.output
    assert "“own” is narrower: whoever it counts, “nzl-obm-arrival” counts too" in result.output
    french = run("compare", str(own), "nzl-obm-arrival", "--lang", "fr", "--trace").output
    assert "« own » est plus étroite" in french
    assert "« own » et « nzl-obm-arrival » comparées : plus étroite." in french
    answer = json.loads(run("compare", str(own), "nzl-obm-arrival", "--format", "json").output)
    assert answer["relation"] == "narrower"
    assert answer["a_not_b"] is None
    assert answer["b_not_a"]["stays"]
    assert {"a", "b", "relation", "possible", "both", "start_dates", "assumptions", "unknown"} <= set(answer)


def test_compare_reads_standard_input() -> None:
    result = run("compare", "-", "nzl-obm-arrival", text=RULE)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (RULE.replace("basis: actual", "basis: actuall"), "Did you mean 'actual'"),
        (RULE.replace("threshold", "treshold"), "Did you mean 'threshold'"),
        (RULE.replace("value: 12", "value: -1"), "threshold"),
        ("- 1\n", "a rule is a map"),
        ("a: [", "cannot be read"),
        (RULE + "any: [{event: arrival}]\n", "cannot stand together"),
    ],
)
def test_a_bad_rule_is_told_in_words(text: str, message: str) -> None:
    result = run("compare", "-", "nzl-obm-arrival", text=text)
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output


def test_errors_have_one_json_shape() -> None:
    result = run("show", "no-such-thing", "--format", "json")
    assert set(json.loads(result.output)["error"]) == {"title", "detail", "advice", "where", "messages"}


def test_the_html_report_escapes_what_it_shows(glossary: Path) -> None:
    (glossary / "countries/NOR.yaml").write_text(
        COUNTRY.replace("basis: actual", "basis: '<script>alert(1)</script>'"), "utf-8"
    )
    page = run("check", "--format", "html").output
    assert page.startswith("<!doctype html>")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_mirror_tells_who_is_counted_at_both_ends() -> None:
    result = run("mirror", "nzl-obm-departure", "aus-nom-arrival", "--format", "json")
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.output)
    assert found["relation"] in ("equal", "overlapping", "undetermined")
    assert {"counted_twice", "origin_only", "destination_only", "neither"} <= set(found)


def test_mirror_respects_the_date() -> None:
    before = run("mirror", "NZL", "AUS", "--on", "2010-06-30").output
    assert "nzl-plt-departure" in before
    assert "nzl-obm-departure" not in before


def test_mirror_of_a_country_without_flows_says_so() -> None:
    result = run("mirror", "BTN", "AUS")
    assert result.exit_code == 1
    assert "no emigration definition of Bhutan" in result.output


def test_comparability_finds_equal_definitions() -> None:
    result = run("comparability", "NZL", "AUS", "--concept", "immigration", "--format", "json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert ["aus-nom-arrival", "nzl-obm-arrival"] in [sorted(group) for group in found["groups"]]


def test_comparability_as_csv_has_a_row_and_a_column_for_each() -> None:
    lines = run("comparability", "NZL", "AUS", "--concept", "emigration", "--format", "csv").output.split("\n")
    header = lines[0].rstrip("\r").split(",")
    assert header[:2] == ["id", "country"]
    assert len(header) - 2 == len([line for line in lines[1:] if line])


def test_comparability_of_an_unknown_group_names_the_known_ones() -> None:
    result = run("comparability", "--group", "atlantis")
    assert result.exit_code == 1
    assert "workshop-2019" in result.output


def test_apply_reads_yaml_and_csv_alike(tmp_path: Path) -> None:
    table = tmp_path / "travellers.csv"
    table.write_text(
        "id,from,to,initial_status,observed_until\nt1,2017-01-01,2017-09-08,non-resident,2020-12-31\nt1,2017-11-01,,,\n"
    )
    listed = tmp_path / "travellers.yaml"
    listed.write_text(
        "- id: t1\n  initial_status: non-resident\n  observed_until: 2020-12-31\n"
        "  stays: [{from: 2017-01-01, to: 2017-09-08}, {from: 2017-11-01, to: null}]\n"
    )
    one, two = (run("apply", "nzl-obm-arrival", str(path), "--format", "json").output for path in (table, listed))
    assert json.loads(one) == json.loads(two)
    assert [d["migration"] for d in json.loads(one)[0]["decisions"]] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,from\nx,2017-01-01\n", "the column 'to' is missing"),
        ("id,from,to\nx,2017-13-01,\n", "is no date"),
        ("id,from,to\nx,2024-02-30,\n", "`2024-02-30` is no date: there is no such day"),
        ("id,from,to\nx,2018-01-01,2017-01-01\n", "makes no sense"),
        ("id,from,to\nx,2018-01-01,2018-03-01\nx,2018-02-01,\n", "bad.csv:3: history makes no sense. x: stay 2"),
        ("id,from,to\nx,01/03/2018,\n", "'01/03/2018' may be two dates"),
        ("id,from,to\nx,2018-01-01\n", "bad.csv:2: the row has not as many values"),
        ("id,from,to\n,2018-01-01,\n", "no id"),
        ("id,from,to\n", "no rows"),
        ("id,from,to,citizenshp\nx,2018-01-01,,foreign\n", "Did you mean 'citizenship'"),
        ("id,from,to,citizenship\nx,2018-01-01,,foreing\n", "Did you mean 'foreign'"),
        ("id,from,to,group:studnets\nx,2018-01-01,,yes\n", "there is no group `studnets`"),
        ("id,from,to,registered\nx,2018-01-01,,often\n", "neither yes nor no"),
        (
            "id,from,to,initial_status\nx,2018-01-01,2018-02-01,resident\nx,2018-03-01,,non-resident\n",
            "two values for one traveller",
        ),
    ],
)
def test_a_bad_history_is_told_in_words(tmp_path: Path, text: str, message: str) -> None:
    assert_refused(tmp_path / "bad.csv", text, message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {id: x, stays: 2018-01-01}\n", "is no list"),
        ("- {id: x, stays: [{form: 2018-01-01, to: 2018-02-01}]}\n", "neither `from` nor `to`"),
        ("- {id: x, initial_state: resident, stays: []}\n", "Did you mean 'initial_status'"),
        ("- {id: x, initial_status: foreigner, stays: []}\n", "Write resident or non-resident"),
        ("- {id: x, attributes: {purpos: work}, stays: []}\n", "is no attribute of a person"),
        ("- {id: x, attributes: {purpose: wrok}, stays: []}\n", "Did you mean 'work'"),
        ("- {id: x, observed_until: 2018-01-01, stays: [{from: 2018-02-01, to: null}]}\n", "after `observed_until`"),
        ("- just a text\n", "no traveller"),
        ("id: x\n", "a list of travellers"),
    ],
)
def test_a_bad_list_of_travellers_is_told_in_words(tmp_path: Path, text: str, message: str) -> None:
    assert_refused(tmp_path / "bad.yaml", text, message)


def assert_refused(path: Path, text: str, message: str) -> None:
    """`apply` says what is wrong in a history, and in which file."""
    path.write_text(text)
    result = run("apply", "nzl-obm-arrival", str(path))
    assert result.exit_code == 2
    assert message in result.output
    assert path.name in result.output


def test_a_table_that_is_not_utf8_says_in_which_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes("id,from,to\né,2018-01-01,\n".encode("latin-1"))
    result = run("apply", "nzl-obm-arrival", str(path))
    assert result.exit_code == 2
    assert "bad.csv:2: the file is not UTF-8" in result.output


ATTRIBUTES = (
    "id,from,to,initial_status,citizenship\n"
    "in,2023-01-01,2023-03-01,non-resident,third-country\n"
    "over,2023-01-01,2023-04-01,non-resident,third-country\n"
    "eu,2023-01-01,2023-03-01,non-resident,eu\n"
    "unknown,2023-01-01,2023-03-01,non-resident,\n"
)
VISITORS = """event: arrival
measure: stay
upper_bound: {value: 90, unit: day, comparison: <=}
accumulation: cumulative
window: {value: 180, unit: day, anchor: rolling}
basis: actual
prior: non-resident
day_convention: both-ends
population: {requires: {citizenship: [third-country]}}
"""


def test_attributes_of_a_table_decide_and_a_missing_one_leaves_the_case_open(tmp_path: Path) -> None:
    table, rule = tmp_path / "people.csv", tmp_path / "visitors.yaml"
    table.write_text(ATTRIBUTES)
    rule.write_text(VISITORS)
    found = json.loads(run("apply", str(rule), str(table), "--format", "json").output)
    arrivals = {person["id"]: person["decisions"][0] for person in found}
    assert {id: d["migration"] for id, d in arrivals.items()} == {
        "in": True,
        "over": False,
        "eu": False,
        "unknown": None,
    }
    assert "the person's citizenship" in arrivals["unknown"]["why"]


def test_apply_counts_crossings_and_says_between_what_the_number_lies(tmp_path: Path) -> None:
    table, rule = tmp_path / "people.csv", tmp_path / "visitors.yaml"
    table.write_text(ATTRIBUTES)
    rule.write_text(VISITORS)
    counts = json.loads(run("apply", str(rule), str(table), "--count", "--format", "json").output)["counts"]
    assert [c["direction"] for c in counts] == ["arrival", "departure"]
    assert (counts[0]["counted"], counts[0]["not_counted"], counts[0]["undecided"]) == (1, 2, 1)
    shown = run("apply", str(rule), str(table), "--count", "--since", "2023-01-01", "--until", "2023-01-31").output
    assert "1 of 4 counted, 2 not, 1 not decided yet (so 1 to 2)" in shown
    assert "departures: 0 of 0 counted" in shown
    assert run("apply", str(rule), str(table), "--since", "2023-01-01").exit_code == 2


def test_coverage_adds_up() -> None:
    found = json.loads(run("coverage", "--format", "json").output)
    assert sum(found["confidence"]["definitions"].values()) == found["counts"]["definition"]
    assert all(stated <= of for stated, of in found["facets"].values())
    assert sum(found["labels"]["fr"].values()) == found["counts"]["term"]


def test_the_work_list_puts_the_heaviest_gaps_first_and_writes_a_letter() -> None:
    rows = json.loads(run("coverage", "--gaps", "--format", "json").output)
    tiers = ["missing", "open", "evidence"]
    heaviest = [min((tiers.index(gap["tier"]) for gap in row["gaps"]), default=3) for row in rows]
    assert heaviest == sorted(heaviest)
    first = rows[0]["country"]
    shown = run("coverage", "--gaps").output.splitlines()
    # From when the registry is, how much of the world has each kind of definition, the head of the table, its first row.
    assert shown[0].startswith(
        f"Counted in the registry as it was last built: content {sojourn.load().meta('scheme')['version']}, "
    )
    assert shown[5].startswith(first)
    letter = run("coverage", "--country", first, "--letter").output
    assert [line for line in letter.splitlines() if line] == rows[0]["letter"]
    assert all(gap["text"].endswith("?") for gap in rows[0]["gaps"])
    assert "pas de définition" in run("coverage", "--country", first, "--lang", "fr").output
    french = run("coverage", "--gaps", "--lang", "fr").output.splitlines()
    assert french[0].startswith("Compté dans le registre") and french[4].split() == [
        "population", "migrants", "manque", "ouvert", "preuves",
    ]  # fmt: skip
    overview = run("coverage", "--lang", "fr").output
    assert "Libellés des termes" in overview and "Entries" not in overview
    assert run("coverage", "--letter").exit_code == 2
