"""The tables of mappings and conformance as Markdown, from the rules that the engine follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sojourn.classification.table import CONFORMANCE, MAPPING
from sojourn.model.message import message
from sojourn.prose.language import Translate
from sojourn.prose.speaker import plain

# Where a page that is written by hand wants the tables.
MARK = "<!-- tables: mapping, conformance -->"
MAPPING_HEAD = ("The definition is", "Mapping to the reference", "When")
CONFORMANCE_HEAD = ("Conformance", "When")


def with_tables(text: str, translate: Translate, lang: str = "en") -> str:
    """The text of a page, with the tables in its language in place of the mark."""
    if MARK not in text:
        return text
    say = plain(lang).text
    mapping = (
        (
            say(message(f"relation-{relation}")),
            f"`skos:{name}`" if name else say(message("mapping-none")),
            say(message(f"mapping-when-{relation}")),
        )
        for relation, name in MAPPING.items()
    )
    conformance = (
        (say(message(f"conformance-{value}")), say(message(f"conformance-when-{value}"))) for value in CONFORMANCE
    )
    tables = [
        *_table([translate(name) for name in MAPPING_HEAD], mapping),
        "",
        *_table([translate(name) for name in CONFORMANCE_HEAD], conformance),
    ]
    return text.replace(MARK, "\n".join(tables))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
