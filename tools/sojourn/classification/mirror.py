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
from typing import Any

from sojourn.model.rule import AllOf, Limb, Not, Population, Rule, Window
from sojourn.prose.english import attribute, day_words, length_words, question, registered, rule_words, story
from sojourn.rules.comparison.compare import compare
from sojourn.rules.comparison.pair import pair
from sojourn.rules.comparison.relation import cases, events_of, shared_base, sides
from sojourn.rules.comparison.result import Comparison, Unknown
from sojourn.rules.comparison.witness import Witness, find_witness
from sojourn.rules.errors import RuleError
from sojourn.rules.evaluation.evaluator import Stay, Traveller, evaluate
from sojourn.rules.logic.expand import Resolve, expand, limbs_of, map_limbs
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA

# Attributes that mean something else in each of the two countries.
OWN_ATTRIBUTES = ("citizenship", "birth", "legal_status", "previous_residence")
STATUS = {"origin": "status before (origin)", "destination": "status before (destination)"}
MOVER = Limb(
    population=Population(requires=((STATUS["destination"], ("non-resident",)), (STATUS["origin"], ("resident",))))
)
ONE_TIMELINE = (
    "The person is in one of the two countries on every day; a day away from the origin is a day in the other."
)
ONE_REGISTER = "Time out of the register of the origin is time in the register of the destination."
# Nights in a third country on the way, and how far ahead a return is looked for.
TRANSIT = 30
AHEAD = 6 * 366


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey with a third country in it, and which side counts the person."""

    case: str
    by_origin: bool
    by_destination: bool
    why: str

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output."""
        return {
            "case": self.case,
            "by_origin": self.by_origin,
            "by_destination": self.by_destination,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Mirror:
    """How the emigration rule of the origin stands to the immigration rule of the destination.

    `comparison` is over everybody who crosses, `movers` over residents of the origin who were none of the destination;
    in both a = the origin's rule, b = the destination's. `neither` is a mover whom no side counts.
    """

    origin: str
    destination: str
    comparison: Comparison
    movers: Comparison
    neither: Witness | None
    third_country: tuple[Journey, ...]

    @property
    def relation(self) -> str:
        """The relation of the origin's count to the destination's, over everybody who crosses."""
        return self.comparison.relation

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output; stays are those in the destination, the origin's are the days between them."""
        return {
            "origin": self.origin,
            "destination": self.destination,
            **_told(self.comparison),
            "movers": _told(self.movers),
            "neither": self.neither and self.neither.to_dict(),
            "third_country": [journey.to_dict() for journey in self.third_country],
        }


def _told(found: Comparison) -> dict[str, Any]:
    """A comparison of two ends as in JSON output."""
    names = {"both": "counted_twice", "a_not_b": "origin_only", "b_not_a": "destination_only"}
    return {names.get(key, key): value for key, value in found.to_dict().items() if key not in ("a", "b")}


def mirror(
    origin: Rule,
    destination: Rule,
    *,
    origin_id: str = "origin",
    destination_id: str = "destination",
    resolve: Resolve | None = None,
) -> Mirror:
    """Compare an emigration rule of one country with an immigration rule of another.

    Raises RuleError when the first is not about departures or the second not about arrivals.
    """
    origin, destination = expand(origin, resolve), expand(destination, resolve)
    for rule, event, name in ((origin, "departure", origin_id), (destination, "arrival", destination_id)):
        if events_of(rule) != {event}:
            raise RuleError(
                "no two ends of a flow", f"{name} is not about {event}s.", "Give an emigration and an immigration rule."
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
    population = replace(population, base=None, requires=tuple(sorted(requires)))
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
        asks = [f"asks for {rule_words(rule)}" for rule in (self.origin, self.destination)]
        tell = self._tell
        return replace(
            found,
            assumptions=(ONE_TIMELINE, *([ONE_REGISTER] if registers else []), *found.assumptions),
            unknown=tuple(self._asked(unknown) for unknown in found.unknown),
            both=tell(found.both, "both sides count this person"),
            a_not_b=tell(
                found.a_not_b, f"{self.origin_id} counts this person, {self.destination_id} does not: it {asks[1]}"
            ),
            b_not_a=tell(
                found.b_not_a, f"{self.destination_id} counts this person, {self.origin_id} does not: it {asks[0]}"
            ),
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

    def _tell(self, witness: Witness | None, verdict: str) -> Witness | None:
        if witness is None:
            return None
        mover = {name: values[0] for name, values in MOVER.population.requires}
        told = [] if mover.items() <= dict(witness.attributes).items() else list(mover)
        who = "; ".join(_attribute(k, v) for k, v in witness.attributes if k not in mover or k in told)
        place = "in the destination"
        return replace(witness, why=f"{story(witness, place)}{f' ({who})' if who else ''}: {verdict}.")

    def neither(self, outward: Rule, inward: Rule) -> Witness | None:
        """The shortest mover whom neither side counts."""
        none = AllOf((Not(outward), Not(inward), MOVER))
        found = tuple(cases(none, None, False, shared_base(outward, inward), frozenset()))
        return self._tell(find_witness(found, sides(none, none).both), "neither side counts this person")

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

        def journey(case: str, away: Stay, there: Stay, told: str) -> Journey:
            by = counts(outward, away), counts(inward, there)
            who = {
                (True, True): "both sides count this person",
                (True, False): f"{self.origin_id} counts this person, {self.destination_id} does not",
                (False, True): f"{self.destination_id} counts this person, {self.origin_id} does not",
                (False, False): "neither side counts this person",
            }[by]
            return Journey(case, *by, f"Somebody who leaves the origin on {day_words(left)}{told}: {who}.")

        onward = journey(
            "goes-on",
            (left, None),
            (left, left + day),
            ", spends one night in the destination and goes on to a third country for good",
        )
        arrived = left + TRANSIT * day
        back = next((d for n in range(TRANSIT + 1, AHEAD) if counts(outward, (left, d := left + n * day))), None)
        way = f", spends {length_words(TRANSIT, 'night')} in a third country, comes to the destination on {day_words(arrived)}"
        told = f"{way} and returns on {day_words(back)}" if back else f"{way} and stays"
        return onward, journey("by-way-of", (left, back), (arrived, back), told)


def _attribute(name: str, value: str) -> str:
    """An attribute of a mover in words, with the country that it refers to."""
    name, _, side = name.partition(" (")
    side = side.rstrip(")")
    if name == "status before":
        # A value that no rule names is the other one of the two.
        value = {"other": "resident" if side == "destination" else "non-resident"}.get(value, value)
    return attribute(name.replace("status before", "status_before"), value, side)
