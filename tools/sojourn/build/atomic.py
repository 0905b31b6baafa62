"""Output that is whole or not at all: written beside the target, then renamed into its place."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sojourn.model.errors import SojournError


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
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _recover(target: Path) -> None:
    """Mend what a killed run may have left between the two renames."""
    old = _beside(target, "old")
    if old.exists() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _only_one(target: Path) -> Iterator[None]:
    lock = _beside(target, "lock")
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            advice = "Wait until it has ended"
            raise SojournError(f"another build is writing '{target.name}'", "", advice) from None
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)
