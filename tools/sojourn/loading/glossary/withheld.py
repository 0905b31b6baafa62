"""Files with faults are left out, but what they define is not unknown: one fault is reported once, in its own file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sojourn.loading.reading.reader import read_bytes
from sojourn.model.finding import Finding

# The kinds of entry that a kind of file may hold.
HOLDS = {
    "codes": ("list", "code"),
    "sources": ("source",),
    "term": ("term",),
    "framework": ("framework", "rule"),
    "country": ("country", "source", "instrument", "definition"),
    "method": ("method",),
    "figures": ("figure",),
    "statistics": ("statistic",),
}
_ID = re.compile(r"(?:^|[\s{,])id:\s*[\"']?([A-Za-z0-9-]+)")


@dataclass(slots=True)
class Withheld:
    """What stands in files that are left out: the ids found in them, and kinds of which any id may stand there."""

    files: int = 0
    ids: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def add(self, kind: str, data: Any) -> None:
        """A file that was read and has faults."""
        self.files += 1
        self.ids.update(_ids(data))
        if kind == "codes":
            self.kinds.update(HOLDS[kind])

    def add_unread(self, path: Path, kind: str) -> None:
        """A file that cannot be read as YAML; its ids are looked for in its text."""
        self.files += 1
        self.ids.add(path.stem)
        raw = read_bytes(path, path.name)
        if isinstance(raw, Finding) or kind == "codes":
            self.kinds.update(HOLDS.get(kind, ()))
        else:
            self.ids.update(_ID.findall(raw.decode("utf-8", "replace")))

    def may_hold(self, kinds: tuple[str, ...], id: str) -> bool:
        """Whether an entry of one of `kinds` with this id may stand in a file that is left out."""
        return id in self.ids or bool(self.kinds.intersection(kinds))


def _ids(data: Any) -> Iterator[str]:
    stack = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if isinstance(value.get("id"), str):
                yield value["id"]
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
