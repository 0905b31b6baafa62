"""From `clean` to `decided` on arrays: in chunks of whole persons, with the persons whom arrays do not decide handed to SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from threading import Lock
from typing import Any

import numpy as np

from sojourn.measurement.arrays.ordering import Order, ordered
from sojourn.measurement.arrays.presence import Anchors, Array, Chunk, distinct
from sojourn.measurement.arrays.statuses import Answers, agreed, decided
from sojourn.measurement.arrays.together import joined, outcomes, renumbered
from sojourn.measurement.arrays.unsure import Concern
from sojourn.measurement.deciding.crossings import DIRECTIONS, Counted, Layout, Slot
from sojourn.measurement.deciding.decide import TABLES, Step, decide
from sojourn.measurement.deciding.start import Start
from sojourn.measurement.intake.quality import Quality
from sojourn.measurement.planning.plan import RulePlan, atoms
from sojourn.measurement.planning.unseen import NOTHING_UNSEEN, Unseen, persons_concerned
from sojourn.measurement.sql.engine import DuckDB, Row
from sojourn.measurement.sql.formula_sql import EVER, Names, value
from sojourn.rules.logic.calendar import CYCLE_DATES, Point, point_offset, point_offsets
from sojourn.rules.logic.formula import Attribute, Literal

# Crossings of one chunk: its arrays stay in the cache of a core. What hangs together is decided for a block at a time.
CHUNK, BLOCK = 1 << 16, 1 << 20
# Counts of more bins than so many are left to the engine.
MOST_BINS = 4_000_000


def decide_on_arrays(
    engine: DuckDB,
    plans: Sequence[RulePlan],
    *,
    until: int,
    columns: Sequence[str],
    attributes: Mapping[str, str],
    start: Start,
    quality: Quality,
    step: Step = lambda name: None,
    unseen: Unseen = NOTHING_UNSEEN,
) -> Layout | None:
    """As `decide.decide`, on arrays; persons in `moves` and `decided` are codes. None if SQL must do it."""
    layout = Layout(plans, columns, attributes, until, unseen)
    for name in TABLES:
        engine.drop(name)
    step("order")
    order = ordered(engine, columns, quality)
    if order is None:
        return None
    layout.person, layout.people = order.person, order.people
    step("status")
    sweep = _Sweep(engine, layout, order, start)
    sweep.run(engine.threads)
    step("together")
    sweep.hand_over(step)
    sweep.publish()
    return layout


class _Sweep:
    """The arrays of a run: the answers of each rule, filled block by block."""

    def __init__(self, engine: DuckDB, layout: Layout, order: Order, start: Start) -> None:
        self.engine, self.layout, self.order, self.start = engine, layout, order, start
        self.calendar = _calendar(order.packing.low, order.high, layout.points)
        self.attributes = _attributes(engine, layout)
        self.starts = _by_combination(engine, start.sql).astype(np.int8) if start.column else None
        self.observed = [_by_combination(engine, column) for column in layout.observed]
        n = len(order.keys)
        self.shared: dict[str, Array] = {"key": order.keys, "seq": np.empty(n, np.int32), "nxt": np.empty(n, np.int32)}
        self.columns: dict[str, Array] = {}
        for rule, plan in enumerate(layout.plans):
            for name in "bgf":
                # Rules that are decided person by person are open until then.
                self.columns[f"{name}{rule}"] = np.ones(n, np.int8) if plan.by_person else np.empty(n, np.int8)
            self.columns[f"d{rule}"] = np.zeros(n, np.int32)
        self.by_days = any(layout.asks(base) for base in "PW")
        self.bins = _Bins(engine, layout, order)
        # Rows of persons for SQL; rules and persons to be decided one by one.
        self.handed: list[Array] = []
        self.by_hand: list[tuple[int, Array]] = []

    def run(self, threads: int) -> None:
        """Sweep all blocks."""
        bounds = _bounds(self.order, 0, len(self.order.keys), BLOCK)
        with ThreadPoolExecutor(threads) as pool:
            for handed, by_hand in pool.map(self._block, bounds[:-1], bounds[1:]):
                self.handed += handed
                self.by_hand += by_hand

    def _block(self, lo: int, hi: int) -> tuple[list[Array], list[tuple[int, Array]]]:
        """Decide the crossings from `lo` to `hi`; what must be handed over, and what is left to be decided by hand."""
        bounds = _bounds(self.order, lo, hi, CHUNK)
        parts = [self._part(a, b) for a, b in pairwise(bounds)]
        by_hand: list[tuple[int, Array]] = []
        for rule, plan in enumerate(self.layout.plans):
            slots = [slot for slot in self.layout.slots if slot.rule == rule]
            if plan.by_person or not slots:
                continue
            out = Answers(*(self.columns[f"{name}{rule}"][lo:hi] for name in "bgfd"))
            if len(slots) == 1:
                self._slot(slots[0], parts, out, by_hand)
            else:
                agreed([self._slot(slot, parts, _empty(hi - lo), by_hand) for slot in slots], out)
            self.bins.add(rule, parts, out)
        if not self.by_days:
            return [], by_hand
        return [part.first + part.chunk.rows_of(part.chunk.same_day()) for part in parts], by_hand

    def _part(self, lo: int, hi: int) -> _Part:
        """The crossings from `lo` to `hi`, unpacked."""
        keys, packing, shared = self.order.keys[lo:hi], self.order.packing, self.shared
        day, dir = packing.days(keys), packing.directions(keys)
        combo = packing.combos(keys) if packing.combo else None
        chunk = Chunk(packing.code(keys), day, dir, self.layout.until, packing.low)
        self._look(chunk, combo)
        shared["seq"][lo:hi] = np.arange(1, hi - lo + 1, dtype=np.int32) - chunk.head
        shared["nxt"][lo : hi - 1] = day[1:]
        shared["nxt"][lo + chunk.tails] = EVER
        sides = {
            direction: Anchors(chunk, np.flatnonzero(dir == number), self.calendar, self.attributes, combo)
            for direction, number in DIRECTIONS
        }
        return _Part(lo, chunk, sides, self._start(chunk, combo), self.bins.place(chunk, combo))

    def _slot(self, slot: Slot, parts: list[_Part], out: Answers, by_hand: list[tuple[int, Array]]) -> Answers:
        """Write the answers of one variant for a block to `out`."""
        tails, block = [], parts[0].first
        for part in parts:
            a = part.first - block
            here = slice(a, a + len(part.chunk.day))
            found = decided(slot, part.chunk, part.sides, part.start, Answers(*(each[here] for each in out)))
            if found.tails is not None:
                tails.append(replace(found.tails, row=found.tails.row + a))
            if found.by_hand is not None:
                by_hand.append((slot.rule, found.by_hand))
        if tails:
            whole = joined(tails)
            wrong = whole.out_of_order()
            by_hand.append((slot.rule, distinct(self.order.packing.code(self.order.keys[block + whole.row[wrong]]))))
            whole = renumbered(whole, ~wrong)
            if len(whole.row):
                out.before[whole.row], out.answer[whole.row], out.after[whole.row] = outcomes(whole)
        if self.layout.unseen.gaps:
            by_hand += [(slot.rule, codes) for part in parts if len(codes := self._unsure(slot, part, out, block))]
        return out

    def _unsure(self, slot: Slot, part: _Part, out: Answers, block: int) -> Array:
        """The persons (as codes) whose answers may depend on times of which nothing is known."""
        chunk, a = part.chunk, part.first - block
        before = out.before[a : a + len(chunk.day)]
        concern = Concern(slot, chunk, part.sides, before, self.layout.unseen.gaps)
        found: Array = chunk.code[chunk.heads[concern.persons()]]
        return found

    def _look(self, chunk: Chunk, combo: Array | None) -> None:
        """Tell a chunk when its persons were observed."""
        if self.observed and combo is not None:
            chunk.since, chunk.until = (days[combo[chunk.heads]] for days in self.observed)
        elif self.layout.unseen.first is not None:
            chunk.since = np.full(len(chunk.heads), self.layout.unseen.first, np.int32)

    def _start(self, chunk: Chunk, combo: Array | None) -> Array:
        """The status before the first crossing of each person of a chunk."""
        if self.starts is not None and combo is not None:
            found: Array = self.starts[combo[chunk.heads]]
            return found
        if self.start.first_crossing:
            return np.where(chunk.came, np.int8(2), np.int8(0))
        return np.full(len(chunk.heads), int(self.start.sql), np.int8)

    def hand_over(self, step: Step) -> None:
        """Let SQL decide the persons whom arrays do not: those who cross twice a day, by rules that count other than nights."""
        rows = np.concatenate(self.handed) if self.handed else np.zeros(0, np.int64)
        if not len(rows):
            return
        layout, engine = self.layout, self.engine
        self._publish("handed", {name: array[rows] for name, array in self.shared.items()}, "")
        carried = "".join(f", {column}" for column in layout.columns)
        engine.table("clean", f"SELECT person, day, CAST(dir AS INT) AS dir, seq AS ord{carried} FROM handed")
        engine.drop("handed")
        same = decide(
            engine, layout.plans, until=layout.until, columns=layout.columns, attributes=layout.attributes,
            start=self.start.sql, step=step, unseen=layout.unseen,
        )  # fmt: skip
        found = engine.columns(f"SELECT {', '.join(self.columns)} FROM decided ORDER BY person, seq")
        for name, values in found.items():
            self.columns[name][rows] = values
        if same.by_hand:
            engine.gather("handed_by_hand", same.by_hand)
            layout.by_hand = ["SELECT rule, person FROM handed_by_hand"]
        self.bins.found.clear()
        for name in ("clean", "moves", "decided"):
            engine.drop(name)

    def unseen_by_hand(self) -> None:
        """Leave to be decided one by one whoever's answers may depend on days that nobody saw."""
        layout = self.layout
        for rule, plan in enumerate(layout.plans):
            unseen = persons_concerned(rule, plan, layout.unseen, "", by_gaps=False)
            found = list(unseen) if not plan.by_person else []
            layout.by_hand += found
            if found:
                self.bins.found.pop(rule, None)

    def publish(self) -> None:
        """Make `moves` and `decided`, which read the arrays, and say who is to be decided by hand."""
        self._publish("moves", self.shared, "")
        self._publish("decided", self.shared | self.columns, "".join(f", {name}" for name in self.columns))
        if self.by_hand:
            rules = np.concatenate([np.full(len(codes), rule, np.int32) for rule, codes in self.by_hand])
            self.engine.adopt("left_over", {"rule": rules, "person": np.concatenate([c for _, c in self.by_hand])})
            self.layout.by_hand.append("SELECT rule, person FROM left_over")
            for rule, codes in self.by_hand:
                if len(codes):
                    self.bins.found.pop(rule, None)
        if self.layout.unseen:
            self.unseen_by_hand()
        self.layout.counted = self.bins.counted()

    def _publish(self, name: str, arrays: Mapping[str, Array], more: str) -> None:
        """A view of crossings on arrays, with their numbers unpacked."""
        columns, packing = self.layout.columns, self.order.packing
        self.engine.adopt(f"{name}_arrays", arrays)
        carried = "".join(f", {column}" for column in columns)
        combos = f" JOIN combos ON combo = {packing.combo_sql}" if columns else ""
        self.engine.view(name, f"SELECT {packing.unpacked_sql}, seq, nxt{carried}{more} FROM {name}_arrays{combos}")


