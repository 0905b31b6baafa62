"""Crossings in order as arrays: each crossing is packed into one number (person, day, place in the day, direction, and the
combination of its carried columns), and the numbers are sorted.

Persons become codes: their own numbers, or places in the table `people`. What only a sequence shows (two crossings of one day,
a crossing that is missing) is looked for on the arrays; the few days with several crossings are put in order by the SQL of
`quality`, for the persons concerned alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sojourn.measurement.arrays.presence import Array, distinct
from sojourn.measurement.intake.quality import Quality, in_order
from sojourn.measurement.intake.records import INTEGERS
from sojourn.measurement.sql.engine import DuckDB

BITS = 63
# Room that is left for places in a day.
PLACES = 8
# Numbers that are looked at in one go.
PIECE = 1 << 18


@dataclass(frozen=True, slots=True)
class Packing:
    """How a crossing is packed: from the highest bit person, day, place in the day, direction, combination."""

    low: int
    day: int
    place: int
    combo: int

    def sql(self, code: str, place: str) -> str:
        """The number of a crossing."""
        text = f"(CAST({code} AS BIGINT) * {1 << self.day} + day - {self.low}) * {1 << self.place} + {place}"
        text = f"({text}) * 2 + dir"
        return f"({text}) * {1 << self.combo} + combo" if self.combo else text

    @property
    def combo_sql(self) -> str:
        """The combination of a crossing by its number `key`."""
        return f"(key & {(1 << self.combo) - 1})"

    @property
    def unpacked_sql(self) -> str:
        """Person (as a code), day and direction of a crossing by its number `key`."""
        day = f"CAST((key >> {self.combo + 1 + self.place}) & {(1 << self.day) - 1} AS INT) + {self.low}"
        return f"key >> {self.person} AS person, {day} AS day, CAST((key >> {self.combo}) & 1 AS TINYINT) AS dir"

    @property
    def person(self) -> int:
        """The bits below the person's code."""
        return self.day + self.place + 1 + self.combo

    def code(self, keys: Array) -> Array:
        """The codes of persons."""
        return keys >> self.person

    def days(self, keys: Array) -> Array:
        """The day numbers."""
        found = (keys >> (self.combo + 1 + self.place)).astype(np.int32) & ((1 << self.day) - 1)
        return found + np.int32(self.low)

    def directions(self, keys: Array) -> Array:
        """The directions."""
        return (keys >> self.combo).astype(np.int8) & 1

    def combos(self, keys: Array) -> Array:
        """The combinations of carried columns."""
        return keys.astype(np.int32) & ((1 << self.combo) - 1)


@dataclass(frozen=True, slots=True)
class Order:
    """Crossings of all persons in order; `person` is the SQL of a person by `code`, `people` what it must be joined with."""

    keys: Array
    packing: Packing
    high: int
    person: str
    people: str


def ordered(engine: DuckDB, columns: Sequence[str], quality: Quality) -> Order | None:
    """The crossings of `clean` in order, with what is doubtful in their sequence noted and treated.

    The table `combos` (combo, and the columns) holds the combinations of carried columns. None if the data are too wide to be
    packed; `clean` is gone otherwise.
    """
    low, high = engine.rows("SELECT COALESCE(MIN(day), 1), COALESCE(MAX(day), 1) FROM clean")[0]
    combos = _combos(engine, columns)
    day, combo = int(high - low).bit_length() or 1, max(1, (combos - 1).bit_length()) if columns else 0
    room = BITS - day - 1 - combo
    code, person, people, persons = _people(engine, room)
    packing = Packing(low, day, 0, combo)
    if persons.bit_length() > room:
        return None
    source = _source(columns, people)
    keys = engine.columns(f"SELECT {packing.sql(code, '0')} AS key FROM {source}")["key"]
    keys.sort()
    again = [lo + 1 + np.flatnonzero((keys[lo + 1 : lo + PIECE + 1] ^ keys[lo : lo + PIECE][: len(keys) - lo - 1])
                                     < 1 << (combo + 1)) for lo in range(0, len(keys) - 1, PIECE)]  # fmt: skip
    same = np.concatenate(again) if again else np.zeros(0, np.int64)
    quality.notes["same-day"] = len(same)
    if len(same):
        busy = distinct(packing.code(keys[same]))
        found = _mended(engine, quality, source, code, packing, busy, room - persons.bit_length())
        if found is None:
            return None
        packing, mended = found
        quiet = keys[~np.isin(keys >> (day + 1 + combo), busy)]
        keys = np.concatenate([_widened(quiet, packing), mended])
        keys.sort()
    engine.drop("clean")
    return Order(_without_missing(keys, packing, quality), packing, high, person, people)


