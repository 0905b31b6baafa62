"""The differences between a definition and a reference, facet by facet, with what each of them does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sojourn.model.rule import AllOf, AnyOf, Bound, Duration, Limb, Rule, Stated, Window
from sojourn.rules.expand import limbs_of, map_limbs
from sojourn.rules.limbs import UnsupportedError
from sojourn.rules.relate import known_relation
from sojourn.rules.words import length_words

FACETS = (
    "event",
    "measure",
    "threshold",
    "upper_bound",
    "accumulation",
    "window",
    "basis",
    "prior",
    "day_convention",
    "level",
    "criterion",
)
EFFECTS = {
    "equal": "no effect on who is counted",
    "narrower": "leaves people out",
    "broader": "takes more people in",
    "overlapping": "leaves some people out and takes others in",
    "disjoint": "counts other people",
    "incomparable": "measures something else",
    "open": "open: the definition does not say",
}
# Days in a month on average, for lengths that are near to whole months (30, 90, 183, 365 days).
_MONTH = 30.4369
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """One facet in which definition and reference differ; `effect` is what the definition's value does to the count."""

    facet: str
    theirs: str
    reference: str
    effect: str

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output."""
        return {"facet": self.facet, "theirs": self.theirs, "reference": self.reference, "effect": self.effect}


def facet_words(value: object) -> str:
    """A facet's value in words."""
    match value:
        case None:
            return "not stated"
        case Stated():
            return "none"
        case Bound(length, unit, comparison):
            sign = {">": "more than ", ">=": "at least ", "<": "less than ", "<=": "at most "}.get(comparison or "", "")
            return f"{sign}{length_words(length, unit)}" + ("" if comparison else " (exactly this length: not stated)")
        case Duration(length, unit):
            return length_words(length, unit)
        case Window(length, unit, anchor, direction):
            size = length_words(length, unit or "day") if length is not None else ""
            side = " ".join(part for part in (direction, f"from {anchor}" if anchor else "") if part)
            return " ".join(part for part in (size, side) if part) or "not stated"
        case tuple():
            return ", ".join(str(part) for part in value) or "none named"
        case _:
            return str(value).replace("-", " ")


def differences(rule: Rule, reference: Rule, known: Rule, known_reference: Rule) -> tuple[Difference, ...]:
    """The differing facets of the limbs that correspond to each other.

    `rule` and `reference` are as written, `known` and `known_reference` their alike readings (nothing unknown), on
    which the effect of each facet is computed: what happens if the definition took over the reference's value.
    """
    written, others = list(limbs_of(rule)), list(limbs_of(reference))
    full, full_others = list(limbs_of(known)), list(limbs_of(known_reference))
    out: dict[tuple[str, str, str], Difference] = {}
    for i, limb in enumerate(written):
        j = max(range(len(others)), key=lambda k: (_alike(limb, others[k]), -k))
        for facet in FACETS:
            mine, theirs = getattr(limb, facet), getattr(others[j], facet)
            if _same(facet, mine, theirs):
                continue
            effect = EFFECTS["open"] if mine is None else _effect(known, i, facet, getattr(full_others[j], facet))
            found = Difference(facet, facet_words(mine), facet_words(theirs), effect)
            out.setdefault((found.facet, found.theirs, found.reference), found)
        for found in _population(limb, others[j], full[i]):
            out.setdefault((found.facet, found.theirs, found.reference), found)
    return tuple(out.values())


def _same(facet: str, mine: object, theirs: object) -> bool:
    if mine == theirs:
        return True
    silent = {"upper_bound": "none", "level": "country", "criterion": "residence", "prior": "none"}
    words = [None if v is None else (v.value if isinstance(v, Stated) else v) for v in (mine, theirs)]
    if facet in ("upper_bound", "level", "criterion"):
        return {silent[facet] if w is None else w for w in words} == {silent[facet]}
    # What the reference itself leaves open is no difference of the definition.
    return theirs is None


def _alike(limb: Limb, other: Limb) -> int:
    score = 0
    for facet, weight in (("event", 8), ("measure", 8), ("basis", 4), ("accumulation", 2), ("threshold", 1)):
        score += weight * (getattr(limb, facet) == getattr(other, facet))
    return score


