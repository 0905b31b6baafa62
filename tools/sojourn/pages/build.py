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
from sojourn.pages.index_pages import Query, index_pages, read_queries
from sojourn.pages.language import interface, languages
from sojourn.pages.render import Page, Renderer
from sojourn.pages.search_index import search_script
from sojourn.pages.shapes import PACKAGE, World
from sojourn.pages.sparql_page import engine, sparql_page, whole_graph, write_engine
from sojourn.pages.themes import Themes
from sojourn.pages.third_party import copy_package
from sojourn.pages.twins import FORMATS, Twins, write_twins
from sojourn.pages.world import file_colours, file_svg, read_shapes, theme_csv


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was built: pages, seconds, and notes on what was left out because something it needs is absent."""

    pages: int
    seconds: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """What the pages that list need besides the registry: queries, whether they run in the browser, and the map."""

    queries: list[Query]
    queries_run: bool
    world: World | None


def build_site(
    registry: Registry,
    out: Path,
    *,
    site_folder: Path,
    twins: Twins | None = None,
    work: Path,
    graph: bytes | None = None,
) -> SiteReport:
    """Build the website of a registry into `out` (emptied first).

    `site_folder` holds the templates, styles and scripts (`site/` of the repository); `work` is a folder for what lies
    between. `twins` gives an entry as data (kind, id, format: `ttl`, `jsonld`, `rdf`, `json`); without it there is
    only JSON. `graph` is the whole graph as Turtle for queries in the browser; without it, that of the twins.
    """
    start = perf_counter()
    formats = FORMATS if twins else ("json",)
    catalogue = Catalogue(registry)
    if graph is None and twins:
        graph = whole_graph(catalogue, twins)
    folder, notes = engine(site_folder, graph is not None)
    world, missing = read_shapes(site_folder, catalogue)
    render = _renderer(catalogue, site_folder)
    docs = _fresh(work / "docs")
    queries = read_queries(site_folder.parent / "ontology" / "queries")
    listed = Listed(queries, folder is not None, world)
    pages = write_pages(render, docs, site_folder, formats, listed)
    editions = [_renderer(catalogue, site_folder, tag) for tag in render.editions]
    pages += sum(write_edition(edition, docs, formats, listed) for edition in editions)
    shutil.copytree(site_folder / "assets", docs / "assets")
    mkdocs.run(mkdocs.write_config(site_folder, work, docs), _fresh(out))
    _write_data(render, out)
    for each in (render, *editions):
        write_figures(each, world, out)
    write_twins(catalogue, out, twins, formats)
    shutil.copytree(site_folder / "rewrite", out / "rewrite")
    if folder and graph:
        write_engine(folder, out, graph)
    if world:
        copy_package(site_folder / "node_modules" / PACKAGE, PACKAGE, out / "assets" / PACKAGE)
    finish(out, catalogue.base)
    return SiteReport(pages, perf_counter() - start, (*notes, *missing))


def _renderer(catalogue: Catalogue, site_folder: Path, lang: str = "en") -> Renderer:
    settings = yaml.safe_load((site_folder / "mkdocs.yml").read_text("utf-8")).get("extra") or {}
    folder = site_folder / "interface"
    return Renderer(
        catalogue, site_folder / "templates", interface(folder, lang), lang, settings, editions=languages(folder)
    )


def write_pages(render: Renderer, docs: Path, site_folder: Path, formats: tuple[str, ...], listed: Listed) -> int:
    """Write all pages as Markdown; returns their number."""
    pages = [*entry_pages(render, formats), *index_pages(render, listed.queries, listed.queries_run, listed.world)]
    if listed.queries_run:
        pages.append(sparql_page(render, listed.queries))
    count = _write(pages, docs)
    for path in sorted((site_folder / "pages").rglob("*.md")):
        place = docs / path.relative_to(site_folder / "pages")
        place.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, place)
        count += 1
    return count


def write_edition(render: Renderer, docs: Path, formats: tuple[str, ...], listed: Listed) -> int:
    """Write the pages that exist in another language, in a folder of that language; returns their number."""
    lists = index_pages(render, listed.queries, listed.queries_run, listed.world)
    return _write([*entry_pages(render, formats), *lists], docs)


def _write_data(render: Renderer, out: Path) -> None:
    """Scripts with data that pages load when they need it."""
    scripts = {"search-index.js": search_script(render.catalogue), "compare-data.js": compare_script(render.catalogue)}
    for name, text in scripts.items():
        (out / "assets" / name).write_text(text, "utf-8", newline="\n")


def write_figures(render: Renderer, world: World | None, out: Path) -> None:
    """The figures and maps of one language on their own, as drawings and as tables."""
    folder = out / ("figures" if render.lang == "en" else f"{render.lang}/figures")
    folder.mkdir(parents=True, exist_ok=True)
    style = (out / "assets" / "sojourn.css").read_text("utf-8")
    files: dict[str, str] = {}
    for chart in charts(render):
        files |= {f"{chart.id}.svg": chart.svg(file_colours(style, 13)), f"{chart.id}.csv": chart.csv()}
    themes = Themes(render)
    for theme in themes.all:
        files[f"map-{theme.id}.csv"] = theme_csv(themes, theme)
        if world:
            files[f"map-{theme.id}.svg"] = file_svg(themes, world, theme, file_colours(style, 24))
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8", newline="\n")


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
