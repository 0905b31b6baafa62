"""Rules about a reference date as SQL: whom each counts on some dates, of all persons in the records, with three values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sojourn.measurement.deciding.by_person import STATUS_OF, history_of, persons
from sojourn.measurement.deciding.crossings import Layout
from sojourn.measurement.planning.plan import DATE, RulePlan, atoms
from sojourn.measurement.planning.unseen import dates_concerned
from sojourn.measurement.sql.engine import Engine
from sojourn.measurement.sql.formula_sql import EVER, Names, value
from sojourn.rules.logic.calendar import add_months, point_offset
from sojourn.rules.logic.formula import Around

ANSWER = {False: 0, None: 1, True: 2}


@dataclass(frozen=True, slots=True)
class Stock:
    """How many persons a rule counts on a date."""

    rule: str
    on: str
    counted: int
    not_counted: int
    undecided: int

    def __add__(self, other: Stock) -> Stock:
        return Stock(
            self.rule,
            self.on,
            self.counted + other.counted,
            self.not_counted + other.not_counted,
            self.undecided + other.undecided,
        )

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output."""
        return {
            "rule": self.rule,
            "on": self.on,
            "counted": self.counted,
            "not_counted": self.not_counted,
            "undecided": self.undecided,
        }


def stocks_on(
    engine: Engine, plans: Sequence[RulePlan], layout: Layout, on: Sequence[date], step: Callable[[str], None],
    write: Callable[[RulePlan, date], None] = lambda plan, day: None,
) -> list[Stock]:  # fmt: skip
    """Whom rules about a date count on dates. Needs the table `moves`; `layout` names the attributes and the last day.

    `write` is called when the answers of a rule on a date are in the table `stock`.
    """
    engine.table("stays", layout.stays())
    for base in "NPW":
        engine.table(f"events_{base}", layout.events(base))
        engine.table(f"segments_{base}", layout.segments(base))
    columns = (*layout.attributes.values(), *layout.observed)
    attributes = "".join(f", MIN({column}) AS {column}" for column in columns)
    engine.table(
        "persons",
        f"SELECT person, MAX(2 * seq + dir) % 2 AS inside{attributes} FROM moves GROUP BY person",
    )
    _load_run_months(engine, plans)
    out = []
    for day in on:
        for plan in plans:
            step(f"{plan.id} on {day}")
            answers_on(engine, plan, layout, day)
            write(plan, day)
            found = {row[0]: row[1] for row in engine.rows("SELECT g, COUNT(*) FROM stock GROUP BY g")}
            out.append(Stock(plan.id, day.isoformat(), found.get(2, 0), found.get(0, 0), found.get(1, 0)))
    return out


def answers_on(engine: Engine, plan: RulePlan, layout: Layout, on: date) -> None:
    """Make the table `stock` (person, g): what a rule says of a person on a date; `asked` = 1 of whom SQL does not know."""
    concerned = dates_concerned(plan, layout.unseen, on)
    if plan.by_person or concerned == "1":
        engine.table("stock", "SELECT person, 1 AS g, 1 AS asked FROM persons")
    else:
        openly = "0" if plan.single else "CASE WHEN g = 1 THEN 1 ELSE 0 END"
        asked = openly if concerned == "0" else f"GREATEST({openly}, {concerned})"
        engine.table("stock", f"SELECT person, g, {asked} AS asked FROM ({_stock(plan, layout, on)}) x")
        if asked == "0":
            return
    _by_person(engine, plan, layout, on)


