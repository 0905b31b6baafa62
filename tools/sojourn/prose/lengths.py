"""Lengths of time in words, alone and as limits."""

from __future__ import annotations

from functools import lru_cache

from sojourn.model.rule import Bound
from sojourn.prose.tables import phrases, table_with


@lru_cache(maxsize=10_000)
def duration(value: int, unit: str, lang: str = "en") -> str:
    """A length of time: `12 months`, `1 year`."""
    return table_with("length", lang).said("length", {"n": value, "unit": unit}, str)


def bound(limit: Bound, lang: str = "en", after_of: bool = False) -> str:
    """A threshold or an upper bound: `at least 12 months`; `after_of` gives the form after "of" where it is another."""
    forms: list[str] = phrases(lang)["comparisons"][limit.comparison or "open"]
    return forms[after_of].format(duration(limit.value, limit.unit, lang))
