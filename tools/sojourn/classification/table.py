"""The tables behind a classification: what is compared with what, and what the result is called.

`MAPPING` and `CONFORMANCE` below are the rules as data; a message of the same name says in words when each is given
(`sojourn classify --explain`).

**Which targets.** A definition's concept says with which reference rules it is compared (`TARGETS`); of these, a rule
about departures is not for a definition of arrivals, nor the other way round (`another_end`). A stock (who belongs to
the population on a date) and a flow (which crossings count) are different things; the one bridge between them is
"becoming a usual resident": an arrival counts if the stay that begins there makes the person a resident (`bridge`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sojourn.model.rule import NONE, Limb, Rule, Window
from sojourn.rules.logic.expand import map_limbs

CONCEPTS = (
    "usual-residence",
    "population-base",
    "migrant-stock",
    "immigration",
    "emigration",
    "short-term-mobility",
    "labour-mobility",
)

# The targets that each concept is compared with.
TARGETS: dict[str, tuple[str, ...]] = {
    "usual-residence": ("resident",),
    "population-base": ("resident",),
    "migrant-stock": ("migrant", "resident"),
    "immigration": ("immigrant", "short-term-immigrant"),
    "emigration": ("emigrant", "short-term-emigrant"),
    "short-term-mobility": ("short-term-immigrant", "short-term-emigrant", "temporary-mobility", "visitor"),
    "labour-mobility": ("immigrant", "emigrant", "short-term-immigrant", "temporary-mobility"),
}
# Targets reached over the bridge, where a framework has no rule of the concept's own targets.
BRIDGED: dict[str, str] = {"immigration": "resident"}


# The property that a relation of definition to reference gives. It leads from the definition to the reference, as in
# SKOS: `definition skos:broadMatch reference` says that the *reference* is the broader one. Rows are in the order of
# strength, which also names the best result. When each is given stands in the messages `mapping-when-<relation>`.
MAPPING: dict[str, str | None] = {
    "equal": "exactMatch",
    "close": "closeMatch",
    "narrower": "broadMatch",
    "broader": "narrowMatch",
    "overlapping": "relatedMatch",
    "bridged": "relatedMatch",
    "disjoint": None,
    "incomparable": None,
    "undetermined": None,
}
# The relations that a small difference may stand behind.
CLOSE = ("equal", "narrower", "broader", "overlapping")
RANK = tuple(dict.fromkeys(MAPPING.values()))


NOT_APPLICABLE = "not-applicable"
# The values of conformance, the best first. Their names are the messages `conformance-<value>`, when each is given stands
# in `conformance-when-<value>`.
CONFORMANCE = ("conforms", "conforms-to-option", "partly", "undetermined", "does-not", NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class RelationFacts:
    """What is known of one comparison when it gets its name.

    `close`: equal but for bounded differences, in every reading; `maybe_close`: as far as stated; `same_length`: whether
    both ask for the same minimum length, None while one is unknown.
    """

    relation: str
    possible: tuple[str, ...]
    close: bool
    maybe_close: bool
    same_length: bool | None


def mapping(relation: str, close: bool, bridged: bool = False) -> str | None:
    """The SKOS mapping property from a definition to a reference, or None."""
    found = MAPPING["close"] if close and relation in CLOSE else MAPPING[relation]
    return MAPPING["bridged"] if bridged and found else found


def conformance(found: RelationFacts, *, option: bool, part: bool) -> str:
    """The conformance of a definition to a reference that decides the same kind of thing."""
    if found.relation == "equal" or found.close:
        return "partly" if part else "conforms-to-option" if option else "conforms"
    if found.relation == "disjoint":
        return "does-not"
    # What cannot be compared may be equal, unless the two ask for different lengths.
    unknown = "undetermined" in found.possible and found.same_length is not False
    may_conform = found.maybe_close or "equal" in found.possible or unknown
    if found.relation == "undetermined" and may_conform:
        return "undetermined"
    return {True: "partly", False: "does-not", None: "undetermined"}[found.same_length]


def another_end(events: frozenset[str], target: frozenset[str]) -> bool:
    """Whether one rule is about arrivals and the other about departures: such a reference is not for the definition."""
    return events | target == {"arrival", "departure"} and not events & target


def bridge(rule: Rule) -> Rule:
    """A resident rule as the rule for becoming a resident: the same lengths, measured from the arrival on."""

    def begin(limb: Limb) -> Limb:
        if limb.event != "reference-date":
            return limb
        window = limb.window
        if isinstance(window, Window):
            window = replace(window, anchor="arrival", direction="forward")
        return replace(limb, event="arrival", window=window, prior="non-resident")

    return map_limbs(rule, begin)


def without_register_none(rule: Rule) -> Rule:
    """The rule with the length unknown where a register decides and no length is asked of the entry in it.

    "Registered, for however short a time" says nothing about the stay that registration itself asks for.
    """

    def open_length(limb: Limb) -> Limb:
        registered = limb.basis == "registration" or (limb.basis is None and limb.population.base == "registered")
        return replace(limb, threshold=None) if registered and limb.threshold is NONE else limb

    return map_limbs(rule, open_length)
