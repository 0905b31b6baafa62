"""`sojourn classify`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import click

import sojourn
from sojourn.classification import Classification, Result
from sojourn.classification.differences import NO_TEST
from sojourn.classification.in_short import in_short
from sojourn.classification.result import TEST, Difference
from sojourn.classification.table import CONFORMANCE, MAPPING
from sojourn.classification.verdict import KINDS, Verdict
from sojourn.cli.compare import relation_lines
from sojourn.cli.inputs import in_language, named_rule, speaker
from sojourn.lookup.registry import Registry
from sojourn.model.errors import UsageError
from sojourn.model.message import Message, Named, message
from sojourn.model.order import place_of
from sojourn.prose.facets import facet_name
from sojourn.prose.speaker import Speaker, plain
from sojourn.rules.comparison.relation import INCOMPARABLE, told
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
        name = words.text(Verdict(kind, True, option="x").name)
        yield f"- {kind}: {name}. {words.text(message(f'verdict-when-{kind}'))}"
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
    words, found = speaker(registry, lang), _named(found, registry, lang)
    if form == "json":
        click.echo(json.dumps(found.to_dict(words), ensure_ascii=False, indent=2))
        return
    asked = message("line-says", id=Named(named.id), rule=expand(named.rule, registry.rule_of))
    click.echo(f"{words.label('concept', counted)}. {words.sentence(asked)}\n")
    click.echo("\n".join(_lines(found, registry, every, trace, words)))


def _named(found: Classification, registry: Registry, lang: str) -> Classification:
    """The classification with the names of reference rules in a language."""
    names = {rule.id: rule.label.best(lang) for rule in registry.rules()}
    return replace(
        found,
        results=tuple(
            replace(one, reference=replace(one.reference, label=names[one.reference.id])) for one in found.results
        ),
    )


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
        for line in _result_lines(result, common, words.lang):
            yield f"  {words.sentence(line)}"
        yield from (f"  {line}" for line in words.lines(result.trace, "  ") if trace)
        yield ""
    if not shown:
        yield words.sentence(message("line-no-reference"))


def _result_lines(result: Result, common: set[Message], lang: str) -> Iterator[Message]:
    reference, found = result.reference, result.comparison
    part = reference.part_of
    yield (
        message("line-part-of", label=reference.label, whole=Named(part))
        if part
        else message("told", parts=reference.label)
    )
    if result.bridged:
        yield message("asked-bridged")
    yield from _relation(result)
    if not found.start_dates.same_for_all:
        yield message("line-start-dates")
    about = None
    for one in result.differences:
        if one.test is not None and one.test != about:
            yield message("line-about-test", rule=one.test)
        about = one.test
        yield _difference(one, lang)
    yield from (message("line-traveller", why=p.why) for p in (found.a_not_b, found.b_not_a) if p is not None)
    yield from (message("line-assumed", said=said) for said in found.assumptions if said not in common)
    for side, id in (("a", "line-ask-country"), ("b", "line-open-reference")):
        yield from (message(id, question=u.question) for u in found.unknown if u.matters and u.side == side)


def _relation(result: Result) -> Iterator[Message]:
    """The relation in sentences: what is sure, what is possible, what holds as far as stated."""
    found, a, b = result.comparison, message("side-definition"), message("side-reference")
    if found.relation == INCOMPARABLE and found.reason:
        yield message("line-not-comparable", reason=found.reason)
    elif result.mapping:
        yield message("line-mapped", told=told(found.relation, a, b), mapping=f"skos:{result.mapping}")
    else:
        yield from relation_lines(found, a, b)
    if result.if_plans_come_true and result.if_plans_come_true != found.as_stated:
        yield message("line-plans", told=told(result.if_plans_come_true, a, b))


def _difference(one: Difference, lang: str) -> Message:
    if one.facet == TEST:
        theirs = one.theirs == NO_TEST
        rule = one.reference if theirs else one.theirs
        return message("line-only-reference" if theirs else "line-only-definition", rule=rule, effect=one.effect)
    values = {"theirs": one.theirs, "reference": one.reference, "effect": one.effect}
    return message("line-difference", facet=facet_name(one.facet, lang), **values)
