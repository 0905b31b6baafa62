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

from sojourn.graph.child import MEGABYTE, Child
from sojourn.graph.guard import refuse_unsafe
from sojourn.graph.query import QueryResult
from sojourn.model.errors import SojournError, UsageError

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

    def __init__(self, limit: str, detail: str, advice: str) -> None:
        super().__init__("the query was stopped", detail, advice)
        self.limit = limit


class Sandbox:
    """One graph in one process, asked one question at a time.

    A process that had to be killed is started again with the next question. Close it, or use it in a `with`.
    """

    def __init__(self, graph: Path, limits: Limits | None = None) -> None:
        self.graph, self.limits = graph, limits or Limits()
        # The named graphs in it, once it is loaded: a query may choose among them.
        self.named: frozenset[str] = frozenset()
        arguments = [str(graph.absolute()), str(self.limits.memory * MEGABYTE)]
        self._child = Child("sojourn.graph.query_worker", arguments, LOAD_SECONDS)

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
            raise UsageError(f"there is no graph <{unknown[0]}>", *_datasets(self.named))
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
            return UsageError(head["title"], head["detail"], head["advice"])
        why = {
            "seconds": f"it took more than {LOAD_SECONDS:g} seconds",
            "memory": f"it needs more than {self.limits.memory} MB of memory",
        }.get(
            head["error"], f"the process that read it ended, most likely for want of memory ({self.limits.memory} MB)"
        )
        return UsageError(
            f"the graph '{self.graph.name}' cannot be loaded", why, "Allow more memory, or a smaller graph"
        )

    def _refused(self, head: Mapping[str, Any]) -> UsageError:
        limits = self.limits
        match head["error"]:
            case "syntax":
                advice = "The SPARQL 1.1 standard has the grammar"
                return UsageError("the query cannot be read", str(head["detail"]), advice)
            case "run":
                return UsageError("the query cannot be run", str(head["detail"]))
            case "seconds":
                detail = f"it ran for more than {limits.seconds:g} seconds"
                return QueryStoppedError("seconds", detail, "Ask for less (a LIMIT, fewer joins, no open paths)")
            case "rows":
                detail = f"it gives more than {limits.rows} rows"
                return QueryStoppedError("rows", detail, "Add a LIMIT, or ask for a count")
            case "bytes":
                detail = f"its answer is larger than {limits.bytes / MEGABYTE:g} MB"
                return QueryStoppedError("bytes", detail, "Ask for fewer rows or columns")
            case "memory":
                detail = f"it needs more than {limits.memory} MB of memory"
                return QueryStoppedError("memory", detail, "Ask for less (a LIMIT, fewer joins)")
        detail = f"the process that ran it ended, most likely for want of memory ({limits.memory} MB) or of stack"
        return QueryStoppedError("memory", detail, "Ask for less (fewer joins, fewer brackets inside each other)")


def _datasets(named: frozenset[str]) -> tuple[str, str]:
    """Why a graph cannot be chosen, and what to do."""
    if not named:
        return "all data are in one graph, without a name", "Leave the choice of graphs out"
    return "nothing is read from files or the network", f"Graphs: {', '.join(sorted(named)[:20])}"


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
