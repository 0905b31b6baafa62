"""The status process of a chunk of persons on arrays, from what each crossing is asked: `status` says the same in SQL.

The status before a crossing is where the last crossing pointed that certainly changed it; each open crossing since then
leaves its own target possible too. A running maximum over places finds it, without a step for each crossing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce
from typing import NamedTuple

import numpy as np

from sojourn.measurement.arrays.beginnings import begun
from sojourn.measurement.arrays.formulas import threshold, value
from sojourn.measurement.arrays.presence import Array, Chunk, Sides
from sojourn.measurement.arrays.together import Tails
from sojourn.measurement.deciding.crossings import MOVING, Slot
from sojourn.measurement.planning.plan import counts_at
from sojourn.measurement.sql.formula_sql import EVER
from sojourn.rules.logic.formula import FALSE, Count

DAY = 24  # bits that hold any day number, and EVER


class Answers(NamedTuple):
    """For each crossing: status before, answer, status after (0, 1, 2), and the last day that an open answer waits for."""

    before: Array
    answer: Array
    after: Array
    last: Array


@dataclass(slots=True)
class Process:
    """What is left to do for one variant of a rule: `tails` are decided together, persons `by_hand` one by one."""

    tails: Tails | None
    by_hand: Array | None


def decided(slot: Slot, chunk: Chunk, sides: Sides, start: Array, out: Answers) -> Process:
    """Write the status process by one variant to `out` (whose days are 0).

    `start` is the status before the first crossing, by person.
    """
    moving, other = _asked(slot, chunk, sides)
    start = begun(slot, chunk, sides, start)
    before = _status(moving, chunk, start) if slot.plan.moves else start[chunk.group]
    openly = (moving == 1) | (other == 1)
    tails, by_hand = None, None
    if openly.any():
        counts = np.bincount(chunk.group[openly], minlength=len(chunk.heads))
        rows = np.flatnonzero(counts[chunk.group] > 0)
        if slot.plan.moves:
            before[rows] = _open_status(moving, rows, chunk, before)
        if slot.plan.single:
            out.last[rows] = _waits(slot, chunk, sides, openly, rows)
            if slot.plan.moves and counts.max() > 1:
                tails = _tails(slot, chunk, sides, (moving, other, before), counts > 1)
        else:
            by_hand = chunk.code[chunk.heads[counts > 0]]
    code = ((chunk.dir * 3 + before) * 3 + moving) * 3 + other
    answer, after = _tables()
    out.before[:] = before
    np.take(answer, code, out=out.answer, mode="clip")
    if slot.plan.moves:
        np.take(after, code, out=out.after, mode="clip")
    else:
        out.after[:] = before
    return Process(tails, by_hand)


def _asked(slot: Slot, chunk: Chunk, sides: Sides) -> tuple[Array, Array]:
    """What each crossing is asked of somebody whose status it could change, and of others."""
    n = len(chunk.day)
    moving, other = np.zeros(n, np.int8), np.zeros(n, np.int8)
    for direction, anchors in sides.items():
        formulas, target = slot.variant.formulas, MOVING[direction]
        moving[anchors.rows] = value(formulas[direction, target], anchors, slot.variant.otherwise)
        staying = formulas[direction, "resident" if target == "non-resident" else "non-resident"]
        if staying != FALSE:
            other[anchors.rows] = value(staying, anchors, slot.variant.otherwise)
    return moving, other


def _status(moving: Array, chunk: Chunk, start: Array) -> Array:
    """The status before each crossing by the crossings that certainly change it.

    Each place where a status begins is marked by its number and the status; the greatest mark so far is the last one.
    """
    marks = np.zeros(len(moving), np.int32)
    hits = np.flatnonzero(moving[:-1] == 2)
    marks[hits + 1] = 4 * (hits + 1) + 2 * chunk.dir[hits]
    marks[chunk.heads] = 4 * chunk.heads + start
    np.maximum.accumulate(marks, out=marks)
    return (marks & 3).astype(np.int8)


def _open_status(moving: Array, rows: Array, chunk: Chunk, before: Array) -> Array:
    """The status before the crossings `rows` (those of whole persons), with what open crossings leave possible."""
    asked, dir, base = moving[rows], chunk.dir[rows], before[rows]
    place = np.arange(len(rows), dtype=np.int32)
    head = chunk.head[rows] == rows

    def latest(test: Array) -> Array:
        """The place from which on the last crossing before that passes the test counts; -1 if there is none."""
        marks = np.full(len(rows), -1, np.int32)
        hits = np.flatnonzero(test[:-1])
        marks[hits + 1] = hits + 1
        return np.maximum.accumulate(marks)

    begun = np.maximum(latest(asked == 2), np.maximum.accumulate(np.where(head, place, -1)))
    resident = (base >= 1) | (latest((asked == 1) & (dir == 1)) > begun)
    elsewhere = (base <= 1) | (latest((asked == 1) & (dir == 0)) > begun)
    return np.where(resident & elsewhere, 1, np.where(resident, 2, 0)).astype(np.int8)


def _waits(slot: Slot, chunk: Chunk, sides: Sides, openly: Array, rows: Array) -> Array:
    """The last day that an open crossing so far waits for, for `rows` (those of whole persons)."""
    ends = np.zeros(len(openly), np.int64)
    for direction, anchors in sides.items():
        counts = counts_at(slot.variant.formulas, direction)
        if counts:
            atom, some = next(iter(counts)).atom, anchors.some(openly)
            assert isinstance(atom, Count)
            ends[some.rows] = (EVER if atom.hi is None else some.moment(atom.hi)) - 1
    group = chunk.group[rows].astype(np.int64) << DAY
    return np.maximum.accumulate(group | ends[rows]) & ((1 << DAY) - 1)


def _tails(slot: Slot, chunk: Chunk, sides: Sides, asked: tuple[Array, Array, Array], several: Array) -> Tails:
    """The crossings from the first open one on of the persons who have several."""
    moving, other, before = asked
    openly = np.flatnonzero((moving == 1) | (other == 1))
    first = np.full(len(chunk.heads), len(moving))
    first[chunk.group[openly][::-1]] = openly[::-1]
    wanted = several[chunk.group] & (np.arange(len(moving)) >= first[chunk.group])
    end, limit, up = (np.zeros(len(moving), np.int32) for _ in range(3))
    base = "N"
    for direction, anchors in sides.items():
        counts = counts_at(slot.variant.formulas, direction)
        if counts:
            literal, some = next(iter(counts)), anchors.some(wanted)
            assert isinstance(literal.atom, Count)
            base = literal.atom.base
            end[some.rows], limit[some.rows], up[some.rows] = threshold(literal, some)
    rows = np.flatnonzero(wanted)
    group = chunk.group[rows]
    who = np.cumsum(np.append(False, group[1:] != group[:-1]))
    known = (chunk.known(base) + np.zeros(len(chunk.heads), np.int32)).astype(np.int32)
    present = chunk.presence(base).d1[chunk.tails] + chunk.inside * known
    return Tails(
        rows, who, chunk.dir[rows], moving[rows], other[rows], end[rows], limit[rows], up[rows], before[rows],
        present[group], known[group],
    )  # fmt: skip


@cache
def _tables() -> tuple[Array, Array]:
    """The answer and the status after by direction, status before, and what is asked of those who move and of others."""
    answer, after = np.zeros(54, np.int8), np.zeros(54, np.int8)
    for code in range(54):
        dir, status, moving, other = code // 27, code // 9 % 3, code // 3 % 3, code % 3
        target = 2 * dir
        if status == 1:
            answer[code] = moving if moving == other else 1
            after[code] = target if moving == 2 else 1
        elif status == target:
            answer[code], after[code] = other, status
        else:
            answer[code] = moving
            after[code] = (status, 1, target)[moving]
    return answer, after


def agreed(found: Sequence[Answers], out: Answers) -> None:
    """Write the variants of one rule as one to `out`: what they do not agree on is not decided."""
    for k in range(3):
        least = reduce(np.minimum, [each[k] for each in found])
        most = reduce(np.maximum, [each[k] for each in found])
        out[k][:] = np.where(least == most, least, np.int8(1))
    out.last[:] = reduce(np.maximum, [each.last for each in found])
