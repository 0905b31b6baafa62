"""Which facets of a limb are silent, and what each of them could mean next to the limbs of another rule.

See `completions` for the kinds of silence. Here what follows from the rest is filled in, and the values of what is left
open are listed, the alike one first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeGuard

from sojourn.model.rule import BASES, NONE, Bound, Interruptions, Limb, Share, Stated, Window
from sojourn.rules.logic.calendar import MAX_MONTHS
from sojourn.rules.logic.expand import normal
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA

UNLIMITED = Window()
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365, "calendar-year": 365}
# The most lengths of an unnamed window that are tried, besides "no limit".
MAX_WINDOWS = 6
# The windows that a share of an unnamed one could be of, besides those of the other rule.
SHARED_BY = (Window(12, "month"), Window(1, "calendar-year"), Window(6, "month"))


@dataclass(frozen=True, slots=True)
class Open:
    """One silent facet of one limb: the values that it could have, the alike one first.

    Where both rules are silent on the facet (`shared`), a position in the list means the same in all limbs of both.
    """

    limb: int
    facet: str
    values: tuple[object, ...]
    shared: bool = False


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
    if limb.accumulation is None and (isinstance(limb.threshold, Share) or isinstance(limb.upper_bound, Share)):
        # A part of a window is one of days that add up in it.
        changes["accumulation"] = "cumulative"
    present_only = event == "reference-date" and limb.population.base == "de-facto"
    present_only = present_only or (isinstance(limb.window, Window) and limb.window.at is True)
    if limb.threshold is None and (present_only or isinstance(limb.upper_bound, Bound | Share)):
        changes["threshold"] = NONE
    return replace(limb, **changes)  # type: ignore[arg-type]


def silent_facets(limb: Limb) -> tuple[str, ...]:
    """The facets of a limb (as `filled` gives it) whose value has to be asked for or tried."""
    if limb.criterion in OPAQUE_CRITERIA:
        return ()
    out = ["threshold"] if limb.threshold is None else []
    for name, bound in (("threshold", limb.threshold), ("upper_bound", limb.upper_bound)):
        if isinstance(bound, Bound) and bound.comparison is None:
            out.append(f"{name}.comparison")
    if (
        limb.threshold is None
        or isinstance(limb.threshold, Bound | Share)
        or isinstance(limb.upper_bound, Bound | Share)
    ):
        if limb.basis is None:
            out.append("basis")
        out += () if _trivial(limb) else _silent_counting(limb)
    if limb.prior is None and limb.event in ("arrival", "departure"):
        out.append("prior")
    return tuple(out)


def _silent_counting(limb: Limb) -> list[str]:
    """What a limb leaves open of the way in which days are counted."""
    window = limb.window
    out = ["accumulation"] if limb.accumulation is None else []
    no_length = window is None or (isinstance(window, Window) and window.value is None)
    if limb.accumulation in (None, "cumulative", "longest") and no_length:
        out.append("window")
    if limb.event == "reference-date" and _direction_open(limb):
        out.append("window.direction")
    return out


def _trivial(limb: Limb) -> bool:
    """Whether the threshold is met by any stay at all, so that it does not matter how days are counted."""
    lower = limb.threshold
    return isinstance(lower, Bound) and lower.value == 0 and lower.comparison != ">" and limb.upper_bound is NONE


def _direction_open(limb: Limb) -> bool:
    window = limb.window
    if isinstance(window, Window):
        return window.direction is None and window.anchor in (None, "reference-date") and window.yearly is None
    return True


def open_facets(index: int, limb: Limb, own: list[Limb], others: list[Limb], shared: frozenset[str]) -> list[Open]:
    """The silent facets of a limb (the one of that index) with their values.

    `own` and `others` are the limbs of its rule and of the other one; on the facets in `shared` both are silent.
    """
    like = _like(limb, others)
    out: list[Open] = []
    for facet in (*silent_facets(limb), *(("interruptions",) if _breaks_open(limb, like) else ())):
        if facet in shared:
            out.append(Open(index, facet, tuple(_shared_values(facet, limb, [*own, *others])), True))
        else:
            out.append(Open(index, facet, tuple(dict.fromkeys(_values(facet, limb, like, others)))))
    return out


def _breaks_open(limb: Limb, like: Limb | None) -> bool:
    """Whether it has to be asked which breaks interrupt a stay: where the limb's like says so and it does not itself.

    Where neither says anything, both are taken alike: each break counts.
    """
    timed = (
        isinstance(limb.threshold, Bound | Share)
        or isinstance(limb.upper_bound, Bound | Share)
        or limb.threshold is None
    )
    unbroken = limb.accumulation in (None, "continuous") and not _trivial(limb)
    tolerant = like is not None and isinstance(like.interruptions, Interruptions)
    return limb.interruptions is None and timed and unbroken and tolerant


def _like(limb: Limb, others: list[Limb]) -> Limb | None:
    """The limb of the other rule that this one is most like: same event, measured side and basis."""
    timed = [o for o in others if o.threshold is not None or o.event is not None] or others

    def score(o: Limb) -> int:
        return (o.event == limb.event) * 4 + (o.measure == limb.measure) * 2 + (o.basis == limb.basis)

    return max(timed, key=score, default=None)


def _values(facet: str, limb: Limb, like: Limb | None, others: list[Limb]) -> list[object]:
    """What a facet could be next to a rule that states it, that rule's value first."""
    match facet:
        case "threshold":
            return [*_thresholds(like, others), *_own_lengths(limb), NONE]
        case "threshold.comparison":
            return _comparisons("threshold", like, (">=", ">"))
        case "upper_bound.comparison":
            return _comparisons("upper_bound", like, ("<", "<="))
        case "basis":
            return _bases(like)
        case "accumulation":
            theirs = like.accumulation if like else None
            return sorted(("continuous", "cumulative"), key=lambda way: way != (theirs or "continuous"))
        case "window":
            return list(_windows(limb, others))
        case "window.direction":
            return _directions(limb, like)
        case "interruptions":
            return [like.interruptions if like else None, NONE]
        case _:
            return _priors(limb, like)


