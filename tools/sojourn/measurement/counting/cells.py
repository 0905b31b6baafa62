"""The counts of a rule as a whole table with all its totals: what programs for complementary suppression start from.

The table has a dimension for the period (years above shorter ones), the direction, the answer, and each column. Its cells are
exact counts, so it is confidential. Whether a cell is unsafe follows the threshold of the run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, NamedTuple

from sojourn.measurement.counting.summary import DIRECTIONS, VERDICTS, Cube, period_of
from sojourn.model.errors import UsageError
from sojourn.model.message import message

TOTAL = "Total"
MISSING = "missing"
# Every cell of a table is written, zeros and totals too.
MOST_CELLS = 1_000_000
# What a code may be in both programs' files: no separator, quote or lead sign.
_PLAIN = re.compile(r"[A-Za-z0-9]([\w.+/-]*[A-Za-z0-9+])?", re.ASCII)
# Names that sdcTable keeps for itself, and the columns of the files.
_RESERVED = {"id", "freq", "Freq", "sdcStatus", "count", "frequency", "status", "cost", "lower", "upper"}


class Level(NamedTuple):
    """A code of a dimension: how far below the total it stands (from 1), and what it stands for in the data."""

    depth: int
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension of the table: its levels from the top (without the total), and the codes that a value adds to."""

    name: str
    column: str
    levels: tuple[Level, ...]
    adds_to: Mapping[Any, tuple[str, ...]]

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, the total first."""
        return (TOTAL, *(level.code for level in self.levels))

    @property
    def deep(self) -> bool:
        """Whether there is more than one level below the total."""
        return any(level.depth > 1 for level in self.levels)


class TableCell(NamedTuple):
    """A cell: its codes, the count, whether it is safe (S), unsafe (U) or zero (Z), the cost of hiding it, and how far
    around the count a reader must be left in doubt."""

    codes: tuple[str, ...]
    n: int
    status: str
    cost: int
    lower: int
    upper: int


def dimensions(cube: Cube, period: str) -> tuple[Dimension, ...]:
    """The dimensions of the tables of a run. Raises UsageError for tables with more cells than can be written out."""
    keys = [key for counter in cube.each[: cube.asked] for key in counter]
    columns = [_column(name, k, {key[2][k] for key in keys}) for k, name in enumerate(cube.by)]
    found = (
        _periods({key[0] for key in keys}, period),
        _flat("direction", "direction", DIRECTIONS),
        _flat("answer", "answer", VERDICTS),
        *columns,
    )
    cells = prod(len(dimension.codes) for dimension in found)
    if cells > MOST_CELLS:
        raise UsageError(
            message("error-table-too-large", n=cells),
            message("error-table-cells", most=MOST_CELLS),
            message("error-table-smaller"),
        )
    return found


def _periods(days: Iterable[int], period: str) -> Dimension:
    names = {day: period_of(day, period) for day in days}
    levels: list[Level] = []
    for name in sorted(set(names.values())):
        year = name[:4]
        if name != year and not any(level.code == year for level in levels):
            levels.append(Level(1, year, year))
        levels.append(Level(1 if name == year else 2, name, name))
    adds_to = {day: (name,) if len(name) == 4 else (name, name[:4]) for day, name in names.items()}
    return Dimension("period", "period", tuple(levels), adds_to)


def _flat(name: str, column: str, codes: Mapping[Any, str], labels: Mapping[Any, str] | None = None) -> Dimension:
    shown = labels or codes
    levels = tuple(Level(1, code, shown[value]) for value, code in codes.items())
    return Dimension(name, column, levels, {value: (code,) for value, code in codes.items()})


def _column(column: str, number: int, values: Iterable[Any]) -> Dimension:
    """A column of the data; a value that cannot be a code gets one, and stands in the list of labels."""
    plain = _PLAIN.fullmatch(column) and column not in _RESERVED | {"period", "direction", "answer"}
    ordered = sorted(values, key=lambda value: (value is None, str(value)))
    codes: dict[Any, str] = {}
    for place, value in enumerate(ordered, 1):
        text = MISSING if value is None else str(value)
        usable = value is None or (_PLAIN.fullmatch(text) and text.lower() not in (TOTAL.lower(), MISSING))
        codes[value] = text if usable and text not in codes.values() else f"code{place}"
    labels = {value: "" if value is None else str(value) for value in ordered}
    return _flat(column if plain else f"column{number + 1}", column, codes, labels)


def cells(cube: Cube, rule: int, found: Sequence[Dimension], threshold: int) -> Iterator[TableCell]:
    """All cells of a rule's table, totals first."""
    counts: Counter[tuple[str, ...]] = Counter()
    for (day, direction, columns, _, answer, _), n in cube.each[rule].items():
        values = (day, direction, answer, *columns)
        ways = [(TOTAL, *dimension.adds_to[value]) for dimension, value in zip(found, values, strict=True)]
        for codes in product(*ways):
            counts[codes] += n
    for codes in product(*(dimension.codes for dimension in found)):
        yield _cell(codes, counts[codes], threshold)


def _cell(codes: tuple[str, ...], n: int, threshold: int) -> TableCell:
    """A cell with its status. A reader must not be able to tell a hidden count from any other that would be hidden."""
    unsafe = 0 < n < threshold
    status = "U" if unsafe else "S" if n else "Z"
    return TableCell(codes, n, status, max(n, 1), n - 1 if unsafe else 0, threshold - n if unsafe else 0)
