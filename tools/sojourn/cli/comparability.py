"""`sojourn comparability`."""

from __future__ import annotations

import csv
import io
import json

import click

import sojourn
from sojourn.classification.comparability import Comparability, Entry
from sojourn.classification.comparability import comparability as compare_all
from sojourn.lookup.registry import Registry
from sojourn.model.entries import Definition
from sojourn.model.errors import NotFound
from sojourn.rules.expand import expand, limbs_of
from sojourn.rules.words import rule_words

# One sign a relation, so that a matrix of many definitions fits on a screen.
SIGNS = {
    "equal": "=",
    "narrower": "<",
    "broader": ">",
    "overlapping": "x",
    "disjoint": "0",
    "incomparable": "-",
    "undetermined": "?",
}


@click.command()
@click.argument("countries", nargs=-1)
@click.option(
    "--group", default=None, help="All countries of a group (code of the list country-group) or region (M49 code)."
)
@click.option(
    "--concept",
    "concepts",
    multiple=True,
    default=("usual-residence", "population-base"),
    show_default=True,
    help="What is counted: usual-residence, immigration, ... (may be repeated).",
)
@click.option("--on", default=None, help="Only definitions valid on this date.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text")
def comparability(
    countries: tuple[str, ...], group: str | None, concepts: tuple[str, ...], on: str | None, form: str
) -> None:
    """How far the definitions of several COUNTRIES (or a group) can be compared, for one concept.

    Shows all relations, the groups of equal definitions, the finest common definition to which each could be cut, and
    what each would have to change or record to get there. Relations are as far as stated; a `?` behind a sign says that
    facets which no source states could change it.
    """
    registry = sojourn.load()
    definitions = _chosen(registry, countries, group, concepts, on)
    found = compare_all([Entry(d.id, d.country, d.rule) for d in definitions], resolve=registry.rule_of)
    match form:
        case "json":
            click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        case "csv":
            click.echo(_csv(found), nl=False)
        case _:
            click.echo("\n".join(_lines(found)))


def _chosen(
    registry: Registry, countries: tuple[str, ...], group: str | None, concepts: tuple[str, ...], on: str | None
) -> list[Definition]:
    wanted = [registry.country(name).id for name in countries]
    if group:
        codes = {code.id for name in ("country-group", "region") for code in registry.codes(name)}
        if f"country-group/{group}" not in codes and f"region/{group}" not in codes:
            known = ", ".join(sorted(code.partition("/")[2] for code in codes if code.startswith("country-group/")))
            raise NotFound(f"no group or region '{group}'", "", f"Groups: {known}; regions are M49 codes")
        wanted += [c.id for c in registry.countries() if group in (*c.member_of, c.region)]
    definitions = [
        d
        for d in registry.definitions(on=on)
        if d.concept in concepts and (not wanted or d.country in wanted) and not _within(registry, d)
    ]
    if len(definitions) < 2:
        raise NotFound(
            f"fewer than two definitions of {' or '.join(concepts)} there",
            "",
            "Name more countries, or another --concept",
        )
    return definitions


def _within(registry: Registry, definition: Definition) -> bool:
    """Whether a limb only places people inside the country; such rules do not say who belongs to it."""
    return any(limb.level == "within-country" for limb in limbs_of(expand(definition.rule, registry.rule_of)))


def _csv(found: Comparability) -> str:
    rows = found.to_rows()
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _lines(found: Comparability) -> list[str]:
    width = max(len(entry.id) for entry in found.entries)
    lines = ["Row to column: " + ", ".join(f"{sign} {relation}" for relation, sign in SIGNS.items()), ""]
    head = " ".join(f"{number:>2}" for number in range(1, len(found.entries) + 1))
    lines.append(f"{'':>3} {'':<{width}} {head}")
    for number, (entry, row, sure) in enumerate(zip(found.entries, found.relations, found.certain, strict=True), 1):
        cells = " ".join(
            f"{SIGNS[relation]}{' ' if certain else '?'}" for relation, certain in zip(row, sure, strict=True)
        )
        lines.append(f"{number:>3} {entry.id:<{width}} {cells}")
    equal = [group for group in found.groups if len(group) > 1]
    lines += ["", "Equal as far as stated:"] + ([f"  {', '.join(group)}" for group in equal] or ["  none"])
    if found.common is not None:
        lines += ["", f"Finest common definition: {rule_words(found.common)}"]
        for step in found.steps:
            what = "; ".join(step.record) or (
                "is there already" if step.reachable else step.reason or "cannot be cut to it"
            )
            lines.append(f"  {step.id:<{width}} {what}")
    return lines
