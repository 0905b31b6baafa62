"""Results of pairs of rules, kept between builds and shared out to the machine's cores.

Tens of thousands of pairs have a few thousand distinct results: the file holds each of them once.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from sojourn.build.result_cache import throw_away_unused
from sojourn.build.results import engine_digest
from sojourn.build.workers import shared_out
from sojourn.classification.comparability import pair_relation
from sojourn.classification.known_relations import KnownRelations
from sojourn.classification.packed_pairs import PackedPair, PairResults, pair_results
from sojourn.classification.pairs import Pair
from sojourn.lookup.registry import Registry
from sojourn.lookup.standing import standing_pairs
from sojourn.lookup.writing import add_relations
from sojourn.model.rule import Rule, rule_to_dict

# Pairs that one process takes at a time: neighbours share a rule, and so most of the work.
CHUNK = 400
TABLES = """
create table if not exists engine (digest text);
create table if not exists result (id integer primary key, data blob unique);
create table if not exists pair (key blob primary key, result integer) without rowid;
"""


def kept_pair_results(path: Path, used: set[bytes] | None = None) -> PairResults:
    """Results of pairs by way of a file with those of earlier builds; it may be deleted at any time.

    The keys of all pairs that are asked for are added to `used` (see `prune`).
    """

    def results(pairs: Sequence[Pair]) -> list[PackedPair]:
        keys = _keys(pairs)
        if used is not None:
            used.update(keys)
        with closing(_opened(path)) as connection:
            known = _find(connection, keys)
            missing = [(key, pair) for key, pair in zip(keys, pairs, strict=True) if key not in known]
            made = dict(zip([key for key, _ in missing], worked_out([pair for _, pair in missing]), strict=True))
            _keep(connection, made)
        return [known[key] if key in known else made[key] for key in keys]

    return results


def add_standing_relations(path: Path, results: PairResults) -> None:
    """Add the relations of the definitions that stand for countries to the registry file at `path`, which was just made."""
    registry = Registry.open(path)
    pairs = standing_pairs(registry)
    found = zip(pairs, results(pairs), strict=True)
    known = KnownRelations.of((a, b, pair_relation(packed.result.comparison)) for (a, b), packed in found)
    with closing(sqlite3.connect(path)) as connection:
        add_relations(connection, known.pack())


def _keys(pairs: Sequence[Pair]) -> list[bytes]:
    texts: dict[Rule, bytes] = {}
    for rule in {rule for pair in pairs for rule in pair}:
        texts[rule] = json.dumps(rule_to_dict(rule), sort_keys=True).encode()
    return [hashlib.sha256(texts[a] + b"\0" + texts[b]).digest()[:20] for a, b in pairs]


def worked_out(pairs: Sequence[Pair]) -> list[PackedPair]:
    """Results of pairs, worked out now on all cores."""
    chunks = [pairs[start : start + CHUNK] for start in range(0, len(pairs), CHUNK)]
    found = shared_out(lambda number: [packed.data for packed in pair_results(chunks[number])], len(chunks))
    known: dict[bytes, PackedPair] = {}
    return [known.setdefault(data, PackedPair(data)) for chunk in found for data in chunk]


def _opened(path: Path) -> sqlite3.Connection:
    """The file, emptied if it comes from another engine, made anew if it is damaged."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    try:
        connection.executescript(TABLES)
        if connection.execute("select digest from engine").fetchone() == (engine_digest(),):
            return connection
        connection.executescript("delete from engine; delete from pair; delete from result;")
    except sqlite3.DatabaseError:  # it holds nothing that cannot be made again
        connection.close()
        path.unlink()
        connection = sqlite3.connect(path)
        connection.executescript(TABLES)
    with connection:
        connection.execute("insert into engine values (?)", (engine_digest(),))
    return connection


def _find(connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, PackedPair]:
    wanted = set(keys)
    places = {key: place for key, place in connection.execute("select key, result from pair") if key in wanted}
    used = set(places.values())
    results = {id: PackedPair(data) for id, data in connection.execute("select id, data from result") if id in used}
    return {key: results[place] for key, place in places.items()}


def _keep(connection: sqlite3.Connection, made: Mapping[bytes, PackedPair]) -> None:
    with connection:
        places = {data: id for id, data in connection.execute("select id, data from result")}
        last = max(places.values(), default=0)
        rows = []
        for key, packed in made.items():
            data = packed.data
            if data not in places:
                # Places of results that were thrown away leave gaps, so the next one is not their number.
                last = places[data] = last + 1
                connection.execute("insert into result values (?, ?)", (places[data], data))
            rows.append((key, places[data]))
        connection.executemany("insert or replace into pair values (?, ?)", rows)


def prune(path: Path, used: Iterable[bytes]) -> int:
    """Throw the pairs away that a whole build did not use, with results that no pair has any more; say how many pairs."""
    return throw_away_unused(
        _opened(path),
        used,
        "delete from pair where key not in (select key from used)",
        "delete from result where id not in (select result from pair)",
    )
