"""The shapes of the world map, drawn once a build: an outline for each country, a circle where it is too small to click.

The shapes are those of Natural Earth (public domain, 1:50 million) as the npm package `world-atlas` carries them. Units
are those of the drawing: the map is 3 000 wide.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from sojourn.pages.map.projection import CENTRE, equal_earth
from sojourn.pages.map.topojson import Point, Ring, Topology, read_topology

PACKAGE, LAYER = "world-atlas", "countries"
# Some very small countries are in the finest of the package's files only.
FILE, FINEST = "countries-50m.json", "countries-10m.json"
WIDTH = 3000
# The map ends where the last inhabited land does; Antarctica, which has no population to define, lies outside.
SOUTH, NORTH = -57.0, 84.0
TOLERANCE = 0.9
# Below this area in drawing units (about 12 000 square kilometres) a country also has a circle, of this radius.
SMALL, RADIUS, APART = 90.0, 10, 21.0
SPECK = 3.0
EDGE = 180.0 - CENTRE

_RIGHT = equal_earth(CENTRE + 180, 0)[0]
_SCALE = WIDTH / (2 * _RIGHT)
_TOP = equal_earth(CENTRE, NORTH)[1]
HEIGHT = round((_TOP - equal_earth(CENTRE, SOUTH)[1]) * _SCALE)


@dataclass(frozen=True, slots=True)
class Place:
    """One country on the map: its outline as SVG path data, its circle if it is small, box and centre of its largest part."""

    path: str
    circle: tuple[int, int] | None
    box: tuple[int, int, int, int]
    middle: tuple[int, int]


@dataclass(frozen=True, slots=True)
class World:
    """The map: the edge of the globe, land without an entry, and the places by their M49 code."""

    globe: str
    land: str
    places: Mapping[str, Place]


def drawn(point: Point) -> Point:
    """The place of a position in the drawing: x to the right, y down."""
    x, y = equal_earth(*point)
    return (x + _RIGHT) * _SCALE, (_TOP - y) * _SCALE


def read_world(folder: Path, codes: Collection[str]) -> World:
    """The map from the folder of the npm package; countries whose M49 code is not in `codes` are land without an entry."""
    topology = read_topology(folder / FILE, LAYER).simplified(drawn, TOLERANCE)
    shapes = {code: _polygons(topology, code) for code in sorted(code for code in topology.polygons if code)}
    places = {code: _place(polygons) for code, polygons in shapes.items() if code in codes and polygons}
    missing = sorted(set(codes) - places.keys())
    if missing:
        finest = read_topology(folder / FINEST, LAYER, missing)
        places |= {code: _place(polygons) for code in missing if (polygons := _polygons(finest, code))}
    others = [polygon for code, found in shapes.items() if code not in codes for polygon in found]
    # Natural Earth gives some areas no ISO code: they are land without an entry, whatever else is said of them.
    others += _polygons(topology, None)
    return World(_globe(), _path(others), _moved_apart(places))


def _polygons(topology: Topology, code: str | None) -> list[list[Ring]]:
    """The polygons of a code in the drawing; what lies south of the map is left out."""
    out = []
    for polygon in topology.rings(code):
        if max(y for _, y in polygon[0]) > SOUTH:
            turns = _turns(polygon[0])
            out.append([[drawn((x + turns, max(y, SOUTH))) for x, y in ring] for ring in polygon])
    return out


def _turns(ring: Ring) -> float:
    """By how many degrees a ring is moved so that its middle lies between the edges of the map."""
    middle = (min(x for x, _ in ring) + max(x for x, _ in ring)) / 2
    return 360.0 if middle < -EDGE else -360.0 if middle > 360 - EDGE else 0.0


def _place(polygons: list[list[Ring]]) -> Place:
    sizes = [_area(polygon[0]) for polygon in polygons]
    main = polygons[sizes.index(max(sizes))][0]
    xs, ys = [x for x, _ in main], [y for _, y in main]
    box = round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))
    # Of what has nearly no area, the centre of gravity is not defined.
    middle = _centre(main) if max(sizes) >= SMALL else ((box[0] + box[2]) // 2, (box[1] + box[3]) // 2)
    return Place(_path(polygons), middle if sum(sizes) < SMALL else None, box, middle)


def _area(ring: Ring) -> float:
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))) / 2


def _centre(ring: Ring) -> tuple[int, int]:
    """The centre of gravity of a ring."""
    cuts = [(x0 + x1, y0 + y1, x0 * y1 - x1 * y0) for (x0, y0), (x1, y1) in pairwise(ring)]
    whole = 3 * sum(cut for *_, cut in cuts)
    return round(sum(x * cut for x, _, cut in cuts) / whole), round(sum(y * cut for _, y, cut in cuts) / whole)


def _path(polygons: Sequence[list[Ring]]) -> str:
    """Path data in whole units, each step from the point before; islands and lakes too small to be seen are left out."""
    parts = []
    for ring in (ring for polygon in polygons for ring in polygon):
        points: list[tuple[int, int]] = []
        for x, y in ring:
            point = round(x), round(y)
            if not points or point != points[-1]:
                points.append(point)
        if len(points) > 3 and _area([*points]) >= SPECK:
            steps = [(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(points[:-1])]
            parts.append(f"M{_pair(points[0])}l" + "".join(_pair(step, i) for i, step in enumerate(steps)) + "z")
    return "".join(parts)


def _pair(pair: tuple[int, int], place: int = 0) -> str:
    """Two numbers with no more space between them than a reader of SVG needs."""
    x, y = (str(number) for number in pair)
    return ("" if place == 0 or x[0] == "-" else " ") + x + ("" if y[0] == "-" else " ") + y


def _globe() -> str:
    """The edge of the globe between the southern and the northern end of the map."""
    steps = [SOUTH + (NORTH - SOUTH) * i / 24 for i in range(25)]
    right = [drawn((CENTRE + 180, latitude)) for latitude in steps]
    left = [drawn((CENTRE - 180, latitude)) for latitude in reversed(steps)]
    return _path([[[*right, *left, right[0]]]])


def _moved_apart(places: dict[str, Place]) -> dict[str, Place]:
    """Circles that would hide each other are moved apart by a few units, always in the same way."""
    at = {code: [float(n) for n in place.circle] for code, place in places.items() if place.circle}
    codes = sorted(at)
    for _ in range(60):
        for i, one in enumerate(codes):
            for other in codes[i + 1 :]:
                dx, dy = at[other][0] - at[one][0], at[other][1] - at[one][1]
                length = (dx * dx + dy * dy) ** 0.5 or 1.0
                if length < APART:
                    push = (APART - length) / 2
                    shift = (dx / length * push or push, dy / length * push)
                    at[one] = [at[one][0] - shift[0], at[one][1] - shift[1]]
                    at[other] = [at[other][0] + shift[0], at[other][1] + shift[1]]
    for code, (x, y) in at.items():
        moved = round(x), round(y)
        places[code] = replace(places[code], circle=moved, middle=moved)
    return places
