"""A commented starting file for a country with its first definition."""

from __future__ import annotations

COUNTRY = """\
# A new country. Every key is explained by example in glossary/README.md#a-country; delete what no source fills.
id: {id}
label: {{en: {id}}}
sources:
  - id: {lower}-census-metadata
    title: Title of the source
    publisher: The office
    year: 2020
    url: "https://example.org/"
    kind: metadata
instruments:
  - id: {lower}-census
    type: census
    label: {{en: Population and housing census}}
definitions:
  - id: {definition}
    concept: {concept}
    instrument: {lower}-census
    summary: {{en: "Who is counted, in our own words."}}
    rule:
{rule}    citations:
      - {{source: {lower}-census-metadata, locator: "page or section", seen: excerpt}}
    confidence: low
"""
RULE = """\
event: reference-date
measure: stay
threshold: {value: 6, unit: month, comparison: ">="}
level: country
population: {base: usual-resident}
"""


def country_file(id: str, *, definition: str = "", concept: str = "usual-residence", rule: str = RULE) -> str:
    """The file of a country (ISO 3166-1 alpha-3 code) with one definition, whose rule is given as YAML."""
    lower = id.lower()
    lines = "".join(f"      {line}\n" for line in rule.splitlines())
    name = definition or f"{lower}-census-usual-residents"
    return COUNTRY.format(id=id, lower=lower, definition=name, concept=concept, rule=lines)
