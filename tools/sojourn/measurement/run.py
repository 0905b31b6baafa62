"""A whole run: records in, results out; in parts that fit in memory, each kept when it is done, so that a run can go on."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sojourn.measurement import attrition, summary
from sojourn.measurement.by_person import override
from sojourn.measurement.crossings import Layout
from sojourn.measurement.dates import Stock, stocks_on
from sojourn.measurement.decide import decide
from sojourn.measurement.disclosure import Disclosure
from sojourn.measurement.engine import DuckDB, Engine
from sojourn.measurement.mapping import ColumnMapping, Treatment
from sojourn.measurement.plan import NotMeasurableError, RulePlan, plan_rule
from sojourn.measurement.quality import Quality, Repairs, clean
from sojourn.measurement.records import Source, last_day, read_raw
from sojourn.measurement.stamp import stamp
from sojourn.measurement.start import Start, start_of
from sojourn.model.errors import SojournError, UsageError
from sojourn.model.message import Message
from sojourn.model.rule import Rule
from sojourn.rules.logic.expand import Resolve, expand

# Records of so many persons are decided at a time: what is kept in memory stays below a few gigabytes.
PART = 12_000_000
# part, parts, the step that begins
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked for, besides records and rules."""

    mapping: ColumnMapping = field(default_factory=ColumnMapping)
    treatment: Treatment = field(default_factory=Treatment)
    period: str = "year"
    on: tuple[date, ...] = ()
    disclosure: Disclosure = field(default_factory=Disclosure)
    assume_intentions_come_true: bool = False
    memory: str | None = None
    threads: int | None = None
    part: int = PART
    attrition: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As the stamp states it."""
        return {
            "period": self.period,
            "on": [day.isoformat() for day in self.on],
            "by": list(self.mapping.by),
            "attributes": dict(self.mapping.attributes),
            "zone": self.mapping.zone,
            "attrition": self.attrition,
            "assume_intentions_come_true": self.assume_intentions_come_true,
            "disclosure": self.disclosure.to_dict(),
            **self.treatment.to_dict(),
        }


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

    def tables(self) -> dict[str, summary.Table]:
        """All tables, without rounding."""
        options, cube = self.options, self.cube
        return {
            "counts": summary.counts(cube, options.period),
            "net": summary.net(cube, options.period),
            "residents": [*summary.residents(cube, options.on), *(stock.to_dict() for stock in self.stocks)],
            "undecided": summary.undecided(cube, "month"),
            "attrition": summary.attrition(cube, self.steps),
            "comparison": summary.cross(cube),
            "differences": summary.differences(cube),
        }

    def shown(self) -> dict[str, summary.Table]:
        """All tables as they may be shown: small counts hidden, the rest rounded."""
        return {name: self.options.disclosure.table(rows) for name, rows in self.tables().items()}


def measure_source(
    engine: Engine,
    source: Source,
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
    total = _records(engine, source)
    parts = max(1, -(-total // options.part))
    until = _until(engine, source, options)
    expanded = {name: expand(rule, resolve) for name, rule in rules.items()}
    marks = stamp(expanded, digest, engine.version(), options.to_dict())
    saved = _Saved(work, marks) if work is not None and parts > 1 else None
    asked = [plan for plan in plans if plan.kind == "crossings"]
    steps = _steps(asked, options) if options.attrition else {}
    flows = [*asked, *(plan for plan, _ in steps.values())]
    dated = [plan for plan in plans if plan.kind == "dates"]
    quality.last = until
    result = Measured(
        plans,
        not_measured,
        quality,
        summary.Cube([p.id for p in flows], list(options.mapping.by), asked=len(asked)),
        [],
        0,
        options,
        marks,
        {name: step for name, (_, step) in steps.items()} | {p.id: (p.id, ()) for p in asked if steps},
    )
    for part in range(parts):
        run = _Part(engine, source, flows, dated, options, until, (part, parts), decisions, progress)
        found = saved.get(part) if saved and (decisions is None or run.file.exists()) else None
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


def _records(engine: Engine, source: Source) -> int:
    return int(engine.rows(f"SELECT COUNT(*) FROM ({source.sql}) s")[0][0])


def _until(engine: Engine, source: Source, options: Options) -> int:
    """The last day observed: as stated, or the last one in the records."""
    if options.treatment.observed_until is not None:
        return options.treatment.observed_until.toordinal()
    last = last_day(engine, source, options.mapping, options.treatment.policy("month-only"))
    if last is None:
        raise UsageError("the records hold no date", "", "Check the columns, or the form of dates (2019-05-31)")
    return last


@dataclass(slots=True)
class _Found:
    quality: dict[str, Any]
    cube: dict[str, Any]
    stocks: list[dict[str, Any]]
    by_hand: int


@dataclass(slots=True)
class _Part:
    """One part of the persons, from records to counts."""

    engine: Engine
    source: Source
    flows: list[RulePlan]
    dated: list[RulePlan]
    options: Options
    until: int
    number: tuple[int, int]
    decisions: Path | None
    progress: Progress

    @property
    def file(self) -> Path:
        """The file of this part's decisions."""
        return (self.decisions or Path()) / f"part-{self.number[0] + 1:04}.parquet"

    @property
    def asked(self) -> int:
        """How many rules were asked for, before their steps of attrition."""
        return sum(1 for plan in self.flows if attrition.MARK not in plan.id)

    def measured(self) -> _Found:
        part, parts = self.number

        def step(name: str) -> None:
            self.progress(part, parts, name)

        mapping = self.options.mapping
        carried = [*mapping.by, *(c for c in dict.fromkeys(mapping.attributes.values()) if c not in mapping.by)]
        columns = [f"c{k}" for k, _ in enumerate(carried)]
        start = start_of(self.options.treatment.start, column=mapping.initial_status is not None)
        if start.column:
            columns.append("start")
        step("read")
        person = _person_test(self.source, mapping, part, parts)
        quality = Quality(self.options.treatment)
        form = read_raw(self.engine, self.source, mapping, carried, self.options.treatment.policy("month-only"), person)
        clean(self.engine, form, columns, quality)
        attributes = {name: f"c{carried.index(column)}" for name, column in mapping.attributes.items()}
        layout = self._decided(columns, attributes, start, quality, step)
        by_hand = override(self.engine, layout, start.sql, lambda n, of: step(f"person {n} of {of}"))
        step("sum")
        rules = [plan.id for plan in self.flows]
        found = summary.cube(self.engine, rules, mapping.by, columns[: len(mapping.by)], self.asked, layout.counted)
        stocks = stocks_on(self.engine, self.dated, layout, self.options.on, step) if self.dated else []
        if self.decisions is not None:
            step("write")
            self._write(layout, carried)
        return _Found(quality.to_dict(), found.to_json(), [stock.to_dict() for stock in stocks], by_hand)

    def _decided(
        self,
        columns: list[str],
        attributes: dict[str, str],
        start: Start,
        quality: Quality,
        step: Callable[[str], None],
    ) -> Layout:
        """Make `decided` from `clean`: on arrays where the engine has them, in SQL elsewhere."""
        engine, until = self.engine, self.until
        if isinstance(engine, DuckDB) and engine.arrays:
            from sojourn.measurement.arrays.sweeping import decide_on_arrays

            layout = decide_on_arrays(
                engine, self.flows, until=until, columns=columns, attributes=attributes, start=start, quality=quality,
                step=step,
            )  # fmt: skip
            if layout is not None:
                return layout
        return decide(
            engine, self.flows, until=until, columns=columns, attributes=attributes, start=start.sql, step=step,
            check=Repairs(quality, columns),
        )  # fmt: skip

    def _write(self, layout: Layout, carried: list[str]) -> None:
        """Write the decisions of this part: whole, or not at all."""
        dialect = self.source.dialect
        statuses = {0: "non-resident", 1: "unknown", 2: "resident"}
        out = f"{layout.person} AS person, {dialect.date_of('day')} AS crossing, "
        out += f"{dialect.words('dir', {0: 'departure', 1: 'arrival'})} AS direction"
        out += "".join(f", c{k} AS {dialect.name(column)}" for k, column in enumerate(carried))
        for k, plan in enumerate(self.flows):
            out += f", {dialect.words(f'b{k}', statuses)} AS {dialect.name(f'{plan.id} status_before')}"
            out += f", CASE g{k} WHEN 0 THEN FALSE WHEN 2 THEN TRUE END AS {dialect.name(f'{plan.id} migration')}"
            out += f", {dialect.words(f'f{k}', statuses)} AS {dialect.name(f'{plan.id} status_after')}"
            last = f"CASE WHEN g{k} = 1 AND d{k} > 0 AND d{k} < 3000000 THEN {dialect.date_of(f'd{k}')} END"
            out += f", {last} AS {dialect.name(f'{plan.id} decided_by')}"
        self.engine.write(f"SELECT {out} FROM {layout.decided()}", self.file)


