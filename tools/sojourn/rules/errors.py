"""The exceptions of the rules room: a rule or a history without a meaning, and a question that is not decided."""

from __future__ import annotations

from sojourn.model.errors import SojournError
from sojourn.model.message import Message, message


class RuleError(SojournError, ValueError):
    """A rule or a history is not usable; says what is wrong (`title`, `detail`) and what to do about it (`advice`).

    Each part is a message, or a text that somebody wrote; `parts` keeps them, the attributes hold English words.
    """

    def __init__(self, title: Message | str, detail: Message | str = "", advice: Message | str = "") -> None:
        self.parts = (title, detail, advice)
        super().__init__(_english(title), _english(detail), _english(advice))

    def __str__(self) -> str:
        rest = " ".join(f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in (self.detail, self.advice) if text)
        return f"{self.title}: {rest}" if rest else self.title

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), self.parts


class UnsupportedError(Exception):
    """A rule outside the decidable fragment; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return _english(self.reason)


class TooLargeError(UnsupportedError):
    """The question takes more work than it may; the bounds are the same on every machine."""

    def __init__(self) -> None:
        super().__init__(message("too-large"))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), ()


def _english(text: Message | str) -> str:
    if isinstance(text, str):
        return text
    from sojourn.prose.speaker import plain

    return plain().text(text)
