"""`sojourn classify`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import click

import sojourn
from sojourn.classification import Classification, Result, table
from sojourn.classification.differences import NO_TEST, TEST, Difference
from sojourn.classification.table import explained
from sojourn.cli.inputs import labels, named_rule
from sojourn.model.errors import UsageError
from sojourn.prose.english import either, rule_words
from sojourn.prose.facets import facet_name, value_words
from sojourn.rules.logic.expand import expand

RELATIONS = {
    "equal": "equal: both count exactly the same people",
    "narrower": "narrower: whoever it counts, the reference counts too, but not the reverse",
    "broader": "broader: it counts everybody whom the reference counts, and others",
    "overlapping": "overlapping: each counts people whom the other does not",
    "disjoint": "disjoint: nobody is counted by both",
    "incomparable": "not comparable",
    "undetermined": "not decided",
}
CONFORMANCE = {row.value: row.words for row in table.CONFORMANCE}
Label = Callable[[str, str], str]


def _explain(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo("\n".join(explained()))
        context.exit()


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
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def classify(x: str, framework: str | None, concept: str | None, every: bool, form: str) -> None:
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
    if form == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return
    label = labels(registry)
    click.echo(
        f"{named.id} ({label('concept', counted)}) asks for: {rule_words(expand(named.rule, registry.rule_of))}.\n"
    )
    click.echo("\n".join(_lines(found, every, label)))


def _lines(found: Classification, every: bool, label: Label) -> list[str]:
    groups: dict[str, list[Result]] = {}
    for result in found.results:
        groups.setdefault(result.reference.framework, []).append(result)
    shown = [r for results in groups.values() for r in (results if every else [min(results, key=found.closeness)])]
    # What is assumed in every comparison is said once.
    lists = [set(result.comparison.assumptions) for result in shown if result.applicable]
    common = set.intersection(*lists) if len(lists) > 1 else set()
    lines = [f"Assumed everywhere: {assumption}" for assumption in sorted(common)] + [""] * bool(common)
    lines += [line for result in shown for line in _result_lines(result, label, common)]
    return lines or ["No framework has a reference rule for this concept."]


def _result_lines(result: Result, label: Label, common: set[str]) -> Iterator[str]:
    reference, found = result.reference, result.comparison
    part = f" (a part of {reference.part_of})" if reference.part_of else ""
    yield f"{reference.id}: {CONFORMANCE[result.conformance]}"
    yield f"  {reference.label}{part}"
    if result.bridged:
        yield "  A flow against a stock: an arrival counts if it makes the person a usual resident."
    yield f"  {_relation(result)}"
    if result.conformance == "undetermined" and found.relation not in ("undetermined", "incomparable"):
        yield "  Whether it conforms stays open, since one of the two states no minimum length."
    if not found.start_dates.same_for_all:
        yield "  Not the same for all start dates, since months differ in length."
    about = None
    for one in result.differences:
        if one.test is not None and one.test != about:
            yield f"  About {one.test}:"
        about = one.test
        yield f"  - {_difference(one, label)}"
    yield from (f"  Traveller: {w.why}" for w in (found.a_not_b, found.b_not_a) if w is not None)
    yield from (f"  Assumed: {assumption}" for assumption in found.assumptions if assumption not in common)
    for side, title in (("a", "To ask the country"), ("b", "Open in the reference")):
        yield from (f"  {title}: {u.question}" for u in found.unknown if u.matters and u.side == side)
    yield ""


def _relation(result: Result) -> str:
    """The relation in sentences: what is sure, what is possible, what holds as far as stated."""
    found = result.comparison
    if found.relation == "incomparable":
        text = f"Not comparable: {found.reason}."
    elif found.relation == "undetermined":
        text = f"Not decided; still possible: {either(found.possible)}."
        if found.as_stated in RELATIONS and found.as_stated != "undetermined":
            text += f" As far as stated, {RELATIONS[found.as_stated]}."
    else:
        text = _sentence(RELATIONS[found.relation]) + (f" (skos:{result.mapping})" if result.mapping else "")
    if result.if_plans_come_true and result.if_plans_come_true != found.as_stated:
        text += f" If plans come true, {RELATIONS[result.if_plans_come_true]}."
    return text


def _difference(one: Difference, label: Label) -> str:
    if one.facet == TEST:
        where, words = ("the reference", one.reference) if one.theirs == NO_TEST else ("the definition", one.theirs)
        return f"Only in {where}: {words}. Effect: {one.effect.replace('no effect', 'none')}."
    mine, theirs = (value_words(one.facet, value, label) for value in (one.theirs, one.reference))
    effect = one.effect.replace("no effect", "none")
    return f"{facet_name(one.facet)}: {mine}; reference: {theirs}. Effect: {effect}."


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
