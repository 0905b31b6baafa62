"""What the engine remembers: one object owns every cache of `rules` and `classification`, each with its bound and all with one.

Two rules meet each other many times over, so what has been found out is remembered. A function says so with
`@MEMORY.remembers(most)`; what is remembered is looked up by value, never by the identity of an object. `MEMORY.tidy()`,
called where a question begins, empties all of it together once it holds more than `MOST` things: a process that runs for
months, and is asked everything again and again, stays within a few hundred megabytes and gives the same answers. Together,
because what one cache holds is made of what others hold.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

P = ParamSpec("P")
T = TypeVar("T")
# Things remembered in all caches together; see tests/bench/bench_memory.py for what they come to.
MOST = 400_000


class Memory:
    """The caches of a process and their bounds."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.emptied = 0
        self._caches: dict[str, _lru_cache_wrapper[Any]] = {}

    def remembers(self, most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
        """Decorate a function (or a class) without side effects: its last `most` answers are remembered by the arguments.

        >>> memory = Memory(most=10)
        >>> @memory.remembers(100)
        ... def square(n: int) -> int:
        ...     return n * n
        >>> [square(n) for n in (3, 3, 4)], memory.size()
        ([9, 9, 16], 2)
        """

        def decorate(function: Callable[P, T]) -> Callable[P, T]:
            cache = lru_cache(maxsize=most)(function)
            self._caches[f"{function.__module__}.{function.__qualname__}"] = cache
            return cache  # type: ignore[return-value]

        return decorate

    def size(self) -> int:
        """How many things are remembered."""
        return sum(cache.cache_info().currsize for cache in self._caches.values())

    def sizes(self) -> dict[str, tuple[int, int]]:
        """For each cache how many things it holds, and how many it may hold."""
        infos = {name: cache.cache_info() for name, cache in self._caches.items()}
        return {name: (info.currsize, info.maxsize or 0) for name, info in infos.items()}

    def tidy(self) -> None:
        """Forget everything if too much is remembered. To be called where a question begins, never in the midst of one."""
        if self.size() > self.most:
            self.forget()

    def forget(self) -> None:
        """Forget everything."""
        self.emptied += 1
        for cache in self._caches.values():
            cache.cache_clear()


MEMORY = Memory()


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
