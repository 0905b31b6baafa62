"""One fault is told once: no file that refers to a faulty one is called wrong for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sojourn.loading.checks.checking import checked_content
from tests.support import COUNTRY, SEARCH, SOURCES, TERM, small_glossary

RESIDENCE = "terms/residence/residence.yaml"


@pytest.mark.parametrize(
    ("name", "text", "check", "said"),
    [
        (RESIDENCE, TERM.replace("[place of living]", "[residence]"), "label", "preferred and a further"),
        (RESIDENCE, TERM.replace("[place of living]", "[home, home]"), "schema", "the same value twice"),
        (RESIDENCE, TERM + "label: {en: x}\n", "yaml-duplicate", "stands twice"),
        (RESIDENCE, TERM.replace("fr: résidence", "french: résidence"), "schema", "'french' is no language tag"),
        (RESIDENCE, TERM.replace("Place in which", "Place \x02 in which"), "character", "U+0002"),
        (
            RESIDENCE,
            TERM.replace("{en: Place in which", '{en: "\\u0002').replace("lives.}", 'lives."}'),
            "character",
            "U+0002",
        ),
        (
            "sources/international.yaml",
            SOURCES.replace("kind: recommendation", "kind: advice"),
            "reference",
            "'advice'",
        ),
        ("countries/NOR.yaml", COUNTRY.replace("iso2: NO", "iso2: NOR"), "schema", "NOR"),
        ("search.yaml", SEARCH.replace("country: NOR", "country: NRO"), "reference", "NRO"),
    ],
)
def test_a_fault_gives_one_error_where_it_is(tmp_path: Path, name: str, text: str, check: str, said: str) -> None:
    found = checked_content(small_glossary(tmp_path, {name: text})).findings
    (error,) = [finding for finding in found if finding.severity == "error"]
    assert error.file.endswith(name)
    assert error.check == check
    assert said in error.message
