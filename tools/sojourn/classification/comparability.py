"""How far a set of definitions can be compared: who equals whom, what they have in common, and what each would record.

Everything is said *as far as stated*: silent facets are read like the other side's (`alike`), and relations that rest on
that are marked. A definition that does not say how long is long enough would equal everything in this way; it is named
as not described and takes no part in groups and in the common definition.

The finest common definition is what remains when each definition is cut to the people whom all others count too: its
parts are the definitions that no other one lies within.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sojourn.classification.differences import EFFECTS, NO_TEST, TEST, Difference, differences
from sojourn.classification.lengths import asked, lengths
from sojourn.classification.table import without_register_none
from sojourn.model.rule import AllOf, Rule, rule_to_dict
from sojourn.prose.english import limb_words, rule_words
from sojourn.rules.comparison.compare import compare
from sojourn.rules.comparison.contradictions import satisfiable
from sojourn.rules.comparison.pair import pair
from sojourn.rules.comparison.relation import EQUAL, INCOMPARABLE, NARROWER, UNDETERMINED
from sojourn.rules.comparison.result import Comparison
from sojourn.rules.logic.expand import Resolve, expand, limbs_of
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA

# What an office has to record so that it can cut its count along a facet.
RECORD = {
    "threshold": "the length of each stay (dates of arrival and departure)",
    "upper_bound": "the length of each stay (dates of arrival and departure)",
    "accumulation": "every crossing, so that interrupted stays can be added up or told apart",
    "window": "all stays in the period that the common definition looks at",
    "basis": "both the actual dates and the intended or permitted length of stay",
    "prior": "where the person lived before the crossing",
    "day_convention": "the days of arrival and departure, so that days can be counted in another way",
    "criterion": "the attribute that the common definition counts by",
}
# What an office has to say of its definition before it can be cut along a facet.
STATE = {
    "threshold": "the minimum length of stay",
    "upper_bound": "the maximum length of stay, if there is one",
    "accumulation": "whether interrupted stays add up",
    "window": "in which period days are counted",
    "basis": "whether the length is the actual, the intended or the permitted one",
    "prior": "whether the person must have lived elsewhere before",
    "day_convention": "how days are counted",
    "population.excludes": "whether the groups count that the others leave out",
}
SILENT = "it does not say how long is long enough"
# Effects that put nobody into the count whom the common definition leaves out.
HARMLESS = (EFFECTS["equal"], EFFECTS["narrower"])


@dataclass(frozen=True, slots=True)
class Entry:
    """One definition of the set."""

    id: str
    country: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Step:
    """The way of one definition to the common one.

    `cut_to` names the parts that it does not lie within yet (none: it is there already), `changes` the facets concerned,
    `state` what it would have to say first and `record` what it would have to record.
    """

    id: str
    reachable: bool
    reason: str | None = None
    cut_to: tuple[str, ...] = ()
    changes: tuple[Difference, ...] = ()
    state: tuple[str, ...] = ()
    record: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output."""
        return {
            "id": self.id,
            "reachable": self.reachable,
            "reason": self.reason,
            "cut_to": list(self.cut_to),
            "changes": [c.to_dict() for c in self.changes],
            "state": list(self.state),
            "record": list(self.record),
        }


