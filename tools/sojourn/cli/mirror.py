"""`sojourn mirror`."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

import sojourn
from sojourn.classification.mirror import Mirror
from sojourn.classification.mirror import mirror as mirror_rules
from sojourn.lookup.registry import Registry
from sojourn.model.entries import Country, Definition
from sojourn.model.errors import NotFound, UsageError
from sojourn.rules.relate import events_of


@click.command()
@click.argument("origin")
@click.argument("destination")
@click.option("--on", default=None, help="Only definitions valid on this date (2015-06-30).")
@click.option(
    "--instrument", "instruments", multiple=True, help="Only this data source of a country (may be repeated)."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def mirror(origin: str, destination: str, on: str | None, instruments: tuple[str, ...], form: str) -> None:
    """How far the two ends of one flow measure the same thing.

    ORIGIN and DESTINATION are countries (code or name), or ids of an emigration and an immigration definition. Each
    emigration definition of the origin is held against each immigration definition of the destination: one traveller,
    two countries; who is counted twice, by one side only, by none.
    """
    registry = sojourn.load()
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
) -> list[Definition]:
    value = registry.any(name)
    if isinstance(value, Definition):
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
        when = f" valid on {on}" if on else ""
        detail = (
            f"the registry has {len(flows)} {concept} definition{'s' if len(flows) != 1 else ''} of {country.label}"
        )
        raise NotFound(
            f"no {concept} definition of {country.label}{when}", detail, f"`sojourn show {country.id}` lists all"
        )
    return kept


def _about_crossings(definition: Definition) -> bool:
    """A balance or a stock is filed under a flow's concept in some countries; it has no crossing to follow."""
    return bool(events_of(definition.rule) & {"arrival", "departure"})


def _owners(registry: Registry, instruments: tuple[str, ...]) -> set[str]:
    return {registry.instrument(id).country for id in instruments}


def _lines(found: Mirror) -> Iterator[str]:
    possible = f" (still possible: {', '.join(found.comparison.possible)})" if found.relation == "undetermined" else ""
    yield f"{found.origin} -> {found.destination}: {found.relation}{possible}"
    if found.comparison.reason:
        yield f"  Why: {found.comparison.reason}"
    for title, witness in (
        ("Counted twice", found.comparison.both),
        ("By the origin only", found.comparison.a_not_b),
        ("By the destination only", found.comparison.b_not_a),
        ("By neither", found.neither),
    ):
        if witness is not None:
            yield f"  {title}: {witness.why}"
    if found.third_country:
        yield f"  Third country: {found.third_country}"
    for unknown in found.comparison.unknown:
        if unknown.matters:
            yield f"  To settle ({unknown.side}): {unknown.question}"
    yield ""
