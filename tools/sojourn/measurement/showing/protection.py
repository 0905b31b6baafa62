"""Tables for complementary suppression by tau-Argus and sdcTable, as files that these programs read.

For tau-Argus (its manual 4.1, sections 4.3.2, 5.1.4, 5.2, 5.3 and 5.7): a table with the status of each cell (`.tab`), its
description (`.rda`), hierarchies (`.hrc`), labels (`.cdl`) and a batch (`.arb`). For sdcTable (the help of `makeProblem`): the
whole table as CSV, the levels of each dimension ("@@;code"), and an R script that puts them together. The folder holds exact
counts: it is for the office that made it, and not for publication.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from sojourn.measurement.counting.cells import TOTAL, Dimension, TableCell, cells, dimensions
from sojourn.measurement.running.run import Measured
from sojourn.model.csv_text import records_csv

MARK = "protection.json"
SEPARATOR, LEAD = ";", "@"
# Columns after the dimensions, and what they are to tau-Argus.
ROLES = (
    ("count", "<NUMERIC>"), ("frequency", "<FREQUENCY>"), ("status", "<STATUS>"), ("cost", "<NUMERIC> <COST>"),
    ("lower", "<NUMERIC> <LOWERPL>"), ("upper", "<NUMERIC> <UPPERPL>"),
)  # fmt: skip
# Above so many dimensions tau-Argus has the hypercube method only.
OPTIMAL_DIMENSIONS = 4


def write_protection(folder: Path, measured: Measured) -> None:
    """Write the exact counts of each rule for both programs. Raises UsageError for tables that are too large."""
    cube, disclosure = measured.cube, measured.options.disclosure
    found = dimensions(cube, measured.options.period)
    for dimension in found:
        _write_dimension(folder, dimension)
    tables = {}
    for k, rule in enumerate(cube.rules[: cube.asked]):
        name = f"table{k + 1}-{re.sub(r'[^a-z0-9]+', '-', rule.lower()).strip('-')}"
        rows = list(cells(cube, k, found, disclosure.threshold))
        _write_argus(folder, name, found, rows)
        _write_sdctable(folder, name, found, rows, disclosure.threshold)
        tables[name] = rule
    about = {
        "tables": tables,
        "threshold": disclosure.threshold,
        "dimensions": {
            each.name: {"column": each.column, "codes": {level.code: level.label for level in each.levels}}
            for each in found
        },
        "stamp": measured.stamp,
    }
    (folder / MARK).write_text(json.dumps(about, ensure_ascii=False, indent=2, default=str) + "\n", "utf-8")


def _write_dimension(folder: Path, dimension: Dimension) -> None:
    lines = [f"{LEAD};{TOTAL}", *(f"{LEAD * (level.depth + 1)};{level.code}" for level in dimension.levels)]
    _lines(folder / f"{dimension.name}.levels.csv", lines)
    if dimension.deep:
        _lines(folder / f"{dimension.name}.hrc", [LEAD * (level.depth - 1) + level.code for level in dimension.levels])
    _lines(
        folder / f"{dimension.name}.cdl",
        [f"{level.code},{' '.join(level.label.split())}" for level in dimension.levels],
    )


def _write_argus(folder: Path, name: str, found: Sequence[Dimension], rows: Sequence[TableCell]) -> None:
    _lines(folder / f"{name}.tab", [SEPARATOR.join((*row.codes, *map(str, _values(row)))) for row in rows])
    meta = [f'<SEPARATOR> "{SEPARATOR}"', '<SAFE> "S"', '<UNSAFE> "U"', '<PROTECT> "Z"']
    for dimension in found:
        meta += [dimension.name, "  <RECODEABLE>", f'  <TOTCODE> "{TOTAL}"', f'  <CODELIST> "{dimension.name}.cdl"']
        if dimension.deep:
            meta += ["  <HIERARCHICAL>", f'  <HIERCODELIST> "{dimension.name}.hrc"', f'  <HIERLEADSTRING> "{LEAD}"']
    for column, role in ROLES:
        meta += [column, f"  {role}"]
    _lines(folder / f"{name}.rda", meta)
    spanned = "".join(f'"{dimension.name}"' for dimension in found)
    method = "MOD(1)" if len(found) <= OPTIMAL_DIMENSIONS else "GH(1,75)"
    _lines(folder / f"{name}.arb", [
        f'<OPENTABLEDATA> "{name}.tab"', f'<OPENMETADATA> "{name}.rda"', f'<SPECIFYTABLE> {spanned}|"count"|"count"|"cost"',
        "<READTABLE>", f"<SUPPRESS> {method}", f'<WRITETABLE> (1,3,AS+,"{name}-safe.txt")',
    ])  # fmt: skip


def _values(row: TableCell) -> tuple[int | str, ...]:
    return row.n, row.n, row.status, row.cost, row.lower, row.upper


def _write_sdctable(
    folder: Path, name: str, found: Sequence[Dimension], rows: Sequence[TableCell], threshold: int
) -> None:
    names = [dimension.name for dimension in found]
    columns = [*names, "freq", "status", "cost"]
    table = [dict(zip(columns, (*row.codes, row.n, row.status, row.cost), strict=True)) for row in rows]
    (folder / f"{name}.csv").write_text(records_csv(table, end="\n"), "utf-8")
    kinds = ", ".join(f'{each} = "character"' for each in names)
    levels = ", ".join(f'{each} = levels_of("{each}")' for each in names)
    _lines(folder / f"{name}.R", [
        "library(sdcTable)",
        f'cells <- read.csv("{name}.csv", colClasses = c({kinds}))',
        "levels_of <- function(name) read.table(",
        '  paste0(name, ".levels.csv"), sep = ";", quote = "", comment.char = "", colClasses = "character",',
        '  col.names = c("levels", "codes")',
        ")",
        f"problem <- makeProblem(data = cells, dimList = list({levels}), freqVarInd = \"freq\", weightInd = \"cost\")",
        f'problem <- primarySuppression(problem, type = "freq", maxN = {max(threshold - 1, 0)})',
        'safe <- protectTable(problem, method = "SIMPLEHEURISTIC")',
        f'write.csv(getInfo(safe, "finalData"), "{name}-safe.csv", row.names = FALSE)',
    ])  # fmt: skip


def _lines(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
