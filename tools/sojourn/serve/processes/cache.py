"""Answers that are kept: what is asked again is not worked out again. The data never change while a server runs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable


class Cache:
    """Answers by what was asked, no more than so many bytes; what was not asked for longest goes first."""

    def __init__(self, limit: int) -> None:
        self.limit, self.size, self.hits, self.misses = limit, 0, 0, 0
        self._kept: OrderedDict[Hashable, tuple[str, bytes]] = OrderedDict()

    def get(self, key: Hashable) -> tuple[str, bytes] | None:
        """The kind and the bytes of an answer, if it is kept."""
        found = self._kept.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return found

    def put(self, key: Hashable, kind: str, body: bytes) -> None:
        """Keep an answer; one larger than an eighth of the whole is not kept."""
        size = len(body) + 512
        if size > self.limit // 8 or key in self._kept:
            return
        self._kept[key] = (kind, body)
        self.size += size
        while self.size > self.limit:
            _, (_, old) = self._kept.popitem(last=False)
            self.size -= len(old) + 512
