"""From decisions to numbers: how many crossings by period, direction, rule and columns; stocks; what is open; differences.

`Cube` holds the counts of `decided` by day; all tables are made from it, so that they agree with each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import combinations
from types import MappingProxyType
from typing import Any

from sojourn.measurement.deciding.crossings import Counted
from sojourn.measurement.sql.engine import Engine
from sojourn.measurement.sql.formula_sql import EVER

PERIODS = ("year", "quarter", "month")
DIRECTIONS = {1: "arrival", 0: "departure"}
VERDICTS = {2: "counted", 0: "not_counted", 1: "undecided"}
# For one rule: day, direction, columns, status before, answer, status after.
Key = tuple[int, int, tuple[Any, ...], int, int, int]
Table = list[dict[str, Any]]
NOTHING: Mapping[int, Sequence[Counted]] = MappingProxyType({})


@dataclass(slots=True)
class Cube:
    """Counts of crossings; cubes of several parts of the data add up."""

    rules: list[str]
    by: list[str]
    each: list[Counter[Key]] = field(default_factory=list)
    # Direction and the answers of all rules.
    together: Counter[tuple[int, ...]] = field(default_factory=Counter)
    # By rule: the last day that open answers wait for (0 = none).
    open_until: list[Counter[int]] = field(default_factory=list)
    # By rule: the status before the first crossing of each person.
    start: list[Counter[int]] = field(default_factory=list)
    # (rule, other rule, direction, answers): how long what begins with the crossings lasts on which two rules differ.
    typical: dict[tuple[int, int, int, int, int], Counter[int]] = field(default_factory=dict)
    # The number of rules that were asked for; the others are their steps of attrition.
    asked: int = 1_000_000

    def add(self, other: Cube) -> None:
        """Add the counts of another part of the data."""
        if not self.each:
            self.each, self.open_until, self.start = other.each, other.open_until, other.start
        else:
            for mine, its in zip(self.each, other.each, strict=True):
                mine.update(its)
            for so_far, more in zip((*self.open_until, *self.start), (*other.open_until, *other.start), strict=True):
                so_far.update(more)
        self.together.update(other.together)
        for key, found in other.typical.items():
            self.typical.setdefault(key, Counter()).update(found)

    def to_json(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "each": [[[list(k), n] for k, n in counter.items()] for counter in self.each],
            "together": [[list(k), n] for k, n in self.together.items()],
            "open_until": [list(counter.items()) for counter in self.open_until],
            "start": [list(counter.items()) for counter in self.start],
            "typical": [[list(k), list(v.items())] for k, v in self.typical.items()],
        }

    def read(self, data: dict[str, Any]) -> Cube:
        """The cube that `to_json` wrote."""

        def key(values: list[Any]) -> Key:
            return values[0], values[1], tuple(values[2]), values[3], values[4], values[5]

        return Cube(
            self.rules,
            self.by,
            [Counter({key(k): n for k, n in counter}) for counter in data["each"]],
            Counter({tuple(k): n for k, n in data["together"]}),
            [Counter(dict(map(tuple, c))) for c in data["open_until"]],
            [Counter(dict(map(tuple, c))) for c in data["start"]],
            {tuple(k): Counter(dict(map(tuple, v))) for k, v in data["typical"]},
        )


def cube(
    engine: Engine, rules: Sequence[str], by: Sequence[str], columns: Sequence[str], asked: int,
    counted: Mapping[int, Sequence[Counted]] = NOTHING,
) -> Cube:  # fmt: skip
    """The counts of the table `decided`; `columns` are the columns that stand for `by`, `asked` the rules that are compared.

    `counted` are counts of some rules that are known already.
    """
    found = Cube(list(rules), list(by), asked=asked)
    for k, _ in enumerate(rules):
        counter: Counter[Key] = Counter()
        for day, dir, values, before, answer, after, n in counted.get(k) or _counts(engine, columns, k):
            counter[day, dir, values[: len(by)], before, answer, after] += n
        found.each.append(counter)
        waiting = engine.rows(f"SELECT d{k}, COUNT(*) FROM decided WHERE g{k} = 1 GROUP BY d{k}")
        found.open_until.append(Counter({row[0]: row[1] for row in waiting}))
        first = engine.rows(f"SELECT b{k}, COUNT(*) FROM decided WHERE seq = 1 GROUP BY b{k}")
        found.start.append(Counter({row[0]: row[1] for row in first}))
    if asked > 1 and len(rules) > 1:
        keys = ", ".join(["dir", *(f"g{k}" for k, _ in enumerate(rules[:asked]))])
        found.together.update(
            {row[:-1]: row[-1] for row in engine.rows(f"SELECT {keys}, COUNT(*) FROM decided GROUP BY {keys}")}
        )
    for a, b in combinations(range(len(rules[:asked])), 2):
        for group, lengths in _lengths(engine, a, b).items():
            found.typical[a, b, *group] = lengths
    return found


def _counts(engine: Engine, columns: Sequence[str], rule: int) -> Iterator[Counted]:
    keys = ", ".join(["day", "dir", *columns, f"b{rule}", f"g{rule}", f"f{rule}"])
    for day, dir, *values, before, answer, after, n in engine.rows(
        f"SELECT {keys}, COUNT(*) FROM decided GROUP BY {keys}"
    ):
        yield day, dir, tuple(values), before, answer, after, n


def _lengths(engine: Engine, a: int, b: int) -> dict[tuple[int, int, int], Counter[int]]:
    """How long what begins with a crossing (a stay, an absence) lasts, where two rules differ: by direction and answers."""
    out: dict[tuple[int, int, int], Counter[int]] = {}
    keys = f"dir, g{a}, g{b}, nxt - day"
    for dir, x, y, days, n in engine.rows(
        f"SELECT {keys}, COUNT(*) FROM decided WHERE g{a} <> g{b} AND nxt < {EVER} GROUP BY {keys}"
    ):
        out.setdefault((dir, x, y), Counter())[days] += n
    return out


_VERDICT_COLUMNS = ("counted", "not_counted", "undecided")
# The columns of each table, as its rows have them.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "counts": ("rule", "period", "direction", *_VERDICT_COLUMNS),
    "net": ("rule", "period", "arrivals", "departures", "net", "least", "most"),
    "residents": ("rule", "on", *_VERDICT_COLUMNS),
    "undecided": ("rule", "decided_by", "undecided"),
    "attrition": ("rule", "without", "direction", "counted", "undecided"),
    "comparison": ("rule", "other", "direction", "answer", "other_answer", "crossings"),
    "differences": ("rule", "other", "direction", "answer", "other_answer", "crossings", "typical_days"),
    "revisions": ("rule", "period", "direction", "known_on", *_VERDICT_COLUMNS),
}


def columns_of(name: str, rows: Table, by: Sequence[str] = ()) -> list[str]:
    """The columns of a table: those of its rows, or those that they would have; `by` are columns that counts go by.

    >>> columns_of("net", [])[:2]
    ['rule', 'period']
    """
    if rows:
        return list(dict.fromkeys(key for row in rows for key in row))
    found = list(COLUMNS[name])
    place = found.index("direction") + 1 if name == "counts" else 0
    return [*found[:place], *by, *found[place:]] if place else found


def _median(lengths: Counter[int]) -> int:
    """The middle one of lengths, the shorter of the two where there is no middle.

    >>> _median(Counter({3: 2, 8: 1, 20: 1}))
    3
    """
    left = (sum(lengths.values()) + 1) // 2
    for days, n in sorted(lengths.items()):
        left -= n
        if left <= 0:
            return days
    raise AssertionError("there are no lengths")


@cache
def period_of(day: int, period: str) -> str:
    """The period of a day: `2019`, `2019-Q2` or `2019-05`.

    >>> period_of(date(2019, 5, 3).toordinal(), "quarter")
    '2019-Q2'
    """
    on = date.fromordinal(day)
    return {"year": f"{on.year}", "quarter": f"{on.year}-Q{(on.month + 2) // 3}"}.get(
        period, f"{on.year}-{on.month:02}"
    )


def counts(found: Cube, period: str) -> Table:
    """How many crossings each rule counts, by period, direction and columns; what is undecided may still be counted."""
    out: dict[tuple[Any, ...], Counter[str]] = {}
    for rule, counter in zip(found.rules[: found.asked], found.each[: found.asked], strict=True):
        for (day, direction, columns, _, answer, _), n in counter.items():
            key = rule, period_of(day, period), DIRECTIONS[direction], columns
            out.setdefault(key, Counter())[VERDICTS[answer]] += n
    return [
        {
            "rule": rule,
            "period": when,
            "direction": direction,
            **dict(zip(found.by, columns, strict=True)),
            **{verdict: each[verdict] for verdict in VERDICTS.values()},
        }
        for (rule, when, direction, columns), each in sorted(out.items(), key=lambda item: _order(found.rules, item[0]))
    ]


def _order(rules: list[str], key: tuple[Any, ...]) -> tuple[Any, ...]:
    rule, when, direction, columns = key
    return rules.index(rule), when, direction, tuple(str(column or "") for column in columns)


def net(found: Cube, period: str) -> Table:
    """Counted arrivals less counted departures, and between which numbers it lies once all is decided."""
    out: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    for row in counts(found, period):
        for verdict in ("counted", "undecided"):
            out.setdefault((row["rule"], row["period"]), Counter())[row["direction"], verdict] += row[verdict]
    return [
        {
            "rule": rule,
            "period": when,
            "arrivals": n["arrival", "counted"],
            "departures": n["departure", "counted"],
            "net": n["arrival", "counted"] - n["departure", "counted"],
            "least": n["arrival", "counted"] - n["departure", "counted"] - n["departure", "undecided"],
            "most": n["arrival", "counted"] + n["arrival", "undecided"] - n["departure", "counted"],
        }
        for (rule, when), n in out.items()
    ]


def residents(found: Cube, on: Sequence[date]) -> Table:
    """Persons who are residents on dates, by the status that each rule gives them (persons who never cross are not seen)."""
    out: Table = []
    for rule, counter, start in list(zip(found.rules, found.each, found.start, strict=True))[: found.asked]:
        changes: Counter[tuple[int, int]] = Counter()
        for (day, _, _, before, _, after), n in counter.items():
            if before != after:
                changes[day, after] += n
                changes[day, before] -= n
        for when in sorted(on):
            now = Counter(start)
            for (day, status), n in changes.items():
                if day <= when.toordinal():
                    now[status] += n
            out.append(
                {"rule": rule, "on": when.isoformat(), "counted": now[2], "not_counted": now[0], "undecided": now[1]}
            )
    return out


def undecided(found: Cube, period: str) -> Table:
    """How many answers are open, by the period in which time alone will have settled each; no period where it does not."""
    out: Table = []
    for rule, counter in list(zip(found.rules, found.open_until, strict=True))[: found.asked]:
        by_period: Counter[str] = Counter()
        for day, n in counter.items():
            by_period[period_of(day, period) if 0 < day < 3_000_000 else ""] += n
        out += [{"rule": rule, "decided_by": when or None, "undecided": n} for when, n in sorted(by_period.items())]
    return out


def cross(found: Cube) -> Table:
    """For each two rules how many crossings get which answers."""
    return [
        {"rule": found.rules[a], "other": found.rules[b], "direction": DIRECTIONS[d], "answer": VERDICTS[x],
         "other_answer": VERDICTS[y], "crossings": n}
        for a, b, d, x, y, n in _pairs(found)
    ]  # fmt: skip


def _pairs(found: Cube) -> Iterator[tuple[int, int, int, int, int, int]]:
    for a, b in combinations(range(len(found.rules[: found.asked])), 2):
        table: Counter[tuple[int, int, int]] = Counter()
        for (direction, *answers), n in found.together.items():
            table[direction, answers[a], answers[b]] += n
        for (direction, x, y), n in sorted(table.items(), reverse=True):
            yield a, b, direction, x, y, n


def differences(found: Cube, most: int = 6) -> Table:
    """The largest groups of crossings on which two rules differ, each with a typical traveller: the medians of the group."""
    out: Table = []
    for a, b, direction, x, y, n in _pairs(found):
        if x == y:
            continue
        row = {
            "rule": found.rules[a], "other": found.rules[b], "direction": DIRECTIONS[direction], "answer": VERDICTS[x],
            "other_answer": VERDICTS[y], "crossings": n,
        }  # fmt: skip
        lengths = found.typical.get((a, b, direction, x, y))
        if lengths:
            row["typical_days"] = _median(lengths)
        out.append(row)
    return sorted(out, key=lambda row: -row["crossings"])[:most]


def attrition(found: Cube, steps: Mapping[str, tuple[str, tuple[str, ...]]]) -> Table:
    """How many crossings are counted without some facets of a rule; `steps` has the rule and those facets by name."""
    out: Table = []
    for name, counter in zip(found.rules, found.each, strict=True):
        if name not in steps:
            continue
        rule, without = steps[name]
        totals: Counter[tuple[int, int]] = Counter()
        for (_, direction, _, _, answer, _), n in counter.items():
            totals[direction, answer] += n
        out += [
            {
                "rule": rule,
                "without": ", ".join(without),
                "direction": DIRECTIONS[direction],
                "counted": totals[direction, 2],
                "undecided": totals[direction, 1],
            }
            for direction in (1, 0)
        ]
    return sorted(
        out, key=lambda row: (found.rules.index(row["rule"]), -len(row["without"].split(", ")), not row["without"])
    )
