"""The Equal Earth projection: areas keep their true proportions, so that large northern countries do not look larger.

Formula: B. Šavrič, T. Patterson and B. Jenny, "The Equal Earth map projection", International Journal of Geographical
Information Science 33 (2019) 454-465, equations 1 to 6, https://doi.org/10.1080/13658816.2018.1504949, on a sphere of
radius 1.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = sqrt(3) / 2
# The map is centred on 11 degrees east: its edge then runs through the Bering Strait and cuts no land.
CENTRE = 11.0


def equal_earth(longitude: float, latitude: float, centre: float = CENTRE) -> tuple[float, float]:
    """The place of a position in degrees: x to the east and y to the north of the centre, in radii of the globe."""
    t = asin(M * sin(radians(latitude)))
    t2 = t * t
    t6 = t2 * t2 * t2
    x = radians(longitude - centre) * cos(t) / (M * (A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2)))
    return x, t * (A1 + A2 * t2 + t6 * (A3 + A4 * t2))
