"""References: whatever a schema marks with `x-refers-to` must exist, and rules must be well-formed and end somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sojourn.loading.forms.rule_form import describes_rule_or_reference, refs, rule_form
from sojourn.loading.forms.schema_walk import SchemaNode
from sojourn.loading.glossary.content import ENTRY_KINDS, Content
from sojourn.loading.reading.positions import key_of, line_of
from sojourn.loading.reading.reader import Document
from sojourn.loading.reading.telling import finding
from sojourn.model.finding import Finding
from sojourn.model.message import message
from sojourn.model.suggestion import suggestion

# What a reference to one of these may point to.
TARGET_KINDS = {
    "rule": ("rule", "definition"),
    "any": tuple(kind for kind in ENTRY_KINDS if kind not in ("list", "code")),
}


def check_references(content: Content) -> Iterator[Finding]:
    """Unknown references, in every document."""
    for document in content.documents:
        for node in content.schemas.where(document, describes_rule_or_reference):
            refers = node.schema.get("x-refers-to")
            if refers and isinstance(node.value, str) and not _exists(content, refers, node.value):
                yield _unknown(content, document, node, refers)
            yield from rule_form(document, node)
    yield from _reference_cycles(content)


def _exists(content: Content, refers: str, value: str) -> bool:
    """Whether the entry exists, or may stand in a file that is left out for faults of its own."""
    if refers.startswith("code:"):
        kinds: tuple[str, ...] = ("code",)
        value = f"{refers[5:]}/{value}"
    else:
        kinds = TARGET_KINDS.get(refers, (refers,))
    return any(value in content.entries[kind] for kind in kinds) or content.withheld.may_hold(kinds, value)


def _unknown(content: Content, document: Document, node: SchemaNode, refers: str) -> Finding:
    if refers.startswith("code:"):
        name = refers[5:]
        holder = content.entries["list"].get(name)
        known = [code["id"] for code in holder.data["codes"]] if holder else []
        said = message("code-unknown", code=node.value, list=name)
    else:
        known = sorted(id for kind in TARGET_KINDS.get(refers, (refers,)) for id in content.entries[kind])
        said = message("reference-unknown", id=node.value, kind=refers)
    todo = suggestion(node.value, known, "codes-file" if refers.startswith("code:") else "ids")
    line, key = line_of(document.text, node.path), key_of(document.data, node.path)
    return finding("error", "reference", document.file, said, todo, line, key)


def _reference_cycles(content: Content) -> Iterator[Finding]:
    """Rules that refer to each other in a circle decide nothing."""
    uses = {
        entry.id: set(refs(entry.data.get("rule"))) for kind in ("rule", "definition") for entry in content.of(kind)
    }
    for kind in ("rule", "definition"):
        for entry in content.of(kind):
            if entry.id in reachable(uses, entry.id):
                said = message("rule-refers-to-itself", id=entry.id, over=", ".join(sorted(uses[entry.id])))
                yield content.report("error", "rule-cycle", entry, said, message("do-break-the-circle"), ("rule",))


def reachable(edges: Mapping[str, set[str]], start: str) -> set[str]:
    """Every id that can be reached from `start` by one step or more."""
    seen: set[str] = set()
    queue = list(edges.get(start, ()))
    while queue:
        id = queue.pop()
        if id not in seen:
            seen.add(id)
            queue.extend(edges.get(id, ()))
    return seen
