"""The compiled registry as it is read: one SQLite file with every entry, its labels, a full-text index and results.

It carries the version of its form, which is checked when it is opened, a checksum with each entry, checked when the entry is
read, and one over everything. `writing` makes it; a lookup need not load that.
"""

from __future__ import annotations

import json
import sqlite3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sojourn.model.errors import SojournError

FORMAT = 5
# The oldest form that is read. Entries of the fourth have a CRC-32 beside them.
OLDEST = 4
# The largest prime that leaves a rest of seven hexadecimal digits.
PRIME = 0xFFFFFC7
# "Sojn": what tells a registry from other SQLite files.
APPLICATION = 0x536F6A6E
# Where SQLite's header keeps the size of a page, the number of pages, and these two numbers.
HEADER = 100


def fold(text: str) -> str:
    """A text as search compares it: without case, accents, and doubled spaces."""
    plain = text.casefold()
    if not plain.isascii():  # what is ASCII has no accents, and a first lookup need not load the tables of Unicode
        from unicodedata import combining, normalize

        plain = "".join(c for c in normalize("NFKD", plain) if not combining(c))
    plain = "".join(c for c in plain if c >= " ")
    return " ".join(plain.replace("-", " ").split())


def checksum(text: str) -> str:
    """What is kept beside an entry, to see that it is as it was written: the rest of its bytes, as one number, by a prime.

    Like a CRC it differs for texts that differ in one place of up to three bytes, and for others but for one in 268 million.
    Python's own CRC would have a first lookup load two libraries of the system.

    >>> checksum("residence"), checksum("resldence")
    ('r641b29a', 'r64c629a')
    """
    return f"r{int.from_bytes(text.encode('utf-8', 'surrogateescape'), 'big') % PRIME:07x}"


def read_entry(summed: str) -> dict[str, Any]:
    """An entry as data, from its checksum and its text in one (`sum || data`). Raises SojournError if they do not fit."""
    told, text = summed[:8], summed[8:]
    if told != (checksum(text) if told.startswith("r") else _crc(text)):
        raise damaged("the checksum of an entry is wrong")
    entry: dict[str, Any] = json.loads(text)
    return entry


def _crc(text: str) -> str:
    from zlib import crc32

    return f"{crc32(text.encode('utf-8', 'surrogateescape')):08x}"


def open_store(path: str) -> sqlite3.Connection:
    """Open a compiled registry for reading; nothing can be written through the connection.

    Raises SojournError for a file that is none, is cut off, or has the form of another version.
    """
    check_header(path)
    # `immutable` tells SQLite that nobody writes: no locks and no journal, so the file may lie on a read-only disk.
    return sqlite3.connect(f"file:{_quoted(path)}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def check_header(path: str) -> None:
    """Raise SojournError if a file is no registry of this version, whole as far as its size tells."""
    with open(path, "rb", 0) as file:  # noqa: PTH123 - pathlib costs a first lookup a third of its time
        header = file.read(HEADER)
        size = file.seek(0, 2)
    if len(header) < HEADER or not header.startswith(b"SQLite format 3\0"):
        raise damaged("error-no-sqlite", path)

    def number(place: int, length: int = 4) -> int:
        return int.from_bytes(header[place : place + length], "big")

    if number(68) != APPLICATION:
        raise damaged("error-other-program", path)
    if not OLDEST <= number(60) <= FORMAT:
        raise damaged("error-other-form", path, found=str(number(60)), wanted=str(FORMAT))
    whole = (number(16, 2) or 65536) * number(28)
    if size != whole:
        raise damaged("error-cut-short", path, found=f"{size:,}", wanted=f"{whole:,}")


def missing(path: str) -> SojournError:
    """The error for a registry that is not there."""
    from sojourn.model.errors import SojournError
    from sojourn.model.message import message

    told = message("error-no-file", path=path)
    return SojournError(message("error-no-compiled"), told, message("error-run-make"))


def damaged(why: str, path: str | None = None, /, **args: str) -> SojournError:
    """The error for a registry that cannot be used; `why` is the id of a message, or a text of SQLite."""
    # Imported here: a lookup that finds what it looks for needs neither errors nor messages.
    from sojourn.model.errors import SojournError, Where
    from sojourn.model.message import message

    reason = message(why, **args) if why.startswith("error-") else why
    return SojournError(message("error-registry-damaged"), reason, message("error-install-anew"), Where(path))


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
