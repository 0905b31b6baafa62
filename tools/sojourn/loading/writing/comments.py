"""The comments of a YAML file: where they stand, which part of the content they go with, and how they are put back.

A comment is tied to a path of the content (`definitions`, 0, `rule`), so that it stays with its key when keys change
their order: `above` the line of the key, `beside` it on the same line, or `below` the whole block that it ends.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import yaml

Path = tuple[str | int, ...]
Side = Literal["above", "beside", "below"]
# What a comment may begin with; a text without it needs no scanning.
_SUSPECT = re.compile(r"(?:^|\s)#", re.MULTILINE)
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(#.*)")
# Lines longer than this are not made by a comment: it goes above the line instead.
WIDTH = 120


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its `#`, and the part of the content that it goes with."""

    text: str
    path: Path
    side: Side


@dataclass(frozen=True, slots=True)
class _Found:
    """A comment as it stands in the text; `own` means that nothing else stands on its line."""

    text: str
    line: int
    column: int
    own: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """A key or list item: where it begins, and the first and last line of all that it holds."""

    path: Path
    line: int
    column: int
    offset: int
    value_line: int
    last_line: int
    scalar: bool
    block: bool


def comment_texts(text: str) -> list[str]:
    """All comments of a YAML text, in order. Raises yaml.YAMLError for what PyYAML cannot scan."""
    return [found.text for found in _scan(text)]


def comments_of(text: str) -> list[Comment]:
    """All comments with what they go with, in order. Raises yaml.YAMLError for what PyYAML cannot scan."""
    found = _scan(text)
    if not found:
        return []
    parts = _parts(text)
    starts = [part.line for part in parts]
    out: list[Comment] = []
    for place, comment in enumerate(found):
        before = found[place - 1] if place else None
        follows = before is not None and before.line == comment.line - 1 and before.column == comment.column
        if comment.own and follows and out[-1].side == "beside":
            # The rest of a comment that began beside a key: all of it goes above the key.
            out[-1] = Comment(out[-1].text, out[-1].path, "above")
            out.append(Comment(comment.text, out[-1].path, "above"))
        elif comment.own and follows and before is not None and before.own:
            out.append(Comment(comment.text, out[-1].path, out[-1].side))
        else:
            out.append(_tied(comment, parts, starts))
    return out


def _scan(text: str) -> list[_Found]:
    """Comments stand between the scanner's tokens, or behind the header of a block text."""
    if not _SUSPECT.search(text):
        return []
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    out: list[_Found] = []
    end = 0
    loader = yaml.SafeLoader(text)
    try:
        while loader.check_token():
            token = loader.get_token()  # type: ignore[no-untyped-call]
            begin = token.start_mark.index
            out += _between(text, end, begin, starts)
            if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
                header = _BLOCK_HEADER.match(text, begin)
                if header:
                    out.append(_found(text, header.start(1), header.group(1), starts))
            end = max(end, token.end_mark.index)
    finally:
        loader.dispose()
    return [*out, *_between(text, end, len(text), starts)]


def _between(text: str, begin: int, end: int, starts: list[int]) -> Iterator[_Found]:
    """Comments in a stretch of text that holds nothing else but spaces and breaks."""
    position = begin
    while (position := text.find("#", position, end)) >= 0:
        stop = text.find("\n", position)
        stop = len(text) if stop < 0 else stop
        yield _found(text, position, text[position:stop], starts)
        position = stop


def _found(text: str, position: int, comment: str, starts: list[int]) -> _Found:
    line = bisect_right(starts, position) - 1
    before = text[starts[line] : position]
    return _Found(comment.rstrip(), line, position - starts[line], not before.strip())


