"""The site on a machine without npm: it is built, says what is left out, and the pages say so too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sojourn.cli.reference import reference_pages
from sojourn.lookup.registry import Registry
from sojourn.pages.build import SiteReport, build_site
from tests.pages.conftest import TURTLE
from tests.pages.test_site import broken_links, read, words
from tests.support import REPOSITORY

PAGES = ("try", "traveller")


def build_without_npm(registry: Registry, folder: Path) -> tuple[Path, SiteReport]:
    """The website of a registry where nothing can be had from npm: its folder, and what the build says."""
    root = folder / "repository"
    shutil.copytree(REPOSITORY / "site", root / "site", ignore=shutil.ignore_patterns("node_modules"))
    for name in ("ontology", "glossary"):
        (root / name).symlink_to(REPOSITORY / name)
    with pytest.MonkeyPatch.context() as patch:
        # The build looks for npm on the path.
        patch.setenv("PATH", str(folder))
        report = build_site(
            registry,
            folder / "site",
            site_folder=root / "site",
            work=folder / "work",
            graph=TURTLE.encode(),
            reference=reference_pages(),
        )
    return folder / "site", report


@pytest.fixture(scope="module")
def bare(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SiteReport]:
    return build_without_npm(registry, tmp_path_factory.mktemp("bare"))


def test_the_build_succeeds_and_says_what_is_left_out_and_what_to_do(bare: tuple[Path, SiteReport]) -> None:
    _, report = bare
    (note,) = [note for note in report.notes if "pyodide" in note]
    assert "engine in the browser is left out" in note
    assert "npm ci --prefix site" in note
    assert any("oxigraph" in note for note in report.notes)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_so_and_names_what_does_the_same(bare: tuple[Path, SiteReport], name: str) -> None:
    site, _ = bare
    command = {"try": "sojourn classify", "traveller": "sojourn apply"}[name]
    for page, said in ((f"{name}.html", "built without the engine"), (f"fr/{name}.html", "construit sans le moteur")):
        text = words(site / page)
        assert said in text
        assert "npm ci --prefix site" in text
        assert command in text
        # Nothing is left on it that would need the engine.
        assert not [tag for tag, _ in read(site / page).tags if tag in ("textarea", "select", "progress")]


def test_no_link_is_broken_and_no_page_offers_the_engine(bare: tuple[Path, SiteReport]) -> None:
    site, _ = bare
    assert broken_links(site) == []
    assert not (site / "assets" / "pyodide").exists()
    assert "data-engine" not in (site / "compare.html").read_text("utf-8")
