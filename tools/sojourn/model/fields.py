"""Fields of values that are read from compiled data: each has a type, and what is read is checked against it.

A field is declared once, `label = Field("label", text)`: its reader gives the type that type checkers see and refuses data
of any other. A field is read when it is first asked for, so that a lookup pays only for what it shows.
"""

from __future__ import annotations

from sojourn.model.text import Text, Texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Generic, TypeVar

    from sojourn.model.errors import SojournError

    T = TypeVar("T")
    Data = Mapping[str, Any]

    class _Of(Generic[T]):
        """Of a type, for type checkers only: importing `typing` costs a lookup a tenth of its time."""

        __slots__ = ()
else:
    T = None

    class _Of:
        __slots__ = ()

        def __class_getitem__(cls, item: object) -> type:
            return cls


class Field(_Of[T]):
    """A field of a value: the key that it is read from, and its reader."""

    __slots__ = ("key", "read")

    def __init__(self, key: str, read: Callable[[Data, str], T]) -> None:
        self.key = key
        self.read = read

    def __get__(self, value: Any, owner: type) -> T:
        if value is None:  # asked of the class: the field itself
            return self  # type: ignore[return-value]
        known = value._read
        if self not in known:
            known[self] = self.read(value.data, self.key)
        found: T = known[self]
        return found


def wrong(data: Data, key: str, wanted: str) -> SojournError:
    """The error for a field that holds something else than its type."""
    found = repr(data.get(key)) if hasattr(data, "get") else repr(data)
    holder = data.get("id") if hasattr(data, "get") else None
    shown = found if len(found) < 80 else f"{found[:77]}..."
    # Imported here: values that are what they should be need neither errors nor messages.
    from sojourn.model.errors import SojournError
    from sojourn.model.message import message

    title = message("error-field", key=key, id=str(holder or "none"), wanted=wanted)
    return SojournError(title, message("error-it-holds", shown=shown), message("error-build-again"))


def needed(data: Data, key: str) -> str:
    """A text that is always there.

    >>> needed({"id": "nor"}, "id")
    'nor'
    """
    found = data.get(key)
    if not isinstance(found, str):
        raise wrong(data, key, "text")
    return found


def optional(data: Data, key: str) -> str | None:
    """A text that may be absent."""
    return None if data.get(key) is None else needed(data, key)


def whole(data: Data, key: str) -> int | None:
    """A whole number that may be absent."""
    found = data.get(key)
    if found is not None and (not isinstance(found, int) or isinstance(found, bool)):
        raise wrong(data, key, "whole number")
    return found


def number(data: Data, key: str) -> float:
    """A number that is always there."""
    found = data.get(key)
    if not isinstance(found, int | float) or isinstance(found, bool):
        raise wrong(data, key, "number")
    return found


def flag(data: Data, key: str) -> bool:
    """Whether a mark is set."""
    found = data.get(key, False)
    if not isinstance(found, bool):
        raise wrong(data, key, "mark (true or false)")
    return found


def ids(data: Data, key: str) -> tuple[str, ...]:
    """References or other short texts."""
    found = data.get(key, ())
    if not isinstance(found, list | tuple) or not all(isinstance(item, str) for item in found):
        raise wrong(data, key, "list of texts")
    return tuple(found)


def items(data: Data, key: str) -> tuple[Data, ...]:
    """Parts with fields of their own."""
    found = data.get(key, ())
    if not isinstance(found, list | tuple) or not all(isinstance(item, dict) for item in found):
        raise wrong(data, key, "list of parts")
    return tuple(found)


def text(data: Data, key: str) -> Text:
    """A text by language."""
    found = data.get(key)
    if found is None:
        return Text()
    if not isinstance(found, dict) or not all(isinstance(own, str) for own in found.values()):
        raise wrong(data, key, "text by language")
    return Text.of(found)


def texts(data: Data, key: str) -> Texts:
    """Several texts by language."""
    found = data.get(key)
    if found is None:
        return Texts()
    for lang in found if isinstance(found, dict) else (None,):
        if lang is None or not all(isinstance(own, str) for own in found[lang]) or isinstance(found[lang], str):
            raise wrong(data, key, "list of texts by language")
    return Texts.of(found)
