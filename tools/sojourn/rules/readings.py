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

from sojourn.model.rule import NONE, Bound, Limb, Rule, Stated, Window
from sojourn.rules.expand import limbs_of, map_limbs, normal
from sojourn.rules.limbs import OPAQUE_CRITERIA
from sojourn.rules.months import MAX_MONTHS

# No more than so many readings of one rule are tried; beyond, the list of possible relations may be too short.
MAX_READINGS = 48
UNLIMITED = Window()


@dataclass(frozen=True, slots=True)
class Open:
    """One silent facet of one limb: the values that it could have, the alike one first."""

    limb: int
    facet: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A rule with nothing unknown, and which value was taken for each open facet (by index into its values)."""

    rule: Rule
    choice: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """All readings of a rule next to another: the open facets, the readings (the alike one first), assumptions made."""

    open: tuple[Open, ...]
    readings: tuple[Reading, ...]
    assumptions: tuple[str, ...]
    complete: bool


@lru_cache(maxsize=20_000)
def readings(rule: Rule, other: Rule, side: str) -> Readings:
    """The readings of `rule` (without references) next to `other`; `side` is its name in the assumptions."""
    assumptions: list[str] = []
    event = _only_event(rule) or _only_event(other) or "reference-date"
    if any(_needs_event(limb) for limb in limbs_of(rule)):
        assumptions.append(f"{side} does not say which event it is about; taken as {event}.")
    whole = isinstance(rule, Limb)
    limbs = [_filled(limb, event, whole) for limb in limbs_of(rule)]
    others = list(limbs_of(other))
    found = [o for i, limb in enumerate(limbs) for o in _open_facets(i, limb, others, whole)]
    questions = tuple(dict.fromkeys(o.facet for o in found))
    sizes = [max(len(o.values) for o in found if o.facet == facet) for facet in questions]
    out: dict[Rule, Reading] = {}
    for choice in islice(_choices(sizes), MAX_READINGS):
        picked = dict(zip(questions, choice, strict=True))
        known = _fill(rule, limbs, [(o, o.values[min(picked[o.facet], len(o.values) - 1)]) for o in found])
        out.setdefault(known, Reading(known, choice))
    total = prod(sizes)
    firsts = tuple(next(o for o in found if o.facet == facet) for facet in questions)
    widest = tuple(replace(o, values=max((p.values for p in found if p.facet == o.facet), key=len)) for o in firsts)
    return Readings(widest, tuple(out.values()), tuple(assumptions), total <= MAX_READINGS)


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


def is_attribute_test(limb: Limb, whole: bool) -> bool:
    """Whether a limb tests attributes only: part of a combination, and silent on everything about time."""
    silent = (limb.event, limb.measure, limb.threshold, limb.upper_bound, limb.accumulation, limb.window)
    return not whole and all(part is None for part in silent)


def _needs_event(limb: Limb) -> bool:
    return limb.event is None and (limb.threshold is not None or limb.upper_bound is not None)


def _filled(limb: Limb, event: str, whole: bool) -> Limb:
    """The limb with what follows from the rest of it written out."""
    limb = normal(limb)
    if is_attribute_test(limb, whole):
        return replace(limb, threshold=NONE, upper_bound=NONE, accumulation="continuous", window=NONE, basis="actual")
    event = limb.event or event
    changes: dict[str, object] = {"event": event}
    if limb.measure is None:
        changes["measure"] = "absence" if event == "departure" else "stay"
    if limb.upper_bound is None:
        changes["upper_bound"] = NONE
    present_only = event == "reference-date" and limb.population.base == "de-facto"
    if limb.threshold is None and (present_only or isinstance(limb.upper_bound, Bound)):
        changes["threshold"] = NONE
    return replace(limb, **changes)  # type: ignore[arg-type]


def _open_facets(index: int, limb: Limb, others: list[Limb], whole: bool) -> list[Open]:
    if limb.criterion in OPAQUE_CRITERIA:
        return []
    like = _like(limb, others)
    out: list[Open] = []

    def add(facet: str, values: list[object]) -> None:
        out.append(Open(index, facet, tuple(dict.fromkeys(values))))

    if limb.threshold is None:
        add("threshold", _thresholds(like, others))
    bounds = [b for b in (limb.threshold, limb.upper_bound) if isinstance(b, Bound)]
    for facet, bound, signs in (
        ("threshold", limb.threshold, (">=", ">")),
        ("upper_bound", limb.upper_bound, ("<", "<=")),
    ):
        if isinstance(bound, Bound) and bound.comparison is None:
            add(f"{facet}.comparison", _comparisons(facet, like, signs))
    if not bounds and limb.threshold is not None:
        return out + _prior(index, limb, like)
    if limb.basis is None:
        add("basis", _bases(like))
    if not _trivial(limb):
        add_count = _counting(limb, like, others)
        if len(add_count) > 1 or limb.accumulation is None:
            add("accumulation" if limb.accumulation is None else "window", add_count)
        if limb.event == "reference-date" and _direction_open(limb):
            add("window.direction", _directions(limb, like))
    return out + _prior(index, limb, like)


def _like(limb: Limb, others: list[Limb]) -> Limb | None:
    """The limb of the other rule that this one is most like: same event, measured side and basis."""
    timed = [o for o in others if o.threshold is not None or o.event is not None] or others

    def score(o: Limb) -> int:
        return (o.event == limb.event) * 4 + (o.measure == limb.measure) * 2 + (o.basis == limb.basis)

    return max(timed, key=score, default=None)


def _trivial(limb: Limb) -> bool:
    """Whether the threshold is met by any stay at all, so that it does not matter how days are counted."""
    lower = limb.threshold
    return isinstance(lower, Bound) and lower.value == 0 and lower.comparison != ">" and limb.upper_bound is NONE


def _thresholds(like: Limb | None, others: list[Limb]) -> list[object]:
    bounds = [o.threshold for o in ([like] if like else []) + others if o and isinstance(o.threshold, Bound)]
    out: list[object] = []
    for b in bounds[:2]:
        out += [b, Bound(b.value + 1, b.unit, b.comparison or ">=")]
        if b.value > 1:
            out.append(Bound(b.value - 1, b.unit, b.comparison or ">="))
    out = [replace(b, comparison=b.comparison or ">=") if isinstance(b, Bound) else b for b in out]
    return [*(out or [Bound(12, "month", ">=")]), NONE]


def _comparisons(facet: str, like: Limb | None, signs: tuple[str, str]) -> list[object]:
    theirs = getattr(like, facet, None)
    sign = theirs.comparison if isinstance(theirs, Bound) and theirs.comparison in signs else None
    return [sign or signs[0], *signs]


def _bases(like: Limb | None) -> list[object]:
    if like is None or like.basis is None:
        return ["actual"]
    return [like.basis, "actual", "intended", "actual-or-intended"]


def _prior(index: int, limb: Limb, like: Limb | None) -> list[Open]:
    if limb.prior is not None or limb.event not in ("arrival", "departure"):
        return []
    if like is None or like.prior is None or like.event != limb.event:
        return [Open(index, "prior", ("none",))]
    natural = "non-resident" if limb.event == "arrival" else "resident"
    return [Open(index, "prior", tuple(dict.fromkeys([like.prior, "none", natural])))]


def _counting(limb: Limb, like: Limb | None, others: list[Limb]) -> list[object]:
    """The ways of counting that stay open, as (accumulation, window) pairs."""
    window = limb.window
    known = isinstance(window, Window) and window.value is not None
    side = window if isinstance(window, Window) else UNLIMITED
    windows: list[Window | Stated]
    if known or window is NONE:
        windows = [window if isinstance(window, (Window, Stated)) else NONE]
    else:
        windows = [_sided(w, side) for w in _windows(limb, others)]
    both = ("continuous", "cumulative") if limb.accumulation is None else (limb.accumulation,)
    if limb.accumulation in ("weighted",):
        return [(limb.accumulation, window if window is not None else NONE)]
    out: list[object] = []
    for way in both:
        if way == "cumulative":
            out += [(way, w) for w in windows]
        elif way == "span":
            out.append((way, windows[0] if known else (window if window is not None else NONE)))
        else:
            out.append((way, window if window is not None else NONE))
    theirs = like.accumulation if like else None
    out.sort(key=lambda pair: isinstance(pair, tuple) and pair[0] != (theirs or "continuous"))
    return out


def _sided(window: Window | Stated, side: Window) -> Window | Stated:
    if not isinstance(window, Window):
        return side if side != UNLIMITED else NONE
    return Window(window.value, window.unit, side.anchor, side.direction)


def _windows(limb: Limb, others: list[Limb]) -> list[Window | Stated]:
    """Windows that an unnamed one could be: the other rule's, the threshold itself, one between, no limit."""
    bound = limb.threshold if isinstance(limb.threshold, Bound) else limb.upper_bound
    if not isinstance(bound, Bound):
        return [NONE]
    out: list[Window | Stated] = []
    days = {"day": 1, "week": 7, "month": 30, "year": 365, "calendar-year": 365}
    for o in others:
        w, t = o.window, o.threshold
        if isinstance(w, Window) and w.value and w.unit and w.anchor != "rolling":
            if w.value * days[w.unit] >= bound.value * days[bound.unit]:
                out.append(Window(w.value, w.unit))
            if isinstance(t, Bound) and t.unit == bound.unit == w.unit and w.value > t.value:
                slack = w.value - t.value
                out += [Window(bound.value + slack + d, w.unit) for d in (0, 1)]
    out.append(Window(bound.value, bound.unit))
    if bound.unit == "month" and bound.value * 2 <= MAX_MONTHS:
        out.append(Window(max(bound.value * 4 // 3, bound.value + 1), "month"))
    return [*dict.fromkeys(out), NONE][:6]


def _direction_open(limb: Limb) -> bool:
    window = limb.window
    if isinstance(window, Window):
        return window.direction is None and window.anchor in (None, "reference-date") and window.unit != "calendar-year"
    return True


def _directions(limb: Limb, like: Limb | None) -> list[object]:
    theirs = like.window.direction if like and isinstance(like.window, Window) else None
    planned = limb.basis in ("intended", "granted")
    natural = "forward" if planned else "backward"
    if theirs is None:
        return [natural]
    return [theirs, natural, "either"]


def _fill(rule: Rule, limbs: list[Limb], picked: list[tuple[Open, object]]) -> Rule:
    changes: list[dict[str, object]] = [_settled(limb) for limb in limbs]
    for facet, value in picked:
        _with(limbs[facet.limb], changes[facet.limb], facet.facet, value)
    rest = (replace(limb, **change) for limb, change in zip(limbs, changes, strict=True))  # type: ignore[arg-type]
    return map_limbs(rule, lambda _: next(rest))


def _with(limb: Limb, changes: dict[str, object], facet: str, value: object) -> None:
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
