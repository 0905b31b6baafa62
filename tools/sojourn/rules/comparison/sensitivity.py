"""Whether the relation of two rules would be another one if months rolled over to the 1st (`logic.month_end`)."""

from __future__ import annotations

from sojourn.model.message import message
from sojourn.model.rule import Rule
from sojourn.model.trace import Node
from sojourn.rules.comparison.compare import compare
from sojourn.rules.comparison.relation import named
from sojourn.rules.comparison.result import Comparison
from sojourn.rules.logic.month_end import with_other_convention


def other_months(a: Rule, b: Rule, found: Comparison, *, assume_intentions_come_true: bool = False) -> Node | None:
    """The relation under the other convention, beside the one that was found; None where no rule measures in months.

    `a` and `b` are rules without references.

    >>> from sojourn.model.rule import Bound, Limb
    >>> days, months = (Limb("arrival", "stay", Bound(n, unit, ">=")) for n, unit in ((181, "day"), (6, "month")))
    >>> node = other_months(days, months, compare(days, months))
    >>> node.found.id if node else None
    'months-same'
    """
    others = with_other_convention(a, b)
    if others is None:
        return None
    again = compare(*others, assume_intentions_come_true=assume_intentions_come_true, witnesses=False)
    if again.relation == found.relation and again.possible == found.possible:
        return Node(message("asked-months"), message("months-same", relation=named(found.relation)))
    return Node(message("asked-months"), message("months-other", relation=named(again.relation)))
