"""The relation of two rules, with the shortest traveller that shows each difference.

`compare` is exact inside the decidable fragment (see `limbs` for the meaning of each facet): it never guesses. What
it assumes it says (`assumptions`), what it does not know it asks (`unknown`), and where the rules speak of
different things it says why they cannot be compared (`incomparable`).

Groups: real definitions never list all groups. The relation is stated for persons outside every group that only one
side names as left out; that treatment is reported as an assumption. A group that one side leaves out and the other
includes by name is a real difference and part of the relation, with the group among the witness's attributes.
"""

from __future__ import annotations

from dataclasses import replace

from sojourn.model.rule import Bound, Limb, Rule
from sojourn.rules.comparison import Comparison, StartDates, Unknown, ordered
from sojourn.rules.expand import Resolve, expand, limbs_of, map_limbs, normal
from sojourn.rules.limbs import OBJECTS, OPAQUE_CRITERIA, UnsupportedError
from sojourn.rules.months import mask_dates
from sojourn.rules.readings import Open, Reading, Readings, readings
from sojourn.rules.relate import (
    BROADER,
    DISJOINT,
    EQUAL,
    INCOMPARABLE,
    NARROWER,
    OVERLAPPING,
    UNDETERMINED,
    Sides,
    both_cases,
    by_start,
    cases,
    contested_groups,
    events_of,
    known_relation,
    shared_base,
    sides,
)
from sojourn.rules.witness import Witness, check, find_witness
from sojourn.rules.words import question, why


def compare(
    a: Rule,
    b: Rule,
    *,
    resolve: Resolve | None = None,
    a_id: str = "a",
    b_id: str = "b",
    assume_intentions_come_true: bool = False,
) -> Comparison:
    """Compare two rules over all start dates. Raises RuleError for rules without a meaning (cycles, absurd numbers).

    `resolve` gives the rule of an id for `ref`. With `assume_intentions_come_true` an intended or granted stay is taken
    as the stay that will happen, so that rules on different bases can be compared; the result says so.
    """
    a, b = (map_limbs(expand(rule, resolve), normal) for rule in (a, b))
    reason = _different_things(a, b)
    if reason is not None:
        return Comparison(a_id, b_id, INCOMPARABLE, (INCOMPARABLE,), alike=INCOMPARABLE, reason=reason)
    left, right = readings(a, b, a_id), readings(b, a, b_id)
    table = _table(a, b, left, right, assume_intentions_come_true)
    possible = ordered(_all_possible(table, left, right))
    first = (left.readings[0], right.readings[0])
    alike = table[(first[0].choice, first[1].choice)]
    relation = possible[0] if len(possible) == 1 else UNDETERMINED
    assumptions = _assumptions(a, b, left, right, a_id, b_id, assume_intentions_come_true)
    if relation not in (INCOMPARABLE, UNDETERMINED) and len(table) > 1:
        assumptions += ("The relation holds however silent facets are read; travellers show one reading.",)
    base = Comparison(a_id, b_id, relation, possible, assumptions=assumptions, alike=alike)
    unknown = _unknown(left, right, table, (list(limbs_of(first[0].rule)), list(limbs_of(first[1].rule))))
    return _finish(base, first, unknown, assume_intentions_come_true)


def _finish(
    base: Comparison, first: tuple[Reading, Reading], unknown: tuple[Unknown, ...], together: bool
) -> Comparison:
    reason = base.reason
    if base.relation == INCOMPARABLE:
        reason = _basis_reason(first[0].rule, first[1].rule)
    elif base.relation == UNDETERMINED:
        reason = _unsupported_reason(first[0].rule, first[1].rule, together) or (
            "what the rules leave open decides it: " + "; ".join(u.question for u in unknown if u.matters)
        )
    if base.relation in (INCOMPARABLE, UNDETERMINED):
        return replace(base, unknown=unknown, reason=reason)
    try:
        found = sides(first[0].rule, first[1].rule, together)
    except UnsupportedError:
        return replace(base, unknown=unknown)
    witnesses = _witnesses(first[0].rule, first[1].rule, found, base.a, base.b, together)
    return replace(
        base,
        a_not_b=witnesses[0],
        b_not_a=witnesses[1],
        both=witnesses[2],
        start_dates=_start_dates(found, base.relation),
        unknown=unknown,
    )


