"""Windows that mean nothing are refused with the key and what to do; those that mean something are taken."""

from __future__ import annotations

from typing import Any

import pytest

import sojourn
from sojourn.service import check_rule

DATE = {"event": "reference-date", "measure": "stay", "accumulation": "cumulative", "basis": "actual"}
SIX = {"threshold": {"value": 6, "unit": "month", "comparison": ">="}}
YEAR = {"value": 1, "unit": "year", "anchor": "reference-date", "direction": "backward"}
ROLLING = {"value": 12, "unit": "month", "anchor": "rolling"}


def found(rule: dict[str, Any]) -> list[str]:
    return [
        f"{finding.key}: {finding.message} {finding.advice}" for finding in check_rule(sojourn.load(), rule).findings
    ]


@pytest.mark.parametrize(
    "window",
    [
        {**YEAR, "offset": {"value": 6, "unit": "month"}},
        {**YEAR, "each": 3},
        {**YEAR, "some": 3, "offset": {"value": 1, "unit": "year"}},
        {**YEAR, "starts": "04-06"},
        {**YEAR, "includes_anchor": True},
        {**ROLLING, "within": {"value": 5, "unit": "year"}, "quantifier": "some"},
    ],
)
def test_windows_that_mean_something(window: dict[str, Any]) -> None:
    assert found({**DATE, **SIX, "window": window}) == []


def test_an_instant_needs_no_length() -> None:
    assert found({**DATE, "window": {**YEAR, "value": 5, "at": True}}) == []


@pytest.mark.parametrize(
    ("facets", "window", "said"),
    [
        (SIX, {**YEAR, "at": True}, "it cannot stand with threshold"),
        ({}, {**YEAR, "at": True, "each": 2}, "it cannot stand with each"),
        ({}, {"anchor": "reference-date", "at": True}, "without its distance from the anchor"),
        ({}, {**YEAR, "at": True, "starts": "04-06"}, "an instant ('at') in whole years"),
        (SIX, {**YEAR, "each": 2, "some": 2}, "exclude each other"),
        ({**SIX, "accumulation": "continuous"}, {**YEAR, "each": 2}, "the accumulation is 'continuous'"),
        (SIX, {"anchor": "reference-date", "some": 2}, "without the length of the windows"),
        (SIX, {**YEAR, "unit": "month", "starts": "04-06"}, "the unit of the window is 'month'"),
        (SIX, {**YEAR, "starts": "02-30"}, "02-30"),
        (SIX, {**YEAR, "each": 0}, "each"),
        (SIX, {**YEAR, "within": {"value": 5, "unit": "year"}}, "'within' belongs to rolling windows"),
        (SIX, {**YEAR, "quantifier": "some"}, "'quantifier' belongs to rolling windows"),
        (SIX, {**ROLLING, "offset": {"value": 1, "unit": "month"}}, "'offset' has no meaning in a rolling window"),
        (SIX, {**ROLLING, "within": {"value": 200, "unit": "day"}}, "longer than the period it lies in"),
        (
            {**SIX, "interruptions": {"tolerated": {"value": 2, "unit": "year", "comparison": "<="}}},
            YEAR,
            "longer than the window in which time is counted",
        ),
        ({**SIX, "accumulation": "span"}, {**YEAR, "offset": {"value": 1, "unit": "day"}}, "'offset' has no meaning"),
        (SIX, {**YEAR, "unit": "calendar-year", "includes_anchor": True}, "whole years hold their own days"),
        (SIX, {**YEAR, "offset": {"value": 1}}, "unit"),
    ],
)
def test_windows_that_mean_nothing(facets: dict[str, Any], window: dict[str, Any], said: str) -> None:
    told = found({**DATE, **facets, "window": window})
    assert any(said in each for each in told), told
