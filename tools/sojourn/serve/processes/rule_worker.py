"""A process for rules of strangers, asked one question at a time and killed at its limit of time."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sojourn.graph.queries.child import MEGABYTE, Child
from sojourn.graph.queries.template import Template
from sojourn.serve.http.problems import Refusal

LOG = logging.getLogger("sojourn.serve")
LOAD_SECONDS = 60.0
# After so many answers a process is replaced by a new copy, at the price of some milliseconds: whatever it may have grown by
# is given back with it.
ANSWERS = 1_000


class RefusedError(Exception):
    """A question that the use case refuses: its status, and the error in the one JSON shape."""

    def __init__(self, status: int, error: Mapping[str, Any], near: list[str]) -> None:
        super().__init__(error["title"])
        self.status, self.error, self.near = status, error, near


def template(registry: Path, memory: int) -> Template:
    """A process of `work` with the registry read, of which workers with the same limit of memory (in megabytes) are copies."""
    return Template("sojourn.serve.processes.work", [str(registry.absolute()), str(memory * MEGABYTE)], LOAD_SECONDS)


class RuleWorker:
    """One process of `work`. Start it, ask it, close it; it can be started again after it was killed."""

    def __init__(self, template: Template, seconds: float, memory: int, answers: int = ANSWERS) -> None:
        self.seconds, self.memory, self.answers = seconds, memory, answers
        self._child, self._left = Child(template.copy, LOAD_SECONDS), answers

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._child.running

    def start(self) -> None:
        """Start the process. Raises RuntimeError if it does not become ready."""
        head, self._left = self._child.start(), self.answers
        if head is not None and "error" in head:
            raise RuntimeError(f"the process for rules does not start: {head['error']}")

    def close(self) -> None:
        """End the process."""
        self._child.close()

    def ask(self, use: str, given: Mapping[str, Any], lang: str) -> bytes:
        """The answer of a use case as JSON. Raises RefusedError for what it refuses, Refusal beyond a limit."""
        if not self._left:
            self.close()
            self.start()
        self._left -= 1
        head, body = self._child.ask({"use": use, "given": given, "lang": lang}, self.seconds)
        match head.get("error"):
            case None:
                return body
            case "refused":
                raise RefusedError(head["status"], head["problem"], head["near"])
            case "seconds":
                raise Refusal(422, "rule-slow", seconds=f"{self.seconds:g}")
            case "fault":
                LOG.error("fault in %s: %s", use, head["detail"])
                raise Refusal(500, "fault")
        # Memory, or the process is gone, most likely for want of it.
        self.close()
        raise Refusal(422, "rule-large", memory=self.memory)
