"""What rule commands take: an id of the registry, or a YAML file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from sojourn.lookup.registry import PACKAGED, Registry
from sojourn.model.entries import Definition, ReferenceRule
from sojourn.model.errors import NotFound, UsageError
from sojourn.model.rule import Rule, rule_from_dict
from sojourn.prose.speaker import Speaker
from sojourn.prose.tables import speaks, spoken


@dataclass(frozen=True, slots=True)
class Named:
    """A rule with the name that answers use, and what it counts if that is known."""

    id: str
    rule: Rule
    concept: str | None = None


def named_rule(registry: Registry, text: str) -> Named:
    """The rule of an id, or of a YAML file (a path that exists or ends in .yaml, or `-` for standard input)."""
    if text == "-" or text.endswith((".yaml", ".yml")) or Path(text).is_file():
        from sojourn.loading.rule_file import read_rule_file
        from sojourn.loading.schema import rule_schemas

        read = read_rule_file(
            text,
            rule_schemas(Path(PACKAGED).parent / "schema"),
            lambda name: [c.id.partition("/")[2] for c in registry.codes(name)],
        )
        return Named(read.id, rule_from_dict(read.rule), read.concept)
    value = registry.entry(text)
    if isinstance(value, Definition):
        return Named(value.id, value.rule, value.concept)
    if isinstance(value, ReferenceRule):
        return Named(value.id, value.rule, None)
    raise NotFound(
        f"'{text}' is a {value.kind}, not a rule", "", "Name a definition, a reference rule, or a YAML file with a rule"
    )


def speaker(registry: Registry, lang: str = "en") -> Speaker:
    """Words in a language, with the labels of the registry's codes; entries are called by their ids."""
    others = (Speaker(other, registry.labels(other)) for other in spoken() if other != lang)
    return Speaker(lang, registry.labels(lang), others=others)


def _language(context: click.Context, parameter: click.Parameter, lang: str) -> str:
    if not speaks(lang):
        raise UsageError(f"there are no words in '{lang}'", "", f"Languages: {', '.join(spoken())}")
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
            raise UsageError(f"'{text}' is no date", str(reason), "Write it as 2015-06-30") from reason
    return text
