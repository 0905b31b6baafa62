"""What commands have in common: the language of an answer, and options that take a date."""

from __future__ import annotations

from datetime import date

import click

from sojourn.lookup.registry import Registry
from sojourn.model.errors import UsageError
from sojourn.model.message import message
from sojourn.prose.speaker import Speaker
from sojourn.prose.tables import speaks, spoken


def speaker(registry: Registry, lang: str = "en") -> Speaker:
    """Words in a language, with the labels of the registry's codes; entries are called by their ids."""
    others = (Speaker(other, registry.labels(other)) for other in spoken() if other != lang)
    return Speaker(lang, registry.labels(lang), others=others)


def _language(context: click.Context, parameter: click.Parameter, lang: str) -> str:
    if not speaks(lang):
        raise UsageError(
            message("error-no-words", lang=lang), "", message("error-languages-are", languages=", ".join(spoken()))
        )
    return lang


# In which language a command words its answer.
in_language = click.option(
    "--lang", default="en", show_default=True, callback=_language, help="Language of the words: en or fr."
)


def day(context: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    """Checks an option that takes a date."""
    if text is not None:
        try:
            date.fromisoformat(text)
        except ValueError as reason:
            raise UsageError(message("error-no-date", text=text), str(reason), message("error-write-date")) from reason
    return text