def _parts(text: str) -> list[_Part]:
    """Every key and list item in the order of the text."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return sorted(_walk(root, ()), key=lambda part: (part.offset, len(part.path))) if root is not None else []


def _walk(node: yaml.Node, path: Path) -> Iterator[_Part]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _part(key, value, (*path, str(key.value)), key.start_mark.column)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            column = item.start_mark.column if node.flow_style else node.start_mark.column
            yield from _part(item, item, (*path, index), column)


def _part(start: yaml.Node, value: yaml.Node, path: Path, column: int) -> Iterator[_Part]:
    inner = list(_walk(value, path))
    ends = [part.last_line for part in inner]
    last = max([start.start_mark.line, _last_line(value, bool(inner)), *ends])
    scalar = isinstance(value, yaml.ScalarNode)
    mark = start.start_mark
    block = isinstance(value, yaml.ScalarNode) and value.style in ("|", ">")
    yield _Part(path, mark.line, column, mark.index, value.start_mark.line, last, scalar, block)
    yield from inner


def _last_line(node: yaml.Node, filled: bool) -> int:
    """The last line of a node itself; a block collection ends with what it holds."""
    end = node.end_mark
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and filled:
        return int(node.start_mark.line)
    block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    before = end.column == 0 and end.line > node.start_mark.line
    return int(end.line - 1 if block or before else end.line)


def _tied(comment: _Found, parts: list[_Part], starts: list[int]) -> Comment:
    """What a comment goes with, by its line and its indentation."""
    place = bisect_right(starts, comment.line)
    before, after = parts[:place], parts[place] if place < len(parts) else None
    if not comment.own:
        here = [part for part in before if part.line <= comment.line <= part.last_line]
        begun = any(part.line == comment.line for part in here)
        if here and (begun or after is None or not _begins_with_dash(after, comment)):
            return Comment(comment.text, here[-1].path, "beside")
    if comment.column > (after.column if after else 0):
        holder = _ended_by(comment, before)
        if holder is not None:
            return Comment(comment.text, holder.path, "below")
    return Comment(comment.text, after.path, "above") if after else Comment(comment.text, (), "below")


def _begins_with_dash(after: _Part, comment: _Found) -> bool:
    """Whether a comment stands behind the dash of a list item whose content begins on the next line."""
    return isinstance(after.path[-1], int) and after.line == comment.line + 1 and after.column < comment.column


def _ended_by(comment: _Found, before: list[_Part]) -> _Part | None:
    """The innermost block that the comment's indentation still belongs to."""
    if not before:
        return None
    last = before[-1].path
    holders = [part for part in before if part.path == last[: len(part.path)] and part.column <= comment.column]
    return max(holders, key=lambda part: len(part.path)) if holders else None


def with_comments(text: str, comments: list[Comment]) -> str:
    """A YAML text (in the normal form, without comments) with the comments put in where their content now stands."""
    if not comments:
        return text
    lines = text.split("\n")[:-1]
    found = _parts(text)
    parts = {part.path: part for part in found}
    inside = _inside_texts(found)
    above: dict[int, list[str]] = defaultdict(list)
    beside: dict[int, list[str]] = defaultdict(list)
    below: dict[int, list[str]] = defaultdict(list)
    for comment in comments:
        part = _nearest(parts, comment.path)
        if part is None:
            below[len(lines) - 1].append(comment.text)
        elif comment.side == "below":
            below[part.last_line].append(_indent(lines[part.line], part.column) + comment.text)
        elif comment.side == "beside" and _takes_a_comment(part):
            beside[part.line].append(comment.text)
        else:
            place = next(number for number in range(part.line, -1, -1) if number not in inside)
            above[place].append(comment.text)
    out: list[str] = []
    for number, line in enumerate(lines):
        ends = beside[number]
        fits = len(ends) == 1 and len(line) + 2 + len(ends[0]) <= WIDTH
        out += [_indent(line) + comment for comment in [*above[number], *([] if fits else ends)]]
        out.append(f"{line}  {ends[0]}" if fits else line)
        out += sorted(below[number], key=_leading, reverse=True)
    return "\n".join(out) + "\n"


def _leading(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _indent(line: str, column: int = 0) -> str:
    """The indentation of a line; that of a column, if only dashes stand before it."""
    return " " * (column if column and not line[:column].strip(" -") else _leading(line))


def _inside_texts(parts: list[_Part]) -> set[int]:
    """Lines that begin within a text: a comment there would become part of it."""
    texts = (part for part in parts if part.scalar)
    return {line for part in texts for line in range(part.value_line + 1, part.last_line + 1)}


def _nearest(parts: dict[Path, _Part], path: Path) -> _Part | None:
    """The part at a path, or the deepest one that holds it."""
    for length in range(len(path), 0, -1):
        if path[:length] in parts:
            return parts[path[:length]]
    return None


def _takes_a_comment(part: _Part) -> bool:
    """Whether a comment may end the line: not within a text or flow collection that goes on in the next line."""
    return part.block or part.last_line == part.line or part.value_line > part.line
