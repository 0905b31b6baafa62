"""A rule in plain words: one readable English sentence a limb.

Values are named by the labels of the controlled lists (`glossary/codes.yaml`); only the joints of the sentence are
written here. What no source says is never filled in: it is named as unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sojourn.model.rule import ATTRIBUTE_LISTS, NONE, AllOf, AnyOf, Bound, Limb, Not, Ref, Rule, Window

# The label of a code: list, code -> words.
Label = Callable[[str, str], str]

COMPARISONS = {">=": "at least {}", ">": "more than {}", "<": "less than {}", "<=": "at most {}"}
# What is measured, by basis: a stay, a time away, and where the side is unknown.
MEASURED = {
    None: ("stay", "time away", "length of time"),
    "actual": ("actual stay", "actual time away", "actual time"),
    "intended": ("intended stay", "intended time away", "intended time"),
    "actual-or-intended": ("actual or intended stay", "actual or intended time away", "actual or intended time"),
    "granted": ("permitted stay", "permitted time away", "permitted time"),
    "registration": ("registered stay", "registered time away", "time according to the register"),
}
WHO = {
    ("arrival", "non-resident"): "the arrival of a non-resident",
    ("arrival", "resident"): "the arrival of a resident",
    ("departure", "resident"): "the departure of a resident",
    ("departure", "non-resident"): "the departure of a non-resident",
    ("arrival", ""): "an arrival",
    ("departure", ""): "a departure",
}
BASES = {
    "usual-resident": "as usual resident",
    "de-facto": "as present, without a length of time,",
    "de-jure": "as de jure resident",
    "registered": "as registered",
}
DIRECTIONS = {"forward": "after", "backward": "before", "either": "before or after", "around": "around"}


def duration(value: int, unit: str) -> str:
    """A length of time: `12 months`, `1 year`."""
    name = unit.replace("-", " ")
    return f"{value} {name}" if value == 1 else f"{value} {name}s"


def bound(limit: Bound) -> str:
    """A threshold or an upper bound: `at least 12 months`."""
    length = duration(limit.value, limit.unit)
    if limit.comparison is None:
        return f"{length} (whether exactly {length} counts is not settled)"
    return COMPARISONS[limit.comparison].format(length)


def window(frame: Window) -> str:
    """Where time is counted: `in the 16 months after arrival`."""
    anchor = {"arrival": "arrival", "departure": "departure", "reference-date": "the reference date"}.get(
        frame.anchor or ""
    )
    if frame.unit == "calendar-year":
        return "in the calendar year" if frame.value in (None, 1) else f"in {frame.value} calendar years"
    if frame.direction == "around":
        return f"in the unbroken stretch that contains {anchor or 'the anchor'}"
    if frame.value is None or frame.unit is None:
        side = DIRECTIONS.get(frame.direction or "")
        return f"{side} {anchor}" if side and anchor else ""
    length = duration(frame.value, frame.unit)
    if frame.anchor == "rolling":
        return f"in every period of {length}"
    side = DIRECTIONS.get(frame.direction or "")
    if side and anchor:
        return f"in the {length} {side} {anchor}"
    return f"in a period of {length}" + (f" placed at {anchor}" if anchor else "")


def subject(limb: Limb, label: Label) -> str:
    """Who or what counts: `the arrival of a non-resident whose purpose is work counts`."""
    prior = limb.prior if limb.prior in ("resident", "non-resident") else ""
    who = WHO.get((limb.event or "", prior), "a person")
    attributes = [
        f"{name.replace('_', ' ')} is {either(label(ATTRIBUTE_LISTS.get(name, name), value) for value in values)}"
        for name, values in limb.population.requires
    ]
    if attributes:
        owner = " of a person" if who in ("an arrival", "a departure") else ""
        who = f"{who}{owner} whose {listing(attributes)}"
    parts = [who, "counts"]
    if limb.event == "reference-date":
        parts.append("on the reference date")
    if limb.population.base and limb.event in ("reference-date", None):
        parts.append(BASES.get(limb.population.base, ""))
    if limb.criterion and limb.criterion != "residence":
        parts.append(f"by {label('criterion', limb.criterion)}")
    return " ".join(part for part in parts if part)


def lengths(limb: Limb) -> str:
    """The minimum and the maximum of a limb, joined."""
    parts = [bound(limit) for limit in (limb.threshold, limb.upper_bound) if isinstance(limit, Bound)]
    return " and ".join(parts)


def condition(limb: Limb) -> str:
    """What must hold for the time that is measured; empty if the limb does not speak of time."""
    side = {"stay": 0, "absence": 1}.get(limb.measure or "", 2)
    noun = MEASURED.get(limb.basis, MEASURED[None])[side]
    frame = window(limb.window) if isinstance(limb.window, Window) else ""
    wanted = lengths(limb)
    if not wanted:
        if limb.threshold is NONE:
            return "whatever the length of time" if side == 2 else f"whatever the length of the {noun}"
        if limb.basis == "registration":
            return "if a register says so, whatever time was spent"
        if limb.measure is not None or limb.basis is not None or frame:
            return f"by {noun} {frame}".rstrip() + ", of a length that no source states"
        return ""
    match limb.accumulation:
        case "cumulative":
            text = f"if the days of {noun} add up to {wanted}"
        case "continuous":
            text = f"if the {noun}, without a break, is {wanted}"
        case "span":
            text = f"if the time from first arrival to last departure is {wanted}"
        case "weighted":
            weights = ", ".join(str(weight) for weight in limb.weights or ())
            text = f"if the days of several years, weighted ({weights or 'weights not stated'}), come to {wanted}"
        case _:
            text = f"if the {noun} is {wanted}"
    return f"{text} {frame}".rstrip()


def groups(limb: Limb, label: Label) -> list[str]:
    """Sentences on the groups that the source names."""
    population = limb.population
    out = []
    if population.includes:
        out.append(f"Named as included: {listing(label('group', group) for group in population.includes)}.")
    if population.excludes:
        out.append(f"Named as left out: {listing(label('group', group) for group in population.excludes)}.")
    if limb.level == "within-country":
        out.append("Only places people inside the country; it does not decide who belongs to it.")
    return out


def sentence(limb: Limb, label: Label) -> str:
    """The limb's test in one sentence."""
    text = " ".join(part for part in (subject(limb, label), condition(limb)) if part).rstrip(",") + "."
    return text[0].upper() + text[1:]


