"""`sojourn query`."""

from __future__ import annotations

import difflib
import json
import sys
from pathlib import Path

import click

from sojourn.graph.query import Query, example_queries, parse_query, read_query
from sojourn.graph.sandbox import Limits, Sandbox
from sojourn.graph.store import packaged_graph
from sojourn.graph.table import readable, sparql_csv, sparql_json, text_table
from sojourn.model.errors import NotFound, UsageError

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DEFAULT = Limits()
_FORM = click.Choice(["text", "json", "csv"])


@click.command()
@click.argument("query", required=False)
@click.option("--list", "listing", is_flag=True, help="Show the example queries.")
@click.option("--graph", type=_FILE, help="Another graph: .nt, .ttl, .jsonld or .rdf.")
@click.option("--format", "form", type=_FORM, default="text", help="json and csv are the formats of the W3C.")
@click.option("--lang", default="en", show_default=True, help="Language of the labels in the text.")
@click.option("--seconds", default=_DEFAULT.seconds, show_default=True, help="Stop a query that runs longer.")
@click.option("--rows", default=_DEFAULT.rows, show_default=True, help="Stop a query that gives more rows.")
@click.option("--memory", default=_DEFAULT.memory, show_default=True, help="Megabytes that its process may use.")
def query(
    query: str | None, listing: bool, graph: Path | None, form: str, lang: str, seconds: float, rows: int, memory: int
) -> None:
    """Ask the graph a question in SPARQL.

    QUERY is a file, '-' for standard input, or the name of an example (see --list). The prefixes of the glossary (sj:,
    skos:, dct:, ...) need no declaration. Queries that would leave the graph (SERVICE, FROM, updates) are refused. A query
    runs in a process of its own, without network or files, and is stopped at the limits.
    """
    if listing:
        _list(form)
    elif query is None:
        raise UsageError("no query is named", "", "Name a file or an example (see 'sojourn query --list')")
    else:
        _run(_find(query), graph or packaged_graph(), form, lang, Limits(seconds, rows, memory=memory))


def _list(form: str) -> None:
    queries = example_queries()
    if form == "json":
        rows = [{"name": q.name, "title": q.title, "question": q.question, "note": q.note} for q in queries]
        click.echo(json.dumps({"queries": rows}, ensure_ascii=False, indent=2))
        return
    for example in queries:
        click.echo(f"{example.name}\n    {example.question}")


def _find(name: str) -> Query:
    """The query that a command line names."""
    if name == "-":
        return parse_query(sys.stdin.read())
    path = Path(name)
    if path.suffix in (".rq", ".sparql") or path.is_file():
        return read_query(path)
    examples = {example.name: example for example in example_queries()}
    if name in examples:
        return examples[name]
    near = tuple(difflib.get_close_matches(name, examples, 3, 0.4))
    meant = f"Did you mean {' or '.join(near)}? " if near else ""
    raise NotFound(f"no query '{name}'", "", f"{meant}'sojourn query --list' shows the examples", near)


def _run(query: Query, graph: Path, form: str, lang: str, limits: Limits) -> None:
    with Sandbox(graph, limits) as sandbox:
        result = sandbox.ask(query.text)
        match form:
            case "json":
                click.echo(json.dumps(sparql_json(result), ensure_ascii=False, indent=2))
            case "csv":
                click.echo(sparql_csv(result), nl=False)
            case _:
                if query.question:
                    click.echo(f"{query.question}\n")
                click.echo(text_table(result, readable(sandbox.trusted, result, lang)))
                click.echo(f"\n{len(result.rows)} row{'s' if len(result.rows) != 1 else ''}")
                if query.note:
                    click.echo(f"Note: {query.note}")
