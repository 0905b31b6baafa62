"""`sojourn coverage`."""

from __future__ import annotations

import json
from typing import Any

import click

import sojourn
from sojourn.cli.answers.coverage_words import as_of, country_lines, gaps_table, overview
from sojourn.cli.terminal.inputs import in_language, speaker
from sojourn.lookup.coverage import coverage as count_all
from sojourn.lookup.gaps import SIZES, CountryGaps, known, known_message, work_list
from sojourn.lookup.registry import Registry
from sojourn.model.errors import UsageError
from sojourn.model.message import message
from sojourn.prose.speaker import Speaker


@click.command()
@click.option("--gaps", is_flag=True, help="What is missing, country by country, the largest countries first.")
@click.option("--by", type=click.Choice(list(SIZES)), default="migrants", help="What makes a country large.")
@click.option("--country", help="What is missing of this country (code or name), with the places to look in.")
@click.option("--letter", is_flag=True, help="With --country: the questions to its office, ready to send.")
@in_language
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def coverage(gaps: bool, by: str, country: str | None, letter: bool, lang: str, form: str) -> None:
    """What the registry knows and what it does not.

    Languages, share of facets that a source states, confidence, kinds of source, and what is known of data sources. With
    --gaps or --country a work list for contributors: definitions that are missing, facets that are left open, evidence
    that is weak; the question to put to the office, and where the answer might be found.
    """
    if letter and country is None:
        raise UsageError(message("error-letter-one-country"), "", message("error-add-country"))
    registry = sojourn.load()
    if gaps or country is not None:
        _work_list(registry, by, country, letter, lang, form)
        return
    found, words = count_all(registry), speaker(registry, lang)
    if form == "json":
        _echo_json(found.to_dict())
        return
    _echo(as_of(registry, words), "", *overview(found, words))


def _work_list(registry: Registry, by: str, country: str | None, letter: bool, lang: str, form: str) -> None:
    words, rows = speaker(registry, lang), work_list(registry, by)
    if country is not None:
        wanted = registry.country(country).id
        row = next(row for row in rows if row.country.id == wanted)
        if form == "json":
            _echo_json(_as_json(row, words))
        elif letter:
            _echo_letter(row, words)
        else:
            _echo(as_of(registry, words), "", *country_lines(row, words))
        return
    if form == "json":
        _echo_json([_as_json(row, words) for row in rows])
        return
    covered = [words.sentence(known_message(one)) for one in known(rows)]
    _echo(as_of(registry, words), *covered, *gaps_table([row for row in rows if row.gaps], words))


def _echo(*lines: str) -> None:
    click.echo("\n".join(lines))


def _echo_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _as_json(row: CountryGaps, words: Speaker) -> dict[str, Any]:
    """A country with its gaps, values and words."""
    out = row.to_dict()
    for gap, written in zip(row.gaps, out["gaps"], strict=True):
        written["text"] = words.sentence(gap.question)
        written["places"] = [words.text(place) for place in gap.where]
    out["letter"] = [words.text(part) for part in row.letter(words.lang)]
    return out


def _echo_letter(row: CountryGaps, words: Speaker) -> None:
    for part in row.letter(words.lang) or (message("coverage-nothing"),):
        click.echo(words.text(part) + "\n")
