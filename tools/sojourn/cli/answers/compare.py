"""`sojourn compare`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

import click

import sojourn
from sojourn import service
from sojourn.cli.terminal.inputs import in_language, speaker
from sojourn.model.message import Message, Named, message
from sojourn.prose.results.result_lines import relation_lines
from sojourn.prose.speaker import Speaker
from sojourn.rules import Comparison
from sojourn.rules.comparison.sensitivity import other_months
from sojourn.rules.logic.expand import expand


@click.command()
@click.argument("a")
@click.argument("b")
@click.option(
    "--assume-intentions-come-true",
    is_flag=True,
    help="Compare intended or granted stays as if they were the actual ones.",
)
@click.option("--trace", is_flag=True, help="Show how the relation was found, step by step.")
@in_language
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def compare(a: str, b: str, assume_intentions_come_true: bool, trace: bool, lang: str, form: str) -> None:
    """How two rules relate, with the shortest traveller whom one counts and the other does not.

    A and B are ids of definitions or reference rules, or YAML files with a rule.
    """
    registry = sojourn.load()
    first, second = (service.given_rule(registry, given, files=True) for given in (a, b))
    found = service.compare_with_verdict(
        registry, first, second, assume_intentions_come_true=assume_intentions_come_true
    )
    words = speaker(registry, lang)
    if form == "json":
        click.echo(json.dumps(found.to_dict(words), ensure_ascii=False, indent=2))
        return
    click.echo(f"{words.text(found.in_short)}\n")
    for rule in (first, second):
        click.echo(words.sentence(message("line-says", id=Named(rule.id), rule=expand(rule.rule, registry.rule_of))))
    click.echo()
    for said in comparison_lines(found.comparison):
        click.echo(words.sentence(said))
    if trace:
        one, other = (expand(given.rule, registry.rule_of) for given in (first, second))
        months = other_months(one, other, found.comparison, assume_intentions_come_true=assume_intentions_come_true)
        tree = found.comparison.trace
        shown = tree if months is None else replace(tree, parts=(*tree.parts, months))
        click.echo("\n" + "\n".join(words.lines(shown, "  ")))


def comparison_lines(found: Comparison) -> Iterator[Message]:
    """A comparison for a terminal: relation, reason, travellers, assumptions, questions."""
    a, b = Named(found.a), Named(found.b)
    yield from relation_lines(found, a, b)
    for by, person in ((a, found.a_not_b), (b, found.b_not_a)):
        if person is not None:
            yield message("line-counted-only", by=by, why=person.why)
    if found.both is not None:
        yield message("line-counted-both", why=found.both.why)
    if not found.start_dates.same_for_all:
        yield message("line-start-dates")
    yield from (message("line-assumed", said=said) for said in found.assumptions)
    names = {"a": a, "b": b}
    yield from (message("line-ask-about", id=names[u.side], question=u.question) for u in found.unknown if u.matters)
    yield from (message("line-each-window", id=Named(name), each=each) for name, each in found.each_window())


def echo_all(words: Speaker, lines: Iterable[Message | str], indent: str = "") -> None:
    """Print messages as sentences, and texts as they are."""
    for line in lines:
        click.echo((indent + (line if isinstance(line, str) else words.sentence(line))).rstrip())
