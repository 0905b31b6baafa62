"""Rules in plain English, for the sentences of `rules.decision` until they are messages.

A rule becomes a phrase that goes on from "asks for": `an intended stay of at least 3 months after the arrival, by a
non-resident`. Only what the rule says stands in it; a reading of what it leaves open is named as one (`why`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from sojourn.model.rule import NONE, AllOf, AnyOf, Bound, Limb, Not, Ref, Rule, Window

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

# What a length is taken from, as words before "stay" or "absence"; actual stays are just stays.
_BASES = {
    "intended": "intended",
    "granted": "permitted",
    "registration": "registered",
    "actual-or-intended": "actual or intended",
}
_CRITERIA = {
    "main-place": "the main place of residence",
    "statistical-model": "what a statistical model decides",
    "legal-status": "legal residence",
    "citizenship": "citizenship",
    "country-of-birth": "birth",
    "previous-residence": "previous residence",
}


def day_words(day: date) -> str:
    """A date as people write it: 1 January 2023."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def length_words(value: int, unit: str) -> str:
    """A length in words: 1 month, 12 months."""
    return f"{value} {unit.replace('-', ' ')}{'' if value == 1 else 's'}"


def code_words(code: str) -> str:
    """The code of an attribute as words: `permanent resident`, `non-permanent resident`."""
    return {"eu": "EU", "third-country": code}.get(code) or re.sub(r"(?<!\bnon)-", " ", code)


def either(words: Iterable[str]) -> str:
    """`a, b or c`."""
    parts = list(words)
    return " or ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def registered(limb: Limb) -> bool:
    """Whether an entry in a register decides the limb."""
    return limb.basis == "registration" or (limb.basis is None and limb.population.base == "registered")


def rule_words(rule: Rule) -> str:
    """What a rule asks for, as a phrase."""
    match rule:
        case AnyOf(rules):
            return _joined(rules, ", or ")
        case AllOf(rules):
            return _joined(rules, ", and ")
        case Not(Limb() as inner) if inner.population.requires and inner.threshold is NONE:
            return f"nobody {_people(inner)}"
        case Not(Limb() as inner) if inner.accumulation != "cumulative" and (words := limb_words(inner)).startswith(
            "a"
        ):
            return "no " + words.partition(" ")[2]
        case Not(inner):
            return f"not ({rule_words(inner)})"
        case Ref(target):
            return f"what {target} asks for"
        case Limb():
            return limb_words(rule)


def _joined(rules: tuple[Rule, ...], link: str) -> str:
    """Several rules; what all of them ask of the person is said once."""
    who = {_who(rule) if isinstance(rule, Limb) else "" for rule in rules}
    if len(who) == 1 and who != {""}:
        return link.join(_test(rule) for rule in rules if isinstance(rule, Limb)) + f", each {who.pop()}"
    return link.join(f"({rule_words(r)})" if isinstance(r, (AnyOf, AllOf)) else rule_words(r) for r in rules)


def limb_words(limb: Limb) -> str:
    """What one limb asks for, as a phrase."""
    people = _people(limb)
    if people and limb.threshold is None and limb.event is None and not [*_bounds(limb)]:
        return f"somebody {people}"
    return ", ".join(part for part in (_test(limb), _who(limb)) if part)


def _test(limb: Limb) -> str:
    """What a limb asks of the time."""
    away = limb.measure == "absence" or (limb.measure is None and limb.event == "departure")
    thing = "absence" if away else "stay"
    if bounds := [*_bounds(limb)]:
        return f"{_measured(limb, thing)} {' and '.join(bounds)}{_window_words(limb)}"
    return _without_length(limb, thing)


def _who(limb: Limb) -> str:
    """What a limb asks of the person: `by a non-resident whose purpose is work`."""
    who = f"a {limb.prior}" if limb.prior in ("resident", "non-resident") else "somebody"
    in_register = limb.population.base == "registered" and limb.basis != "registration" and [*_bounds(limb)]
    asked = [part for part in ("in the register" if in_register else "", _people(limb)) if part]
    return f"by {who} {' '.join(asked)}".rstrip() if asked or who != "somebody" else ""


