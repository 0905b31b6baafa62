"""Answers in the language of the page that asks: messages in its words, texts of others marked as English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sojourn.engine.known import Known
from sojourn.model.errors import SojournError
from sojourn.model.finding import Finding
from sojourn.model.message import Message
from sojourn.prose.speaker import Speaker


def speaker(known: Known, lang: str) -> Speaker:
    """Words in a language as commands give them: labels of codes from the registry, rules by their ids."""
    return Speaker(lang, lambda list_id, code: known.label(list_id, code, lang))


def page_speaker(known: Known, lang: str) -> Speaker:
    """Words in a language as pages give them: rules by their names."""
    return Speaker(lang, lambda list_id, code: known.label(list_id, code, lang), lambda id: known.name(id, lang))


# A sentence in the language of the page, or `["en", sentence]` where there are no words for it.
Said = str | list[str]


def error(known: Known, lang: str, found: SojournError) -> dict[str, Any]:
    """An error with its parts in the language beside them; as it is in English."""
    data: dict[str, Any] = found.to_dict()["error"]
    if lang == "en":
        return data
    parts = getattr(found, "parts", None) or (found.title, found.detail, found.advice)
    words = speaker(known, lang)
    told = {key: _said(part, words) for key, part in zip(("title", "detail", "advice"), parts, strict=True) if part}
    return {**data, "told": told}


def findings(known: Known, lang: str, found: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings with message and advice in the language."""
    words, out = speaker(known, lang), []
    for one in found:
        told = {key: _said(part, words) for key, part in (("message", one.said or one.message),
                                                          ("advice", one.todo or one.advice)) if part}  # fmt: skip
        out.append({**one.to_dict(), **told})
    return out


def _said(part: Message | str, words: Speaker) -> Said:
    if isinstance(part, Message):
        return words.text(part)
    return part if words.lang == "en" else ["en", part]
