"""Classification of every definition of a glossary against every framework that has reference rules for it.

Each pair is independent: pairs are shared out to the machine's cores, and kept between builds in a file whose keys are digests
of all that a result depends on (both rules as written, the concept, and the engine's own source).
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sojourn.build.result_cache import throw_away_unused
from sojourn.classification import Classification, ReferenceRule, classify
from sojourn.classification.stored import pack_classification, unpack_classification
from sojourn.loading.content import Content, Entry
from sojourn.loading.rule_form import refs
from sojourn.model.rule import Rule, rule_from_dict

# Below this many pairs, starting other processes costs more than it saves.
SMALL = 40
ENGINE = ("model", "rules", "classification")


@dataclass(frozen=True, slots=True)
class Job:
    """One definition against one framework, with everything that the answer depends on."""

    definition: str
    concept: str
    framework: str
    rule: dict[str, Any]
    references: tuple[tuple[str, str, str | None, str | None, str, dict[str, Any]], ...]
    others: dict[str, dict[str, Any]]

    def key(self) -> str:
        """A digest of the job and of the engine."""
        parts = [self.definition, self.concept, self.framework, self.rule, self.references, self.others]
        return hashlib.sha256((engine_digest() + json.dumps(parts, sort_keys=True)).encode()).hexdigest()

    def run(self) -> Classification:
        """The result."""
        return classify(
            rule_from_dict(self.rule),
            self.concept,
            [self._reference(*r) for r in self.references],
            definition_id=self.definition,
            framework_id=self.framework,
            resolve=lambda id: rule_from_dict(self.others[id]),
        )

    def _reference(
        self, id: str, target: str, option: str | None, part_of: str | None, label: str, rule: dict[str, Any]
    ) -> ReferenceRule:
        return ReferenceRule(id, self.framework, target, option, rule_from_dict(rule), label, part_of)


def classification_results(
    content: Content, kept: Path | None = None, used: set[str] | None = None
) -> list[Classification]:
    """One result for each definition and framework; those for which a framework has no rule are left out.

    `kept` is a file with results of earlier builds; it is made if it is not there, and may be deleted at any time. The
    keys of the results are added to `used` (see `prune`).
    """
    jobs = [job for job in _jobs(content) if job.references]
    with _Kept(kept) as store:
        keys = [job.key() for job in jobs]
        if used is not None:
            used.update(keys)
        known = store.find(keys)
        missing = [(key, job) for key, job in zip(keys, jobs, strict=True) if key not in known]
        made = dict(zip([key for key, _ in missing], _run([job for _, job in missing]), strict=True))
        store.add(made)
        found = {**known, **made}
    return [found[key] for key in keys if found[key].results]


def _jobs(content: Content) -> Iterable[Job]:
    rules = {entry.id: entry.data["rule"] for kind in ("rule", "definition") for entry in content.of(kind)}
    for definition in content.of("definition"):
        for framework in content.of("framework"):
            references = tuple(
                (rule["id"], rule["target"], rule.get("option"), rule.get("part_of"), rule["label"]["en"], rule["rule"])
                for rule in framework.data.get("rules", ())
            )
            yield Job(
                definition.id,
                definition.data["concept"],
                framework.id,
                definition.data["rule"],
                references,
                _referred(rules, [definition.data["rule"], *(reference[-1] for reference in references)]),
            )


def _referred(rules: Mapping[str, dict[str, Any]], starts: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """The rules that `ref`s lead to, directly or by way of others."""
    found: dict[str, dict[str, Any]] = {}
    queue = [id for start in starts for id in refs(start)]
    while queue:
        id = queue.pop()
        if id not in found:
            found[id] = rules[id]
            queue.extend(refs(rules[id]))
    return found


def _run(jobs: Sequence[Job]) -> list[Classification]:
    if len(jobs) < SMALL or (os.cpu_count() or 1) == 1:
        return [job.run() for job in jobs]
    with ProcessPoolExecutor(initializer=_settle) as pool:
        return list(pool.map(Job.run, jobs, chunksize=8))


def _settle() -> None:
    """What a worker has at its start, and the results it keeps, never become garbage: it need not be looked through."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


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


class _Kept:
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

    def __enter__(self) -> _Kept:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def find(self, keys: Sequence[str]) -> dict[str, Classification]:
        wanted = set(keys)
        return {
            k: unpack_classification(data)
            for k, data in self._connection.execute("select key, data from result")
            if k in wanted
        }

    def add(self, results: Mapping[str, Classification]) -> None:
        """Keep new results."""
        rows = [(key, pack_classification(found)) for key, found in results.items()]
        with self._connection:
            self._connection.executemany("insert or replace into result values (?, ?)", rows)


def prune(path: Path, used: Iterable[str]) -> int:
    """Throw the kept results away that a whole build did not use, and say how many there were."""
    return throw_away_unused(_opened(path), used, "delete from result where key not in (select key from used)")


def reference_rules(content: Content) -> list[ReferenceRule]:
    """The reference rules of all frameworks, in the order of their files."""
    return [
        _reference(framework, rule) for framework in content.of("framework") for rule in framework.data.get("rules", ())
    ]


def _reference(framework: Entry, rule: Mapping[str, Any]) -> ReferenceRule:
    return ReferenceRule(
        id=rule["id"],
        framework=framework.id,
        target=rule["target"],
        option=rule.get("option"),
        rule=rule_from_dict(rule["rule"]),
        label=rule["label"]["en"],
        part_of=rule.get("part_of"),
    )


def resolver(content: Content) -> Callable[[str], Rule]:
    """What `ref` in a rule points to; references were checked before, so a missing one is a fault of ours."""

    def resolve(id: str) -> Rule:
        entry = content.find("rule", id) or content.find("definition", id)
        assert entry is not None, id
        return rule_from_dict(entry.data["rule"])

    return resolve
