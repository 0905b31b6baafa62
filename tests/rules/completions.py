"""What a rule decides for a traveller whose every day is known: days as whole numbers, counted one by one.

Shares no code with the package: rules are plain dictionaries in their content form (all lengths in days), a life is a
list of nights spent in the country or not. `tests/rules/test_completions.py` lets the unseen nights turn out in every way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

Facets = dict[str, Any]
MARGIN = 40


@dataclass(frozen=True)
class Life:
    """Nights from day 0 on, the same for ever before the first and after the last; visits and trips within one day.

    With `ever` there is such a visit or trip on every day after the last night.
    """

    nights: tuple[bool, ...]
    before: bool
    visits: frozenset[int] = frozenset()
    year_starts: tuple[int, ...] = ()
    ever: bool = False

    def short(self, day: int) -> bool:
        """Whether there is a visit or a trip within the day."""
        return day in self.visits or (self.ever and day >= len(self.nights))

    def night(self, day: int) -> bool:
        """Whether the night that begins on the day is spent in the country."""
        if day < 0:
            return self.before
        return self.nights[min(day, len(self.nights) - 1)]

    def counts(self, day: int, base: str) -> bool:
        """Whether the day counts by its night, any part of it, or as a whole."""
        ahead, now = self.night(day - 1), self.night(day)
        if base == "N":
            return now
        if base == "P":
            return ahead or now or self.short(day)
        return ahead and now and not self.short(day)

    def crossings(self, until: int) -> list[tuple[int, str]]:
        """The crossings up to a day: changes of nights, and both ways of a visit or a trip within one day."""
        out: list[tuple[int, str]] = []
        for day in range(until + 1):
            ahead, now = self.night(day - 1), self.night(day)
            if ahead != now:
                out.append((day, "arrival" if now else "departure"))
            elif day in self.visits:
                first = "departure" if now else "arrival"
                out += [(day, first), (day, "arrival" if now else "departure")]
        return out


def base_of(limb: Facets) -> str:
    """The day indicator that a limb counts; absence is what is left of the convention's own days at home."""
    away = limb["measure"] == "absence"
    convention = limb.get("day_convention", "nights")
    if convention == "nights":
        return "N"
    return "W" if (convention == "whole-days") != away else "P"


def holds(rule: Facets, life: Life, day: int, direction: str, person: dict[str, str]) -> bool:
    """Whether a rule holds at a crossing."""
    if "any" in rule:
        return any(holds(part, life, day, direction, person) for part in rule["any"])
    if "all" in rule:
        return all(holds(part, life, day, direction, person) for part in rule["all"])
    if "not" in rule:
        return rule["not"]["event"] == direction and not holds(rule["not"], life, day, direction, person)
    if rule["event"] != direction:
        return False
    if rule["prior"] not in ("none", person["status"]):
        return False
    for name, values in rule.get("population", {}).get("requires", {}).items():
        if person[name] not in values:
            return False
    window = rule["window"] if rule["window"] != "none" else {}
    either = window.get("direction") == "either" and rule["accumulation"] in ("cumulative", "span", "continuous")
    # Forward or backward will do: on one of the two sides both the minimum and the maximum are kept.
    return any(
        _within(rule | ({"window": window | {"direction": side}} if either else {}), life, day)
        for side in (("forward", "backward") if either else ("",))
    )


def _within(rule: Facets, life: Life, day: int) -> bool:
    """Whether the measured days reach the minimum and keep the maximum."""
    lower, upper = rule["threshold"], rule["upper_bound"]
    if lower != "none" and not reaches(rule, life, day, lower["value"] + (lower["comparison"] == ">"), False):
        return False
    return upper == "none" or not reaches(rule, life, day, upper["value"] + (upper["comparison"] == "<="), True)


def reaches(limb: Facets, life: Life, day: int, needed: int, maximum: bool) -> bool:
    """Whether the measured days reach a number (in some window for a maximum, in every one for a minimum)."""
    away, base = limb["measure"] == "absence", base_of(limb)

    def measured(at: int) -> bool:
        return bool(life.counts(at, base) != away)

    late, early = int(base == ("P" if away else "W")), int(base == ("W" if away else "P"))
    natural = "forward" if (limb["event"] == "arrival") != away else "backward"
    window = limb["window"] if limb["window"] != "none" else {}
    if window.get("anchor") == "rolling":
        length = window["value"]
        ends = _run(measured, day, natural == "forward", late, early)
        found = [sum(measured(at) for at in range(end - length + 1, end + 1)) >= needed for end in ends]
        return any(found) if maximum else all(found)
    if limb["accumulation"] == "weighted":
        return _weighted(limb, life, day, measured) >= needed
    for ahead in [window.get("direction", natural) == "forward"]:
        if limb["accumulation"] == "continuous":
            days = range(day + late, day + late + needed) if ahead else range(day + early - needed, day + early)
            if all(measured(at) for at in days):
                return True
            continue
        length = window.get("value") or len(life.nights) + MARGIN
        if limb["accumulation"] == "span":
            days = range(day + needed - 1, day + length) if ahead else range(day - length, day - needed + 1)
            if any(measured(at) for at in days):
                return True
            continue
        days = range(day, day + length) if ahead else range(day - length, day)
        if sum(measured(at) for at in days) >= needed:
            return True
    return False


