"""The facets of a limb as rows of a table; what no source says is said to be unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sojourn.model.rule import ATTRIBUTE_LISTS, NONE, Bound, Duration, Limb, Window
from sojourn.prose.language import Translate, english
from sojourn.prose.phrases import phrases
from sojourn.prose.rules import Label, bound, duration, either, window


@dataclass(frozen=True, slots=True)
class Facet:
    """One row of the table of facets; `state` is known, none (stated that there is none) or unknown."""

    key: str
    name: str
    words: str
    state: str = "known"
    codes: tuple[str, ...] = ()


NAMES = {
    "event": "Event decided",
    "prior": "Status before",
    "measure": "Side measured",
    "threshold": "Minimum",
    "upper_bound": "Maximum",
    "accumulation": "How time adds up",
    "window": "Window",
    "basis": "Length taken from",
    "day_convention": "Days counted by",
    "level": "Level",
    "criterion": "Criterion",
    "recall": "Recall period",
    "population.base": "Population base",
    "population.requires": "Only persons with",
    "population.includes": "Named as included",
    "population.excludes": "Named as left out",
}
# A test that has no counterpart in the other rule.
FURTHER = "Further test"
# The controlled list that holds the values of a facet.
CODE_LISTS = {
    "event": "event",
    "prior": "prior",
    "measure": "measure",
    "accumulation": "accumulation",
    "basis": "basis",
    "day_convention": "day-convention",
    "level": "level",
    "criterion": "criterion",
    "population.base": "population-base",
    "population.includes": "group",
    "population.excludes": "group",
}
# What may be known of a data source.
FACT_NAMES = {
    "legal_basis": "Legal basis",
    "coverage": "Coverage",
    "quality": "Quality",
    "unit_identifier": "Identifier of units",
    "detail": "Level of detail",
    "format": "Format",
    "access": "Access",
    "confidentiality": "Confidentiality",
}
# Facets whose silence is worth naming; the others are simply absent.
ASKED = (
    "event",
    "prior",
    "measure",
    "threshold",
    "upper_bound",
    "accumulation",
    "window",
    "basis",
    "day_convention",
    "level",
)


def facet_name(key: str, translate: Translate = english, lang: str = "en") -> str:
    """The name of a facet as differences name it, such as `population.requires.citizenship`."""
    if key in NAMES:
        return translate(NAMES[key])
    if key == "test":
        return translate(FURTHER)
    head, _, attribute = key.rpartition(".")
    noun = phrases(lang)["traveller"]["nouns"].get(attribute) or attribute.replace("_", " ")
    return f"{translate(NAMES.get(head, head))} {noun}".strip()


def value_words(key: str, value: object, label: Label) -> str:
    """A value as differences give it; codes of groups and attributes by their labels."""
    if value is None:
        return str(phrases()["unknown"])
    text = ", ".join(str(part) for part in value) if isinstance(value, list | tuple) else str(value)
    list_id = code_list(key)
    return ", ".join(label(list_id, part) for part in text.split(", ")) if list_id else text


def code_list(key: str) -> str | None:
    """The controlled list of a facet whose values are codes; None for the others."""
    if key in CODE_LISTS:
        return CODE_LISTS[key]
    head, _, attribute = key.rpartition(".")
    return ATTRIBUTE_LISTS.get(attribute) if head == "population.requires" else None


def facets(limb: Limb, label: Label, lang: str = "en") -> list[Facet]:
    """The facets of a limb as rows, in the order of the documentation; unknown ones are said to be unknown."""
    known = {row.key: row for row in _known(limb, label, lang)}
    out = []
    for key, name in NAMES.items():
        if key in known:
            out.append(known[key])
        elif key in ASKED and not _not_applicable(limb, key):
            out.append(Facet(key, name, phrases(lang)["unknown"], "unknown"))
    return out


def _not_applicable(limb: Limb, key: str) -> bool:
    """Whether a facet follows from the others, so that its silence says nothing."""
    match key:
        case "prior":
            return limb.event == "reference-date"
        case "upper_bound":
            return isinstance(limb.threshold, Bound)
        case "threshold":
            return isinstance(limb.upper_bound, Bound)
        case "window":
            return limb.accumulation == "continuous" or limb.threshold is NONE
        case "accumulation" | "day_convention":
            return limb.threshold is NONE and not isinstance(limb.upper_bound, Bound)
        case _:
            return False


def _known(limb: Limb, label: Label, lang: str) -> Iterable[Facet]:
    table = phrases(lang)
    for key, list_id in CODE_LISTS.items():
        if key.startswith("population."):
            continue
        value = getattr(limb, key)
        if value == "none":
            yield Facet(key, NAMES[key], table["none"], "none")
        elif value is not None:
            yield Facet(key, NAMES[key], label(list_id, value), codes=(f"{list_id}/{value}",))
    for key in ("threshold", "upper_bound", "window"):
        value = getattr(limb, key)
        if value is NONE:
            yield Facet(key, NAMES[key], table["none"], "none")
        elif isinstance(value, Bound):
            yield Facet(key, NAMES[key], bound(value, lang))
        elif isinstance(value, Window):
            yield Facet(key, NAMES[key], window(value, lang) or table["window"]["bare"])
    if isinstance(limb.recall, Duration):
        length = duration(limb.recall.value, limb.recall.unit, lang)
        yield Facet("recall", NAMES["recall"], table["recall"].format(length))
    yield from _known_people(limb, label, lang)


def _known_people(limb: Limb, label: Label, lang: str) -> Iterable[Facet]:
    population = limb.population
    if population.base:
        code = f"population-base/{population.base}"
        yield Facet(
            "population.base", NAMES["population.base"], label("population-base", population.base), codes=(code,)
        )
    if population.requires:
        said = phrases(lang)["traveller"]
        words = said["join"].join(
            said["attribute"].format(
                name=said["nouns"].get(name) or name.replace("_", " "),
                value=either((label(ATTRIBUTE_LISTS.get(name, name), value) for value in values), lang),
            )
            for name, values in population.requires
        )
        yield Facet("population.requires", NAMES["population.requires"], words)
    for key, groups in (("population.includes", population.includes), ("population.excludes", population.excludes)):
        if groups:
            words = ", ".join(label("group", group) for group in groups)
            yield Facet(key, NAMES[key], words, codes=tuple(f"group/{group}" for group in groups))
