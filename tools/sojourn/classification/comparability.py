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

from sojourn.classification.comparability_result import Comparability as Comparability
from sojourn.classification.comparability_result import ComparedEntry as ComparedEntry
from sojourn.classification.comparability_result import WayToCommon as WayToCommon
from sojourn.classification.differences import NO_TEST, differences, effect
from sojourn.classification.known_relations import NOTHING_KNOWN, KnownRelations, PairRelation
from sojourn.classification.lengths import asked, lengths
from sojourn.classification.result import TEST, Difference
from sojourn.classification.table import without_register_none
from sojourn.model.message import Coded, Message, message
from sojourn.model.rule import AllOf, Limb, Rule
from sojourn.rules.comparison.compare import compare
from sojourn.rules.comparison.contradictions import satisfiable
from sojourn.rules.comparison.pair import pair
from sojourn.rules.comparison.relation import EQUAL, INCOMPARABLE, NARROWER, UNDETERMINED
from sojourn.rules.comparison.result import Comparison
from sojourn.rules.logic.expand import Resolve, expand, limbs_of
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA

# What an office has to record so that it can cut its count along a facet (`record-<what>`).
RECORD = {
    "threshold": "length",
    "upper_bound": "length",
    "accumulation": "accumulation",
    "window": "window",
    "basis": "basis",
    "prior": "prior",
    "day_convention": "day_convention",
    "criterion": "criterion",
}
# What an office has to say of its definition before it can be cut along a facet (`state-<what>`).
STATE = {
    "threshold": "threshold",
    "upper_bound": "upper_bound",
    "accumulation": "accumulation",
    "window": "window",
    "basis": "basis",
    "prior": "prior",
    "day_convention": "day_convention",
    "population.excludes": "groups",
}
SILENT = message("cut-silent")
# Effects that put nobody into the count whom the common definition leaves out.
HARMLESS = (effect("equal"), effect("narrower"))
# Effects that nobody knows before the definition says more.
OPEN = ("effect-open", "effect-groups-open")


def comparability(
    entries: Sequence[ComparedEntry], *, resolve: Resolve | None = None, known: KnownRelations = NOTHING_KNOWN
) -> Comparability:
    """Compare all pairs of a set of definitions of one concept; `resolve` gives the rule of an id for `ref`.

    Pairs whose relation is `known` are not worked out again. Raises RuleError for rules without a meaning.

    >>> from sojourn.model.rule import Bound
    >>> set_of = [ComparedEntry(f"{n}", "XXX", Limb("arrival", "stay", Bound(n, "month", ">="))) for n in (6, 12)]
    >>> comparability(set_of).parts
    ('12',)
    """
    entries = [replace(entry, rule=expand(entry.rule, resolve)) for entry in entries]
    rules = [rule_compared(entry.rule) for entry in entries]
    size = range(len(rules))
    found = _Pairs([entry.id for entry in entries], rules, known)
    relations = tuple(tuple(found.relation(i, j).as_stated or UNDETERMINED for j in size) for i in size)
    certain = tuple(tuple(found.relation(i, j).sure == relations[i][j] for j in size) for i in size)
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


def rule_compared(rule: Rule) -> Rule:
    """What is compared of a definition's rule, which has no references."""
    return without_register_none(rule)


class _Pairs:
    """The relations of all pairs of some rules, each worked out when it is asked for, unless it is known."""

    def __init__(self, ids: Sequence[str], rules: Sequence[Rule], known: KnownRelations) -> None:
        self._ids = ids
        self._rules = rules
        self._known = known.among(rules)
        self._relations: dict[tuple[int, int], PairRelation] = {}
        self._compared: dict[tuple[int, int], Comparison] = {}

    def relation(self, i: int, j: int) -> PairRelation:
        """How the i-th rule stands to the j-th."""
        if i > j:
            return self.relation(j, i).mirrored()
        if (i, j) not in self._relations:
            self._relations[i, j] = self._known(i, j) or pair_relation(self._comparison(i, j))
        return self._relations[i, j]

    def reason(self, i: int, j: int) -> Message | None:
        """Why two rules cannot be compared, or why their relation is not decided."""
        if self.relation(i, j).sure not in (INCOMPARABLE, UNDETERMINED):
            return None
        return self._comparison(min(i, j), max(i, j)).reason

    def _comparison(self, i: int, j: int) -> Comparison:
        if (i, j) not in self._compared:
            a, b = (self._rules[n] for n in (i, j))
            self._compared[i, j] = compare(a, b, a_id=self._ids[i], b_id=self._ids[j], witnesses=False)
        return self._compared[i, j]


def pair_relation(found: Comparison) -> PairRelation:
    """The relation of a pair as a registry keeps it."""
    return PairRelation(found.relation, found.as_stated)


def _opaque(rule: Rule) -> bool:
    return any(limb.criterion in OPAQUE_CRITERIA for limb in limbs_of(rule))


def _described(rule: Rule) -> bool:
    """Whether a rule says how long is long enough, in every test that needs a length."""
    return not _opaque(rule) and lengths(rule)[1]


def silent_tests(rule: Rule) -> list[Limb]:
    """The tests of a rule that need a length and state none."""
    return [limb for limb in asked(rule) if not lengths(limb)[1]]


def _groups(
    entries: Sequence[ComparedEntry], relations: tuple[tuple[str, ...], ...], described: Sequence[int]
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

    entries: Sequence[ComparedEntry]
    rules: Sequence[Rule]
    relations: tuple[tuple[str, ...], ...]
    found: _Pairs
    core: Sequence[int]
    parts: Sequence[int]

    def step(self, i: int) -> WayToCommon:
        name = self.entries[i].id
        if i not in self.core:
            silent = [] if _opaque(self.rules[i]) else silent_tests(self.rules[i])
            return WayToCommon(
                name, False, self._why_outside(i), state=tuple(message("state-how-long", rule=limb) for limb in silent)
            )
        if not self.parts:
            return WayToCommon(name, False, message("cut-nobody"))
        unmet = [j for j in self.parts if self.relations[i][j] not in (EQUAL, NARROWER)]
        changes = [change for j in unmet for change in self._changes(i, j)]
        changes = list(dict.fromkeys(change for change in changes if change.effect not in HARMLESS))
        state = [message(f"state-{STATE[c.facet]}") for c in changes if c.effect.id in OPEN and c.facet in STATE]
        record = [needed for c in changes if c.effect.id not in OPEN for needed in _record(c)]
        return WayToCommon(
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

    def _why_outside(self, i: int) -> Message:
        if not _described(self.rules[i]) and not _opaque(self.rules[i]):
            return SILENT
        reasons = (self.found.reason(i, j) for j in self.core)
        return next((reason for reason in reasons if reason), message("cut-apart"))


def _record(change: Difference) -> list[Message]:
    """What has to be recorded to cut along a difference."""
    facet, wanted = change.facet, change.reference
    if facet in RECORD:
        return [message(f"record-{RECORD[facet]}")]
    if facet == TEST:
        # An office can tell who passes its own tests.
        return [message("record-test", rule=wanted)] if change.theirs == NO_TEST else []
    if facet == "population.base":
        who = {"de-facto": "record-presence", "registered": "record-register"}
        return [message(who[wanted.code])] if isinstance(wanted, Coded) and wanted.code in who else []
    if ".requires." in facet:
        return [message("record-attribute", attribute=message(f"attribute-{facet.rpartition('.')[2]}"))]
    return [message("record-groups")] if facet.startswith("population.") else []
