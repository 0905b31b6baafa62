"""A whole run: records in, results out; in parts that fit in memory, each kept when it is done, so that a run can go on."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sojourn.measurement.counting import summary
from sojourn.measurement.counting.revisions import Settled, cut_offs, revisions
from sojourn.measurement.deciding.dates import Stock
from sojourn.measurement.intake.quality import Doubt, Quality
from sojourn.measurement.intake.records import RecordSource, count_records, last_day
from sojourn.measurement.planning import attrition
from sojourn.measurement.planning.direction import whole_rule
from sojourn.measurement.planning.plan import NotMeasurableError, RulePlan, plan_rule
from sojourn.measurement.running.frames import Frames
from sojourn.measurement.running.options import PART, Options
from sojourn.measurement.running.part import Found, PartRun, Progress
from sojourn.measurement.running.stamp import KEY, note_of, stamp, stamp_text
from sojourn.measurement.sql.engine import DuckDB, Engine
from sojourn.model.errors import SojournError, UsageError
from sojourn.model.message import Message, message
from sojourn.model.rule import Rule
from sojourn.rules.logic.expand import Resolve

__all__ = ["PART", "Measured", "Options", "Progress", "measure_source"]


@dataclass(slots=True)
class Measured:
    """The result of a run: numbers without rounding, what could not be measured, and the stamp."""

    rules: list[RulePlan]
    not_measured: dict[str, Message]
    quality: Quality
    cube: summary.Cube
    stocks: list[Stock]
    by_hand: int
    options: Options
    stamp: dict[str, Any]
    # Steps of attrition by name: the rule, and the facets that it is without.
    steps: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    # What was counted as known on cut-off dates.
    settled: Settled = field(default_factory=Counter)
    # The decisions as Arrow tables by name, where they were asked for.
    decided: dict[str, Any] = field(default_factory=dict)
    # The tables, made when they are first asked for.
    _tables: dict[str, summary.Table] = field(default_factory=dict)

    @property
    def frames(self) -> Frames:
        """The tables, and the decisions that were asked for, for Arrow, Polars and pandas."""
        return Frames(self, self.decided)

    def tables(self) -> dict[str, summary.Table]:
        """All tables, without rounding."""
        if not self._tables:
            self._tables = self._counted()
        return self._tables

    def _counted(self) -> dict[str, summary.Table]:
        options, cube = self.options, self.cube
        return {
            "counts": summary.counts(cube, options.period),
            "net": summary.net(cube, options.period),
            "residents": [*summary.residents(cube, options.on), *(stock.to_dict() for stock in self.stocks)],
            "undecided": summary.undecided(cube, "month"),
            "attrition": summary.attrition(cube, self.steps),
            "comparison": summary.cross(cube),
            "differences": summary.differences(cube),
            "revisions": revisions(self.settled, cube.rules),
        }

    def columns(self, name: str, rows: summary.Table) -> list[str]:
        """The columns of a table, of which `rows` are all."""
        return summary.columns_of(name, rows, self.options.mapping.by)

    def shown(self) -> dict[str, summary.Table]:
        """All tables as they may be shown: small counts hidden, the rest rounded."""
        return {name: self.options.disclosure.table(rows) for name, rows in self.tables().items()}


def measure_source(
    engine: Engine,
    source: RecordSource,
    rules: Mapping[str, Rule],
    resolve: Resolve,
    options: Options,
    *,
    digest: str = "",
    work: Path | None = None,
    decisions: Path | None = None,
    progress: Progress = lambda part, parts, step: None,
) -> Measured:
    """Measure rules on records. `work` keeps finished parts of a run; `decisions` is a new folder for decisions as Parquet.

    Raises UsageError for what is wrong in the records or the options, RuleError for rules without a meaning.
    """
    plans, not_measured = _plans(rules, resolve, options)
    quality = Quality(options.treatment)
    total = count_records(engine, source)
    # A cluster spreads the work itself, and SQLite has all in memory.
    parts = max(1, -(-total // options.part)) if isinstance(engine, DuckDB) else 1
    until = _until(engine, source, options)
    known_on = cut_offs(options.known_on, until)
    whole = {name: whole_rule(rule, resolve) for name, rule in rules.items()}
    marks = stamp(whole, digest, engine.version(), options.to_dict())
    saved = _Saved(work, marks) if work is not None and parts > 1 else None
    asked = [plan for plan in plans if plan.kind == "crossings"]
    steps = _steps(asked, options) if options.attrition else {}
    flows = [*asked, *(plan for plan, _ in steps.values())]
    dated = [plan for plan in plans if plan.kind == "dates"]
    quality.last = until
    cube = summary.Cube([p.id for p in flows], list(options.mapping.by), asked=len(asked))
    shown = {name: step for name, (_, step) in steps.items()} | {p.id: (p.id, ()) for p in asked if steps}
    result = Measured(plans, not_measured, quality, cube, [], 0, options, marks, shown)
    notes = {KEY: stamp_text(marks)}
    for part in range(parts):
        run = PartRun(engine, source, flows, dated, options, until, (part, parts), decisions, progress, known_on, notes)
        found = saved.get(part) if saved and (decisions is None or note_of(run.file) == notes[KEY]) else None
        if found is None:
            found = run.measured()
            if saved:
                saved.put(part, found)
        _add(result, found)
    if saved:
        saved.clear()
    return result


def _plans(rules: Mapping[str, Rule], resolve: Resolve, options: Options) -> tuple[list[RulePlan], dict[str, Message]]:
    plans, out = [], {}
    names = frozenset(options.mapping.attributes)
    for name, rule in rules.items():
        try:
            plans.append(plan_rule(name, rule, resolve, names, plans_come_true=options.assume_intentions_come_true))
        except NotMeasurableError as reason:
            out[name] = reason.why
    return plans, out


def _steps(plans: list[RulePlan], options: Options) -> dict[str, tuple[RulePlan, tuple[str, tuple[str, ...]]]]:
    """The plans of the steps of attrition of each rule, by name."""
    out = {}
    names = frozenset(options.mapping.attributes)
    for plan in plans:
        for step in (*attrition.one_by_one(plan.rule), *attrition.each_left_out(plan.rule)):
            if step.without:
                name = attrition.name(plan.id, step)
                made = plan_rule(name, step.rule, None, names, plans_come_true=plan.plans_come_true)
                out[name] = made, (plan.id, step.without)
    return out


def _until(engine: Engine, source: RecordSource, options: Options) -> int:
    """The last day observed: as stated, or the last one in the records."""
    if options.treatment.observed_until is not None:
        return options.treatment.observed_until.toordinal()
    last = last_day(engine, source, options.mapping, options.treatment.policy("month-only"))
    if last is None:
        raise UsageError(message("error-no-dates"), "", message("error-check-columns"))
    return last


def _add(result: Measured, found: Found) -> None:
    quality, part = result.quality, found.quality
    quality.records += part["records"]
    quality.used += part["used"]
    quality.persons += part["persons"]
    for name, n in part["notes"].items():
        known = quality.notes.get(name, 0)
        # The zones of one part may be those of another.
        quality.notes[name] = max(known, n) if name == "zones" else known + n
    doubts = {doubt.case: doubt for doubt in quality.doubts}
    for doubt in part["doubts"]:
        old = doubts.get(doubt["case"])
        n, persons = (old.records, old.persons) if old else (0, 0)
        doubts[doubt["case"]] = Doubt(doubt["case"], doubt["records"] + n, doubt["policy"], doubt["persons"] + persons)
    quality.doubts = list(doubts.values())
    cube = result.cube
    cube.add(summary.Cube(cube.rules, cube.by).read(found.cube))
    by_key = {(stock.rule, stock.on): stock for stock in result.stocks}
    for row in found.stocks:
        new = Stock(row["rule"], row["on"], row["counted"], row["not_counted"], row["undecided"])
        known_stock = by_key.get((new.rule, new.on))
        by_key[new.rule, new.on] = new if known_stock is None else known_stock + new
    result.stocks = list(by_key.values())
    result.by_hand += found.by_hand
    for (rule, day, period, direction, answer), n in found.settled:
        result.settled[rule, day, period, direction, answer] += n


class _Saved:
    """The finished parts of a run that was interrupted, in a folder that is named after all that the run rests on."""

    def __init__(self, work: Path, marks: Mapping[str, Any]) -> None:
        key = hashlib.sha256(json.dumps(marks, sort_keys=True, default=str).encode()).hexdigest()[:16]
        self.folder = work / f"measure-{key}"
        self.folder.mkdir(parents=True, exist_ok=True)

    def _file(self, part: int) -> Path:
        return self.folder / f"part-{part:04}.json"

    def get(self, part: int) -> Found | None:
        """A finished part; None if there is none, or if its file is damaged."""
        try:
            return Found(**json.loads(self._file(part).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def put(self, part: int, found: Found) -> None:
        """Keep a part: whole, or not at all."""
        fresh = self._file(part).with_suffix(".new")
        data = {name: getattr(found, name) for name in ("quality", "cube", "stocks", "by_hand", "settled")}
        try:
            fresh.write_text(json.dumps(data), "utf-8")
            fresh.replace(self._file(part))
        except OSError as error:
            raise SojournError(message("error-work-folder"), str(error), message("error-make-room-work")) from error

    def clear(self) -> None:
        """Forget the parts of a run that is done."""
        shutil.rmtree(self.folder, ignore_errors=True)
