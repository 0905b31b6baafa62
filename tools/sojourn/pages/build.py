"""The website from a registry: Markdown pages into a work folder, mkdocs over them, data and search beside them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from sojourn.classification.packed_pairs import PairResults, pair_results
from sojourn.graph.vocabulary import ontology_folder
from sojourn.lookup.registry import Registry
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.content.kept import KeptFiles, digest_of
from sojourn.pages.data.conformance_page import CONFORMANCE, Suite, conformance_page, read_suites
from sojourn.pages.data.downloads import DOWNLOADS, File, downloads_page, published
from sojourn.pages.data.engine_files import engine_runtime, write_engine_files
from sojourn.pages.data.llms import write_llms
from sojourn.pages.data.machine_files import ONTOLOGY, write_for_programs
from sojourn.pages.data.sparql_page import SPARQL, engine, sparql_page, whole_graph, write_engine
from sojourn.pages.data.try_pages import TRY, read_examples, try_pages
from sojourn.pages.data.twins import FORMATS, Twins, twin_tasks
from sojourn.pages.entries.entry_pages import entry_pages
from sojourn.pages.entries.vocabulary_page import Word, vocabulary, vocabulary_page
from sojourn.pages.frame import mkdocs
from sojourn.pages.frame.finish import take_theme, write_sitemap
from sojourn.pages.frame.frames import read_frames
from sojourn.pages.frame.rewriting import write_rewrite_rules
from sojourn.pages.frame.slim import slim_assets
from sojourn.pages.frame.third_party import copy_package
from sojourn.pages.frame.writing import PageWriter, Together, in_turn, package_digest, site_settings
from sojourn.pages.lists.alphabetical import names_csv
from sojourn.pages.lists.contribute_page import CONTRIBUTE, contribute_page
from sojourn.pages.lists.index_pages import LISTING, ShownQuery, index_pages, read_queries
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
from sojourn.pages.statistics.relations import Related, Script, related, relation_scripts
from sojourn.pages.templates.handwritten import handwritten
from sojourn.pages.templates.page import Making, Page
from sojourn.pages.templates.render import Renderer
from sojourn.pages.versions.changes_page import CHANGES, NO_VERSIONS, Versions, changes_making
from sojourn.pages.versions.released_pages import released_tasks
from sojourn.prose.language import interface, languages
from sojourn.prose.tables import from_yaml


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was built: pages, seconds, and notes on what was left out because something it needs is absent."""

    pages: int
    seconds: float
    notes: tuple[str, ...] = ()


SCHEMAS = Path("glossary", "schema")
# Scripts of relations that one task writes.
SCRIPTS = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """What pages need besides the registry.

    Queries and whether they run in the browser, map, relations, vocabulary, examples, files of the whole.
    """

    queries: list[ShownQuery]
    queries_run: bool
    world: World | None
    groups: Mapping[str, Related]
    words: list[Word]
    examples: dict[str, Any]
    files: Sequence[File] = ()
    suites: Sequence[Suite] = ()
    versions: Versions = NO_VERSIONS


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
    together: Together = in_turn,
    kept: KeptFiles | None = None,
    frames: Path | None = None,
    versions: Versions = NO_VERSIONS,
    reference: Mapping[str, str] | None = None,
) -> SiteReport:
    """Build the website of a registry into `out` (emptied first).

    `site_folder` is `site/` of the repository, `work` a folder for what lies between. `twins` gives an entry as data (kind,
    id, format; without it only JSON), `graph` is the whole graph as Turtle (else that of the twins), `data` a folder with files
    of the whole. `pair_results` compares pairs of rules, `together` does independent tasks, `kept` knows the files of the last
    build and `frames` is the folder of its frames; `versions` are releases, `reference` pages made elsewhere, as Markdown.
    """
    start = perf_counter()
    formats, kept = FORMATS if twins else ("json",), kept or KeptFiles()
    catalogue = Catalogue(registry).prepared()
    graph = whole_graph(catalogue, twins) if graph is None and twins else graph
    folder, notes = engine(site_folder, graph is not None)
    runtime, engine_notes = engine_runtime(site_folder)
    made = frames or work / "frames"
    editions = renderers(catalogue, site_folder, tries=runtime is not None)
    groups = related(catalogue, pair_results)
    listed, shape_notes = _listed(catalogue, site_folder, data, groups, folder is not None, versions)
    pages = [*all_pages(editions, formats, listed), *_handwritten(site_folder, editions, reference or {})]
    config = mkdocs.write_source(site_folder, _fresh(work), frozenset(page.name for page in pages))
    with mkdocs.running(config, made, mkdocs.state_of(config, site_folder) if frames else ""):
        # Meanwhile, what does not depend on it.
        _copy(catalogue, site_folder, data, listed.world, out)
        if folder and graph:
            write_engine(folder, out, graph)
        if runtime:
            translations = {edition.lang: edition.translate for edition in editions[1:]}
            write_engine_files(runtime, registry, site_folder.parent / SCHEMAS, out / "assets", translations, kept)
        twin_files = twin_tasks(catalogue, out, twins, formats, kept)
        _write_beside(editions, listed, site_folder, out, together, kept, twin_files)
    take_theme(made, out)
    writer = PageWriter(editions, read_frames([edition.lang for edition in editions], made), out, site_folder)
    written = writer.write(pages, together, kept, formats, listed.world)
    _finish(catalogue, pages, written, editions[0].editions, kept, out)
    return SiteReport(len(pages), perf_counter() - start, (*notes, *engine_notes, *shape_notes))


