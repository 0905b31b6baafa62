"""The tables of mappings and conformance as Markdown, from the rules that the engine follows."""

from __future__ import annotations

from sojourn.classification.table import CONFORMANCE, MAPPING

# Where a page that is written by hand wants the tables.
MARK = "<!-- tables: mapping, conformance -->"


def with_tables(text: str) -> str:
    """The text of a page, with the tables in place of the mark."""
    return text.replace(MARK, _tables())


def _tables() -> str:
    mapping = [(row.relation, f"`skos:{row.property}`" if row.property else "none", row.when) for row in MAPPING]
    lines = ["| The definition is | Mapping to the reference | When |", "| --- | --- | --- |"]
    lines += [f"| {' | '.join(cells)} |" for cells in mapping]
    lines += ["", "| Conformance | When |", "| --- | --- |"]
    lines += [f"| {row.value.replace('-', ' ')} | {row.when} |" for row in CONFORMANCE]
    return "\n".join(lines)
