"""`sojourn mirror`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

import click

import sojourn
from sojourn.classification.mirror import Mirror
from sojourn.classification.mirror import mirror as mirror_rules
from sojourn.cli.compare import echo_all
from sojourn.cli.inputs import day, in_language, speaker
from sojourn.lookup.registry import Registry
from sojourn.model.entries import Country, Definition, ReferenceRule
from sojourn.model.errors import NotFound, UsageError
from sojourn.model.message import Message, message
from sojourn.prose.results.result_lines import relation_lines
from sojourn.rules.comparison.relation import events_of
from sojourn.rules.comparison.result import Comparison

# A recommended rule for a country that has none of its own in the registry.
STAND_IN = {"emigration": "un-2021-emigrant-b", "immigration": "un-2021-immigrant-b"}


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
    _owned(registry, instruments, (origin, destination))
    outward = _ends(registry, origin, "emigration", on, instruments)
    inward = _ends(registry, destination, "immigration", on, instruments)
    found = [
        mirror_rules(a.rule, b.rule, origin_id=a.id, destination_id=b.id, resolve=registry.rule_of)
        for a in outward
        for b in inward
    ]
    words = speaker(registry, lang)
    if form == "json":
        click.echo(json.dumps([one.to_dict(words) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        title, *lines = _lines(one)
        echo_all(words, [title])
        echo_all(words, lines, "  ")


def _ends(
    registry: Registry, name: str, concept: str, on: str | None, instruments: tuple[str, ...]
) -> Sequence[Definition | ReferenceRule]:
    value = registry.any(name)
    if isinstance(value, Definition | ReferenceRule):
        return [value]
    if not isinstance(value, Country):
        raise UsageError(f"'{name}' is a {value.kind}", "", "Name a country, or a definition of a flow")
    country = registry.country(value.id)
    flows = [d for d in country.definitions if d.concept == concept and _about_crossings(d)]
    kept = [
        d
        for d in flows
        if (on is None or d.valid.covers(on))
        and (not instruments or d.instrument in instruments or d.country not in _owners(registry, instruments))
    ]
    if not kept:
        which = [f"valid on {on}"] * bool(on) + [f"from {', '.join(instruments)}"] * bool(instruments)
        found = ", ".join(d.id for d in flows) or "none"
        raise NotFound(
            f"no {concept} definition of {country.label}{''.join(f' {w}' for w in which)}",
            f"its {concept} definitions that follow crossings: {found}",
            f"`sojourn show {country.id}` lists all; a reference rule can stand in, such as {STAND_IN[concept]}",
        )
    return kept


def _about_crossings(definition: Definition) -> bool:
    """A balance or a stock is filed under a flow's concept in some countries; it has no crossing to follow."""
    return bool(events_of(definition.rule) & {"arrival", "departure"})


def _owners(registry: Registry, instruments: tuple[str, ...]) -> set[str]:
    return {registry.instrument(id).country for id in instruments}


def _owned(registry: Registry, instruments: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Refuses a data source that neither of the two countries has: it would change nothing, unnoticed."""
    ends = {getattr(value, "country", value.id) for value in map(registry.any, names)}
    for id in instruments:
        if registry.instrument(id).country not in ends:
            raise UsageError(
                f"'{id}' is a data source of neither end", f"it is one of {registry.instrument(id).country}", ""
            )


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
