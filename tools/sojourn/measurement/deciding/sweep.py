"""The step of `joint` for one person, crossing by crossing: for persons with very many open crossings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

# By status: ranges (lo, top) of the days present, as in `joint`.
Worlds = dict[int, list[tuple[int, int]]]


class Step(NamedTuple):
    """A crossing: direction; what is asked of somebody whose status it could change, and of others; the end of its window,
    the days present by then at which the answer turns, and whether it holds from there on."""

    dir: int
    moving: int
    other: int
    end: int
    limit: int
    up: int


def swept(steps: Sequence[Step], start: int, present: int, known: int) -> Iterator[tuple[int, int, int]]:
    """For each crossing the status before, the answer and the status after, as codes (1 = not decided).

    `start` is the status before the first one, `present` the days present before the first day that is not `known`.

    >>> list(swept([Step(1, 1, 0, 120, 60, 1), Step(0, 1, 0, 130, 40, 0)], 0, 50, 100))
    [(0, 1, 1), (1, 0, 1)]
    """
    here = [(present, present - known)]
    worlds: Worlds = {status: list(here) for status in (0, 2) if start in (1, status)}
    now = known
    for step in steps:
        before, answers, following = set(worlds), set(), Worlds()
        if 1 in (step.moving, step.other):
            now = max(now, step.end)
        for status, ranges in worlds.items():
            moving = status == 2 - 2 * step.dir
            asked = step.moving if moving else step.other
            for answer in (0, 2):
                left = list(_left(step, asked, answer, ranges))
                if left:
                    answers.add(answer)
                    following.setdefault(2 * step.dir if moving and answer else status, []).extend(left)
        worlds = {status: _united(ranges, now) for status, ranges in following.items()}
        yield _code(before), _code(answers), _code(set(worlds))


def _left(step: Step, asked: int, answer: int, ranges: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What an answer leaves of ranges."""
    if asked != 1:
        yield from ranges if asked == answer else ()
        return
    for lo, top in ranges:
        if bool(step.up) == (answer == 2):
            lo = max(lo, step.limit)
        else:
            top = min(top, step.limit - 1 - step.end)
        if lo <= top + step.end:
            yield lo, top


def _united(ranges: list[tuple[int, int]], now: int) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for lo, top in sorted(ranges):
        if out and lo <= out[-1][1] + now + 1:
            out[-1] = out[-1][0], max(out[-1][1], top)
        else:
            out.append((lo, top))
    return out


def _code(found: set[int]) -> int:
    return next(iter(found)) if len(found) == 1 else 1
