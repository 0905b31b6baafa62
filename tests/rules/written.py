"""Rules in the form in which content writes them, for tests that change a facet or two."""

from __future__ import annotations

from typing import Any

# An unbroken stay of six months from the arrival on, every facet stated.
UNBROKEN: dict[str, Any] = {
    "event": "arrival",
    "measure": "stay",
    "threshold": {"value": 6, "unit": "month", "comparison": ">="},
    "upper_bound": "none",
    "accumulation": "continuous",
    "interruptions": "none",
    "window": {"anchor": "arrival", "direction": "forward"},
    "basis": "actual",
    "prior": "none",
    "day_convention": "nights",
}