def _combos(engine: DuckDB, columns: Sequence[str]) -> int:
    """Make `combos`, and say how many there are."""
    if not columns:
        return 0
    listed = ", ".join(columns)
    engine.table("combos", f"SELECT CAST(ROW_NUMBER() OVER (ORDER BY {listed}) - 1 AS INT) AS combo, {listed} "
                 f"FROM (SELECT DISTINCT {listed} FROM clean) d")  # fmt: skip
    return int(engine.rows("SELECT COUNT(*) FROM combos")[0][0])


def _people(engine: DuckDB, room: int) -> tuple[str, str, str, int]:
    """The SQL of a code, that of a person by code, the join that it needs, and the greatest code."""
    kind = engine.rows("SELECT ANY_VALUE(typeof(person)) FROM clean")[0][0]
    if kind in INTEGERS:
        first, last = engine.rows("SELECT MIN(person), MAX(person) FROM clean")[0]
        if (last - first).bit_length() <= min(room - PLACES, 50):
            return f"(person - ({first}))", f"(code + ({first}))", "", last - first
    engine.table("people", "SELECT person, CAST(ROW_NUMBER() OVER (ORDER BY person) - 1 AS BIGINT) AS number "
                 "FROM (SELECT DISTINCT person FROM clean) d")  # fmt: skip
    return (
        "number",
        "people.person",
        "JOIN people ON number = code",
        int(engine.rows("SELECT COUNT(*) FROM people")[0][0]),
    )


def _source(columns: Sequence[str], people: str) -> str:
    text = "clean"
    if people:
        text += " JOIN people USING (person)"
    if columns:
        same = " AND ".join(f"combos.{column} IS NOT DISTINCT FROM clean.{column}" for column in columns)
        text += f" JOIN combos ON {same}"
    return text


def _mended(
    engine: DuckDB, quality: Quality, source: str, code: str, packing: Packing, busy: Array, room: int
) -> tuple[Packing, Array] | None:
    """The numbers of the persons who cross several times on some day, those days in order; with room for places in a day."""
    engine.adopt("busy_codes", {"busy": busy})
    combo = ", combo" if packing.combo else ""
    engine.table(
        "crossed", f"SELECT {code} AS person, day, dir, ord{combo} FROM {source} JOIN busy_codes ON busy = {code}"
    )
    engine.drop("busy_codes")
    engine.rename("clean", "clean_all")
    engine.rename("crossed", "clean")
    in_order(engine, quality, ["combo"] if combo else [])
    most = int(engine.rows("SELECT COALESCE(MAX(ord), 0) FROM clean")[0][0])
    if most.bit_length() > room:
        engine.drop("clean")
        engine.rename("clean_all", "clean")
        return None
    wide = Packing(packing.low, packing.day, most.bit_length(), packing.combo)
    keys = engine.columns(f"SELECT {wide.sql('person', 'ord')} AS key FROM clean")["key"]
    engine.drop("clean_all")
    return wide, keys


def _widened(keys: Array, packing: Packing) -> Array:
    """Numbers without a place in the day, with room for one."""
    low = packing.combo + 1
    return ((keys >> low) << (low + packing.place)) | (keys & ((1 << low) - 1))


def _without_missing(keys: Array, packing: Packing, quality: Quality) -> Array:
    """Two crossings in one direction with none between: one is missing, and the policy says which stay."""
    repeated, persons_seen = 0, min(len(keys), 1)
    for lo in range(0, len(keys) - 1, PIECE):
        again, other = _neighbours(keys[lo : lo + PIECE + 1], packing)
        repeated, persons_seen = repeated + int(np.count_nonzero(again)), persons_seen + int(np.count_nonzero(other))
    if repeated:
        again, _ = _neighbours(keys, packing)
        persons = distinct(packing.code(keys[1:][again]))
        policy = quality.found("repeated", repeated, len(persons))
        if policy == "exclude-person":
            kept = ~np.isin(packing.code(keys), persons)
        else:
            edge = np.zeros(1, bool)
            kept = ~np.concatenate([edge, again] if policy == "keep-first" else [again, edge])
        keys = keys[kept]
        _, other = _neighbours(keys, packing)
        persons_seen = int(np.count_nonzero(other)) + min(len(keys), 1)
    quality.used, quality.persons = len(keys), persons_seen
    return keys


def _neighbours(keys: Array, packing: Packing) -> tuple[Array, Array]:
    """Of each crossing but the first: whether it repeats the direction of the one before, and whether its person is another."""
    change = keys[1:] ^ keys[:-1]
    other = change >= 1 << packing.person
    return ~other & ((change & (1 << packing.combo)) == 0), other
