"""The reference pages of the website, made from what they describe: commands, Python, HTTP with its JSON shapes.

Each page is Markdown with front matter, like the pages that are written by hand. The commands are those of `click`, the
functions those of the public rooms with their docstrings (whose examples run in the tests), the HTTP operations those of the
OpenAPI document.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import click

from sojourn.cli.main import COMMANDS, main

# The rooms whose public names are described, with what they are for.
ROOMS = {
    "sojourn": "The packaged registry, and what can be asked of it.",
    "sojourn.service": "One typed function for each use case; the command line and the HTTP service are thin over these.",
    "sojourn.rules": "The engine: rules, histories, comparison, decisions.",
}
EXAMPLE = ">>> "


def reference_pages() -> dict[str, str]:
    """The reference pages by their path, as Markdown; that of HTTP only where its extra is installed."""
    pages = {"reference/commands": _commands(), "reference/python": _python()}
    if find_spec("starlette") is not None:
        pages["reference/http"] = _http()
    return pages


def _page(title: str, description: str, parts: Iterator[str]) -> str:
    head = f"---\ntitle: {title}\ndescription: {description.replace(chr(96), chr(39))}\n---\n"
    return "\n\n".join((head, f"# {title}", description, *parts)) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    if rows:
        lines = [heads, tuple("---" for _ in heads), *rows]
        yield "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


# -- the command line ----------------------------------------------------------------------------------------------------


def _commands() -> str:
    described = "Every command with its arguments and options. `sojourn COMMAND --help` shows the same in a terminal."
    return _page("Command line", described, _all_commands())


def _all_commands() -> Iterator[str]:
    with click.Context(main, info_name="sojourn") as context:
        for name in COMMANDS:
            command = main.get_command(context, name)
            assert command is not None
            yield from _command(command, f"sojourn {name}")


def _command(command: click.Command, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    yield f"## {name}"
    yield f"```console\n$ {command.get_usage(context).removeprefix('Usage: ')}\n```"
    yield from _prose(inspect.cleandoc(command.help or ""))
    records = [p.get_help_record(context) for p in command.params]
    yield from _table(
        # Nothing in code is escaped: the tables of Markdown take it as it is.
        ("Option", "What it does"),
        [(f"`{record[0]}`", _cell(record[1])) for record in records if record and record[1]],
    )
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                yield from _command(found, f"{name} {inner}")


# -- Python --------------------------------------------------------------------------------------------------------------


def _python() -> str:
    described = (
        "The public functions and values of the package, from their own descriptions; the examples run in the tests."
    )
    return _page("Python", described, _rooms())


def _rooms() -> Iterator[str]:
    for room, purpose in ROOMS.items():
        module = importlib.import_module(room)
        yield f"## {room}"
        yield purpose
        for name in sorted(module.__all__):
            yield from _described(f"{room}.{name}", getattr(module, name))
    registry = importlib.import_module("sojourn.lookup.registry").Registry
    yield "## Registry"
    yield "What `sojourn.load()` gives."
    for name, member in inspect.getmembers(registry):
        if not name.startswith("_") and inspect.getdoc(member):
            yield from _described(f"Registry.{name}", member)


def _described(name: str, value: Any) -> Iterator[str]:
    text = inspect.getdoc(value) if inspect.isroutine(value) or inspect.isclass(value) or _is_property(value) else None
    if not text:
        return
    yield f"### {name}"
    # A cached property passes for a routine.
    if inspect.isroutine(value) and not _is_property(value):
        yield f"```python\n{name.rpartition('.')[2]}{inspect.signature(value)}\n```"
    yield from _prose(text)


def _is_property(value: Any) -> bool:
    return isinstance(value, property) or hasattr(value, "func")


def _prose(text: str) -> Iterator[str]:
    """A description as Markdown: paragraphs, with examples as code."""
    for block in re.split(r"\n\s*\n", text):
        block = inspect.cleandoc(block)
        if block.startswith(EXAMPLE):
            lines = [re.sub(r"\s*# doctest:.*", "", line) for line in block.splitlines()]
            yield "```pycon\n" + "\n".join(lines) + "\n```"
        elif block:
            yield block.replace("\b", "").replace("<", "&lt;")


# -- HTTP ----------------------------------------------------------------------------------------------------------------


def _http() -> str:
    described = (
        "What `sojourn serve` answers under `/api/v1`, and the shapes of its JSON. `/api/openapi.json` has the same."
    )
    return _page("HTTP and JSON shapes", described, _operations())


def _operations() -> Iterator[str]:
    from sojourn.serve.rest.openapi import openapi

    document = openapi("/api/v1", "en")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"## {method.upper()} {path}"
            yield from _prose(operation.get("description") or operation.get("summary") or "")
            rows = [
                (f"`{p['name']}`", p.get("in", ""), _cell(p.get("description", "")))
                for p in operation.get("parameters", ())
            ]
            yield from _table(("Parameter", "Where", "What it is"), rows)
    yield "## Shapes"
    for name, schema in document["components"]["schemas"].items():
        yield f"### {name}"
        yield from _prose(schema.get("description", ""))
        yield from _table(("Key", "Type", "What it is"), list(_keys(schema)))


def _keys(schema: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for key, part in schema.get("properties", {}).items():
        kind = part.get("type") or part.get("$ref", "").rpartition("/")[2] or "value"
        yield f"`{key}`", str(kind), _cell(str(part.get("description", "")))
