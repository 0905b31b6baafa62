"""`sojourn apply`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

import sojourn
from sojourn.cli.inputs import day, named_rule
from sojourn.cli.travellers import read_histories
from sojourn.model.errors import UsageError
from sojourn.prose.english import day_words
from sojourn.rules import Decision, Tally, tally
from sojourn.rules import apply as apply_rule


@click.command()
@click.argument("rule")
@click.argument("history", type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True))
@click.option(
    "--assume-intentions-come-true",
    is_flag=True,
    help="Take what happened for what was intended or permitted, which a history does not hold.",
)
@click.option("--count", is_flag=True, help="How many arrivals and departures are counted, instead of each of them.")
@click.option("--since", metavar="DATE", callback=day, help="With --count: crossings on or after this day.")
@click.option("--until", metavar="DATE", callback=day, help="With --count: crossings on or before this day.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def apply(
    rule: str,
    history: Path,
    assume_intentions_come_true: bool,
    count: bool,
    since: str | None,
    until: str | None,
    form: str,
) -> None:
    """What a rule decides, crossing by crossing, for traveller histories.

    RULE is an id or a YAML file. HISTORY is a YAML file (a list of travellers with `id`, `stays: [{from, to}]`, and
    where known `initial_status`, `observed_until` and `attributes: {citizenship, purpose, legal_status, ...}`) or a CSV
    file with one row a stay and the columns id, from, to and, where known, the others by their names. An empty or null
    `from` = there before observation began, an empty or null `to` = no later crossing.

    A crossing is not decided as long as the unseen could change the answer: days after `observed_until`, a status
    before the first crossing or an attribute that is not given.
    """
    if (since or until) and not count:
        raise UsageError("--since and --until go with --count", "", "Add --count, or leave them out")
    registry = sojourn.load()
    named = named_rule(registry, rule)
    people = read_histories(history, lambda name: [c.id.partition("/")[2] for c in registry.codes(name)])
    together = assume_intentions_come_true
    decided = [
        (h, apply_rule(named.rule, h, resolve=registry.rule_of, assume_intentions_come_true=together)) for h in people
    ]
    if count:
        found = list(tally((d for _, each in decided for d in each), _date(since), _date(until)))
        text = json.dumps(
            {"rule": named.id, "travellers": len(people), "counts": [t.to_dict() for t in found]}, indent=2
        )
        click.echo(text if form == "json" else "\n".join(_counts(named.id, len(people), found)))
        return
    if form == "json":
        listed = [{"id": h.id, "decisions": [d.to_dict() for d in decisions]} for h, decisions in decided]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for person, decisions in decided:
        click.echo(f"{person.id}")
        for decision in decisions:
            click.echo(f"  {_line(decision)}")


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _line(decision: Decision) -> str:
    verdict = {True: "migration", False: "no migration", None: "not decided yet"}[decision.migration]
    change = f"{decision.status_before} -> {decision.status_after}"
    return f"{decision.crossing} {decision.direction:<9} {verdict:<15} {change}\n      {decision.why}"


def _counts(rule: str, people: int, found: list[Tally]) -> list[str]:
    since, until = found[0].since, found[0].until
    period = (f" from {day_words(since)}" if since else "") + (f" to {day_words(until)}" if until else "")
    lines = [f"{rule}, {people} {'traveller' if people == 1 else 'travellers'}{period}:"]
    for item in found:
        crossings = item.most + item.not_counted
        between = f" (so {item.counted} to {item.most})" if item.undecided else ""
        lines.append(
            f"  {item.direction}s: {item.counted} of {crossings} counted, {item.not_counted} not, "
            f"{item.undecided} not decided yet{between}"
        )
    return lines
