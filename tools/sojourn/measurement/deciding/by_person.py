"""Persons whom SQL cannot decide, one by one as `rules.apply` does: exact for every rule, and slow.

Two kinds: rules that SQL does not express (`RulePlan.by_person` says why), and persons of other rules whose open crossings
ask for more than one window (`joint.persons_by_hand`). Their answers replace what `decided` holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sojourn.measurement.deciding.crossings import Layout
from sojourn.measurement.planning.unseen import NEVER
from sojourn.measurement.sql.engine import Engine, Row

if TYPE_CHECKING:
    # What decides person by person is imported where there is somebody to decide.
    from sojourn.rules.decision.explanation.conclusion import UnexplainedDecision
    from sojourn.rules.decision.flows import Flows
    from sojourn.rules.decision.observed.history import History

STATUS = {"non-resident": 0, "unknown": 1, "resident": 2}
STATUS_OF = {0: "non-resident", 2: "resident"}
ANSWER = {False: 0, None: 1, True: 2}
# Called with the number of persons done and of all.
Progress = Callable[[int, int], None]


def override(engine: Engine, layout: Layout, start: str, progress: Progress = lambda done, total: None) -> int:
    """Replace in `decided` what must be decided person by person; the number of persons (times rules) so decided."""
    wanted = list(layout.by_hand)
    for rule, plan in enumerate(layout.plans):
        if plan.by_person:
            wanted.append(f"SELECT {rule} AS rule, person FROM moves WHERE seq = 1")
    if not wanted:
        return 0
    engine.gather("by_hand", [f"SELECT DISTINCT rule, person FROM ({sql}) w" for sql in wanted])
    total = engine.rows("SELECT COUNT(*) FROM (SELECT DISTINCT rule, person FROM by_hand) b")[0][0]
    if total:
        _replace(engine, layout, start, total, progress)
    engine.drop("by_hand")
    return int(total)


def _replace(engine: Engine, layout: Layout, start: str, total: int, progress: Progress) -> None:
    from sojourn.rules.decision.flows import Flows

    rules = [row[0] for row in engine.rows("SELECT DISTINCT rule FROM by_hand ORDER BY rule")]
    columns = "".join(f", m.{column}" for column in (*layout.attributes.values(), *layout.observed))
    for rule in rules:
        rows = engine.rows(
            f"SELECT m.person, m.seq, m.day, m.dir, {start} AS began{columns} FROM moves m "
            f"JOIN (SELECT DISTINCT person FROM by_hand WHERE rule = {rule}) b ON b.person = m.person ORDER BY m.person, m.seq"
        )
        found: dict[str, list[Any]] = {name: [] for name in ("hand", "place", "hb", "hg", "hf", "hd")}
        plan = layout.plans[rule]
        flows = Flows(plan.rule, resolve=plan.resolve, plans_come_true=plan.plans_come_true)
        for done, (person, moves) in enumerate(persons(rows), 1):
            progress(done, total)
            for place, decision in enumerate(_decided(layout, flows, moves), 1):
                values = (person, place, STATUS[decision.before], ANSWER[decision.migration])
                last = decision.settled_by.toordinal() if decision.settled_by else 0
                for name, each in zip(found, (*values, STATUS[decision.after], last), strict=True):
                    found[name].append(each)
        kind = "BIGINT" if found["hand"] and isinstance(found["hand"][0], int) else "VARCHAR"
        engine.load("hand", found, {"hand": kind, **dict.fromkeys(("place", "hb", "hg", "hf", "hd"), "INT")})
        engine.table("decided_again", _joined(layout, rule))
        engine.table("decided", "SELECT * FROM decided_again")
        engine.drop("decided_again")
        engine.drop("hand")


def _joined(layout: Layout, rule: int) -> str:
    kept = ["person", "seq", "day", "dir", *layout.kept]
    kept += [f"{name}{k}" for k, _ in enumerate(layout.plans) if k != rule for name in "bgfd"]
    own = ", ".join(f"COALESCE(h{name}, d.{name}{rule}) AS {name}{rule}" for name in "bgfd")
    listed = ", ".join(f"d.{column}" for column in kept)
    return f"SELECT {listed}, {own} FROM decided d LEFT JOIN hand ON hand = d.person AND place = d.seq"


def persons(rows: Sequence[Row]) -> Iterator[tuple[Any, list[Row]]]:
    """The rows of each person (the first column), which come together."""
    person: Any = None
    moves: list[Row] = []
    for row in rows:
        if moves and row[0] != person:
            yield person, moves
            moves = []
        person = row[0]
        moves.append(row)
    if moves:
        yield person, moves


def _decided(layout: Layout, flows: Flows, moves: Sequence[Row]) -> list[UnexplainedDecision]:
    first = moves[0]
    return flows.verdicts(history_of(moves, layout, STATUS_OF.get(first[4])))


def history_of(moves: Sequence[Row], layout: Layout, start: str | None) -> History:
    """The history of one person, without its id, from the crossings: person, seq, day, dir, the status at the start, the
    attributes and the days observed of the layout."""
    from sojourn.rules.decision.observed.history import History

    dates: list[date | None] = [date.fromordinal(row[2]) for row in moves]
    if moves and moves[0][3] == 0:
        dates = [None, *dates]
    if len(dates) % 2:
        dates.append(None)
    stays = tuple(zip(dates[::2], dates[1::2], strict=True))
    given = zip(layout.attributes, moves[0][5:], strict=False)
    attributes = {name: str(value) for name, value in given if value is not None}
    first, until = layout.unseen.observed_from, layout.until
    if layout.unseen.own:
        since, until = moves[0][-2:]
        first = None if since == NEVER else date.fromordinal(since)
    return History(
        "traveller", stays, start, date.fromordinal(until), attributes, first, layout.unseen.unobserved
    )  # fmt: skip
