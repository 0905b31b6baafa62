"""The base of the values that a lookup touches.

The standard `dataclasses` would do the same, but importing them costs as much as the whole rest of a first lookup; see
`tests/bench/bench_start.py`. Rules, which a lookup does not touch, are dataclasses.
"""

from __future__ import annotations


class Frozen:
    """A value that is equal by its parts, can be hashed and printed, and never changes.

    A subclass names its parts in `__slots__` and fills them in `__init__` by `self._set(...)`.
    """

    __slots__: tuple[str, ...] = ()

    def _set(self, *parts: object) -> None:
        for name, part in zip(self.__slots__, parts, strict=True):
            object.__setattr__(self, name, part)

    def _parts(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((type(self), self._parts()))

    def __repr__(self) -> str:
        parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({parts})"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), self._parts()
