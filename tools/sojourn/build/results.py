"""Classification of every definition of a glossary against every framework that has reference rules for it.

Each pair is independent: pairs are shared out to the machine's cores, and kept between builds in a file whose keys are digests
of all that a result depends on (both rules as written, the concept, and the engine's own source). Definitions of one concept
with one rule share a result: it is made once, under a name that stands for theirs.
"""

from __future__ import annotations

import gc
import hashlib
import json
import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from sojourn.build.result_cache import throw_away_unused
from sojourn.build.workers import shared_out
from sojourn.classification import Classification, Reference, classify
from sojourn.classification.stored import pack_classification, renamed, unpack_classification
from sojourn.loading.forms.rule_form import refs
from sojourn.loading.glossary.content import Content, Entry
from sojourn.model.containment import Containment, Resolver
from sojourn.model.rule import Rule

# Below this many pairs, starting other processes costs more than it saves.
SMALL = 40
# The rooms that results are made in, without what decides about persons.
ENGINE = ("model", "rules", "classification")
NOT_ENGINE = "rules/decision"
# What a definition is called in a result that others share; no id and no text has braces around it.
NAME = "{definition}"


@dataclass(frozen=True, slots=True)
class Job:
    """A rule of a concept against one framework; `key` is a digest of everything that the answer depends on."""

    concept: str
    framework: str
    rule: Rule
    references: tuple[Reference, ...]
    others: Mapping[str, Rule]
    contained: Containment
    key: str

    def run(self) -> bytes:
        """The result, packed, for a definition called NAME."""
        found = classify(
            self.rule,
            self.concept,
            self.references,
            definition_id=NAME,
            framework_id=self.framework,
            resolve=Resolver(self.others.__getitem__, self.contained),
        )
        return pack_classification(found)


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of each result (by definition and framework) beside its value: its key, and its bytes."""

    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    packed: dict[tuple[str, str], bytes] = field(default_factory=dict)


def classification_results(
    content: Content, kept: Path | None = None, stored: Stored | None = None
) -> list[Classification]:
    """One result for each definition and framework; those for which a framework has no rule are left out.

    `kept` is a file with results of earlier builds; it is made if it is not there, and may be deleted at any time. The
    keys of the results, and their bytes, are added to `stored` (see `prune`).
    """
    jobs = {(definition, job.framework): job for definition, job in _jobs(content)}
    stored = stored or Stored()
    stored.keys.update((place, job.key) for place, job in jobs.items())
    with _KeptResults(kept) as store:
        named = store.named(stored.keys)
        without = {place: job for place, job in jobs.items() if place not in named}
        named.update(_made(without, store))
    stored.packed.update(named)
    collecting = gc.isenabled()
    gc.disable()  # Values hold no cycles, and are kept to the end.
    try:
        results = [unpack_classification(named[place]) for place in jobs]
    finally:
        if collecting:
            gc.enable()
    return [result for result in results if result.results]


def _made(jobs: Mapping[tuple[str, str], Job], store: _KeptResults) -> dict[tuple[str, str], bytes]:
    """The bytes of results that no earlier build has made for these definitions: each from the one that it shares."""
    by_key = {job.key: job for job in jobs.values()}
    shared = store.find(by_key)
    missing = {key: job for key, job in by_key.items() if key not in shared}
    made = dict(zip(missing, _run(list(missing.values())), strict=True))
    store.add(made)
    shared |= made
    named = {place: renamed(shared[job.key], NAME, place[0]) for place, job in jobs.items()}
    store.name((job.key, place[0], named[place]) for place, job in jobs.items())
    return named


def _jobs(content: Content) -> Iterator[tuple[str, Job]]:
    """What is to be worked out for each definition (its id); frameworks without rules of their own are left out."""
    rules = {entry.id: entry.data["rule"] for kind in ("rule", "definition") for entry in content.of(kind)}
    written, inside = (
        {id: _digest(rule) for id, rule in rules.items()},
        _digest([content.contained.inside, content.contained.stands_for, content.contained.past]),
    )
    frameworks = [(framework.id, _references(content, framework)) for framework in content.of("framework")]
    held = [
        (id, references, _digest([[*_facts(r), written[r.id]] for r in references]))
        for id, references in frameworks
        if references
    ]
    for definition in content.of("definition"):
        concept = definition.data["concept"]
        for framework, references, digest in held:
            others = _referred(rules, [definition.id, *(reference.id for reference in references)])
            parts = [concept, framework, written[definition.id], digest, {id: written[id] for id in others}]
            key = _digest([engine_digest(), inside, *parts])
            resolved = {id: content.rule(id) for id in others}
            yield (
                definition.id,
                Job(concept, framework, content.rule(definition.id), references, resolved, content.contained, key),
            )


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _references(content: Content, framework: Entry) -> tuple[Reference, ...]:
    """The reference rules of a framework, in the order of its file."""
    return tuple(
        Reference(
            id=rule["id"],
            framework=framework.id,
            target=rule["target"],
            option=rule.get("option"),
            rule=content.rule(rule["id"]),
            label=rule["label"]["en"],
            part_of=rule.get("part_of"),
        )
        for rule in framework.data.get("rules", ())
    )


def _facts(rule: Reference) -> tuple[str | None, ...]:
    return rule.id, rule.target, rule.option, rule.part_of, rule.label


def _referred(rules: Mapping[str, dict[str, Any]], ids: Iterable[str]) -> list[str]:
    """The ids of the rules that `ref`s in some rules lead to, directly or by way of others."""
    found: set[str] = set()
    queue = [other for id in ids for other in refs(rules[id])]
    while queue:
        id = queue.pop()
        if id not in found:
            found.add(id)
            queue.extend(refs(rules[id]))
    return sorted(found)


def _run(jobs: Sequence[Job]) -> list[bytes]:
    if len(jobs) < SMALL:
        return [job.run() for job in jobs]
    return shared_out(lambda number: jobs[number].run(), len(jobs), chunk=8)


@cache
def engine_digest() -> str:
    """A digest of the source of the engine: another engine may give other results."""
    package = Path(__file__).parents[1]
    files = sorted(path for name in ENGINE for path in (package / name).rglob("*.py"))
    files = [path for path in files if package / NOT_ENGINE not in path.parents]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def _opened(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:")
    connection.execute("create table if not exists result (key text primary key, data blob) without rowid")
    connection.execute(
        "create table if not exists named (key text, definition text, data blob, primary key (key, definition)) without rowid"
    )
    return connection


class _KeptResults:
    """Results by key, in a SQLite file or nowhere."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = _opened(path)
        except (
            sqlite3.DatabaseError
        ):  # a file that is damaged, or none of ours: it holds nothing that cannot be made again
            assert path is not None
            path.unlink()
            self._connection = _opened(path)

    def __enter__(self) -> _KeptResults:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def find(self, keys: Container[str]) -> dict[str, bytes]:
        """Those of the results, packed, that are there."""
        return {key: data for key, data in self._connection.execute("select key, data from result") if key in keys}

    def named(self, keys: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], bytes]:
        """The bytes of those results that were made for their definitions already; `keys` by definition and framework."""
        places = {(key, definition): (definition, framework) for (definition, framework), key in keys.items()}
        rows = self._connection.execute("select key, definition, data from named")
        return {places[key, id]: data for key, id, data in rows if (key, id) in places}

    def name(self, rows: Iterable[tuple[str, str, bytes]]) -> None:
        """Keep the bytes of results by key and definition."""
        with self._connection:
            self._connection.executemany("insert or replace into named values (?, ?, ?)", rows)

    def add(self, results: Mapping[str, bytes]) -> None:
        """Keep new results."""
        with self._connection:
            self._connection.executemany("insert or replace into result values (?, ?)", results.items())


def prune(path: Path, used: Iterable[str]) -> int:
    """Throw the kept results away that a whole build did not use, and say how many there were."""
    return throw_away_unused(
        _opened(path),
        used,
        "delete from result where key not in (select key from used)",
        "delete from named where key not in (select key from used)",
    )
