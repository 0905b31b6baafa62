"""`sojourn test`: a user's own cases as a command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sojourn.cli.main import main

CROSSINGS = """\
rule:
  {event: arrival, measure: stay, threshold: {value: 12, unit: month, comparison: ">="}, accumulation: continuous,
   basis: actual, prior: non-resident}
cases:
  # A year and a day.
  - id: stays
    initial_status: non-resident
    stays: [{from: 2020-01-01, to: 2021-01-02}]
    expect:
      - {migration: true, decided_on: 2020-12-31, window: [2020-01-01, 2020-12-31]}
      - {migration: true}
"""
DATES = """\
rule: gbr-tax-183-days
cases:
  - id: half-a-year
    stays: [{from: 2017-01-01, to: null}]
    expect:
      - {on: 2017-07-02, counted: false, days: 182, left: 1}
      - {on: 2017-07-03, counted: true, first_met: 2017-07-03}
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["test", *map(str, arguments)])


def test_cases_of_a_folder_are_run_and_counted(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CROSSINGS, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(DATES, encoding="utf-8")
    found = run(tmp_path)
    assert found.exit_code == 0, found.output
    assert found.output.splitlines()[-1] == "2 cases in 2 files: 2 as expected, 0 not."


def test_what_is_decided_otherwise_is_told_with_its_line_and_reason(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(CROSSINGS.replace("migration: true, decided_on: 2020-12-31", "migration: false"), encoding="utf-8")
    found = run(file)
    assert found.exit_code == 1
    assert "stays (line 6)" in found.output
    assert "2020-01-01 arrival: migration is true, expected false" in found.output
    assert "A non-resident arrives on 1 January 2020 and meets the rule" in found.output
    as_json = json.loads(run(file, "--format", "json").output)
    assert (as_json["cases"], as_json["failed"]) == (1, 1)
    (difference,) = as_json["files"][0]["cases"][0]["differences"]
    assert (difference["entry"], difference["key"], difference["expected"], difference["found"]) == (
        1,
        "migration",
        False,
        True,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "a file of cases is a map"),
        ("rule: gbr-tax-183-days", "has no `cases`"),
        ("rules: x\ncases: []", "'rules' is no key of a file of cases. Did you mean 'rule'?"),
        (DATES.replace("gbr-tax-183-days", "gbr-tax-183-dayz"), "gbr-tax-183-dayz"),
        (DATES.replace("on: 2017-07-02", "on: 2017-07-32"), "'2017-07-32' is no date"),
        (DATES.replace("on: 2017-07-02, ", ""), "an entry of `expect` has no date"),
        (DATES.replace("days: 182", "nights: 182"), "'nights' is nothing that a decision says"),
        (DATES.replace("to: null", "to: 2016-01-01"), "history makes no sense"),
        (DATES.replace("stays:", "attributes: {citizenship: martian}\n    stays:"), "is no code of its list"),
        (CROSSINGS.replace("      - {migration: true}\n", ""), "expects 1 decision and has 2 crossings"),
        (CROSSINGS.replace("unit: month", "unit: moon"), "unit"),
    ],
)
def test_a_file_that_holds_no_cases_is_refused_with_the_place(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(text, encoding="utf-8")
    found = run(file)
    assert found.exit_code in (1, 2)
    told = " ".join((found.output + (found.stderr or "")).split())
    assert said in told
    assert "wrong.yaml" in told


def test_an_empty_folder_holds_no_cases(tmp_path: Path) -> None:
    found = run(tmp_path)
    assert found.exit_code == 2
    assert "holds no cases" in found.output + (found.stderr or "")
