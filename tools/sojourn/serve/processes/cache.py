"""Answers that are kept: what is asked again is not worked out again. The data never change while a server runs."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Hashable

# What an answer takes beside its bytes.
BESIDE = 512


class Cache:
    """Answers by what was asked, no more than so many bytes; what was not asked for longest goes first.

    A question is known by its digest: a question may be as long as a body may be, and would not count among the bytes.
    """

    def __init__(self, limit: int) -> None:
        self.limit, self.size, self.hits, self.misses = limit, 0, 0, 0
        self._kept: OrderedDict[bytes, tuple[str, bytes]] = OrderedDict()

    def get(self, key: Hashable) -> tuple[str, bytes] | None:
        """The kind and the bytes of an answer, if it is kept."""
        digest = _digest(key)
        found = self._kept.get(digest)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(digest)
        return found

    def put(self, key: Hashable, kind: str, body: bytes) -> None:
        """Keep an answer; one larger than an eighth of the whole is not kept."""
        size, digest = len(body) + BESIDE, _digest(key)
        if size > self.limit // 8 or digest in self._kept:
            return
        self._kept[digest] = (kind, body)
        self.size += size
        while self.size > self.limit:
            _, (_, old) = self._kept.popitem(last=False)
            self.size -= len(old) + BESIDE


def _digest(key: Hashable) -> bytes:
    return hashlib.blake2b(repr(key).encode("utf-8", "backslashreplace"), digest_size=24).digest()
