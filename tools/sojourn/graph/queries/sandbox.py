"""Queries from outside, run in a process of their own that can be killed: with limits, and without network or files.

Neither SPARQL engine has a time limit, and both can be brought to reach out or to run out of their stack. So a question
from a person is first parsed and refused if it is no plain read (`guard`), then run in `query_worker`. Whatever happens
there, the answer here is a result or an error that says what to do, and the next question gets a fresh process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import pyoxigraph as ox

from sojourn.graph.queries.child import MEGABYTE, Child, started
from sojourn.graph.queries.guard import refuse_unsafe
from sojourn.graph.queries.query import QueryResult
from sojourn.graph.queries.template import Template
from sojourn.model.errors import SojournError, UsageError
from sojourn.model.message import Message, message, message_from_dict

# How long a graph may take to load.
LOAD_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use: seconds, rows, bytes of the answer, and memory of its process in megabytes."""

    seconds: float = 30.0
    rows: int = 100_000
    bytes: int = 200 * MEGABYTE
    memory: int = 2_048


@dataclass(frozen=True, slots=True)
class Dataset:
    """Which of the named graphs a query is asked of: those that make up its default graph, and those under their names."""

    default: Sequence[str] = ()
    named: Sequence[str] = ()


class QueryStoppedError(UsageError):
    """A query that was stopped because it went beyond a limit (`limit`: seconds, rows, bytes or memory)."""

    def __init__(self, limit: str, detail: Message, advice: Message) -> None:
        super().__init__(message("error-query-stopped"), detail, advice)
        self.limit = limit


def template(graph: Path, limits: Limits) -> Template:
    """A process with the graph loaded, of which several sandboxes with the same limits can be copies."""
    return Template(*_command(graph, limits), LOAD_SECONDS)


def _command(graph: Path, limits: Limits) -> tuple[str, list[str]]:
    return "sojourn.graph.queries.query_worker", [str(graph.absolute()), str(limits.memory * MEGABYTE)]


class Sandbox:
    """One graph in one process, asked one question at a time; a copy of a `template` if there is one.

    A process that had to be killed is started again with the next question. Close it, or use it in a `with`.
    """

    def __init__(self, graph: Path, limits: Limits | None = None, template: Template | None = None) -> None:
        self.graph, self.limits = graph, limits or Limits()
        # The named graphs in it, once it is loaded: a query may choose among them.
        self.named: frozenset[str] = frozenset()
        module, arguments = _command(graph, self.limits)
        self._child = Child(template.copy if template else lambda: started([module, *arguments]), LOAD_SECONDS)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process and let it load the graph. Raises SojournError if the graph cannot be read."""
        head = self._child.start()
        if head is None:
            return
        if "error" in head:
            raise self._not_loaded(head)
        self.named = frozenset(head["named"])

    @property
    def running(self) -> bool:
        """Whether the process is there, with the graph loaded."""
        return self._child.running

    def close(self) -> None:
        """End the process."""
        self._child.close()

    def ask(self, text: str) -> QueryResult:
        """The result of a read-only query. Raises UsageError for one that is refused, wrong or beyond a limit."""
        kind, body = self.raw(text)
        return parsed(kind, body)

    def trusted(self, text: str) -> QueryResult:
        """The result of a query of our own, which the guard need not see; limits hold all the same."""
        return parsed(*self._run(text))

    def raw(self, text: str, dataset: Dataset | None = None, seconds: float | None = None) -> tuple[str, bytes]:
        """The same as it came: `solutions` or `boolean` as SPARQL JSON, `triples` as N-Triples.

        `dataset` takes the place of what the query itself says with FROM. Raises UsageError for graphs that are not there.
        `seconds` takes the place of the limit of time.
        """
        self.start()
        refuse_unsafe(text, self.named)
        if dataset is not None and (unknown := sorted({*dataset.default, *dataset.named} - self.named)):
            raise UsageError(message("error-no-graph", iri=unknown[0]), *_datasets(self.named))
        return self._run(text, dataset, seconds)

    def _run(self, text: str, dataset: Dataset | None = None, seconds: float | None = None) -> tuple[str, bytes]:
        self.start()
        asked: dict[str, Any] = {"query": text, "rows": self.limits.rows, "bytes": self.limits.bytes}
        if dataset is not None:
            asked |= {"default": list(dataset.default), "named": list(dataset.named)}
        head, body = self._child.ask(asked, seconds or self.limits.seconds)
        if "error" in head:
            raise self._refused(head)
        return str(head["ok"]), body

    def _not_loaded(self, head: Mapping[str, Any]) -> SojournError:
        if head["error"] == "load":
            title, detail, advice = (
                part if isinstance(part, str) else message_from_dict(part) for part in head["parts"]
            )
            return UsageError(title, detail, advice)
        why = {
            "seconds": message("error-took-longer", n=f"{LOAD_SECONDS:g}"),
            "memory": message("error-needs-memory", n=self.limits.memory),
        }.get(head["error"], message("error-loading-ended", n=self.limits.memory))
        return UsageError(message("error-graph-not-loaded", name=self.graph.name), why, message("error-allow-memory"))

    def _refused(self, head: Mapping[str, Any]) -> UsageError:
        limits = self.limits
        match head["error"]:
            case "syntax":
                advice = message("error-sparql-grammar")
                return UsageError(message("error-query-unreadable"), str(head["detail"]), advice)
            case "run":
                return UsageError(message("error-query-not-run"), str(head["detail"]))
            case "seconds":
                detail = message("error-ran-longer", n=f"{limits.seconds:g}")
                return QueryStoppedError("seconds", detail, message("error-ask-less-time"))
            case "rows":
                detail = message("error-too-many-rows", n=limits.rows)
                return QueryStoppedError("rows", detail, message("error-add-a-limit"))
            case "bytes":
                detail = message("error-answer-too-large", n=f"{limits.bytes / MEGABYTE:g}")
                return QueryStoppedError("bytes", detail, message("error-fewer-rows"))
            case "memory":
                detail = message("error-needs-memory", n=limits.memory)
                return QueryStoppedError("memory", detail, message("error-ask-less-memory"))
        detail = message("error-running-ended", n=limits.memory)
        return QueryStoppedError("memory", detail, message("error-ask-less-depth"))


def _datasets(named: frozenset[str]) -> tuple[Message, Message]:
    """Why a graph cannot be chosen, and what to do."""
    if not named:
        return message("error-one-graph"), message("error-leave-graphs")
    return message("error-nothing-from-network"), message("error-graphs-are", graphs=", ".join(sorted(named)[:20]))


def parsed(kind: str, body: bytes) -> QueryResult:
    """The rows of an answer as it came from the process."""
    if kind == "triples":
        found = ox.parse(body, ox.RdfFormat.N_TRIPLES)
        rows = tuple((quad.subject, quad.predicate, quad.object) for quad in found)
        return QueryResult(("subject", "predicate", "object"), rows)
    results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return QueryResult(("answer",), ((ox.Literal(bool(results)),),))
    assert isinstance(results, ox.QuerySolutions)
    names = tuple(variable.value for variable in results.variables)
    return QueryResult(names, tuple(tuple(solution[name] for name in names) for solution in results))
