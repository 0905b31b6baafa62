"""Queries from outside, run in a process of their own that can be killed: with limits, and without network or files.

Neither SPARQL engine has a time limit, and both can be brought to reach out or to run out of their stack. So a question
from a person is first parsed and refused if it is no plain read (`guard`), then run in `query_worker`. Whatever happens
there, the answer here is a result or an error that says what to do, and the next question gets a fresh process.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import pyoxigraph as ox

from sojourn.graph.guard import refuse_unsafe
from sojourn.graph.query import QueryResult
from sojourn.model.errors import SojournError, UsageError

MEGABYTE = 1024 * 1024
_DIED: Mapping[str, Any] = {"error": "died"}
# How long a graph may take to load.
LOAD_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use: seconds, rows, bytes of the answer, and memory of its process in megabytes."""

    seconds: float = 30.0
    rows: int = 100_000
    bytes: int = 200 * MEGABYTE
    memory: int = 2_048


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
        self._process: subprocess.Popen[bytes] | None = None
        self._read = bytearray()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process and let it load the graph. Raises SojournError if the graph cannot be read."""
        if self._process is not None and self._process.poll() is None:
            return
        self._read.clear()
        memory = self.limits.memory * MEGABYTE
        self._process = subprocess.Popen(  # noqa: S603 (our own module)
            [sys.executable, "-P", "-m", "sojourn.graph.query_worker", str(self.graph.absolute()), str(memory)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
        )  # fmt: skip
        head, _ = self._answer(time.monotonic() + LOAD_SECONDS)
        if "error" in head:
            self.close()
            raise self._not_loaded(head)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process.wait()
            self._process = None

    def ask(self, text: str) -> QueryResult:
        """The result of a read-only query. Raises UsageError for one that is refused, wrong or beyond a limit."""
        kind, body = self.raw(text)
        return parsed(kind, body)

    def trusted(self, text: str) -> QueryResult:
        """The result of a query of our own, which the guard need not see; limits hold all the same."""
        return parsed(*self._run(text))

    def raw(self, text: str) -> tuple[str, bytes]:
        """The same as it came: `solutions` or `boolean` as SPARQL JSON, `triples` as N-Triples."""
        refuse_unsafe(text)
        return self._run(text)

    def _run(self, text: str) -> tuple[str, bytes]:
        self.start()
        process = self._process
        assert process is not None
        assert process.stdin is not None
        asked = {"query": text, "rows": self.limits.rows, "bytes": self.limits.bytes}
        try:
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
            head, body = self._answer(time.monotonic() + self.limits.seconds)
        except BrokenPipeError:
            self.close()
            head, body = _DIED, b""
        except BaseException:
            # Also when somebody presses Ctrl-C: what is asked is not waited for.
            self.close()
            raise
        if "error" in head:
            raise self._refused(head)
        return str(head["ok"]), body

    def _answer(self, deadline: float) -> tuple[Mapping[str, Any], bytes]:
        """The next answer of the process. An answer that does not come is one too: with the reason."""
        while b"\n" not in self._read:
            if not self._more(deadline):
                return self._gone(deadline), b""
        line, _, rest = bytes(self._read).partition(b"\n")
        head: dict[str, Any] = json.loads(line)
        self._read = bytearray(rest)
        while len(self._read) < head["size"]:
            if not self._more(deadline):
                return self._gone(deadline), b""
        body = bytes(self._read[: head["size"]])
        del self._read[: head["size"]]
        return head, body

    def _more(self, deadline: float) -> bool:
        """Read what there is; False at the deadline or if the process has ended."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
            return False
        found = os.read(process.stdout.fileno(), MEGABYTE)
        self._read += found
        return bool(found)

    def _gone(self, deadline: float) -> Mapping[str, Any]:
        late = time.monotonic() >= deadline
        self.close()
        return {"error": "seconds"} if late else _DIED

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
