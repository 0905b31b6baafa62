"""How far the definitions of several countries can be compared, and which definitions are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sojourn.lookup.registry import Registry
from sojourn.lookup.standing import POPULATION as POPULATION
from sojourn.lookup.standing import about, standing
from sojourn.model.entries import Definition
from sojourn.model.errors import NotFound
from sojourn.model.message import Joined, message

if TYPE_CHECKING:
    from sojourn.classification.comparability import Comparability
    from sojourn.prose.speaker import Speaker


@dataclass(frozen=True, slots=True)
class Comparable:
    """The comparability of a set, and how many definitions were left out.

    `left_out`: not valid on the date, or replaced; `others`: those for which another one stands for their country.
    """

    found: Comparability
    left_out: int
    others: int = 0

    def to_dict(self, speaker: Speaker | None = None) -> dict[str, Any]:
        """As in JSON, in the language of the speaker."""
        return {**self.found.to_dict(speaker), "left_out": self.left_out, "others": self.others}


def comparability(
    registry: Registry,
    countries: Sequence[str] = (),
    *,
    group: str | None = None,
    concepts: Sequence[str] = POPULATION,
    on: str | None = None,
    earlier: bool = False,
    every: bool = False,
) -> Comparable:
    """The groups of equal definitions, all relations, the finest common definition, and the way of each to it.

    `registry` holds the definitions. `countries` are codes or names, `group` a code of the list `country-group` or of a
    region (M49); without either, all. Each is there with the definition that stands for it
    (`classification.representative`), or with `every` one. `on` keeps to definitions valid on a date, `earlier` takes those
    too that a later one replaces. Raises NotFound if fewer than two definitions are left.

    >>> import sojourn
    >>> found = comparability(sojourn.load(), ["NZL", "AUS"], concepts=["immigration"])
    >>> [entry.id for entry in found.found.entries]
    ['aus-nom-arrival', 'nzl-obm-arrival']
    """
    from sojourn.classification.comparability import ComparedEntry
    from sojourn.classification.comparability import comparability as compare_all

    definitions = _chosen(registry, countries, group, concepts)
    valid = [d for d in definitions if (d.valid.covers(on) if on else earlier or not d.replaced_by)]
    kept = valid if every or earlier else standing(registry, valid, concepts)
    if len(kept) < 2:
        few = message("error-few-definitions", concepts=Joined(tuple(concepts), "or"), on=on or "none")
        raise NotFound(few, "", message("error-name-more"))
    entries = [ComparedEntry(d.id, d.country, d.rule) for d in kept]
    found = compare_all(entries, resolve=registry.rule_of, known=registry.known_relations)
    return Comparable(found, len(definitions) - len(valid), len(valid) - len(kept))


def _chosen(
    registry: Registry, countries: Sequence[str], group: str | None, concepts: Sequence[str]
) -> list[Definition]:
    wanted = [registry.country(name).id for name in countries]
    if group:
        codes = {code.id for name in ("country-group", "region") for code in registry.codes(name)}
        if f"country-group/{group}" not in codes and f"region/{group}" not in codes:
            known = ", ".join(sorted(code.partition("/")[2] for code in codes if code.startswith("country-group/")))
            raise NotFound(message("error-no-group", group=group), "", message("error-groups-are", groups=known))
        wanted += [c.id for c in registry.countries() if group in (*c.member_of, c.region)]
    return [d for d in about(registry, concepts) if not wanted or d.country in wanted]
