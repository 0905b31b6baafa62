"""The two ends of one flow: how far A's emigration to B and B's immigration from A count the same people.

One traveller moves from A to B on one day. As long as the person is in one of the two countries, a day away from A
is a day in B, so both rules look at one timeline: A's departure rule becomes a rule on the arrival in B (absence
from A is stay in B). What a country asks about itself (status before, being in its register, citizenship, ...) is
kept apart for the two. Who goes on to a third country is away from A without being in B: counted by the origin
only, as a separate case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sojourn.model.rule import AllOf, Limb, Not, Rule, Window
from sojourn.rules.compare import compare
from sojourn.rules.comparison import Comparison
from sojourn.rules.errors import RuleError
from sojourn.rules.evaluator import Traveller, evaluate
from sojourn.rules.expand import Resolve, expand, limbs_of, map_limbs
from sojourn.rules.limbs import OPAQUE_CRITERIA
from sojourn.rules.readings import readings
from sojourn.rules.relate import cases, events_of, shared_base, sides
from sojourn.rules.witness import Witness, find_witness
from sojourn.rules.words import story

# Attributes that mean something else in each of the two countries.
OWN_ATTRIBUTES = ("citizenship", "birth", "legal_status", "previous_residence")


@dataclass(frozen=True, slots=True)
class Mirror:
    """How the emigration rule of the origin stands to the immigration rule of the destination.

    `comparison` reads: a = the origin's rule, b = the destination's. `neither` is a mover whom no side counts;
    `third_country` a mover whom only the origin counts, since the journey goes on elsewhere.
    """

    origin: str
    destination: str
    comparison: Comparison
    neither: Witness | None
    third_country: str | None

    @property
    def relation(self) -> str:
        """The relation of the origin's count to the destination's."""
        return self.comparison.relation

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output; stays are those in the destination, the origin's are the days between them."""
        found = self.comparison
        return {
            "origin": self.origin,
            "destination": self.destination,
            "relation": found.relation,
            "possible": list(found.possible),
            "alike": found.alike,
            "reason": found.reason,
            "counted_twice": found.both and found.both.to_dict(),
            "origin_only": found.a_not_b and found.a_not_b.to_dict(),
            "destination_only": found.b_not_a and found.b_not_a.to_dict(),
            "neither": self.neither and self.neither.to_dict(),
            "third_country": self.third_country,
            "start_dates": found.start_dates.to_dict(),
            "assumptions": list(found.assumptions),
            "unknown": [u.to_dict() for u in found.unknown],
        }


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
    outward = map_limbs(origin, lambda limb: _seen_from_destination(_own(limb, "origin")))
    inward = map_limbs(destination, lambda limb: _own(limb, "destination"))
    found = compare(outward, inward, a_id=origin_id, b_id=destination_id)
    note = "The person is in one of the two countries on every day; a day away from the origin is a day in the other."
    found = replace(found, assumptions=(note, *found.assumptions))
    known = [readings(x, y).readings[0].rule for x, y in ((outward, inward), (inward, outward))]
    decided = not any(limb.criterion in OPAQUE_CRITERIA for rule in known for limb in limbs_of(rule))
    return Mirror(
        origin_id,
        destination_id,
        found,
        _neither(known[0], known[1]) if decided else None,
        _third_country(known[0], known[1], origin_id, destination_id) if decided else None,
    )


def _own(limb: Limb, side: str) -> Limb:
    """A limb whose attributes are marked with the country that they refer to."""
    population = limb.population
    requires = [(f"{k} ({side})" if k in OWN_ATTRIBUTES else k, v) for k, v in population.requires]
    if limb.prior in ("resident", "non-resident"):
        requires.append((f"status before ({side})", (limb.prior,)))
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


def _neither(outward: Rule, inward: Rule) -> Witness | None:
    """The shortest mover whom neither side counts."""
    none = AllOf((Not(outward), Not(inward)))
    base = shared_base(outward, inward)
    found = tuple(cases(none, None, False, base, frozenset()))
    witness = find_witness(found, sides(none, none).both)
    return witness and replace(witness, why=f"{story(witness)}: counted by neither side.")


def _third_country(outward: Rule, inward: Rule, origin: str, destination: str) -> str | None:
    """Whether somebody who leaves the origin for good and goes on after one night is counted by the origin only."""
    start = date(2023, 1, 1)
    night = ((start, start + timedelta(days=1)),)
    wanted = [(k, v[0]) for rule in (outward, inward) for limb in limbs_of(rule) for k, v in limb.population.requires]
    attributes = dict(wanted)
    base = shared_base(outward, inward)
    away = Traveller("arrival", start, ((start, None),), {}, attributes)
    there = Traveller("arrival", start, night, {}, attributes)
    if evaluate(outward, away, silent=base) and not evaluate(inward, there, silent=base):
        return (
            f"Somebody who leaves {origin} for good, spends one night in {destination} and goes on to a third country "
            "is counted by the origin only."
        )
    return None
