"""What the engine refuses, as messages: a page shows them in its language, programs read them in English."""

from __future__ import annotations

from sojourn.model.errors import NotFound, UsageError, Where
from sojourn.model.message import Message
from sojourn.prose.speaker import plain

# A part of an error: a message, or the text that somebody else wrote.
Part = Message | str


class RefusedError(UsageError):
    """The engine was given something that it cannot work with; `parts` are title, detail and advice as messages."""

    def __init__(self, title: Part, detail: Part = "", advice: Part = "", where: Where | None = None) -> None:
        self.parts = (title, detail, advice)
        super().__init__(_english(title), _english(detail), _begun(advice), where)


class NoSuchRuleError(NotFound):
    """No such rule; `parts` are title, detail and advice as messages."""

    def __init__(self, title: Part, advice: Part, near: tuple[str, ...] = ()) -> None:
        self.parts: tuple[Part, Part, Part] = (title, "", advice)
        super().__init__(_english(title), "", _begun(advice), near)


def _english(part: Part) -> str:
    return part if isinstance(part, str) else plain().text(part)


def _begun(part: Part) -> str:
    text = _english(part)
    return text[:1].upper() + text[1:]
