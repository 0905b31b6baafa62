"""What the silent facets of a rule could mean: the readings of a rule next to another one.

Three kinds of silence (see `sojourn.model.rule`) need three answers:

1. *Followed from the rest.* The measured side (stay at an arrival, absence at a departure), the direction of a
   count from a crossing, an upper bound or a minimum accumulation that cannot matter: filled in, nobody needs to be
   asked. The level is the country, the criterion simple residence, unless the rule says otherwise.
2. *Taken alike.* The day convention is taken as on the other side; where **both** sides are silent on basis,
   required status before, or direction, the same value is taken for both. Each is reported as an assumption.
3. *Left open.* Everything else is tried with each value that makes sense next to the other rule: whether exactly
   the threshold counts, whether days add up, in which period, on whose word, on which side of the reference date,
   which threshold. The comparison then holds for all readings, or is `undetermined` with the questions that would
   settle it.

A facet that several limbs of one rule leave open is one question with one answer: one text is silent in one way.
The first value of each list is the other side's (or, if that is silent too, the most usual): the `alike` reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, islice, product
from math import prod

from sojourn.model.rule import NONE, Limb, Rule, Window
from sojourn.rules.expand import limbs_of, map_limbs
from sojourn.rules.silent import Open, filled, open_facets

# No more than so many readings of one rule are tried; beyond, the list of possible relations may be too short.
MAX_READINGS = 48


@dataclass(frozen=True, slots=True)
class Reading:
    """A rule with nothing unknown, and which value was taken for each open facet (by index into its values)."""

    rule: Rule
    choice: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """All readings of a rule next to another: the open facets and the readings (the alike one first).

    `event` is the kind of event that the rule is taken to be about, if it does not say so itself. Readings are compared
    by identity: `readings` gives the same object again.
    """

    open: tuple[Open, ...]
    readings: tuple[Reading, ...]
    event: str | None
    complete: bool

    def assumptions(self, side: str) -> tuple[str, ...]:
        """What was assumed, in words; `side` is the rule's name in them."""
        if self.event is None:
            return ()
        return (f"{side} does not say which event it is about; taken as {self.event}.",)


@lru_cache(maxsize=20_000)
def readings(rule: Rule, other: Rule) -> Readings:
    """The readings of `rule` (without references) next to `other`."""
    event = _only_event(rule) or _only_event(other) or "reference-date"
    whole = isinstance(rule, Limb)
    limbs = _limbs(rule, event, whole)
    others = list(limbs_of(other))
    found = tuple(o for i, limb in enumerate(limbs) for o in open_facets(i, limb, others, whole))
    assumed = event if any(_needs_event(limb) for limb in limbs_of(rule)) else None
    return _readings(rule, event, assumed, found)


@lru_cache(maxsize=50_000)
def _limbs(rule: Rule, event: str, whole: bool) -> tuple[Limb, ...]:
    return tuple(filled(limb, event, whole) for limb in limbs_of(rule))


@lru_cache(maxsize=20_000)
def _readings(rule: Rule, event: str, assumed: str | None, found: tuple[Open, ...]) -> Readings:
    """The readings, given what each open facet could be: many other rules leave the same to choose from."""
    limbs = _limbs(rule, event, isinstance(rule, Limb))
    questions = tuple(dict.fromkeys(o.facet for o in found))
    sizes = [max(len(o.values) for o in found if o.facet == facet) for facet in questions]
    own = [
        [(o.facet, o.values, questions.index(o.facet)) for o in found if o.limb == index] for index in range(len(limbs))
    ]
    made: dict[tuple[int, ...], Limb] = {}
    same: dict[Limb, int] = {}
    out: dict[tuple[int, ...], Reading] = {}
    for choice in islice(_choices(sizes), MAX_READINGS):
        numbers: list[int] = []
        for index, limb in enumerate(limbs):
            key = (index, *(choice[where] for _, _, where in own[index]))
            if key not in made:
                made[key] = _with(
                    limb, [(facet, values[min(choice[w], len(values) - 1)]) for facet, values, w in own[index]]
                )
            numbers.append(same.setdefault(made[key], len(same)))
        if tuple(numbers) not in out:
            kinds = list(same)
            out[tuple(numbers)] = Reading(_written(rule, [kinds[number] for number in numbers]), choice)
    firsts = tuple(next(o for o in found if o.facet == facet) for facet in questions)
    widest = tuple(replace(o, values=max((p.values for p in found if p.facet == o.facet), key=len)) for o in firsts)
    return Readings(widest, tuple(out.values()), assumed, prod(sizes) <= MAX_READINGS)


def _written(rule: Rule, limbs: list[Limb]) -> Rule:
    """The rule with these limbs, from left to right."""
    rest = iter(limbs)
    return map_limbs(rule, lambda _: next(rest))


def _choices(sizes: list[int]) -> Iterator[tuple[int, ...]]:
    """All choices, those that differ from the alike one in the fewest facets first."""
    for differing in range(len(sizes) + 1):
        for where in combinations(range(len(sizes)), differing):
            for values in product(*(range(1, sizes[i]) for i in where)):
                choice = [0] * len(sizes)
                for i, value in zip(where, values, strict=True):
                    choice[i] = value
                yield tuple(choice)


def _only_event(rule: Rule) -> str | None:
    events = {limb.event for limb in limbs_of(rule) if limb.event is not None}
    return events.pop() if len(events) == 1 else None


def _needs_event(limb: Limb) -> bool:
    return limb.event is None and (limb.threshold is not None or limb.upper_bound is not None)


def _with(limb: Limb, picked: list[tuple[str, object]]) -> Limb:
    """The limb with a value for each of its open facets."""
    changes = _settled(limb)
    for facet, value in picked:
        _note(limb, changes, facet, value)
    return replace(limb, **changes)  # type: ignore[arg-type]


def _note(limb: Limb, changes: dict[str, object], facet: str, value: object) -> None:
    """Note the value of an open facet among the changes of a limb."""
    match facet:
        case "threshold.comparison" | "upper_bound.comparison":
            name = facet.partition(".")[0]
            changes[name] = replace(getattr(limb, name), comparison=value)
        case "accumulation" | "window":
            assert isinstance(value, tuple)
            changes["accumulation"], changes["window"] = value
        case "window.direction":
            window = changes.get("window", limb.window)
            side = str(value)
            changes["window"] = replace(window if isinstance(window, Window) else Window(), direction=side)
        case _:
            changes[facet] = value


def _settled(limb: Limb) -> dict[str, object]:
    """Defaults for what cannot matter once the open facets have values."""
    usual: dict[str, object] = {"threshold": NONE, "accumulation": "continuous", "basis": "actual", "prior": "none"}
    return {facet: value for facet, value in usual.items() if getattr(limb, facet) is None}
