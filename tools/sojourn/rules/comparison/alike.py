"""What the two rules of a pair must take alike: the day indicator where they are silent, and groups that only one names.

Without the solver, so that whoever only asks how days are counted need not wait for it.
"""

from __future__ import annotations

from typing import NamedTuple

from sojourn.model.rule import Rule
from sojourn.rules.logic.caches import cached
from sojourn.rules.logic.expand import limbs_of
from sojourn.rules.logic.lowering import limb_base


class _Summary(NamedTuple):
    """What a pair of rules must agree on: day indicators stated, groups named as out and as in."""

    bases: frozenset[str]
    excludes: frozenset[str]
    includes: frozenset[str]
    exempt: frozenset[str]


@cached(50_000)
def _summary(rule: Rule) -> _Summary:
    limbs = list(limbs_of(rule))
    return _Summary(
        frozenset(limb_base(limb) for limb in limbs if limb.day_convention is not None),
        frozenset(g for limb in limbs for g in limb.population.excludes),
        frozenset(g for limb in limbs for g in limb.population.includes),
        frozenset(g for limb in limbs if isinstance(limb.exempt_days, tuple) for g in limb.exempt_days),
    )


def shared_base(a: Rule, b: Rule) -> str:
    """The day indicator for limbs whose convention is unknown: the one that the other limbs agree on, else nights."""
    stated = _summary(a).bases | _summary(b).bases
    return next(iter(stated)) if len(stated) == 1 else "N"


def contested_groups(a: Rule, b: Rule) -> frozenset[str]:
    """Groups that one limb excludes and another includes by name: only their treatment is part of the relation.

    So is that of a group which one leaves out and whose days another does not count.
    """
    one, two = _summary(a), _summary(b)
    return (one.excludes | two.excludes) & (one.includes | two.includes | one.exempt | two.exempt)
