"""`sojourn query`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sojourn.graph.queries.query import example_queries
from sojourn.graph.queries.sandbox import Limits
from sojourn.graph.queries.table import sparql_csv, sparql_json, text_table
from sojourn.model.errors import UsageError
from sojourn.model.message import message
from sojourn.service.query import QueryAnswer
from sojourn.service.query import query as ask

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
        raise UsageError(message("error-no-query-named"), "", message("error-name-a-query"))
    else:
        limits = Limits(seconds, rows, memory=memory)
        _show(ask(query, graph=graph, limits=limits, lang=lang, files=True), form)


def _list(form: str) -> None:
    queries = example_queries()
    if form == "json":
        rows = [{"name": q.name, "title": q.title, "question": q.question, "note": q.note} for q in queries]
        click.echo(json.dumps({"queries": rows}, ensure_ascii=False, indent=2))
        return
    for example in queries:
        click.echo(f"{example.name}\n    {example.question}")


def _show(found: QueryAnswer, form: str) -> None:
    match form:
        case "json":
            click.echo(json.dumps(sparql_json(found.result), ensure_ascii=False, indent=2))
        case "csv":
            click.echo(sparql_csv(found.result), nl=False)
        case _:
            if found.query.question:
                click.echo(f"{found.query.question}\n")
            rows = len(found.result.rows)
            click.echo(text_table(found.result, found.words))
            click.echo(f"\n{rows} row{'s' if rows != 1 else ''}")
            if found.query.note:
                click.echo(f"Note: {found.query.note}")
