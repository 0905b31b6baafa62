"""Messages in JSON output: their words beside the messages themselves; for whoever answers, compared or measured."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sojourn.model.message import Message

if TYPE_CHECKING:
    from sojourn.prose.speaker import Speaker


def said(key: str, value: Message | None, speaker: Speaker) -> dict[str, Any]:
    """A message for JSON: its words under `key`, the message itself under `<key>_message`.

    >>> from sojourn.model.message import message
    >>> from sojourn.prose.speaker import plain
    >>> said("reason", message("never-met"), plain())
    {'reason': 'no traveller can meet it', 'reason_message': {'message': 'never-met', 'args': {}}}
    """
    if value is None:
        return {key: None, f"{key}_message": None}
    return {key: speaker.text(value), f"{key}_message": value.to_dict()}


def all_said(key: str, values: Iterable[Message], speaker: Speaker) -> dict[str, Any]:
    """Several messages for JSON: whole sentences under `key`, the messages themselves under `<key>_messages`.

    >>> from sojourn.model.message import message
    >>> from sojourn.prose.speaker import plain
    >>> all_said("assumptions", [message("assumed-any-reading")], plain())["assumptions"]
    ['Apart from what is assumed, the relation holds however silent facets are read; travellers show one reading.']
    """
    found = list(values)
    return {
        key: [speaker.sentence(value) for value in found],
        f"{key}_messages": [value.to_dict() for value in found],
    }
