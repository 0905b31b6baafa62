"""Making the compiled registry: one SQLite file with every entry, its labels, a full-text index and classification results.

The file is a pure function of the content: same entries, same bytes. `store` reads it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sojourn.classification.stored import pack_classification
from sojourn.lookup.analysis import Analyser
from sojourn.lookup.digests import digest
from sojourn.lookup.documents import Sought, contexts, documents, names_of
from sojourn.lookup.store import APPLICATION, FORMAT, checksum, fold

if TYPE_CHECKING:
    from sojourn.classification import Classification

SCHEMA = """
create table meta (key text primary key, value text not null) without rowid;
create table entry (kind text not null, id text not null, iri text not null, title text not null, data text not null,
                    sum text not null, primary key (kind, id)) without rowid;
create unique index entry_iri on entry (iri);
create index entry_id on entry (id);
create table label (fold text not null, kind text not null, id text not null, lang text not null, text text not null,
                    role text not null);
create index label_fold on label (fold);
create table result (definition text not null, framework text not null, data blob not null,
                     primary key (definition, framework)) without rowid;
create table sought (number integer primary key, kind text not null, id text not null, weight real not null,
                     names text not null, context text not null, texts text not null);
create index sought_kind on sought (kind, weight);
create table sought_key (key text not null, number integer not null, name integer not null,
                         primary key (key, number, name)) without rowid;
create table place (form text not null, number integer not null, name integer not null, at integer not null,
                    size integer not null, stem integer not null, primary key (form, number, name, at)) without rowid;
create virtual table words using fts5 (names, context, texts, content = '', tokenize = 'ascii');
create table relations (data blob not null);
create virtual table vocabulary using fts5vocab (words, row);
"""
# Facts about the registry that search works with: what search.yaml says, and all words of the index, in order.
SEARCH = "search"
WORD_TABLES = ("stop_words", "families", "variants")


def write_store(
    path: Path | str,
    entries: Mapping[str, Mapping[str, Mapping[str, Any]]],
    meta: Mapping[str, Any],
    results: Iterable[Classification] = (),
    packed: Mapping[tuple[str, str], bytes] | None = None,
) -> sqlite3.Connection:
    """Write the registry to `path`, which must not exist (`:memory:`: in memory), and return the connection.

    `meta["search"]` is what search.yaml says, if there is one. `packed` are the bytes of results that are at hand.
    """
    tables = meta.get(SEARCH) or {}
    sought, meta = Sought(tables), {**meta, SEARCH: {key: tables[key] for key in WORD_TABLES if key in tables}}

    connection = sqlite3.connect(path)
    marks = f"pragma application_id = {APPLICATION}; pragma user_version = {FORMAT};"
    quick = "pragma page_size = 4096; pragma journal_mode = off; pragma synchronous = off;"
    connection.executescript(quick + marks + SCHEMA)
    with connection:
        values = [(key, json.dumps(value, ensure_ascii=False)) for key, value in meta.items()]
        connection.executemany("insert into meta values (?, ?)", values)
        for kind in sorted(entries):
            for id, data in sorted(entries[kind].items()):
                text = json.dumps(data, ensure_ascii=False)
                row = (kind, id, data["iri"], title_of(data), text, checksum(text))
                connection.execute("insert into entry values (?, ?, ?, ?, ?, ?)", row)
                labels = _labels(kind, id, data, sought.names(kind, id))
                connection.executemany("insert into label values (?, ?, ?, ?, ?, ?)", labels)
        for result in results:
            stored = (packed or {}).get((result.definition, result.framework or "")) or pack_classification(result)
            connection.execute("insert into result values (?, ?, ?)", (result.definition, result.framework, stored))
        _write_sought(connection, entries, sought, meta[SEARCH])
        connection.execute("insert into meta values ('digest', ?)", (json.dumps(digest(connection)),))
    connection.execute("vacuum")
    return connection


def add_relations(connection: sqlite3.Connection, packed: bytes) -> None:
    """Add the relations of pairs of rules, packed (`classification.known_relations`), to a registry that is being made."""
    with connection:
        connection.execute("insert into relations values (?)", (packed,))
        connection.execute("update meta set value = ? where key = 'digest'", (json.dumps(digest(connection)),))
    connection.execute("vacuum")


def title_of(data: Mapping[str, Any]) -> str:
    """The name of an entry in English where there is one."""
    for key in ("label", "national_term", "title"):
        value = data.get(key)
        if isinstance(value, str):
            return value
        if value:
            return str(value.get("en") or next(iter(value.values())))
    return str(data["id"])


def _labels(
    kind: str, id: str, data: Mapping[str, Any], more: Iterable[tuple[str, str, str]]
) -> Iterator[tuple[str, str, str, str, str, str]]:
    for role, lang, text in (*names_of(data), *more):
        yield fold(text), kind, id, lang, text, role
    if isinstance(data.get("title"), str):
        yield fold(data["title"]), kind, id, data.get("lang", ""), data["title"], "title"
    for key in ("id", "iso2", "m49"):
        if key in data:
            yield fold(data[key]), kind, id, "", data[key], "identifier"


def _write_sought(
    connection: sqlite3.Connection,
    entries: Mapping[str, Mapping[str, Mapping[str, Any]]],
    sought: Sought,
    tables: Mapping[str, Any],
) -> None:
    """The index of search: each entry as search knows it, its whole names, and its words."""
    analyser, shared = Analyser(tables), contexts(entries, sought)
    words = {key: " ".join(analyser.indexed(text)) for key, text in shared.items()}
    connection.execute("insert into meta values ('search-contexts', ?)", (json.dumps(shared, ensure_ascii=False),))
    for number, found in enumerate(documents(entries, sought), 1):
        names = [[*name, analyser.key(name[2]), analyser.name(name[2])] for name in found.names]
        data = (json.dumps(part, ensure_ascii=False) for part in (names, found.context, found.texts))
        row = (number, found.kind, found.id, found.weight, *data)
        connection.execute("insert into sought values (?, ?, ?, ?, ?, ?, ?)", row)
        keys = {(analyser.key(found.id), -1), *((name[3], at) for at, name in enumerate(names))}
        rows = ((key, number, at) for key, at in sorted(keys) if key)
        connection.executemany("insert into sought_key values (?, ?, ?)", rows)
        places = ((form, number, *rest) for at, name in enumerate(names) for form, *rest in _places(name[4], at))
        connection.executemany("insert into place values (?, ?, ?, ?, ?, ?)", places)
        columns = (
            " ".join(word for name in found.names for word in analyser.indexed(name[2])),
            " ".join(words[key] for key in found.context if key in words),
            " ".join(analyser.indexed(found.text)),
        )
        connection.execute("insert into words (rowid, names, context, texts) values (?, ?, ?, ?)", (number, *columns))
    connection.execute("insert into words (words) values ('optimize')")
    known = sorted(term for (term,) in connection.execute("select term from vocabulary"))
    connection.execute("insert into meta values ('search-words', ?)", (json.dumps(known, ensure_ascii=False),))


def _places(places: str, name: int) -> Iterator[tuple[str, int, int, int, int]]:
    """The places of a name, by each form that finds them: the form, name, place, number of places, whether it is the stem."""
    found = places.split()
    for at, place in enumerate(found):
        stem, _, head = place.partition("/")
        yield stem, name, at, len(found), 1
        if head:
            yield head, name, at, len(found), 0