@dataclass(frozen=True, slots=True)
class Comparability:
    """The matrix of a set of definitions, its groups of equal ones, and the way to a common definition.

    `relations[i][j]` is the relation of entry i to entry j as far as stated; `certain[i][j]` tells whether it also
    holds for every reading of what they leave open. `undescribed` are the definitions that state no length.
    """

    entries: tuple[Entry, ...]
    relations: tuple[tuple[str, ...], ...]
    certain: tuple[tuple[bool, ...], ...]
    groups: tuple[tuple[str, ...], ...]
    undescribed: tuple[str, ...]
    parts: tuple[str, ...]
    common: Rule | None
    steps: tuple[Step, ...]

    def words(self, id: str) -> str:
        """What one of the definitions asks for."""
        return next(rule_words(entry.rule) for entry in self.entries if entry.id == id)

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output."""
        common = self.common
        return {
            "definitions": [{"id": e.id, "country": e.country, "words": rule_words(e.rule)} for e in self.entries],
            "relations": [list(row) for row in self.relations],
            "certain": [list(row) for row in self.certain],
            "groups": [list(group) for group in self.groups],
            "undescribed": list(self.undescribed),
            "common": None
            if common is None
            else {"rule": rule_to_dict(common), "words": rule_words(common), "parts": list(self.parts)},
            "steps": [s.to_dict() for s in self.steps],
        }

    def to_rows(self) -> list[dict[str, str]]:
        """One row a definition, one column for each other one: for CSV."""
        return [
            {"id": e.id, "country": e.country, **dict(zip((o.id for o in self.entries), row, strict=True))}
            for e, row in zip(self.entries, self.relations, strict=True)
        ]

    def step_rows(self) -> list[dict[str, str]]:
        """One row a definition with its group and its way to the common definition: for CSV."""
        number = {id: str(n) for n, group in enumerate(self.groups, 1) for id in group}
        steps = {step.id: step for step in self.steps}
        rows = []
        for entry in self.entries:
            step = steps.get(entry.id, Step(entry.id, False))
            rows.append(
                {
                    "id": entry.id,
                    "country": entry.country,
                    "words": rule_words(entry.rule),
                    "group": number.get(entry.id, ""),
                    "reachable": "yes" if step.reachable else "no",
                    "reason": step.reason or "",
                    "cut_to": "; ".join(step.cut_to),
                    "state": "; ".join(step.state),
                    "record": "; ".join(step.record),
                }
            )
        return rows


def comparability(entries: Sequence[Entry], *, resolve: Resolve | None = None) -> Comparability:
    """Compare all pairs of a set of definitions of one concept. Raises RuleError for rules without a meaning."""
    entries = [replace(entry, rule=expand(entry.rule, resolve)) for entry in entries]
    rules = [without_register_none(entry.rule) for entry in entries]
    found: dict[tuple[int, int], Comparison] = {}
    for i, one in enumerate(rules):
        for j in range(i, len(rules)):
            comparison = compare(one, rules[j], a_id=entries[i].id, b_id=entries[j].id, witnesses=False)
            found[i, j] = comparison
            found[j, i] = comparison.mirrored()
    size = range(len(rules))
    relations = tuple(tuple(found[i, j].as_stated or UNDETERMINED for j in size) for i in size)
    certain = tuple(tuple(found[i, j].relation == relations[i][j] for j in size) for i in size)
    described = [i for i in size if _described(rules[i])]
    core = _core(relations, described)
    parts = _parts(relations, core)
    common = _common([rules[i] for i in parts])
    ways = _Ways(entries, rules, relations, found, core, parts if common is not None else [])
    return Comparability(
        tuple(entries),
        relations,
        certain,
        _groups(entries, relations, described),
        tuple(entries[i].id for i in size if i not in described and not _opaque(rules[i])),
        tuple(entries[i].id for i in parts) if common is not None else (),
        common,
        tuple(ways.step(i) for i in size),
    )


def _opaque(rule: Rule) -> bool:
    return any(limb.criterion in OPAQUE_CRITERIA for limb in limbs_of(rule))


def _described(rule: Rule) -> bool:
    """Whether a rule says how long is long enough, in every test that needs a length."""
    return not _opaque(rule) and lengths(rule)[1]


def silent_tests(rule: Rule) -> list[str]:
    """The tests of a rule that need a length and state none, in words."""
    return [limb_words(limb) for limb in asked(rule) if not lengths(limb)[1]]


def _groups(
    entries: Sequence[Entry], relations: tuple[tuple[str, ...], ...], described: Sequence[int]
) -> tuple[tuple[str, ...], ...]:
    """Definitions that are equal as far as stated, largest groups first."""
    groups: list[list[int]] = []
    for i in described:
        for group in groups:
            if all(relations[i][j] == EQUAL for j in group):
                group.append(i)
                break
        else:
            groups.append([i])
    groups.sort(key=lambda group: (-len(group), group))
    return tuple(tuple(entries[i].id for i in group) for group in groups)


def _core(relations: tuple[tuple[str, ...], ...], described: Sequence[int]) -> list[int]:
    """The largest set, built greedily, in which all are comparable with each other."""
    best: list[int] = []
    apart = (INCOMPARABLE, UNDETERMINED)
    for start in described:
        chosen = [start]
        for i in described:
            if i != start and all(relations[i][j] not in apart for j in chosen):
                chosen.append(i)
        if len(chosen) > len(best):
            best = chosen
    return sorted(best)


def _parts(relations: tuple[tuple[str, ...], ...], core: Sequence[int]) -> list[int]:
    """The definitions that no other one of the core lies within; of equal ones the first."""
    minimal: list[int] = []
    for i in core:
        if any(relations[j][i] in (EQUAL, NARROWER) for j in minimal):
            continue
        minimal = [j for j in minimal if relations[i][j] != NARROWER]
        minimal.append(i)
    return minimal


def _common(rules: list[Rule]) -> Rule | None:
    """The broadest rule that all of these could be cut to; None if nobody meets all of them."""
    if not rules:
        return None
    known = [pair(rule, rules[0]).first[0] for rule in rules]
    common = AllOf(tuple(rules)) if len(rules) > 1 else rules[0]
    return common if satisfiable(AllOf(tuple(known))) else None


@dataclass(frozen=True, slots=True)
class _Ways:
    """What is needed to tell the way of each definition to the common one."""

    entries: Sequence[Entry]
    rules: Sequence[Rule]
    relations: tuple[tuple[str, ...], ...]
    found: dict[tuple[int, int], Comparison]
    core: Sequence[int]
    parts: Sequence[int]

    def step(self, i: int) -> Step:
        name = self.entries[i].id
        if i not in self.core:
            silent = [] if _opaque(self.rules[i]) else silent_tests(self.rules[i])
            return Step(name, False, self._why_outside(i), state=tuple(f"how long: {words}" for words in silent))
        if not self.parts:
            return Step(name, False, "the definitions have nobody in common")
        unmet = [j for j in self.parts if self.relations[i][j] not in (EQUAL, NARROWER)]
        changes = [change for j in unmet for change in self._changes(i, j)]
        changes = list(dict.fromkeys(change for change in changes if change.effect not in HARMLESS))
        state = [STATE[c.facet] for c in changes if c.effect.startswith("open") and c.facet in STATE]
        record = [text for c in changes if not c.effect.startswith("open") for text in _record(c)]
        return Step(
            name,
            True,
            None,
            tuple(self.entries[j].id for j in unmet),
            tuple(changes),
            tuple(dict.fromkeys(state)),
            tuple(dict.fromkeys(record)),
        )

    def _changes(self, i: int, j: int) -> tuple[Difference, ...]:
        return differences(self.rules[i], self.rules[j], *pair(self.rules[i], self.rules[j]).first)

    def _why_outside(self, i: int) -> str:
        if not _described(self.rules[i]) and not _opaque(self.rules[i]):
            return SILENT
        reasons = [self.found[i, j].reason for j in self.core if self.found[i, j].reason]
        return reasons[0] or "" if reasons else "not comparable with the others"


def _record(change: Difference) -> list[str]:
    """What has to be recorded to cut along a difference."""
    facet = change.facet
    if facet in RECORD:
        return [RECORD[facet]]
    if facet == TEST:
        # An office can tell who passes its own tests.
        return [f"who passes the test “{change.reference}”"] if change.theirs == NO_TEST else []
    if facet == "population.base":
        who = {"de-facto": "who is present at the reference moment", "registered": "who is in the register"}
        return [who[change.reference]] if change.reference in who else []
    if ".requires." in facet:
        return [f"the {facet.rpartition('.')[2].replace('_', ' ')}"]
    return ["who belongs to the groups concerned"] if facet.startswith("population.") else []
