"""One person at one event: the anchor date, the stays and the attributes that a rule is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# A stay by the dates of its crossings; None = there before, or still there.
Stay = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Traveller:
    """One person at one event: the anchor date, the stays (actual, and stated or permitted ones) and attributes."""

    event: str
    anchor: date
    stays: tuple[Stay, ...]
    plans: Mapping[str, tuple[Stay, ...]] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    # The groups to which the person belongs for a time: from one day to another, both included.
    memberships: tuple[tuple[str, date, date], ...] = ()
