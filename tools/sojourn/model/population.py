"""Whom a rule looks at, as a value: the base of the population, groups in and out, and attributes that it requires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Population:
    """Whom the rule looks at: base, groups named as in or out, and attributes that it requires.

    `requires` holds (attribute, allowed values) pairs, sorted by attribute; a group in neither list is unknown. `within` is
    filled in when a rule is looked at: all values that lie in the required ones, and those of them that are groups of
    others (see `containment`).
    """

    base: str | None = None
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    requires: tuple[tuple[str, tuple[str, ...]], ...] = ()
    within: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()

    @property
    def allowed(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The values that each attribute may have, those that lie in a required one among them."""
        inside = {name: values for name, values, _ in self.within}
        return tuple((name, inside.get(name, values)) for name, values in self.requires)


def population_to_dict(population: Population) -> dict[str, Any]:
    """Whom a rule looks at, in its content form."""
    out: dict[str, Any] = {}
    if population.base is not None:
        out["base"] = population.base
    if population.includes:
        out["includes"] = list(population.includes)
    if population.excludes:
        out["excludes"] = list(population.excludes)
    if population.requires:
        out["requires"] = {attribute: list(values) for attribute, values in population.requires}
    return out


def population_from_dict(data: Mapping[str, Any]) -> Population:
    """Read whom a rule looks at from its content form."""
    requires = data.get("requires") or {}
    return Population(
        base=data.get("base"),
        includes=tuple(data.get("includes") or ()),
        excludes=tuple(data.get("excludes") or ()),
        requires=tuple(sorted((attribute, tuple(values)) for attribute, values in requires.items())),
    )
