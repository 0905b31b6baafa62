"""Errors that a user can act on: title, detail, advice, and where."""

from __future__ import annotations

from sojourn.model.value import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


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
    """What went wrong (`title`), why (`detail`), what to do (`advice`) and where."""

    def __init__(self, title: str, detail: str = "", advice: str = "", where: Where | None = None) -> None:
        super().__init__(title, detail, advice)
        self.title = title
        self.detail = detail
        self.advice = advice
        self.where = where or Where()

    def __str__(self) -> str:
        place = str(self.where)
        parts = [f"{place}: {self.title}" if place else self.title, self.detail, self.advice]
        return ". ".join(part.rstrip(".") for part in parts if part) + "."

    def to_dict(self) -> dict[str, Any]:
        """The one JSON shape of errors, on the command line and over HTTP."""
        error = {"title": self.title, "detail": self.detail, "advice": self.advice, "where": self.where.to_dict()}
        return {"error": error}


class NotFound(SojournError, LookupError):  # noqa: N818 - the name that users catch
    """No such entry; `near` holds the names that come closest."""

    def __init__(self, title: str, detail: str = "", advice: str = "", near: tuple[str, ...] = ()) -> None:
        super().__init__(title, detail, advice)
        self.near = near


class UsageError(SojournError):
    """A command or call was given something that it cannot work with."""