def limb_words(limb: Limb, label: Label) -> str:
    """All that the limb says, in a few sentences."""
    return " ".join([sentence(limb, label), *groups(limb, label)])


def rule_words(rule: Rule, label: Label, name: Callable[[str], str]) -> str:
    """A whole rule in running text; `name` gives the name of a rule that is referred to."""
    match rule:
        case Limb():
            return sentence(rule, label)
        case AnyOf(rules):
            return "One of these is enough: " + "; or ".join(_inner(part, label, name) for part in rules) + "."
        case AllOf(rules):
            return "All of these must hold: " + "; and ".join(_inner(part, label, name) for part in rules) + "."
        case Not(inner):
            return f"This must not hold: {_inner(inner, label, name)}."
        case Ref(id):
            return f"As “{name(id)}”."


def _inner(rule: Rule, label: Label, name: Callable[[str], str]) -> str:
    words = rule_words(rule, label, name).rstrip(".")
    words = words[0].lower() + words[1:]
    return f"({words})" if isinstance(rule, AnyOf | AllOf | Not) else words


def listing(words: Iterable[str]) -> str:
    """`a, b and c`."""
    return _joined(list(words), "and")


def either(words: Iterable[str]) -> str:
    """`a, b or c`."""
    return _joined(list(words), "or")


def _joined(words: list[str], last: str) -> str:
    return " ".join([", ".join(words[:-1]), last, words[-1]]) if len(words) > 1 else "".join(words)