def _person_test(source: Source, mapping: ColumnMapping, part: int, parts: int) -> str:
    if parts == 1:
        return ""
    from sojourn.measurement.mapping import found_columns

    column = source.name(found_columns(mapping, list(source.types))["person"])
    return f"WHERE hash(CAST({column} AS VARCHAR)) % {parts} = {part}"


def _add(result: Measured, found: _Found) -> None:
    quality, part = result.quality, found.quality
    quality.records += part["records"]
    quality.used += part["used"]
    quality.persons += part["persons"]
    for name, n in part["notes"].items():
        quality.notes[name] = quality.notes.get(name, 0) + n
    from sojourn.measurement.quality import Doubt

    known = {doubt.case: doubt for doubt in quality.doubts}
    for doubt in part["doubts"]:
        old = known.get(doubt["case"])
        n, persons = (old.records, old.persons) if old else (0, 0)
        known[doubt["case"]] = Doubt(doubt["case"], doubt["records"] + n, doubt["policy"], doubt["persons"] + persons)
    quality.doubts = list(known.values())
    cube = result.cube
    cube.add(summary.Cube(cube.rules, cube.by).read(found.cube))
    by_key = {(stock.rule, stock.on): stock for stock in result.stocks}
    for row in found.stocks:
        new = Stock(row["rule"], row["on"], row["counted"], row["not_counted"], row["undecided"])
        known_stock = by_key.get((new.rule, new.on))
        by_key[new.rule, new.on] = new if known_stock is None else known_stock + new
    result.stocks = list(by_key.values())
    result.by_hand += found.by_hand


