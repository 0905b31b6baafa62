"""`sojourn comparability`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date

import click

import sojourn
from sojourn.classification.comparability import Comparability, Entry, Step
from sojourn.classification.comparability import comparability as compare_all
from sojourn.cli.inputs import day, in_language, speaker
from sojourn.lookup.registry import Registry
from sojourn.model.entries import Definition
from sojourn.model.errors import NotFound
from sojourn.model.message import Joined, Named, message
from sojourn.prose.speaker import Speaker
from sojourn.rules.comparison.compare import LEFT_OPEN
from sojourn.rules.comparison.relation import named
from sojourn.rules.logic.expand import expand, limbs_of

# More definitions than this make no readable matrix in a terminal.
WIDEST = 32
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
@click.option("--on", default=None, callback=day, help="Only definitions valid on this date (2015-06-30).")
@click.option("--earlier", is_flag=True, help="Also definitions that a later one replaces.")
@click.option(
    "--table",
    type=click.Choice(["relations", "steps"]),
    default="relations",
    help="What the CSV holds: the matrix of relations, or the groups and the way of each to the common definition.",
)
@in_language
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text")
def comparability(
    countries: tuple[str, ...],
    group: str | None,
    concepts: tuple[str, ...],
    on: str | None,
    earlier: bool,
    table: str,
    lang: str,
    form: str,
) -> None:
    """How far the definitions of several COUNTRIES (or a group) can be compared, for one concept.

    Shows the groups of equal definitions, all relations, the finest common definition to which each could be cut, and
    what each would have to state or record to get there. Relations are as far as stated; a `?` behind a sign says that
    facets which no source states could change it.
    """
    registry = sojourn.load()
    definitions = _chosen(registry, countries, group, concepts)
    kept = [d for d in definitions if (d.valid.covers(on) if on else earlier or not d.replaced_by)]
    if len(kept) < 2:
        raise NotFound(
            f"fewer than two definitions of {' or '.join(concepts)} there{f' on {on}' if on else ''}",
            "",
            "Name more countries, or another --concept",
        )
    found = compare_all([Entry(d.id, d.country, d.rule) for d in kept], resolve=registry.rule_of)
    words = speaker(registry, lang)
    match form:
        case "json":
            click.echo(json.dumps(found.to_dict(words), ensure_ascii=False, indent=2))
        case "csv":
            click.echo(_csv(found.to_rows() if table == "relations" else found.step_rows(words)), nl=False)
        case _:
            click.echo("\n".join(_lines(found, words)))
            if left := len(definitions) - len(kept):
                replaced = message("line-left-out-replaced", n=left)
                why = message("line-left-out-invalid", n=left, day=date.fromisoformat(on)) if on else replaced
                click.echo(f"\n{words.sentence(why)}")


def _chosen(
    registry: Registry, countries: tuple[str, ...], group: str | None, concepts: tuple[str, ...]
) -> list[Definition]:
    wanted = [registry.country(name).id for name in countries]
    if group:
        codes = {code.id for name in ("country-group", "region") for code in registry.codes(name)}
        if f"country-group/{group}" not in codes and f"region/{group}" not in codes:
            known = ", ".join(sorted(code.partition("/")[2] for code in codes if code.startswith("country-group/")))
            raise NotFound(f"no group or region '{group}'", "", f"Groups: {known}; regions are M49 codes")
        wanted += [c.id for c in registry.countries() if group in (*c.member_of, c.region)]
    return [
        d
        for d in registry.definitions()
        if d.concept in concepts and (not wanted or d.country in wanted) and not _within(registry, d)
    ]


def _within(registry: Registry, definition: Definition) -> bool:
    """Whether a limb only places people inside the country; such rules do not say who belongs to it."""
    return any(limb.level == "within-country" for limb in limbs_of(expand(definition.rule, registry.rule_of)))


def _csv(rows: list[dict[str, str]]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _lines(found: Comparability, words: Speaker) -> Iterator[str]:
    yield words.sentence(message("line-groups")).rstrip(".")
    for number, group in enumerate(found.groups, 1):
        yield f"{number:>3}. {words.rule(found.rule(group[0]))}"
        yield f"     {', '.join(group)}"
    if found.undescribed:
        yield words.sentence(message("line-undescribed")).rstrip(".")
        yield from (f"     {id}: {words.rule(found.rule(id))}" for id in found.undescribed)
    yield ""
    yield from _matrix(found, words)
    yield ""
    if found.common is None:
        yield words.sentence(message("line-no-common"))
        return
    one = message("line-common-one", id=Named(found.parts[0]))
    yield words.sentence(one if len(found.parts) == 1 else message("line-common-all")).rstrip(".")
    yield from (f"  {id}: {words.rule(found.rule(id))}" for id in found.parts)
    yield ""
    yield words.sentence(message("line-to-do")).rstrip(".")
    for step in found.steps:
        if step.id not in found.undescribed:
            yield from (f"  {line}" for line in _step(step, words))
    if found.undescribed:
        first = message("line-first-state", ids=", ".join(found.undescribed))
        yield f"  {words.text(first)}"


def _matrix(found: Comparability, words: Speaker) -> Iterator[str]:
    """One sign for each pair; for a large set a matrix is no help on a screen."""
    if len(found.entries) > WIDEST:
        yield words.sentence(message("line-matrix-elsewhere", n=len(found.entries)))
        return
    width = max(len(entry.id) for entry in found.entries)
    yield words.sentence(message("line-matrix"))
    yield ", ".join(f"{sign} {words.text(named(relation))}" for relation, sign in SIGNS.items())
    head = " ".join(f"{number:>2}" for number in range(1, len(found.entries) + 1))
    yield f"{'':>3} {'':<{width}} {head}"
    for number, (entry, row, sure) in enumerate(zip(found.entries, found.relations, found.certain, strict=True), 1):
        cells = " ".join(
            f"{SIGNS[relation]}{' ' if certain else '?'}" for relation, certain in zip(row, sure, strict=True)
        )
        yield f"{number:>3} {entry.id:<{width}} {cells}"


def _step(step: Step, words: Speaker) -> Iterator[str]:
    if not step.reachable:
        reason = step.reason or message("cut-apart")
        if reason.id == LEFT_OPEN:
            yield words.text(message("line-cut-unknown", id=step.id, questions=reason["questions"]))
        else:
            yield words.text(message("line-cut-never", id=step.id, reason=reason))
        return
    if not step.cut_to:
        yield words.text(message("line-cut-nothing", id=step.id))
        return
    yield words.text(message("line-cut", id=step.id, others=Joined(step.cut_to, "or")))
    for id, things in (("line-state", step.state), ("line-record", step.record)):
        if things:
            yield f"  {words.text(message(id, things=Joined(things, 'list')))}"
