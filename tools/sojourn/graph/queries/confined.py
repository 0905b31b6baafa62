"""The inside of a process that `child` asks over its pipes: where its answers go, and what it gives up beforehand."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
Answer = tuple[Mapping[str, Any], bytes]


class Replies:
    """The answers of this process, each a head line of JSON that holds `size`, and so many bytes.

    Made first of all: it bounds the memory of the process (in bytes; 0 without a limit) and takes standard output for
    itself, so that whatever is printed by accident is not taken for an answer. Ctrl-C is left to the process that asks.
    """

    def __init__(self, memory: int) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._out = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        shut_in(memory or None)

    def send(self, head: Mapping[str, Any], body: bytes = b"") -> None:
        """Give one answer."""
        self._out.write(json.dumps({**head, "size": len(body)}).encode() + b"\n" + body)
        self._out.flush()

    def each(self, answer: Callable[[Any], Answer]) -> None:
        """Answer what is asked, a line of JSON each, until nobody asks any more."""
        for line in sys.stdin.buffer:
            self.send(*answer(json.loads(line)))


def shut_in(memory: int | None) -> None:
    """Bound the memory of this process, and write no core file."""
    import resource

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory is not None:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def no_network() -> None:
    """Give up the network for good, where the system allows it: a network of its own without a way out."""
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER | CLONE_NEWNET)


def cut_off() -> None:
    """Give up network and files for good: no file descriptor is to be had any more."""
    import resource

    no_network()
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