def _bounds(limb: Limb) -> Iterable[str]:
    lower, upper = limb.threshold, limb.upper_bound
    if isinstance(lower, Bound):
        length = length_words(lower.value, lower.unit)
        more = {">": "more than ", ">=": "at least "}.get(lower.comparison or "", "")
        yield f"{more}{length}" + ("" if lower.comparison else f" (is exactly {length} enough? not stated)")
    if isinstance(upper, Bound):
        less = {"<": "less than ", "<=": "at most "}.get(upper.comparison or "", "up to ")
        yield f"{less}{length_words(upper.value, upper.unit)}"


def _measured(limb: Limb, thing: str) -> str:
    """What has the length: `an unbroken stay of`, `intended days away that add up to`."""
    basis = _BASES.get(limb.basis or "", "")
    match limb.accumulation:
        case "cumulative":
            days = "days away" if thing == "absence" else "days in the country"
            return f"{basis} {days} that add up to".lstrip()
        case "span":
            ends = "departure to return" if thing == "absence" else "first arrival to last departure"
            return f"{_with_article(basis, 'time')} from {ends} of"
        case "weighted":
            return f"a weighted sum of days of {f'{basis} {thing}'.strip()} of"
        case "continuous":
            return f"{_with_article(basis, 'unbroken', thing)} of"
        case _:
            return f"{_with_article(basis, thing)} of"


def _with_article(*words: str) -> str:
    text = " ".join(word for word in words if word)
    return f"{'an' if text[0] in 'aeiou' else 'a'} {text}"


def _without_length(limb: Limb, thing: str) -> str:
    """A limb without a length: presence alone, none asked for, or none known; these are different things."""
    if limb.criterion in _CRITERIA:
        return _CRITERIA[limb.criterion]
    if limb.population.base == "de-facto" and limb.event in (None, "reference-date"):
        return "presence at the reference moment"
    if registered(limb):
        how_long = "for however short a time" if limb.threshold is NONE else "for how long: not stated"
        return f"being in the register ({how_long})"
    if (
        limb.threshold is NONE
        and limb.measure is None
        and limb.basis is None
        and limb.event in ("arrival", "departure")
    ):
        return f"any {limb.event}"
    named = _with_article(_BASES.get(limb.basis or "", ""), thing)
    return f"{named} of any length" if limb.threshold is NONE else f"{named} (of what length: not stated)"


def _people(limb: Limb) -> str:
    """The attributes that a limb asks for: `whose purpose is work or study`."""
    parts = []
    for name, values in limb.population.requires:
        places = {"country": "in the country", "native": "in the country", "abroad": "abroad"}
        if name == "previous_residence":
            parts.append(f"who lived {either(places.get(v, code_words(v)) for v in values)} before")
        elif name == "birth":
            parts.append(f"who was born {either(places.get(v, code_words(v)) for v in values)}")
        else:
            parts.append(f"whose {name.replace('_', ' ')} is {either(code_words(v) for v in values)}")
    return " and ".join(parts)


def _window_words(limb: Limb) -> str:
    window = limb.window
    if not isinstance(window, Window):
        return ""
    if window.anchor == "rolling" and window.value:
        return f" in every period of {length_words(window.value, window.unit or 'day')}"
    if window.unit == "calendar-year":
        return " in the calendar year" if window.value in (None, 1) else f" in {window.value} calendar years"
    anchor = {"arrival": "the arrival", "departure": "the departure"}.get(
        window.anchor or limb.event or "", "the reference date"
    )
    if window.direction == "around":
        return f" around {anchor}" if limb.accumulation == "cumulative" else f" that includes {anchor}"
    side = {"backward": "before", "forward": "after", "either": "before or after"}.get(window.direction or "")
    if window.value is not None and limb.accumulation != "continuous":
        length = length_words(window.value, window.unit or "day")
        return f" in the {length} {side or 'from'} {anchor}"
    return f" {side} {anchor}" if side else ""