def _stock(plan: RulePlan, layout: Layout, on: date) -> str:
    known = layout.known
    names = Names(known, layout.attributes)
    values = [value(variant.formulas[DATE, ""], names, variant.otherwise) for variant in plan.variants]
    listed = ", ".join(f"g{k}" for k, _ in enumerate(values))
    agreed = "g0" if len(values) == 1 else f"CASE WHEN LEAST({listed}) = GREATEST({listed}) THEN g0 ELSE 1 END"
    answers = ", ".join(f"{sql} AS g{k}" for k, sql in enumerate(values))
    moments = f"{on.toordinal()} AS day"
    for point, column in names.points.items():
        moments += f", {on.toordinal() + point_offset(point, on)} AS {column}"
    text, found = f"(SELECT p.*, {moments} FROM persons p) a", ""
    for k, (lookup, column) in enumerate(names.lookups.items()):
        end = known[lookup.base]
        at = f"({end})" if lookup.point is None else f"LEAST({names.moment(lookup.point)}, {end})"
        text += (
            f"\n  JOIN segments_{lookup.base} s{k} ON s{k}.person = a.person AND s{k}.pos < {at} AND {at} <= s{k}.nxt"
        )
        found += f", s{k}.d1 + s{k}.d2 * {at} AS {column}"
    for k, (run, column) in enumerate(names.runs.items()):
        text += f"\n  JOIN ({_run_around(run.base, run.absent, on)}) r{k} ON r{k}.who = a.person"
        found += f", r{k}.first AS {column}_a, r{k}.last AS {column}_b, r{k}.there AS {column}_there"
        for months in _run_months(plan):
            text += f"\n  LEFT JOIN run_months c{k}_{months} ON c{k}_{months}.first = r{k}.first"
            found += f", COALESCE(c{k}_{months}.m{months}, 0) AS {column}_m{months}"
    observed = "".join(f", {column}" for column in layout.observed)
    return (
        f"SELECT person{observed}, {agreed} AS g FROM (SELECT b.*, {answers} FROM (SELECT a.*{found} FROM {text}) b) c"
    )


def _run_months(plan: RulePlan) -> list[int]:
    """The lengths in months that the rule asks of the stay around the date."""
    found = {
        atom.months
        for variant in plan.variants
        for atom in atoms(variant.formulas[DATE, ""])
        if isinstance(atom, Around) and atom.months
    }
    return sorted(found)


def _load_run_months(engine: Engine, plans: Sequence[RulePlan]) -> None:
    lengths = sorted({months for plan in plans for months in _run_months(plan)})
    if not lengths:
        return
    first, last = engine.rows("SELECT COALESCE(MIN(day), 1), COALESCE(MAX(day), 1) FROM moves")[0]
    days = [date.fromordinal(day) for day in range(first, last + 3)]
    columns = {"first": [day.toordinal() for day in days]}
    for months in lengths:
        columns[f"m{months}"] = [add_months(day, months).toordinal() for day in days]
    engine.load("run_months", columns, dict.fromkeys(columns, "INT"))


def _run_around(base: str, absent: bool, on: date) -> str:
    """The unbroken stay (absence) around a date: its first day, the day after its last one, and whether there is one."""
    day, other = on.toordinal(), 1 if absent else 0
    return f"""SELECT person AS who,
  MAX(CASE WHEN d2 = {other} AND nxt <= {day} THEN nxt ELSE -2 * {EVER} END) AS first,
  MIN(CASE WHEN d2 = {other} AND pos > {day} THEN pos ELSE 2 * {EVER} END) AS last,
  MAX(CASE WHEN pos <= {day} AND {day} < nxt AND d2 <> {other} THEN 1 ELSE 0 END) AS there
FROM segments_{base} WHERE pos < nxt GROUP BY person"""


def _by_person(engine: Engine, plan: RulePlan, layout: Layout, on: date) -> None:
    """Ask `rules.counted` of the persons whom SQL leaves open."""
    from sojourn.rules.decision.stocks import Stocks

    columns = "".join(f", m.{column}" for column in (*layout.attributes.values(), *layout.observed))
    rows = engine.rows(
        f"SELECT m.person, m.seq, m.day, m.dir, 1 AS began{columns} FROM moves m "
        "JOIN (SELECT person FROM stock WHERE asked = 1) s ON s.person = m.person ORDER BY m.person, m.seq"
    )
    found: dict[str, list[Any]] = {"hand": [], "hg": []}
    stocks = Stocks(plan.rule, resolve=plan.resolve, plans_come_true=plan.plans_come_true)
    for person, moves in persons(rows):
        history = history_of(moves, layout, STATUS_OF.get(moves[0][4]))
        found["hand"].append(person)
        found["hg"].append(ANSWER[stocks.answer(history, on)])
    if not found["hand"]:
        return
    kind = "BIGINT" if isinstance(found["hand"][0], int) else "VARCHAR"
    engine.load("hand", found, {"hand": kind, "hg": "INT"})
    engine.table(
        "stock_again", "SELECT s.person, COALESCE(hg, g) AS g, asked FROM stock s LEFT JOIN hand ON hand = s.person"
    )
    engine.table("stock", "SELECT * FROM stock_again")
    engine.drop("stock_again")
    engine.drop("hand")
