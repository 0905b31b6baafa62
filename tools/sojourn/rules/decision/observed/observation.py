"""What has been seen of a traveller: for each day whether it counts, does not count, or is not known.

Days are ordinals (`date.toordinal`). Three day indicators are kept apart: N (the night that begins on the day is spent in
the country), P (any part of the day is) and W (the whole day is). Two versions of each hold what is known: in `sure` only
the days stand that certainly count, in `maybe` those too that nobody saw. They differ where observation has a gap, before
it began, and where a crossing is known to the month or year only.

Crossings of the last day seen are known. So one more day can be known than has been seen: whoever is in the country
in the night after the last day is there for a part of the next one, and whoever is away is not there for the whole of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import accumulate
from typing import Any

from sojourn.rules.decision.observed.filled_breaks import FilledBreak, breaks_in, filled
from sojourn.rules.decision.observed.history import Crossing, History, crossings, narrowed
from sojourn.rules.logic.closed_days import closed_in
from sojourn.rules.logic.exempt_days import exempt_in
from sojourn.rules.logic.formula import Literal

# Further away than any date and any length that a rule may name: "for ever", in days.
EVER = 10_000_000
Run = tuple[int, int]
BASES = "NPW"
_AROUND = {"N": (0, 0), "P": (0, 1), "W": (1, 0)}


class Days:
    """Days that count, as runs [first, last) in order: how many lie where, and which one is the n-th. O(log runs)."""

    __slots__ = ("_away", "_before", "firsts", "lasts")

    def __init__(self, runs: list[Run]) -> None:
        self.firsts = [first for first, _ in runs]
        self.lasts = [last for _, last in runs]
        # Days that count, and days that do not (from day 0 on), before each run.
        self._before = list(accumulate((last - first for first, last in runs), initial=0))[: len(runs)]
        self._away = [first - before for first, before in zip(self.firsts, self._before, strict=True)]

    def upto(self, day: int) -> int:
        """The days that count before a day."""
        i = bisect_right(self.firsts, day) - 1
        if i < 0:
            return 0
        last = self.lasts[i]
        return self._before[i] + (day if day < last else last) - self.firsts[i]

    def count(self, lo: int, hi: int) -> int:
        """The days that count in [lo, hi)."""
        return self.upto(hi) - self.upto(lo) if hi > lo else 0

    def holds(self, day: int) -> bool:
        """Whether a day counts."""
        i = bisect_right(self.firsts, day) - 1
        return i >= 0 and day < self.lasts[i]

    def nth(self, lo: int, number: int) -> int:
        """The day on which the number of days that count, from `lo` on, reaches `number`; EVER if it never does."""
        wanted = self.upto(lo) + number
        i = bisect_left(self._before, wanted) - 1
        if i < 0:
            return EVER
        day = self.firsts[i] + wanted - self._before[i] - 1
        return day if day < self.lasts[i] else EVER

    def nth_away(self, lo: int, number: int) -> int:
        """The same for the days that do not count."""
        wanted = lo - self.upto(lo) + number
        i = bisect_left(self._away, wanted) - 1
        day = wanted - 1 if i < 0 else self.lasts[i] + wanted - self._away[i] - 1
        return min(day, EVER)

    def run_before(self, day: int, counts: bool) -> int:
        """The first day of the unbroken run that ends with the day before `day`; `day` itself if that is no such day.

        A run of days that count, or of days that do not.
        """
        i = bisect_right(self.firsts, day - 1) - 1
        inside = i >= 0 and day - 1 < self.lasts[i]
        if inside != counts:
            return day
        if counts:
            return self.firsts[i]
        return self.lasts[i] if i >= 0 else -EVER


class DaySets(dict[str, Days]):
    """The days that count by day indicator; those of an indicator without exempt days when they are asked for.

    The name of such a set is the indicator, and after it what `logic.exempt_days` tells.
    """

    def __init__(self, runs: Mapping[str, list[Run]], history: History) -> None:
        super().__init__({base: Days(found) for base, found in runs.items()})
        self._runs, self._history = runs, history

    def runs(self, base: str) -> list[Run]:
        """The days that count by an indicator, as runs."""
        return self._runs[base]

    def __missing__(self, name: str) -> Days:
        closed = closed_in(name)
        if closed is not None:
            self[name] = Days(filled(self._runs[name[0]], closed, EVER))
            return self[name]
        part = exempt_in(name)
        if part is None:
            raise KeyError(name)
        runs, exempt = self._runs[name[0]], exempt_runs(name, self._history)
        # Of an absence the days that do not count are those of the set.
        found = self[name] = Days(_united([*runs, *exempt]) if part.absent else _cut_out(runs, exempt))
        return found


def exempt_runs(name: str, history: History) -> list[Run]:
    """The exempt days of a set of days by its name: of an indicator alone there are none."""
    part = exempt_in(name)
    return [] if part is None else _united(list(_memberships(history, part.groups)))


def _memberships(history: History, groups: Iterable[str]) -> Iterator[Run]:
    """The days on which the person is in one of the groups, so far as the history says so."""
    for name in (f"group:{group}" for group in groups):
        if history.attributes.get(name) == "yes":
            yield -EVER, EVER
        for period in history.periods:
            if (period.name, period.value) == (name, "yes"):
                first = -EVER if period.first is None else period.first.toordinal()
                yield first, EVER if period.last is None else period.last.toordinal() + 1


class Observation:
    """The days of a history. With `until` a day, what lies after it is not used by anybody who asks for `known` first."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.moves: tuple[Crossing, ...] = crossings(history)
        self.until = EVER if history.observed_until is None else history.observed_until.toordinal()
        self.gaps = _gaps(history, self.moves)
        # What was made of a literal at a moment (see `residuals`), since many ways to complete a rule share literals.
        self.placed: dict[tuple[Literal, str, int], Any] = {}
        least, most = _stays(self.moves, history, False), _stays(self.moves, history, True)
        sure = {base: _without(_runs(least, base), self.gaps, base) for base in BASES}
        self.sure = DaySets(sure, history)
        self.maybe = self.sure
        if self.gaps or least != most:
            maybe = {base: _united([*_runs(most, base), *_widened(self.gaps, base)]) for base in BASES}
            self.maybe = DaySets(maybe, history)

    def narrowed(self, move: Crossing, day: date) -> Observation:
        """What is seen if a crossing, of which only a range is known, was on a day."""
        return Observation(narrowed(self.history, move, day))

    @property
    def whole(self) -> bool:
        """Whether every day up to the end of observation is known."""
        return self.maybe is self.sure

    def inside(self, day: int) -> bool:
        """Whether the person is in the country in the night that begins on a day."""
        return self.sure["N"].holds(day)

    def ahead(self, base: str, day: int) -> bool:
        """Whether the day after `day` is known at the end of `day` already."""
        kind = base[0]
        return kind != "N" and self.inside(day) == (kind == "P")

    def known(self, base: str, day: int) -> int:
        """The first day of which it is not known by the end of `day` whether it counts."""
        if day >= EVER:
            return EVER
        first = day + 1 + self.ahead(base, day)
        return min([first, *(b.first for b in self._breaks(base) if b.known > day)])

    def _breaks(self, base: str) -> list[FilledBreak]:
        """The breaks that may be filled in, for a day indicator with such (see `filled_breaks`)."""
        closed = closed_in(base)
        if closed is None:
            return []
        return list(breaks_in(self.sure.runs(base[0]), closed, EVER))

    def seen_on(self, base: str, day: int) -> int:
        """The day by the end of which it is known whether `day` counts."""
        own = day - 1 if self.ahead(base, day - 1) else day
        return max([own, *(b.known for b in self._breaks(base) if b.first <= day < b.end)])

    def exempt(self, base: str, lo: int, hi: int) -> list[Run]:
        """The exempt days in [lo, hi)."""
        found = exempt_runs(base, self.history) if len(base) > 1 else []
        return [(max(first, lo), min(last, hi)) for first, last in found if first < hi and last > lo]

    def uncertain(self, base: str, lo: int, hi: int) -> bool:
        """Whether some day of [lo, hi), all of them before the end of observation, is not known."""
        if self.maybe is self.sure:
            return False
        return self.maybe[base].count(lo, hi) != self.sure[base].count(lo, hi)


