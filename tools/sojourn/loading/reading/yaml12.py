"""YAML 1.2 from text: by yaml-rs, and in the browser, where there is only Python, by PyYAML taught the newer rules.

Both refuse a key that stands twice, keep dates as texts, and read only `true` and `false` as truth values.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import yaml

yaml_rs: Any
try:
    import yaml_rs
except ImportError:  # the engine in the browser
    yaml_rs = None


class YamlError(ValueError):
    """Text that is no YAML; the message names the line."""


def loads(text: str) -> Any:
    """The data of one YAML document. Raises YamlError, or ValueError for values out of range."""
    if yaml_rs is None:
        return loads_in_python(text)
    try:
        return yaml_rs.loads(text, parse_datetime=False)
    except yaml_rs.YAMLDecodeError as error:
        raise YamlError(str(error)) from error
    except TypeError:
        # A list or a map as a key inside another one; the slower loader names the line.
        return loads_in_python(text)


def loads_in_python(text: str) -> Any:
    """The same without yaml-rs."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlError(f"line {line}\n{error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise YamlError(str(error)) from error


class _Loader(yaml.SafeLoader):
    """PyYAML with the plain scalars of YAML 1.2's core schema."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (PyYAML's own name)


def _map(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen: set[Any] = set()
    for key, _ in node.value:
        name = loader.construct_object(key, deep=True)
        if not isinstance(name, Hashable):
            raise yaml.constructor.ConstructorError(None, None, "a key must be a text", key.start_mark)
        if name in seen:
            raise yaml.constructor.ConstructorError(None, None, f"duplicate mapping key: '{name}'", key.start_mark)
        seen.add(name)
    return loader.construct_mapping(node, deep=True)


def _whole(loader: _Loader, node: yaml.ScalarNode) -> int:
    text = str(node.value)
    return int(text, 0) if text[:2] in ("0x", "0o") else int(text)


# Tag, pattern, and the characters that a plain scalar of the kind may begin with ("" stands for an empty one).
_CORE: tuple[tuple[str, str, list[str]], ...] = (
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
)
for _name, _pattern, _first in _CORE:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"^(?:{_pattern})$"), _first)
_Loader.add_constructor("tag:yaml.org,2002:map", _map)
_Loader.add_constructor("tag:yaml.org,2002:int", _whole)
