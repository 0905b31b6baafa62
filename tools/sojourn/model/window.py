"""The period in which a rule counts time, as a value: how long it is, where it lies, and how often it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

QUANTIFIERS = ("every", "some")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in the unit that the source uses; calendar months are never turned into days here."""

    value: int
    unit: str


@dataclass(frozen=True, slots=True)
class Within:
    """The qualifying period in which rolling windows lie, measured from the rule's event (RULES.md, section 8.3)."""

    value: int
    unit: str
    direction: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The period in which time is counted; each part may be unknown on its own (RULES.md, sections 8.2, 8.3 and 8.8).

    - `offset` shifts the window away from the anchor: a backward window further back, a forward one further ahead;
    - `each` asks the limb of each of so many consecutive windows, `some` of at least one of them;
    - `starts` ("04-06") makes it whole years that begin on that day of each year;
    - `at` makes it an instant: the day at the window's far end;
    - `includes_anchor` says whether the anchor's own day is in the window: of itself it is in a forward one and not in a
      backward one;
    - `within` is the period in which windows of the anchor `rolling` lie, `quantifier` whether every one of them is asked
      (`every`, also where nothing is said) or at least one (`some`).
    """

    value: int | None = None
    unit: str | None = None
    anchor: str | None = None
    direction: str | None = None
    offset: Duration | None = None
    each: int | None = None
    some: int | None = None
    starts: str | None = None
    at: bool | None = None
    includes_anchor: bool | None = None
    within: Within | None = None
    quantifier: str | None = None

    @property
    def yearly(self) -> str | None:
        """The day ("01-01") on which the whole years of the window begin; None for a window that is no whole years."""
        return "01-01" if self.unit == "calendar-year" else self.starts

    @property
    def count(self) -> int:
        """Of how many consecutive windows the limb is asked."""
        return self.each or self.some or 1


def window_to_dict(window: Window) -> dict[str, Any]:
    """A window in its content form."""
    found = {name: getattr(window, name) for name in Window.__slots__}
    return {name: _plain(part) for name, part in found.items() if part is not None}


def _plain(part: object) -> object:
    if not isinstance(part, Duration | Within):
        return part
    found = {name: getattr(part, name) for name in part.__slots__}
    return {name: value for name, value in found.items() if value is not None}


def window_from_dict(data: Mapping[str, Any]) -> Window:
    """Read a window from its content form."""
    parts = dict(data)
    offset, within = parts.pop("offset", None), parts.pop("within", None)
    return Window(
        **{name: parts.get(name) for name in Window.__slots__ if name not in ("offset", "within")},
        offset=None if offset is None else Duration(offset["value"], offset["unit"]),
        within=None if within is None else Within(within["value"], within["unit"], within.get("direction")),
    )
