"""A rule in its content form, beyond its schema: one composition or one limb, and codes that exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sojourn.loading.positions import line_of
from sojourn.loading.reader import Document
from sojourn.loading.schema_walk import Node, Shape, key_of, suggest
from sojourn.model.finding import Finding
from sojourn.model.rule import COMPOSITIONS

# Keys that may stand beside the facets of a rule in a file of its own; they name it and decide nothing.
NAMES = ("id", "label", "concept")
# The codes of a controlled list.
Codes = Callable[[str], list[str]]


def _is_rule(node: Node) -> bool:
    return isinstance(node.value, dict) and "day_convention" in node.schema.get("properties", {})


def rule_form(document: Document, node: Node) -> Iterator[Finding]:
    """Where a node is a rule: it is either one composition or a limb, and the facets of a limb have a meaning together."""
    if not _is_rule(node):
        return
    rule: Mapping[str, Any] = node.value
    compositions = [key for key in rule if key in COMPOSITIONS]
    facets = [key for key in rule if key not in (*COMPOSITIONS, "label")]
    if len(compositions) > 1 or (compositions and facets):
        mixed = "', '".join([*compositions, *facets])
        message = f"the keys '{mixed}' cannot stand together in one rule."
        advice = "A rule is one of any / all / not / ref, or a limb with facets; put the facets into a limb inside."
        yield _at(document, node, (), message, advice)
    for key in ("threshold", "upper_bound", "recall"):
        if isinstance(rule.get(key), dict) and rule[key].get("unit") == "calendar-year":
            message = "'calendar-year' is a unit of windows only."
            yield _at(document, node, (key, "unit"), message, "Write 'year'.")
    yield from (_at(document, node, (key,), message, advice) for key, message, advice in _without_meaning(rule))


def _without_meaning(limb: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Facets that mean nothing together: the key, what is wrong, and what to do."""
    accumulation = limb.get("accumulation")
    window = limb["window"] if isinstance(limb.get("window"), dict) else {}
    yearly = window.get("unit") == "calendar-year"
    if window.get("anchor") == "rolling":
        if accumulation not in (None, "cumulative"):
            message = f"'{accumulation}' has no meaning in a rolling window, which has no anchor to begin at."
            advice = "Write 'cumulative' (days that add up in every window of that length), or name the anchor."
            yield "accumulation", message, advice
        if "value" not in window:
            advice = "Add its value and unit; if no source says them, leave the window out."
            yield "window", "a rolling window without a length.", advice
        elif yearly:
            yield "window", "a rolling window in calendar years.", "Write 'year', or name the anchor."
    elif window.get("anchor") == "reference-date" and limb.get("event") in ("arrival", "departure"):
        message = f"the window of a rule about each {limb['event']} begins at a reference date."
        advice = "Take the crossing as its anchor, or write 'event: reference-date'."
        yield "window", message, advice
    if accumulation == "weighted" and not ("weights" in limb and yearly):
        message = "a weighted sum without its weights, or without a window in calendar years."
        advice = "Add 'weights' and a window in calendar years; if no source says them, leave 'accumulation' out."
        yield "accumulation", message, advice
    if "weights" in limb and accumulation != "weighted":
        yield "weights", "weights without 'accumulation: weighted'.", "Add it, or leave the weights out."


def _at(document: Document, node: Node, inner: tuple[str, ...], message: str, advice: str) -> Finding:
    place = (*node.path, *inner)
    line, key = line_of(document.text, place), key_of(document.data, place)
    return Finding("error", "rule-form", document.file, message, advice, line, key)


def code_findings(document: Document, shape: Shape, codes_of: Codes) -> list[Finding]:
    """Codes in a rule that no controlled list holds, and rules that are neither one composition nor a limb."""
    findings = []
    for node in shape.walk(document):
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


def rule_document(read: Document) -> Document:
    """The rule of a document that is a rule with its names beside it, or a definition that holds a `rule`."""
    if isinstance(read.data.get("rule"), dict):
        return Document(read.file, "rule", "", read.data["rule"])
    rule = {key: value for key, value in read.data.items() if key not in NAMES}
    return Document(read.file, "rule", read.text, rule)


def refs(rule: Any) -> Iterator[str]:
    """The ids that a rule in its content form refers to."""
    if isinstance(rule, dict):
        if isinstance(rule.get("ref"), str):
            yield rule["ref"]
        for key in ("any", "all"):
            for inner in rule.get(key, ()):
                yield from refs(inner)
        yield from refs(rule.get("not"))
