"""A commented starting file for a country with its first definition."""

from __future__ import annotations

COUNTRY = """\
# A new country. Every key is explained by example in glossary/README.md#a-country; delete what no source fills.
# `sojourn check` names every text that still begins with TODO.
id: {id}
label: {{en: "TODO: its short name in English"}}
sources:
  - id: {lower}-census-metadata
    title: "TODO: title of the source"
    publisher: "TODO: the office"
    url: "https://example.org/TODO"
    kind: metadata
instruments:
  - id: {lower}-census
    type: census
    label: {{en: "TODO: the census as the office calls it"}}
definitions:
  - id: {definition}
    concept: {concept}
    instrument: {lower}-census
    summary: {{en: "TODO: who is counted, in our own words."}}
    rule:
{rule}    citations:
      - {{source: {lower}-census-metadata, locator: "TODO: page or section", seen: excerpt}}
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
