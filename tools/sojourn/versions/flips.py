"""Which classifications come out otherwise in another version, and because of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from sojourn.classification import Classification, ReferenceRule, classify
from sojourn.classification.result import Result
from sojourn.lookup.registry import Registry
from sojourn.model.content_hash import content_hash, rule_hash
from sojourn.model.entries import Definition
from sojourn.rules.errors import RuleError
from sojourn.rules.logic.expand import expand
from sojourn.versions.opening import Version

# Why a classification comes out otherwise: the national definition changed, the framework's rules did, both, or neither,
# which leaves the program that worked it out.
Cause = Literal["definition", "framework", "both", "program"]


@dataclass(frozen=True, slots=True)
class Flip:
    """A definition that stands otherwise to a framework: the best result before and after."""

    definition: str
    framework: str
    old: Result
    new: Result
    cause: Cause

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {
            "definition": self.definition,
            "framework": self.framework,
            "old": _told(self.old),
            "new": _told(self.new),
            "cause": self.cause,
        }


def _told(result: Result) -> dict[str, Any]:
    return {
        "reference": result.reference.id,
        "relation": result.relation,
        "mapping": result.mapping,
        "conformance": result.conformance,
    }


class _Side:
    """A version's definitions and frameworks, with digests of what classifications rest on."""

    def __init__(self, version: Version) -> None:
        self.registry, self.classified = version.registry, version.classified
        self.definitions = {d.id: d for d in self.registry.definitions() if not d.data.get("deprecated")}
        rules: dict[str, list[ReferenceRule]] = {}
        for r in self.registry.rules():
            reference = ReferenceRule(r.id, r.framework, r.target, r.option, r.rule, r.label.best("en"), r.part_of)
            rules.setdefault(r.framework, []).append(reference)
        order = {framework.id: framework.rules for framework in self.registry.frameworks()}
        self.references = {id: sorted(found, key=lambda r: order[id].index(r.id)) for id, found in rules.items()}

    @cached_property
    def frameworks(self) -> Mapping[str, str]:
        """A digest of each framework's rules and of what else tells them apart."""
        return {
            id: content_hash([[r.id, r.target, r.option, r.part_of, _rule_digest(self.registry, r.id)] for r in found])
            for id, found in self.references.items()
        }

    def digest(self, definition: Definition) -> tuple[str, str]:
        """What the classification of a definition rests on, apart from the framework."""
        known = definition.data.get("rule_hash")
        return definition.concept, str(known or _rule_digest(self.registry, definition.id))

    @cached_property
    def results(self) -> Mapping[tuple[str, str], Classification]:
        """The results that the version's build worked out."""
        return {(found.definition, str(found.framework)): found for found in self.registry.results()}

    def best(self, definition: Definition, framework: str) -> Result | None:
        """How a definition stands to a framework: as the build found it, or worked out now."""
        if self.classified:
            found = self.results.get((definition.id, framework))
            return found.best if found else None
        try:
            made = classify(
                definition.rule,
                definition.concept,
                self.references[framework],
                definition_id=definition.id,
                framework_id=framework,
                resolve=self.registry.rule_of,
            )
        except (RuleError, LookupError):
            return None
        return made.best


def _rule_digest(registry: Registry, id: str) -> str:
    try:
        return rule_hash(expand(registry.rule_of(id), registry.rule_of))
    except (RuleError, LookupError):
        return ""


def flips(old: Version, new: Version) -> Iterator[Flip]:
    """The classifications that differ in conformance, relation or the closest reference rule.

    Pairs of which nothing changed are looked at only where both versions hold results of their own.
    """
    before, after = _Side(old), _Side(new)
    both = old.classified and new.classified
    shared = sorted(before.frameworks.keys() & after.frameworks.keys())
    for id in sorted(before.definitions.keys() & after.definitions.keys()):
        was, now = before.definitions[id], after.definitions[id]
        changed = before.digest(was) != after.digest(now)
        for framework in shared:
            moved = before.frameworks[framework] != after.frameworks[framework]
            if changed or moved or both:
                cause: Cause = (
                    "both" if changed and moved else "definition" if changed else "framework" if moved else "program"
                )
                yield from _flip(before, after, was, now, framework, cause)


def _flip(
    before: _Side, after: _Side, was: Definition, now: Definition, framework: str, cause: Cause
) -> Iterator[Flip]:
    one, two = before.best(was, framework), after.best(now, framework)
    if one is None or two is None:
        return
    if (one.conformance, one.relation, one.reference.id) != (two.conformance, two.relation, two.reference.id):
        yield Flip(now.id, framework, one, two, cause)
