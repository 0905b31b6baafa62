"""What there is to know about two rules next to each other, worked out once and only as far as it is asked for.

Nothing here depends on what the rules are called: `compare` puts the names in. So definitions that share a rule share a
`Pair`, and whoever needs only the possible relations does not pay for the travellers.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, lru_cache

from sojourn.model.rule import Limb, Rule
from sojourn.rules.comparison import StartDates, Unknown, ordered
from sojourn.rules.expand import limbs_of, map_limbs, normal
from sojourn.rules.known import Known, Meaning, known
from sojourn.rules.limbs import UnsupportedError
from sojourn.rules.months import mask_dates
from sojourn.rules.readings import Readings, readings
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
    relation,
    shared_base,
    sides,
)
from sojourn.rules.witness import Witness, check, find_witness
from sojourn.rules.words import question

Row = tuple[str, ...]
Witnesses = tuple[Witness | None, Witness | None, Witness | None]
DECIDED = (EQUAL, NARROWER, BROADER, OVERLAPPING, DISJOINT)


def pair(a: Rule, b: Rule, together: bool = False) -> Pair:
    """The pair of two rules without references; `together` takes every plan as coming true."""
    contested = contested_groups(a, b)
    return _pair(_bare(a, contested), _bare(b, contested), same_but_for_recall(a, b), together)


def same_but_for_recall(a: Rule, b: Rule) -> bool:
    """Whether two rules are the same, but for what has no effect on who is counted."""
    return a == b or map_limbs(a, normal) == map_limbs(b, normal)


@lru_cache(maxsize=20_000)
def _bare(rule: Rule, contested: frozenset[str]) -> Rule:
    """The rule without what has no part in the relation: recall periods, and groups that nobody contests."""

    def strip(limb: Limb) -> Limb:
        groups = limb.population
        includes, excludes = (tuple(g for g in x if g in contested) for x in (groups.includes, groups.excludes))
        if includes == groups.includes and excludes == groups.excludes:
            return normal(limb)
        return replace(normal(limb), population=replace(groups, includes=includes, excludes=excludes))

    return map_limbs(rule, strip)


class Pair:
    """Two rules; the table holds the relation of every reading of a (rows) to every reading of b (columns)."""

    def __init__(self, a: Rule, b: Rule, same: bool, together: bool) -> None:
        self.a, self.b, self.same, self.together = a, b, same, together
        self.left, self.right = readings(a, b), readings(b, a)
        self.first = self.left.readings[0].rule, self.right.readings[0].rule

    @cached_property
    def table(self) -> tuple[Row, ...]:
        """One row for each reading of a. Two equal rules are read alike, so that only their first reading counts."""
        if self.same:
            return ((EQUAL,),)
        # Conventions, groups and events are the same in all readings of the two rules.
        base, contested = shared_base(*self.first), contested_groups(*self.first)
        rows, columns = (_known(side, base, contested, self.together) for side in (self.left, self.right))
        events = rows[0].events | columns[0].events or frozenset(("reference-date",))
        across = tuple(column.meaning(events) for column in columns)
        return tuple(_row(row.meaning(events), across) for row in rows)

    @cached_property
    def possible(self) -> tuple[str, ...]:
        """The relations that occur; all that could, where the silent facets have too many readings to try each."""
        found = set().union(*self.table)
        complete = self.left.complete and self.right.complete
        return ordered(found if complete else found | set(DECIDED))

    @property
    def alike(self) -> str:
        """The relation of the alike readings."""
        return self.table[0][0]

    @property
    def relation(self) -> str:
        """The relation if all readings have the same one."""
        return self.possible[0] if len(self.possible) == 1 else UNDETERMINED

    @property
    def several(self) -> bool:
        """Whether more than one pair of readings was compared."""
        return len(self.table) * len(self.table[0]) > 1

    @cached_property
    def unknown(self) -> tuple[Unknown, ...]:
        """The open facets, most informative first: those whose answer leaves the fewest possible relations."""
        found: list[tuple[float, int, Unknown]] = []
        tables = self.table, tuple(zip(*self.table, strict=True))
        for side, name, rows, rule in zip((self.left, self.right), "ab", tables, self.first, strict=True):
            limbs = list(limbs_of(rule))
            choices = [reading.choice for reading in side.readings][: len(rows)]
            for position, facet in enumerate(side.open):
                if len(facet.values) > 1:
                    matters, remaining = _weight(choices, rows, position)
                    unknown = Unknown(facet.facet, name, matters, question(facet.facet, limbs[facet.limb]))
                    found.append((remaining if matters else 99.0, len(found), unknown))
        merged: dict[tuple[str, str, str], Unknown] = {}
        for _, _, unknown in sorted(found, key=lambda entry: entry[:2]):
            merged.setdefault((unknown.facet, unknown.side, unknown.question), unknown)
        return tuple(merged.values())

    @cached_property
    def _sides(self) -> Sides | UnsupportedError:
        try:
            return sides(*self.first, self.together)
        except UnsupportedError as reason:
            return UnsupportedError(str(reason))

    @property
    def unsupported(self) -> str | None:
        """Why the alike readings cannot be compared date by date, or None."""
        return str(self._sides) if isinstance(self._sides, UnsupportedError) else None

    @cached_property
    def witnesses(self) -> Witnesses:
        """Travellers whom only a, only b, both count: as dates, put to the independent evaluator, without a sentence."""
        found = self._sides
        if isinstance(found, UnsupportedError):
            return None, None, None
        (a, b), base, contested = self.first, shared_base(*self.first), contested_groups(*self.first)
        only_a = find_witness(cases(a, b, self.together, base, contested), found.a_not_b)
        only_b = find_witness(cases(b, a, self.together, base, contested), found.b_not_a)
        both = find_witness(both_cases(a, b, self.together, base, contested), found.both)
        for witness, by_a, by_b in ((only_a, True, False), (only_b, False, True), (both, True, True)):
            if witness is not None:
                check(witness, ((a, by_a), (b, by_b)), base, self.together)
        return only_a, only_b, both

    @cached_property
    def start_dates(self) -> StartDates:
        """On which start dates the alike readings have another relation than the one over all of them."""
        if isinstance(self._sides, UnsupportedError):
            return StartDates()
        masks = by_start(self._sides)
        others = 0
        for name, mask in masks.items():
            if name != self.relation:
                others |= mask
        relations = {name: mask.bit_count() for name, mask in masks.items()}
        return StartDates(len(masks) == 1, tuple(d.isoformat() for d in mask_dates(others)), relations)


_pair = lru_cache(maxsize=20_000)(Pair)


def _known(found: Readings, base: str, contested: frozenset[str], together: bool) -> list[Known]:
    return [known(reading.rule, base, contested, together) for reading in found.readings]


@lru_cache(maxsize=50_000)
def _row(one: Meaning, columns: tuple[Meaning, ...]) -> Row:
    return tuple(_relation(one, other) for other in columns)


def _relation(a: Meaning, b: Meaning) -> str:
    """The relation of two known rules; incomparable when their durations speak of different objects."""
    if a.objects and b.objects and not a.objects & b.objects:
        return INCOMPARABLE
    found = relation(a, b)
    return found if isinstance(found, str) else UNDETERMINED


def _weight(choices: list[tuple[int, ...]], rows: tuple[Row, ...], position: int) -> tuple[bool, float]:
    """Whether a facet changes the relation while all others stay, and how many relations remain on average after it."""
    fixed: dict[tuple[tuple[int, ...], tuple[int, ...]], Row] = {}
    after: dict[int, set[str]] = {}
    matters = False
    for choice, row in zip(choices, rows, strict=True):
        first = fixed.setdefault((choice[:position], choice[position + 1 :]), row)
        matters = matters or first != row
        after.setdefault(choice[position], set()).update(row)
    return matters, sum(len(found) for found in after.values()) / max(len(after), 1)
