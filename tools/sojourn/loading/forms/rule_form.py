"""A rule in its content form, beyond its schema: one composition or one limb, and codes that exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sojourn.loading.forms.schema_walk import SchemaNode, SchemaShape, describes_reference, describes_rule
from sojourn.loading.forms.window_form import ends_faults, exempt_faults, share_faults, window_faults
from sojourn.loading.reading.positions import key_of, line_of
from sojourn.loading.reading.reader import Document
from sojourn.loading.reading.telling import finding
from sojourn.model.finding import Finding
from sojourn.model.message import Message, message
from sojourn.model.rule import COMPOSITIONS
from sojourn.model.suggestion import suggestion

# Keys that may stand beside the facets of a rule in a file of its own; they name it and decide nothing.
NAMES = ("id", "label", "concept")
# The codes of a controlled list.
Codes = Callable[[str], list[str]]


def rule_form(document: Document, node: SchemaNode) -> Iterator[Finding]:
    """Where a node is a rule: it is either one composition or a limb, and the facets of a limb have a meaning together."""
    if not (isinstance(node.value, dict) and describes_rule(node.schema)):
        return
    rule: Mapping[str, Any] = node.value
    compositions = [key for key in rule if key in COMPOSITIONS]
    facets = [key for key in rule if key not in (*COMPOSITIONS, "label")]
    if len(compositions) > 1 or (compositions and facets):
        said = message("rule-keys-not-together", keys="', '".join([*compositions, *facets]))
        yield _at(document, node, (), said, message("do-one-composition"))
    for key in ("threshold", "upper_bound", "recall"):
        if isinstance(rule.get(key), dict) and rule[key].get("unit") == "calendar-year":
            yield _at(document, node, (key, "unit"), message("unit-of-windows-only"), message("do-write-year"))
    yield from (_at(document, node, (key,), said, todo) for key, said, todo in _without_meaning(rule))


def _without_meaning(limb: Mapping[str, Any]) -> Iterator[tuple[str, Message, Message]]:
    """Facets that mean nothing together: the key, what is wrong, and what to do."""
    accumulation = limb.get("accumulation")
    window = limb["window"] if isinstance(limb.get("window"), dict) else {}
    yearly = window.get("unit") == "calendar-year" or "starts" in window
    yield from window_faults(limb, window)
    yield from ends_faults(limb)
    yield from share_faults(limb)
    yield from exempt_faults(limb)
    if window.get("anchor") == "rolling":
        if accumulation not in (None, "cumulative"):
            said = message("rolling-not-cumulative", accumulation=str(accumulation))
            yield "accumulation", said, message("do-write-cumulative")
        if "value" not in window:
            yield "window", message("rolling-without-length"), message("do-add-the-length")
        elif yearly:
            yield "window", message("rolling-calendar-years"), message("do-write-year-or-anchor")
    elif window.get("anchor") == "reference-date" and limb.get("event") in ("arrival", "departure"):
        yield "window", message("crossing-from-a-date", event=str(limb["event"])), message("do-anchor-at-the-crossing")
    if accumulation == "weighted" and not ("weights" in limb and yearly):
        yield "accumulation", message("weighted-without-weights"), message("do-add-weights")
    if "weights" in limb and accumulation != "weighted":
        yield "weights", message("weights-without-weighted"), message("do-add-weighted")


def _at(document: Document, node: SchemaNode, inner: tuple[str, ...], said: Message, todo: Message) -> Finding:
    place = (*node.path, *inner)
    line, key = line_of(document.text, place), key_of(document.data, place)
    return finding("error", "rule-form", document.file, said, todo, line, key)


def describes_rule_or_reference(schema: dict[str, Any]) -> bool:
    """Whether values of a schema are rules, or ids and codes."""
    return describes_rule(schema) or describes_reference(schema)


def code_findings(document: Document, shape: SchemaShape, codes_of: Codes) -> list[Finding]:
    """Codes in a rule that no controlled list holds, and rules that are neither one composition nor a limb."""
    findings = []
    for node in shape.where(document, describes_rule_or_reference):
        refers = node.schema.get("x-refers-to", "")
        if refers.startswith("code:") and node.value not in (known := codes_of(refers[5:])):
            said = message("code-unknown", code=str(node.value), list=refers[5:])
            todo = suggestion(str(node.value), known, "codes")
            line, key = line_of(document.text, node.path), key_of(document.data, node.path)
            findings.append(finding("error", "reference", document.file, said, todo, line, key))
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
        if isinstance(rule.get("ends"), dict) and isinstance(rule["ends"].get("ref"), str):
            yield rule["ends"]["ref"]
        for key in ("any", "all"):
            for inner in rule.get(key, ()):
                yield from refs(inner)
        yield from refs(rule.get("not"))
