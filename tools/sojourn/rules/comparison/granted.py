"""What is taken for granted where a rule is silent, and so has to be named as an assumption.

Most silent facets are gone through (`completions`). These are not: trying each value would leave nearly every relation
undetermined and ask about what texts hardly ever mean. So each is taken in one way, and whoever reads the result is told.
"""

from __future__ import annotations

from sojourn.model.rule import NONE, Bound, Limb, Rule, Share, Window
from sojourn.rules.comparison.open_facets import is_attribute_test
from sojourn.rules.logic.caches import cached
from sojourn.rules.logic.expand import limbs_of
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA, is_rolling

CROSSINGS = ("arrival", "departure")
# In the order in which they are told: no maximum; none but a maximum; which time counts at a crossing; presence on a
# date; an absence on a date is the time away that contains it; each break interrupts; the status before is not that of
# whom the crossing leaves as they are; and where lengths and sides are open, that they are among those that are tried;
# that every day counts, of a rule next to one that leaves days out.
KINDS = (
    "no-maximum",
    "no-minimum",
    "side",
    "presence",
    "away",
    "breaks",
    "status",
    "minimum",
    "period",
    "direction",
    "exempt",
)
TRIED = {"threshold": "minimum", "window": "period", "window.direction": "direction"}


@cached(20_000)
def granted(rule: Rule) -> frozenset[str]:
    """Which of `KINDS` is taken for granted of a rule without references.

    >>> sorted(granted(Limb("arrival", "stay", Bound(12, "month", ">="), accumulation="continuous", prior="none")))
    ['breaks', 'no-maximum']
    """
    whole = isinstance(rule, Limb)
    timed = [limb for limb in limbs_of(rule) if not is_attribute_test(limb, whole)]
    return frozenset(kind for limb in timed if limb.criterion not in OPAQUE_CRITERIA for kind in _of_limb(limb))


def _of_limb(limb: Limb) -> set[str]:
    found: set[str] = set()
    if limb.upper_bound is None:
        found.add("no-maximum")
    if limb.threshold is None and isinstance(limb.upper_bound, Bound | Share):
        found.add("no-minimum")
    if limb.prior is None and limb.event in CROSSINGS:
        found.add("status")
    if limb.threshold is NONE and not isinstance(limb.upper_bound, Bound | Share):
        away = limb.measure == "absence" and limb.event == "reference-date" and limb.accumulation is None
        return found | ({"away"} if away else set())
    if limb.event not in CROSSINGS:
        return found | ({"presence"} if limb.measure is None else set())
    if limb.measure is None or _side_open(limb):
        found.add("side")
    if limb.interruptions is None and limb.accumulation in (None, "continuous"):
        found.add("breaks")
    return found


def _side_open(limb: Limb) -> bool:
    """Whether a limb does not say on which side of the crossing its time lies.

    An unbroken stay after an arrival, or absence after a departure, can lie on one side only.
    """
    if limb.accumulation == "weighted" or is_rolling(limb):
        return False
    if limb.accumulation == "continuous" and (limb.event == "arrival") == (limb.measure == "stay"):
        return False
    return limb.window is None or (isinstance(limb.window, Window) and limb.window.direction is None)
