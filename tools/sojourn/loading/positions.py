"""Where a key stands in a file. Composed by PyYAML, only for files that have findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

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