def _different_things(a: Rule, b: Rule) -> str | None:
    """Why two rules cannot be compared at all, or None."""
    levels = [{limb.level or "country" for limb in limbs_of(rule)} for rule in (a, b)]
    if levels[0] != levels[1]:
        return "one rule decides who belongs to the country, the other places people inside it"
    kinds = [events_of(rule) for rule in (a, b)]
    if kinds[0] and kinds[1] and not kinds[0] & kinds[1]:
        if "reference-date" in kinds[0] | kinds[1]:
            return "one rule decides on crossings (a flow), the other on who is counted on a date (a stock)"
        return "one rule is about arrivals, the other about departures: use the mirror comparison of two countries"
    models = {limb.criterion or "" for rule in (a, b) for limb in limbs_of(rule)} & set(OPAQUE_CRITERIA)
    if models and a != b:
        named = ", ".join(sorted(models)).replace("-", " ")
        return f"decided by {named}, which says nothing about lengths of stay: comparable by name only"
    return None


def _objects(rule: Rule, together: bool) -> set[str]:
    """The presence objects that a known rule's durations speak of."""
    found: set[str] = set()
    for limb in limbs_of(rule):
        if isinstance(limb.threshold, Bound) or isinstance(limb.upper_bound, Bound):
            found |= set(OBJECTS[limb.basis or "actual"])
    if together:
        found = {"registered" if obj == "registered" else "actual" for obj in found}
    return found


def _known_relation(a: Rule, b: Rule, together: bool) -> str:
    """The relation of two rules with nothing unknown; incomparable when their durations speak of different objects."""
    objects = _objects(a, together), _objects(b, together)
    if objects[0] and objects[1] and not objects[0] & objects[1]:
        return INCOMPARABLE
    try:
        return known_relation(a, b, together)
    except UnsupportedError:
        return UNDETERMINED


Table = dict[tuple[tuple[int, ...], tuple[int, ...]], str]


def _table(a: Rule, b: Rule, left: Readings, right: Readings, together: bool) -> Table:
    """The relation of every reading of a to every reading of b."""
    if a == b:
        return {(r.choice, r.choice): EQUAL for r in left.readings[:1]} | {
            (left.readings[0].choice, right.readings[0].choice): EQUAL
        }
    return {
        (x.choice, y.choice): _known_relation(x.rule, y.rule, together) for x in left.readings for y in right.readings
    }


def _all_possible(table: Table, left: Readings, right: Readings) -> set[str]:
    """The relations that occur; all that could, where the silent facets have too many readings to try each."""
    found = set(table.values())
    if left.complete and right.complete:
        return found
    return found | {EQUAL, NARROWER, BROADER, OVERLAPPING, DISJOINT}


def _basis_reason(a: Rule, b: Rule) -> str:
    one, two = sorted(_objects(a, False)), sorted(_objects(b, False))
    return (
        f"one rule measures {' or '.join(one)} time, the other {' or '.join(two)} time: neither implies the other "
        "(compare under the assumption that intentions come true)"
    )


def _unsupported_reason(a: Rule, b: Rule, together: bool) -> str | None:
    try:
        sides(a, b, together)
    except UnsupportedError as reason:
        return str(reason)
    return None


def _witnesses(
    a: Rule, b: Rule, found: Sides, a_id: str, b_id: str, together: bool
) -> tuple[Witness | None, Witness | None, Witness | None]:
    base, contested = shared_base(a, b), contested_groups(a, b)
    only_a = find_witness(cases(a, b, together, base, contested), found.a_not_b)
    only_b = find_witness(cases(b, a, together, base, contested), found.b_not_a)
    both = find_witness(both_cases(a, b, together, base, contested), found.both)
    wanted = ((only_a, True, False), (only_b, False, True), (both, True, True))
    for witness, by_a, by_b in wanted:
        if witness is not None:
            check(witness, ((a, by_a), (b, by_b)), base, together)
    return (
        only_a and _told(only_a, why(only_a, a_id, (b_id, b))),
        only_b and _told(only_b, why(only_b, b_id, (a_id, a))),
        both and _told(both, why(both, a_id, None, b_id)),
    )


