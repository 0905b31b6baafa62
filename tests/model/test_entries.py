"""Entries: fields have types, and what is read is checked."""

from __future__ import annotations

from typing import Any

import pytest

import sojourn
from sojourn.model.entries import ENTRY_TYPES, Definition, Figure, Source, Term, Value
from sojourn.model.errors import SojournError
from sojourn.model.fields import Field
from sojourn.model.text import Text

TERM: dict[str, Any] = {
    "id": "residence",
    "iri": "https://example.org/term/residence",
    "label": {"en": "residence"},
    "domain": "residence",
    "confidence": "high",
    "citations": [{"source": "handbook", "locator": "para 1"}],
}


def fields(cls: type[Value]) -> list[str]:
    return [name for name, item in vars(cls).items() if isinstance(item, Field)]


def test_a_field_is_read_as_its_type() -> None:
    term = Term(TERM)
    assert term.label == Text((("en", "residence"),))
    assert term.framework is None
    assert term.broader == ()
    assert term.citations[0].locator == "para 1"
    assert not term.deprecated


@pytest.mark.parametrize(
    ("cls", "field", "value", "wanted"),
    [
        (Term, "domain", 7, "text"),
        (Term, "domain", None, "text"),
        (Term, "label", "residence", "text by language"),
        (Term, "label", {"en": 3}, "text by language"),
        (Term, "alternative", {"en": "one"}, "list of texts by language"),
        (Term, "broader", "usual-residence", "list of texts"),
        (Term, "deprecated", "yes", "mark"),
        (Term, "citations", [3], "list of parts"),
        (Term, "citations", [{"locator": "para 1"}], "text"),
        (Source, "year", "2020", "whole number"),
        (Source, "year", True, "whole number"),
        (Definition, "rule", "nzl-obm-arrival", "rule"),
        (Figure, "values", [{"label": {"en": "one"}, "period": "2020", "value": "many"}], "number"),
    ],
)
def test_what_is_not_of_the_type_of_its_field_is_refused(
    cls: type[Value], field: str, value: object, wanted: str
) -> None:
    entry = cls({**TERM, field: value})
    with pytest.raises(SojournError, match=f"is no {wanted}"):
        getattr(entry, field)


@pytest.mark.parametrize("kind", ENTRY_TYPES)
def test_every_field_of_every_entry_of_the_registry_can_be_read(kind: str) -> None:
    registry = sojourn.load()
    entries = list(registry._all(ENTRY_TYPES[kind]))
    assert entries
    assert fields(ENTRY_TYPES[kind])
    for entry in entries:
        for name in fields(ENTRY_TYPES[kind]):
            getattr(entry, name)
