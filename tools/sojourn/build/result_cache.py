"""Files with results of earlier builds: what all of them have in common."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing


def throw_away_unused(opened: sqlite3.Connection, used: Iterable[object], *deletions: str) -> int:
    """Throw away what a build did not use, and say how many rows the first of the deletions took; closes the file.

    The statements find the keys that were used in the table `used`. To be called when the build is whole: one
    transaction, so that a process that is killed loses nothing.
    """
    with closing(opened) as connection:
        with connection:
            connection.execute("create temporary table used (key primary key) without rowid")
            connection.executemany("insert or ignore into used values (?)", ((key,) for key in used))
            gone, *_ = [connection.execute(statement).rowcount for statement in deletions]
        if gone:
            connection.execute("vacuum")
    return gone
