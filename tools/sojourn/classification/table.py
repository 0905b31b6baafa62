"""The tables behind a classification: what is compared with what, and what the result is called.

**Which targets.** A definition's concept says with which reference rules it is compared (`TARGETS`). A stock (who
belongs to the population on a date) and a flow (which crossings count) are different things; the one bridge between
them is "becoming a usual resident": an arrival counts if the stay that begins there makes the person a resident
(`bridge`).

**Mapping.** The property leads from the definition to the reference, in the direction of SKOS: `definition
skos:broadMatch reference` says that the *reference* is the broader one.

| relation of the definition to the reference | mapping |
| --- | --- |
| equal | exactMatch |
| narrower, broader or overlapping, but equal once the boundary day and days-for-months are ignored | closeMatch |
| narrower: everybody whom the definition counts the reference counts too | broadMatch |
| broader: the definition counts everybody whom the reference counts, and more | narrowMatch |
| overlapping | relatedMatch |
| disjoint, incomparable, undetermined | none |

**Conformance.** `conforms` (`conforms-to-option` where the framework offers options): equal or close. `partly`: narrower,
broader, overlapping, or on another kind of evidence (intended instead of spent), with the same minimum length.
`does-not`: another minimum length, disjoint, or another level. `undetermined`: what the definition leaves open decides
it, or no length is known.
"""

from __future__ import annotations

from dataclasses import replace

from sojourn.model.rule import Limb, Rule, Window
from sojourn.rules.expand import map_limbs

CONCEPTS = (
    "usual-residence",
    "population-base",
    "migrant-stock",
    "immigration",
    "emigration",
    "short-term-mobility",
    "labour-mobility",
)
STOCKS = ("usual-residence", "population-base", "migrant-stock")

# The targets that each concept is compared with.
TARGETS: dict[str, tuple[str, ...]] = {
    "usual-residence": ("resident",),
    "population-base": ("resident",),
    "migrant-stock": ("resident",),
    "immigration": ("immigrant", "short-term-immigrant"),
    "emigration": ("emigrant", "short-term-emigrant"),
    "short-term-mobility": ("short-term-immigrant", "short-term-emigrant", "temporary-mobility", "visitor"),
    "labour-mobility": ("immigrant", "emigrant", "short-term-immigrant", "temporary-mobility"),
}
# Targets reached over the bridge, where a framework has no rule of the concept's own targets.
BRIDGED: dict[str, str] = {"immigration": "resident"}

MAPPING: dict[str, str | None] = {
    "equal": "exactMatch",
    "close": "closeMatch",
    "narrower": "broadMatch",
    "broader": "narrowMatch",
    "overlapping": "relatedMatch",
    "disjoint": None,
    "incomparable": None,
    "undetermined": None,
}

# Better results first; used to name the best one.
RANK = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch", None)


def mapping(relation: str, close: bool) -> str | None:
    """The SKOS mapping property from a definition to a reference, or None."""
    if close and relation in ("narrower", "broader", "overlapping"):
        return MAPPING["close"]
    return MAPPING[relation]


def conformance(
    relation: str,
    possible: tuple[str, ...],
    close: bool,
    same_length: bool | None,
    option: str | None,
    same_level: bool = True,
) -> str:
    """The conformance of a definition.

    `same_length` is None while a minimum length is unknown; `same_level` is False where one rule decides about the
    country and the other about places inside it.
    """
    conforms = "conforms-to-option" if option else "conforms"
    if relation == "equal" or close:
        return conforms
    if relation == "undetermined":
        if "equal" in possible or same_length is None or "undetermined" in possible:
            return "undetermined"
        return "partly" if same_length else "does-not"
    if relation == "disjoint" or (relation == "incomparable" and not same_level):
        return "does-not"
    # Incomparable by basis (intended against spent time): the same length on other evidence is a part of conforming.
    return {True: "partly", False: "does-not", None: "undetermined"}[same_length]


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
