"""A witness traveller: in words with dates, and as a figure of the days in the country with who counts the person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

WIDTH, LEFT, RIGHT = 420, 16, 16
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
Sides = tuple[bool | None, bool | None]
# The parts of a comparison that hold a traveller: key, whether the definition counts them, whether the reference does.
SIDES: dict[str, Sides] = {
    "a_not_b": (True, False),
    "b_not_a": (False, True),
    "both": (True, True),
    "definition_only": (True, False),
    "reference_only": (False, True),
}


@dataclass(frozen=True, slots=True)
class Traveller:
    """A person's stays in the country, and which of two rules count them (None = not said)."""

    start: date
    stays: tuple[tuple[date | None, date | None], ...]
    attributes: tuple[tuple[str, str], ...]
    why: str
    ours: bool | None
    reference: bool | None

    @property
    def agreed(self) -> bool:
        """Whether both rules say the same of the person."""
        return self.ours is self.reference


def telling(witnesses: Any) -> list[Traveller]:
    """The travellers who tell two rules apart; if there is none, one whom both count."""
    found = travellers(witnesses)
    return [person for person in found if not person.agreed][:2] or found[:1]


def travellers(witnesses: Any) -> list[Traveller]:
    """The travellers of a result, whatever of the known forms they come in: by side, or as a list."""
    if isinstance(witnesses, Mapping):
        pairs = [(value, SIDES.get(key, (None, None))) for key, value in witnesses.items() if value]
    else:
        pairs = [(value, _sides(value)) for value in witnesses or ()]
    found = [_traveller(value, *sides) for value, sides in pairs if isinstance(value, Mapping)]
    # The traveller who tells the two apart comes first; one whom both count explains little.
    return sorted(found, key=lambda person: person.agreed)


def _sides(value: Any) -> Sides:
    if not isinstance(value, Mapping):
        return None, None
    side = value.get("side") or value.get("counted_by") or value.get("kind")
    return SIDES.get(str(side), (value.get("theirs"), value.get("reference")))


def _traveller(value: Mapping[str, Any], ours: bool | None, reference: bool | None) -> Traveller:
    stays = tuple(
        (_day(first) if first else None, _day(last) if last else None) for first, last in value.get("stays", ())
    )
    attributes = tuple(sorted((str(key), _plain(item)) for key, item in (value.get("attributes") or {}).items()))
    return Traveller(_day(value["start"]), stays, attributes, str(value.get("why") or ""), ours, reference)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _plain(value: Any) -> str:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    return ", ".join(str(item) for item in value)


def spelled(day: date) -> str:
    """A date for people: `1 January 2023`."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def in_words(traveller: Traveller) -> str:
    """The stays as a sentence."""
    parts = []
    if not traveller.stays:
        parts.append(f"not in the country at any time around {spelled(traveller.start)}")
    for first, last in traveller.stays:
        if first is None or last is None:
            parts.append(_open_stay(first, last))
        else:
            nights = (last - first).days
            parts.append(
                f"in the country from {spelled(first)} to {spelled(last)} ({nights} night{'' if nights == 1 else 's'})"
            )
    text = "; ".join(parts) + "."
    if traveller.attributes:
        text += " " + "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in traveller.attributes) + "."
    return text[0].upper() + text[1:]


def reason(traveller: Traveller) -> str:
    """Why one rule does not count the traveller, as the engine says it; the stays themselves are told by `in_words`."""
    found = re.search(r" does not(?: count them)?, (as .+)$", traveller.why)
    if found:
        return f"Not counted by the other rule, {found[1]}"
    return "" if traveller.why.startswith("Somebody") else traveller.why


def _open_stay(first: date | None, last: date | None) -> str:
    if first is None and last is None:
        return "in the country all the time"
    return f"in the country until {spelled(last)}" if last else f"in the country from {spelled(first)} on"  # type: ignore[arg-type]


class _Days:
    """Dates to pixels."""

    def __init__(self, traveller: Traveller) -> None:
        known = [traveller.start, *(day for stay in traveller.stays for day in stay if day)]
        span = max((max(known) - min(known)).days, 30)
        open_start, open_end = (any(stay[side] is None for stay in traveller.stays) for side in (0, 1))
        self.low = min(known) - timedelta(days=max(span // (5 if open_start else 12), 5))
        self.high = max(known) + timedelta(days=max(span // (5 if open_end else 12), 5))

    def x(self, day: date) -> float:
        return round(LEFT + (day - self.low).days / (self.high - self.low).days * (WIDTH - LEFT - RIGHT), 1)


def figure(traveller: Traveller, id: str, ours: str, reference: str) -> Markup:
    """An inline SVG: the days in the country, and two rows that say who counts the traveller."""
    days = _Days(traveller)
    parts = [
        Markup('<line class="sj-axis" x1="{}" x2="{}" y1="48" y2="48"/>').format(LEFT, WIDTH - RIGHT),
        *_bars(traveller, days),
        *_dates(traveller, days),
    ]
    y = 112
    for name, counted in ((ours, traveller.ours), (reference, traveller.reference)):
        if counted is not None:
            parts.append(_row(y, name, counted))
            y += 24
    words = [in_words(traveller)]
    words += [
        f"{name}: {verdict(counted)}." for name, counted in ((ours, traveller.ours), (reference, traveller.reference))
    ]
    return Markup(
        '<svg class="sj-figure" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t">'
        '<title id="{}-t">{}</title>{}</svg>'
    ).format(WIDTH, y - 10, id, id, " ".join(words), Markup("").join(parts))


def verdict(counted: bool | None) -> str:
    """Whether a rule counts the traveller, in words."""
    return {True: "counts", False: "does not count", None: "not said"}[counted]


def _bars(traveller: Traveller, days: _Days) -> list[Markup]:
    parts = []
    for first, last in traveller.stays:
        x, end = days.x(first or days.low), days.x(last or days.high)
        css = "sj-stay" if first and last else "sj-stay sj-open"
        parts.append(
            Markup('<rect class="{}" x="{}" y="36" width="{}" height="24" rx="3"/>').format(
                css, x, round(max(end - x, 2), 1)
            )
        )
    return parts


def _dates(traveller: Traveller, days: _Days) -> list[Markup]:
    """Crossing dates above and below the line, left out where they would run into each other."""
    parts, taken = [], {22: -99.0, 80: -99.0}
    crossings = sorted({day for stay in traveller.stays for day in stay if day} | {traveller.start})
    for day in crossings:
        x = days.x(day)
        row = 22 if x - taken[22] > 84 else 80 if x - taken[80] > 84 else 0
        if row:
            taken[row] = x
            text_x = min(max(x, LEFT + 20), WIDTH - RIGHT - 30)
            parts.append(
                Markup('<text class="sj-muted" x="{}" y="{}" text-anchor="middle">{}</text>').format(
                    text_x, row, day.isoformat()
                )
            )
        parts.append(Markup('<line class="sj-tick" x1="{0}" x2="{0}" y1="30" y2="66"/>').format(x))
    return parts


def _row(y: int, name: str, counted: bool) -> Markup:
    shown = name if len(name) < 40 else name[:38].rstrip() + "…"
    css, mark = ("sj-yes", "✓") if counted else ("sj-no", "✗")
    return Markup(
        '<circle class="{}" cx="{}" cy="{}" r="8"/><text class="sj-mark" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text x="{}" y="{}"><tspan class="sj-strong">{}</tspan> <tspan class="sj-muted">{}</tspan></text>'
    ).format(css, LEFT + 8, y - 5, LEFT + 8, y - 1, mark, LEFT + 24, y, verdict(counted), shown)