def _run(measured: Any, day: int, ahead: bool, late: int, early: int) -> list[int]:
    """The days of the unbroken run that begins at a crossing, or that ends with it; not for ever."""
    out: list[int] = []
    at = day + late if ahead else day + early - 1
    while measured(at) and len(out) < 2 * MARGIN:
        out.append(at)
        at += 1 if ahead else -1
    return out


def _weighted(limb: Facets, life: Life, day: int, measured: Any) -> Fraction:
    starts = life.year_starts
    own = max(i for i, start in enumerate(starts) if start <= day)
    total = Fraction(0)
    # Before day 0 and after the last night nothing changes, so those days need not be looked at one by one.
    edge = len(life.nights) + 1
    for back, weight in enumerate(limb["weights"]):
        lo, hi = starts[own - back], starts[own - back + 1]
        first, last = max(min(-1, hi), lo), min(max(edge, lo), hi)
        days = (
            (first - lo) * measured(-2) + sum(measured(at) for at in range(first, last)) + (hi - last) * measured(edge)
        )
        total += Fraction(weight) * days
    return total


# -- the status process ------------------------------------------------------------------------------------------------


def limbs(rule: Facets) -> Iterator[Facets]:
    """The limbs of a rule."""
    for key in ("any", "all"):
        for part in rule.get(key, []):
            yield from limbs(part)
    if "not" in rule:
        yield from limbs(rule["not"])
    if "event" in rule:
        yield rule


def _limits(rule: Facets, positive: bool) -> Iterator[str]:
    """Whether a rule sets minimums or maximums; `not` turns one into the other."""
    for key in ("any", "all"):
        for part in rule.get(key, []):
            yield from _limits(part, positive)
    if "not" in rule:
        yield from _limits(rule["not"], not positive)
    for key, kind in (("threshold", "minimum"), ("upper_bound", "maximum")):
        if rule.get(key, "none") != "none":
            yield kind if positive else {"minimum": "maximum", "maximum": "minimum"}[kind]


TARGET = {"arrival": "resident", "departure": "non-resident"}
OTHER = {"arrival": "departure", "departure": "arrival", "resident": "non-resident", "non-resident": "resident"}


def mirrored(rule: Facets) -> Facets:
    """The rule for the other direction: the same length away instead of here."""
    for key in ("any", "all"):
        if key in rule:
            return {key: [mirrored(part) for part in rule[key]]}
    if "not" in rule:
        return {"not": mirrored(rule["not"])}
    window = rule["window"]
    if window != "none":
        anchor = window.get("anchor", "")
        window = window | ({"anchor": OTHER.get(anchor, anchor)} if anchor else {})
    return rule | {
        "event": OTHER[rule["event"]],
        "measure": "stay" if rule["measure"] == "absence" else "absence",
        "prior": OTHER.get(rule["prior"], rule["prior"]),
        "window": window,
    }


def process(
    rule: Facets, life: Life, crossings: Sequence[tuple[int, str]], status: str, person: dict[str, str]
) -> list[tuple[bool, str, str]]:
    """For each crossing whether it is a migration, and the status before and after it."""
    visitors = set(_limits(rule, True)) == {"maximum"}
    named = {limb["event"] for limb in limbs(rule)}
    if len(named) == 1 and not visitors:
        rule = {"any": [rule, mirrored(rule)]}
    out = []
    for day, direction in crossings:
        found = holds(rule, life, day, direction, person | {"status": status})
        after = TARGET[direction] if found and not visitors else status
        out.append((found, status, after))
        status = after
    return out


def continuations(length: int, base: str, endless: bool) -> Iterator[tuple[tuple[bool, ...], tuple[bool, ...], bool]]:
    """Every way in which so many nights can be spent, with visits and trips within a day where they are counted.

    The third part is whether these go on for ever after, which only rules without an end can tell.
    """
    shorts = base != "N"
    for nights in product((False, True), repeat=length):
        for short in product((False, True), repeat=length) if shorts else ((False,) * length,):
            for ever in (False, True) if shorts and endless else (False,):
                yield nights, short, ever
