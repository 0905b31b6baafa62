"""Files and rules changed at random, as a hurried or hostile hand would: letters, lines, values, indentation."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product
from typing import Any

# What stands in for a value, a piece of a line or a whole line.
HOSTILE = [
    "~", "null", "true", "[]", "{}", "[a, [b]]", "{a: {b: c}}", "0", "-1", "1e400", "0x10", "6.0", "9999-12-31",
    "2020-02-30", "0001-01-01", "''", '"', "'", "# x", ": ", "- ", "? [a]", "&a", "*a", "!!python/object:x", "<<: *a", "|",
    ">-", "\t", "\x00", '"\\0\\x1b[31m"', '"\\u202e"', "\ufeff", "é" * 40, "a" * 400, "{ref: nor-resident}", "{ref: x}", "none",
    "rolling", "calendar-year", "weighted", "any", "99999999999999999999", "NO", "12:30", "%", "@x", "`x`", "---", "...",
    "<script>alert(1)</script>", "=1+1", "arrival", "departure", "day", "month", "year", ">=", "<",
]  # fmt: skip


def mutated(chance: random.Random, text: str) -> str:
    """The text with one to four changes."""
    for _ in range(chance.randint(1, 4)):
        lines = text.split("\n")
        at = chance.randrange(len(lines))
        line = lines[at]
        spot = chance.randrange(len(line) + 1)
        match chance.randrange(8):
            case 0:
                lines[at] = line[:spot] + line[spot + 1 :]
            case 1:
                lines.insert(at, line)
            case 2:
                del lines[at]
            case 3:
                other = chance.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 4:
                lines[at] = chance.choice((" ", "  ", "\t")) + line
            case 5:
                lines[at] = line[:spot] + chance.choice(HOSTILE) + line[spot:]
            case 6:
                lines[at] = line.partition(":")[0] + ": " + chance.choice(HOSTILE)
            case _:
                pieces = line.split(",")
                pieces[chance.randrange(len(pieces))] = chance.choice(HOSTILE)
                lines[at] = ",".join(pieces)
        text = "\n".join(lines)
    return text


def grid() -> Iterator[dict[str, Any]]:
    """Single limbs over a grid of ways to count, windows, sides and bounds: 2 304 of them, likely or not."""
    bound = {"value": 6, "unit": "month"}
    for event, measure, way, anchor, length, low, high in product(
        ("arrival", "departure", "reference-date"),
        ("stay", "absence"),
        ("continuous", "cumulative", "span", "weighted"),
        ("arrival", "departure", "reference-date", "rolling"),
        (None, {"value": 12, "unit": "month"}, {"value": 2, "unit": "calendar-year"}),
        ("none", bound | {"comparison": ">="}, bound | {"comparison": ">"}, None),
        ("none", bound | {"value": 9, "comparison": "<"}),
    ):
        window: dict[str, Any] = {"anchor": anchor, **(length or {})}
        rule = {"event": event, "measure": measure, "accumulation": way, "window": window, "upper_bound": high}
        yield rule | ({} if low is None else {"threshold": low}) | {"basis": "actual", "level": "country"}
