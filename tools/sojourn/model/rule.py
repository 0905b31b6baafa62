"""A residence-duration rule as a value: what a definition asks of a person's stays and attributes.

A rule is a limb (one test with its facets) or a combination of rules (`any`, `all`, `not`, `ref`). The content form is
explained in `glossary/README.md#rules`; `rule_from_dict` reads it and `rule_to_dict` writes it back, without loss.

Three kinds of silence are kept apart in every facet:

- `None`: no source says (unknown);
- `Stated.NONE`: the source says that there is no such limit (`none` in YAML);
- a facet that cannot apply (a window of a continuous count) is simply not written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Any

from sojourn.model.errors import SojournError
from sojourn.model.hashed_once import HashedOnce, hashed_once
from sojourn.model.population import Population as Population
from sojourn.model.population import population_from_dict, population_to_dict
from sojourn.model.window import Duration as Duration
from sojourn.model.window import Window as Window
from sojourn.model.window import window_from_dict as window_from_dict
from sojourn.model.window import window_to_dict as window_to_dict

# The closed sets of facet values. Labels and explanations of each are content (glossary/codes.yaml); these tuples are
# what the engine gives a meaning to, and a test holds the two together.
EVENTS = ("arrival", "departure", "reference-date")
MEASURES = ("stay", "absence")
UNITS = ("day", "week", "month", "year")
WINDOW_UNITS = (*UNITS, "calendar-year")
# Not a length: a part of the window ("more than half of the year").
SHARE = "share"
LOWER_COMPARISONS = (">", ">=")
UPPER_COMPARISONS = ("<", "<=")
ACCUMULATIONS = ("continuous", "cumulative", "longest", "span", "weighted")
ANCHORS = ("arrival", "departure", "reference-date", "rolling")
DIRECTIONS = ("forward", "backward", "either", "around")
BASES = ("actual", "intended", "actual-or-intended", "granted", "registration")
PRIORS = ("non-resident", "resident", "none")
DAY_CONVENTIONS = ("nights", "both-ends", "whole-days", "any-part")
# What so many months after the 31st is in a month without one: the month's last day, or the 1st of the month after.
MONTH_ENDS = ("clamped", "rolled-over")
LEVELS = ("country", "within-country")
POPULATION_BASES = ("usual-resident", "de-facto", "de-jure", "registered")
CRITERIA = (
    "residence",
    "legal-status",
    "citizenship",
    "country-of-birth",
    "previous-residence",
    "main-place",
    "statistical-model",
)
# Combinations inside each other; what is deeper is no rule that anybody could read.
MAX_NESTING = 40
# How a status that a rule gives is lost: by the rule's mirror image, or only by a decision that no record of days shows.
ENDINGS = ("mirror", "decision")
COMPOSITIONS = ("any", "all", "not", "ref")
# The controlled list that gives a word to each attribute that a population may require.
ATTRIBUTE_LISTS = {
    "citizenship": "citizenship",
    "birth": "birth",
    "purpose": "purpose",
    "legal_status": "legal-status",
    "previous_residence": "previous-residence",
    "next_residence": "next-residence",
}


class Stated(Enum):
    """What a source states without giving a value."""

    NONE = "none"

    def __repr__(self) -> str:
        return "none"


NONE = Stated.NONE


@dataclass(frozen=True, slots=True)
class Bound:
    """A threshold (`>`, `>=`) or an upper bound (`<`, `<=`) on the time that a rule measures.

    `comparison` is None when sources leave open, or contradict each other on, whether exactly the value counts.
    """

    value: int
    unit: str
    comparison: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A threshold or an upper bound as a part of the window: days counted over days in it (RULES.md, section 8.5).

    `1/2` with `>` is "more than half of the time". It is never turned into a number of months.
    """

    value: Fraction
    comparison: str


@dataclass(frozen=True, slots=True)
class Interruptions:
    """Breaks of the measured state that do not interrupt it (RULES.md, section 8.1): "temporary absences excepted".

    A break is tolerated when it is no longer than `tolerated` (`<`, `<=`; None: whatever its length) and is for one of
    `purposes` (empty: whatever its purpose). It then counts as time in the measured state.
    """

    tolerated: Bound | None = None
    purposes: tuple[str, ...] = ()


