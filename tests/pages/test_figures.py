"""Figures are drawn from the rule itself, to scale, with a text alternative."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sojourn.model.rule import Bound, Limb, Window
from sojourn.prose import travellers
from sojourn.prose.figures import WIDTH, rule_figure, shape
from sojourn.prose.results.people import telling
from sojourn.prose.speaker import plain
from tests.pages.conftest import RESULT


def blocks(svg: str) -> list[tuple[float, float]]:
    """Start and end of the drawn time, in pixels."""
    found = [e for e in ET.fromstring(svg).iter("rect") if re.match("sj-(stay|away)", e.get("class", ""))]
    return [(float(e.get("x", 0)), float(e.get("x", 0)) + float(e.get("width", 0))) for e in found]


YEAR = Bound(12, "month", ">=")


def test_a_cumulative_rule_is_drawn_in_pieces_inside_its_window() -> None:
    window = Window(16, "month", "arrival", "forward")
    svg = rule_figure(Limb("arrival", "stay", YEAR, accumulation="cumulative", window=window), "f", "words")
    pieces = blocks(svg)
    assert len(pieces) == 3
    frame = next(e for e in ET.fromstring(svg).iter("rect") if e.get("class") == "sj-window")
    length = sum(end - start for start, end in pieces)
    assert length / float(frame.get("width", 0)) == pytest.approx(12 / 16, abs=0.02)


def test_a_backward_window_lies_before_its_anchor() -> None:
    window = Window(12, "month", "reference-date", "backward")
    drawn = shape(Limb("reference-date", "stay", YEAR, window=window))
    assert drawn is not None
    assert drawn.frame == (-12.0, 0.0)


def test_a_rule_without_a_length_has_no_figure() -> None:
    assert rule_figure(Limb("arrival"), "f", "words") == ""


def test_the_text_alternative_is_text() -> None:
    svg = rule_figure(Limb("arrival", "stay", YEAR), "f", '<script>alert("1")</script>')
    title = ET.fromstring(svg).find("title")
    assert title is not None
    assert title.text == 'Figure: <script>alert("1")</script>'


units = st.sampled_from(["day", "week", "month", "year"])
limbs = st.builds(
    Limb,
    event=st.sampled_from(["arrival", "departure", "reference-date", None]),
    measure=st.sampled_from(["stay", "absence", None]),
    threshold=st.none() | st.builds(Bound, st.integers(1, 900), units, st.sampled_from([">", ">=", None])),
    upper_bound=st.none() | st.builds(Bound, st.integers(1, 900), units, st.sampled_from(["<", "<="])),
    accumulation=st.sampled_from(["continuous", "cumulative", "span", "weighted", None]),
    window=st.none()
    | st.builds(
        Window,
        st.none() | st.integers(1, 50),
        st.none() | units,
        st.sampled_from(["arrival", "reference-date", "rolling", None]),
        st.sampled_from(["forward", "backward", "either", "around", None]),
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(limbs)
def test_whatever_the_rule_the_drawing_stays_inside_the_figure(limb: Limb) -> None:
    svg = rule_figure(limb, "f", "words")
    for start, end in blocks(svg) if svg else []:
        assert -0.1 <= start <= end <= WIDTH + 0.1


def test_a_traveller_is_drawn_with_who_counts() -> None:
    person = telling(RESULT.comparison)[0]
    assert not person.agreed
    svg = person.figure("t", "ours", "reference", plain())
    texts = ["".join(e.itertext()) for e in ET.fromstring(svg).iter("text")]
    assert "counts ours" in texts
    assert "does not count reference" in texts
    title = next("".join(e.itertext()) for e in ET.fromstring(svg).iter("title"))
    assert title.startswith("In the country from ")


def test_a_stay_that_began_before_observation_is_open() -> None:
    person = travellers.TravellerWords(date(2023, 7, 1), ((None, date(2023, 5, 1)),), True, None)
    assert "sj-open" in travellers.figure(person, "t", "a", "b", "words")


@pytest.mark.parametrize("side", ["backward", "forward"])
def test_the_length_stands_on_its_side_of_the_anchors_line(side: str) -> None:
    window = Window(12, "month", "reference-date", side)
    limb = Limb("reference-date", "stay", Bound(6, "month", ">"), window=window)
    drawing = str(rule_figure(limb, "f", "words"))
    line = re.search(r'class="sj-anchor" x1="([\d.]+)"', drawing)
    text = re.search(r'x="([\d.]+)"[^>]*>(more than 6 months[^<]*)<', drawing)
    assert line is not None
    assert text is not None
    half = len(text[2]) * 3.6
    middle = float(text[1])
    assert middle + half <= float(line[1]) if side == "backward" else middle - half >= float(line[1])
