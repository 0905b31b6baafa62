"""A process that is asked one thing at a time over its pipes, and that can be killed whenever it takes too long.

It reads one line a question and answers with a head line of JSON that holds `size`, and so many bytes after it.
"""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import IO, Any, Protocol

MEGABYTE = 1024 * 1024
DIED: Mapping[str, Any] = {"error": "died"}
# On a busy machine a process may take so many times as long as it would alone.
PATIENCE = 4
# An allowance that is left in less than this is used up.
MOMENT = 0.01


class Allowance:
    """How long a process may take for an answer: so many seconds of its own work.

    What other processes take from it on a busy machine is not counted against it, up to `PATIENCE` times as long in all.
    """

    def __init__(self, pid: int, seconds: float) -> None:
        self._pid, self._seconds = pid, seconds
        self._begun, self._worked = time.monotonic(), worked(pid)

    @property
    def left(self) -> float:
        """The seconds that are left; nothing or less when it is used up."""
        own = self._seconds - (worked(self._pid) - self._worked)
        return min(own, self._begun + PATIENCE * self._seconds - time.monotonic()) - MOMENT


def worked(pid: int) -> float:
    """The processor time of another process in seconds; the time of day where the system does not tell it."""
    try:
        # Linux's clock of a process, as `clock_getcpuclockid` gives it.
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:
        return time.monotonic()


class AskedProcess(Protocol):
    """What is asked: a process of its own, or a copy of one (`template`)."""

    @property
    def pid(self) -> int:
        """Its number."""

    @property
    def stdin(self) -> IO[bytes] | None:
        """Where questions are written."""

    @property
    def stdout(self) -> IO[bytes] | None:
        """Where answers are read."""

    def poll(self) -> int | None:
        """None while it is there."""

    def kill(self) -> None:
        """End it."""

    def wait(self) -> int:
        """Wait for its end."""


class NotReadyError(Exception):
    """A process that cannot be started; `head` says why, as the head of an answer does."""

    def __init__(self, head: Mapping[str, Any]) -> None:
        super().__init__(head["error"])
        self.head = head


def started(command: Sequence[str], questions: socket.socket | None = None) -> subprocess.Popen[bytes]:
    """A new process of a module of ours with its arguments, asked over a pipe, or over a socket."""
    return subprocess.Popen(  # noqa: S603 (our own module)
        [sys.executable, "-P", "-m", *command],
        stdin=questions.fileno() if questions else subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )  # fmt: skip


class Child:
    """One process, got by `start_process`: when it is first asked, and again after it was killed."""

    def __init__(self, start_process: Callable[[], AskedProcess], load_seconds: float) -> None:
        self.start_process, self.load_seconds = start_process, load_seconds
        self.process: AskedProcess | None = None
        self._read = bytearray()

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> Mapping[str, Any] | None:
        """Start the process and give what it says when it is ready; None if it runs already.

        A head with the key `error` says why it did not become ready: `seconds`, `died`, or what it says itself.
        """
        if self.running:
            return None
        self.close()
        self._read.clear()
        try:
            self.process = self.start_process()
        except NotReadyError as error:
            return error.head
        head, _ = self._answer(Allowance(self.process.pid, self.load_seconds))
        if "error" in head:
            self.close()
        return head

    def ask(self, question: Any, seconds: float) -> tuple[Mapping[str, Any], bytes]:
        """The head and the body of the answer to a question (as JSON); kills the process if it takes too long (`Allowance`).

        A head with the key `error` says what went wrong: `seconds`, `died`, or what the process says itself.
        """
        process = self.process
        if process is None or process.stdin is None:
            return DIED, b""
        try:
            allowed = Allowance(process.pid, seconds)
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.flush()
            return self._answer(allowed)
        except BrokenPipeError:
            self.close()
            return DIED, b""
        except BaseException:
            # Also when somebody presses Ctrl-C: what is asked is not waited for.
            self.close()
            raise

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    # What the process did not take is lost with it.
                    with suppress(BrokenPipeError):
                        pipe.close()
            self.process.wait()
            self.process = None

    def _answer(self, allowed: Allowance) -> tuple[Mapping[str, Any], bytes]:
        """The next answer of the process. An answer that does not come is one too: with the reason."""
        while b"\n" not in self._read:
            if not self._more(allowed):
                return self._gone(allowed), b""
        line, _, rest = bytes(self._read).partition(b"\n")
        head: dict[str, Any] = json.loads(line)
        self._read = bytearray(rest)
        while len(self._read) < head["size"]:
            if not self._more(allowed):
                return self._gone(allowed), b""
        body = bytes(self._read[: head["size"]])
        del self._read[: head["size"]]
        return head, body

    def _more(self, allowed: Allowance) -> bool:
        """Read what there is; False when the allowance is used up or if the process has ended."""
        process = self.process
        assert process is not None
        assert process.stdout is not None
        while (left := allowed.left) > 0:
            if _readable(process.stdout.fileno(), left):
                found = os.read(process.stdout.fileno(), MEGABYTE)
                self._read += found
                return bool(found)
        return False

    def _gone(self, allowed: Allowance) -> Mapping[str, Any]:
        late = allowed.left <= 0
        self.close()
        return {"error": "seconds"} if late else DIED


def _readable(descriptor: int, seconds: float) -> bool:
    """Whether something can be read in time. `poll`, since `select` takes no descriptor above 1,023."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
