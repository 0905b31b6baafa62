"""The relations of pairs of rules in a registry file."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

from sojourn.classification.known_relations import NOTHING_KNOWN, KnownRelations
from sojourn.lookup.store import damaged


def known_relations(rows: Callable[[str], list[Any]]) -> KnownRelations:
    """The relations in the file that `rows` asks; none in one from sources, or of an earlier version.

    Raises SojournError if they are damaged.
    """
    if not rows("select 1 from sqlite_master where name = 'relations'"):
        return NOTHING_KNOWN
    found = rows("select data from relations")
    try:
        return KnownRelations.unpack(found[0][0]) if found else NOTHING_KNOWN
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise damaged(f"the relations of pairs: {error}") from error
