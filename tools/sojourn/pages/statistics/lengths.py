"""The minimum lengths of time of each country, by what is counted: a table by region, and as CSV."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sojourn.model.csv_text import csv_text
from sojourn.model.entries import Definition
from sojourn.model.rule import Bound
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.statistics.comparability import shortest
from sojourn.pages.statistics.pair_shares import Lands
from sojourn.pages.templates.render import Renderer
from sojourn.prose.figures import months


@dataclass(frozen=True, slots=True)
class LengthCell:
    """One length in a country: its words, a definition that asks for it, and its class for the legend."""

    words: str
    definition: str
    scale: str


# Classes of minimum lengths in months, from the longest.
SCALE = (("year", 11.9), ("half", 5.9), ("quarter", 2.9), ("short", 0.0))


def matrix(render: Renderer) -> list[tuple[Lands, list[tuple[str, list[list[LengthCell]]]]]]:
    """By region, countries by concept: the minimum lengths of the definitions in force."""
    c = render.catalogue
    concepts = [code.id.split("/", 1)[1] for code in c.codes_of("concept")]
    regions = {code.id.split("/", 1)[1]: code.label.best(render.lang) for code in c.codes_of("region")}
    rows: dict[str, list[tuple[str, list[list[LengthCell]]]]] = defaultdict(list)
    for country in c.by_label(render.lang):
        cells = [_cells(render, [d for d in country.definitions if d.concept == concept]) for concept in concepts]
        if any(cells):
            rows[country.region if country.region in regions else ""].append((country.id, cells))
    names = {**regions, "": render.translate("Without a region")}
    return [
        (Lands(id, name, tuple(country for country, _ in rows[id])), rows[id]) for id, name in names.items() if rows[id]
    ]


def _cells(render: Renderer, definitions: list[Definition]) -> list[LengthCell]:
    """Distinct minimum lengths with the first definition that has each; a dash if none of the definitions has any."""
    out: dict[str, LengthCell] = {}
    for definition in definitions:
        if not definition.valid.end:
            words = shortest(definition, render)
            out.setdefault(words, LengthCell(words or "–", definition.id, scale(render.catalogue, definition)))
    silent = out.pop("", None)
    return list(out.values()) or ([silent] if silent else [])


def scale(c: Catalogue, definition: Definition) -> str:
    """The class of a definition's longest minimum; `none` if it has no length."""
    found = [
        months(limb.threshold.value, limb.threshold.unit)
        for limb in c.limbs(definition.rule)
        if isinstance(limb.threshold, Bound)
    ]
    return next((name for name, least in SCALE if max(found) >= least), "short") if found else "none"


def matrix_csv(render: Renderer) -> str:
    """The table of lengths: one line a country."""
    c = render.catalogue
    head = ["id", "country", "region", *(code.id.split("/", 1)[1] for code in c.codes_of("concept"))]
    found = [
        [
            id,
            c.countries[id].label.best(render.lang),
            region.name,
            *("; ".join(cell.words for cell in one) for one in cells),
        ]
        for region, rows in matrix(render)
        for id, cells in rows
    ]
    return csv_text(head, found)
