"""Checksums of a compiled registry: one over everything, and one of each entry."""

from __future__ import annotations

import sqlite3
from hashlib import sha256


def digest(connection: sqlite3.Connection) -> str:
    """A checksum over everything that answers are made from."""
    found = sha256()
    for table, order in (
        ("entry", "kind, id"),
        ("label", "rowid"),
        ("result", "definition, framework"),
        ("sought", "number"),
        ("sought_key", "key, number, name"),
        ("place", "form, number, name, at"),
        ("relations", "data"),
    ):
        if table == "relations" and not has_relations(connection):
            continue
        for row in connection.execute(f"select * from {table} order by {order}"):  # noqa: S608 - names of our own
            found.update(repr(row).encode("utf-8", "surrogateescape"))
    return found.hexdigest()


def has_relations(connection: sqlite3.Connection) -> bool:
    """Whether the file has a place for relations of pairs; one of an earlier version has none."""
    return connection.execute("select 1 from sqlite_master where name = 'relations'").fetchone() is not None


def digests(connection: sqlite3.Connection) -> dict[str, str]:
    """A digest of each entry (`kind/id`) and of the classification results of each definition (`result/id/framework`)."""
    found = {
        f"{kind}/{id}": sha256(data.encode()).hexdigest()
        for kind, id, data in connection.execute("select kind, id, data from entry")
    }
    rows = connection.execute("select definition, framework, data from result order by definition, framework")
    return found | {f"result/{id}/{framework}": sha256(data).hexdigest() for id, framework, data in rows}
