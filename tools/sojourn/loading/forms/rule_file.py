"""A rule or definition in a file of its own, as `sojourn compare`, `classify` and `apply` take it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sojourn.loading.forms.rule_form import Codes, code_findings, rule_document
from sojourn.loading.forms.schema import Schemas
from sojourn.loading.reading.reader import parse_text, read_document
from sojourn.model.errors import SojournError, Where
from sojourn.model.finding import Finding
from sojourn.model.message import message


@dataclass(frozen=True, slots=True)
class RuleFile:
    """What a rule file holds: a name to use in answers, the rule in its content form, and the concept if it names one."""

    id: str
    rule: dict[str, Any]
    concept: str | None = None


def read_rule_file(name: str, schemas: Schemas, codes_of: Codes) -> RuleFile:
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
        raise SojournError(message("error-rule-no-map"), "", message("error-write-a-facet"), Where(read.file, 1))
    document = rule_document(read)
    findings = schemas.check(document) or code_findings(document, schemas, codes_of)
    if findings:
        raise _error(findings)
    fallback = "standard input" if name == "-" else Path(name).stem
    return RuleFile(str(data.get("id", fallback)), document.data, data.get("concept"))


def _error(findings: list[Finding]) -> SojournError:
    first = findings[0]
    more = message("error-more-after", n=len(findings) - 1) if len(findings) > 1 else ""
    where = Where(first.file, first.line, first.key)
    return SojournError(first.said or first.message, more, first.todo or first.advice, where)
