"""SPARQL on the graph: the example queries, and running any read-only query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sojourn.graph.queries.guard import refuse_unsafe
from sojourn.graph.queries.store import GraphSource, open_store
from sojourn.graph.vocabulary import ontology_folder, prefixes
from sojourn.model.errors import UsageError
from sojourn.model.message import message

Value = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple
Row = tuple[Value | None, ...]

_HEADER = re.compile(r"^#\s*(title|question|note):\s*(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Query:
    """A query with its title and its question in plain words; `name` is its file's name."""

    name: str
    title: str
    question: str
    note: str
    text: str


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What a query found. ASK gives one row `answer`, CONSTRUCT and DESCRIBE rows of subject, predicate, object."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]


def read_query(path: Path) -> Query:
    """A query file; its head is comment lines `# title:`, `# question:` and `# note:` (may be repeated)."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(message("error-query-no-file", name=str(path)), str(error)) from error
    return parse_query(text, path.stem)


def parse_query(text: str, name: str = "") -> Query:
    """A query with the head comments taken from its text."""
    found: dict[str, list[str]] = {}
    for key, words in _HEADER.findall(text):
        found.setdefault(key, []).append(words.strip())
    title, question, note = (" ".join(found.get(key, ())) for key in ("title", "question", "note"))
    return Query(name, title or name, question, note, text)


def example_queries(folder: Path | None = None) -> list[Query]:
    """The example queries of a folder (the ontology's, if none is named), by name."""
    return [read_query(path) for path in sorted((folder or ontology_folder() / "queries").glob("*.rq"))]


def run_query(source: GraphSource, text: str, substitutions: Mapping[str, Value] | None = None) -> QueryResult:
    """Run a read-only query; our prefixes (sj:, skos:, dct:, ...) need no declaration.

    `substitutions` fixes variables of the SELECT clause to values: the safe way to put user input into a query.
    """
    refuse_unsafe(text)
    bound = {ox.Variable(name): value for name, value in (substitutions or {}).items()}
    try:
        found = open_store(source).query(text, prefixes=prefixes(), substitutions=bound)
    except SyntaxError as error:
        raise UsageError(message("error-query-unreadable"), str(error), message("error-sparql-grammar")) from error
    except RuntimeError as error:
        raise UsageError(message("error-query-not-run"), str(error)) from error
    if isinstance(found, ox.QueryBoolean):
        return QueryResult(("answer",), ((ox.Literal(bool(found)),),))
    if isinstance(found, ox.QueryTriples):
        return QueryResult(("subject", "predicate", "object"), tuple((t.subject, t.predicate, t.object) for t in found))
    variables = tuple(variable.value for variable in found.variables)
    return QueryResult(variables, tuple(tuple(solution[name] for name in variables) for solution in found))
