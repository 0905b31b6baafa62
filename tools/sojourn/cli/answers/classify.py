"""`sojourn classify`."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

import sojourn
from sojourn import service
from sojourn.classification import Classification, Result
from sojourn.classification.in_short import in_short
from sojourn.classification.table import CONFORMANCE, MAPPING
from sojourn.classification.verdict import KINDS, kind_named
from sojourn.cli.terminal.inputs import in_language, speaker
from sojourn.lookup.registry import Registry
from sojourn.model.message import Named, message
from sojourn.model.order import place_of
from sojourn.prose.results.result_lines import result_lines
from sojourn.prose.speaker import Speaker, plain
from sojourn.rules.logic.expand import expand


def _explain(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo("\n".join(_explained(plain(str(context.params.get("lang") or "en")))))
        context.exit()


def _explained(words: Speaker) -> Iterator[str]:
    """When each mapping, each verdict and each conformance is given."""
    for relation, name in MAPPING.items():
        given = f"skos:{name}" if name else words.text(message("mapping-none"))
        yield f"- {relation} -> {given}. {words.text(message(f'mapping-when-{relation}'))}"
    yield ""
    for kind in KINDS:
        yield f"- {kind}: {words.text(kind_named(kind))}. {words.text(message(f'verdict-when-{kind}'))}"
    yield words.text(message("verdict-as-stated"))
    yield ""
    for value in CONFORMANCE:
        yield f"- {value}: {words.text(message(f'conformance-when-{value}'))}"


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
@click.option("--all", "every", is_flag=True, help="Show every reference rule, not only the closest of each framework.")
@click.option(
    "--explain",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_explain,
    help="Say what each mapping (closeMatch, ...) and each conformance means, and stop.",
)
@click.option("--trace", is_flag=True, help="Show how each result was found, step by step.")
@in_language
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def classify(
    x: str, framework: str | None, concept: str | None, every: bool, trace: bool, lang: str, form: str
) -> None:
    """A definition against the recommended concepts: relation, conformance, differences, travellers, what is unknown.

    X is the id of a definition, a YAML file with a rule, or `-` for standard input. Parts of a definition that a
    framework does not offer alone are shown with --all only.
    """
    registry = sojourn.load()
    given = service.given_rule(registry, x, files=True)
    found = service.classify(registry, given, framework=framework, concept=concept, lang=lang)
    words = speaker(registry, lang)
    if form == "json":
        click.echo(json.dumps(found.to_dict(words), ensure_ascii=False, indent=2))
        return
    asked = message("line-says", id=Named(given.id), rule=expand(given.rule, registry.rule_of))
    click.echo(f"{words.label('concept', concept or given.concept or '')}. {words.sentence(asked)}\n")
    click.echo("\n".join(_lines(found, registry, every, trace, words)))


def _lines(found: Classification, registry: Registry, every: bool, trace: bool, words: Speaker) -> Iterator[str]:
    groups: dict[str, list[Result]] = {}
    places = {framework.id: place_of(framework) for framework in registry.frameworks()}
    for result in sorted(found.results, key=lambda result: places[result.reference.framework]):
        groups.setdefault(result.reference.framework, []).append(result)
    shown = [r for results in groups.values() for r in (results if every else [min(results, key=found.closeness)])]
    # What is assumed in every comparison is said once.
    lists = [set(result.comparison.assumptions) for result in shown if result.applicable]
    common = set.intersection(*lists) if len(lists) > 1 else set()
    for said in shown[0].comparison.assumptions if common else ():
        if said in common:
            yield words.sentence(message("line-assumed-everywhere", said=said))
    yield from [""] * bool(common)
    for result in shown:
        yield words.text(message("line-verdict", id=result.reference.id, verdict=result.verdict.name))
        yield f"  {words.text(in_short(result))}"
        for line in result_lines(result, common, words.lang):
            yield f"  {words.sentence(line)}"
        yield from (f"  {line}" for line in words.lines(result.trace, "  ") if trace)
        yield ""
    if not shown:
        yield words.sentence(message("line-no-reference"))
