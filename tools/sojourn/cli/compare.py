"""`sojourn compare`."""

from __future__ import annotations

import json

import click

import sojourn
from sojourn.cli.inputs import named_rule
from sojourn.prose.english import either, rule_words
from sojourn.rules import Comparison, Witness
from sojourn.rules import compare as compare_rules
from sojourn.rules.logic.expand import expand

RELATIONS = {
    "equal": "{a} and {b} count the same people",
    "narrower": "{a} is narrower: everybody whom it counts, {b} counts too",
    "broader": "{a} is broader: it counts everybody whom {b} counts, and more",
    "overlapping": "{a} and {b} overlap: each counts people whom the other does not",
    "disjoint": "{a} and {b} have nobody in common",
    "incomparable": "{a} and {b} cannot be compared",
    "undetermined": "what is known does not settle how {a} and {b} relate; still possible: {possible}",
}


@click.command()
@click.argument("a")
@click.argument("b")
@click.option(
    "--assume-intentions-come-true",
    is_flag=True,
    help="Compare intended or granted stays as if they were the actual ones.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def compare(a: str, b: str, assume_intentions_come_true: bool, form: str) -> None:
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
    if form == "json":
        click.echo(json.dumps(result.to_dict(), ensure_ascii=False, indent=2))
        return
    for named in (first, second):
        click.echo(f"{named.id} asks for: {rule_words(expand(named.rule, registry.rule_of))}.")
    click.echo()
    click.echo("\n".join(comparison_lines(result)))


def comparison_lines(result: Comparison) -> list[str]:
    """A comparison for a terminal: relation, reason, travellers, assumptions, questions."""

    def told(relation: str) -> str:
        return RELATIONS[relation].format(a=result.a, b=result.b, possible=either(result.possible))

    lines = [f"{result.relation}: {told(result.relation)}."]
    if result.relation == "undetermined" and result.as_stated not in (None, "undetermined"):
        lines.append(f"As far as stated: {told(result.as_stated)}.")
    open_questions = [u for u in result.unknown if u.matters]
    # Where questions would settle it, they are the reason, and stand below.
    if result.reason and not (result.relation == "undetermined" and open_questions):
        lines.append(f"Why: {result.reason}.")
    for title, witness in (
        (f"Counted by {result.a} only", result.a_not_b),
        (f"Counted by {result.b} only", result.b_not_a),
        ("Counted by both", result.both),
    ):
        if isinstance(witness, Witness):
            lines += [f"{title}:", f"  {witness.why}"]
    if not result.start_dates.same_for_all:
        lines.append("The relation is not the same for all start dates, since months differ in length.")
    lines += [f"Assumed: {assumption}" for assumption in result.assumptions]
    names = {"a": result.a, "b": result.b}
    return lines + [f"To ask about {names[u.side]}: {u.question}" for u in open_questions]
