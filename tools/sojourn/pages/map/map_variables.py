"""The themes of the world map: for each, the class of every country, the words of the classes, and their colours.

`paint` names a colour of the site's style sheet (`--sj-map-…`) or a pattern. What no source says is always hatched and a
country without a definition always grey: neither is ever painted as if it were a value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sojourn.classification.representative import CONFIDENCE, GROUPS, ended
from sojourn.classification.verdict import ANOTHER_THING, NO_MINIMUM, kind_named
from sojourn.model.entries import Country, Definition, Framework
from sojourn.pages.statistics.classes import ADDING, LENGTHS, NOT_KNOWN, UNKNOWN, VERDICTS
from sojourn.pages.statistics.representative import adding_up, candidates, standing, tested
from sojourn.pages.templates.render import Renderer

INSIDE, ABSENT = "inside", "absent"
# What a class answers, for one country or area and for several.
ANSWERS = {
    "none": ("{} country or area asks for no minimum", "{} countries and areas ask for no minimum"),
    "short": ("{} country or area asks for less than 3 months", "{} countries and areas ask for less than 3 months"),
    "three": ("{} country or area asks for 3 months", "{} countries and areas ask for 3 months"),
    "six": ("{} country or area asks for 6 months", "{} countries and areas ask for 6 months"),
    "twelve": ("{} country or area asks for 12 months", "{} countries and areas ask for 12 months"),
    "other": (
        "{} country or area asks for another length, or several",
        "{} countries and areas ask for another length, or several",
    ),
    "away": ("{} country or area states only another length", "{} countries and areas state only another length"),
    "place": ("In {} country or area the main place decides", "In {} countries and areas the main place decides"),
    "register": (
        "In {} country or area a register entry, permit or status decides",
        "In {} countries and areas a register entry, permit or status decides",
    ),
    "unknown": (
        "For {} country or area no length has been found",
        "For {} countries and areas no length has been found",
    ),
    "absent": ("{} country or area has no such definition here", "{} countries and areas have no such definition here"),
}
ANY_ANSWER = ("{} country or area", "{} countries and areas")
NUMBERS = ((1, 1, "1 definition", "q1"), (2, 2, "2 definitions", "q2"), (3, 4, "3 or 4 definitions", "q3"))
NUMBERS_MORE = (5, "5 definitions or more", "q4")
NOT_FOUND = "no length found yet"
ONLY_INSIDE = "not known: only a test that places people inside the country is in the registry"
NOTHING = "no such definition in the registry"
TITLES = {
    "length": "Minimum length",
    "adding": "How time adds up",
    "conformance": "Relation to {}",
    "source": "Kind of data source",
    "confidence": "Confidence",
}
GROUP_NAMES = {"residents": "Residents", "immigrants": "Immigrants", "emigrants": "Emigrants"}
SIDES = {"residents": "minimum stay", "immigrants": "minimum stay", "emigrants": "minimum absence"}
COVERAGE = "All definitions in the registry"
OTHER_KIND = "another kind of source"
# The most kinds of source with a colour of their own; more could not be distinguished.
KINDS = 7


@dataclass(frozen=True, slots=True)
class Class:
    """One class of a theme: its words, its colour, how many countries are in it, and the sentence that says so."""

    id: str
    words: str
    paint: str
    count: int
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """One map: `values` gives the class of each country; `definitions` what stands for it."""

    id: str
    group: str
    title: str
    classes: tuple[Class, ...]
    values: Mapping[str, str]
    definitions: Mapping[str, Definition]

    def place(self, country: str) -> int:
        """The place of a country's class in the legend."""
        return [item.id for item in self.classes].index(self.values[country])

    def of(self, country: str) -> Class:
        """The class of a country."""
        return self.classes[self.place(country)]

    def ended(self, country: str) -> bool:
        """Whether what stands for a country is no longer in force."""
        definition = self.definitions.get(country)
        return definition is not None and ended(definition)

    @property
    def past(self) -> int:
        """How many countries stand here by a definition that has ended."""
        return sum(1 for country in self.definitions if self.ended(country))

    @property
    def unknown(self) -> int:
        """How many countries have a definition that leaves this open."""
        return sum(item.count for item in self.classes if item.id in (UNKNOWN, INSIDE))

    @property
    def defined(self) -> int:
        """How many countries have such a definition."""
        return sum(item.count for item in self.classes if item.id != ABSENT)


