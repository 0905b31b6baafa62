"""A rule that comes as data is checked as a file would be: keys, codes, references, and what the engine refuses.

The first fault is an error with the key that it is about.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sojourn.loading.forms.rule_form import code_findings, refs, rule_document
from sojourn.loading.forms.schema import rule_schemas
from sojourn.loading.reading.reader import Document
from sojourn.loading.reading.telling import finding
from sojourn.lookup.registry import PACKAGED, Registry
from sojourn.model.errors import NotFound, SojournError, UsageError, Where
from sojourn.model.finding import Finding
from sojourn.model.message import message
from sojourn.model.rule import rule_from_dict
from sojourn.model.suggestion import suggestion
from sojourn.service.given import GivenRule, codes_of


def rule_from_data(registry: Registry, data: Mapping[str, Any], fallback: str) -> GivenRule:
    """The rule in data; `fallback` names one that has no id.

    Raises SojournError for the first fault, UsageError for a rule that says nothing.
    """
    findings, document = checked(registry, data)
    if findings:
        first = findings[0]
        more = message("error-more-after", n=len(findings) - 1) if len(findings) > 1 else ""
        where = Where(None, None, ".".join(part for part in (fallback, first.key) if part))
        raise SojournError(first.said or first.message, more, first.todo or first.advice, where)
    if not document.data:
        raise UsageError(message("error-rule-empty"), message("error-says-nothing"), message("error-state-a-facet"))
    concept = data.get("concept")
    return GivenRule(str(data.get("id") or fallback), rule_from_dict(document.data), concept)


def checked(
    registry: Registry, data: Mapping[str, Any], text: Document | None = None
) -> tuple[list[Finding], Document]:
    """What is wrong in the form of a rule (or a definition that holds one), and the rule in it.

    `text` is the document that the data were read from, if there is one; findings then hold its lines.
    """
    known = codes_of(registry)
    document = rule_document(text or Document("rule", "rule", json.dumps(data, default=str), dict(data)))
    forms = rule_schemas(Path(PACKAGED).parent / "schema")
    findings = list(forms.check(document) or code_findings(document, forms, known))
    if text is None:
        findings = [replace(found, line=None) for found in findings]
    concept, codes = data.get("concept"), known("concept")
    if concept is not None and concept not in codes:
        said = message("code-unknown", code=str(concept), list="concept")
        todo = suggestion(str(concept), codes, "codes")
        findings.append(finding("error", "reference", "rule", said, todo, None, "concept"))
    for id in () if findings else refs(document.data):
        try:
            registry.rule_of(id)
        except NotFound as error:
            said = message("reference-unknown", id=id, kind="rule")
            findings.append(finding("error", "reference", "rule", said, error.parts[2], None, "ref"))
    return findings, document