def _effect(known: Rule, index: int, facet: str, value: object) -> str:
    """What the definition's own value does, against the reference's value in its place."""
    count = iter(range(10_000))

    def change(limb: Limb) -> Limb:
        return replace(limb, **{facet: value}) if next(count) == index else limb  # type: ignore[arg-type]

    changed = map_limbs(known, change)
    if facet in ("event", "measure", "level"):
        return EFFECTS["incomparable"]
    try:
        return EFFECTS[known_relation(known, changed)]
    except (UnsupportedError, KeyError):
        return EFFECTS["incomparable"]


def _population(limb: Limb, other: Limb, known: Limb) -> list[Difference]:
    mine, theirs = limb.population, other.population
    out: list[Difference] = []
    if mine.base != theirs.base and mine.base is not None and theirs.base is not None:
        effect = "another idea of the population" if known.threshold == other.threshold else "see the lengths"
        out.append(Difference("population.base", facet_words(mine.base), facet_words(theirs.base), effect))
    for groups, opposite, effect in (
        (mine.excludes, theirs.includes, "leaves out people whom the reference names as in"),
        (mine.includes, theirs.excludes, "takes in people whom the reference names as out"),
    ):
        clash = tuple(g for g in groups if g in opposite)
        if clash:
            name = "population.excludes" if groups is mine.excludes else "population.includes"
            out.append(Difference(name, facet_words(clash), facet_words(opposite), effect))
    silent = tuple(g for g in mine.excludes if g not in theirs.includes and g not in theirs.excludes)
    if silent:
        effect = "leaves these groups out; the reference does not name them"
        out.append(Difference("population.excludes", facet_words(silent), "not named", effect))
    unnamed = tuple(g for g in theirs.excludes if g not in mine.includes and g not in mine.excludes)
    if unnamed:
        effect = "open: the definition does not say whether these groups count"
        out.append(Difference("population.excludes", "not named", facet_words(unnamed), effect))
    required, wanted = dict(mine.requires), dict(theirs.requires)
    for name in sorted(required.keys() | wanted.keys()):
        if required.get(name) != wanted.get(name):
            effect = "leaves people out" if name not in wanted else "takes more people in"
            if name in required and name in wanted:
                effect = "asks for other attributes"
            texts = [facet_words(v) if v else "any" for v in (required.get(name), wanted.get(name))]
            out.append(Difference(f"population.requires.{name}", texts[0], texts[1], effect))
    return out


def blurred(rule: Rule) -> Rule:
    """The rule without the boundary day, and with days that are about whole months as months (`closeMatch`)."""

    def soften(limb: Limb) -> Limb:
        changes: dict[str, object] = {}
        for name, sign in (("threshold", ">="), ("upper_bound", "<")):
            bound = getattr(limb, name)
            if isinstance(bound, Bound):
                changes[name] = Bound(*_rounded(bound.value, bound.unit), sign)
        if isinstance(limb.window, Window) and limb.window.value is not None and limb.window.unit != "calendar-year":
            value, unit = _rounded(limb.window.value, limb.window.unit or "day")
            changes["window"] = replace(limb.window, value=value, unit=unit)
        return replace(limb, **changes) if changes else limb  # type: ignore[arg-type]

    return map_limbs(rule, soften)


def _rounded(value: int, unit: str) -> tuple[int, str]:
    """A length in months where it is about whole months, else in days; years and weeks are turned into them."""
    if unit == "year":
        return 12 * value, "month"
    if unit == "month":
        return value, "month"
    days = value * (7 if unit == "week" else 1)
    months = round(days / _MONTH)
    return (months, "month") if months and abs(days - months * _MONTH) <= _NEAR else (days, "day")


def _asked(rule: Rule) -> Iterator[Limb]:
    """The limbs that a rule asks for; one under `not` is something that it asks to be absent."""
    match rule:
        case AnyOf(rules) | AllOf(rules):
            for inner in rules:
                yield from _asked(inner)
        case Limb():
            yield rule


def lengths(rule: Rule) -> tuple[frozenset[tuple[int, str]], bool]:
    """The minimum lengths that a rule asks for, blurred, and whether no limb that needs one leaves it open."""
    out: set[tuple[int, str]] = set()
    complete = True
    for limb in _asked(rule):
        if isinstance(limb.threshold, Bound):
            out.add(_rounded(limb.threshold.value, limb.threshold.unit))
        elif isinstance(limb.threshold, Stated):
            out.add((0, "day"))
        elif limb.event is not None and not (limb.event == "reference-date" and limb.population.base == "de-facto"):
            complete = False
    return frozenset(out), complete
