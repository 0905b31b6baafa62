"""How far a set of definitions can be compared: who equals whom, what they have in common, and what each would record.

Everything is said *as far as stated*: silent facets are read like the other side's (`alike`), and definitions whose
relation rests on that are marked. The finest common definition is what remains when each definition is cut to the
people whom all others count too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.classification.differences import Difference, differences
from sojourn.model.rule import AllOf, Rule, rule_to_dict
from sojourn.rules.compare import compare
from sojourn.rules.comparison import Comparison
from sojourn.rules.expand import Resolve, expand
from sojourn.rules.readings import readings
from sojourn.rules.relate import EQUAL, INCOMPARABLE, NARROWER, UNDETERMINED
from sojourn.rules.satisfy import satisfiable
from sojourn.rules.words import rule_words

# What an office has to record so that it can cut its count along a facet.
RECORD = {
    "threshold": "the length of each stay (dates of arrival and departure)",
    "upper_bound": "the length of each stay (dates of arrival and departure)",
    "accumulation": "every crossing, so that interrupted stays can be added up or told apart",
    "window": "every crossing in the period that the others look at",
    "basis": "the actual dates beside the stated or permitted length (and the other way round)",
    "prior": "the residence before the crossing",
    "day_convention": "arrival and departure days, so that days can be counted in the other way",
    "criterion": "the attribute that the others count by",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One definition of the set."""

    id: str
    country: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Step:
    """What one definition has to change or record to reach the common definition; empty when it is there already."""

    id: str
    changes: tuple[Difference, ...]
    record: tuple[str, ...]
    reachable: bool
    reason: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output."""
        return {
            "id": self.id,
            "reachable": self.reachable,
            "reason": self.reason,
            "changes": [c.to_dict() for c in self.changes],
            "record": list(self.record),
        }


@dataclass(frozen=True, slots=True)
class Comparability:
    """The matrix of a set of definitions, its groups of equal ones, and the way to a common definition.

    `relations[i][j]` is the relation of entry i to entry j as far as stated; `certain[i][j]` tells whether it also
    holds for every reading of what they leave open.
    """

    entries: tuple[Entry, ...]
    relations: tuple[tuple[str, ...], ...]
    certain: tuple[tuple[bool, ...], ...]
    groups: tuple[tuple[str, ...], ...]
    common: Rule | None
    steps: tuple[Step, ...]

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output."""
        return {
            "definitions": [{"id": e.id, "country": e.country} for e in self.entries],
            "relations": [list(row) for row in self.relations],
            "certain": [list(row) for row in self.certain],
            "groups": [list(group) for group in self.groups],
            "common": None
            if self.common is None
            else {"rule": rule_to_dict(self.common), "words": rule_words(self.common)},
            "steps": [s.to_dict() for s in self.steps],
        }

    def to_rows(self) -> list[dict[str, str]]:
        """One row a definition, one column for each other one: for CSV."""
        return [
            {"id": e.id, "country": e.country, **dict(zip((o.id for o in self.entries), row, strict=True))}
            for e, row in zip(self.entries, self.relations, strict=True)
        ]


def comparability(entries: Sequence[Entry], *, resolve: Resolve | None = None) -> Comparability:
    """Compare all pairs of a set of definitions of one concept. Raises RuleError for rules without a meaning."""
    rules = [expand(entry.rule, resolve) for entry in entries]
    found: dict[tuple[int, int], Comparison] = {}
    for i, one in enumerate(rules):
        for j in range(i, len(rules)):
            comparison = compare(one, rules[j], a_id=entries[i].id, b_id=entries[j].id, witnesses=False)
            found[i, j] = comparison
            found[j, i] = comparison.mirrored()
    size = range(len(rules))
    relations = tuple(tuple(found[i, j].alike or UNDETERMINED for j in size) for i in size)
    certain = tuple(tuple(found[i, j].relation == relations[i][j] for j in size) for i in size)
    core = _core(relations)
    common = _common(rules, relations, core)
    steps = tuple(_step(entries[i], rules[i], i in core, common, found, core, i) for i in size)
    return Comparability(
        tuple(entries), relations, certain, _groups(entries, relations), common, steps if common is not None else ()
    )


def _groups(entries: Sequence[Entry], relations: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Definitions that are equal as far as stated, largest groups first."""
    groups: list[list[int]] = []
    for i in range(len(entries)):
        for group in groups:
            if all(relations[i][j] == EQUAL for j in group):
                group.append(i)
                break
        else:
            groups.append([i])
    groups.sort(key=lambda group: (-len(group), group))
    return tuple(tuple(entries[i].id for i in group) for group in groups)


def _core(relations: tuple[tuple[str, ...], ...]) -> frozenset[int]:
    """The largest set, built greedily, in which all are comparable with each other."""
    best: list[int] = []
    apart = (INCOMPARABLE, UNDETERMINED)
    for start in range(len(relations)):
        chosen = [start]
        for i in range(len(relations)):
            if i != start and all(relations[i][j] not in apart for j in chosen):
                chosen.append(i)
        if len(chosen) > len(best):
            best = chosen
    return frozenset(best)


def _common(rules: list[Rule], relations: tuple[tuple[str, ...], ...], core: frozenset[int]) -> Rule | None:
    """The broadest rule that everybody in the core could be cut to: what all of them count."""
    minimal: list[int] = []
    for i in sorted(core):
        if any(relations[j][i] in (EQUAL, NARROWER) for j in minimal):
            continue
        minimal = [j for j in minimal if relations[i][j] != NARROWER]
        minimal.append(i)
    if not minimal:
        return None
    known = [readings(rules[i], rules[minimal[0]]).readings[0].rule for i in minimal]
    common = known[0] if len(known) == 1 else AllOf(tuple(known))
    return common if satisfiable(common) else None


def _step(
    entry: Entry,
    rule: Rule,
    inside: bool,
    common: Rule | None,
    found: dict[tuple[int, int], Comparison],
    core: frozenset[int],
    index: int,
) -> Step:
    if not inside:
        reasons = [found[index, j].reason for j in sorted(core) if found[index, j].reason]
        return Step(entry.id, (), (), False, reasons[0] if reasons else "not comparable with the others")
    if common is None:
        return Step(entry.id, (), (), False, "the definitions have nobody in common")
    known = readings(rule, common).readings[0].rule
    changes = tuple(d for d in differences(rule, common, known, common) if not d.effect.startswith("no effect"))
    record = [RECORD[d.facet] for d in changes if d.facet in RECORD]
    record += [f"the {d.facet.rpartition('.')[2].replace('_', ' ')}" for d in changes if ".requires." in d.facet]
    return Step(entry.id, changes, tuple(dict.fromkeys(record)), True)
