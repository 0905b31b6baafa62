"""What stands behind all interfaces: the registry, the processes for queries and for rules, and the answers that are kept."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sojourn.graph.queries import sandbox
from sojourn.graph.queries.query import example_queries
from sojourn.graph.queries.sandbox import Dataset, Sandbox
from sojourn.lookup.registry import Registry
from sojourn.model.entries import Value
from sojourn.model.errors import NotFound, SojournError
from sojourn.serve.http.problems import Refusal
from sojourn.serve.http.settings import Settings
from sojourn.serve.processes import rule_worker
from sojourn.serve.processes.cache import Cache
from sojourn.serve.processes.pool import Pool
from sojourn.serve.processes.rule_worker import RuleWorker

# Entries that are kept once they were asked for.
MOST_KEPT = 20_000
# No identifier is longer; what is longer is not kept, so that nobody can fill the memory with addresses.
LONGEST_PATH = 250
# The limit for a question that comes with the graph.
EXAMPLE_SECONDS = 20.0


class Backend:
    """Made once a server; `start` and `close` it inside the event loop that uses it."""

    def __init__(self, settings: Settings) -> None:
        self.settings, bounds = settings, settings.bounds
        self.registry = Registry.open(settings.registry)
        self.base = str(self.registry.meta("scheme")["base"])
        self.cache = Cache(bounds.cache)
        # Our own questions are answered even if they take long; each is worked out once.
        self._examples = frozenset(query.text.strip() for query in example_queries())
        self._by_path: dict[str, Value | None] = {}
        self._entries: dict[str, tuple[Value, ...]] = {}
        self._preparing: asyncio.Task[None] | None = None
        # Part of every ETag: other data, other answers.
        self.version = _digest(f"{settings.registry.stat().st_mtime_ns}-{settings.graph.stat().st_mtime_ns}".encode())
        # What is loaded is loaded once: the processes are copies of two that answer nothing themselves.
        self._graph = sandbox.template(settings.graph, bounds.query)
        self._rules = rule_worker.template(settings.registry, bounds.rule_memory)
        self.sandboxes = Pool(
            [Sandbox(settings.graph, bounds.query, self._graph) for _ in range(settings.processes)],
            bounds.wait_seconds,
        )
        self.workers = Pool(
            [RuleWorker(self._rules, bounds.rule_seconds, bounds.rule_memory) for _ in range(settings.processes)],
            bounds.wait_seconds,
        )

    async def start(self) -> None:
        """Start the processes, and wait until all are ready."""
        await self.sandboxes.start()
        await self.workers.start()
        if self.settings.prepared:
            self._preparing = asyncio.create_task(self._prepare())

    async def _prepare(self) -> None:
        """Answer the queries that come with the graph, one after the other, before anybody asks them."""
        for query in example_queries():
            try:
                await self.query(query.text)
            except (SojournError, Refusal):
                # On another graph, or on one that is too large for it: whoever asks is told so.
                continue

    async def close(self) -> None:
        """End the processes."""
        if self._preparing is not None:
            self._preparing.cancel()
        await self.sandboxes.close()
        await self.workers.close()
        self._graph.close()
        self._rules.close()

    def entries(self, kind: str) -> tuple[Value, ...]:
        """All entries of a kind, by id."""
        found = self._entries.get(kind)
        if found is None:
            found = self._entries[kind] = self.registry.entries(kind)
        return found

    def by_path(self, path: str) -> Value | None:
        """The entry with an identifier under the base (`term/residence`, `code/basis/actual`), if there is one."""
        if len(path) > LONGEST_PATH:
            return None
        if path not in self._by_path:
            if len(self._by_path) > MOST_KEPT:
                self._by_path.clear()
            try:
                self._by_path[path] = self.registry.entry(self.base + path)
            except NotFound:
                self._by_path[path] = None
        return self._by_path[path]

    async def answer(self, use: str, given: Mapping[str, Any], lang: str) -> bytes:
        """The answer of a use case (see `work`) as JSON. Raises RefusedError or Refusal."""
        key = use, lang, json.dumps(given, sort_keys=True)
        if found := self.cache.get(key):
            return found[1]
        body = await self.workers.use(lambda worker: worker.ask(use, given, lang))
        self.cache.put(key, use, body)
        return body

    async def query(self, text: str, dataset: Dataset | None = None) -> tuple[str, bytes]:
        """The answer to a query from outside: its kind, and SPARQL JSON or N-Triples. Raises UsageError or Refusal."""
        graphs = (tuple(dataset.default), tuple(dataset.named)) if dataset else None
        key = "sparql", text, graphs
        if found := self.cache.get(key):
            return found
        seconds = EXAMPLE_SECONDS if text.strip() in self._examples else None
        kind, body = await self.sandboxes.use(lambda box: box.raw(text, dataset, seconds))
        self.cache.put(key, kind, body)
        return kind, body

    def tag(self, *parts: str) -> str:
        """An ETag for an answer that depends on the data and on these parts of the request."""
        return f'"{_digest(chr(0).join((self.version, *parts)).encode("utf-8", "replace"))}"'


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:20]
