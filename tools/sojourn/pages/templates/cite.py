"""How to cite an entry: a line of text, BibTeX, and CSL-JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
}
WORK = "Sojourn: glossary and registry of international-migration definitions"


@dataclass(frozen=True, slots=True)
class Cite:
    """One entry in the three forms."""

    text: str
    bibtex: str
    csl: str


def cite(id: str, iri: str, title: str, version: str) -> Cite:
    """The entry as a part of the published work in this version; the identifier is the permanent link."""
    text = f"“{title}”. In: {WORK}, version {version}. {iri}"
    key = re.sub(r"[^A-Za-z0-9]+", "-", f"sojourn-{id}").strip("-").lower()
    bibtex = (
        f"@misc{{{key},\n  author = {{{{Sojourn}}}},\n  title = {{{_tex(title)}}},\n"
        f"  note = {{{_tex(WORK)}, version {_tex(version)}}},\n  url = {{{iri}}}\n}}"
    )
    csl = {
        "id": key,
        "type": "entry-dictionary",
        "author": [{"literal": "Sojourn"}],
        "title": title,
        "container-title": WORK,
        "version": version,
        "URL": iri,
    }
    return Cite(text, bibtex, json.dumps([csl], ensure_ascii=False, indent=1))


def _tex(text: str) -> str:
    return "".join(SPECIAL.get(character, character) for character in text)
