"""What several open crossings of one person decide together, on arrays: `joint` says the same in SQL, and explains it.

The persons of a block go through their open crossings in step: the k-th of everybody at once.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np

from sojourn.measurement.arrays.presence import Array

# Above any count of days, so that numbers stay in the order of the groups that they are marked with.
WIDE = 1 << 28


@dataclass(frozen=True, slots=True)
class Tails:
    """Crossings of persons with several open ones, from the first open one on, person by person.

    `row` is the place of the crossing, `who` numbers the persons; `moving`, `other`, `end`, `limit` and `up` are those of
    `sweep.Step`; `before` the status before as far as single crossings tell it, `present` the days present before the first
    day that is not `known`.
    """

    row: Array
    who: Array
    dir: Array
    moving: Array
    other: Array
    end: Array
    limit: Array
    up: Array
    before: Array
    present: Array
    known: Array

    def kept(self, rows: Array) -> Tails:
        """The same with some crossings only."""
        return Tails(*(getattr(self, each.name)[rows] for each in fields(self)))

    @property
    def open(self) -> Array:
        """Which crossings are open."""
        found: Array = (self.moving == 1) | (self.other == 1)
        return found

    def out_of_order(self) -> Array:
        """The rows of the persons whose windows do not end in the order of the crossings."""
        ends = np.where(self.open, self.end, 0)
        latest = _running(ends, self.who)
        wrong = np.zeros(int(self.who[-1]) + 1, bool)
        wrong[self.who[self.open & (self.end < latest)]] = True
        found: Array = wrong[self.who]
        return found


def joined(parts: list[Tails]) -> Tails:
    """Tails of several chunks as one."""
    shift, who = 0, []
    for part in parts:
        who.append(part.who + shift)
        shift += int(part.who[-1]) + 1
    rest = {each.name: np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Tails)}
    return Tails(**rest | {"who": np.concatenate(who)})


def renumbered(tails: Tails, kept: Array) -> Tails:
    """The tails of some persons, numbered anew."""
    rows = np.flatnonzero(kept)
    who = tails.who[rows]
    return replace(tails.kept(rows), who=np.cumsum(np.append(False, who[1:] != who[:-1])[: len(who)]))


def _running(values: Array, group: Array) -> Array:
    """The greatest value so far in each group; values are from -WIDE to WIDE."""
    marks = group.astype(np.int64) * (2 * WIDE) + (values + WIDE)
    return np.maximum.accumulate(marks) % (2 * WIDE) - WIDE


class Worlds(NamedTuple):
    """What the future may be: for each person and status, ranges of the days present (`lo`, `top`, as in `joint`)."""

    who: Array
    status: Array
    lo: Array
    top: Array


def outcomes(tails: Tails) -> tuple[Array, Array, Array]:
    """For each crossing of tails the status before, the answer, the status after; those that ask nothing keep the status."""
    asked = np.flatnonzero((tails.moving > 0) | (tails.other > 0))
    before, answer, after = _in_step(tails.kept(asked))
    place = np.zeros(len(tails.row), np.int64)
    place[asked] = np.arange(len(asked))
    np.maximum.accumulate(place, out=place)
    held = after[place]
    own = np.zeros(len(tails.row), bool)
    own[asked] = True
    return np.where(own, before[place], held), np.where(own, answer[place], 0).astype(np.int8), held


def _in_step(tails: Tails) -> tuple[Array, Array, Array]:
    firsts = np.flatnonzero(np.append(True, tails.who[1:] != tails.who[:-1]))
    counts = np.diff(np.append(firsts, len(tails.who)))
    now = _running(np.where(tails.open, tails.end, tails.known), tails.who)
    found = tuple(np.zeros(len(tails.who), np.int8) for _ in range(3))
    begun = tails.kept(firsts)
    maybe = [np.flatnonzero(begun.before <= 1), np.flatnonzero(begun.before >= 1)]
    who = np.concatenate(maybe)
    status = np.repeat(np.array([0, 2], np.int8), [len(each) for each in maybe])
    worlds = Worlds(who, status, begun.present[who], (begun.present - begun.known)[who])
    for k in range(int(counts.max())):
        kept = counts[worlds.who] > k
        worlds = Worlds(*(each[kept] for each in worlds))
        cut, answer, target = _cut(worlds, tails, firsts[worlds.who] + k)
        going = np.flatnonzero(counts > k)
        for values, out in zip((cut.status, answer, target), found, strict=True):
            out[firsts[going] + k] = _code(values, cut.who, len(firsts))[going]
        worlds = _merged(Worlds(cut.who, target, cut.lo, cut.top), now[firsts[cut.who] + k])
    return found[0], found[1], found[2]


def _cut(worlds: Worlds, tails: Tails, at: Array) -> tuple[Worlds, Array, Array]:
    """Each world with each answer that it can give to its crossing `at`: what is left of it, the answer, the status after."""
    dir, end, limit, up = tails.dir[at], tails.end[at], tails.limit[at], tails.up[at]
    moving = worlds.status == 2 - 2 * dir
    asked = np.where(moving, tails.moving[at], tails.other[at])
    openly, parts = asked == 1, []
    for answer in (0, 2):
        above = openly & (up == (answer == 2))
        lo = np.where(above, np.maximum(worlds.lo, limit), worlds.lo)
        top = np.where(openly & ~above, np.minimum(worlds.top, limit - 1 - end), worlds.top)
        left = np.flatnonzero((asked == answer) | (openly & (lo <= top + end)))
        target = np.where(moving, np.int8(2) * dir, worlds.status) if answer else worlds.status
        given = np.full(len(left), answer, np.int8)
        parts.append((worlds.who[left], worlds.status[left], lo[left], top[left], given, target[left]))
    who, status, lo, top, given, target = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Worlds(who, status, lo, top), given, target


def _code(values: Array, who: Array, persons: int) -> Array:
    """By person: the value if all are the same, else 1."""
    least, most = np.zeros(persons, bool), np.zeros(persons, bool)
    least[who[values == 0]] = True
    most[who[values == 2]] = True
    return np.where(least & most, np.int8(1), np.where(most, np.int8(2), np.int8(0)))


def _merged(worlds: Worlds, now: Array) -> Worlds:
    """Worlds whose ranges touch by now are one."""
    order = np.lexsort((worlds.top, worlds.lo, worlds.status, worlds.who))
    who, status, lo, top = (each[order] for each in worlds)
    now = now[order]
    group = np.cumsum(np.append(False, (who[1:] != who[:-1]) | (status[1:] != status[:-1])))
    highest = _running(top, group)
    fresh = np.append(True, (group[1:] != group[:-1]) | (lo[1:] > 1 + now[1:] + highest[:-1]))
    first = np.flatnonzero(fresh)
    return Worlds(who[first], status[first], lo[first], np.maximum.reduceat(top, first))