def _shared_values(facet: str, limb: Limb, limbs: list[Limb]) -> list[object]:
    """What a facet could be on which both rules (`limbs`) are silent, whichever of them comes first."""
    match facet:
        case "threshold.comparison":
            return [">=", ">"]
        case "upper_bound.comparison":
            return ["<", "<="]
        case "basis":
            stated_bases = {o.basis for o in limbs}
            return ["actual", *(basis for basis in BASES if basis in stated_bases - {"actual"})]
        case "accumulation":
            return ["continuous", "cumulative"]
        case "window":
            return list(_shared_windows(limbs))
        case "window.direction":
            # What is planned lies ahead.
            ahead = limb.basis in ("intended", "granted")
            return ["forward"] * 3 if ahead else ["backward", "forward", "either"]
        case _:
            return ["none", _natural_prior(limb)] if any(o.prior not in (None, "none") for o in limbs) else ["none"]


def _size(length: Bound | Window) -> int:
    """About how many days a length is, to put lengths in order."""
    return (length.value or 0) * _DAYS[length.unit or "day"]


def _thresholds(like: Limb | None, others: list[Limb]) -> list[object]:
    bounds = [o.threshold for o in ([like] if like else []) + others if o and isinstance(o.threshold, Bound)]
    out: list[object] = []
    for b in bounds[:2]:
        out += [b, Bound(b.value + 1, b.unit, b.comparison or ">=")]
        if b.value > 1:
            out.append(Bound(b.value - 1, b.unit, b.comparison or ">="))
    out = [replace(b, comparison=b.comparison or ">=") if isinstance(b, Bound) else b for b in out]
    return out or [Bound(12, "month", ">=")]


def _own_lengths(limb: Limb) -> list[object]:
    """The longest and the shortest minimum that a limb's own window leaves room for, however long the other rule's is."""
    window = limb.window
    if not isinstance(window, Window) or not window.value or limb.accumulation == "continuous":
        return []
    unit = "year" if window.unit == "calendar-year" else window.unit or "day"
    return [Bound(window.value, unit, ">="), Bound(1, "day", ">=")]


