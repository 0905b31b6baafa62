"""What a page shows of a rule or of a traveller: the same words and figures as on the pages that the build writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sojourn.engine.known import Known
from sojourn.loading.normal import normal_form
from sojourn.loading.reader import Document
from sojourn.loading.shape import Shape
from sojourn.model.rule import AllOf, AnyOf, Limb, Not, Ref, Rule
from sojourn.pages import facets, travellers, words
from sojourn.pages.figures import rule_figure


def rule_words(known: Known, rule: Rule, lang: str) -> str:
    """A rule in running text, in a language of the interface."""
    return words.rule_words(
        rule, lambda list_id, code: known.label(list_id, code, lang), lambda id: known.name(id, lang), lang
    )


def limbs(known: Known, rule: Rule, lang: str) -> list[dict[str, Any]]:
    """Each limb with its place in the rule, its sentence, its figure (SVG; empty if it asks for no time) and facets."""
    out = []
    for number, (path, limb) in enumerate(_limbs(rule, ())):
        sentence = rule_words(known, limb, lang)
        rows = [row for row in facets.facets(limb, known.label) if row.state != "unknown"]
        out.append({
            "path": list(path),
            "words": sentence,
            "groups": words.groups(limb, known.label),
            "figure": str(rule_figure(limb, f"limb-{number}", sentence)),
            "facets": [{"key": row.key, "name": row.name, "words": row.words, "state": row.state} for row in rows],
            "silent": [row.key for row in facets.facets(limb, known.label) if row.state == "unknown"],
        })  # fmt: skip
    return out


def _limbs(rule: Rule, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Limb]]:
    match rule:
        case Limb():
            yield path, rule
        case AnyOf(rules) | AllOf(rules):
            key = "any" if isinstance(rule, AnyOf) else "all"
            for place, part in enumerate(rules):
                yield from _limbs(part, (*path, key, place))
        case Not(inner):
            yield from _limbs(inner, (*path, "not"))
        case Ref():
            return


def rule_yaml(shape: Shape, id: str, concept: str | None, rule: Mapping[str, Any]) -> str:
    """A rule as a file of its own, in the normal form of content files."""
    head = f"id: {id}\n" + (f"concept: {concept}\n" if concept else "")
    return head + (normal_form(Document("rule", "rule", "", dict(rule)), shape) if rule else "")


def witnesses(found: Any, ours: str, reference: str, prefix: str) -> list[dict[str, Any]]:
    """The travellers who tell two rules apart, each as a figure (SVG) with words."""
    return [
        {
            "figure": str(travellers.figure(person, f"{prefix}-{number}", ours, reference)),
            "words": travellers.in_words(person),
            "reason": travellers.reason(person),
            "agreed": person.agreed,
        }
        for number, person in enumerate(travellers.telling(found))
    ]
