"""`sojourn mirror`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

import click

import sojourn
from sojourn.classification.mirror import Mirror
from sojourn.classification.mirror import mirror as mirror_rules
from sojourn.cli.inputs import day
from sojourn.lookup.registry import Registry
from sojourn.model.entries import Country, Definition, ReferenceRule
from sojourn.model.errors import NotFound, UsageError
from sojourn.prose.english import either
from sojourn.rules.comparison.relation import events_of
from sojourn.rules.comparison.result import Comparison

# A recommended rule for a country that has none of its own in the registry.
STAND_IN = {"emigration": "un-2021-emigrant-b", "immigration": "un-2021-immigrant-b"}
RELATIONS = {
    "equal": "both ends count the same people.",
    "narrower": "whoever the origin counts, the destination counts too, and others.",
    "broader": "whoever the destination counts, the origin counts too, and others.",
    "overlapping": "each end counts people whom the other does not.",
    "disjoint": "nobody is counted at both ends.",
    "incomparable": "the two ends cannot be compared:",
    "undetermined": "not decided; still possible (origin to destination): {possible}.",
}


@click.command()
@click.argument("origin")
@click.argument("destination")
@click.option("--on", default=None, callback=day, help="Only definitions valid on this date (2015-06-30).")
@click.option(
    "--instrument", "instruments", multiple=True, help="Only this data source of a country (may be repeated)."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def mirror(origin: str, destination: str, on: str | None, instruments: tuple[str, ...], form: str) -> None:
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
    if form == "json":
        click.echo(json.dumps([one.to_dict() for one in found], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(line for one in found for line in _lines(one)))


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


def _lines(found: Mirror) -> Iterator[str]:
    yield f"{found.origin} -> {found.destination}"
    movers, everybody = found.movers, found.comparison
    yield f"  Movers (residents of the origin, not of the destination): {_relation(movers)}"
    yield from _told(movers)
    if found.neither is not None:
        yield f"  By neither: {found.neither.why}"
    if everybody.relation != movers.relation:
        yield f"  Everybody who crosses: {_relation(everybody)}"
        yield from _told(
            replace(
                everybody,
                both=None,
                a_not_b=everybody.a_not_b if movers.a_not_b is None else None,
                b_not_a=everybody.b_not_a if movers.b_not_a is None else None,
            )
        )
    for journey in found.third_country:
        yield f"  Third country: {journey.why}"
    yield from (f"  Assumed: {assumption}" for assumption in movers.assumptions)
    for unknown in movers.unknown:
        if unknown.matters:
            yield f"  To ask the {'origin' if unknown.side == 'a' else 'destination'}: {unknown.question}"
    yield ""


def _relation(found: Comparison) -> str:
    sentence = RELATIONS[found.relation].format(possible=either(found.possible))
    if found.relation == "undetermined" and found.as_stated in RELATIONS and found.as_stated != "undetermined":
        sentence += f" As far as stated: {RELATIONS[found.as_stated]}"
    return sentence + (f" {found.reason}." if found.relation == "incomparable" else "")


def _told(found: Comparison) -> Iterator[str]:
    for title, witness in (
        ("Counted twice", found.both),
        ("By the origin only", found.a_not_b),
        ("By the destination only", found.b_not_a),
    ):
        if witness is not None:
            yield f"  {title}: {witness.why}"
