"""Answers in the language of the page that asks: sentences retold, or left in English and marked so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.engine.known import Known
from sojourn.model.errors import SojournError
from sojourn.model.message import Message
from sojourn.prose.retold import Retold
from sojourn.prose.speaker import Speaker
from sojourn.rules import RuleError


def speaker(known: Known, lang: str) -> Speaker:
    """Words in a language as commands give them: labels of codes from the registry, rules by their ids."""
    return Speaker(lang, lambda list_id, code: known.label(list_id, code, lang))


def page_speaker(known: Known, lang: str) -> Speaker:
    """Words in a language as pages give them: rules by their names."""
    return Speaker(lang, lambda list_id, code: known.label(list_id, code, lang), lambda id: known.name(id, lang))


# A sentence in the language of the page, or `["en", sentence]` where there are no words for it.
Said = str | list[str]


def said(text: str, told: str | None) -> Said:
    """A sentence as answers hold it."""
    return ["en", text] if told is None else told


def error(known: Known, lang: str, found: SojournError) -> dict[str, Any]:
    """An error with its parts in the language beside them; as it is in English."""
    data: dict[str, Any] = found.to_dict()["error"]
    words, retell = speaker(known, lang), Retold(lang, lambda id: known.name(id, lang))
    if not retell.table:
        return data
    told: dict[str, Said] = {}
    parts = found.parts if isinstance(found, RuleError) else (found.title, found.detail, found.advice)
    for key, part in zip(("title", "detail", "advice"), parts, strict=True):
        if isinstance(part, Message):
            told[key] = words.text(part)
        elif part:
            told[key] = said(part, retell.told(part))
    return {**data, "told": told}


def findings(known: Known, lang: str, found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Findings with message and advice in the language."""
    tell = Retold(lang, lambda id: known.name(id, lang))
    return [
        {**item, **{key: said(item[key], tell.told(item[key])) for key in ("message", "advice") if item[key]}}
        for item in found
    ]
