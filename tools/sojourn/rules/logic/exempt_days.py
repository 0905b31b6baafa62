"""Days that are not counted while a person belongs to some groups, as presence objects of their own.

The measured days without the exempt ones are a set of days too: of a stay, the days present that are not exempt; of an
absence, the days away that are not exempt. So a limb with `exempt_days` speaks of a presence object whose name tells the
object that it is made of, the measured side and the groups.
"""

from __future__ import annotations

from typing import NamedTuple

from sojourn.model.rule import Limb

_MARK = "~"


class ExemptDays(NamedTuple):
    """What the name of a presence object without exempt days tells.

    Of a stay the set lies inside the days present (`absent` is False). Of an absence, whose days are those outside of the
    set, it holds the days present and the exempt ones.
    """

    obj: str
    absent: bool
    groups: tuple[str, ...]


def object_of(limb: Limb, obj: str) -> str:
    """The presence object that a limb measures: `obj` itself unless some of its days are exempt.

    >>> object_of(Limb(measure="stay", exempt_days=("students",)), "actual")
    'actual~stay~students'
    """
    groups = limb.exempt_days
    if not isinstance(groups, tuple):
        return obj
    return _MARK.join((obj, "absence" if limb.measure == "absence" else "stay", ",".join(sorted(groups))))


def exempt_in(name: str) -> ExemptDays | None:
    """What the name of a presence object tells of exempt days; None for an object without any."""
    obj, mark, rest = name.partition(_MARK)
    if not mark:
        return None
    side, _, groups = rest.partition(_MARK)
    return ExemptDays(obj, side == "absence", tuple(groups.split(",")))


def plain(name: str) -> str:
    """The presence object of which a name tells, exempt days included."""
    return name.partition(_MARK)[0]
