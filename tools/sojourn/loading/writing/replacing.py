"""Replace the text of files: whole or not at all, and still the same files to everybody who knows them."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sojourn.model.errors import SojournError, Where
from sojourn.model.message import message


def replace_text(path: Path, text: str) -> None:
    """Write `text` to the file: beside it first, then renamed, so that it is never half written.

    Links to the file stay links, and its mode and owner stay. Raises SojournError if that cannot be done; the file is
    then as it was.
    """
    target = Path(os.path.realpath(path))
    if target.stat().st_nlink > 1:
        advice = message("error-file-of-its-own")
        raise SojournError(message("error-hard-link"), "", advice, Where(str(path)))
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _take_over(target, temporary)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def replace_together(texts: Mapping[Path, str]) -> None:
    """Write several files, new ones among them: all of them, or none.

    Raises SojournError or OSError if that cannot be done; all files are then as they were.
    """
    before = {path: path.read_bytes().decode("utf-8") if path.exists() else None for path in texts}
    done: list[Path] = []
    folders: list[Path] = []
    try:
        for path, text in texts.items():
            done.append(path)
            if before[path] is not None:
                replace_text(path, text)
                continue
            if not path.parent.exists():
                path.parent.mkdir()
                folders.append(path.parent)
            _create_text(path, text)
    except BaseException:
        for path in reversed(done):
            old = before[path]
            if old is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != old.encode("utf-8"):
                replace_text(path, old)
        for folder in folders:
            folder.rmdir()
        raise


def _create_text(path: Path, text: str) -> None:
    """Write a file that is not there yet, whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # What `open` would have given it, and not the mode of a temporary file.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        os.link(name, path)
    finally:
        Path(name).unlink()


def _take_over(old: Path, new: Path) -> None:
    """Mode, owner and what else the system keeps of a file, as far as it may be given."""
    before = old.stat()
    shutil.copymode(old, new)
    with contextlib.suppress(OSError):
        os.chown(new, before.st_uid, before.st_gid)
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for key in os.listxattr(old):
                os.setxattr(new, key, os.getxattr(old, key))
