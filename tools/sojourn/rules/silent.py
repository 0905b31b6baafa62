"""Which facets of a limb are silent, and what each of them could mean next to the limbs of another rule.

See `readings` for the three kinds of silence. Here the first kind is filled in, and the values of the third are listed,
the alike one first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sojourn.model.rule import NONE, Bound, Limb, Stated, Window
from sojourn.rules.expand import normal
from sojourn.rules.limbs import OPAQUE_CRITERIA
from sojourn.rules.months import MAX_MONTHS

UNLIMITED = Window()


@dataclass(frozen=True, slots=True)
class Open:
    """One silent facet of one limb: the values that it could have, the alike one first."""

    limb: int
    facet: str
    values: tuple[object, ...]


def is_attribute_test(limb: Limb, whole: bool) -> bool:
    """Whether a limb tests attributes only: part of a combination, and silent on everything about time."""
    silent = (limb.event, limb.measure, limb.threshold, limb.upper_bound, limb.accumulation, limb.window)
    return not whole and all(part is None for part in silent)


def filled(limb: Limb, event: str, whole: bool) -> Limb:
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


def open_facets(index: int, limb: Limb, others: list[Limb], whole: bool) -> list[Open]:
    """The silent facets of a limb (the one of that index) whose value has to be asked for or tried."""
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
