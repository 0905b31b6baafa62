"""The search box: how it is reached, how quick it is at twenty times today's content, and that it fits a phone."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
# 28,500 entries with six names each, made from syllables so that words are many and share beginnings. The answer: how long
# their preparation took, and the longest time for which it kept the page from anything else.
LARGE = """
async () => {
  await new Promise((ready) => sojournSearch.whenLoaded("../", ready));
  const parts = ["mi", "gra", "tion", "re", "si", "dent", "po", "pu", "la", "sta", "bor", "der"];
  let seed = 7;
  const next = (n) => (seed = (seed * 48271) % 2147483647) % n;
  const word = () => Array.from({ length: 2 + next(3) }, () => parts[next(12)]).join("");
  const text = (n) => Array.from({ length: n }, word).join(" ");
  const names = () => ["en", "fr", "es", "ru", "ar", "zh"].map((lang, i) => [i % 3, lang, text(2)]);
  const entries = Array.from({ length: 28500 }, (_, i) => ["term", `t-${i}`, 1, names(), [`c-${i % 200}`], text(20)]);
  const contexts = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`c-${i}`, text(12)]));
  const begin = performance.now();
  let last = begin, longest = 0, done = false;
  const tick = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
    if (!done) setTimeout(tick, 0);
  };
  tick();
  sojournSearch.load(entries, { ...sojournSearch.given(), contexts });
  await new Promise((ready) => sojournSearch.whenLoaded("../", ready));
  done = true;
  return [performance.now() - begin, longest];
}
"""
# The slowest keystroke while words are typed, each the best of nine so that other work on the machine counts little.
SLOWEST = """
() => {
  let slowest = [0, ""];
  for (const query of ["migration residpo", "population border", "statistics", "migratoin resdient", "th", "a"])
    for (let i = 1; i <= query.length; i++) {
      const times = [];
      for (let turn = 0; turn < 9; turn++) {
        const begin = performance.now();
        sojournSearch.search(query.slice(0, i), 12, "en");
        times.push(performance.now() - begin);
      }
      const best = Math.min(...times);
      if (best > slowest[0]) slowest = [best, query.slice(0, i)];
    }
  return slowest;
}
"""


def test_a_keystroke_takes_less_than_fifty_milliseconds_at_twenty_times_todays_content(visit: Visit) -> None:
    page = visit.open("term/residence.html")
    page.evaluate(LARGE)
    assert page.evaluate("sojournSearch.search('migration', 5).length") == 5
    milliseconds, query = page.evaluate(SLOWEST)
    assert milliseconds < 50, query


def test_preparing_a_large_index_leaves_the_page_free_to_answer(visit: Visit) -> None:
    page = visit.open("term/residence.html")
    whole, longest = page.evaluate(LARGE)
    assert longest < whole / 4


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_keys_lead_to_the_search(visit: Visit, keys: str) -> None:
    page = visit.open("term/residence.html")
    page.keyboard.press(keys)
    assert page.evaluate("document.activeElement.name") == "q"


def test_the_index_is_loaded_on_first_use(visit: Visit) -> None:
    page = visit.open("term/residence.html")
    assert page.locator("#sj-index").count() == 0
    page.keyboard.press("/")
    page.locator("#sj-index").wait_for(state="attached")


def test_the_box_takes_the_width_of_a_phone_while_it_is_used(visit: Visit) -> None:
    page = visit.open("term/residence.html")
    page.set_viewport_size({"width": 360, "height": 700})
    box = page.locator(".md-header input[type=search]")
    box.focus()
    size = box.bounding_box()
    assert size is not None
    assert size["width"] > 320
    box.fill("residence")
    hit = page.locator(".sj-hits [role=option]").first
    hit.wait_for()
    place = hit.bounding_box()
    assert place is not None
    assert place["y"] >= size["y"] + size["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_on_a_phone_the_hits_of_the_home_page_stand_below_the_box(visit: Visit) -> None:
    page = visit.open("index.html")
    page.set_viewport_size({"width": 390, "height": 844})
    box = page.locator(".sj-search-large input")
    box.fill("residence")
    hits = page.locator(".sj-search-large .sj-hits")
    hits.locator("[role=option]").first.wait_for()
    field, found = box.bounding_box(), hits.bounding_box()
    assert field is not None
    assert found is not None
    assert found["y"] >= field["y"] + field["height"]


def test_nothing_found_is_no_dead_end(visit: Visit) -> None:
    page = visit.open("term/residence.html")
    page.locator(".md-header input[type=search]").fill("qqqqq")
    ways = page.locator(".md-header .sj-hits [role=option]")
    ways.first.wait_for()
    assert ways.count() >= 3
    ways.first.click()
    page.wait_for_url("**/terms.html")


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("how long to be resident in Norway", "Norway"),
        ("what is usual residence?", "usual residence"),
        ("Norwegian", "Norway"),
    ],
)
def test_the_box_finds_what_is_meant(visit: Visit, query: str, title: str) -> None:
    page = visit.open("term/residence.html")
    page.locator(".md-header input[type=search]").fill(query)
    first = page.locator(".md-header .sj-hits [role=option]").first
    first.wait_for()
    assert first.locator(".sj-hit-name").inner_text() == title
