"""Files of the last build that this build would make again byte by byte: they are linked instead.

Each file has a key: a digest of everything that it is made from. A list beside the build's other caches holds the keys,
what each page read (see `reads`), and how the file lay on disk, so that one that somebody changed by hand is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any


def digest_of(*parts: str) -> str:
    """A digest of texts in their order."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class KeptFiles:
    """The files of the last build in `old`, by the list at `path`; those of this build go to `new`."""

    def __init__(self, path: Path | None = None, old: Path | None = None, new: Path | None = None) -> None:
        self._path, self._old, self._new = path, old, new
        self._before = _read(path) if path and old else {}
        self._after: dict[str, tuple[str, list[str]]] = {}

    def reads(self, name: str) -> list[str] | None:
        """What the page `name` read when it was last made; None if that is not known."""
        found = self._before.get(name)
        return None if found is None else found[3]

    def take(self, name: str, key: str) -> bool:
        """Whether the file was there with this key, and is now in its place."""
        found = self._before.get(name)
        if self._old is None or self._new is None or found is None or found[0] != key:
            return False
        if _state(self._old / name) != found[1:3]:
            return False
        os.link(self._old / name, self._new / name)
        self.made(name, key, found[3])
        return True

    def made(self, name: str, key: str, reads: Iterable[str] = ()) -> None:
        """Take note of a file of this build."""
        self._after[name] = (key, sorted(reads))

    def write(self) -> None:
        """Write the list for the next build, when all files are there."""
        if self._path is None or self._new is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        places: dict[str, int] = {}
        files = {
            name: [key, *_state(self._new / name), [places.setdefault(read, len(places)) for read in reads]]
            for name, (key, reads) in sorted(self._after.items())
        }
        self._path.write_text(json.dumps({"reads": list(places), "files": files}), "utf-8")


def key_of(same: str, reads: Iterable[str], digest: Callable[[str], str]) -> str:
    """The key of a page: what all pages share, and the state of all that it read."""
    return digest_of(same, *(f"{read}={digest(read)}" for read in sorted(reads)))


def _state(path: Path) -> list[int]:
    try:
        found = path.stat()
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns]


def _read(path: Path) -> Mapping[str, list[Any]]:
    """The list; an empty one if there is none, or one that nobody can read."""
    try:
        data = json.loads(path.read_text("utf-8"))
        names = data["reads"]
        return {
            name: [key, size, changed, [names[place] for place in reads]]
            for name, (key, size, changed, reads) in data["files"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return {}


def tree_digest(folder: Path, forms: Iterable[str]) -> str:
    """A digest of the files of some forms (`*.py`) below a folder: names and bytes."""
    digest = hashlib.sha256()
    for path in sorted({path for form in forms for path in folder.rglob(form) if path.is_file()}):
        parts = path.relative_to(folder).parts
        if not {"node_modules", "data"} & set(parts[:-1]):
            digest.update("/".join(parts).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
