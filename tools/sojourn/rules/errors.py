"""The exceptions of the rules room: a rule or a history without a meaning, and a question that is not decided."""

from __future__ import annotations

from sojourn.model.errors import SojournError, in_words
from sojourn.model.message import Message, message


class RuleError(SojournError, ValueError):
    """A rule or a history is not usable; says what is wrong (`title`, `detail`) and what to do about it (`advice`)."""

    def __str__(self) -> str:
        rest = " ".join(f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in (self.detail, self.advice) if text)
        return f"{self.title}: {rest}" if rest else self.title


class UnsupportedError(Exception):
    """A rule outside the decidable fragment; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return in_words(self.reason)


class TooLargeError(UnsupportedError):
    """The question takes more work than it may; the bounds are the same on every machine."""

    def __init__(self) -> None:
        super().__init__(message("too-large"))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), ()
