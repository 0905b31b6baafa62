"""Which classifications come out otherwise in another version, and because of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal

from sojourn.classification import Classification, Reference, classify
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
class Standing:
    """How a definition stands to a framework: its closest reference rule, and the result."""

    reference: str
    relation: str
    mapping: str | None
    conformance: str

    @classmethod
    def of(cls, result: Result) -> Standing:
        """What counts of a result."""
        return cls(result.reference.id, result.relation, result.mapping, result.conformance)

    @property
    def shown(self) -> tuple[str, str, str]:
        """What makes a difference to readers."""
        return self.reference, self.relation, self.conformance


@dataclass(frozen=True, slots=True)
class Flip:
    """A definition that stands otherwise to a framework, before and after."""

    definition: str
    framework: str
    old: Standing
    new: Standing
    cause: Cause

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Flip:
        """Read a flip back from its JSON form."""
        return cls(
            data["definition"], data["framework"], Standing(**data["old"]), Standing(**data["new"]), data["cause"]
        )


class _Side:
    """A version's definitions and frameworks, with digests of what classifications rest on."""

    def __init__(self, version: Version) -> None:
        self.registry, self.classified = version.registry, version.classified
        self.definitions = {d.id: d for d in self.registry.definitions() if not d.data.get("deprecated")}
        rules: dict[str, list[Reference]] = {}
        for r in self.registry.rules():
            reference = Reference(r.id, r.framework, r.target, r.option, r.rule, r.label.best("en"), r.part_of)
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

    def key(self, definition: Definition, framework: str) -> str:
        """A digest of all that a standing rests on, but for the program."""
        return content_hash([*self.digest(definition), self.frameworks[framework]])

    def built(self, definition: Definition, framework: str) -> Standing | None:
        """How a definition stands to a framework, as the version's build found it."""
        found = self.results.get((definition.id, framework))
        return Standing.of(found.best) if found and found.best else None

    def worked_out(self, definition: Definition, framework: str) -> Standing | None:
        """The same, worked out now; None if no rule of the framework is for it."""
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
        return Standing.of(made.best) if made.best else None


def _rule_digest(registry: Registry, id: str) -> str:
    try:
        return rule_hash(expand(registry.rule_of(id), registry.rule_of))
    except (RuleError, LookupError):
        return ""


@dataclass(frozen=True, slots=True)
class StandingJob:
    """A standing that no build has worked out; `key` is a digest of all that it rests on, but for the program."""

    key: str
    side: _Side
    definition: Definition
    framework: str

    def run(self) -> Standing | None:
        """Work it out."""
        return self.side.worked_out(self.definition, self.framework)


class Flips:
    """The classifications of two versions, of which those that differ are looked for.

    Pairs of which nothing changed are looked at only where both versions hold results of their own. `known` are standings that
    were worked out before, by the keys of their jobs.
    """

    def __init__(self, old: Version, new: Version, known: Mapping[str, Standing | None] | None = None) -> None:
        self.known = dict(known or {})
        self._before, self._after = _Side(old), _Side(new)
        self._everything = old.classified and new.classified

    def jobs(self) -> list[StandingJob]:
        """What must be worked out and is not known, each once."""
        out: dict[str, StandingJob] = {}
        for id, framework, _ in self._pairs():
            for side in (self._before, self._after):
                if not side.classified:
                    job = StandingJob(side.key(side.definitions[id], framework), side, side.definitions[id], framework)
                    out.setdefault(job.key, job)
        return [job for key, job in out.items() if key not in self.known]

    def found(self) -> Iterator[Flip]:
        """The classifications that differ in conformance, relation or the closest reference rule."""
        self.known |= {job.key: job.run() for job in self.jobs()}
        for id, framework, cause in self._pairs():
            old, new = self._standing(self._before, id, framework), self._standing(self._after, id, framework)
            if old is not None and new is not None and old.shown != new.shown:
                yield Flip(id, framework, old, new, cause)

    def _standing(self, side: _Side, id: str, framework: str) -> Standing | None:
        definition = side.definitions[id]
        return side.built(definition, framework) if side.classified else self.known[side.key(definition, framework)]

    def _pairs(self) -> Iterator[tuple[str, str, Cause]]:
        before, after = self._before, self._after
        shared = sorted(before.frameworks.keys() & after.frameworks.keys())
        for id in sorted(before.definitions.keys() & after.definitions.keys()):
            changed = before.digest(before.definitions[id]) != after.digest(after.definitions[id])
            for framework in shared:
                moved = before.frameworks[framework] != after.frameworks[framework]
                if changed or moved or self._everything:
                    yield id, framework, _cause(changed, moved)


def flips(old: Version, new: Version) -> Iterator[Flip]:
    """The classifications that differ between two versions (`Flips`)."""
    return Flips(old, new).found()


def _cause(changed: bool, moved: bool) -> Cause:
    if changed:
        return "both" if moved else "definition"
    return "framework" if moved else "program"
