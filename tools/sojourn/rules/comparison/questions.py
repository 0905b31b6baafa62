"""The question to the country that settles an open facet, and what two rules are both silent on: as messages."""

from __future__ import annotations

from sojourn.model.message import Arg, Coded, Message, message
from sojourn.model.rule import Bound, Duration, Interruptions, Limb, Stated, Window

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
        return message("question-prior", event=Coded("event", limb.event or "arrival"))
    args: dict[str, Arg] = {"measure": Coded("measure", limb.measure or "stay")}
    if facet in ("threshold.comparison", "accumulation", "window"):
        args["threshold"] = _length(limb.threshold) or message("the-minimum")
    if facet == "upper_bound.comparison":
        args["upper"] = _length(limb.upper_bound) or message("the-maximum")
    return message(f"question-{_id(facet)}", **args)


def answer(facet: str, value: object, limb: Limb) -> Arg:
    """A value that an open facet (one of `FACETS`) of a limb could have, as an answer.

    >>> answer("threshold.comparison", ">", Limb("arrival", "stay", Bound(12, "month")))
    Bound(value=12, unit='month', comparison='>')
    """
    match facet, value:
        case _, Stated():
            return message("value-none")
        case (("threshold.comparison" | "upper_bound.comparison"), str()):
            bound = limb.threshold if facet.startswith("threshold") else limb.upper_bound
            return Bound(bound.value, bound.unit, value) if isinstance(bound, Bound) else value
        case (("accumulation" | "basis" | "prior"), str()):
            return message("value-none") if value == "none" else Coded(facet, value)
        case "window.direction", str():
            return Coded("direction", value)
        case _, (Bound() | Window() | Interruptions()):
            return value
    return str(value)


def clause(facet: str, asked: Message, value: Arg) -> Message:
    """A sentence that an office could add to its text to answer a question (`asked`) on a facet with a value.

    >>> clause("accumulation", question("accumulation", Limb("arrival", "stay")), Coded("accumulation", "continuous")).id
    'clause-accumulation'
    """
    known = {"measure": Coded("measure", "stay"), "event": Coded("event", "arrival"), **dict(asked.args)}
    kept = {name: known[name] for name in ("measure", "event", "threshold") if name in known}
    # A period answers the question whether days add up.
    period = facet == "accumulation" and isinstance(value, Window)
    return message(f"clause-{'window' if period else _id(facet)}", **kept, value=value)


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
