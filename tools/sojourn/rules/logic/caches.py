"""What the engine remembers: one object owns every cache of `rules` and `classification`, each with its bound and all with one.

Two rules meet each other many times over, so what has been found out is remembered, by value and never by the identity of
an object. All of it is forgotten together once it has grown large: no rule can fill the memory, and a process that runs for
months and is asked everything again and again stays within a few hundred megabytes.

All that is remembered can be worked out again, and what a question may cost is counted whether it was remembered or not
(`solver.work`): forgetting changes how long an answer takes, never the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import _lru_cache_wrapper, lru_cache
from typing import Any, TypeVar

T = TypeVar("T")
# About how many literals, bounds and choices are held, at a hundred bytes or two each, and how many answers in all: see
# tests/bench/bench_memory.py for what they come to.
MAX_HELD = 2_000_000
MAX_ANSWERS = 160_000


class Memory:
    """The caches of a process and their bounds.

    >>> memory = Memory(answers=10)
    >>> square = memory.cached(100)(lambda n: n * n)
    >>> [square(n) for n in (3, 3, 4)], memory.size()
    ([9, 9, 16], 2)
    """

    def __init__(self, held: int = MAX_HELD, answers: int = MAX_ANSWERS) -> None:
        self.most_held, self.most_answers = held, answers
        # What is held beside the answers themselves, and how often all was forgotten.
        self.held = self.emptied = 0
        self._caches: list[_lru_cache_wrapper[Any]] = []

    def cached(self, entries: int) -> Callable[[Callable[..., T]], _lru_cache_wrapper[T]]:
        """`functools.lru_cache` of so many entries, forgotten with the others."""

        def wrap(function: Callable[..., T]) -> _lru_cache_wrapper[T]:
            found = lru_cache(maxsize=entries)(function)
            self._caches.append(found)
            return found

        return wrap

    def size(self) -> int:
        """How many answers are remembered."""
        return sum(cache.cache_info().currsize for cache in self._caches)

    def sizes(self) -> list[tuple[str, int, int]]:
        """For each cache: of what, how many answers it holds, and how many it may hold."""
        infos = [(cache.__qualname__, cache.cache_info()) for cache in self._caches]
        return [(name, info.currsize, info.maxsize or 0) for name, info in infos]

    def grown(self, parts: int) -> None:
        """Note that answers hold so many literals, bounds or choices more; forget everything if it is too much."""
        self.held += parts
        if self.held > self.most_held:
            self.forget()

    def widen(self, times: int) -> None:
        """Remember so many times as much, where memory is there for it (answers stay the same)."""
        self.most_held, self.most_answers = MAX_HELD * times, MAX_ANSWERS * times

    def narrow(self, part: int) -> None:
        """Remember one part in so many, where whole answers are kept elsewhere (answers stay the same)."""
        self.most_held, self.most_answers = MAX_HELD // part, MAX_ANSWERS // part

    def tidy(self) -> None:
        """Forget everything if there are too many answers; called where a question begins."""
        if self.size() > self.most_answers:
            self.forget()

    def forget(self) -> None:
        """Forget everything."""
        self.held = 0
        self.emptied += 1
        for cache in self._caches:
            cache.cache_clear()


MEMORY = Memory()
cached, grown = MEMORY.cached, MEMORY.grown


class Hashed:
    """A value that is made of `key`: equal to others of its class with an equal key, and hashed only once."""

    __slots__ = ("_hash", "_key")

    def __init__(self, key: Hashable) -> None:
        self._key, self._hash = key, hash(key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Hashed)
            and type(self) is type(other)
            and self._hash == other._hash
            and self._key == other._key
        )