class Themes:
    """All themes in one language."""

    def __init__(self, render: Renderer) -> None:
        self.render = render
        self.c = render.catalogue
        self.countries: list[Country] = self.c.by_label(render.lang)
        self.standing = {
            group: {k.id: d for k in self.countries if (d := standing(self.c, k, group))} for group in GROUPS
        }

    @cached_property
    def all(self) -> tuple[Theme, ...]:
        """The themes in the order in which they are offered."""
        found = [theme for group in GROUPS for theme in self._group(group)]
        return (*found, self._coverage())

    @property
    def framework(self) -> Framework | None:
        """The framework that definitions are held against: the first that has rules."""
        return next((f for f in self.render.ordered_frameworks() if f.rules), None)

    def _group(self, group: str) -> Iterable[Theme]:
        side, t = GROUPS[group][1], self.render.translate
        yield self._theme(
            group, "length", {k: tested(self.c, d, side) for k, d in self.standing[group].items()}, LENGTHS
        )
        yield self._theme(group, "adding", {k: adding_up(self.c, d) for k, d in self.standing[group].items()}, ADDING)
        if self.framework:
            classes = {id: (self._verdict_words(id), paint) for id, paint in VERDICTS.items() if paint != UNKNOWN}
            values = {k: self._verdict(d, self.framework.id) for k, d in self.standing[group].items()}
            yield self._theme(group, "conformance", values, classes)
        values = {k: self._kind(d) for k, d in self.standing[group].items()}
        kinds = {id: (self.render.label("instrument-type", id), f"n{i}") for i, id in enumerate(self._kinds, 1)}
        yield self._theme(group, "source", values, {**kinds, "other": (t(OTHER_KIND), f"n{KINDS + 1}")})
        classes = {id: (self.render.label("confidence", id), f"q{4 - i}") for i, id in enumerate(CONFIDENCE)}
        yield self._theme(group, "confidence", {k: d.confidence for k, d in self.standing[group].items()}, classes)

    def _theme(self, group: str, name: str, values: dict[str, str], classes: Mapping[str, tuple[str, str]]) -> Theme:
        t = self.render.translate
        inside = {k.id: INSIDE for k in self.countries if candidates(k, group)}
        every = {k.id: values.get(k.id) or inside.get(k.id) or ABSENT for k in self.countries}
        told = {
            **{id: (t(words), paint) for id, (words, paint) in classes.items()},
            UNKNOWN: (self._open_words(name), UNKNOWN),
            INSIDE: (t(ONLY_INSIDE), INSIDE),
            ABSENT: (t(NOTHING), ABSENT),
        }
        about = t(SIDES[group]) if name == "length" else t(TITLES[name])
        if name == "conformance" and self.framework:
            abbreviation = self.framework.abbreviation
            about = about.format(abbreviation[0] if abbreviation else self.framework.label.best(self.render.lang))
        title = f"{t(GROUP_NAMES[group])}{t(': ')}{about[:1].lower()}{about[1:]}"
        classes_found = tuple(self._answering(item, name) for item in _classes(told, every))
        return Theme(f"{group}-{name}", group, title, classes_found, every, self.standing[group])

    def _answering(self, item: Class, name: str) -> Class:
        """A class with the sentence that says how many countries are in it."""
        t = self.render.translate
        one, many = ANSWERS.get(item.id, ANY_ANSWER) if name == "length" else ANY_ANSWER
        said = t(one if item.count == 1 else many).format(item.count)
        return replace(item, answer=said if (one, many) != ANY_ANSWER else f"{item.words}{t(': ')}{said}")

    def _open_words(self, name: str) -> str:
        """What a theme says of a definition of which it cannot tell."""
        if name == "conformance":
            return self._verdict_words(NO_MINIMUM)
        return self.render.translate(NOT_FOUND if name == "length" else NOT_KNOWN)

    def _verdict_words(self, kind: str) -> str:
        return self.render.speaker.text(kind_named(kind))

    def _verdict(self, definition: Definition, framework: str) -> str:
        """The verdict on a definition: its best result against a framework."""
        held = (one for one in self.c.verdicts.get(definition.id, ()) if one.framework == framework)
        kind = next((one.verdict.kind for one in held), ANOTHER_THING)
        return UNKNOWN if VERDICTS[kind] == UNKNOWN else kind

    def _kind(self, definition: Definition) -> str:
        instrument = self.c.instruments.get(definition.instrument)
        return UNKNOWN if instrument is None else instrument.type if instrument.type in self._kinds else "other"

    @cached_property
    def _kinds(self) -> list[str]:
        """The most used kinds of source, in the order of the code list."""
        used = [self.c.instruments[d.instrument].type for found in self.standing.values() for d in found.values()]
        order = [code.id.partition("/")[2] for code in self.c.codes_of("instrument-type")]
        most = sorted(Counter(used).items(), key=lambda pair: (-pair[1], order.index(pair[0])))[:KINDS]
        return sorted((kind for kind, _ in most), key=order.index)

    def _coverage(self) -> Theme:
        t = self.render.translate
        least, words, paint = NUMBERS_MORE
        told = {str(low): (t(said), colour) for low, _, said, colour in NUMBERS}
        told |= {str(least): (t(words), paint), ABSENT: (t(NOTHING), ABSENT)}
        values = {}
        for country in self.countries:
            number = len(country.definition_ids)
            fits = (str(low) for low, high, *_ in NUMBERS if low <= number <= high)
            values[country.id] = next(fits, str(least)) if number else ABSENT
        found = tuple(self._answering(item, "coverage") for item in _classes(told, values))
        return Theme("coverage", "", t(COVERAGE), found, values, {})


def _classes(told: Mapping[str, tuple[str, str]], values: Mapping[str, str]) -> tuple[Class, ...]:
    """The classes that some country is in, in their order."""
    counts = Counter(values.values())
    return tuple(Class(id, words, paint, counts[id]) for id, (words, paint) in told.items() if counts[id])
