"""`sojourn new`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from sojourn.loading.glossary.content import ENTRY_KINDS, OWN_IDS, Content, find_root, load_content
from sojourn.loading.reading.positions import key_of, line_of
from sojourn.loading.writing.scaffold import country_file
from sojourn.model.errors import UsageError, Where
from sojourn.model.message import message
from sojourn.model.suggestion import suggestion

# As the schema of ids has it.
LONGEST = 100

TERM = """\
# A new term. Every key is explained by example in glossary/README.md#a-term; delete what no source fills.
# `sojourn check` names every text that still begins with TODO.
id: {id}
domain: {domain}
label: {{en: {words}}}
definition: {{en: "TODO: genus and difference in our own words, at most about 60 words."}}
broader: []
citations:
  - {{source: the-id-of-a-source, locator: "TODO: page, paragraph or section", seen: excerpt}}
confidence: low
"""
INSTRUMENT = """\
  # Add this to the list `instruments:` of the country's file; see glossary/README.md#a-country.
  - id: {id}
    type: census                  # a code of the list `instrument-type` in glossary/codes.yaml
    label: {{en: {words}}}
    coverage: {{en: "TODO: whom it covers and whom not."}}
    quality: {{en: "TODO: known limits."}}
"""
DEFINITION = """\
  # Add this to the list `definitions:` of the country's file; facets: glossary/README.md#facets.
  - id: {id}
    concept: usual-residence      # a code of the list `concept` in glossary/codes.yaml
    instrument: the-id-of-an-instrument
    summary: {{en: "TODO: who is counted, in our own words."}}
    rule: {{event: reference-date, measure: stay, threshold: {{value: 6, unit: month, comparison: ">="}}}}
    citations:
      - {{source: the-id-of-a-source, locator: "TODO: page or section", seen: excerpt}}
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
    _check_id(kind, id)
    try:
        root: Path | None = find_root(Path.cwd())
    except UsageError:
        root = None  # the starting lines can be printed anywhere
    if root is not None:
        _check_free(load_content(root), kind, id, domain)
    filled = country_file(id) if kind == "country" else _filled(kind, id, domain)
    if stdout or kind in ("instrument", "definition"):
        click.echo(filled, nl=False)
        return
    root = root or find_root(Path.cwd())
    path = root / ("terms" if kind == "term" else "countries") / (domain if kind == "term" else "") / f"{id}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(filled)
    except FileExistsError as error:
        raise UsageError(
            message("error-exists", path=str(path.relative_to(root.parent))), "", message("error-edit-or-other-id")
        ) from error
    click.echo(f"written: {path.relative_to(root.parent)}; fill it and run `sojourn check`")


def _filled(kind: str, id: str, domain: str) -> str:
    text = {"term": TERM, "instrument": INSTRUMENT, "definition": DEFINITION}[kind]
    return text.format(id=id, words=id.replace("-", " "), domain=domain)


def _check_id(kind: str, id: str) -> None:
    pattern = r"[A-Z]{3}" if kind == "country" else r"[a-z0-9]+(-[a-z0-9]+)*"
    if not re.fullmatch(pattern, id):
        form = message("error-form-of-country" if kind == "country" else "error-form-of-words")
        raise UsageError(message("error-no-id-for", id=id, kind=kind), form, message("do-choose-another-id"))
    if len(id) > LONGEST:
        raise UsageError(
            message("error-id-too-long"),
            message("error-id-length", n=len(id), most=LONGEST),
            message("error-shorter-id"),
        )


def _check_free(content: Content, kind: str, id: str, domain: str) -> None:
    """Raise UsageError for an id that is taken, and for a domain that there is not."""
    for taken_by in (name for name in ENTRY_KINDS if name not in OWN_IDS):
        if entry := content.find(taken_by, id):
            line = line_of(entry.document.text, (*entry.path, "id"))
            where = Where(entry.document.file, line, key_of(entry.document.data, entry.path) or None)
            raise UsageError(message("error-id-taken", id=id, kind=taken_by), "", message("error-edit-that"), where)
    if id in content.withheld.ids:
        advice = message("error-mend-or-other-id")
        raise UsageError(message("error-id-in-faulty-file", id=id), "", advice)
    domains = [code.removeprefix("domain/") for code in content.entries["code"] if code.startswith("domain/")]
    if kind == "term" and domains and domain not in domains:
        raise UsageError(message("error-no-domain", domain=domain), "", suggestion(domain, domains, "domains"))
