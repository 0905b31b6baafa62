"""Rules on records: what definitions do to the numbers of an office's own data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sojourn.lookup.registry import Registry
from sojourn.model.errors import UsageError
from sojourn.model.message import message
from sojourn.model.rule import Rule
from sojourn.service.given import GivenRule, RuleLike, given_rule

if TYPE_CHECKING:
    from sojourn.measurement.opening import On
    from sojourn.measurement.running.run import Measured, Options, Progress


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

    The `rules` are ids, IRIs or rules of the `registry`; `options` are the columns, the conventions and the bounds of the run.
    `on` names the engine (DuckDB otherwise). `files` lets rules be read from files; `progress` is called with each step and
    the part of the run that is done; `work` keeps finished parts of a large run, `decisions` is a folder for the decisions as
    Parquet. Needs the extra `measure`. Raises UsageError for what is wrong in the records.

    >>> import pyarrow, sojourn
    >>> crossings = {"person": ["a"], "date": ["2020-01-01"], "direction": ["arrival"]}
    >>> sorted(measure(sojourn.load(), pyarrow.table(crossings), ["nzl-obm-arrival"]).tables())[:2]
    ['attrition', 'comparison']
    """
    from sojourn.measurement.opening import On, opened
    from sojourn.measurement.running.run import Options, measure_source

    options = options or Options()
    if not rules:
        raise UsageError(message("error-no-rule-named"), "", message("error-name-with-rule"))
    given = _named_once([given_rule(registry, rule, f"rule-{k}", files=files) for k, rule in enumerate(rules, 1)])
    engine, source, digest = opened(on or On(), records, options, work)
    try:
        return measure_source(
            engine,
            source,
            given,
            registry.rule_of,
            options,
            digest=digest,
            work=work,
            decisions=decisions,
            progress=progress or (lambda part, parts, step: None),
        )
    finally:
        engine.close()


def _named_once(given: Sequence[GivenRule]) -> dict[str, Rule]:
    """The rules by name. Raises UsageError for two of one name."""
    names = [rule.id for rule in given]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(message("error-rule-twice", name=name), "", message("error-name-once"))
    return {rule.id: rule.rule for rule in given}


def measure_with_decisions(
    registry: Registry,
    records: Any,
    rules: Sequence[RuleLike],
    options: Options | None = None,
    *,
    on: On | None = None,
) -> Measured:
    """As `measure`, with the decisions kept for `Measured.frames`: for frames that fit in memory.

    `registry`, `records`, `rules`, `options` and `on` are those of `measure`.
    Raises UsageError for what is wrong in the records.

    >>> import pyarrow, sojourn
    >>> crossings = {"person": ["a"], "date": ["2020-01-01"], "direction": ["arrival"]}
    >>> found = measure_with_decisions(sojourn.load(), pyarrow.table(crossings), ["nzl-obm-arrival"])
    >>> found.frames.arrow("counts").num_rows > 0
    True
    """
    from sojourn.measurement.running.frames import kept_decisions, read_decisions

    with kept_decisions() as folder:
        found = measure(registry, records, rules, options, decisions=folder, on=on)
        found.decided = read_decisions(folder)
    return found
