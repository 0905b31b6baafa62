"""Advice for a name that is not known: the names that come nearest, and the choices."""

from __future__ import annotations

import difflib

from sojourn.model.message import Joined, Message, message


def suggestion(word: str, known: list[str], what: str) -> Message | str:
    """Advice for an unknown name: the nearest ones, and the choices if they are few.

    `what` says what they are: keys, codes, names, columns, domains, ids.
    """
    near = difflib.get_close_matches(word, known, 3, 0.5)
    quoted = Joined(tuple(f"'{name}'" for name in near), "or")
    if len(known) > 30:
        return message("did-you-mean", near=quoted) if near else message("none-is-near", n=len(known))
    if not known:
        return ""
    choices = message("choices", what=what, choices=", ".join(known))
    return message("did-you-mean-of", near=quoted, choices=choices) if near else choices
