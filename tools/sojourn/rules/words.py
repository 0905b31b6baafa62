"""Rules, travellers and questions in plain English."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sojourn.model.rule import NONE, AllOf, AnyOf, Bound, Limb, Not, Ref, Rule, Window

if TYPE_CHECKING:
    from sojourn.rules.witness import Witness

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

QUESTIONS = {
    "threshold": "What is the minimum length of {measure}, if there is one?",
    "threshold.comparison": "Does {measure} of exactly {threshold} count, or must it be longer?",
    "upper_bound.comparison": "Does {measure} of exactly {upper} still count, or must it be shorter?",
    "accumulation": "Do interrupted periods add up to {threshold} (in which period?), or must {measure} be unbroken?",
    "window": "In which period are the days added up?",
    "window.direction": "Is {measure} measured before the reference date, after it, or on either side?",
    "basis": "Is the length taken from what happened (actual), from what people state (intended), or from a permit?",
    "prior": "Must the person have been {prior_words} before the crossing?",
}


def day_words(day: date) -> str:
    """A date as people write it: 1 January 2023."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def length_words(value: int, unit: str) -> str:
    """A length in words: 1 month, 12 months."""
    return f"{value} {unit.replace('-', ' ')}{'' if value == 1 else 's'}"


def question(facet: str, limb: Limb) -> str:
    """The question to the country that would settle an unknown facet."""
    measure = "an absence" if limb.measure == "absence" else "a stay"
    lower = limb.threshold
    upper = limb.upper_bound
    return QUESTIONS[facet].format(
        measure=measure,
        threshold=length_words(lower.value, lower.unit) if isinstance(lower, Bound) else "the minimum",
        upper=length_words(upper.value, upper.unit) if isinstance(upper, Bound) else "the maximum",
        prior_words="a resident" if limb.event == "departure" else "a resident elsewhere (not here)",
    )


def rule_words(rule: Rule) -> str:
    """What a rule asks for, as a phrase."""
    match rule:
        case AnyOf(rules):
            return " or ".join(_grouped(r) for r in rules)
        case AllOf(rules):
            return " and ".join(_grouped(r) for r in rules)
        case Not(inner):
            return f"not {_grouped(inner)}"
        case Ref(target):
            return f"what {target} asks"
        case Limb():
            return limb_words(rule)


def _grouped(rule: Rule) -> str:
    words = rule_words(rule)
    return f"({words})" if isinstance(rule, (AnyOf, AllOf)) else words


def limb_words(limb: Limb) -> str:
    """What one limb asks for, as a phrase."""
    thing = "absence" if limb.measure == "absence" else "stay"
    way = {
        "continuous": f"an unbroken {thing}",
        "cumulative": "days away that add up to" if thing == "absence" else "days in the country that add up to",
        "span": f"a time from first to last day of {thing}",
        "weighted": f"a weighted sum of days of {thing}",
    }.get(limb.accumulation or "", f"{'an' if thing == 'absence' else 'a'} {thing}")
    parts: list[str] = []
    lower, upper = limb.threshold, limb.upper_bound
    if isinstance(lower, Bound):
        more = {">": "more than ", ">=": "at least "}.get(lower.comparison or "", "")
        link = " " if limb.accumulation == "cumulative" else " of "
        parts.append(f"{way}{link}{more}{length_words(lower.value, lower.unit)}")
    if isinstance(upper, Bound):
        less = {"<": "less than ", "<=": "at most "}.get(upper.comparison or "", "up to ")
        link = " " if limb.accumulation == "cumulative" else " of "
        parts.append(f"{'' if parts else way + link}{less}{length_words(upper.value, upper.unit)}")
    if not parts:
        parts.append(_without_length(limb, thing))
    text = " and ".join(parts) + _window_words(limb)
    if limb.basis and limb.basis != "actual":
        text += f" ({limb.basis.replace('-', ' ')})"
    if limb.prior in ("resident", "non-resident"):
        text += f", by a {limb.prior}"
    for name, values in limb.population.requires:
        text += f", {name.replace('_', ' ')} {' or '.join(values)}"
    return text


def _without_length(limb: Limb, thing: str) -> str:
    """A limb without a length: presence alone, none asked for, or none known; three different things."""
    if limb.population.base == "de-facto" and limb.threshold is None:
        return "presence at the reference moment"
    if limb.threshold == NONE:
        return f"{'an' if thing == 'absence' else 'a'} {thing} of any length"
    return f"{'an' if thing == 'absence' else 'a'} {thing} whose length no source states"


def _window_words(limb: Limb) -> str:
    window = limb.window
    if not isinstance(window, Window):
        return ""
    side = {"backward": "before", "forward": "after", "either": "before or after", "around": "around"}
    anchor = {"arrival": "the arrival", "departure": "the departure"}.get(limb.event or "", "the reference date")
    if window.anchor == "rolling" and window.value:
        return f" in every period of {length_words(window.value, window.unit or 'day')}"
    if window.value is not None and limb.accumulation != "continuous":
        where = side.get(window.direction or "", "from")
        return f" within the {length_words(window.value, window.unit or 'day')} {where} {anchor}"
    return f" {side[window.direction]} {anchor}" if window.direction else ""


def story(witness: Witness) -> str:
    """The traveller's stays as a sentence without a full stop."""
    here: list[str] = []
    for came, left in witness.stays:
        if came is None and left is None:
            here.append("is in the country all the time")
        elif came is None and left is not None:
            here.append(f"was there before and leaves on {day_words(left)}")
        elif came is not None and left is None:
            here.append(f"comes on {day_words(came)} and stays")
        elif came is not None and left is not None:
            nights = (left - came).days
            here.append(f"is there from {day_words(came)} to {day_words(left)} ({length_words(nights, 'night')})")
    text = "Somebody who " + (", then ".join(here) if here else "is not in the country")
    for obj, stays in witness.plans:
        verb = {"intended": "means to stay", "granted": "is permitted to stay", "registered": "is registered"}[obj]
        spells = [f"{_end(came, 'before')} to {_end(left, 'an open end')}" for came, left in stays]
        text += f" and {verb} " + (", ".join(spells) if spells else "no day")
    if witness.event == "reference-date":
        text += f", seen on {day_words(witness.start)}"
    return text


def _end(day: date | None, open_end: str) -> str:
    return open_end if day is None else day_words(day)


def attribute_words(witness: Witness) -> str:
    """The attributes that matter, as a phrase in brackets, or nothing."""
    if not witness.attributes:
        return ""
    named = [
        f"{name.replace('_', ' ').replace('group:', 'of the group ')}: {value}" for name, value in witness.attributes
    ]
    return f" ({'; '.join(named)})"


def why(witness: Witness, counted: str | None, rejected: tuple[str, Rule] | None, other: str = "") -> str:
    """The sentence that goes with a witness: who counts the person, who does not and what that rule asks for."""
    text = story(witness) + attribute_words(witness)
    if rejected is None:
        return f"{text}: {counted} and {other} both count this person."
    name, rule = rejected
    return f"{text}: {counted} counts this person, {name} does not, as it asks for {rule_words(rule)}."