def _told(witness: Witness, sentence: str) -> Witness:
    return replace(witness, why=sentence)


def _start_dates(found: Sides, relation: str) -> StartDates:
    masks = by_start(found)
    others = 0
    for name, mask in masks.items():
        if name != relation:
            others |= mask
    relations = {name: mask.bit_count() for name, mask in masks.items()}
    return StartDates(len(masks) == 1, tuple(d.isoformat() for d in mask_dates(others)), relations)


def _assumptions(
    a: Rule, b: Rule, left: Readings, right: Readings, a_id: str, b_id: str, together: bool
) -> tuple[str, ...]:
    out = [*left.assumptions, *right.assumptions]
    conventions = [{limb.day_convention for limb in limbs_of(rule)} for rule in (a, b)]
    if a != b and (None in conventions[0] or None in conventions[1]):
        out.append("Both rules count days in the same way, where one does not say how.")
    for facet in ("basis", "prior"):
        both = [o for side in (left, right) for o in side.open if o.facet == facet and len(o.values) == 1]
        if len(both) > 1:
            out.append(f"Neither rule states {facet}; it is taken to be the same in both.")
    out += _group_notes(a, b, a_id, b_id)
    if together:
        out.append("Intentions and permits come true: an intended or granted stay is the stay that happens.")
    return tuple(dict.fromkeys(out))


def _group_notes(a: Rule, b: Rule, a_id: str, b_id: str) -> list[str]:
    contested = contested_groups(a, b)
    one, two = ({g for limb in limbs_of(rule) for g in limb.population.excludes} - contested for rule in (a, b))
    out: list[str] = []
    for only, name, other in ((sorted(one - two), a_id, b_id), (sorted(two - one), b_id, a_id)):
        if only:
            out.append(f"{name} leaves out {', '.join(only)}; {other} does not name them: compared for everybody else.")
    return out


def _unknown(
    left: Readings, right: Readings, table: Table, limbs: tuple[list[Limb], list[Limb]]
) -> tuple[Unknown, ...]:
    """The open facets, most informative first: those whose answer leaves the fewest possible relations."""
    found: list[tuple[float, int, Unknown]] = []
    for side, name, place in ((left, "a", 0), (right, "b", 1)):
        for position, facet in enumerate(side.open):
            if len(facet.values) < 2:
                continue
            matters, remaining = _weight(table, place, position)
            text = question(facet.facet, limbs[place][facet.limb])
            unknown = Unknown(facet.facet, name, matters, text)
            found.append((remaining if matters else 99.0, len(found), unknown))
    merged: dict[tuple[str, str, str], Unknown] = {}
    for _, _, unknown in sorted(found, key=lambda entry: entry[:2]):
        merged.setdefault((unknown.facet, unknown.side, unknown.question), unknown)
    return tuple(merged.values())


def _weight(table: Table, place: int, position: int) -> tuple[bool, float]:
    """Whether a facet changes the relation while all others stay, and how many relations remain on average after it."""
    fixed: dict[object, set[str]] = {}
    after: dict[int, set[str]] = {}
    for key, relation in table.items():
        choice = key[place]
        rest = (choice[:position], choice[position + 1 :], key[1 - place])
        fixed.setdefault(rest, set()).add(relation)
        after.setdefault(choice[position], set()).add(relation)
    matters = any(len(relations) > 1 for relations in fixed.values())
    return matters, sum(len(r) for r in after.values()) / max(len(after), 1)


def open_facets(found: Readings) -> tuple[Open, ...]:
    """The facets of a rule that stay open next to another one (for reports)."""
    return tuple(o for o in found.open if len(o.values) > 1)
