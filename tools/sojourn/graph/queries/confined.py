"""The inside of a process that `child` asks over its pipes: where its answers go, and what it gives up beforehand."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
Answer = tuple[Mapping[str, Any], bytes]
# What a template is told, in so many bytes: to make a copy of itself, or the number of the copy to end.
MESSAGE, COPY = 8, 0


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

    def divide(self) -> None:
        """Be a template (`template`): make copies of this process, and end them, until nobody asks for any more.

        It returns in each copy, whose questions and answers have pipes of their own.
        """
        gc.collect()
        gc.freeze()  # what is there stays; looking through it again and again would only part the pages of copies
        control = socket.socket(fileno=os.dup(0))
        while True:
            told, pipes, _, _ = socket.recv_fds(control, MESSAGE, 2)
            if len(told) < MESSAGE:
                sys.exit()
            number = int.from_bytes(told, "big")
            if number != COPY:
                os.kill(number, signal.SIGKILL)
                os.waitpid(number, 0)
                continue
            copy = os.fork()
            if not copy:
                control.close()
                os.dup2(pipes[0], 0)
                os.dup2(pipes[1], self._out.fileno())
            for pipe in pipes:
                os.close(pipe)
            if not copy:
                return
            control.sendall(copy.to_bytes(MESSAGE, "big"))

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
