"""What the compare page shows: each rule facet by facet, in words, as a script that only that page loads."""

from __future__ import annotations

from typing import Any

from sojourn.model.rule import AllOf, AnyOf, Limb, Not, Ref, Rule
from sojourn.pages import facets, words
from sojourn.pages.catalogue import Catalogue, Verdict
from sojourn.pages.linked import script_json


def compare_script(catalogue: Catalogue) -> str:
    """The data as a script that hands it to the page."""
    return f"sojournCompare.load({script_json(compare_data(catalogue))});\n"


def compare_data(c: Catalogue) -> dict[str, Any]:
    """Definitions and reference rules by id: names, sentence, facets, and for definitions their results."""
    rules = {}
    for definition in c.definitions.values():
        name = definition.national_term.best() or c.code("concept", definition.concept)
        rules[definition.id] = {
            "kind": "definition",
            "name": name,
            "group": c.countries[definition.country].label.best(),
            "concept": c.code("concept", definition.concept),
            "text": definition.summary.best(),
            "facets": _facets(c, definition.rule),
            "results": [
                _result(verdict) for verdict in c.verdicts.get(definition.id, ()) if verdict.relation != "incomparable"
            ],
        }
    for rule in c.rules.values():
        framework = c.frameworks[rule.framework]
        rules[rule.id] = {
            "kind": "rule",
            "name": rule.label.best(),
            "group": framework.abbreviation[0] if framework.abbreviation else framework.label.best(),
            "concept": c.code("target", rule.target),
            "text": words.rule_words(rule.rule, c.code, lambda id: c.rules[id].label.best() if id in c.rules else id),
            "facets": _facets(c, rule.rule),
        }
    return {"names": list(facets.NAMES.items()), "rules": rules}


def _result(verdict: Verdict) -> dict[str, Any]:
    return {"rule": verdict.reference, "relation": verdict.relation, "conformance": verdict.conformance}


def _facets(c: Catalogue, rule: Rule) -> dict[str, list[list[str]]]:
    """The facets of all limbs, by facet: [limb, words, state]."""
    out: dict[str, list[list[str]]] = {}
    for place, limb in _limbs(c, rule, ""):
        for row in facets.facets(limb, c.code):
            out.setdefault(row.key, []).append([place, row.words, row.state])
    return out


def _limbs(c: Catalogue, rule: Rule, place: str, depth: int = 0) -> list[tuple[str, Limb]]:
    """Limbs with their place in the combination (`1`, `2 not`); references are followed."""
    match rule:
        case Limb():
            return [(place.strip(), rule)]
        case AnyOf(rules) | AllOf(rules):
            return [found for n, part in enumerate(rules, 1) for found in _limbs(c, part, f"{place}{n} ", depth + 1)]
        case Not(inner):
            return _limbs(c, inner, f"{place}not ", depth + 1)
        case Ref(id):
            target = c.rules.get(id) or c.definitions.get(id)
            return _limbs(c, target.rule, place, depth + 1) if target and depth < 20 else []
