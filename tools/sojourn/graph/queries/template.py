"""A process that has everything loaded and answers nothing itself: it divides, and each copy of it is a process to be asked.

What was loaded is shared by all copies, page by page, until one of them writes on it. So a copy is there in a moment, takes
little memory of its own, and one that was killed is replaced without loading anything again. `confined` is the inner side.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

from sojourn.graph.queries.child import Child, NotReadyError, started
from sojourn.graph.queries.confined import COPY, MESSAGE


class Copy:
    """One copy, as `Child` knows processes: its pipes, whether it is there, and its end."""

    def __init__(self, pid: int, stdin: IO[bytes], stdout: IO[bytes], template: Template) -> None:
        self.pid, self.stdin, self.stdout, self._template = pid, stdin, stdout, template

    def poll(self) -> int | None:
        """None while it is there: whoever ends leaves nobody at the other end of its pipe."""
        poll = select.poll()
        poll.register(self.stdout.fileno(), 0)
        return -signal.SIGKILL if poll.poll(0) else None

    def kill(self) -> None:
        """End it."""
        self._template.end(self.pid, there=self.poll() is None)

    def wait(self) -> int:
        """Nothing to wait for: the template sees to its end."""
        return -signal.SIGKILL


class Template:
    """One process of a module of ours, started with the first copy, and again if it was killed. Threads may share it."""

    def __init__(self, module: str, arguments: Sequence[str], load_seconds: float) -> None:
        self._command = [module, *arguments, "template"]
        self._child = Child(self._start, load_seconds)
        self._control: socket.socket | None = None
        self._lock = threading.Lock()

    def copy(self) -> Copy:
        """A new copy. Raises NotReadyError with what the template says if it does not become ready."""
        with self._lock:
            head = self._child.start()
            if head is not None and "error" in head:
                raise NotReadyError(head)
            questions, answers = os.pipe(), os.pipe()
            try:
                pid = self._copied((questions[0], answers[1]))
            except OSError as error:
                os.close(questions[1])
                os.close(answers[0])
                raise NotReadyError({"error": "died"}) from error
            finally:
                os.close(questions[0])
                os.close(answers[1])
            return Copy(pid, os.fdopen(questions[1], "wb"), os.fdopen(answers[0], "rb", 0), self)

    def end(self, pid: int, *, there: bool) -> None:
        """End a copy, by the template if that is there: only who made a process knows that its number is still its own."""
        with self._lock:
            try:
                self._connection.sendall(pid.to_bytes(MESSAGE, "big"))
            except OSError:
                if there:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        """End the template; its copies are closed by who has them."""
        with self._lock:
            self._child.close()
            if self._control is not None:
                self._control.close()

    @property
    def _connection(self) -> socket.socket:
        if self._control is None:
            raise OSError
        return self._control

    def _start(self) -> subprocess.Popen[bytes]:
        ours, theirs = socket.socketpair()
        if self._control is not None:
            self._control.close()
        self._control = ours
        with theirs:
            return started(self._command, theirs)

    def _copied(self, pipes: tuple[int, int]) -> int:
        socket.send_fds(self._connection, [COPY.to_bytes(MESSAGE, "big")], pipes)
        if len(told := self._connection.recv(MESSAGE, socket.MSG_WAITALL)) < MESSAGE:
            raise BrokenPipeError
        return int.from_bytes(told, "big")
