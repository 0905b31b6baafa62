"""Classification of every definition of a glossary against every framework that has reference rules for it.

Each pair is independent: pairs are shared out to the machine's cores, and kept between builds in a file whose keys are digests
of all that a result depends on (both rules as written, the concept, and the engine's own source). Definitions of one concept
with one rule share a result: it is made once, under a name that stands for theirs.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sojourn.build.result_cache import throw_away_unused
from sojourn.build.workers import shared_out
from sojourn.classification import Classification, Reference, classify
from sojourn.classification.stored import pack_classification, unpack_classification
from sojourn.loading.forms.rule_form import refs
from sojourn.loading.glossary.content import Content, Entry
from sojourn.model.containment import Containment, Resolver
from sojourn.model.rule import Rule

# Below this many pairs, starting other processes costs more than it saves.
SMALL = 40
# The rooms that results are made in.
ENGINE = ("model", "rules", "classification")
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


def classification_results(
    content: Content, kept: Path | None = None, used: set[str] | None = None
) -> list[Classification]:
    """One result for each definition and framework; those for which a framework has no rule are left out.

    `kept` is a file with results of earlier builds; it is made if it is not there, and may be deleted at any time. The
    keys of the results are added to `used` (see `prune`).
    """
    jobs = list(_jobs(content))
    by_key = {job.key: job for _, job in jobs}
    if used is not None:
        used.update(by_key)
    with _KeptResults(kept) as store:
        known = store.find(by_key)
        missing = {key: job for key, job in by_key.items() if key not in known}
        made = dict(zip(missing, _run(list(missing.values())), strict=True))
        store.add(made)
    found = {**known, **made}
    return [result for definition, job in jobs if (result := _named(found[job.key], definition)).results]


def _named(result: bytes, definition: str) -> Classification:
    """A shared result for one of the definitions that share it."""
    return unpack_classification(result, (NAME, definition))


def _jobs(content: Content) -> Iterator[tuple[str, Job]]:
    """What is to be worked out for each definition (its id); frameworks without rules of their own are left out."""
    rules = {entry.id: entry.data["rule"] for kind in ("rule", "definition") for entry in content.of(kind)}
    written, inside = (
        {id: _digest(rule) for id, rule in rules.items()},
        _digest([content.contained.inside, content.contained.stands_for]),
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
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def _opened(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:")
    connection.execute("create table if not exists result (key text primary key, data blob) without rowid")
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

    def add(self, results: Mapping[str, bytes]) -> None:
        """Keep new results."""
        with self._connection:
            self._connection.executemany("insert or replace into result values (?, ?)", results.items())


def prune(path: Path, used: Iterable[str]) -> int:
    """Throw the kept results away that a whole build did not use, and say how many there were."""
    return throw_away_unused(_opened(path), used, "delete from result where key not in (select key from used)")
