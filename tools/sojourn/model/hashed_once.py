"""Values that remember their hash: rules and literals are looked up in caches many times over."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


class HashedOnce:
    """A base for frozen dataclasses with slots; the hash is no field, and so is neither compared nor pickled."""

    __slots__ = ("_hash",)


def hashed_once(made: type[T]) -> type[T]:
    """A frozen dataclass (a `HashedOnce`) whose values work out their hash when it is first asked for.

    >>> from dataclasses import dataclass
    >>> @hashed_once
    ... @dataclass(frozen=True, slots=True)
    ... class Pair(HashedOnce):
    ...     one: str
    ...     other: tuple[int, ...]
    >>> {Pair("a", (1,)): "found"}[Pair("a", (1,))]
    'found'
    """
    whole = made.__hash__

    def remembered(self: HashedOnce) -> int:
        try:
            return self._hash  # type: ignore[attr-defined, no-any-return]
        except AttributeError:
            object.__setattr__(self, "_hash", whole(self))
            return self._hash  # type: ignore[attr-defined, no-any-return]

    made.__hash__ = remembered  # type: ignore[assignment]
    return made
