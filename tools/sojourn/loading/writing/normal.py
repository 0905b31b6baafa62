"""The normal form of a content file: keys in the schema's order, short maps on one line, long texts folded.

Comments keep their place: at the top of the file, or with the key that they belong to. What readers should see goes to a
`note`, so that it is data too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import yaml

from sojourn.loading.forms.schema_walk import SchemaShape
from sojourn.loading.reading import yaml12
from sojourn.loading.reading.reader import Document
from sojourn.loading.writing.comments import comment_texts, comments_of, with_comments
from sojourn.model.errors import SojournError, Where
from sojourn.model.message import Message, message

WIDTH = 120


class _Dumper(yaml.SafeDumper):
    """Block style with indented lists; aliases are never written."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def normal_form(document: Document, shape: SchemaShape) -> str:
    """The file as `sojourn fmt` writes it: the same data, with all comments.

    Raises SojournError where that cannot be made sure of; the file is then left as it is.
    """
    source = re.sub("\r\n?", "\n", document.text)
    head, body = _split_head(source)
    ordered = _ordered(document.data, shape, document.kind)
    plain = _written(ordered, _text)
    if _data(plain) != document.data:
        # The two libraries do not agree on every text without quotes.
        plain = _written(ordered, _quoted)
    try:
        comments = comments_of(body)
        text = head + with_comments(plain, comments)
        kept = Counter(comment_texts(text)) == Counter(comment_texts(source))
    except yaml.YAMLError as error:
        raise _refusal(document, message("error-comments-unclear")) from error
    if not kept:
        raise _refusal(document, message("error-comment-lost"))
    if _data(text) != document.data:
        raise _refusal(document, message("error-form-changes"))
    return text


def _written(data: Any, text: Callable[[yaml.SafeDumper, str], yaml.Node]) -> str:
    made: str = yaml.dump_all(
        [data],
        Dumper=_dumper(text),
        allow_unicode=True,
        sort_keys=False,
        width=WIDTH,
        default_flow_style=False,
    )
    return made


def _refusal(document: Document, title: Message) -> SojournError:
    return SojournError(title, "", message("error-form-refused"), Where(document.file))


def _data(text: str) -> Any:
    try:
        return yaml12.loads(text)
    except ValueError:
        return None


def _split_head(text: str) -> tuple[str, str]:
    """The comments at the top of a file, and the rest; a file begins with no blank line."""
    lines = [f"{line}\n" for line in text.removesuffix("\n").split("\n")]
    count = next((i for i, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    begin = next((i for i, line in enumerate(lines[:count]) if line.strip()), count)
    return "".join(lines[begin:count]), "".join(lines[count:])


def _ordered(data: Any, shape: SchemaShape, kind: str) -> Any:
    orders = {node.path: list(node.schema.get("properties", {})) for node in shape.walk(Document("", kind, "", data))}

    def arrange(value: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(value, dict):
            order = {key: place for place, key in enumerate(orders.get(path, ()))}
            keys = sorted(value, key=lambda key: order.get(key, len(order)))
            made = {key: arrange(value[key], (*path, key)) for key in keys}
            return _OneLine(made) if path and _fits_on_a_line(made) else made
        if isinstance(value, list):
            return [arrange(item, (*path, index)) for index, item in enumerate(value)]
        return value

    return arrange(data, ())


def _dumper(text: Callable[[yaml.SafeDumper, str], yaml.Node]) -> type[_Dumper]:
    class Dumper(_Dumper):
        pass

    Dumper.add_representer(str, text)
    Dumper.add_representer(dict, _map)
    Dumper.add_representer(_OneLine, _map)
    Dumper.add_representer(list, _list)
    return Dumper


# Plain scalars that YAML 1.2 reads as numbers, true, false or null; PyYAML, which knows YAML 1.1, would not quote them all.
_NOT_TEXT = re.compile(r"[-+.]?[0-9]|[-+.]*\.?(inf|nan)$|~$|(true|false|null)$", re.IGNORECASE)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    style = None
    if _NOT_TEXT.match(value) and not isinstance(_read_plain(value), str):
        style = '"'
    elif len(value) > 90 and " " in value and "\n" not in value and value == value.strip() and "  " not in value:
        style = ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _quoted(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    """In double quotes, unless it is a simple word."""
    simple = value.isascii() and value.replace("-", "").isalnum()
    return _text(dumper, value) if simple else dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')


def _read_plain(value: str) -> Any:
    """What YAML 1.2 makes of a text that is written without quotes."""
    try:
        read: Any = yaml12.loads(f"x: {value}")
        return read["x"]
    except ValueError:
        return value


class _OneLine(dict[str, Any]):
    """A map that is written on one line."""


def _fits_on_a_line(value: dict[str, Any]) -> bool:
    """Whether a map reads well on one line: a citation, a threshold, a short text; not an entry, not a map of maps of maps."""
    deep = any(
        isinstance(inner, dict | list) for item in value.values() if isinstance(item, dict) for inner in item.values()
    )
    listed = any(isinstance(inner, dict) for item in value.values() if isinstance(item, list) for inner in item)
    return not deep and not listed and "label" not in value and _width(value) <= 104


def _width(value: Any) -> int:
    """About how many characters a value takes on one line."""
    if isinstance(value, dict):
        return 2 + sum(len(key) + 4 + _width(item) for key, item in value.items())
    if isinstance(value, list):
        return 2 + sum(2 + _width(item) for item in value)
    return len(str(value))


def _map(dumper: yaml.SafeDumper, value: dict[str, Any]) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=isinstance(value, _OneLine))


def _list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    scalars = all(not isinstance(item, dict | list) for item in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=scalars and len(repr(value)) <= 500)
