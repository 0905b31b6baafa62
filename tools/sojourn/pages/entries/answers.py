"""The answer of a definition: the verdict on it by each framework, in short, and what would settle what is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sojourn.classification.in_short import in_short, people
from sojourn.classification.representative import GROUPS, Chosen
from sojourn.classification.verdict import ANOTHER_THING
from sojourn.model.entries import Country, Definition
from sojourn.model.message import Arg, Joined, Message, message
from sojourn.pages.content.catalogue import Against
from sojourn.pages.statistics.representative import chosen
from sojourn.pages.templates.render import Renderer
from sojourn.rules.comparison.questions import clause
from sojourn.rules.comparison.relation import named
from sojourn.rules.comparison.result import Unknown

# The best result of a framework with the others of it.
Relation = tuple[Against, list[Against]]
# What is counted, by group of definitions that one stands for.
COUNTED = {"residents": "Residents", "immigrants": "Immigrants", "emigrants": "Emigrants"}


@dataclass(frozen=True, slots=True)
class Follows:
    """Answers to a question that leave the same relations, what is then still possible, and a clause for the text for each."""

    answers: tuple[Arg, ...]
    leaves: Message
    clauses: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the country, whom it concerns, what follows from each answer, and the results that it would settle."""

    text: Message
    who: Message | None
    follows: tuple[Follows, ...]
    against: Against
    settles: tuple[Against, ...]


@dataclass(frozen=True, slots=True)
class CountryAnswer:
    """How a definition that stands for a country relates to the first framework that it can be held against."""

    group: str
    choice: Chosen
    against: Against | None

    @property
    def short(self) -> Message | None:
        """The answer in one or two sentences."""
        return in_short(self.against.result) if self.against else None


def relations_of(render: Renderer, definition: Definition) -> tuple[list[Relation], list[Against]]:
    """The best result of each framework with the others of it, in the order of frameworks; and those of another thing."""
    groups: dict[str, list[Against]] = defaultdict(list)
    for held in render.catalogue.verdicts.get(definition.id, ()):
        groups[held.framework].append(held)
    ordered = [groups[id] for id in sorted(groups, key=render.framework_order)]
    apart = [found[0] for found in ordered if found[0].verdict.kind == ANOTHER_THING]
    return [(found[0], found[1:]) for found in ordered if found[0].verdict.kind != ANOTHER_THING], apart


def first_answer(render: Renderer, definition: Definition) -> Against | None:
    """The result that is told in short: that of the first framework that decides the same kind of thing."""
    relations, _ = relations_of(render, definition)
    return relations[0][0] if relations else None


def country_answers(render: Renderer, country: Country) -> Iterator[CountryAnswer]:
    """For residents, immigrants and emigrants the definition that stands for a country, with its answer."""
    for group in GROUPS:
        choice = chosen(render.catalogue, country, group)
        if choice is not None:
            yield CountryAnswer(group, choice, first_answer(render, choice.definition))


def questions(render: Renderer, held: Iterable[Against]) -> list[Question]:
    """What to ask the country, each question once, with what follows by the first framework that it matters to."""
    found: dict[Message, list[tuple[Unknown, Against]]] = {}
    for one in sorted(held, key=lambda one: (render.framework_order(one.framework), not one.best)):
        for unknown in one.comparison.unknown:
            if unknown.matters and unknown.side == "a":
                found.setdefault(unknown.question, []).append((unknown, one))
    out = []
    for text, places in found.items():
        unknown, against = next((pair for pair in places if pair[0].answers), places[0])
        who = (
            message("told", parts=Joined(tuple(people(trait) for trait in unknown.who), "and")) if unknown.who else None
        )
        settles = tuple({one.reference: one for _, one in places}.values())
        out.append(Question(text, who, _follows(unknown), against, settles))
    return out


def _follows(unknown: Unknown) -> tuple[Follows, ...]:
    """The answers of a question, those together that leave the same relations."""
    groups: dict[tuple[str, ...], list[Arg]] = {}
    for answer in unknown.answers:
        groups.setdefault(answer.leaves, []).append(answer.value)
    return tuple(
        Follows(
            tuple(values),
            message("told", parts=Joined(tuple(named(relation) for relation in leaves), "or")),
            tuple(dict.fromkeys(clause(unknown.facet, unknown.question, value) for value in values)),
        )
        for leaves, values in groups.items()
    )
