"""The small map of a country page: the country over all land, ringed where it would not be seen."""

from __future__ import annotations

from sojourn.pages.map.locator import FILE, land_svg, locator
from sojourn.pages.map.map_geometry import Place, World

LARGE = Place("M0 0l500 0 0 400z", None, (0, 0, 500, 400), (200, 150))
ISLAND = Place("", (900, 700), (895, 695, 905, 705), (900, 700))
WORLD = World("M0 0z", "M5 5l9 0 0 9z", {"001": LARGE, "002": ISLAND})


def test_all_land_is_drawn_once_for_all_pages() -> None:
    drawing = land_svg(WORLD)
    assert LARGE.path in drawing
    assert WORLD.land in drawing
    assert f'href="../assets/{FILE}"' in locator(LARGE, "../", "Somewhere")


def test_only_what_would_not_be_seen_is_ringed() -> None:
    assert "<circle" not in locator(LARGE, "", "Large")
    island = locator(ISLAND, "", "Island")
    assert island.count('cx="900" cy="700"') == 2
    assert 'd=""' not in island


def test_the_drawing_has_a_text_and_escapes_it() -> None:
    assert 'role="img" aria-label="A &lt;b&gt; &amp; c"' in locator(LARGE, "", "A <b> & c")
