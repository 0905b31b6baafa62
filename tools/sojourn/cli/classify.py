"""`sojourn classify`."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

import sojourn
from sojourn.classification import Classification, Result
from sojourn.cli.inputs import named_rule
from sojourn.model.errors import UsageError
from sojourn.rules.words import rule_words


@click.command()
@click.argument("x")
@click.option(
    "--framework", default=None, help="Only this framework, for example un-2021; default: all that have rules."
)
@click.option(
    "--concept",
    default=None,
    help="What a rule in a file counts: usual-residence, immigration, ... (for files without the key).",
)
@click.option("--all", "every", is_flag=True, help="Show every reference rule, not only the best of each framework.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def classify(x: str, framework: str | None, concept: str | None, every: bool, form: str) -> None:
    """A definition against the recommended concepts: relation, conformance, differences, travellers, what is unknown.

    X is the id of a definition, a YAML file with a rule, or `-` for standard input.
    """
    registry = sojourn.load()
    named = named_rule(registry, x)
    counted = concept or named.concept
    if counted is None:
        codes = ", ".join(code.id.partition("/")[2] for code in registry.codes("concept"))
        raise UsageError(
            "it is not known what this rule counts",
            "the file has no key 'concept'",
            f"Add it, or give --concept; one of {codes}",
        )
    if framework is not None:
        framework = registry.framework(framework).id
    found = sojourn.classify_rule(named.rule, counted, framework=framework, id=named.id)
    if form == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return
    click.echo(f"{named.id} ({counted}): {rule_words(named.rule)}\n")
    click.echo("\n".join(_lines(found, every)))


def _lines(found: Classification, every: bool) -> list[str]:
    groups: dict[str, list[Result]] = {}
    for result in found.results:
        groups.setdefault(result.reference.framework, []).append(result)
    lines: list[str] = []
    for framework, results in groups.items():
        shown = results if every else [Classification(found.definition, framework, tuple(results)).best]
        lines += [line for result in shown if result for line in _result_lines(result)]
    return lines or ["No framework has a reference rule for this concept."]


def _result_lines(result: Result) -> Sequence[str]:
    mapping = f", skos:{result.mapping}" if result.mapping else ""
    lines = [f"{result.reference.id}: {result.conformance} ({result.relation}{mapping})", f"  {result.reference.label}"]
    if result.comparison.relation == "undetermined":
        lines.append(f"  Still possible: {', '.join(result.comparison.possible)}")
    for difference in result.differences:
        lines.append(
            f"  {difference.facet}: {difference.theirs} here, {difference.reference} there. {difference.effect}"
        )
    for witness in (result.comparison.a_not_b, result.comparison.b_not_a):
        if witness is not None:
            lines.append(f"  Traveller: {witness.why}")
    lines += [f"  To settle: {u.question}" for u in result.comparison.unknown if u.matters and u.side == "a"]
    return [*lines, ""]
