"""The website from a registry: Markdown pages into a work folder, mkdocs over them, data and search beside them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from sojourn.classification.pairs import PairResults, pair_results
from sojourn.graph.vocabulary import ontology_folder
from sojourn.lookup.registry import Registry
from sojourn.pages.data.downloads import DOWNLOADS, File, downloads_page, published
from sojourn.pages.data.engine_files import engine_runtime, write_engine_files
from sojourn.pages.data.llms import write_llms
from sojourn.pages.data.sparql_page import SPARQL, engine, sparql_page, whole_graph, write_engine
from sojourn.pages.data.try_pages import TRY, read_examples, try_pages
from sojourn.pages.data.twins import FORMATS, Twins, write_twins
from sojourn.pages.entries.entry_pages import entry_pages
from sojourn.pages.entries.vocabulary_page import Word, vocabulary, vocabulary_page
from sojourn.pages.frame import mkdocs
from sojourn.pages.frame.catalogue import Catalogue
from sojourn.pages.frame.finish import finished, take_theme, write_sitemap
from sojourn.pages.frame.frames import Layout, read_frames
from sojourn.pages.frame.handwritten import handwritten
from sojourn.pages.frame.page import Page
from sojourn.pages.frame.render import Renderer
from sojourn.pages.frame.rewriting import write_rewrite_rules
from sojourn.pages.frame.third_party import copy_package
from sojourn.pages.lists.index_pages import LISTING, Query, index_pages, read_queries
from sojourn.pages.lists.page_entries import MORE, page_entries
from sojourn.pages.lists.search_index import search_scripts
from sojourn.pages.map import locator
from sojourn.pages.map.map_geometry import PACKAGE, World
from sojourn.pages.map.map_page import file_colours, file_svg, read_shapes, theme_csv
from sojourn.pages.map.map_variables import Themes
from sojourn.pages.statistics.comparability import charts
from sojourn.pages.statistics.compare_data import compare_scripts
from sojourn.pages.statistics.lengths import matrix_csv
from sojourn.pages.statistics.pair_shares import shares_csv
from sojourn.pages.statistics.relations import Related, related, relation_scripts
from sojourn.prose.language import interface, languages
from sojourn.prose.tables import from_yaml

ONTOLOGY = "sojourn.ttl"


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was built: pages, seconds, and notes on what was left out because something it needs is absent."""

    pages: int
    seconds: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """What pages need besides the registry.

    Queries and whether they run in the browser, map, relations, vocabulary, examples, files of the whole.
    """

    queries: list[Query]
    queries_run: bool
    world: World | None
    groups: Mapping[str, Related]
    words: list[Word]
    examples: dict[str, Any]
    files: Sequence[File] = ()


def build_site(
    registry: Registry,
    out: Path,
    *,
    site_folder: Path,
    twins: Twins | None = None,
    work: Path,
    graph: bytes | None = None,
    data: Path | None = None,
    pair_results: PairResults = pair_results,
) -> SiteReport:
    """Build the website of a registry into `out` (emptied first).

    `site_folder` holds the templates, styles and scripts (`site/` of the repository); `work` is a folder for what lies
    between. `twins` gives an entry as data (kind, id, format: `ttl`, `jsonld`, `rdf`, `json`); without it there is
    only JSON. `graph` is the whole graph as Turtle for queries in the browser; without it, that of the twins.
    `data` is a folder with files of the whole, which go to `data/` and stand on the page of downloads.
    `pair_results` compares pairs of rules, or knows their results from an earlier build.
    """
    start = perf_counter()
    formats = FORMATS if twins else ("json",)
    catalogue = Catalogue(registry)
    if graph is None and twins:
        graph = whole_graph(catalogue, twins)
    folder, notes = engine(site_folder, graph is not None)
    runtime, engine_notes = engine_runtime(site_folder)
    frames = _fresh(work) / "frames"
    world, shape_notes = read_shapes(site_folder, catalogue)
    editions = renderers(catalogue, site_folder, tries=runtime is not None)
    queries, groups = read_queries(site_folder.parent / "ontology" / "queries"), related(catalogue, pair_results)
    words = vocabulary(ontology_folder() / ONTOLOGY)
    listed = Listed(queries, folder is not None, world, groups, words, read_examples(site_folder), published(data))
    pages = [*all_pages(editions, formats, listed), *_handwritten(site_folder, editions)]
    with mkdocs.running(mkdocs.write_source(site_folder, work, frozenset(page.name for page in pages)), frames):
        # Meanwhile, what does not depend on it.
        shutil.copytree(site_folder / "assets", _fresh(out) / "assets")
        _write_search(editions, out, listed)
        for edition in editions:
            write_figures(edition, listed, site_folder, out)
            write_comparisons(edition, groups, out / "assets")
        write_twins(catalogue, out, twins, formats)
        write_rewrite_rules(site_folder / "rewrite", out / "rewrite", str(catalogue.scheme["id"]))
        shutil.copyfile(ontology_folder() / ONTOLOGY, out / "ns.ttl")
        shutil.copytree(data, out / "data", copy_function=os.link) if data else (out / "data").mkdir()
        if folder and graph:
            write_engine(folder, out, graph)
        if runtime:
            translations = {edition.lang: edition.translate for edition in editions if edition.lang != "en"}
            schemas = site_folder.parent / "glossary" / "schema"
            write_engine_files(runtime, registry, schemas, out / "assets", translations)
        if world:
            (out / "assets" / locator.FILE).write_text(locator.land_svg(world), "utf-8", newline="\n")
            copy_package(site_folder / "node_modules" / PACKAGE, PACKAGE, out / "assets" / PACKAGE)
    _write_pages(pages, editions, frames, out, endpoint_site(site_folder))
    write_sitemap(out, catalogue.base, (f"{page.path}.html" for page in pages), editions[0].editions)
    write_llms(catalogue, pages, out)
    return SiteReport(len(pages), perf_counter() - start, (*notes, *engine_notes, *shape_notes))


