"""Where a country lies: one small outline of all land, kept once for all pages, and the country drawn over it in its page."""

from __future__ import annotations

from markupsafe import Markup

from sojourn.pages.map.map_geometry import HEIGHT, WIDTH, Place, World

FILE = "land.svg"
# Below this extent in units of the map a country has a dot and a ring: on a small drawing it would not be seen.
SEEN = 120
DOT, RING = 26, 110


def land_svg(world: World) -> str:
    """All land as a drawing on its own, in a grey that shows on a light and on a dark page."""
    paths = "".join(place.path for _, place in sorted(world.places.items()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path fill="#8a979e" fill-opacity=".45" d="{world.land}{paths}"/></svg>\n'
    )


def locator(place: Place, top: str, name: str) -> Markup:
    """The drawing of a page: the file of all land below, the country above; `top` leads to the root of the site."""
    return Markup(
        '<svg class="sj-locator" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<image href="{}assets/{}" width="{}" height="{}"/>{}</svg>'
    ).format(WIDTH, HEIGHT, name, top, FILE, WIDTH, HEIGHT, _marked(place))


def _marked(place: Place) -> Markup:
    left, upper, right, lower = place.box
    small = max(right - left, lower - upper) < SEEN
    mark = Markup('<path d="{}"/>').format(place.path) if place.path else Markup("")
    if small:
        x, y = place.middle
        mark += Markup('<circle class="sj-dot" cx="{0}" cy="{1}" r="{2}"/><circle cx="{0}" cy="{1}" r="{3}"/>').format(
            x, y, DOT, RING
        )
    return mark
