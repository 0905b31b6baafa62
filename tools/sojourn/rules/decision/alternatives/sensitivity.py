"""Whether an answer would be another one if months ended as another convention has it.

Months are clamped (31 August + 6 months is the last day of February) or roll over to the 1st of the month after. The two
differ for events on the 29th to the 31st alone; there an explanation says what the other one would give.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sojourn.model.message import message
from sojourn.model.rule import Rule
from sojourn.model.trace import Node
from sojourn.rules.errors import RuleError
from sojourn.rules.logic.expand import limbs_of
from sojourn.rules.logic.month_end import with_other_convention

# Every month has this day.
SHORTEST = 28


def with_sensitivity(
    tree: Node, rule: Rule, on: date, answer: bool | None, again: Callable[[Rule], bool | None]
) -> Node:
    """The explanation with the answer under the other convention; `again` gives the answer of another rule."""
    others = with_other_convention(rule) if on.day > SHORTEST else None
    if others is None:
        return tree
    (other,) = others
    try:
        found = again(other)
    except RuleError:
        # Months that are not measured from the event are clamped, whatever is chosen.
        return tree
    convention = next(limb.month_end or "clamped" for limb in limbs_of(other))
    if found == answer:
        said = message("decision-months-same", convention=convention)
    else:
        word = "open" if found is None else "yes" if found else "no"
        said = message("decision-months-other", convention=convention, answer=word)
    return replace(tree, parts=(*tree.parts, Node(message("decision-node-months"), said)))
