"""What a classification says, as values with the form that they have in JSON output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sojourn.classification.differences import Difference
from sojourn.classification.table import NOT_APPLICABLE, RANK
from sojourn.model.rule import Rule
from sojourn.rules.comparison.relation import INCOMPARABLE
from sojourn.rules.comparison.result import Comparison


@dataclass(frozen=True, slots=True)
class ReferenceRule:
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
class Result:
    """How one definition stands to one reference rule.

    `if_plans_come_true` is the relation, as far as stated, under the assumption that intended and granted stays happen;
    None where both rules speak of the same kind of stay. `special`: the reference is for persons with attributes that the
    definition does not ask about, as a return of nationals is next to immigration, or narrows another reference down.
    `bridged`: a flow was held against a stock, over the bridge of becoming a usual resident.
    """

    reference: ReferenceRule
    comparison: Comparison
    mapping: str | None
    as_stated_mapping: str | None
    conformance: str
    differences: tuple[Difference, ...] = ()
    trace: tuple[str, ...] = ()
    if_plans_come_true: str | None = None
    special: bool = False
    bridged: bool = False

    @property
    def relation(self) -> str:
        """The relation of the definition to the reference."""
        return self.comparison.relation

    @property
    def applicable(self) -> bool:
        """Whether the two decide the same kind of thing."""
        return self.conformance != NOT_APPLICABLE

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON output of `classify`."""
        found = self.comparison
        return {
            "reference": self.reference.id,
            "framework": self.reference.framework,
            "target": self.reference.target,
            "option": self.reference.option,
            "part_of": self.reference.part_of,
            "label": self.reference.label,
            "bridged": self.bridged,
            "relation": found.relation,
            "possible": list(found.possible),
            "alike": found.as_stated,
            "mapping": self.mapping,
            "alike_mapping": self.as_stated_mapping,
            "conformance": self.conformance,
            "if_plans_come_true": self.if_plans_come_true,
            "reason": found.reason,
            "differences": [d.to_dict() for d in self.differences],
            "witnesses": {
                "definition_only": found.a_not_b and found.a_not_b.to_dict(),
                "reference_only": found.b_not_a and found.b_not_a.to_dict(),
                "both": found.both and found.both.to_dict(),
            },
            "start_dates": found.start_dates.to_dict(),
            "assumptions": list(found.assumptions),
            "unknown": [u.to_dict() for u in found.unknown if u.side == "a"],
            "unknown_in_reference": [u.to_dict() for u in found.unknown if u.side == "b"],
            "trace": list(self.trace),
        }


@dataclass(frozen=True, slots=True)
class Classification:
    """A definition against the reference rules; `best` is the result that says most.

    `limbs` are the ids of reference rules that another one refers to as one of its alternatives.
    """

    definition: str
    framework: str | None
    results: tuple[Result, ...]
    limbs: frozenset[str] = frozenset()

    @property
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
            RANK.index(result.mapping),
            result.mapping is None and result.reference.id in self.limbs,
            result.relation == INCOMPARABLE,
            RANK.index(result.as_stated_mapping),
        )

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON output of `classify`."""
        best = self.best
        return {
            "definition": self.definition,
            "framework": self.framework,
            "results": [r.to_dict() for r in self.results],
            "best": best and best.to_dict(),
        }