class _Bins:
    """Counts of crossings by rule, in one bin for each day, direction, combination and codes; for small numbers of bins."""

    def __init__(self, engine: DuckDB, layout: Layout, order: Order) -> None:
        self.packing, self.days = order.packing, order.high - order.packing.low + 1
        self.combos: list[Row] = [()]
        if layout.columns:
            self.combos = engine.rows(f"SELECT {', '.join(layout.columns)} FROM combos ORDER BY combo")
        self.size = self.days * len(self.combos) * 54
        self.found: dict[int, Array] = {}
        self._lock = Lock()

    def place(self, chunk: Chunk, combo: Array | None) -> Array:
        """The first bin of each crossing."""
        found = (chunk.day - chunk.low) * 2 + chunk.dir
        if combo is not None:
            found = found * len(self.combos) + combo
        return found * 27

    def add(self, rule: int, parts: Sequence[_Part], answers: Answers) -> None:
        """Count the crossings of a block with their answers."""
        if self.size > MOST_BINS:
            return
        bins = np.concatenate([part.place for part in parts])
        bins += (answers.before * 3 + answers.answer) * 3 + answers.after
        counts = np.bincount(bins, minlength=self.size)
        with self._lock:
            if rule in self.found:
                self.found[rule] += counts
            else:
                self.found[rule] = counts

    def counted(self) -> dict[int, list[Counted]]:
        """The counts as `summary` takes them."""
        out = {}
        for rule, counts in self.found.items():
            bins = np.flatnonzero(counts)
            place, codes = bins // 27, bins % 27
            columns = (
                (place // (2 * len(self.combos)) + self.packing.low), place // len(self.combos) % 2,
                place % len(self.combos), codes // 9, codes // 3 % 3, codes % 3, counts[bins],
            )  # fmt: skip
            out[rule] = [
                (day, dir, self.combos[combo], before, answer, after, n)
                for day, dir, combo, before, answer, after, n in zip(*(each.tolist() for each in columns), strict=True)
            ]
        return out


@dataclass(frozen=True, slots=True)
class _Part:
    """A chunk that begins at the crossing `first`, with its anchors by direction and the statuses at the start."""

    first: int
    chunk: Chunk
    sides: dict[str, Anchors]
    start: Array
    place: Array


def _empty(size: int) -> Answers:
    before, answer, after = (np.empty(size, np.int8) for _ in range(3))
    return Answers(before, answer, after, np.zeros(size, np.int32))


def _bounds(order: Order, lo: int, hi: int, size: int) -> list[int]:
    """Where parts of about so many crossings begin and end, between persons."""
    keys, shift, out = order.keys, order.packing.person, [lo]
    while out[-1] < hi:
        end = out[-1] + size
        if end < hi:
            code = int(keys[end]) >> shift
            end = int(np.searchsorted(keys, code << shift))
            if end <= out[-1]:
                end = int(np.searchsorted(keys, (code + 1) << shift))
        out.append(min(end, hi))
    return out


def _calendar(low: int, high: int, points: Mapping[Point, str]) -> dict[Point, Array]:
    """The day number of each point by day, by the package's own months."""
    days = np.arange(low, high + 1, dtype=np.int32)
    return {point: days + _offsets(point, days) for point in points}


def _offsets(point: Point, days: Array) -> Array:
    """Days from each day to a point: those of one cycle of leap years again and again, but near a year without its leap day."""
    first, last = (date.fromordinal(int(day)).year for day in (days[0], days[-1]))
    reach = abs(point.months) // 12 + 2
    if first - reach > 1900 and last + reach < 2100:
        offsets = np.array(point_offsets(point), np.int32)
        found: Array = offsets[(days - CYCLE_DATES[0].toordinal()) % len(offsets)]
        return found
    return np.array([point_offset(point, date.fromordinal(day)) for day in days.tolist()], np.int32)


def _attributes(engine: DuckDB, layout: Layout) -> dict[tuple[Any, str], Array]:
    """What each test of an attribute says of each combination of carried columns."""
    out: dict[tuple[Any, str], Array] = {}
    names = Names({}, layout.attributes)
    for slot in layout.slots:
        for formula in slot.variant.formulas.values():
            for atom in atoms(formula):
                if isinstance(atom, Attribute):
                    key = atom, slot.variant.otherwise[atom.name]
                    if key not in out:
                        sql = value(Literal(atom), names, slot.variant.otherwise)
                        out[key] = engine.columns(f"SELECT CAST({sql} AS TINYINT) AS v FROM combos ORDER BY combo")["v"]
    return out


def _by_combination(engine: DuckDB, sql: str) -> Array:
    """A number of each combination of carried columns."""
    found: Array = engine.columns(f"SELECT CAST({sql} AS INT) AS v FROM combos ORDER BY combo")["v"]
    return found
