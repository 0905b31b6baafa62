"""`sojourn mirror`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import click

import sojourn
from sojourn import service
from sojourn.classification.mirror import Mirror
from sojourn.cli.answers.compare import echo_all
from sojourn.cli.terminal.inputs import day, in_language, speaker
from sojourn.model.message import Message, message
from sojourn.prose.results.result_lines import relation_lines
from sojourn.rules.comparison.result import Comparison


@click.command()
@click.argument("origin")
@click.argument("destination")
@click.option("--on", default=None, callback=day, help="Only definitions valid on this date (2015-06-30).")
@click.option(
    "--instrument", "instruments", multiple=True, help="Only this data source of a country (may be repeated)."
)
@in_language
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def mirror(origin: str, destination: str, on: str | None, instruments: tuple[str, ...], lang: str, form: str) -> None:
    """How far the two ends of one flow measure the same thing.

    ORIGIN and DESTINATION are countries (code or name), or ids of an emigration and an immigration definition or
    reference rule. Each emigration definition of the origin is held against each immigration definition of the
    destination: one traveller, two countries; who is counted twice, by one side only, by none. Two journeys show what a
    third country on the way, or after, does to the two counts.
    """
    registry = sojourn.load()
    found = service.mirror(registry, origin, destination, on=on, instruments=instruments)
    words = speaker(registry, lang)
    if form == "json":
        click.echo(json.dumps([one.to_dict(words) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        title, *lines = _lines(one)
        echo_all(words, [title])
        echo_all(words, lines, "  ")


def _lines(found: Mirror) -> Iterator[Message | str]:
    yield f"{found.origin} -> {found.destination}"
    movers, everybody = found.movers, found.comparison
    first, *more = _relation(movers)
    yield message("line-movers", told=first)
    yield from (*more, *_people(movers))
    if found.neither is not None:
        yield message("line-neither", why=found.neither.why)
    if everybody.relation != movers.relation:
        first, *more = _relation(everybody)
        yield message("line-everybody", told=first)
        yield from more
        yield from _people(
            replace(
                everybody,
                both=None,
                a_not_b=everybody.a_not_b if movers.a_not_b is None else None,
                b_not_a=everybody.b_not_a if movers.b_not_a is None else None,
            )
        )
    yield from (message("line-third-country", why=journey.why) for journey in found.third_country)
    yield from (message("line-assumed", said=said) for said in movers.assumptions)
    ask = {"a": "line-ask-origin", "b": "line-ask-destination"}
    yield from (message(ask[u.side], question=u.question) for u in movers.unknown if u.matters)
    yield ""


def _relation(found: Comparison) -> Iterator[Message]:
    return relation_lines(found, message("side-origin"), message("side-destination"))


def _people(found: Comparison) -> Iterator[Message]:
    people = (("line-twice", found.both), ("line-origin-only", found.a_not_b), ("line-destination-only", found.b_not_a))
    yield from (message(id, why=person.why) for id, person in people if person is not None)
