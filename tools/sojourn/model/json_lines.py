"""JSON as files carry it: one member or item a line, so that lines can be compared, and quick to write.

Python's writer takes ten times as long when it indents, and indented files are half as large again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def json_lines(data: Mapping[str, Any] | Sequence[Any]) -> str:
    """An object with one member a line, or a list with one item a line."""
    if isinstance(data, Mapping):
        lines = [f"{json_line(key)}: {json_line(value)}" for key, value in data.items()]
        start, end = "{", "}"
    else:
        lines = [json_line(item) for item in data]
        start, end = "[", "]"
    inside = ",\n".join(lines)
    return f"{start}\n{inside}\n{end}\n" if lines else f"{start}{end}\n"


def json_line(value: Any) -> str:
    """A value on one line."""
    return json.dumps(value, ensure_ascii=False)
