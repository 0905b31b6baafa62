"""A part of the window as the threshold: every engine, and the arrays of DuckDB, decide as `apply` does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from sojourn.measurement.sql.engine import Engine
from sojourn.model.rule import rule_from_dict
from sojourn.rules import History
from tests.measure.agreement import ENGINES, Records, decided, expected, planned
from tests.measure.language import Drawn
from tests.measure.people import Population

CAME = date(2017, 1, 1)


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize("comparison", [">", ">="])
@pytest.mark.parametrize("share", ["1/2", "2/3"])
def test_a_share_of_the_window_is_the_same_number_of_days_everywhere(
    make: Callable[[], Engine], comparison: str, share: str
) -> None:
    rule = rule_from_dict(
        {
            "event": "arrival", "measure": "stay", "threshold": {"value": share, "unit": "share", "comparison": comparison},
            "accumulation": "cumulative", "basis": "actual", "prior": "non-resident", "day_convention": "nights",
            "window": {"value": 12, "unit": "month", "anchor": "arrival", "direction": "forward"},
        }
    )  # fmt: skip
    # Half of 365 days and two thirds of them, a day less and more.
    stays = [182, 183, 184, 242, 243, 244, 245]
    people = Population(
        tuple(History(f"p{n}", ((CAME, CAME + timedelta(days=n)),), "non-resident", date(2019, 1, 1)) for n in stays),
        date(2019, 1, 1),
        "non-resident",
    )
    records, drawn = Records(people, {}), Drawn(rule, {}, False, frozenset())
    wanted = expected(drawn, records)
    assert decided(make(), [planned(drawn, records)], records) == [wanted]
    assert {answer for _, answer, _ in wanted.values()} >= {0, 2}
