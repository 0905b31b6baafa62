"""A witness traveller: in words with dates, and as a figure of the days in the country with who counts the person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from sojourn.model.rule import ATTRIBUTE_LISTS
from sojourn.prose.phrases import phrases
from sojourn.prose.rules import Label, attribute_name, day_words, duration

WIDTH, LEFT, RIGHT = 420, 16, 16
Sides = tuple[bool | None, bool | None]
Stays = tuple[tuple[date | None, date | None], ...]
# What people plan, may do or are registered for, where it matters: `<kind>_stays` in a result.
PLANS = ("intended", "granted", "registered")
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
    stays: Stays
    plans: tuple[tuple[str, Stays], ...]
    attributes: tuple[tuple[str, str], ...]
    why: str
    ours: bool | None
    reference: bool | None
    event: str | None = None

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
    plans = tuple((kind, _stays(value[f"{kind}_stays"])) for kind in PLANS if value.get(f"{kind}_stays") is not None)
    attributes = tuple(sorted((str(key), _plain(item)) for key, item in (value.get("attributes") or {}).items()))
    return Traveller(
        _day(value["start"]),
        _stays(value.get("stays", ())),
        plans,
        attributes,
        str(value.get("why") or ""),
        ours,
        reference,
        value.get("event"),
    )


def _stays(value: Any) -> Stays:
    return tuple((_day(first) if first else None, _day(last) if last else None) for first, last in value)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _plain(value: Any) -> str:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    return ", ".join(str(item) for item in value)


def in_words(traveller: Traveller, lang: str = "en", label: Label = lambda list_id, id: id) -> str:
    """The stays as a sentence, with plans and attributes where they matter."""
    said = phrases(lang)["traveller"]
    parts = [_stay(first, last, lang) for first, last in traveller.stays]
    parts = parts or [said["nowhere"].format(day_words(traveller.start, lang))]
    for kind, stays in traveller.plans:
        spells = ", ".join(_spell(first, last, lang) for first, last in stays)
        parts.append(said["plans"][kind].format(spells) if spells else said["no-plans"][kind])
    sentences = [said["join"].join(parts)]
    attributes = [_attribute(key, value, lang, label) for key, value in traveller.attributes]
    if attributes:
        sentences.append(said["join"].join(attributes))
    text = " ".join(f"{text[0].upper()}{text[1:]}." for text in sentences)
    if traveller.event == "reference-date":
        text += " " + said["reference-date"].format(day_words(traveller.start, lang))
    return text


def _stay(first: date | None, last: date | None, lang: str) -> str:
    said = phrases(lang)["traveller"]
    if first and first == last:
        return str(said["same-day"].format(day_words(first, lang)))
    if first and last:
        nights = duration((last - first).days, "night", lang)
        return str(said["between"].format(day_words(first, lang), day_words(last, lang), nights))
    if last:
        return str(said["until"].format(day_words(last, lang)))
    return str(said["from"].format(day_words(first, lang)) if first else said["always"])


def _spell(first: date | None, last: date | None, lang: str) -> str:
    said = phrases(lang)["traveller"]
    if first and last:
        return str(said["spell"].format(day_words(first, lang), day_words(last, lang)))
    if last:
        return str(said["until-day"].format(day_words(last, lang)))
    return str(said["from-day"].format(day_words(first, lang)) if first else said["open-spell"])


def _attribute(key: str, value: str, lang: str, label: Label) -> str:
    """An attribute and its value; the engine's own attributes are `counted_by_<criterion>` and `group:<group>`."""
    said = phrases(lang)["traveller"]
    if key.startswith("counted_by_"):
        criterion = key.removeprefix("counted_by_").replace("_", "-")
        name = said["attributes"]["counted_by"].format(label("criterion", criterion))
    elif key.startswith("group:"):
        name = said["attributes"]["group"].format(label("group", key.removeprefix("group:")))
    else:
        name = said["attributes"].get(key) or said["nouns"].get(key) or attribute_name(key, lang)
    codes = {"status_before": "prior", **ATTRIBUTE_LISTS}.get(key)
    words = said["values"].get(value) or (label(codes, value) if codes else value)
    return str(said["attribute"].format(name=name, value=words))


def reason(traveller: Traveller) -> str:
    """Why one rule does not count the traveller, as the engine says it; the stays themselves are told by `in_words`."""
    found = re.search(r" does not(?: count them)?, (as .+)$", traveller.why)
    if found:
        return f"Not counted by the other rule, {found[1]}"
    return "" if traveller.why.startswith("Somebody") else traveller.why


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


def figure(
    traveller: Traveller,
    id: str,
    ours: str,
    reference: str,
    lang: str = "en",
    label: Label = lambda list_id, id: id,
) -> Markup:
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
            parts.append(_row(y, name, counted, lang))
            y += 24
    attribute = phrases(lang)["traveller"]["attribute"]
    words = [in_words(traveller, lang, label)]
    words += [
        attribute.format(name=name, value=verdict(counted, lang)) + "."
        for name, counted in ((ours, traveller.ours), (reference, traveller.reference))
    ]
    return Markup(
        '<svg class="sj-figure" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t">'
        '<title id="{}-t">{}</title>{}</svg>'
    ).format(WIDTH, y - 10, id, id, " ".join(words), Markup("").join(parts))


def verdict(counted: bool | None, lang: str = "en") -> str:
    """Whether a rule counts the traveller, in words."""
    return str(phrases(lang)["traveller"]["verdicts"][str(counted)])


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


def _row(y: int, name: str, counted: bool, lang: str) -> Markup:
    shown = name if len(name) < 40 else name[:38].rstrip() + "…"
    css, mark = ("sj-yes", "✓") if counted else ("sj-no", "✗")
    return Markup(
        '<circle class="{}" cx="{}" cy="{}" r="8"/><text class="sj-mark" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text x="{}" y="{}"><tspan class="sj-strong">{}</tspan> <tspan class="sj-muted">{}</tspan></text>'
    ).format(css, LEFT + 8, y - 5, LEFT + 8, y - 1, mark, LEFT + 24, y, verdict(counted, lang), shown)
