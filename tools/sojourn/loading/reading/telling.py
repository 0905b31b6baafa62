"""Findings from messages: the values of what was found and what to do about it, with their words in English."""

from __future__ import annotations

from sojourn.model.finding import Finding, Severity
from sojourn.model.message import Message
from sojourn.prose.speaker import plain


def finding(
    severity: Severity,
    check: str,
    file: str,
    said: Message | str,
    todo: Message | str = "",
    line: int | None = None,
    key: str | None = None,
) -> Finding:
    """A finding that says `said`, with the advice `todo`; texts are those of others (a shape, a validator)."""
    return Finding(
        severity,
        check,
        file,
        _english(said),
        _english(todo),
        line,
        key,
        said if isinstance(said, Message) else None,
        todo if isinstance(todo, Message) else None,
    )


def _english(text: Message | str) -> str:
    return text if isinstance(text, str) else plain().text(text)
