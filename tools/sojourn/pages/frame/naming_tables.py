"""The tables of mappings and conformance as Markdown, from the rules that the engine follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sojourn.classification.table import CONFORMANCE, MAPPING
from sojourn.prose.language import Translate

# Where a page that is written by hand wants the tables.
MARK = "<!-- tables: mapping, conformance -->"
MAPPING_HEAD = ("The definition is", "Mapping to the reference", "When")
CONFORMANCE_HEAD = ("Conformance", "When")
NO_MAPPING = "none"


def with_tables(text: str, translate: Translate) -> str:
    """The text of a page, with the tables in its language in place of the mark."""
    if MARK not in text:
        return text
    mapping = (
        (
            translate(row.relation),
            f"`skos:{row.property}`" if row.property else translate(NO_MAPPING),
            translate(row.when),
        )
        for row in MAPPING
    )
    conformance = ((translate(row.words), translate(row.when)) for row in CONFORMANCE)
    tables = [
        *_table([translate(name) for name in MAPPING_HEAD], mapping),
        "",
        *_table([translate(name) for name in CONFORMANCE_HEAD], conformance),
    ]
    return text.replace(MARK, "\n".join(tables))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
