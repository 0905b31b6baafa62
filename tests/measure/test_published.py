"""Rules as they are published, on the examples and the limits that their texts name: facts, on every engine.

New Zealand's 12/16 rule (Stats NZ, outcomes-based migration; and the scenarios of its package migrbc), its presence rule for
citizenship (Citizenship Act 1977, section 8: 1 350 days in five years and 240 in each of them), the Schengen short stay (90
days in any 180), the United Kingdom's limit on absences before settlement (180 days in any 12 months).
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

import sojourn
from sojourn.measurement.deciding.by_person import override
from sojourn.measurement.deciding.dates import answers_on, stocks_on
from sojourn.measurement.deciding.decide import decide
from sojourn.measurement.planning.plan import RulePlan, plan_rule
from sojourn.measurement.sql.engine import DuckDB, Engine, SQLite
from sojourn.model.rule import AllOf, Bound, Limb, Rule, Window

ENGINES = [DuckDB, SQLite]
Trips = list[tuple[str | None, str | None]]


def loaded(engine: Engine, trips: Trips) -> None:
    rows = [
        ("p", date.fromisoformat(day).toordinal(), direction, 2 * place + 1 - direction)
        for place, trip in enumerate(trips)
        for day, direction in zip(trip, (1, 0), strict=True)
        if day is not None
    ]
    columns = dict(zip(("person", "day", "dir", "ord"), map(list, zip(*rows, strict=True)), strict=True))
    engine.load("clean", columns, {"person": "VARCHAR", "day": "INT", "dir": "INT", "ord": "INT"})


def crossing_answers(engine: Engine, rule: Rule | str, trips: Trips, until: str, start: str = "0") -> list[int]:
    loaded(engine, trips)
    plan = planned(rule)
    layout = decide(engine, [plan], until=date.fromisoformat(until).toordinal(), start=start)
    override(engine, layout, start)
    return [row[0] for row in engine.rows("SELECT g0 FROM decided ORDER BY seq")]


def answer_on(engine: Engine, rule: Rule, trips: Trips, on: str) -> int:
    loaded(engine, trips)
    day = date.fromisoformat(on)
    layout = decide(engine, [], until=day.toordinal())
    plan = planned(rule)
    stocks_on(engine, [plan], layout, [day], lambda step: None)
    answers_on(engine, plan, layout, day)
    answer: int = engine.rows("SELECT g FROM stock")[0][0]
    return answer


def planned(rule: Rule | str) -> RulePlan:
    registry = sojourn.load()
    return plan_rule("r", registry.rule_of(rule) if isinstance(rule, str) else rule, registry.rule_of)


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize(
    ("trips", "answers"),
    [
        # 12 months of the 16 that follow the arrival make a migrant, in one stay or in several.
        ([("2017-01-01", "2018-01-01")], [2, 2]),
        ([("2017-01-01", "2017-12-31")], [0, 0]),
        ([("2017-01-01", "2017-09-08"), ("2017-11-01", "2018-06-01")], [2, 0, 0, 2]),
        # A resident who is away for less than 12 of 16 months remains one; the arrival back is no migration.
        ([("2015-01-01", "2017-01-01"), ("2017-10-01", None)], [2, 0, 0]),
        ([("2015-01-01", "2017-01-01"), ("2018-03-01", None)], [2, 2, 2]),
    ],
)
def test_new_zealand_12_of_16_months(make: type[DuckDB] | type[SQLite], trips: Trips, answers: list[int]) -> None:
    assert crossing_answers(make(), "nzl-obm-arrival", trips, "2020-12-31") == answers


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize(
    ("last", "answer"), [("2017-12-31", 2), ("2017-12-30", 1), ("2017-06-01", 1), ("2018-06-01", 2)]
)
def test_an_arrival_is_decided_on_the_day_on_which_twelve_months_are_full(
    make: type[DuckDB] | type[SQLite], last: str, answer: int
) -> None:
    assert crossing_answers(make(), "nzl-obm-arrival", [("2017-01-01", None)], last) == [answer]


def five_years() -> Rule:
    """1 350 days of the last five years, and 240 in each of them; arrival and departure days count as present."""

    def limb(days: int, years: int, each: int | None = None) -> Limb:
        window = Window(years, "year", "reference-date", "backward", each=each)
        return Limb(
            "reference-date", "stay", Bound(days, "day", ">="), accumulation="cumulative", window=window, basis="actual",
            day_convention="both-ends",
        )  # fmt: skip

    return AllOf((limb(1350, 5), limb(240, 1, each=5)))


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize(("days", "answer"), [(1349, 0), (1350, 2)])
def test_new_zealand_citizenship_asks_for_1350_days_in_five_years(
    make: type[DuckDB] | type[SQLite], days: int, answer: int
) -> None:
    """Away in four of the five years, for 120 days in three of them: 240 are left in each."""
    window = (date(2020, 6, 1) - date(2015, 6, 1)).days
    trips: Trips = []
    back = "2010-01-01"
    for year, away in enumerate((120, 120, 120, window - days - 360)):
        left = date(2015 + year, 9, 1)
        # The days of leaving and of coming back count as present.
        trips.append((back, left.isoformat()))
        back = (left + timedelta(days=away + 1)).isoformat()
    assert answer_on(make(), five_years(), [*trips, (back, None)], "2020-06-01") == answer


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize(("days", "answer"), [(239, 0), (240, 2)])
def test_new_zealand_citizenship_asks_for_240_days_in_the_last_year(
    make: type[DuckDB] | type[SQLite], days: int, answer: int
) -> None:
    on = date(2020, 6, 1)
    back = on - timedelta(days=days)
    trips: Trips = [("2010-01-01", "2019-05-31"), (back.isoformat(), None)]
    assert answer_on(make(), five_years(), trips, on.isoformat()) == answer


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize("year", range(5))
@pytest.mark.parametrize(("days", "answer"), [(239, 0), (240, 2)])
def test_new_zealand_citizenship_asks_for_240_days_in_each_of_the_five_years(
    make: type[DuckDB] | type[SQLite], year: int, days: int, answer: int
) -> None:
    """There for the whole five years but for one of them, of which so many days were spent there."""
    begins, ends = date(2015 + year, 6, 1), date(2016 + year, 6, 1)
    # The day of departure counts: the last day there is one before the absence begins to count.
    trips: Trips = [("2010-01-01", (begins + timedelta(days=days - 1)).isoformat()), (ends.isoformat(), None)]
    assert answer_on(make(), five_years(), trips, "2020-06-01") == answer


SUITE = yaml.safe_load((Path(__file__).parent / "migrbc.yaml").read_text("utf-8"))["scenarios"]
MIGRBC = Limb(
    "arrival", "stay", Bound(365, "day", ">="), accumulation="cumulative",
    window=Window(487, "day", "arrival", "forward"), basis="actual", prior="non-resident", day_convention="nights",
)  # fmt: skip


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize("scenario", SUITE, ids=[scenario["id"] for scenario in SUITE])
def test_the_scenarios_of_migrbc_are_decided_as_its_authors_expect(
    make: type[DuckDB] | type[SQLite], scenario: dict[str, Any]
) -> None:
    days: list[str | None] = [None] if scenario["crossings"][0].startswith("departure") else []
    days += [crossing.split()[1] for crossing in scenario["crossings"]]
    trips = list(zip(days[::2], [*days[1::2], None], strict=False))
    start = "2" if scenario["initial_status"] == "resident" else "0"
    answers = crossing_answers(make(), MIGRBC, trips, "2025-01-01", start)
    assert [answer == 2 for answer in answers] == scenario["migrations"]
    assert 1 not in answers


SCHENGEN = Limb(
    "arrival", "stay", upper_bound=Bound(90, "day", "<="), accumulation="cumulative", window=Window(180, "day", "rolling"),
    basis="actual", prior="none", day_convention="both-ends",
)  # fmt: skip


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize(
    ("trips", "answer"),
    [
        # The day of entry and that of exit count: 90 days are allowed, 91 are not.
        ([("2019-01-01", "2019-03-31")], 2),
        ([("2019-01-01", "2019-04-01")], 0),
        # 45 days, and 46 more inside of 180 days of the first ones; the same after they are out of the window.
        ([("2019-01-01", "2019-02-14"), ("2019-04-01", "2019-05-16")], 0),
        ([("2019-01-01", "2019-02-14"), ("2019-04-01", "2019-05-15")], 2),
        ([("2019-01-01", "2019-02-14"), ("2019-08-13", "2019-09-28")], 2),
    ],
)
def test_schengen_90_days_in_any_180(make: type[DuckDB] | type[SQLite], trips: Trips, answer: int) -> None:
    answers = crossing_answers(make(), SCHENGEN, trips, "2020-12-31")
    assert answers[2 * len(trips) - 2] == answer


SETTLEMENT = Limb(
    "departure", "absence", upper_bound=Bound(180, "day", "<="), accumulation="cumulative",
    window=Window(12, "month", "rolling"), basis="actual", prior="none", day_convention="whole-days",
)  # fmt: skip


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize(
    ("left", "back", "answer"),
    # Whole days away count: not that of the departure, and not that of the return.
    [("2019-01-01", "2019-07-01", 2), ("2019-01-01", "2019-07-02", 0)],
)
def test_united_kingdom_180_days_away_in_any_12_months(
    make: type[DuckDB] | type[SQLite], left: str, back: str, answer: int
) -> None:
    trips: Trips = [("2015-01-01", left), (back, None)]
    assert crossing_answers(make(), SETTLEMENT, trips, "2020-12-31", start="2")[1] == answer
