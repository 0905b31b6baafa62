"""The two ends of one flow: which definitions of two countries are held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sojourn.lookup.registry import Registry
from sojourn.model.entries import Country, Definition, ReferenceRule
from sojourn.model.errors import NotFound, UsageError
from sojourn.model.message import message

if TYPE_CHECKING:
    from sojourn.classification.mirror import Mirror

# A recommended rule for a country that has none of its own in the registry.
STAND_IN = {"emigration": "un-2021-emigrant-b", "immigration": "un-2021-immigrant-b"}


def mirror(
    registry: Registry, origin: str, destination: str, *, on: str | None = None, instruments: Sequence[str] = ()
) -> list[Mirror]:
    """How far the two ends of one flow measure the same thing.

    `registry` holds the definitions. `origin` and `destination` are countries (code or name), or ids of an emigration and
    an immigration definition or reference rule. Each emigration definition of the origin is held against each immigration
    definition of the destination; `on` (a date as 2015-06-30) keeps to those valid then, `instruments` to those of some
    data sources. Raises NotFound where an end has none, UsageError for a data source of neither end and for a country and
    itself.

    >>> import sojourn
    >>> [found.relation for found in mirror(sojourn.load(), "un-2021-emigrant-b", "un-2021-immigrant-b")]
    ['overlapping']
    """
    from sojourn.classification.mirror import mirror as mirror_rules

    if registry.any(origin) == registry.any(destination):
        raise UsageError(
            message("error-one-end", name=origin), message("error-one-end-detail"), message("error-two-ends")
        )
    _check_owned(registry, instruments, (origin, destination))
    outward = _ends(registry, origin, "emigration", on, instruments)
    inward = _ends(registry, destination, "immigration", on, instruments)
    return [
        mirror_rules(a.rule, b.rule, origin_id=a.id, destination_id=b.id, resolve=registry.rule_of)
        for a in outward
        for b in inward
    ]


def _ends(
    registry: Registry, name: str, concept: str, on: str | None, instruments: Sequence[str]
) -> Sequence[Definition | ReferenceRule]:
    value = registry.any(name)
    if isinstance(value, Definition | ReferenceRule):
        return [value]
    if not isinstance(value, Country):
        raise UsageError(message("error-not-an-end", name=name, kind=value.kind), "", message("error-name-an-end"))
    country = registry.country(value.id)
    flows = [d for d in country.definitions if d.concept == concept and _about_crossings(d)]
    owners = {registry.instrument(id).country for id in instruments}
    kept = [
        d
        for d in flows
        if (on is None or d.valid.covers(on)) and (d.instrument in instruments or d.country not in owners)
    ]
    if not kept:
        asked = {"on": on or "none", "sources": ", ".join(instruments) or "none"}
        raise NotFound(
            message("error-no-flow", concept=concept, country=country.label.best(), **asked),
            message("error-its-flows", concept=concept, found=", ".join(d.id for d in flows) or "-"),
            message("error-stand-in", country=country.id, rule=STAND_IN[concept]),
        )
    return kept


def _about_crossings(definition: Definition) -> bool:
    """A balance or a stock is filed under a flow's concept in some countries; it has no crossing to follow."""
    from sojourn.rules.comparison.relation import events_of

    return bool(events_of(definition.rule) & {"arrival", "departure"})


def _check_owned(registry: Registry, instruments: Sequence[str], names: tuple[str, str]) -> None:
    """Refuse a data source that neither of the two countries has: it would change nothing, unnoticed."""
    ends = {getattr(value, "country", value.id) for value in map(registry.any, names)}
    for id in instruments:
        if registry.instrument(id).country not in ends:
            owner = registry.instrument(id).country
            raise UsageError(message("error-neither-end", id=id), message("error-owner", owner=owner))
