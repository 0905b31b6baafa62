"""What notebooks show of a value: a small table of names and texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any


def table(title: str, rows: Iterable[tuple[str, str]]) -> str:
    """A table with a title, for `_repr_html_`; rows without a text are left out, and everything is escaped.

    >>> table("x", [("relation", "a < b"), ("reason", "")])
    '<table><caption>x</caption><tr><th>relation</th><td>a &lt; b</td></tr></table>'
    """
    cells = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in rows if text)
    return f"<table><caption>{escape(title)}</caption>{cells}</table>"


def entry_table(data: Mapping[str, Any]) -> str:
    """An entry: its name, its identifiers, and the text that says what it is, in English."""
    texts = {key: data.get(key) for key in ("label", "title", "definition", "summary", "meaning")}
    said = {key: item.get("en", "") if isinstance(item, dict) else str(item or "") for key, item in texts.items()}
    name = said.pop("label") or said.pop("title") or str(data["id"])
    return table(name, [(str(data["kind"]), str(data["id"])), *said.items(), ("IRI", str(data["iri"]))])
