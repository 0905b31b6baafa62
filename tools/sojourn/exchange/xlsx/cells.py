"""The written form of single values in cells: lists, bounds, lengths, dates; and back, with what is wrong as a message."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sojourn.loading.reading import yaml12
from sojourn.model.message import Message, message

Form = Literal["text", "integer", "flag", "date", "codes", "lines", "bound", "length", "weights", "flow"]
# How many characters of `2026-11-30` a cell's format shows.
YEAR, MONTH, DAY = 4, 7, 10


@dataclass(frozen=True, slots=True)
class Day:
    """A cell that the spreadsheet program keeps as a day, with as much of it as it shows: YEAR, MONTH or DAY."""

    day: date
    precision: int = DAY

    def __str__(self) -> str:
        return self.day.isoformat()[: self.precision]


# What a cell may hold.
Cell = str | int | float | bool | Day | None
# A bound or a length: `>= 12 month`, `12 months`, `< 30 day`.
_BOUND = re.compile(r"(>=|<=|>|<|≥|≤)?\s*([0-9]{1,9})\s*([a-z][a-z-]*)")
_SIGNS = {"≥": ">=", "≤": "<="}
_FRACTION = re.compile(r"[0-9]+(/[0-9]+)?")
NONE = "none"


class CellError(ValueError):
    """A cell that does not hold what its column is for."""

    def __init__(self, said: Message, todo: Message | str = "") -> None:
        super().__init__(said.id)
        self.said, self.todo = said, todo


def written(form: Form, value: Any) -> str | int | bool:
    """A value as its cell has it.

    >>> written("bound", {"value": 12, "unit": "month", "comparison": ">="})
    '>= 12 month'
    """
    match form:
        case "codes":
            return "; ".join(value)
        case "lines":
            return "\n".join(value)
        case "weights":
            return "; ".join(str(weight) for weight in value)
        case "bound" | "length":
            return value if isinstance(value, str) else _bound_text(value)
        case "flow":
            return json.dumps(value, ensure_ascii=False)
        case "integer" | "flag":
            return value  # type: ignore[no-any-return]
    return str(value)


def _bound_text(value: dict[str, Any]) -> str:
    """`>= 12 month`; what that cannot say stays a map."""
    if not isinstance(value["value"], int) or value.keys() - {"value", "unit", "comparison"}:
        return json.dumps(value, ensure_ascii=False)
    sign = f"{value['comparison']} " if "comparison" in value else ""
    return f"{sign}{value['value']} {value['unit']}"


def read(form: Form, cell: Cell) -> Any:
    """The value of a cell that is not empty. Raises CellError for what the column does not take.

    >>> read("bound", ">= 12 months")
    {'value': 12, 'unit': 'month', 'comparison': '>='}
    >>> read("codes", "students; diplomats")
    ['students', 'diplomats']
    """
    return _READERS[form](cell)


def _text(cell: Cell) -> str:
    """Numbers that were typed where a text is meant (a page, a code) are what was typed."""
    if isinstance(cell, bool | Day):
        kind = "truth" if isinstance(cell, bool) else "date"
        raise CellError(message("cell-no-text", kind=kind, shown=shown(cell)), message("do-text-cell"))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return re.sub("\r\n?", "\n", str(cell)).strip()


def _integer(cell: Cell) -> int:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, str) and re.fullmatch(r"-?[0-9]{1,15}", cell.strip()):
        return int(cell)
    raise CellError(message("cell-no-number", shown=shown(cell)), message("do-whole-number"))


def _flag(cell: Cell) -> bool:
    if cell is True or (isinstance(cell, str) and cell.strip().lower() in ("true", "yes")):
        return True
    raise CellError(message("cell-no-flag", shown=shown(cell)), message("do-true-or-empty"))


def _date(cell: Cell) -> str:
    """A date as precise as the source; where a program made a day of `2026-11`, the cell's format tells how much was meant."""
    return str(cell) if isinstance(cell, Day) else _text(cell)


def _codes(cell: Cell) -> list[str]:
    return [part for part in (part.strip() for part in re.split(r"[;\n]", _text(cell))) if part]


def _lines(cell: Cell) -> list[str]:
    return [part for part in (part.strip() for part in _text(cell).split("\n")) if part]


def _bound(cell: Cell) -> Any:
    text = _text(cell)
    if text == NONE:
        return NONE
    if text.startswith("{"):
        return _flow(cell)
    found = _BOUND.fullmatch(text)
    if found is None:
        raise CellError(message("cell-no-bound", shown=shown(cell)), message("do-write-a-bound"))
    sign, number, unit = found.groups()
    out: dict[str, Any] = {"value": int(number), "unit": unit.removesuffix("s")}
    return out | ({"comparison": _SIGNS.get(sign, sign)} if sign else {})


def _flow(cell: Cell) -> Any:
    """A map or list as YAML on one line."""
    try:
        return yaml12.loads(_text(cell))
    except ValueError as error:
        raise CellError(message("cell-no-yaml", shown=shown(cell)), message("do-check-the-yaml")) from error


def _length(cell: Cell) -> Any:
    found = _bound(cell)
    if isinstance(found, dict) and "comparison" in found:
        raise CellError(message("cell-no-length", shown=shown(cell)), message("do-write-a-length"))
    return found


def _weights(cell: Cell) -> list[int | str]:
    parts = _codes(cell)
    if bad := next((part for part in parts if not _FRACTION.fullmatch(part)), None):
        raise CellError(message("cell-no-weight", shown=shown(bad)), message("do-write-weights"))
    return [part if "/" in part else int(part) for part in parts]


def shown(cell: Cell) -> str:
    """A cell's value, short enough for a message."""
    text = str(cell)
    return text if len(text) <= 60 else text[:57] + "..."


_READERS: dict[Form, Callable[[Cell], Any]] = {
    "text": _text,
    "integer": _integer,
    "flag": _flag,
    "date": _date,
    "codes": _codes,
    "lines": _lines,
    "bound": _bound,
    "length": _length,
    "weights": _weights,
    "flow": _flow,
}
