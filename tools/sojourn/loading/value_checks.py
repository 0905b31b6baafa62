"""What YAML allows and no content needs: keys that are no texts, control characters, odd numbers, bottomless nesting.

Looks at the data as read, so that a character written as an escape (`"\\u202e"`) is found like the character itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import yaml

from sojourn.model.finding import Finding
from sojourn.model.safe_text import first_unsafe

Path = tuple[str | int, ...]
MAX_DEPTH = 96
# Whole numbers above this lose digits in JSON.
MAX_NUMBER = 2**53
# Ways to write a number that a reader does not see through: 0x10, 0o17, 1_000, 012, +5, 1e3.
_ODD_NUMBER = re.compile(r"[-+]?(?:0[xo][0-9a-fA-F_]+|[0-9]+_[0-9_]*|0[0-9]+|[0-9.]+[eE][-+]?[0-9]+)|\+[0-9.]+")
_SUSPECT_NUMBER = re.compile(rf"(?:^|[\s\[{{,:])(?:{_ODD_NUMBER.pattern})(?=[\s,\]}}]|$)", re.MULTILINE)
_CHARACTER_ADVICE = "Delete it; it cannot be seen in most editors."


def value_findings(data: Any, text: str, file: str) -> list[Finding]:
    """Faults of the values of a document; empty for content as it should be."""
    return [*_in_data(data, text, file), *_odd_numbers(text, file)]


def character_finding(text: str, file: str) -> Finding | None:
    """The first character of a text that content may not hold, where it stands as itself."""
    found = first_unsafe(text.replace("\r\n", "\n"))
    if found is None:
        return None
    line = text.count("\n", 0, text.index(found)) + 1
    return Finding("error", "character", file, _character(found), _CHARACTER_ADVICE, line)


def _character(found: str) -> str:
    return f"the character U+{ord(found):04X} is not allowed in content."


def _in_data(data: Any, text: str, file: str) -> Iterator[Finding]:
    stack: list[tuple[Any, Path]] = [(data, ())]
    while stack:
        value, path = stack.pop()
        if len(path) > MAX_DEPTH:
            advice = "Write it with fewer levels; no entry needs hundreds of them."
            yield _finding("yaml-syntax", data, text, file, path[:3], "it is nested too deep.", advice)
            return
        if isinstance(value, dict):
            for key in value:
                if not isinstance(key, str):
                    yield _bad_key(key, data, text, file, path)
                elif unsafe := first_unsafe(key):
                    yield _finding("character", data, text, file, (*path, key), _character(unsafe), _CHARACTER_ADVICE)
            stack += [(item, (*path, key)) for key, item in reversed(value.items()) if isinstance(key, str)]
        elif isinstance(value, list):
            stack += [(item, (*path, index)) for index, item in reversed(list(enumerate(value)))]
        elif isinstance(value, str):
            if unsafe := first_unsafe(value):
                yield _finding("character", data, text, file, path, _character(unsafe), _CHARACTER_ADVICE)
        elif isinstance(value, float) and not math.isfinite(value):
            yield _finding("number", data, text, file, path, f"'{value}' is no number.", "Write the number itself.")
        elif isinstance(value, int | float) and abs(value) > MAX_NUMBER:
            advice = "Quote it if a text is meant, or give it in a larger unit."
            yield _finding("number", data, text, file, path, "the number is too large to be kept exactly.", advice)


def _bad_key(key: Any, data: Any, text: str, file: str, path: Path) -> Finding:
    kinds = {bool: "true/false", type(None): "empty", int: "a number", float: "a number"}
    shown = "~" if key is None else str(key).lower() if isinstance(key, bool) else str(key)
    message = f"the key '{shown}' is {kinds.get(type(key), 'no text')}, where a text is expected."
    advice = "Keys are names; quote it if it is meant as one."
    return _finding("yaml-key", data, text, file, (*path, shown), message, advice)


def _finding(check: str, data: Any, text: str, file: str, path: Path, message: str, advice: str) -> Finding:
    from sojourn.loading.positions import line_of
    from sojourn.loading.schema_walk import key_of

    return Finding("error", check, file, message, advice, line_of(text, path), key_of(data, path) or None)


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
            message = f"'{event.value}' is an odd way to write a number."
            advice = "Write it with plain digits (16, 1000), or quote it if a text is meant."
            yield Finding("error", "number", file, message, advice, line)
