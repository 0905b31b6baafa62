"""How long the website takes, against mkdocs-material alone on the same pages, and what a reader has to load.

Run with `PYTHONPATH=tools python tests/bench/bench_site.py [pages ...]`; prints one line a measure. Sizes other than that of
the glossary are made from it: countries with their data sources and definitions left out, or taken again under new identifiers.
Times are seconds of the processor, children included, so that other work on the machine changes little, and of the clock.
"""

from __future__ import annotations

import gzip
import itertools
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sojourn.build.relations import kept_pair_results
from sojourn.build.results import classification_results
from sojourn.classification import Classification
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled, compiled_entries
from sojourn.lookup.registry import Registry
from sojourn.lookup.writing import write_store
from sojourn.pages.build import Listed, all_pages, build_site, renderers
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.data.try_pages import read_examples
from sojourn.pages.data.twins import FORMATS
from sojourn.pages.statistics.relations import related
from sojourn.pages.templates.page import Page

ROOT = Path(__file__).parents[2]
SIZES = (200, 2000, 5000)
PLAIN = (
    "site_name: Plain\ndocs_dir: docs\nuse_directory_urls: false\ntheme: {name: material, font: false}\nplugins: []\n"
    "markdown_extensions: [attr_list, tables, toc]\nnav: [{Home: index.md}]\n"
)
Entries = dict[str, dict[str, dict[str, Any]]]


