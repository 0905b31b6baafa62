"""Data inside pages: schema.org descriptions, and JSON that is safe inside a script element."""

from __future__ import annotations

import json
from typing import Any

from sojourn.model.entries import Term


def script_json(data: Any) -> str:
    """JSON for a script element: nothing in it can end the element or be taken for markup."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def defined_term(term: Term, base: str, work: str) -> dict[str, Any]:
    """A concept as schema.org's DefinedTerm."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "@id": term.iri,
        "name": [{"@language": lang, "@value": label} for lang, label in term.label.items],
        "description": [{"@language": lang, "@value": text} for lang, text in term.definition.items],
        "termCode": term.id,
        "inDefinedTermSet": {"@type": "DefinedTermSet", "@id": base, "name": work},
    }
    others = [text for _, texts in term.alternative.items for text in texts] + list(term.abbreviation)
    if others:
        data["alternateName"] = others
    return data