def _write_beside(
    editions: list[Renderer],
    listed: Listed,
    site_folder: Path,
    out: Path,
    together: Together,
    kept: KeptFiles,
    more: Iterable[Callable[[], None]],
) -> None:
    """Write what stands beside the pages, and `more`."""
    tasks = [task for edition in editions for task in _tasks(edition, editions, listed, site_folder, out)]
    tasks += [task for edition in editions for task in relation_tasks(edition, listed.groups, out, kept)]
    together([*tasks, *released_tasks(listed.versions, editions, site_folder, out), *more])


def _finish(
    catalogue: Catalogue,
    pages: Sequence[Making],
    written: Sequence[Page],
    editions: tuple[str, ...],
    kept: KeptFiles,
    out: Path,
) -> None:
    """Write what is made of the pages: the site map, and their list for language models."""
    kept.write()
    write_sitemap(out, catalogue.base, (f"{page.path}.html" for page in pages), editions)
    write_llms(catalogue, written, out)


def _listed(
    catalogue: Catalogue,
    site_folder: Path,
    data: Path | None,
    groups: Mapping[str, Related],
    queries_run: bool,
    versions: Versions,
) -> tuple[Listed, Sequence[str]]:
    """What pages need besides the registry, and what there is to say about it."""
    world, notes = read_shapes(site_folder, catalogue)
    listed = Listed(
        read_queries(site_folder.parent / "ontology" / "queries"),
        queries_run,
        world,
        groups,
        vocabulary(ontology_folder() / ONTOLOGY),
        read_examples(site_folder),
        published(data),
        read_suites(site_folder),
        versions,
    )
    return listed, notes


def _copy(catalogue: Catalogue, site_folder: Path, data: Path | None, world: World | None, out: Path) -> None:
    """Put into `out` (emptied first) what is copied as it is, and what is made of the map alone."""
    shutil.copytree(site_folder / "assets", _fresh(out) / "assets")
    slim_assets(out / "assets")
    shutil.copytree(data, out / "data", copy_function=os.link) if data else (out / "data").mkdir()
    write_for_programs(site_folder.parent, out, catalogue.base)
    write_rewrite_rules(site_folder / "rewrite", out / "rewrite", str(catalogue.scheme["id"]))
    if world:
        (out / "assets" / locator.FILE).write_text(locator.land_svg(world), "utf-8", newline="\n")
        copy_package(site_folder / "node_modules" / PACKAGE, PACKAGE, out / "assets" / PACKAGE)


def _tasks(
    edition: Renderer, editions: list[Renderer], listed: Listed, site_folder: Path, out: Path
) -> Iterator[Callable[[], None]]:
    """What is written beside the pages of one language at every build."""
    (out / "assets" / "compare" / edition.lang).mkdir(parents=True)
    yield partial(_write_scripts, compare_scripts, edition, listed.groups, out / "assets" / "compare" / edition.lang)
    yield partial(write_figures, edition, listed, site_folder, out)
    yield partial(_write_search, edition, editions, out, listed)


