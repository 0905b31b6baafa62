"""`sojourn lookup` and `sojourn show`."""

from __future__ import annotations

import json
import sys

import click

import sojourn
from sojourn.cli.answers.show import describe
from sojourn.model.entries import ENTRY_TYPES


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--lang", default=None, help="Language of the words; its labels come first.")
@click.option("--kind", type=click.Choice(sorted(ENTRY_TYPES)), default=None, help="Only entries of this kind.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def lookup(words: tuple[str, ...], lang: str | None, kind: str | None, limit: int, form: str) -> None:
    """Search terms, countries, definitions, frameworks, sources and codes by any of their names or texts."""
    hits = sojourn.search(" ".join(words), lang=lang, kind=kind, limit=limit)
    if form == "json":
        click.echo(json.dumps([hit.to_dict() for hit in hits], ensure_ascii=False, indent=2))
    else:
        for hit in hits:
            how = (
                ""
                if hit.matched == hit.title
                else f"   [{hit.role}{f', {hit.lang}' if hit.lang else ''}: {hit.matched}]"
            )
            click.echo(f"{hit.kind:<11} {hit.id:<36} {hit.title}{how}")
        if not hits:
            advice = "try other words or another language; `sojourn coverage` lists the countries"
            click.echo(f"nothing found for '{' '.join(words)}'; {advice}", err=True)
    sys.exit(0 if hits else 1)


@click.command()
@click.argument("id")
@click.option("--lang", default="en", show_default=True, help="Language of labels and texts, where there is one.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def show(id: str, lang: str, form: str) -> None:
    """One entry whole, by id, IRI or (for terms and countries) by name."""
    registry = sojourn.load()
    value = registry.any(id)
    if form == "json":
        click.echo(json.dumps(value.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(describe(registry, value, lang))