@hashed_once
@dataclass(frozen=True, slots=True)
class Limb(HashedOnce):
    """One test on a person's presence, absence or attributes; see `glossary/README.md#facets` for each key."""

    event: str | None = None
    measure: str | None = None
    threshold: Bound | Share | Stated | None = None
    upper_bound: Bound | Share | Stated | None = None
    accumulation: str | None = None
    window: Window | Stated | None = None
    interruptions: Interruptions | Stated | None = None
    exempt_days: tuple[str, ...] | Stated | None = None
    weights: tuple[Fraction, ...] | None = None
    basis: str | None = None
    prior: str | None = None
    day_convention: str | None = None
    month_end: str | None = None
    level: str | None = None
    criterion: str | None = None
    recall: Duration | None = None
    ends: str | Ref | None = None
    population: Population = field(default_factory=Population)


@hashed_once
@dataclass(frozen=True, slots=True)
class AnyOf(HashedOnce):
    """Holds when at least one of its rules holds."""

    rules: tuple[Rule, ...]


@hashed_once
@dataclass(frozen=True, slots=True)
class AllOf(HashedOnce):
    """Holds when each of its rules holds."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its rule does not."""

    rule: Rule


@dataclass(frozen=True, slots=True)
class Ref:
    """The rule of another entry (a reference rule or a definition), by id."""

    id: str


Rule = Limb | AnyOf | AllOf | Not | Ref


def rule_from_dict(data: Mapping[str, Any]) -> Rule:
    """Read a rule from its content form (already checked against the JSON Schema); `id` and `label` are ignored.

    Raises SojournError for a rule that is nested deeper than any sensible one: before it is read, so that no depth of
    input can run the interpreter out of its stack.
    """
    _check_nesting(data)
    return _from_dict(data)


def _check_nesting(data: Mapping[str, Any]) -> None:
    level: list[Any] = [data]
    for _ in range(MAX_NESTING + 1):
        inner = [item for rule in level if isinstance(rule, Mapping) for item in _parts_of(rule)]
        if not inner:
            return
        level = inner
    from sojourn.model.message import message  # messages hold rules: imported when one is made

    reasons = message("error-rule-too-deep"), message("error-rule-depth", n=MAX_NESTING), message("error-write-flatter")
    raise SojournError(*reasons)


def _parts_of(rule: Mapping[str, Any]) -> list[Any]:
    several = rule.get("any", rule.get("all"))
    if several is not None:
        return list(several)
    return [rule["not"]] if "not" in rule else []


def _from_dict(data: Mapping[str, Any]) -> Rule:
    if "any" in data:
        return AnyOf(tuple(_from_dict(r) for r in data["any"]))
    if "all" in data:
        return AllOf(tuple(_from_dict(r) for r in data["all"]))
    if "not" in data:
        return Not(_from_dict(data["not"]))
    if "ref" in data:
        return Ref(data["ref"])
    return Limb(
        event=data.get("event"),
        measure=data.get("measure"),
        threshold=_bound(data.get("threshold")),
        upper_bound=_bound(data.get("upper_bound")),
        accumulation=data.get("accumulation"),
        window=_window(data.get("window")),
        interruptions=_interruptions(data.get("interruptions")),
        exempt_days=_exempt(data.get("exempt_days")),
        weights=_weights(data.get("weights")),
        basis=data.get("basis"),
        prior=data.get("prior"),
        day_convention=data.get("day_convention"),
        month_end=data.get("month_end"),
        level=data.get("level"),
        criterion=data.get("criterion"),
        recall=_duration(data.get("recall")),
        ends=_ends(data.get("ends")),
        population=population_from_dict(data.get("population") or {}),
    )


def rule_to_dict(rule: Rule) -> dict[str, Any]:
    """Write a rule in its content form; keys in the order of the documentation, unknown facets left out."""
    match rule:
        case AnyOf(rules):
            return {"any": [rule_to_dict(r) for r in rules]}
        case AllOf(rules):
            return {"all": [rule_to_dict(r) for r in rules]}
        case Not(inner):
            return {"not": rule_to_dict(inner)}
        case Ref(target):
            return {"ref": target}
        case Limb():
            return _limb_to_dict(rule)


