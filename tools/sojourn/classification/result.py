"""What a classification says, as values with the form that they have in JSON output.

Sentences are messages; `to_dict` gives the words of a language beside them (English without a `speaker`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sojourn.classification.in_short import in_short
from sojourn.classification.table import NOT_APPLICABLE, RANK
from sojourn.classification.unions import Who, parts_of
from sojourn.classification.verdict import Held, Verdict, of_one_length, verdict
from sojourn.model.message import Arg, Coded, Joined, Message, Named, arg_to_json, message
from sojourn.model.rule import Rule
from sojourn.model.trace import Node
from sojourn.prose.said import all_said, said
from sojourn.rules.comparison.relation import INCOMPARABLE, named
from sojourn.rules.comparison.result import Comparison, Witness

if TYPE_CHECKING:
    from sojourn.prose.speaker import Speaker

# The facet under which a test without a counterpart stands.
TEST = "test"


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference rule of a framework, as the engine needs it.

    `option` names the choice of countries that it is; `part_of` is the rule of which it is a limb that nobody may choose
    alone. A rule that has neither is a whole definition of a concept.
    """

    id: str
    framework: str
    target: str
    option: str | None
    rule: Rule
    label: str
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One facet in which definition and reference differ; `effect` is what the definition's value does to the count.

    `theirs` and `reference` are the two values: lengths, windows, codes, or messages such as "not stated". `test` says
    which of several tests of the definition it is about; the facet "test" is a test without a counterpart.
    """

    facet: str
    theirs: Arg
    reference: Arg
    effect: Message
    test: Rule | None = None

    def to_dict(self, speaker: Speaker | None = None) -> dict[str, Any]:
        """As in JSON output: values in words, but codes of controlled lists as they are; the values beside them."""
        words = speaking(speaker)
        out: dict[str, Any] = {"facet": self.facet}
        for key, value in (("theirs", self.theirs), ("reference", self.reference)):
            out |= {key: _plain(value, words), f"{key}_value": arg_to_json(value)}
        out |= said("effect", self.effect, words)
        if self.test is not None:
            out |= {"test": words.words(self.test), "test_value": arg_to_json(self.test)}
        return out


def _plain(value: Arg, words: Speaker) -> str:
    match value:
        case Coded(_, code):
            return code
        case Joined(parts, "and") if parts and all(isinstance(part, Coded) for part in parts):
            return ", ".join(_plain(part, words) for part in parts)
        case _:
            return words.words(value)


@dataclass(frozen=True, slots=True)
class UnionPart:
    """How a union decides on some of its people: an attribute with its values, their rule, and the verdict on it."""

    who: Who
    rule: Rule
    verdict: Verdict


# Without slots, so that its verdict is found once.
@dataclass(frozen=True)
class Result:
    """How one definition stands to one reference rule.

    `rule` is the definition's rule as it is written (`concept` is what it counts), `target` the rule that it was held
    against: that of the reference, bridged if need be. `if_plans_come_true` is the relation, as far as stated, under the
    assumption that intended and granted stays happen; None where both rules speak of the same kind of stay. `special`:
    the reference is for persons with attributes that the definition does not ask about, as a return of nationals is next
    to immigration, or narrows another reference down. `bridged`: a flow was held against a stock, over the bridge of
    becoming a usual resident. `close` and `maybe_close`: equal but for bounded differences, in every reading, and as far as
    stated. `parts` are those of a union for different people, on the closest result of a framework.
    """

    reference: Reference
    comparison: Comparison
    mapping: str | None
    as_stated_mapping: str | None
    conformance: str
    rule: Rule
    target: Rule
    concept: str
    differences: tuple[Difference, ...] = ()
    if_plans_come_true: str | None = None
    special: bool = False
    bridged: bool = False
    close: bool = False
    maybe_close: bool = False
    parts: tuple[UnionPart, ...] = ()

    @cached_property
    def verdict(self) -> Verdict:
        """The one verdict: what the relation, the lengths and what is open come to."""
        reference = self.reference
        return verdict(
            Held(
                self.rule,
                self.target,
                self.comparison,
                self.close,
                self.maybe_close,
                self.if_plans_come_true,
                reference.option,
                reference.part_of is not None,
            )
        )

    @property
    def trace(self) -> Node:
        """How the result was found: what was held against what, what each says, and what the relation rests on."""
        found, id = self.comparison, self.reference.id
        asked = message(
            "asked-classified",
            definition=Named(found.a),
            concept=Coded("concept", self.concept),
            reference=Named(id),
            target=Coded("target", self.reference.target),
        )
        parts = [Node(message("asked-bridged"))] if self.bridged else []
        parts += [
            Node(message("asked-rule", id=Named(found.a)), self.rule),
            Node(message("asked-rule", id=Named(id)), self.target),
            *found.steps(),
        ]
        if self.if_plans_come_true:
            parts.append(Node(message("asked-plans"), named(self.if_plans_come_true)))
        parts.append(
            Node(message("asked-mapping"), f"skos:{self.mapping}" if self.mapping else message("mapping-none"))
        )
        parts.append(Node(message("asked-conformance"), message(f"conformance-{self.conformance}")))
        return Node(asked, named(found.relation), tuple(parts))

    @property
    def witnesses(self) -> dict[str, Witness | None]:
        """The travellers whom only the definition, only the reference, both count."""
        found = self.comparison
        return {"definition_only": found.a_not_b, "reference_only": found.b_not_a, "both": found.both}

    @property
    def relation(self) -> str:
        """The relation of the definition to the reference."""
        return self.comparison.relation

    @property
    def applicable(self) -> bool:
        """Whether the two decide the same kind of thing."""
        return self.conformance != NOT_APPLICABLE

    def to_dict(self, speaker: Speaker | None = None, *, tree: bool = True) -> dict[str, Any]:
        """As in the JSON output of `classify`; without `tree`, the trace is given as lines only."""
        found, words = self.comparison, speaking(speaker)
        return {
            "reference": self.reference.id,
            "framework": self.reference.framework,
            "target": self.reference.target,
            "option": self.reference.option,
            "part_of": self.reference.part_of,
            "label": self.reference.label,
            "bridged": self.bridged,
            **verdict_json(self.verdict, words),
            "in_short": words.by_language(in_short(self)),
            "relation": found.relation,
            "possible": list(found.possible),
            "alike": found.as_stated,
            "mapping": self.mapping,
            "alike_mapping": self.as_stated_mapping,
            "conformance": self.conformance,
            "if_plans_come_true": self.if_plans_come_true,
            **said("reason", found.reason, words),
            "differences": [d.to_dict(words) for d in self.differences],
            "witnesses": {side: person and person.to_dict(words) for side, person in self.witnesses.items()},
            "start_dates": found.start_dates.to_dict(),
            **all_said("assumptions", found.assumptions, words),
            "unknown": [u.to_dict(words) for u in found.unknown if u.side == "a"],
            "unknown_in_reference": [u.to_dict(words) for u in found.unknown if u.side == "b"],
            "trace": list(words.lines(self.trace)),
            **({"trace_tree": words.tree(self.trace)} if tree else {}),
        }


def verdict_json(found: Verdict, words: Speaker) -> dict[str, Any]:
    """A verdict for JSON: its values, its name in words, and what it rests on."""
    return {"verdict": {**found.to_dict(), **said("words", found.name, words), **said("why", found.why, words)}}


@dataclass(frozen=True)
class Classification:
    """A definition against the reference rules; `best` is the result that says most.

    `limbs` are the ids of reference rules that another one refers to as one of its alternatives.
    """

    definition: str
    framework: str | None
    results: tuple[Result, ...]
    limbs: frozenset[str] = frozenset()

    @cached_property
    def best(self) -> Result | None:
        """The result that comes closest; see `closeness`."""
        return min(self.results, key=self.closeness, default=None)

    def closeness(self, result: Result) -> tuple[bool | int, ...]:
        """A key that sorts the closest result first.

        Comparable before not comparable, whole rules before parts, general concepts before special ones, what may conform
        before what does not, then the strongest mapping, a whole rule before its alternatives, and what is strongest as
        far as stated.
        """
        return (
            not result.applicable,
            result.reference.part_of is not None,
            result.special,
            result.conformance == "does-not",
            -of_one_length(result.rule, result.target),
            result.reference.id in self.limbs and bool(parts_of(result.rule)),
            RANK.index(result.mapping),
            result.mapping is None and not result.maybe_close,
            result.mapping is None and result.reference.id in self.limbs,
            result.relation == INCOMPARABLE,
            RANK.index(result.as_stated_mapping),
        )

    def to_dict(self, speaker: Speaker | None = None) -> dict[str, Any]:
        """As in the JSON output of `classify`."""
        words, best = speaking(speaker), self.best
        results = [result.to_dict(words) for result in self.results]
        return {
            "definition": self.definition,
            "framework": self.framework,
            "results": results,
            "best": next((data for data, found in zip(results, self.results, strict=True) if found is best), None),
        }

    def _repr_html_(self) -> str:
        """What notebooks show: each reference rule with the verdict on it."""
        from sojourn.model.display import table

        words = speaking(None)
        return table(self.definition, [(r.reference.label, words.text(r.verdict.name)) for r in self.results])


def speaking(given: Speaker | None) -> Speaker:
    """The speaker to use; English where none is given."""
    if given is not None:
        return given
    from sojourn.prose.speaker import plain

    return plain()
