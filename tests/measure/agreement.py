"""What each engine decides of a random population, and what `apply` and `counted` say of the same persons."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sojourn.measurement.arrays.sweeping import decide_on_arrays
from sojourn.measurement.deciding.by_person import ANSWER, STATUS, override
from sojourn.measurement.deciding.crossings import Layout
from sojourn.measurement.deciding.dates import stocks_on
from sojourn.measurement.deciding.decide import decide
from sojourn.measurement.deciding.start import Start
from sojourn.measurement.intake.mapping import Treatment
from sojourn.measurement.intake.quality import Quality
from sojourn.measurement.planning.plan import RulePlan, plan_rule
from sojourn.measurement.planning.unseen import ENDS, NEVER, NOTHING_UNSEEN, SINCE, Unseen
from sojourn.measurement.sql.engine import DuckDB, Engine, SQLite
from sojourn.rules import History, apply
from sojourn.rules.decision.flows import Flows
from sojourn.rules.decision.observed.history import crossings
from sojourn.rules.decision.stocks import Stocks
from tests.measure.language import ATTRIBUTES, Drawn
from tests.measure.people import Population, random_population

START = {"resident": "2", "non-resident": "0", None: "1"}
# Status before, answer, status after, by person and place of the crossing.
Codes = dict[tuple[str, int], tuple[int, int, int]]
# The answer by person.
Counted = dict[str, int]


def on_arrays() -> DuckDB:
    """DuckDB with the status process on NumPy arrays, as `measure` runs it."""
    return DuckDB(arrays=True)


def in_sql() -> DuckDB:
    """DuckDB with SQL alone."""
    return DuckDB(arrays=False)


ENGINES: tuple[Callable[[], Engine], ...] = (on_arrays, in_sql, SQLite)


@dataclass(frozen=True)
class Records:
    """A population with the columns of its records that hold attributes, by the attribute's name."""

    people: Population
    columns: Mapping[str, str]
    # Whether a column holds the status before the first crossing; else it is that of the population.
    own_start: bool = False
    # What of the time of the population nobody saw; its histories say the same.
    unseen: Unseen = NOTHING_UNSEEN

    @property
    def start(self) -> Start:
        """The status before the first crossing."""
        return Start("start", column=True) if self.own_start else Start(START[self.people.start])

    @property
    def carried(self) -> list[str]:
        """The columns that are carried along."""
        own = [SINCE, ENDS] if self.unseen.own else []
        return [*self.columns.values(), *(["start"] if self.own_start else []), *own]

    @property
    def names(self) -> frozenset[str]:
        """The attributes that the records hold."""
        return frozenset(self.columns)

    @property
    def until(self) -> int:
        """The last day observed."""
        return self.people.until.toordinal()


def random_records(rng: random.Random, *, small: bool, people: int) -> Records:
    """A random population; the records of every other one hold some attributes."""
    population = random_population(rng, small=small, people=people)
    names = sorted(rng.sample(sorted(ATTRIBUTES), rng.randint(1, 3))) if rng.random() < 0.5 else []
    return Records(
        replace(population, histories=tuple(_with(history, names, rng) for history in population.histories)),
        {name: f"c{k}" for k, name in enumerate(names)},
    )


def _with(history: History, names: Sequence[str], rng: random.Random) -> History:
    values = {name: rng.choice(ATTRIBUTES[name]) for name in names}
    return replace(history, attributes={name: value for name, value in values.items() if value is not None})


def partly_seen(rng: random.Random, records: Records) -> Records:
    """The records of an office that began to look on some day, or did not look for some time, or both."""
    people, first, gaps = records.people, None, list[tuple[int, int]]()
    histories: Sequence[History] = people.histories
    days = [move.day.toordinal() for history in histories for move in crossings(history)]
    if rng.random() < 0.7:
        first = rng.choice(days) - rng.randint(0, 20)
        histories = [since(history, date.fromordinal(first)) for history in histories]
        if rng.random() < 0.5:  # what was seen since then may tell the status at the start
            people, histories = replace(people, start=None), [replace(h, initial_status=None) for h in histories]
    if first is None or rng.random() < 0.4:
        begun = rng.randint(first or min(days), records.until)
        gaps = [(begun, begun + rng.randint(1, 20))]
        # A crossing that nobody saw is in no record; of whom one was seen in that time nothing is asked.
        histories = [
            h for h in histories if not any(gaps[0][0] <= m.day.toordinal() < gaps[0][1] for m in crossings(h))
        ]
    unseen = Unseen(first, tuple(gaps))
    seen = [
        replace(history, observed_from=unseen.observed_from, unobserved=unseen.unobserved)
        for history in histories if crossings(history)
    ]  # fmt: skip
    return replace(records, people=replace(people, histories=tuple(seen)), unseen=unseen) if seen else records


