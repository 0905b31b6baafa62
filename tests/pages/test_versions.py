"""Releases stay to be read under `/v/VERSION/`, each entry shows its history, and a page tells what changed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sojourn.build.registry import write_registry
from sojourn.build.released import site_versions
from sojourn.build.results import classification_results
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled
from sojourn.loading.glossary.content import load_content
from sojourn.lookup.registry import Registry
from sojourn.pages.build import build_site
from sojourn.versions.recording import record_release
from tests.pages.test_site import addresses, read, words
from tests.support import COUNTRY, REPOSITORY, TERM, small_glossary

RETIRED = TERM.replace("domain: residence\n", "domain: residence\ndeprecated: true\nreplaced_by: usual-residence\n")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of a glossary that was released as 0.1.0, and changed since."""
    folder = tmp_path_factory.mktemp("versions")
    root = small_glossary(folder)
    scheme = root / "scheme.yaml"
    number = load_content(root).scheme["version"]
    scheme.write_text(scheme.read_text("utf-8").replace(f"version: {number}", "version: 0.1.0"), "utf-8")
    record_release(load_content(root), "2030-01-02", "1.2.3", {"en": "First.", "fr": "Première."})
    scheme.write_text(scheme.read_text("utf-8").replace("version: 0.1.0", "version: 0.2.0"), "utf-8")
    (root / "countries/NOR.yaml").write_text(COUNTRY.replace("value: 6", "value: 12"), "utf-8")
    (root / "terms/residence/residence.yaml").write_text(RETIRED, "utf-8")
    content = checked_content(root)
    write_registry(folder / "registry.sqlite", Compiled.of(content), classification_results(content))
    registry = Registry.open(folder / "registry.sqlite")
    kept = folder / "flips.json"
    versions = site_versions(content, registry, kept)
    # Worked out once, and read back the second time.
    assert site_versions(content, registry, kept).differences[-1].flips == versions.differences[-1].flips
    build_site(registry, folder / "site", site_folder=REPOSITORY / "site", work=folder / "work", versions=versions)
    return folder / "site"


def test_a_release_stays_as_it_was(site: Path) -> None:
    page = site / "v/0.1.0/definition/nor-resident.html"
    assert "at least 6 months" in words(page)
    assert "at least 12 months" in words(site / "definition/nor-resident.html")
    assert "This is release 0.1.0 of 2030-01-02." in words(page)
    assert 'content="noindex"' in page.read_text("utf-8")


def test_the_releases_are_listed_for_people_and_for_programs(site: Path) -> None:
    listed = json.loads((site / "v/index.json").read_text("utf-8"))
    (release,) = listed["releases"]
    assert (listed["current"], release["version"], release["date"]) == ("0.2.0", "0.1.0", "2030-01-02")
    assert (site / "v" / release["url"]).is_file()
    assert release["entries"]["country"] == len(list((site / "v/0.1.0/country").iterdir()))
    assert "0.1.0, 2030-01-02 (made with program 1.2.3): First." in words(site / "v/index.html")
    assert "0.1.0, 2030-01-02 (faite avec le programme 1.2.3) : Première." in words(site / "v/fr/index.html").replace(
        "\u00a0", " "
    )
    for page in ("changes.html", "downloads.html", "v/0.1.0/index.html"):
        assert any(address.endswith("v/index.html") for address in addresses(read(site / page)))


def test_every_link_of_a_release_leads_somewhere(site: Path) -> None:
    pages = sorted((site / "v").rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        for address in addresses(read(page)):
            if not re.match(r"https?:|#", address):
                target = (page.parent / address.partition("#")[0]).resolve()
                assert target.is_file(), f"{page.relative_to(site)}: {address}"


def test_a_release_is_in_french_too(site: Path) -> None:
    text = words(site / "v/0.1.0/fr/definition/nor-resident.html")
    assert "Ceci est la version 0.1.0 du 2030-01-02." in text
    assert "d’au moins 6 mois" in text


def test_each_entry_shows_its_history_with_a_link_to_the_page_of_that_release(site: Path) -> None:
    text = words(site / "definition/nor-resident.html")
    assert "not released yet: changed (rule)" in text
    assert "0.1.0, 2 January 2030: recorded first" in text
    assert "../v/0.1.0/definition/nor-resident.html" in addresses(read(site / "definition/nor-resident.html"))
    assert "non publié encore : modifié" in words(site / "fr/definition/nor-resident.html").replace("\u00a0", " ")


def test_the_page_of_changes_tells_what_is_not_released_yet(site: Path) -> None:
    text = words(site / "changes.html")
    assert "Since 0.1.0, not released yet" in text
    assert "Rules that mean something else" in text
    assert "Counted before, but no longer: In the country from 1 July 2022 to 1 January 2023" in text
    assert "does not conform (broader, against frame-resident) → conforms" in text
    assert "replaced by usual-residence" in text
    assert {"v/0.1.0/index.html", "definition/nor-resident.html"} <= set(addresses(read(site / "changes.html")))
    assert "Règles qui ont un autre sens" in words(site / "fr/changes.html")


def test_digests_stand_on_the_page_and_in_its_data(site: Path) -> None:
    data = (site / "definition/nor-resident.json").read_text("utf-8")
    found = re.search(r'"rule_hash": ?"([0-9a-f]{64})"', data)
    assert found
    assert found[1] in words(site / "definition/nor-resident.html")
