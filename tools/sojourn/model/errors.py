"""Errors that a user can act on: title, detail, advice, and where.

The parts are messages (an id and arguments), or texts that somebody else wrote: of the system, of a parser, of a file. Words
are made when they are asked for, in the language that is asked for.
"""

from __future__ import annotations

from sojourn.model.value import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from sojourn.model.message import Message

    Part: TypeAlias = Message | str
    Words: TypeAlias = Callable[[Message], str]

NAMES = ("title", "detail", "advice")


class Where(Frozen):
    """A place in a file; every part may be missing."""

    __slots__ = ("file", "key", "line")
    file: str | None
    line: int | None
    key: str | None

    def __init__(self, file: str | None = None, line: int | None = None, key: str | None = None) -> None:
        self._set(file, key, line)  # in the order of __slots__

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {"file": self.file, "line": self.line, "key": self.key}

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return f"{place} ({self.key})" if place and self.key else place or self.key or ""


class SojournError(Exception):
    """What went wrong (`title`), why (`detail`), what to do (`advice`) and where.

    `parts` are these three as they were given; the attributes hold their words in English.

    >>> from sojourn.model.message import message
    >>> error = SojournError(message("error-rule-empty"), "", message("error-state-a-facet"))
    >>> print(error)
    the rule is empty. State at least one facet.
    >>> error.to_dict()["error"]["messages"]["title"]
    {'message': 'error-rule-empty', 'args': {}}
    """

    def __init__(self, title: Part, detail: Part = "", advice: Part = "", where: Where | None = None) -> None:
        super().__init__(title, detail, advice)
        self.parts = (title, detail, advice)
        self.where = where or Where()

    @property
    def title(self) -> str:
        """What went wrong, in English."""
        return in_words(self.parts[0]).rstrip(".")

    @property
    def detail(self) -> str:
        """Why, in English; it may be empty."""
        return in_words(self.parts[1])

    @property
    def advice(self) -> str:
        """What to do, in English; it may be empty."""
        return _begun(in_words(self.parts[2]))

    def __str__(self) -> str:
        return self.text()

    def text(self, words: Words | None = None) -> str:
        """Place, title, detail and advice in one line; `words` gives those of a message, in English if there are none."""
        place = str(self.where)
        title, detail, advice = (in_words(part, words) for part in self.parts)
        parts = [f"{place}: {title}" if place else title, detail, _begun(advice)]
        return ". ".join(part.rstrip(".") for part in parts if part) + "."

    def to_dict(self, words: Words | None = None) -> dict[str, Any]:
        """The one JSON shape of errors, on the command line and over HTTP; `messages` holds the parts that are values."""
        title, detail, advice = (in_words(part, words) for part in self.parts)
        error: dict[str, Any] = {"title": title.rstrip("."), "detail": detail, "advice": _begun(advice)}
        error["where"] = self.where.to_dict()
        values = {n: part.to_dict() for n, part in zip(NAMES, self.parts, strict=True) if not isinstance(part, str)}
        return {"error": {**error, "messages": values}}


def in_words(part: Part, words: Words | None = None) -> str:
    """The words of a part of an error: a text as it is, a message by `words`, or in English."""
    if isinstance(part, str):
        return part
    if words is None:
        from sojourn.prose.speaker import plain

        words = plain().text
    return words(part)


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


class NotFound(SojournError, LookupError):  # noqa: N818 - the name that users catch
    """No such entry; `near` holds the names that come closest."""

    def __init__(self, title: Part, detail: Part = "", advice: Part = "", near: tuple[str, ...] = ()) -> None:
        super().__init__(title, detail, advice)
        self.near = near


class UsageError(SojournError):
    """A command or call was given something that it cannot work with."""


class MissingExtraError(UsageError):
    """A package that comes with an extra of the installation is not there; `detail` says what needs it."""

    def __init__(self, package: str, extra: str, detail: Part = "") -> None:
        from sojourn.model.message import message

        missing = message("error-extra-missing", package=package)
        super().__init__(missing, detail, message("error-extra-install", extra=extra))
