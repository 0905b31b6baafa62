"""Rules on records: what definitions do to the numbers of an office's own data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sojourn.lookup.registry import Registry
from sojourn.model.errors import UsageError
from sojourn.model.message import message
from sojourn.service.given import RuleLike, given_rule

if TYPE_CHECKING:
    from sojourn.measurement.opening import On
    from sojourn.measurement.run import Measured, Options, Progress


def measure(
    registry: Registry,
    records: Any,
    rules: Sequence[RuleLike],
    options: Options | None = None,
    *,
    files: bool = False,
    work: Path | None = None,
    decisions: Path | None = None,
    progress: Progress | None = None,
    on: On | None = None,
) -> Measured:
    """Measure rules on records: an Arrow table, a Polars or pandas frame, or paths of CSV or Parquet files.

    `on` names the engine (DuckDB otherwise). `files` lets rules be read from files; `work` keeps finished parts of a large
    run, `decisions` is a folder for the decisions as Parquet. Needs the extra `measure`. Raises UsageError for what is wrong
    in the records.
    """
    from sojourn.measurement.opening import On, opened
    from sojourn.measurement.run import Options, measure_source

    options = options or Options()
    if not rules:
        raise UsageError(message("error-no-rule-named"), "", message("error-name-with-rule"))
    given = [given_rule(registry, rule, f"rule-{k}", files=files) for k, rule in enumerate(rules, 1)]
    names = [rule.id for rule in given]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(message("error-rule-twice", name=name), "", message("error-name-once"))
    engine, source, digest = opened(on or On(), records, options, work)
    try:
        return measure_source(
            engine,
            source,
            {rule.id: rule.rule for rule in given},
            registry.rule_of,
            options,
            digest=digest,
            work=work,
            decisions=decisions,
            progress=progress or (lambda part, parts, step: None),
        )
    finally:
        engine.close()


def measure_with_decisions(
    registry: Registry,
    records: Any,
    rules: Sequence[RuleLike],
    options: Options | None = None,
    *,
    on: On | None = None,
) -> Measured:
    """As `measure`, with the decisions kept for `Measured.frames`: for frames that fit in memory."""
    from sojourn.measurement.frames import kept_decisions, read_decisions

    with kept_decisions() as folder:
        found = measure(registry, records, rules, options, decisions=folder, on=on)
        found.decided = read_decisions(folder)
    return found
