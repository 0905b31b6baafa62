"""`sojourn apply`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

import sojourn
from sojourn import service
from sojourn.cli.people.dates import a_date, dates
from sojourn.cli.people.travellers import read_histories
from sojourn.cli.terminal.inputs import speaker
from sojourn.lookup.registry import Registry
from sojourn.model.errors import UsageError
from sojourn.model.message import message
from sojourn.model.rule import Rule
from sojourn.model.trace import Node
from sojourn.prose.speaker import Speaker
from sojourn.rules import Counted, Decision, History, Tally, tally
from sojourn.rules.decision.explanation.numbers import Numbers
from sojourn.rules.logic.expand import expand
from sojourn.rules.logic.normal_form import events_of
from sojourn.service.decide import decide_all, decide_all_on, decided_to_dict

Decided = list[tuple[History, list[Decision]]] | list[tuple[History, list[Counted]]]


@click.command()
@click.argument("rule")
@click.argument("history", type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True))
@click.option(
    "--on",
    "on",
    multiple=True,
    metavar="DATE",
    help="For a rule about a date: decide for this day (again for more), or for a range: 2020-01-01..2020-12-31/month.",
)
@click.option(
    "--assume-intentions-come-true",
    is_flag=True,
    help="Take what happened for what was intended or permitted, which a history does not hold.",
)
@click.option("--count", is_flag=True, help="How many arrivals and departures are counted, instead of each of them.")
@click.option("--since", metavar="DATE", help="With --count: crossings on or after this day.")
@click.option("--until", metavar="DATE", help="With --count: crossings on or before this day.")
@click.option("--explain", is_flag=True, help="Show how each decision came about, part by part, with its days.")
@click.option("--merge-stays", is_flag=True, help="Sort stays and make those one that overlap, and say so.")
@click.option("--lang", default="en", show_default=True, help="Language of the sentences.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def apply(
    rule: str,
    history: Path,
    on: tuple[str, ...],
    assume_intentions_come_true: bool,
    count: bool,
    since: str | None,
    until: str | None,
    explain: bool,
    merge_stays: bool,
    lang: str,
    form: str,
) -> None:
    """What a rule decides, crossing by crossing or on dates, for traveller histories.

    RULE is an id or a YAML file. HISTORY is a YAML file (a list of travellers with `id`, `stays: [{from, to}]`, and
    where known `initial_status`, `observed_from`, `observed_until`, `unobserved: [{from, to}]`, `status: [{on, is}]` and
    `attributes: {citizenship, purpose, legal_status, ...}` or, by periods, `[{from, to, purpose}]`) or a CSV file with one
    row a stay and the columns id, from, to and, where known, the others by their names. An empty or null `from` = there
    before observation began, an empty or null `to` = no later crossing. A crossing of which only the month or the year is
    known is written 2017-03 or 2017. A stay may also say `intended_until`, `permitted_until`, `away_until` (absence after it).

    A crossing is not decided as long as the unseen could change the answer: days after `observed_until`, a status
    before the first crossing or an attribute that is not given.
    """
    if (since or until) and not count:
        raise UsageError(message("error-since-needs-count"), "", message("error-add-count"))
    if on and (count or assume_intentions_come_true):
        raise UsageError(message("error-on-alone"), message("error-about-crossings"), message("error-leave-them-out"))
    registry = sojourn.load()
    given = service.given_rule(registry, rule, files=True)
    people = read_histories(
        history, lambda name: [c.id.partition("/")[2] for c in registry.codes(name)], merge=merge_stays
    )
    words = speaker(registry, lang)
    _check_kind(given.rule, registry, on=bool(on))
    if on:
        _show(list(decide_all_on(registry, given, people, dates(on))), words, form, explain)
        return
    decided = list(decide_all(registry, given, people, assume_intentions_come_true=assume_intentions_come_true))
    if count:
        period = a_date(since) if since else None, a_date(until) if until else None
        found = list(tally((d for _, each in decided for d in each), *period))
        if form == "json":
            counts = [t.to_dict() for t in found]
            click.echo(json.dumps({"rule": given.id, "travellers": len(people), "counts": counts}, indent=2))
        else:
            click.echo("\n".join(_counts(given.id, len(people), found, words)))
        return
    _show(decided, words, form, explain)


def _check_kind(rule: Rule, registry: Registry, *, on: bool) -> None:
    """Raise UsageError for dates with a rule about crossings, and for a rule about a date without any."""
    events = events_of(expand(rule, registry.rule_of))
    if on and events and "reference-date" not in events:
        raise UsageError(
            message("error-rule-of-crossings"), message("error-not-about-a-date"), message("error-leave-on")
        )
    if not on and events <= {"reference-date"}:
        advice = message("error-give-the-date")
        raise UsageError(message("error-rule-needs-date"), message("error-on-a-date"), advice)


def _show(decided: Decided, words: Speaker, form: str, explain: bool) -> None:
    if form == "json":
        shown = [decided_to_dict(person, decisions, words, trace=explain) for person, decisions in decided]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for person, decisions in decided:
        click.echo(f"{person.id}")
        for note in person.notes:
            click.echo(f"  {words.sentence(note)}")
        for decision in decisions:
            lines = _date_lines(decision, words) if isinstance(decision, Counted) else _lines(decision, words)
            for line in lines:
                click.echo(f"  {line}")
            if explain:
                click.echo("\n".join(tree(decision.trace, words, "      ")))
    assumed = {note: None for _, decisions in decided for decision in decisions for note in decision.assumptions}
    if assumed:
        click.echo(words.text(message("decision-assumed")))
    for note in assumed:
        click.echo(f"  - {words.sentence(note)}")


def _lines(decision: Decision, words: Speaker) -> Iterator[str]:
    verdict = {True: "migration", False: "no migration", None: "not decided yet"}[decision.migration]
    change = f"{decision.status_before} -> {decision.status_after}"
    yield f"{decision.crossing} {decision.direction:<9} {verdict:<15} {change}"
    yield f"    {words.text(decision.reason)}"
    yield from _numbers(decision.numbers, words)


def _date_lines(found: Counted, words: Speaker) -> Iterator[str]:
    verdict = {True: "counted", False: "not counted", None: "not decided yet"}[found.counted]
    yield f"{found.on} {verdict}"
    yield f"    {words.text(found.reason)}"
    yield from _numbers(found.numbers, words)
    if found.first_met is not None:
        yield f"    {words.text(message('decision-first-met', day=found.first_met))}"


def _numbers(found: Numbers | None, words: Speaker) -> Iterator[str]:
    if found is not None:
        yield f"    {words.text(found.message())}"


def tree(node: Node, words: Speaker, indent: str) -> Iterator[str]:
    """An explanation as lines, each part under what it is a part of."""
    for depth, part in node.walk():
        found = "" if part.found is None else f": {words.words(part.found)}"
        numbers = dict(part.numbers)
        days = ""
        if depth and numbers.get("counted") is not None:
            limit = numbers.get("needed") if numbers.get("needed") is not None else numbers.get("allowed")
            days = f" ({numbers['counted']}/{limit})"
        yield f"{indent}{'  ' * depth}{words.text(part.asked)}{found if depth else ''}{days}"


def _counts(rule: str, people: int, found: list[Tally], words: Speaker) -> list[str]:
    since, until = found[0].since, found[0].until
    period = (f" from {words.words(since)}" if since else "") + (f" to {words.words(until)}" if until else "")
    lines = [f"{rule}, {people} {'traveller' if people == 1 else 'travellers'}{period}:"]
    for item in found:
        crossings = item.most + item.not_counted
        between = f" (so {item.counted} to {item.most})" if item.undecided else ""
        lines.append(
            f"  {item.direction}s: {item.counted} of {crossings} counted, {item.not_counted} not, "
            f"{item.undecided} not decided yet{between}"
        )
    return lines
