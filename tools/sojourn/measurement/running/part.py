"""One part of the persons of a run, from records to counts: read, put right, decide, count, write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sojourn.measurement.counting import summary
from sojourn.measurement.counting.revisions import Settled, settled_on
from sojourn.measurement.deciding.by_person import override
from sojourn.measurement.deciding.crossings import Layout
from sojourn.measurement.deciding.dates import stocks_on
from sojourn.measurement.deciding.decide import decide
from sojourn.measurement.deciding.start import Start, start_of
from sojourn.measurement.intake.mapping import ColumnMapping, Treatment, found_columns
from sojourn.measurement.intake.quality import Quality, Repairs, clean
from sojourn.measurement.intake.records import INTEGERS, RecordSource, read_raw, zones_written
from sojourn.measurement.planning import attrition
from sojourn.measurement.planning.plan import RulePlan
from sojourn.measurement.planning.unseen import ENDS, NEVER, SINCE, Unseen
from sojourn.measurement.running.options import Options
from sojourn.measurement.sql.engine import DuckDB, Engine
from sojourn.measurement.sql.formula_sql import quoted

# part, parts, the step that begins
Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Found:
    """What a part of the persons adds to the result, as JSON keeps it."""

    quality: dict[str, Any]
    cube: dict[str, Any]
    stocks: list[dict[str, Any]]
    by_hand: int
    settled: list[Any]


# How the names of files of decisions begin: of crossings, and of persons on a date.
CROSSINGS_FILE, DATE_FILE = "part-", "on-"


@dataclass(slots=True)
class PartRun:
    """One part of the persons, from records to counts."""

    engine: Engine
    source: RecordSource
    flows: list[RulePlan]
    dated: list[RulePlan]
    options: Options
    until: int
    number: tuple[int, int]
    decisions: Path | None
    progress: Progress
    cut_offs: list[int]
    # What the files of decisions say of themselves.
    notes: Mapping[str, str]

    @property
    def file(self) -> Path:
        """The file of this part's decisions."""
        return (self.decisions or Path()) / f"{CROSSINGS_FILE}{self.number[0] + 1:04}.parquet"

    @property
    def unseen(self) -> Unseen:
        """The days that nobody saw."""
        treatment = self.options.treatment
        first = treatment.observed_from.toordinal() if treatment.observed_from else None
        gaps = tuple((a.toordinal(), b.toordinal() + 1) for a, b in treatment.unobserved)
        return Unseen(first, gaps, self.options.mapping.own_observation)

    @property
    def asked(self) -> int:
        """How many rules were asked for, before their steps of attrition."""
        return sum(1 for plan in self.flows if attrition.MARK not in plan.id)

    def measured(self) -> Found:
        """Measure this part."""
        part, parts = self.number

        def step(name: str) -> None:
            self.progress(part, parts, name)

        mapping = self.options.mapping
        carried = [*mapping.by, *(c for c in dict.fromkeys(mapping.attributes.values()) if c not in mapping.by)]
        columns = [f"c{k}" for k, _ in enumerate(carried)]
        start = start_of(self.options.treatment.start, column=mapping.initial_status is not None)
        if start.column:
            columns.append("start")
        if mapping.own_observation:
            columns += [SINCE, ENDS]
        step("read")
        person = _person_test(self.source, mapping, part, parts)
        quality = Quality(self.options.treatment)
        first = self.unseen.first
        form = read_raw(
            self.engine, self.source, mapping, carried, self.options.treatment.policy("month-only"), person,
            (NEVER if first is None else first, self.until),
        )  # fmt: skip
        if form == "crossings":
            quality.notes["zones"] = zones_written(self.engine, self.source, mapping)
        clean(self.engine, form, columns, quality)
        attributes = {name: f"c{carried.index(column)}" for name, column in mapping.attributes.items()}
        layout = self._decided(columns, attributes, start, quality, step, self.until)
        by_hand = override(self.engine, layout, start.sql, lambda n, of: step(f"person {n} of {of}"))
        step("sum")
        rules = [plan.id for plan in self.flows]
        found = summary.cube(self.engine, rules, mapping.by, columns[: len(mapping.by)], self.asked, layout.counted)
        if self.cut_offs:
            kept = "".join(f", {column}" for column in columns)
            self.engine.table("observed", f"SELECT person, day, dir, seq AS ord{kept} FROM moves")
        write = self._write_stock(layout)
        stocks = stocks_on(self.engine, self.dated, layout, self.options.on, step, write) if self.dated else []
        if self.decisions is not None:
            step("write")
            self._write(layout, carried)
        settled: Settled = Counter()
        for day in self.cut_offs:
            step(f"as known on {date.fromordinal(day)}")
            settled.update(self._as_known_on(day, columns, attributes, start))
        kept_stocks = [stock.to_dict() for stock in stocks]
        return Found(
            quality.to_dict(), found.to_json(), kept_stocks, by_hand, [[list(k), n] for k, n in settled.items()]
        )

    def _as_known_on(self, day: int, columns: list[str], attributes: dict[str, str], start: Start) -> Settled:
        """The counts of a run over what was observed by a day."""
        kept = "".join(f", LEAST({ENDS}, {day}) AS {ENDS}" if column == ENDS else f", {column}" for column in columns)
        self.engine.table("clean", f"SELECT person, day, dir, ord{kept} FROM observed WHERE day <= {day}")
        layout = self._decided(columns, attributes, start, Quality(Treatment()), lambda name: None, day)
        override(self.engine, layout, start.sql)
        found = summary.cube(self.engine, [plan.id for plan in self.flows], [], [], 0, layout.counted)
        found.asked = self.asked
        return settled_on(found, self.options.period, day)

    def _decided(
        self,
        columns: list[str],
        attributes: dict[str, str],
        start: Start,
        quality: Quality,
        step: Callable[[str], None],
        until: int,
    ) -> Layout:
        """Make `decided` from `clean`: on arrays where the engine has them, in SQL elsewhere."""
        engine = self.engine
        if isinstance(engine, DuckDB) and engine.arrays:
            from sojourn.measurement.arrays.sweeping import decide_on_arrays

            layout = decide_on_arrays(
                engine, self.flows, until=until, columns=columns, attributes=attributes, start=start, quality=quality,
                step=step, unseen=self.unseen,
            )  # fmt: skip
            if layout is not None:
                return layout
        return decide(
            engine, self.flows, until=until, columns=columns, attributes=attributes, start=start.sql, step=step,
            check=Repairs(quality, columns), unseen=self.unseen,
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
        self.engine.write(f"SELECT {out} FROM {layout.of_persons('decided')}", self.file, self.notes)

    def _write_stock(self, layout: Layout) -> Callable[[RulePlan, date], None]:
        """What writes whom a rule about a date counts: a file for each rule and date."""
        dialect = self.source.dialect

        def write(plan: RulePlan, day: date) -> None:
            if self.decisions is None:
                return
            counted = "CASE g WHEN 0 THEN FALSE WHEN 2 THEN TRUE END AS counted"
            on = f"{dialect.date_of(str(day.toordinal()))} AS {dialect.name('on')}"
            sql = f"SELECT {layout.person} AS person, {quoted(plan.id)} AS {dialect.name('rule')}, {on}, {counted}"
            name = f"{DATE_FILE}{day}-rule-{self.dated.index(plan) + 1}-{self.file.name}"
            self.engine.write(f"{sql} FROM {layout.of_persons('stock')}", self.decisions / name, self.notes)

        return write


def _person_test(source: RecordSource, mapping: ColumnMapping, part: int, parts: int) -> str:
    if parts == 1:
        return ""
    name = found_columns(mapping, list(source.types))["person"]
    # Numbers are hashed as they are: as text it takes longer than all else of reading, once for each part.
    column = source.name(name) if source.types[name] in INTEGERS else f"CAST({source.name(name)} AS VARCHAR)"
    return f"WHERE hash({column}) % {parts} = {part}"