def seen_each_for_a_time(rng: random.Random, records: Records) -> Records:
    """The records of persons who were each observed from a day of their own, and until one."""
    histories, own_start = [], rng.random() < 0.5
    for history in records.people.histories:
        days = [move.day for move in crossings(history)]
        if not days:
            continue
        first = rng.choice(days) - timedelta(days=rng.randint(0, 20)) if rng.random() < 0.7 else None
        seen = since(history, first) if first else history
        last = max(move.day for move in crossings(seen)) + timedelta(days=rng.choice((0, 5, 40, 400)))
        status = None if own_start and first else history.initial_status
        histories.append(replace(seen, observed_from=first, observed_until=last, initial_status=status))
    if not histories:
        return records
    return replace(records, people=replace(records.people, histories=tuple(histories)), unseen=Unseen(own=True),
                   own_start=True)  # fmt: skip


def observed_days(history: History) -> tuple[int, int]:
    """The first and the last day on which a person was observed."""
    assert history.observed_until is not None
    first = history.observed_from
    return NEVER if first is None else first.toordinal(), history.observed_until.toordinal()


def since(history: History, first: date) -> History:
    """What is seen of a history from a day on."""
    stays = [(came, left) for came, left in history.stays if left is None or left >= first]
    if stays and stays[0][0] is not None and stays[0][0] < first:
        stays[0] = (None, stays[0][1])
    return replace(history, stays=tuple(stays))


def load(engine: Engine, records: Records) -> None:
    """Make `clean` of the crossings of a population."""
    rows = [
        (history.id, move.day.toordinal(), int(move.direction == "arrival"), place,
         *(history.attributes.get(name) for name in records.columns),
         *([int(START[history.initial_status])] if records.own_start else []),
         *(observed_days(history) if records.unseen.own else []))
        for history in records.people.histories
        for place, move in enumerate(crossings(history))
    ]  # fmt: skip
    names = ["person", "day", "dir", "ord", *records.carried]
    kinds = {name: "INT" if name in ("day", "dir", "ord", "start", SINCE, ENDS) else "VARCHAR" for name in names}
    engine.load("clean", dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)), kinds)


def planned(rule: Drawn, records: Records, number: int = 0) -> RulePlan:
    """The plan of a rule for records. Raises NotMeasurableError with the reason, RuleError for a rule without a meaning."""
    return plan_rule(
        f"r{number}", rule.rule, rule.resolve, records.names, plans_come_true=rule.plans_come_true
    )  # fmt: skip


def decided(engine: Engine, plans: Sequence[RulePlan], records: Records, many: int = 64) -> list[Codes]:
    """What an engine decides of each crossing by each rule."""
    load(engine, records)
    start, columns = records.start, records.carried
    layout: Layout | None
    if isinstance(engine, DuckDB) and engine.arrays:
        layout = decide_on_arrays(
            engine, plans, until=records.until, columns=columns, attributes=records.columns, start=start,
            quality=Quality(Treatment()), unseen=records.unseen,
        )  # fmt: skip
        assert layout is not None
    else:
        layout = decide(
            engine, plans, until=records.until, columns=columns, attributes=records.columns, start=start.sql, many=many,
            unseen=records.unseen,
        )  # fmt: skip
    override(engine, layout, start.sql)
    answers = ", ".join(f"b{k}, g{k}, f{k}" for k, _ in enumerate(plans))
    rows = engine.rows(f"SELECT {layout.person}, seq, {answers} FROM {layout.of_persons('decided')}")
    return [{(row[0], row[1]): row[2 + 3 * k : 5 + 3 * k] for row in rows} for k, _ in enumerate(plans)]


def expected(rule: Drawn, records: Records) -> Codes:
    """What `apply` says, history by history; its reasons are left out but for the first one."""
    flows = Flows(rule.rule, resolve=rule.resolve, plans_come_true=rule.plans_come_true)
    out = {
        (history.id, place): (STATUS[d.before], ANSWER[d.migration], STATUS[d.after])
        for history in records.people.histories
        for place, d in enumerate(flows.verdicts(history), 1)
    }
    first = records.people.histories[0]
    whole = apply(rule.rule, first, resolve=rule.resolve, assume_intentions_come_true=rule.plans_come_true)
    for place, d in enumerate(whole, 1):
        assert out[first.id, place] == (STATUS[d.status_before], ANSWER[d.migration], STATUS[d.status_after])
    return out


def stocks(engine: Engine, plans: Sequence[RulePlan], records: Records, on: date) -> list[Counted]:
    """Whom each rule counts on a date, as an engine finds it."""
    load(engine, records)
    layout = decide(
        engine, [], until=records.until, columns=records.carried, attributes=records.columns, unseen=records.unseen
    )
    out: list[Counted] = []

    def keep(plan: RulePlan, day: date) -> None:
        out.append({row[0]: row[1] for row in engine.rows("SELECT person, g FROM stock")})

    stocks_on(engine, plans, layout, [on], lambda step: None, keep)
    return out


def expected_on(rule: Drawn, records: Records, on: date) -> Counted:
    """What `counted` says, history by history, of everybody who crosses; without its reasons."""
    stocks = Stocks(rule.rule, resolve=rule.resolve, plans_come_true=rule.plans_come_true)
    return {
        history.id: ANSWER[stocks.answer(history, on)] for history in records.people.histories if crossings(history)
    }
