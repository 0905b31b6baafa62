"""Which entries a page is made from: noted while it is made, so that a later build knows whether it would be the same.

A read is a text `map/key`, or `map/*` where a whole map was gone through. Only what belongs to one country's file is
noted; what all pages share (terms, frameworks, codes, templates, the package itself) stands for all of them at once.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from contextlib import contextmanager
from typing import Any, TypeVar, overload

T = TypeVar("T")
D = TypeVar("D")
WHOLE = "*"


class Reads:
    """Takes note of what is read, while somebody wants to know."""

    def __init__(self) -> None:
        self._noted: set[str] | None = None

    def note(self, name: str, key: str) -> None:
        """One place of a map was read."""
        if self._noted is not None:
            self._noted.add(f"{name}/{key}")

    @contextmanager
    def noted(self) -> Iterator[set[str]]:
        """What is read in the body of the `with`."""
        before, self._noted = self._noted, set()
        try:
            yield self._noted
        finally:
            self._noted = before


class Watched(dict[str, T]):
    """A map that notes what is read of it."""

    def __init__(self, name: str, reads: Reads, values: dict[str, T]) -> None:
        super().__init__(values)
        self._name, self._reads = name, reads

    def __getitem__(self, key: str) -> T:
        self._reads.note(self._name, key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._reads.note(self._name, str(key))
        return super().__contains__(key)

    @overload
    def get(self, key: str, default: None = None) -> T | None: ...
    @overload
    def get(self, key: str, default: T | D) -> T | D: ...
    def get(self, key: str, default: Any = None) -> Any:
        """As in any map."""
        self._reads.note(self._name, key)
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        self._reads.note(self._name, WHOLE)
        return super().__iter__()

    def __len__(self) -> int:
        self._reads.note(self._name, WHOLE)
        return super().__len__()

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        """As in any map."""
        self._reads.note(self._name, WHOLE)
        return super().keys()

    def values(self) -> ValuesView[T]:  # type: ignore[override]
        """As in any map."""
        self._reads.note(self._name, WHOLE)
        return super().values()

    def items(self) -> ItemsView[str, T]:  # type: ignore[override]
        """As in any map."""
        self._reads.note(self._name, WHOLE)
        return super().items()
