"""Frames out: the same tables and decisions for Arrow, Polars and pandas."""

from __future__ import annotations

from datetime import date

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import sojourn
from sojourn.measurement.counting.disclosure import Disclosure
from sojourn.measurement.intake.mapping import Treatment
from sojourn.measurement.running.run import Measured, Options
from sojourn.model.errors import NotFound

RULES = ["nzl-obm-arrival", "un-2021-resident-b-actual"]
MOVES = {
    "person": [1, 1, 2, 2],
    "date": [date(2017, 1, 1), date(2019, 1, 1), date(2018, 3, 1), date(2018, 5, 1)],
    "direction": ["arrival", "departure", "arrival", "departure"],
}


@pytest.fixture(scope="module")
def measured() -> Measured:
    options = Options(
        treatment=Treatment(None, date(2022, 12, 31), "non-resident"),
        on=(date(2018, 6, 1),),
        disclosure=Disclosure(10, 5),
        attrition=True,
    )
    return sojourn.measure(pl.DataFrame(MOVES), RULES, options, decisions=True)


def test_counts_attrition_and_decisions_are_frames_of_each_kind(measured: Measured) -> None:
    frames = measured.frames
    assert {"counts", "attrition", "comparison", "decisions", "counted_on"} <= set(frames.names)
    for name in ("counts", "attrition", "decisions", "counted_on"):
        arrow, polars, pandas = frames.arrow(name), frames.polars(name), frames.pandas(name)
        assert (type(arrow), type(polars), type(pandas)) == (pa.Table, pl.DataFrame, pd.DataFrame)
        assert polars.to_dicts() == arrow.to_pylist()
        assert list(pandas.columns) == arrow.column_names
        assert len(pandas) == arrow.num_rows > 0


def test_a_frame_of_decisions_holds_each_crossing_and_date(measured: Measured) -> None:
    decisions = measured.frames.polars("decisions").sort("person", "crossing").to_dicts()
    assert [(row["person"], row["crossing"], row["nzl-obm-arrival migration"]) for row in decisions] == [
        (1, date(2017, 1, 1), True),
        (1, date(2019, 1, 1), True),
        (2, date(2018, 3, 1), False),
        (2, date(2018, 5, 1), False),
    ]
    counted = measured.frames.polars("counted_on").sort("person").to_dicts()
    assert [(row["person"], row["rule"], row["on"], row["counted"]) for row in counted] == [
        (1, RULES[1], date(2018, 6, 1), True),
        (2, RULES[1], date(2018, 6, 1), False),
    ]


def test_frames_are_exact_unless_they_are_to_be_shown(measured: Measured) -> None:
    assert max(measured.frames.arrow("counts")["counted"].to_pylist()) == 1
    assert set(measured.frames.arrow("counts", shown=True)["counted"].to_pylist()) == {0, None}


def test_a_name_that_is_no_table_names_those_that_there_are(measured: Measured) -> None:
    with pytest.raises(NotFound, match="there is no table 'cuonts'"):
        measured.frames.arrow("cuonts")
    bare = sojourn.measure(pl.DataFrame(MOVES), RULES[:1])
    with pytest.raises(NotFound, match="made where decisions are asked for"):
        bare.frames.arrow("decisions")
