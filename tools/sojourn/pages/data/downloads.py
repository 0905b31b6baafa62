"""The page of everything that can be taken along: each kind of file with its formats and sizes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sojourn.model.file_types import file_type
from sojourn.pages.templates.page import Page
from sojourn.pages.templates.render import Renderer

# Name, title and description of the page.
DOWNLOADS = ("downloads", "Downloads", "The whole registry as tables and as RDF, and where the rest lies.")
# What the files hold, by the first part of their names; in this order.
GRAPH = "Everything in one graph: entries, labels, rules, comparisons with their reasons"
HOLDS = {
    "terms": "Terms: labels, definitions and scope notes in all languages with their origin, relations between them",
    "definitions": "National definitions: the rule with its facets, validity, sources, confidence",
    "countries": "Countries and areas: names, codes, groups",
    "instruments": "Data sources of the countries and what is known of them",
    "frameworks": "Frameworks: recommendations, laws and glossaries",
    "rules": "Reference rules of the frameworks",
    "classification": "How each definition stands to each reference rule: relation, mapping, conformance",
    "mappings": "Mappings of definitions to reference rules, each with its reasons",
    "correspondences": "Correspondences of definitions and frameworks",
    "structures": "Concept scheme, code lists and hierarchies for statistical systems",
    "glossary": "Countries, terms, frameworks, codes and sources as a workbook to edit and give back",
    "texts": "Every text in every language",
    "citations": "Every citation, with its place in the source",
    "methods": "Kinds of data source and methods: what they can measure and what to check",
    "figures": "Published numbers in which one population was counted by more than one definition",
    "statistics": "Statistics with a number for every country",
    "sources": "Bibliography: everything that is cited",
    "codes": "Code lists: every value that a facet can take",
    "columns": "Data dictionary: what each column of the tables holds",
    "csv-metadata": "Types, keys and links of all CSV tables",
    "queries": "The example queries, for other endpoints and editors",
    "catalogue": "The data set as catalogues list it",
}
# Bytes as people say them, from the largest unit to the smallest.
UNITS = ((1_000_000, {"en": "MB", "fr": "Mo"}), (1_000, {"en": "kB", "fr": "ko"}))


@dataclass(frozen=True, slots=True)
class File:
    """A file under `data/`: its name and its size in bytes."""

    name: str
    size: int

    @property
    def stem(self) -> str:
        """What it holds, by its name."""
        return self.name.partition(".")[0]

    @property
    def form(self) -> str:
        """The name of its format."""
        known = file_type(self.name)
        name = known.name if known else self.name.partition(".")[2]
        return name + (", gzip" if self.name.endswith(".gz") else "")


def published(folder: Path | None) -> list[File]:
    """The files of a folder."""
    return [File(path.name, path.stat().st_size) for path in sorted(folder.iterdir())] if folder else []


def downloads_page(render: Renderer, files: Iterable[File], released: bool = False) -> Page:
    """The page in the language of the renderer; `released`: the site holds releases."""
    name, title, description = DOWNLOADS
    return render.page(
        "downloads.jinja",
        name,
        render.translate(title),
        render.translate(description),
        groups=list(_groups(render, files)),
        released=released,
        size=lambda size: size_words(size, render.lang),
        head={"hide": ["navigation"]},
    )


def _groups(render: Renderer, files: Iterable[File]) -> Iterator[tuple[str, list[File]]]:
    order = [str(render.catalogue.scheme["id"]), *HOLDS]
    known = sorted((file for file in files if file.stem in order), key=lambda file: (order.index(file.stem), file.form))
    for stem, found in groupby(known, key=lambda file: file.stem):
        yield render.translate(HOLDS.get(stem, GRAPH)), list(found)


def size_words(size: int, lang: str) -> str:
    """A size for people, with two digits that matter at most."""
    for unit, names in UNITS:
        if size >= unit or unit == UNITS[-1][0]:
            number = f"{size / unit:.1f}" if size < 10 * unit else f"{size / unit:.0f}"
            return f"{number.replace('.', ',') if lang == 'fr' else number}\u00a0{names.get(lang, names['en'])}"
    raise AssertionError("the last unit takes every size")
