"""The two ends of one flow: how far A's emigration to B and B's immigration from A count the same people.

One traveller moves from A to B on one day. As long as the person is in one of the two countries, a day away from A
is a day in B, so both rules look at one timeline: A's departure rule becomes a rule on the arrival in B (absence
from A is stay in B). What a country asks about itself (status before, being in its register, citizenship, ...) is
kept apart for the two.

Two groups are told apart. *Movers* were residents of A and not of B: they are the flow that both countries mean. Of
*everybody* who crosses, others may be counted too: visitors to A who go on to B, or residents of B who come home.

A third country breaks the bond between absence and stay: days spent there are days away from A, but not in B. Two
journeys show what that does (`Journey`): on to a third country after one night in B, and to B by way of a third
country, back in A as soon as A counts the person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sojourn.classification.mirror_result import Journey as Journey
from sojourn.classification.mirror_result import Mirror as Mirror
from sojourn.model.message import Message, Named, message
from sojourn.model.rule import AllOf, Duration, Limb, Not, Population, Rule, Window
from sojourn.rules.comparison.compare import compare
from sojourn.rules.comparison.pair import pair
from sojourn.rules.comparison.questions import question, registered
from sojourn.rules.comparison.relation import cases, events_of, shared_base, sides
from sojourn.rules.comparison.result import Comparison, Unknown, Witness
from sojourn.rules.comparison.witness import find_witness
from sojourn.rules.errors import RuleError
from sojourn.rules.evaluation.evaluator import Stay, Traveller, evaluate
from sojourn.rules.logic.expand import Resolve, expand, limbs_of, map_limbs
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA

# Attributes that mean something else in each of the two countries.
OWN_ATTRIBUTES = ("citizenship", "birth", "legal_status", "previous_residence", "next_residence")
STATUS = {"origin": "status_before (origin)", "destination": "status_before (destination)"}
MOVER = Limb(
    population=Population(requires=((STATUS["destination"], ("non-resident",)), (STATUS["origin"], ("resident",))))
)
ONE_TIMELINE, ONE_REGISTER = message("assumed-one-timeline"), message("assumed-one-register")
# Nights in a third country on the way, and how far ahead a return is looked for.
TRANSIT = 30
AHEAD = 6 * 366


def mirror(
    origin: Rule,
    destination: Rule,
    *,
    origin_id: str = "origin",
    destination_id: str = "destination",
    resolve: Resolve | None = None,
) -> Mirror:
    """Compare an emigration rule of one country with an immigration rule of another.

    `origin_id` and `destination_id` are what the result calls the two; `resolve` gives the rule of an id for `ref`.

    Raises RuleError when the first is not about departures or the second not about arrivals.

    >>> from sojourn.model.rule import Bound
    >>> out = Limb("departure", "absence", Bound(12, "month", ">="), prior="resident")
    >>> back = Limb("arrival", "stay", Bound(12, "month", ">="), prior="non-resident")
    >>> mirror(out, back).movers.relation
    'equal'
    """
    origin, destination = expand(origin, resolve), expand(destination, resolve)
    for rule, event, name in ((origin, "departure", origin_id), (destination, "arrival", destination_id)):
        if events_of(rule) != {event}:
            raise RuleError(
                message("error-no-two-ends"),
                message("error-not-about", id=Named(name), event=event),
                message("error-give-two-ends"),
            )
    ends = _Ends(origin_id, destination_id, origin, destination)
    outward = map_limbs(origin, lambda limb: _seen_from_destination(_own(limb, "origin")))
    inward = map_limbs(destination, lambda limb: _own(limb, "destination"))
    everybody = ends.compared(outward, inward)
    movers = ends.compared(AllOf((outward, MOVER)), AllOf((inward, MOVER)))
    known = pair(outward, inward).first
    model = any(limb.criterion in OPAQUE_CRITERIA for rule in known for limb in limbs_of(rule))
    silent = any(
        limb.threshold is None and limb.upper_bound is None for rule in (origin, destination) for limb in limbs_of(rule)
    )
    return Mirror(
        origin_id,
        destination_id,
        everybody,
        movers,
        None if model else ends.neither(*known),
        # A journey shows lengths: there is none to show where a rule does not say how long is long enough.
        () if model or silent else ends.journeys(*known),
    )


def _own(limb: Limb, side: str) -> Limb:
    """A limb whose attributes are marked with the country that they refer to."""
    population = limb.population
    requires = [(f"{k} ({side})" if k in OWN_ATTRIBUTES else k, v) for k, v in population.requires]
    if limb.prior in ("resident", "non-resident"):
        requires.append((STATUS[side], (limb.prior,)))
    if population.base == "registered":
        requires.append((f"registered ({side})", ("yes",)))
    within = tuple(
        (f"{k} ({side})" if k in OWN_ATTRIBUTES else k, values, groups) for k, values, groups in population.within
    )
    population = replace(population, base=None, requires=tuple(sorted(requires)), within=within)
    return replace(limb, prior="none", population=population)


def _seen_from_destination(limb: Limb) -> Limb:
    """A departure limb of the origin as a limb on the arrival in the destination."""
    window = limb.window
    if isinstance(window, Window) and window.anchor in ("arrival", "departure"):
        window = replace(window, anchor="arrival" if window.anchor == "departure" else "departure")
    absent = limb.measure == "absence" or limb.measure is None
    # Days of absence under a rule's own convention are days of stay under the same convention in the other country.
    return replace(limb, event="arrival", measure="stay" if absent else "absence", window=window)


@dataclass(frozen=True, slots=True)
class _Ends:
    """The names of the two ends and their rules as written, for sentences."""

    origin_id: str
    destination_id: str
    origin: Rule
    destination: Rule

    def compared(self, outward: Rule, inward: Rule) -> Comparison:
        """The comparison, with sentences that speak of two countries."""
        found = compare(outward, inward, a_id=self.origin_id, b_id=self.destination_id)
        registers = any(registered(limb) for limb in limbs_of(self.origin)) and any(
            registered(limb) for limb in limbs_of(self.destination)
        )
        origin, destination, tell = Named(self.origin_id), Named(self.destination_id), self._tell
        return replace(
            found,
            assumptions=(ONE_TIMELINE, *([ONE_REGISTER] if registers else []), *found.assumptions),
            unknown=tuple(self._asked(unknown) for unknown in found.unknown),
            both=tell(found.both, message("counted-by-both", a=origin, b=destination)),
            a_not_b=tell(found.a_not_b, message("counted-by-one", by=origin, other=destination, rule=self.destination)),
            b_not_a=tell(found.b_not_a, message("counted-by-one", by=destination, other=origin, rule=self.origin)),
        )

    def _asked(self, unknown: Unknown) -> Unknown:
        """A question to the origin asks about absences, as its own rule does."""
        facet = unknown.facet.partition(".")[0]
        limbs = [limb for limb in limbs_of(self.origin) if limb.event and getattr(limb, facet) is None] or [
            limb for limb in limbs_of(self.origin) if limb.event
        ]
        if unknown.side == "b":
            return unknown
        return replace(
            unknown, question=question(unknown.facet, replace(limbs[0], measure=limbs[0].measure or "absence"))
        )

    def _tell(self, witness: Witness | None, verdict: Message) -> Witness | None:
        if witness is None:
            return None
        mover = {name: values[0] for name, values in MOVER.population.requires}
        hidden = mover if mover.items() <= dict(witness.attributes).items() else {}
        attributes = tuple((k, _sided(k, v)) for k, v in witness.attributes if k not in hidden)
        return replace(witness, attributes=attributes, verdict=verdict, place="destination")

    def neither(self, outward: Rule, inward: Rule) -> Witness | None:
        """The shortest mover whom neither side counts."""
        none = AllOf((Not(outward), Not(inward), MOVER))
        found = tuple(cases(none, None, False, shared_base(outward, inward), frozenset()))
        verdict = message("counted-by-neither", a=Named(self.origin_id), b=Named(self.destination_id))
        return self._tell(find_witness(found, sides(none, none).both), verdict)

    def journeys(self, outward: Rule, inward: Rule) -> tuple[Journey, ...]:
        """The two journeys with a third country, with dates and who counts the person."""
        left, day = date(2023, 1, 1), timedelta(days=1)
        base = shared_base(outward, inward)
        wanted = {k: v[0] for rule in (outward, inward) for limb in limbs_of(rule) for k, v in limb.population.requires}
        wanted |= {STATUS["origin"]: "resident", STATUS["destination"]: "non-resident"}

        def counts(rule: Rule, stay: Stay) -> bool:
            start = stay[0] or left
            plans = dict.fromkeys(("intended", "granted", "registered"), (stay,))
            return evaluate(rule, Traveller("arrival", start, (stay,), plans, wanted), silent=base)

        def journey(case: str, away: Stay, there: Stay, told: Message) -> Journey:
            by = counts(outward, away), counts(inward, there)
            return Journey(case, *by, replace(told, args=(*told.args, ("who", self._who(*by)))))

        onward = journey("goes-on", (left, None), (left, left + day), message("journey-onward", day=left))
        arrived, nights = left + TRANSIT * day, Duration(TRANSIT, "night")
        back = next((d for n in range(TRANSIT + 1, AHEAD) if counts(outward, (left, d := left + n * day))), None)
        told = message("journey-by-way-stays", day=left, nights=nights, arrival=arrived)
        if back:
            told = message("journey-by-way-back", day=left, nights=nights, arrival=arrived, back=back)
        return onward, journey("by-way-of", (left, back), (arrived, back), told)

    def _who(self, by_origin: bool, by_destination: bool) -> Message:
        """Who counts a traveller."""
        origin, destination = Named(self.origin_id), Named(self.destination_id)
        match by_origin, by_destination:
            case True, True:
                return message("counted-by-both", a=origin, b=destination)
            case False, False:
                return message("counted-by-neither", a=origin, b=destination)
            case True, False:
                return message("counted-by-side", by=origin, other=destination)
            case _:
                return message("counted-by-side", by=destination, other=origin)


def _sided(name: str, value: str) -> str:
    """The value of an attribute of one side; a status that no rule names is the other one of the two."""
    if value == "other" and name in STATUS.values():
        return "resident" if name == STATUS["destination"] else "non-resident"
    return value
