"""What a page shows of a rule or of a traveller: the same words and figures as on the pages that the build writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sojourn.classification import Classification, Result
from sojourn.classification.result import Difference
from sojourn.classification.verdict import ANOTHER_THING
from sojourn.engine import tell
from sojourn.engine.known import Known
from sojourn.engine.read import Read
from sojourn.loading.forms.schema_walk import SchemaShape
from sojourn.loading.reading.reader import Document
from sojourn.loading.writing.normal import normal_form
from sojourn.model.rule import AllOf, AnyOf, Limb, Not, Ref, Rule
from sojourn.prose import facets
from sojourn.prose import rules as words
from sojourn.prose.figures import rule_figure
from sojourn.prose.results.people import telling
from sojourn.prose.speaker import Speaker


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
                {
                    "key": row.key,
                    "name": row.name,
                    "words": row.words,
                    "state": row.state,
                }
                for row in rows
                if row.state != "unknown"
            ],
            "silent": [{"key": row.key, "name": row.name} for row in rows if row.state == "unknown"],
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
    page = _Page(known, tell.page_speaker(known, lang), ours)
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
            "best": page.result(best, f"{framework}-t"),
            "others": [page.result(other) for other in results if other is not best],
        })  # fmt: skip
    places = list(known.data["frameworks"])
    shown.sort(key=lambda item: (item["best"]["verdict"]["kind"] == ANOTHER_THING, places.index(item["framework"])))
    return {"classification": found.to_dict(tell.speaker(known, lang)), "frameworks": shown}


@dataclass(frozen=True, slots=True)
class _Page:
    """Results of a classification as a page shows them; `ours` is what it calls the definition."""

    known: Known
    speaker: Speaker
    ours: str

    def result(self, result: Result, prefix: str = "") -> dict[str, Any]:
        """A result in words; with travellers, whose figures have ids that begin with `prefix`."""
        data = result.to_dict(self.speaker)
        reference = str(data["reference"])
        data["name"] = self.known.rules[reference]["label"]
        data["differences"] = [self._difference(item) for item in result.differences]
        data["questions"] = [item["question"] for item in data["unknown"] if item["matters"]]
        data["travellers"] = self._travellers(result, prefix) if prefix else []
        return data

    def _difference(self, item: Difference) -> dict[str, Any]:
        words = self.speaker.words
        test = {} if item.test is None else {"test": words(item.test)}
        return {
            "facet": facets.facet_name(item.facet, self.speaker.lang),
            "theirs": words(item.theirs),
            "reference": words(item.reference),
            "effect": words(item.effect),
            **test,
        }

    def _travellers(self, result: Result, prefix: str) -> list[dict[str, Any]]:
        """The travellers who tell two rules apart, each as a figure (SVG) with words and why one rule leaves them out."""
        name = self.known.name(result.reference.id, self.speaker.lang)
        return [
            {
                "figure": str(person.figure(f"{prefix}-{number}", self.ours, name, self.speaker)),
                "words": self.speaker.text(person.story),
                "reason": self.speaker.sentence(person.verdict) if person.verdict else "",
                "agreed": person.agreed,
            }
            for number, person in enumerate(telling(result.comparison))
        ]


def rule_yaml(shape: SchemaShape, id: str | None, concept: str | None, rule: Mapping[str, Any]) -> str:
    """A rule as a file of its own, with its names if given, in the normal form of content files."""
    head = "".join(f"{key}: {value}\n" for key, value in (("id", id), ("concept", concept)) if value)
    return head + (normal_form(Document("rule", "rule", "", dict(rule)), shape) if rule else "")


def contradictions(known: Known, read: Read, lang: str) -> list[dict[str, Any]]:
    """What in a rule can never hold, with the reason in the language."""
    return [item.to_dict(tell.speaker(known, lang)) for item in read.never]
