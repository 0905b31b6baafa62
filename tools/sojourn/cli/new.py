"""`sojourn new`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from sojourn.loading.content import find_root
from sojourn.loading.scaffold import country_file
from sojourn.model.errors import UsageError

TERM = """\
# A new term. Every key is explained by example in glossary/README.md#a-term; delete what no source fills.
id: {id}
domain: {domain}
label: {{en: {words}}}
definition: {{en: "Genus and difference in our own words, at most about 60 words."}}
broader: []
citations:
  - {{source: the-id-of-a-source, locator: "page, paragraph or section", seen: excerpt}}
confidence: low
"""
INSTRUMENT = """\
  # Add this to the list `instruments:` of the country's file; see glossary/README.md#a-country.
  - id: {id}
    type: census                  # a code of the list `instrument-type` in glossary/codes.yaml
    label: {{en: {words}}}
    coverage: {{en: Whom it covers and whom not.}}
    quality: {{en: Known limits.}}
"""
DEFINITION = """\
  # Add this to the list `definitions:` of the country's file; facets: glossary/README.md#facets.
  - id: {id}
    concept: usual-residence      # a code of the list `concept` in glossary/codes.yaml
    instrument: the-id-of-an-instrument
    summary: {{en: "Who is counted, in our own words."}}
    rule: {{event: reference-date, measure: stay, threshold: {{value: 6, unit: month, comparison: ">="}}}}
    citations:
      - {{source: the-id-of-a-source, locator: "page or section", seen: excerpt}}
    confidence: low
"""


@click.command()
@click.argument("kind", type=click.Choice(["term", "country", "instrument", "definition"]))
@click.argument("id")
@click.option("--domain", default="core", show_default=True, help="Domain (folder) of a new term.")
@click.option("--stdout", is_flag=True, help="Print it instead of writing a file.")
def new(kind: str, id: str, domain: str, stdout: bool) -> None:
    """A commented starting file for a term or a country; the starting lines of an instrument or a definition.

    ID is the new identifier: lower-case words joined by hyphens, for a country its ISO 3166-1 alpha-3 code.
    """
    pattern = r"[A-Z]{3}" if kind == "country" else r"[a-z0-9]+(-[a-z0-9]+)*"
    if not re.fullmatch(pattern, id):
        form = (
            "three capital letters (ISO 3166-1 alpha-3)" if kind == "country" else "lower-case words joined by hyphens"
        )
        raise UsageError(f"'{id}' is no id for a {kind}", f"it must be {form}", "Choose another id")
    if kind == "country":
        filled = country_file(id)
    else:
        text = {"term": TERM, "instrument": INSTRUMENT, "definition": DEFINITION}[kind]
        filled = text.format(id=id, words=id.replace("-", " "), domain=domain)
    if stdout or kind in ("instrument", "definition"):
        click.echo(filled, nl=False)
        return
    root = find_root(Path.cwd())
    path = root / ("terms" if kind == "term" else "countries") / (domain if kind == "term" else "") / f"{id}.yaml"
    if path.exists():
        raise UsageError(f"{path.relative_to(root.parent)} exists already", "", "Edit it, or choose another id")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(filled, "utf-8")
    click.echo(f"written: {path.relative_to(root.parent)}; fill it and run `sojourn check`")
