"""`sojourn compare`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import click

import sojourn
from sojourn.classification.pairs import judged
from sojourn.cli.inputs import in_language, named_rule, speaker
from sojourn.model.message import Arg, Joined, Message, Named, message
from sojourn.prose.speaker import Speaker
from sojourn.rules import Comparison
from sojourn.rules import compare as compare_rules
from sojourn.rules.comparison.relation import UNDETERMINED, named, told
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
    first, second = named_rule(registry, a), named_rule(registry, b)
    result = compare_rules(
        first.rule,
        second.rule,
        resolve=registry.rule_of,
        a_id=first.id,
        b_id=second.id,
        assume_intentions_come_true=assume_intentions_come_true,
    )
    words = speaker(registry, lang)
    found = judged(expand(first.rule, registry.rule_of), expand(second.rule, registry.rule_of), result)
    if form == "json":
        click.echo(json.dumps(found.to_dict(words), ensure_ascii=False, indent=2))
        return
    click.echo(f"{words.text(found.in_short)}\n")
    for rule in (first, second):
        click.echo(words.sentence(message("line-says", id=Named(rule.id), rule=expand(rule.rule, registry.rule_of))))
    click.echo()
    for said in comparison_lines(result):
        click.echo(words.sentence(said))
    if trace:
        click.echo("\n" + "\n".join(words.lines(result.trace, "  ")))


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


def relation_lines(found: Comparison, a: Arg, b: Arg) -> Iterator[Message]:
    """The relation of two rules that are called a and b: what is sure, what is possible, what holds as far as stated."""
    yield told(found.relation, a, b)
    if len(found.possible) > 1:
        yield message("line-possible", relations=Joined(tuple(map(named, found.possible)), "or"))
    if found.relation == UNDETERMINED and found.as_stated not in (None, UNDETERMINED):
        yield message("line-as-stated", told=told(str(found.as_stated), a, b))
    # Where questions would settle it, they are the reason, and stand below.
    if found.reason and not (found.relation == UNDETERMINED and any(u.matters for u in found.unknown)):
        yield message("line-why", reason=found.reason)


def echo_all(words: Speaker, lines: Iterable[Message | str], indent: str = "") -> None:
    """Print messages as sentences, and texts as they are."""
    for line in lines:
        click.echo((indent + (line if isinstance(line, str) else words.sentence(line))).rstrip())
