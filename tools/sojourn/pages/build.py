"""The website from a registry: Markdown pages into a work folder, mkdocs over them, data and search beside them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import yaml

from sojourn.lookup.registry import Registry
from sojourn.pages import mkdocs
from sojourn.pages.catalogue import Catalogue
from sojourn.pages.comparability import charts
from sojourn.pages.compare_data import compare_script
from sojourn.pages.entry_pages import entry_pages
from sojourn.pages.finish import finish
from sojourn.pages.index_pages import index_pages, read_queries
from sojourn.pages.language import interface
from sojourn.pages.render import Page, Renderer
from sojourn.pages.search_index import search_script
from sojourn.pages.twins import FORMATS, Twins, write_twins


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was built: pages, seconds, and notes on what was left out because something it needs is absent."""

    pages: int
    seconds: float
    notes: tuple[str, ...] = ()


def build_site(
    registry: Registry, out: Path, *, site_folder: Path, twins: Twins | None = None, work: Path
) -> SiteReport:
    """Build the website of a registry into `out` (emptied first).

    `site_folder` holds the templates, styles and scripts (`site/` of the repository); `work` is a folder for what lies
    between. `twins` gives an entry as data (kind, id, format: `ttl`, `jsonld`, `rdf`, `json`); without it there is
    only JSON.
    """
    start = perf_counter()
    formats = FORMATS if twins else ("json",)
    catalogue = Catalogue(registry)
    docs = _fresh(work / "docs")
    pages = write_pages(catalogue, docs, site_folder, formats)
    shutil.copytree(site_folder / "assets", docs / "assets")
    mkdocs.run(mkdocs.write_config(site_folder, work, docs, {"site_name": "Sojourn"}), _fresh(out))
    (out / "assets" / "search-index.js").write_text(search_script(catalogue), "utf-8", newline="\n")
    (out / "assets" / "compare-data.js").write_text(compare_script(catalogue), "utf-8", newline="\n")
    write_charts(catalogue, out / "figures", site_folder)
    write_twins(catalogue, out, twins, formats)
    finish(out, catalogue.base)
    return SiteReport(pages, perf_counter() - start)


def write_pages(catalogue: Catalogue, docs: Path, site_folder: Path, formats: tuple[str, ...]) -> int:
    """Write all pages as Markdown; returns their number."""
    settings = yaml.safe_load((site_folder / "mkdocs.yml").read_text("utf-8")).get("extra") or {}
    queries = read_queries(site_folder.parent / "ontology" / "queries")
    render = Renderer(catalogue, site_folder / "templates", interface(site_folder / "interface", "en"), "en", settings)
    count = _write([*entry_pages(render, formats), *index_pages(render, queries, queries_run=False)], docs)
    for path in sorted((site_folder / "pages").glob("*.md")):
        shutil.copyfile(path, docs / path.name)
        count += 1
    return count


def write_charts(catalogue: Catalogue, folder: Path, site_folder: Path) -> None:
    """Write each figure of the comparability page as SVG and CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    for chart in charts(Renderer(catalogue, site_folder / "templates", interface(site_folder / "interface", "en"))):
        (folder / f"{chart.id}.svg").write_text(chart.svg(alone=True), "utf-8", newline="\n")
        (folder / f"{chart.id}.csv").write_text(chart.csv(), "utf-8", newline="\n")


def _write(pages: Iterable[Page], docs: Path) -> int:
    count = 0
    for page in pages:
        path = docs / f"{page.path}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.markdown(), "utf-8", newline="\n")
        count += 1
    return count


def _fresh(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder
