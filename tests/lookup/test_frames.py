"""Rows for data frames: pandas and Polars take them as they are; many threads may ask one registry."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pandas as pd
import polars as pl
import pytest

import sojourn
from sojourn.lookup.records import even

KINDS = ("definition", "term", "country", "instrument", "framework", "rule", "source", "method", "code")


@pytest.mark.parametrize("kind", KINDS)
def test_pandas_and_polars_take_the_rows_of_a_kind(kind: str) -> None:
    rows = sojourn.load().to_records(kind)
    frame, other = pd.DataFrame(rows), pl.DataFrame(rows, infer_schema_length=None)
    assert frame.shape == other.shape == (len(rows), len(rows[0]))
    assert frame["id"].is_unique or kind == "code"
    assert list(other["id"]) == [row["id"] for row in rows]


def test_what_is_nested_is_json_and_columns_have_one_type() -> None:
    rows: list[dict[str, Any]] = [
        {"id": "a", "year": 1990, "groups": ["x"]},
        {"id": "b", "year": "1990-05", "groups": "y", "cites": [{"s": 1}]},
    ]
    assert even(rows) == [
        {"id": "a", "year": "1990", "groups": ["x"], "cites": None},
        {"id": "b", "year": "1990-05", "groups": ["y"], "cites": '[{"s": 1}]'},
    ]


def test_many_threads_ask_one_registry() -> None:
    registry = sojourn.load()
    names = [term.id for term in registry.terms()][:60]

    def ask(name: str) -> tuple[str, str, int]:
        found = registry.term(name)
        return found.id, found.label["en"], len(registry.search(found.label["en"]))

    alone = list(map(ask, names))
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            assert list(pool.map(ask, names)) == alone


def test_notebooks_show_a_table_with_everything_escaped() -> None:
    assert sojourn.term("usual-residence")._repr_html_().startswith("<table><caption>usual residence</caption>")
    assert "<th>relation</th>" in sojourn.compare("nzl-obm-arrival", "aus-nom-arrival")._repr_html_()
    assert "<script" not in sojourn.classify("nzl-obm-arrival", framework="un-2021")._repr_html_()


def test_what_somebody_does_to_an_entrys_json_does_not_change_the_registry() -> None:
    first = sojourn.term("usual-residence").to_dict()
    first["label"]["en"] = "spoilt"
    assert sojourn.term("usual-residence").label["en"] == "usual residence"
    assert sojourn.term("usual-residence").to_dict()["label"]["en"] == "usual residence"
