"""The tables behind a classification: what is compared with what, and what the result is called.

`MAPPING` and `CONFORMANCE` below are the rules as data, each with the words that readers see (`sojourn classify
--explain`, made by `explained`): code and words cannot part.

**Which targets.** A definition's concept says with which reference rules it is compared (`TARGETS`); of these, a rule
about departures is not for a definition of arrivals, nor the other way round (`another_end`). A stock (who belongs to
the population on a date) and a flow (which crossings count) are different things; the one bridge between them is
"becoming a usual resident": an arrival counts if the stay that begins there makes the person a resident (`bridge`).
"""

from __future__ import annotations

from collections.abc import Iterator
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


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One row of the mapping table: the property that a relation of definition to reference gives, and when."""

    relation: str
    property: str | None
    when: str


# The property leads from the definition to the reference, as in SKOS: `definition skos:broadMatch reference` says that
# the *reference* is the broader one. Rows are in the order of strength, which also names the best result.
MAPPING = (
    MappingRow(
        "equal",
        "exactMatch",
        "Both count exactly the same people, for every start date and however silent facets are read. exactMatch is "
        "transitive, so nothing may be taken for granted: see closeMatch.",
    ),
    MappingRow(
        "close",
        "closeMatch",
        "The same but for a small difference with known bounds: (1) whether exactly the minimum or maximum counts (the "
        "boundary day); (2) days, weeks or years in place of months, up to 3 days apart (183 days for 6 months, 365 days "
        "for 12 months or 1 year); (3) how days are counted, or which groups are left out, where only one of the two "
        "says so; (4) what neither of the two says, and is taken to be the same. It must hold however other silent "
        "facets are read.",
    ),
    MappingRow(
        "narrower",
        "broadMatch",
        "The definition is the narrower one: the reference counts everybody whom it counts, and others. The reference "
        "is the broader concept, and SKOS names the property after the concept that it points to.",
    ),
    MappingRow(
        "broader", "narrowMatch", "The definition is the broader one: it counts everybody whom the reference counts, "
        "and others.",
    ),
    MappingRow(
        "overlapping",
        "relatedMatch",
        "Some people are counted by both, some by one only. SKOS has no property for partial overlap; relatedMatch "
        "claims least, and the relation itself stands beside it.",
    ),
    MappingRow(
        "bridged",
        "relatedMatch",
        "A flow held against a stock over the bridge of becoming a usual resident, in place of any property above: "
        "arriving is another concept than being resident, however alike the two tests are.",
    ),
    MappingRow("disjoint", None, "Nobody is counted by both."),
    MappingRow("incomparable", None, "They measure different things, for the reason given."),
    MappingRow("undetermined", None, "What no source says decides it; a mapping comes with the answers to the questions."),
)  # fmt: skip
_PROPERTY = {row.relation: row.property for row in MAPPING}
# The relations that a small difference may stand behind.
CLOSE = ("equal", "narrower", "broader", "overlapping")
RANK = tuple(dict.fromkeys(row.property for row in MAPPING))


@dataclass(frozen=True, slots=True)
class ConformanceRow:
    """One value of conformance, what readers see for it, and when it is given."""

    value: str
    words: str
    when: str


NOT_APPLICABLE = "not-applicable"
CONFORMANCE = (
    ConformanceRow("conforms", "conforms", "Equal or close to a whole definition of the framework."),
    ConformanceRow(
        "conforms-to-option",
        "conforms to an option",
        "Equal or close to an option: one of several rules among which the framework lets a country choose, such as "
        "option A or B of the United Nations framework of 2021, by actual, intended or granted stay.",
    ),
    ConformanceRow(
        "partly",
        "conforms in part",
        "The same minimum length, but narrower, broader, overlapping, or on other evidence (stays that are meant or "
        "permitted in place of stays that happened). Also: equal or close to a part, that is, to one limb of a "
        "definition that the framework does not offer alone.",
    ),
    ConformanceRow("does-not", "does not conform", "Another minimum length, or nobody in common."),
    ConformanceRow(
        "undetermined",
        "not decided",
        "What no source says decides it: the definition may still conform, or no minimum length is known. A register "
        "counts as silent on the length unless the length that registration asks for is stated.",
    ),
    ConformanceRow(
        NOT_APPLICABLE,
        "not applicable",
        "The two decide different things, and a definition cannot fail a test that is not about it: a flow against a "
        "stock, or who belongs to the country against where people live inside it. Also if nobody can meet the "
        "reference. The reason is given with it.",
    ),
)


@dataclass(frozen=True, slots=True)
class Found:
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
    found = _PROPERTY["close"] if close and relation in CLOSE else _PROPERTY[relation]
    return _PROPERTY["bridged"] if bridged and found else found


def conformance(found: Found, *, option: bool, part: bool) -> str:
    """The conformance of a definition to a reference that decides the same kind of thing."""
    if found.relation == "equal" or found.close:
        return "partly" if part else "conforms-to-option" if option else "conforms"
    if found.relation == "disjoint":
        return "does-not"
    may_conform = found.maybe_close or "equal" in found.possible or "undetermined" in found.possible
    if found.relation == "undetermined" and may_conform:
        return "undetermined"
    return {True: "partly", False: "does-not", None: "undetermined"}[found.same_length]


def explained() -> Iterator[str]:
    """The tables in words, a line at a time."""
    yield "Mapping, from the definition to the reference rule (SKOS):"
    for row in MAPPING:
        name = f"skos:{row.property}" if row.property else "no mapping"
        yield f"- {row.relation} -> {name}. {row.when}"
    yield ""
    yield "Conformance:"
    yield from (f"- {value.value}: {value.when}" for value in CONFORMANCE)


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
