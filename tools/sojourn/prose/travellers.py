"""The figure of a traveller: the days in the country, and who counts the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from sojourn.prose.tables import phrases

WIDTH, LEFT, RIGHT = 420, 16, 16
Stays = tuple[tuple[date | None, date | None], ...]


@dataclass(frozen=True, slots=True)
class TravellerWords:
    """A person's stays in the country, and which of two rules count them (None = not said).

    `plans` are stays that are meant or permitted: they are drawn dashed.
    """

    start: date
    stays: Stays
    ours: bool | None
    reference: bool | None
    plans: Stays = ()


class _Days:
    """Dates to pixels."""

    def __init__(self, traveller: TravellerWords) -> None:
        every = (*traveller.stays, *traveller.plans)
        known = [traveller.start, *(day for stay in every for day in stay if day)]
        span = max((max(known) - min(known)).days, 30)
        open_start, open_end = (any(stay[side] is None for stay in every) for side in (0, 1))
        self.low = min(known) - timedelta(days=max(span // (5 if open_start else 12), 5))
        self.high = max(known) + timedelta(days=max(span // (5 if open_end else 12), 5))

    def x(self, day: date) -> float:
        return round(LEFT + (day - self.low).days / (self.high - self.low).days * (WIDTH - LEFT - RIGHT), 1)


def figure(traveller: TravellerWords, id: str, ours: str, reference: str, words: str, lang: str = "en") -> Markup:
    """An inline SVG: the days in the country, and two rows that say who counts the traveller.

    `ours` and `reference` are the names of the two rules; `words` tell the stays, for those who cannot see the figure.
    """
    days = _Days(traveller)
    parts = [
        Markup('<line class="sj-axis" x1="{}" x2="{}" y1="48" y2="48"/>').format(LEFT, WIDTH - RIGHT),
        *_bars(traveller, days),
        *_dates(traveller, days),
    ]
    y = 112
    for name, counted in ((ours, traveller.ours), (reference, traveller.reference)):
        if counted is not None:
            parts.append(_row(y, name, counted, lang))
            y += 24
    told = [words]
    told += [
        phrases(lang)["labelled"].format(name=name, value=verdict(counted, lang)) + "."
        for name, counted in ((ours, traveller.ours), (reference, traveller.reference))
    ]
    return Markup(
        '<svg class="sj-figure" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t">'
        '<title id="{}-t">{}</title>{}</svg>'
    ).format(WIDTH, y - 10, id, id, " ".join(told), Markup("").join(parts))


def verdict(counted: bool | None, lang: str = "en") -> str:
    """Whether a rule counts the traveller, in words."""
    return str(phrases(lang)["verdicts"][str(counted)])


def _bars(traveller: TravellerWords, days: _Days) -> list[Markup]:
    bars = [("sj-stay" if all(stay) else "sj-stay sj-open", stay, 36, 24) for stay in traveller.stays]
    bars += [("sj-stay sj-loose", stay, 30, 36) for stay in traveller.plans]
    parts = []
    for css, (first, last), y, height in bars:
        x, end = days.x(first or days.low), days.x(last or days.high)
        parts.append(
            Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="3"/>').format(
                css, x, y, round(max(end - x, 2), 1), height
            )
        )
    return parts


def _dates(traveller: TravellerWords, days: _Days) -> list[Markup]:
    """Crossing dates above and below the line, left out where they would run into each other."""
    parts, taken = [], {22: -99.0, 80: -99.0}
    every = (*traveller.stays, *traveller.plans)
    crossings = sorted({day for stay in every for day in stay if day} | {traveller.start})
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


def _row(y: int, name: str, counted: bool, lang: str) -> Markup:
    shown = name if len(name) < 40 else name[:38].rstrip() + "…"
    css, mark = ("sj-yes", "✓") if counted else ("sj-no", "✗")
    return Markup(
        '<circle class="{}" cx="{}" cy="{}" r="8"/><text class="sj-mark" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text x="{}" y="{}"><tspan class="sj-strong">{}</tspan> <tspan class="sj-muted">{}</tspan></text>'
    ).format(css, LEFT + 8, y - 5, LEFT + 8, y - 1, mark, LEFT + 24, y, verdict(counted, lang), shown)
