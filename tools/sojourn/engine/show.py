"""What a page shows of a rule or of a traveller: the same words and figures as on the pages that the build writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sojourn.classification import Classification, Result
from sojourn.classification.table import RANK
from sojourn.engine.known import Known
from sojourn.loading.normal import normal_form
from sojourn.loading.reader import Document
from sojourn.loading.shape import Shape
from sojourn.model.rule import AllOf, AnyOf, Limb, Not, Ref, Rule
from sojourn.pages import facets, travellers, words
from sojourn.pages.figures import rule_figure

# The best first; what cannot be compared, or counts nobody in common, comes last.
CONFORMANCES = ("conforms", "conforms-to-option", "partly", "undetermined", "does-not", "not-applicable")
APART = ("incomparable", "disjoint")


def rule_words(known: Known, rule: Rule, lang: str) -> str:
    """A rule in running text, in a language of the interface."""
    return words.rule_words(
        rule, lambda list_id, code: known.label(list_id, code, lang), lambda id: known.name(id, lang), lang
    )


def limbs(known: Known, rule: Rule, lang: str) -> list[dict[str, Any]]:
    """Each limb with its place in the rule, its sentence, its figure (SVG; empty if it asks for no time) and facets."""
    out = []

    def label(list_id: str, code: str) -> str:
        return known.label(list_id, code, lang)

    for number, (path, limb) in enumerate(_limbs(rule, ())):
        sentence = rule_words(known, limb, lang)
        rows = facets.facets(limb, label, lang)
        out.append({
            "path": list(path),
            "words": sentence,
            "groups": words.groups(limb, label, lang),
            "figure": str(rule_figure(limb, f"limb-{number}", sentence, lang)),
            "facets": [
                {"key": row.key, "name": row.name, "words": row.words, "state": row.state}
                for row in rows
                if row.state != "unknown"
            ],
            "silent": [row.key for row in rows if row.state == "unknown"],
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


def report(known: Known, found: Classification, ours: str, lang: str) -> dict[str, Any]:
    """A classification for a page: its JSON, and by framework the best result with what differs and who shows it."""
    groups: dict[str, list[Result]] = {}
    for result in found.results:
        groups.setdefault(result.reference.framework, []).append(result)
    shown = []
    for framework, results in groups.items():
        best = replace(found, framework=framework, results=tuple(results)).best
        assert best is not None
        shown.append({
            "framework": framework,
            "name": known.data["frameworks"][framework],
            "best": _result(known, best, ours, f"{framework}-t", lang),
            "others": [_result(known, other, ours, "", lang) for other in results if other is not best],
        })  # fmt: skip
    shown.sort(key=lambda item: _place(item["best"]))
    return {"classification": found.to_dict(), "frameworks": shown}


def _place(best: Mapping[str, Any]) -> tuple[bool, int, int]:
    """Where a framework stands among the others: the one that the rule comes closest to first."""
    return best["relation"] in APART, CONFORMANCES.index(best["conformance"]), RANK.index(best["mapping"])


def _result(known: Known, result: Result, ours: str, prefix: str, lang: str) -> dict[str, Any]:
    data = result.to_dict()
    reference = str(data["reference"])
    data["name"] = known.rules[reference]["label"]
    data["differences"] = [
        {
            "facet": facets.facet_name(item["facet"]),
            "theirs": facets.value_words(item["facet"], item["theirs"], known.label),
            "reference": facets.value_words(item["facet"], item["reference"], known.label),
            "effect": item["effect"],
        }
        for item in data["differences"]
    ]
    data["questions"] = [item["question"] for item in data["unknown"] if item["matters"]]
    data["travellers"] = (
        witnesses(known, data["witnesses"], ours, known.name(reference, lang), prefix, lang) if prefix else []
    )
    return data


def rule_yaml(shape: Shape, id: str | None, concept: str | None, rule: Mapping[str, Any]) -> str:
    """A rule as a file of its own, with its names if given, in the normal form of content files."""
    head = "".join(f"{key}: {value}\n" for key, value in (("id", id), ("concept", concept)) if value)
    return head + (normal_form(Document("rule", "rule", "", dict(rule)), shape) if rule else "")


def witnesses(known: Known, found: Any, ours: str, reference: str, prefix: str, lang: str) -> list[dict[str, Any]]:
    """The travellers who tell two rules apart, each as a figure (SVG) with words; why one rule leaves them out, in English."""

    def label(list_id: str, code: str) -> str:
        return known.label(list_id, code, lang)

    return [
        {
            "figure": str(travellers.figure(person, f"{prefix}-{number}", ours, reference, lang, label)),
            "words": travellers.in_words(person, lang, label),
            "reason": travellers.reason(person),
            "agreed": person.agreed,
        }
        for number, person in enumerate(travellers.telling(found))
    ]