def _limb_to_dict(limb: Limb) -> dict[str, Any]:
    out: dict[str, Any] = {
        "event": limb.event,
        "measure": limb.measure,
        "threshold": _limit(limb.threshold),
        "upper_bound": _limit(limb.upper_bound),
        "accumulation": limb.accumulation,
        "window": window_to_dict(limb.window) if isinstance(limb.window, Window) else _parts(limb.window),
        "interruptions": limb.interruptions.value
        if isinstance(limb.interruptions, Stated)
        else limb.interruptions and interruptions_to_dict(limb.interruptions),
        "exempt_days": limb.exempt_days.value if isinstance(limb.exempt_days, Stated) else list(limb.exempt_days or ()),
        "weights": [w.numerator if w.denominator == 1 else str(w) for w in limb.weights] if limb.weights else None,
        "basis": limb.basis,
        "prior": limb.prior,
        "day_convention": limb.day_convention,
        "month_end": limb.month_end,
        "level": limb.level,
        "criterion": limb.criterion,
        "recall": _parts(limb.recall),
        "ends": {"ref": limb.ends.id} if isinstance(limb.ends, Ref) else limb.ends,
        "population": population_to_dict(limb.population),
    }
    return {key: value for key, value in out.items() if value not in (None, {}, [])}


def _parts(value: Bound | Duration | Stated | None) -> dict[str, Any] | str | None:
    if value is None:
        return None
    if isinstance(value, Stated):
        return str(value.value)
    return _dict_of(value)


def _limit(value: Bound | Share | Stated | None) -> dict[str, Any] | str | None:
    return share_to_dict(value) if isinstance(value, Share) else _parts(value)


def _dict_of(value: Bound | Duration) -> dict[str, Any]:
    return {name: part for name in value.__slots__ if (part := getattr(value, name)) is not None}


def _bound(data: Mapping[str, Any] | str | None) -> Bound | Share | Stated | None:
    if data is None:
        return None
    if isinstance(data, str):
        return Stated(data)
    return share_from_dict(data) if data["unit"] == SHARE else bound_from_dict(data)


def _window(data: Mapping[str, Any] | str | None) -> Window | Stated | None:
    if data is None:
        return None
    if isinstance(data, str):
        return Stated(data)
    return window_from_dict(data)


def _interruptions(data: Mapping[str, Any] | str | None) -> Interruptions | Stated | None:
    if data is None or isinstance(data, str):
        return None if data is None else Stated(data)
    return interruptions_from_dict(data)


def _exempt(data: list[str] | str | None) -> tuple[str, ...] | Stated | None:
    return Stated(data) if isinstance(data, str) else tuple(data) if data is not None else None


def _duration(data: Mapping[str, Any] | None) -> Duration | None:
    return None if data is None else Duration(data["value"], data["unit"])


def _ends(data: Mapping[str, Any] | str | None) -> str | Ref | None:
    return Ref(data["ref"]) if isinstance(data, Mapping) else data


def _weights(data: list[str | int] | None) -> tuple[Fraction, ...] | None:
    return None if data is None else tuple(Fraction(str(weight)) for weight in data)


def bound_to_dict(bound: Bound) -> dict[str, Any]:
    """A threshold or an upper bound in its content form."""
    return _dict_of(bound)


def bound_from_dict(data: Mapping[str, Any]) -> Bound:
    """Read a threshold or an upper bound from its content form."""
    return Bound(data["value"], data["unit"], data.get("comparison"))


def share_to_dict(share: Share) -> dict[str, Any]:
    """A share of the window in its content form."""
    return {"value": str(share.value), "unit": SHARE, "comparison": share.comparison}


def share_from_dict(data: Mapping[str, Any]) -> Share:
    """Read a share of the window from its content form."""
    return Share(Fraction(data["value"]), data["comparison"])


def interruptions_to_dict(value: Interruptions) -> dict[str, Any]:
    """Breaks that do not interrupt, in their content form."""
    out: dict[str, Any] = {} if value.tolerated is None else {"tolerated": bound_to_dict(value.tolerated)}
    return {**out, "purposes": list(value.purposes)} if value.purposes else out


def interruptions_from_dict(data: Mapping[str, Any]) -> Interruptions:
    """Read breaks that do not interrupt from their content form."""
    tolerated = data.get("tolerated")
    return Interruptions(tolerated and bound_from_dict(tolerated), tuple(data.get("purposes") or ()))
