"""Values of a document by what their schema says of them: looking at part of the document finds what reading all of it does."""

from __future__ import annotations

import pytest

from sojourn.loading.forms.rule_form import describes_rule_or_reference
from sojourn.loading.forms.schema_walk import (
    SchemaTest,
    describes_date,
    describes_reference,
    describes_rule,
    describes_whole_number,
)
from sojourn.loading.glossary.content import Content, load_content
from tests.support import REPOSITORY


@pytest.fixture(scope="module")
def real() -> Content:
    return load_content(REPOSITORY / "glossary")


@pytest.mark.parametrize(
    "test", [describes_rule, describes_date, describes_reference, describes_whole_number, describes_rule_or_reference]
)
def test_no_value_is_overlooked_where_only_some_are_asked_for(real: Content, test: SchemaTest) -> None:
    found = 0
    for document in real.documents:
        all_of_them = [node for node in real.schemas.walk(document) if test(node.schema)]
        assert list(real.schemas.where(document, test)) == all_of_them
        found += len(all_of_them)
    assert found > 100


def test_a_rule_inside_rules_is_found_with_its_place(real: Content) -> None:
    """The schema of a rule holds itself: `any` of `all` of limbs."""
    nested = [
        (node.path, node.value)
        for document in real.documents
        for node in real.schemas.where(document, describes_rule)
        if sum(step in ("any", "all", "not") for step in node.path) >= 2
    ]
    assert len(nested) > 10
    assert all(isinstance(rule, dict) for _, rule in nested)


def test_every_value_of_a_document_is_walked_once(real: Content) -> None:
    for document in real.documents[::40]:
        paths = [node.path for node in real.schemas.walk(document)]
        assert len(set(paths)) == len(paths)
        assert paths[0] == ()
