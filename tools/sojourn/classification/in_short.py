"""A result in one or two sentences: what the definition asks for, how that stands to the reference, for whom, what is open.

Sentences are messages (`short-...`); they follow from the verdict and the rule, and nothing else decides what they say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sojourn.classification.lengths import asked, joined
from sojourn.classification.unions import Who
from sojourn.classification.verdict import (
    ABROAD,
    ANOTHER_TEST,
    ANOTHER_THING,
    Verdict,
    option_named,
)
from sojourn.model.message import Arg, Coded, Joined, Message, message
from sojourn.model.rule import ATTRIBUTE_LISTS, Bound, Limb, Rule
from sojourn.rules.comparison.questions import silent_on
from sojourn.rules.comparison.relation import BROADER, NARROWER

if TYPE_CHECKING:
    from sojourn.classification.result import Difference, Result

# The most facets that are named; all of them are in the table of differences.
MOST = 2
EITHER_WAY = ("effect-narrower", "effect-broader", "effect-overlapping", "effect-disjoint")
# Effects that say who is left out, or taken in.
SPEAKING = {
    NARROWER: ("effect-narrower", "effect-leaves-out-named", "effect-groups-left-out"),
    BROADER: ("effect-broader", "effect-takes-in-named"),
}

# Facets of which a clause tells what the definition says (`short-facet-...`); the others stand with their names.
CLAUSES = {
    "upper_bound": "upper-bound",
    "basis": "basis",
    "accumulation": "accumulation",
    "window": "window",
    "interruptions": "interruptions",
    "criterion": "criterion",
    "population.base": "base",
    "population.excludes": "excludes",
    "population.includes": "includes",
}


def in_short(result: Result) -> Message:
    """A result in one or two sentences.

    >>> from sojourn.classification import Reference, classify
    >>> stay = Limb("arrival", "stay", Bound(12, "month", ">="))
    >>> found = classify(stay, "immigration", [Reference("year", "frame", "immigrant", None, stay, "A year")])
    >>> in_short(found.best)["parts"].parts[0].id
    'short-same'
    """
    return message("told", parts=Joined(tuple(_sentences(result)), "sentences"))


def asks_for(rule: Rule) -> Message:
    """What a rule asks for, in a few words: its lengths with what they are taken from, else the tests that decide.

    >>> asks_for(Limb("arrival", "stay", Bound(12, "month", ">="), basis="actual"))["parts"].parts[0]["basis"].code
    'actual'
    """
    lengths = joined(rule, lambda limb: [_length(limb)] if isinstance(limb.threshold, Bound) else [])
    return message("told", parts=lengths) if lengths.parts else message("short-no-length")


def _length(limb: Limb) -> Message:
    assert isinstance(limb.threshold, Bound)
    basis: Arg = Coded("basis", limb.basis) if limb.basis else message("value-not-stated")
    return message("short-length", bound=limb.threshold, basis=basis)


def people(who: Who) -> Message:
    """Whom a part of a union is for: `foreigners`, `persons whose legal status is ...`."""
    attribute, values = who
    if attribute == "citizenship":
        return message("told", parts=Joined(tuple(message("who-citizenship", value=value) for value in values), "and"))
    codes = tuple(Coded(ATTRIBUTE_LISTS[attribute], value) for value in values)
    return message("who-attribute", attribute=message(f"attribute-{attribute}"), values=Joined(codes, "or"))


def _sentences(result: Result) -> Iterator[Message]:
    found = result.verdict
    framework = Coded("framework", result.reference.framework)
    if len({(part.verdict.kind, part.verdict.certain, part.verdict.option) for part in result.parts}) > 1:
        yield message("short-by-people", framework=framework, parts=Joined(tuple(_parts(result)), "list"))
    else:
        yield _verdict_on(result, found, framework)
    named = tuple(dict.fromkeys(g for limb in asked(result.rule) for g in limb.population.includes if g in ABROAD))
    others = {g for limb in asked(result.target) for g in limb.population.includes}
    if unnamed := tuple(Coded("group", group) for group in named if group not in others):
        yield message("short-abroad", groups=Joined(unnamed, "and"), framework=framework)
    if not found.certain and found.kind not in (ANOTHER_TEST, ANOTHER_THING):
        yield from _open(result)


def _parts(result: Result) -> Iterator[Message]:
    for part in result.parts:
        args: dict[str, Arg] = {"who": people(part.who), "verdict": part.verdict.name}
        if any(isinstance(limb.threshold, Bound) for limb in asked(part.rule)):
            yield message("short-for-people-asks", **args, what=asks_for(part.rule))
        else:
            yield message("short-for-people", **args)


def _verdict_on(result: Result, found: Verdict, framework: Coded) -> Message:
    """The first sentence: the verdict, with what it is about."""
    sure = Coded("certainty", "certain" if found.certain else "stated")
    return message(f"short-{found.kind}", framework=framework, certain=sure, **_about(result, found))


def _about(result: Result, found: Verdict) -> dict[str, Arg]:
    """What the sentence of a kind names besides the framework."""
    kind, why = found.kind, found.why
    what = asks_for(result.rule)
    match kind:
        case "option":
            return {"what": what, "option": option_named(found.option)}
        case "same" | "part":
            return {"what": what}
        case "other-evidence":
            return {"what": what, "reference": asks_for(result.target)}
        case "narrower" | "broader" | "same-length":
            return {"what": what, "facets": _facets(result.differences, kind)}
    if why is None:
        return {"reason": message("short-not-said")}
    match kind:
        case "shorter" | "longer":
            return {"theirs": why["theirs"], "reference": why["reference"]}
        case "no-minimum":
            return {"side": why["side"], "extent": why.id, "reference": asks_for(result.target)}
        case "another-test":
            return {"side": why["side"], "tests": why["tests"]}
        case _:
            return {"reason": why}


def _facets(differences: tuple[Difference, ...], kind: str) -> Arg:
    """The facets by which people are left out or taken in, each with what the definition says."""
    wanted = SPEAKING.get(kind, EITHER_WAY)
    telling = [one for one in differences if one.effect.id in wanted and one.facet != "test"]
    named = tuple(dict.fromkeys(_facet(one) for one in telling))[:MOST]
    return Joined(named, "list") if named else message("short-not-said")


def _facet(one: Difference) -> Message:
    """What the definition says of a facet, in a clause; of two lengths that differ in whether the last day is enough, both."""
    head, _, attribute = one.facet.rpartition(".")
    if one.facet == "threshold":
        return message("short-facet-threshold", theirs=one.theirs, reference=one.reference)
    if head == "population.requires":
        if codes := _codes(one.theirs):
            return message("short-facet-requires", who=people((attribute, codes)))
        return message("short-facet-whoever", attribute=message(f"attribute-{attribute}"))
    if one.facet in CLAUSES and not isinstance(one.theirs, Message):
        return message(f"short-facet-{CLAUSES[one.facet]}", theirs=one.theirs)
    return message("short-facet", facet=Coded("facet", one.facet), theirs=one.theirs)


def _codes(value: Arg) -> tuple[str, ...]:
    """The codes of a value that is one or several of a list; none of any other."""
    parts = value.parts if isinstance(value, Joined) else (value,)
    return tuple(part.code for part in parts if isinstance(part, Coded))


def _open(result: Result) -> Iterator[Message]:
    """What is open and matters of the text itself; the questions stand below, each with what follows from its answers."""
    own = [unknown for unknown in result.comparison.unknown if unknown.matters and unknown.side == "a"]
    facets = tuple(dict.fromkeys(silent_on(unknown.facet) for unknown in own))
    if facets:
        yield message("short-open", questions=Joined(facets, "list"))
