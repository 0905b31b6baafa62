"""Caches that are forgotten together once what they hold has grown large, so that no rule can fill the memory.

All that is cached can be worked out again, and what a question may cost is counted whether it was cached or not
(`solver.work`): forgetting changes how long an answer takes, never the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import _lru_cache_wrapper, lru_cache
from typing import TypeVar

T = TypeVar("T")
# About how many literals, bounds and choices are held, at a hundred bytes or two each.
MAX_HELD = 2_000_000
_EMPTIED: list[Callable[[], None]] = []
_held = 0


def cached(entries: int) -> Callable[[Callable[..., T]], _lru_cache_wrapper[T]]:
    """`functools.lru_cache` of so many entries, forgotten with the others.

    >>> double = cached(10)(lambda n: 2 * n)
    >>> double(4), double.cache_info().currsize
    (8, 1)
    """

    def wrap(function: Callable[..., T]) -> _lru_cache_wrapper[T]:
        found = lru_cache(maxsize=entries)(function)
        _EMPTIED.append(found.cache_clear)
        return found

    return wrap


def emptied_with_all(empty: Callable[[], None]) -> None:
    """Have a table of another kind emptied together with the caches."""
    _EMPTIED.append(empty)


def grown(parts: int) -> None:
    """Note that what is cached has grown by so many literals, bounds or choices; forget all of it if it is too much."""
    global _held
    _held += parts
    if _held > MAX_HELD:
        forget()


def forget() -> None:
    """Empty all caches."""
    global _held
    _held = 0
    for empty in _EMPTIED:
        empty()
