"""The question to the country that settles an open facet, and what two rules are both silent on: as messages."""

from __future__ import annotations

from sojourn.model.message import Arg, Code, Message, message
from sojourn.model.rule import Bound, Duration, Limb

# The open facets that there is a question for.
FACETS = (
    "threshold",
    "threshold.comparison",
    "upper_bound.comparison",
    "accumulation",
    "window",
    "interruptions",
    "window.direction",
    "basis",
    "prior",
)


def question(facet: str, limb: Limb) -> Message:
    """The question that settles a facet (one of `FACETS`) of a limb.

    >>> question("threshold.comparison", Limb("arrival", "stay", Bound(12, "month")))["threshold"]
    Duration(value=12, unit='month')
    """
    if facet == "threshold" and registered(limb):
        return message("question-register")
    if facet == "prior":
        return message("question-prior", event=Code("event", limb.event or "arrival"))
    args: dict[str, Arg] = {"measure": Code("measure", limb.measure or "stay")}
    if facet in ("threshold.comparison", "accumulation", "window"):
        args["threshold"] = _length(limb.threshold) or message("the-minimum")
    if facet == "upper_bound.comparison":
        args["upper"] = _length(limb.upper_bound) or message("the-maximum")
    return message(f"question-{_id(facet)}", **args)


def silent_on(facet: str) -> Message:
    """What two rules leave open that are both silent on a facet (one of `FACETS`).

    >>> silent_on("window.direction").id
    'silent-on-window-direction'
    """
    return message(f"silent-on-{_id(facet)}")


def registered(limb: Limb) -> bool:
    """Whether an entry in a register decides the limb."""
    return limb.basis == "registration" or (limb.basis is None and limb.population.base == "registered")


def _length(bound: object) -> Duration | None:
    return Duration(bound.value, bound.unit) if isinstance(bound, Bound) else None


def _id(facet: str) -> str:
    return facet.replace(".", "-").replace("_", "-")
