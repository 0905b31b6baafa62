"""What may stand where a rule is asked for, resolved in one place: an id, an IRI, an entry, a rule, or a file.

A rule that comes as data is checked as a file would be: keys, codes, references, and what the engine refuses. The first
fault is an error with the key that it is about.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sojourn.loading.reader import Document
from sojourn.loading.rule_form import code_findings, refs, rule_document
from sojourn.loading.schema_walk import suggest
from sojourn.lookup.registry import PACKAGED, Registry
from sojourn.model.entries import Definition, ReferenceRule, Value
from sojourn.model.errors import NotFound, SojournError, UsageError, Where
from sojourn.model.finding import Finding
from sojourn.model.rule import AllOf, AnyOf, Limb, Not, Ref, Rule, rule_from_dict

# An id or IRI, an entry with a rule, a rule, or a rule (or a definition that holds one) in its content form.
RuleLike = str | Value | Rule | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GivenRule:
    """A rule with the name that answers use, and what it counts (a code of the list `concept`) if that is known."""

    id: str
    rule: Rule
    concept: str | None = None


def given_rule(registry: Registry, given: RuleLike, fallback: str = "rule", *, files: bool = False) -> GivenRule:
    """The rule of whatever was given; `fallback` is the name of a rule that has none.

    `files` lets a text that ends in .yaml, names a file that exists, or is `-` (standard input) be read as a rule file:
    for a person at a terminal, never for a request from outside.

    Raises NotFound for an unknown id (with near misses), UsageError for an entry without a rule, and SojournError with the
    key for a rule that is wrong in its form.

    >>> import sojourn
    >>> given_rule(sojourn.load(), "nzl-obm-arrival").concept
    'immigration'
    >>> given_rule(sojourn.load(), {"event": "arrival", "threshold": {"value": 6, "unit": "month"}}, "mine").id
    'mine'
    """
    match given:
        case str():
            if files and _names_a_file(given):
                return _from_file(registry, given)
            return _of_entry(registry.entry(given))
        case Value():
            return _of_entry(given)
        case Limb() | AnyOf() | AllOf() | Not() | Ref():
            return GivenRule(fallback, given)
        case Mapping():
            return _from_data(registry, given, fallback)
    raise UsageError(f"'{fallback}' is no rule", f"it is a {type(given).__name__}", "Give an id or a map of facets")


def codes_of(registry: Registry) -> Callable[[str], list[str]]:
    """A function that gives the codes of a controlled list, without the list's name."""
    return lambda name: [code.id.partition("/")[2] for code in registry.codes(name)]


def _names_a_file(text: str) -> bool:
    try:
        return text == "-" or text.endswith((".yaml", ".yml")) or Path(text).is_file()
    except (OSError, ValueError):  # too long for a name, or with a null character
        return False


def _from_file(registry: Registry, name: str) -> GivenRule:
    from sojourn.loading.rule_file import read_rule_file
    from sojourn.loading.schema import rule_schemas

    read = read_rule_file(name, rule_schemas(Path(PACKAGED).parent / "schema"), codes_of(registry))
    return GivenRule(read.id, rule_from_dict(read.rule), read.concept)


def _of_entry(value: Value) -> GivenRule:
    match value:
        case Definition():
            return GivenRule(value.id, value.rule, value.concept)
        case ReferenceRule():
            return GivenRule(value.id, value.rule)
    raise NotFound(
        f"'{value.id}' is a {value.kind}, not a rule", "", "Name a definition, a reference rule, or give a rule"
    )


def _from_data(registry: Registry, data: Mapping[str, Any], fallback: str) -> GivenRule:
    findings, document = checked(registry, data)
    if findings:
        first = findings[0]
        more = f"{len(findings) - 1} more after this one" if len(findings) > 1 else ""
        where = Where(None, None, ".".join(part for part in (fallback, first.key) if part))
        raise SojournError(first.message.rstrip("."), more, first.advice, where)
    if not document.data:
        raise UsageError("the rule is empty", "it says nothing of who is counted", "State at least one facet")
    concept = data.get("concept")
    return GivenRule(str(data.get("id") or fallback), rule_from_dict(document.data), concept)


def checked(
    registry: Registry, data: Mapping[str, Any], text: Document | None = None
) -> tuple[list[Finding], Document]:
    """What is wrong in the form of a rule (or a definition that holds one), and the rule in it.

    `text` is the document that the data were read from, if there is one; findings then hold its lines.
    """
    from sojourn.loading.schema import rule_schemas

    known = codes_of(registry)
    document = rule_document(text or Document("rule", "rule", json.dumps(data, default=str), dict(data)))
    forms = rule_schemas(Path(PACKAGED).parent / "schema")
    findings = list(forms.check(document) or code_findings(document, forms, known))
    if text is None:
        findings = [replace(finding, line=None) for finding in findings]
    concept, codes = data.get("concept"), known("concept")
    if concept is not None and concept not in codes:
        advice = suggest(str(concept), codes, "Codes")
        message = f"'{concept}' is not a code of the list 'concept'."
        findings.append(Finding("error", "reference", "rule", message, advice, None, "concept"))
    for id in () if findings else refs(document.data):
        try:
            registry.rule_of(id)
        except NotFound as error:
            findings.append(
                Finding("error", "reference", "rule", f"'{id}' is not a known rule.", error.advice, None, "ref")
            )
    return findings, document
