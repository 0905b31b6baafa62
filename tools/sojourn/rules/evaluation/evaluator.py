"""A second, deliberately naive reading of rules: look at every single day of one traveller.

It shares no code with the search (`formula`, `lowering`, `difference_constraints`, ...), not even the arithmetic of months, so
that a mistake there shows: every witness is put to it before it is returned, and the tests put random travellers to
both.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sojourn.model.rule import AllOf, AnyOf, Bound, Limb, Not, Ref, Rule, Share, Window
from sojourn.model.traveller import Stay as Stay
from sojourn.model.traveller import Traveller as Traveller
from sojourn.rules.evaluation.closure import closed
from sojourn.rules.evaluation.measured import indicator, measure, sides
from sojourn.rules.evaluation.periods import PresencePeriod, periods

_OBJECT_OF_BASIS = {
    "actual": ["actual"],
    "intended": ["intended"],
    "granted": ["granted"],
    "registration": ["registered"],
    "actual-or-intended": ["actual", "intended"],
}


def evaluate(rule: Rule, traveller: Traveller, *, silent: str = "N", plans_come_true: bool = False) -> bool:
    """Whether the rule counts the traveller. Nothing in the rule may be unknown but the day convention.

    `silent` is the day indicator (N, P, W) for limbs without a convention; with `plans_come_true` plans are taken as the
    actual stays.
    Raises ValueError for limbs that have no day-by-day meaning (decided by a model, by name).

    >>> from datetime import date
    >>> from sojourn.model.rule import Bound, Limb
    >>> year = Limb("arrival", "stay", Bound(12, "month", ">="), accumulation="continuous", basis="actual")
    >>> stays = ((date(2020, 1, 1), date(2020, 12, 31)), (date(2020, 1, 1), date(2021, 1, 1)))
    >>> [evaluate(year, Traveller("arrival", stay[0], (stay,))) for stay in stays]
    [False, True]
    """
    match rule:
        case AnyOf(rules):
            return any(evaluate(r, traveller, silent=silent, plans_come_true=plans_come_true) for r in rules)
        case AllOf(rules):
            return all(evaluate(r, traveller, silent=silent, plans_come_true=plans_come_true) for r in rules)
        case Not(inner):
            spoken = _events(inner)
            if spoken and traveller.event not in spoken:
                return False
            return not evaluate(inner, traveller, silent=silent, plans_come_true=plans_come_true)
        case Ref():
            raise ValueError("replace references first")
        case Limb():
            if rule.event not in (None, traveller.event):
                return False
            return _attributes_fit(rule, traveller) and _duration_fits(rule, traveller, silent, plans_come_true)


def _events(rule: Rule) -> set[str]:
    match rule:
        case Limb():
            return {rule.event} if rule.event else set()
        case AnyOf(rules) | AllOf(rules):
            return {e for r in rules for e in _events(r)}
        case Not(inner):
            return _events(inner)
        case Ref():
            return set()


def _attributes_fit(limb: Limb, traveller: Traveller) -> bool:
    has = traveller.attributes
    asks_status = limb.prior in ("resident", "non-resident") and traveller.event != "reference-date"
    if asks_status and has.get("status_before", limb.prior) != limb.prior:
        return False
    for name, values in limb.population.allowed:
        if has.get(name) not in values:
            return False
    if limb.population.base == "registered" and has.get("registered") != "yes":
        return False
    by_criterion = {
        "legal-status": "legal_status",
        "citizenship": "citizenship",
        "country-of-birth": "birth",
        "previous-residence": "previous_residence",
    }
    attribute = by_criterion.get(limb.criterion or "")
    if attribute and attribute not in dict(limb.population.requires) and has.get(f"counted_by_{attribute}") != "yes":
        return False
    return not any(has.get(f"group:{group}") == "yes" for group in limb.population.excludes)


def _duration_fits(limb: Limb, traveller: Traveller, silent: str, plans_come_true: bool) -> bool:
    for obj in _OBJECT_OF_BASIS[limb.basis or "actual"]:
        real = obj == "actual" or (plans_come_true and obj != "registered")
        stays = traveller.stays if real else traveller.plans.get(obj, ())
        if _object_fits(limb, traveller, stays, obj, silent):
            return True
    return False


def _object_fits(limb: Limb, traveller: Traveller, stays: tuple[Stay, ...], obj: str, silent: str) -> bool:
    """Whether the minimum and the maximum are kept, on one of the sides of the anchor that the limb may look at."""
    return any(_side_fits(limb, traveller, stays, obj, silent, side) for side in sides(limb, traveller.event, obj))


def _side_fits(limb: Limb, traveller: Traveller, stays: tuple[Stay, ...], obj: str, silent: str, side: str) -> bool:
    counted = _day_test(limb, stays, silent)
    counted = _but_for_exempt(counted, limb, traveller)
    if obj not in ("intended", "granted"):
        # A plan is for a length of time, and holds no breaks.
        counted = closed(counted, limb, traveller.attributes)
    window = limb.window if isinstance(limb.window, Window) else Window()
    found = periods(limb, traveller.anchor, side)
    if window.at:
        # The day at the far end: the first day of a period behind the anchor, the day after one ahead of it.
        far = found[0].first if side == "behind" else found[0].end
        return far is not None and counted(far)
    fits = (_period_fits(limb, traveller, stays, counted, silent, side, period, obj) for period in found)
    return any(fits) if window.some else all(fits)


def _period_fits(
    limb: Limb,
    traveller: Traveller,
    stays: tuple[Stay, ...],
    counted: Callable[[date], bool],
    silent: str,
    side: str,
    period: PresencePeriod,
    obj: str,
) -> bool:
    lower, upper = limb.threshold, limb.upper_bound
    if isinstance(lower, Bound | Share):
        if not measure(
            limb, traveller, stays, counted, side, lower, lower.comparison == ">", True, silent, period, obj
        ):
            return False
    elif traveller.event == "reference-date" and _tied_to_the_date(limb) and not counted(traveller.anchor):
        return False
    if isinstance(upper, Bound | Share):
        more = upper.comparison == "<="
        return not measure(limb, traveller, stays, counted, side, upper, more, False, silent, period, obj)
    return True


def _tied_to_the_date(limb: Limb) -> bool:
    """Who is counted de facto is there on the day; who is in the middle of an absence is away on it."""
    contains = isinstance(limb.window, Window) and limb.window.direction == "around"
    one_absence = limb.measure == "absence" and (
        contains or limb.accumulation not in ("cumulative", "longest", "span", "weighted")
    )
    return one_absence or limb.population.base == "de-facto"


def _but_for_exempt(counted: Callable[[date], bool], limb: Limb, traveller: Traveller) -> Callable[[date], bool]:
    """Whether a day counts, days on which the person is in an exempt group left out."""
    groups = limb.exempt_days
    if not isinstance(groups, tuple):
        return counted
    if limb.accumulation not in ("cumulative", "weighted"):
        raise ValueError("only days that add up can be exempt")
    always = any(traveller.attributes.get(f"group:{group}") == "yes" for group in groups)
    spells = [(first, last) for group, first, last in traveller.memberships if group in groups]
    return lambda day: counted(day) and not always and not any(first <= day <= last for first, last in spells)


def _day_test(limb: Limb, stays: tuple[Stay, ...], silent: str) -> Callable[[date], bool]:
    """Whether a day counts, under the limb's own day convention."""
    away = limb.measure == "absence"
    day_kind = indicator(limb, silent)

    def present(day: date) -> bool:
        for came, left in stays:
            after = came is None or came <= day
            if day_kind == "N" and after and (left is None or day < left):
                return True
            if day_kind == "P" and after and (left is None or day <= left):
                return True
            if day_kind == "W" and (came is None or came < day) and (left is None or day < left):
                return True
        return False

    return (lambda day: not present(day)) if away else present
