"""Search over labels and texts: exact, beginning, inside, full text, then near misses of spelling."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sojourn.lookup.store import fold

# Weight of each way of matching; a label in the language asked for counts a little more.
EXACT, BEGINS, WORD, INSIDE, TEXT, NEAR = 100.0, 60.0, 50.0, 30.0, 15.0, 10.0
ROLE = {"preferred": 5.0, "abbreviation": 4.0, "alternative": 3.0, "identifier": 3.0, "national term": 2.0}
LANGUAGE = 2.5
KIND = {"term": 2.0, "country": 2.0, "framework": 1.0, "definition": 0.5}


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry that search found: which of its names or texts matched, in which language, and how well."""

    kind: str
    id: str
    title: str
    matched: str
    role: str
    lang: str
    score: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {name: getattr(self, name) for name in self.__slots__}


def search(
    connection: sqlite3.Connection, words: str, lang: str | None, kind: str | None, limit: int
) -> tuple[Hit, ...]:
    """The best hits first; each entry once."""
    wanted = fold(words)
    if not wanted:
        return ()
    best: dict[tuple[str, str], Hit] = {}
    for hit in (*_by_label(connection, wanted, lang, kind), *_by_text(connection, wanted, lang, kind)):
        _keep(best, hit)
    if not best:
        for hit in _near(connection, wanted, lang, kind):
            _keep(best, hit)
    return tuple(sorted(best.values(), key=lambda hit: (-hit.score, hit.title, hit.id))[:limit])


def _keep(best: dict[tuple[str, str], Hit], hit: Hit) -> None:
    key = (hit.kind, hit.id)
    if key not in best or hit.score > best[key].score:
        best[key] = hit


def _by_label(connection: sqlite3.Connection, wanted: str, lang: str | None, kind: str | None) -> Iterator[Hit]:
    rows = connection.execute(
        "select l.kind, l.id, e.title, l.text, l.role, l.lang, l.fold from label l join entry e using (kind, id)"
        " where instr(l.fold, ?) and (? is null or l.kind = ?) and l.kind not in ('source', 'list')",
        (wanted, kind, kind),
    )
    for found_kind, id, title, text, role, language, folded in rows:
        how = (
            EXACT
            if folded == wanted
            else BEGINS
            if folded.startswith(wanted)
            else WORD
            if f" {wanted}" in folded
            else INSIDE
        )
        if role == "identifier" and how != EXACT:
            continue
        closeness = len(wanted) / max(len(folded), 1)
        score = (
            how + closeness * 10 + ROLE.get(role, 0) + KIND.get(found_kind, 0) + (LANGUAGE if language == lang else 0)
        )
        yield Hit(found_kind, id, title, text, role, language, round(score, 3))


def _by_text(connection: sqlite3.Connection, wanted: str, lang: str | None, kind: str | None) -> Iterator[Hit]:
    tokens = [token.replace('"', "") for token in wanted.split()]
    query = " ".join(f'"{token}"*' for token in tokens if token)
    if not query:
        return
    rows = connection.execute(
        "select b.kind, b.id, e.title, b.lang, bm25(body), snippet(body, 3, '', '', '…', 12) from body b"
        " join entry e on e.kind = b.kind and e.id = b.id where body match ? and (? is null or b.kind = ?)"
        " and b.kind != 'code' order by bm25(body) limit 50",
        (query, kind, kind),
    )
    for found_kind, id, title, language, rank, part in rows:
        score = TEXT + min(-rank, 10) + KIND.get(found_kind, 0) + (LANGUAGE if language == lang else 0)
        yield Hit(found_kind, id, title, part, "text", language, round(score, 3))


def _near(connection: sqlite3.Connection, wanted: str, lang: str | None, kind: str | None) -> Iterator[Hit]:
    """Labels that differ by a few letters; only tried when nothing else matched."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    rows = connection.execute(
        "select l.kind, l.id, e.title, l.text, l.role, l.lang, l.fold from label l join entry e using (kind, id)"
        " where (? is null or l.kind = ?) and l.kind not in ('source', 'list', 'code')"
        " and abs(length(l.fold) - ?) <= ?",
        (kind, kind, len(wanted), 2 + len(wanted) // 4),
    )
    for found_kind, id, title, text, role, language, folded in rows:
        matcher.set_seq1(folded)
        if matcher.real_quick_ratio() > 0.7 and matcher.quick_ratio() > 0.7 and (ratio := matcher.ratio()) > 0.75:
            score = NEAR * ratio + KIND.get(found_kind, 0) + (LANGUAGE if language == lang else 0)
            yield Hit(found_kind, id, title, text, role, language, round(score, 3))
