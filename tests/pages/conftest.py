"""A small website, built once from the small glossary with a few classification results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from sojourn.classification import Classification, Reference, Result, classify
from sojourn.cli.reference import reference_pages
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled, compiled_entries
from sojourn.lookup.registry import Registry
from sojourn.lookup.writing import write_store
from sojourn.model.message import Coded, message
from sojourn.model.rule import rule_from_dict
from sojourn.pages.build import SiteReport, build_site
from sojourn.rules import Unknown
from tests.support import COUNTRY, FRAMEWORK, REPOSITORY, small_glossary

Entries = dict[str, dict[str, dict[str, Any]]]


def small_result() -> Result:
    """How the definition of the small glossary stands to its reference rule, with a question besides."""
    country, framework = yaml.safe_load(COUNTRY), yaml.safe_load(FRAMEWORK)
    definition, rule = country["definitions"][0], framework["rules"][0]
    reference = Reference(
        rule["id"], framework["id"], rule["target"], None, rule_from_dict(rule["rule"]), rule["label"]["en"]
    )
    written = rule_from_dict(definition["rule"])
    (found,) = classify(written, definition["concept"], [reference], definition_id=definition["id"]).results
    question = Unknown("basis", "a", True, message("question-basis", measure=Coded("measure", "stay")))
    # In part, so that the answer is one of those that pages show whole.
    return replace(found, conformance="partly", comparison=replace(found.comparison, unknown=(question,)))


RESULT = small_result()
TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/sojourn/term/residence> a skos:Concept ; skos:prefLabel "residence"@en .
"""
METHOD = """\
id: method-population-register
type: population-register
label: {en: Population register, fr: Registre de population}
label_origin: [{lang: fr, status: own}]
summary: {en: A list of all residents.}
term: usual-residence
measures:
  - concept: usual-residence
    suitability: good
    how: {en: Where departures are reported.}
    citations: [{source: handbook, locator: para 4, seen: full}]
durations: {en: Often six months.}
quality:
  - {criterion: {en: Unreported departures}, check: {en: How are they found?}, citations: [{source: handbook}]}
limits:
  - {statement: {en: Who left without notice.}, citations: [{source: handbook, locator: para 5, seen: full}]}
examples:
  - label: {en: A register that is checked}
    summary: {en: The office asks a sample every year.}
    countries: [NOR]
    citations: [{source: handbook, locator: para 6, seen: full}]
guidance: {en: Compare with a survey.}
citations: [{source: handbook, locator: para 4, seen: full}]
confidence: medium
"""
FIGURES = """\
- id: nor-two-counts
  label: {en: Residents by two rules}
  summary: {en: The same people counted twice.}
  terms: [usual-residence]
  countries: [NOR]
  unit: {en: persons}
  values:
    - {label: {en: Six months}, definition: nor-resident, period: "2020", value: 12345, citations: [{source: handbook}]}
    - {label: {en: Twelve months}, period: "2020", value: 10000, citations: [{source: handbook}]}
  citations: [{source: handbook}]
  confidence: medium
"""
IN_ENGLISH = "summary: {en: A person who has lived in the country for six months.}"
IN_FRENCH_TOO = (
    f"{IN_ENGLISH[:-1]}, fr: Personne qui vit dans le pays depuis six mois.}}\n"
    "    summary_origin: [{lang: fr, status: own-read}]"
)
CHANGES: dict[str, str | bytes | None] = {
    "countries/NOR.yaml": COUNTRY.replace(IN_ENGLISH, IN_FRENCH_TOO),
    "methods/method-population-register.yaml": METHOD,
    "figures.yaml": FIGURES,
}
RESULTS = [Classification("nor-resident", "frame", (RESULT,))]


def small_entries(folder: Path, changes: dict[str, str | bytes | None] = CHANGES) -> tuple[Entries, dict[str, Any]]:
    """The compiled entries of the small glossary, and the facts about it."""
    content = checked_content(small_glossary(folder, changes))
    return compiled_entries(content), Compiled.of(content).facts


def registry_of(entries: Entries, facts: dict[str, Any]) -> Registry:
    """A registry in memory."""
    return Registry(write_store(":memory:", entries, facts, RESULTS))


def build(registry: Registry, folder: Path) -> SiteReport:
    """The website of a registry in `folder/site`."""
    return build_site(
        registry,
        folder / "site",
        site_folder=REPOSITORY / "site",
        work=folder / "work",
        graph=TURTLE.encode(),
        reference=reference_pages(),
    )


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return registry_of(*small_entries(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="session")
def site(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    report = build(registry, folder)
    assert report.pages > 10
    return folder / "site"
