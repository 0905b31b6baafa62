"""Work that is shared out to the machine's cores: by forked copies of this process, which see everything that it holds."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from sojourn.build.atomic import HELD
from sojourn.rules.logic.caches import MEMORY

T = TypeVar("T")
# A process asks Linux for this signal at the death of the process that made it (prctl(2)).
_PR_SET_PDEATHSIG = 1
# So many times as much as a process that runs for ever does a build's process remember: it ends soon, and has each rule meet
# hundreds of others (about 600 MB instead of 150; what it forgets it works out again, a third of its time).
REMEMBERED = 6

# What the forked copies work on; set before they are made, since functions that close over values cannot be sent.
_work: Callable[[int], Any] | None = None


def settle() -> None:
    """What a process holds by now is kept to its end: the garbage collector need not look through it again and again.

    A build makes millions of small values that live as long as it does; looking through them took a third of its time.
    """
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def _enter() -> None:
    """What a forked copy begins with: it ends with the process that made it, so that a killed build holds no lock."""
    settle()
    MEMORY.widen(REMEMBERED)
    while HELD:
        os.close(HELD.pop())
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def shared_out(work: Callable[[int], T], count: int, chunk: int = 1) -> list[T]:
    """`[work(0), ..., work(count - 1)]`, by as many processes as there are cores, each taking `chunk` numbers at a time.

    Results come back by pickle; what `work` changes in memory is lost.
    """
    cores = os.cpu_count() or 1
    if cores == 1 or count <= chunk:
        return [work(number) for number in range(count)]
    global _work
    before, _work = _work, work
    try:
        gc.freeze()
        with ProcessPoolExecutor(cores, multiprocessing.get_context("fork"), _enter) as pool:
            return list(pool.map(_one, range(count), chunksize=chunk))
    finally:
        _work = before


@contextmanager
def meanwhile(task: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Does a task in a forked copy of this process while the body of the `with` runs; what it gives is called for."""
    if (os.cpu_count() or 1) == 1:
        yield task
        return
    global _work
    before, _work = _work, lambda _: task()
    try:
        with ProcessPoolExecutor(1, multiprocessing.get_context("fork"), _enter) as pool:
            future = pool.submit(_one, 0)
            _work = before
            yield future.result
    finally:
        _work = before


def _one(number: int) -> Any:
    assert _work is not None
    return _work(number)


def together(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each of some independent tasks gives, in their order; each is done by one process."""
    return shared_out(lambda number: tasks[number](), len(tasks))


def in_turn(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """The same in this process, one after the other."""
    return [task() for task in tasks]
