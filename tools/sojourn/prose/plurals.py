"""Plural categories of whole numbers, by the rules that Unicode CLDR states for each language.

A language file gives its rules as CLDR writes them (`one: "i = 0,1"`, or in words: `i in 0,1`); categories without a rule
are `other`. Only whole numbers are counted here, so the operands n and i are the number and v, w, f, t, c and e are 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

_RELATION = re.compile(r"([nivwftce])(?:\s*(?:%|mod)\s*(\d+))?\s*(!?=|(?:not )?in|is(?: not)?)\s*([\d.,\s]+)")


def category(rules: Mapping[str, str], number: int) -> str:
    """The plural category of a number: the first whose rule holds, else `other`.

    >>> category({"one": "i = 1 and v = 0"}, 1), category({"one": "i = 0,1"}, 0), category({}, 7)
    ('one', 'one', 'other')
    """
    return next((name for name, rule in rules.items() if _compiled(rule)(abs(number))), "other")


@lru_cache(maxsize=256)
def _compiled(rule: str) -> Callable[[int], bool]:
    """A rule as a test on a number. Raises ValueError for text that is no CLDR rule on whole numbers."""
    condition = rule.partition("@")[0]
    either = [[_relation(part) for part in both.split(" and ")] for both in condition.split(" or ")]
    return lambda number: any(all(test(number) for test in both) for both in either)


def _relation(text: str) -> Callable[[int], bool]:
    found = _RELATION.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"`{text}` is no plural rule of CLDR")
    operand, modulus, sign, ranges = found.groups()
    wanted = [_range(part) for part in ranges.split(",")]

    def test(number: int) -> bool:
        value = number if operand in "ni" else 0
        value = value % int(modulus) if modulus else value
        return any(low <= value <= high for low, high in wanted) == (sign in ("=", "in", "is"))

    return test


def _range(text: str) -> tuple[int, int]:
    low, _, high = text.strip().partition("..")
    return int(low), int(high or low)
