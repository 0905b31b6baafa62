"""Where a key stands in a file. Composed by PyYAML, only for files that have findings."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import yaml

Path = Sequence[str | int]


@lru_cache(maxsize=64)
def _tree(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError):
        return None


def line_of(text: str, path: Path) -> int | None:
    """Line (from 1) of the deepest part of `path` that the file has."""
    node = _tree(text)
    if node is None:
        return None
    line: int = node.start_mark.line + 1
    for step in path:
        found = _step(node, step)
        if found is None:
            break
        key, node = found
        line = key.start_mark.line + 1
    return line


def _step(node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if str(key.value) == str(step):
                return key, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def duplicate_line(text: str, key: str) -> int | None:
    """Line of the second occurrence of `key` in one map."""
    root = _tree(text)
    for node in _nodes(root) if root is not None else ():
        if isinstance(node, yaml.MappingNode):
            same = [k for k, _ in node.value if k.value == key]
            if len(same) > 1:
                return int(same[1].start_mark.line) + 1
    return None


def _nodes(node: yaml.Node) -> Iterator[yaml.Node]:
    yield node
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _nodes(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _nodes(item)


def key_of(data: Any, path: tuple[str | int, ...]) -> str:
    """A path as people read it: `definitions[nzl-obm-arrival].rule.threshold`."""
    out = ""
    for step in path:
        inner: Any = operator.getitem(data, step) if _has(data, step) else None
        if isinstance(step, int):
            label = inner.get("id", step) if isinstance(inner, dict) else step
            out += f"[{label}]"
        else:
            out += f".{step}" if out else str(step)
        data = inner
    return out


def _has(data: Any, step: str | int) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)
