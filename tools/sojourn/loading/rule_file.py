"""A rule or definition in a file of its own, as `sojourn compare`, `classify` and `apply` take it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sojourn.loading.positions import line_of
from sojourn.loading.reader import Document, parse_text, read_document
from sojourn.loading.references import rule_form
from sojourn.loading.schema import Schemas, key_of, suggest
from sojourn.model.errors import SojournError, Where
from sojourn.model.finding import Finding

# Keys of a definition that may stand beside its rule; they say what it is and decide nothing.
BESIDE = (
    "id",
    "label",
    "concept",
    "country",
    "summary",
    "national_term",
    "instrument",
    "valid",
    "citations",
    "confidence",
    "note",
)


@dataclass(frozen=True, slots=True)
class RuleFile:
    """What a rule file holds: a name to use in answers, the rule in its content form, and the concept if it names one."""

    id: str
    rule: dict[str, Any]
    concept: str | None = None


def read_rule_file(name: str, schemas: Schemas, codes_of: Callable[[str], list[str]]) -> RuleFile:
    """Read a rule (or a definition with a `rule`) from a YAML file, or from standard input if `name` is `-`.

    `codes_of` gives the codes of a controlled list. Raises SojournError for the first fault, saying how many there are.
    """
    read = (
        parse_text(sys.stdin.read(), "standard input", "rule")
        if name == "-"
        else read_document(Path(name), name, "rule")
    )
    if isinstance(read, Finding):
        raise _error([read])
    data = read.data
    if not isinstance(data, dict):
        raise SojournError("a rule is a map of facets", "", "See glossary/README.md#rules", Where(read.file, 1))
    prefix: tuple[str, ...] = ("rule",) if isinstance(data.get("rule"), dict) else ()
    rule = (
        data["rule"] if prefix else {key: value for key, value in data.items() if key not in ("id", "label", "concept")}
    )
    document = Document(read.file, "rule", "" if prefix else read.text, rule)
    findings = schemas.check(document) or _code_findings(document, schemas, codes_of)
    if findings:
        raise _error(findings)
    fallback = "standard input" if name == "-" else Path(name).stem
    return RuleFile(str(data.get("id", fallback)), rule, data.get("concept"))


def _code_findings(document: Document, schemas: Schemas, codes_of: Callable[[str], list[str]]) -> list[Finding]:
    findings = []
    for node in schemas.walk(document):
        refers = node.schema.get("x-refers-to", "")
        if refers.startswith("code:") and node.value not in (known := codes_of(refers[5:])):
            message = f"'{node.value}' is not a code of the list '{refers[5:]}'."
            advice = suggest(str(node.value), known, "Codes")
            line = line_of(document.text, node.path)
            findings.append(
                Finding("error", "reference", document.file, message, advice, line, key_of(document.data, node.path))
            )
        findings.extend(rule_form(document, node))
    return findings


def _error(findings: list[Finding]) -> SojournError:
    first = findings[0]
    more = f"{len(findings) - 1} more after this one" if len(findings) > 1 else ""
    return SojournError(first.message.rstrip("."), more, first.advice, Where(first.file, first.line, first.key))
