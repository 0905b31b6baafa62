"""Entries of the kinds that search leaves out (codes, sources, lists), by their names alone: exact, begun, inside, near."""

from __future__ import annotations

import sqlite3
from difflib import SequenceMatcher

from sojourn.lookup.search import Hit
from sojourn.lookup.store import fold

EXACT, BEGINS, INSIDE, NEAR = 100.0, 60.0, 30.0, 10.0
LANGUAGE = 2.5


def by_name(connection: sqlite3.Connection, words: str, lang: str | None, kind: str, limit: int) -> tuple[Hit, ...]:
    """The entries of a kind whose names are nearest to `words`, the best first; each once."""
    wanted = fold(words)
    rows = connection.execute(
        "select l.id, e.title, l.text, l.role, l.lang, l.fold from label l join entry e using (kind, id) where l.kind = ?",
        (kind,),
    )
    best: dict[str, Hit] = {}
    for id, title, text, role, language, folded in rows if wanted else ():
        score = _score(wanted, folded) + (LANGUAGE if language == lang else 0)
        if score > LANGUAGE and (id not in best or score > best[id].score):
            best[id] = Hit(kind, id, title, text, role, language, round(score, 3))
    return tuple(sorted(best.values(), key=lambda hit: (-hit.score, hit.id))[:limit])


def _score(wanted: str, folded: str) -> float:
    if folded == wanted:
        return EXACT
    closeness = 10 * len(wanted) / max(len(folded), 1)
    if folded.startswith(wanted):
        return BEGINS + closeness
    if wanted in folded:
        return INSIDE + closeness
    matcher = SequenceMatcher(None, folded, wanted, autojunk=False)
    if matcher.real_quick_ratio() > 0.7 and matcher.quick_ratio() > 0.7 and (ratio := matcher.ratio()) > 0.75:
        return NEAR * ratio
    return 0.0
