"""What the columns of the tables hold (`columns.yaml`), for the data dictionary and the metadata of the tables."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from sojourn.prose.tables import from_yaml

LANGUAGE = re.compile(r"([a-z_]+?)_([a-z]{2,3})(_origin|_source)?")


def meaning(column: str) -> str:
    """What a column holds; empty for a column that the table does not tell of.

    >>> meaning("label_fr")
    'Name, in the language fr'
    """
    told = _table()
    if column in told:
        return told[column]
    found = LANGUAGE.fullmatch(column)
    if found is None:
        return ""
    name, lang, more = found.groups()
    return told.get(f"{name}_{{lang}}{more or ''}", "").format(lang=lang)


@cache
def _table() -> dict[str, str]:
    """By name; names that end with a language stand with `{lang}`."""
    table: dict[str, str] = from_yaml((Path(__file__).parent / "columns.yaml").read_text("utf-8"))
    return table