class _Saved:
    """The finished parts of a run that was interrupted, in a folder that is named after all that the run rests on."""

    def __init__(self, work: Path, marks: Mapping[str, Any]) -> None:
        key = hashlib.sha256(json.dumps(marks, sort_keys=True, default=str).encode()).hexdigest()[:16]
        self.folder = work / f"measure-{key}"
        self.folder.mkdir(parents=True, exist_ok=True)

    def _file(self, part: int) -> Path:
        return self.folder / f"part-{part:04}.json"

    def get(self, part: int) -> _Found | None:
        """A finished part; None if there is none, or if its file is damaged."""
        try:
            return _Found(**json.loads(self._file(part).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def put(self, part: int, found: _Found) -> None:
        """Keep a part: whole, or not at all."""
        fresh = self._file(part).with_suffix(".new")
        data = {name: getattr(found, name) for name in ("quality", "cube", "stocks", "by_hand")}
        try:
            fresh.write_text(json.dumps(data), "utf-8")
            fresh.replace(self._file(part))
        except OSError as error:
            raise SojournError(
                "the work folder cannot be written", str(error), "Make room, or give another --work"
            ) from error

    def clear(self) -> None:
        """Forget the parts of a run that is done."""
        shutil.rmtree(self.folder, ignore_errors=True)
