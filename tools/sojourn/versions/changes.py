"""What changed between two versions of the content: entries, words, facts, and rules in what they mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sojourn.loading.glossary.releases import ADDED, CHANGED, RESTORED, RETIRED, step
from sojourn.lookup.registry import Registry
from sojourn.model.content_hash import content_hash, rule_hash
from sojourn.model.entries import ENTRY_TYPES, Value
from sojourn.model.rule import Rule
from sojourn.rules import Comparison, compare
from sojourn.rules.errors import RuleError
from sojourn.rules.logic.expand import expand
from sojourn.versions.flips import Flip, flips
from sojourn.versions.opening import Version

REMOVED = "removed"
WHATS = (ADDED, RETIRED, RESTORED, REMOVED, CHANGED)
# What the compiled form adds to an entry; it follows from other entries, or from the entry itself.
DERIVED = ("iri", "narrower", "succeeded_by", "content_hash", "rule_hash", "history", "country", "framework", "list")
HELD_IDS = ("instruments", "definitions", "codes", "rules")
# Keys whose texts are what people read.
WORDS = {
    *("label", "alternative", "hidden", "abbreviation", "definition", "scope_note", "change_note", "summary", "title"),
    *("name", "national_term", "meaning", "note", "coverage", "quality", "legal_basis", "unit_identifier", "detail"),
    *("format", "access", "confidentiality", "guidance", "durations", "why"),
}
RULED = ("rule", "definition")
SAME = "equal"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A key of an entry with its value before and after (None: not there)."""

    name: str
    old: Any
    new: Any

    @property
    def worded(self) -> bool:
        """Whether it is a text that people read."""
        return self.name.partition(".")[0] in WORDS

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {"field": self.name, "old": self.old, "new": self.new}


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to one entry; `meaning` holds its old rule (a) against its new one (b), where they differ as written."""

    kind: str
    id: str
    what: str
    old: Value | None
    new: Value | None
    fields: tuple[FieldChange, ...] = ()
    meaning: Comparison | None = None

    @property
    def reworded(self) -> bool:
        """Whether words changed that people read."""
        return self.what == CHANGED and any(field.worded for field in self.fields)

    @property
    def means_otherwise(self) -> bool:
        """Whether the rule counts other people now, or may do so."""
        return self.meaning is not None and self.meaning.relation != SAME

    @property
    def replaced_by(self) -> str | None:
        """What a retired entry points to."""
        return None if self.new is None else self.new.data.get("replaced_by")


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many entries of a kind there were and are, and what was done to them."""

    kind: str
    old: int
    new: int
    whats: Mapping[str, int]
    reworded: int
    meaning: int

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        whats = {what: self.whats.get(what, 0) for what in WHATS}
        return {"kind": self.kind, "old": self.old, "new": self.new, **whats, "reworded": self.reworded,
                "meaning": self.meaning}  # fmt: skip


@dataclass(frozen=True, slots=True)
class VersionDifference:
    """Two versions, what was done to each entry, and the classifications that come out otherwise."""

    old: Version
    new: Version
    changes: tuple[Change, ...]
    flips: tuple[Flip, ...] = field(default=())
    flips_asked: bool = True

    @property
    def lost(self) -> tuple[Change, ...]:
        """Identifiers that disappeared, which none ever should."""
        return tuple(change for change in self.changes if change.what == REMOVED)

    def counts(self) -> tuple[KindCount, ...]:
        """Counts by kind, for the kinds that either version has."""
        return tuple(
            KindCount(
                kind,
                before,
                after,
                Counter(change.what for change in own),
                sum(change.reworded for change in own),
                sum(change.means_otherwise for change in own),
            )
            for kind in ENTRY_TYPES
            if (before := len(self.old.registry.entries(kind))) | (after := len(self.new.registry.entries(kind)))
            for own in [[change for change in self.changes if change.kind == kind]]
        )


def difference(old: Version, new: Version, *, with_flips: bool = True) -> VersionDifference:
    """What changed from one version to another.

    Without `with_flips`, classifications are left out: they are quick where both versions are builds, and are worked out
    for what changed otherwise.
    """
    changes = tuple(change for kind in ENTRY_TYPES for change in _changes(old, new, kind))
    return VersionDifference(old, new, changes, tuple(flips(old, new)) if with_flips else (), with_flips)


def _changes(old: Version, new: Version, kind: str) -> Iterator[Change]:
    before = {value.id: value for value in old.registry.entries(kind)}
    after = {value.id: value for value in new.registry.entries(kind)}
    for id in sorted({*before, *after}):
        was, now = before.get(id), after.get(id)
        if now is None:
            yield Change(kind, id, REMOVED, was, None)
        elif was is None:
            yield Change(kind, id, ADDED, None, now)
        else:
            yield from _changed(old.registry, new.registry, was, now)


def _changed(old: Registry, new: Registry, was: Value, now: Value) -> Iterator[Change]:
    meaning = _meaning(old, new, was, now) if was.kind in RULED else None
    if meaning is None and "content_hash" in was.data and was.data["content_hash"] == now.data.get("content_hash"):
        return
    before, after = _plain(was), _plain(now)
    if meaning is None and content_hash(before) == content_hash(after):
        return
    what, names = step(before, after)
    fields = tuple(FieldChange(name, _at(before, name), _at(after, name)) for name in names)
    yield Change(was.kind, was.id, what, was, now, fields, meaning)


def _plain(value: Value) -> dict[str, Any]:
    """The content of an entry, without what follows from other entries."""
    out = {key: item for key, item in value.data.items() if key not in DERIVED}
    if value.kind in ("country", "framework", "list"):
        out = {key: item for key, item in out.items() if key not in HELD_IDS}
    if value.kind == "term" and "framework" in value.data:
        out["framework"] = value.data["framework"]
    return out


def _at(data: Mapping[str, Any], name: str) -> Any:
    key, _, tag = name.partition(".")
    value = data.get(key)
    return value.get(tag) if tag and isinstance(value, Mapping) else value


def _meaning(old: Registry, new: Registry, was: Value, now: Value) -> Comparison | None:
    """How the old rule of an entry stands to the new one, if they differ as written (with what they refer to)."""
    if was.data.get("rule_hash") is not None and was.data.get("rule_hash") == now.data.get("rule_hash"):
        return None
    before, after = whole_rule(old, was), whole_rule(new, now)
    if before is None or after is None or rule_hash(before) == rule_hash(after):
        return None
    return compare(before, after, a_id="before", b_id="now")


def whole_rule(registry: Registry, value: Value) -> Rule | None:
    """The rule of an entry with what it refers to; None for a rule without a meaning."""
    try:
        return expand(registry.rule_of(value.id), registry.rule_of)
    except (RuleError, LookupError):
        return None
