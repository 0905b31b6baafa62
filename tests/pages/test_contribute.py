"""The way back: every page leads to a report, the licence has its exceptions, and programs find what they need."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pages.conftest import CHANGES, build, registry_of, small_entries
from tests.pages.test_site import pages
from tests.support import REPOSITORY

SCHEME = (REPOSITORY / "glossary" / "scheme.yaml").read_text("utf-8")


def test_every_page_leads_to_a_report_about_itself(site: Path) -> None:
    for path in pages(site):
        text, name = path.read_text("utf-8"), path.relative_to(site).with_suffix("").as_posix()
        if path.name == "404.html" or "/v/" in f"/{name}":
            continue
        for what in ("mistake", "source"):
            assert f"contribute.html?page={name}&amp;kind={what}" in text, name
        assert "licence.html" in text


@pytest.mark.parametrize(
    ("setting", "link"),
    [
        ("issues: https://example.org/issues/new", 'id="report-issue" href="https://example.org/issues/new"'),
        ("contact: glossary@example.org", 'id="report-mail" href="mailto:glossary@example.org"'),
        ("publisher: An office", "An office."),
    ],
)
def test_where_reports_go_is_content(tmp_path: Path, setting: str, link: str) -> None:
    key = setting.partition(":")[0]
    others = "".join(line for line in SCHEME.splitlines(keepends=True) if not line.startswith(f"{key}:"))
    entries = small_entries(tmp_path / "given", {**CHANGES, "scheme.yaml": f"{others}{setting}\n"})
    build(registry_of(*entries), tmp_path)
    assert link in (tmp_path / "site" / "contribute.html").read_text("utf-8")


def test_without_an_address_the_page_says_so(site: Path) -> None:
    text = (site / "contribute.html").read_text("utf-8")
    assert "names no address for reports" in text
    assert 'id="report-whole"' in text and "report-issue" not in text and "report-mail" not in text
    # What to do instead: the change itself, with the commands that exist.
    assert all(
        command in text for command in ("sojourn new country", "sojourn check", "sojourn diff main", "git commit")
    )


def test_programs_find_schemas_context_and_rules_for_robots(site: Path) -> None:
    assert json.loads((site / "schema" / "country.json").read_text("utf-8"))["type"] == "object"
    assert "@context" in json.loads((site / "context.jsonld").read_text("utf-8"))
    assert (site / "robots.txt").read_text("utf-8").startswith("User-agent: *\nAllow: /\n")


def test_code_in_handwritten_pages_is_code(site: Path) -> None:
    text = (site / "developers.html").read_text("utf-8")
    assert "```" not in text
    assert "<pre><code" in text