def relation_tasks(
    edition: Renderer, groups: Mapping[str, Related], out: Path, kept: KeptFiles
) -> Iterator[Callable[[], None]]:
    """Tasks that write the relations of pairs in one language, but for the files that are `kept` from the last build.

    They show rules and names that all pages share, and of a definition what it is called and counts.
    """
    folder = f"assets/relations/{edition.lang}"
    (out / folder).mkdir(parents=True)
    states = edition.catalogue.states
    same = digest_of(package_digest(), states.common(), states.names(), edition.lang, repr(edition.settings))
    missing: list[Script] = []
    for script in relation_scripts(edition, groups):
        name, key = f"{folder}/{script.name}", digest_of(same, script.state)
        if not kept.take(name, key):
            missing.append(script)
            kept.made(name, key)
    for start in range(0, len(missing), SCRIPTS):
        yield partial(_write_relations, missing[start : start + SCRIPTS], out / folder)


def _write_relations(scripts: Iterable[Script], folder: Path) -> None:
    for script in scripts:
        (folder / script.name).write_text(script.text(), "utf-8", newline="\n")


def all_pages(editions: Iterable[Renderer], formats: tuple[str, ...], listed: Listed) -> Iterator[Making]:
    """All pages that are made from the registry, in each language of the interface."""
    for render in editions:
        yield from entry_pages(render, formats, listed.world)
        yield from index_pages(render, listed.queries, listed.queries_run, listed.world, listed.groups)
        yield render.making(DOWNLOADS[0], downloads_page, listed.files, bool(listed.versions.releases))
        yield render.making(CONTRIBUTE[0], contribute_page)
        yield render.making(CONFORMANCE[0], conformance_page, listed.suites)
        yield from changes_making(render, listed.versions)
        if listed.queries_run:
            yield render.making(SPARQL[0], sparql_page, listed.queries, listed.words)
        if render.lang == "en":
            yield render.making("ns", vocabulary_page, listed.words)
        yield from try_pages(render, listed.examples)


def renderers(catalogue: Catalogue, site_folder: Path, tries: bool = False) -> list[Renderer]:
    """A renderer for each language of the interface, English first; `tries`: with the engine in the browser."""
    english = renderer(catalogue, site_folder, tries=tries)
    return [english, *(renderer(catalogue, site_folder, tag, tries) for tag in english.editions)]


def renderer(catalogue: Catalogue, site_folder: Path, lang: str = "en", tries: bool = False) -> Renderer:
    """The renderer of one language, with the settings and texts of the site's folder."""
    settings = site_settings(site_folder)
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


def _handwritten(site_folder: Path, editions: list[Renderer], more: Mapping[str, str]) -> Iterator[Making]:
    """The pages that are written by hand, and others in the same form."""
    config = from_yaml((site_folder / "mkdocs.yml").read_text("utf-8"))
    translations = {edition.lang: edition.translate for edition in editions}
    for page in handwritten(site_folder / "pages", translations, config["markdown_extensions"], more):
        yield Making(page.path, page.lang, partial(_same, page))


def _same(page: Page) -> Page:
    return page


def _write_search(edition: Renderer, editions: list[Renderer], out: Path, listed: Listed) -> None:
    """The search index of a language, as scripts that pages load when they need it."""
    pages = [page for page in (*LISTING, *MORE, DOWNLOADS, CONFORMANCE, CHANGES) if page[0] != "search"]
    pages += [SPARQL] if listed.queries_run else []
    found = page_entries(edition, editions, [*pages, *(TRY if edition.tries else ())])
    for name, text in search_scripts(edition.catalogue, edition.lang, edition.translate, found):
        (out / "assets" / name).write_text(text, "utf-8", newline="\n")


def _write_scripts(
    scripts: Callable[[Renderer, Mapping[str, Related]], Iterator[tuple[str, str]]],
    render: Renderer,
    groups: Mapping[str, Related],
    folder: Path,
) -> None:
    for name, text in scripts(render, groups):
        (folder / name).write_text(text, "utf-8", newline="\n")


def write_figures(render: Renderer, listed: Listed, site_folder: Path, out: Path) -> None:
    """The figures and maps of one language on their own, as drawings and as tables."""
    folder = out / ("figures" if render.lang == "en" else f"{render.lang}/figures")
    folder.mkdir(parents=True, exist_ok=True)
    style = (site_folder / "assets" / "sojourn.css").read_text("utf-8")
    files = {"lengths.csv": matrix_csv(render), "comparability.csv": shares_csv(render, listed.groups)}
    files |= {f"terms-{tag}.csv": names_csv(render.catalogue, tag) for tag in render.catalogue.languages}
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
