"""How many pairs of countries count the same people, by region or group of countries and by what is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sojourn.model.csv_text import csv_text
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.statistics.compare_data import main_first
from sojourn.pages.statistics.relations import Related
from sojourn.pages.templates.render import Renderer
from sojourn.rules.comparison.relation import (
    BROADER,
    DISJOINT,
    EQUAL,
    INCOMPARABLE,
    NARROWER,
    OVERLAPPING,
    UNDETERMINED,
)

# What a bar of pairs is made of, from the best to the worst; relations of a pair without an order.
PARTS = (
    ("equal", (EQUAL,)),
    ("narrower", (NARROWER, BROADER)),
    ("overlapping", (OVERLAPPING, DISJOINT)),
    ("incomparable", (INCOMPARABLE,)),
    ("undetermined", (UNDETERMINED,)),
)
COLUMNS = (
    "equal, sure",
    "equal",
    "part and whole",
    "overlapping or nobody in common",
    "different things",
    "not decided",
)


@dataclass(frozen=True, slots=True)
class PairShare:
    """The pairs of the main definitions of some countries, by relation as far as stated; `sure` of the equal ones."""

    countries: int
    pairs: int
    by: tuple[int, ...]
    sure: int

    @property
    def percent(self) -> int:
        """How many of a hundred pairs count the same people, as far as stated."""
        return round(100 * self.by[0] / self.pairs)

    @property
    def bars(self) -> list[tuple[str, float, float]]:
        """The parts of a bar of width 100: name, start, width."""
        out, at = [], 0.0
        for (name, _), number in zip(PARTS, self.by, strict=True):
            width = 100 * number / self.pairs
            if number:
                out.append((name, round(at, 2), round(width, 2)))
            at += width
        return out


@dataclass(frozen=True, slots=True)
class Lands:
    """A region or group of countries."""

    id: str
    name: str
    countries: tuple[str, ...]


def all_lands(render: Renderer) -> list[Lands]:
    """The whole registry, then regions, then groups; those with fewer than two countries are left out."""
    c = render.catalogue
    order = [country.id for country in c.by_label(render.lang)]
    found = [Lands("all", render.translate("All countries and areas"), tuple(order))]
    for list_id in ("region", "country-group"):
        for code in c.codes_of(list_id):
            id = code.id.split("/", 1)[1]
            members = tuple(o for o in order if id in (c.countries[o].region, *c.countries[o].member_of))
            if len(members) > 1:
                found.append(Lands(id, code.label.best(render.lang), members))
    return found


def main_definitions(c: Catalogue) -> dict[str, dict[str, str]]:
    """The main definition in force of each country, by concept and country."""
    out: dict[str, dict[str, str]] = {}
    for country in c.countries.values():
        for concept, ids in main_first(c, country.definitions).items():
            if not c.definitions[ids[0]].valid.end:
                out.setdefault(concept, {})[country.id] = ids[0]
    return out


def share(countries: Sequence[str], main: Mapping[str, str], related: Related) -> PairShare | None:
    """How the countries' main definitions of a concept relate, pair by pair; None for fewer than two."""
    ids = [main[country] for country in countries if country in main]
    if len(ids) < 2:
        return None
    counts: Counter[str] = Counter()
    sure = 0
    for a, b in combinations(ids, 2):
        certain, alike = related.relation(a, b)
        counts[alike] += 1
        sure += certain == EQUAL
    by = tuple(sum(counts[name] for name in names) for _, names in PARTS)
    return PairShare(len(ids), sum(by), by, sure)


def shares(render: Renderer, groups: Mapping[str, Related]) -> list[tuple[Lands, list[PairShare | None]]]:
    """A line for each region or group that has pairs, a place for each concept whose pairs are known."""
    main = main_definitions(render.catalogue)
    out = []
    for lands in all_lands(render):
        cells = [share(lands.countries, main.get(name, {}), groups[name]) for name in concepts(render, groups)]
        if any(cells):
            out.append((lands, cells))
    return out


def concepts(render: Renderer, groups: Mapping[str, Related]) -> list[str]:
    """The concepts whose pairs are known, in the order of the code list."""
    ids = (code.id.split("/", 1)[1] for code in render.catalogue.codes_of("concept"))
    return [id for id in ids if id in groups]


def shares_csv(render: Renderer, groups: Mapping[str, Related]) -> str:
    """The numbers as a table."""
    rows = [
        [lands.id, lands.name, concept, cell.countries, cell.pairs, cell.sure, *cell.by]
        for lands, cells in shares(render, groups)
        for concept, cell in zip(concepts(render, groups), cells, strict=True)
        if cell
    ]
    return csv_text(["group", "name", "concept", "countries", "pairs", *COLUMNS], rows)


def matrix_data(render: Renderer, groups: Mapping[str, Related]) -> Iterator[tuple[str, Any]]:
    """What the matrix of countries chooses from: regions and groups with their countries, and concepts."""
    yield "lands", [[lands.id, lands.name, lands.countries] for lands in all_lands(render)[1:]]
    yield "concepts", [[id, render.label("concept", id)] for id in concepts(render, groups)]
