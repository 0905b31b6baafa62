"""A rule as somebody wrote it: what is wrong with its form, what it refers to, and what in it can never hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sojourn.engine.form import RuleForm
from sojourn.engine.known import Known
from sojourn.loading.forms.rule_form import code_findings, refs, rule_document
from sojourn.loading.reading.reader import Document, parse_text
from sojourn.loading.reading.telling import finding
from sojourn.model.errors import SojournError
from sojourn.model.finding import Finding
from sojourn.model.message import message
from sojourn.model.rule import rule_from_dict
from sojourn.model.suggestion import suggestion
from sojourn.rules import Contradiction, RuleError, contradictions
from sojourn.rules.logic.expand import expand

FALLBACK = "my-definition"


@dataclass(frozen=True, slots=True)
class Read:
    """A rule in its content form with its names; `findings` say why it cannot be used, `never` what cannot hold."""

    id: str = FALLBACK
    concept: str | None = None
    rule: dict[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    never: tuple[Contradiction, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "concept": self.concept,
            "rule": self.rule,
            "findings": [finding.to_dict() for finding in self.findings],
            "contradictions": [item.to_dict() for item in self.never],
        }


def read_text(text: str, form: RuleForm, known: Known) -> Read:
    """A rule, or a definition that holds one, from YAML or JSON text."""
    read = parse_text(text, "text", "rule")
    if isinstance(read, Finding):
        return Read(findings=(read,))
    if read.data is None:
        return Read()
    if not isinstance(read.data, dict):
        said, todo = message("error-rule-no-map"), message("error-write-a-facet")
        return Read(findings=(finding("error", "schema", "text", said, todo, 1),))
    return _read(read, form, known)


def read_rule(data: Mapping[str, Any], form: RuleForm, known: Known) -> Read:
    """A rule, or a definition that holds one, as a value."""
    return _read(Document("rule", "rule", json.dumps(data), dict(data)), form, known)


def _read(read: Document, form: RuleForm, known: Known) -> Read:
    document = rule_document(read)
    id, concept = str(read.data.get("id") or FALLBACK), read.data.get("concept")
    if not document.data:
        return Read(id, concept, {}, tuple(_concept(read, concept, known)))
    findings = form.check(document) or code_findings(document, form, known.codes)
    findings += _concept(read, concept, known)
    if not findings:
        findings = _references(document, known) or _sense(document, known)
    if findings:
        return Read(id, concept, document.data, tuple(findings))
    return Read(id, concept, document.data, (), contradictions(rule_from_dict(document.data), resolve=known.rule_of))


def _concept(read: Document, concept: Any, known: Known) -> list[Finding]:
    codes = known.codes("concept")
    if concept is None or concept in codes:
        return []
    said, todo = message("code-unknown", code=str(concept), list="concept"), suggestion(str(concept), codes, "codes")
    return [finding("error", "reference", read.file, said, todo, None, "concept")]


def _references(document: Document, known: Known) -> list[Finding]:
    out = []
    for id in refs(document.data):
        if id not in known.rules:
            said, todo = message("reference-unknown", id=id, kind="rule"), suggestion(id, list(known.rules), "ids")
            out.append(finding("error", "reference", document.file, said, todo, None, "ref"))
    return out


def _sense(document: Document, known: Known) -> list[Finding]:
    """What the engine itself refuses: absurd lengths, circles, rules that are too large."""
    try:
        expand(rule_from_dict(document.data), known.rule_of)
    except RuleError as error:
        title, detail, advice = error.parts
        return [finding("error", "rule", document.file, message("error-both", title=title, detail=detail), advice)]
    except SojournError as error:
        return [finding("error", "rule", document.file, error.parts[0], error.parts[2])]
    return []
