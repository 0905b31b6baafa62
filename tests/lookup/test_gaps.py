"""The work list: what is missing of each country, whom to ask, and in which order."""

from __future__ import annotations

from pathlib import Path

import pytest

from sojourn.loading.glossary.compiled import Compiled
from sojourn.loading.glossary.content import Content, load_content
from sojourn.lookup.gaps import EVIDENCE, MISSING, TIERS, kind_message, known, newest, work_list
from sojourn.lookup.registry import Registry
from sojourn.lookup.writing import write_store
from sojourn.prose.speaker import Speaker
from tests.support import COUNTRY, small_glossary

# A second country: it has all three definitions, one of them from the press and without a length.
SWEDEN = """\
id: SWE
iso2: SE
m49: "752"
label: {en: Sweden}
sources:
  - {id: swe-news, title: News, publisher: A newspaper, url: "https://example.org/news", kind: press}
  - {id: swe-manual, title: Manual, publisher: An office, url: "https://example.org/manual", kind: manual}
instruments:
  - id: swe-register
    type: population-register
    label: {en: Register}
    operator: Tax office
    citations: [{source: swe-manual}]
definitions:
  - id: swe-resident
    concept: usual-residence
    instrument: swe-register
    summary: {en: Those who live there.}
    rule: {event: reference-date, population: {base: usual-resident}}
    citations: [{source: swe-news}]
    confidence: low
  - id: swe-immigrant
    concept: immigration
    instrument: swe-register
    summary: {en: Those who mean to move.}
    rule:
      {event: arrival, measure: stay, threshold: {value: 1, unit: year, comparison: ">="}, prior: non-resident, basis: intended,
       accumulation: continuous}
    valid: {from: "2010"}
    citations: [{source: swe-manual}]
    confidence: high
  - id: swe-emigrant
    concept: emigration
    instrument: swe-register
    summary: {en: Those who mean to move.}
    rule:
      {event: departure, measure: absence, threshold: {value: 1, unit: year, comparison: ">="}, prior: resident,
       basis: intended, accumulation: continuous}
    valid: {from: "2010"}
    citations: [{source: swe-manual}]
    confidence: high
"""
# An earlier edition of the Norwegian definition.
OLDER = """\
definitions:
  - id: nor-1970
    concept: usual-residence
    instrument: nor-register
    summary: {en: Those who lived there.}
    rule: {event: reference-date}
    valid: {from: "1970"}
    citations: [{source: handbook}]
    confidence: high
"""
STATISTICS = """\
- id: people
  concept: population-base
  label: {en: People}
  summary: {en: Everybody.}
  period: mid-2024
  unit: {en: persons}
  by_country: [{country: NOR, value: 5000}, {country: SWE, value: 10000}]
  citations: [{source: handbook}]
  confidence: high
- id: migrants
  concept: migrant-stock
  label: {en: Migrants}
  summary: {en: Those who came.}
  period: mid-2020
  unit: {en: persons}
  by_country: [{country: NOR, value: 900}, {country: SWE, value: 2000}]
  citations: [{source: handbook}]
  confidence: high
"""


def registry_of(content: Content) -> Registry:
    """A registry in memory."""
    compiled = Compiled.of(content)
    return Registry(write_store(":memory:", compiled.entries, compiled.facts))


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    changes: dict[str, str | bytes | None] = {"countries/SWE.yaml": SWEDEN, "statistics.yaml": STATISTICS}
    content = load_content(small_glossary(tmp_path_factory.mktemp("gaps"), changes))
    assert [str(f) for f in content.findings] == []
    return registry_of(content)


def test_a_missing_definition_comes_before_weak_evidence_however_large_the_country(registry: Registry) -> None:
    rows = work_list(registry)
    assert [row.country.id for row in rows] == ["NOR", "SWE"]
    assert [row.migrants for row in rows] == [900, 2000]
    assert [gap.kind for gap in rows[0].gaps if gap.tier == "missing"] == ["immigration", "emigration"]
    assert rows[1].count("missing") == 0


def test_a_definition_without_a_length_is_asked_for_it_first(registry: Registry) -> None:
    sweden = work_list(registry)[1]
    asked = [(gap.definition, gap.kind) for gap in sweden.gaps if gap.tier == "open"]
    assert asked == [("swe-resident", "threshold")]
    assert [gap.kind for gap in sweden.gaps if gap.definition == "swe-resident" and gap.tier == "evidence"] == list(
        EVIDENCE
    )


def test_places_to_look_in_are_documents_of_offices_about_the_same_data_source(registry: Registry) -> None:
    sweden = work_list(registry)[1]
    (gap,) = (gap for gap in sweden.gaps if gap.kind == "threshold")
    assert [Speaker().text(place) for place in gap.where] == ["Manual: https://example.org/manual"]


def test_the_share_of_the_world_counts_people_not_countries(registry: Registry) -> None:
    found = {one.group: one for one in known(work_list(registry))}
    assert found["population"].countries == (2, 2)
    assert found["immigration"].countries == (1, 2)
    assert found["immigration"].population == (10_000, 15_000)
    assert found["immigration"].migrants == (2_000, 2_900)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_letter_asks_each_question_once_and_goes_to_the_office(registry: Registry, lang: str) -> None:
    words = Speaker(lang)
    sweden = work_list(registry)[1]
    subject, opening, *questions, closing = (words.text(part) for part in sweden.letter(lang))
    assert "Sweden" in subject and "1" not in subject.replace("12", "")
    assert "Tax office" in opening
    assert "/country/SWE" in opening  # what is held already can be looked up
    assert len(questions) == 1 and questions[0].startswith("1. ")
    assert questions[0].count("?") == 4  # the length, the publication, the reading, the date
    assert closing


def test_an_office_is_asked_whether_the_groups_are_read_rightly(tmp_path: Path) -> None:
    groups = "{base: usual-resident, includes: [students, nomads], excludes: [foreign-diplomats]}"
    changed = SWEDEN.replace("{base: usual-resident}", groups)
    content = load_content(small_glossary(tmp_path, {"countries/SWE.yaml": changed}))
    (sweden,) = (row for row in work_list(registry_of(content)) if row.country.id == "SWE")
    (gap,) = (gap for gap in sweden.gaps if gap.kind == "confidence")
    asked = Speaker().text(gap.question)
    assert asked.count("?") == 3
    assert "students" in asked and "nomads" in asked and asked.index("nomads") < asked.index("foreign diplomats")


def test_every_kind_of_gap_has_a_name_in_every_language(registry: Registry) -> None:
    from sojourn.rules.comparison.questions import FACETS

    for lang in ("en", "fr"):
        for kind in (*MISSING, *FACETS, *EVIDENCE):
            assert Speaker(lang).text(kind_message(kind))
    assert TIERS == ("missing", "open", "evidence")


def test_an_older_edition_of_the_same_data_source_is_not_asked_about(tmp_path: Path) -> None:
    older = COUNTRY.replace("definitions:\n", OLDER, 1)
    content = load_content(small_glossary(tmp_path, {"countries/NOR.yaml": older}))
    assert [str(f) for f in content.findings] == []
    country = registry_of(content).country("NOR")
    assert [d.id for d in country.definitions] == ["nor-1970", "nor-resident"]
    assert [d.id for d in newest(country.definitions)] == ["nor-resident"]
