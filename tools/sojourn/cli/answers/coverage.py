"""`sojourn coverage`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import click

import sojourn
from sojourn.cli.terminal.inputs import in_language, speaker
from sojourn.lookup.coverage import coverage as count_all
from sojourn.lookup.gaps import SIZES, TIERS, CountryGaps, kind_message, known, known_message, work_list
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
    found = count_all(registry)
    if form == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return
    _print("Entries", found.counts)
    click.echo("Labels of terms")
    for lang, told in found.labels.items():
        click.echo(f"  {lang:<24} {told.get('sourced', 0):>5} from sources, {told.get('own', 0):>4} our translation")
    _print("Definitions of terms", found.definitions_by_language)
    _print_shares("Facets that a source states (limbs)", found.facets)
    for kind, counts in found.confidence.items():
        _print(f"Confidence of {kind}", counts)
    _print("First source of a national definition", found.source_kinds)
    _print("Seen", found.seen)
    _print("What national definitions count", found.concepts)
    _print("Data sources of countries", found.instrument_types)
    _print_shares("Known of data sources", found.instrument_facts)
    click.echo("Best result of each national definition, by framework")
    for framework, counts in found.verdicts.items():
        click.echo(f"  {framework:<24} " + ", ".join(f"{count} {name}" for name, count in counts.items()))


def _print(title: str, counts: dict[str, int]) -> None:
    click.echo(title)
    for name, count in counts.items():
        click.echo(f"  {name:<24} {count:>5}")


def _print_shares(title: str, shares: dict[str, tuple[int, int]]) -> None:
    click.echo(title)
    for name, (stated, of) in shares.items():
        click.echo(f"  {name.replace('_', ' '):<24} {stated:>5} of {of:<5} {stated / of if of else 0:>4.0%}")


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
            _echo_country(row, words)
        return
    if form == "json":
        _echo_json([_as_json(row, words) for row in rows])
        return
    for one in known(rows):
        click.echo(words.sentence(known_message(one)))
    _echo_table([row for row in rows if row.gaps], words)


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


def _echo_table(rows: Sequence[CountryGaps], words: Speaker) -> None:
    """One line a country: its size, how many gaps of each tier, and which definitions are missing."""
    click.echo(f"{'':<5}{'population':>14}{'migrants':>13}" + "".join(f"{tier:>10}" for tier in TIERS))
    for row in rows:
        sizes = f"{_number(row.population):>14}{_number(row.migrants):>13}"
        kinds = _kinds((gap.kind for gap in row.gaps if gap.tier == "missing"), words)
        counts = "".join(f"{row.count(tier):>10}" for tier in TIERS)
        click.echo(f"{row.country.id:<5}{sizes}{counts}  {kinds}".rstrip())


def _number(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def _kinds(kinds: Iterable[str], words: Speaker) -> str:
    return ", ".join(words.text(kind_message(kind)) for kind in dict.fromkeys(kinds))


def _echo_country(row: CountryGaps, words: Speaker) -> None:
    click.echo(f"{row.country.label.best(words.lang)} [{row.country.id}]")
    click.echo(f"population {_number(row.population)}, migrants {_number(row.migrants)}")
    if not row.gaps:
        click.echo(words.sentence(message("coverage-nothing")))
    for gap in row.gaps:
        about = f"{gap.definition}: " if gap.definition else ""
        click.echo(f"\n{about}{words.text(kind_message(gap.kind))}")
        click.echo(f"  ? {words.sentence(gap.question)}")
        for place in gap.where:
            click.echo(f"  > {words.text(place)}")


def _echo_letter(row: CountryGaps, words: Speaker) -> None:
    for part in row.letter(words.lang) or (message("coverage-nothing"),):
        click.echo(words.text(part) + "\n")
