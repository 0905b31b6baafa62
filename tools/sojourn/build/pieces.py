"""A large list in JSON that is written in pieces, plain and packed; the pieces of the last build are kept.

A piece is kept as a stretch of a deflate stream that stands on its own (it ends with a full flush), so that the pieces of a
file put together are one gzip file, and nothing is packed again that did not change.
"""

from __future__ import annotations

import sqlite3
import struct
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

# What gzip writes before a stream without a name and a time, packed as far as it goes, by no system in particular.
HEAD = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
# The packed file lies beside the plain one.
PACKED = ".gz"


def _packed(data: bytes, flush: int = zlib.Z_FULL_FLUSH) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush(flush)


def unpacked(piece: bytes) -> bytes:
    """The text of a packed piece."""
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(piece)


class KeptPieces:
    """Packed pieces by key, in a SQLite file or nowhere; what one build did not take is gone for the next."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._connection = _opened(path) if path else None
        self._before = dict(self._connection.execute("select key, data from piece")) if self._connection else {}
        self._taken: dict[str, bytes] = {}

    def take(self, key: str, make: Callable[[], str]) -> bytes:
        """The packed piece of a key, from the last build or made now."""
        found = self._before.get(key)
        self._taken[key] = _packed(make().encode("utf-8")) if found is None else found
        return self._taken[key]

    def close(self) -> None:
        """Keep the pieces that were taken, and no others."""
        if self._connection is None:
            return
        with self._connection:
            gone = [(key,) for key in self._before if key not in self._taken]
            self._connection.executemany("delete from piece where key = ?", gone)
            new = ((key, data) for key, data in self._taken.items() if key not in self._before)
            self._connection.executemany("insert into piece values (?, ?)", new)
        self._connection.close()


def _opened(path: Path) -> sqlite3.Connection:
    """The file, made anew if it is damaged: it holds nothing that cannot be made again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table = "create table if not exists piece (key text primary key, data blob not null)"
    connection = sqlite3.connect(path)
    try:
        connection.execute(table)
    except sqlite3.DatabaseError:
        connection.close()
        path.unlink()
        connection = sqlite3.connect(path)
        connection.execute(table)
    return connection


def write_pieces(path: Path, pieces: Sequence[bytes]) -> None:
    """Write a list from packed pieces with one or more of its items each: the plain file, and the packed one beside it."""
    first, between, last = (b"[\n", b",\n", b"\n]\n") if pieces else (b"[", b"", b"]\n")
    comma = _packed(between)
    parts = [part for piece in pieces for part in (comma, piece)][1:]
    check = size = 0
    with path.open("wb") as file, path.with_name(path.name + PACKED).open("wb") as packed:
        packed.write(HEAD)
        for part in (_packed(first), *parts, _packed(last, zlib.Z_FINISH)):
            plain = unpacked(part)
            file.write(plain)
            packed.write(part)
            check, size = zlib.crc32(plain, check), size + len(plain)
        packed.write(struct.pack("<LL", check, size & 0xFFFFFFFF))
