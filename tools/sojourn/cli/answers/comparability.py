"""`sojourn comparability`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import click

import sojourn
from sojourn import service
from sojourn.classification.comparability import Comparability, WayToCommon
from sojourn.cli.terminal.inputs import day, in_language, speaker
from sojourn.model.csv_text import records_csv
from sojourn.model.message import Joined, Named, message
from sojourn.prose.speaker import Speaker
from sojourn.rules.comparison.compare import LEFT_OPEN
from sojourn.rules.comparison.relation import named
from sojourn.service.comparability import POPULATION

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
    default=POPULATION,
    show_default=True,
    help="What is counted: usual-residence, immigration, ... (may be repeated).",
)
@click.option("--on", default=None, callback=day, help="Only definitions valid on this date (2015-06-30).")
@click.option("--every", is_flag=True, help="All definitions of each country, and not only the one that stands for it.")
@click.option("--earlier", is_flag=True, help="All definitions, those too that a later one replaces.")
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
    every: bool,
    earlier: bool,
    table: str,
    lang: str,
    form: str,
) -> None:
    """How far the definitions of several COUNTRIES (or a group) can be compared, for one concept.

    Shows the groups of equal definitions, all relations, the finest common definition to which each could be cut, and
    what each would have to state or record to get there. Each country is there with the definition that stands for it,
    chosen as on the map (in force, whole population, national, newest). Relations are as far as stated; a `?` behind a
    sign says that facets which no source states could change it.
    """
    registry = sojourn.load()
    chosen = service.comparability(
        registry, countries, group=group, concepts=concepts, on=on, earlier=earlier, every=every
    )
    found, left = chosen.found, chosen.left_out
    words = speaker(registry, lang)
    match form:
        case "json":
            click.echo(json.dumps(found.to_dict(words), ensure_ascii=False, indent=2))
        case "csv":
            click.echo(_csv(found.to_rows() if table == "relations" else found.step_rows(words)), nl=False)
        case _:
            click.echo("\n".join(_lines(found, words)))
            if left:
                replaced = message("line-left-out-replaced", n=left)
                why = message("line-left-out-invalid", n=left, day=date.fromisoformat(on)) if on else replaced
                click.echo(f"\n{words.sentence(why)}")
            if chosen.others:
                click.echo(f"\n{words.sentence(message('line-left-out-others', n=chosen.others))}")


def _csv(rows: list[dict[str, str]]) -> str:
    return records_csv(rows)


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


def _step(step: WayToCommon, words: Speaker) -> Iterator[str]:
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