def _stays(moves: Iterable[Crossing], history: History, most: bool) -> list[Run]:
    """The stays by the days of their crossings; with `most` as long as they may have been, else as short."""
    out: list[Run] = []
    came = -EVER if history.stays and history.stays[0][0] is None else None
    for move in moves:
        first, last = move.day.toordinal(), move.latest.toordinal()
        if move.direction == "arrival":
            came = first if most else last
        elif came is not None:
            left = last if most else first
            # Who may have left on the day of coming, or before it, may not have been there at all.
            if came <= left:
                out.append((came, left))
            came = None
    if came is not None:
        out.append((came, EVER))
    return out


def _runs(stays: list[Run], base: str) -> list[Run]:
    """The runs of days that count, out of the stays by the days of their crossings."""
    early, late = _AROUND[base]
    # Who was there before observation began was there for ever: that stay has no first day to leave out.
    return _united([(came + early if came > -EVER else came, left + late) for came, left in stays])


def _united(runs: list[Run]) -> list[Run]:
    out: list[Run] = []
    for first, last in sorted(run for run in runs if run[0] < run[1]):
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out


def _widened(gaps: list[Run], base: str) -> list[Run]:
    """The days in gaps of which it is open whether they count."""
    # The state in the night after the last day that nobody saw is known again.
    return [(first, end) for first, last in gaps if (end := last - (base == "N")) > first]


def _without(runs: list[Run], gaps: list[Run], base: str) -> list[Run]:
    """The runs without the days that a gap leaves open."""
    return _cut_out(runs, _widened(gaps, base))


def _cut_out(runs: list[Run], holes: Iterable[Run]) -> list[Run]:
    for lo, hi in holes:
        runs = [
            part
            for first, last in runs
            for part in ((first, min(last, lo)), (max(first, hi), last))
            if part[0] < part[1]
        ]
    return runs


def _gaps(history: History, moves: tuple[Crossing, ...]) -> list[Run]:
    """The days that nobody saw, as [first, last): before observation began, and in its gaps."""
    out = [(first.toordinal(), last.toordinal() + 1) for first, last in history.unobserved]
    if history.observed_from is not None:
        out.append((-EVER, history.observed_from.toordinal()))
    return _united(out)


def date_of(day: int) -> date | None:
    """The date of a day; None for a day that is further away than any date."""
    return date.fromordinal(day) if 0 < day <= date.max.toordinal() else None
