"""A few processes that many requests share: each does one thing at a time, and one that was killed is started again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

from sojourn.serve.http.problems import Refusal

LOG = logging.getLogger("sojourn.serve")
# Requests that may wait for one process.
WAITING = 64
# After a process could not be started, the next attempt is made so much later.
PAUSE = 5.0


class Startable(Protocol):
    """What a pool holds."""

    @property
    def running(self) -> bool:
        """Whether its process is there."""

    def start(self) -> object:
        """Start the process."""

    def close(self) -> None:
        """End the process."""


P = TypeVar("P", bound=Startable)
T = TypeVar("T")


class Pool(Generic[P]):
    """Processes of one kind. Made and used inside one event loop; what a process does runs in a thread beside it."""

    def __init__(self, members: Sequence[P], wait_seconds: float) -> None:
        self.members, self.wait_seconds = list(members), wait_seconds
        self.waiting, self.restarts = 0, 0
        self._free: asyncio.Queue[P] = asyncio.Queue()
        self._threads = ThreadPoolExecutor(len(self.members))
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start all processes, and wait until they are ready."""
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(self._threads, member.start) for member in self.members))
        for member in self.members:
            self._free.put_nowait(member)

    async def use(self, work: Callable[[P], T]) -> T:
        """What `work` gives with the next free process. Raises Refusal (503) if none becomes free in time."""
        if self.waiting >= WAITING * len(self.members):
            raise _busy()
        self.waiting += 1
        try:
            member = await asyncio.wait_for(self._free.get(), self.wait_seconds)
        except TimeoutError:
            raise _busy() from None
        finally:
            self.waiting -= 1
        future = asyncio.get_running_loop().run_in_executor(self._threads, work, member)
        future.add_done_callback(lambda _: self._give_back(member))
        # A client that goes away does not take the process along.
        return await asyncio.shield(future)

    async def close(self) -> None:
        """End all processes."""
        for task in self._tasks:
            task.cancel()
        for member in self.members:
            member.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _give_back(self, member: P) -> None:
        if member.running:
            self._free.put_nowait(member)
            return
        self.restarts += 1
        task = asyncio.ensure_future(self._again(member))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _again(self, member: P) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                await loop.run_in_executor(self._threads, member.start)
            except Exception:
                LOG.exception("a process could not be started again")
                await asyncio.sleep(PAUSE)
            else:
                self._free.put_nowait(member)
                return


def _busy() -> Refusal:
    return Refusal(503, "busy", headers={"Retry-After": "2"})
