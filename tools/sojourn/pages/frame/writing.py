"""Pages written: made, put into their frames, finished; or linked from the last build, where nothing that they show changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sojourn.pages.content.kept import KeptFiles, digest_of, key_of, tree_digest
from sojourn.pages.frame.finish import finished
from sojourn.pages.frame.frames import Frame, PageLayout
from sojourn.pages.templates.page import Making, Page
from sojourn.pages.templates.render import Renderer
from sojourn.prose.tables import from_yaml

# Does independent tasks, in whatever order and process, and gives what they give.
Together = Callable[[Sequence[Callable[[], Any]]], list[Any]]
# Pages that one task writes.
CHUNK = 24
# What pages are made with, beside the package itself.
LIBRARIES = ("Jinja2", "MarkupSafe", "Markdown")
PACKAGE = Path(__file__).parents[2]


def in_turn(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """Tasks one after the other, in this process."""
    return [task() for task in tasks]


def site_settings(site_folder: Path) -> dict[str, Any]:
    """What `site/mkdocs.yml` says to us: the name of the site, and what stands under `extra`."""
    config = from_yaml((site_folder / "mkdocs.yml").read_text("utf-8"))
    return {"site_name": config["site_name"], **(config.get("extra") or {})}


def endpoint_site(site_folder: Path) -> str:
    """The other site that the live SPARQL endpoint of the settings is on, if any."""
    parts = urlsplit(str(site_settings(site_folder).get("sparql_endpoint") or ""))
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""


@cache
def package_digest() -> str:
    """A digest of the package and of the libraries that pages are made with."""
    return digest_of(tree_digest(PACKAGE, ("*.py", "*.yaml")), *map(version, LIBRARIES))


class PageWriter:
    """Writes pages of all languages into `out`."""

    def __init__(
        self, editions: Sequence[Renderer], frames: Mapping[PageLayout, Frame], out: Path, site_folder: Path
    ) -> None:
        self._editions = {edition.lang: edition for edition in editions}
        self._frames, self._out, self._site_folder = frames, out, site_folder
        self._endpoint = endpoint_site(site_folder)
        self._catalogue = editions[0].catalogue

    def write(self, pages: Sequence[Making], together: Together, kept: KeptFiles | None, *given: object) -> list[Page]:
        """Write all pages; those of `kept` that would be the same are linked. `given` is what else all of them show.

        Gives the pages that were made, without their bodies.
        """
        for folder in {(self._out / page.path).parent for page in pages}:
            folder.mkdir(parents=True, exist_ok=True)
        self._catalogue.prepared()
        kept = kept or KeptFiles()
        same = self._same(given)
        missing = [page for page in pages if not self._taken(page, kept, same)]
        chunks = [missing[start : start + CHUNK] for start in range(0, len(missing), CHUNK)]
        made = []
        for found in together([partial(self._write_some, chunk) for chunk in chunks]):
            for page, reads in found:
                made.append(page)
                if reads is not None:
                    kept.made(f"{page.path}.html", key_of(same, reads, self._catalogue.states.of), reads)
        return made

    def _same(self, given: Sequence[object]) -> str:
        """The state of all that every page is made from."""
        frames = digest_of(*(f"{layout}={frame}" for layout, frame in sorted(self._frames.items(), key=str)))
        templates = tree_digest(self._site_folder, ("*.jinja", "interface/*.yaml", "mkdocs.yml"))
        settled = [repr(part) for part in (*given, *(edition.tries for edition in self._editions.values()))]
        return digest_of(package_digest(), frames, templates, self._catalogue.states.common(), *settled)

    def _taken(self, page: Making, kept: KeptFiles, same: str) -> bool:
        name = f"{page.path}.html"
        reads = kept.reads(name) if page.kept else None
        return reads is not None and kept.take(name, key_of(same, reads, self._catalogue.states.of))

    def _write_some(self, pages: Sequence[Making]) -> list[tuple[Page, list[str] | None]]:
        return [self._written(page) for page in pages]

    def _written(self, making: Making) -> tuple[Page, list[str] | None]:
        """Write a page; gives it without its body, and what it read, if it may be kept."""
        render = self._editions[making.lang]
        with self._catalogue.reads.noted() as reads:
            if making.kept:
                # The entry itself is handed over, and so is read by nobody.
                self._catalogue.reads.note(*making.name.split("/", 1))
            page = making.make()
            connect = self._endpoint if page.name == "sparql" else ""
            html = finished(page, self._frames[PageLayout.of(page)], render, connect)
        (self._out / f"{page.path}.html").write_text(html, "utf-8", newline="\n")
        return replace(page, blocks=(), headings=(), head={}), sorted(reads) if making.kept else None
