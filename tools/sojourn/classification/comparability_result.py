"""How far a set of definitions can be compared, as values with the form that they have in JSON and CSV output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sojourn.classification.result import Difference, speaking
from sojourn.model.message import Message
from sojourn.model.rule import Rule, rule_to_dict
from sojourn.prose.said import said

if TYPE_CHECKING:
    from sojourn.prose.speaker import Speaker


@dataclass(frozen=True, slots=True)
class ComparedEntry:
    """One definition of the set."""

    id: str
    country: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class WayToCommon:
    """The way of one definition to the common one.

    `cut_to` names the parts that it does not lie within yet (none: it is there already), `changes` the facets concerned,
    `state` what it would have to say first and `record` what it would have to record.
    """

    id: str
    reachable: bool
    reason: Message | None = None
    cut_to: tuple[str, ...] = ()
    changes: tuple[Difference, ...] = ()
    state: tuple[Message, ...] = ()
    record: tuple[Message, ...] = ()

    def to_dict(self, speaker: Speaker | None = None) -> dict[str, Any]:
        """As in JSON output."""
        words = speaking(speaker)
        return {
            "id": self.id,
            "reachable": self.reachable,
            **said("reason", self.reason, words),
            "cut_to": list(self.cut_to),
            "changes": [c.to_dict(words) for c in self.changes],
            **_listed("state", self.state, words),
            **_listed("record", self.record, words),
        }


def _listed(key: str, values: Sequence[Message], words: Speaker) -> dict[str, Any]:
    return {
        key: [words.text(value) for value in values],
        f"{key}_messages": [value.to_dict() for value in values],
    }


@dataclass(frozen=True, slots=True)
class Comparability:
    """The matrix of a set of definitions, its groups of equal ones, and the way to a common definition.

    `relations[i][j]` is the relation of entry i to entry j as far as stated; `certain[i][j]` tells whether it also
    holds for every reading of what they leave open. `undescribed` are the definitions that state no length.
    """

    entries: tuple[ComparedEntry, ...]
    relations: tuple[tuple[str, ...], ...]
    certain: tuple[tuple[bool, ...], ...]
    groups: tuple[tuple[str, ...], ...]
    undescribed: tuple[str, ...]
    parts: tuple[str, ...]
    common: Rule | None
    steps: tuple[WayToCommon, ...]

    def rule(self, id: str) -> Rule:
        """The rule of one of the definitions."""
        return next(entry.rule for entry in self.entries if entry.id == id)

    def to_dict(self, speaker: Speaker | None = None) -> dict[str, Any]:
        """As in JSON output."""
        common, words = self.common, speaking(speaker)
        return {
            "definitions": [{"id": e.id, "country": e.country, "words": words.rule(e.rule)} for e in self.entries],
            "relations": [list(row) for row in self.relations],
            "certain": [list(row) for row in self.certain],
            "groups": [list(group) for group in self.groups],
            "undescribed": list(self.undescribed),
            "common": None
            if common is None
            else {"rule": rule_to_dict(common), "words": words.rule(common), "parts": list(self.parts)},
            "steps": [s.to_dict(words) for s in self.steps],
        }

    def to_rows(self) -> list[dict[str, str]]:
        """One row a definition, one column for each other one: for CSV."""
        return [
            {"id": e.id, "country": e.country, **dict(zip((o.id for o in self.entries), row, strict=True))}
            for e, row in zip(self.entries, self.relations, strict=True)
        ]

    def step_rows(self, speaker: Speaker | None = None) -> list[dict[str, str]]:
        """One row a definition with its group and its way to the common definition: for CSV."""
        words = speaking(speaker)
        number = {id: str(n) for n, group in enumerate(self.groups, 1) for id in group}
        steps = {step.id: step for step in self.steps}
        rows = []
        for entry in self.entries:
            step = steps.get(entry.id, WayToCommon(entry.id, False))
            rows.append(
                {
                    "id": entry.id,
                    "country": entry.country,
                    "words": words.rule(entry.rule),
                    "group": number.get(entry.id, ""),
                    "reachable": "yes" if step.reachable else "no",
                    "reason": words.text(step.reason) if step.reason else "",
                    "cut_to": "; ".join(step.cut_to),
                    "state": "; ".join(map(words.text, step.state)),
                    "record": "; ".join(map(words.text, step.record)),
                }
            )
        return rows
