"""From clean crossings to decisions: the steps of `crossings`, `status` and `joint` run on an engine.

The table `clean` (person, day, dir, ord, and the columns carried along) becomes `decided`: one row a crossing, with for each
rule k the status before (`b{k}`), the answer (`g{k}`), the status after (`f{k}`), and the last day that an open answer
waits for (`d{k}`, 0 if none).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sojourn.measurement.deciding import joint, status
from sojourn.measurement.deciding.crossings import MANY, Layout
from sojourn.measurement.planning.plan import RulePlan
from sojourn.measurement.planning.unseen import NOTHING_UNSEEN, Unseen, persons_concerned
from sojourn.measurement.sql.engine import Engine
from sojourn.rules.logic.calendar import Point, point_offset

# Called with the name of each step as it begins.
Step = Callable[[str], None]
# Called when the crossings are in order; answers whether it changed them, so that they must be put in order again.
Check = Callable[[Engine], bool]
TABLES = (
    "moves", "stays", "guards", "open_persons", "settled", "opened", "together", "unordered", "moves_many", "moves_few",
    *(f"{kind}_{base}" for kind in ("events", "segments") for base in "NPW"),
)  # fmt: skip


def load_calendar(engine: Engine, first: int, last: int, points: Mapping[Point, str]) -> None:
    """The calendar: one row a day from `first` to `last` with the day number of each point, by the package's own months."""
    days = [date.fromordinal(day) for day in range(first, last + 1)]
    columns = {"day": [day.toordinal() for day in days]}
    for point, name in points.items():
        columns[name] = [day.toordinal() + point_offset(point, day) for day in days]
    engine.load("calendar", columns, dict.fromkeys(columns, "INT"))


def decide(
    engine: Engine,
    plans: Sequence[RulePlan],
    *,
    until: int,
    columns: Sequence[str] = (),
    attributes: Mapping[str, str] | None = None,
    start: str = "1",
    step: Step = lambda name: None,
    check: Check = lambda engine: False,
    many: int = MANY,
    unseen: Unseen = NOTHING_UNSEEN,
) -> Layout:
    """Make `decided` from `clean`. `start` is the SQL of the status before the first crossing (0, 1, 2).

    `until` is the last day observed; `attributes` name the columns that hold attributes of persons.
    """
    kept = [*columns, *(c for c in (attributes or {}).values() if c not in columns)]
    layout = Layout(plans, kept, attributes or {}, until, unseen)
    first, last = engine.rows("SELECT COALESCE(MIN(day), 1), COALESCE(MAX(day), 0) FROM clean")[0]
    load_calendar(engine, first, last, layout.points)
    step("order")
    engine.table("moves", layout.moves("clean"))
    while check(engine):
        engine.table("moves", layout.moves("clean"))
    step("count")
    _count(engine, layout, many)
    step("status")
    _statuses(engine, layout, start)
    for rule, plan in enumerate(plans):
        if unseen and not plan.by_person:
            layout.by_hand += persons_concerned(rule, plan, unseen, start)
    return layout


def _count(engine: Engine, layout: Layout, many: int) -> None:
    """Make `guards`: what each crossing is asked."""
    some_many = engine.rows(f"SELECT COUNT(*) FROM moves WHERE seq = {many + 1}")[0][0] > 0
    bases = {name[1] for name in layout.lookup_names()}
    if some_many or not layout.ahead_only():
        engine.table("stays", layout.stays())
        for base in sorted(bases):
            engine.table(f"events_{base}", layout.events(base))
            engine.table(f"segments_{base}", layout.segments(base))
    if not some_many:
        engine.table("guards", layout.guards(layout.looked_up(layout.anchors("moves"))))
        return
    heavy = f"SELECT person FROM moves WHERE seq = {many + 1}"
    engine.table(
        "moves_many", f"SELECT m.* FROM moves m WHERE EXISTS (SELECT 1 FROM ({heavy}) h WHERE h.person = m.person)"
    )
    engine.table(
        "moves_few", f"SELECT m.* FROM moves m WHERE NOT EXISTS (SELECT 1 FROM ({heavy}) h WHERE h.person = m.person)"
    )
    passed = layout.guards(layout.passed(layout.anchors("moves_many")))
    looked_up = layout.guards(layout.looked_up(layout.anchors("moves_few")))
    engine.table("guards", f"{looked_up} UNION ALL {passed}")
    engine.drop("moves_many")
    engine.drop("moves_few")


def _statuses(engine: Engine, layout: Layout, start: str) -> None:
    """Make `decided` from `guards`."""
    slots, columns = layout.slots, layout.kept
    if not slots:
        engine.table("settled", f"SELECT person, seq, day, dir{''.join(f', {c}' for c in columns)} FROM guards")
        engine.gather("decided", [_by_rule(layout, "SELECT * FROM settled")])
        return
    engine.table("open_persons", status.persons_with_open(slots))
    some_open = engine.rows("SELECT COUNT(*) FROM open_persons")[0][0] > 0
    engine.table("settled", status.settled(slots, columns, start, some_open=some_open))
    parts = [_answers(layout, "settled", together=False)]
    if some_open:
        engine.table("opened", status.opened(slots, columns, start))
        together = joint.settle(engine, layout, slots)
        layout.by_hand = list(joint.persons_by_hand(slots))
        parts.append(_answers(layout, "opened", together=together))
    engine.gather("decided", [_by_rule(layout, part) for part in parts])


def _answers(layout: Layout, table: str, *, together: bool) -> str:
    """The answer and the statuses of each variant."""
    out, joins = "", ""
    for slot in layout.slots:
        n = slot.number
        b, g, f = f"s.b{n}", f"({status.answer(slot)})", f"({status.after(slot)})"
        if together:
            b, g, f = (f"COALESCE(j{n}.{name}, {sql})" for name, sql in (("b", b), ("g", g), ("f", f)))
            joins += (
                f"\n  LEFT JOIN (SELECT person AS k{n}, seq AS q{n}, b, g, f FROM together WHERE slot = {n}) j{n}"
                f" ON k{n} = s.person AND q{n} = s.seq"
            )
        out += f", {b} AS vb{n}, {g} AS vg{n}, {f} AS vf{n}, d{n} AS vd{n}"
    carried = "".join(f", s.{column}" for column in layout.kept)
    return f"SELECT s.person, s.seq, s.day, s.dir{carried}{out}\nFROM {table} s{joins}"


def _by_rule(layout: Layout, answers: str) -> str:
    """The variants of each rule as one: what they do not agree on is not decided."""
    out = ""
    for rule, _ in enumerate(layout.plans):
        numbers = [slot.number for slot in layout.slots if slot.rule == rule]
        if not numbers:  # decided person by person
            out += "".join(
                f", CAST({code} AS TINYINT) AS {name}{rule}" for name, code in (("b", 1), ("g", 1), ("f", 1))
            )
            out += f", 0 AS d{rule}"
            continue
        for name in "bgf":
            columns = [f"v{name}{n}" for n in numbers]
            agreed = columns[0]
            if len(columns) > 1:
                listed = ", ".join(columns)
                agreed = f"CASE WHEN LEAST({listed}) = GREATEST({listed}) THEN {columns[0]} ELSE 1 END"
            out += f", CAST({agreed} AS TINYINT) AS {name}{rule}"
        last = ", ".join(f"vd{n}" for n in numbers)
        out += f", GREATEST({last}) AS d{rule}" if len(numbers) > 1 else f", {last} AS d{rule}"
    carried = "".join(f", {column}" for column in layout.kept)
    return f"SELECT person, seq, day, dir{carried}{out}\nFROM ({answers}) v"
