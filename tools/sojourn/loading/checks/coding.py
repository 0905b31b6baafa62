"""Checks of how definitions are coded: what a summary says in words against the facets of its rule.

The words are content: each code of `codes.yaml` may name the beginnings of words by which a text names it (`mentions`),
and the other codes that say the same in a rule (`shown_by`). How words are coded stands in `glossary/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from sojourn.loading.forms.schema_walk import describes_rule
from sojourn.loading.glossary.content import Content, Entry
from sojourn.model import rule as facets
from sojourn.model.finding import Finding
from sojourn.model.message import Message, message
from sojourn.model.rule import ATTRIBUTE_LISTS, COMPOSITIONS

Path = tuple[str | int, ...]
# The lists of facet values, and the codes to which the engine gives a meaning.
CLOSED = {
    "event": facets.EVENTS,
    "measure": facets.MEASURES,
    "unit": (*facets.WINDOW_UNITS, facets.SHARE),
    "accumulation": facets.ACCUMULATIONS,
    "anchor": facets.ANCHORS,
    "direction": facets.DIRECTIONS,
    "basis": facets.BASES,
    "prior": facets.PRIORS,
    "day-convention": facets.DAY_CONVENTIONS,
    "level": facets.LEVELS,
    "population-base": facets.POPULATION_BASES,
    "criterion": facets.CRITERIA,
}
SENTENCE = re.compile(r"(?<=[.;]) ")


def groups_named(content: Content) -> Iterator[Finding]:
    """A group that a summary names stands in the lists of the rule."""
    yield from _named(
        content,
        "group",
        "group-named",
        message("do-list-the-group"),
    )


def expected_stays(content: Content) -> Iterator[Finding]:
    """A length that a summary calls expected or intended is coded as one that lies ahead."""
    yield from _named(
        content,
        "basis",
        "expected-stay",
        message("do-see-how-words-are-coded"),
    )


def disregarded_absences(content: Content) -> Iterator[Finding]:
    """Absences for a purpose that a summary says are disregarded stand in the interruptions of the rule."""
    absence = next(
        (code for code in content.of("code") if (code.parent, code.data["id"]) == ("measure", "absence")), None
    )
    near = absence.data.get("mentions", {}).get("en", ()) if absence else ()
    yield from _named(content, "purpose", "absence-purpose", message("do-list-the-purpose"), near)


def statuses_before(content: Content) -> Iterator[Finding]:
    """A crossing of people whom a summary calls members of a household, or residents, has that as their status before."""
    crossings = {entry.id for entry in content.of("definition") if any(_crosses(entry.data.get("rule")))}
    yield from _named(content, "prior", "prior-unsaid", message("do-see-how-words-are-coded"), only=crossings)


def last_moves(content: Content) -> Iterator[Finding]:
    """Immigrants who are found by their last move arrived; where they lived on a date is another question."""
    asked = {
        entry.id
        for entry in content.of("definition")
        if entry.data.get("concept") == "immigration" and "previous-residence" in set(_criteria(entry.data.get("rule")))
    }
    yield from _named(content, "event", "last-move", message("do-see-how-words-are-coded"), only=asked)


def previous_residence(content: Content) -> Iterator[Finding]:
    """A question on an earlier place of residence is no absence on the reference date."""
    for entry in _limbs(content):
        limb = entry.data
        if (
            limb.get("criterion") == "previous-residence"
            and limb.get("measure") == "absence"
            and limb.get("event") == "reference-date"
        ):
            todo = message(
                "do-measure-before", example="event: arrival, window: {anchor: arrival, direction: backward}"
            )
            said = message("earlier-place-as-absence")
            yield content.report("warning", "previous-residence", entry, said, todo, ("event",))


def foreign_born(content: Content) -> Iterator[Finding]:
    """A rule that goes by birth does not list foreigners alone: citizens born abroad belong as well."""
    for entry in _limbs(content):
        population = entry.data.get("population", {})
        by_birth = entry.data.get("criterion") == "country-of-birth" or "birth" in population.get("requires", {})
        included = set(population.get("includes", ()))
        told = "citizenship" in population.get("requires", {}) or included & {"nationals", "naturalised-citizens"}
        if by_birth and "foreigners" in included and not told:
            said, todo = message("foreigners-by-birth"), message("do-list-born")
            yield content.report("warning", "foreign-born", entry, said, todo, ("population", "includes"))


def _named(
    content: Content,
    list_id: str,
    check: str,
    todo: Message,
    near: Sequence[str] | None = None,
    only: Container[str] | None = None,
) -> Iterator[Finding]:
    """Definitions whose English summary mentions a code of the list that the rule does not show.

    With `near`, only the sentences that have one of these words too are read; with `only`, those definitions alone.
    """
    codes = [entry for entry in content.of("code") if entry.parent == list_id and entry.data.get("mentions")]
    for entry in content.of("definition"):
        if only is not None and entry.id not in only:
            continue
        summary = entry.data["summary"].get("en", "")
        if near is not None:
            summary = " ".join(sentence for sentence in SENTENCE.split(summary) if _mentioned(near, sentence))
        shown = set(_shown(content, entry.data.get("rule"), frozenset({entry.id})))
        for code in codes:
            words = _mentioned(code.data["mentions"].get("en", ()), summary)
            if words and not shown & {code.id, *code.data.get("shown_by", ())}:
                said = message("summary-names", words=words, list=list_id, code=code.data["id"])
                yield content.report("warning", check, entry, said, todo, ("rule",))


def _mentioned(beginnings: Sequence[str], text: str) -> str | None:
    """The first words of a text that begin like one of these, or None."""
    found = (re.search(rf"\b{re.escape(beginning)}\w*", text, re.IGNORECASE) for beginning in beginnings)
    return next((match.group(0) for match in found if match), None)


def _shown(content: Content, rule: Any, seen: frozenset[str]) -> Iterator[str]:
    """Every event, group, basis, status before, base, required attribute and purpose of a rule, as list/code.

    Those of the rules that it refers to as well.
    """
    if isinstance(rule, list):
        for inner in rule:
            yield from _shown(content, inner, seen)
    if not isinstance(rule, Mapping):
        return
    for key in COMPOSITIONS:
        if key != "ref":
            yield from _shown(content, rule.get(key), seen)
    other = rule.get("ref")
    if other and other not in seen:
        target = content.find("definition", other) or content.find("rule", other)
        yield from _shown(content, target.data.get("rule") if target else None, seen | {other})
    yield from (f"{key}/{rule[key]}" for key in ("event", "basis", "prior") if key in rule)
    breaks = rule.get("interruptions")
    if isinstance(breaks, Mapping):
        yield from (f"purpose/{code}" for code in breaks.get("purposes", ()))
    exempt = rule.get("exempt_days")
    yield from (f"group/{code}" for code in (exempt if isinstance(exempt, list) else ()))
    population = rule.get("population", {})
    if "base" in population:
        yield f"population-base/{population['base']}"
    for key in ("includes", "excludes"):
        yield from (f"group/{code}" for code in population.get(key, ()))
    for attribute, codes in population.get("requires", {}).items():
        yield from (f"{ATTRIBUTE_LISTS[attribute]}/{code}" for code in codes)


def _crosses(rule: Any) -> Iterator[bool]:
    """For each limb of a rule: whether it counts people who cross the border of the country."""
    if isinstance(rule, list):
        for inner in rule:
            yield from _crosses(inner)
    elif isinstance(rule, Mapping):
        yield rule.get("event") in ("arrival", "departure") and rule.get("level") == "country"
        for key in COMPOSITIONS:
            if key != "ref":
                yield from _crosses(rule.get(key))


def _criteria(rule: Any) -> Iterator[str]:
    """The criterion of each limb of a rule that has one."""
    if isinstance(rule, list):
        for inner in rule:
            yield from _criteria(inner)
    elif isinstance(rule, Mapping):
        if "criterion" in rule:
            yield rule["criterion"]
        for key in COMPOSITIONS:
            if key != "ref":
                yield from _criteria(rule.get(key))


def _limbs(content: Content) -> Iterator[Entry]:
    """The limbs of all rules, wherever they stand."""
    for document in content.documents:
        for node in content.schemas.where(document, describes_rule):
            if isinstance(node.value, dict):
                yield Entry("limb", "", node.value, document, node.path)


def closed_lists(content: Content) -> Iterator[Finding]:
    """A list of facet values has no code to which the engine gives no meaning."""
    for entry in content.of("code"):
        known = CLOSED.get(str(entry.parent))
        if known is not None and entry.data["id"] not in known:
            said = message("code-without-meaning", id=entry.data["id"], list=str(entry.parent))
            yield content.report("error", "closed-list", entry, said, message("do-use-a-known-code"), ("id",))


CODING_CHECKS = (
    groups_named,
    expected_stays,
    disregarded_absences,
    statuses_before,
    last_moves,
    previous_residence,
    foreign_born,
    closed_lists,
)