class Glossary:
    """The glossary of the repository with its classification results, as a whole or at another size."""

    def __init__(self) -> None:
        content = checked_content(ROOT / "glossary")
        self.entries: Entries = compiled_entries(content)
        self.facts = Compiled.of(content).facts
        self.results = classification_results(content, ROOT / ".cache" / "classification.sqlite")
        self.results_of: dict[str, list[Classification]] = {}
        for result in self.results:
            self.results_of.setdefault(result.definition, []).append(result)

    def registry(self, pages: int | None) -> Registry:
        """A registry that makes about so many pages."""
        if pages is None:
            return Registry(write_store(":memory:", self.entries, self.facts, self.results))
        entries: Entries = {kind: dict(found) for kind, found in self.entries.items()}
        entries["country"], entries["instrument"], entries["definition"] = {}, {}, {}
        entries["figure"] = {}
        results: list[Classification] = []
        # A term, country or framework makes two pages (two languages), a definition or rule one.
        count = 2 * len(entries["term"]) + len(entries["rule"]) + 80
        if count > pages:
            kept = list(entries["term"])[: max(0, (pages - len(entries["rule"]) - 80) // 3)]
            entries["term"] = {id: self._without(entries["term"][id], set(kept)) for id in kept}
            count = 2 * len(kept) + len(entries["rule"]) + 80
        for country, again in self._countries():
            if count >= pages:
                break
            count += 2 + len(country["definitions"])
            results += self._add(entries, country, again)
        return Registry(write_store(":memory:", entries, self.facts, results))

    def _countries(self) -> Iterator[tuple[dict[str, Any], int]]:
        for again in itertools.count():
            for country in self.entries["country"].values():
                yield country, again

    def _without(self, term: dict[str, Any], kept: set[str]) -> dict[str, Any]:
        links = {key: [id for id in term.get(key) or [] if id in kept] for key in ("broader", "narrower", "related")}
        plain = {key: value for key, value in term.items() if key not in ("distinguished_from", "measured_by")}
        return {**plain, **{key: ids for key, ids in links.items() if key in term}}

    def _add(self, entries: Entries, country: dict[str, Any], again: int) -> list[Classification]:
        """Put a country in with all that is its own; gives the classification results."""
        own = [country["id"], *country["instruments"], *country["definitions"]]
        names = {id: id if not again else f"{id}-{again}" if "-" in id else f"{id}{again}" for id in own}
        pattern = re.compile(
            "|".join(rf'(?<=["/]){re.escape(id)}(?=["/])' for id in sorted(own, key=len, reverse=True))
        )

        def renamed(value: Any) -> Any:
            return json.loads(pattern.sub(lambda found: names[found[0]], json.dumps(value)))

        entries["country"][names[country["id"]]] = renamed(country)
        # A source may bear the identifier of the definition that it is the source of.
        sources = entries["source"]
        entries["source"] = sources | {names[id]: renamed(sources[id]) for id in own if id in sources}
        for kind, key in (("instrument", "instruments"), ("definition", "definitions")):
            for id in country[key]:
                entries[kind][names[id]] = renamed(self.entries[kind][id])
        return [
            replace(one, definition=names[id]) for id in country["definitions"] for one in self.results_of.get(id, ())
        ]


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the processor (children included) and of the clock."""

    def used() -> float:
        both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(usage.ru_utime + usage.ru_stime for usage in both)

    processor, clock = used(), time.perf_counter()
    work()
    return used() - processor, time.perf_counter() - clock


def as_markdown(page: Page) -> str:
    """A page as a whole Markdown file."""
    headings = [f"\n## {heading.text} {{: #{heading.id} }}\n" for heading in page.headings]
    body = "\n".join(part for both in itertools.zip_longest(page.blocks, headings, fillvalue="") for part in both)
    return f"---\ntitle: {json.dumps(page.title)}\n---\n\n{body}"


def alone(registry: Registry, folder: Path) -> tuple[float, float]:
    """mkdocs-material on the same pages as whole Markdown files, without our frame."""
    listed = Listed([], False, None, {}, [], read_examples(ROOT / "site"))
    for making in all_pages(renderers(Catalogue(registry), ROOT / "site"), FORMATS, listed):
        page = making.make()
        path = folder / "docs" / f"{page.path}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_markdown(page), "utf-8")
    (folder / "mkdocs.yml").write_text(PLAIN, "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "-q"]
    return spent(lambda: subprocess.run(command, cwd=folder, check=True, capture_output=True))


def first_load(site: Path, page: str) -> int:
    """Bytes of a page with its styles and scripts, compressed, without what is loaded on use."""
    path = site / page
    html = path.read_text("utf-8")
    parts = re.findall(r'<(?:script[^>]* src|link rel="(?:stylesheet|icon)" href)="([^"#?]+)"', html)
    files = [path, *((path.parent / part).resolve() for part in parts)]
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def measure(glossary: Glossary, pages: int | None) -> None:
    """Build once, and print."""
    registry = glossary.registry(pages)
    with tempfile.TemporaryDirectory() as name:
        folder, site = Path(name), Path(name) / "site"
        (folder / "plain").mkdir()
        # The relations of pairs are the rule engine's work and kept between builds: measured on their own.
        kept = kept_pair_results(folder / "relations.sqlite")
        compared = spent(lambda: related(Catalogue(registry), kept))
        built = spent(
            lambda: build_site(registry, site, site_folder=ROOT / "site", work=folder / "work", pair_results=kept)
        )
        bare = alone(registry, folder / "plain")
        html = [path.stat().st_size for path in site.rglob("*.html")]
        print(
            f"{len(html):>5} pages: ours {built[0]:6.1f} s processor, {built[1]:6.1f} s clock; mkdocs-material alone "
            f"{bare[0]:6.1f} s, {bare[1]:6.1f} s; ratio {built[0] / bare[0]:.2f}, {built[1] / bare[1]:.2f}; "
            f"{sum(html) / len(html) / 1e3:.1f} kB of HTML a page; relations of pairs before it {compared[0]:.1f} s processor"
        )
        if pages is None:
            for page in (
                "index.html", "term/usual-residence.html", "country/NZL.html", "definition/nzl-obm-arrival.html"
            ):  # fmt: skip
                print(f"first load {page:<32} {first_load(site, page) / 1e3:.0f} kB compressed")
            pieces = [*(site / "assets").glob("search-index.js"), *(site / "assets").glob("search-index.[0-9]*.js")]
            size = sum(len(gzip.compress(piece.read_bytes())) for piece in pieces)
            print(f"search index                     {size / 1e3:.0f} kB compressed")


def main() -> None:
    """Measure the glossary as it is and at other sizes."""
    glossary = Glossary()
    for pages in (None, *(map(int, sys.argv[1:]) if sys.argv[1:] else SIZES)):
        measure(glossary, pages)


if __name__ == "__main__":
    main()
