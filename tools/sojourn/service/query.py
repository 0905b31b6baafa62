"""A question to the graph in SPARQL: which query is meant, and its answer, within limits.

Imported on its own (`sojourn.service.query`), since it needs the RDF store.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sojourn.graph.queries.query import Query, QueryResult, Value, example_queries, parse_query, read_query
from sojourn.graph.queries.sandbox import Limits, Sandbox
from sojourn.graph.queries.store import packaged_graph
from sojourn.graph.queries.table import readable
from sojourn.model.errors import NotFound
from sojourn.model.message import Joined, message


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """The answer to a query; `words` shows a value of it to people, with labels where there are any."""

    query: Query
    result: QueryResult
    words: Callable[[Value | None], str]


def given_query(given: str, *, files: bool = False) -> Query:
    """The query that is meant: an example by its name, or (with `files`) a file, or `-` for standard input.

    Raises NotFound for an unknown name, UsageError for a file that cannot be read.

    >>> given_query("conflicts").name
    'conflicts'
    """
    if files and given == "-":
        return parse_query(sys.stdin.read())
    path = Path(given)
    if files and (path.suffix in (".rq", ".sparql") or path.is_file()):
        return read_query(path)
    examples = {example.name: example for example in example_queries()}
    if given in examples:
        return examples[given]
    near = tuple(difflib.get_close_matches(given, examples, 3, 0.4))
    advice = message("error-list-queries")
    if near:
        advice = message("error-list-queries-near", near=Joined(near, "or"))
    raise NotFound(message("error-no-query", name=given), "", advice, near)


def query(
    given: str | Query,
    *,
    graph: Path | None = None,
    limits: Limits | None = None,
    lang: str = "en",
    files: bool = False,
) -> QueryAnswer:
    """Ask the packaged graph, or one in a file (.nt, .ttl, .jsonld, .rdf), in a process of its own without network or files.

    `limits` bound seconds, rows and megabytes; labels are in `lang` where there are any. Raises UsageError for a query that
    is not a plain read (SERVICE, FROM, updates) or goes beyond a limit, NotFound for an unknown name.
    """
    meant = given_query(given, files=files) if isinstance(given, str) else given
    with Sandbox(graph or packaged_graph(), limits) as sandbox:
        result = sandbox.ask(meant.text)
        return QueryAnswer(meant, result, readable(sandbox.trusted, result, lang))
