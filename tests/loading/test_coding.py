"""Checks of the words of a summary against the facets of its rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from sojourn.loading.checks.checking import checked_content
from tests.support import COUNTRY, FRAMEWORK, small_glossary

SUMMARY = "A person who has lived in the country for six months."
RULE = COUNTRY[COUNTRY.index("    rule:\n") : COUNTRY.index("    valid:")]
POPULATION = "population: {base: usual-resident, excludes: [foreign-diplomats]}"


def found(
    tmp_path: Path, summary: str, rule: str = RULE, framework: str = FRAMEWORK, concept: str = "usual-residence"
) -> dict[str, str]:
    """Check and message of each coding fault of a definition with this summary and rule."""
    text = COUNTRY.replace(f"{{en: {SUMMARY}}}", f'{{en: "{summary}"}}').replace(RULE, rule)
    text = text.replace("concept: usual-residence", f"concept: {concept}")
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    content = checked_content(
        small_glossary(folder, {"countries/NOR.yaml": text, "recommendations/frame.yaml": framework})
    )
    assert [finding for finding in content.findings if finding.severity == "error"] == []
    checks = (
        "group-named",
        "expected-stay",
        "previous-residence",
        "foreign-born",
        "absence-purpose",
        "open-absence",
        "void-length",
        "status-unsaid",
        "prior-unsaid",
        "last-move",
    )
    return {finding.check: finding.message for finding in content.findings if finding.check in checks}


def test_a_definition_that_codes_what_its_summary_says_has_no_finding(tmp_path: Path) -> None:
    assert found(tmp_path, SUMMARY + " Foreign diplomats are left out.") == {}


@pytest.mark.parametrize(
    ("summary", "words", "code"),
    [
        ("Everybody, seasonal workers included.", "seasonal workers", "seasonal-workers"),
        ("Everybody but Refugees.", "Refugees", "refugees"),
        ("Everybody, and people in transit.", "in transit", "transit-travellers"),
    ],
)
def test_a_group_that_the_summary_names_must_be_in_a_list(tmp_path: Path, summary: str, words: str, code: str) -> None:
    message = found(tmp_path, summary)["group-named"]
    assert message == f"the summary names '{words}', but no list of the rule holds '{code}'."


@pytest.mark.parametrize(
    "population",
    [
        "population: {includes: [students]}",
        "population: {excludes: [students-abroad]}",
        "population: {requires: {purpose: [study]}}",
    ],
)
def test_a_group_is_also_shown_by_what_stands_for_it(tmp_path: Path, population: str) -> None:
    assert found(tmp_path, "Students from abroad.", RULE.replace(POPULATION, population)) == {}


def test_a_group_is_shown_by_any_limb_and_by_a_rule_that_is_referred_to(tmp_path: Path) -> None:
    other = "{event: reference-date, level: country, population: {base: de-facto, includes: [tourists]}}"
    limbs = f"    rule:\n      any:\n        - {{ref: frame-resident}}\n        - {other}\n"
    assert found(tmp_path, "Who means to stay, and tourists.", limbs).keys() == {"expected-stay"}
    named = FRAMEWORK.replace("basis: actual", "basis: intended")
    assert found(tmp_path, "Who means to stay, and tourists.", limbs, named) == {}


@pytest.mark.parametrize("basis", ["actual", "granted"])
def test_an_expected_stay_lies_ahead(tmp_path: Path, basis: str) -> None:
    rule = RULE.replace("basis: actual", f"basis: {basis}")
    message = found(tmp_path, "Who is expected to stay for six months.", rule)["expected-stay"]
    assert message == "the summary says 'expected to stay', but no limb has the basis 'intended'."


@pytest.mark.parametrize("basis", ["intended", "actual-or-intended"])
def test_an_expected_stay_is_coded_as_intended(tmp_path: Path, basis: str) -> None:
    rule = RULE.replace("basis: actual", f"basis: {basis}")
    assert found(tmp_path, "Who stays or intends to stay for six months.", rule) == {}


def test_time_at_an_earlier_place_is_no_absence_on_the_reference_date(tmp_path: Path) -> None:
    wrong = RULE.replace("measure: stay", "measure: absence\n      criterion: previous-residence")
    assert "absence on the reference date" in found(tmp_path, SUMMARY, wrong)["previous-residence"]
    right = wrong.replace("event: reference-date", "event: arrival").replace(
        "anchor: reference-date", "anchor: arrival"
    )
    assert found(tmp_path, SUMMARY, right) == {}


def test_the_foreign_born_are_not_coded_as_foreigners(tmp_path: Path) -> None:
    population = "criterion: country-of-birth\n      population: {includes: [foreigners]}"
    rule = RULE.replace(POPULATION, population)
    assert "lists 'foreigners' and no citizens" in found(tmp_path, SUMMARY, rule)["foreign-born"]
    assert found(tmp_path, SUMMARY, rule.replace("[foreigners]", "[foreigners, naturalised-citizens]")) == {}


ABSENCES = "Who lives here, whatever the absences for holidays and business."


def test_absences_that_a_summary_disregards_stand_in_the_rule(tmp_path: Path) -> None:
    some = RULE.replace("basis: actual", "interruptions: {purposes: [business]}\n      basis: actual")
    message = found(tmp_path, ABSENCES, some)["absence-purpose"]
    assert message == "the summary says 'holidays', but no limb has the purpose 'leisure'."
    assert found(tmp_path, ABSENCES, some.replace("[business]", "[leisure, business]")) == {}


def test_a_purpose_is_only_looked_for_beside_absences(tmp_path: Path) -> None:
    assert found(tmp_path, "Who lives here. Holidays and business are no matter.") == {}


AWAY = "{event: reference-date, measure: absence, level: country, population: {base: usual-resident%s}}"


def alternatives(limb: str) -> str:
    """A rule with this limb as the second of two alternatives."""
    first = "{event: reference-date, level: country, population: {base: de-facto, includes: [foreign-diplomats]}}"
    return f"    rule:\n      any:\n        - {first}\n        - {limb}\n"


def test_an_alternative_for_people_who_are_away_does_not_let_in_everybody(tmp_path: Path) -> None:
    message = found(tmp_path, "Who is here.", alternatives(AWAY % ", includes: [students-abroad]"))["open-absence"]
    assert message == "this alternative lets in everybody who is away on the reference date, however long."


@pytest.mark.parametrize(
    "limb",
    [
        AWAY % ", requires: {purpose: [study]}",
        (AWAY % "").replace("level: country", "upper_bound: {value: 1, unit: year, comparison: <}, level: country"),
        (AWAY % "").replace("level: country", "criterion: residence, level: country"),
    ],
)
def test_an_alternative_that_says_who_or_how_long_is_no_fault(tmp_path: Path, limb: str) -> None:
    assert found(tmp_path, "Who is here.", alternatives(limb)) == {}


def test_a_code_of_a_closed_list_to_which_the_engine_gives_no_meaning_is_an_error(tmp_path: Path) -> None:
    root = small_glossary(tmp_path)
    codes = (root / "codes.yaml").read_text("utf-8")
    more = "    - id: sometimes\n      label: {en: now and then}\n- id: anchor\n"
    (root / "codes.yaml").write_text(codes.replace("- id: anchor\n", more, 1), "utf-8")
    errors = [one for one in checked_content(root).findings if one.severity == "error"]
    assert [(one.check, one.key) for one in errors] == [("closed-list", "[accumulation].codes[sometimes].id")]
    assert errors[0].message == (
        "the engine gives “sometimes” no meaning: the list “accumulation” holds values of facets and is closed."
    )


YEAR = "{event: reference-date, level: country, threshold: {value: 1, unit: year, comparison: '>='}%s}"
REFUGEES = "{event: reference-date, level: country, population: {includes: [refugees]%s}}"


def two(first: str, second: str) -> str:
    """A rule of two alternatives."""
    return f"    rule:\n      any:\n        - {first}\n        - {second}\n"


def test_an_alternative_for_some_people_does_not_void_the_length_that_another_one_asks(tmp_path: Path) -> None:
    message = found(tmp_path, "Who is here.", two(YEAR % "", REFUGEES % ""))["void-length"]
    assert message == (
        "this alternative lets in everybody of whom another one asks a length of time, which so has no effect."
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (YEAR % "", REFUGEES % ", requires: {purpose: [protection]}"),
        (YEAR % "", REFUGEES % ", excludes: [visitors]"),
        (YEAR % "", (REFUGEES % "").replace("level: country", "basis: registration, level: country")),
        (YEAR % "", (REFUGEES % "").replace("level: country", "threshold: {value: 6, unit: month}, level: country")),
        (YEAR % "", "{event: reference-date, level: country, population: {includes: [nationals, foreigners]}}"),
        ("{event: reference-date, level: country}", REFUGEES % ""),
    ],
)
def test_an_alternative_that_leaves_the_other_its_length_is_no_fault(tmp_path: Path, first: str, second: str) -> None:
    assert found(tmp_path, "Who is here.", two(first, second)) == {}


def test_a_rule_that_goes_by_a_status_in_law_says_by_which(tmp_path: Path) -> None:
    rule = RULE.replace(POPULATION, "criterion: legal-status\n      population: {base: usual-resident%s}")
    message = found(tmp_path, SUMMARY, rule % "")["status-unsaid"]
    assert message == "a status in law decides, but nothing says which."
    assert found(tmp_path, SUMMARY, rule % ", requires: {legal_status: [temporary-permit]}") == {}
    assert found(tmp_path, SUMMARY, rule % ", requires: {citizenship: [national]}") == {}


LEAVER = "    rule: {event: departure, measure: absence, level: country}\n"


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        (LEAVER, {"prior-unsaid"}),
        (LEAVER.replace("measure", "prior: resident, measure"), set()),
        (LEAVER.replace("level: country", "level: country, population: {base: registered}"), set()),
        (LEAVER.replace("level: country", "level: within-country"), set()),
        (LEAVER.replace("departure", "reference-date"), set()),
    ],
    ids=["unsaid", "said", "by a register", "inside the country", "no crossing"],
)
def test_household_members_who_left_were_residents(tmp_path: Path, rule: str, named: set[str]) -> None:
    assert set(found(tmp_path, "A member of the household who went abroad.", rule)) & {"prior-unsaid"} == named


def test_a_status_before_the_crossing_is_named_with_its_words(tmp_path: Path) -> None:
    message = found(tmp_path, "A member of the household who went abroad.", LEAVER)["prior-unsaid"]
    assert message == "the summary says 'of the household', but no limb has the prior 'resident'."


MOVED = "A person who moved to the present place from abroad."
PLACE = """    rule:
      {event: EVENT, level: country, criterion: previous-residence, population: {requires: {previous_residence: [abroad]}}}
"""


@pytest.mark.parametrize(
    ("summary", "event", "concept", "named"),
    [
        (MOVED, "reference-date", "immigration", {"last-move"}),
        (MOVED, "arrival", "immigration", set()),
        ("A person who lived abroad five years before.", "reference-date", "immigration", set()),
        (MOVED, "reference-date", "migrant-stock", set()),
    ],
    ids=["unsaid", "said", "two dates", "no flow"],
)
def test_immigrants_by_their_last_move_arrived(
    tmp_path: Path, summary: str, event: str, concept: str, named: set[str]
) -> None:
    assert set(found(tmp_path, summary, PLACE.replace("EVENT", event), concept=concept)) == named
