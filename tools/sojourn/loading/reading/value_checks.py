"""What YAML allows and no content needs: keys that are no texts, control characters, odd numbers, bottomless nesting.

Looks at the data as read, so that a character written as an escape (`"\\u202e"`) is found like the character itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import yaml

from sojourn.loading.reading.telling import finding
from sojourn.model.finding import Finding
from sojourn.model.message import Message, message
from sojourn.model.safe_text import first_unsafe

Path = tuple[str | int, ...]
MAX_DEPTH = 96
# Whole numbers above this lose digits in JSON.
MAX_NUMBER = 2**53
# Ways to write a number that a reader does not see through: 0x10, 0o17, 1_000, 012, +5, 1e3.
_ODD_NUMBER = re.compile(r"[-+]?(?:0[xo][0-9a-fA-F_]+|[0-9]+_[0-9_]*|0[0-9]+|[0-9.]+[eE][-+]?[0-9]+)|\+[0-9.]+")
_SUSPECT_NUMBER = re.compile(rf"(?:^|[\s\[{{,:])(?:{_ODD_NUMBER.pattern})(?=[\s,\]}}]|$)", re.MULTILINE)


def value_findings(data: Any, text: str, file: str) -> list[Finding]:
    """Faults of the values of a document; empty for content as it should be."""
    return [*_in_data(data, text, file), *_odd_numbers(text, file)]


def character_finding(text: str, file: str) -> Finding | None:
    """The first character of a text that content may not hold, where it stands as itself."""
    found = first_unsafe(text.replace("\r\n", "\n"))
    if found is None:
        return None
    line = text.count("\n", 0, text.index(found)) + 1
    return finding("error", "character", file, _character(found), message("do-delete-the-character"), line)


def _character(found: str) -> Message:
    return message("character-not-allowed", number=f"U+{ord(found):04X}")


def _in_data(data: Any, text: str, file: str) -> Iterator[Finding]:
    stack: list[tuple[Any, Path]] = [(data, ())]
    delete = message("do-delete-the-character")
    while stack:
        value, path = stack.pop()
        if len(path) > MAX_DEPTH:
            said, todo = message("yaml-too-deep"), message("do-fewer-levels")
            yield _finding("yaml-syntax", data, text, file, path[:3], said, todo)
            return
        if isinstance(value, dict):
            for key in value:
                if not isinstance(key, str):
                    yield _bad_key(key, data, text, file, path)
                elif unsafe := first_unsafe(key):
                    yield _finding("character", data, text, file, (*path, key), _character(unsafe), delete)
            stack += [(item, (*path, key)) for key, item in reversed(value.items()) if isinstance(key, str)]
        elif isinstance(value, list):
            stack += [(item, (*path, index)) for index, item in reversed(list(enumerate(value)))]
        elif isinstance(value, str):
            if unsafe := first_unsafe(value):
                yield _finding("character", data, text, file, path, _character(unsafe), delete)
        elif isinstance(value, float) and not math.isfinite(value):
            said = message("number-is-none", written=str(value))
            yield _finding("number", data, text, file, path, said, message("do-write-the-number"))
        elif isinstance(value, int | float) and abs(value) > MAX_NUMBER:
            yield _finding("number", data, text, file, path, message("number-too-large"), message("do-quote-or-scale"))


def _bad_key(key: Any, data: Any, text: str, file: str, path: Path) -> Finding:
    kinds = {bool: "truth", type(None): "empty", int: "number", float: "number"}
    shown = "~" if key is None else str(key).lower() if isinstance(key, bool) else str(key)
    said = message("yaml-key-no-text", key=shown, what=kinds.get(type(key), "other"))
    return _finding("yaml-key", data, text, file, (*path, shown), said, message("do-quote-the-key"))


def _finding(check: str, data: Any, text: str, file: str, path: Path, said: Message, todo: Message) -> Finding:
    from sojourn.loading.reading.positions import key_of, line_of

    return finding("error", check, file, said, todo, line_of(text, path), key_of(data, path) or None)


def _odd_numbers(text: str, file: str) -> Iterator[Finding]:
    """Numbers that are written so that people and YAML may read them differently."""
    if not _SUSPECT_NUMBER.search(text):
        return
    try:
        events = list(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.YAMLError:
        return
    for event in events:
        if isinstance(event, yaml.ScalarEvent) and not event.style and event.tag is None:
            if not _ODD_NUMBER.fullmatch(event.value):
                continue
            line = event.start_mark.line + 1 if event.start_mark else None
            said = message("number-odd", written=event.value)
            yield finding("error", "number", file, said, message("do-plain-digits"), line)
