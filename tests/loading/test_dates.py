"""Checks of dates of validity."""

from __future__ import annotations

from pathlib import Path

import pytest

from sojourn.loading.checks.checking import checked_content
from tests.support import COUNTRY, small_glossary

DEFINITION = COUNTRY[COUNTRY.index("  - id: nor-resident\n") :]
SECOND = DEFINITION.replace("nor-resident", "nor-present").replace("valid: {from: 1990}", "valid: {from: '1990-11-03'}")


def warned(tmp_path: Path, country: str) -> list[tuple[int | None, str]]:
    """Line and message of each remark on the date of a census."""
    content = checked_content(small_glossary(tmp_path, {"countries/NOR.yaml": country}))
    assert [finding for finding in content.findings if finding.severity == "error"] == []
    return [(finding.line, finding.message) for finding in content.findings if finding.check == "census-moment"]


def test_definitions_of_one_census_are_equally_precise_about_its_date(tmp_path: Path) -> None:
    country = COUNTRY.replace("type: population-register", "type: census") + SECOND
    line = country[: country.index("valid: {from: 1990}")].count("\n") + 1
    message = "'nor-present', of the same census, has the date 1990-11-03."
    assert warned(tmp_path, country) == [(line, message)]


@pytest.mark.parametrize(
    "country",
    [
        COUNTRY + SECOND,
        COUNTRY.replace("type: population-register", "type: census") + SECOND.replace("1990-11-03", "2000-11-03"),
        COUNTRY.replace("type: population-register", "type: census").replace("from: 1990", "from: '1990-11-03'")
        + SECOND,
    ],
    ids=["no census", "another census", "as precise"],
)
def test_dates_that_say_no_more_are_no_fault(tmp_path: Path, country: str) -> None:
    assert warned(tmp_path, country) == []


ABROAD = """\
  - id: nor-from-abroad
    concept: immigration
    instrument: nor-register
    summary: {en: "SUMMARY"}
    rule:
      event: reference-date
      level: country
      criterion: previous-residence
      recall: {value: 5, unit: year}
      population: {requires: {previous_residence: [abroad]}}
    valid: {from: '2001', to: '2001'}
    citations:
      - {source: nor-metadata, locator: question 3, seen: excerpt}
    confidence: medium
"""


@pytest.mark.parametrize(
    ("summary", "moments"),
    [
        ("Who lived abroad in October 1996, five years before.", ["2001-10"]),
        ("Who lived abroad on 3 November 1996.", ["2001-11-03"]),
        ("Who lived abroad in October 1991.", []),
        ("Who lived abroad in 1996.", []),
    ],
)
def test_a_question_on_a_month_years_before_tells_the_month_of_the_census(
    tmp_path: Path, summary: str, moments: list[str]
) -> None:
    country = COUNTRY.replace("type: population-register", "type: census") + ABROAD.replace("SUMMARY", summary)
    said = [text for _, text in warned(tmp_path, country)]
    assert said == [f"the summary tells that the census was in {moment}." for moment in moments for _ in range(2)]
