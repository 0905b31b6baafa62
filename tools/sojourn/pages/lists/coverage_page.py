"""What the pages on methods, on published numbers, and on what is known and not known show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sojourn.lookup.coverage import Coverage, coverage
from sojourn.lookup.gaps import kind_message, known, known_message
from sojourn.model.entries import Figure, Method
from sojourn.pages.templates.render import Renderer
from sojourn.prose.facets import fact_names

# How the parts of the coverage are headed; each part is a map from a name to a number or to (stated, of).
COUNTS = (
    ("concepts", "What national definitions count", "concept"),
    ("instrument_types", "Data sources by kind", "instrument-type"),
    ("source_kinds", "First source of each national definition", "source-kind"),
    ("seen", "How the first source was seen", "seen"),
)
FACET_NAMES = {
    "event": "Event decided",
    "measure": "Side measured",
    "threshold": "Length, or that there is none",
    "comparison": "Whether exactly the length counts",
    "accumulation": "How time adds up",
    "basis": "Length taken from",
    "level": "Level",
    "day_convention": "Days counted by",
    "base": "Population base",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a coverage table: a name, a number, of how many, and the width of its bar in per cent."""

    name: str
    count: int
    of: int

    @property
    def percent(self) -> int:
        """Share, rounded."""
        return round(100 * self.count / self.of) if self.of else 0


def methods(render: Renderer) -> list[Method]:
    """Methods that are kinds of data source first, in the order of the code list; then the others by name."""
    order = {
        code.id.partition("/")[2]: place for place, code in enumerate(render.catalogue.codes_of("instrument-type"))
    }
    return sorted(
        render.catalogue.methods, key=lambda m: (order.get(m.type or "", len(order)), m.label.best(render.lang))
    )


def methods_for(render: Renderer, term: str) -> list[Method]:
    """The methods that are about a term."""
    return [method for method in methods(render) if method.term == term]


def figures_for(render: Renderer, kind: str, id: str) -> list[Figure]:
    """The published numbers that concern a term or a country."""
    found = render.catalogue.figures
    return [figure for figure in found if id in (figure.terms if kind == "term" else figure.countries)]


def coverage_context(render: Renderer) -> dict[str, Any]:
    """Everything that the coverage page shows."""
    facts = fact_names(render.lang)
    found, rows = coverage(render.catalogue.registry), tuple(render.catalogue.work_list.values())
    return {
        "counts": found.counts,
        "known": [known_message(one) for one in known(rows)],
        "rows": [row for row in rows if row.gaps],
        "kind_name": kind_message,
        "languages": [
            (lang, told.get("sourced", 0), told.get("own", 0), found.definitions_by_language.get(lang, 0))
            for lang, told in found.labels.items()
        ],
        "facets": [Bar(render.translate(FACET_NAMES[name]), stated, of) for name, (stated, of) in found.facets.items()],
        "facts": [Bar(facts[name], stated, of) for name, (stated, of) in found.instrument_facts.items()],
        "confidence": found.confidence,
        "parts": [(title, _bars(render, found, key, codes)) for key, title, codes in COUNTS],
    }


def _bars(render: Renderer, found: Coverage, key: str, codes: str) -> list[Bar]:
    counts: dict[str, int] = getattr(found, key)
    total = sum(counts.values())
    return [Bar(render.label(codes, name), count, total) for name, count in counts.items()]
