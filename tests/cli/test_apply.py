"""`sojourn apply`: on dates, with an explanation, in another language, with stays to be merged."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sojourn.cli.main import main
from sojourn.cli.people.dates import dates
from sojourn.model.errors import UsageError

DATE_RULE = "gbr-tax-183-days"
FLOW_RULE = "nzl-obm-arrival"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["apply", *arguments])


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "people.csv"
    path.write_text("id,from,to,initial_status\na,2017-01-01,9999-12-31,non-resident\n", encoding="utf-8")
    return str(path)


def test_a_rule_about_a_date_is_asked_on_dates(table: str) -> None:
    found = run(DATE_RULE, table, "--on", "2017-07-03", "--on", "2017-07-02..2017-07-04/day", "--format", "json")
    (person,) = json.loads(found.output)
    # 183 nights from 1 January 2017 lie before 3 July.
    assert [(d["on"], d["counted"], d["days"]) for d in person["decisions"]] == [
        ("2017-07-02", False, 182),
        ("2017-07-03", True, 183),
        ("2017-07-04", True, 184),
    ]
    assert person["decisions"][2]["first_met"] == "2017-07-03"
    shown = run(DATE_RULE, table, "--on", "2017-07-04").output
    assert "184 days counted from 4 July 2016 to 3 July 2017, 183 needed; 0 lacking" in shown
    assert "first met on 3 July 2017" in shown


def test_a_rule_says_whether_it_needs_a_date(table: str) -> None:
    without = run(DATE_RULE, table)
    assert without.exit_code == 2
    assert "rule asks for a date" in without.output + (without.stderr or "")
    with_one = run(FLOW_RULE, table, "--on", "2018-01-01")
    assert with_one.exit_code == 2
    assert "rule decides crossings" in with_one.output + (with_one.stderr or "")
    assert run(DATE_RULE, table, "--on", "2018-01-01", "--count").exit_code == 2


def test_ranges_of_dates_have_a_step_and_an_end() -> None:
    assert dates(("2020-01-31..2020-04-30/month",)) == [
        date(2020, 1, 31),
        date(2020, 2, 29),
        date(2020, 3, 31),
        date(2020, 4, 30),
    ]
    assert len(dates(("2020-01-01..2020-01-29/7days",))) == 5
    assert dates(("2019-06-30", "2018-06-30..2020-06-30/year")) == [date(year, 6, 30) for year in (2018, 2019, 2020)]


@pytest.mark.parametrize(
    "text", ["2020-13-01", "20200101", "2020-01-01..", "2020-02-01..2020-01-01", "0001-01-01..8000-01-01/day", "soon"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        dates((text,))


def test_a_decision_is_explained_part_by_part_and_in_french(table: str) -> None:
    shown = run(FLOW_RULE, table, "--explain").output
    assert "the arrival on 1 January 2017\n" in shown
    assert "met (485/365)" in shown
    assert "Taken for granted:" in shown
    french = run(FLOW_RULE, table, "--lang", "fr", "--format", "json").output
    (decision,) = json.loads(french)[0]["decisions"]
    assert decision["why"].startswith("Un non-résident arrive le 1er janvier 2017 et satisfait la règle")
    assert decision["why_message"]["message"] == "decision-met"
    assert "485 jours comptés" in decision["numbers"]


def test_overlapping_stays_are_refused_with_their_lines_and_merged_on_request(tmp_path: Path) -> None:
    path = tmp_path / "overlap.yaml"
    path.write_text(
        "- id: a\n  stays:\n    - {from: 2017-01-01, to: 2017-06-01}\n    - {from: 2017-03-01, to: 2017-09-01}\n",
        encoding="utf-8",
    )
    refused = run(FLOW_RULE, str(path))
    assert refused.exit_code == 2
    assert "(lines 3 and 4)" in refused.output + (refused.stderr or "")
    in_french = run(FLOW_RULE, str(path), "--lang", "fr")
    assert "(lignes 3 et 4)" in in_french.output + (in_french.stderr or "")
    assert "--merge-stays les met en ordre" in in_french.output + (in_french.stderr or "")
    merged = json.loads(run(FLOW_RULE, str(path), "--merge-stays", "--format", "json").output)[0]
    assert [d["crossing"] for d in merged["decisions"]] == ["2017-01-01", "2017-09-01"]
    assert merged["notes"] == ["Stay 2 overlaps stay 1; they were made one."]
