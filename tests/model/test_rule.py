"""A rule survives the way from content to value and back, and the closed sets are those of the controlled lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml_rs
from hypothesis import given
from hypothesis import strategies as st

from sojourn.model import rule as model
from sojourn.model.rule import rule_from_dict, rule_to_dict

CODES: Any = yaml_rs.loads(
    (Path(__file__).parents[2] / "glossary" / "codes.yaml").read_text("utf-8"), parse_datetime=False
)


def of(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


def bounds(comparisons: tuple[str, ...]) -> st.SearchStrategy[Any]:
    parts = {"value": st.integers(1, 999), "unit": of(model.UNITS)}
    share = {"value": of(("1/2", "2/3")), "unit": st.just("share"), "comparison": of(comparisons)}
    lengths = st.fixed_dictionaries(parts, optional={"comparison": of(comparisons)})
    return st.just("none") | lengths | st.fixed_dictionaries(share)


length = st.fixed_dictionaries({"value": st.integers(1, 99), "unit": of(model.UNITS)})
windows = st.just("none") | st.one_of(
    st.fixed_dictionaries(
        {"value": st.integers(1, 99), "unit": of(model.WINDOW_UNITS)},
        optional={
            "anchor": of(model.ANCHORS),
            "direction": of(model.DIRECTIONS),
            "offset": length,
            "each": st.integers(1, 60),
            "some": st.integers(1, 60),
            "starts": of(("04-06", "01-01")),
            "at": st.just(True),
            "includes_anchor": st.booleans(),
            "within": length,
            "quantifier": of(("every", "some")),
        },
    ),
    st.fixed_dictionaries({"direction": of(model.DIRECTIONS)}, optional={"anchor": of(model.ANCHORS)}),
)
limbs = st.fixed_dictionaries(
    {},
    optional={
        "event": of(model.EVENTS),
        "measure": of(model.MEASURES),
        "threshold": bounds(model.LOWER_COMPARISONS),
        "upper_bound": bounds(model.UPPER_COMPARISONS),
        "accumulation": of(model.ACCUMULATIONS),
        "window": windows,
        "basis": of(model.BASES),
        "prior": of(model.PRIORS),
        "day_convention": of(model.DAY_CONVENTIONS),
        "level": of(model.LEVELS),
        "criterion": of(model.CRITERIA),
        "ends": of(model.ENDINGS) | st.just({"ref": "some-rule"}),
        "population": st.fixed_dictionaries(
            {"base": of(model.POPULATION_BASES)},
            optional={"excludes": st.just(["students"]), "requires": st.just({"purpose": ["work"]})},
        ),
    },
)
rules = st.recursive(
    limbs,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
        st.just({"ref": "other"}),
    ),
    max_leaves=6,
)


@given(rules)
def test_a_rule_is_read_and_written_without_loss(data: dict[str, Any]) -> None:
    assert rule_to_dict(rule_from_dict(data)) == data


@given(rules)
def test_equal_content_gives_equal_rules_that_can_be_hashed(data: dict[str, Any]) -> None:
    one, two = rule_from_dict(data), rule_from_dict(data)
    assert one == two
    assert hash(one) == hash(two)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("event", model.EVENTS),
        ("measure", model.MEASURES),
        ("unit", (*model.WINDOW_UNITS, model.SHARE)),
        ("accumulation", model.ACCUMULATIONS),
        ("anchor", model.ANCHORS),
        ("direction", model.DIRECTIONS),
        ("basis", model.BASES),
        ("prior", model.PRIORS),
        ("day-convention", model.DAY_CONVENTIONS),
        ("level", model.LEVELS),
        ("population-base", model.POPULATION_BASES),
        ("criterion", model.CRITERIA),
    ],
)
def test_the_engine_and_the_controlled_list_know_the_same_values(name: str, values: tuple[str, ...]) -> None:
    codes = next(entry["codes"] for entry in CODES if entry["id"] == name)
    assert {code["id"] for code in codes} == set(values)
