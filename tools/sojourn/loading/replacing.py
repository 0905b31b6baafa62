"""Replace the text of a file: whole or not at all, and still the same file to everybody who knows it."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from sojourn.model.errors import SojournError, Where


def replace_text(path: Path, text: str) -> None:
    """Write `text` to the file: beside it first, then renamed, so that it is never half written.

    Links to the file stay links, and its mode and owner stay. Raises SojournError if that cannot be done; the file is
    then as it was.
    """
    target = Path(os.path.realpath(path))
    if target.stat().st_nlink > 1:
        advice = "Make it a file of its own (copy it, remove the old one, and move the copy into its place)"
        raise SojournError(
            "the file has a second name (a hard link), which would be lost", "", advice, Where(str(path))
        )
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
