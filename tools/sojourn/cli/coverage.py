"""`sojourn coverage`."""

from __future__ import annotations

import json

import click

import sojourn
from sojourn.lookup.coverage import coverage as count_all


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def coverage(form: str) -> None:
    """What the registry knows and what it does not.

    Languages, share of facets that a source states, confidence, kinds of source, and what is known of data sources.
    """
    found = count_all(sojourn.load())
    if form == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return
    _print("Entries", found.counts)
    click.echo("Labels of terms")
    for lang, told in found.labels.items():
        click.echo(f"  {lang:<24} {told.get('sourced', 0):>5} from sources, {told.get('own', 0):>4} our translation")
    _print("Definitions of terms", found.definitions_by_language)
    _print_shares("Facets that a source states (limbs)", found.facets)
    for kind, counts in found.confidence.items():
        _print(f"Confidence of {kind}", counts)
    _print("First source of a national definition", found.source_kinds)
    _print("Seen", found.seen)
    _print("What national definitions count", found.concepts)
    _print("Data sources of countries", found.instrument_types)
    _print_shares("Known of data sources", found.instrument_facts)
    click.echo("Best result of each national definition, by framework")
    for framework, counts in found.conformance.items():
        click.echo(f"  {framework:<24} " + ", ".join(f"{count} {name}" for name, count in counts.items()))


def _print(title: str, counts: dict[str, int]) -> None:
    click.echo(title)
    for name, count in counts.items():
        click.echo(f"  {name:<24} {count:>5}")


def _print_shares(title: str, shares: dict[str, tuple[int, int]]) -> None:
    click.echo(title)
    for name, (stated, of) in shares.items():
        click.echo(f"  {name.replace('_', ' '):<24} {stated:>5} of {of:<5} {stated / of if of else 0:>4.0%}")