def all_pages(editions: Iterable[Renderer], formats: tuple[str, ...], listed: Listed) -> Iterator[Page]:
    """All pages that are made from the registry, in each language of the interface."""
    for render in editions:
        yield from entry_pages(render, formats, listed.world)
        yield from index_pages(render, listed.queries, listed.queries_run, listed.world, listed.groups)
        yield downloads_page(render, listed.files)
        if listed.queries_run:
            yield sparql_page(render, listed.queries, listed.words)
        if render.lang == "en":
            yield vocabulary_page(render, listed.words)
        yield from try_pages(render, listed.examples)


def renderers(catalogue: Catalogue, site_folder: Path, tries: bool = False) -> list[Renderer]:
    """A renderer for each language of the interface, English first; `tries`: with the engine in the browser."""
    english = renderer(catalogue, site_folder, tries=tries)
    return [english, *(renderer(catalogue, site_folder, tag, tries) for tag in english.editions)]


def renderer(catalogue: Catalogue, site_folder: Path, lang: str = "en", tries: bool = False) -> Renderer:
    """The renderer of one language, with the settings and texts of the site's folder."""
    settings = _settings(site_folder)
    folder = site_folder / "interface"
    return Renderer(
        catalogue,
        site_folder / "templates",
        interface(folder, lang),
        lang,
        settings,
        editions=languages(folder),
        tries=tries,
    )


def endpoint_site(site_folder: Path) -> str:
    """The other site that the live SPARQL endpoint of the settings is on, if any."""
    parts = urlsplit(str(_settings(site_folder).get("sparql_endpoint") or ""))
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""


def _settings(site_folder: Path) -> dict[str, Any]:
    config = from_yaml((site_folder / "mkdocs.yml").read_text("utf-8"))
    return {"site_name": config["site_name"], **(config.get("extra") or {})}


def _handwritten(site_folder: Path, editions: list[Renderer]) -> Iterator[Page]:
    """The pages that are written by hand."""
    config = from_yaml((site_folder / "mkdocs.yml").read_text("utf-8"))
    translations = {edition.lang: edition.translate for edition in editions}
    yield from handwritten(site_folder / "pages", translations, config["markdown_extensions"])


def _write_pages(pages: Iterable[Page], editions: list[Renderer], made: Path, out: Path, endpoint: str) -> None:
    """The pages in their frames; `endpoint` is the site that the page of queries may ask."""
    frames = read_frames([edition.lang for edition in editions], made)
    take_theme(made, out)
    by_lang = {edition.lang: edition for edition in editions}
    for page in pages:
        target = out / f"{page.path}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        connect = endpoint if page.name == "sparql" else ""
        html = finished(page, frames[Layout.of(page)], by_lang[page.lang], connect)
        target.write_text(html, "utf-8", newline="\n")


def _write_search(editions: list[Renderer], out: Path, listed: Listed) -> None:
    """The search index of each language, as scripts that pages load when they need it."""
    pages = [page for page in (*LISTING, *MORE, DOWNLOADS) if page[0] != "search"]
    pages += [SPARQL] if listed.queries_run else []
    for edition in editions:
        found = page_entries(edition, editions, [*pages, *(TRY if edition.tries else ())])
        for name, text in search_scripts(edition.catalogue, edition.lang, edition.translate, found):
            (out / "assets" / name).write_text(text, "utf-8", newline="\n")


def write_comparisons(render: Renderer, groups: Mapping[str, Related], assets: Path) -> None:
    """What the compare page and the matrix of countries load when they are asked for it, in one language."""
    for place, scripts in (
        (assets / "compare" / render.lang, compare_scripts(render, groups)),
        (assets / "relations" / render.lang, relation_scripts(render, groups)),
    ):
        place.mkdir(parents=True)
        for name, text in scripts:
            (place / name).write_text(text, "utf-8", newline="\n")


def write_figures(render: Renderer, listed: Listed, site_folder: Path, out: Path) -> None:
    """The figures and maps of one language on their own, as drawings and as tables."""
    folder = out / ("figures" if render.lang == "en" else f"{render.lang}/figures")
    folder.mkdir(parents=True, exist_ok=True)
    style = (site_folder / "assets" / "sojourn.css").read_text("utf-8")
    files = {"lengths.csv": matrix_csv(render), "comparability.csv": shares_csv(render, listed.groups)}
    for chart in charts(render):
        files |= {f"{chart.id}.svg": chart.svg(file_colours(style, 13)), f"{chart.id}.csv": chart.csv()}
    themes = Themes(render)
    for theme in themes.all:
        files[f"map-{theme.id}.csv"] = theme_csv(themes, theme)
        if listed.world:
            files[f"map-{theme.id}.svg"] = file_svg(themes, listed.world, theme, file_colours(style, 24))
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8", newline="\n")


def _fresh(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder
