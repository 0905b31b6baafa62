"""Recorded releases to browse: their list (`v/`), and of each one plain page an entry with all that it held (`v/VERSION/`).

The pages stay what they were whatever becomes of the site: no script, one small style, links within the release, and one to
what the entry says today. Search engines are asked to show today's page instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sojourn.model.addresses import PAGED
from sojourn.model.entries import Value
from sojourn.pages.templates.links import safe_url
from sojourn.pages.templates.render import Renderer
from sojourn.pages.versions.changes_page import Released, Versions
from sojourn.prose.speaker import Speaker

STYLE = "released.css"
# What says itself in another place of the page, or follows from other entries.
HIDDEN = {"id", "iri", "rule", "content_hash", "rule_hash", "history"}
LISTS = ("definitions", "rules", "narrower", "broader", "related", "replaces", "succeeded_by", "conflicts_with")
KINDS = {"definitions": "definition", "rules": "rule", "narrower": "term", "broader": "term", "related": "term",
         "replaces": "definition", "succeeded_by": "definition", "conflicts_with": "definition", "country": "country",
         "framework": "framework", "term": "term"}  # fmt: skip
Cell = tuple[str, str | None]


def released_tasks(
    versions: Versions, editions: list[Renderer], site_folder: Path, out: Path
) -> Iterator[Callable[[], None]]:
    """What writes the pages of the releases, one task a release and language, and the list of them."""
    current, templates = editions[0].catalogue, site_folder / "templates"
    if versions.releases:
        yield partial(write_listing, versions, editions, templates, out)
    for release in versions.releases:
        for edition in editions:
            pages = _Pages(release, edition, templates)
            yield partial(pages.write, out, current.registry)


def write_listing(versions: Versions, editions: list[Renderer], templates: Path, out: Path) -> None:
    """Write the list of the releases, the newest first: a page in each language, and the same as JSON."""
    scheme = editions[0].catalogue.scheme
    newest = list(reversed(versions.releases))
    counts = {r.version: {kind: len(r.registry.entries(kind)) for kind in PAGED} for r in newest}
    page, languages = environment(templates).get_template("releases.jinja"), [edition.lang for edition in editions]
    for edition in editions:
        folder = out / "v" / _prefix(edition.lang)
        folder.mkdir(parents=True, exist_ok=True)
        html = page.render(
            releases=newest, counts=counts, current=scheme["version"], lang=edition.lang, languages=languages, style=STYLE,
            _=edition.translate, prefix=_prefix(edition.lang), top="../" * (1 + _prefix(edition.lang).count("/")),
            title=scheme["title"].get(edition.lang) or scheme["title"]["en"],
        )  # fmt: skip
        (folder / "index.html").write_text(html, "utf-8", newline="\n")
    found = [
        {"version": r.version, "date": r.date, "program": r.program, "summary": r.summary.to_dict(),
         "entries": counts[r.version], "url": f"{r.version}/index.html"}
        for r in newest
    ]  # fmt: skip
    text = json.dumps({"current": scheme["version"], "releases": found}, ensure_ascii=False, indent=2)
    (out / "v" / "index.json").write_text(f"{text}\n", "utf-8", newline="\n")


def environment(templates: Path) -> Environment:
    """Templates that refuse what is not defined, and take every text for text."""
    return Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _prefix(lang: str) -> str:
    return "" if lang == "en" else f"{lang}/"


class _Pages:
    """The pages of a release in one language."""

    def __init__(self, release: Released, edition: Renderer, templates: Path) -> None:
        self.release, self.lang, self.translate = release, edition.lang, edition.translate
        self.prefix = _prefix(self.lang)
        registry = release.registry
        self.entries = {kind: {value.id: value for value in registry.entries(kind)} for kind in PAGED}
        self.sources = {source.id: source for source in registry.sources()}
        self.speaker = Speaker(self.lang, registry.labels(self.lang), self._name)
        self.environment = environment(templates)

    def write(self, out: Path, today: Any) -> None:
        """Write all pages of the release in this language."""
        folder = out / "v" / self.release.version / self.prefix
        folder.mkdir(parents=True, exist_ok=True)
        known = {kind: {value.id for value in today.entries(kind)} for kind in PAGED}
        page, listing = (self.environment.get_template(f"released{name}.jinja") for name in ("", "-list"))
        depth = 2 + self.prefix.count("/")
        shared = {
            "release": self.release,
            "lang": self.lang,
            "_": self.translate,
            "style": STYLE,
            "prefix": self.prefix,
        }
        groups = {
            kind: [(id, self._title(value)) for id, value in found.items()] for kind, found in self.entries.items()
        }
        html = listing.render(**shared, top="../" * depth, groups=groups)
        (folder / "index.html").write_text(html, "utf-8", newline="\n")
        for kind, found in self.entries.items():
            (folder / kind).mkdir(exist_ok=True)
            for id, value in found.items():
                address = f"{self.prefix}{kind}/{id}.html"
                html = page.render(
                    **shared, kind=kind, value=value, title=self._title(value), rows=self._rows(value),
                    rule=self._rule(value), address=address if id in known[kind] else None, top="../" * (depth + 1),
                )  # fmt: skip
                (folder / kind / f"{id}.html").write_text(html, "utf-8", newline="\n")

    def _name(self, id: str) -> str:
        found = self.entries["rule"].get(id) or self.entries["definition"].get(id)
        return self._title(found) if found else id

    def _title(self, value: Value) -> str:
        for key in ("label", "national_term", "summary"):
            if said := self._said(value.data.get(key)):
                return said
        return value.id

    def _said(self, text: Any) -> str:
        return (
            (text.get(self.lang) or text.get("en") or next(iter(text.values())))
            if isinstance(text, dict) and text
            else ""
        )

    def _rule(self, value: Value) -> str:
        return self.speaker.rule_sentence(value.rule) if "rule" in value.data else ""  # type: ignore[attr-defined]

    def _rows(self, value: Value) -> list[tuple[str, list[Cell]]]:
        """Each key of the entry with its value, as lines that may be links."""
        return [(key, list(self._cells(key, item))) for key, item in value.data.items() if key not in HIDDEN]

    def _cells(self, key: str, item: Any) -> Iterator[Cell]:
        if key == "citations":
            yield from (self._citation(one) for one in item)
        elif isinstance(item, list):
            for one in item:
                yield self._reference(key, one) if isinstance(one, str) else (flow(one), None)
        elif isinstance(item, dict) and all(isinstance(said, str) for said in item.values()):
            yield from ((f"{tag}: {said}", None) for tag, said in item.items())
        elif isinstance(item, str):
            yield self._reference(key, item)
        else:
            yield flow(item), None

    def _reference(self, key: str, id: str) -> Cell:
        kind = KINDS.get(key)
        if kind is not None and id in self.entries[kind]:
            return f"{self._title(self.entries[kind][id])} ({id})", f"../{kind}/{id}.html"
        return id, None

    def _citation(self, one: Mapping[str, Any]) -> Cell:
        source = self.sources.get(one["source"])
        parts = [
            source.title if source else one["source"],
            *(one[key] for key in ("locator", "accessed") if key in one),
        ]
        return ", ".join(map(str, parts)), safe_url(source.url) if source and source.url else None


def flow(value: Any) -> str:
    """A nested value as YAML writes it on a line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(map(flow, value)) + "]" if isinstance(value, list) else str(value)
