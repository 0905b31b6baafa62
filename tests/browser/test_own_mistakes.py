"""Mistakes in a rule or a traveller of one's own: what is wrong is said where it is, and nothing old passes for new."""

from __future__ import annotations

import pytest

from tests.browser.test_try import LiveVisit, live, real, visit

__all__ = ["live", "real", "visit"]
pytestmark = pytest.mark.browser


def test_while_the_text_is_wrong_the_words_of_the_last_good_rule_are_gone(visit: LiveVisit) -> None:
    page = visit.open("try.html#from=nzl-obm-arrival")
    words = page.locator("#try-words")
    words.locator("svg").first.wait_for()
    page.locator("#try-text").fill("event: arival")
    page.locator("#try-faults", has_text="Did you mean 'arrival'").wait_for()
    assert not words.is_visible()
    page.locator("#try-text").fill("event: arrival\nmeasure: stay\nthreshold: {value: 5, unit: month}\n")
    page.locator("#try-words:visible", has_text="5 months").wait_for()
    assert page.locator("#try-faults").inner_text() == ""
    assert visit.problems == []


def test_stays_that_overlap_are_named_and_their_field_is_marked(visit: LiveVisit) -> None:
    page = visit.open(
        "traveller.html#rules=nzl-obm-arrival&status=non-resident&stays=2020-01-01_2020-06-01,2020-05-01_2022-09-01"
    )
    page.locator("#traveller-faults", has_text="stay 2 begins").wait_for()
    assert ".." not in page.locator("#traveller-faults").inner_text()
    second = page.get_by_label("Stay 2: In the country from")
    invalid = page.locator("#traveller-stays [aria-invalid=true]")
    assert invalid.evaluate_all("fields => fields.map(field => field.getAttribute('aria-label'))") == [
        second.get_attribute("aria-label")
    ]
    assert page.locator("#traveller-results table").count() == 0
    second.fill("2020-07-01")
    page.locator("#traveller-results table").wait_for()
    assert invalid.count() == 0
    assert page.locator("#traveller-faults").inner_text() == ""
    assert visit.problems == []