def _comparisons(facet: str, like: Limb | None, signs: tuple[str, str]) -> list[object]:
    theirs = getattr(like, facet, None)
    sign = theirs.comparison if isinstance(theirs, Bound) and theirs.comparison in signs else None
    return [sign or signs[0], *signs]


def _bases(like: Limb | None) -> list[object]:
    if like is None or like.basis is None:
        return ["actual"]
    return [like.basis, "actual", "intended", "actual-or-intended"]


def _natural_prior(limb: Limb) -> str:
    return "non-resident" if limb.event == "arrival" else "resident"


def _priors(limb: Limb, like: Limb | None) -> list[object]:
    if like is None or like.prior is None or like.event != limb.event:
        return ["none"]
    return [like.prior, "none", _natural_prior(limb)]


def _windows(limb: Limb, others: list[Limb]) -> list[Window | Stated]:
    """Windows that an unnamed one could be: the other rule's, the threshold itself, one between, no limit."""
    if _of_a_share(limb):
        named: list[Window | Stated] = [_unplaced(o.window) for o in others if _has_days(o.window)]
        return [*dict.fromkeys([*named, *SHARED_BY])][:MAX_WINDOWS]
    bound = limb.threshold if isinstance(limb.threshold, Bound) else limb.upper_bound
    if not isinstance(bound, Bound):
        return [NONE]
    out: list[Window | Stated] = []
    for o in others:
        w, t = o.window, o.threshold
        if _has_days(w):
            if _size(w) >= _size(bound):
                out.append(_unplaced(w))
            if isinstance(t, Bound) and w.value and t.unit == bound.unit == w.unit and w.value > t.value:
                slack = w.value - t.value
                out += [Window(bound.value + slack + d, w.unit) for d in (0, 1)]
    out += [Window(bound.value, bound.unit), *_longer(bound)]
    return [*dict.fromkeys(out), NONE][:MAX_WINDOWS]


def _of_a_share(limb: Limb) -> bool:
    """Whether a limb asks for a part of its window, so that there must be one."""
    return isinstance(limb.threshold, Share) or isinstance(limb.upper_bound, Share)


def _has_days(window: Window | Stated | None) -> TypeGuard[Window]:
    """Whether a window is one in which days are added up, at a place of its own."""
    return isinstance(window, Window) and bool(window.value) and window.anchor != "rolling" and not window.at


def _unplaced(window: Window) -> Window:
    """The same window wherever a rule that names none puts it."""
    return replace(window, anchor=None, direction=None)


def _longer(bound: Bound) -> list[Window | Stated]:
    """A window that leaves room for an interruption."""
    if bound.unit != "month" or bound.value * 2 > MAX_MONTHS:
        return []
    return [Window(max(bound.value * 4 // 3, bound.value + 1), "month")]


def _shared_windows(limbs: list[Limb]) -> list[Window | Stated]:
    """Windows that an unnamed one could be in both rules: those that either names, each threshold, no limit."""
    found: set[Window | Stated] = set()
    for limb in limbs:
        window, bound = limb.window, limb.threshold if isinstance(limb.threshold, Bound) else limb.upper_bound
        if _has_days(window):
            found.add(_unplaced(window))
        if isinstance(bound, Bound):
            found |= {Window(bound.value, bound.unit), *_longer(bound)}
        if _of_a_share(limb):
            found |= set(SHARED_BY)
    by_length = sorted((w for w in found if isinstance(w, Window)), key=lambda w: (_size(w), str(w.unit)))
    return [*by_length[-MAX_WINDOWS:], *([] if any(map(_of_a_share, limbs)) else [NONE])]


def _directions(limb: Limb, like: Limb | None) -> list[object]:
    theirs = like.window.direction if like and isinstance(like.window, Window) else None
    planned = limb.basis in ("intended", "granted")
    natural = "forward" if planned else "backward"
    return [natural] if theirs is None else [theirs, natural, "either"]
