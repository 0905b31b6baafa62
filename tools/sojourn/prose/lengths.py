"""Lengths of time in words, alone and as limits."""

from __future__ import annotations

from functools import lru_cache

from sojourn.model.rule import Bound, Share
from sojourn.prose.tables import phrases, table_with


@lru_cache(maxsize=10_000)
def duration(value: int, unit: str, lang: str = "en") -> str:
    """A length of time: `12 months`, `1 year`."""
    return table_with("length", lang).said("length", {"n": value, "unit": unit}, str)


def bound(limit: Bound | Share, lang: str = "en", after_of: bool = False) -> str:
    """A threshold or an upper bound: `at least 12 months`; `after_of` gives the form after "of" where it is another."""
    if isinstance(limit, Share):
        said = phrases(lang)["shares"]
        part = said.get(str(limit.value)) or said["other"].format(limit.value)
        return str(phrases(lang)["comparisons"][limit.comparison][after_of].format(part))
    forms: list[str] = phrases(lang)["comparisons"][limit.comparison or "open"]
    return forms[after_of].format(duration(limit.value, limit.unit, lang))
