"""Shapes from a TopoJSON file: countries as rings of longitude and latitude, with borders simplified once for both sides.

The format is that of the TopoJSON specification (github.com/topojson/topojson-specification): arcs are shared by the
shapes on both sides of a border, so that what is simplified here stays without gaps.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]


@dataclass(frozen=True, slots=True)
class Topology:
    """Arcs of longitude and latitude, and for each code (None: land without one) polygons as rings of arc numbers."""

    arcs: Mapping[int, tuple[Point, ...]]
    polygons: Mapping[str | None, tuple[tuple[tuple[int, ...], ...], ...]]

    def simplified(self, project: Callable[[Point], Point], tolerance: float) -> Topology:
        """With fewer points: none of those left out lies further than `tolerance` from the line, as projected."""
        arcs = {number: _simplified(arc, project, tolerance) for number, arc in self.arcs.items()}
        return Topology(arcs, self.polygons)

    def rings(self, code: str | None) -> list[list[Ring]]:
        """The polygons of a code: each an outer ring and its holes, closed."""
        return [[self._ring(ring) for ring in polygon] for polygon in self.polygons.get(code, ())]

    def _ring(self, numbers: Sequence[int]) -> Ring:
        """Arcs joined end to start; a negative number is an arc (its complement) from its end."""
        out: Ring = []
        for number in numbers:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            out += arc[1:] if out else arc
        return unwrapped(out)


def read_topology(path: Path, name: str, codes: Collection[str] | None = None) -> Topology:
    """The object `name` of a TopoJSON file, or of it the shapes with certain ids; shapes that share an id are put together."""
    data = json.loads(path.read_text("utf-8"))
    polygons: dict[str | None, list[tuple[tuple[int, ...], ...]]] = defaultdict(list)
    for shape in data["objects"][name]["geometries"]:
        if codes is None or shape.get("id") in codes:
            found = {"Polygon": [shape.get("arcs")], "MultiPolygon": shape.get("arcs")}.get(shape["type"]) or []
            polygons[shape.get("id")] += [tuple(tuple(ring) for ring in polygon) for polygon in found]
    numbers = {number for found in polygons.values() for polygon in found for ring in polygon for number in ring}
    used = {number if number >= 0 else ~number for number in numbers}
    return Topology(
        {number: _arc(data["arcs"][number], data.get("transform")) for number in sorted(used)},
        {code: tuple(found) for code, found in polygons.items()},
    )


def _arc(arc: Sequence[Sequence[float]], transform: Mapping[str, Any] | None) -> tuple[Point, ...]:
    """Positions; a quantised file writes each as the step from the one before, in whole numbers."""
    if transform is None:
        return tuple(unwrapped([(float(x), float(y)) for x, y in arc]))
    (scale_x, scale_y), (left, low) = transform["scale"], transform["translate"]
    x = y = 0.0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + left, y * scale_y + low))
    return tuple(unwrapped(points))


def unwrapped(line: Sequence[Point]) -> Ring:
    """A line that crosses the meridian of 180 degrees, going on past it instead of jumping to the other side."""
    out: Ring = []
    for x, y in line:
        turns = round((out[-1][0] - x) / 360) if out else 0
        out.append((x + 360 * turns, y))
    return out


def _simplified(arc: tuple[Point, ...], project: Callable[[Point], Point], tolerance: float) -> tuple[Point, ...]:
    """Ramer, Douglas and Peucker's method, without recursion. A closed arc keeps the point furthest from its start."""
    flat = [project(point) for point in arc]
    keep = {0, len(arc) - 1}
    open_parts = [(0, len(arc) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        place, furthest = _furthest(flat, first, last)
        if furthest > tolerance * tolerance:
            keep.add(place)
            open_parts += [(first, place), (place, last)]
    return tuple(arc[i] for i in sorted(keep))


def _furthest(line: Sequence[Point], first: int, last: int) -> tuple[int, float]:
    """The point between two others that lies furthest from the line that joins them, and the square of how far."""
    (x0, y0), (x1, y1) = line[first], line[last]
    dx, dy = x1 - x0, y1 - y0
    length = dx * dx + dy * dy or 1.0
    place, furthest = 0, 0.0
    for i in range(first + 1, last):
        x, y = line[i][0] - x0, line[i][1] - y0
        share = min(max((x * dx + y * dy) / length, 0.0), 1.0)
        away = (x - share * dx) ** 2 + (y - share * dy) ** 2
        if away > furthest:
            place, furthest = i, away
    return place, furthest
