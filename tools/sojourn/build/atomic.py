"""Output that is whole or not at all: written beside the target, then renamed into its place."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sojourn.model.errors import SojournError
from sojourn.model.message import message

# Of Linux's renameat2: paths are taken from the working directory; the two are exchanged.
AT_FDCWD = -100
RENAME_EXCHANGE = 2


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A new folder that takes the place of `target` when the block ends well; on any failure `target` stays as it was."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(target):
        _recover(target)
        fresh = _beside(target, "new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        try:
            yield fresh
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        _exchange(fresh, target)


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f".{target.name}.{what}")


def _exchange(fresh: Path, target: Path) -> None:
    old = _beside(target, "old")
    if target.exists() and _swap(fresh, target):
        fresh.rename(old)
    else:
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _swap(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can: there is no moment without a build."""
    swap = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    paths = (os.fsencode(one), os.fsencode(other))
    return swap is not None and swap(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE) == 0


def _recover(target: Path) -> None:
    """Mend what a killed run may have left between the two renames."""
    old = _beside(target, "old")
    if old.exists() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _only_one(target: Path) -> Iterator[None]:
    lock = _beside(target, "lock")
    with _locked(lock, target.name):
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


# The copies of a killed build end a moment after it: so many seconds are waited before another build is taken for running.
PATIENCE = 5.0
# The descriptors of the locks that this process holds; its forked copies close theirs, so that they hold none.
HELD: set[int] = set()


@contextmanager
def _locked(lock: Path, name: str) -> Iterator[None]:
    """Hold the lock file: the one that lies there, not one that another run has removed in the meantime."""
    until = time.monotonic() + PATIENCE
    while True:
        with lock.open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() < until:
                    time.sleep(0.05)
                    continue
                raise SojournError(message("error-other-build", name=name), "", message("error-wait")) from None
            if _same_file(handle.fileno(), lock):
                HELD.add(handle.fileno())
                try:
                    yield
                finally:
                    HELD.discard(handle.fileno())
                return


def _same_file(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
