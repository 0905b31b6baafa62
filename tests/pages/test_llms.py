"""The short text of the site for assistants: every link in it leads to something that the site has."""

from __future__ import annotations

import re
from pathlib import Path

from sojourn.lookup.registry import Registry

LINK = re.compile(r"^- \[[^\[\]]+\]\(https://w3id\.org/sojourn/([^)]+)\)(?:: \S.*)?$")


def test_every_link_leads_to_a_file_of_the_site(site: Path) -> None:
    text = (site / "llms.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("-")]
    found = [LINK.match(line) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if not match]
    missing = [match[1] for match in found if match and not (site / match[1]).is_file()]
    assert missing == []


def test_it_begins_with_what_the_site_is_and_names_every_term(site: Path, registry: Registry) -> None:
    text = (site / "llms.txt").read_text("utf-8")
    assert re.match(r"# .+\n\n> .+\n\n.+\n\n## ", text)
    for term in registry.terms():
        assert f"term/{term.id}.json)" in text
